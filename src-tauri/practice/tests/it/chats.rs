//! Flows that are made, and chats that really run them.

use std::{collections::BTreeMap, time::Duration};

use crossfade_domain::{
    arn::FunctionArn,
    flow::template::{LoopFlow, Pause, SPOKEN, TestFlow, TimeLimit},
};
use crossfade_practice::PracticeServer;
use serde_json::{Value, json};

use crate::client::{Client, INSTANCE, Response, still};

fn test_flow(function: &str) -> TestFlow {
    let alias: FunctionArn =
        format!("arn:aws:lambda:eu-central-1:111122223333:function:{function}")
            .parse()
            .expect("an ARN");
    let time_limit = TimeLimit::new(8).expect("a limit");
    TestFlow { name: "LambdaAlias-test".to_owned(), alias, time_limit, spoken: SPOKEN.to_owned() }
}

fn content(function: &str) -> String {
    test_flow(function).flow().to_value().to_string()
}

impl Client {
    async fn make_flow(&self, name: &str, content: &str, status: &str) -> Response {
        let body =
            json!({"Name": name, "Type": "CONTACT_FLOW", "Content": content, "Status": status});
        self.connect("PUT", &format!("/contact-flows/{INSTANCE}"), &body).await
    }

    async fn made(&self, name: &str, function: &str) -> String {
        let made = self.make_flow(name, &content(function), "PUBLISHED").await;
        assert_eq!(made.status, 200, "{}", made.text());
        made.json()["ContactFlowId"].as_str().expect("an id").to_owned()
    }

    async fn begin(&self, flow: &str) -> (String, String) {
        let body = json!({
            "InstanceId": INSTANCE,
            "ContactFlowId": flow,
            "ParticipantDetails": {"DisplayName": "Test"},
        });
        let begun = self.connect("PUT", "/contact/chat", &body).await;
        assert_eq!(begun.status, 200, "{}", begun.text());
        let token = begun.json()["ParticipantToken"].as_str().expect("a token").to_owned();
        let body = json!({"Type": ["CONNECTION_CREDENTIALS"]});
        let connected = self.participant("connection", &token, &body).await.json();
        let token = connected["ConnectionCredentials"]["ConnectionToken"].as_str();
        let contact = begun.json()["ContactId"].as_str().expect("an id").to_owned();
        (contact, token.expect("a token").to_owned())
    }

    async fn participant(&self, what: &str, token: &str, body: &Value) -> Response {
        let headers = [("x-amz-bearer", token), ("content-type", "application/json")];
        let path = format!("/participant/{what}");
        self.send("POST", &path, &headers, body.to_string().as_bytes()).await
    }

    /// What the flow said, oldest first.
    async fn said(&self, token: &str) -> Vec<String> {
        let body = json!({"MaxResults": 100, "SortOrder": "ASCENDING"});
        let transcript = self.participant("transcript", token, &body).await.json();
        let items = transcript["Transcript"].as_array().expect("a transcript").clone();
        let spoken = items.iter().filter(|item| item["ParticipantRole"] == "SYSTEM");
        spoken.map(|item| item["Content"].as_str().expect("text").to_owned()).collect()
    }

    /// Whether the token opens nothing any more, as when the flow has hung up.
    async fn is_over(&self, token: &str) -> bool {
        let refused = self.participant("transcript", token, &json!({})).await;
        refused.status == 403 && refused.error().1 == "AccessDeniedException"
    }
}

fn pass(server: &PracticeServer, seconds: u64) {
    server.world().advance(Duration::from_secs(seconds));
}

#[tokio::test]
async fn a_chat_says_which_version_answered() {
    let (server, client) = still().await;
    let flow = client.made("Version test", "orders:PROD").await;
    let (_, token) = client.begin(&flow).await;
    pass(&server, 4);
    assert_eq!(client.said(&token).await, ["Lambda version 7 was executed"]);
    pass(&server, 30);
    assert!(client.is_over(&token).await, "a chat that is over can still be read");
    let late = client.participant("message", &token, &json!({"Content": "Hello?"})).await;
    assert_eq!(late.error().1, "AccessDeniedException");
    let other = client.participant("transcript", "nonsense", &json!({})).await;
    assert_eq!(other.status, 403);
}

#[tokio::test]
async fn a_transcript_is_scanned_forward_only_from_an_item_that_is_named() {
    let (server, client) = still().await;
    let flow = client.made("Version test", "orders:PROD").await;
    let (_, token) = client.begin(&flow).await;
    pass(&server, 4);
    let forward = json!({"SortOrder": "ASCENDING", "ScanDirection": "FORWARD"});
    let refused = client.participant("transcript", &token, &forward).await;
    assert_eq!((refused.status, refused.error().1.as_str()), (400, "ValidationException"));
    let all = client.participant("transcript", &token, &json!({})).await.json();
    let oldest =
        all["Transcript"].as_array().expect("items").last().expect("an item")["Id"].clone();
    let from = json!({"ScanDirection": "FORWARD", "StartPosition": {"Id": oldest}});
    let read = client.participant("transcript", &token, &from).await.json();
    assert_eq!(read["Transcript"], all["Transcript"]);
}

