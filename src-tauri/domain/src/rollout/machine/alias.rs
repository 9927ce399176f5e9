//! The alias: what looks show, and what came of moves.
//!
//! Invariant: only a look changes what the machine believes about the alias. A
//! move's answer merely says how soon to look and when to try again.

use super::{
    Attention, CallFailure, Drift, Effect, Happening, Machine, Notice, PauseCause, Sent,
    SetOutcome, Shift, Sighting, State, Target, Ticket, Trouble, Watch,
};
use crate::{
    alias::Routing,
    rollout::time::{Instant, Span},
};

/// Failures in a row after which a rollout that goes forward asks.
const FAILURES_BEFORE_PAUSE: u32 = 8;
/// Failures in a row after which a rollback says that it struggles.
const FAILURES_BEFORE_ALERT: u32 = 5;
/// Looks that may miss a move that AWS took, before it is sent again.
const UNSEEN_BEFORE_RETRY: u32 = 5;

impl Machine {
    pub(super) fn on_looked(&mut self, found: Result<Option<Sighting>, CallFailure>, now: Instant) {
        match found {
            Ok(Some(seen)) => {
                self.now.look_trouble = Trouble::default();
                self.now.looked_at = Some(now);
                self.now.look_wanted = false;
                let routing = tidied(&seen.routing);
                self.on_seen(Sighting { routing, ..seen }, now);
            }
            Ok(None) => self.enter(State::NeedsAttention(Attention::AliasGone), now),
            Err(failure) => {
                self.record(Happening::LookFailed { reason: failure.reason.clone() }, now);
                self.now.look_wanted = true;
                let trouble = self.after_failure(self.now.look_trouble, now);
                self.now.look_trouble = trouble;
                self.call_failed(&failure, trouble.count, now);
            }
        }
    }

    pub(super) fn on_set(&mut self, ticket: Ticket, outcome: SetOutcome, now: Instant) {
        self.record(Happening::ShiftAnswered(outcome.clone()), now);
        self.now.look_wanted = true;
        self.now.look_trouble = Trouble::default();
        let failure = match outcome {
            SetOutcome::Taken => return self.on_taken(ticket),
            SetOutcome::Stale => {
                let reason = "The alias is changed again and again.".to_owned();
                CallFailure { reason, passing: true }
            }
            SetOutcome::NotTaken(failure) => {
                self.now.sent.retain(|sent| sent.ticket != ticket || sent.again);
                failure
            }
            SetOutcome::Unknown { reason } => CallFailure { reason, passing: true },
        };
        let trouble = self.after_failure(self.now.set_trouble, now);
        self.now.set_trouble = trouble;
        self.call_failed(&failure, trouble.count, now);
    }

    /// A move back that AWS took leaves every earlier move with a stale
    /// revision, also one whose answer never came.
    fn on_taken(&mut self, ticket: Ticket) {
        let back = |sent: &Sent| sent.ticket == ticket && sent.target == Target::Old;
        let fence = self.now.sent.iter().any(back);
        for sent in &mut self.now.sent {
            sent.taken |= sent.ticket == ticket;
            sent.fenced |= fence && sent.ticket < ticket;
        }
    }

    fn on_seen(&mut self, seen: Sighting, now: Instant) {
        let found = seen.routing.clone();
        let ours = self.now.sent.iter().rfind(|sent| sent.routing == seen.routing).cloned();
        self.now.revision = Some(seen.revision.clone());
        let all_old = self.setup.all_old();
        let handed = self.warming_towards(&seen);
        if handed.is_none() {
            self.warmed_up(&seen.routing);
        }
        if let Some(sent) = ours {
            // An update changes the revision, so no earlier move can follow.
            self.now
                .sent
                .retain(|other| other.ticket != sent.ticket && other.revision == seen.revision);
            self.settle(sent.target, seen, now);
        } else if let Some(sent) = handed {
            self.on_warm_up(&sent, seen, now);
        } else if let Some(taken) = self.taken_back(&seen) {
            self.now.expected = taken.routing;
            self.now.position = self.step_of(taken.target).or(self.now.position);
            self.forget_stale(&seen.revision);
            self.on_drift(seen, now);
        } else if seen.routing == self.now.expected {
            self.on_unmoved(&seen, now);
        } else if matches!(self.now.state, State::RollingBack(_))
            && (seen.routing == all_old || self.came_to_new(&seen))
        {
            self.forget_stale(&seen.revision);
            self.now.expected = seen.routing;
        } else {
            self.forget_stale(&seen.revision);
            self.on_drift(seen, now);
        }
        if self.now.expected == found {
            self.end_drift(now);
        }
    }

    /// Whoever moved the alias has put it back: that is said, and still a
    /// person decides when to go on.
    fn end_drift(&mut self, now: Instant) {
        let State::Paused(PauseCause::Drift(drift)) = &self.now.state else { return };
        if !drift.is_over() {
            let expected = self.now.expected.clone();
            let back = Drift { found: expected.clone(), expected };
            self.enter(State::Paused(PauseCause::Drift(back)), now);
        }
    }

    /// The move that AWS took and that somebody else has undone since: the alias
    /// stands where it was, but with another revision than before the move.
    fn taken_back(&self, seen: &Sighting) -> Option<Sent> {
        let undone = |sent: &&Sent| sent.taken && sent.revision != seen.revision;
        let back = seen.routing == self.now.expected;
        self.now.sent.iter().rfind(undone).filter(|_| back).cloned()
    }

