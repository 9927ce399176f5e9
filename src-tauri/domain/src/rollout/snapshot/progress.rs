//! How a rollout's progress lies on disk. Instants are milliseconds UTC.

use serde::{Deserialize, Serialize};

use super::{
    RoutingRecord, UnreadableSnapshot, instant, millis,
    state::{RollbackRecord, StateRecord},
};
use crate::rollout::{
    machine::{Failed, Progress, Sent, Shift, Target, Ticket, Trouble, Waiver, Warming, Watch},
    time::Instant,
};

#[derive(Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "facts that hold independently of each other")]
pub(super) struct ProgressRecord {
    state: StateRecord,
    started: bool,
    position: Option<usize>,
    expected: RoutingRecord,
    revision: Option<String>,
    sent: Vec<SentRecord>,
    #[serde(default)]
    warming: Option<WarmingRecord>,
    touched: bool,
    look_wanted: bool,
    looked_at: Option<i64>,
    probes_wanted: bool,
    probed_at: Option<i64>,
    alarms_checked: bool,
    excused: Vec<String>,
    measured_at: Option<i64>,
    cleared: bool,
    waiver: Option<WaiverRecord>,
    due: i64,
    watch: Option<WatchRecord>,
    first_shift: Option<i64>,
    rounds: u32,
    judged_calls: u64,
    failures: u32,
    #[serde(default)]
    failed: Option<FailedRecord>,
    errors: u32,
    cause: Option<RollbackRecord>,
    look_trouble: TroubleRecord,
    set_trouble: TroubleRecord,
    shifts: Vec<ShiftRecord>,
    tickets: u64,
    last_seen: i64,
}

impl ProgressRecord {
    pub(super) fn of(progress: &Progress) -> Self {
        Self {
            state: StateRecord::of(&progress.state),
            started: progress.started,
            position: progress.position,
            expected: RoutingRecord::of(&progress.expected),
            revision: progress.revision.clone(),
            sent: progress.sent.iter().map(SentRecord::of).collect(),
            warming: progress.warming.map(WarmingRecord::of),
            touched: progress.touched,
            look_wanted: progress.look_wanted,
            looked_at: millis(progress.looked_at),
            probes_wanted: progress.probes_wanted,
            probed_at: millis(progress.probed_at),
            alarms_checked: progress.alarms_checked,
            excused: progress.excused.clone(),
            measured_at: millis(progress.measured_at),
            cleared: progress.cleared,
            waiver: progress.waiver.map(WaiverRecord::of),
            due: progress.due.millis(),
            watch: progress.watch.map(WatchRecord::of),
            first_shift: millis(progress.first_shift),
            rounds: progress.rounds,
            judged_calls: progress.judged_calls,
            failures: progress.failures,
            failed: progress.failed.map(FailedRecord::of),
            errors: progress.errors,
            cause: progress.cause.as_ref().map(RollbackRecord::of),
            look_trouble: TroubleRecord::of(progress.look_trouble),
            set_trouble: TroubleRecord::of(progress.set_trouble),
            shifts: progress.shifts.iter().map(ShiftRecord::of).collect(),
            tickets: progress.tickets,
            last_seen: progress.last_seen.millis(),
        }
    }

    pub(super) fn progress(self) -> Result<Progress, UnreadableSnapshot> {
        Ok(Progress {
            state: self.state.state()?,
            started: self.started,
            position: self.position,
            expected: self.expected.routing()?,
            revision: self.revision,
            sent: self.sent.into_iter().map(SentRecord::sent).collect::<Result<_, _>>()?,
            warming: self.warming.map(|it| it.warming()),
            touched: self.touched,
            look_wanted: self.look_wanted,
            looked_at: instant(self.looked_at),
            probes_wanted: self.probes_wanted,
            probed_at: instant(self.probed_at),
            alarms_checked: self.alarms_checked,
            excused: self.excused,
            measured_at: instant(self.measured_at),
            cleared: self.cleared,
            waiver: self.waiver.map(WaiverRecord::waiver),
            due: Instant::from_millis(self.due),
            watch: self.watch.map(WatchRecord::watch),
            first_shift: instant(self.first_shift),
            rounds: self.rounds,
            judged_calls: self.judged_calls,
            failures: self.failures,
            failed: self.failed.map(FailedRecord::failed),
            errors: self.errors,
            cause: self.cause.map(RollbackRecord::cause),
            look_trouble: self.look_trouble.trouble(),
            set_trouble: self.set_trouble.trouble(),
            shifts: self.shifts.into_iter().map(ShiftRecord::shift).collect(),
            tickets: self.tickets,
            last_seen: Instant::from_millis(self.last_seen),
        })
    }
}