#[tokio::test]
async fn a_split_alias_answers_with_both_versions() {
    let (server, client) = still().await;
    let weights = json!({"RoutingConfig": {"AdditionalVersionWeights": {"8": 0.5}}});
    let split = client.lambda("PUT", "/orders/aliases/PROD", &weights).await;
    assert_eq!(split.status, 200, "{}", split.text());
    let flow = client.made("Version test", "orders:PROD").await;
    let mut tokens = Vec::new();
    for _ in 0..40 {
        tokens.push(client.begin(&flow).await.1);
    }
    pass(&server, 4);
    let mut counted: BTreeMap<String, u32> = BTreeMap::new();
    for token in tokens {
        let said = client.said(&token).await;
        *counted.entry(said[0].clone()).or_default() += 1;
    }
    assert_eq!(counted.len(), 2, "{counted:?}");
    assert!(counted.values().all(|count| *count >= 8), "{counted:?}");
}

#[tokio::test]
async fn without_a_permission_the_flow_takes_its_error_branch() {
    let (server, client) = still().await;
    let alias = json!({"Name": "BARE", "FunctionVersion": "7"});
    client.lambda("POST", "/orders/aliases", &alias).await;
    let flow = client.made("Version test", "orders:BARE").await;
    let (_, token) = client.begin(&flow).await;
    pass(&server, 4);
    let said = client.said(&token).await;
    assert!(said.iter().all(|text| !text.contains("was executed")), "{said:?}");
    assert!(said.iter().any(|text| text.contains("may not be invoked")), "{said:?}");
    pass(&server, 30);
    assert!(client.is_over(&token).await);
}

#[tokio::test]
async fn a_loop_is_saved_given_its_own_arn_and_runs_until_it_is_stopped() {
    let (server, client) = still().await;
    let pause = Pause::new(5).expect("a pause");
    let unnamed = LoopFlow { test: test_flow("orders:PROD"), pause, own: None };
    let saved = client.make_flow("Loop", &unnamed.flow().to_value().to_string(), "SAVED").await;
    assert_eq!(saved.status, 200, "saved flows are not validated: {}", saved.text());
    let (id, arn) = (saved.json()["ContactFlowId"].clone(), saved.json()["ContactFlowArn"].clone());
    let id = id.as_str().expect("an id");
    let named = LoopFlow { own: arn.as_str().map(str::to_owned), ..unnamed };
    let path = format!("/contact-flows/{INSTANCE}/{id}/content");
    let body = json!({"Content": named.flow().to_value().to_string()});
    let put = client.connect("POST", &path, &body).await;
    assert_eq!(put.status, 200, "{}", put.text());
    let (contact, token) = client.begin(id).await;
    pass(&server, 60);
    let said = client.said(&token).await;
    assert!(said.len() >= 5, "{said:?}");
    let stop = json!({"InstanceId": INSTANCE, "ContactId": contact});
    assert_eq!(client.connect("POST", "/contact/stop", &stop).await.status, 200);
    assert!(client.is_over(&token).await);
    assert_eq!(
        client.connect("POST", "/contact/stop", &stop).await.error().1,
        "ContactNotFoundException"
    );
}

#[tokio::test]
async fn a_chat_that_hung_up_can_neither_be_joined_nor_read_but_read_on_while_it_goes() {
    let (server, client) = still().await;
    let flow = client.made("Version test", "orders:PROD").await;
    let body = json!({
        "InstanceId": INSTANCE,
        "ContactFlowId": flow,
        "ParticipantDetails": {"DisplayName": "Test"},
    });
    let begun = client.connect("PUT", "/contact/chat", &body).await.json();
    let late = begun["ParticipantToken"].as_str().expect("a token").to_owned();
    let (_, token) = client.begin(&flow).await;
    pass(&server, 4);
    let items = async |position: Value| {
        let body = json!({"StartPosition": position, "SortOrder": "ASCENDING"});
        client.participant("transcript", &token, &body).await.json()["Transcript"].clone()
    };
    let all = items(json!({"MostRecent": 50})).await;
    let last = all.as_array().expect("items").last().expect("an item").clone();
    assert_eq!(items(json!({"Id": last["Id"]})).await, json!([last]), "from that item on");
    pass(&server, 30);
    let refused =
        client.participant("connection", &late, &json!({"Type": ["CONNECTION_CREDENTIALS"]})).await;
    assert_eq!((refused.status, refused.error().1.as_str()), (403, "AccessDeniedException"));
}

