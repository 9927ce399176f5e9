//! Quotas and faults.

use std::time::{Duration, Instant};

use crossfade_practice::{Faults, PracticeOptions, Quota};
use serde_json::{Value, json};

use crate::client::{INSTANCE, start, still_options};

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
