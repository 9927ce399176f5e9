//! Blocks that choose the way, and those that ask a function.
//!
//! Source: "Flow control actions" and "Interactions" in the Flow language of the
//! Amazon Connect documentation; the console's own exports for how values are
//! written.

use super::block::{Block, Way};
use super::contact::put_queue;
use super::draft::{ANY, Draft, NO_MATCH};
use super::value;
use crate::flow::kind::ActionKind;

/// The comparisons of both formats.
const OPERATORS: [(&str, &str); 8] = [
    ("Equals", "Equals"),
    ("GreaterThan", "NumberGreaterThan"),
    ("GreaterThanOrEqualTo", "NumberGreaterOrEqualTo"),
    ("LessThan", "NumberLessThan"),
    ("LessThanOrEqualTo", "NumberLessOrEqualTo"),
    ("StartsWith", "TextStartsWith"),
    ("EndsWith", "TextEndsWith"),
    ("Contains", "TextContains"),
];

/// Invoke AWS Lambda function.
pub(super) fn invoke_lambda(block: &mut Block<'_>) -> Draft {
    let mut draft = Draft::of(ActionKind::InvokeLambdaFunction);
    if let Some(said) = block.say("FunctionArn") {
        draft.show(&["LambdaFunctionARN"], said.name, said.dynamic);
        draft.put("LambdaFunctionARN", said.text);
    }
    draft.put_some("InvocationTimeLimitSeconds", block.text("TimeLimit"));
    let name = "LambdaInvocationAttributes";
    if let Some(attributes) = block.pairs("Parameter", &[name], &mut draft) {
        draft.put(name, attributes);
    }
    draft.fallible(block)
}

/// Invoke module.
pub(super) fn invoke_module(block: &mut Block<'_>) -> Draft {
    let mut draft = Draft::of(ActionKind::InvokeFlowModule);
    put_flow(block, &mut draft, "FlowModuleId");
    draft.fallible(block)
}

/// Transfer to flow.
pub(super) fn transfer_to_flow(block: &mut Block<'_>) -> Draft {
    let mut draft = Draft::of(ActionKind::TransferToFlow);
    put_flow(block, &mut draft, "ContactFlowId");
    draft.fallible(block).or_next(ANY)
}

fn put_flow(block: &mut Block<'_>, draft: &mut Draft, name: &str) {
    if let Some(said) = block.say(name) {
        draft.show(&[name], said.name, said.dynamic);
        draft.put(name, said.text);
    }
}

/// Check contact attributes.
pub(super) fn check_attribute(block: &mut Block<'_>) -> Draft {
    let mut draft = Draft::of(ActionKind::Compare);
    let (namespace, key) = (block.text("Namespace"), block.text("Attribute"));
    let (namespace, key) = (namespace.unwrap_or_default(), key.unwrap_or_default());
    match value::reference(&namespace, &key) {
        Ok(reference) => draft.put("ComparisonValue", reference),
        Err(why) => block.lose_parameter("Attribute", &why),
    }
    for way in block.conditional_ways() {
        compare(block, &mut draft, way);
    }
    draft.error(NO_MATCH, block.way("NoMatch"));
    draft.error(ANY, block.way("Error"));
    draft.or_next(NO_MATCH)
}

fn compare(block: &mut Block<'_>, draft: &mut Draft, way: Way) {
    match OPERATORS.iter().find(|(legacy, _)| *legacy == way.operator) {
        Some((_, operator)) => draft.condition(operator, &way.operand, Some(way.to)),
        None => block.lose_branch(&way.condition, &unknown_operator(&way)),
    }
}

fn unknown_operator(way: &Way) -> String {
    let Way { operator, operand, to, .. } = way;
    format!("The comparison `{operator}` with `{operand}` is not known; it led to `{to}`.")
}

/// Check hours of operation.
pub(super) fn check_hours(block: &mut Block<'_>) -> Draft {
    let mut draft = Draft::of(ActionKind::CheckHoursOfOperation);
    if let Some(said) = block.say("Hours") {
        draft.show(&["HoursOfOperationId"], said.name, said.dynamic);
        draft.put("HoursOfOperationId", said.text);
    }
    draft.condition("Equals", "True", block.way("True"));
    draft.condition("Equals", "False", block.way("False"));
    draft.error(ANY, block.way("Error"));
    draft.or_next(ANY)
}

