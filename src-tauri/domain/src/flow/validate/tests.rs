//! Scenario tables of the validation.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::flow::tests::{
    PROD, action, end, fallible, flow_of, invoke, json_value, legacy_of, read_flow,
};

fn told(value: Value) -> String {
    validate(&read_flow(value)).iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn call(limit: &str, next: &str, error: &str) -> Value {
    let parameters = json!({"LambdaFunctionARN": PROD, "InvocationTimeLimitSeconds": limit});
    fallible("call", "InvokeLambdaFunction", &parameters, next, error)
}

#[test]
fn a_good_flow_has_no_problem() {
    let say = action("say", "MessageParticipant", &json!({"Text": "Hello."}), "end");
    assert_eq!(told(flow_of(&[call("8", "say", "end"), say, end("end")])), "");
}

#[test]
fn the_flow_as_a_whole() {
    let dangling_start = {
        let mut flow = flow_of(&[call("3", "end", "end"), end("end")]);
        flow["StartAction"] = "nobody".into();
        flow
    };
    let cases = [
        ("no blocks", flow_of(&[])),
        ("dangling start", dangling_start),
        ("legacy", legacy_of(&[])),
        ("twice", flow_of(&[end("end"), end("end")])),
        ("unreachable", flow_of(&[end("end"), call("3", "end", "end")])),
        ("odd identifier", flow_of(&[end("a/b")])),
        (
            "unknown version",
            json!({"Version": "2030-01-01", "StartAction": "end", "Actions": [end("end")]}),
        ),
    ];
    let told = cases.map(|(name, flow)| format!("{name}:\n{}", told(flow)));
    insta::assert_snapshot!(told.join("\n"), @r"
    no blocks:
    refused: The flow has no actions. Export the flow again.
    refused: The flow does not say which action it starts with. Connect the entry point to an action and export the flow again.
    dangling start:
    refused: The flow starts with `nobody`, which is not there. Connect the entry point to an action and export the flow again.
    legacy:
    refused: The flow is in the console's old export format, which the API does not take. Convert it to the Flow language first.
    twice:
    refused: [end] Two actions are called `end`. Give each action its own identifier.
    advice: [end] No path leads from the start to the action. Connect it, or delete it.
    unreachable:
    advice: [call] No path leads from the start to the action. Connect it, or delete it.
    odd identifier:
    refused: [a/b] The identifier `a/b` has `/`, which is not allowed. Rename the action wherever the flow names it.
    unknown version:
    refused: The flow says version `2030-01-01`, which is not known. The program reads it as `2019-10-30`; compare the result with the console.
    ");
}

#[test]
fn branches_lead_somewhere() {
    let wait = |conditions: Value| {
        let mut wait = fallible(
            "wait",
            "Wait",
            &json!({"TimeLimitSeconds": "5", "Events": ["CustomerReturned"]}),
            "end",
            "end",
        );
        wait["Transitions"]["Conditions"] = conditions;
        wait
    };
    let on = |word: &str| json!({"NextAction": "end", "Condition": {"Operator": "Equals", "Operands": [word]}});
    let keys = json!({"Text": "1 or 2?", "StoreInput": "False", "InputTimeLimitSeconds": "5"});
    let number = json!({"ThirdPartyPhoneNumber": "+4930123456", "ContinueFlowExecution": "True"});
    let cases = [
        ("no error branch", invoke("call", PROD, "end")),
        ("dangling", call("3", "nobody", "end")),
        ("dangling error", call("3", "end", "nobody")),
        (
            "nothing next",
            fallible("a", "UpdateContactAttributes", &json!({"Attributes": {}}), "", "end"),
        ),
        ("ends and goes on", action("bye", "DisconnectParticipant", &json!({}), "end")),
        ("ends and fails", fallible("bye", "EndFlowExecution", &json!({}), "", "end")),
        ("compare", action("a", "Compare", &json!({"ComparisonValue": "$.Channel"}), "end")),
        ("queue", fallible("a", "TransferContactToQueue", &json!({}), "end", "end")),
        ("keys", fallible("a", "GetParticipantInput", &keys, "end", "end")),
        ("number", fallible("a", "TransferParticipantToThirdParty", &number, "end", "end")),
        ("wait, well", wait(json!([on("WaitCompleted"), on("CustomerReturned")]))),
        ("wait, no event", wait(json!([on("WaitCompleted")]))),
        ("loop", action("a", "Loop", &json!({"LoopCount": "3"}), "end")),
        ("unknown", action("a", "Sing", &json!({}), "end")),
    ];
    let told =
        cases.map(|(name, block)| format!("{name}:\n{}", told(flow_of(&[block, end("end")]))));
    insta::assert_snapshot!(told.join("\n"), @r"
    no error branch:
    refused: [call] The action does not say what follows `NoMatchingError`. Connect the error branch to a block.
    dangling:
    refused: [call] The action leads to `nobody`, which is not there. Connect the branch to an action of this flow.
    dangling error:
    refused: [call] The action leads to `nobody`, which is not there. Connect the branch to an action of this flow.
    nothing next:
    refused: [a] The action does not say what comes next. Connect it to a block.
    ends and goes on:
    refused: [bye] The flow ends here, but the action says what comes next. Take the connections out.
    ends and fails:
    refused: [bye] The flow ends here, but the action says what comes next. Take the connections out.
    compare:
    refused: [a] The action does not say what follows `NoMatchingCondition`. Connect the error branch to a block.
    queue:
    refused: [a] The action does not say what follows `QueueAtCapacity`. Connect the error branch to a block.
    keys:
    refused: [a] The action does not say what follows `NoMatchingCondition`. Connect the error branch to a block.
    refused: [a] The action does not say what follows `InputTimeLimitExceeded`. Connect the error branch to a block.
    number:
    refused: [a] The action does not say what follows `CallFailed`. Connect the error branch to a block.
    refused: [a] The action does not say what follows `ConnectionTimeLimitExceeded`. Connect the error branch to a block.
    wait, well:

    wait, no event:
    refused: [wait] The action does not say what follows the result `CustomerReturned`. Connect the branch to a block.
    loop:
    refused: [a] The action does not say what follows the result `ContinueLooping`. Connect the branch to a block.
    refused: [a] The action does not say what follows the result `DoneLooping`. Connect the branch to a block.
    unknown:
    advice: [a] Actions of type `Sing` are not known. It is kept as it is; whether it calls a function cannot be told.
    ");
}

#[test]
fn parameters_are_filled_in_and_in_range() {
    let cases = [
        call("0", "end", "end"),
        call("8", "end", "end"),
        call("9", "end", "end"),
        call("soon", "end", "end"),
        fallible("a", "InvokeLambdaFunction", &json!({}), "end", "end"),
        fallible("a", "InvokeLambdaFunction", &json!({"LambdaFunctionARN": ["x"]}), "end", "end"),
        fallible("a", "InvokeLambdaFunction", &json!({"LambdaFunctionARN": "<ARN>"}), "end", "end"),
        fallible(
            "a",
            "InvokeLambdaFunction",
            &json!({"LambdaFunctionARN": "$.Attributes.fn"}),
            "end",
            "end",
        ),
        fallible("a", "UpdateContactTargetQueue", &json!({}), "end", "end"),
        fallible(
            "a",
            "UpdateContactTargetQueue",
            &json!({"QueueId": "$.Attributes.q", "AgentId": "$.Attributes.a"}),
            "end",
            "end",
        ),
        fallible("a", "TransferToFlow", &json!({"ContactFlowId": ""}), "end", "end"),
        fallible("a", "MessageParticipant", &json!({}), "end", "end"),
        fallible("a", "MessageParticipant", &json!({"Text": "Hello, ${Name}."}), "end", "end"),
    ];
    let told = cases.map(|block| {
        let (kind, parameters) = (block["Type"].clone(), block["Parameters"].clone());
        format!("{kind} {parameters}:\n{}", told(flow_of(&[block, end("end")])))
    });
    insta::assert_snapshot!(told.join("\n"), @r#"
    "InvokeLambdaFunction" {"LambdaFunctionARN":"arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD","InvocationTimeLimitSeconds":"0"}:
    refused: [call] The time limit `0` is not within 1 to 8 seconds. Set a number from 1 to 8.
    "InvokeLambdaFunction" {"LambdaFunctionARN":"arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD","InvocationTimeLimitSeconds":"8"}:

    "InvokeLambdaFunction" {"LambdaFunctionARN":"arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD","InvocationTimeLimitSeconds":"9"}:
    refused: [call] The time limit `9` is not within 1 to 8 seconds. Set a number from 1 to 8.
    "InvokeLambdaFunction" {"LambdaFunctionARN":"arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD","InvocationTimeLimitSeconds":"soon"}:
    refused: [call] The time limit `soon` is not a whole number of seconds. Set a number from 1 to 8.
    "InvokeLambdaFunction" {}:
    refused: [a] The action has no parameter `LambdaFunctionARN`. Fill it in in the block.
    "InvokeLambdaFunction" {"LambdaFunctionARN":["x"]}:
    refused: [a] The function ARN `["x"]` is malformed: it is not a text. An ARN reads `arn:aws:lambda:REGION:ACCOUNT:function:NAME:ALIAS`; compare it part by part.
    "InvokeLambdaFunction" {"LambdaFunctionARN":"<ARN>"}:
    refused: [a] The function `<ARN>` cannot go out: it is still to be filled in. Choose the function that belongs there.
    "InvokeLambdaFunction" {"LambdaFunctionARN":"$.Attributes.fn"}:

    "UpdateContactTargetQueue" {}:
    refused: [a] The action has no parameter `QueueId` or `AgentId`. Fill it in in the block.
    "UpdateContactTargetQueue" {"QueueId":"$.Attributes.q","AgentId":"$.Attributes.a"}:
    refused: [a] The parameters `QueueId` and `AgentId` exclude each other. Keep one of them.
    "TransferToFlow" {"ContactFlowId":""}:
    refused: [a] No flow is chosen. Choose the flow that belongs there.
    "MessageParticipant" {}:
    refused: [a] The action has no parameter `Text` or `SSML` or `PromptId` or `Media`. Fill it in in the block.
    "MessageParticipant" {"Text":"Hello, ${Name}."}:
    advice: [a] The text `Hello, ${Name}.` looks unfinished: it is still to be filled in. Put in what belongs there.
    "#);
}

proptest! {
    /// Whatever passes has a first block and no branch that leads nowhere.
    #[test]
    fn what_passes_hangs_together(value in json_value()) {
        let flow = read_flow(json!({"Version": "2019-10-30", "StartAction": "end",
            "Actions": [value, end("end")]}));
        let problems = validate(&flow);
        if problems.iter().all(|it| it.gravity == Gravity::Advice) {
            prop_assert!(flow.start.as_ref().is_some_and(|start| flow.action(start).is_some()));
            for way in flow.actions.iter().flat_map(|it| &it.transitions) {
                prop_assert!(flow.action(&way.to).is_some());
            }
        }
        for problem in problems {
            prop_assert!(!problem.message.is_empty() && !problem.remedy.is_empty());
        }
    }
}

#[test]
fn what_a_flow_names_is_in_its_instance() {
    const HERE: &str = "arn:aws:connect:eu-central-1:111122223333:instance/here";
    const ID: &str = "8b3f6a52-7d1f-4b1e-9a0e-2f6f1c0d9e11";
    let instance: InstanceArn = HERE.parse().expect("an ARN");
    let queue = format!("{HERE}/queue/{ID}");
    let there =
        [Candidate { kind: ResourceKind::Queue, arn: queue.clone(), name: "Orders".to_owned() }];
    let judged = |text: &str| {
        let parameters = json!({"QueueId": text});
        let set = fallible("set", "UpdateContactTargetQueue", &parameters, "end", "end");
        let flow = read_flow(flow_of(&[set, end("end")]));
        let told: Vec<String> =
            validate_in(&flow, &instance, &there).iter().map(ToString::to_string).collect();
        format!("{text}: {}", told.join("\n"))
    };
    let other = "00000000-7d1f-4b1e-9a0e-2f6f1c0d9e11";
    let told = [
        judged(&queue),
        judged(ID),
        judged(other),
        judged(&queue.replace("here", "dev")),
        judged(&format!("{HERE}/queue/{other}")),
        judged(&format!("{HERE}/queue/agent/{other}")),
        judged("$.Attributes.queue"),
    ];
    insta::assert_snapshot!(told.join("\n"), @r"
    arn:aws:connect:eu-central-1:111122223333:instance/here/queue/8b3f6a52-7d1f-4b1e-9a0e-2f6f1c0d9e11: 
    8b3f6a52-7d1f-4b1e-9a0e-2f6f1c0d9e11: 
    00000000-7d1f-4b1e-9a0e-2f6f1c0d9e11: refused: [set] The queue `00000000-7d1f-4b1e-9a0e-2f6f1c0d9e11` is not in this instance. Choose the queue of this instance that takes its place.
    arn:aws:connect:eu-central-1:111122223333:instance/dev/queue/8b3f6a52-7d1f-4b1e-9a0e-2f6f1c0d9e11: refused: [set] The queue `arn:aws:connect:eu-central-1:111122223333:instance/dev/queue/8b3f6a52-7d1f-4b1e-9a0e-2f6f1c0d9e11` is of another instance. Choose the queue of this instance that takes its place.
    arn:aws:connect:eu-central-1:111122223333:instance/here/queue/00000000-7d1f-4b1e-9a0e-2f6f1c0d9e11: refused: [set] The queue `arn:aws:connect:eu-central-1:111122223333:instance/here/queue/00000000-7d1f-4b1e-9a0e-2f6f1c0d9e11` is not in this instance. Choose the queue of this instance that takes its place.
    arn:aws:connect:eu-central-1:111122223333:instance/here/queue/agent/00000000-7d1f-4b1e-9a0e-2f6f1c0d9e11: 
    $.Attributes.queue: 
    ");
}
