//! What a rollout must not forget.
//!
//! Invariant: everything that decides what happens next and cannot be looked
//! up is in here; a machine that is rebuilt from it and looks first does what
//! the lost one would have done. Times are instants, never remaining durations.

use super::{RollbackCause, Setup, Shift, State, Ticket, Watch};
use crate::{
    alias::Routing,
    rollout::time::{Instant, Span},
};

/// What a snapshot keeps of a rollout.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "facts that hold independently of each other")]
pub(in crate::rollout) struct Progress {
    pub state: State,
    /// Whether the first event has come.
    pub started: bool,
    /// The last step that a look has shown.
    pub position: Option<usize>,
    /// What a look shows unless a move of ours or of somebody else came in
    /// between.
    pub expected: Routing,
    /// `RevisionId` as the last look showed it.
    pub revision: Option<String>,
    /// Moves that AWS may have taken, or may still take.
    pub sent: Vec<Sent>,
    /// Lambda's own way to what a move of ours wanted.
    pub warming: Option<Warming>,
    /// Whether the alias is this rollout's to put back.
    pub touched: bool,
    pub look_wanted: bool,
    pub looked_at: Option<Instant>,
    pub probes_wanted: bool,
    pub probed_at: Option<Instant>,
    /// Whether the alarms were read before the start and hold nothing up.
    pub alarms_checked: bool,
    /// Alarms that a person chose to overlook until they are OK once.
    pub excused: Vec<String>,
    /// When the last measurement began.
    pub measured_at: Option<Instant>,
    /// Whether a measurement after the watch's end allows the next step.
    pub cleared: bool,
    /// What a person has granted for the next step.
    pub waiver: Option<Waiver>,
    /// When the step that is being taken was due.
    pub due: Instant,
    pub watch: Option<Watch>,
    pub first_shift: Option<Instant>,
    /// Rounds of this step with new traffic.
    pub rounds: u32,
    /// The new version's calls when they were judged last.
    pub judged_calls: u64,
    /// Failed measurements so far.
    pub failures: u32,
    /// The last of them that was counted.
    pub failed: Option<Failed>,
    /// Errors in a row.
    pub errors: u32,
    /// Why it went back, once it does.
    pub cause: Option<RollbackCause>,
    pub look_trouble: Trouble,
    pub set_trouble: Trouble,
    pub shifts: Vec<Shift>,
    /// The last ticket given out.
    pub tickets: u64,
    pub last_seen: Instant,
}

/// What a move aims at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rollout) enum Target {
    Step(usize),
    New,
    Old,
}

/// A move that left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::rollout) struct Sent {
    pub ticket: Ticket,
    pub target: Target,
    pub routing: Routing,
    /// AWS takes it only as long as the alias has this revision.
    pub revision: String,
    /// An earlier try of the same move may still be taken as well.
    pub again: bool,
    /// AWS said that it took it.
    pub taken: bool,
    /// How many looks have not shown it although AWS said so.
    pub unseen: u32,
    /// A later move has made its revision stale.
    pub fenced: bool,
}

/// Lambda took a move, and keeps the version before it in the alias until
/// environments of the new one are ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rollout) struct Warming {
    pub target: Target,
    /// When a look first showed it.
    pub since: Instant,
}

/// What a person has granted, so that a restart does not ask again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rollout) enum Waiver {
    OneStep,
    Fully,
}

/// A failed measurement that was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rollout) struct Failed {
    pub at: Instant,
    /// The new version's calls that it rests on.
    pub calls: u64,
}

/// Calls that failed in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::rollout) struct Trouble {
    pub count: u32,
    pub retry_at: Option<Instant>,
}

impl Progress {
    pub fn new(setup: &Setup, now: Instant) -> Self {
        Self {
            state: State::Preparing,
            started: false,
            position: None,
            expected: setup.all_old(),
            revision: None,
            sent: Vec::new(),
            warming: None,
            touched: false,
            look_wanted: true,
            looked_at: None,
            probes_wanted: !setup.gates.probes.probes.is_empty(),
            probed_at: None,
            alarms_checked: setup.gates.alarms.names.is_empty(),
            excused: Vec::new(),
            measured_at: None,
            cleared: false,
            waiver: None,
            due: now,
            watch: None,
            first_shift: None,
            rounds: 0,
            judged_calls: 0,
            failures: 0,
            failed: None,
            errors: 0,
            cause: None,
            look_trouble: Trouble::default(),
            set_trouble: Trouble::default(),
            shifts: Vec::new(),
            tickets: 0,
            last_seen: now,
        }
    }

    /// Moves every instant that something waits for.
    pub fn move_times(&mut self, by: Span) {
        let moved = |at: &mut Option<Instant>| *at = at.map(|at| at + by);
        moved(&mut self.looked_at);
        moved(&mut self.probed_at);
        moved(&mut self.measured_at);
        moved(&mut self.first_shift);
        moved(&mut self.look_trouble.retry_at);
        moved(&mut self.set_trouble.retry_at);
        self.warming = self.warming.map(|it| Warming { since: it.since + by, ..it });
        self.failed = self.failed.map(|last| Failed { at: last.at + by, ..last });
        self.due = self.due + by;
        self.watch = self.watch.map(|watch| Watch {
            since: watch.since + by,
            planned: watch.planned + by,
            until: watch.until + by,
        });
    }
}
