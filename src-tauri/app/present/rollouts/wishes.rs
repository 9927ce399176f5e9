//! Wishes and gates: from the window and back.

use crossfade_domain::{
    flow::ResponseType,
    qualifier::Version,
    rollout::{
        gates::{
            AlarmGate, Finding, Gates, Probe, ProbeGate, ProbeReading, ProbeTimes, Slower,
            Unreadable, Verdict, VersionGate, WhenBlind,
        },
        time::Span,
    },
};
use crossfade_engine::{
    failure::{Failure, FailureKind},
    rollouts::{DriverWish, Wish},
};

use crate::dto::{
    AcceptsDto, DriverWishDto, GatesDto, ProbeDto, ProbeResultDto, ProbeTimesDto, RolloutWishDto,
    SlowerDto, VerdictDto, VersionGateDto,
};

/// An answer is shown up to here.
const LONGEST_ANSWER: usize = 4000;

/// What a person wishes, understood.
///
/// # Errors
/// When a name, version, plan or event is none.
pub fn wish(wish: RolloutWishDto) -> Result<Wish, Failure> {
    let RolloutWishDto { function, alias, to, plan, driver, gates: wanted } = wish;
    let to: Version = to.parse().map_err(invalid)?;
    Ok(Wish {
        function,
        alias: alias.parse().map_err(invalid)?,
        to,
        plan: plan.parse().map_err(invalid)?,
        driver: match driver {
            DriverWishDto::Program => DriverWish::Program,
            DriverWishDto::CodeDeploy { application, group, service_role } => {
                DriverWish::CodeDeploy { application, group, service_role }
            }
        },
        gates: gates(wanted)?,
    })
}

/// Gates, understood.
///
/// # Errors
/// When an event is no JSON or a percentage is none.
pub fn gates(gates: GatesDto) -> Result<Gates, Failure> {
    let probes = gates.probes.into_iter().map(probe).collect::<Result<_, _>>()?;
    let times = probe_times(gates.probe_times)?;
    Ok(Gates {
        alarms: AlarmGate {
            names: gates.alarms,
            ignore_unreadable: gates.ignore_unreadable_alarms,
        },
        version: gates.version.map(version_gate).transpose()?,
        probes: ProbeGate { probes, times },
        unreadable: Unreadable {
            errors_in_a_row: gates.errors_in_a_row,
            then: if gates.pause_when_blind { WhenBlind::Pause } else { WhenBlind::RollBack },
        },
    })
}

fn probe_times(times: ProbeTimesDto) -> Result<ProbeTimes, Failure> {
    let counted_from_0 = |step: u32| {
        let step = step.checked_sub(1).and_then(|step| usize::try_from(step).ok());
        step.ok_or_else(|| invalid("Steps are counted from 1"))
    };
    Ok(match times {
        ProbeTimesDto::BeforeStart => ProbeTimes::BeforeStart,
        ProbeTimesDto::EveryStep => ProbeTimes::EveryStep,
        ProbeTimesDto::Steps { steps } => {
            ProbeTimes::Steps(steps.into_iter().map(counted_from_0).collect::<Result<_, _>>()?)
        }
    })
}

fn version_gate(gate: VersionGateDto) -> Result<VersionGate, Failure> {
    let share = |percent: f64, what: &str| {
        let share = percent / 100.0;
        if share > 0.0 && share <= 1.0 {
            return Ok(share);
        }
        Err(invalid(format!("`{percent}` is no {what}; choose more than 0 % and at most 100 %")))
    };
    Ok(VersionGate {
        false_alarms: share(gate.false_alarms_percent, "share of false alarms")?,
        notice: share(gate.notice_percent, "share of failing calls to notice")?,
        normal: share(gate.normal_percent, "share of failing calls that is normal")?,
        slower: gate.slower.map(|slower| Slower {
            times: slower.times,
            by: Span::from_millis(slower.by_millis.into()),
            limit: slower.limit_millis.map(|millis| Span::from_millis(millis.into())),
        }),
        tolerated_failures: gate.tolerated_failures,
        patience: Span::from_secs(gate.patience_seconds.into()),
    })
}

/// A probe, understood.
///
/// # Errors
/// When it has no name or its event is no JSON.
pub fn probe(probe: ProbeDto) -> Result<Probe, Failure> {
    let name = probe.name.trim().to_owned();
    if name.is_empty() {
        return Err(invalid("A probe has no name"));
    }
    if let Err(error) = serde_json::from_str::<serde_json::Value>(&probe.event) {
        return Err(invalid(format!("The event of probe `{name}` is not JSON: {error}")));
    }
    Ok(Probe {
        name,
        event: probe.event,
        accepts: match probe.accepts {
            AcceptsDto::StringMap => ResponseType::StringMap,
            AcceptsDto::Json => ResponseType::Json,
        },
        time_limit: Span::from_secs(probe.time_limit_seconds.into()),
        required_keys: probe.required_keys,
    })
}

