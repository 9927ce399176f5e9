//! Reads the collected contents, and puts what matters of them together.

use crossfade_domain::{
    arn::FunctionArn,
    flow::{
        self, CallTarget, Diagnostic, Dynamic, Flow, FlowId, FlowTarget, InvocationType,
        LambdaCall, Placeholder, PlaceholderReason, ResponseType, Transfer, TransferKind,
    },
};

use super::collect::Collected;

/// A flow as it reads, before anything is looked up.
pub(super) struct RawReading {
    pub(super) actions: usize,
    pub(super) calls: Vec<RawCall>,
    pub(super) transfers: Vec<RawPassage>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

pub(super) struct RawCall {
    pub(super) action: String,
    pub(super) block: String,
    pub(super) text: String,
    pub(super) target: RawTarget,
    pub(super) time_limit_seconds: Option<u32>,
    pub(super) synchronous: bool,
    pub(super) accepts: ResponseType,
    pub(super) parameters: serde_json::Map<String, serde_json::Value>,
}

pub(super) enum RawTarget {
    Arn(FunctionArn),
    AtRunTime { expression: String, candidates: Vec<(String, Option<FunctionArn>)> },
    Placeholder { problem: String },
    Missing,
}

impl RawTarget {
    /// Every ARN that the call may mean.
    pub(super) fn arns(&self) -> Vec<&FunctionArn> {
        match self {
            Self::Arn(arn) => vec![arn],
            Self::AtRunTime { candidates, .. } => {
                candidates.iter().filter_map(|(_, arn)| arn.as_ref()).collect()
            }
            Self::Placeholder { .. } | Self::Missing => Vec::new(),
        }
    }
}

pub(super) struct RawPassage {
    pub(super) action: String,
    pub(super) block: String,
    pub(super) target: String,
    pub(super) id: Option<String>,
    pub(super) name: Option<String>,
    pub(super) at_run_time: bool,
    pub(super) module: bool,
}

pub(super) fn read_all(collected: &Collected, region: &str) -> Vec<Result<RawReading, String>> {
    let read = |content: &Result<String, String>| {
        read_one(content.as_ref().map_err(String::clone)?, region)
    };
    collected.flows.iter().map(|flow| read(&flow.content)).collect()
}

pub(super) fn read_one(content: &str, region: &str) -> Result<RawReading, String> {
    let (flow, diagnostics) =
        flow::read(content).map_err(|error| format!("{error} {}", error.remedy()))?;
    Ok(reading(&flow, diagnostics, region))
}

/// Says which flows could not be read, if any.
pub(super) fn unread(
    collected: &Collected,
    readings: &[Result<RawReading, String>],
) -> Option<String> {
    let unread = collected.flows.iter().zip(readings).filter(|(_, reading)| reading.is_err());
    let names: Vec<String> = unread.map(|(flow, _)| format!("`{}`", flow.summary.name)).collect();
    (!names.is_empty()).then(|| {
        format!("What {} calls is not known: the content could not be read.", names.join(", "))
    })
}

fn reading(flow: &Flow, diagnostics: Vec<Diagnostic>, region: &str) -> RawReading {
    RawReading {
        actions: flow.actions.len(),
        calls: flow.lambda_calls().into_iter().map(|call| raw_call(flow, call, region)).collect(),
        transfers: flow
            .transfers()
            .into_iter()
            .flat_map(|transfer| raw_passages(&transfer))
            .collect(),
        diagnostics,
    }
}

fn raw_call(flow: &Flow, call: LambdaCall, region: &str) -> RawCall {
    let block = flow.action(&call.action);
    let sent = block.and_then(|action| action.parameter("LambdaInvocationAttributes"));
    RawCall {
        accepts: call.response,
        parameters: sent.and_then(|sent| sent.as_object()).cloned().unwrap_or_default(),
        action: call.action.to_string(),
        block: call.kind.as_str().to_owned(),
        text: call.target.text().unwrap_or_default(),
        target: raw_target(call.target, region),
        time_limit_seconds: call.time_limit_seconds,
        synchronous: call.invocation == InvocationType::Synchronous,
    }
}

fn raw_target(target: CallTarget, region: &str) -> RawTarget {
    match target {
        CallTarget::Literal(arn) => RawTarget::Arn(arn),
        CallTarget::Placeholder(placeholder) => match placeholder.in_region(region) {
            Some(arn) => RawTarget::Arn(arn),
            None => RawTarget::Placeholder { problem: problem(&placeholder) },
        },
        CallTarget::Dynamic(dynamic) => raw_dynamic(&dynamic, region),
        CallTarget::Missing => RawTarget::Missing,
    }
}

/// A reference that the flow itself always sets to one constant is that constant.
fn raw_dynamic(dynamic: &Dynamic, region: &str) -> RawTarget {
    let candidates: Vec<(String, Option<FunctionArn>)> = dynamic
        .candidates()
        .into_iter()
        .map(|candidate| {
            let text = candidate.text().unwrap_or_default();
            let arn = match candidate {
                CallTarget::Literal(arn) => Some(arn),
                CallTarget::Placeholder(placeholder) => placeholder.in_region(region),
                CallTarget::Dynamic(_) | CallTarget::Missing => None,
            };
            (text, arn)
        })
        .collect();
    match candidates.as_slice() {
        [(_, Some(arn))] if !dynamic.decided_at_run_time() => RawTarget::Arn(arn.clone()),
        _ => RawTarget::AtRunTime { expression: dynamic.expression.clone(), candidates },
    }
}

fn problem(placeholder: &Placeholder) -> String {
    let text = &placeholder.text;
    let (what, fault) = match &placeholder.reason {
        PlaceholderReason::Template { fault } => {
            (format!("`{text}` is a template that nobody has filled in."), fault.clone())
        }
        PlaceholderReason::Reference { references, fault } => (
            format!("`{text}` takes `{}` from the running call.", references.join("`, `")),
            fault.clone(),
        ),
        PlaceholderReason::Malformed { fault } => (String::new(), Some(fault.clone())),
        PlaceholderReason::NotText => (format!("`{text}` is no text."), None),
    };
    [what, fault.unwrap_or_default()].join(" ").trim().to_owned()
}

/// One passage for each flow that the transfer may lead into.
fn raw_passages(transfer: &Transfer) -> Vec<RawPassage> {
    let module = transfer.kind == TransferKind::Module;
    let passage = |id: Option<String>, name: Option<String>, at_run_time: bool| RawPassage {
        action: transfer.action.to_string(),
        block: transfer.kind.as_str().to_owned(),
        target: transfer.target.text().or(transfer.name.as_deref()).unwrap_or_default().to_owned(),
        id,
        name,
        at_run_time,
        module,
    };
    match &transfer.target {
        FlowTarget::Literal(id) => vec![passage(Some(id.id.clone()), None, false)],
        FlowTarget::Named(name) => vec![passage(None, Some(name.clone()), false)],
        FlowTarget::Dynamic(dynamic) => {
            let ids: Vec<String> =
                dynamic.constants().into_iter().filter_map(FlowId::parse).map(|id| id.id).collect();
            if ids.is_empty() {
                return vec![passage(None, None, true)];
            }
            let at_run_time = dynamic.decided_at_run_time();
            ids.into_iter().map(|id| passage(Some(id), None, at_run_time)).collect()
        }
        FlowTarget::Placeholder(_) | FlowTarget::Missing => vec![passage(None, None, false)],
    }
}
