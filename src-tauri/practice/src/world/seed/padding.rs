//! Generated flows, for instances as large as one likes.
//!
//! Invariant: the n-th generated flow is always the same, whatever the number
//! that was asked for.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{days_before, flows::flow_id};
use crate::world::{
    account::{function_arn, id_of, in_instance},
    contact_centre::{ContactCentre, Content, Flow},
};

const CITIES: [&str; 12] = [
    "Berlin", "Hamburg", "München", "Köln", "Leipzig", "Wien", "Zürich", "Paris", "Lyon", "Madrid",
    "Dublin", "Oslo",
];
const TOPICS: [&str; 6] = ["orders", "returns", "delivery", "invoices", "repairs", "advice"];

/// What generated flows call, in turn; `None` is a flow without Lambda.
const CALLS: [Option<(&str, Option<&str>)>; 8] = [
    Some(("orders", Some("PROD"))),
    Some(("customer-lookup", Some("PROD"))),
    None,
    Some(("opening-hours", None)),
    Some(("payments", Some("PROD"))),
    Some(("orders", Some("7"))),
    None,
    Some(("customer-lookup", Some("$LATEST"))),
];

/// Adds flows until there are `wanted`.
pub(super) fn pad(centre: &mut ContactCentre, wanted: usize, start: Timestamp) {
    let mut number = 0;
    while centre.flows.len() < wanted {
        let flow = generated(number, start);
        centre.flows.insert(flow.id.clone(), flow);
        number += 1;
    }
}

fn slug(number: usize) -> String {
    format!("generated-{number}")
}

fn generated(number: usize, start: Timestamp) -> Flow {
    let city = CITIES[number % CITIES.len()];
    let topic = TOPICS[number / CITIES.len() % TOPICS.len()];
    let age = i64::try_from(number % 300).unwrap_or_default() + 1;
    Flow {
        id: flow_id(&slug(number)),
        name: format!("Branch {city} {topic} {number:04}"),
        kind: "CONTACT_FLOW".to_owned(),
        state: "ACTIVE".to_owned(),
        description: format!("Calls about {topic} in {city}"),
        tags: BTreeMap::from([("team".to_owned(), "branches".to_owned())]),
        last_modified: days_before(start, age),
        published: Some(Content::new(content(number, topic).to_string())),
        saved: None,
    }
}

fn content(number: usize, topic: &str) -> Value {
    let mut actions = vec![action(
        "welcome",
        "MessageParticipant",
        &json!({"Text": format!("You called about {topic}.")}),
        "first",
    )];
    match CALLS[number % CALLS.len()] {
        Some((function, qualifier)) => {
            let parameters = json!({
                "LambdaFunctionARN": function_arn(function, qualifier),
                "InvocationTimeLimitSeconds": "5",
                "ResponseValidation": {"ResponseType": "STRING_MAP"},
            });
            actions.push(action("first", "InvokeLambdaFunction", &parameters, "then"));
        }
        None => actions.push(module_call(number)),
    }
    // Every third flow hands over to its predecessor: long transfer chains.
    if number > 0 && number.is_multiple_of(3) {
        let before = in_instance("contact-flow", &flow_id(&slug(number - 1)));
        actions.push(action("then", "TransferToFlow", &json!({"ContactFlowId": before}), "end"));
    } else {
        actions.push(action("then", "MessageParticipant", &json!({"Text": "Thank you."}), "end"));
    }
    actions.push(json!({
        "Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {},
    }));
    json!({
        "Version": "2019-10-30",
        "StartAction": "welcome",
        "Metadata": {"entryPointPosition": {"x": 40, "y": 40}},
        "Actions": actions,
    })
}

fn module_call(number: usize) -> Value {
    let module = if number.is_multiple_of(4) { "announce-wait" } else { "identify-caller" };
    let arn = in_instance("flow-module", &id_of("module", module).to_string());
    action("first", "InvokeFlowModule", &json!({"FlowModuleId": arn}), "then")
}

fn action(id: &str, kind: &str, parameters: &Value, next: &str) -> Value {
    json!({
        "Identifier": id,
        "Type": kind,
        "Parameters": parameters,
        "Transitions": {
            "NextAction": next,
            "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}],
        },
    })
}