#[derive(Serialize, Deserialize)]
struct FailedRecord {
    at: i64,
    calls: u64,
}

impl FailedRecord {
    const fn of(failed: Failed) -> Self {
        Self { at: failed.at.millis(), calls: failed.calls }
    }

    const fn failed(self) -> Failed {
        Failed { at: Instant::from_millis(self.at), calls: self.calls }
    }
}

#[derive(Serialize, Deserialize)]
struct WarmingRecord {
    target: TargetRecord,
    since: i64,
}

impl WarmingRecord {
    const fn of(it: Warming) -> Self {
        Self { target: TargetRecord::of(it.target), since: it.since.millis() }
    }

    const fn warming(&self) -> Warming {
        Warming { target: self.target.target(), since: Instant::from_millis(self.since) }
    }
}

#[derive(Serialize, Deserialize)]
struct SentRecord {
    ticket: u64,
    target: TargetRecord,
    routing: RoutingRecord,
    revision: String,
    again: bool,
    taken: bool,
    unseen: u32,
    fenced: bool,
}

impl SentRecord {
    fn of(sent: &Sent) -> Self {
        Self {
            ticket: sent.ticket.number(),
            target: TargetRecord::of(sent.target),
            routing: RoutingRecord::of(&sent.routing),
            revision: sent.revision.clone(),
            again: sent.again,
            taken: sent.taken,
            unseen: sent.unseen,
            fenced: sent.fenced,
        }
    }

    fn sent(self) -> Result<Sent, UnreadableSnapshot> {
        Ok(Sent {
            ticket: Ticket::of(self.ticket),
            target: self.target.target(),
            routing: self.routing.routing()?,
            revision: self.revision,
            again: self.again,
            taken: self.taken,
            unseen: self.unseen,
            fenced: self.fenced,
        })
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum TargetRecord {
    Step(usize),
    New,
    Old,
}

impl TargetRecord {
    const fn of(target: Target) -> Self {
        match target {
            Target::Step(step) => Self::Step(step),
            Target::New => Self::New,
            Target::Old => Self::Old,
        }
    }

    const fn target(&self) -> Target {
        match self {
            Self::Step(step) => Target::Step(*step),
            Self::New => Target::New,
            Self::Old => Target::Old,
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum WaiverRecord {
    OneStep,
    Fully,
}

impl WaiverRecord {
    const fn of(waiver: Waiver) -> Self {
        match waiver {
            Waiver::OneStep => Self::OneStep,
            Waiver::Fully => Self::Fully,
        }
    }

    const fn waiver(self) -> Waiver {
        match self {
            Self::OneStep => Waiver::OneStep,
            Self::Fully => Waiver::Fully,
        }
    }
}

#[derive(Serialize, Deserialize)]
struct WatchRecord {
    since: i64,
    planned: i64,
    until: i64,
}

impl WatchRecord {
    const fn of(watch: Watch) -> Self {
        Self {
            since: watch.since.millis(),
            planned: watch.planned.millis(),
            until: watch.until.millis(),
        }
    }

    const fn watch(self) -> Watch {
        Watch {
            since: Instant::from_millis(self.since),
            planned: Instant::from_millis(self.planned),
            until: Instant::from_millis(self.until),
        }
    }
}

#[derive(Serialize, Deserialize)]
struct TroubleRecord {
    count: u32,
    retry_at: Option<i64>,
}

impl TroubleRecord {
    const fn of(trouble: Trouble) -> Self {
        Self { count: trouble.count, retry_at: millis(trouble.retry_at) }
    }

    fn trouble(self) -> Trouble {
        Trouble { count: self.count, retry_at: instant(self.retry_at) }
    }
}

#[derive(Serialize, Deserialize)]
struct ShiftRecord {
    step: usize,
    due: i64,
    verified: i64,
}

impl ShiftRecord {
    const fn of(shift: &Shift) -> Self {
        Self { step: shift.step, due: shift.due.millis(), verified: shift.verified.millis() }
    }

    const fn shift(self) -> Shift {
        Shift {
            step: self.step,
            due: Instant::from_millis(self.due),
            verified: Instant::from_millis(self.verified),
        }
    }
}
