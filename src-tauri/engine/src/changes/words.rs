//! A change as a person reads it, and as the `aws` command that does the same.

use std::collections::BTreeMap;

use super::change::{Change, FlowContent, InvokePermission, ListedFunction, StackChange};
use crate::ports::StackRequest;

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
            Self::PublishVersion { function, code_sha256, revision_id, description, .. } => {
                let revision = match revision_id.as_str() {
                    "" => String::new(),
                    id => format!(" --revision-id {id}"),
                };
                let sha = quoted(code_sha256);
                format!(
                    "aws lambda publish-version --function-name {function} --code-sha256 {sha}{revision}{}",
                    described(description)
                )
            }
            Self::CreateAlias { function, alias, version, description } => format!(
                "aws lambda create-alias --function-name {function} --name {alias} --function-version {version}{}",
                described(description)
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
         --content {}{}",
        flow.instance.id,
        quoted(&flow.name),
        flow.kind,
        quoted(&format!("file://{}.json", flow.name)),
        described(&flow.description)
    )
}

fn stack_command(verb: &str, stack: &StackChange) -> String {
    let request = StackRequest::from(stack);
    let pairs = |of: &BTreeMap<String, String>, key: &str, value: &str| {
        let pair = |(name, it): (&String, &String)| {
            quoted(&format!("{key}={name},{value}={}", shorthand(it)))
        };
        of.iter().map(pair).collect::<Vec<_>>().join(" ")
    };
    format!(
        "aws cloudformation {verb}-stack --stack-name {} --template-body file://template.yaml \
         --capabilities CAPABILITY_IAM CAPABILITY_AUTO_EXPAND --parameters {} --tags {}",
        request.name,
        pairs(&request.parameters, "ParameterKey", "ParameterValue"),
        pairs(&request.tags, "Key", "Value"),
    )
}

/// A value as the shorthand of the `aws` command takes it, whose commas and
/// quotes part values.
fn shorthand(value: &str) -> String {
    let plain = |it: char| it.is_alphanumeric() || "-_./:@ ".contains(it);
    if !value.is_empty() && value.chars().all(plain) {
        return value.to_owned();
    }
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

/// ` --description …`, or nothing where there is none.
fn described(description: &str) -> String {
    if description.is_empty() {
        return String::new();
    }
    format!(" --description {}", quoted(description))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stack_made_by_hand_has_the_same_values_and_is_known_as_crossfades() {
        let value = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let parameters = [value("Greeting", "Hello, \"world\""), value("SAMAlias", "PROD")];
        let change = Change::CreateStack(StackChange {
            name: "starter".to_owned(),
            template: String::new(),
            parameters: parameters.into(),
        });
        insta::assert_snapshot!(change.command(), @r#"aws cloudformation create-stack --stack-name starter --template-body file://template.yaml --capabilities CAPABILITY_IAM CAPABILITY_AUTO_EXPAND --parameters 'ParameterKey=Greeting,ParameterValue="Hello, \"world\""' ParameterKey=SAMAlias,ParameterValue=PROD --tags Key=made-by,Value=crossfade"#);
    }

    #[test]
    fn an_alias_made_by_hand_has_its_description() {
        let change = Change::CreateAlias {
            function: "orders".to_owned(),
            alias: "PROD".parse().expect("a name"),
            version: "7".parse().expect("a version"),
            description: "Made by Crossfade".to_owned(),
        };
        insta::assert_snapshot!(change.command(), @"aws lambda create-alias --function-name orders --name PROD --function-version 7 --description 'Made by Crossfade'");
    }
}
