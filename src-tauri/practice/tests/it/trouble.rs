//! Quotas and faults.

use std::time::{Duration, Instant};

use crossfade_practice::{Faults, PracticeOptions, Quota};
use serde_json::{Value, json};

use crate::client::{INSTANCE, signature, start, still_options};

#[tokio::test]
async fn connects_quota_is_two_a_second_after_a_burst_of_five() {
    let (_server, client) = start(PracticeOptions { quota: Quota::Aws, ..still_options() }).await;
    let path = format!("/contact-flows-summary/{INSTANCE}?maxResults=1");
    let mut refused = None;
    for turn in 0..12 {
        let answer = client.connect("GET", &path, &Value::Null).await;
        if answer.status == 429 {
            refused = Some((turn, answer.error()));
            break;
        }
    }
    let (turn, (_, code, body)) = refused.expect("the quota is enforced");
    assert!(turn >= 5, "the burst is five, refused at {turn}");
    assert_eq!(
        (code.as_str(), body),
        ("TooManyRequestsException", json!({"Message": "Too Many Requests"}))
    );
}

#[tokio::test]
async fn faults_are_worded_as_each_service_does() {
    let (server, client) = start(still_options()).await;
    server.world().set_faults(Faults { throttle: 1.0, ..Faults::default() });
    let lambda = client.lambda("GET", "", &Value::Null).await;
    assert_eq!(
        lambda.error(),
        (
            429,
            "TooManyRequestsException".to_owned(),
            json!({"Reason": "CallerRateLimitExceeded", "Type": "User", "message": "Rate exceeded"})
        )
    );
    assert_eq!(lambda.header("retry-after"), Some("1"));
    let connect =
        client.connect("GET", &format!("/contact-flows-summary/{INSTANCE}"), &Value::Null).await;
    assert_eq!((connect.status, connect.error().1), (429, "ThrottlingException".to_owned()));
    let sts = client.form("sts", "Action=GetCallerIdentity&Version=2011-06-15").await;
    assert_eq!(sts.status, 400);
    assert!(sts.text().contains("<Code>Throttling</Code>"), "{}", sts.text());
    let cbor = client.cbor("DescribeAlarms", &ciborium::Value::Map(Vec::new())).await;
    assert_eq!(cbor.header("x-amzn-query-error"), Some("Throttling;Sender"));

    server.world().set_faults(Faults { error: 1.0, ..Faults::default() });
    let broken = client.lambda("GET", "", &Value::Null).await;
    assert!(matches!(broken.status, 500 | 503), "{}", broken.status);
    server.world().set_faults(Faults::default());
    assert_eq!(client.lambda("GET", "", &Value::Null).await.status, 200);
}

#[tokio::test]
async fn new_code_settles_after_a_while_where_that_is_wished() {
    let quirks = "settling-s=30".parse().expect("quirks");
    let (server, client) = start(PracticeOptions { quirks, ..still_options() }).await;
    let code = json!({"ZipFile": "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA=="});
    let updated = client.lambda("PUT", "/orders/code", &code).await.json();
    assert_eq!(
        (&updated["State"], &updated["LastUpdateStatus"]),
        (&"Active".into(), &"InProgress".into())
    );
    let early = client.lambda("POST", "/orders/versions", &json!({})).await;
    assert_eq!((early.status, early.error().1), (409, "ResourceConflictException".to_owned()));
    server.world().advance(Duration::from_secs(30));
    let made = client.lambda("POST", "/orders/versions", &json!({})).await.json();
    assert_eq!(made["State"], "Pending");
    let version = made["Version"].as_str().expect("a version").to_owned();
    let configuration = format!("/orders/configuration?Qualifier={version}");
    let invocation = format!("/orders/invocations?Qualifier={version}");
    assert_eq!(client.lambda("GET", &configuration, &Value::Null).await.json()["State"], "Pending");
    assert_eq!(client.lambda("POST", &invocation, &json!({})).await.status, 409);
    server.world().advance(Duration::from_secs(30));
    assert_eq!(client.lambda("GET", &configuration, &Value::Null).await.json()["State"], "Active");
    assert_eq!(client.lambda("POST", &invocation, &json!({})).await.status, 200);
}

#[tokio::test]
async fn new_metrics_are_listed_late_and_have_their_data_at_once() {
    let (server, client) = start(still_options()).await;
    let dimension = |name: &str, value: &str| json!({"Name": name, "Value": value});
    let dimensions = json!([
        dimension("FunctionName", "orders"),
        dimension("Resource", "orders:PROD"),
        dimension("ExecutedVersion", "8"),
    ]);
    let update = json!({"RoutingConfig": {"AdditionalVersionWeights": {"8": 1.0}}});
    client.lambda("PUT", "/orders/aliases/PROD", &update).await;
    let listed = async || {
        let asked = json!({"Namespace": "AWS/Lambda", "Dimensions": dimensions});
        let told = client.cloudwatch("ListMetrics", &asked).await.json();
        told["Metrics"].as_array().expect("a list").len()
    };
    server.world().advance(Duration::from_mins(5));
    let metric =
        json!({"Namespace": "AWS/Lambda", "MetricName": "Invocations", "Dimensions": dimensions});
    let query =
        json!([{"Id": "q", "MetricStat": {"Metric": metric, "Period": 300, "Stat": "Sum"}}]);
    let asked =
        json!({"MetricDataQueries": query, "StartTime": 1_795_428_000, "EndTime": 1_795_429_000});
    let data = client.cloudwatch("GetMetricData", &asked).await;
    assert!(data.text().contains("\"Values\":["), "{}", data.text());
    assert_eq!(listed().await, 0);
    server.world().advance(Duration::from_mins(15));
    assert_eq!(listed().await, 4);
}

