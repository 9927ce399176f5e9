//! One change of the account that a call to AWS makes, and what undoes it.

use std::collections::BTreeMap;

use crossfade_domain::{
    arn::InstanceArn,
    qualifier::{AliasName, Version},
};
use serde::{Deserialize, Serialize};

use super::{as_text, deployment::DeploymentChange};

/// One write, with all that is needed to send it, to see whether it is done,
/// and to undo it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum Change {
    /// Publish what `$LATEST` holds (`PublishVersion`).
    PublishVersion {
        /// The function's name.
        function: String,
        /// `CodeSha256` that `$LATEST` had when this was decided.
        code_sha256: String,
        /// The newest version at that time; 0 when there was none.
        newest: u64,
        /// The new version's description.
        description: String,
    },
    /// Make an alias (`CreateAlias`).
    CreateAlias {
        /// The function's name.
        function: String,
        /// The alias.
        #[serde(with = "as_text")]
        alias: AliasName,
        /// The version that it points to.
        #[serde(with = "as_text")]
        version: Version,
        /// Its description.
        description: String,
    },
    /// Delete an alias (`DeleteAlias`).
    DeleteAlias {
        /// The function's name.
        function: String,
        /// The alias.
        #[serde(with = "as_text")]
        alias: AliasName,
        /// The version that it was made for.
        #[serde(with = "as_text")]
        version: Version,
        /// Its description.
        description: String,
    },
    /// Let an instance invoke an alias (`AddPermission`).
    AllowInvoke(InvokePermission),
    /// Take that permission away (`RemovePermission`).
    WithdrawInvoke(InvokePermission),
    /// Show a function in the instance's list (`AssociateLambdaFunction`).
    ListFunction(ListedFunction),
    /// Take it out of the list (`DisassociateLambdaFunction`).
    UnlistFunction(ListedFunction),
    /// Make a flow (`CreateContactFlow`).
    CreateFlow(FlowContent),
    /// Delete a flow that Crossfade made (`DeleteContactFlow`).
    DeleteFlow {
        /// The flow's id.
        flow_id: String,
        /// What it was.
        #[serde(flatten)]
        flow: FlowContent,
    },
    /// Replace what callers of a flow hear (`UpdateContactFlowContent`).
    ReplaceContent {
        /// The instance.
        #[serde(with = "as_text")]
        instance: InstanceArn,
        /// The flow's id.
        flow_id: String,
        /// Its name.
        name: String,
        /// The content that the change was decided on, JSON text.
        before: String,
        /// The content that is asked for, JSON text.
        after: String,
    },
    /// Keep environments of a version ready (`PutProvisionedConcurrencyConfig`).
    Provision {
        /// The function's name.
        function: String,
        /// The version.
        #[serde(with = "as_text")]
        version: Version,
        /// How many environments.
        environments: u32,
    },
    /// Keep none of a version ready any more (`DeleteProvisionedConcurrencyConfig`).
    Unprovision {
        /// The function's name.
        function: String,
        /// The version.
        #[serde(with = "as_text")]
        version: Version,
        /// How many environments there were.
        environments: u32,
    },
    /// Something that CodeDeploy keeps.
    Deployment(DeploymentChange),
    /// Make a stack (`CreateStack`).
    CreateStack(StackChange),
    /// Change a stack's parameters (`UpdateStack`).
    UpdateStack {
        /// The stack as it is asked for.
        #[serde(flatten)]
        stack: StackChange,
        /// Its parameters before.
        before: BTreeMap<String, String>,
    },
    /// Delete a stack with all that it holds (`DeleteStack`).
    DeleteStack {
        /// The stack's name.
        name: String,
    },
}

/// That an instance may invoke an alias.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvokePermission {
    /// The function's name.
    pub function: String,
    /// The alias.
    #[serde(with = "as_text")]
    pub alias: AliasName,
    /// The instance.
    #[serde(with = "as_text")]
    pub instance: InstanceArn,
}

impl InvokePermission {
    /// The statement's id: the same for the same instance, so that it is never
    /// added twice.
    #[must_use]
    pub fn statement_id(&self) -> String {
        format!("crossfade-{}", self.instance.id)
    }
}

/// A function in an instance's drop-down list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedFunction {
    /// The instance.
    #[serde(with = "as_text")]
    pub instance: InstanceArn,
    /// The function's ARN, with its qualifier.
    pub function_arn: String,
}

/// A flow with its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowContent {
    /// The instance.
    #[serde(with = "as_text")]
    pub instance: InstanceArn,
    /// The flow's name.
    pub name: String,
    /// AWS's word, such as `CONTACT_FLOW`.
    pub kind: String,
    /// Its description.
    pub description: String,
    /// Flow language, JSON text.
    pub content: String,
    /// Whether it is published, and so validated, or only saved.
    pub published: bool,
}

/// A stack as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StackChange {
    /// Its name.
    pub name: String,
    /// Its template's text.
    pub template: String,
    /// Its parameters.
    pub parameters: BTreeMap<String, String>,
}

