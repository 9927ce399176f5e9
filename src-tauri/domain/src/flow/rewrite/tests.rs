//! Scenario tables and properties of the rewriter.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::arn::FunctionArn;
use crate::flow::convert::convert;
use crate::flow::diff::diff;
use crate::flow::read;
use crate::flow::tests::{
    PROD, WORDS, action, end, fallible, flow_of, invoke, json_value, read_flow,
};
use crate::qualifier::Qualifier;

const TO_BE_FILLED_IN: &str = include_str!("../../../tests/fixtures/legacy/to-be-filled-in");
const INSTANCE: &str =
    "arn:aws:connect:eu-central-1:111122223333:instance/8b3f6a52-7d1f-4b1e-9a0e-2f6f1c0d9e11";
const ORDERS: &str = "arn:aws:lambda:eu-central-1:111122223333:function:orders";

fn of_instance(rest: &str) -> String {
    format!("{INSTANCE}/{rest}/7541b868-32ec-4d46-81f1-31d1d51bedea")
}

fn everywhere(from: &str, to: &str) -> Replacement {
    Replacement::Everywhere {
        from: from.to_owned(),
        to: Target { text: to.to_owned(), name: None },
    }
}

fn told(rewritten: &Rewritten) -> String {
    let line = |it: &Replaced| {
        format!("{} {}: {} => {}", it.place.action, it.place.pointer, it.before, it.after)
    };
    let unused = format!("unused: {:?}", rewritten.unused);
    let lines = rewritten.replaced.iter().map(line).chain([unused]);
    lines.collect::<Vec<_>>().join("\n")
}

/// A flow that names something of each kind.
fn of_every_kind() -> Flow {
    let hook = json!({"EventHooks": {"CustomerQueue": of_instance("contact-flow")}});
    let bot = json!({"Text": "Yes?", "LexV2Bot": {"AliasArn": "arn:aws:lex:eu-central-1:111122223333:bot-alias/A/B"}});
    let attributes = json!({"Attributes": {"fn": PROD, "note": "plain"}});
    let messages = json!({"Messages": [{"Text": "Wait."}, {"PromptId": of_instance("prompt")}]});
    let processor = json!({"ChatProcessor": {"LambdaProcessorARN": ORDERS}});
    read_flow(flow_of(&[
        invoke("call", ORDERS, "by attribute"),
        invoke("by attribute", "$.Attributes.fn", "in the Region"),
        invoke("in the Region", "arn:aws:lambda:$.AwsRegion:111122223333:function:orders", "hook"),
        action("hook", "UpdateContactEventHooks", &hook, "bot"),
        action("bot", "ConnectParticipantWithLexBot", &bot, "attributes"),
        action("attributes", "UpdateContactAttributes", &attributes, "messages"),
        action("messages", "MessageParticipantIteratively", &messages, "queue"),
        action(
            "queue",
            "UpdateContactTargetQueue",
            &json!({"QueueId": of_instance("queue")}),
            "agent",
        ),
        action(
            "agent",
            "UpdateContactTargetQueue",
            &json!({"AgentId": of_instance("agent")}),
            "hours",
        ),
        action(
            "hours",
            "CheckHoursOfOperation",
            &json!({"HoursOfOperationId": "7541b868-32ec-4d46-81f1-31d1d51bedea"}),
            "module",
        ),
        action(
            "module",
            "InvokeFlowModule",
            &json!({"FlowModuleId": of_instance("flow-module")}),
            "chat",
        ),
        action("chat", "UpdateContactMediaProcessing", &processor, "view"),
        action(
            "view",
            "ShowView",
            &json!({"ViewResource": {"Id": "arn:aws:connect:eu-central-1:aws:view/cards"}}),
            "end",
        ),
        end("end"),
    ]))
}

