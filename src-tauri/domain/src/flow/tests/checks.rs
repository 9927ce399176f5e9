//! What the reader remarks.

use super::*;

#[test]
fn the_structure_is_checked() {
    let mut odd = flow_of(&[
        action("a", "MessageParticipant", &json!({}), "gone"),
        action("a", "MessageParticipant", &json!({}), "b"),
        action("", "Wait", &json!({}), "a"),
        action("lonely", "Wait", &json!({}), "a"),
        action("per%cent", "InvokeTeleporter", &json!({}), "a"),
        action(&"x".repeat(51), "", &json!({}), "a"),
        json!(7),
        json!({"Identifier": "ways", "Type": "Wait", "Transitions": {"NextAction": 3,
            "Errors": {"a": 1}, "Conditions": [{"Condition": {}}, 9]}}),
        json!({"Identifier": "no ways", "Type": "Wait", "Transitions": []}),
        end("b"),
    ]);
    odd["Version"] = "2030-01-01".into();
    insta::assert_snapshot!(remarks(odd), @r"
    warning malformed-transition: [ways] A transition has no `NextAction`. Export the flow again, or name the action that comes next.
    warning malformed-transition: [ways] `Errors` of the transitions is not a list. Export the flow again, or name the action that comes next.
    warning malformed-transition: [ways] A transition has no `NextAction`. Export the flow again, or name the action that comes next.
    warning malformed-transition: [ways] A transition has no `NextAction`. Export the flow again, or name the action that comes next.
    warning malformed-transition: [no ways] `Transitions` is not an object. Export the flow again, or name the action that comes next.
    warning unknown-version: The flow says version `2030-01-01`, which is not known. The program reads it as `2019-10-30`; compare the result with the console.
    error duplicate-identifier: [a] Two actions are called `a`. Give each action its own identifier.
    error missing-identifier: Action 3 of the list (`Wait`) has no identifier. Give it one, so that other actions can lead to it.
    warning invalid-identifier: [per%cent] The identifier `per%cent` has `%`, which is not allowed. Rename the action wherever the flow names it.
    info unknown-action-type: [per%cent] Actions of type `InvokeTeleporter` are not known. It is kept as it is; whether it calls a function cannot be told.
    warning invalid-identifier: [xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx] The identifier `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx` has 51 characters; 50 are allowed. Rename the action wherever the flow names it.
    info unknown-action-type: [xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx] The action has no type. It is kept as it is; whether it calls a function cannot be told.
    error malformed-action: Action 7 of the list is not an object. Take it out of the list, or export the flow again.
    error dangling-transition: [a] The action leads to `gone`, which is not there. Connect the branch to an action of this flow.
    info unreachable-action: [a] No path leads from the start to the action. Connect it, or delete it.
    info unreachable-action: [] No path leads from the start to the action. Connect it, or delete it.
    info unreachable-action: [lonely] No path leads from the start to the action. Connect it, or delete it.
    info unreachable-action: [per%cent] No path leads from the start to the action. Connect it, or delete it.
    info unreachable-action: [xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx] No path leads from the start to the action. Connect it, or delete it.
    info unreachable-action: [] No path leads from the start to the action. Connect it, or delete it.
    info unreachable-action: [ways] No path leads from the start to the action. Connect it, or delete it.
    info unreachable-action: [no ways] No path leads from the start to the action. Connect it, or delete it.
    info unreachable-action: [b] No path leads from the start to the action. Connect it, or delete it.
    ");
}

#[test]
fn a_start_must_be_there() {
    let missing = json!({"Version": "2019-10-30", "Actions": [end("end")]});
    let dangling = json!({"Version": "2019-10-30", "StartAction": "x", "Actions": [end("end")]});
    let empty = json!({"Version": "2019-10-30", "StartAction": "", "Actions": []});
    let unversioned = json!({"StartAction": "end", "Actions": [end("end")]});
    let legacy = json!({"modules": [], "version": 2, "start": "x"});
    let told = [missing, dangling, empty, unversioned, legacy].map(remarks);
    insta::assert_snapshot!(told.join("\n--\n"), @r"
    error missing-start: The flow does not say which action it starts with. Connect the entry point to an action and export the flow again.
    --
    error dangling-start: The flow starts with `x`, which is not there. Connect the entry point to an action and export the flow again.
    --
    error no-actions: The flow has no actions. Export the flow again.
    error missing-start: The flow does not say which action it starts with. Connect the entry point to an action and export the flow again.
    --
    warning unknown-version: The flow says no version. The program reads it as `2019-10-30`; compare the result with the console.
    --
    warning unknown-version: The flow says version `2`, which is not known. The program reads it as `1`; compare the result with the console.
    error no-actions: The flow has no actions. Export the flow again.
    error dangling-start: The flow starts with `x`, which is not there. Connect the entry point to an action and export the flow again.
    ");
}

#[test]
fn functions_and_time_limits_are_checked() {
    let limited = |id: &str, limit: Value, kind: &str| {
        action(
            id,
            "InvokeLambdaFunction",
            &json!({"LambdaFunctionARN": PROD, "InvocationTimeLimitSeconds": limit, "InvocationType": kind}),
            "",
        )
    };
    let chat = |id: &str, enabled: &str, arn: &str| {
        let processor = json!({"ProcessingEnabled": enabled, "LambdaProcessorARN": arn});
        action(id, "UpdateContactMediaProcessing", &json!({"ChatProcessor": processor}), "")
    };
    let mut value = flow_of(&[
        limited("one", "1".into(), ""),
        limited("eight", 8.into(), "SYNCHRONOUS"),
        limited("nine", "9".into(), ""),
        limited("zero", "0".into(), ""),
        limited("a minute", "60".into(), "ASYNCHRONOUS"),
        limited("over a minute", "61".into(), "ASYNCHRONOUS"),
        limited("soon", "soon".into(), ""),
        limited("half", "2.5".into(), ""),
        limited("from outside", "$.Attributes.t".into(), ""),
        limited("template", "${timeout}".into(), ""),
        invoke("unqualified", "arn:aws:lambda:eu-central-1:111122223333:function:orders", ""),
        invoke("no colon", "arn:aws:lambda:eu-central-1:111122223333:functionorders:PROD", ""),
        invoke("short account", "arn:aws:lambda:eu-central-1:1111:function:orders", ""),
        invoke("name", "orders", ""),
        invoke("to fill in", "${FunctionArn}", ""),
        invoke("to fill in, and wrong", "arn:aws:lambda:<REGION>:<ACCOUNT>:function<NAME>", ""),
        invoke(
            "region from outside",
            "arn:aws:lambda:$.AwsRegion:111122223333:function:orders",
            "",
        ),
        invoke("none", "", ""),
        invoke("dynamic", "$.Attributes.fn", ""),
        chat("chat", "True", "$.Attributes.fn"),
        chat("chat off", "False", PROD),
        action("to nowhere", "TransferToFlow", &json!({}), ""),
    ]);
    value["Actions"].as_array_mut().expect("actions").iter_mut().for_each(|action| {
        action["Transitions"] = json!({});
    });
    let reached: Vec<String> = remarks(value)
        .lines()
        .filter(|line| !line.contains("unreachable-action"))
        .map(str::to_owned)
        .collect();
    insta::assert_snapshot!(reached.join("\n"), @r"
    warning invalid-identifier: [to fill in, and wrong] The identifier `to fill in, and wrong` has `,`, which is not allowed. Rename the action wherever the flow names it.
    error time-limit-out-of-range: [nine] The time limit `9` is not within 1 to 8 seconds. Set a number from 1 to 8.
    error time-limit-out-of-range: [zero] The time limit `0` is not within 1 to 8 seconds. Set a number from 1 to 8.
    error time-limit-out-of-range: [over a minute] The time limit `61` is not within 1 to 60 seconds. Set a number from 1 to 60.
    error time-limit-not-a-number: [soon] The time limit `soon` is not a whole number of seconds. Set a number from 1 to 8.
    error time-limit-not-a-number: [half] The time limit `2.5` is not a whole number of seconds. Set a number from 1 to 8.
    error time-limit-not-a-number: [from outside] The time limit `$.Attributes.t` is not a whole number of seconds. Set a number from 1 to 8.
    info chat-processor-disabled: [chat off] The chat processor `arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD` is named but switched off. It is not counted as a call; set `ProcessingEnabled` to `True` to use it.
    error malformed-function-arn: [no colon] The function ARN `arn:aws:lambda:eu-central-1:111122223333:functionorders:PROD` is malformed: there is no colon after `function` in `functionorders`. An ARN reads `arn:aws:lambda:REGION:ACCOUNT:function:NAME:ALIAS`; compare it part by part.
    error malformed-function-arn: [short account] The function ARN `arn:aws:lambda:eu-central-1:1111:function:orders` is malformed: `1111` stands where the account id belongs. An ARN reads `arn:aws:lambda:REGION:ACCOUNT:function:NAME:ALIAS`; compare it part by part.
    error malformed-function-arn: [name] The function ARN `orders` is malformed: it does not begin with `arn:`. An ARN reads `arn:aws:lambda:REGION:ACCOUNT:function:NAME:ALIAS`; compare it part by part.
    warning template-function-arn: [to fill in] The function ARN `${FunctionArn}` is still to be filled in. Fill the template in before the flow goes to AWS.
    error malformed-function-arn: [to fill in, and wrong] The function ARN `arn:aws:lambda:<REGION>:<ACCOUNT>:function<NAME>` is malformed: there is no colon after `function` in `function<NAME>`. An ARN reads `arn:aws:lambda:REGION:ACCOUNT:function:NAME:ALIAS`; compare it part by part.
    error missing-function-arn: [none] The action names no function. Choose a function, best by an alias, in the block.
    error function-arn-not-static: [chat] The chat processor is `$.Attributes.fn`. A chat processor must be a fixed ARN; write the ARN itself.
    warning missing-flow-id: [to nowhere] The action names no flow. Choose the flow in the block.
    ");
}

#[test]
fn sizes_are_checked_against_what_amazon_connect_takes() {
    let chain = |count: usize| {
        let actions = (0..count).map(|number| {
            let next = if number + 1 == count { String::new() } else { format!("a{}", number + 1) };
            action(&format!("a{number}"), "Wait", &json!({}), &next)
        });
        flow_of(&actions.collect::<Vec<_>>())
    };
    assert_eq!(remarks(chain(250)), "");
    let code = |value: Value| {
        let (_, found) =
            read(&serde_json::to_string_pretty(&value).expect("text")).expect("a flow");
        found.into_iter().map(|it| it.code).collect::<Vec<_>>()
    };
    assert_eq!(code(chain(251)), [Code::TooManyActions]);
    let long = |length: usize| {
        let text = "ä".repeat(length);
        let mut value = flow_of(&[action("a", "MessageParticipant", &json!({"Text": text}), "")]);
        value["Actions"][0]["Transitions"] = json!({});
        value
    };
    let rest = long(0).to_string().chars().count();
    assert_eq!(code(long(256_000 - rest)), []);
    assert_eq!(code(long(256_001 - rest)), [Code::ContentTooLong]);
}

#[test]
fn a_repaired_text_is_said_to_be_one() {
    let text = r#"{"Version": "2019-10-30", "StartAction": "a", "Actions": [{"Identifier": "a",
        "Type": "InvokeLambdaFunction", "Parameters": {"LambdaFunctionARN": ${arn}}}]}"#;
    let (flow, found) = read(text).expect("a flow");
    let told: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(flow.lambda_calls()[0].target.text().as_deref(), Some("${arn}"));
    insta::assert_snapshot!(told.join("\n"), @r"
    warning repaired-text: The text is not JSON as it stands: a placeholder outside of quotes was taken as text. Fill the template in, or correct the text, before it goes to AWS.
    warning template-function-arn: [a] The function ARN `${arn}` is still to be filled in. Fill the template in before the flow goes to AWS.
    ");
}
