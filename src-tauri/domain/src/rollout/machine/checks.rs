//! What the gates said, and what follows from it.
//!
//! Invariant: a failure rolls back (at once, or when more than was tolerated
//! have been measured), too little to tell never does, and an error does only
//! as the setup says; all three keep the next step from being taken.
//! A failure is counted once for what CloudWatch shows, however often that is
//! read: it has a new point a minute.

use super::{Failed, Flight, Happening, Machine, PauseCause, RollbackCause, State};
use crate::rollout::{
    gates::{
        AlarmReading, AlarmState, Gate, Judgement, Measurement, NotMeasured, ProbeReading, Round,
        Verdict, WhenBlind,
    },
    time::{Instant, POINT, Span},
};

impl Machine {
    pub(super) fn on_measured(&mut self, measured: Measurement, flight: &Flight, now: Instant) {
        self.now.measured_at = Some(flight.since);
        self.count_round(&measured);
        let round = Round { number: self.now.rounds, steps: self.setup.watched_steps() };
        let judgement = self.setup.gates.judge(&measured, &self.now.excused, round);
        self.end_excuses(&measured);
        self.keep(judgement.clone(), now);
        let traffic = flight.traffic;
        let kept = Happening::Measured {
            measured: measured.into(),
            traffic,
            judgement: judgement.clone(),
        };
        self.record(kept, now);
        match &self.now.state {
            State::Preparing => self.judged_before_start(&judgement, now),
            State::Paused(PauseCause::AlarmFiring { .. }) => self.alarms_again(&judgement, now),
            State::Shifting { .. }
            | State::Watching { .. }
            | State::Paused(_)
            | State::Promoting => self.judged(&judgement, flight.since, now),
            State::RollingBack(_)
            | State::RolledBack(_)
            | State::Completed
            | State::NeedsAttention(_) => {}
        }
    }

    pub(super) fn on_probed(
        &mut self,
        readings: Result<Vec<ProbeReading>, NotMeasured>,
        since: Instant,
        now: Instant,
    ) {
        let gate = &self.setup.gates.probes;
        let readings = readings.unwrap_or_else(|why| {
            let none =
                |name: &String| ProbeReading { name: name.clone(), answer: Err(why.clone()) };
            gate.probes.iter().map(|probe| none(&probe.name)).collect()
        });
        let judgement = gate.judge(&readings, self.setup.to);
        self.now.probed_at = Some(since);
        self.keep(judgement.clone(), now);
        self.record(Happening::Probed(judgement.clone()), now);
        match judgement.verdict() {
            Verdict::Fail => self.fail(&judgement, since, now),
            Verdict::Error => self.not_measured(&judgement, now),
            Verdict::Pass | Verdict::Inconclusive { .. } => {
                self.now.probes_wanted = false;
                self.now.errors = 0;
            }
        }
    }

    fn keep(&mut self, judgement: Judgement, now: Instant) {
        self.judgement = Some((now, judgement));
    }

    /// Counts a round only when there are calls that were not judged before:
    /// looking twice at the same numbers is no second chance to be fooled.
    fn count_round(&mut self, measured: &Measurement) {
        let Some(Ok(traffic)) = &measured.traffic else { return };
        let new = traffic.whole.new;
        let calls = new.invocations.saturating_add(new.throttles);
        if calls != self.now.judged_calls || self.now.rounds == 0 {
            self.now.judged_calls = calls;
            self.now.rounds = self.now.rounds.saturating_add(1);
        }
    }

    /// An alarm that has been OK once is overlooked no longer.
    fn end_excuses(&mut self, measured: &Measurement) {
        let Some(Ok(readings)) = &measured.alarms else { return };
        let ok = |reading: &AlarmReading| reading.state == AlarmState::Ok;
        self.now
            .excused
            .retain(|name| !readings.iter().any(|reading| reading.name == *name && ok(reading)));
    }

    fn judged_before_start(&mut self, judgement: &Judgement, now: Instant) {
        match judgement.verdict() {
            Verdict::Fail => {
                let names = firing(judgement);
                self.enter(State::Paused(PauseCause::AlarmFiring { names }), now);
            }
            Verdict::Error => self.not_measured(judgement, now),
            // Nobody calls the new version yet, so an alarm may well lack data.
            Verdict::Pass | Verdict::Inconclusive { .. } => {
                self.now.errors = 0;
                self.now.alarms_checked = true;
            }
        }
    }

