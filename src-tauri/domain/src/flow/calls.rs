//! Every Lambda call of a flow.
//!
//! Three blocks name a function: `InvokeLambdaFunction`, the chat processor of
//! `UpdateContactMediaProcessing`, and the legacy `InvokeExternalResource`.
//! Invariant: one [`LambdaCall`] for each such block, whatever it says, in the
//! flow's order; only a chat processor that is switched off calls nothing.

use serde_json::Value;

use super::graph::Graph;
use super::kind::ActionKind;
use super::model::{Action, ActionId, Flow};
use super::target::CallTarget;
use super::trace;
use super::written::{Name, Written};

const FUNCTION: Name = Name { language: "LambdaFunctionARN", legacy: "FunctionArn" };
pub(super) const TIME_LIMIT: Name =
    Name { language: "InvocationTimeLimitSeconds", legacy: "TimeLimit" };

/// How the flow goes on after it has called (`InvocationType`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum InvocationType {
    /// Waits for the answer; also where the block says nothing.
    Synchronous,
    /// Goes on at once.
    Asynchronous,
    /// Another word.
    Unknown(String),
}

/// What answer the block accepts (`ResponseValidation.ResponseType`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ResponseType {
    /// A flat map of texts; also where the block says nothing.
    StringMap,
    /// Any JSON.
    Json,
    /// Another word.
    Unknown(String),
}

/// One block that calls a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LambdaCall {
    /// The block.
    pub action: ActionId,
    /// What sort of block: `InvokeLambdaFunction` (legacy too) or
    /// `UpdateContactMediaProcessing`.
    pub kind: ActionKind,
    /// What it calls.
    pub target: CallTarget,
    /// How many seconds the flow waits; `None` where the block does not say or
    /// says no number, and for a chat processor, which has no limit of its own.
    pub time_limit_seconds: Option<u32>,
    /// Whether the flow waits.
    pub invocation: InvocationType,
    /// What answer it accepts.
    pub response: ResponseType,
}

impl Flow {
    /// Every Lambda call, in the flow's order.
    #[must_use]
    pub fn lambda_calls(&self) -> Vec<LambdaCall> {
        let graph = Graph::of(self);
        let numbered = self.actions.iter().enumerate();
        numbered.filter_map(|(number, action)| self.lambda_call(&graph, number, action)).collect()
    }

    fn lambda_call(&self, graph: &Graph<'_>, number: usize, action: &Action) -> Option<LambdaCall> {
        let written = self.function_of(action)?;
        let trace = |reference: &_| trace::origins(self, graph, number, reference);
        Some(LambdaCall {
            action: action.id.clone(),
            kind: action.kind.clone(),
            target: CallTarget::of(written, trace),
            time_limit_seconds: time_limit(&self.written(action, TIME_LIMIT)),
            invocation: invocation(action),
            response: response(action),
        })
    }

    /// What an action says where its function belongs; `None` for an action
    /// that calls none.
    fn function_of(&self, action: &Action) -> Option<Written> {
        if action.kind == ActionKind::InvokeLambdaFunction {
            return Some(self.written(action, FUNCTION));
        }
        let processor = chat_processor(action).filter(|processor| !is_switched_off(processor))?;
        Some(Written::language(processor.get("LambdaProcessorARN")))
    }
}

/// The chat processor that an action configures.
pub(super) fn chat_processor(action: &Action) -> Option<&Value> {
    let configures = action.kind == ActionKind::UpdateContactMediaProcessing;
    action.parameter("ChatProcessor").filter(|processor| configures && processor.is_object())
}

/// `ProcessingEnabled` is the text `True` or `False`.
pub(super) fn is_switched_off(processor: &Value) -> bool {
    processor.get("ProcessingEnabled").is_some_and(|enabled| match enabled {
        Value::String(word) => word.eq_ignore_ascii_case("false"),
        Value::Bool(enabled) => !enabled,
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => false,
    })
}

fn time_limit(written: &Written) -> Option<u32> {
    written.as_text()?.trim().parse().ok()
}

pub(super) fn invocation(action: &Action) -> InvocationType {
    match action.parameter("InvocationType").and_then(Value::as_str) {
        None | Some("" | "SYNCHRONOUS") => InvocationType::Synchronous,
        Some("ASYNCHRONOUS") => InvocationType::Asynchronous,
        Some(word) => InvocationType::Unknown(word.to_owned()),
    }
}

fn response(action: &Action) -> ResponseType {
    let validation = action.parameter("ResponseValidation");
    match validation.and_then(|it| it.get("ResponseType")).and_then(Value::as_str) {
        None | Some("" | "STRING_MAP") => ResponseType::StringMap,
        Some("JSON") => ResponseType::Json,
        Some(word) => ResponseType::Unknown(word.to_owned()),
    }
}
