//! One model for both formats.
//!
//! Invariant: the model loses nothing. What surrounds the actions stays in the
//! envelope, each action keeps its JSON, and [`Flow::to_value`] puts them back
//! together exactly.

use std::fmt;

use serde_json::{Map, Value};

use super::document::Label;
use super::kind::ActionKind;

/// The identifier of an action, unique in its flow, up to 50 characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActionId(String);

impl ActionId {
    /// The identifier `text`, as it stands.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The identifier as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ActionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How a flow is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FlowFormat {
    /// Flow language, Version 2019-10-30: what the API takes and gives.
    FlowLanguage,
    /// What the console exports: `modules`, version 1. The API does not take it.
    Legacy,
}

impl FlowFormat {
    /// `flow-language` or `legacy`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FlowLanguage => "flow-language",
            Self::Legacy => "legacy",
        }
    }
}

/// What a flow is for (`ContactFlowType`), or that it is a module.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FlowType {
    /// `CONTACT_FLOW`: an inbound flow.
    ContactFlow,
    /// `CUSTOMER_QUEUE`
    CustomerQueue,
    /// `CUSTOMER_HOLD`
    CustomerHold,
    /// `CUSTOMER_WHISPER`
    CustomerWhisper,
    /// `AGENT_HOLD`
    AgentHold,
    /// `AGENT_WHISPER`
    AgentWhisper,
    /// `OUTBOUND_WHISPER`
    OutboundWhisper,
    /// `AGENT_TRANSFER`
    AgentTransfer,
    /// `QUEUE_TRANSFER`
    QueueTransfer,
    /// `CAMPAIGN`
    Campaign,
    /// A flow module, which AWS keeps apart from flows.
    Module,
    /// Another word, as the file says it.
    Unknown(String),
}

impl FlowType {
    /// The type that AWS calls `word`; the console's exports say `contactFlow`
    /// where the API says `CONTACT_FLOW`.
    #[must_use]
    pub fn from_word(word: &str) -> Self {
        match word {
            "CONTACT_FLOW" | "contactFlow" => Self::ContactFlow,
            "CUSTOMER_QUEUE" | "customerQueue" => Self::CustomerQueue,
            "CUSTOMER_HOLD" | "customerHold" => Self::CustomerHold,
            "CUSTOMER_WHISPER" | "customerWhisper" => Self::CustomerWhisper,
            "AGENT_HOLD" | "agentHold" => Self::AgentHold,
            "AGENT_WHISPER" | "agentWhisper" => Self::AgentWhisper,
            "OUTBOUND_WHISPER" | "outboundWhisper" => Self::OutboundWhisper,
            "AGENT_TRANSFER" | "agentTransfer" => Self::AgentTransfer,
            "QUEUE_TRANSFER" | "queueTransfer" => Self::QueueTransfer,
            "CAMPAIGN" | "campaign" => Self::Campaign,
            "MODULE" => Self::Module,
            _ => Self::Unknown(word.to_owned()),
        }
    }

    /// The word of the console's files, such as `contactFlow`; the API's word
    /// where no file was ever seen to have one.
    #[must_use]
    pub fn file_word(&self) -> &str {
        match self {
            Self::ContactFlow => "contactFlow",
            Self::CustomerQueue => "customerQueue",
            Self::CustomerHold => "customerHold",
            Self::CustomerWhisper => "customerWhisper",
            Self::AgentHold => "agentHold",
            Self::AgentWhisper => "agentWhisper",
            Self::OutboundWhisper => "outboundWhisper",
            Self::AgentTransfer => "agentTransfer",
            Self::QueueTransfer => "queueTransfer",
            Self::Campaign => "campaign",
            Self::Module | Self::Unknown(_) => self.as_str(),
        }
    }

    /// AWS's word, such as `CONTACT_FLOW`; `MODULE` for a module.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::ContactFlow => "CONTACT_FLOW",
            Self::CustomerQueue => "CUSTOMER_QUEUE",
            Self::CustomerHold => "CUSTOMER_HOLD",
            Self::CustomerWhisper => "CUSTOMER_WHISPER",
            Self::AgentHold => "AGENT_HOLD",
            Self::AgentWhisper => "AGENT_WHISPER",
            Self::OutboundWhisper => "OUTBOUND_WHISPER",
            Self::AgentTransfer => "AGENT_TRANSFER",
            Self::QueueTransfer => "QUEUE_TRANSFER",
            Self::Campaign => "CAMPAIGN",
            Self::Module => "MODULE",
            Self::Unknown(word) => word,
        }
    }
}