#[tokio::test]
async fn a_qualified_arn_is_refused_for_the_drop_down_list_where_that_is_wished() {
    let quirks = "bare-functions-only".parse().expect("quirks");
    let (_server, client) = start(PracticeOptions { quirks, ..still_options() }).await;
    let path = format!("/instance/{INSTANCE}/lambda-function");
    let arn = "arn:aws:lambda:eu-central-1:111122223333:function:orders:TEST";
    let refused = client.connect("PUT", &path, &json!({"FunctionArn": arn})).await;
    assert_eq!((refused.status, refused.error().1), (400, "InvalidParameterException".to_owned()));
}

#[tokio::test]
async fn latency_is_added_to_every_answer_but_the_controls() {
    let latency = Duration::from_millis(80);
    let faults = Faults { latency, ..Faults::default() };
    let (_server, client) = start(PracticeOptions { faults, ..still_options() }).await;
    #[expect(clippy::disallowed_methods, reason = "latency is real time")]
    let begun = Instant::now();
    client.lambda("GET", "", &Value::Null).await;
    assert!(begun.elapsed() >= latency);
    let clock = client.send("GET", "/_practice/clock", &[], b"").await;
    assert_eq!(clock.json()["now"], "2026-11-23T10:00:00Z");
}

#[tokio::test]
async fn a_reply_that_is_lost_was_a_call_that_was_made() {
    let (server, client) = start(still_options()).await;
    let signature = signature("lambda");
    let headers = [("authorization", signature.as_str())];
    let path = "/2015-03-31/functions/orders/aliases/PROD";
    let (mut failed, mut cut) = (0, 0);
    for turn in 0..30 {
        server.world().set_faults(Faults { lost: 1.0, ..Faults::default() });
        let wanted = f64::from(turn) / 100.0;
        let update = json!({"RoutingConfig": {"AdditionalVersionWeights": {"8": wanted}}});
        let body = update.to_string();
        match client.try_to_send("PUT", path, &headers, body.as_bytes()).await {
            Some(told) => {
                assert_eq!(told.status, 500);
                failed += 1;
            }
            None => cut += 1,
        }
        server.world().set_faults(Faults::default());
        let alias = client.lambda("GET", "/orders/aliases/PROD", &Value::Null).await.json();
        assert_eq!(alias["RoutingConfig"]["AdditionalVersionWeights"]["8"], wanted);
    }
    assert!(failed > 5 && cut > 5, "{failed} failed, {cut} cut");
}

#[tokio::test]
async fn requests_are_counted_by_operation_and_generated_functions_are_there_to_be_moved() {
    let (server, client) = start(PracticeOptions { functions: Some(205), ..still_options() }).await;
    let world = server.world();
    for _ in 0..3 {
        client.lambda("GET", "", &Value::Null).await;
    }
    let alias = client.lambda("GET", "/orders-200/aliases/PROD", &Value::Null).await;
    assert_eq!(alias.json()["FunctionVersion"], "7");
    let counted = world.requests();
    assert_eq!((counted["Lambda.ListFunctions"], counted["Lambda.GetAlias"]), (3, 1));
    let status = client.send("GET", "/_practice/status", &[], b"").await;
    assert_eq!(status.json()["requests"]["Lambda.GetAlias"], 1);
    assert_eq!(status.json()["functions"].as_object().map(serde_json::Map::len), Some(205));
}

#[tokio::test]
async fn for_a_while_after_a_write_lists_and_gets_answer_as_before() {
    let lag = Duration::from_secs(3);
    let faults = Faults { lag, ..Faults::default() };
    let (server, client) = start(PracticeOptions { faults, ..still_options() }).await;
    let alias = json!({"Name": "NEW", "FunctionVersion": "8"});
    let made = client.lambda("POST", "/orders/aliases", &alias).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let seen = async || client.lambda("GET", "/orders/aliases/NEW", &Value::Null).await.status;
    assert_eq!(seen().await, 404, "a read does not see it yet");
    assert_eq!(client.lambda("POST", "/orders/aliases", &alias).await.status, 409, "a write does");
    let listed = client.connect("GET", &flows(), &Value::Null).await.json();
    let flow = json!({"Name": "x", "Type": "CONTACT_FLOW", "Content": "{}", "Status": "SAVED"});
    let made = client.connect("PUT", &format!("/contact-flows/{INSTANCE}"), &flow).await;
    assert_eq!(made.status, 200, "{}", made.text());
    assert_eq!(client.connect("GET", &flows(), &Value::Null).await.json(), listed);
    server.world().advance(lag);
    assert_eq!(seen().await, 200);
    assert_ne!(client.connect("GET", &flows(), &Value::Null).await.json(), listed);
}

fn flows() -> String {
    format!("/contact-flows-summary/{INSTANCE}")
}