    fn alarms_again(&mut self, judgement: &Judgement, now: Instant) {
        if judgement.verdict() == Verdict::Error {
            return self.not_measured(judgement, now);
        }
        self.now.errors = 0;
        let names = firing(judgement);
        // What fires is the state's to say; whether to go on stays a person's.
        self.enter(State::Paused(PauseCause::AlarmFiring { names }), now);
    }

    fn judged(&mut self, judgement: &Judgement, since: Instant, now: Instant) {
        let over = self.now.watch.is_some_and(|watch| since >= watch.until);
        let verdict = judgement.verdict();
        if verdict == Verdict::Error {
            return self.not_measured(judgement, now);
        }
        self.now.errors = 0;
        match verdict {
            Verdict::Fail => self.fail(judgement, since, now),
            Verdict::Pass => self.now.cleared = over,
            Verdict::Inconclusive { .. } if over => self.undecided(judgement, since, now),
            Verdict::Inconclusive { .. } | Verdict::Error => {}
        }
    }

    fn fail(&mut self, judgement: &Judgement, since: Instant, now: Instant) {
        self.now.cleared = false;
        if self.shows_more_than_last(since) {
            self.now.failures = self.now.failures.saturating_add(1);
            self.now.failed = Some(Failed { at: since, calls: self.now.judged_calls });
        }
        let tolerated = self.setup.gates.version.as_ref().map_or(0, |gate| gate.tolerated_failures);
        let reason = judgement.reason();
        if judgement.fails_at_once() || self.now.failures > tolerated {
            self.roll_back(RollbackCause::Gate { reason }, now);
        } else if matches!(self.now.state, State::Watching { .. }) && self.waited_out(since) {
            self.enter(State::Paused(PauseCause::Inconclusive { reason }), now);
        }
    }

    /// Whether a failure rests on more than the one that was counted last did:
    /// other calls, and another of CloudWatch's minutes.
    fn shows_more_than_last(&self, since: Instant) -> bool {
        self.now
            .failed
            .is_none_or(|last| since.since(last.at) >= POINT && last.calls != self.now.judged_calls)
    }

    /// Whether the step is over and the gates had the time that they may take.
    fn waited_out(&self, since: Instant) -> bool {
        let patience = self.setup.gates.version.as_ref().map_or(Span::ZERO, |gate| gate.patience);
        self.now.watch.is_some_and(|watch| since.since(watch.until) >= patience)
    }

    fn not_measured(&mut self, judgement: &Judgement, now: Instant) {
        self.now.errors = self.now.errors.saturating_add(1);
        self.now.cleared = false;
        if self.now.errors <= self.setup.gates.unreadable.errors_in_a_row {
            return;
        }
        let reason = judgement.reason();
        match (self.setup.gates.unreadable.then, &self.now.state) {
            (WhenBlind::RollBack, _) => {
                self.roll_back(RollbackCause::Unreadable { reason }, now);
            }
            (WhenBlind::Pause, State::Paused(_)) => {}
            (WhenBlind::Pause, _) => {
                self.enter(State::Paused(PauseCause::Unreadable { reason }), now);
            }
        }
    }

    /// The step's time is over and the gates cannot tell: waits as long as it
    /// may, then asks.
    fn undecided(&mut self, judgement: &Judgement, since: Instant, now: Instant) {
        let State::Watching { step } = self.now.state else { return };
        if self.now.waiver.is_some() {
            self.now.cleared = true;
            return;
        }
        if !self.waited_out(since) {
            return;
        }
        let asks_anyway = self.setup.plan.step(step).is_some_and(|step| step.pause);
        let cause = if asks_anyway {
            PauseCause::Plan
        } else {
            PauseCause::Inconclusive { reason: judgement.reason() }
        };
        self.enter(State::Paused(cause), now);
    }
}

fn firing(judgement: &Judgement) -> Vec<String> {
    let failed = judgement.findings.iter().filter(|finding| finding.verdict == Verdict::Fail);
    let named = failed.filter_map(|finding| match &finding.gate {
        Gate::Alarm(name) => Some(name.clone()),
        Gate::Alarms
        | Gate::Errors
        | Gate::Throttles
        | Gate::Duration
        | Gate::Traffic
        | Gate::Probe(_) => None,
    });
    named.collect()
}
