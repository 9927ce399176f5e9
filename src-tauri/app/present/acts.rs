//! Reviews and journal entries.

use std::sync::Arc;

use crossfade_domain::{alias::Routing, qualifier::Version};
use crossfade_engine::{
    acts::RoutingRequest,
    atlas::Atlas,
    desk::{Desk, Review, Wish},
    failure::{Failure, FailureKind},
    journal::{Act, ActId, Outcome},
};

use super::{atlas::flow_ref, failure, instant, shares};
use crate::dto::{ActDto, ActOutcomeDto, ReviewDto, RoutingChangeDto, UndoDto};

/// What a person wishes, understood.
///
/// # Errors
/// When a name, version or percentage is none.
pub fn change(change: RoutingChangeDto) -> Result<Wish, Failure> {
    Ok(match change {
        RoutingChangeDto::ShiftWeight { function, alias, to, percent } => {
            let weight = crossfade_domain::weight::Weight::from_percent(percent);
            let request = RoutingRequest::Shift {
                to: to.parse().map_err(invalid)?,
                weight: weight.map_err(invalid)?,
            };
            Wish::Route { function, alias: alias.parse().map_err(invalid)?, request }
        }
        RoutingChangeDto::MoveToVersion { function, alias, to } => Wish::Route {
            function,
            alias: alias.parse().map_err(invalid)?,
            request: RoutingRequest::Move { to: to.parse().map_err(invalid)? },
        },
        RoutingChangeDto::Undo { act } => Wish::Undo(ActId::from_text(&act)),
    })
}

fn invalid(error: impl std::fmt::Display) -> Failure {
    let message = format!("{error}.");
    Failure::new(FailureKind::Invalid, "InvalidInput", message, "Correct it and try again.")
}

/// What will happen, before it happens.
pub fn review(review: &Review) -> ReviewDto {
    let plan = &review.plan;
    let alias = format!("{}:{}", plan.function, plan.alias.name);
    let flows = |atlas: &Arc<Atlas>| {
        let calling = review.flows().unwrap_or_default();
        calling.into_iter().map(|index| flow_ref(atlas, index)).collect()
    };
    ReviewDto {
        id: review.id.as_str().to_owned(),
        title: routing_title(&alias, &plan.alias.routing, &plan.after, plan.undoes.is_some()),
        function: plan.function.clone(),
        alias: plan.alias.name.to_string(),
        before: shares(&plan.alias.routing),
        after: shares(&plan.after),
        unchanged: plan.changes_nothing(),
        command: plan.command(),
        undo: format!(
            "Undo in Activity sends {} again, for as long as nobody else moves the alias.",
            in_words(&plan.alias.routing)
        ),
        flows: review.atlas.as_ref().map(flows),
        phone_numbers: review.phone_numbers(),
        warnings: review.warnings.clone(),
        type_to_confirm: review.type_to_confirm.clone(),
    }
}

/// A journal entry.
pub fn act(act: &Act, desk: &Desk) -> ActDto {
    let intent = &act.intent;
    let outcome = act.settled.as_ref().map(|(_, outcome)| outcome);
    let reason = desk.why_not_undone(act);
    ActDto {
        id: intent.id.as_str().to_owned(),
        at: instant(intent.at),
        finished_at: act.settled.as_ref().map(|(at, _)| instant(*at)),
        actor: intent.actor.clone(),
        account: intent.place.account.clone(),
        region: intent.place.region.clone(),
        title: title(act),
        function: intent.change.function.clone(),
        alias: intent.change.alias.to_string(),
        before: shares(&intent.change.before),
        after: shares(&intent.change.after),
        outcome: outcome_dto(outcome),
        found: found(outcome),
        failure: refusal(outcome),
        undo: UndoDto { possible: reason.is_none(), reason: reason.map(str::to_owned) },
        undoes: intent.undoes.as_ref().map(|id| id.as_str().to_owned()),
    }
}

/// An act in a few words.
pub(super) fn title(act: &Act) -> String {
    let change = &act.intent.change;
    let alias = format!("{}:{}", change.function, change.alias);
    routing_title(&alias, &change.before, &change.after, act.intent.undoes.is_some())
}

fn routing_title(alias: &str, before: &Routing, after: &Routing, undo: bool) -> String {
    let head = if undo { "Undo: " } else { "" };
    if before == after {
        return format!("{head}Leave {alias} at {}", in_words(after));
    }
    match after.additional {
        Some((version, weight)) => format!("{head}Shift {weight} of {alias} to {}", named(version)),
        None if before.version == after.version => {
            format!("{head}Send all calls of {alias} back to {}", named(after.version))
        }
        None => format!("{head}Move {alias} to {}", named(after.version)),
    }
}

fn in_words(routing: &Routing) -> String {
    let shares = routing.shares();
    match shares.as_slice() {
        [(version, _)] => format!("all calls to {}", named(*version)),
        many => {
            let parts: Vec<String> = many
                .iter()
                .map(|(version, weight)| format!("{weight} to {}", named(*version)))
                .collect();
            parts.join(" and ")
        }
    }
}

fn named(version: Version) -> String {
    match version {
        Version::Latest | Version::LatestPublished => version.to_string(),
        Version::Published(number) => format!("version {number}"),
    }
}

const fn outcome_dto(outcome: Option<&Outcome>) -> ActOutcomeDto {
    match outcome {
        None => ActOutcomeDto::Pending,
        Some(Outcome::Done { .. }) => ActOutcomeDto::Done,
        Some(Outcome::Failed(_)) => ActOutcomeDto::Failed,
        Some(Outcome::FoundDone { .. }) => ActOutcomeDto::FoundDone,
        Some(Outcome::FoundNotDone) => ActOutcomeDto::FoundNotDone,
        Some(Outcome::FoundOther { .. }) => ActOutcomeDto::FoundOther,
    }
}

fn found(outcome: Option<&Outcome>) -> Option<Vec<crate::dto::ShareDto>> {
    match outcome {
        Some(Outcome::FoundOther { routing }) => {
            Some(routing.as_ref().map_or_else(Vec::new, shares))
        }
        Some(
            Outcome::Done { .. }
            | Outcome::Failed(_)
            | Outcome::FoundDone { .. }
            | Outcome::FoundNotDone,
        )
        | None => None,
    }
}

fn refusal(outcome: Option<&Outcome>) -> Option<crate::dto::FailureDto> {
    match outcome {
        Some(Outcome::Failed(why)) => Some(failure(why)),
        Some(
            Outcome::Done { .. }
            | Outcome::FoundDone { .. }
            | Outcome::FoundNotDone
            | Outcome::FoundOther { .. },
        )
        | None => None,
    }
}
