//! The resources that a flow names.
//!
//! A place counts as one where the Flow language asks for a resource there, or
//! where an ARN stands. Invariant: one [`ResourceUse`] for each such place, in
//! the flow's order, whatever is written there.

use std::fmt;

use serde_json::Value;

use super::Place;
use super::placeholder::Cause;
use crate::flow::model::{Action, Flow, FlowFormat};
use crate::flow::reference::Reference;
use crate::flow::reference::{markers_in, references_in};
use crate::flow::target::{CallTarget, PlaceholderReason};
use crate::flow::written::Written;

/// What sort of resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ResourceKind {
    /// A Lambda function, version or alias.
    Function,
    /// A flow.
    Flow,
    /// A flow module.
    Module,
    /// A queue.
    Queue,
    /// An agent.
    Agent,
    /// A prompt.
    Prompt,
    /// Hours of operation.
    HoursOfOperation,
    /// An Amazon Lex bot's alias.
    LexBot,
    /// Another, known by its ARN only.
    Other,
}

impl ResourceKind {
    /// `function`, `flow`, `module`, `queue`, `agent`, `prompt`,
    /// `hours of operation`, `Lex bot` or `resource`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Function => "function",
            Self::Flow => "flow",
            Self::Module => "module",
            Self::Queue => "queue",
            Self::Agent => "agent",
            Self::Prompt => "prompt",
            Self::HoursOfOperation => "hours of operation",
            Self::LexBot => "Lex bot",
            Self::Other => "resource",
        }
    }

    /// What an ARN is the ARN of; `None` for a text that is no ARN.
    #[must_use]
    pub fn of_arn(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix("arn:")?.splitn(5, ':');
        let service = parts.nth(1)?;
        let resource = parts.nth(2)?;
        let within = |name: &str| resource.contains(&format!("/{name}/"));
        Some(match service {
            "lambda" => Self::Function,
            "lex" => Self::LexBot,
            "connect" if within("contact-flow") => Self::Flow,
            "connect" if within("flow-module") => Self::Module,
            "connect" if within("queue") => Self::Queue,
            "connect" if within("agent") => Self::Agent,
            "connect" if within("prompt") => Self::Prompt,
            "connect" if within("operating-hours") => Self::HoursOfOperation,
            _ => Self::Other,
        })
    }

    /// What a parameter asks for, by its name and the name around it.
    fn of_parameter(path: &[String]) -> Option<Self> {
        let (last, around) = (path.last()?.as_str(), path.iter().rev().nth(1));
        match (around.map_or("", String::as_str), last) {
            (_, "LambdaFunctionARN" | "LambdaProcessorARN") => Some(Self::Function),
            (_, "ContactFlowId" | "ContactFlowArn") | ("EventHooks", _) => Some(Self::Flow),
            (_, "FlowModuleId") => Some(Self::Module),
            (_, "QueueId") => Some(Self::Queue),
            (_, "AgentId") => Some(Self::Agent),
            (_, "PromptId") => Some(Self::Prompt),
            (_, "HoursOfOperationId") => Some(Self::HoursOfOperation),
            ("LexV2Bot", "AliasArn") => Some(Self::LexBot),
            (_, _) => None,
        }
    }
}

impl fmt::Display for ResourceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How a resource is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// By its ARN or id.
    Named,
    /// By a reference, or an ARN with references in it, which Amazon Connect
    /// fills in when the flow runs.
    AtRunTime,
    /// Not yet.
    Open(Cause),
}

/// One place where a flow names a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceUse {
    /// Where.
    pub place: Place,
    /// What sort of resource belongs there.
    pub kind: ResourceKind,
    /// What is written there.
    pub text: String,
    /// The name that the designer shows for it, where the file keeps one.
    pub name: Option<String>,
    /// Whether that names one.
    pub state: State,
}

/// Every resource that a flow's actions name, in the flow's order.
///
/// Legacy exports are to be converted first: of those only the ARNs are found.
#[must_use]
pub fn resources(flow: &Flow) -> Vec<ResourceUse> {
    let mut found = Vec::new();
    for action in &flow.actions {
        for (path, text) in texts(flow, action) {
            let asked = ResourceKind::of_parameter(&path);
            if let Some(kind) = asked.or_else(|| ResourceKind::of_arn(text)) {
                let name = shown_name(flow, action, &path);
                let state = state(kind, text);
                let place = place(flow, action, &path);
                found.push(ResourceUse { place, kind, text: text.to_owned(), name, state });
            }
        }
    }
    found
}

