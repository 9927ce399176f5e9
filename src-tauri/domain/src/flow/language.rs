//! Reads the Flow language, Version 2019-10-30.
//!
//! Source: "Amazon Connect Flow language" in the API reference. Invariant: any
//! object is read; what is missing or malformed becomes a diagnostic.

use serde_json::{Map, Value};

use super::diagnostic::{Code, Diagnostic};
use super::document::Label;
use super::kind::ActionKind;
use super::model::{Action, ActionId, Flow, FlowFormat, FlowType, Outcome, Transition};

/// The one version there is.
pub(super) const VERSION: &str = "2019-10-30";

pub(super) fn read(
    mut body: Map<String, Value>,
    label: Label,
    found: &mut Vec<Diagnostic>,
) -> Flow {
    let blocks = body.get_mut("Actions").and_then(Value::as_array_mut).map(std::mem::take);
    let actions = blocks.unwrap_or_default().into_iter().map(|raw| action(raw, found)).collect();
    let metadata = |key: &str| body.get("Metadata")?.get(key)?.as_str().filter(|it| !it.is_empty());
    let name = label.name.or_else(|| metadata("name").map(str::to_owned));
    let description = label.description.or_else(|| metadata("description").map(str::to_owned));
    let kind = label.kind.or_else(|| metadata("type").map(FlowType::from_word));
    let text = |key: &str| body.get(key).and_then(Value::as_str).unwrap_or_default();
    Flow {
        format: FlowFormat::FlowLanguage,
        name,
        description,
        kind: kind.or_else(|| body.contains_key("Settings").then_some(FlowType::Module)),
        arn: label.arn,
        version: text("Version").to_owned(),
        start: Some(text("StartAction")).filter(|id| !id.is_empty()).map(ActionId::new),
        actions,
        envelope: body,
    }
}

fn action(raw: Value, found: &mut Vec<Diagnostic>) -> Action {
    let text = |key: &str| raw.get(key).and_then(Value::as_str).unwrap_or_default();
    let id = ActionId::new(text("Identifier"));
    let kind = ActionKind::from_type(text("Type"));
    let transitions = Transitions { id: &id, found }.read(raw.get("Transitions"));
    Action { id, kind, transitions, raw }
}

/// Reads one action's ways out.
struct Transitions<'a> {
    id: &'a ActionId,
    found: &'a mut Vec<Diagnostic>,
}

impl Transitions<'_> {
    fn read(mut self, transitions: Option<&Value>) -> Vec<Transition> {
        let Some(transitions) = transitions.filter(|it| !it.is_null()) else {
            return Vec::new();
        };
        if !transitions.is_object() {
            self.malformed("`Transitions` is not an object.");
            return Vec::new();
        }
        let mut read = Vec::new();
        if let Some(next) = transitions.get("NextAction").filter(|it| !it.is_null()) {
            read.extend(self.transition(Outcome::Next, Some(next)));
        }
        for error in self.list(transitions, "Errors") {
            let word = error.get("ErrorType").and_then(Value::as_str).unwrap_or_default();
            read.extend(self.transition(Outcome::Error(word.to_owned()), error.get("NextAction")));
        }
        for condition in self.list(transitions, "Conditions") {
            let outcome = condition_of(condition.get("Condition").unwrap_or(&Value::Null));
            read.extend(self.transition(outcome, condition.get("NextAction")));
        }
        read
    }

    fn list<'v>(&mut self, transitions: &'v Value, key: &str) -> &'v [Value] {
        match transitions.get(key) {
            None | Some(Value::Null) => &[],
            Some(value) => value.as_array().map_or_else(
                || {
                    self.malformed(&format!("`{key}` of the transitions is not a list."));
                    [].as_slice()
                },
                Vec::as_slice,
            ),
        }
    }

    fn transition(&mut self, on: Outcome, to: Option<&Value>) -> Option<Transition> {
        let target = to.and_then(Value::as_str);
        if target.is_none() {
            self.malformed("A transition has no `NextAction`.");
        }
        target.map(|to| Transition { on, to: ActionId::new(to) })
    }

    fn malformed(&mut self, message: &str) {
        self.found.push(Diagnostic::of_action(
            Code::MalformedTransition,
            self.id,
            message,
            "Export the flow again, or name the action that comes next.",
        ));
    }
}

fn condition_of(condition: &Value) -> Outcome {
    let operands = condition.get("Operands").and_then(Value::as_array).map(Vec::as_slice);
    Outcome::Condition {
        operator: condition.get("Operator").and_then(Value::as_str).unwrap_or_default().to_owned(),
        operands: operands
            .unwrap_or_default()
            .iter()
            .map(|operand| operand.as_str().map_or_else(|| operand.to_string(), str::to_owned))
            .collect(),
    }
}
