//! What each type of action must have.
//!
//! Source: the page of each action in the Flow language reference ("Parameter
//! object", "Execution results and conditions", "Errors"), held against flows
//! that the console wrote. Invariant: a rule asks only for what is required;
//! actions without a rule pass.

use serde_json::Value;

use super::{Gravity, Problem};
use crate::flow::model::{Action, Outcome};
use crate::flow::reference::Reference;

/// What a type of action must have.
struct Rule {
    /// The type.
    kind: &'static str,
    /// Of each group exactly one parameter must be there.
    parameters: &'static [&'static [&'static str]],
    /// Errors that must lead somewhere.
    errors: &'static [&'static str],
    /// Results that must lead somewhere.
    results: &'static [&'static str],
    /// Whether the flow ends here.
    ends: bool,
}

const ANY: &str = "NoMatchingError";
const NO_MATCH: &str = "NoMatchingCondition";
const SPOKEN: &[&str] = &["Text", "SSML", "PromptId", "Media"];
const QUEUE: &[&str] = &["QueueId", "AgentId"];
const BOT: &[&str] = &["LexV2Bot", "LexBot"];
const WAIT: &[&str] = &["TimeLimitSeconds", "TimeoutSeconds"];
const STREAM: &[&[&str]] = &[&["MediaStreamingState"], &["Participants"], &["MediaStreamType"]];

const fn rule(
    kind: &'static str,
    parameters: &'static [&'static [&'static str]],
    errors: &'static [&'static str],
    results: &'static [&'static str],
) -> Rule {
    Rule { kind, parameters, errors, results, ends: false }
}

const fn ending(kind: &'static str) -> Rule {
    Rule { kind, parameters: &[], errors: &[], results: &[], ends: true }
}

const RULES: &[Rule] = &[
    rule("CheckHoursOfOperation", &[], &[ANY], &["True", "False"]),
    rule("CheckMetricData", &[&["MetricType"]], &[ANY, NO_MATCH], &[]),
    rule("Compare", &[&["ComparisonValue"]], &[NO_MATCH], &[]),
    rule("ConnectParticipantWithLexBot", &[SPOKEN, BOT], &[ANY, NO_MATCH], &[]),
    rule("DequeueContactAndTransferToQueue", &[QUEUE], &[ANY], &[]),
    ending("DisconnectParticipant"),
    ending("EndFlowExecution"),
    ending("EndFlowModuleExecution"),
    rule("GetMetricData", &[], &[ANY], &[]),
    rule(
        "GetParticipantInput",
        &[SPOKEN, &["InputTimeLimitSeconds"], &["StoreInput"]],
        &[ANY],
        &[],
    ),
    rule("InvokeFlowModule", &[&["FlowModuleId"]], &[ANY], &[]),
    rule("InvokeLambdaFunction", &[&["LambdaFunctionARN"]], &[ANY], &[]),
    rule("Loop", &[&["LoopCount"]], &[], &["ContinueLooping", "DoneLooping"]),
    rule("MessageParticipant", &[SPOKEN], &[], &[]),
    rule("TransferContactToQueue", &[], &[ANY, "QueueAtCapacity"], &[]),
    rule("TransferParticipantToThirdParty", &[&["ThirdPartyPhoneNumber"]], &[ANY], &[]),
    rule("TransferToFlow", &[&["ContactFlowId"]], &[ANY], &[]),
    rule("UpdateContactAttributes", &[&["Attributes"]], &[ANY], &[]),
    rule("UpdateContactEventHooks", &[&["EventHooks"]], &[ANY], &[]),
    rule("UpdateContactMediaStreamingBehavior", STREAM, &[ANY], &[]),
    rule("UpdateContactRecordingBehavior", &[&["RecordingBehavior"]], &[], &[]),
    rule("UpdateContactTargetQueue", &[QUEUE], &[ANY], &[]),
    rule("UpdateContactTextToSpeechVoice", &[&["TextToSpeechVoice"]], &[], &[]),
    rule("UpdateFlowAttributes", &[&["FlowAttributes"]], &[], &[]),
    rule("UpdateFlowLoggingBehavior", &[&["FlowLoggingBehavior"]], &[], &[]),
    rule("Wait", &[WAIT], &[ANY], &["WaitCompleted"]),
];

/// The numbers that a parameter may have: of which type, its name, the bounds.
const RANGES: &[(&str, &str, u64, u64)] = &[
    ("Loop", "LoopCount", 0, 100),
    ("Wait", "TimeLimitSeconds", 1, 604_800),
    ("Wait", "TimeoutSeconds", 1, 604_800),
];

