//! Plans, forecasts and drafts.

use crossfade_domain::rollout::{
    forecast::{Forecast, ForecastStep},
    plan::{Plan, Predefined, Shape},
    time::Span,
};
use crossfade_engine::{
    atlas::Atlas,
    rollouts::{Draft, Finding, Fix, Weighs, timestamp},
};

use super::{
    super::{atlas::flow_ref, count, instant},
    wishes::wish_dto,
};
use crate::dto::{
    FixDto, ForecastDto, ForecastStepDto, PlanNameDto, PreflightDto, RolloutDraftDto, WeighsDto,
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
        forecast: forecast(&wish.plan, &draft.forecast),
        preflight: draft.findings.iter().map(finding).collect(),
        ready: draft.is_ready(),
        gates: draft.brief.gates.clone(),
        flows: atlas.map_or_else(Vec::new, flows),
        phone_numbers: draft.brief.phone_numbers.clone(),
        commands: draft.commands.clone(),
        undo: format!(
            "Roll back sends every call to version {} again, at any time, within {} at worst.",
            draft.from, draft.forecast.rollback_within
        ),
        firing_alarms: draft.firing.clone(),
        type_to_confirm: draft.type_to_confirm.clone(),
    }
}

fn finding(finding: &Finding) -> PreflightDto {
    PreflightDto {
        weighs: match finding.weighs {
            Weighs::Fine => WeighsDto::Fine,
            Weighs::Warning => WeighsDto::Warning,
            Weighs::Blocks => WeighsDto::Blocks,
        },
        found: finding.found.clone(),
        why: finding.why.clone(),
        remedy: finding.remedy.clone(),
        fix: finding.fix.map(|fix| FixDto { id: fix_id(fix), label: fix_label(fix) }),
    }
}

fn fix_id(fix: Fix) -> String {
    match fix {
        Fix::ClearWeights => "clear-weights".to_owned(),
        Fix::Provision { environments } => format!("provision-{environments}"),
    }
}

fn fix_label(fix: Fix) -> String {
    match fix {
        Fix::ClearWeights => "Send every call to the present version".to_owned(),
        Fix::Provision { environments } => format!("Keep {environments} ready"),
    }
}

/// The finding's fix of an id that [`draft`] gave out.
pub fn fix(id: &str) -> Option<Fix> {
    if id == "clear-weights" {
        return Some(Fix::ClearWeights);
    }
    let environments = id.strip_prefix("provision-")?.parse().ok()?;
    Some(Fix::Provision { environments })
}
