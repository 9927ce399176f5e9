//! What keeps something from being taken away.

use crossfade_domain::{
    arn::InstanceArn,
    flow::{self, CallTarget},
    qualifier::{AliasName, Qualifier},
};
use futures::{FutureExt, StreamExt, TryStreamExt, stream};

use crate::{
    changes::{Change, Changes},
    failure::{Failure, FailureKind},
    ports::{Answer, FlowSummary, FlowView, PublicationStatus},
    starter,
};

/// Flows that are looked at at the same time.
const AT_ONCE: usize = 4;

/// What callers would miss.
struct Lost {
    function: String,
    alias: AliasName,
    /// Only the callers of this instance would miss it; `None` for all.
    instance: Option<InstanceArn>,
}

/// Says no to a change that would leave callers without an answer.
///
/// # Errors
/// What is in the way, and when nobody can say.
pub(super) async fn check(changes: &Changes, undo: &Change) -> Answer<()> {
    let Some(lost) = lost(changes, undo).await? else { return Ok(()) };
    let (function, alias) = (&lost.function, &lost.alias);
    let place = changes.place.clone();
    if changes.journal.open_rollout(place, function, alias.as_str()).await?.is_some() {
        return Err(in_use(
            &format!("A rollout of `{function}:{alias}` is under way."),
            "Bring it to its end, or roll it back, then try again.",
        ));
    }
    let instances = match lost.instance {
        Some(instance) => vec![instance],
        None => changes.account.flows.instances().await?.into_iter().map(|it| it.arn).collect(),
    };
    for instance in instances {
        let callers = callers(changes, &instance, function, alias).await?;
        if !callers.is_empty() {
            return Err(in_use(
                &format!(
                    "{}: not done. `{function}:{alias}` is still called by `{}`, whose calls would fail.",
                    undo.words(),
                    callers.join("`, `")
                ),
                "Put back or delete those flows first.",
            ));
        }
    }
    Ok(())
}

/// What a change would take from callers: an alias, by itself or with its
/// stack, or the permission to invoke it.
async fn lost(changes: &Changes, undo: &Change) -> Answer<Option<Lost>> {
    if let Change::DeleteAlias { function, alias, .. } = undo {
        let (function, alias) = (function.clone(), alias.clone());
        return Ok(Some(Lost { function, alias, instance: None }));
    }
    if let Change::WithdrawInvoke(it) = undo {
        let (function, alias) = (it.function.clone(), it.alias.clone());
        return Ok(Some(Lost { function, alias, instance: Some(it.instance.clone()) }));
    }
    let Change::DeleteStack { name } = undo else { return Ok(None) };
    let arn = starter::look(changes, name).await?.and_then(|view| view.alias());
    Ok(arn.and_then(|arn| match arn.qualifier {
        Some(Qualifier::Alias(alias)) => Some(Lost { function: arn.name, alias, instance: None }),
        Some(Qualifier::Version(_)) | None => None,
    }))
}

/// The names of the published flows that call an alias.
async fn callers(
    changes: &Changes,
    instance: &InstanceArn,
    function: &str,
    alias: &AliasName,
) -> Answer<Vec<String>> {
    let flows = changes.account.flows.flows(instance).await?;
    let asked = flows
        .into_iter()
        .filter(|flow| flow.status == PublicationStatus::Published && !flow.archived)
        .map(|flow| calls(changes, instance, flow, function, alias).boxed());
    let found: Vec<Option<String>> =
        stream::iter(asked.collect::<Vec<_>>()).buffered(AT_ONCE).try_collect().await?;
    Ok(found.into_iter().flatten().collect())
}

async fn calls(
    changes: &Changes,
    instance: &InstanceArn,
    summary: FlowSummary,
    function: &str,
    alias: &AliasName,
) -> Answer<Option<String>> {
    let document = changes.account.flows.flow(instance, &summary.id, FlowView::Published).await?;
    let Some((flow, _)) = document.and_then(|it| flow::read(&it.content).ok()) else {
        return Ok(None);
    };
    let is_it = |target: &CallTarget| match target {
        CallTarget::Literal(arn) => {
            arn.name == function && arn.qualifier == Some(Qualifier::Alias(alias.clone()))
        }
        CallTarget::Dynamic(_) | CallTarget::Missing | CallTarget::Placeholder(_) => false,
    };
    Ok(flow.lambda_calls().iter().any(|call| is_it(&call.target)).then_some(summary.name))
}

fn in_use(message: &str, remedy: &str) -> Failure {
    Failure::new(FailureKind::Conflict, "StillInUse", message, remedy)
}
