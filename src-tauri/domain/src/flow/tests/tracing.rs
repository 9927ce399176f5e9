//! Where an attribute's value comes from, path by path.

use super::*;

const ATTRIBUTE: &str = "$.Attributes.fn";

fn set(id: &str, value: &str, next: &str) -> Value {
    action(id, "UpdateContactAttributes", &json!({"Attributes": {"fn": value}}), next)
}

fn set_or(id: &str, value: &str, next: &str, error: &str) -> Value {
    fallible(id, "UpdateContactAttributes", &json!({"Attributes": {"fn": value}}), next, error)
}

fn branch(id: &str, one: &str, other: &str) -> Value {
    let mut compare = action(id, "Compare", &json!({"ComparisonValue": "$.Channel"}), one);
    compare["Transitions"]["Conditions"] = json!([{"NextAction": other,
        "Condition": {"Operator": "Equals", "Operands": ["CHAT"]}}]);
    compare
}

/// The origins of the function of the action `call`.
fn origins(value: Value) -> String {
    let flow = read_flow(value);
    let calls = flow.lambda_calls();
    let call = calls.iter().find(|call| call.action.as_str() == "call").expect("a call");
    let CallTarget::Dynamic(dynamic) = &call.target else { panic!("{:?}", call.target) };
    let lines = dynamic.origins.iter().map(|origin| {
        let unless = if origin.only_if_setting_failed { " (only if setting failed)" } else { "" };
        format!("  {:?}{unless}", origin.source)
    });
    let sure = if dynamic.decided_at_run_time() { "decided at run time" } else { "settled" };
    format!("{sure} {:?}\n{}", dynamic.constants(), lines.collect::<Vec<_>>().join("\n"))
}