impl Change {
    /// AWS's name of the operation.
    #[must_use]
    pub const fn operation(&self) -> &'static str {
        match self {
            Self::PublishVersion { .. } => "PublishVersion",
            Self::CreateAlias { .. } => "CreateAlias",
            Self::DeleteAlias { .. } => "DeleteAlias",
            Self::AllowInvoke(_) => "AddPermission",
            Self::WithdrawInvoke(_) => "RemovePermission",
            Self::ListFunction(_) => "AssociateLambdaFunction",
            Self::UnlistFunction(_) => "DisassociateLambdaFunction",
            Self::CreateFlow(_) => "CreateContactFlow",
            Self::DeleteFlow { .. } => "DeleteContactFlow",
            Self::ReplaceContent { .. } => "UpdateContactFlowContent",
            Self::Provision { .. } => "PutProvisionedConcurrencyConfig",
            Self::Unprovision { .. } => "DeleteProvisionedConcurrencyConfig",
            Self::Deployment(change) => change.operation(),
            Self::CreateStack(_) => "CreateStack",
            Self::UpdateStack { .. } => "UpdateStack",
            Self::DeleteStack { .. } => "DeleteStack",
        }
    }

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
            Self::Provision { function, version, environments } => format!(
                "Keep {environments} environments ready for version {version} of `{function}`"
            ),
            Self::Unprovision { function, version, .. } => {
                format!("Keep no environment ready for version {version} of `{function}`")
            }
            Self::Deployment(change) => change.words(),
            Self::CreateStack(stack) => format!("Make the stack `{}`", stack.name),
            Self::UpdateStack { stack, .. } => {
                format!("Change the parameters of the stack `{}`", stack.name)
            }
            Self::DeleteStack { name } => {
                format!("Delete the stack `{name}` with all that it holds")
            }
        }
    }

    /// The change that undoes this one, given what AWS named what it made;
    /// `None` when nothing does.
    #[must_use]
    pub fn undone(&self, made: &str) -> Option<Self> {
        match self {
            Self::PublishVersion { .. } | Self::DeleteStack { .. } => None,
            Self::Provision { function, version, environments } => Some(Self::Unprovision {
                function: function.clone(),
                version: *version,
                environments: *environments,
            }),
            Self::Unprovision { function, version, environments } => Some(Self::Provision {
                function: function.clone(),
                version: *version,
                environments: *environments,
            }),
            Self::Deployment(change) => change.undone().map(Self::Deployment),
            Self::CreateAlias { function, alias, version, description } => {
                Some(Self::DeleteAlias {
                    function: function.clone(),
                    alias: alias.clone(),
                    version: *version,
                    description: description.clone(),
                })
            }
            Self::DeleteAlias { function, alias, version, description } => {
                Some(Self::CreateAlias {
                    function: function.clone(),
                    alias: alias.clone(),
                    version: *version,
                    description: description.clone(),
                })
            }
            Self::AllowInvoke(permission) => Some(Self::WithdrawInvoke(permission.clone())),
            Self::WithdrawInvoke(permission) => Some(Self::AllowInvoke(permission.clone())),
            Self::ListFunction(listed) => Some(Self::UnlistFunction(listed.clone())),
            Self::UnlistFunction(listed) => Some(Self::ListFunction(listed.clone())),
            Self::CreateFlow(flow) => {
                Some(Self::DeleteFlow { flow_id: flow_id(made), flow: flow.clone() })
            }
            Self::DeleteFlow { flow, .. } => Some(Self::CreateFlow(flow.clone())),
            Self::ReplaceContent { instance, flow_id, name, before, after } => {
                Some(Self::ReplaceContent {
                    instance: instance.clone(),
                    flow_id: flow_id.clone(),
                    name: name.clone(),
                    before: after.clone(),
                    after: before.clone(),
                })
            }
            Self::CreateStack(stack) => Some(Self::DeleteStack { name: stack.name.clone() }),
            Self::UpdateStack { stack, before } => Some(Self::UpdateStack {
                stack: StackChange { parameters: before.clone(), ..stack.clone() },
                before: stack.parameters.clone(),
            }),
        }
    }

    /// Whether AWS's word is enough, without a look.
    #[must_use]
    pub(super) const fn counts_when_taken(&self) -> bool {
        matches!(
            self,
            Self::PublishVersion { .. } | Self::Deployment(DeploymentChange::Stop { .. })
        )
    }

    /// Whether it leaves something behind that a person may want cleaned up.
    #[must_use]
    pub const fn leaves_something(&self) -> bool {
        match self {
            Self::Deployment(change) => change.leaves_something(),
            Self::CreateAlias { .. }
            | Self::AllowInvoke(_)
            | Self::ListFunction(_)
            | Self::CreateFlow(_)
            | Self::ReplaceContent { .. }
            | Self::CreateStack(_) => true,
            Self::PublishVersion { .. }
            | Self::DeleteAlias { .. }
            | Self::WithdrawInvoke(_)
            | Self::UnlistFunction(_)
            | Self::DeleteFlow { .. }
            | Self::Provision { .. }
            | Self::Unprovision { .. }
            | Self::UpdateStack { .. }
            | Self::DeleteStack { .. } => false,
        }
    }
}

/// The id at the end of a flow's ARN.
#[must_use]
pub fn flow_id(arn: &str) -> String {
    arn.rsplit('/').next().unwrap_or(arn).to_owned()
}

fn short(listed: &ListedFunction) -> &str {
    listed.function_arn.split_once(":function:").map_or(&listed.function_arn, |(_, name)| name)
}
