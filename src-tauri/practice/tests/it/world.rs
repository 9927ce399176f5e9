//! The world: repeatable, and steerable from outside.

use std::time::Duration;

use crossfade_practice::{Behaviour, PracticeOptions, PracticeServer};
use serde_json::{Value, json};

use crate::client::{Client, start, still, still_options};

/// Every minute of invocations of `orders:PROD` by version, for two hours.
async fn invocations(client: &Client) -> Value {
    let search = "SEARCH('{AWS/Lambda,FunctionName,Resource,ExecutedVersion} \
                  MetricName=\"Invocations\" FunctionName=\"orders\"', 'Sum', 60)";
    let body = json!({
        "StartTime": "2026-11-23T09:00:00Z", "EndTime": "2026-11-23T11:00:00Z",
        "MetricDataQueries": [{"Id": "v", "Expression": search}],
    });
    client.cloudwatch("GetMetricData", &body).await.json()["MetricDataResults"].clone()
}

fn count(results: &Value, version: &str) -> f64 {
    let all = results.as_array().expect("a list");
    let line = all.iter().find(|it| it["Label"].as_str().is_some_and(|it| it.starts_with(version)));
    line.map_or(0.0, |line| {
        line["Values"].as_array().expect("a list").iter().filter_map(Value::as_f64).sum()
    })
}

async fn shift(client: &Client) {
    let half = json!({"RoutingConfig": {"AdditionalVersionWeights": {"8": 0.5}}});
    client.lambda("PUT", "/orders/aliases/PROD", &half).await;
}

#[tokio::test]
async fn the_same_seed_and_time_give_the_same_world_however_often_one_looks() {
    let run = async |seed: u64, steps: u64| {
        let (server, client) = start(PracticeOptions { seed, ..still_options() }).await;
        shift(&client).await;
        for _ in 0..steps {
            server.world().advance(Duration::from_secs(3600 / steps));
        }
        invocations(&client).await
    };
    let once = run(5, 1).await;
    assert_eq!(once, run(5, 60).await);
    assert_ne!(once, run(6, 1).await);
}

#[tokio::test]
async fn a_shift_moves_the_traffic_from_then_on() {
    let (server, client) = still().await;
    assert!(count(&invocations(&client).await, "8 ") < 1.0);
    shift(&client).await;
    server.world().advance(Duration::from_hours(1));
    let after = invocations(&client).await;
    let new = count(&after, "8 ");
    assert!(new > 50.0, "{new}");
}

/// The `Resource` values under which a function was invoked.
async fn resources(client: &Client, function: &str) -> Vec<String> {
    let body = json!({"MetricName": "Invocations", "Dimensions": [
        {"Name": "FunctionName", "Value": function}, {"Name": "Resource"}]});
    let list = client.cloudwatch("ListMetrics", &body).await.json();
    let dimensions = list["Metrics"]
        .as_array()
        .expect("a list")
        .iter()
        .flat_map(|metric| metric["Dimensions"].as_array().expect("a list").iter().cloned());
    let mut resources: Vec<String> = dimensions
        .filter(|it| it["Name"] == "Resource")
        .map(|it| it["Value"].as_str().expect("text").to_owned())
        .collect();
    resources.sort();
    resources.dedup();
    resources
}

#[tokio::test]
async fn callers_reach_what_connect_may_invoke_and_nothing_else() {
    let (server, client) = still().await;
    assert_eq!(
        resources(&client, "opening-hours").await,
        ["opening-hours", "opening-hours:$LATEST", "opening-hours:2"],
        "LIVE has no permission"
    );
    assert_eq!(resources(&client, "chat-redaction").await, ["chat-redaction:PROD"]);
    assert!(resources(&client, "callback-booking").await.is_empty(), "the function is gone");
    let permission = json!({"StatementId": "s", "Action": "lambda:InvokeFunction",
                            "Principal": "connect.amazonaws.com"});
    client.lambda("POST", "/opening-hours/policy?Qualifier=LIVE", &permission).await;
    server.world().advance(Duration::from_hours(2));
    assert!(resources(&client, "opening-hours").await.contains(&"opening-hours:LIVE".to_owned()));
}

#[tokio::test]
async fn the_next_version_behaves_as_it_was_told() {
    let (server, client) = still().await;
    let broken = Behaviour { error_rate: 1.0, ..Behaviour::default() };
    server.world().set_next_version("orders", broken).expect("set");
    let published = client.lambda("POST", "/orders/versions", &json!({})).await.json();
    assert_eq!(published["Version"], "9", "the code has changed, so there is a new version");
    let failed = client.lambda("POST", "/orders:9/invocations", &json!({})).await;
    assert_eq!(failed.header("x-amz-function-error"), Some("Unhandled"));
    let fine = client.lambda("POST", "/orders:8/invocations", &json!({})).await;
    assert_eq!(fine.header("x-amz-function-error"), None);
    let refused = server.world().set_next_version("nobody", broken);
    assert!(refused.is_err());
}

async fn post(client: &Client, path: &str, body: Value) -> (u16, Value) {
    let path = format!("/_practice/{path}");
    let answer = client.send("POST", &path, &[], body.to_string().as_bytes()).await;
    (answer.status, answer.json())
}

#[tokio::test]
async fn another_process_can_steer_it_too() {
    let (server, client) = still().await;
    let (status, clock) = post(&client, "clock", json!({"advance_seconds": 60})).await;
    assert_eq!((status, &clock["now"]), (200, &json!("2026-11-23T10:01:00Z")));
    assert_eq!(clock["start"], "2026-11-23T10:00:00Z");
    let (status, told) = post(&client, "traffic", json!({"factor": 0})).await;
    assert_eq!((status, &told["traffic"]["factor"]), (200, &json!(0.0)));
    let before = invocations(&client).await;
    server.world().advance(Duration::from_mins(10));
    let (was, is) = (count(&before, "7 "), count(&invocations(&client).await, "7 "));
    assert!(is - was < 10.0, "only callers under way still call: {was} to {is}");
    let broken = json!({"error_rate": 0.5, "p50_ms": 900});
    let (status, told) = post(&client, "functions/orders/next-version", broken).await;
    assert_eq!((status, &told["functions"]["orders"]["next"]["error_rate"]), (200, &json!(0.5)));
    let (status, _) = post(&client, "functions/orders/versions/8", json!({"error_rate": 2})).await;
    assert_eq!(status, 400);
    let (status, _) = post(&client, "functions/orders/versions/88", json!({})).await;
    assert_eq!(status, 404);
    let (status, _) = post(&client, "nothing", json!({})).await;
    assert_eq!(status, 404);
}

#[tokio::test]
async fn a_dropped_or_shut_down_server_stops() {
    let (server, client): (PracticeServer, Client) = still().await;
    server.shutdown().await;
    let refused = tokio::spawn(async move { client.lambda("GET", "", &Value::Null).await }).await;
    assert!(refused.is_err(), "nobody listens any more");
}
