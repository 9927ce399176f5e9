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
};

/// Flows that are looked at at the same time.
const AT_ONCE: usize = 4;

/// Says no to a change that would leave callers without an answer.
///
/// # Errors
/// What is in the way, and when nobody can say.
pub(super) async fn check(changes: &Changes, undo: &Change) -> Answer<()> {
    let Change::DeleteAlias { function, alias, .. } = undo else { return Ok(()) };
    let place = changes.place.clone();
    if changes.journal.open_rollout(place, function, alias.as_str()).await?.is_some() {
        return Err(in_use(
            &format!("A rollout of `{function}:{alias}` is under way."),
            "Bring it to its end, or roll it back, then try again.",
        ));
    }
    for instance in changes.account.flows.instances().await? {
        let callers = callers(changes, &instance.arn, function, alias).await?;
        if !callers.is_empty() {
            return Err(in_use(
                &format!(
                    "`{function}:{alias}` is still called by `{}`; without it those calls fail.",
                    callers.join("`, `")
                ),
                "Put back or delete those flows first.",
            ));
        }
    }
    Ok(())
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