/// Waits half a minute, with a branch for a customer who comes back or without.
fn waiting(returns: bool) -> String {
    let says = |id: &str, text: &str, next: &str| {
        json!({
            "Identifier": id, "Type": "MessageParticipant", "Parameters": {"Text": text},
            "Transitions": {"NextAction": next, "Errors": [
                {"ErrorType": "NoMatchingError", "NextAction": "end"},
            ]},
        })
    };
    let branch = |operand: &str, next: &str| {
        json!({
            "NextAction": next, "Condition": {"Operator": "Equals", "Operands": [operand]},
        })
    };
    let mut conditions = vec![branch("WaitCompleted", "over")];
    let mut parameters = json!({"TimeoutSeconds": "30"});
    if returns {
        conditions.push(branch("CustomerReturned", "back"));
        parameters["Events"] = json!(["CustomerReturned"]);
    }
    let wait = json!({
        "Identifier": "wait", "Type": "Wait", "Parameters": parameters,
        "Transitions": {"NextAction": "over", "Conditions": conditions, "Errors": [
            {"ErrorType": "NoMatchingError", "NextAction": "end"},
        ]},
    });
    let hold = json!({
        "Identifier": "hold", "Type": "Wait", "Parameters": {"TimeoutSeconds": "60"},
        "Transitions": {
            "NextAction": "end", "Conditions": [branch("WaitCompleted", "end")],
            "Errors": [{"ErrorType": "NoMatchingError", "NextAction": "end"}],
        },
    });
    let end = json!({
        "Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {},
    });
    let actions = [
        says("hello", "Wait, please", "wait"),
        wait,
        says("back", "You are back", "hold"),
        says("over", "It is over", "hold"),
        hold,
        end,
    ];
    json!({
        "Version": "2019-10-30", "StartAction": "hello", "Metadata": {}, "Actions": actions,
    })
    .to_string()
}

#[tokio::test]
async fn what_is_typed_ends_a_wait_only_where_the_flow_has_a_branch_for_it() {
    let (server, client) = still().await;
    for (returns, told) in [(false, None), (true, Some("You are back"))] {
        let name = format!("Waits, {returns}");
        let made = client.make_flow(&name, &waiting(returns), "PUBLISHED").await;
        assert_eq!(made.status, 200, "{}", made.text());
        let flow = made.json()["ContactFlowId"].as_str().expect("an id").to_owned();
        let (_, token) = client.begin(&flow).await;
        pass(&server, 5);
        let hello = json!({"ContentType": "text/plain", "Content": "Hello?"});
        assert_eq!(client.participant("message", &token, &hello).await.status, 200);
        pass(&server, 5);
        let said = client.said(&token).await;
        assert_eq!(said.get(1).map(String::as_str), told, "{said:?}");
        pass(&server, 25);
        let said = client.said(&token).await;
        let second = told.unwrap_or("It is over");
        assert_eq!(said, ["Wait, please", second], "and not a second time");
    }
}

#[tokio::test]
async fn a_chat_that_nobody_subscribes_to_ends_after_five_minutes() {
    let (server, client) = still().await;
    let pause = Pause::new(604_800).expect("a pause");
    let own = client.made("Next", "orders:PROD").await;
    let slow = LoopFlow { test: test_flow("orders:PROD"), pause, own: Some(own) };
    let made = client.make_flow("Slow", &slow.flow().to_value().to_string(), "PUBLISHED").await;
    let body = json!({
        "InstanceId": INSTANCE,
        "ContactFlowId": made.json()["ContactFlowId"],
        "ParticipantDetails": {"DisplayName": "Test"},
        "ChatDurationInMinutes": 60,
    });
    let contact = client.connect("PUT", "/contact/chat", &body).await.json()["ContactId"].clone();
    let stop = json!({"InstanceId": INSTANCE, "ContactId": contact});
    // Nobody subscribes to it.
    pass(&server, 6 * 60);
    assert_eq!(client.connect("POST", "/contact/stop", &stop).await.status, 410);
}

#[tokio::test]
async fn a_flow_that_is_wrong_is_refused_block_by_block() {
    let (_server, client) = still().await;
    let dangling = content("orders:PROD").replacen("\"NextAction\":\"", "\"NextAction\":\"no-", 1);
    let refused = client.make_flow("Wrong", &dangling, "PUBLISHED").await;
    let (status, code, body) = refused.error();
    assert_eq!((status, code.as_str()), (400, "InvalidContactFlowException"));
    let problems = body["problems"].as_array().expect("problems");
    assert!(!problems.is_empty() && body.get("Message").is_none(), "{body}");
    client.made("Twice", "orders:PROD").await;
    let twice = client.make_flow("Twice", &content("orders:PROD"), "PUBLISHED").await;
    assert_eq!(twice.error().1, "DuplicateResourceException");
    let flow = client.made("To go", "orders:PROD").await;
    let path = format!("/contact-flows/{INSTANCE}/{flow}");
    assert_eq!(client.connect("DELETE", &path, &Value::Null).await.status, 200);
    assert_eq!(client.connect("DELETE", &path, &Value::Null).await.status, 404);
}
