//! Lambda: reading, shifting, publishing, permitting, invoking.

use base64::{Engine as _, prelude::BASE64_STANDARD as BASE64};
use crossfade_domain::qualifier::Version;
use crossfade_practice::{Answers, Behaviour};
use serde_json::{Value, json};

use crate::client::{Client, still};

async fn alias(client: &Client, path: &str) -> Value {
    client.lambda("GET", path, &Value::Null).await.json()
}

#[tokio::test]
async fn functions_and_versions_are_listed_page_by_page() {
    let (_server, client) = still().await;
    let first = client.lambda("GET", "/?MaxItems=2", &Value::Null).await.json();
    let names: Vec<_> = first["Functions"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| &it["FunctionName"])
        .collect();
    assert_eq!(names, ["chat-redaction", "customer-lookup"]);
    let marker = first["NextMarker"].as_str().expect("a marker");
    let second =
        client.lambda("GET", &format!("/?MaxItems=50&Marker={marker}"), &Value::Null).await;
    assert_eq!(second.json()["Functions"].as_array().map(Vec::len), Some(3));
    assert_eq!(second.json()["NextMarker"], Value::Null);

    let versions = client.lambda("GET", "/orders/versions", &Value::Null).await.json();
    let versions = versions["Versions"].as_array().expect("a list").clone();
    assert_eq!(versions.len(), 9);
    assert_eq!(versions[0]["Version"], "$LATEST");
    assert_eq!(
        versions[7]["FunctionArn"],
        "arn:aws:lambda:eu-central-1:111122223333:function:orders:7"
    );
    let wrong = client.lambda("GET", "/orders/versions?Marker=nonsense", &Value::Null).await;
    assert_eq!(wrong.error().1, "InvalidParameterValueException");
}

#[tokio::test]
async fn a_function_is_described_through_its_alias() {
    let (_server, client) = still().await;
    let answer = client.lambda("GET", "/orders?Qualifier=PROD", &Value::Null).await;
    assert_eq!(answer.status, 200);
    let configuration = &answer.json()["Configuration"];
    assert_eq!(configuration["Version"], "7");
    assert_eq!(
        configuration["FunctionArn"],
        "arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD"
    );
    assert_eq!(configuration["State"], "Active");
    assert_eq!(configuration["LastModified"], "2026-11-12T10:00:00.000+0000");
    let gone = client.lambda("GET", "/callback-booking", &Value::Null).await;
    assert_eq!(
        gone.error(),
        (
            404,
            "ResourceNotFoundException".to_owned(),
            json!({"Type": "User", "Message": "Function not found: arn:aws:lambda:eu-central-1:\
                   111122223333:function:callback-booking"})
        )
    );
}

#[tokio::test]
async fn an_alias_is_shifted_and_promoted_with_its_revision() {
    let (_server, client) = still().await;
    let before = alias(&client, "/orders/aliases/PROD").await;
    assert_eq!(before["FunctionVersion"], "7");
    assert_eq!(before.get("RoutingConfig"), None);

    let shift = json!({
        "RoutingConfig": {"AdditionalVersionWeights": {"8": 0.25}},
        "RevisionId": before["RevisionId"],
    });
    let shifted = client.lambda("PUT", "/orders/aliases/PROD", &shift).await;
    assert_eq!(shifted.status, 200);
    assert_eq!(shifted.json()["RoutingConfig"], json!({"AdditionalVersionWeights": {"8": 0.25}}));
    assert_eq!(alias(&client, "/orders/aliases/PROD").await, shifted.json());

    let (status, code, body) = client.lambda("PUT", "/orders/aliases/PROD", &shift).await.error();
    assert_eq!((status, code.as_str()), (412, "PreconditionFailedException"));
    assert_eq!(body["Type"], "User");

    let promote =
        json!({"FunctionVersion": "8", "RoutingConfig": {"AdditionalVersionWeights": {}}});
    let promoted = client.lambda("PUT", "/orders/aliases/PROD", &promote).await.json();
    assert_eq!(promoted["FunctionVersion"], "8");
    assert_eq!(promoted.get("RoutingConfig"), None);
}

