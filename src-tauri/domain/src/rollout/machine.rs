//! The machine that carries a rollout out, without doing anything itself.
//!
//! [`Machine::handle`] takes an event and the time, and answers what should be
//! done outside; [`Machine::next_wake`] says when it wants to be told the time
//! again, and why. It knows no clock, no AWS and no journal.
//!
//! Invariants:
//! - *One thing at a time*: at most one effect with a ticket is open. A command
//!   may supersede a look, a measurement or a probe; a move only when its answer
//!   is overdue. An answer without the open ticket changes nothing.
//! - *Set, then verify*: a weight counts when a look has shown it. Whatever
//!   AWS answers to a move, a look follows.
//! - *Only what is planned*: the alias is only ever set to the old version
//!   alone, a step of the plan, or the new version alone, and always with the
//!   revision that a look has shown.
//! - *Never two steps at once*: a step follows on a verified one, after its
//!   full watch, except where a person says otherwise.
//! - *Look first*: after a restart, or when it was woken too late to have been
//!   awake, nothing is sent before a look has answered.
//! - *Once is enough*: repeating a command changes nothing.

mod agenda;
mod alias;
mod checks;
mod clock;
mod command;
mod effect;
mod event;
mod progress;
mod record;
mod state;
#[cfg(test)]
mod tests;
mod warm_up;

use thiserror::Error;

pub use agenda::{Wake, WakeReason};
pub use effect::{Effect, MeasureRequest, Notice, TrafficRequest, Window};
pub use event::{CallFailure, Command, Event, Refusal, SetOutcome, Sighting, WarmUp};
pub(in crate::rollout) use progress::{Failed, Progress, Sent, Target, Trouble, Waiver, Warming};
pub use record::{Happening, Record};
pub use state::{Attention, Drift, PauseCause, RollbackCause, Shift, State, Watch};

use super::{
    forecast::{ForecastStep, Timing},
    gates::{Gates, Judgement, MOST_ALARMS, Measurement, NotMeasured},
    plan::Plan,
    time::{Instant, Span},
};
use crate::{alias::Routing, qualifier::Version, weight::Weight};
use agenda::Act;

/// Everything that is decided before a rollout starts.
#[derive(Debug, Clone, PartialEq)]
pub struct Setup {
    /// The version that has everything now.
    pub from: Version,
    /// The version that shall have it.
    pub to: Version,
    /// Which weight when.
    pub plan: Plan,
    /// What must hold for it to go on.
    pub gates: Gates,
    /// How often things are asked.
    pub timing: Timing,
}

