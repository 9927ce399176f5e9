//! Whether a change is done: seen at AWS, never remembered.

use std::collections::BTreeMap;

use crossfade_domain::{
    alias::Routing,
    arn::InstanceArn,
    qualifier::{AliasName, Qualifier, Version},
};
use serde_json::Value;

use super::change::{Change, FlowContent, InvokePermission, ListedFunction, StackChange};
use crate::{
    atlas::{Permission, permitted},
    failure::{Failure, FailureKind},
    ports::{
        Account, Answer, FlowView, FunctionVersion, PublicationStatus, ResourcePolicy, Stack,
        StackPhase,
    },
};

/// Where a change stands, as AWS tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It is as the change would make it; what AWS calls what was made.
    Done(String),
    /// It is as it was before.
    NotDone,
    /// AWS is at it.
    UnderWay,
    /// AWS began, and gave it up; why, as a sentence.
    GaveUp(String),
    /// Something else; what is found, as a sentence.
    Other(String),
}

/// A look at a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) standing: Standing,
    /// `RevisionId` of what is written to, as it was seen: the resource policy,
    /// or `$LATEST`.
    pub(super) revision: Option<String>,
}

/// Looks whether `change` is done.
///
/// # Errors
/// When AWS does not say.
pub(super) async fn look(account: &Account, change: &Change) -> Answer<Look> {
    let standing = match change {
        Change::AllowInvoke(permission) => return allowed(account, permission).await,
        Change::WithdrawInvoke(permission) => return withdrawn(account, permission).await,
        Change::PublishVersion {
            function,
            code_sha256,
            revision_id,
            configuration,
            newest,
            ..
        } => {
            let versions = account.functions.versions(function).await?;
            let on = Wanted { code_sha256, revision_id, configuration };
            let latest = versions.iter().find(|it| !it.version.is_published());
            // What it is now: Lambda changes it when it is done with a save.
            let revision = latest.map(|it| it.revision_id.clone()).filter(|it| !it.is_empty());
            let standing = published(&versions, latest, function, &on, *newest);
            return Ok(Look { standing, revision });
        }
        Change::CreateAlias { function, alias, version, .. } => {
            alias_made(account, function, alias, *version).await?
        }
        Change::DeleteAlias { function, alias, description, .. } => {
            alias_gone(account, function, alias, description).await?
        }
        Change::ListFunction(listed) if is_listed(account, listed).await? => {
            Standing::Done(listed.function_arn.clone())
        }
        Change::ListFunction(_) => Standing::NotDone,
        Change::UnlistFunction(listed) => gone(!is_listed(account, listed).await?),
        Change::CreateFlow(flow) => flow_made(account, flow).await?,
        Change::DeleteFlow { flow_id, flow } => {
            let flows = account.flows.flows(&flow.instance).await?;
            gone(flows.iter().all(|found| found.id != *flow_id))
        }
        Change::ReplaceContent { instance, flow_id, before, after, .. } => {
            replaced(account, instance, flow_id, before, after).await?
        }
        Change::SaveDraft { instance, flow_id, before, after, .. } => {
            draft_saved(account, instance, flow_id, before, after).await?
        }
        Change::Provision { function, version, environments } => {
            if provisioned(account, function, *version).await? == *environments {
                Standing::Done(version.to_string())
            } else {
                Standing::NotDone
            }
        }
        Change::Unprovision { function, version, .. } => {
            gone(provisioned(account, function, *version).await? == 0)
        }
        Change::Deployment(change) => change.standing(account).await?,
        Change::CreateStack(stack) => stack_made(account, stack).await?,
        Change::UpdateStack { stack, before } => stack_changed(account, stack, before).await?,
        Change::DeleteStack { name, id } => {
            let which = if id.is_empty() { name } else { id };
            stack_gone(account.stacks.stack(which).await?)
        }
    };
    Ok(Look { standing, revision: None })
}

pub(super) fn gone(gone: bool) -> Standing {
    if gone { Standing::Done(String::new()) } else { Standing::NotDone }
}

async fn withdrawn(account: &Account, wanted: &InvokePermission) -> Answer<Look> {
    let policy = policy(account, wanted).await?;
    let statement = format!("\"{}\"", wanted.statement_id());
    let there = policy.as_ref().is_some_and(|policy| policy.text.contains(&statement));
    Ok(Look { standing: gone(!there), revision: policy.and_then(|policy| policy.revision_id) })
}

async fn alias_gone(
    account: &Account,
    function: &str,
    alias: &AliasName,
    description: &str,
) -> Answer<Standing> {
    let found = account.aliases.alias(function, alias).await?;
    Ok(match found {
        Some(found) if found.description != description => Standing::Other(format!(
            "The alias `{function}:{alias}` is not the one that was made: somebody made it anew, or described it as `{}`.",
            found.description
        )),
        found => gone(found.is_none()),
    })
}

async fn provisioned(account: &Account, function: &str, version: Version) -> Answer<u32> {
    let kept = account.concurrency.provisioned(function, &Qualifier::Version(version)).await?;
    Ok(kept.map_or(0, |kept| kept.requested))
}

/// A stack is gone when it is deleted, not when its end was asked for: a
/// resource may refuse.
fn stack_gone(found: Option<Stack>) -> Standing {
    match found {
        None => gone(true),
        Some(found) if found.phase == StackPhase::Deleted => gone(true),
        Some(found) if found.status == "DELETE_IN_PROGRESS" => Standing::UnderWay,
        Some(found) if found.status == "DELETE_FAILED" => Standing::GaveUp(format!(
            "CloudFormation could not delete all of the stack `{}`. {}",
            found.name, found.reason
        )),
        Some(_) => Standing::NotDone,
    }
}

