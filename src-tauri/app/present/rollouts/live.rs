//! Rollouts that were started, as they stand.

mod commands;
mod steps;

use crossfade_domain::{
    alias::Routing,
    qualifier::Version,
    rollout::{
        forecast::Timing,
        machine::{Attention, Drift, Machine, State},
        plan::Plan,
    },
    weight::Weight,
};
use crossfade_engine::{
    journal::{DrivenBy, LoggedRecord, RolloutEntry, Stage},
    rollouts::{View, timestamp},
};
use jiff::Timestamp;
use serde_json::Value;

use super::{
    super::{failure, instant, shares},
    deployments,
};
use crate::dto::{
    DriftDto, DriverDto, GateFindingDto, NextDto, RolloutDto, RolloutRecordDto, RolloutRowDto,
    RolloutStateDto, ShareDto, StandingDto, VerdictDto,
};

pub use commands::{command, may_move_on, moves_on};
use steps::{from_machine, from_moves};

/// A rollout in the list.
pub fn row(entry: &RolloutEntry) -> RolloutRowDto {
    let (start, standing) = (&entry.start, &entry.standing);
    RolloutRowDto {
        id: start.id.as_str().to_owned(),
        function: start.function.clone(),
        alias: start.alias.to_string(),
        from: start.from.to_string(),
        to: start.to.to_string(),
        plan: start.plan.clone(),
        driver: match start.driver {
            DrivenBy::Program => DriverDto::Program,
            DrivenBy::CodeDeploy => DriverDto::CodeDeploy,
        },
        state: state(standing.stage),
        standing: standing_dto(standing.stage, entry.superseded),
        sentence: standing.sentence.clone(),
        percent: standing.percent,
        started_at: instant(start.at),
        ended_at: standing.ended_at.map(instant),
        who: start.actor.clone(),
        ours: true,
        elsewhere: entry.elsewhere,
        deployment: entry.deployment.clone(),
    }
}

pub(super) const fn state(stage: Stage) -> RolloutStateDto {
    match stage {
        Stage::Preparing => RolloutStateDto::Preparing,
        Stage::Shifting => RolloutStateDto::Shifting,
        Stage::Watching => RolloutStateDto::Watching,
        Stage::Paused => RolloutStateDto::Paused,
        Stage::Promoting => RolloutStateDto::Promoting,
        Stage::RollingBack => RolloutStateDto::RollingBack,
        Stage::RolledBack => RolloutStateDto::RolledBack,
        Stage::Completed => RolloutStateDto::Completed,
        Stage::NeedsAttention => RolloutStateDto::NeedsAttention,
        Stage::Left => RolloutStateDto::Left,
    }
}

pub(super) const fn standing_dto(stage: Stage, superseded: bool) -> StandingDto {
    match stage {
        Stage::Preparing
        | Stage::Shifting
        | Stage::Watching
        | Stage::Promoting
        | Stage::RollingBack => StandingDto::Running,
        Stage::NeedsAttention if superseded => StandingDto::Over,
        Stage::Paused | Stage::NeedsAttention => StandingDto::Waiting,
        Stage::RolledBack | Stage::Completed | Stage::Left => StandingDto::Over,
    }
}

