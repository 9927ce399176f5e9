//! What the journal keeps of a rollout.
//!
//! Invariant: a record stands by itself: when, what, a sentence, and the
//! numbers behind it, so that a report needs nothing else.

use serde_json::{Value, json};

use super::{
    Command, Measurement, SetOutcome, Sighting, State, TrafficRequest, state::told, warm_up,
};
use crate::{
    alias::Routing,
    rollout::{
        gates::{AlarmReading, Arms, Counts, Finding, Judgement, Verdict},
        time::{Instant, Span},
    },
    weight::Weight,
};

/// One line of the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// When.
    pub at: Instant,
    /// What.
    pub what: Happening,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Happening {
    /// The rollout began.
    Started,
    /// The program came back and took it up again.
    Resumed,
    /// The program was woken much too late: the machine slept.
    Overslept {
        /// How late.
        by: Span,
    },
    /// The clock was set back; what was still to wait is waited.
    ClockSetBack {
        /// By how much.
        by: Span,
    },
    /// A person acted.
    Commanded {
        /// Who.
        who: String,
        /// What they wanted.
        command: Command,
    },
    /// A new state.
    Entered(State),
    /// The alias is about to be moved: the intent.
    ShiftIntended {
        /// Where to.
        routing: Routing,
        /// The revision that this was decided on.
        revision: String,
    },
    /// What AWS said to that: the outcome, as far as an answer can be trusted.
    ShiftAnswered(SetOutcome),
    /// A look has shown what was wanted.
    Verified {
        /// The alias.
        seen: Sighting,
        /// What the new version gets.
        weight: Weight,
        /// How late that is against the plan; `None` on the way back, which is
        /// never planned.
        late: Option<Span>,
    },
    /// Lambda took a move, and keeps the version before it until environments
    /// of the new one are ready.
    WarmingUp {
        /// The alias.
        seen: Sighting,
    },
    /// A look failed.
    LookFailed {
        /// Why.
        reason: String,
    },
    /// A look has shown something that nobody here wanted.
    Drifted {
        /// The alias.
        seen: Sighting,
        /// Where it should be.
        expected: Routing,
    },
    /// The schedule counts from now, because the step came too late for it.
    Replanned {
        /// When the next step is due.
        until: Instant,
    },
    /// The gates were read.
    Measured {
        /// What was read.
        measured: Box<Measurement>,
        /// Over which time, when traffic was read.
        traffic: Option<TrafficRequest>,
        /// What that means.
        judgement: Judgement,
    },
    /// The probes were run.
    Probed(Judgement),
}

impl Happening {
    /// The sort of record, for storage and filters.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Resumed => "resumed",
            Self::Overslept { .. } => "overslept",
            Self::ClockSetBack { .. } => "clock-set-back",
            Self::Commanded { .. } => "commanded",
            Self::Entered(_) => "entered",
            Self::ShiftIntended { .. } => "shift-intended",
            Self::ShiftAnswered(_) => "shift-answered",
            Self::Verified { .. } => "verified",
            Self::WarmingUp { .. } => "warming-up",
            Self::LookFailed { .. } => "look-failed",
            Self::Drifted { .. } => "drifted",
            Self::Replanned { .. } => "replanned",
            Self::Measured { .. } => "measured",
            Self::Probed(_) => "probed",
        }
    }

    /// One sentence for a person.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Started => "The rollout begins.".to_owned(),
            Self::Resumed => "The program is back and looks at the alias first.".to_owned(),
            Self::Overslept { by } => format!("Woken {by} late; looks at the alias first."),
            Self::ClockSetBack { by } => format!("The clock was set back by {by}."),
            Self::Commanded { who, command } => format!("{who}: {}.", command_word(command)),
            Self::Entered(state) => state.to_string(),
            Self::ShiftIntended { routing, .. } => format!("Moves the alias to {}.", told(routing)),
            Self::ShiftAnswered(outcome) => answered(outcome),
            Self::Verified { seen, late, .. } => {
                let late = late.map(|late| format!(", {late} after it was due"));
                format!("The alias stands at {}{}.", told(&seen.routing), late.unwrap_or_default())
            }
            Self::WarmingUp { seen } => warm_up::words(&seen.routing),
            Self::LookFailed { reason } => format!("Looking at the alias failed: {reason}"),
            Self::Drifted { seen, expected } => {
                format!("The alias stands at {}, not at {}.", told(&seen.routing), told(expected))
            }
            Self::Replanned { .. } => "The step came late; its full watch begins now.".to_owned(),
            Self::Measured { judgement, .. } | Self::Probed(judgement) => judgement.reason(),
        }
    }

    /// The numbers behind it, as JSON with stable names.
    #[must_use]
    pub fn facts(&self) -> Value {
        match self {
            Self::Started | Self::Resumed => json!({}),
            Self::Overslept { by } | Self::ClockSetBack { by } => json!({ "millis": by.millis() }),
            Self::Commanded { who, command } => {
                json!({ "who": who, "command": command_word(command) })
            }
            Self::Entered(state) => json!({ "state": state.word() }),
            Self::ShiftIntended { routing: to, revision } => {
                json!({ "routing": routing(to), "revision": revision })
            }
            Self::ShiftAnswered(outcome) => json!({ "outcome": outcome_word(outcome) }),
            Self::Verified { seen, weight, late } => json!({
                "routing": routing(&seen.routing),
                "revision": seen.revision,
                "percent": weight.percent(),
                "late_millis": late.map(Span::millis),
            }),
            Self::WarmingUp { seen } => json!({
                "routing": routing(&seen.routing),
                "revision": seen.revision,
            }),
            Self::LookFailed { reason } => json!({ "reason": reason }),
            Self::Drifted { seen, expected } => json!({
                "found": routing(&seen.routing),
                "revision": seen.revision,
                "expected": routing(expected),
            }),
            Self::Replanned { until } => json!({ "until": until.millis() }),
            Self::Measured { measured, traffic, judgement } => json!({
                "findings": findings(judgement),
                "alarms": alarms(measured),
                "traffic": counted(measured, traffic.as_ref()),
            }),
            Self::Probed(judgement) => json!({ "findings": findings(judgement) }),
        }
    }
}

