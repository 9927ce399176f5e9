//! Callers in small flows made for the purpose.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rand::SeedableRng as _;

use super::*;
use crate::world::{
    contact_centre::{Content, Named},
    metrics::Metric,
    seed,
};

fn flow(id: &str, actions: &str) -> Flow {
    let text = format!(
        r#"{{"Version":"2019-10-30","StartAction":"a","Actions":[{actions},
        {{"Identifier":"end","Type":"DisconnectParticipant","Parameters":{{}},"Transitions":{{}}}}]}}"#
    );
    Flow {
        id: id.to_owned(),
        name: id.to_owned(),
        kind: "CONTACT_FLOW".to_owned(),
        state: "ACTIVE".to_owned(),
        description: String::new(),
        tags: BTreeMap::new(),
        last_modified: Timestamp::UNIX_EPOCH,
        published: Some(Content::new(text)),
        saved: None,
    }
}

fn action(id: &str, kind: &str, parameters: &str, next: &str) -> String {
    format!(
        r#"{{"Identifier":"{id}","Type":"{kind}","Parameters":{parameters},
        "Transitions":{{"NextAction":"{next}"}}}}"#
    )
}

fn lambda(id: &str, arn: &str, next: &str) -> String {
    action(id, "InvokeLambdaFunction", &format!(r#"{{"LambdaFunctionARN":"{arn}"}}"#), next)
}

/// Walks a caller into the first flow; answers how often `orders` ran.
fn walk(flows: Vec<Flow>, modules: Vec<Flow>) -> f64 {
    through(flows, modules, 1, false).0
}

/// What a chat in the flow says.
fn chat(flow: Flow, modules: Vec<Flow>) -> Vec<String> {
    through(vec![flow], modules, 1, true).1
}

/// Walks somebody into the first flow; answers how often `orders` ran, and what
/// was said to one who chats.
fn through(flows: Vec<Flow>, modules: Vec<Flow>, seed: u64, chats: bool) -> (f64, Vec<String>) {
    let by_id = |flows: Vec<Flow>| flows.into_iter().map(|it| (it.id.clone(), it)).collect();
    let entry = flows[0].id.clone();
    let centre = ContactCentre {
        created: Timestamp::UNIX_EPOCH,
        flows: by_id(flows),
        modules: by_id(modules),
        numbers: Vec::new(),
        lambda_functions: BTreeSet::new(),
        queues: Vec::new(),
        prompts: vec![Named { id: "p".to_owned(), name: "Welcome.wav".to_owned() }],
        hours: Vec::new(),
        planted: 0,
    };
    let mut draws = ChaCha8Rng::seed_from_u64(seed);
    let planted =
        seed::plant(&crate::PracticeOptions::default(), Timestamp::UNIX_EPOCH, &mut draws);
    let mut metrics = Metrics::default();
    let mut scene = Scene {
        centre: &centre,
        functions: &planted.functions,
        metrics: &mut metrics,
        draws: &mut draws,
    };
    let channel = if chats { "CHAT" } else { "VOICE" };
    let mut caller = Caller::enter(&centre.flows[&entry], channel).expect("a published flow");
    caller.chat = chats.then(ChatSide::default);
    let mut at = Some(0);
    while let Some(at_ms) = at {
        at = caller.proceed(&mut scene, at_ms);
    }
    let metric = Metric {
        namespace: "AWS/Lambda".to_owned(),
        name: "Invocations".to_owned(),
        dimensions: vec![("FunctionName".to_owned(), "orders".to_owned())],
    };
    let samples = metrics.samples(&metric, 0, i64::MAX, i64::MAX);
    let ran = samples.values().flat_map(|it| &it.0).map(|(value, count)| value * count).sum();
    (ran, caller.chat.map(|side| side.said).unwrap_or_default())
}

/// An action whose branches are met by what follows.
fn branching(id: &str, kind: &str, parameters: &str, ways: &[(&str, &str, &str)]) -> String {
    let way = |(operator, operand, to): &(&str, &str, &str)| {
        format!(
            r#"{{"NextAction":"{to}","Condition":{{"Operator":"{operator}","Operands":["{operand}"]}}}}"#
        )
    };
    let ways: Vec<String> = ways.iter().map(way).collect();
    format!(
        r#"{{"Identifier":"{id}","Type":"{kind}","Parameters":{parameters},"Transitions":{{
        "Errors":[{{"NextAction":"else","ErrorType":"NoMatchingCondition"}}],
        "Conditions":[{}]}}}}"#,
        ways.join(",")
    )
}

