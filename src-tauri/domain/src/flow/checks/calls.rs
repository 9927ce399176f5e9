//! What is remarkable about the functions and flows that actions name.
//!
//! Source: `InvokeLambdaFunction`, `UpdateContactMediaProcessing` and
//! `TransferToFlow` in the Flow language reference. That a function is called
//! without an alias is no remark of the reader's: it takes the account to tell.

use super::quoted;
use crate::flow::calls::{self, InvocationType, LambdaCall};
use crate::flow::diagnostic::{Code, Diagnostic};
use crate::flow::kind::ActionKind;
use crate::flow::model::{Action, Flow};
use crate::flow::reference::template_marker;
use crate::flow::target::{CallTarget, Dynamic, Placeholder, PlaceholderReason};
use crate::flow::transfers::{FlowTarget, Transfer};
use crate::flow::written::Written;

/// Longest time in seconds that a flow waits for a function.
const LONGEST_WAIT: i64 = 8;
/// The same for an asynchronous call.
const LONGEST_ASYNCHRONOUS_WAIT: i64 = 60;

/// A time limit that Amazon Connect does not take.
pub(super) fn time_limit(flow: &Flow, action: &Action) -> Option<Diagnostic> {
    if action.kind != ActionKind::InvokeLambdaFunction {
        return None;
    }
    let written = flow.written(action, calls::TIME_LIMIT);
    let text = written.as_text()?;
    let most = match calls::invocation(action) {
        InvocationType::Asynchronous => LONGEST_ASYNCHRONOUS_WAIT,
        InvocationType::Synchronous | InvocationType::Unknown(_) => LONGEST_WAIT,
    };
    let (code, problem) = match (text.trim().parse::<i64>(), &written) {
        (Ok(seconds), _) if (1..=most).contains(&seconds) => return None,
        (Err(_), Written::Text(text)) if template_marker(text).is_some() => {
            return None;
        }
        (Ok(_), _) => (Code::TimeLimitOutOfRange, format!("is not within 1 to {most} seconds")),
        (Err(_), _) => (Code::TimeLimitNotANumber, "is not a whole number of seconds".to_owned()),
    };
    let message = format!("The time limit {} {problem}.", quoted(&text));
    let remedy = format!("Set a number from 1 to {most}.");
    Some(Diagnostic::of_action(code, &action.id, message, &remedy))
}

/// A chat processor that is named but does not run.
pub(super) fn switched_off(action: &Action) -> Option<Diagnostic> {
    let processor = calls::chat_processor(action).filter(|it| calls::is_switched_off(it))?;
    let arn = Written::language(processor.get("LambdaProcessorARN")).as_text()?;
    Some(Diagnostic::of_action(
        Code::ChatProcessorDisabled,
        &action.id,
        format!("The chat processor {} is named but switched off.", quoted(&arn)),
        "It is not counted as a call; set `ProcessingEnabled` to `True` to use it.",
    ))
}

/// What is remarkable about the function that a call names.
pub(super) fn function(call: &LambdaCall) -> Option<Diagnostic> {
    let (code, message, remedy) = match &call.target {
        CallTarget::Literal(_) => return None,
        CallTarget::Missing => (
            Code::MissingFunctionArn,
            "The action names no function.".to_owned(),
            "Choose a function, best by an alias, in the block.",
        ),
        CallTarget::Dynamic(dynamic) => not_static(&call.kind, dynamic)?,
        CallTarget::Placeholder(placeholder) => placeholder_remark(placeholder)?,
    };
    Some(Diagnostic::of_action(code, &call.action, message, remedy))
}

/// A code, its message and its remedy.
type Remark = (Code, String, &'static str);

fn not_static(kind: &ActionKind, dynamic: &Dynamic) -> Option<Remark> {
    (*kind == ActionKind::UpdateContactMediaProcessing).then(|| {
        (
            Code::FunctionArnNotStatic,
            format!("The chat processor is {}.", quoted(&dynamic.expression)),
            "A chat processor must be a fixed ARN; write the ARN itself.",
        )
    })
}

fn placeholder_remark(placeholder: &Placeholder) -> Option<Remark> {
    const SHAPE: &str = "An ARN reads `arn:aws:lambda:REGION:ACCOUNT:function:NAME:ALIAS`; compare it part by part.";
    let text = quoted(&placeholder.text);
    let malformed = |fault: &str| {
        (
            Code::MalformedFunctionArn,
            format!("The function ARN {text} is malformed: {fault}."),
            SHAPE,
        )
    };
    match &placeholder.reason {
        PlaceholderReason::Template { fault: Some(fault) }
        | PlaceholderReason::Reference { fault: Some(fault), .. }
        | PlaceholderReason::Malformed { fault } => Some(malformed(fault)),
        PlaceholderReason::NotText => Some(malformed("it is not a text")),
        PlaceholderReason::Template { fault: None } => Some((
            Code::TemplateFunctionArn,
            format!("The function ARN {text} is still to be filled in."),
            "Fill the template in before the flow goes to AWS.",
        )),
        PlaceholderReason::Reference { fault: None, .. } => None,
    }
}

/// What is remarkable about the flow that a transfer names.
pub(super) fn destination(transfer: &Transfer) -> Option<Diagnostic> {
    let (code, message, remedy) = match &transfer.target {
        FlowTarget::Missing => (
            Code::MissingFlowId,
            "The action names no flow.".to_owned(),
            "Choose the flow in the block.",
        ),
        FlowTarget::Named(name) => (
            Code::FlowByName,
            format!("The action names the flow {} by name only.", quoted(name)),
            "The console finds it by name on import; the API needs its id.",
        ),
        FlowTarget::Literal(_) | FlowTarget::Placeholder(_) | FlowTarget::Dynamic(_) => {
            return None;
        }
    };
    Some(Diagnostic::of_action(code, &transfer.action, message, remedy))
}
