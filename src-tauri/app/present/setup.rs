//! Guided work, and the changes that it makes.

use crossfade_domain::flow::diff;
use crossfade_engine::{
    changes::{flow_id, why_not_undone},
    failure::{Failure, FailureKind},
    journal::{ChangeEntry, ChangeOutcome, Place, TaskEntry},
    setup::{
        Carried, Goal, Leftover, Movable, Moves, ReviewLine, SetupReview, Step, StepState,
        TaskView, TestGoal,
    },
};

use super::{failure, instant};
use crate::dto::{
    ActOutcomeDto, ByHandDto, CarriedDto, ChangeDto, FlowChangeDto, LeftoverDto, MovableFlowDto,
    MovesDto, ProofDto, ReviewLineDto, SetupReviewDto, StepDto, StepStateDto, TakenAwayDto,
    TaskDto, TaskRowDto, TestFlowDto, UndoDto,
};

/// What may run `$LATEST` of a function.
pub fn moves(moves: &Moves) -> MovesDto {
    let by_hand = |it: &crossfade_engine::setup::ByHand| ByHandDto {
        name: it.name.clone(),
        why: it.why.clone(),
    };
    MovesDto {
        movable: moves.movable.iter().map(movable).collect(),
        by_hand: moves.by_hand.iter().map(by_hand).collect(),
    }
}

/// What will happen, before it happens.
pub fn setup_review(review: &SetupReview) -> SetupReviewDto {
    SetupReviewDto {
        id: review.id.clone(),
        title: review.title.clone(),
        lines: review.lines.iter().map(review_line).collect(),
        flows: review.concerned.flows.clone(),
        phone_numbers: review.concerned.phone_numbers.clone(),
        warnings: review.concerned.warnings.clone(),
        type_to_confirm: review.type_to_confirm.clone(),
        possible: review.is_possible(),
    }
}

fn review_line(line: &ReviewLine) -> ReviewLineDto {
    ReviewLineDto {
        words: line.words.clone(),
        command: line.command.clone(),
        undo: line.undo.clone(),
        differences: line.differences.iter().map(flow_change).collect(),
        refused: line.refused.as_ref().map(failure),
    }
}

/// What came of a review.
pub fn carried(carried: Carried) -> CarriedDto {
    let (task, taken) = match carried {
        Carried::Begun(task) => (Some(task.as_str().to_owned()), Vec::new()),
        Carried::TakenAway(taken) => (None, taken),
        Carried::Asked => (None, Vec::new()),
    };
    let taken = taken.into_iter().map(|(id, why)| TakenAwayDto {
        id: id.as_str().to_owned(),
        failure: why.as_ref().map(failure),
    });
    CarriedDto { task, taken: taken.collect() }
}

/// A flow that could call an alias.
fn movable(movable: &Movable) -> MovableFlowDto {
    MovableFlowDto {
        flow_id: movable.flow.flow_id.clone(),
        name: movable.flow.name.clone(),
        changes: movable.changes.iter().map(flow_change).collect(),
        warning: movable.warning.clone(),
        fingerprint: movable.fingerprint(),
    }
}

fn flow_change(change: &diff::Change) -> FlowChangeDto {
    FlowChangeDto {
        block: change.block.as_ref().map_or_else(String::new, |id| id.as_str().to_owned()),
        block_type: change.block_type.clone(),
        what: change.what.clone(),
        before: change.before.clone(),
        after: change.after.clone(),
    }
}

/// A test flow that is to be made.
pub fn test_goal(test: TestFlowDto) -> TestGoal {
    let TestFlowDto { name, time_limit, spoken, pause } = test;
    TestGoal { name, time_limit, spoken, pause }
}

/// A piece of guided work.
pub fn task(view: &TaskView, goal: &Goal) -> TaskDto {
    let TaskEntry { id, kind, title, started_at, ended_at, .. } = &view.entry;
    TaskDto {
        id: id.as_str().to_owned(),
        kind: kind.clone(),
        title: title.clone(),
        started_at: instant(*started_at),
        ended_at: ended_at.map(instant),
        running: view.running,
        whole: view.is_whole(),
        steps: view.steps.iter().map(step).collect(),
        proof: proof(view, goal),
    }
}

