//! Which flows are to be moved onto an alias, with what changes in each, and
//! which a person has to move by hand.
//!
//! Invariant: whatever may run `$LATEST` of the function is in one of the two
//! lists, and what could not be read as well.

use crossfade_domain::{
    arn::{FunctionArn, InstanceArn},
    flow::{
        self,
        diff::{self, diff},
        rewrite::{Calls, point_at_alias},
    },
    qualifier::Qualifier,
};
use sha2::{Digest, Sha256};

use super::goal::FlowMove;
use crate::{
    atlas::{Progress, Survey, Surveyed},
    changes::is_same_content,
    failure::{Failure, FailureKind},
    ports::{Account, Answer, FlowView, PublicationStatus},
};

/// A flow that calls the function without its alias.
#[derive(Debug, Clone, PartialEq)]
pub struct Movable {
    /// What would be done.
    pub flow: FlowMove,
    /// What changes in it.
    pub changes: Vec<diff::Change>,
    /// What a careful person would want to know; empty when nothing.
    pub warning: String,
    /// Phone numbers whose callers can reach it.
    pub phone_numbers: Vec<String>,
}

impl Movable {
    /// Tells whether the flow is still the one that was shown.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let draft = self.flow.draft.as_deref().unwrap_or_default();
        Sha256::digest(format!("{}\n{draft}", self.flow.before))
            .iter()
            .fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
    }
}

/// A flow or module that may run `$LATEST`, and that Crossfade does not change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByHand {
    /// Its name, with what it is.
    pub name: String,
    /// Why, and what to do, in sentences.
    pub why: String,
}

/// Everything of an instance that may run `$LATEST` of a function.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Moves {
    /// What can be moved, by name.
    pub movable: Vec<Movable>,
    /// What a person has to look at.
    pub by_hand: Vec<ByHand>,
}

/// Everything of an instance that callers hear and that may run `$LATEST` of the
/// alias's function.
///
/// # Errors
/// When flows cannot be listed, or `alias` names no alias.
pub async fn moves(
    account: &Account,
    instance: &InstanceArn,
    alias: &FunctionArn,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Answer<Moves> {
    let survey = Survey::of(account, instance, progress).await?;
    let mut moves = Moves::default();
    for why in survey.callers(|_| false).unreadable {
        let why =
            format!("{why} Whether it runs `$LATEST` is not known: look at it in the console.");
        moves.by_hand.push(ByHand { name: String::new(), why });
    }
    let heard = survey.flows().filter(|it| it.summary.status == PublicationStatus::Published);
    for flow in heard {
        let calls = flow.calls_of(|arn| runs_latest(arn, alias));
        let Some(content) = flow.content.as_ref().ok().filter(|_| !calls.is_empty()) else {
            continue;
        };
        if flow.module {
            moves.by_hand.push(module(flow, alias));
            continue;
        }
        let (after, replaced) = moved(content, alias)?;
        if replaced < calls.len() {
            moves.by_hand.push(at_run_time(flow, alias, &calls));
        }
        if replaced > 0 {
            moves.movable.push(movable(account, instance, &survey, flow, content, after).await?);
        }
    }
    moves.movable.sort_by(|one, other| one.flow.name.cmp(&other.flow.name));
    Ok(moves)
}

fn runs_latest(called: &FunctionArn, alias: &FunctionArn) -> bool {
    called.unqualified() == alias.unqualified()
        && called.qualifier.as_ref().is_none_or(Qualifier::moves_by_itself)
}

async fn movable(
    account: &Account,
    instance: &InstanceArn,
    survey: &Survey,
    flow: &Surveyed,
    before: &str,
    after: flow::Flow,
) -> Answer<Movable> {
    let id = flow.summary.id.clone();
    let saved = account.flows.flow(instance, &id, FlowView::Saved).await?;
    let draft = saved.map(|saved| saved.content).filter(|it| !is_same_content(it, before));
    let mut warning = Vec::new();
    if draft.is_some() {
        warning.push(
            "Somebody saved a draft that differs from what callers hear. It is kept, and put back \
             should publishing take it away; whoever publishes it later takes the alias out again.",
        );
    }
    if flow.summary.archived {
        warning.push("It is archived.");
    }
    let changes = flow::read(before).map_or_else(|_| Vec::new(), |(read, _)| diff(&read, &after));
    let place = survey.place_of(&id);
    let phone_numbers = place.map_or_else(Vec::new, |place| survey.numbers_reaching(&[place]));
    let (name, before) = (flow.summary.name.clone(), before.to_owned());
    let after = after.to_value().to_string();
    Ok(Movable {
        flow: FlowMove { flow_id: id, name, before, after, draft },
        changes,
        warning: warning.join(" "),
        phone_numbers,
    })
}

/// The content with the alias in it, and how many calls were moved.
fn moved(content: &str, alias: &FunctionArn) -> Answer<(flow::Flow, usize)> {
    let (before, _) = flow::read(content).map_err(|error| {
        let remedy = "Look at the flow in the console.";
        Failure::new(FailureKind::Unexpected, "UnreadableFlow", format!("{error}."), remedy)
    })?;
    let rewritten = point_at_alias(&before, alias, &Calls::OfLatest).map_err(|error| {
        let remedy = "Choose an alias.";
        Failure::new(FailureKind::Invalid, "NotAnAlias", format!("{error}."), remedy)
    })?;
    Ok((rewritten.flow, rewritten.replaced.len()))
}

fn module(flow: &Surveyed, alias: &FunctionArn) -> ByHand {
    let why = format!(
        "Crossfade does not change modules. Open it in the console, set the function of its \
         Lambda blocks to `{alias}`, and publish it."
    );
    ByHand { name: flow.named(), why }
}

fn at_run_time(flow: &Surveyed, alias: &FunctionArn, calls: &[(String, String)]) -> ByHand {
    let expressions: Vec<&str> = calls
        .iter()
        .map(|(_, text)| text.as_str())
        .filter(|text| text.starts_with('$') || text.contains("$."))
        .collect();
    let why = format!(
        "It takes the function from `{}` while a call runs. Where that is set, set it to `{alias}`.",
        expressions.join("`, `")
    );
    ByHand { name: flow.named(), why }
}