/// Check staffing: whether anybody is there.
pub(super) fn check_staffing(block: &mut Block<'_>) -> Draft {
    let mut draft = Draft::of(ActionKind::CheckMetricData);
    let metric = block.word(
        "Status",
        &[
            ("Online", "NumberOfAgentsOnline"),
            ("Staffed", "NumberOfAgentsStaffed"),
            ("Available", "NumberOfAgentsAvailable"),
        ],
    );
    draft.put_some("MetricType", metric);
    put_queue(block, &mut draft);
    draft.condition("NumberGreaterThan", "0", block.way("True"));
    draft.error(NO_MATCH, block.way("False"));
    draft.error(ANY, block.way("Error"));
    draft.or_next(ANY)
}

/// The one metric that a branch's condition was ever seen to ask for.
const QUEUE_TIME: &str = "CheckQueueTime";

/// Check queue status: how long the first contact in line has waited. `None`
/// where a branch asks for anything else, because one action has one metric.
pub(super) fn check_queue_status(block: &mut Block<'_>) -> Option<Draft> {
    let ways = block.conditional_ways();
    let mut draft = Draft::of(ActionKind::CheckMetricData);
    draft.put("MetricType", "OldestContactInQueueAgeSeconds");
    for way in ways {
        let (_, operator) = OPERATORS.iter().find(|(legacy, _)| *legacy == way.operator)?;
        let seconds = seconds(&way.operand).filter(|_| way.condition == QUEUE_TIME)?;
        draft.condition(operator, &seconds.to_string(), Some(way.to));
    }
    put_queue(block, &mut draft);
    draft.error(NO_MATCH, block.way("NoMatch"));
    draft.error(ANY, block.way("Error"));
    Some(draft.or_next(ANY))
}

/// The export has milliseconds, the Flow language seconds.
fn seconds(milliseconds: &str) -> Option<u64> {
    let milliseconds: u64 = milliseconds.parse().ok()?;
    milliseconds.is_multiple_of(1000).then_some(milliseconds / 1000)
}

/// Get queue metrics.
pub(super) fn get_metric_data(block: &mut Block<'_>) -> Draft {
    let mut draft = Draft::of(ActionKind::GetMetricData);
    put_queue(block, &mut draft);
    draft.put_some("QueueChannel", block.text("Channel"));
    draft.fallible(block)
}

/// Loop.
pub(super) fn repeat(block: &mut Block<'_>) -> Draft {
    let mut draft = Draft::of(ActionKind::Loop);
    draft.put_some("LoopCount", block.text("LoopCount"));
    draft.condition("Equals", "ContinueLooping", block.way("Looping"));
    let done = block.way("Complete");
    draft.condition("Equals", "DoneLooping", done.clone());
    draft.go(done);
    draft
}

/// Wait. The reference calls the time `TimeoutSeconds`; every flow that the
/// console wrote, and that the API therefore takes, calls it `TimeLimitSeconds`.
pub(super) fn wait(block: &mut Block<'_>) -> Draft {
    let mut draft = Draft::of(ActionKind::Wait);
    if let Some(said) = block.say("TimeoutSeconds") {
        draft.show(&["TimeLimitSeconds"], said.name, said.dynamic);
        draft.put("TimeLimitSeconds", said.text);
    }
    let returns = block.word("InterruptOnCustomerReturn", &[("true", true), ("false", false)]);
    if returns == Some(true) {
        draft.put("Events", vec!["CustomerReturned"]);
    }
    draft.condition("Equals", "CustomerReturned", block.way("CustomerReturn"));
    draft.condition("Equals", "WaitCompleted", block.way("Timeout"));
    draft.error(ANY, block.way("Error"));
    draft.or_next(ANY)
}

/// Set logging behavior.
pub(super) fn set_logging(block: &mut Block<'_>) -> Draft {
    let mut draft = Draft::of(ActionKind::UpdateFlowLoggingBehavior);
    let known = [("Enable", "Enabled"), ("Disable", "Disabled")];
    draft.put_some("FlowLoggingBehavior", block.word("LoggingBehavior", &known));
    draft.fallible(block)
}
