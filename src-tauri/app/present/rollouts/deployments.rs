//! Deployments of CodeDeploy, ours and others'.

use crossfade_domain::{
    rollout::plan::{Plan, Shape},
    weight::Weight,
};
use crossfade_engine::{
    ports::{
        Deployment, DeploymentGroup, DeploymentProgress, DeploymentStatus, LifecycleEvent,
        RollbackEvent,
    },
    rollouts::View,
};
use jiff::SignedDuration;

use super::{
    super::{count, instant, shares},
    live::{routing, standing_dto, state},
    plans::watched,
};
use crate::dto::{
    CommandStateDto, DeploymentDto, DeploymentGroupDto, DriverDto, LifecycleEventDto, NextDto,
    RolloutCommandDto, RolloutDto, RolloutRowDto, RolloutStepDto, StepStatusDto,
};
use crossfade_engine::journal::Stage;

/// A deployment group.
pub fn group(group: &DeploymentGroup) -> DeploymentGroupDto {
    let event = |event: &RollbackEvent| match event {
        RollbackEvent::Failure => "when it fails",
        RollbackEvent::StopOnAlarm => "when an alarm fires",
        RollbackEvent::StopOnRequest => "when somebody stops it",
    };
    DeploymentGroupDto {
        application: group.application.clone(),
        group: group.name.clone(),
        configuration: group.configuration.clone(),
        alarms: group.alarms.clone(),
        service_role: group.service_role.clone(),
        rolls_back_on: group.rolls_back_on.iter().map(|it| event(it).to_owned()).collect(),
    }
}

/// A deployment, with its lifecycle events where its progress is known.
pub fn deployment(it: &Deployment, progress: Option<&DeploymentProgress>) -> DeploymentDto {
    let event = |event: &LifecycleEvent| LifecycleEventDto {
        name: event.name.clone(),
        status: event.status.clone(),
        started_at: event.started.map(instant),
        ended_at: event.ended.map(instant),
    };
    DeploymentDto {
        id: it.id.clone(),
        application: it.application.clone(),
        group: it.group.clone(),
        configuration: it.configuration.clone(),
        status: status_word(it.status).to_owned(),
        creator: it.creator.clone(),
        description: it.description.clone(),
        error: it.error.as_ref().map(|(code, message)| {
            if message.is_empty() { format!("{code}.") } else { message.clone() }
        }),
        rolled_back_by: it.rolled_back_by.clone(),
        rolls_back: it.rolls_back.clone(),
        events: progress.iter().flat_map(|progress| &progress.events).map(event).collect(),
    }
}

const fn status_word(status: DeploymentStatus) -> &'static str {
    match status {
        DeploymentStatus::Created => "Created",
        DeploymentStatus::Queued => "Queued",
        DeploymentStatus::InProgress => "InProgress",
        DeploymentStatus::Succeeded => "Succeeded",
        DeploymentStatus::Failed => "Failed",
        DeploymentStatus::Stopped => "Stopped",
    }
}

/// What happens next with a rollout that CodeDeploy carries out.
pub(super) fn next(view: &View) -> NextDto {
    let start = &view.entry.start;
    let words = match view.entry.standing.stage {
        Stage::Completed => format!("Nothing more. Version {} has every call.", start.to),
        Stage::RolledBack => format!("Nothing more. Version {} has every call.", start.from),
        Stage::NeedsAttention if view.entry.superseded => {
            "Nothing more. A later rollout of this alias was begun.".to_owned()
        }
        Stage::NeedsAttention => "Nothing until you decide.".to_owned(),
        Stage::Left => "Nothing more. The alias stays as it was found.".to_owned(),
        Stage::RollingBack => format!("CodeDeploy gives version {} every call.", start.from),
        Stage::Preparing | Stage::Shifting | Stage::Watching | Stage::Paused | Stage::Promoting => {
            "CodeDeploy goes on by itself, also when this program is closed.".to_owned()
        }
    };
    NextDto { words, at: None }
}

fn stage(chain: &[Deployment]) -> Stage {
    let Some(first) = chain.first() else { return Stage::Preparing };
    match (first.status, chain.get(1).map(|rollback| rollback.status)) {
        (DeploymentStatus::Created | DeploymentStatus::Queued, _) => Stage::Preparing,
        (DeploymentStatus::InProgress, _) => Stage::Watching,
        (DeploymentStatus::Succeeded, _) => Stage::Completed,
        (_, Some(DeploymentStatus::Succeeded)) => Stage::RolledBack,
        (_, Some(status)) if !status.is_over() => Stage::RollingBack,
        (DeploymentStatus::Failed | DeploymentStatus::Stopped, _) => Stage::NeedsAttention,
    }
}