/// One rollout. `who` says who moved the alias, where somebody did; `types`
/// whether moving callers on is confirmed by typing.
pub fn rollout(
    view: &View,
    now: Timestamp,
    timing: &Timing,
    who: Option<String>,
    types: bool,
) -> RolloutDto {
    let entry = &view.entry;
    let start = &entry.start;
    let machine = view.machine.as_ref();
    let over = entry.standing.ended_at.is_some();
    let wanted = machine.map_or_else(|| wanted_of_deployment(entry), wanted);
    let verified = match (&view.looked, machine) {
        (Some((_, routing)), _) => shares(routing),
        (None, Some(machine)) => shares(&split(machine, machine.weight())),
        (None, None) => held(entry),
    };
    let last_move = view.moves.last().map(|record| record.at);
    let drift = drift(view).map(|drift| DriftDto {
        found: shares(&drift.found),
        expected: shares(&drift.expected),
        who: who.unwrap_or_default(),
    });
    let plan: Option<Plan> = start.plan.parse().ok();
    let steps = match (machine, &plan) {
        (Some(machine), _) => from_machine(machine, now),
        (None, Some(plan)) => from_moves(plan, view),
        (None, None) => Vec::new(),
    };
    let finish = steps.last().filter(|_| !over).and_then(|step| step.due_at.clone());
    RolloutDto {
        note: start.note.clone(),
        wanted,
        verified,
        verified_at: view.looked.as_ref().map(|(at, _)| *at).or(last_move).map(instant),
        next: machine.map_or_else(|| deployments::next(view), |machine| next(machine, view)),
        finish_at: finish,
        steps,
        rollback_within: machine
            .map(|machine| timing.rollback_within(&machine.setup().gates).to_string()),
        gates: start.brief.gates.clone(),
        findings: view.reading.as_ref().map_or_else(Vec::new, findings),
        read_at: view.reading.as_ref().map(|record| instant(record.at)),
        commands: match machine {
            Some(machine) => commands::of_machine(machine, timing, view),
            None => commands::of_code_deploy(view),
        },
        type_to_confirm: types.then(|| start.called()),
        drift,
        flows: start.brief.flows.clone(),
        phone_numbers: start.brief.phone_numbers.clone(),
        deployment: view
            .deployments
            .first()
            .map(|first| deployments::deployment(first, view.progress.as_ref())),
        problem: view.trouble.as_ref().map(failure),
        row: machine.map_or_else(|| row(entry), |machine| live_row(entry, machine)),
    }
}

/// The row of a rollout whose machine is at hand, which may be a little ahead
/// of the journal.
fn live_row(entry: &RolloutEntry, machine: &Machine) -> RolloutRowDto {
    let stage = crossfade_engine::rollouts::stage(machine.state());
    RolloutRowDto {
        state: state(stage),
        standing: standing_dto(stage, entry.superseded),
        sentence: machine.sentence(),
        percent: machine.weight().percent(),
        ..row(entry)
    }
}

/// One line of the log.
pub fn record(record: &LoggedRecord) -> RolloutRecordDto {
    RolloutRecordDto {
        number: record.number,
        at: instant(record.at),
        kind: record.kind.clone(),
        sentence: record.sentence.clone(),
        verdict: worst(record),
    }
}

/// The worst word of a reading.
pub fn worst(record: &LoggedRecord) -> Option<VerdictDto> {
    let all = findings(record);
    let order = [VerdictDto::Fail, VerdictDto::Error, VerdictDto::Inconclusive, VerdictDto::Pass];
    order.into_iter().find(|verdict| all.iter().any(|finding| finding.verdict == *verdict))
}

