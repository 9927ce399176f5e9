//! `inspect` over flow files of our own, and over damaged copies of them.

use crossfade_domain::flow::{self, inspect::inspect_text};
use proptest::prelude::*;
use serde_json::Value;

/// Each file by name.
macro_rules! fixtures {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../tests/fixtures/flows/", $name)))),*]
    };
}

const FIXTURES: &[(&str, &str)] = fixtures![
    "attribute-routed.json",
    "broken.json",
    "chat-processor.json",
    "inbound-orders.json",
    "module-lookup-response.json",
    "not-a-flow.json",
    "placeholders.json.tftpl",
    "template.yaml",
    "version-loop-legacy",
];

/// The inspection's JSON, each member and each item of a list on its own line.
fn inspected(name: &str) -> String {
    let (_, text) = FIXTURES.iter().find(|(known, _)| *known == name).expect(name);
    let report = serde_json::to_value(inspect_text(name, text)).expect("JSON");
    lines(&report, "")
}

fn lines(report: &Value, indent: &str) -> String {
    let line = |(key, value): (&String, &Value)| match value.as_array() {
        Some(items) if !items.is_empty() => {
            let items = items.iter().map(|item| format!("\n{indent}  {}", item_line(item, indent)));
            format!("{indent}{key}:{}", items.collect::<String>())
        }
        Some(_) | None => format!("{indent}{key}: {value}"),
    };
    report.as_object().into_iter().flatten().map(line).collect::<Vec<_>>().join("\n")
}

/// An item that is a whole report itself is laid out like one.
fn item_line(item: &Value, indent: &str) -> String {
    if item.get("lambda_calls").is_some() {
        lines(item, &format!("{indent}  ")).trim_start().to_owned()
    } else {
        item.to_string()
    }
}

