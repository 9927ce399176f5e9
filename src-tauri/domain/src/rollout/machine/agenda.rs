//! What is to be done next, and when.
//!
//! Invariant: the agenda is a function of the progress alone, so a machine that
//! was rebuilt from a snapshot has the same one.

use super::{
    Effect, Flight, Happening, Machine, MeasureRequest, PauseCause, RollbackCause, Sent, State,
    Target, Ticket, TrafficRequest, Waiver, Watch, Window,
};
use crate::rollout::time::{Instant, Span};

/// When the machine wants to be told the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Wake {
    /// When.
    pub at: Instant,
    /// What for.
    pub reason: WakeReason,
}

/// What the machine waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WakeReason {
    /// Its first event.
    Start,
    /// The watch's end.
    NextStep,
    /// The next measurement or probe.
    Measurement,
    /// The next look at the alias.
    Look,
    /// Another try of a call that failed.
    Retry,
    /// An answer that is overdue then.
    Answer,
}

/// An effect that is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Look,
    Set(Target),
    Measure,
    Probe,
}

impl Act {
    pub(super) const fn is_look(&self) -> bool {
        matches!(self, Self::Look)
    }

    pub(super) const fn is_set(&self) -> bool {
        matches!(self, Self::Set(_))
    }

    pub(super) const fn is_measure(&self) -> bool {
        matches!(self, Self::Measure)
    }

    pub(super) const fn is_probe(&self) -> bool {
        matches!(self, Self::Probe)
    }
}

/// A thing to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Todo {
    Act(Act),
    /// Take the next step after the position.
    TakeStep,
    /// Wait for a person, as the plan says.
    PauseForPlan,
    /// A rollback has nothing left to do.
    ComeToRest,
}

/// A thing to do, not before `at`.
#[derive(Debug, Clone, Copy)]
struct Item {
    at: Instant,
    todo: Todo,
    reason: WakeReason,
}

/// CloudWatch has shown a call by then, as a rule.
const SHOWN_WITHIN: Span = Span::from_mins(3);
const AT_ONCE: Instant = Instant::from_millis(i64::MIN);

impl Machine {
    /// Does what is due until an answer, a person or time must bring it on.
    pub(super) fn advance(&mut self, now: Instant) {
        while self.flight.is_none() {
            let agenda = self.agenda();
            let Some(item) = agenda.iter().find(|item| item.at <= now) else {
                let next = agenda.iter().min_by_key(|item| item.at);
                self.wake = next.map(|item| Wake { at: item.at, reason: item.reason });
                return;
            };
            match item.todo {
                Todo::Act(act) => self.launch(act, now),
                Todo::TakeStep => self.take_step(now),
                Todo::PauseForPlan => self.enter(State::Paused(PauseCause::Plan), now),
                Todo::ComeToRest => self.come_to_rest(now),
            }
        }
        let deadline = self.flight.as_ref().map(|flight| flight.deadline);
        self.wake = deadline.map(|at| Wake { at, reason: WakeReason::Answer });
    }

    /// Whether calls may reach the new version.
    pub(super) fn is_exposed(&self) -> bool {
        !self.weight().is_none()
    }

    /// Everything to be done, the more urgent first.
    fn agenda(&self) -> Vec<Item> {
        let act = |at, act, reason| Item { at, todo: Todo::Act(act), reason };
        let look = || self.look_at().map(|(at, reason)| act(at, Act::Look, reason));
        let measure = |due: Instant| act(due, Act::Measure, WakeReason::Measurement);
        let probe = |due: Instant| act(due, Act::Probe, WakeReason::Measurement);
        let set = |target| {
            let at = self.now.set_trouble.retry_at.unwrap_or(AT_ONCE);
            let item = act(at, Act::Set(target), WakeReason::Retry);
            (!self.now.look_wanted).then_some(item)
        };
        let watched = || self.measurable().then(|| measure(self.measure_at()));
        let items = match &self.now.state {
            State::Preparing => vec![look().or_else(|| Some(self.prepare()))],
            State::Shifting { step } => {
                vec![look(), set(Target::Step(*step)), watched()]
            }
            State::Promoting => vec![look(), set(Target::New), watched()],
            State::Watching { step } => {
                let probes = self.now.probes_wanted.then(|| probe(self.probe_at()));
                vec![look(), probes, watched(), self.step_on(*step)]
            }
            State::Paused(PauseCause::Drift(_)) => vec![look()],
            State::Paused(PauseCause::AlarmFiring { .. }) => {
                vec![look(), Some(measure(self.measure_at()))]
            }
            State::Paused(
                PauseCause::Person { .. }
                | PauseCause::Plan
                | PauseCause::Inconclusive { .. }
                | PauseCause::Unreadable { .. }
                | PauseCause::CallsFailing { .. },
            ) => vec![look(), watched()],
            State::RollingBack(_) => vec![self.rest().or_else(look), set(Target::Old)],
            State::RolledBack(_) | State::Completed | State::NeedsAttention(_) => Vec::new(),
        };
        items.into_iter().flatten().collect()
    }