    /// The step that a target stands for.
    fn step_of(&self, target: Target) -> Option<usize> {
        match target {
            Target::Old => None,
            Target::Step(step) => Some(step),
            Target::New => Some(self.setup.plan.last_index()),
        }
    }

    /// The look shows the alias where it was. A move that AWS took a moment ago
    /// may not be visible yet.
    fn on_unmoved(&mut self, seen: &Sighting, now: Instant) {
        self.forget_stale(&seen.revision);
        let Some(hidden) = self.now.sent.iter_mut().find(|sent| sent.taken) else {
            return;
        };
        hidden.unseen += 1;
        if hidden.unseen > UNSEEN_BEFORE_RETRY {
            hidden.taken = false;
            return;
        }
        let unseen = hidden.unseen;
        self.now.look_wanted = true;
        let retry_at = Some(now + self.wait_after(unseen));
        self.now.look_trouble = Trouble { count: 0, retry_at };
    }

    fn forget_stale(&mut self, revision: &str) {
        self.now.sent.retain(|sent| sent.revision == revision);
    }

    /// A look has shown what one of our moves wanted.
    fn settle(&mut self, target: Target, seen: Sighting, now: Instant) {
        self.now.expected = seen.routing.clone();
        self.now.set_trouble = Trouble::default();
        let weight = self.weight();
        let Some(step) = self.step_of(target) else {
            return self.record(Happening::Verified { seen, weight, late: None }, now);
        };
        self.now.position = Some(step);
        self.now.first_shift.get_or_insert(now);
        let shift = Shift { step, due: self.now.due, verified: now };
        self.now.shifts.push(shift);
        self.record(Happening::Verified { seen, weight, late: Some(shift.late()) }, now);
        let whole = target == Target::New;
        match self.now.state {
            State::RollingBack(_) | State::RolledBack(_) | State::NeedsAttention(_) => {}
            State::Preparing | State::Shifting { .. } | State::Watching { .. } if !whole => {
                self.begin_watch(step, now);
                self.enter(State::Watching { step }, now);
            }
            State::Paused(_) | State::Promoting if !whole => self.begin_watch(step, now),
            State::Preparing
            | State::Shifting { .. }
            | State::Watching { .. }
            | State::Paused(_)
            | State::Promoting
            | State::Completed => self.enter(State::Completed, now),
        }
    }

    /// Begins the watch over a weight, on schedule if it can.
    pub(super) fn begin_watch(&mut self, step: usize, now: Instant) {
        let watch = self.setup.plan.step(step).map_or(Span::ZERO, |step| step.watch);
        let late = now.since(self.now.due) > self.grace(step);
        let planned = if late { now } else { self.now.due };
        let until = planned + watch;
        if late && watch.is_positive() {
            self.record(Happening::Replanned { until }, now);
        }
        self.now.watch = Some(Watch { since: now, planned, until });
        self.now.cleared = false;
        // A promotion that is under way is not this step's to use up.
        if self.now.state != State::Promoting {
            self.now.waiver = None;
        }
        self.now.rounds = 0;
        self.now.probes_wanted = self.setup.gates.probes.run_after(step);
        self.now.probed_at = None;
    }

    fn on_drift(&mut self, seen: Sighting, now: Instant) {
        let drift = Drift { expected: self.now.expected.clone(), found: seen.routing.clone() };
        let state = match &self.now.state {
            State::RollingBack(_) => State::NeedsAttention(Attention::Drift(drift)),
            State::Preparing
            | State::Shifting { .. }
            | State::Watching { .. }
            | State::Paused(_)
            | State::Promoting => State::Paused(PauseCause::Drift(drift)),
            State::RolledBack(_) | State::Completed | State::NeedsAttention(_) => return,
        };
        if self.now.state != state {
            let expected = self.now.expected.clone();
            self.record(Happening::Drifted { seen, expected }, now);
        }
        self.enter(state, now);
    }

    /// A call failed `count` times in a row: tries on, asks, or gives up.
    fn call_failed(&mut self, failure: &CallFailure, count: u32, now: Instant) {
        let reason = failure.reason.clone();
        match &self.now.state {
            State::RollingBack(_) if !failure.passing => {
                self.enter(State::NeedsAttention(Attention::CallRefused { reason }), now);
            }
            State::RollingBack(_) => {
                if count == FAILURES_BEFORE_ALERT {
                    self.out.push(Effect::Notify(Notice::Struggling { reason }));
                }
            }
            State::Preparing
            | State::Shifting { .. }
            | State::Watching { .. }
            | State::Promoting => {
                if !failure.passing || count >= FAILURES_BEFORE_PAUSE {
                    self.enter(State::Paused(PauseCause::CallsFailing { reason }), now);
                }
            }
            State::Paused(_)
            | State::RolledBack(_)
            | State::Completed
            | State::NeedsAttention(_) => {}
        }
    }

    fn after_failure(&self, trouble: Trouble, now: Instant) -> Trouble {
        let count = trouble.count.saturating_add(1);
        Trouble { count, retry_at: Some(now + self.wait_after(count)) }
    }

    /// Doubles with each failure, up to the longest wait.
    fn wait_after(&self, count: u32) -> Span {
        let timing = self.setup.timing;
        let times = 1_u32 << count.saturating_sub(1).min(16);
        (timing.back_off * times).min(timing.longest_back_off)
    }
}

/// Without a left-over weight of 0 %, which sends no calls anywhere.
pub(super) fn tidied(routing: &Routing) -> Routing {
    let additional = routing.additional.filter(|(_, weight)| !weight.is_none());
    Routing { version: routing.version, additional }
}
