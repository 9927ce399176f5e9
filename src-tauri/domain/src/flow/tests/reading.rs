//! What is a flow, what is wrapped around it, and what comes out again.

use super::*;

fn told(text: &str) -> String {
    match read(text) {
        Ok((flow, _)) => format!(
            "{} name={:?} kind={:?} arn={:?} start={:?} actions={}",
            flow.format.as_str(),
            flow.name.as_deref().unwrap_or("-"),
            flow.kind.as_ref().map_or("-", FlowType::as_str),
            flow.arn.as_deref().unwrap_or("-"),
            flow.start.as_ref().map_or("-", ActionId::as_str),
            flow.actions.len(),
        ),
        Err(refusal) => format!("{}: {refusal} {}", refusal.code(), refusal.remedy()),
    }
}

#[test]
fn every_wrapper_is_taken_off() {
    let flow = flow_of(&[invoke("call", PROD, "end"), end("end")]);
    let text = flow.to_string();
    let arn = "arn:aws:connect:eu-central-1:111122223333:instance/i/contact-flow/f";
    let table = [
        text.clone(),
        format!("\u{feff}\n{text}\n"),
        Value::from(text.clone()).to_string(),
        json!({"ContactFlow": {"Name": "in", "Type": "CONTACT_FLOW", "Arn": arn, "Content": text}})
            .to_string(),
        json!({"ContactFlowModule": {"Name": "m", "State": "ACTIVE", "Content": text}}).to_string(),
        json!({"Name": "whisper", "ContactFlowType": "AGENT_WHISPER", "Content": flow}).to_string(),
        json!({"ResponseMetadata": {}, "ContactFlow": {"Content": Value::from(text.clone()).to_string()}})
            .to_string(),
        json!({"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
            "Bucket": {"Type": "AWS::S3::Bucket"},
            "Main": {"Type": "AWS::Connect::ContactFlow", "Properties": {
                "Name": "main", "Type": "CUSTOMER_QUEUE", "Content": {"Fn::Sub": [text, {"A": "b"}]}}}}})
        .to_string(),
        json!({"Type": "AWS::Connect::ContactFlowModule", "Properties": {
            "Name": "shared", "Content": {"Fn::Sub": text}}})
        .to_string(),
        legacy_of(&[module("end", "Disconnect", "", &json!([]), "")]).to_string(),
    ];
    let told: Vec<String> = table.iter().map(|text| told(text)).collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    flow-language name="-" kind="-" arn="-" start="call" actions=2
    flow-language name="-" kind="-" arn="-" start="call" actions=2
    flow-language name="-" kind="-" arn="-" start="call" actions=2
    flow-language name="in" kind="CONTACT_FLOW" arn="arn:aws:connect:eu-central-1:111122223333:instance/i/contact-flow/f" start="call" actions=2
    flow-language name="m" kind="MODULE" arn="-" start="call" actions=2
    flow-language name="whisper" kind="AGENT_WHISPER" arn="-" start="call" actions=2
    flow-language name="-" kind="-" arn="-" start="call" actions=2
    flow-language name="main" kind="CUSTOMER_QUEUE" arn="-" start="call" actions=2
    flow-language name="shared" kind="MODULE" arn="-" start="call" actions=2
    legacy name="old" kind="CONTACT_FLOW" arn="-" start="end" actions=1
    "#);
}

