//! Scenario tables and properties of the flow reader.

mod calls;
mod checks;
mod properties;
mod reading;
mod tracing;
mod transfers;

use serde_json::{Value, json};

pub(super) use properties::{WORDS, json_value};

use super::*;

pub(super) const PROD: &str = "arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD";

/// A flow that starts with the first of `actions`.
pub(super) fn flow_of(actions: &[Value]) -> Value {
    let start = actions.first().map(|action| action["Identifier"].clone());
    json!({"Version": "2019-10-30", "StartAction": start, "Actions": actions})
}

/// An action that leads to `next` if all goes well, and to nothing when that is
/// empty.
pub(super) fn action(id: &str, kind: &str, parameters: &Value, next: &str) -> Value {
    let transitions = if next.is_empty() { json!({}) } else { json!({"NextAction": next}) };
    json!({"Identifier": id, "Type": kind, "Parameters": parameters, "Transitions": transitions})
}

/// The same, with an error branch.
pub(super) fn fallible(id: &str, kind: &str, parameters: &Value, next: &str, error: &str) -> Value {
    let mut action = action(id, kind, parameters, next);
    action["Transitions"]["Errors"] =
        json!([{"ErrorType": "NoMatchingError", "NextAction": error}]);
    action
}

pub(super) fn invoke(id: &str, function: &str, next: &str) -> Value {
    let parameters = json!({"LambdaFunctionARN": function, "InvocationTimeLimitSeconds": "3"});
    action(id, "InvokeLambdaFunction", &parameters, next)
}

pub(super) fn end(id: &str) -> Value {
    action(id, "DisconnectParticipant", &json!({}), "")
}

/// A block of the legacy format.
pub(super) fn module(id: &str, kind: &str, target: &str, parameters: &Value, next: &str) -> Value {
    let branches = if next.is_empty() {
        json!([])
    } else {
        json!([{"condition": "Success", "transition": next}])
    };
    let mut module =
        json!({"id": id, "type": kind, "branches": branches, "parameters": parameters});
    if !target.is_empty() {
        module["target"] = target.into();
    }
    module
}

pub(super) fn legacy_of(modules: &[Value]) -> Value {
    let start = modules.first().map(|module| module["id"].clone());
    json!({"modules": modules, "version": "1", "type": "contactFlow", "start": start,
        "metadata": {"name": "old"}})
}

pub(super) fn read_flow(value: Value) -> Flow {
    read_value(value).expect("a flow").0
}

/// What the reader remarks, one line each.
fn remarks(value: Value) -> String {
    let (_, found) = read_value(value).expect("a flow");
    found.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
