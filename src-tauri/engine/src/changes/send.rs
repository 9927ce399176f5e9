//! Sends a change: one call to AWS.

use super::change::Change;
use crate::ports::{
    Account, Answer, DecidedOn, FlowView, NewFlow, NewPermission, PublicationStatus, StackRequest,
};

/// Sends `change` and answers what AWS calls what was made. `revision` is that
/// of what was looked at: the resource policy, or `$LATEST`.
///
/// # Errors
/// What AWS says; some failures leave open whether it was applied.
pub(super) async fn send(
    account: &Account,
    change: &Change,
    revision: Option<&str>,
) -> Answer<String> {
    match change {
        Change::PublishVersion { function, code_sha256, description, .. } => {
            let on = DecidedOn { code_sha256, revision_id: revision.unwrap_or_default() };
            let version = account.publisher.publish(function, Some(on), description);
            Ok(version.await?.to_string())
        }
        Change::CreateAlias { function, alias, version, description } => {
            account.alias_keeper.create(function, alias, *version, description).await?;
            Ok(format!("{function}:{alias}"))
        }
        Change::DeleteAlias { function, alias, .. } => {
            unnamed(account.alias_keeper.delete(function, alias).await)
        }
        Change::AllowInvoke(wanted) => {
            let statement_id = wanted.statement_id();
            let permission = NewPermission {
                function: wanted.function.clone(),
                alias: wanted.alias.clone(),
                statement_id: statement_id.clone(),
                instance: wanted.instance.clone(),
                revision_id: revision.map(str::to_owned),
            };
            account.alias_keeper.allow(&permission).await?;
            Ok(statement_id)
        }
        Change::WithdrawInvoke(it) => {
            let keeper = &account.alias_keeper;
            unnamed(keeper.withdraw(&it.function, &it.alias, &it.statement_id(), revision).await)
        }
        Change::ListFunction(it) => {
            account.instance_functions.associate(&it.instance, &it.function_arn).await?;
            Ok(it.function_arn.clone())
        }
        Change::UnlistFunction(it) => {
            unnamed(account.instance_functions.disassociate(&it.instance, &it.function_arn).await)
        }
        Change::CreateFlow(flow) => {
            let flow = flow.before_its_arn();
            let status = if flow.published {
                PublicationStatus::Published
            } else {
                PublicationStatus::Saved
            };
            let wanted = NewFlow {
                name: flow.name.clone(),
                kind: flow.kind.clone(),
                description: flow.description.clone(),
                content: flow.content.clone(),
                status,
            };
            account.flow_keeper.create(&flow.instance, &wanted).await
        }
        Change::DeleteFlow { flow_id, flow } => {
            unnamed(account.flow_keeper.delete(&flow.instance, flow_id).await)
        }
        Change::ReplaceContent { instance, flow_id, after, .. } => {
            account.flow_keeper.replace(instance, flow_id, FlowView::Published, after).await?;
            Ok(format!("{instance}/contact-flow/{flow_id}"))
        }
        Change::SaveDraft { instance, flow_id, after, .. } => {
            account.flow_keeper.replace(instance, flow_id, FlowView::Saved, after).await?;
            Ok(format!("{instance}/contact-flow/{flow_id}"))
        }
        Change::Unprovision { function, version, .. } => {
            unnamed(account.concurrency.unprovision(function, *version).await)
        }
        Change::Provision { function, version, environments } => {
            account.concurrency.provision(function, *version, *environments).await?;
            Ok(version.to_string())
        }
        Change::Deployment(change) => change.send(account).await,
        Change::CreateStack(stack) => account.stacks.create(&StackRequest::from(stack)).await,
        Change::UpdateStack { stack, .. } => {
            account.stacks.update(&StackRequest::from(stack)).await
        }
        Change::DeleteStack { name, id } => {
            let which = if id.is_empty() { name } else { id };
            unnamed(account.stacks.delete(which).await)
        }
    }
}

fn unnamed(answer: Answer<()>) -> Answer<String> {
    answer.map(|()| String::new())
}

impl From<&super::change::StackChange> for StackRequest {
    fn from(stack: &super::change::StackChange) -> Self {
        let made_by = ("made-by".to_owned(), "crossfade".to_owned());
        Self {
            name: stack.name.clone(),
            template: stack.template.clone(),
            parameters: stack.parameters.clone(),
            tags: [made_by].into(),
        }
    }
}
