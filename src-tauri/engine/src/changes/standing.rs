//! Whether a change is done: seen at AWS, never remembered.

use crossfade_domain::{
    alias::Routing,
    arn::InstanceArn,
    qualifier::{AliasName, Qualifier, Version},
};
use serde_json::Value;

use super::change::{Change, FlowContent, InvokePermission, ListedFunction, StackChange};
use crate::{
    atlas::{Permission, permission},
    failure::{Failure, FailureKind},
    ports::{Account, Answer, FlowView, StackPhase},
};

/// Where a change stands, as AWS tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It is as the change would make it; what AWS calls what was made.
    Done(String),
    /// It is as it was before.
    NotDone,
    /// Neither; what is found, as a sentence.
    Other(String),
}

/// Looks whether `change` is done.
///
/// # Errors
/// When AWS does not say.
pub(super) async fn standing(account: &Account, change: &Change) -> Answer<Standing> {
    match change {
        Change::PublishVersion { function, code_sha256, newest, .. } => {
            published(account, function, code_sha256, *newest).await
        }
        Change::CreateAlias { function, alias, version, .. } => {
            alias_made(account, function, alias, *version).await
        }
        Change::DeleteAlias { function, alias, .. } => {
            let found = account.aliases.alias(function, alias).await?;
            Ok(gone(found.is_none()))
        }
        Change::AllowInvoke(permission) => allowed(account, permission).await,
        Change::WithdrawInvoke(permission) => {
            let policy = policy(account, permission).await?.unwrap_or_default();
            Ok(gone(!policy.contains(&format!("\"{}\"", permission.statement_id()))))
        }
        Change::ListFunction(listed) => {
            let there = is_listed(account, listed).await?;
            Ok(if there { Standing::Done(listed.function_arn.clone()) } else { Standing::NotDone })
        }
        Change::UnlistFunction(listed) => Ok(gone(!is_listed(account, listed).await?)),
        Change::CreateFlow(flow) => flow_made(account, flow).await,
        Change::DeleteFlow { flow_id, flow } => {
            let flows = account.flows.flows(&flow.instance).await?;
            Ok(gone(flows.iter().all(|found| found.id != *flow_id || found.archived)))
        }
        Change::ReplaceContent { instance, flow_id, before, after, .. } => {
            replaced(account, instance, flow_id, before, after).await
        }
        Change::Provision { function, version, environments } => {
            let qualifier = Qualifier::Version(*version);
            let kept = account.concurrency.provisioned(function, &qualifier).await?;
            let kept = kept.map_or(0, |kept| kept.requested);
            let done = || Standing::Done(version.to_string());
            Ok(if kept == *environments { done() } else { Standing::NotDone })
        }
        Change::Unprovision { function, version, .. } => {
            let qualifier = Qualifier::Version(*version);
            let kept = account.concurrency.provisioned(function, &qualifier).await?;
            Ok(gone(kept.is_none_or(|kept| kept.requested == 0)))
        }
        Change::Deployment(change) => change.standing(account).await,
        Change::CreateStack(stack) => stack_made(account, stack).await,
        Change::UpdateStack { stack, before } => {
            let found = account.stacks.stack(&stack.name).await?;
            let Some(found) = found else { return Err(no_stack(&stack.name)) };
            Ok(if holds(&found.parameters, &stack.parameters) {
                Standing::Done(found.id)
            } else if holds(&found.parameters, before) {
                Standing::NotDone
            } else {
                Standing::Other(format!(
                    "The stack `{}` has other parameters than those that were seen.",
                    stack.name
                ))
            })
        }
        Change::DeleteStack { name } => {
            let found = account.stacks.stack(name).await?;
            let going = found.is_none_or(|found| {
                found.phase == StackPhase::Deleted || found.status == "DELETE_IN_PROGRESS"
            });
            Ok(gone(going))
        }
    }
}

pub(super) fn gone(gone: bool) -> Standing {
    if gone { Standing::Done(String::new()) } else { Standing::NotDone }
}

async fn published(
    account: &Account,
    function: &str,
    code_sha256: &str,
    newest: u64,
) -> Answer<Standing> {
    let versions = account.functions.versions(function).await?;
    let newer = versions.iter().rev().find(|found| {
        found.code_sha256 == code_sha256
            && matches!(found.version, Version::Published(number) if number > newest)
    });
    if let Some(found) = newer {
        return Ok(Standing::Done(found.version.to_string()));
    }
    let latest = versions.iter().find(|found| !found.version.is_published());
    Ok(if latest.is_some_and(|latest| latest.code_sha256 == code_sha256) {
        Standing::NotDone
    } else {
        Standing::Other(format!(
            "The code of `{function}` was saved anew since this was decided: look at what changed, and decide again."
        ))
    })
}

async fn alias_made(
    account: &Account,
    function: &str,
    alias: &AliasName,
    version: Version,
) -> Answer<Standing> {
    let found = account.aliases.alias(function, alias).await?;
    Ok(match found {
        None => Standing::NotDone,
        Some(found) if found.routing == Routing::all_to(version) => {
            Standing::Done(format!("{function}:{alias}"))
        }
        Some(found) => Standing::Other(format!(
            "The alias `{function}:{alias}` exists already, and points to version {}.",
            found.routing.version
        )),
    })
}

