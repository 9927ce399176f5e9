//! From a file's text to the flow's own JSON object.
//!
//! Takes off what is wrapped around it: a `DescribeContactFlow` or
//! `DescribeContactFlowModule` response, the arguments of `CreateContactFlow`,
//! `Content` as text, a CloudFormation resource. Invariant: at most
//! [`MAX_LAYERS`] layers are taken off, each once, so every input ends.

use serde_json::{Map, Value};

use super::embedded;
use super::model::{FlowFormat, FlowType};
use super::reference::template_marker;
use super::refusal::NotAFlow;
use super::repair::{self, Repair};

/// Response, flow, `Content`, text and a few to spare.
const MAX_LAYERS: usize = 12;

/// What is wrapped around a flow: the key, and what it says about the type.
const WRAPPERS: [(&str, Option<FlowType>); 4] = [
    ("ContactFlow", None),
    ("ContactFlowModule", Some(FlowType::Module)),
    ("FlowModule", Some(FlowType::Module)),
    ("Flow", None),
];

/// What a wrapper says about the flow.
#[derive(Debug, Default)]
pub(super) struct Label {
    pub name: Option<String>,
    pub description: Option<String>,
    pub kind: Option<FlowType>,
    pub arn: Option<String>,
}

/// A flow's own object, and what was learned on the way to it.
#[derive(Debug)]
pub(super) struct Document {
    pub body: Map<String, Value>,
    pub label: Label,
    pub format: FlowFormat,
    /// Characters of the content as AWS counts them; `None` when it was never text.
    pub length: Option<usize>,
    pub repairs: Vec<Repair>,
}

impl Document {
    pub(super) fn parse(text: &str) -> Result<Self, NotAFlow> {
        let mut layers = Layers::default();
        let value = layers.parse(text, "file")?;
        layers.take_off(value)
    }

    pub(super) fn unwrap(value: Value) -> Result<Self, NotAFlow> {
        Layers::default().take_off(value)
    }
}

/// What has been learned from the layers taken off so far.
#[derive(Debug, Default)]
struct Layers {
    label: Label,
    length: Option<usize>,
    repairs: Vec<Repair>,
}

impl Layers {
    fn parse(&mut self, text: &str, place: &'static str) -> Result<Value, NotAFlow> {
        let text = text.trim_start_matches('\u{feff}');
        if text.trim().is_empty() {
            return Err(NotAFlow::Empty { place });
        }
        let value = match serde_json::from_str(text) {
            Ok(value) => value,
            Err(error) => {
                let repaired = repair::read(text).ok_or_else(|| not_json(text, place, &error))?;
                self.repairs.extend(repaired.repairs);
                repaired.value
            }
        };
        self.length = Some(text.chars().count());
        Ok(value)
    }

    fn take_off(mut self, mut value: Value) -> Result<Document, NotAFlow> {
        for _ in 0..MAX_LAYERS {
            value = match value {
                Value::Object(body) => match format_of(&body) {
                    Some(format) => return Ok(self.found(body, format)),
                    None => self.peel(body)?,
                },
                Value::String(text) => self.parse(&text, "flow's `Content`")?,
                other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_)) => {
                    return Err(NotAnObject(&other).into());
                }
            };
        }
        Err(NotAFlow::WrappedTooDeep { limit: MAX_LAYERS })
    }

    fn found(self, body: Map<String, Value>, format: FlowFormat) -> Document {
        let Self { label, length, repairs } = self;
        Document { body, label, format, length, repairs }
    }

    /// What is inside of one layer.
    fn peel(&mut self, mut object: Map<String, Value>) -> Result<Value, NotAFlow> {
        self.read_label(&object);
        for (key, kind) in WRAPPERS {
            if let Some(inner) = object.remove(key) {
                self.label.kind = kind.or(self.label.kind.take());
                return if inner.is_null() { Err(no_content(key)) } else { Ok(inner) };
            }
        }
        if let Some(content) = object.remove("Content").or_else(|| object.remove("content")) {
            return if content.is_null() { Err(no_content("Content")) } else { Ok(content) };
        }
        self.peel_template(object)
    }

    /// CloudFormation in JSON: a template, a resource of it, or `Fn::Sub`.
    fn peel_template(&mut self, mut object: Map<String, Value>) -> Result<Value, NotAFlow> {
        if let Some(sub) = object.remove("Fn::Sub") {
            return Ok(first_or_self(sub));
        }
        if let Some(Value::Object(resources)) = object.get_mut("Resources") {
            return only_flow(std::mem::take(resources));
        }
        if let Some(properties) = object.remove("Properties").filter(|_| is_flow_resource(&object))
        {
            return Ok(properties);
        }
        if self.label.arn.is_some() || self.label.kind.is_some() {
            return Err(no_content("ContactFlow"));
        }
        Err(NotAFlow::OtherObject { keys: first_keys(&object) })
    }

    /// `Name`, `Type` and `Arn`, as responses, requests and resources call them.
    fn read_label(&mut self, object: &Map<String, Value>) {
        let text = |key: &str| object.get(key).and_then(Value::as_str).filter(|it| !it.is_empty());
        let kind = text("ContactFlowType").or_else(|| text("Type"));
        if let Some(name) = text("Name") {
            self.label.name = Some(name.to_owned());
        }
        if let Some(description) = text("Description") {
            self.label.description = Some(description.to_owned());
        }
        if let Some(arn) = text("Arn").filter(|arn| arn.starts_with("arn:")) {
            self.label.arn = Some(arn.to_owned());
        }
        match kind.map(resource_or_flow_type) {
            Some(FlowType::Unknown(_)) | None => {}
            known => self.label.kind = known,
        }
    }
}

