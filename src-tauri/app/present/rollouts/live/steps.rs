//! The time line.

use crossfade_domain::{
    rollout::{
        machine::{Machine, State},
        plan::{Plan, Step},
        time::{Instant, Span},
    },
    weight::Weight,
};
use crossfade_engine::{
    journal::Stage,
    rollouts::{View, timestamp},
};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::super::{
    super::{count, instant},
    plans::watched,
};
use crate::dto::{RolloutStepDto, StepStatusDto};

/// The steps as the machine knows them.
pub(super) fn from_machine(machine: &Machine, now: Timestamp) -> Vec<RolloutStepDto> {
    let plan = &machine.setup().plan;
    let outlook = machine.outlook(Instant::from_millis(now.as_millisecond()));
    let first_ahead = plan.steps().len().saturating_sub(outlook.len());
    let step = |(index, step): (usize, &Step)| {
        // A step that was taken twice counts as it was taken last.
        let taken = machine.shifts().iter().rev().find(|shift| shift.step == index);
        let ahead = index.checked_sub(first_ahead).and_then(|place| outlook.get(place));
        let due = taken.map(|shift| shift.due).or(ahead.map(|step| step.shift));
        RolloutStepDto {
            number: count(index + 1),
            percent: step.weight.percent(),
            status: status(machine, index),
            due_at: due.map(|at| instant(timestamp(at))),
            verified_at: taken.map(|shift| instant(timestamp(shift.verified))),
            watched: watched(step.watch),
            pause: step.pause,
        }
    };
    plan.steps().iter().enumerate().map(step).collect()
}

fn status(machine: &Machine, index: usize) -> StepStatusDto {
    let taken = machine.shifts().iter().any(|shift| shift.step == index);
    let past = if taken { StepStatusDto::Done } else { StepStatusDto::Dropped };
    match machine.state() {
        State::Shifting { step } if *step == index => StepStatusDto::Moving,
        State::Promoting if index == machine.setup().plan.last_index() => StepStatusDto::Moving,
        State::Preparing
        | State::Shifting { .. }
        | State::Watching { .. }
        | State::Paused(_)
        | State::Promoting => match machine.position() {
            Some(at) if at == index => StepStatusDto::Current,
            Some(at) if index < at => past,
            Some(_) | None => StepStatusDto::Ahead,
        },
        State::Completed
        | State::RollingBack(_)
        | State::RolledBack(_)
        | State::NeedsAttention(_) => past,
    }
}

/// The steps of a deployment: due as planned from its start, verified as seen.
pub(super) fn from_moves(plan: &Plan, view: &View) -> Vec<RolloutStepDto> {
    let begun = view.deployments.first().map_or(view.entry.start.at, |first| first.created);
    let mut ahead = Span::ZERO;
    let mut steps: Vec<RolloutStepDto> = Vec::new();
    for (index, step) in plan.steps().iter().enumerate() {
        let due = begun + SignedDuration::from_millis(ahead.millis());
        ahead = ahead + step.watch;
        steps.push(RolloutStepDto {
            number: count(index + 1),
            percent: step.weight.percent(),
            status: StepStatusDto::Ahead,
            due_at: Some(instant(due)),
            verified_at: seen_at(view, step.weight).map(instant),
            watched: watched(step.watch),
            pause: false,
        });
    }
    let forward = match view.entry.standing.stage {
        Stage::Preparing | Stage::Shifting | Stage::Watching | Stage::Paused | Stage::Promoting => {
            true
        }
        Stage::RollingBack
        | Stage::RolledBack
        | Stage::Completed
        | Stage::NeedsAttention
        | Stage::Left => false,
    };
    let current = steps.iter().rposition(|step| step.verified_at.is_some());
    for (index, step) in steps.iter_mut().enumerate() {
        step.status = match current {
            Some(at) if index == at && forward => StepStatusDto::Current,
            Some(at) if index <= at => StepStatusDto::Done,
            Some(_) | None if forward => StepStatusDto::Ahead,
            Some(_) | None => StepStatusDto::Dropped,
        };
    }
    steps
}

/// When the new version was first seen with a weight.
fn seen_at(view: &View, weight: Weight) -> Option<Timestamp> {
    let has = |facts: &Value| {
        let percent = facts.get("percent").and_then(Value::as_f64);
        percent.is_some_and(|percent| (percent - weight.percent()).abs() < 0.005)
    };
    view.moves.iter().find(|record| has(&record.facts)).map(|record| record.at)
}