/// When a [`Transition`] is taken.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The action did what it is for (`NextAction`; legacy `Success`).
    Next,
    /// An error, by AWS's word, such as `NoMatchingError`; legacy `Error`,
    /// `NoMatch`, `Timeout`, `AtCapacity` …
    Error(String),
    /// The action's result holds against `operands`.
    Condition {
        /// Such as `Equals`, `NumberGreaterThan`.
        operator: String,
        /// What it is compared with; nested conditions as JSON text.
        operands: Vec<String>,
    },
}

/// A way out of an action.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Transition {
    /// When it is taken.
    pub on: Outcome,
    /// Where it leads.
    pub to: ActionId,
}

/// One block of a flow.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    /// Its identifier; empty when the file gives none.
    pub id: ActionId,
    /// What it does.
    pub kind: ActionKind,
    /// Its ways out, in the file's order: next, errors, conditions.
    pub transitions: Vec<Transition>,
    /// The block as the file has it.
    pub raw: Value,
}

impl Action {
    /// A parameter of the Flow language; `None` in the legacy format, whose
    /// parameters are a list.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&Value> {
        self.raw.get("Parameters")?.get(name)
    }
}

/// A flow or flow module.
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    /// How it is written down.
    pub format: FlowFormat,
    /// Its name, when the file or its wrapper says it.
    pub name: Option<String>,
    /// Its description, when the file or its wrapper has one.
    pub description: Option<String>,
    /// What it is for, when the file or its wrapper says it.
    pub kind: Option<FlowType>,
    /// Its ARN, when the wrapper says it.
    pub arn: Option<String>,
    /// `Version`; empty when the file gives none.
    pub version: String,
    /// The action that it starts with.
    pub start: Option<ActionId>,
    /// Its blocks, in the file's order.
    pub actions: Vec<Action>,
    /// All of the file's object but the blocks, whose place is kept by an empty
    /// list.
    pub(super) envelope: Map<String, Value>,
}

impl Flow {
    /// The action called `id`, the first one where identifiers repeat.
    #[must_use]
    pub fn action(&self, id: &ActionId) -> Option<&Action> {
        self.actions.iter().find(|action| action.id == *id)
    }

    /// What a wrapper would say about it.
    pub(super) fn label(&self) -> Label {
        Label {
            name: self.name.clone(),
            description: self.description.clone(),
            kind: self.kind.clone(),
            arn: self.arn.clone(),
        }
    }

    /// `Metadata`: positions, display names and whatever else a writer left.
    #[must_use]
    pub fn metadata(&self) -> Option<&Value> {
        self.envelope.get(match self.format {
            FlowFormat::FlowLanguage => "Metadata",
            FlowFormat::Legacy => "metadata",
        })
    }

    /// `Settings` of a module: its parameters and the names of its exits.
    #[must_use]
    pub fn settings(&self) -> Option<&Value> {
        self.envelope.get("Settings")
    }

    /// Members of the file's object that neither format knows.
    pub(super) fn envelope_rest(&self) -> impl Iterator<Item = (&String, &Value)> {
        const KNOWN: [&str; 10] = [
            "Version",
            "StartAction",
            "Actions",
            "Metadata",
            "Settings",
            "version",
            "start",
            "modules",
            "metadata",
            "type",
        ];
        self.envelope.iter().filter(|(key, _)| !KNOWN.contains(&key.as_str()))
    }

    /// What the designer remembers about an action besides its parameters.
    pub(super) fn action_metadata<'a>(&'a self, action: &'a Action) -> Option<&'a Value> {
        match self.format {
            FlowFormat::FlowLanguage => {
                self.metadata()?.get("ActionMetadata")?.get(action.id.as_str())
            }
            FlowFormat::Legacy => action.raw.get("metadata"),
        }
    }

    /// The flow as JSON, equal to what was read, unwrapped.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let mut object = self.envelope.clone();
        if let Some(Value::Array(place)) = object.get_mut(list_key(self.format)) {
            place.extend(self.actions.iter().map(|action| action.raw.clone()));
        }
        Value::Object(object)
    }
}

/// Where a format keeps its blocks.
pub(super) const fn list_key(format: FlowFormat) -> &'static str {
    match format {
        FlowFormat::FlowLanguage => "Actions",
        FlowFormat::Legacy => "modules",
    }
}
