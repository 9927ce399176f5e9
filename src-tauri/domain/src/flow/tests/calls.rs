//! Which function each block calls, and how.

use super::*;

fn told(call: &LambdaCall) -> String {
    let LambdaCall { action, kind, target, time_limit_seconds, invocation, response } = call;
    let qualifier = target.qualifier().map(ToString::to_string);
    format!(
        "{action} {kind} {}:{} qualifier={} limit={time_limit_seconds:?} {invocation:?} {response:?}",
        target.kind(),
        target.text().unwrap_or_default(),
        qualifier.unwrap_or_default(),
    )
}

fn calls(value: Value) -> String {
    read_flow(value).lambda_calls().iter().map(told).collect::<Vec<_>>().join("\n")
}

fn with(id: &str, kind: &str, parameters: &Value) -> Value {
    action(id, kind, parameters, "")
}

#[test]
fn each_block_that_names_a_function_is_a_call() {
    let chat = |enabled: Value| json!({"ChatProcessor": {"ProcessingEnabled": enabled, "LambdaProcessorARN": PROD}});
    let value = flow_of(&[
        invoke("plain", PROD, "all"),
        with(
            "all",
            "InvokeLambdaFunction",
            &json!({"LambdaFunctionARN": PROD,
            "InvocationTimeLimitSeconds": 60, "InvocationType": "ASYNCHRONOUS",
            "ResponseValidation": {"ResponseType": "JSON"}, "NotKnownYet": {}}),
        ),
        with("nothing", "InvokeLambdaFunction", &json!({})),
        with("empty", "InvokeLambdaFunction", &json!({"LambdaFunctionARN": " "})),
        with(
            "odd",
            "InvokeLambdaFunction",
            &json!({"LambdaFunctionARN": {"Value": PROD},
            "InvocationTimeLimitSeconds": "soon", "InvocationType": "LATER",
            "ResponseValidation": {"ResponseType": "XML"}}),
        ),
        with("chat", "UpdateContactMediaProcessing", &chat("True".into())),
        with("chat off", "UpdateContactMediaProcessing", &chat("False".into())),
        with("chat off too", "UpdateContactMediaProcessing", &chat(false.into())),
        with("chat unsaid", "UpdateContactMediaProcessing", &chat(Value::Null)),
        with(
            "chat without",
            "UpdateContactMediaProcessing",
            &json!({"ChatProcessor": {"ProcessingEnabled": "True"}}),
        ),
        with("voice", "UpdateContactMediaProcessing", &json!({})),
        with("not a call", "MessageParticipant", &json!({"Text": PROD})),
        json!({"Identifier": "bare", "Type": "InvokeLambdaFunction"}),
        end("end"),
    ]);
    insta::assert_snapshot!(calls(value), @r#"
    plain InvokeLambdaFunction literal:arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD qualifier=PROD limit=Some(3) Synchronous StringMap
    all InvokeLambdaFunction literal:arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD qualifier=PROD limit=Some(60) Asynchronous Json
    nothing InvokeLambdaFunction missing: qualifier= limit=None Synchronous StringMap
    empty InvokeLambdaFunction missing: qualifier= limit=None Synchronous StringMap
    odd InvokeLambdaFunction placeholder:{"Value":"arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD"} qualifier= limit=None Unknown("LATER") Unknown("XML")
    chat UpdateContactMediaProcessing literal:arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD qualifier=PROD limit=None Synchronous StringMap
    chat unsaid UpdateContactMediaProcessing literal:arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD qualifier=PROD limit=None Synchronous StringMap
    chat without UpdateContactMediaProcessing missing: qualifier= limit=None Synchronous StringMap
    bare InvokeLambdaFunction missing: qualifier= limit=None Synchronous StringMap
    "#);
}

#[test]
fn legacy_blocks_are_calls_too() {
    let function = |value: &str, namespace: Value| {
        json!([{"name": "FunctionArn", "value": value, "namespace": namespace},
            {"name": "TimeLimit", "value": "8"},
            {"name": "Parameter", "key": "k", "value": "v", "namespace": null}])
    };
    let invoke = |id: &str, parameters: &Value| {
        module(id, "InvokeExternalResource", "Lambda", parameters, "")
    };
    let value = legacy_of(&[
        invoke("literal", &function(PROD, Value::Null)),
        invoke("attribute", &function("use_function", "User Defined".into())),
        invoke("external", &function("fn", "External".into())),
        invoke("system", &function("Queue name", "System".into())),
        invoke("path", &function("$.Attributes.fn", Value::Null)),
        invoke("name", &function("ContactLookup", Value::Null)),
        invoke("none", &json!([])),
        module("other", "InvokeExternalResource", "Robot", &function(PROD, Value::Null), ""),
    ]);
    insta::assert_snapshot!(calls(value), @r"
    literal InvokeLambdaFunction literal:arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD qualifier=PROD limit=Some(8) Synchronous StringMap
    attribute InvokeLambdaFunction dynamic:$.Attributes.use_function qualifier= limit=Some(8) Synchronous StringMap
    external InvokeLambdaFunction dynamic:$.External.fn qualifier= limit=Some(8) Synchronous StringMap
    system InvokeLambdaFunction dynamic:System: Queue name qualifier= limit=Some(8) Synchronous StringMap
    path InvokeLambdaFunction dynamic:$.Attributes.fn qualifier= limit=Some(8) Synchronous StringMap
    name InvokeLambdaFunction placeholder:ContactLookup qualifier= limit=Some(8) Synchronous StringMap
    none InvokeLambdaFunction missing: qualifier= limit=None Synchronous StringMap
    ");
}

#[test]
fn a_text_is_a_literal_only_if_it_is_a_whole_arn() {
    let told = [
        PROD,
        "arn:aws:lambda:eu-central-1:111122223333:function:orders",
        "arn:aws-us-gov:lambda:us-gov-west-1:111122223333:function:orders:$LATEST",
        "arn:aws:lambda:eu-central-1:111122223333:function:orders:12",
        "arn:aws:lambda:$.AwsRegion:${ACCOUNT}:function:orders:PROD",
        "arn:aws:lambda:$.AwsRegion:111122223333:function:orders:PROD",
        "arn:aws:lambda:$['AwsRegion']:111122223333:function:$.Attributes.fn",
        "arn:aws:lambda:$.AwsRegion:111122223333:functionorders",
        "{{lambdaFunctions.connectloadstate.arn}}",
        "%%INVOKE_TELEPHONY_FUNCTION_ARN%%",
        "SELECT LAMBDA TO VIEW",
        "arn:aws:lambda:eu-central-1:DUMMY:function:orders",
        "orders:PROD",
        "$.Attributes.fn",
        "$.Attributes.a-$.Attributes.b",
    ]
    .map(|text| {
        let flow = read_flow(flow_of(&[invoke("call", text, "")]));
        let target = flow.lambda_calls().remove(0).target;
        let more = match &target {
            CallTarget::Placeholder(it) => format!(
                "{:?} name={:?} in eu-west-1: {:?}",
                it.reason,
                it.name,
                it.in_region("eu-west-1").map(|arn| arn.to_string())
            ),
            CallTarget::Literal(_) | CallTarget::Dynamic(_) | CallTarget::Missing => String::new(),
        };
        let qualifier = target.qualifier().map(ToString::to_string);
        format!("{text}\n    {} {qualifier:?} {more}", target.kind()).trim_end().to_owned()
    });
    insta::assert_snapshot!(told.join("\n"), @r#"
    arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD
        literal Some("PROD")
    arn:aws:lambda:eu-central-1:111122223333:function:orders
        literal None
    arn:aws-us-gov:lambda:us-gov-west-1:111122223333:function:orders:$LATEST
        literal Some("$LATEST")
    arn:aws:lambda:eu-central-1:111122223333:function:orders:12
        literal Some("12")
    arn:aws:lambda:$.AwsRegion:${ACCOUNT}:function:orders:PROD
        placeholder Some("PROD") Template { fault: None } name=Some("orders") in eu-west-1: None
    arn:aws:lambda:$.AwsRegion:111122223333:function:orders:PROD
        placeholder Some("PROD") Reference { references: ["$.AwsRegion"], fault: None } name=Some("orders") in eu-west-1: Some("arn:aws:lambda:eu-west-1:111122223333:function:orders:PROD")
    arn:aws:lambda:$['AwsRegion']:111122223333:function:$.Attributes.fn
        placeholder None Reference { references: ["$['AwsRegion']", "$.Attributes.fn"], fault: None } name=None in eu-west-1: None
    arn:aws:lambda:$.AwsRegion:111122223333:functionorders
        placeholder None Reference { references: ["$.AwsRegion"], fault: Some("there is no colon after `function` in `functionorders`") } name=None in eu-west-1: None
    {{lambdaFunctions.connectloadstate.arn}}
        placeholder None Template { fault: None } name=None in eu-west-1: None
    %%INVOKE_TELEPHONY_FUNCTION_ARN%%
        placeholder None Template { fault: None } name=None in eu-west-1: None
    SELECT LAMBDA TO VIEW
        placeholder None Malformed { fault: "it does not begin with `arn:`" } name=None in eu-west-1: None
    arn:aws:lambda:eu-central-1:DUMMY:function:orders
        placeholder None Malformed { fault: "`DUMMY` stands where the account id belongs" } name=Some("orders") in eu-west-1: None
    orders:PROD
        placeholder None Malformed { fault: "it does not begin with `arn:`" } name=None in eu-west-1: None
    $.Attributes.fn
        dynamic None
    $.Attributes.a-$.Attributes.b
        placeholder None Reference { references: ["$.Attributes.a-", "$.Attributes.b"], fault: None } name=None in eu-west-1: None
    "#);
}
