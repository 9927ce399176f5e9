//! Sleep, restarts and clocks that are set.
//!
//! Invariant: however the time that is told jumps, no step is taken that would
//! not be taken by a program that came back at that moment and looked first.
//!
//! A machine that slept through the end of a watch looks, reads the gates, and
//! then takes *one* step, whose full watch begins when it is verified. A clock
//! that is set forward looks the same from here and is treated the same. A
//! clock that is set back would make a step wait for as long as it was set
//! back; all that is waited for moves with it instead.

use super::{Happening, Machine, State, Trouble};
use crate::rollout::time::{Instant, Span};

/// Clocks are corrected by less than this all the time.
const WORTH_SAYING: Span = Span::from_secs(1);

impl Machine {
    /// Notices what happened to time since the last event.
    pub(super) fn follow_clock(&mut self, now: Instant) {
        let passed = now.since(self.now.last_seen);
        if passed < Span::ZERO {
            self.set_back(passed, now);
        }
        self.now.last_seen = now;
        let late = self.wake.map_or(Span::ZERO, |wake| now.since(wake.at));
        if !self.now.started {
            self.now.started = true;
            self.record(Happening::Started, now);
        } else if self.is_at_rest() {
            // Nothing to do, and nothing to go by should a person act.
            self.now.look_wanted |= std::mem::take(&mut self.restored);
        } else if std::mem::take(&mut self.restored) {
            self.record(Happening::Resumed, now);
            self.look_first(now);
        } else if late > self.setup.timing.overslept {
            self.record(Happening::Overslept { by: late }, now);
            self.look_first(now);
        }
    }

    /// Forgets what was open, and what was decided but not yet seen to hold:
    /// the look shows the alias, the gates are read anew, then it goes on.
    fn look_first(&mut self, now: Instant) {
        self.flight = None;
        self.now.look_wanted = true;
        self.now.look_trouble = Trouble::default();
        self.now.alarms_checked = self.setup.gates.alarms.names.is_empty();
        self.now.cleared = false;
        if matches!(self.now.state, State::Shifting { .. } | State::Promoting) {
            self.carry_on(now);
        }
    }

    /// Back to where the verified position says, where the gates are read again
    /// before a step is taken.
    pub(super) fn carry_on(&mut self, now: Instant) {
        self.now.cleared = false;
        let state = self.now.position.map_or(State::Preparing, |step| State::Watching { step });
        self.enter(state, now);
    }

    fn set_back(&mut self, passed: Span, now: Instant) {
        let by = Span::ZERO - passed;
        if by > WORTH_SAYING {
            self.record(Happening::ClockSetBack { by }, now);
        }
        self.now.move_times(passed);
        if let Some(flight) = &mut self.flight {
            flight.since = flight.since + passed;
            flight.deadline = flight.deadline + passed;
        }
        if let Some(wake) = &mut self.wake {
            wake.at = wake.at + passed;
        }
        if by > self.setup.timing.overslept {
            self.now.look_wanted = true;
        }
    }
}
