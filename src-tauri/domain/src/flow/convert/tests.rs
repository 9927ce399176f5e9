//! Scenario tables of the converter, over exports of our own.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::flow::model::FlowType;
use crate::flow::rewrite::resources;
use crate::flow::tests::{WORDS, json_value};
use crate::flow::validate::{Gravity, validate};
use crate::flow::{CallTarget, read, read_value};

const EVERY_BLOCK: &str = include_str!("../../../tests/fixtures/legacy/every-block");
const NOT_ALL_OF_IT: &str = include_str!("../../../tests/fixtures/legacy/not-all-of-it");

fn converted(text: &str) -> Conversion {
    convert(&read(text).expect("a flow").0)
}

/// An action in one line: what it does, with what, and where it leads.
fn line(action: &Value) -> String {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let ways = &action["Transitions"];
    let mut told = vec![text(&ways["NextAction"])];
    for error in ways["Errors"].as_array().into_iter().flatten() {
        told.push(format!("{}: {}", text(&error["ErrorType"]), text(&error["NextAction"])));
    }
    for way in ways["Conditions"].as_array().into_iter().flatten() {
        let Value::Object(condition) = &way["Condition"] else { continue };
        let (operator, operands) = (text(&condition["Operator"]), &condition["Operands"]);
        told.push(format!("{operator} {operands}: {}", text(&way["NextAction"])));
    }
    let (id, kind) = (text(&action["Identifier"]), text(&action["Type"]));
    format!("{id}: {kind} {} -> {}", action["Parameters"], told.join("; "))
}