fn say(id: &str, text: &str, next: &str) -> String {
    action(id, "MessageParticipant", &format!(r#"{{"Text":"{text}"}}"#), next)
}

const ORDERS: &str = "arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD";

#[test]
fn a_cycle_of_flows_ends() {
    let to = |flow: &str| {
        action("b", "TransferToFlow", &format!(r#"{{"ContactFlowId":"{flow}"}}"#), "end")
    };
    let there = flow("ping", &[lambda("a", ORDERS, "b"), to("pong")].join(","));
    let back = flow("pong", &[lambda("a", ORDERS, "b"), to("ping")].join(","));
    let ran = walk(vec![there, back], Vec::new());
    assert!((20.0..=f64::from(MAX_INVOCATIONS) + 1.0).contains(&ran), "{ran}");
}

#[test]
fn an_attribute_decides_only_when_the_flow_set_it() {
    let set = action(
        "a",
        "UpdateContactAttributes",
        &format!(r#"{{"Attributes":{{"f":"{ORDERS}"}}}}"#),
        "b",
    );
    let by_attribute = lambda("b", "$.Attributes.f", "end");
    assert!((walk(vec![flow("x", &[set, by_attribute].join(","))], Vec::new()) - 1.0).abs() < 1e-9);
    let unset = lambda("a", "$.Attributes.f", "end");
    assert!(walk(vec![flow("x", &unset)], Vec::new()) < 1e-9);
    let region = lambda("a", &ORDERS.replace("eu-central-1", "$.AwsRegion"), "end");
    assert!((walk(vec![flow("x", &region)], Vec::new()) - 1.0).abs() < 1e-9);
}

#[test]
fn a_module_returns_to_where_it_was_called() {
    let module = flow(
        "m",
        &[lambda("a", ORDERS, "b"), action("b", "EndFlowModuleExecution", "{}", "")].join(","),
    );
    let call = action("a", "InvokeFlowModule", r#"{"FlowModuleId":"m"}"#, "b");
    let caller = flow("x", &[call, lambda("b", ORDERS, "end")].join(","));
    assert!((walk(vec![caller], vec![module]) - 2.0).abs() < 1e-9);
}

#[test]
fn only_numbers_are_more_or_less() {
    let compared = |operator: &str, value: &str| {
        let set = format!(r#"{{"Attributes":{{"n":"{value}"}}}}"#);
        let actions = [
            action("a", "UpdateContactAttributes", &set, "b"),
            branching(
                "b",
                "Compare",
                r#"{"ComparisonValue":"$.Attributes.n"}"#,
                &[(operator, "5", "met")],
            ),
            say("met", "met", "end"),
            say("else", "else", "end"),
        ];
        chat(flow("x", &actions.join(",")), Vec::new()).join(" ")
    };
    let table: Vec<String> =
        ["NumberGreaterThan", "NumberGreaterOrEqualTo", "NumberLessThan", "NumberLessOrEqualTo"]
            .map(|operator| {
                let told = ["4", "5", "6", "many", ""].map(|value| compared(operator, value));
                format!("{operator}: {}", told.join(", "))
            })
            .into();
    insta::assert_snapshot!(table.join("\n"), @r"
    NumberGreaterThan: else, else, met, else, else
    NumberGreaterOrEqualTo: else, met, met, else, else
    NumberLessThan: met, else, else, else, else
    NumberLessOrEqualTo: met, met, else, else, else
    ");
}

#[test]
fn a_loop_counts_for_itself_and_begins_anew() {
    let twice = |id: &str, done: &str| {
        let turns = [("Equals", "ContinueLooping", "said"), ("Equals", "DoneLooping", done)];
        branching(id, "Loop", r#"{"LoopCount":"2"}"#, &turns)
    };
    let module = flow(
        "m",
        &[
            twice("a", "out"),
            say("said", "in", "a"),
            action("out", "EndFlowModuleExecution", "{}", ""),
        ]
        .join(","),
    );
    let call = action("said", "InvokeFlowModule", r#"{"FlowModuleId":"m"}"#, "a");
    let caller = flow("x", &[twice("a", "end"), call].join(","));
    assert_eq!(chat(caller, vec![module]), ["in"; 4]);
}

#[test]
fn a_chat_is_told_what_is_played_and_never_hangs_up_by_chance() {
    let actions = [
        action("a", "MessageParticipant", r#"{"PromptId":"arn:x/prompt/p"}"#, "b"),
        action(
            "b",
            "MessageParticipant",
            r#"{"SSML":"<speak>Press <break time='1s'/> one</speak>"}"#,
            "c",
        ),
        branching(
            "c",
            "CheckHoursOfOperation",
            "{}",
            &[("Equals", "True", "d"), ("Equals", "False", "d")],
        ),
        say("d", "bye", "end"),
    ];
    for seed in 0..100 {
        let flow = flow("x", &actions.join(","));
        let said = through(vec![flow], Vec::new(), seed, true).1;
        assert_eq!(said, ["[Prompt: Welcome.wav]", "Press one", "bye"], "seed {seed}");
    }
}

#[test]
fn contacts_are_distributed_by_their_percentages() {
    let shares = [("NumberLessThan", "11", "few"), ("NumberLessThan", "91", "most")];
    let actions = [
        branching("a", "DistributeByPercentage", "{}", &shares),
        say("few", "few", "end"),
        say("most", "most", "end"),
        say("else", "else", "end"),
    ];
    let mut counted: BTreeMap<String, u32> = BTreeMap::new();
    for seed in 0..500 {
        let flow = flow("x", &actions.join(","));
        let said = through(vec![flow], Vec::new(), seed, true).1;
        *counted.entry(said.join(" ")).or_default() += 1;
    }
    let count = |branch: &str| counted.get(branch).copied().unwrap_or_default();
    assert_eq!(counted.values().sum::<u32>(), 500);
    assert!((25..80).contains(&count("few")) && (25..80).contains(&count("else")), "{counted:?}");
    assert!((360..440).contains(&count("most")), "{counted:?}");
}
