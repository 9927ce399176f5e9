//! Every way from one flow to another flow or module.
//!
//! Invariant: one [`Transfer`] for each flow or module that an action names,
//! in the flow's order, whatever stands there.

use serde_json::Value;

use super::graph::Graph;
use super::kind::ActionKind;
use super::legacy;
use super::model::{Action, ActionId, Flow, FlowFormat};
use super::reference::{markers_in, references_in};
use super::target::Dynamic;
use super::trace;
use super::written::{Name, Written};

/// How one flow leads to another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TransferKind {
    /// The contact goes on in the other flow (`TransferToFlow`).
    Flow,
    /// The contact passes through a module and comes back (`InvokeFlowModule`).
    Module,
    /// The other flow runs when something happens to the contact
    /// (`UpdateContactEventHooks`).
    EventHook(EventHook),
    /// A new task runs the other flow (`CreateTask`).
    Task,
    /// A callback runs the other flow (`CreateCallbackContact`).
    Callback,
    /// A new outbound chat runs the other flow (`StartOutboundChatContact`).
    OutboundChat,
}

impl TransferKind {
    /// `flow`, `module`, `event-hook`, `task`, `callback` or `outbound-chat`.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Flow => "flow",
            Self::Module => "module",
            Self::EventHook(_) => "event-hook",
            Self::Task => "task",
            Self::Callback => "callback",
            Self::OutboundChat => "outbound-chat",
        }
    }
}

/// The event that a flow is hooked to (`UpdateContactEventHooks`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum EventHook {
    /// `AgentHold`
    AgentHold,
    /// `AgentWhisper`
    AgentWhisper,
    /// `CustomerHold`
    CustomerHold,
    /// `CustomerQueue`
    CustomerQueue,
    /// `CustomerRemaining`: the disconnect flow.
    CustomerRemaining,
    /// `CustomerWhisper`
    CustomerWhisper,
    /// `DefaultAgentUI`
    DefaultAgentUi,
    /// `DisconnectAgentUI`
    DisconnectAgentUi,
    /// `PauseContact`
    PauseContact,
    /// `ResumeContact`
    ResumeContact,
    /// Another word, as the file says it.
    Unknown(String),
}

impl EventHook {
    /// The hook that AWS calls `word`.
    #[must_use]
    pub fn from_word(word: &str) -> Self {
        match word {
            "AgentHold" => Self::AgentHold,
            "AgentWhisper" => Self::AgentWhisper,
            "CustomerHold" => Self::CustomerHold,
            "CustomerQueue" => Self::CustomerQueue,
            "CustomerRemaining" => Self::CustomerRemaining,
            "CustomerWhisper" => Self::CustomerWhisper,
            "DefaultAgentUI" => Self::DefaultAgentUi,
            "DisconnectAgentUI" => Self::DisconnectAgentUi,
            "PauseContact" => Self::PauseContact,
            "ResumeContact" => Self::ResumeContact,
            _ => Self::Unknown(word.to_owned()),
        }
    }

    /// AWS's word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::AgentHold => "AgentHold",
            Self::AgentWhisper => "AgentWhisper",
            Self::CustomerHold => "CustomerHold",
            Self::CustomerQueue => "CustomerQueue",
            Self::CustomerRemaining => "CustomerRemaining",
            Self::CustomerWhisper => "CustomerWhisper",
            Self::DefaultAgentUi => "DefaultAgentUI",
            Self::DisconnectAgentUi => "DisconnectAgentUI",
            Self::PauseContact => "PauseContact",
            Self::ResumeContact => "ResumeContact",
            Self::Unknown(word) => word,
        }
    }
}

/// The id of a flow or module, as an id or at the end of an ARN.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FlowId {
    /// The text as it stands.
    pub text: String,
    /// The id alone.
    pub id: String,
    /// What follows it: `$SAVED`, or a version or alias of a module.
    pub qualifier: Option<String>,
}

impl FlowId {
    /// The id in `text`; `None` when the text is neither an id nor the ARN of a
    /// flow or module.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let tail = if text.starts_with("arn:") {
            let (head, tail) = text.rsplit_once('/')?;
            let known = head.ends_with("/contact-flow") || head.ends_with("/flow-module");
            (known && references_in(head).is_empty() && markers_in(head).is_empty())
                .then_some(tail)?
        } else {
            text
        };
        let (id, qualifier) = match tail.split_once(':') {
            Some((id, qualifier)) => (id, Some(qualifier)),
            None => (tail, None),
        };
        let is_id = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
        (!id.is_empty() && id.chars().all(is_id)).then(|| Self {
            text: text.to_owned(),
            id: id.to_owned(),
            qualifier: qualifier.map(str::to_owned),
        })
    }
}

/// Which flow or module an action names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FlowTarget {
    /// An id or ARN.
    Literal(FlowId),
    /// No id, but the name that the exporting instance had for it.
    Named(String),
    /// A text that is no id, such as `{{contactFlows.Main.arn}}`.
    Placeholder(String),
    /// A reference, looked up when the flow runs.
    Dynamic(Dynamic),
    /// Nothing.
    Missing,
}

