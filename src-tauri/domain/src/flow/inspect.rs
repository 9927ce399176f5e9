//! What `crossfade inspect` prints of a file: one JSON object.
//!
//! Invariant: every text yields an [`Inspection`]; a text that is no flow
//! yields one that names the problem.

use serde::Serialize;

use super::diagnostic::Diagnostic;
use super::model::Flow;
use super::refusal::NotAFlow;
use super::target::{CallTarget, Dynamic};
use super::transfers::TransferKind;
use super::{FlowTarget, LambdaCall, Transfer, embedded, read};

/// What there is to say about one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Inspection {
    /// The file is a flow.
    Flow(FlowReport),
    /// It is not.
    NotAFlow(Refusal),
}

impl Inspection {
    /// Whether the file is a flow.
    #[must_use]
    pub const fn is_flow(&self) -> bool {
        matches!(self, Self::Flow(_))
    }
}

/// A flow in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FlowReport {
    /// The file, as the caller calls it.
    pub file: String,
    /// `flow-language` or `legacy`.
    pub format: &'static str,
    /// The flow's name, when the file says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How many actions it has.
    pub actions: usize,
    /// Its Lambda calls.
    pub lambda_calls: Vec<CallReport>,
    /// Its ways to other flows and modules.
    pub transfers: Vec<TransferReport>,
    /// What is remarkable about it.
    pub diagnostics: Vec<DiagnosticReport>,
}

/// A Lambda call in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CallReport {
    /// The action's identifier.
    pub action: String,
    /// What stands where the ARN belongs; null for nothing.
    pub arn: Option<String>,
    /// `literal`, `placeholder`, `dynamic` or `missing`.
    pub kind: &'static str,
    /// The version or alias in it; null for none.
    pub qualifier: Option<String>,
    /// For `dynamic` alone: what the flow itself sets it to.
    #[serde(flatten)]
    pub traced: Option<TraceReport>,
}

/// What is known of a value that is looked up when the flow runs (`$.Attributes.x`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TraceReport {
    /// The constants that the flow sets it to.
    pub traced: Vec<String>,
    /// Whether something else may decide it.
    pub decided_at_run_time: bool,
}

/// A way to another flow or module in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TransferReport {
    /// The action's identifier.
    pub action: String,
    /// `flow`, `module`, `event-hook`, `task`, `callback` or `outbound-chat`.
    pub to: &'static str,
    /// For `event-hook` alone: the event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// The id, ARN, name or reference; null for nothing.
    pub target: Option<String>,
    /// `literal`, `name`, `placeholder`, `dynamic` or `missing`.
    pub kind: &'static str,
    /// For `dynamic` alone: what the flow itself sets it to.
    #[serde(flatten)]
    pub traced: Option<TraceReport>,
}

/// A [`Diagnostic`] for output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DiagnosticReport {
    /// `info`, `warning` or `error`.
    pub severity: &'static str,
    /// Such as `dangling-transition`.
    pub code: &'static str,
    /// The action's identifier; null when it is about the whole flow.
    pub action: Option<String>,
    /// What was found.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
}

/// A file that is no flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// The file, as the caller calls it.
    pub file: String,
    /// Why.
    pub error: Problem,
    /// The flows that it carries, when it is a template.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub carries: Vec<FlowReport>,
}

/// Why a file is no flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Such as `not-json`.
    pub code: &'static str,
    /// What was found.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
}

impl Inspection {
    /// A file that could not be turned into text, for a reason of the caller's.
    #[must_use]
    pub fn unreadable(file: &str, message: String, remedy: String) -> Self {
        let error = Problem { code: "unreadable", message, remedy };
        Self::NotAFlow(Refusal { file: file.to_owned(), error, carries: Vec::new() })
    }
}

/// Inspects a file's text; `file` is what the output calls it.
#[must_use]
pub fn inspect_text(file: &str, text: &str) -> Inspection {
    match read(text) {
        Ok((flow, diagnostics)) => Inspection::Flow(report(file, &flow, &diagnostics)),
        Err(refusal) => Inspection::NotAFlow(Refusal {
            file: file.to_owned(),
            carries: carried(file, text, &refusal),
            error: Problem {
                code: refusal.code(),
                message: refusal.to_string(),
                remedy: refusal.remedy(),
            },
        }),
    }
}

fn carried(file: &str, text: &str, refusal: &NotAFlow) -> Vec<FlowReport> {
    if !matches!(refusal, NotAFlow::Template { .. }) {
        return Vec::new();
    }
    embedded(text)
        .iter()
        .enumerate()
        .map(|(number, (flow, found))| report(&format!("{file}#{}", number + 1), flow, found))
        .collect()
}

fn report(file: &str, flow: &Flow, diagnostics: &[Diagnostic]) -> FlowReport {
    FlowReport {
        file: file.to_owned(),
        format: flow.format.as_str(),
        name: flow.name.clone(),
        actions: flow.actions.len(),
        lambda_calls: flow.lambda_calls().iter().map(call_report).collect(),
        transfers: flow.transfers().into_iter().map(transfer_report).collect(),
        diagnostics: diagnostics.iter().map(diagnostic_report).collect(),
    }
}

fn call_report(call: &LambdaCall) -> CallReport {
    let traced = match &call.target {
        CallTarget::Dynamic(dynamic) => Some(trace_report(dynamic)),
        CallTarget::Literal(_) | CallTarget::Placeholder(_) | CallTarget::Missing => None,
    };
    CallReport {
        action: call.action.to_string(),
        arn: call.target.text(),
        kind: call.target.kind(),
        qualifier: call.target.qualifier().map(ToString::to_string),
        traced,
    }
}

fn trace_report(dynamic: &Dynamic) -> TraceReport {
    TraceReport {
        traced: dynamic.constants().into_iter().map(str::to_owned).collect(),
        decided_at_run_time: dynamic.decided_at_run_time(),
    }
}

fn transfer_report(transfer: Transfer) -> TransferReport {
    TransferReport {
        action: transfer.action.to_string(),
        to: transfer.kind.as_str(),
        target: transfer.target.text().map(str::to_owned),
        kind: transfer.target.kind(),
        traced: match &transfer.target {
            FlowTarget::Dynamic(dynamic) => Some(trace_report(dynamic)),
            FlowTarget::Literal(_)
            | FlowTarget::Named(_)
            | FlowTarget::Placeholder(_)
            | FlowTarget::Missing => None,
        },
        event: match transfer.kind {
            TransferKind::EventHook(event) => Some(event.as_str().to_owned()),
            TransferKind::Flow
            | TransferKind::Module
            | TransferKind::Task
            | TransferKind::Callback
            | TransferKind::OutboundChat => None,
        },
    }
}

fn diagnostic_report(diagnostic: &Diagnostic) -> DiagnosticReport {
    DiagnosticReport {
        severity: diagnostic.severity().as_str(),
        code: diagnostic.code.as_str(),
        action: diagnostic.action.as_ref().map(ToString::to_string),
        message: diagnostic.message.clone(),
        remedy: diagnostic.remedy.clone(),
    }
}