/// `$LATEST` as it was decided on.
struct Wanted<'a> {
    code_sha256: &'a str,
    revision_id: &'a str,
    configuration: &'a str,
}

impl Wanted<'_> {
    fn is_of(&self, found: &FunctionVersion) -> bool {
        found.code_sha256 == self.code_sha256
            && (self.configuration.is_empty() || found.configuration == self.configuration)
    }
}

fn published(
    versions: &[FunctionVersion],
    latest: Option<&FunctionVersion>,
    function: &str,
    on: &Wanted<'_>,
    newest: u64,
) -> Standing {
    let newer = versions.iter().rev().find(|found| {
        on.is_of(found) && matches!(found.version, Version::Published(number) if number > newest)
    });
    if let Some(found) = newer {
        return Standing::Done(found.version.to_string());
    }
    // Without the configuration, which earlier programs did not keep, only the
    // revision tells.
    let untouched = latest.is_some_and(|latest| {
        let told = !on.configuration.is_empty() || on.revision_id.is_empty();
        on.is_of(latest) && (told || latest.revision_id == on.revision_id)
    });
    if untouched {
        return Standing::NotDone;
    }
    Standing::Other(format!(
        "Code or configuration of `{function}` was saved anew since this was decided: look at what changed, and decide again."
    ))
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

async fn policy(account: &Account, wanted: &InvokePermission) -> Answer<Option<ResourcePolicy>> {
    let qualifier = Qualifier::Alias(wanted.alias.clone());
    account.functions.policy(&wanted.function, Some(&qualifier)).await
}

async fn allowed(account: &Account, wanted: &InvokePermission) -> Answer<Look> {
    let Some(function) = account.functions.function(&wanted.function).await? else {
        return Err(no_function(&wanted.function));
    };
    let policy = policy(account, wanted).await?;
    let qualifier = Qualifier::Alias(wanted.alias.clone());
    let text = policy.as_ref().map(|policy| policy.text.as_str());
    let standing = match permitted(text, &wanted.instance, &function.arn, Some(&qualifier)) {
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
    };
    Ok(Look { standing, revision: policy.and_then(|policy| policy.revision_id) })
}

async fn is_listed(account: &Account, listed: &ListedFunction) -> Answer<bool> {
    let all = account.instance_functions.listed(&listed.instance).await?;
    Ok(all.contains(&listed.function_arn))
}

/// Whether the instance's list shows the function itself, without the alias
/// that a change wants in it.
///
/// # Errors
/// When AWS does not say.
pub(super) async fn lists_bare(account: &Account, change: &Change) -> Answer<bool> {
    let Change::ListFunction(listed) = change else { return Ok(false) };
    let Some(bare) = listed.bare() else { return Ok(false) };
    let all = account.instance_functions.listed(&listed.instance).await?;
    Ok(all.contains(&bare))
}

async fn flow_made(account: &Account, wanted: &FlowContent) -> Answer<Standing> {
    let wanted = &wanted.before_its_arn();
    let flows = account.flows.flows(&wanted.instance).await?;
    let same_name = flows.into_iter().find(|found| found.name == wanted.name && !found.archived);
    let Some(found) = same_name else { return Ok(Standing::NotDone) };
    let document = account.flows.flow(&wanted.instance, &found.id, found.view()).await?;
    let content = document.map(|document| document.content).unwrap_or_default();
    // A flow that names itself was saved without its ARN, and has it by now.
    let without_own = || content.replace(&found.arn, "");
    let same = is_same_content(&content, &wanted.content)
        || (!wanted.published && is_same_content(&without_own(), &wanted.content));
    Ok(if same {
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
        // A flow that was only ever saved: nobody hears it yet.
        None => account.flows.flow(instance, id, FlowView::Saved).await?,
        found => found,
    };
    Ok(match found {
        None => Standing::Other("The flow does not exist any more.".to_owned()),
        Some(found) if is_same_content(&found.content, after) => match found.summary.status {
            PublicationStatus::Published => Standing::Done(found.summary.arn),
            PublicationStatus::Saved => Standing::NotDone,
        },
        Some(found) if is_same_content(&found.content, before) => Standing::NotDone,
        Some(found) => Standing::Other(format!(
            "Somebody else changed `{}` since it was looked at; their work was not overwritten.",
            found.summary.name
        )),
    })
}

/// A draft that somebody saved since is theirs.
async fn draft_saved(
    account: &Account,
    instance: &InstanceArn,
    id: &str,
    before: &str,
    after: &str,
) -> Answer<Standing> {
    let found = account.flows.flow(instance, id, FlowView::Saved).await?;
    Ok(match found {
        Some(found) if is_same_content(&found.content, after) => Standing::Done(found.summary.arn),
        Some(found) if !is_same_content(&found.content, before) => Standing::Other(format!(
            "Somebody saved another draft of `{}` since it was looked at; it was not overwritten.",
            found.summary.name
        )),
        Some(_) | None => Standing::NotDone,
    })
}

async fn stack_changed(
    account: &Account,
    wanted: &StackChange,
    before: &BTreeMap<String, String>,
) -> Answer<Standing> {
    let found = account.stacks.stack(&wanted.name).await?;
    let Some(found) = found else { return Err(no_stack(&wanted.name)) };
    Ok(if holds(&found.parameters, &wanted.parameters) {
        Standing::Done(found.id)
    } else if holds(&found.parameters, before) {
        Standing::NotDone
    } else {
        Standing::Other(format!(
            "The stack `{}` has other parameters than those that were seen.",
            wanted.name
        ))
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
fn holds(found: &BTreeMap<String, String>, wanted: &BTreeMap<String, String>) -> bool {
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