#[test]
fn what_is_no_flow_is_told_why() {
    let text = flow_of(&[end("end")]).to_string();
    let resource = json!({"Type": "AWS::Connect::ContactFlow", "Properties": {"Content": text}});
    let mut wrapped = text.clone();
    for _ in 0..13 {
        wrapped = json!({"Content": wrapped}).to_string();
    }
    let table = [
        String::new(),
        " \n".to_owned(),
        "hello".to_owned(),
        r#"{"Actions": [}"#.to_owned(),
        r#"{"Actions": ${actions"#.to_owned(),
        "[1, 2]".to_owned(),
        "7".to_owned(),
        "{}".to_owned(),
        r#"{"Version": "2012-10-17", "Statement": []}"#.to_owned(),
        r#"{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1}"#.to_owned(),
        r#"{"ContactFlow": {"Name": "x", "Type": "CONTACT_FLOW"}}"#.to_owned(),
        r#"{"ContactFlow": null}"#.to_owned(),
        r#"{"Content": "not a flow"}"#.to_owned(),
        r#"{"Content": ""}"#.to_owned(),
        json!({"Resources": {"A": resource, "B": resource}}).to_string(),
        r#"{"Resources": {"A": {"Type": "AWS::S3::Bucket"}}}"#.to_owned(),
        format!("Resources:\n  A:\n    Content: {}\n", Value::from(text)),
        wrapped,
        "[".repeat(100_000),
        r#"{"Content":"#.repeat(100_000),
    ];
    let told: Vec<String> = table.iter().map(|text| told(text)).collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    empty: The file is empty. Export the flow from the console, or save the response of `aws connect describe-contact-flow`.
    empty: The file is empty. Export the flow from the console, or save the response of `aws connect describe-contact-flow`.
    not-json: The file is not JSON: expected value at line 1, column 1. Export the flow from the console, or save the response of `aws connect describe-contact-flow`.
    not-json: The file is not JSON: expected value at line 1, column 14. Export the flow from the console, or save the response of `aws connect describe-contact-flow`.
    not-json: The file is not JSON: expected value at line 1, column 13. It looks like a template (`${`): fill it in first, then read the result.
    not-an-object: The file holds a list; a flow is a JSON object. Export the flow from the console, or save the response of `aws connect describe-contact-flow`.
    not-an-object: The file holds a single number; a flow is a JSON object. Export the flow from the console, or save the response of `aws connect describe-contact-flow`.
    other-object: The file is a JSON object with nothing in it, but no flow: a flow has `Actions` or `modules`. Export the flow from the console, or save the response of `aws connect describe-contact-flow`.
    other-object: The file is a JSON object with `Version`, `Statement`, but no flow: a flow has `Actions` or `modules`. Export the flow from the console, or save the response of `aws connect describe-contact-flow`.
    other-object: The file is a JSON object with `a`, `b`, `c`, `d`, `e`, …, but no flow: a flow has `Actions` or `modules`. Export the flow from the console, or save the response of `aws connect describe-contact-flow`.
    no-content: `ContactFlow` is there, but the flow's `Content` is not in it. Save the whole response of `aws connect describe-contact-flow`.
    no-content: `ContactFlow` is there, but the flow's `Content` is not in it. Save the whole response of `aws connect describe-contact-flow`.
    not-json: The flow's `Content` is not JSON: expected ident at line 1, column 2. Export the flow from the console, or save the response of `aws connect describe-contact-flow`.
    empty: The flow's `Content` is empty. Export the flow from the console, or save the response of `aws connect describe-contact-flow`.
    template: The file is a template that carries flows (2 of them); it is no flow itself. Take the flows out of it, or deploy it and export them; `inspect` lists them.
    other-object: The file is a JSON object with `Resources`, but no flow: a flow has `Actions` or `modules`. Export the flow from the console, or save the response of `aws connect describe-contact-flow`.
    template: The file is a template that carries flows (1 of them); it is no flow itself. Take the flows out of it, or deploy it and export them; `inspect` lists them.
    wrapped-too-deep: The flow is wrapped more than 12 times. Export the flow from the console, or save the response of `aws connect describe-contact-flow`.
    not-json: The file is not JSON: recursion limit exceeded at line 1, column 128. Export the flow from the console, or save the response of `aws connect describe-contact-flow`.
    not-json: The file is not JSON: recursion limit exceeded at line 1, column 1398. Export the flow from the console, or save the response of `aws connect describe-contact-flow`.
    ");
}