/// The gates' words in a record.
pub(super) fn findings(record: &LoggedRecord) -> Vec<GateFindingDto> {
    let text = |value: &Value, name: &str| {
        value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let told = |value: &Value| {
        let verdict = match text(value, "verdict").as_str() {
            "pass" => VerdictDto::Pass,
            "fail" => VerdictDto::Fail,
            "inconclusive" => VerdictDto::Inconclusive,
            _ => VerdictDto::Error,
        };
        GateFindingDto { gate: text(value, "gate"), verdict, reason: text(value, "reason") }
    };
    let list = record.facts.get("findings").and_then(Value::as_array);
    list.into_iter().flatten().map(told).collect()
}

/// Whether somebody else moved the alias, and a person has to decide.
pub fn is_drifted(view: &View) -> bool {
    drift(view).is_some()
}

fn drift(view: &View) -> Option<Drift> {
    match &view.machine {
        Some(machine) => machine.drift().cloned().filter(|_| !view.entry.superseded),
        None => view.moved_after_deployment(),
    }
}

/// Where CodeDeploy should leave the alias.
fn wanted_of_deployment(entry: &RolloutEntry) -> Vec<ShareDto> {
    match entry.standing.stage {
        Stage::RollingBack | Stage::RolledBack | Stage::NeedsAttention => {
            shares(&Routing::all_to(entry.start.from))
        }
        Stage::Completed | Stage::Promoting => shares(&Routing::all_to(entry.start.to)),
        Stage::Preparing | Stage::Shifting | Stage::Watching | Stage::Paused | Stage::Left => {
            held(entry)
        }
    }
}

/// Where the alias should stand.
fn wanted(machine: &Machine) -> Vec<ShareDto> {
    let weight = match machine.state() {
        State::Shifting { step } => {
            machine.setup().plan.step(*step).map_or(Weight::NONE, |step| step.weight)
        }
        State::Promoting | State::Completed => Weight::ALL,
        State::RollingBack(_) | State::RolledBack(_) => Weight::NONE,
        State::Preparing | State::Watching { .. } | State::Paused(_) | State::NeedsAttention(_) => {
            machine.weight()
        }
    };
    shares(&split(machine, weight))
}

fn split(machine: &Machine, weight: Weight) -> Routing {
    routing(machine.setup().from, machine.setup().to, weight)
}

pub(super) fn routing(from: Version, to: Version, weight: Weight) -> Routing {
    if weight == Weight::ALL {
        return Routing::all_to(to);
    }
    let additional = (!weight.is_none()).then_some((to, weight));
    Routing { version: from, additional }
}

/// The split that the journal has.
fn held(entry: &RolloutEntry) -> Vec<ShareDto> {
    let weight = Weight::from_percent(entry.standing.percent).unwrap_or(Weight::NONE);
    shares(&routing(entry.start.from, entry.start.to, weight))
}

fn next(machine: &Machine, view: &View) -> NextDto {
    let (from, to) = (machine.setup().from, machine.setup().to);
    let at = machine.watch().map(|watch| instant(timestamp(watch.until)));
    let asked = |words: String| NextDto { words, at: None };
    if !view.attended {
        let words = "Nothing: nobody carries it out. The weights stay as they are, and nobody \
                     reads the gates, until it is resumed.";
        return asked(words.to_owned());
    }
    if view.entry.elsewhere {
        let words = "Another running copy of Crossfade carries it out.".to_owned();
        return NextDto { words, at };
    }
    match machine.state() {
        State::Preparing => {
            let first = machine.setup().plan.step(0).map_or(Weight::ALL, |step| step.weight);
            asked(format!("The checks come first; then {first} of the calls go to version {to}."))
        }
        State::Shifting { step } => {
            let weight = machine.setup().plan.step(*step).map_or(Weight::ALL, |it| it.weight);
            asked(format!("Gives version {to} {weight} of the calls, and looks whether it holds."))
        }
        State::Watching { step } => {
            let plan = &machine.setup().plan;
            let words = match (plan.step(*step).is_some_and(|it| it.pause), plan.step(step + 1)) {
                (true, _) => "Waits for you to promote it then.".to_owned(),
                (false, Some(step)) => {
                    format!("{} of the calls go to version {to}, if the gates pass.", step.weight)
                }
                (false, None) => "Is done, if the gates pass.".to_owned(),
            };
            NextDto { words, at }
        }
        State::Paused(_) => asked(
            "Waits for you. The weights stay as they are, and the gates go on being read."
                .to_owned(),
        ),
        State::Promoting => {
            asked(format!("Gives version {to} every call, and looks whether it holds."))
        }
        State::RollingBack(_) => {
            asked(format!("Gives version {from} every call, and looks whether it holds."))
        }
        State::RolledBack(_) => asked(format!("Nothing more. Version {from} has every call.")),
        State::Completed => asked(format!("Nothing more. Version {to} has every call.")),
        State::NeedsAttention(why) => asked(undecided(why, from)),
    }
}

/// What a rollout that needs a person waits for.
fn undecided(why: &Attention, from: Version) -> String {
    match why {
        Attention::Drift(_) => "Nothing until you decide about the other change.".to_owned(),
        Attention::CallRefused { .. } => format!(
            "Nothing until you roll it back again: version {from} has not got every call back. \
             Mend what refused it first."
        ),
        Attention::AliasGone => {
            "Nothing until the alias exists again; roll it back then.".to_owned()
        }
        Attention::LeftAsFound { .. } => {
            "Nothing more. The alias stays as somebody else moved it.".to_owned()
        }
    }
}
