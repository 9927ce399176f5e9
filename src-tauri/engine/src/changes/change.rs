//! One change of the account that a call to AWS makes, and what undoes it.

use std::collections::BTreeMap;

use crossfade_domain::{
    arn::{FunctionArn, InstanceArn},
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
        /// `RevisionId` that `$LATEST` had then; empty when it was not told.
        #[serde(default)]
        revision_id: String,
        /// Its configuration then, as [`FunctionVersion::configuration`] tells it;
        /// empty when it was not told.
        ///
        /// [`FunctionVersion::configuration`]: crate::ports::FunctionVersion::configuration
        #[serde(default)]
        configuration: String,
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
        /// The version that it points to, or was made for.
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
        /// Somebody's draft that was there beside it: what AWS makes of a draft
        /// when the published content changes is not documented.
        #[serde(default)]
        draft: Option<String>,
    },
    /// Save a draft of a flow that nobody hears (`UpdateContactFlowContent` of
    /// `$SAVED`).
    SaveDraft {
        /// The instance.
        #[serde(with = "as_text")]
        instance: InstanceArn,
        /// The flow's id.
        flow_id: String,
        /// Its name.
        name: String,
        /// The draft that the change was decided on, JSON text.
        before: String,
        /// The draft that is asked for, JSON text.
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
    /// Keep none ready any more (`DeleteProvisionedConcurrencyConfig`).
    Unprovision {
        /// The function's name.
        function: String,
        /// The version.
        #[serde(with = "as_text")]
        version: Version,
        /// How many there were.
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
        /// Its ARN: another stack of the same name is not meant. Empty in entries
        /// of programs that did not keep it.
        #[serde(default)]
        id: String,
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

impl ListedFunction {
    /// The ARN without the qualifier; `None` where it has none.
    pub(super) fn bare(&self) -> Option<String> {
        let arn: FunctionArn = self.function_arn.parse().ok()?;
        arn.qualifier.is_some().then(|| arn.unqualified().to_string())
    }
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
            Self::ReplaceContent { .. } | Self::SaveDraft { .. } => "UpdateContactFlowContent",
            Self::Provision { .. } => "PutProvisionedConcurrencyConfig",
            Self::Unprovision { .. } => "DeleteProvisionedConcurrencyConfig",
            Self::Deployment(change) => change.operation(),
            Self::CreateStack(_) => "CreateStack",
            Self::UpdateStack { .. } => "UpdateStack",
            Self::DeleteStack { .. } => "DeleteStack",
        }
    }

    /// The change that undoes this one, given what AWS named what it made;
    /// `None` when nothing does.
    #[must_use]
    pub fn undone(&self, made: &str) -> Option<Self> {
        match self {
            Self::PublishVersion { .. } | Self::SaveDraft { .. } | Self::DeleteStack { .. } => None,
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
            Self::ReplaceContent { instance, flow_id, name, before, after, .. } => {
                Some(Self::ReplaceContent {
                    instance: instance.clone(),
                    flow_id: flow_id.clone(),
                    name: name.clone(),
                    before: after.clone(),
                    after: before.clone(),
                    draft: None,
                })
            }
            Self::CreateStack(stack) => {
                Some(Self::DeleteStack { name: stack.name.clone(), id: made.to_owned() })
            }
            Self::UpdateStack { stack, before } => Some(Self::UpdateStack {
                stack: StackChange { parameters: before.clone(), ..stack.clone() },
                before: stack.parameters.clone(),
            }),
        }
    }

    /// Whether AWS is at it for minutes once it was asked for.
    pub(super) const fn takes_minutes(&self) -> bool {
        matches!(self, Self::CreateStack(_) | Self::UpdateStack { .. } | Self::DeleteStack { .. })
    }

    /// Whether AWS's word is enough, so that no look can tell more: its answer
    /// names what was made, or a stop that takes its time. Publishing unchanged
    /// code makes no version: AWS names the one there is.
    pub(super) const fn counts_when_taken(&self) -> bool {
        matches!(
            self,
            Self::PublishVersion { .. }
                | Self::CreateFlow(_)
                | Self::CreateStack(_)
                | Self::Deployment(DeploymentChange::Stop { .. })
        )
    }

    /// What puts a draft back that was there beside a content that is replaced.
    #[must_use]
    pub fn draft_kept(&self) -> Option<Self> {
        let Self::ReplaceContent { instance, flow_id, name, after, draft, .. } = self else {
            return None;
        };
        Some(Self::SaveDraft {
            instance: instance.clone(),
            flow_id: flow_id.clone(),
            name: name.clone(),
            before: after.clone(),
            after: draft.clone()?,
        })
    }

    /// What it writes to: two changes of the same thing are seen by the same look.
    #[must_use]
    pub fn subject(&self) -> String {
        match self {
            Self::PublishVersion { function, .. } => format!("versions {function}"),
            Self::CreateAlias { function, alias, .. }
            | Self::DeleteAlias { function, alias, .. } => format!("alias {function}:{alias}"),
            Self::AllowInvoke(it) | Self::WithdrawInvoke(it) => {
                format!("policy {}:{}", it.function, it.alias)
            }
            Self::ListFunction(it) | Self::UnlistFunction(it) => {
                format!("listed {} {}", it.instance, it.function_arn)
            }
            Self::CreateFlow(flow) | Self::DeleteFlow { flow, .. } => {
                format!("flow {} {}", flow.instance, flow.name)
            }
            Self::ReplaceContent { instance, flow_id, .. } => {
                format!("content {instance} {flow_id}")
            }
            Self::SaveDraft { instance, flow_id, .. } => format!("draft {instance} {flow_id}"),
            Self::Provision { function, version, .. }
            | Self::Unprovision { function, version, .. } => {
                format!("concurrency {function}:{version}")
            }
            Self::Deployment(change) => change.subject(),
            Self::CreateStack(stack) | Self::UpdateStack { stack, .. } => {
                format!("stack {}", stack.name)
            }
            Self::DeleteStack { name, .. } => format!("stack {name}"),
        }
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
            | Self::Provision { .. }
            | Self::CreateStack(_) => true,
            Self::PublishVersion { .. }
            | Self::DeleteAlias { .. }
            | Self::WithdrawInvoke(_)
            | Self::UnlistFunction(_)
            | Self::DeleteFlow { .. }
            // The flow that it is a draft of goes as a whole.
            | Self::SaveDraft { .. }
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
