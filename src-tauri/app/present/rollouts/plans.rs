//! Plans, forecasts and drafts.

use crossfade_domain::rollout::{
    forecast::{Forecast, ForecastStep},
    plan::{Plan, Predefined, Shape},
    time::Span,
};
use crossfade_engine::{
    atlas::Atlas,
    failure::Failure,
    journal::RolloutEntry,
    rollouts::{Draft, DriverWish, Finding, Fix, HandOver, Weighs, timestamp},
};

use super::{
    super::{atlas::flow_ref, count, failure, instant},
    wishes::wish_dto,
};
use crate::dto::{
    FixDto, ForecastDto, ForecastStepDto, HandOverDto, PlanNameDto, PreflightDto, RolloutDraftDto,
    WeighsDto,
};

/// The paces that can be chosen by name.
pub fn plan_names() -> Vec<PlanNameDto> {
    let named = |predefined: Predefined| PlanNameDto {
        name: predefined.sam_name(),
        words: words(&predefined.plan()),
    };
    Predefined::ALL.into_iter().map(named).collect()
}

fn words(plan: &Plan) -> String {
    let minutes = |minutes: u32| match minutes {
        1 => "minute".to_owned(),
        minutes => format!("{minutes} minutes"),
    };
    match plan.shape() {
        Shape::AllAtOnce => "All calls at once".to_owned(),
        Shape::Canary { percent, minutes: 1 } => {
            format!("{percent} % at once, the rest after a minute")
        }
        Shape::Canary { percent, minutes: after } => {
            format!("{percent} % at once, the rest after {}", minutes(after))
        }
        Shape::Linear { percent, minutes: every } => {
            format!("{percent} % more every {}", minutes(every))
        }
        Shape::Steps => "Steps of your own".to_owned(),
    }
}

/// A span that is none is left out.
pub(super) fn watched(span: Span) -> String {
    if span.is_positive() { span.to_string() } else { String::new() }
}

/// A plan laid on the clock.
pub fn forecast(plan: &Plan, forecast: &Forecast) -> ForecastDto {
    let step = |step: &ForecastStep| ForecastStepDto {
        percent: step.weight.percent(),
        at: instant(timestamp(step.shift)),
        watched: watched(step.until.since(step.shift)),
        pause: step.pause,
    };
    let start = forecast.steps.first().map_or(forecast.finish, |step| step.shift);
    ForecastDto {
        plan: plan.to_string(),
        steps: forecast.steps.iter().map(step).collect(),
        finish: instant(timestamp(forecast.finish)),
        takes: forecast.finish.since(start).to_string(),
        pauses: count(forecast.pauses),
        rollback_within: forecast.rollback_within.to_string(),
        code_deploy_can: plan.shape() != Shape::Steps,
    }
}

/// A rollout for review.
pub fn draft(draft: &Draft, atlas: Option<&Atlas>) -> RolloutDraftDto {
    let wish = &draft.wish;
    let name = format!("{}:{}", wish.function, wish.alias);
    let flows = |atlas| draft.flows.iter().map(|&index| flow_ref(atlas, index)).collect();
    RolloutDraftDto {
        id: draft.id.as_str().to_owned(),
        title: format!("Roll {name} out from version {} to version {}", draft.from, wish.to),
        wish: wish_dto(wish),
        from: draft.from.to_string(),
        forecast: ForecastDto {
            rollback_within: match wish.driver {
                DriverWish::Program => draft.forecast.rollback_within.to_string(),
                DriverWish::CodeDeploy { .. } => "AWS names no time".to_owned(),
            },
            ..forecast(&wish.plan, &draft.forecast)
        },
        preflight: draft.findings.iter().map(|it| finding(it, &name)).collect(),
        ready: draft.is_ready(),
        gates: draft.brief.gates.clone(),
        flows_looked_at: draft.flows_looked_at,
        makes: draft.makes.clone(),
        flows: atlas.map_or_else(Vec::new, flows),
        phone_numbers: draft.brief.phone_numbers.clone(),
        commands: draft.commands.clone(),
        undo: draft.undo.clone(),
        firing_alarms: draft.firing.clone(),
        type_to_confirm: draft.type_to_confirm.clone(),
    }
}

/// How a rollout would be handed over, or why it cannot.
pub fn hand_over(
    entry: &RolloutEntry,
    review: Result<HandOver, Failure>,
    types: bool,
) -> HandOverDto {
    let start = &entry.start;
    let alias = start.called();
    let (group, findings, problem) = match review {
        Ok(review) => {
            let told = |it: &Finding| PreflightDto { fix: None, ..finding(it, &alias) };
            let group = format!("{} / {}", review.group.application, review.group.name);
            (Some(group), review.findings.iter().map(told).collect(), None)
        }
        Err(problem) => (None, Vec::new(), Some(failure(&problem))),
    };
    let rollout = start.id.as_str().to_owned();
    let type_to_confirm = types.then(|| alias.clone());
    HandOverDto { rollout, alias, group, findings, problem, type_to_confirm }
}

/// What was found about the alias `name`.
fn finding(finding: &Finding, name: &str) -> PreflightDto {
    PreflightDto {
        weighs: match finding.weighs {
            Weighs::Fine => WeighsDto::Fine,
            Weighs::Warning => WeighsDto::Warning,
            Weighs::Blocks => WeighsDto::Blocks,
        },
        found: finding.found.clone(),
        why: finding.why.clone(),
        remedy: finding.remedy.clone(),
        fix: finding.fix.as_ref().map(|it| fix(it, name)),
    }
}

fn fix(fix: &Fix, name: &str) -> FixDto {
    let (label, does, undo) = match fix {
        Fix::ClearWeights { .. } => (
            "Send every call to the present version".to_owned(),
            "One `UpdateAlias`, reviewed before it happens.".to_owned(),
            "Undo, in Activity.".to_owned(),
        ),
        Fix::Provision { environments } => (
            format!("Keep {environments} ready"),
            format!(
                "Lambda keeps {environments} environments ready for the new version \
                 (`PutProvisionedConcurrencyConfig`), which costs until it is removed."
            ),
            "Undo, in Activity; those of the old version are not touched.".to_owned(),
        ),
        Fix::AllowInvoke => (
            "Let Connect invoke it".to_owned(),
            format!(
                "Lambda lets this instance invoke `{name}`: one statement in the alias's own \
                 resource policy (`AddPermission`)."
            ),
            "Undo, in Activity: the statement is taken away.".to_owned(),
        ),
        Fix::StopDeployment { id } => (
            "Stop it with a rollback".to_owned(),
            format!(
                "CodeDeploy stops `{id}` and starts a deployment of its own that gives every call \
                 of `{name}` back to the version before."
            ),
            "Nothing; deploy that version again.".to_owned(),
        ),
        Fix::WatchGroup { after, .. } => (
            "Change the group".to_owned(),
            format!(
                "The group then watches `{}` and rolls back on failure, on alarm and on request \
                 (`UpdateDeploymentGroup`). That holds for everybody who deploys through it.",
                after.alarms.join("`, `")
            ),
            "Undo, in Activity: it watches what it watched before.".to_owned(),
        ),
    };
    let reviewed_move = match fix {
        Fix::ClearWeights { version } => Some(version.to_string()),
        Fix::Provision { .. }
        | Fix::AllowInvoke
        | Fix::StopDeployment { .. }
        | Fix::WatchGroup { .. } => None,
    };
    FixDto { id: fix.id().to_owned(), label, does, undo, types: fix.moves_on(), reviewed_move }
}
