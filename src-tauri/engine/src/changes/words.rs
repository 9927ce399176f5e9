//! A change as a person reads it, and as the `aws` command that does the same.

use super::change::{Change, FlowContent, InvokePermission, ListedFunction, StackChange};

impl Change {
    /// What it does, as a sentence without its end.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::PublishVersion { function, .. } => {
                format!("Publish what `$LATEST` of `{function}` holds as a version")
            }
            Self::CreateAlias { function, alias, version, .. } => {
                format!("Make the alias `{function}:{alias}` for version {version}")
            }
            Self::DeleteAlias { function, alias, .. } => {
                format!("Delete the alias `{function}:{alias}`")
            }
            Self::AllowInvoke(InvokePermission { function, alias, instance }) => {
                format!("Let instance `{}` invoke `{function}:{alias}`", instance.id)
            }
            Self::WithdrawInvoke(InvokePermission { function, alias, instance }) => {
                format!("Keep instance `{}` from invoking `{function}:{alias}`", instance.id)
            }
            Self::ListFunction(listed) => {
                format!("Show `{}` in the instance's list of functions", short(listed))
            }
            Self::UnlistFunction(listed) => {
                format!("Take `{}` out of the instance's list of functions", short(listed))
            }
            Self::CreateFlow(flow) if flow.published => {
                format!("Make and publish the flow `{}`", flow.name)
            }
            Self::CreateFlow(flow) => format!("Make the flow `{}`, saved only", flow.name),
            Self::DeleteFlow { flow, .. } => format!("Delete the flow `{}`", flow.name),
            Self::ReplaceContent { name, .. } => format!("Replace what callers of `{name}` hear"),
            Self::SaveDraft { name, .. } => {
                format!("Save a draft of `{name}`, which no caller hears")
            }
            Self::Provision { function, version, environments } => format!(
                "Keep {environments} environments ready for version {version} of `{function}`"
            ),
            Self::Unprovision { function, version, .. } => {
                format!("Keep no environments ready for version {version} of `{function}` any more")
            }
            Self::Deployment(change) => change.words(),
            Self::CreateStack(stack) => format!("Make the stack `{}`", stack.name),
            Self::UpdateStack { stack, .. } => {
                format!("Change the parameters of the stack `{}`", stack.name)
            }
            Self::DeleteStack { name, .. } => {
                format!("Delete the stack `{name}` with all that it holds")
            }
        }
    }

    /// What it is called where a person has to type its name.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::PublishVersion { function, .. } => function.clone(),
            Self::CreateAlias { function, alias, .. }
            | Self::DeleteAlias { function, alias, .. }
            | Self::AllowInvoke(InvokePermission { function, alias, .. })
            | Self::WithdrawInvoke(InvokePermission { function, alias, .. }) => {
                format!("{function}:{alias}")
            }
            Self::ListFunction(it) | Self::UnlistFunction(it) => short(it).to_owned(),
            Self::CreateFlow(flow) | Self::DeleteFlow { flow, .. } => flow.name.clone(),
            Self::ReplaceContent { name, .. }
            | Self::SaveDraft { name, .. }
            | Self::DeleteStack { name, .. } => name.clone(),
            Self::Provision { function, version, .. }
            | Self::Unprovision { function, version, .. } => format!("{function}:{version}"),
            Self::Deployment(change) => change.called().to_owned(),
            Self::CreateStack(stack) | Self::UpdateStack { stack, .. } => stack.name.clone(),
        }
    }

    /// What undoes it, as a sentence.
    #[must_use]
    pub fn undo_words(&self) -> &'static str {
        match self {
            Self::PublishVersion { .. } => {
                "Nothing has to: a version costs nothing and is called by nobody yet."
            }
            Self::CreateAlias { .. }
            | Self::AllowInvoke(_)
            | Self::ListFunction(_)
            | Self::CreateFlow(_)
            | Self::Provision { .. }
            | Self::CreateStack(_) => "Clean up takes it away again.",
            Self::ReplaceContent { .. } => {
                "The old content is kept; Clean up, or Undo in Activity, puts it back."
            }
            Self::Deployment(change) => change.undo_words(),
            Self::UpdateStack { .. } => "Undo in Activity asks for the old parameters again.",
            Self::DeleteAlias { .. }
            | Self::WithdrawInvoke(_)
            | Self::UnlistFunction(_)
            | Self::DeleteFlow { .. }
            | Self::Unprovision { .. } => "Undo in Activity makes it anew.",
            Self::SaveDraft { .. } => "Nothing has to: no caller hears a draft.",
            Self::DeleteStack { .. } => {
                "Nothing does: the function goes with its versions. The stack can be made anew."
            }
        }
    }

    /// The `aws` command that does the same; contents are named as files, those of
    /// flows that are made by the flow's name.
    #[must_use]
    pub fn command(&self) -> String {
        match self {
            Self::PublishVersion { function, code_sha256, revision_id, .. } => {
                let revision = match revision_id.as_str() {
                    "" => String::new(),
                    id => format!(" --revision-id {id}"),
                };
                let sha = quoted(code_sha256);
                format!(
                    "aws lambda publish-version --function-name {function} --code-sha256 {sha}{revision}"
                )
            }
            Self::CreateAlias { function, alias, version, .. } => format!(
                "aws lambda create-alias --function-name {function} --name {alias} --function-version {version}"
            ),
            Self::DeleteAlias { function, alias, .. } => {
                format!("aws lambda delete-alias --function-name {function} --name {alias}")
            }
            Self::AllowInvoke(it) => format!(
                "aws lambda add-permission --function-name {} --qualifier {} --statement-id {} \
                 --action lambda:InvokeFunction --principal connect.amazonaws.com --source-account {} --source-arn {}",
                it.function,
                it.alias,
                it.statement_id(),
                it.instance.account,
                it.instance
            ),
            Self::WithdrawInvoke(it) => format!(
                "aws lambda remove-permission --function-name {} --qualifier {} --statement-id {}",
                it.function,
                it.alias,
                it.statement_id()
            ),
            Self::ListFunction(it) => listing("associate", it),
            Self::UnlistFunction(it) => listing("disassociate", it),
            Self::CreateFlow(flow) => creation(flow),
            Self::DeleteFlow { flow_id, flow } => format!(
                "aws connect delete-contact-flow --instance-id {} --contact-flow-id {flow_id}",
                flow.instance.id
            ),
            Self::ReplaceContent { instance, flow_id, .. } => format!(
                "aws connect update-contact-flow-content --instance-id {} --contact-flow-id {flow_id} \
                 --content file://content.json",
                instance.id
            ),
            Self::SaveDraft { instance, flow_id, .. } => format!(
                "aws connect update-contact-flow-content --instance-id {} \
                 --contact-flow-id '{instance}/contact-flow/{flow_id}:$SAVED' --content file://draft.json",
                instance.id
            ),
            Self::Provision { function, version, environments } => format!(
                "aws lambda put-provisioned-concurrency-config --function-name {function} \
                 --qualifier {version} --provisioned-concurrent-executions {environments}"
            ),
            Self::Unprovision { function, version, .. } => format!(
                "aws lambda delete-provisioned-concurrency-config --function-name {function} --qualifier {version}"
            ),
            Self::Deployment(change) => change.command(),
            Self::CreateStack(stack) => stack_command("create", stack),
            Self::UpdateStack { stack, .. } => stack_command("update", stack),
            Self::DeleteStack { name, id } => {
                let which = if id.is_empty() { name } else { id };
                format!("aws cloudformation delete-stack --stack-name {which}")
            }
        }
    }
}