#[tokio::test]
async fn lambda_refuses_what_an_alias_may_not_be() {
    let (_server, client) = still().await;
    let refused = async |body: Value| {
        let answer = client.lambda("PUT", "/orders/aliases/PROD", &body).await;
        let (status, code, body) = answer.error();
        let told = body.get("message").or_else(|| body.get("Message")).cloned();
        (status, code, told.and_then(|it| it.as_str().map(str::to_owned)).expect("a message"))
    };
    let weights = |weights: Value| json!({"RoutingConfig": {"AdditionalVersionWeights": weights}});
    let invalid = "InvalidParameterValueException".to_owned();

    let (status, code, _) = refused(weights(json!({"8": 1.5}))).await;
    assert_eq!((status, code), (400, "ValidationException".to_owned()));
    let (_, code, told) = refused(weights(json!({"$LATEST": 0.1}))).await;
    assert_eq!(code, invalid);
    assert!(told.starts_with("$LATEST is not supported"), "{told}");
    let (_, code, told) = refused(weights(json!({"6": 0.1, "8": 0.1}))).await;
    assert_eq!(code, invalid);
    assert!(told.contains("cannot be greater than 1"), "{told}");
    let (_, code, told) = refused(weights(json!({"7": 0.1}))).await;
    assert_eq!(code, invalid);
    assert!(told.contains("already included"), "{told}");
    let (_, code, told) = refused(weights(json!({"4": 0.1}))).await;
    assert_eq!(code, invalid);
    assert!(told.contains("execution roles"), "{told}");
    let (status, code, told) = refused(weights(json!({"99": 0.1}))).await;
    assert_eq!((status, code), (404, "ResourceNotFoundException".to_owned()));
    assert!(told.ends_with("function:orders:99"), "{told}");
    assert_eq!(alias(&client, "/orders/aliases/PROD").await.get("RoutingConfig"), None);
}

#[tokio::test]
async fn aliases_are_made_listed_and_deleted() {
    let (_server, client) = still().await;
    let wanted = json!({"Name": "BLUE", "FunctionVersion": "8", "Description": "next"});
    let made = client.lambda("POST", "/orders/aliases", &wanted).await;
    assert_eq!(made.status, 201);
    let twice = client.lambda("POST", "/orders/aliases", &wanted).await;
    assert_eq!((twice.status, twice.error().1), (409, "ResourceConflictException".to_owned()));
    for name in ["12", "a b", "", "PROD:1"] {
        let body = json!({"Name": name, "FunctionVersion": "8"});
        let refused = client.lambda("POST", "/orders/aliases", &body).await;
        assert_eq!(refused.error().1, "ValidationException", "{name}");
    }
    let on_8 = alias(&client, "/orders/aliases?FunctionVersion=8").await;
    let names: Vec<_> =
        on_8["Aliases"].as_array().expect("a list").iter().map(|it| &it["Name"]).collect();
    assert_eq!(names, ["BLUE", "TEST"]);
    for _ in 0..2 {
        let deleted = client.lambda("DELETE", "/orders/aliases/BLUE", &Value::Null).await;
        assert_eq!(deleted.status, 204);
    }
    let gone = client.lambda("GET", "/orders/aliases/BLUE", &Value::Null).await;
    assert_eq!(gone.error().1, "ResourceNotFoundException");
}

#[tokio::test]
async fn new_code_becomes_a_new_version_and_the_same_code_does_not() {
    let (_server, client) = still().await;
    let unchanged = client.lambda("POST", "/orders/versions", &json!({})).await;
    assert_eq!((unchanged.status, &unchanged.json()["Version"]), (201, &json!("8")));

    let no_zip = json!({"ZipFile": BASE64.encode("no zip")});
    let refused = client.lambda("PUT", "/orders/code", &no_zip).await;
    assert_eq!(refused.error().1, "InvalidParameterValueException");

    let zip = json!({"ZipFile": BASE64.encode("PK\u{3}\u{4} new code")});
    let saved = client.lambda("PUT", "/orders/code", &zip).await.json();
    assert_eq!(saved["Version"], "$LATEST");
    let stale = json!({"RevisionId": "stale"});
    let refused = client.lambda("POST", "/orders/versions", &stale).await;
    assert_eq!(refused.status, 412);
    let wrong = json!({"CodeSha256": "AAAA"});
    let refused = client.lambda("POST", "/orders/versions", &wrong).await;
    assert_eq!(refused.error().1, "InvalidParameterValueException");
    let right = json!({"CodeSha256": saved["CodeSha256"], "RevisionId": saved["RevisionId"],
                       "Description": "new"});
    let published = client.lambda("POST", "/orders/versions", &right).await.json();
    assert_eq!((&published["Version"], &published["Description"]), (&json!("9"), &json!("new")));
    assert_eq!(published["CodeSha256"], saved["CodeSha256"]);
    let again = client.lambda("POST", "/orders/versions", &json!({})).await.json();
    assert_eq!(again["Version"], "9");

    let dry = json!({"S3Bucket": "b", "S3Key": "k", "DryRun": true, "Publish": true});
    client.lambda("PUT", "/orders/code", &dry).await;
    let versions = client.lambda("GET", "/orders/versions", &Value::Null).await.json();
    assert_eq!(versions["Versions"].as_array().map(Vec::len), Some(10));
    let publish = json!({"S3Bucket": "b", "S3Key": "k", "Publish": true});
    let published = client.lambda("PUT", "/orders/code", &publish).await.json();
    assert_eq!(published["Version"], "10");
}