/// A setup that no rollout can follow.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SetupError {
    /// Lambda shares an alias between published versions only.
    #[error("`{0}` is not published; publish a version first")]
    Unpublished(Version),
    /// Nothing would change.
    #[error("version {0} is both the old and the new one; choose another")]
    SameVersion(Version),
    /// More than `CodeDeploy` would watch.
    #[error("{0} alarms are too many; watch at most {MOST_ALARMS}")]
    TooManyAlarms(usize),
    /// A share outside 0 to 1, or no number.
    #[error("the {0} of the version gate must be more than 0 and at most 1")]
    NoShare(&'static str),
    /// The machine would never wait.
    #[error("the {0} must be longer than no time")]
    NoTime(&'static str),
}

impl Setup {
    /// Whether a rollout can follow it.
    ///
    /// # Errors
    /// [`SetupError`] names the first thing that stands in the way.
    pub fn check(&self) -> Result<(), SetupError> {
        let versions = [self.from, self.to];
        if let Some(version) = versions.into_iter().find(|version| !version.is_published()) {
            return Err(SetupError::Unpublished(version));
        }
        if self.from == self.to {
            return Err(SetupError::SameVersion(self.to));
        }
        let alarms = self.gates.alarms.names.len();
        if alarms > MOST_ALARMS {
            return Err(SetupError::TooManyAlarms(alarms));
        }
        self.check_shares()?;
        let waits = [
            ("poll interval", self.timing.poll),
            ("interval between looks", self.timing.look),
            ("time-out of a call", self.timing.call_timeout),
            ("time-out of a measurement", self.timing.measure_timeout),
            ("time-out of the probes", self.timing.probe_timeout),
            ("wait after a failed call", self.timing.back_off),
            ("longest wait after a failed call", self.timing.longest_back_off),
        ];
        let none = waits.into_iter().find(|(_, wait)| !wait.is_positive());
        none.map_or(Ok(()), |(name, _)| Err(SetupError::NoTime(name)))
    }

    fn check_shares(&self) -> Result<(), SetupError> {
        let Some(gate) = &self.gates.version else { return Ok(()) };
        let shares = [
            ("share of false alarms", gate.false_alarms),
            ("share to notice", gate.notice),
            ("share that is normal", gate.normal),
        ];
        let within = |share: f64| share > 0.0 && share <= 1.0;
        let wrong = shares.into_iter().find(|(_, share)| !within(*share));
        if let Some((name, _)) = wrong {
            return Err(SetupError::NoShare(name));
        }
        let times = gate.slower.is_none_or(|slower| slower.times.is_finite());
        if times { Ok(()) } else { Err(SetupError::NoTime("duration that counts as slower")) }
    }

    pub(super) const fn all_old(&self) -> Routing {
        Routing::all_to(self.from)
    }

    pub(super) const fn all_new(&self) -> Routing {
        Routing::all_to(self.to)
    }

    /// The routing that a target means.
    pub(super) fn routing(&self, target: Target) -> Routing {
        match target {
            Target::Old => self.all_old(),
            Target::New => self.all_new(),
            Target::Step(step) => {
                let weight = self.plan.step(step).map_or(Weight::NONE, |step| step.weight);
                let additional = (!weight.is_none()).then_some((self.to, weight));
                Routing { version: self.from, additional }
            }
        }
    }

    /// The steps of the plan that are watched.
    fn watched_steps(&self) -> usize {
        self.plan.steps().iter().filter(|step| step.watch.is_positive()).count()
    }
}

/// The number of an open effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(u64);

impl Ticket {
    pub(super) const fn of(number: u64) -> Self {
        Self(number)
    }

    pub(super) const fn number(self) -> u64 {
        self.0
    }
}

impl std::fmt::Display for Ticket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// The effect that is open.
#[derive(Debug, Clone)]
struct Flight {
    ticket: Ticket,
    act: Act,
    since: Instant,
    deadline: Instant,
    traffic: Option<TrafficRequest>,
}

/// One rollout.
#[derive(Debug, Clone)]
pub struct Machine {
    setup: Setup,
    /// What a snapshot keeps.
    now: Progress,
    flight: Option<Flight>,
    wake: Option<Wake>,
    judgement: Option<(Instant, Judgement)>,
    /// What this step came to, so far.
    out: Vec<Effect>,
    /// Set until the first event after a restart.
    restored: bool,
}

impl Machine {
    /// A rollout that begins with its first event.
    ///
    /// # Errors
    /// [`SetupError`] when the setup cannot be followed.
    pub fn new(setup: Setup, now: Instant) -> Result<Self, SetupError> {
        setup.check()?;
        let progress = Progress::new(&setup, now);
        Ok(Self::at(setup, progress, now))
    }

    /// The rollout as it was when the snapshot was taken.
    pub(super) fn restored(setup: Setup, progress: Progress, now: Instant) -> Self {
        let mut machine = Self::at(setup, progress, now);
        machine.restored = true;
        machine
    }

    fn at(setup: Setup, now: Progress, time: Instant) -> Self {
        let wake = Some(Wake { at: time, reason: WakeReason::Start });
        Self { setup, now, flight: None, wake, judgement: None, out: Vec::new(), restored: false }
    }

    /// Takes an event, and answers what should be done outside, in order.
    ///
    /// See [`Effect`] for how to carry that out.
    pub fn handle(&mut self, event: Event, now: Instant) -> Vec<Effect> {
        self.follow_clock(now);
        self.take(event, now);
        self.expire(now);
        self.advance(now);
        std::mem::take(&mut self.out)
    }

    /// When to be told the time, and why; `None` when only an answer or a
    /// person can bring it on.
    #[must_use]
    pub const fn next_wake(&self) -> Option<Wake> {
        self.wake
    }

    /// What was decided before the start.
    #[must_use]
    pub const fn setup(&self) -> &Setup {
        &self.setup
    }

    /// Where it stands.
    #[must_use]
    pub const fn state(&self) -> &State {
        &self.now.state
    }

    /// The last step that a look has shown, counted from 0.
    #[must_use]
    pub const fn position(&self) -> Option<usize> {
        self.now.position
    }

    /// What the new version gets, as a look has shown it last.
    #[must_use]
    pub fn weight(&self) -> Weight {
        self.now.expected.share_of(self.setup.to)
    }

    /// The watch over the present weight, once there is one.
    #[must_use]
    pub const fn watch(&self) -> Option<Watch> {
        self.now.watch
    }

    /// Every shift that was verified, in order.
    #[must_use]
    pub fn shifts(&self) -> &[Shift] {
        &self.now.shifts
    }

    /// What the gates said last, and when; `None` after a restart until they
    /// were read again.
    #[must_use]
    pub fn judgement(&self) -> Option<(Instant, &Judgement)> {
        self.judgement.as_ref().map(|(at, judgement)| (*at, judgement))
    }

    /// Whether nothing more happens unless a person acts.
    #[must_use]
    pub const fn is_at_rest(&self) -> bool {
        self.now.state.is_at_rest()
    }

    /// The steps that are still to come, and when they are due if all goes well
    /// and nobody takes time; none once it no longer goes forward.
    #[must_use]
    pub fn outlook(&self, now: Instant) -> Vec<ForecastStep> {
        let next = match &self.now.state {
            State::Preparing | State::Watching { .. } | State::Paused(_) => {
                self.now.position.map_or(0, |step| step + 1)
            }
            State::Shifting { step } => *step,
            State::Promoting => self.setup.plan.last_index(),
            State::RollingBack(_)
            | State::RolledBack(_)
            | State::Completed
            | State::NeedsAttention(_) => return Vec::new(),
        };
        let mut clock = self.now.watch.map_or(now, |watch| watch.until.max(now));
        let ahead = self.setup.plan.steps().iter().skip(next);
        let laid = ahead.map(|step| {
            let shift = clock;
            clock = shift + step.watch;
            ForecastStep { weight: step.weight, shift, until: clock, pause: step.pause }
        });
        laid.collect()
    }

    pub(super) const fn progress(&self) -> &Progress {
        &self.now
    }

    fn take(&mut self, event: Event, now: Instant) {
        match event {
            Event::Tick => {}
            Event::Looked { ticket, found } => {
                if self.land(ticket, Act::is_look).is_some() {
                    self.on_looked(found, now);
                }
            }
            Event::Set { ticket, outcome } => {
                if let Some(flight) = self.land(ticket, Act::is_set) {
                    self.on_set(flight.ticket, outcome, now);
                }
            }
            Event::Measured { ticket, measured, read_at } => {
                if let Some(flight) = self.land(ticket, Act::is_measure) {
                    // What was read after the watch's end speaks for the whole
                    // watch, although it was asked for before.
                    let since = read_at.min(now).max(flight.since);
                    let flight = Flight { since, ..flight };
                    self.on_measured(measured, &flight, now);
                }
            }
            Event::Probed { ticket, readings } => {
                if let Some(flight) = self.land(ticket, Act::is_probe) {
                    self.on_probed(readings, flight.since, now);
                }
            }
            Event::Command { who, command } => self.on_command(who, command, now),
        }
    }

    /// Takes the open effect off, if it is the one that the answer is for.
    fn land(&mut self, ticket: Ticket, kind: fn(&Act) -> bool) -> Option<Flight> {
        self.flight.take_if(|flight| flight.ticket == ticket && kind(&flight.act))
    }

    /// An answer that is overdue is taken as "nobody knows".
    fn expire(&mut self, now: Instant) {
        let Some(flight) = self.flight.take_if(|flight| flight.deadline <= now) else {
            return;
        };
        let waited = flight.deadline.since(flight.since);
        let reason = format!("No answer within {waited}.");
        match flight.act {
            Act::Look => {
                self.on_looked(Err(CallFailure { reason, passing: true }), now);
            }
            Act::Set(_) => self.on_set(flight.ticket, SetOutcome::Unknown { reason }, now),
            Act::Measure => {
                let measured = self.unmeasured(&flight, &reason);
                self.on_measured(measured, &flight, now);
            }
            Act::Probe => self.on_probed(Err(NotMeasured(reason)), flight.since, now),
        }
    }

    fn unmeasured(&self, flight: &Flight, reason: &str) -> Measurement {
        let missing = || NotMeasured(reason.to_owned());
        let alarms = !self.setup.gates.alarms.names.is_empty();
        Measurement {
            alarms: alarms.then(|| Err(missing())),
            traffic: flight.traffic.map(|_| Err(missing())),
        }
    }

    fn record(&mut self, what: Happening, at: Instant) {
        self.out.push(Effect::Record(Record { at, what }));
    }

    /// Goes over to another state, and tells those whom it concerns.
    fn enter(&mut self, state: State, now: Instant) {
        if self.now.state == state {
            return;
        }
        self.record(Happening::Entered(state.clone()), now);
        let told = match &state {
            State::Paused(_)
            | State::RollingBack(_)
            | State::RolledBack(_)
            | State::Completed
            | State::NeedsAttention(_) => true,
            State::Preparing
            | State::Shifting { .. }
            | State::Watching { .. }
            | State::Promoting => false,
        };
        if told {
            self.out.push(Effect::Notify(Notice::Now(state.clone())));
        }
        self.now.state = state;
    }

    /// How late a step may be and still keep its place in the schedule: a
    /// quarter of its watch, half a minute at most. Later than that, its full
    /// watch begins when it is verified.
    fn grace(&self, step: usize) -> Span {
        let watch = self.setup.plan.step(step).map_or(Span::ZERO, |step| step.watch);
        watch.divided_by(4).min(Span::from_secs(30))
    }
}