/// Every text of an action's parameters, with the keys that lead to it.
pub(super) fn texts<'a>(flow: &Flow, action: &'a Action) -> Vec<(Vec<String>, &'a str)> {
    let mut found = Vec::new();
    if let Some(parameters) = action.raw.get(parameters_key(flow)) {
        collect(parameters, &mut Vec::new(), &mut found);
    }
    found
}

fn collect<'a>(value: &'a Value, path: &mut Vec<String>, found: &mut Vec<(Vec<String>, &'a str)>) {
    match value {
        Value::String(text) => found.push((path.clone(), text)),
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                path.push(number.to_string());
                collect(item, path, found);
                path.pop();
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                path.push(key.clone());
                collect(member, path, found);
                path.pop();
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

const fn parameters_key(flow: &Flow) -> &'static str {
    match flow.format {
        FlowFormat::FlowLanguage => "Parameters",
        FlowFormat::Legacy => "parameters",
    }
}

pub(super) fn place(flow: &Flow, action: &Action, path: &[String]) -> Place {
    let mut pointer = format!("/{}", parameters_key(flow));
    for key in path {
        pointer.push('/');
        pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
    }
    Place { action: action.id.clone(), pointer }
}

/// The name that the designer shows: the new one keeps a picture of the
/// parameters, the old one `{id, text}` under a name of its own.
fn shown_name(flow: &Flow, action: &Action, path: &[String]) -> Option<String> {
    let metadata = flow.action_metadata(action)?;
    let at = |value: &'_ Value, key: &String| -> Option<Value> {
        let number = key.parse::<usize>().ok();
        value.get(key).or_else(|| value.get(number?)).cloned()
    };
    let picture = metadata.get("parameters").cloned();
    let new = path.iter().try_fold(picture, |value, key| Some(at(value.as_ref()?, key)));
    let new = new.flatten().and_then(|it| Some(it.get("displayName")?.as_str()?.to_owned()));
    let old = || {
        let known = ["ContactFlow", "contactFlow", "queue", "Hours", "Prompt", "prompt"];
        let text = known.iter().find_map(|key| metadata.get(key)?.get("text")?.as_str());
        text.or_else(|| metadata.get("promptName")?.as_str()).map(str::to_owned)
    };
    new.or_else(old).filter(|name| !name.is_empty())
}

fn state(kind: ResourceKind, text: &str) -> State {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return State::Open(Cause::Empty);
    }
    if let Some(reference) = Reference::parse(trimmed) {
        let told = Cause::of_reference(&reference);
        return told.map_or(State::AtRunTime, State::Open);
    }
    if kind == ResourceKind::Function { function(text) } else { other(kind, trimmed) }
}

fn function(text: &str) -> State {
    let written = Written::Text(text.to_owned());
    match CallTarget::of(written, |_| Vec::new()) {
        CallTarget::Literal(_) => State::Named,
        CallTarget::Dynamic(_) => State::AtRunTime,
        CallTarget::Missing => State::Open(Cause::Empty),
        CallTarget::Placeholder(placeholder) => match placeholder.reason {
            PlaceholderReason::Template { fault } => State::Open(Cause::Template { fault }),
            PlaceholderReason::Reference { fault: None, .. } => State::AtRunTime,
            PlaceholderReason::Reference { fault: Some(fault), .. }
            | PlaceholderReason::Malformed { fault } => State::Open(Cause::Malformed { fault }),
            PlaceholderReason::NotText => {
                State::Open(Cause::Malformed { fault: "it is not a text".to_owned() })
            }
        },
    }
}

fn other(kind: ResourceKind, text: &str) -> State {
    if !markers_in(text).is_empty() {
        return State::Open(Cause::Template { fault: None });
    }
    if !references_in(text).is_empty() {
        return State::AtRunTime;
    }
    let fault = match ResourceKind::of_arn(text) {
        Some(found) if found == kind => return State::Named,
        Some(found) => format!("it is the ARN of a {found}, not of a {kind}"),
        None if is_id(text) && kind != ResourceKind::LexBot => return State::Named,
        None => "it is neither an ARN nor an id".to_owned(),
    };
    State::Open(Cause::Malformed { fault })
}

/// Whether a text is an id of Amazon Connect: a UUID, with what a version or
/// alias puts behind it.
fn is_id(text: &str) -> bool {
    const GROUPS: [usize; 5] = [8, 4, 4, 4, 12];
    let id = text.split_once(':').map_or(text, |(id, _)| id);
    let groups: Vec<&str> = id.split('-').collect();
    groups.len() == GROUPS.len()
        && groups.iter().zip(GROUPS).all(|(group, length)| {
            group.len() == length && group.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
}