const fn command_word(command: &Command) -> &'static str {
    match command {
        Command::Pause => "pause",
        Command::Resume => "resume",
        Command::PromoteStep => "promote one step",
        Command::PromoteFully => "promote fully",
        Command::Abort => "abort",
        Command::ShipAnyway => "ship anyway",
        Command::Adopt { .. } => "adopt",
        Command::Overwrite { .. } => "overwrite",
        Command::Leave => "leave",
    }
}

const fn outcome_word(outcome: &SetOutcome) -> &'static str {
    match outcome {
        SetOutcome::Taken => "taken",
        SetOutcome::Stale => "stale",
        SetOutcome::NotTaken(_) => "not-taken",
        SetOutcome::Unknown { .. } => "unknown",
    }
}

fn answered(outcome: &SetOutcome) -> String {
    match outcome {
        SetOutcome::Taken => "AWS took the move.".to_owned(),
        SetOutcome::Stale => "AWS refused the move: the alias was changed since.".to_owned(),
        SetOutcome::NotTaken(failure) => format!("AWS did not take the move: {}", failure.reason),
        SetOutcome::Unknown { reason } => {
            format!("Whether AWS took the move is open, a look will tell: {reason}")
        }
    }
}

fn routing(routing: &Routing) -> Value {
    let additional = routing.additional.map(
        |(version, weight)| json!({ "version": version.to_string(), "percent": weight.percent() }),
    );
    json!({ "version": routing.version.to_string(), "additional": additional })
}

fn findings(judgement: &Judgement) -> Value {
    let told = |finding: &Finding| {
        let (verdict, more_calls) = match finding.verdict {
            Verdict::Pass => ("pass", None),
            Verdict::Fail => ("fail", None),
            Verdict::Inconclusive { more_calls } => ("inconclusive", more_calls),
            Verdict::Error => ("error", None),
        };
        json!({
            "gate": finding.gate.to_string(),
            "verdict": verdict,
            "more_calls": more_calls,
            "reason": finding.reason,
        })
    };
    judgement.findings.iter().map(told).collect()
}

fn alarms(measured: &Measurement) -> Value {
    let read = measured.alarms.iter().flatten().flatten();
    let told = |alarm: &AlarmReading| json!({ "name": alarm.name, "state": alarm.state.word() });
    read.map(told).collect()
}

fn counted(measured: &Measurement, asked: Option<&TrafficRequest>) -> Value {
    let Some((Ok(traffic), asked)) = measured.traffic.as_ref().zip(asked) else {
        return Value::Null;
    };
    let counts = |counts: &Counts| {
        json!({
            "invocations": counts.invocations,
            "errors": counts.errors,
            "throttles": counts.throttles,
            "p95_millis": counts.p95_millis,
        })
    };
    let arms = |arms: &Arms, from: Instant| json!({ "from": from.millis(), "new": counts(&arms.new), "old": counts(&arms.old) });
    json!({
        "to": asked.whole.to.millis(),
        "new": asked.new.to_string(),
        "old": asked.old.to_string(),
        "step": arms(&traffic.step, asked.step.from),
        "whole": arms(&traffic.whole, asked.whole.from),
        "recent": {
            "from": asked.recent.from.millis(),
            "new": traffic.recent.new,
            "old": traffic.recent.old,
        },
    })
}