impl FlowTarget {
    /// `literal`, `name`, `placeholder`, `dynamic` or `missing`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Literal(_) => "literal",
            Self::Named(_) => "name",
            Self::Placeholder(_) => "placeholder",
            Self::Dynamic(_) => "dynamic",
            Self::Missing => "missing",
        }
    }

    /// The text in the block, or the name that stands for it.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Literal(id) => Some(&id.text),
            Self::Named(text) | Self::Placeholder(text) => Some(text),
            Self::Dynamic(dynamic) => Some(&dynamic.expression),
            Self::Missing => None,
        }
    }
}

/// One way to another flow or module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// The block.
    pub action: ActionId,
    /// How it leads there.
    pub kind: TransferKind,
    /// Where it leads.
    pub target: FlowTarget,
    /// The name that the designer shows for it, where the file keeps one.
    pub name: Option<String>,
}

impl Flow {
    /// Every way to another flow or module, in the flow's order.
    #[must_use]
    pub fn transfers(&self) -> Vec<Transfer> {
        let graph = Graph::of(self);
        let mut found = Vec::new();
        for (number, action) in self.actions.iter().enumerate() {
            for site in sites(self, action) {
                found.push(self.transfer(&graph, number, action, site));
            }
        }
        found
    }

    fn transfer(&self, graph: &Graph<'_>, number: usize, action: &Action, site: Site) -> Transfer {
        let Site { kind, written, name } = site;
        let target = match (written, &name) {
            (Written::Nothing, Some(name)) => FlowTarget::Named(name.clone()),
            (Written::Nothing, None) => FlowTarget::Missing,
            (Written::Text(text), _) => {
                FlowId::parse(&text).map_or(FlowTarget::Placeholder(text), FlowTarget::Literal)
            }
            (Written::NotText(text), _) => FlowTarget::Placeholder(text),
            (Written::Reference(reference), _) => {
                let trace = |it: &_| trace::origins(self, graph, number, it);
                FlowTarget::Dynamic(Dynamic::of(&reference, trace))
            }
        };
        Transfer { action: action.id.clone(), kind, target, name }
    }
}

/// A place where an action names a flow.
struct Site {
    kind: TransferKind,
    written: Written,
    name: Option<String>,
}

const FLOW: Name = Name { language: "ContactFlowId", legacy: "ContactFlowId" };
const MODULE: Name = Name { language: "FlowModuleId", legacy: "FlowModuleId" };
const FLOW_ARN: Name = Name { language: "ContactFlowArn", legacy: "ContactFlowArn" };

fn sites(flow: &Flow, action: &Action) -> Vec<Site> {
    let required = |kind, name| vec![site(flow, action, kind, name)];
    let optional = |kind, name| {
        let mut sites = required(kind, name);
        sites.retain(|site| site.written != Written::Nothing);
        sites
    };
    let is = |kind: ActionKind| action.kind == kind;
    if is(ActionKind::TransferToFlow) {
        required(TransferKind::Flow, FLOW)
    } else if is(ActionKind::InvokeFlowModule) {
        required(TransferKind::Module, MODULE)
    } else if is(ActionKind::UpdateContactEventHooks) {
        hooks(flow, action)
    } else if is(ActionKind::CreateTask) {
        optional(TransferKind::Task, FLOW)
    } else if is(ActionKind::CreateCallbackContact) {
        optional(TransferKind::Callback, FLOW)
    } else if is(ActionKind::StartOutboundChatContact) {
        optional(TransferKind::OutboundChat, FLOW_ARN)
    } else {
        Vec::new()
    }
}

fn site(flow: &Flow, action: &Action, kind: TransferKind, name: Name) -> Site {
    let written = flow.written(action, name);
    Site { kind, written, name: shown_name(flow, action, &[name.language]) }
}

fn hooks(flow: &Flow, action: &Action) -> Vec<Site> {
    if flow.format == FlowFormat::Legacy {
        let event = legacy::parameter(action, "Type").and_then(|it| it.get("value"));
        let event = EventHook::from_word(event.and_then(Value::as_str).unwrap_or_default());
        return vec![site(flow, action, TransferKind::EventHook(event), FLOW)];
    }
    let hooks = action.parameter("EventHooks").and_then(Value::as_object);
    hooks
        .into_iter()
        .flatten()
        .map(|(event, value)| Site {
            kind: TransferKind::EventHook(EventHook::from_word(event)),
            written: Written::language(Some(value)),
            name: shown_name(flow, action, &["EventHooks", event]),
        })
        .collect()
}

/// The name that the designer shows: `resourceName` of a legacy parameter, or
/// what the action's metadata keep, under the old designer's keys or the new's.
fn shown_name(flow: &Flow, action: &Action, parameter: &[&str]) -> Option<String> {
    let metadata = flow.action_metadata(action);
    let old = |key: &str| metadata?.get(key)?.get("text");
    let new = || {
        let parameters = metadata?.get("parameters")?;
        parameter.iter().try_fold(parameters, |at, key| at.get(key))?.get("displayName")
    };
    let resource = || legacy::parameter(action, FLOW.legacy)?.get("resourceName");
    let names = [resource(), old("ContactFlow"), old("contactFlow"), new()];
    let mut texts = names.into_iter().flatten().filter_map(Value::as_str);
    texts.find(|name| !name.is_empty()).map(str::to_owned)
}