#[test]
fn every_kind_of_resource_is_found() {
    let line = |it: &ResourceUse| {
        format!("{} {}: {} {:?} {}", it.place.action, it.place.pointer, it.kind, it.state, it.text)
    };
    let told: Vec<String> = resources(&of_every_kind()).iter().map(line).collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    call /Parameters/LambdaFunctionARN: function Named arn:aws:lambda:eu-central-1:111122223333:function:orders
    by attribute /Parameters/LambdaFunctionARN: function AtRunTime $.Attributes.fn
    in the Region /Parameters/LambdaFunctionARN: function AtRunTime arn:aws:lambda:$.AwsRegion:111122223333:function:orders
    hook /Parameters/EventHooks/CustomerQueue: flow Named arn:aws:connect:eu-central-1:111122223333:instance/8b3f6a52-7d1f-4b1e-9a0e-2f6f1c0d9e11/contact-flow/7541b868-32ec-4d46-81f1-31d1d51bedea
    bot /Parameters/LexV2Bot/AliasArn: Lex bot Named arn:aws:lex:eu-central-1:111122223333:bot-alias/A/B
    attributes /Parameters/Attributes/fn: function Named arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD
    messages /Parameters/Messages/1/PromptId: prompt Named arn:aws:connect:eu-central-1:111122223333:instance/8b3f6a52-7d1f-4b1e-9a0e-2f6f1c0d9e11/prompt/7541b868-32ec-4d46-81f1-31d1d51bedea
    queue /Parameters/QueueId: queue Named arn:aws:connect:eu-central-1:111122223333:instance/8b3f6a52-7d1f-4b1e-9a0e-2f6f1c0d9e11/queue/7541b868-32ec-4d46-81f1-31d1d51bedea
    agent /Parameters/AgentId: agent Named arn:aws:connect:eu-central-1:111122223333:instance/8b3f6a52-7d1f-4b1e-9a0e-2f6f1c0d9e11/agent/7541b868-32ec-4d46-81f1-31d1d51bedea
    hours /Parameters/HoursOfOperationId: hours of operation Named 7541b868-32ec-4d46-81f1-31d1d51bedea
    module /Parameters/FlowModuleId: module Named arn:aws:connect:eu-central-1:111122223333:instance/8b3f6a52-7d1f-4b1e-9a0e-2f6f1c0d9e11/flow-module/7541b868-32ec-4d46-81f1-31d1d51bedea
    chat /Parameters/ChatProcessor/LambdaProcessorARN: function Named arn:aws:lambda:eu-central-1:111122223333:function:orders
    view /Parameters/ViewResource/Id: resource Named arn:aws:connect:eu-central-1:aws:view/cards
    ");
}