#[test]
fn a_template_yields_the_flows_that_it_carries() {
    let text = flow_of(&[invoke("call", "${FunctionArn}", "end"), end("end")]).to_string();
    let quoted = Value::from(text);
    let yaml = format!(
        "Resources:\n  A:\n    Content: {quoted}\n  B:\n    Content: !Sub\n      - {quoted}\n      - FunctionArn: x\n  C:\n    Other: \"{{\\\"a\\\"\n"
    );
    let carried = embedded(&yaml);
    assert_eq!(carried.len(), 2);
    assert!(carried.iter().all(|(flow, _)| flow.lambda_calls().len() == 1));
}

#[test]
fn unknown_blocks_and_odd_values_come_out_as_they_went_in() {
    let odd = json!({
        "Version": "2019-10-30",
        "Future": {"b": 1, "a": [null]},
        "Actions": [
            {"Identifier": "x", "Type": "InvokeTeleporter", "Parameters": {"z": 1, "a": {"b": []}},
                "Transitions": {"NextAction": "end", "Sideways": true}, "New": 1.5},
            17, null, "text", [],
            {"Type": "Wait"},
            end("end"),
        ],
        "StartAction": "x",
    });
    assert_eq!(read_flow(odd.clone()).to_value(), odd);
    assert_eq!(read_flow(odd.clone()).to_value().to_string(), odd.to_string(), "order of keys");
    for actions in [json!(null), json!({"a": 1}), json!("none"), json!([])] {
        let odd = json!({"Version": "2019-10-30", "Actions": actions});
        assert_eq!(read_flow(odd.clone()).to_value(), odd);
    }
    let legacy =
        legacy_of(&[module("x", "Odd", "Thing", &json!({"not": "a list"}), "x"), json!(3)]);
    assert_eq!(read_flow(legacy.clone()).to_value(), legacy);
}

#[test]
fn both_formats_yield_one_model() {
    let language = flow_of(&[json!({
    "Identifier": "menu", "Type": "GetParticipantInput", "Parameters": {},
    "Transitions": {
        "NextAction": "a",
        "Errors": [{"ErrorType": "InputTimeLimitExceeded", "NextAction": "b"}],
        "Conditions": [{"NextAction": "c", "Condition": {"Operator": "Equals", "Operands": ["1"]}},
            {"NextAction": "d", "Condition": {"Operator": "And", "Operands": [{"Operator": "Equals", "Operands": ["2"]}]}}],
    }})]);
    let legacy = legacy_of(&[json!({
    "id": "menu", "type": "GetUserInput", "target": "Digits", "parameters": [],
    "branches": [
        {"condition": "Success", "transition": "a"},
        {"condition": "Timeout", "transition": "b"},
        {"condition": "Evaluate", "conditionType": "Equals", "conditionValue": "1", "transition": "c"},
        {"condition": "Looping", "transition": "d"},
    ]})]);
    let told = [language, legacy].map(|value| {
        let flow = read_flow(value);
        let ways = flow.actions[0].transitions.iter();
        let ways: Vec<String> = ways.map(|way| format!("{:?} -> {}", way.on, way.to)).collect();
        format!("{}\n  {}", flow.actions[0].kind, ways.join("\n  "))
    });
    insta::assert_snapshot!(told.join("\n"), @r#"
    GetParticipantInput
      Next -> a
      Error("InputTimeLimitExceeded") -> b
      Condition { operator: "Equals", operands: ["1"] } -> c
      Condition { operator: "And", operands: ["{\"Operator\":\"Equals\",\"Operands\":[\"2\"]}"] } -> d
    GetParticipantInput
      Next -> a
      Error("Timeout") -> b
      Condition { operator: "Equals", operands: ["1"] } -> c
      Condition { operator: "Equals", operands: ["Looping"] } -> d
    "#);
}
