//! What holds for any input.

use proptest::prelude::*;

use super::inspect::{Inspection, inspect_text};
use super::*;

/// Words that lead into every part of the reader.
pub(in crate::flow) const WORDS: &[&str] = &[
    "Version",
    "2019-10-30",
    "StartAction",
    "Actions",
    "Identifier",
    "Type",
    "Parameters",
    "Transitions",
    "NextAction",
    "Errors",
    "Conditions",
    "Condition",
    "Operator",
    "Operands",
    "InvokeLambdaFunction",
    "LambdaFunctionARN",
    "InvocationTimeLimitSeconds",
    "UpdateContactMediaProcessing",
    "ChatProcessor",
    "LambdaProcessorARN",
    "ProcessingEnabled",
    "UpdateContactAttributes",
    "Attributes",
    "fn",
    "$.Attributes.fn",
    "$.FlowAttributes.fn",
    "UpdateFlowAttributes",
    "FlowAttributes",
    "TransferToFlow",
    "ContactFlowId",
    "EventHooks",
    "UpdateContactEventHooks",
    "InvokeFlowModule",
    "FlowModuleId",
    "modules",
    "start",
    "version",
    "id",
    "type",
    "target",
    "branches",
    "condition",
    "transition",
    "parameters",
    "name",
    "value",
    "key",
    "namespace",
    "User Defined",
    "InvokeExternalResource",
    "Lambda",
    "FunctionArn",
    "SetAttributes",
    "Attribute",
    "ContactFlow",
    "Content",
    "Fn::Sub",
    "Resources",
    "Metadata",
    "ActionMetadata",
    "a",
    "b",
    "",
    "arn:aws:lambda:${R}:$.A:function<N>",
    "%%X%%",
    "ä\u{1f600}",
];

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        9 => prop::sample::select(WORDS).prop_map(str::to_owned),
        1 => ".{0,12}",
    ]
}

pub(in crate::flow) fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        word().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 96, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((word(), inner), 0..8)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

/// A flow of known shape whose actions lead to each other at random.
fn wired_flow() -> impl Strategy<Value = Value> {
    let kinds =
        ["InvokeLambdaFunction", "UpdateContactAttributes", "Compare", "InvokeFlowModule", "Wait"];
    let id = || (0_u8..9).prop_map(|number| format!("a{number}"));
    let one = (prop::sample::select(kinds.to_vec()), id(), id(), any::<bool>());
    prop::collection::vec(one, 1..9).prop_map(|actions| {
        let numbered = actions.into_iter().enumerate();
        let actions = numbered.map(|(at, (kind, next, error, constant))| {
            let value = if constant { PROD } else { "$.External.x" };
            let parameters =
                json!({"LambdaFunctionARN": "$.Attributes.fn", "Attributes": {"fn": value}});
            fallible(&format!("a{at}"), kind, &parameters, &next, &error)
        });
        flow_of(&actions.collect::<Vec<_>>())
    })
}

fn ask_everything(text: &str) {
    match inspect_text("file", text) {
        Inspection::Flow(report) => {
            let (flow, _) = read(text).expect("what was inspected can be read");
            assert_eq!(report.actions, flow.actions.len());
            assert_eq!(report.lambda_calls.len(), flow.lambda_calls().len());
        }
        Inspection::NotAFlow(refusal) => {
            assert!(!refusal.error.message.is_empty() && !refusal.error.remedy.is_empty());
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_answered(text in "(?s).{0,200}") {
        ask_everything(&text);
    }

    #[test]
    fn any_json_is_answered(value in json_value()) {
        ask_everything(&value.to_string());
        ask_everything(&json!({"Version": "2019-10-30", "StartAction": "a", "Actions": value}).to_string());
        ask_everything(&json!({"modules": [value], "version": "1", "start": "a"}).to_string());
    }

    #[test]
    fn what_is_read_comes_out_unchanged(value in json_value()) {
        let wrapped = json!({"Version": "2019-10-30", "Actions": [value], "Metadata": value});
        prop_assert_eq!(read_flow(wrapped.clone()).to_value(), wrapped);
        let legacy = json!({"modules": [value, value], "version": "1", "metadata": value});
        prop_assert_eq!(read_flow(legacy.clone()).to_value(), legacy);
    }

    #[test]
    fn a_damaged_flow_is_answered(value in wired_flow(), at in any::<prop::sample::Index>(),
            junk in "[\\PC\u{0}]{0,3}", length in 0_usize..9) {
        let text = value.to_string();
        let letters: Vec<char> = text.chars().collect();
        let at = at.index(letters.len());
        let end = (at + length).min(letters.len());
        let damaged: String =
            letters[..at].iter().copied().chain(junk.chars()).chain(letters[end..].iter().copied()).collect();
        ask_everything(&damaged);
    }

    /// The origins found by going backwards are the ones found by running
    /// forwards along every path: none is missing, none is made up.
    #[test]
    fn tracing_agrees_with_running(value in wired_flow()) {
        let flow = read_flow(value);
        for call in flow.lambda_calls() {
            let CallTarget::Dynamic(dynamic) = &call.target else { continue };
            let run = run_all(&flow, &call.action);
            let constant = dynamic.origins.iter().any(|it| it.source.is_constant());
            let other = dynamic.origins.iter().any(|it| !it.source.is_constant());
            prop_assert_eq!(constant, run.contains(&true), "{:?}", dynamic.origins);
            prop_assert_eq!(other, run.is_empty() || run.contains(&false), "{:?}", dynamic.origins);
        }
    }
}

/// What the attribute can be when `at` runs: `true` for the constant, `false`
/// for anything that the flow does not know.
fn run_all(flow: &Flow, at: &ActionId) -> Vec<bool> {
    let mut seen = Vec::new();
    let mut open: Vec<(ActionId, bool)> = flow.start.iter().map(|id| (id.clone(), false)).collect();
    while let Some(place) = open.pop() {
        let Some(action) = flow.action(&place.0) else { continue };
        if seen.contains(&place) {
            continue;
        }
        for way in &action.transitions {
            let sets =
                action.kind == ActionKind::UpdateContactAttributes && way.on == Outcome::Next;
            let value = &action.raw["Parameters"]["Attributes"]["fn"];
            open.push((way.to.clone(), if sets { value == PROD } else { place.1 }));
            if action.kind == ActionKind::InvokeFlowModule {
                open.push((way.to.clone(), false));
            }
        }
        seen.push(place);
    }
    seen.into_iter().filter(|(id, _)| id == at).map(|(_, constant)| constant).collect()
}
