//! What keeps something from being taken away.

use crossfade_domain::{
    arn::InstanceArn,
    flow::{self, CallTarget},
    qualifier::{AliasName, Qualifier},
};

use super::published;
use crate::{
    changes::{Change, Changes},
    failure::{Failure, FailureKind},
    ports::Answer,
    starter,
};

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
    let documents = published::documents(changes.account.flows.as_ref(), instance).await?;
    let callers = documents.into_iter().filter(|it| calls(&it.content, function, alias));
    Ok(callers.map(|it| it.summary.name).collect())
}

fn calls(content: &str, function: &str, alias: &AliasName) -> bool {
    let Ok((flow, _)) = flow::read(content) else { return false };
    let is_it = |target: &CallTarget| match target {
        CallTarget::Literal(arn) => {
            arn.name == function && arn.qualifier == Some(Qualifier::Alias(alias.clone()))
        }
        CallTarget::Dynamic(_) | CallTarget::Missing | CallTarget::Placeholder(_) => false,
    };
    flow.lambda_calls().iter().any(|call| is_it(&call.target))
}

fn in_use(message: &str, remedy: &str) -> Failure {
    Failure::new(FailureKind::Conflict, "StillInUse", message, remedy)
}