    /// When to look: now if it must be known, else from time to time while
    /// nothing but time passes.
    fn look_at(&self) -> Option<(Instant, WakeReason)> {
        if self.now.look_wanted {
            return Some((self.now.look_trouble.retry_at.unwrap_or(AT_ONCE), WakeReason::Retry));
        }
        let waits = matches!(self.now.state, State::Watching { .. } | State::Paused(_));
        let last = self.now.looked_at.filter(|_| waits)?;
        Some((last + self.setup.timing.look, WakeReason::Look))
    }

    /// What is left to do before the first step: probes, then alarms.
    fn prepare(&self) -> Item {
        let (at, todo) = if self.now.probes_wanted {
            (self.probe_at(), Todo::Act(Act::Probe))
        } else if self.now.alarms_checked {
            (AT_ONCE, Todo::TakeStep)
        } else {
            (self.measure_at(), Todo::Act(Act::Measure))
        };
        Item { at, todo, reason: WakeReason::Measurement }
    }

    /// What comes after the watch.
    fn step_on(&self, step: usize) -> Option<Item> {
        let watch = self.now.watch?;
        let allowed = self.now.cleared || !self.measurable();
        if !allowed || self.now.look_wanted || self.now.probes_wanted {
            return None;
        }
        let pause = self.setup.plan.step(step).is_some_and(|step| step.pause);
        let todo = match self.now.waiver {
            None if pause => Todo::PauseForPlan,
            None | Some(Waiver::OneStep | Waiver::Fully) => Todo::TakeStep,
        };
        Some(Item { at: watch.until, todo, reason: WakeReason::NextStep })
    }

    /// Whether a rollback is done: nothing was ever moved, or a look has shown
    /// the old version alone and no move of ours can still change that.
    fn rest(&self) -> Option<Item> {
        let open = |sent: &Sent| {
            sent.target != Target::Old
                && !sent.fenced
                && Some(&sent.revision) == self.now.revision.as_ref()
        };
        let home = !self.now.look_wanted
            && self.now.expected == self.setup.all_old()
            && !self.now.sent.iter().any(open);
        let done = !self.now.touched || home;
        done.then_some(Item { at: AT_ONCE, todo: Todo::ComeToRest, reason: WakeReason::NextStep })
    }

    fn measurable(&self) -> bool {
        self.is_exposed() && self.setup.gates.measure_anything()
    }

    /// The next measurement: a poll interval after the last, and one right at
    /// the watch's end.
    fn measure_at(&self) -> Instant {
        let Some(last) = self.now.measured_at else { return AT_ONCE };
        let next = last + self.setup.timing.poll;
        match self.now.watch {
            Some(watch) if last < watch.until => next.min(watch.until),
            Some(_) | None => next,
        }
    }

    fn probe_at(&self) -> Instant {
        self.now.probed_at.map_or(AT_ONCE, |last| last + self.setup.timing.poll)
    }

    /// Begins the step after the present one, or the end.
    pub(super) fn take_step(&mut self, now: Instant) {
        let next = self.now.position.map_or(0, |step| step + 1);
        // A watch that has ended keeps the schedule; the first step makes it.
        self.now.due = self.now.watch.map_or(now, |watch| watch.until);
        let ends = match self.setup.plan.step(next) {
            None => true,
            Some(step) => {
                let last = next == self.setup.plan.last_index();
                last && !step.watch.is_positive() && !step.pause
            }
        };
        let fully = self.now.waiver == Some(Waiver::Fully);
        let state = if ends || fully { State::Promoting } else { State::Shifting { step: next } };
        self.enter(state, now);
    }