fn probe_dto(probe: &Probe) -> ProbeDto {
    ProbeDto {
        name: probe.name.clone(),
        event: probe.event.clone(),
        accepts: match probe.accepts {
            ResponseType::StringMap => AcceptsDto::StringMap,
            ResponseType::Json | ResponseType::Unknown(_) => AcceptsDto::Json,
        },
        time_limit_seconds: u32::try_from(probe.time_limit.millis() / 1000).unwrap_or_default(),
        required_keys: probe.required_keys.clone(),
    }
}

/// What came of a probe.
pub fn probe_result(finding: &Finding, reading: &ProbeReading) -> ProbeResultDto {
    let shown = |payload: &[u8]| {
        let text = String::from_utf8_lossy(payload);
        text.chars().take(LONGEST_ANSWER).collect::<String>()
    };
    ProbeResultDto {
        name: reading.name.clone(),
        verdict: verdict(finding.verdict),
        reason: finding.reason.clone(),
        answer: reading.answer.as_ref().ok().map(|answer| shown(&answer.payload)),
    }
}

pub(super) const fn verdict(verdict: Verdict) -> VerdictDto {
    match verdict {
        Verdict::Pass => VerdictDto::Pass,
        Verdict::Fail => VerdictDto::Fail,
        Verdict::Inconclusive { .. } => VerdictDto::Inconclusive,
        Verdict::Error => VerdictDto::Error,
    }
}

/// A wish for the window.
pub fn wish_dto(wish: &Wish) -> RolloutWishDto {
    RolloutWishDto {
        function: wish.function.clone(),
        alias: wish.alias.to_string(),
        to: wish.to.to_string(),
        plan: wish.plan.to_string(),
        driver: match &wish.driver {
            DriverWish::Program => DriverWishDto::Program,
            DriverWish::CodeDeploy { application, group, service_role } => {
                DriverWishDto::CodeDeploy {
                    application: application.clone(),
                    group: group.clone(),
                    service_role: service_role.clone(),
                }
            }
        },
        gates: gates_dto(&wish.gates),
    }
}

/// Gates for the window.
pub fn gates_dto(gates: &Gates) -> GatesDto {
    GatesDto {
        alarms: gates.alarms.names.clone(),
        ignore_unreadable_alarms: gates.alarms.ignore_unreadable,
        version: gates.version.as_ref().map(version_gate_dto),
        probes: gates.probes.probes.iter().map(probe_dto).collect(),
        probe_times: match &gates.probes.times {
            ProbeTimes::BeforeStart => ProbeTimesDto::BeforeStart,
            ProbeTimes::EveryStep => ProbeTimesDto::EveryStep,
            ProbeTimes::Steps(steps) => {
                let number = |step: &usize| u32::try_from(step + 1).unwrap_or(u32::MAX);
                ProbeTimesDto::Steps { steps: steps.iter().map(number).collect() }
            }
        },
        errors_in_a_row: gates.unreadable.errors_in_a_row,
        pause_when_blind: match gates.unreadable.then {
            WhenBlind::Pause => true,
            WhenBlind::RollBack => false,
        },
    }
}

fn version_gate_dto(gate: &VersionGate) -> VersionGateDto {
    let millis = |span: Span| u32::try_from(span.millis()).unwrap_or(u32::MAX);
    VersionGateDto {
        false_alarms_percent: gate.false_alarms * 100.0,
        notice_percent: gate.notice * 100.0,
        normal_percent: gate.normal * 100.0,
        slower: gate.slower.map(|slower| SlowerDto {
            times: slower.times,
            by_millis: millis(slower.by),
            limit_millis: slower.limit.map(millis),
        }),
        tolerated_failures: gate.tolerated_failures,
        patience_seconds: millis(gate.patience) / 1000,
    }
}

impl Default for GatesDto {
    fn default() -> Self {
        let version = Some(VersionGate::default());
        gates_dto(&Gates { version, ..Gates::default() })
    }
}

fn invalid(error: impl std::fmt::Display) -> Failure {
    let message = format!("{error}.");
    Failure::new(FailureKind::Invalid, "InvalidInput", message, "Correct it and try again.")
}
