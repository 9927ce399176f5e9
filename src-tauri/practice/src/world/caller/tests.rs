//! Callers in small flows made for the purpose.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rand::SeedableRng as _;

use super::*;
use crate::world::{contact_centre::Content, metrics::Metric, seed};

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
    let by_id = |flows: Vec<Flow>| flows.into_iter().map(|it| (it.id.clone(), it)).collect();
    let entry = flows[0].id.clone();
    let centre = ContactCentre {
        created: Timestamp::UNIX_EPOCH,
        flows: by_id(flows),
        modules: by_id(modules),
        numbers: Vec::new(),
        lambda_functions: BTreeSet::new(),
        queues: Vec::new(),
        prompts: Vec::new(),
        hours: Vec::new(),
        planted: 0,
    };
    let mut draws = ChaCha8Rng::seed_from_u64(1);
    let planted =
        seed::plant(&crate::PracticeOptions::default(), Timestamp::UNIX_EPOCH, &mut draws);
    let mut metrics = Metrics::default();
    let mut scene = Scene {
        centre: &centre,
        functions: &planted.functions,
        metrics: &mut metrics,
        draws: &mut draws,
    };
    let mut caller = Caller::enter(&centre.flows[&entry], "VOICE").expect("a published flow");
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
    samples.values().flat_map(|it| &it.0).map(|(value, count)| value * count).sum()
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