async fn policy(account: &Account, wanted: &InvokePermission) -> Answer<Option<String>> {
    let qualifier = Qualifier::Alias(wanted.alias.clone());
    account.functions.policy(&wanted.function, Some(&qualifier)).await
}

async fn allowed(account: &Account, wanted: &InvokePermission) -> Answer<Standing> {
    let Some(function) = account.functions.function(&wanted.function).await? else {
        return Err(no_function(&wanted.function));
    };
    let qualifier = Qualifier::Alias(wanted.alias.clone());
    let catalog = account.functions.as_ref();
    Ok(match permission(catalog, &wanted.instance, &function.arn, Some(&qualifier)).await {
        Permission::Allowed(grant) => Standing::Done(grant.statement_id),
        Permission::NotAllowed { .. } => Standing::NotDone,
        Permission::Denied { statement_id } => Standing::Other(format!(
            "The statement `{statement_id}` of the resource policy denies it, and a denial outranks every permission."
        )),
        Permission::Unknown { reason } => {
            return Err(Failure::new(
                FailureKind::Unexpected,
                "PolicyUnreadable",
                format!("The resource policy could not be read. {reason}"),
                "Look at the policy in the Lambda console, and try again.",
            ));
        }
    })
}

async fn is_listed(account: &Account, listed: &ListedFunction) -> Answer<bool> {
    let all = account.instance_functions.listed(&listed.instance).await?;
    Ok(all.contains(&listed.function_arn))
}

async fn flow_made(account: &Account, wanted: &FlowContent) -> Answer<Standing> {
    let flows = account.flows.flows(&wanted.instance).await?;
    let same_name = flows.into_iter().find(|found| found.name == wanted.name && !found.archived);
    let Some(found) = same_name else { return Ok(Standing::NotDone) };
    let document = account.flows.flow(&wanted.instance, &found.id, found.view()).await?;
    let content = document.map(|document| document.content).unwrap_or_default();
    Ok(if is_same_content(&content, &wanted.content) {
        Standing::Done(found.arn)
    } else {
        Standing::Other(format!(
            "A flow of the name `{}` exists already, with other content.",
            wanted.name
        ))
    })
}

async fn replaced(
    account: &Account,
    instance: &InstanceArn,
    id: &str,
    before: &str,
    after: &str,
) -> Answer<Standing> {
    let published = account.flows.flow(instance, id, FlowView::Published).await?;
    let found = match published {
        Some(found) => Some((found, true)),
        // A flow that was only ever saved.
        None => {
            account.flows.flow(instance, id, FlowView::Saved).await?.map(|found| (found, false))
        }
    };
    Ok(match found {
        None => Standing::Other("The flow does not exist any more.".to_owned()),
        Some((found, true)) if is_same_content(&found.content, after) => {
            Standing::Done(found.summary.arn)
        }
        Some((found, _)) if is_same_content(&found.content, before) => Standing::NotDone,
        Some((found, false)) if is_same_content(&found.content, after) => Standing::NotDone,
        Some((found, _)) => Standing::Other(format!(
            "Somebody else changed `{}` since it was looked at; their work was not overwritten.",
            found.summary.name
        )),
    })
}

async fn stack_made(account: &Account, wanted: &StackChange) -> Answer<Standing> {
    let found = account.stacks.stack(&wanted.name).await?;
    Ok(match found.filter(|found| found.phase != StackPhase::Deleted) {
        None => Standing::NotDone,
        Some(found) if holds(&found.parameters, &wanted.parameters) => Standing::Done(found.id),
        Some(_) => Standing::Other(format!(
            "A stack of the name `{}` exists already, with other parameters.",
            wanted.name
        )),
    })
}

/// Whether `found` has every one of `wanted`; the others have their defaults.
fn holds(
    found: &std::collections::BTreeMap<String, String>,
    wanted: &std::collections::BTreeMap<String, String>,
) -> bool {
    wanted.iter().all(|(name, value)| found.get(name) == Some(value))
}

/// Whether two contents say the same to callers. What the designer remembers
/// of places on its canvas does not count.
#[must_use]
pub fn is_same_content(one: &str, other: &str) -> bool {
    let read = |text: &str| -> Option<Value> {
        let mut value: Value = serde_json::from_str(text).ok()?;
        value.as_object_mut()?.remove("Metadata");
        Some(value)
    };
    one == other || read(one).is_some_and(|one| Some(one) == read(other))
}

fn no_function(name: &str) -> Failure {
    Failure::new(
        FailureKind::NotFound,
        "ResourceNotFoundException",
        format!("The function `{name}` does not exist."),
        "Go back to the list of functions; somebody may have deleted it.",
    )
}

fn no_stack(name: &str) -> Failure {
    Failure::new(
        FailureKind::NotFound,
        "StackNotFound",
        format!("There is no stack `{name}`."),
        "Somebody may have deleted it; make it anew.",
    )
}