fn resource_or_flow_type(word: &str) -> FlowType {
    if word == "AWS::Connect::ContactFlowModule" {
        FlowType::Module
    } else {
        FlowType::from_word(word)
    }
}

/// Which format an object is in, judged by what only a flow has.
fn format_of(object: &Map<String, Value>) -> Option<FlowFormat> {
    let has = |key: &str| object.contains_key(key);
    let is_language = object.get("Version").is_some_and(|version| version == "2019-10-30");
    if is_language || (has("Actions") && (has("StartAction") || has_action(object))) {
        Some(FlowFormat::FlowLanguage)
    } else if object.get("modules").is_some_and(Value::is_array)
        && (has("start") || has("version") || has("type"))
    {
        Some(FlowFormat::Legacy)
    } else {
        None
    }
}

fn has_action(object: &Map<String, Value>) -> bool {
    let first = object.get("Actions").and_then(|actions| actions.get(0));
    first.is_some_and(|action| action.get("Identifier").is_some() && action.get("Type").is_some())
}

fn is_flow_resource(object: &Map<String, Value>) -> bool {
    let kind = object.get("Type").and_then(Value::as_str);
    kind.is_some_and(|kind| kind.starts_with("AWS::Connect::ContactFlow"))
}

fn only_flow(resources: Map<String, Value>) -> Result<Value, NotAFlow> {
    let mut flows: Vec<Value> = resources
        .into_iter()
        .map(|(_, resource)| resource)
        .filter(|resource| resource.as_object().is_some_and(is_flow_resource))
        .collect();
    match (flows.pop(), flows.len()) {
        (Some(flow), 0) => Ok(flow),
        (None, _) => Err(NotAFlow::OtherObject { keys: "`Resources`".to_owned() }),
        (Some(_), others) => Err(NotAFlow::Template { count: others + 1 }),
    }
}

/// `Fn::Sub` takes a text, or a list of the text and its variables.
fn first_or_self(mut sub: Value) -> Value {
    match sub.as_array_mut() {
        Some(parts) => parts.first_mut().map(Value::take).unwrap_or_default(),
        None => sub,
    }
}

fn not_json(text: &str, place: &'static str, error: &serde_json::Error) -> NotAFlow {
    match embedded::count(text) {
        0 => NotAFlow::NotJson {
            place,
            problem: problem_of(error),
            line: error.line(),
            column: error.column(),
            template: template_marker(text),
        },
        count => NotAFlow::Template { count },
    }
}

/// The parser's words without its own " at line … column …".
fn problem_of(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(problem, _)| problem.to_owned())
}

fn no_content(wrapper: &str) -> NotAFlow {
    NotAFlow::NoContent { wrapper: wrapper.to_owned() }
}

/// A value that is no object, named for a person.
struct NotAnObject<'a>(&'a Value);

impl From<NotAnObject<'_>> for NotAFlow {
    fn from(NotAnObject(value): NotAnObject<'_>) -> Self {
        let found = match value {
            Value::Null => "nothing but null",
            Value::Bool(_) => "a single true or false",
            Value::Number(_) => "a single number",
            Value::String(_) => "a single text",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        };
        Self::NotAnObject { found }
    }
}

fn first_keys(object: &Map<String, Value>) -> String {
    const SHOWN: usize = 5;
    if object.is_empty() {
        return "nothing in it".to_owned();
    }
    let shown: Vec<String> =
        object.keys().take(SHOWN).map(|key| format!("`{}`", clipped(key))).collect();
    let more = if object.len() > SHOWN { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

/// A key short enough for a sentence.
fn clipped(key: &str) -> String {
    const LENGTH: usize = 40;
    match key.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", &key[..end]),
        None => key.to_owned(),
    }
}
