//! A flow's content, ready to be walked by simulated callers.
//!
//! Invariant: compiling never fails. What cannot be read ends the call there,
//! as a flow with a dangling transition does.

use std::collections::HashMap;

use crossfade_domain::arn::FunctionArn;
use serde_json::Value;

/// A flow as steps that point to each other.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Program {
    /// Where a caller begins.
    pub start: Option<usize>,
    /// All actions.
    pub steps: Vec<Step>,
}

/// One action and where it leads.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Step {
    /// What it does.
    pub act: Act,
    /// `NextAction`
    pub next: Option<usize>,
    /// Where an error leads.
    pub error: Option<usize>,
    /// `NoMatchingCondition`, else where an error leads.
    pub no_match: Option<usize>,
    /// `Conditions`
    pub conditions: Vec<Condition>,
}

/// One of an action's `Conditions`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Condition {
    /// `Operator`
    pub operator: String,
    /// `Operands`
    pub operands: Vec<String>,
    /// `NextAction`
    pub next: Option<usize>,
}

/// What an action does to a call, as far as Lambda and the path are concerned.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Act {
    /// `InvokeLambdaFunction`
    InvokeLambda {
        /// `LambdaFunctionARN`
        target: Target,
        /// `InvocationTimeLimitSeconds`, in milliseconds.
        limit_ms: f64,
    },
    /// `UpdateContactMediaProcessing` with a chat processor.
    ChatProcessor {
        /// `LambdaProcessorARN`
        target: Target,
    },
    /// `TransferToFlow`: the flow's id, or what decides about it.
    TransferToFlow(Text),
    /// `InvokeFlowModule`: the module's id, or what decides about it.
    InvokeModule(Text),
    /// `EndFlowModuleExecution`
    EndModule,
    /// `UpdateContactAttributes`, `UpdateFlowAttributes`: reference and value.
    SetAttributes(Vec<(String, Text)>),
    /// `Compare`
    Compare(Text),
    /// `MessageParticipant`, with what it says.
    Say(Spoken),
    /// `GetParticipantInput` and `ConnectParticipantWithLexBot`, with what they say.
    Ask(Spoken),
    /// `DistributeByPercentage`
    Distribute,
    /// Whatever else depends on more than the flow.
    Input,
    /// `Loop`, with its count.
    Loop(u32),
    /// `Wait`, in milliseconds.
    Wait(f64),
    /// The caller leaves the flow.
    End,
    /// Anything else: the caller listens and goes on.
    Pass,
}

/// What a flow says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Spoken {
    /// `Text`
    Text(Text),
    /// `SSML`
    Ssml(Text),
    /// `PromptId`, a recording.
    Prompt(Text),
}

/// A text of a flow.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Text {
    /// As it stands.
    Fixed(String),
    /// With `JSONPath` references in it, such as `$.Attributes.x`.
    Decided(String),
}

impl Text {
    fn is_empty(&self) -> bool {
        match self {
            Self::Fixed(text) | Self::Decided(text) => text.is_empty(),
        }
    }
}

/// The Lambda function that an action calls.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Target {
    /// Always this one.
    Fixed(FunctionArn),
    /// Decided at run time.
    Decided(String),
    /// The ARN is none.
    Broken,
}

/// How long a flow waits for Lambda when it does not say (milliseconds).
const DEFAULT_LIMIT_MS: f64 = 3000.0;

impl Program {
    /// Reads Flow language.
    pub(crate) fn compile(text: &str) -> Self {
        serde_json::from_str::<Value>(text).map(|flow| Self::read(&flow)).unwrap_or_default()
    }

    fn read(flow: &Value) -> Self {
        let actions = flow["Actions"].as_array().map_or(&[][..], Vec::as_slice);
        let places: HashMap<&str, usize> = actions
            .iter()
            .enumerate()
            .filter_map(|(place, action)| Some((action["Identifier"].as_str()?, place)))
            .collect();
        let place = |name: &Value| places.get(name.as_str()?).copied();
        Self {
            start: place(&flow["StartAction"]),
            steps: actions.iter().map(|action| step(action, &place)).collect(),
        }
    }
}

fn step(action: &Value, place: &impl Fn(&Value) -> Option<usize>) -> Step {
    let transitions = &action["Transitions"];
    let errors = transitions["Errors"].as_array().map_or(&[][..], Vec::as_slice);
    let conditions = transitions["Conditions"].as_array().map_or(&[][..], Vec::as_slice);
    let to = |kind: &str| {
        let error = errors.iter().find(|error| error["ErrorType"] == kind)?;
        place(&error["NextAction"])
    };
    let error =
        to("NoMatchingError").or_else(|| errors.first().and_then(|it| place(&it["NextAction"])));
    Step {
        act: act(action),
        next: place(&transitions["NextAction"]),
        error,
        no_match: to("NoMatchingCondition").or(error),
        conditions: conditions.iter().map(|condition| read_condition(condition, place)).collect(),
    }
}

fn read_condition(condition: &Value, place: &impl Fn(&Value) -> Option<usize>) -> Condition {
    let operands = condition["Condition"]["Operands"].as_array().map_or(&[][..], Vec::as_slice);
    Condition {
        operator: text(&condition["Condition"]["Operator"]),
        operands: operands.iter().map(text).collect(),
        next: place(&condition["NextAction"]),
    }
}