#[test]
fn every_qualifier_is_read() {
    insta::assert_snapshot!(inspected("inbound-orders.json"), @r#"
    file: "inbound-orders.json"
    format: "flow-language"
    actions: 9
    lambda_calls:
      {"action":"Greeting","arn":"arn:aws:lambda:eu-central-1:111122223333:function:greeting:PROD","kind":"literal","qualifier":"PROD"}
      {"action":"Orders","arn":"arn:aws:lambda:eu-central-1:111122223333:function:orders:7","kind":"literal","qualifier":"7"}
      {"action":"Opening hours","arn":"arn:aws:lambda:eu-central-1:111122223333:function:opening-hours","kind":"literal","qualifier":null}
      {"action":"Survey","arn":"arn:aws:lambda:eu-central-1:111122223333:function:survey:$LATEST","kind":"literal","qualifier":"$LATEST"}
    transfers:
      {"action":"Queue flow","to":"event-hook","event":"CustomerQueue","target":"arn:aws:connect:eu-central-1:111122223333:instance/8b3f6a52-7d1f-4b1e-9a0e-2f6f1c0d9e11/contact-flow/9a7c1f52-0c59-4b7e-8a57-4c7d2e9b3a02","kind":"literal"}
      {"action":"Go on","to":"flow","target":"arn:aws:connect:eu-central-1:111122223333:instance/8b3f6a52-7d1f-4b1e-9a0e-2f6f1c0d9e11/contact-flow/3d0f8f0e-6b43-4a53-9d1c-6c1f5a2b7e01","kind":"literal"}
    diagnostics: []
    "#);
}

#[test]
fn a_response_is_unwrapped() {
    insta::assert_snapshot!(inspected("module-lookup-response.json"), @r#"
    file: "module-lookup-response.json"
    format: "flow-language"
    name: "Customer look-up"
    actions: 3
    lambda_calls:
      {"action":"Look up","arn":"arn:aws:lambda:eu-central-1:111122223333:function:customer:PROD","kind":"literal","qualifier":"PROD"}
    transfers: []
    diagnostics: []
    "#);
}

#[test]
fn attributes_are_traced_or_left_open() {
    insta::assert_snapshot!(inspected("attribute-routed.json"), @r#"
    file: "attribute-routed.json"
    format: "flow-language"
    actions: 8
    lambda_calls:
      {"action":"Orders","arn":"$.Attributes.order_function","kind":"dynamic","qualifier":null,"traced":["arn:aws:lambda:eu-central-1:111122223333:function:orders-de:PROD","arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD"],"decided_at_run_time":false}
      {"action":"Set by the agent","arn":"$.Attributes.agent_function","kind":"dynamic","qualifier":null,"traced":[],"decided_at_run_time":true}
      {"action":"In this Region","arn":"arn:aws:lambda:$.AwsRegion:111122223333:function:orders:PROD","kind":"placeholder","qualifier":"PROD"}
    transfers:
      {"action":"Shared part","to":"module","target":"arn:aws:connect:eu-central-1:111122223333:instance/8b3f6a52-7d1f-4b1e-9a0e-2f6f1c0d9e11/flow-module/5d2a4c3e-1f60-4f0e-b1de-7a8c9d0e1f03","kind":"literal"}
    diagnostics: []
    "#);
}

#[test]
fn a_chat_processor_is_a_call() {
    insta::assert_snapshot!(inspected("chat-processor.json"), @r#"
    file: "chat-processor.json"
    format: "flow-language"
    actions: 4
    lambda_calls:
      {"action":"Redact","arn":"arn:aws:lambda:eu-central-1:111122223333:function:redact:PROD","kind":"literal","qualifier":"PROD"}
      {"action":"Later","arn":"arn:aws:lambda:eu-central-1:111122223333:function:archive:PROD","kind":"literal","qualifier":"PROD"}
    transfers: []
    diagnostics:
      {"severity":"info","code":"unknown-action-type","action":"Teleport","message":"Actions of type `InvokeTeleporter` are not known.","remedy":"It is kept as it is; whether it calls a function cannot be told."}
    "#);
}

#[test]
fn a_legacy_export_is_read() {
    insta::assert_snapshot!(inspected("version-loop-legacy"), @r#"
    file: "version-loop-legacy"
    format: "legacy"
    name: "Version loop"
    actions: 8
    lambda_calls:
      {"action":"call","arn":"arn:aws:lambda:<REGION>:<ACCOUNT>:function<NAME>:<ALIAS>","kind":"placeholder","qualifier":null}
      {"action":"again","arn":"$.Attributes.next_function","kind":"dynamic","qualifier":null,"traced":["arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD"],"decided_at_run_time":false}
    transfers:
      {"action":"hook","to":"event-hook","event":"CustomerQueue","target":"arn:aws:connect:eu-central-1:111122223333:instance/8b3f6a52-7d1f-4b1e-9a0e-2f6f1c0d9e11/contact-flow/9a7c1f52-0c59-4b7e-8a57-4c7d2e9b3a02","kind":"literal"}
      {"action":"loop","to":"flow","target":"Version loop","kind":"name"}
    diagnostics:
      {"severity":"error","code":"malformed-function-arn","action":"call","message":"The function ARN `arn:aws:lambda:<REGION>:<ACCOUNT>:function<NAME>:<ALIAS>` is malformed: there is no colon after `function` in `function<NAME>`.","remedy":"An ARN reads `arn:aws:lambda:REGION:ACCOUNT:function:NAME:ALIAS`; compare it part by part."}
      {"severity":"info","code":"flow-by-name","action":"loop","message":"The action names the flow `Version loop` by name only.","remedy":"The console finds it by name on import; the API needs its id."}
    "#);
}

#[test]
fn placeholders_are_named() {
    insta::assert_snapshot!(inspected("placeholders.json.tftpl"), @r#"
    file: "placeholders.json.tftpl"
    format: "flow-language"
    actions: 3
    lambda_calls:
      {"action":"Call","arn":"${function_arn}","kind":"placeholder","qualifier":null}
      {"action":"Plain","arn":"%%LOOKUP_ARN%%","kind":"placeholder","qualifier":null}
    transfers: []
    diagnostics:
      {"severity":"warning","code":"repaired-text","action":null,"message":"The text is not JSON as it stands: a placeholder outside of quotes was taken as text.","remedy":"Fill the template in, or correct the text, before it goes to AWS."}
      {"severity":"info","code":"unreachable-action","action":"Plain","message":"No path leads from the start to the action.","remedy":"Connect it, or delete it."}
      {"severity":"warning","code":"template-function-arn","action":"Call","message":"The function ARN `${function_arn}` is still to be filled in.","remedy":"Fill the template in before the flow goes to AWS."}
      {"severity":"warning","code":"template-function-arn","action":"Plain","message":"The function ARN `%%LOOKUP_ARN%%` is still to be filled in.","remedy":"Fill the template in before the flow goes to AWS."}
    "#);
}

#[test]
fn each_fault_is_named() {
    insta::assert_snapshot!(inspected("broken.json"), @r#"
    file: "broken.json"
    format: "flow-language"
    actions: 5
    lambda_calls:
      {"action":"Twice","arn":"arn:aws:lambda:eu-central-1:111122223333:functionorders:PROD","kind":"placeholder","qualifier":null}
      {"action":"Twice","arn":null,"kind":"missing","qualifier":null}
    transfers:
      {"action":"Alone","to":"flow","target":null,"kind":"missing"}
    diagnostics:
      {"severity":"error","code":"dangling-start","action":null,"message":"The flow starts with `gone`, which is not there.","remedy":"Connect the entry point to an action and export the flow again."}
      {"severity":"error","code":"duplicate-identifier","action":"Twice","message":"Two actions are called `Twice`.","remedy":"Give each action its own identifier."}
      {"severity":"error","code":"malformed-action","action":null,"message":"Action 4 of the list is not an object.","remedy":"Take it out of the list, or export the flow again."}
      {"severity":"error","code":"missing-identifier","action":null,"message":"Action 5 of the list (`Wait`) has no identifier.","remedy":"Give it one, so that other actions can lead to it."}
      {"severity":"error","code":"dangling-transition","action":"Twice","message":"The action leads to `nowhere`, which is not there.","remedy":"Connect the branch to an action of this flow."}
      {"severity":"error","code":"time-limit-out-of-range","action":"Twice","message":"The time limit `9` is not within 1 to 8 seconds.","remedy":"Set a number from 1 to 8."}
      {"severity":"error","code":"malformed-function-arn","action":"Twice","message":"The function ARN `arn:aws:lambda:eu-central-1:111122223333:functionorders:PROD` is malformed: there is no colon after `function` in `functionorders`.","remedy":"An ARN reads `arn:aws:lambda:REGION:ACCOUNT:function:NAME:ALIAS`; compare it part by part."}
      {"severity":"error","code":"missing-function-arn","action":"Twice","message":"The action names no function.","remedy":"Choose a function, best by an alias, in the block."}
      {"severity":"warning","code":"missing-flow-id","action":"Alone","message":"The action names no flow.","remedy":"Choose the flow in the block."}
    "#);
}

#[test]
fn a_template_is_no_flow_but_carries_some() {
    insta::assert_snapshot!(inspected("template.yaml"), @r#"
    file: "template.yaml"
    error: {"code":"template","message":"The file is a template that carries flows (2 of them); it is no flow itself.","remedy":"Take the flows out of it, or deploy it and export them; `inspect` lists them."}
    carries:
      file: "template.yaml#1"
      format: "flow-language"
      actions: 2
      lambda_calls:
        {"action":"Call","arn":"${OrdersAlias}","kind":"placeholder","qualifier":null}
      transfers: []
      diagnostics:
        {"severity":"warning","code":"template-function-arn","action":"Call","message":"The function ARN `${OrdersAlias}` is still to be filled in.","remedy":"Fill the template in before the flow goes to AWS."}
      file: "template.yaml#2"
      format: "flow-language"
      actions: 2
      lambda_calls:
        {"action":"Call","arn":"${OrdersAlias}","kind":"placeholder","qualifier":null}
      transfers: []
      diagnostics:
        {"severity":"warning","code":"template-function-arn","action":"Call","message":"The function ARN `${OrdersAlias}` is still to be filled in.","remedy":"Fill the template in before the flow goes to AWS."}
    "#);
}

#[test]
fn another_file_is_no_flow() {
    insta::assert_snapshot!(inspected("not-a-flow.json"), @r#"
    file: "not-a-flow.json"
    error: {"code":"other-object","message":"The file is a JSON object with `Version`, `Statement`, but no flow: a flow has `Actions` or `modules`.","remedy":"Export the flow from the console, or save the response of `aws connect describe-contact-flow`."}
    "#);
}

proptest! {
    /// Cuts, repeats and litter at any place: an answer, never a panic.
    #[test]
    fn a_damaged_file_is_answered(
        fixture in prop::sample::select(FIXTURES),
        from in any::<prop::sample::Index>(),
        to in any::<prop::sample::Index>(),
        junk in "[\\[\\]{}\",:$\\\\<%\u{0}a-c]{0,4}",
        keep_end in any::<bool>(),
    ) {
        let letters: Vec<char> = fixture.1.chars().collect();
        let (from, to) = (from.index(letters.len()), to.index(letters.len()));
        let rest = if keep_end { &letters[to..] } else { &[] };
        let damaged: String =
            letters[..from].iter().copied().chain(junk.chars()).chain(rest.iter().copied()).collect();
        let answer = serde_json::to_string(&inspect_text(fixture.0, &damaged)).expect("JSON");
        prop_assert!(answer.contains(fixture.0));
        let carried = flow::embedded(&damaged);
        prop_assert!(carried.iter().all(|(flow, _)| flow.actions.len() <= damaged.len()));
    }
}
