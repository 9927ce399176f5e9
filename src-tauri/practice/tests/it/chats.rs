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

    /// What the flow said, oldest first, and whether it hung up.
    async fn said(&self, token: &str) -> (Vec<String>, bool) {
        let body = json!({"MaxResults": 100, "SortOrder": "ASCENDING", "ScanDirection": "FORWARD"});
        let transcript = self.participant("transcript", token, &body).await.json();
        let items = transcript["Transcript"].as_array().expect("a transcript").clone();
        let ended = items.iter().any(|item| item["Type"] == "CHAT_ENDED");
        let spoken = items.iter().filter(|item| item["ParticipantRole"] == "SYSTEM");
        (spoken.map(|item| item["Content"].as_str().expect("text").to_owned()).collect(), ended)
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
    pass(&server, 30);
    assert_eq!(client.said(&token).await, (vec!["Lambda version 7 was executed".to_owned()], true));
    let late = client.participant("message", &token, &json!({"Content": "Hello?"})).await;
    assert_eq!(late.error().1, "AccessDeniedException");
    let other = client.participant("transcript", "nonsense", &json!({})).await;
    assert_eq!(other.status, 403);
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
    pass(&server, 30);
    let mut counted: BTreeMap<String, u32> = BTreeMap::new();
    for token in tokens {
        let (said, _) = client.said(&token).await;
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
    pass(&server, 30);
    let (said, ended) = client.said(&token).await;
    assert!(ended && said.iter().all(|text| !text.contains("was executed")), "{said:?}");
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
    let (said, ended) = client.said(&token).await;
    assert!(said.len() >= 5 && !ended, "{said:?}");
    let stop = json!({"InstanceId": INSTANCE, "ContactId": contact});
    assert_eq!(client.connect("POST", "/contact/stop", &stop).await.status, 200);
    let so_far = client.said(&token).await.0.len();
    pass(&server, 60);
    let (said, ended) = client.said(&token).await;
    assert!(ended && said.len() == so_far, "a stopped chat says no more");
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