fn act(action: &Value) -> Act {
    let parameters = &action["Parameters"];
    match action["Type"].as_str().unwrap_or_default() {
        "InvokeLambdaFunction" => Act::InvokeLambda {
            target: target(&parameters["LambdaFunctionARN"]),
            limit_ms: seconds(&parameters["InvocationTimeLimitSeconds"])
                .map_or(DEFAULT_LIMIT_MS, |limit| limit * 1000.0),
        },
        "UpdateContactMediaProcessing" => {
            match &parameters["ChatProcessor"]["LambdaProcessorARN"] {
                arn @ Value::String(_) => Act::ChatProcessor { target: target(arn) },
                Value::Null
                | Value::Bool(_)
                | Value::Number(_)
                | Value::Array(_)
                | Value::Object(_) => Act::Pass,
            }
        }
        "TransferToFlow" => Act::TransferToFlow(id(&parameters["ContactFlowId"])),
        "InvokeFlowModule" => Act::InvokeModule(id(&parameters["FlowModuleId"])),
        "EndFlowModuleExecution" => Act::EndModule,
        "UpdateContactAttributes" => {
            Act::SetAttributes(assignments("$.Attributes.", &parameters["Attributes"]))
        }
        "UpdateFlowAttributes" => {
            Act::SetAttributes(assignments("$.FlowAttributes.", &parameters["FlowAttributes"]))
        }
        "Compare" => Act::Compare(reference(text(&parameters["ComparisonValue"]))),
        "MessageParticipant" => Act::Say(spoken(parameters)),
        "GetParticipantInput" | "ConnectParticipantWithLexBot" => Act::Ask(spoken(parameters)),
        "DistributeByPercentage" => Act::Distribute,
        "CheckHoursOfOperation" | "CheckMetricData" => Act::Input,
        "Loop" => Act::Loop(text(&parameters["LoopCount"]).parse().unwrap_or(1)),
        "Wait" => Act::Wait(wait_ms(parameters)),
        "DisconnectParticipant"
        | "EndFlowExecution"
        | "TransferContactToQueue"
        | "TransferContactToAgent"
        | "TransferParticipantToThirdParty" => Act::End,
        _ => Act::Pass,
    }
}

fn spoken(parameters: &Value) -> Spoken {
    let given = |name: &str| Some(reference(text(&parameters[name]))).filter(|it| !it.is_empty());
    given("SSML")
        .map(Spoken::Ssml)
        .or_else(|| given("PromptId").map(Spoken::Prompt))
        .unwrap_or_else(|| Spoken::Text(reference(text(&parameters["Text"]))))
}

/// Exports write `TimeLimitSeconds` where the documentation says `TimeoutSeconds`.
fn wait_ms(parameters: &Value) -> f64 {
    seconds(&parameters["TimeLimitSeconds"])
        .or_else(|| seconds(&parameters["TimeoutSeconds"]))
        .map_or(0.0, |limit| limit * 1000.0)
}

fn assignments(prefix: &str, attributes: &Value) -> Vec<(String, Text)> {
    let Some(attributes) = attributes.as_object() else { return Vec::new() };
    let value = |given: &Value| reference(text(given.get("Value").unwrap_or(given)));
    attributes.iter().map(|(name, given)| (format!("{prefix}{name}"), value(given))).collect()
}

fn target(arn: &Value) -> Target {
    match reference(text(arn)) {
        Text::Fixed(arn) => arn.parse().map_or(Target::Broken, Target::Fixed),
        Text::Decided(arn) => Target::Decided(arn),
    }
}

/// A flow or module, by id or ARN.
fn id(given: &Value) -> Text {
    match reference(text(given)) {
        Text::Fixed(arn) => Text::Fixed(last_part(&arn).to_owned()),
        decided @ Text::Decided(_) => decided,
    }
}

/// The id at the end of an ARN, or the id itself.
pub(crate) fn last_part(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

fn reference(text: String) -> Text {
    if text.contains("$.") { Text::Decided(text) } else { Text::Fixed(text) }
}

fn seconds(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.parse().ok())
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flow_becomes_steps_that_point_to_each_other() {
        let program = Program::compile(
            r#"{"Version":"2019-10-30","StartAction":"a","Actions":[
              {"Identifier":"b","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}},
              {"Identifier":"a","Type":"InvokeLambdaFunction",
               "Parameters":{"LambdaFunctionARN":"$.Attributes.f","InvocationTimeLimitSeconds":"5"},
               "Transitions":{"NextAction":"b","Errors":[{"ErrorType":"NoMatchingError","NextAction":"nowhere"}]}}]}"#,
        );
        assert_eq!(program.start, Some(1));
        let step = &program.steps[1];
        assert_eq!(
            step.act,
            Act::InvokeLambda {
                target: Target::Decided("$.Attributes.f".to_owned()),
                limit_ms: 5000.0,
            }
        );
        assert_eq!((step.next, step.error), (Some(0), None));
        assert_eq!(program.steps[0].act, Act::End);
    }

    #[test]
    fn what_is_no_flow_compiles_to_nothing() {
        assert_eq!(Program::compile("not json"), Program::default());
        assert_eq!(Program::compile("[1]"), Program::default());
    }
}