type Scenario = (&'static str, Vec<Value>);

fn told(scenarios: Vec<Scenario>) -> String {
    let told = scenarios
        .into_iter()
        .map(|(name, actions)| format!("{name}: {}", origins(flow_of(&actions))));
    told.collect::<Vec<_>>().join("\n")
}

fn call() -> Value {
    invoke("call", ATTRIBUTE, "end")
}

#[test]
fn the_last_setter_on_each_path_decides() {
    let scenarios: Vec<Scenario> = vec![
        ("set before", vec![set("s", PROD, "call"), call(), end("end")]),
        ("set nowhere", vec![call(), end("end")]),
        ("set after only", vec![call(), set("s", PROD, "end"), end("end")]),
        (
            "the later one wins",
            vec![set("s", "old", "t"), set("t", "new", "call"), call(), end("end")],
        ),
        (
            "one on each path",
            vec![
                branch("b", "s", "t"),
                set("s", "one", "call"),
                set("t", "two", "call"),
                call(),
                end("end"),
            ],
        ),
        (
            "set on one path only",
            vec![branch("b", "s", "call"), set("s", "one", "call"), call(), end("end")],
        ),
        ("setting may fail", vec![set_or("s", "one", "call", "call"), call(), end("end")]),
        (
            "the second setting may fail",
            vec![set("s", "one", "t"), set_or("t", "two", "call", "call"), call(), end("end")],
        ),
        ("only the failed path calls", vec![set_or("s", "one", "end", "call"), call(), end("end")]),
        (
            "in a loop, set behind the call",
            vec![invoke("call", ATTRIBUTE, "s"), set("s", "one", "call")],
        ),
        ("set in a part that no path reaches", vec![call(), end("end"), set("s", "one", "call")]),
    ];
    insta::assert_snapshot!(told(scenarios), @r#"
    set before: settled ["arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD"]
      Constant { value: "arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD", set_by: ActionId("s") }
    set nowhere: decided at run time []
      Outside
    set after only: decided at run time []
      Outside
    the later one wins: settled ["new"]
      Constant { value: "new", set_by: ActionId("t") }
    one on each path: settled ["one", "two"]
      Constant { value: "one", set_by: ActionId("s") }
      Constant { value: "two", set_by: ActionId("t") }
    set on one path only: decided at run time ["one"]
      Constant { value: "one", set_by: ActionId("s") }
      Outside
    setting may fail: settled ["one"]
      Constant { value: "one", set_by: ActionId("s") }
      Outside (only if setting failed)
    the second setting may fail: settled ["two", "one"]
      Constant { value: "two", set_by: ActionId("t") }
      Constant { value: "one", set_by: ActionId("s") } (only if setting failed)
    only the failed path calls: decided at run time []
      Outside (only if setting failed)
    in a loop, set behind the call: decided at run time ["one"]
      Outside
      Constant { value: "one", set_by: ActionId("s") }
    set in a part that no path reaches: decided at run time []
      Outside
    "#);
}

#[test]
fn what_is_not_a_plain_text_is_decided_at_run_time() {
    let scenarios: Vec<Scenario> = vec![
        ("set to another reference", vec![set("s", "$.External.fn", "call"), call(), end("end")]),
        (
            "set to a text with a reference",
            vec![set("s", "fn-$.Channel", "call"), call(), end("end")],
        ),
        ("set to nothing", vec![set("s", "", "call"), call(), end("end")]),
        (
            "a module on the way",
            vec![
                set("s", "one", "m"),
                action("m", "InvokeFlowModule", &json!({"FlowModuleId": "x"}), "call"),
                call(),
                end("end"),
            ],
        ),
        (
            "another attribute, another contact, a key from outside",
            vec![
                action("s", "UpdateContactAttributes", &json!({"Attributes": {"FN": "one"}}), "r"),
                action(
                    "r",
                    "UpdateContactAttributes",
                    &json!({"Attributes": {"fn": "two"}, "TargetContact": "Related"}),
                    "k",
                ),
                action(
                    "k",
                    "UpdateContactAttributes",
                    &json!({"Attributes": {"$.External.k": "3"}}),
                    "call",
                ),
                call(),
                end("end"),
            ],
        ),
    ];
    insta::assert_snapshot!(told(scenarios), @r#"
    set to another reference: decided at run time []
      RunTime { expression: "$.External.fn", set_by: ActionId("s") }
    set to a text with a reference: decided at run time []
      RunTime { expression: "fn-$.Channel", set_by: ActionId("s") }
    set to nothing: settled [""]
      Constant { value: "", set_by: ActionId("s") }
    a module on the way: decided at run time ["one"]
      Module { invoked_by: ActionId("m") }
      Constant { value: "one", set_by: ActionId("s") }
    another attribute, another contact, a key from outside: decided at run time []
      RunTime { expression: "$.External.k", set_by: ActionId("k") }
      Outside
    "#);
}

#[test]
fn attributes_of_the_flow_are_their_own() {
    let set = |value: Value| {
        action("s", "UpdateFlowAttributes", &json!({"FlowAttributes": {"fn": value}}), "m")
    };
    let module = || action("m", "InvokeFlowModule", &json!({"FlowModuleId": "x"}), "call");
    let told = [
        (set(json!({"Value": "one"})), "$.FlowAttributes.fn"),
        (set(json!("bare")), "$.FlowAttributes['fn']"),
        (set(json!({"Value": "one"})), "$.Attributes.fn"),
        (set(json!({"Value": "one"})), "$.External.fn"),
    ]
    .map(|(setter, reference)| {
        let actions = vec![setter, module(), invoke("call", reference, "end"), end("end")];
        format!("{reference}: {}", origins(flow_of(&actions)))
    });
    insta::assert_snapshot!(told.join("\n"), @r#"
    $.FlowAttributes.fn: settled ["one"]
      Constant { value: "one", set_by: ActionId("s") }
    $.FlowAttributes['fn']: settled ["bare"]
      Constant { value: "bare", set_by: ActionId("s") }
    $.Attributes.fn: decided at run time []
      Module { invoked_by: ActionId("m") }
      Outside
    $.External.fn: decided at run time []
      Outside
    "#);
}

#[test]
fn legacy_setters_are_traced() {
    let parameter = |name: &str, key: &str, value: &str, namespace: Value| json!({"name": name, "key": key, "value": value, "namespace": namespace});
    let call = || {
        let function = parameter("FunctionArn", "", "fn", "User Defined".into());
        module("call", "InvokeExternalResource", "Lambda", &json!([function]), "")
    };
    let told = [
        json!([parameter("Attribute", "fn", PROD, Value::Null)]),
        json!([
            parameter("Attribute", "fn", "old", Value::Null),
            parameter("Attribute", "fn", "new", Value::Null)
        ]),
        json!([parameter("Attribute", "fn", "answer", "External".into())]),
        json!([parameter("Attribute", "other", "x", Value::Null)]),
    ]
    .map(|parameters| {
        origins(legacy_of(&[module("s", "SetAttributes", "", &parameters, "call"), call()]))
    });
    insta::assert_snapshot!(told.join("\n"), @r#"
    settled ["arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD"]
      Constant { value: "arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD", set_by: ActionId("s") }
    settled ["new"]
      Constant { value: "new", set_by: ActionId("s") }
    decided at run time []
      RunTime { expression: "$.External.answer", set_by: ActionId("s") }
    decided at run time []
      Outside
    "#);
}

#[test]
fn traced_constants_become_candidates() {
    let flow = read_flow(flow_of(&[
        branch("b", "s", "t"),
        set("s", PROD, "call"),
        set("t", "fill me in", "call"),
        invoke("call", ATTRIBUTE, ""),
    ]));
    let CallTarget::Dynamic(dynamic) = &flow.lambda_calls()[0].target else { panic!("dynamic") };
    let kinds: Vec<&str> = dynamic.candidates().iter().map(CallTarget::kind).collect();
    assert_eq!(kinds, ["literal", "placeholder"]);
}