/// Holds an action against the rule of its type.
pub(super) fn check(action: &Action, found: &mut Vec<Problem>) {
    let kind = action.kind.as_str();
    let Some(rule) = RULES.iter().find(|rule| rule.kind == kind) else { return };
    for group in rule.parameters {
        found.extend(parameters(action, group));
    }
    let ranges = RANGES.iter().filter(|(of, ..)| *of == kind);
    found.extend(ranges.filter_map(|(_, name, least, most)| range(action, name, *least, *most)));
    for error in rule.errors.iter().chain(also_fails(action)) {
        if !leads(action, |it| matches!(it, Outcome::Error(word) if word == error)) {
            let why = format!("The action does not say what follows `{error}`.");
            found.push(refused(action, why, "Connect the error branch to a block."));
        }
    }
    for result in rule.results.iter().copied().chain(events(action)) {
        if !leads(action, |it| is_result(it, result)) {
            let why = format!("The action does not say what follows the result `{result}`.");
            found.push(refused(action, why, "Connect the branch to a block."));
        }
    }
    found.extend(goes_on(action, rule.ends));
}

fn leads(action: &Action, on: impl Fn(&Outcome) -> bool) -> bool {
    action.transitions.iter().any(|transition| on(&transition.on))
}

fn is_result(outcome: &Outcome, result: &str) -> bool {
    match outcome {
        Outcome::Condition { operands, .. } => operands.iter().any(|it| it == result),
        Outcome::Next | Outcome::Error(_) => false,
    }
}

fn refused(action: &Action, message: String, remedy: &str) -> Problem {
    let block = Some(action.id.clone());
    Problem { gravity: Gravity::Refused, block, message, remedy: remedy.to_owned() }
}

/// Of a group of parameters one must be there, and only one.
fn parameters(action: &Action, group: &[&str]) -> Option<Problem> {
    let there = |name: &&&str| action.parameter(name).is_some_and(|it| !it.is_null());
    let there: Vec<&str> = group.iter().filter(there).copied().collect();
    match there.as_slice() {
        [_] => None,
        [] => {
            let why = format!("The action has no parameter {}.", quoted(group, " or "));
            Some(refused(action, why, "Fill it in in the block."))
        }
        several => {
            let why = format!("The parameters {} exclude each other.", quoted(several, " and "));
            Some(refused(action, why, "Keep one of them."))
        }
    }
}

fn quoted(names: &[&str], between: &str) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(between)
}

fn range(action: &Action, name: &str, least: u64, most: u64) -> Option<Problem> {
    let value = action.parameter(name)?;
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let fits = text.trim().parse().is_ok_and(|number| (least..=most).contains(&number));
    if fits || Reference::parse(text.trim()).is_some() {
        return None;
    }
    let why = format!("`{name}` is `{text}`, which is not a number from {least} to {most}.");
    Some(refused(action, why, "Set a number within these bounds."))
}

/// Errors that must lead somewhere because of how the action is set.
fn also_fails(action: &Action) -> &'static [&'static str] {
    let is = |name: &str, word: &str| {
        let value = action.parameter(name).and_then(Value::as_str);
        value.is_some_and(|it| it.eq_ignore_ascii_case(word))
    };
    match action.kind.as_str() {
        "GetParticipantInput" if is("StoreInput", "False") => &[NO_MATCH, "InputTimeLimitExceeded"],
        "TransferParticipantToThirdParty" if is("ContinueFlowExecution", "True") => {
            &["CallFailed", "ConnectionTimeLimitExceeded"]
        }
        _ => &[],
    }
}

/// The events that end a wait, each of which must lead somewhere.
fn events(action: &Action) -> impl Iterator<Item = &str> {
    let listed = if action.kind.as_str() == "Wait" { action.parameter("Events") } else { None };
    let listed = listed.and_then(Value::as_array).into_iter().flatten();
    listed.filter_map(Value::as_str)
}

/// Whether an action goes on where it must, and ends where it must. One that
/// chooses by its result goes on by its conditions.
fn goes_on(action: &Action, ends: bool) -> Option<Problem> {
    let chooses = |it: &Outcome| match it {
        Outcome::Next | Outcome::Condition { .. } => true,
        Outcome::Error(word) => word == NO_MATCH,
    };
    if ends && !action.transitions.is_empty() {
        let why = "The flow ends here, but the action says what comes next.".to_owned();
        return Some(refused(action, why, "Take the connections out."));
    }
    (!ends && !leads(action, chooses)).then(|| {
        let why = "The action does not say what comes next.".to_owned();
        refused(action, why, "Connect it to a block.")
    })
}