/// What is to be filled in, and why.
fn open(flow: &Flow) -> String {
    let line = |it: Placeholder| {
        let kind = it.kind.map_or("text", ResourceKind::as_str);
        let name = it.name.map_or(String::new(), |name| format!(" ({name})"));
        format!("{} {kind} `{}`{name}: {}", it.place.action, it.text, it.cause.told())
    };
    placeholders(flow).into_iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_is_to_be_filled_in_is_asked_for() {
    let texts = [
        "",
        ORDERS,
        "orders",
        "<replace with your ARN>",
        "<<ARN>>",
        "%%ORDERS_ARN%%",
        "arn:aws:lambda:<REGION>:<ACCOUNT_ID>:function<FUNCTION_NAME>:<ALIAS>",
        "arn:aws:lambda<REGION>:<ACCOUNT_ID>:function<FUNCTION_NAME>:<ALIAS>",
        "arn:aws:lambda:${Region}:111122223333:function:orders:PROD",
        "arn:aws:lambda:eu-central-1:DUMMY:function:orders",
        "arn:aws:lambda:$.AwsRegion:111122223333:function:orders",
        "$.Attributes.fn",
        "$.Attributes['CHANGE TO LAMBDA FUNCTION']",
    ];
    let call = |(number, text): (usize, &&str)| {
        invoke(&format!("{number}"), text, &format!("{}", number + 1))
    };
    let calls: Vec<Value> = texts.iter().enumerate().map(call).collect();
    insta::assert_snapshot!(open(&read_flow(flow_of(&calls))), @r"
    0 function ``: nothing is chosen
    2 function `orders` (orders): it does not begin with `arn:`
    3 function `<replace with your ARN>`: it is still to be filled in
    4 function `<<ARN>>`: it is still to be filled in
    5 function `%%ORDERS_ARN%%`: it is still to be filled in
    6 function `arn:aws:lambda:<REGION>:<ACCOUNT_ID>:function<FUNCTION_NAME>:<ALIAS>`: it is still to be filled in, and there is no colon after `function` in `function<FUNCTION_NAME>`
    7 function `arn:aws:lambda<REGION>:<ACCOUNT_ID>:function<FUNCTION_NAME>:<ALIAS>`: it is still to be filled in, and there is no colon after `lambda` in `lambda<REGION>`
    8 function `arn:aws:lambda:${Region}:111122223333:function:orders:PROD` (orders): it is still to be filled in
    9 function `arn:aws:lambda:eu-central-1:DUMMY:function:orders` (orders): `DUMMY` stands where the account id belongs
    12 function `$.Attributes['CHANGE TO LAMBDA FUNCTION']`: the key `CHANGE TO LAMBDA FUNCTION` asks to be replaced
    ");

    let others = [
        action("a", "TransferToFlow", &json!({"ContactFlowId": "SELECT A FLOW"}), "b"),
        action("b", "TransferToFlow", &json!({"ContactFlowId": of_instance("queue")}), "c"),
        action("c", "UpdateContactTargetQueue", &json!({"QueueId": "{{queues.Orders.arn}}"}), "d"),
        action("d", "UpdateContactTargetQueue", &json!({"QueueId": ""}), "e"),
        action("e", "MessageParticipant", &json!({"SSML": "<speak>50 % of 20 %</speak>"}), "f"),
        action("f", "MessageParticipant", &json!({"Text": "Welcome to ${Company}."}), "g"),
        action(
            "g",
            "UpdateContactTextToSpeechVoice",
            &json!({"TextToSpeechVoice": "%Voice%"}),
            "h",
        ),
        end("h"),
    ];
    insta::assert_snapshot!(open(&read_flow(flow_of(&others))), @r"
    a flow `SELECT A FLOW`: it is neither an ARN nor an id
    b flow `arn:aws:connect:eu-central-1:111122223333:instance/8b3f6a52-7d1f-4b1e-9a0e-2f6f1c0d9e11/queue/7541b868-32ec-4d46-81f1-31d1d51bedea`: it is the ARN of a queue, not of a flow
    c queue `{{queues.Orders.arn}}`: it is still to be filled in
    d queue ``: nothing is chosen
    f text `Welcome to ${Company}.`: it is still to be filled in
    g text `%Voice%`: it is still to be filled in
    ");
}

/// The article's two flows have such texts where the function belongs, and the
/// loop names itself.
#[test]
fn a_sample_is_filled_in_by_asking() {
    let flow = convert(&read(TO_BE_FILLED_IN).expect("a flow").0).flow;
    insta::assert_snapshot!(open(&flow), @r"
    call function `arn:aws:lambda<REGION>:<ACCOUNT_ID>:function<FUNCTION_NAME>:<ALIAS>`: it is still to be filled in, and there is no colon after `lambda` in `lambda<REGION>`
    again flow `` (Version loop): nothing is chosen
    ");
    let own = of_instance("contact-flow");
    let answers = [PROD, own.as_str()];
    let fill = |(it, text): (Placeholder, &str)| {
        let to = Target { text: text.to_owned(), name: Some("Filled in".to_owned()) };
        Replacement::At { place: it.place, to }
    };
    let replacements: Vec<_> = placeholders(&flow).into_iter().zip(answers).map(fill).collect();
    let rewritten = rewrite(&flow, &replacements);
    insta::assert_snapshot!(told(&rewritten), @r"
    call /Parameters/LambdaFunctionARN: arn:aws:lambda<REGION>:<ACCOUNT_ID>:function<FUNCTION_NAME>:<ALIAS> => arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD
    again /Parameters/ContactFlowId:  => arn:aws:connect:eu-central-1:111122223333:instance/8b3f6a52-7d1f-4b1e-9a0e-2f6f1c0d9e11/contact-flow/7541b868-32ec-4d46-81f1-31d1d51bedea
    unused: []
    ");
    assert_eq!(placeholders(&rewritten.flow), []);
    assert!(crate::flow::validate::is_publishable(&rewritten.flow));
    let memory = &rewritten.flow.metadata().expect("metadata")["ActionMetadata"]["again"];
    assert_eq!(memory["parameters"]["ContactFlowId"]["displayName"], "Filled in");
}

#[test]
fn arns_are_replaced_wherever_they_stand() {
    let to = "arn:aws:lambda:eu-west-1:444455556666:function:orders:PROD";
    let told_of = json!({"Text": format!("It is {ORDERS}, not {ORDERS}-old nor {PROD}.")});
    let compare = json!({"ComparisonValue": "$.Attributes.fn"});
    let mut compare = action("compare", "Compare", &compare, ORDERS);
    compare["Transitions"]["Conditions"] =
        json!([{"NextAction": ORDERS, "Condition": {"Operator": "Equals", "Operands": [ORDERS]}}]);
    let mut value = flow_of(&[
        invoke("call", ORDERS, "keep"),
        action("keep", "UpdateContactAttributes", &json!({"Attributes": {"fn": ORDERS}}), "say"),
        action("say", "MessageParticipant", &told_of, "compare"),
        compare,
        invoke(ORDERS, PROD, "end"),
        end("end"),
    ]);
    value["Metadata"] = json!({"note": ORDERS, "ActionMetadata": {
        "call": {"function": {"id": ORDERS, "text": "orders"}}, ORDERS: {"position": {"x": 1}}}});
    let flow = read_flow(value);
    let rewritten = rewrite(&flow, &[everywhere(ORDERS, to), everywhere("$.Channel", "x")]);
    insta::assert_snapshot!(told(&rewritten), @r"
    call /Parameters/LambdaFunctionARN: arn:aws:lambda:eu-central-1:111122223333:function:orders => arn:aws:lambda:eu-west-1:444455556666:function:orders:PROD
    keep /Parameters/Attributes/fn: arn:aws:lambda:eu-central-1:111122223333:function:orders => arn:aws:lambda:eu-west-1:444455556666:function:orders:PROD
    say /Parameters/Text: It is arn:aws:lambda:eu-central-1:111122223333:function:orders, not arn:aws:lambda:eu-central-1:111122223333:function:orders-old nor arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD. => It is arn:aws:lambda:eu-west-1:444455556666:function:orders:PROD, not arn:aws:lambda:eu-central-1:111122223333:function:orders-old nor arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD.
    compare /Transitions/Conditions/0/Condition/Operands/0: arn:aws:lambda:eu-central-1:111122223333:function:orders => arn:aws:lambda:eu-west-1:444455556666:function:orders:PROD
    unused: [1]
    ");
    insta::assert_snapshot!(rewritten.flow.metadata().expect("metadata"), @r#"{"note":"arn:aws:lambda:eu-west-1:444455556666:function:orders:PROD","ActionMetadata":{"call":{"function":{"id":"arn:aws:lambda:eu-west-1:444455556666:function:orders:PROD","text":"orders"}},"arn:aws:lambda:eu-central-1:111122223333:function:orders":{"position":{"x":1}}}}"#);
    assert_eq!(rewritten.flow.actions[4].id.as_str(), ORDERS, "identifiers stay");
}

#[test]
fn replacements_do_not_follow_each_other() {
    let flow =
        read_flow(flow_of(&[invoke("a", "one", "b"), invoke("b", "two", "end"), end("end")]));
    let rewritten = rewrite(&flow, &[everywhere("one", "two"), everywhere("two", "one")]);
    insta::assert_snapshot!(told(&rewritten), @r"
    a /Parameters/LambdaFunctionARN: one => two
    b /Parameters/LambdaFunctionARN: two => one
    unused: []
    ");
}

#[test]
fn calls_move_onto_an_alias() {
    let alias: FunctionArn = PROD.parse().expect("an ARN");
    let latest = format!("{ORDERS}:$LATEST");
    let seven = format!("{ORDERS}:7");
    let other = format!("{ORDERS}-old");
    let abroad = ORDERS.replace("eu-central-1", "eu-west-1");
    let attributes = json!({"Attributes": {"fn": ORDERS}});
    let flow = read_flow(flow_of(&[
        invoke("bare", ORDERS, "latest"),
        invoke("latest", &latest, "seven"),
        invoke("seven", &seven, "there"),
        invoke("there", PROD, "other"),
        invoke("other", &other, "abroad"),
        invoke("abroad", &abroad, "keep"),
        action("keep", "UpdateContactAttributes", &attributes, "end"),
        end("end"),
    ]));
    let moved = |calls: &Calls| told(&point_at_alias(&flow, &alias, calls).expect("an alias"));
    insta::assert_snapshot!(moved(&Calls::OfLatest), @r"
    bare /Parameters/LambdaFunctionARN: arn:aws:lambda:eu-central-1:111122223333:function:orders => arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD
    latest /Parameters/LambdaFunctionARN: arn:aws:lambda:eu-central-1:111122223333:function:orders:$LATEST => arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD
    unused: []
    ");
    insta::assert_snapshot!(moved(&Calls::Unqualified), @r"
    bare /Parameters/LambdaFunctionARN: arn:aws:lambda:eu-central-1:111122223333:function:orders => arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD
    unused: []
    ");
    insta::assert_snapshot!(moved(&Calls::Qualified("7".parse().expect("a version"))), @r"
    seven /Parameters/LambdaFunctionARN: arn:aws:lambda:eu-central-1:111122223333:function:orders:7 => arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD
    unused: []
    ");
    let version = seven.parse().expect("an ARN");
    let refused = point_at_alias(&flow, &version, &Calls::OfLatest).expect_err("a version");
    assert_eq!(refused.to_string(), format!("`{seven}` does not name an alias"));
}

#[test]
fn chat_processors_and_calls_in_the_instances_region_are_moved_as_well() {
    let here = "arn:aws:lambda:$.AwsRegion:111122223333:function:orders";
    let processor = |enabled: &str| json!({"ChatProcessor": {"ProcessingEnabled": enabled, "LambdaProcessorARN": ORDERS}});
    let action = |id: &str, kind: &str, parameters: Value| json!({"Identifier": id, "Type": kind, "Parameters": parameters, "Transitions": {}});
    let flow = read_flow(json!({"Version": "2019-10-30", "StartAction": "region", "Actions": [
        action("region", "InvokeLambdaFunction", json!({"LambdaFunctionARN": here})),
        action("chat", "UpdateContactMediaProcessing", processor("True")),
        action("off", "UpdateContactMediaProcessing", processor("False")),
    ]}));
    let alias = PROD.parse().expect("an ARN");
    let moved = point_at_alias(&flow, &alias, &Calls::OfLatest).expect("an alias");
    insta::assert_snapshot!(told(&moved), @r"
    region /Parameters/LambdaFunctionARN: arn:aws:lambda:$.AwsRegion:111122223333:function:orders => arn:aws:lambda:$.AwsRegion:111122223333:function:orders:PROD
    chat /Parameters/ChatProcessor/LambdaProcessorARN: arn:aws:lambda:eu-central-1:111122223333:function:orders => arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD
    unused: []
    ");
}

#[test]
fn what_may_be_meant_is_suggested() {
    let candidate = |kind, name: &str| {
        let arn = format!("arn of {name}");
        Candidate { kind, arn, name: name.to_owned() }
    };
    let (function, flow) = (ResourceKind::Function, ResourceKind::Flow);
    let candidates = [
        candidate(function, "orders"),
        candidate(function, "orders:PROD"),
        candidate(function, "order-status"),
        candidate(function, "opening-hours"),
        candidate(flow, "orders"),
        candidate(flow, "LambdaAlias-loop"),
        candidate(flow, "Lambda alias loop"),
    ];
    let asked = [
        (function, "", "orders"),
        (function, "", "Orders_Prod"),
        (function, "arn of opening-hours", "orders"),
        (flow, "", "LambdaAlias-loop"),
        (flow, "", "nothing like it"),
    ];
    let told = asked.map(|(kind, text, name)| {
        let found = suggest(kind, text, &[name.to_owned()], &candidates);
        let found = found.iter().map(|it| format!("{} ({:?})", it.candidate.name, it.likeness));
        format!("{kind} {text}/{name}: {}", found.collect::<Vec<_>>().join(", "))
    });
    insta::assert_snapshot!(told.join("\n"), @r"
    function /orders: orders (SameName), orders:PROD (Contained), order-status (Contained)
    function /Orders_Prod: orders:PROD (SameLetters), orders (Contained), order-status (Similar)
    function arn of opening-hours/orders: opening-hours (SameArn), orders (SameName), orders:PROD (Contained), order-status (Contained)
    flow /LambdaAlias-loop: LambdaAlias-loop (SameName), Lambda alias loop (SameLetters)
    flow /nothing like it:
    ");
}

/// A flow of calls, with anything at all beside them.
fn calls_and_more() -> impl Strategy<Value = Value> {
    let qualifiers = vec!["", ":$LATEST", ":7", ":PROD", ":TEST"];
    let functions = vec![ORDERS, "arn:aws:lambda:eu-central-1:111122223333:function:survey"];
    let call = (prop::sample::select(functions), prop::sample::select(qualifiers), json_value());
    prop::collection::vec(call, 0..8).prop_map(|calls| {
        let action = |(number, (function, qualifier, more)): (usize, (&str, &str, Value))| {
            let arn = format!("{function}{qualifier}");
            let parameters = json!({"LambdaFunctionARN": arn, "More": more, "Again": arn});
            fallible(&format!("a{number}"), "InvokeLambdaFunction", &parameters, "a0", "a1")
        };
        let more: Vec<Value> = calls.iter().map(|(_, _, more)| more.clone()).collect();
        let mut flow = flow_of(&calls.into_iter().enumerate().map(action).collect::<Vec<_>>());
        flow["Metadata"] = json!({"ActionMetadata": {"a0": more}, "note": ORDERS});
        flow
    })
}

proptest! {
    /// Put back by hand what was moved, and the flow is what it was.
    #[test]
    fn only_the_calls_asked_for_change(value in calls_and_more(), which in 0_usize..4) {
        let version: Qualifier = "7".parse().expect("a version");
        let calls = [Calls::OfLatest, Calls::Unqualified, Calls::Qualified(version),
            Calls::Qualified("TEST".parse().expect("an alias"))];
        let suffixes: &[&str] = [&["", ":$LATEST"][..], &[""], &[":7"], &[":TEST"]][which];
        let flow = read_flow(value.clone());
        let alias = PROD.parse().expect("an ARN");
        let rewritten = point_at_alias(&flow, &alias, &calls[which]).expect("an alias");
        let mut expected = value;
        let mut count = 0;
        for action in expected["Actions"].as_array_mut().expect("a list") {
            let function = &mut action["Parameters"]["LambdaFunctionARN"];
            if suffixes.iter().any(|it| *function == format!("{ORDERS}{it}")) {
                *function = PROD.into();
                count += 1;
            }
        }
        prop_assert_eq!(rewritten.flow.to_value().to_string(), expected.to_string());
        prop_assert_eq!(rewritten.replaced.len(), count);
        prop_assert_eq!(diff(&flow, &rewritten.flow).len(), count);
    }

    #[test]
    fn nothing_asked_nothing_changed(value in json_value()) {
        let flow = read_flow(json!({"Version": "2019-10-30", "Actions": [value], "Metadata": value}));
        let rewritten = rewrite(&flow, &[everywhere("not in there", "x"), everywhere("", "x")]);
        prop_assert_eq!(rewritten.flow.to_value().to_string(), flow.to_value().to_string());
        prop_assert_eq!((rewritten.replaced, rewritten.unused), (Vec::new(), vec![0, 1]));
    }

    /// Whatever is asked for of whatever flow is answered, and what connects the
    /// actions stays.
    #[test]
    fn any_flow_is_rewritten(value in json_value(), from in prop::sample::select(WORDS)) {
        let flow = read_flow(json!({"Version": "2019-10-30", "StartAction": "a",
            "Actions": [value.clone(), value], "Metadata": {}}));
        let rewritten = rewrite(&flow, &[everywhere(from, "put in")]).flow;
        let connected = |flow: &Flow| -> Vec<_> {
            let ways = |it: &crate::flow::Action| {
                it.transitions.iter().map(|way| way.to.clone()).collect::<Vec<_>>()
            };
            flow.actions.iter().map(|it| (it.id.clone(), it.kind.clone(), ways(it))).collect()
        };
        prop_assert_eq!(connected(&rewritten), connected(&flow));
        let found = resources(&flow).len() + placeholders(&flow).len();
        prop_assert!(found <= 2 * flow.to_value().to_string().len());
    }

    /// Back and forth is where it began, unless the other text was there before.
    #[test]
    fn a_replacement_can_be_undone(value in calls_and_more()) {
        let flow = read_flow(value);
        let there = rewrite(&flow, &[everywhere(ORDERS, "arn:aws:lambda:moon")]);
        let back = rewrite(&there.flow, &[everywhere("arn:aws:lambda:moon", ORDERS)]);
        prop_assert_eq!(back.flow.to_value(), flow.to_value());
        prop_assert_eq!(back.replaced.len(), there.replaced.len());
    }
}
