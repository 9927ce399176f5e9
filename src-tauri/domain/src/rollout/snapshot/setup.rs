//! How a rollout's setup lies on disk.

use serde::{Deserialize, Serialize};

use super::{UnreadableSnapshot, span};
use crate::{
    flow::ResponseType,
    rollout::{
        forecast::Timing,
        gates::{
            AlarmGate, Gates, Probe, ProbeGate, ProbeTimes, Slower, Unreadable, VersionGate,
            WhenBlind,
        },
        machine::Setup,
        time::Span,
    },
};

#[derive(Serialize, Deserialize)]
pub(super) struct SetupRecord {
    from: String,
    to: String,
    plan: String,
    gates: GatesRecord,
    timing: TimingRecord,
}

impl SetupRecord {
    pub(super) fn of(setup: &Setup) -> Self {
        Self {
            from: setup.from.to_string(),
            to: setup.to.to_string(),
            plan: setup.plan.to_string(),
            gates: GatesRecord::of(&setup.gates),
            timing: TimingRecord::of(&setup.timing),
        }
    }

    pub(super) fn setup(self) -> Result<Setup, UnreadableSnapshot> {
        Ok(Setup {
            from: self.from.parse()?,
            to: self.to.parse()?,
            plan: self.plan.parse()?,
            gates: self.gates.gates(),
            timing: self.timing.timing(),
        })
    }
}

#[derive(Serialize, Deserialize)]
struct GatesRecord {
    alarms: Vec<String>,
    ignore_unreadable_alarms: bool,
    version: Option<VersionRecord>,
    probes: Vec<ProbeRecord>,
    probe_times: TimesRecord,
    errors_in_a_row: u32,
    when_blind: BlindRecord,
}

impl GatesRecord {
    fn of(gates: &Gates) -> Self {
        Self {
            alarms: gates.alarms.names.clone(),
            ignore_unreadable_alarms: gates.alarms.ignore_unreadable,
            version: gates.version.as_ref().map(VersionRecord::of),
            probes: gates.probes.probes.iter().map(ProbeRecord::of).collect(),
            probe_times: TimesRecord::of(&gates.probes.times),
            errors_in_a_row: gates.unreadable.errors_in_a_row,
            when_blind: match gates.unreadable.then {
                WhenBlind::RollBack => BlindRecord::RollBack,
                WhenBlind::Pause => BlindRecord::Pause,
            },
        }
    }

    fn gates(self) -> Gates {
        Gates {
            alarms: AlarmGate {
                names: self.alarms,
                ignore_unreadable: self.ignore_unreadable_alarms,
            },
            version: self.version.map(VersionRecord::gate),
            probes: ProbeGate {
                probes: self.probes.into_iter().map(ProbeRecord::probe).collect(),
                times: self.probe_times.times(),
            },
            unreadable: Unreadable {
                errors_in_a_row: self.errors_in_a_row,
                then: match self.when_blind {
                    BlindRecord::RollBack => WhenBlind::RollBack,
                    BlindRecord::Pause => WhenBlind::Pause,
                },
            },
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum BlindRecord {
    RollBack,
    Pause,
}

#[derive(Serialize, Deserialize)]
struct VersionRecord {
    false_alarms: f64,
    notice: f64,
    normal: f64,
    slower: Option<SlowerRecord>,
    tolerated_failures: u32,
    patience_millis: i64,
}

#[derive(Serialize, Deserialize)]
struct SlowerRecord {
    times: f64,
    by_millis: i64,
    limit_millis: Option<i64>,
}

impl VersionRecord {
    fn of(gate: &VersionGate) -> Self {
        Self {
            false_alarms: gate.false_alarms,
            notice: gate.notice,
            normal: gate.normal,
            slower: gate.slower.map(|slower| SlowerRecord {
                times: slower.times,
                by_millis: slower.by.millis(),
                limit_millis: slower.limit.map(Span::millis),
            }),
            tolerated_failures: gate.tolerated_failures,
            patience_millis: gate.patience.millis(),
        }
    }

    fn gate(self) -> VersionGate {
        VersionGate {
            false_alarms: self.false_alarms,
            notice: self.notice,
            normal: self.normal,
            slower: self.slower.map(|slower| Slower {
                times: slower.times,
                by: span(slower.by_millis),
                limit: slower.limit_millis.map(span),
            }),
            tolerated_failures: self.tolerated_failures,
            patience: span(self.patience_millis),
        }
    }
}

#[derive(Serialize, Deserialize)]
struct ProbeRecord {
    name: String,
    event: String,
    accepts: String,
    time_limit_millis: i64,
    required_keys: Vec<String>,
}

const STRING_MAP: &str = "STRING_MAP";
const JSON: &str = "JSON";

impl ProbeRecord {
    fn of(probe: &Probe) -> Self {
        let accepts = match &probe.accepts {
            ResponseType::StringMap => STRING_MAP,
            ResponseType::Json => JSON,
            ResponseType::Unknown(word) => word,
        };
        Self {
            name: probe.name.clone(),
            event: probe.event.clone(),
            accepts: accepts.to_owned(),
            time_limit_millis: probe.time_limit.millis(),
            required_keys: probe.required_keys.clone(),
        }
    }

    fn probe(self) -> Probe {
        let accepts = match self.accepts.as_str() {
            STRING_MAP => ResponseType::StringMap,
            JSON => ResponseType::Json,
            _ => ResponseType::Unknown(self.accepts),
        };
        Probe {
            name: self.name,
            event: self.event,
            accepts,
            time_limit: span(self.time_limit_millis),
            required_keys: self.required_keys,
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum TimesRecord {
    BeforeStart,
    EveryStep,
    Steps(Vec<usize>),
}

impl TimesRecord {
    fn of(times: &ProbeTimes) -> Self {
        match times {
            ProbeTimes::BeforeStart => Self::BeforeStart,
            ProbeTimes::EveryStep => Self::EveryStep,
            ProbeTimes::Steps(steps) => Self::Steps(steps.clone()),
        }
    }

    fn times(self) -> ProbeTimes {
        match self {
            Self::BeforeStart => ProbeTimes::BeforeStart,
            Self::EveryStep => ProbeTimes::EveryStep,
            Self::Steps(steps) => ProbeTimes::Steps(steps),
        }
    }
}

/// All in milliseconds.
#[derive(Serialize, Deserialize)]
struct TimingRecord {
    poll: i64,
    look: i64,
    call_timeout: i64,
    measure_timeout: i64,
    probe_timeout: i64,
    back_off: i64,
    longest_back_off: i64,
    overslept: i64,
}

impl TimingRecord {
    const fn of(timing: &Timing) -> Self {
        Self {
            poll: timing.poll.millis(),
            look: timing.look.millis(),
            call_timeout: timing.call_timeout.millis(),
            measure_timeout: timing.measure_timeout.millis(),
            probe_timeout: timing.probe_timeout.millis(),
            back_off: timing.back_off.millis(),
            longest_back_off: timing.longest_back_off.millis(),
            overslept: timing.overslept.millis(),
        }
    }

    const fn timing(&self) -> Timing {
        Timing {
            poll: span(self.poll),
            look: span(self.look),
            call_timeout: span(self.call_timeout),
            measure_timeout: span(self.measure_timeout),
            probe_timeout: span(self.probe_timeout),
            back_off: span(self.back_off),
            longest_back_off: span(self.longest_back_off),
            overslept: span(self.overslept),
        }
    }
}