/// A piece of guided work in a list.
pub fn task_row(entry: &TaskEntry) -> TaskRowDto {
    TaskRowDto {
        id: entry.id.as_str().to_owned(),
        kind: entry.kind.clone(),
        title: entry.title.clone(),
        started_at: instant(entry.started_at),
        ended_at: entry.ended_at.map(instant),
    }
}

fn step(step: &Step) -> StepDto {
    let (state, done, why) = match &step.state {
        StepState::Waiting => (StepStateDto::Waiting, None, None),
        StepState::UnderWay => (StepStateDto::UnderWay, None, None),
        StepState::Done(done) => (StepStateDto::Done, Some(done), None),
        StepState::Failed(why) => (StepStateDto::Failed, None, Some(why)),
        StepState::Passed(why) => (StepStateDto::Passed, None, Some(why)),
    };
    StepDto {
        key: step.key.clone(),
        words: step.words.clone(),
        state,
        made: done.map(|done| done.name.clone()).filter(|name| !name.is_empty()),
        note: done.map_or_else(String::new, |done| done.note.clone()),
        failure: why.map(failure),
    }
}

/// The alias, and the first test flow that ends by itself.
fn proof(view: &TaskView, goal: &Goal) -> Option<ProofDto> {
    let Goal::Alias(goal) = goal else { return None };
    let tests = goal.instances.iter().enumerate().flat_map(|(number, instance)| {
        let ending = instance.tests.iter().filter(|test| test.pause.is_none());
        ending.map(move |test| format!("{number}.{}", test.name))
    });
    let made = |key: String| {
        let step = view.steps.iter().find(|step| step.key == key)?;
        match &step.state {
            StepState::Done(done) => Some(flow_id(&done.name)),
            StepState::Waiting
            | StepState::UnderWay
            | StepState::Failed(_)
            | StepState::Passed(_) => None,
        }
    };
    Some(ProofDto {
        function: goal.function.name.clone(),
        alias: goal.alias.to_string(),
        flow_id: tests.map(made).next().flatten(),
    })
}

/// A change of the journal.
pub fn change_entry(entry: &ChangeEntry, place: &Place) -> ChangeDto {
    let outcome = entry.settled.as_ref().map(|(_, outcome)| outcome);
    let reason = why_not_undone(entry, place);
    let (outcome, found, refused) = match outcome {
        None => (ActOutcomeDto::Pending, None, None),
        Some(ChangeOutcome::Done { .. }) => (ActOutcomeDto::Done, None, None),
        Some(ChangeOutcome::Failed(why)) => (ActOutcomeDto::Failed, None, Some(failure(why))),
        Some(ChangeOutcome::FoundDone { .. }) => (ActOutcomeDto::FoundDone, None, None),
        Some(ChangeOutcome::FoundNotDone) => (ActOutcomeDto::FoundNotDone, None, None),
        Some(ChangeOutcome::FoundOther { found }) => {
            (ActOutcomeDto::FoundOther, Some(found.clone()), None)
        }
    };
    let head = if entry.intent.undoes.is_some() { "Undo: " } else { "" };
    let (before, after) = entry.intent.change.states();
    ChangeDto {
        before,
        after,
        id: entry.intent.id.as_str().to_owned(),
        at: instant(entry.intent.at),
        actor: entry.intent.actor.clone(),
        title: format!("{head}{}", entry.intent.change.words()),
        operation: entry.intent.change.operation().to_owned(),
        made: entry.made().filter(|made| !made.is_empty()).map(str::to_owned),
        outcome,
        found,
        failure: refused,
        undo: UndoDto { possible: reason.is_none(), reason: reason.map(str::to_owned) },
    }
}

/// Something that still stands.
pub fn leftover(leftover: &Leftover) -> LeftoverDto {
    let intent = &leftover.entry.intent;
    LeftoverDto {
        id: intent.id.as_str().to_owned(),
        at: instant(intent.at),
        made: intent.change.words(),
        words: leftover.words.clone(),
    }
}

/// The flow was edited between showing and saying yes.
pub fn changed_since(name: &str) -> Failure {
    Failure::new(
        FailureKind::Stale,
        "ChangedSince",
        format!("`{name}` was changed since it was shown."),
        "Look at what would change now, then decide again.",
    )
}