fn lines(flow: &Flow) -> String {
    flow.actions.iter().map(|action| line(&action.raw)).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_block_has_its_counterpart() {
    let Conversion { flow, report } = converted(EVERY_BLOCK);
    assert_eq!(report.not_converted, []);
    assert_eq!(report.converted.len(), flow.actions.len());
    insta::assert_snapshot!(lines(&flow), @r##"
    log: UpdateFlowLoggingBehavior {"FlowLoggingBehavior":"Enabled"} -> voice
    voice: UpdateContactTextToSpeechVoice {"TextToSpeechVoice":"Joanna","TextToSpeechEngine":"Neural","TextToSpeechStyle":"None"} -> record
    record: UpdateContactRecordingBehavior {"RecordingBehavior":{"RecordedParticipants":["Agent","Customer"]}} -> no record
    no record: UpdateContactRecordingBehavior {"RecordingBehavior":{"RecordedParticipants":[]}} -> stream
    stream: UpdateContactMediaStreamingBehavior {"MediaStreamingState":"Enabled","Participants":[{"ParticipantType":"Customer","MediaDirections":["From","To"]}],"MediaStreamType":"Audio"} -> no stream; NoMatchingError: sorry
    no stream: UpdateContactMediaStreamingBehavior {"MediaStreamingState":"Disabled","Participants":[{"ParticipantType":"Customer","MediaDirections":["From"]}],"MediaStreamType":"Audio"} -> look up; NoMatchingError: sorry
    look up: InvokeLambdaFunction {"LambdaFunctionARN":"arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD","InvocationTimeLimitSeconds":"5","LambdaInvocationAttributes":{"channel":"$.Channel","caller":"$.CustomerEndpoint.Address"}} -> keep; NoMatchingError: sorry
    keep: UpdateContactAttributes {"Attributes":{"answered":"7","order":"$.External.order_no","queue":"$.Queue.Name","note":""}} -> which; NoMatchingError: sorry
    which: Compare {"ComparisonValue":"$.Attributes.answered"} -> hours; NoMatchingCondition: hours; Equals ["gold"]: hours; NumberGreaterThan ["3"]: menu
    hours: CheckHoursOfOperation {"HoursOfOperationId":"arn:aws:connect:eu-central-1:111122223333:instance/8b3f6a52-7d1f-4b1e-9a0e-2f6f1c0d9e11/operating-hours/1e6d3f0a-0b1c-4d2e-8f3a-4b5c6d7e8f90"} -> sorry; NoMatchingError: sorry; Equals ["True"]: menu; Equals ["False"]: sorry
    menu: GetParticipantInput {"SSML":"<speak>Press 1 or 2.</speak>","StoreInput":"False","InputTimeLimitSeconds":"5"} -> sorry; InputTimeLimitExceeded: loop; NoMatchingCondition: loop; NoMatchingError: sorry; Equals ["1"]: store; Equals ["2"]: bot
    loop: Loop {"LoopCount":"3"} -> sorry; Equals ["ContinueLooping"]: menu; Equals ["DoneLooping"]: sorry
    store: GetParticipantInput {"Text":"Please enter your number.","StoreInput":"True","InputTimeLimitSeconds":"5","InputValidation":{"CustomValidation":{"MaximumLength":"4"}},"DTMFConfiguration":{"DisableCancelKey":"False","InputTerminationSequence":"#"}} -> staffed; NoMatchingError: sorry
    bot: ConnectParticipantWithLexBot {"Text":"How can I help?","LexV2Bot":{"AliasArn":"arn:aws:lex:eu-central-1:111122223333:bot-alias/A1B2C3D4E5/E5D4C3B2A1"},"LexSessionAttributes":{"language":"en"}} -> sorry; NoMatchingCondition: sorry; NoMatchingError: sorry; Equals ["Orders"]: staffed
    staffed: CheckMetricData {"MetricType":"NumberOfAgentsOnline","AgentId":"$.External.agent_id"} -> sorry; NoMatchingCondition: sorry; NoMatchingError: sorry; NumberGreaterThan ["0"]: waiting
    waiting: CheckMetricData {"MetricType":"OldestContactInQueueAgeSeconds","QueueId":"$.Attributes.queue_arn"} -> sorry; NoMatchingCondition: sorry; NoMatchingError: sorry; NumberLessThan ["300"]: metrics
    metrics: GetMetricData {"QueueId":"arn:aws:connect:eu-central-1:111122223333:instance/8b3f6a52-7d1f-4b1e-9a0e-2f6f1c0d9e11/queue/55e20933-92d0-47dc-bfb1-dd5761a1be63"} -> queue; NoMatchingError: sorry
    queue: UpdateContactTargetQueue {"QueueId":""} -> queue flow; NoMatchingError: sorry
    queue flow: UpdateContactEventHooks {"EventHooks":{"CustomerQueue":"arn:aws:connect:eu-central-1:111122223333:instance/8b3f6a52-7d1f-4b1e-9a0e-2f6f1c0d9e11/contact-flow/7541b868-32ec-4d46-81f1-31d1d51bedea"}} -> whisper; NoMatchingError: sorry
    whisper: UpdateContactEventHooks {"EventHooks":{"AgentWhisper":""}} -> module; NoMatchingError: module
    module: InvokeFlowModule {"FlowModuleId":"arn:aws:connect:eu-central-1:111122223333:instance/8b3f6a52-7d1f-4b1e-9a0e-2f6f1c0d9e11/flow-module/0c1d2e3f-4a5b-4c6d-8e7f-901a2b3c4d5e"} -> tone; NoMatchingError: sorry
    tone: MessageParticipant {"PromptId":"arn:aws:connect:eu-central-1:111122223333:instance/8b3f6a52-7d1f-4b1e-9a0e-2f6f1c0d9e11/prompt/7f1991f9-06d5-4d4c-9c84-4bcb39ea8cdb"} -> hold
    hold: MessageParticipantIteratively {"Messages":[{"Text":"Somebody will be with you."},{"PromptId":"arn:aws:connect:eu-central-1:111122223333:instance/8b3f6a52-7d1f-4b1e-9a0e-2f6f1c0d9e11/prompt/7f1991f9-06d5-4d4c-9c84-4bcb39ea8cdb"},{"SSML":"<speak>Soon.</speak>"}],"InterruptFrequencySeconds":"120"} -> sorry; NoMatchingError: sorry; Equals ["MessagesInterrupted"]: pause
    pause: Wait {"TimeLimitSeconds":"60","Events":["CustomerReturned"]} -> sorry; NoMatchingError: sorry; Equals ["CustomerReturned"]: to queue; Equals ["WaitCompleted"]: to queue
    to queue: TransferContactToQueue {} -> sorry; QueueAtCapacity: to number; NoMatchingError: sorry
    to number: TransferParticipantToThirdParty {"ThirdPartyPhoneNumber":"$.External.callback","ThirdPartyConnectionTimeLimitSeconds":"30","ContinueFlowExecution":"True"} -> to agent; CallFailed: sorry; ConnectionTimeLimitExceeded: sorry; NoMatchingError: sorry
    to agent: TransferContactToAgent {} -> null; NoMatchingError: to flow
    to flow: TransferToFlow {"ContactFlowId":"$.Attributes.next_flow"} -> sorry; NoMatchingError: sorry
    sorry: MessageParticipant {"Text":"$.External.greeting"} -> go on
    go on: EndFlowExecution {} -> null
    bye: DisconnectParticipant {} -> null
    "##);
}

#[test]
fn what_the_designer_remembers_stays() {
    let flow = converted(EVERY_BLOCK).flow;
    let metadata = flow.metadata().expect("metadata");
    let of = |id: &str| format!("{id}: {}", metadata["ActionMetadata"][id]);
    let mut told = vec![format!("start: {:?}", flow.start)];
    told.extend(["look up", "queue", "queue flow", "whisper", "pause", "hours"].map(of));
    let rest = metadata.as_object().expect("an object").iter();
    told.extend(rest.filter(|(key, _)| *key != "ActionMetadata").map(|(k, v)| format!("{k}: {v}")));
    insta::assert_snapshot!(told.join("\n"), @r#"
    start: Some(ActionId("log"))
    look up: {"position":{"x":40,"y":220},"useDynamic":false,"dynamicMetadata":{"channel":false,"caller":true},"parameters":{"LambdaInvocationAttributes":{"caller":{"useDynamic":true}}}}
    queue: {"position":{"x":1140,"y":400},"parameters":{"QueueId":{"displayName":"Orders"}}}
    queue flow: {"position":{"x":40,"y":580},"contactFlow":{"id":"arn:aws:connect:eu-central-1:111122223333:instance/8b3f6a52-7d1f-4b1e-9a0e-2f6f1c0d9e11/contact-flow/7541b868-32ec-4d46-81f1-31d1d51bedea","text":"Music"},"customerOrAgent":false,"parameters":{"EventHooks":{"CustomerQueue":{"displayName":"Music"}}}}
    whisper: {"position":{"x":260,"y":580},"parameters":{"EventHooks":{"AgentWhisper":{"displayName":"Who calls"}}}}
    pause: {"position":{"x":1140,"y":580},"timeoutUnit":{"display":"Minutes","value":"min"}}
    hours: {"position":{"x":700,"y":220},"parameters":{"HoursOfOperationId":{"displayName":"Office hours"}}}
    entryPointPosition: {"x":20,"y":20}
    snapToGrid: false
    name: "Every block"
    description: null
    type: "contactFlow"
    status: "published"
    "#);
    assert_eq!(
        (flow.name.as_deref(), flow.kind),
        (Some("Every block"), Some(FlowType::ContactFlow))
    );
}

#[test]
fn what_has_no_counterpart_is_named() {
    let Conversion { flow, report } = converted(NOT_ALL_OF_IT);
    let told: Vec<String> = report.not_converted.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    [callback] Transfer/Callback, block: What this block of type `Transfer/Callback` becomes is not known. It stays in the flow as it was, which Amazon Connect refuses: build it anew in the designer, or take it out.
    [sorry] PlayPrompt, parameter `TextToSpeechType`: The word `whistle` is not known. Set it in the block after the import, if the flow needs it.
    [sorry] PlayPrompt, parameter `Loudness`: The action has no place for it. Set it in the block after the import, if the flow needs it.
    [task] CreateTask, block: What this block of type `CreateTask` becomes is not known. It stays in the flow as it was, which Amazon Connect refuses: build it anew in the designer, or take it out.
    [which] CheckAttribute, parameter `Attribute`: The path of the system attribute `Favourite colour` is not known. Set it in the block after the import, if the flow needs it.
    [which] CheckAttribute, branch `Evaluate`: The comparison `IsPrime` with `7` is not known; it led to `bye`. Connect the branch in the designer after the import.
    [which] CheckAttribute, branch `Perhaps`: The action has no such branch; it led to `queue`. Connect the branch in the designer after the import.
    [queue] CheckQueueStatus, block: What this block of type `CheckQueueStatus` becomes is not known. It stays in the flow as it was, which Amazon Connect refuses: build it anew in the designer, or take it out.
    [queue] CheckQueueStatus, branch `Error`: It leads nowhere. Connect the branch in the designer after the import.
    [keep] SetAttributes, parameter `Attribute a`: The key is there twice; the first value was "1". Set it in the block after the import, if the flow needs it.
    [keep] SetAttributes, parameter `Attribute`: It has no key. Set it in the block after the import, if the flow needs it.
    [keep] SetAttributes, parameter `Attribute b`: Its value is a list or an object, not a text. Set it in the block after the import, if the flow needs it.
    [look up] InvokeExternalResource/Lambda, parameter `FunctionArn`: Where `fn` of `Moon` is found is not known. Set it in the block after the import, if the flow needs it.
    [] , block: Block 8 of the list is not an object. Take it out of the list, or export the flow again.
    [store] StoreUserInput, block: What this block of type `StoreUserInput` becomes is not known. It stays in the flow as it was, which Amazon Connect refuses: build it anew in the designer, or take it out.
    [bye] Disconnect, branch `Success`: The action has no such branch; it led to `sorry`. Connect the branch in the designer after the import.
    "#);
    insta::assert_snapshot!(lines(&flow), @r#"
    callback: Legacy:Transfer/Callback {"Block":{"id":"callback","type":"Transfer","branches":[{"condition":"Success","transition":"bye"},{"condition":"Error","transition":"sorry"}],"parameters":[{"name":"Queue","value":"arn:aws:connect:eu-central-1:111122223333:instance/8b3f6a52-7d1f-4b1e-9a0e-2f6f1c0d9e11/queue/55e20933-92d0-47dc-bfb1-dd5761a1be63","resourceName":"Orders"},{"name":"InitialDelaySeconds","value":5}],"metadata":{"position":{"x":0,"y":0}},"target":"Callback"}} -> bye; Error: sorry
    sorry: MessageParticipant {"Text":"Sorry."} -> task
    task: Legacy:CreateTask {"Block":{"id":"task","type":"CreateTask","branches":[{"condition":"Success","transition":"which"},{"condition":"Error","transition":"sorry"}],"parameters":[{"name":"Name","value":"Call back","namespace":null}],"metadata":{"position":{"x":0,"y":0}}}} -> which; Error: sorry
    which: Compare {} -> bye; NoMatchingCondition: bye; Equals ["gold"]: bye
    queue: Legacy:CheckQueueStatus {"Block":{"id":"queue","type":"CheckQueueStatus","branches":[{"condition":"CheckQueueCapacity","transition":"bye","conditionType":"LessThan","conditionValue":5},{"condition":"NoMatch","transition":"bye"},{"condition":"Error","transition":null}],"parameters":[],"metadata":{"position":{"x":0,"y":0}}}} -> null; NoMatch: bye; LessThan ["5"]: bye
    keep: UpdateContactAttributes {"Attributes":{"a":"2"}} -> look up; NoMatchingError: sorry
    look up: InvokeLambdaFunction {"InvocationTimeLimitSeconds":"3"} -> bye; NoMatchingError: sorry
    null: null null -> null
    store: Legacy:StoreUserInput {"Block":{"id":"store","type":"StoreUserInput","branches":[{"condition":"Success","transition":"bye"},{"condition":"Error","transition":"sorry"}],"parameters":[{"name":"Text","value":"Your card.","namespace":null},{"name":"TextToSpeechType","value":"text"},{"name":"CustomerInputType","value":"PhoneNumber"},{"name":"Timeout","value":"5"},{"name":"EncryptEntry","value":"true"}],"metadata":{"position":{"x":0,"y":0}}}} -> bye; Error: sorry
    bye: DisconnectParticipant {} -> null
    "#);
}

#[test]
fn a_converted_flow_lacks_only_what_is_known_by_name() {
    let problems: Vec<String> =
        validate(&converted(EVERY_BLOCK).flow).iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(problems.join("\n"), @r"
    refused: [queue] The queue is known by its name only, `Orders`. Choose the queue that belongs there.
    refused: [whisper] The flow is known by its name only, `Who calls`. Choose the flow that belongs there.
    advice: [bye] No path leads from the start to the action. Connect it, or delete it.
    ");
}

#[test]
fn an_unknown_block_is_refused_when_it_goes_out() {
    let problems = validate(&converted(NOT_ALL_OF_IT).flow);
    for block in ["callback", "task", "queue"] {
        let of = |it: &&crate::flow::validate::Problem| {
            it.block.as_ref().is_some_and(|id| id.as_str() == block)
        };
        let refused = problems.iter().filter(of).any(|it| it.gravity == Gravity::Refused);
        assert!(refused, "{block}");
    }
}

#[test]
fn values_are_put_as_paths() {
    let told = [
        ("User Defined", "fn"),
        ("User Defined", "order fn"),
        ("External", "version"),
        ("System", "Customer Number"),
        ("System", "Dialed Number"),
        ("System", "Stored customer input"),
        ("System", "Queue.ARN"),
        ("System", "ContactId"),
        ("System", "Metrics.Queue.OldestContactAge"),
        ("System", "Customer callback number"),
        ("Lex", "Slots.city"),
        ("Lex", "Slots. city"),
        ("Moon", "fn"),
    ]
    .map(|(namespace, key)| {
        let told = value::reference(namespace, key).unwrap_or_else(|why| why);
        format!("{namespace} / {key} => {told}")
    });
    insta::assert_snapshot!(told.join("\n"), @r"
    User Defined / fn => $.Attributes.fn
    User Defined / order fn => $.Attributes['order fn']
    External / version => $.External.version
    System / Customer Number => $.CustomerEndpoint.Address
    System / Dialed Number => $.SystemEndpoint.Address
    System / Stored customer input => $.StoredCustomerInput
    System / Queue.ARN => $.Queue.ARN
    System / ContactId => $.ContactId
    System / Metrics.Queue.OldestContactAge => $.Metrics.Queue.OldestContactAge
    System / Customer callback number => The path of the system attribute `Customer callback number` is not known.
    Lex / Slots.city => $.Lex.Slots.city
    Lex / Slots. city => Where `Slots. city` of `Lex` is found is not known.
    Moon / fn => Where `fn` of `Moon` is found is not known.
    ");
}

#[test]
fn the_flow_language_is_left_alone() {
    let flow = converted(EVERY_BLOCK).flow;
    let again = convert(&flow);
    assert_eq!((again.flow, again.report), (flow, ConversionReport::default()));
}

/// Blocks of known types with any parameters and branches.
fn any_block() -> impl Strategy<Value = Value> {
    let kinds = [
        ("PlayPrompt", ""),
        ("LoopPrompts", ""),
        ("GetUserInput", "Digits"),
        ("GetUserInput", "Lex"),
        ("StoreUserInput", ""),
        ("SetAttributes", ""),
        ("SetQueue", ""),
        ("SetVoice", ""),
        ("SetRecordingBehavior", ""),
        ("SetEventHook", ""),
        ("StartMediaStreaming", ""),
        ("Transfer", "Queue"),
        ("Transfer", "PhoneNumber"),
        ("Transfer", "Flow"),
        ("Wait", ""),
        ("InvokeExternalResource", "Lambda"),
        ("CheckAttribute", ""),
        ("CheckStaffing", ""),
        ("CheckQueueStatus", ""),
        ("Loop", ""),
        ("Resume", ""),
        ("Sing", "Song"),
    ];
    let names = prop::sample::select(vec![
        "Text",
        "AudioPrompt",
        "TextToSpeechType",
        "FunctionArn",
        "TimeLimit",
        "Parameter",
        "Attribute",
        "Namespace",
        "Queue",
        "Agent",
        "Status",
        "Type",
        "ContactFlowId",
        "Track",
        "Timeout",
        "LoopCount",
        "BlindTransfer",
        "EncryptEntry",
        "odd",
    ]);
    let conditions = prop::sample::select(vec![
        "Success",
        "Error",
        "NoMatch",
        "Timeout",
        "AtCapacity",
        "True",
        "False",
        "Looping",
        "Complete",
        "CustomerReturn",
        "CallFailure",
        "odd",
    ]);
    let word = || prop::sample::select(WORDS);
    let namespace = prop::sample::select(vec!["", "System", "External", "User Defined", "Moon"]);
    let parameter = (names, word(), namespace, word()).prop_map(|(name, value, namespace, key)| {
        json!({"name": name, "value": value, "namespace": namespace, "key": key})
    });
    let branch = (conditions, any::<bool>(), "[a-c]").prop_map(|(condition, evaluate, to)| {
        if evaluate {
            let operand = condition.len() * 1000;
            json!({"condition": "CheckQueueTime", "conditionType": "LessThan",
                "conditionValue": operand, "transition": to})
        } else {
            json!({"condition": condition, "transition": to})
        }
    });
    let lists = (prop::collection::vec(parameter, 0..6), prop::collection::vec(branch, 0..6));
    (prop::sample::select(kinds.to_vec()), lists).prop_map(
        |((kind, target), (params, branches))| {
            json!({"id": "a", "type": kind, "target": target, "parameters": params,
            "branches": branches})
        },
    )
}

#[test]
fn looped_prompts_keep_their_names_and_what_is_decided_at_run_time() {
    let arn = "arn:aws:connect:eu-central-1:111122223333:instance/i/prompt/p";
    let block = json!({"id": "a", "type": "LoopPrompts", "branches": [], "parameters": [
        {"name": "Text", "value": "Please wait."},
        {"name": "AudioPrompt", "value": arn, "resourceName": "Music.wav"},
        {"name": "AudioPrompt", "value": "music", "namespace": "User Defined"},
    ]});
    let flow = convert(&legacy(&[block])).flow;
    let shown = &flow.metadata().expect("metadata")["ActionMetadata"]["a"]["parameters"];
    assert_eq!(
        *shown,
        json!({"Messages": [
            null,
            {"PromptId": {"displayName": "Music.wav"}},
            {"PromptId": {"useDynamic": true}},
        ]})
    );
    let used = resources(&flow);
    assert_eq!(used[0].name.as_deref(), Some("Music.wav"), "{used:?}");
}

#[test]
fn the_description_comes_along() {
    let value = json!({"modules": [], "version": "1", "start": "a",
        "metadata": {"description": "For orders."}});
    let flow = convert(&read_value(value).expect("a flow").0).flow;
    assert_eq!(flow.description.as_deref(), Some("For orders."));
}

fn legacy(modules: &[Value]) -> Flow {
    let value = json!({"modules": modules, "version": "1", "type": "contactFlow", "start": "a"});
    read_value(value).expect("a flow").0
}

proptest! {
    #[test]
    fn any_export_is_converted(value in json_value()) {
        for modules in [json!([value]), value.clone()] {
            let flow = json!({"modules": modules, "version": "1", "start": "a", "metadata": value});
            if let Ok((flow, _)) = read_value(flow) {
                let Conversion { flow: after, report } = convert(&flow);
                prop_assert_eq!(after.actions.len(), flow.actions.len());
                let whole = report.not_converted.iter().filter(|it| it.part == Part::Block).count();
                prop_assert_eq!(report.converted.len() + whole, flow.actions.len());
            }
        }
    }

    /// Each branch leads where it led, or is named.
    #[test]
    fn no_branch_is_lost(block in any_block()) {
        let flow = legacy(&[block]);
        let Conversion { flow: after, report } = convert(&flow);
        let named = report.not_converted.iter().filter(|it| matches!(it.part, Part::Branch(_)));
        let branches = flow.actions[0].raw["branches"].as_array().expect("a list");
        let ways = &after.actions[0].raw["Transitions"];
        let list = |name: &str| ways[name].as_array().map_or(0, Vec::len);
        let success = branches.iter().any(|it| it["condition"] == "Success");
        let next = usize::from(success && ways["NextAction"].is_string());
        let kept = list("Errors") + list("Conditions") + next;
        let named = named.count();
        prop_assert!(kept + named >= branches.len(), "{kept} + {named}: {after:?}");
    }

    /// Each parameter that says something is in the flow, or is named.
    #[test]
    fn no_value_is_lost(block in any_block(), text in "[a-z]{12}") {
        let mut block = block;
        let parameters = block["parameters"].as_array_mut().expect("a list");
        for (number, parameter) in parameters.iter_mut().enumerate() {
            parameter["value"] = format!("{text}{number}").into();
        }
        let flow = legacy(&[block]);
        let Conversion { flow: after, report } = convert(&flow);
        let told = after.to_value().to_string();
        let named = |name: &str, value: &str| {
            report.not_converted.iter().any(|it| match &it.part {
                Part::Parameter(lost) => lost.split(' ').next() == Some(name) || it.why.contains(value),
                Part::Block | Part::Branch(_) => false,
            })
        };
        for parameter in flow.actions[0].raw["parameters"].as_array().expect("a list") {
            let value = parameter["value"].as_str().expect("a text");
            let name = parameter["name"].as_str().expect("a text");
            prop_assert!(told.contains(value) || named(name, value), "{value}: {told} {report:?}");
        }
    }

    #[test]
    fn a_literal_call_stays_a_call(name in "[a-zA-Z0-9-]{1,20}", qualifier in "(:[A-Z]{1,5})?") {
        let arn = format!("arn:aws:lambda:eu-central-1:111122223333:function:{name}{qualifier}");
        let block = json!({"id": "a", "type": "InvokeExternalResource", "target": "Lambda",
            "branches": [], "parameters": [{"name": "FunctionArn", "value": arn}]});
        let calls = convert(&legacy(&[block])).flow.lambda_calls();
        prop_assert_eq!(calls.len(), 1);
        prop_assert_eq!(&calls[0].target, &CallTarget::Literal(arn.parse().expect("an ARN")));
    }
}