#[tokio::test]
async fn permissions_are_added_once_and_read_back() {
    let (_server, client) = still().await;
    let none = client.lambda("GET", "/opening-hours/policy?Qualifier=LIVE", &Value::Null).await;
    assert_eq!(none.error().1, "ResourceNotFoundException");
    let permission = json!({
        "StatementId": "connect",
        "Action": "lambda:InvokeFunction",
        "Principal": "connect.amazonaws.com",
        "SourceAccount": "111122223333",
        "SourceArn": format!(
            "arn:aws:connect:eu-central-1:111122223333:instance/{}", crate::client::INSTANCE
        ),
    });
    let path = "/opening-hours/policy?Qualifier=LIVE";
    let added = client.lambda("POST", path, &permission).await;
    assert_eq!(added.status, 201);
    let twice = client.lambda("POST", path, &permission).await;
    assert_eq!((twice.status, twice.error().1), (409, "ResourceConflictException".to_owned()));
    let policy = client.lambda("GET", path, &Value::Null).await.json();
    let document: Value =
        serde_json::from_str(policy["Policy"].as_str().expect("text")).expect("JSON");
    assert_eq!(document["Statement"][0]["Sid"], "connect");
    assert_eq!(
        document["Statement"][0]["Condition"]["StringEquals"]["AWS:SourceAccount"],
        "111122223333"
    );
    let latest = client.lambda("POST", "/orders/policy?Qualifier=$LATEST", &permission).await;
    assert_eq!(latest.error().1, "InvalidParameterValueException");
    let sid = "/opening-hours/policy/connect?Qualifier=LIVE";
    assert_eq!(client.lambda("DELETE", sid, &Value::Null).await.status, 204);
    assert_eq!(client.lambda("DELETE", sid, &Value::Null).await.status, 404);
}

#[tokio::test]
async fn a_policy_can_be_full() {
    let (_server, client) = still().await;
    let mut last = (201, String::new());
    for number in 0..100 {
        let permission = json!({
            "StatementId": format!("s{number}"),
            "Action": "lambda:InvokeFunction",
            "Principal": format!("arn:aws:iam::111122223333:role/{}", "r".repeat(60)),
        });
        let answer = client.lambda("POST", "/orders/policy?Qualifier=TEST", &permission).await;
        if answer.status != 201 {
            last = (answer.status, answer.error().1);
            break;
        }
    }
    assert_eq!(last, (400, "PolicyLengthExceededException".to_owned()));
}

#[tokio::test]
async fn invocations_follow_the_weights_and_name_the_version() {
    let (_server, client) = still().await;
    let half = json!({"RoutingConfig": {"AdditionalVersionWeights": {"8": 0.5}}});
    client.lambda("PUT", "/orders/aliases/PROD", &half).await;
    let mut on_8 = 0;
    for _ in 0..100 {
        let answer = client.lambda("POST", "/orders/invocations?Qualifier=PROD", &json!({})).await;
        let executed = answer.header("x-amz-executed-version").expect("a version").to_owned();
        assert_eq!(answer.json()["version"], executed.as_str());
        on_8 += u32::from(executed == "8");
    }
    assert!((30..=70).contains(&on_8), "{on_8} of 100");
}

#[tokio::test]
async fn an_invocation_that_fails_says_so_in_its_header() {
    let (server, client) = still().await;
    let broken = crossfade_practice::Behaviour { error_rate: 1.0, ..Default::default() };
    let version = "7".parse().expect("a version");
    server.world().set_behaviour("orders", version, broken).expect("set");
    let answer = client.lambda("POST", "/orders:7/invocations", &json!({})).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("x-amz-function-error"), Some("Unhandled"));
    assert_eq!(answer.json()["errorType"], "TypeError");
    let unreadable = client
        .send(
            "POST",
            "/2015-03-31/functions/orders/invocations",
            &[("authorization", &crate::client::signature("lambda"))],
            b"{not json",
        )
        .await;
    assert_eq!(unreadable.error().1, "InvalidRequestContentException");
}

#[tokio::test]
async fn a_version_can_answer_what_connect_does_not_take() {
    let (server, client) = still().await;
    for (answers, takes) in
        [(Answers::Nested, "/result"), (Answers::NoMap, "/0"), (Answers::TooLarge, "/padding")]
    {
        let behaviour = Behaviour { answers, ..Behaviour::default() };
        server.world().set_behaviour("orders", Version::Published(8), behaviour).expect("set");
        let answer = client.lambda("POST", "/orders/invocations?Qualifier=8", &json!({})).await;
        assert_eq!((answer.status, answer.header("x-amz-function-error")), (200, None));
        assert!(answer.json().pointer(takes).is_some(), "{answers:?}: {}", answer.text());
        assert_eq!(answers == Answers::TooLarge, answer.body.len() > 32 * 1024);
    }
}
