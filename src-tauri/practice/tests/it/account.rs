//! Who is asking, and what nobody answers.

use crossfade_practice::{PracticeError, PracticeOptions, serve};
use serde_json::{Value, json};

use crate::client::{signature, still};

#[tokio::test]
async fn sts_answers_in_xml() {
    let (_server, client) = still().await;
    let answer = client.form("sts", "Action=GetCallerIdentity&Version=2011-06-15").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("text/xml"));
    let id = answer.header("x-amzn-requestid").expect("a request id");
    assert_eq!(
        answer.text(),
        format!(
            "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
             <GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/practice</Arn>\
             <UserId>AIDAPRACTICE000000000</UserId><Account>111122223333</Account>\
             </GetCallerIdentityResult><ResponseMetadata><RequestId>{id}</RequestId>\
             </ResponseMetadata></GetCallerIdentityResponse>"
        )
    );
}

#[tokio::test]
async fn an_operation_that_is_not_there_is_refused_in_each_protocol() {
    let (_server, client) = still().await;
    let form = client.form("sts", "Action=AssumeRole&Version=2011-06-15").await;
    assert_eq!(form.status, 400);
    assert!(form.text().contains("<Code>InvalidAction</Code>"), "{}", form.text());
    let rest = client.lambda("DELETE", "/orders", &Value::Null).await;
    assert_eq!((rest.status, rest.error().1), (404, "UnknownOperationException".to_owned()));
    let json = client.cloudwatch("PutDashboard", &json!({})).await;
    assert_eq!(json.status, 400);
    assert_eq!(json.json()["__type"], "UnknownOperationException");
    let cbor = client.cbor("PutDashboard", &ciborium::Value::Map(Vec::new())).await;
    assert_eq!(cbor.status, 404);
}

#[tokio::test]
async fn a_request_without_a_signature_is_refused() {
    let (_server, client) = still().await;
    let answer = client.send("GET", "/2015-03-31/functions", &[], b"").await;
    assert_eq!(
        (answer.status, answer.error().1.as_str()),
        (403, "MissingAuthenticationTokenException")
    );
    let other = signature("dynamodb");
    let answer = client.send("GET", "/instance", &[("authorization", &other)], b"").await;
    assert_eq!(answer.status, 404);
}

#[tokio::test]
async fn it_listens_on_loopback_only() {
    let everywhere = "0.0.0.0:0".parse().expect("an address");
    let refused = serve(PracticeOptions { listen: everywhere, ..PracticeOptions::default() }).await;
    assert!(matches!(refused, Err(PracticeError::NotLoopback(_))));
}

#[tokio::test]
async fn an_address_that_is_taken_is_told() {
    let (server, _client) = still().await;
    let taken = server.endpoint().replace("http://", "").parse().expect("an address");
    let refused = serve(PracticeOptions { listen: taken, ..PracticeOptions::default() }).await;
    assert!(matches!(refused, Err(PracticeError::Bind { .. })));
    server.shutdown().await;
    let again = serve(PracticeOptions { listen: taken, ..PracticeOptions::default() }).await;
    assert!(again.is_ok(), "after the shutdown the address is free");
}