/// Somebody else's deployment in the list; `None` while CodeDeploy does not
/// tell what it moves.
pub fn deployment_row(
    chain: &[Deployment],
    progress: Option<&DeploymentProgress>,
) -> Option<RolloutRowDto> {
    let first = chain.first()?;
    let moves = first.moves.as_ref()?;
    let stage = stage(chain);
    let configuration = first.configuration.as_str();
    Some(RolloutRowDto {
        id: first.id.clone(),
        function: moves.function.clone(),
        alias: moves.alias.to_string(),
        from: moves.from.to_string(),
        to: moves.to.to_string(),
        plan: configuration
            .strip_prefix("CodeDeployDefault.Lambda")
            .unwrap_or(configuration)
            .to_owned(),
        driver: DriverDto::CodeDeploy,
        state: state(stage),
        standing: standing_dto(stage, false),
        sentence: sentence(first, stage),
        percent: weight(progress).percent(),
        started_at: instant(first.created),
        ended_at: first.completed.map(instant),
        who: match first.creator.as_str() {
            "codeDeployRollback" => "CodeDeploy, to roll back".to_owned(),
            _ => "Somebody else, with CodeDeploy".to_owned(),
        },
        ours: false,
        elsewhere: false,
        deployment: Some(first.id.clone()),
    })
}

fn sentence(first: &Deployment, stage: Stage) -> String {
    let reason = first.error.as_ref().map(|(_, message)| format!(" {message}")).unwrap_or_default();
    match stage {
        Stage::Completed => "Done: the new version has everything.".to_owned(),
        Stage::RolledBack => format!("Rolled back.{reason}"),
        Stage::RollingBack => format!("Rolls back.{reason}"),
        Stage::NeedsAttention => format!("It ended without a rollback.{reason}"),
        Stage::Preparing | Stage::Shifting | Stage::Watching | Stage::Paused | Stage::Promoting => {
            "CodeDeploy carries it out.".to_owned()
        }
        Stage::Left => String::new(),
    }
}

/// Somebody else's deployment, whole.
pub fn deployment_of_others(
    chain: &[Deployment],
    progress: Option<&DeploymentProgress>,
    shape: Option<Shape>,
) -> Option<RolloutDto> {
    let row = deployment_row(chain, progress)?;
    let first = chain.first()?;
    let moves = first.moves.as_ref()?;
    let stage = stage(chain);
    let over = first.status.is_over();
    let now = shares(&routing(moves.from, moves.to, weight(progress)));
    let back = CommandStateDto {
        command: RolloutCommandDto::Abort,
        live: !over,
        why_not: over.then(|| "The deployment is over.".to_owned()),
        does: format!(
            "CodeDeploy stops, and starts a deployment of its own that gives every call back to \
             version {}. Whoever started it is not asked.",
            moves.from
        ),
        types: false,
    };
    let words = if over { "Nothing more." } else { "CodeDeploy goes on by itself." };
    Some(RolloutDto {
        note: first.description.clone(),
        steps: shape
            .and_then(plan)
            .map_or_else(Vec::new, |plan| steps(&plan, first, weight(progress), stage)),
        wanted: now.clone(),
        verified: now,
        verified_at: None,
        next: NextDto { words: words.to_owned(), at: None },
        finish_at: None,
        rollback_within: None,
        gates: vec!["The deployment group's alarms.".to_owned()],
        findings: Vec::new(),
        read_at: None,
        commands: vec![back],
        type_to_confirm: None,
        drift: None,
        flows: Vec::new(),
        phone_numbers: Vec::new(),
        deployment: Some(deployment(first, progress)),
        problem: None,
        row,
    })
}

fn plan(shape: Shape) -> Option<Plan> {
    match shape {
        Shape::AllAtOnce => Some(Plan::all_at_once()),
        Shape::Canary { percent, minutes } => Plan::canary(percent, minutes).ok(),
        Shape::Linear { percent, minutes } => Plan::linear(percent, minutes).ok(),
        Shape::Steps => None,
    }
}

fn weight(progress: Option<&DeploymentProgress>) -> Weight {
    progress.map_or(Weight::NONE, |progress| progress.weight)
}

fn steps(plan: &Plan, first: &Deployment, reached: Weight, stage: Stage) -> Vec<RolloutStepDto> {
    let reached = reached.percent();
    let forward = matches!(stage, Stage::Preparing | Stage::Watching);
    let mut at = first.created;
    let mut steps = Vec::new();
    for (index, step) in plan.steps().iter().enumerate() {
        let percent = step.weight.percent();
        let status = if percent < reached || stage == Stage::Completed {
            StepStatusDto::Done
        } else if (percent - reached).abs() < 0.005 {
            StepStatusDto::Current
        } else if forward {
            StepStatusDto::Ahead
        } else {
            StepStatusDto::Dropped
        };
        steps.push(RolloutStepDto {
            number: count(index + 1),
            percent,
            status,
            due_at: Some(instant(at)),
            verified_at: None,
            watched: watched(step.watch),
            pause: false,
        });
        at += SignedDuration::from_millis(step.watch.millis());
    }
    steps
}