    fn come_to_rest(&mut self, now: Instant) {
        let cause = match &self.now.state {
            State::RollingBack(cause) => cause.clone(),
            State::Preparing
            | State::Shifting { .. }
            | State::Watching { .. }
            | State::Paused(_)
            | State::Promoting
            | State::RolledBack(_)
            | State::Completed
            | State::NeedsAttention(_) => return,
        };
        self.enter(State::RolledBack(cause), now);
    }

    /// Turns towards the old version.
    pub(super) fn roll_back(&mut self, cause: RollbackCause, now: Instant) {
        // What somebody else did is not to be overwritten unasked.
        self.now.look_wanted |= matches!(self.now.state, State::Paused(PauseCause::Drift(_)));
        // Callers do not wait for what failed on the way forward.
        self.now.look_trouble = super::Trouble::default();
        self.now.set_trouble = super::Trouble::default();
        if let Some(was) = self.now.warming.take() {
            // Nothing is waited for any more.
            self.now.sent.retain(|sent| sent.target != was.target);
            self.now.look_trouble = super::Trouble::default();
        }
        self.now.waiver = None;
        self.now.cause = Some(cause.clone());
        self.enter(State::RollingBack(cause), now);
    }

    fn launch(&mut self, act: Act, now: Instant) {
        self.now.tickets += 1;
        let ticket = Ticket(self.now.tickets);
        let timing = self.setup.timing;
        let (timeout, traffic) = match act {
            Act::Look => {
                self.out.push(Effect::Look { ticket, warm_up: self.may_warm_up() });
                (timing.call_timeout, None)
            }
            Act::Set(target) => {
                self.send(ticket, target, now);
                (timing.call_timeout, None)
            }
            Act::Measure => {
                let request = self.request(now);
                let traffic = request.traffic;
                self.out.push(Effect::Measure { ticket, request });
                (timing.measure_timeout, traffic)
            }
            Act::Probe => {
                let probes = self.setup.gates.probes.probes.clone();
                self.out.push(Effect::Probe { ticket, version: self.setup.to, probes });
                (timing.probe_timeout, None)
            }
        };
        self.flight = Some(Flight { ticket, act, since: now, deadline: now + timeout, traffic });
    }

    fn send(&mut self, ticket: Ticket, target: Target, now: Instant) {
        let routing = self.setup.routing(target);
        let revision = self.now.revision.clone().unwrap_or_default();
        self.now.touched = true;
        // The same move again stands for its earlier tries as well.
        let before = self.now.sent.len();
        self.now.sent.retain(|sent| sent.target != target || sent.revision != revision);
        let again = self.now.sent.len() < before;
        self.now.sent.push(Sent {
            ticket,
            target,
            routing: routing.clone(),
            revision: revision.clone(),
            again,
            taken: false,
            unseen: 0,
            fenced: false,
        });
        let intent =
            Happening::ShiftIntended { routing: routing.clone(), revision: revision.clone() };
        self.record(intent, now);
        self.out.push(Effect::SetRouting { ticket, routing, revision });
    }

    fn request(&self, now: Instant) -> MeasureRequest {
        let exposed = self.is_exposed() && self.setup.gates.version.is_some();
        let since = self.now.watch.zip(self.now.first_shift).filter(|_| exposed);
        MeasureRequest {
            alarms: self.setup.gates.alarms.names.clone(),
            traffic: since.map(|(watch, first)| TrafficRequest {
                new: self.setup.to,
                old: self.setup.from,
                step: Window { from: watch.since, to: now },
                whole: Window { from: first, to: now },
                recent: Window { from: first.max(now - self.recent(watch)), to: now },
            }),
        }
    }

    /// How far back a call still says that there are callers: half of the watch,
    /// and as long as the gate waits for traffic, since CloudWatch shows nothing
    /// of a step of a minute before that is over.
    fn recent(&self, watch: Watch) -> Span {
        let patience = self.setup.gates.version.as_ref().map_or(Span::ZERO, |gate| gate.patience);
        watch.until.since(watch.since).divided_by(2).max(patience).max(SHOWN_WITHIN)
    }
}