fn listing(verb: &str, listed: &ListedFunction) -> String {
    format!(
        "aws connect {verb}-lambda-function --instance-id {} --function-arn {}",
        listed.instance.id, listed.function_arn
    )
}

fn creation(flow: &FlowContent) -> String {
    let status = if flow.published { "PUBLISHED" } else { "SAVED" };
    format!(
        "aws connect create-contact-flow --instance-id {} --name {} --type {} --status {status} \
         --content {}",
        flow.instance.id,
        quoted(&flow.name),
        flow.kind,
        quoted(&format!("file://{}.json", flow.name))
    )
}

fn stack_command(verb: &str, stack: &StackChange) -> String {
    let parameters = stack
        .parameters
        .iter()
        .map(|(name, value)| quoted(&format!("ParameterKey={name},ParameterValue={value}")));
    let parameters: Vec<String> = parameters.collect();
    format!(
        "aws cloudformation {verb}-stack --stack-name {} --template-body file://template.yaml \
         --capabilities CAPABILITY_IAM CAPABILITY_NAMED_IAM CAPABILITY_AUTO_EXPAND --parameters {}",
        stack.name,
        parameters.join(" ")
    )
}

/// A word as a shell takes it.
pub(super) fn quoted(word: &str) -> String {
    let plain = |it: char| it.is_ascii_alphanumeric() || "-_./:=,+@".contains(it);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

fn short(listed: &ListedFunction) -> &str {
    listed.function_arn.split_once(":function:").map_or(&listed.function_arn, |(_, name)| name)
}
