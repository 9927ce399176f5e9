//! Connect: the instance, its flows, numbers and functions.

use crossfade_practice::PracticeOptions;
use serde_json::{Value, json};

use crate::client::{Client, INSTANCE, start, still, still_options};

async fn get(client: &Client, path: &str) -> Value {
    let answer = client.connect("GET", path, &Value::Null).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()
}

async fn flow_named(client: &Client, name: &str) -> Value {
    let list = get(client, &format!("/contact-flows-summary/{INSTANCE}")).await;
    let all = list["ContactFlowSummaryList"].as_array().expect("a list").clone();
    all.into_iter().find(|flow| flow["Name"] == name).expect(name)
}

#[tokio::test]
async fn there_is_one_instance() {
    let (_server, client) = still().await;
    let list = get(&client, "/instance").await;
    let instance = &list["InstanceSummaryList"][0];
    assert_eq!(instance["InstanceAlias"], "practice-contact-centre");
    assert!(instance["CreatedTime"].is_f64(), "times are epoch seconds");
    let one = get(&client, &format!("/instance/{INSTANCE}")).await;
    assert_eq!(&one["Instance"], instance);
    let other = client.connect("GET", "/instance/nobody", &Value::Null).await;
    assert_eq!((other.status, other.error().1), (404, "ResourceNotFoundException".to_owned()));
    assert!(other.json()["Message"].is_string());
}

#[tokio::test]
async fn a_draft_is_seen_under_saved_only() {
    let (_server, client) = still().await;
    let flow = flow_named(&client, "Order returns").await;
    let id = flow["Id"].as_str().expect("an id");
    let arn = flow["Arn"].as_str().expect("an ARN").replace('/', "%2F").replace(':', "%3A");
    let describe = async |id: &str| {
        get(&client, &format!("/contact-flows/{INSTANCE}/{id}")).await["ContactFlow"].clone()
    };
    let published = describe(id).await;
    let saved = describe(&format!("{arn}%3A%24SAVED")).await;
    assert_eq!((&published["Status"], &saved["Status"]), (&json!("PUBLISHED"), &json!("SAVED")));
    assert_ne!(published["FlowContentSha256"], saved["FlowContentSha256"]);
    let text = |flow: &Value| flow["Content"].as_str().expect("text").to_owned();
    assert!(text(&published).contains("function:orders:PROD"));
    assert!(text(&saved).contains("function:orders:TEST"));
    assert_eq!(published["FlowContentSha256"].as_str().map(str::len), Some(64));
}

#[tokio::test]
async fn a_flow_that_was_never_published_cannot_be_described() {
    let (_server, client) = still().await;
    let flow = flow_named(&client, "Loyalty pilot").await;
    assert_eq!(flow["ContactFlowStatus"], "SAVED");
    let id = flow["Id"].as_str().expect("an id");
    let path = format!("/contact-flows/{INSTANCE}/{id}");
    let refused = client.connect("GET", &path, &Value::Null).await;
    assert_eq!(
        (refused.status, refused.error().1.as_str()),
        (404, "ContactFlowNotPublishedException")
    );
    let saved = get(&client, &format!("{path}:$SAVED")).await;
    assert_eq!(saved["ContactFlow"]["Status"], "SAVED");
}

#[tokio::test]
async fn a_large_instance_is_listed_page_by_page() {
    let options = PracticeOptions { flows: Some(1234), ..still_options() };
    let (_server, client) = start(options).await;
    let first = get(&client, &format!("/contact-flows-summary/{INSTANCE}")).await;
    assert_eq!(first["ContactFlowSummaryList"].as_array().map(Vec::len), Some(1000));
    let token = first["NextToken"].as_str().expect("a token");
    let path = format!("/contact-flows-summary/{INSTANCE}?nextToken={token}");
    let second = get(&client, &path).await;
    assert_eq!(second["ContactFlowSummaryList"].as_array().map(Vec::len), Some(234));
    assert_eq!(second.get("NextToken"), None);
    let path = format!("/contact-flows-summary/{INSTANCE}?maxResults=1001");
    let refused = client.connect("GET", &path, &Value::Null).await;
    assert_eq!(refused.error().1, "InvalidParameterException");
}

#[tokio::test]
async fn search_finds_by_name_type_tag_and_status() {
    let (_server, client) = still().await;
    let search = async |filters: Value| {
        let mut body = json!({"InstanceId": INSTANCE});
        for (name, value) in filters.as_object().expect("an object") {
            body[name] = value.clone();
        }
        client.connect("POST", "/search-contact-flows", &body).await
    };
    let names = async |filters: Value| {
        let found = search(filters).await.json();
        let all = found["ContactFlows"].as_array().expect("a list").clone();
        assert!(all.iter().all(|it| it["Content"].is_string() && it["LastModifiedTime"].is_f64()));
        all.iter().map(|it| it["Name"].as_str().expect("a name").to_owned()).collect::<Vec<_>>()
    };
    let by_name = json!({"SearchCriteria": {"StringCondition": {
        "FieldName": "name", "Value": "order", "ComparisonType": "STARTS_WITH"}}});
    assert_eq!(names(by_name).await, ["Order returns", "Order status"]);
    let either = json!({"SearchCriteria": {"OrConditions": [
        {"TypeCondition": "AGENT_WHISPER"}, {"StatusCondition": "SAVED"}]}});
    assert_eq!(names(either).await, ["Agent whisper", "Loyalty pilot"]);
    let tagged = json!({"SearchFilter": {"TagFilter": {"TagCondition": {
        "TagKey": "pci", "TagValue": "yes"}}}});
    assert_eq!(names(tagged).await, ["Payments"]);
    let page = search(json!({"MaxResults": 5})).await.json();
    assert_eq!(page["ApproximateTotalCount"], 17);
    assert_eq!(page["ContactFlows"].as_array().map(Vec::len), Some(5));
    let next = search(json!({"MaxResults": 100, "NextToken": page["NextToken"]})).await.json();
    assert_eq!(next["ContactFlows"].as_array().map(Vec::len), Some(12));
    let wrong = json!({"SearchCriteria": {"StringCondition": {"FieldName": "colour"}}});
    assert_eq!(search(wrong).await.error().1, "InvalidParameterException");
}

#[tokio::test]
async fn a_number_leads_to_its_flow() {
    let (_server, client) = still().await;
    let body = json!({"InstanceId": INSTANCE, "PhoneNumberPrefix": "+1206"});
    let list = client.connect("POST", "/phone-number/list", &body).await.json();
    let number = list["ListPhoneNumbersSummaryList"][0].clone();
    assert_eq!(number["PhoneNumber"], "+12065550142");
    let path = format!("/flow-associations-summary/{INSTANCE}?ResourceType=VOICE_PHONE_NUMBER");
    let all = get(&client, &path).await;
    assert_eq!(all["FlowAssociationSummaryList"].as_array().map(Vec::len), Some(11));
    let body = json!({"ResourceIds": [number["PhoneNumberArn"]]});
    let path = format!("/flow-associations-batch/{INSTANCE}");
    let found = client.connect("POST", &path, &body).await.json();
    let flow = flow_named(&client, "Order status").await;
    assert_eq!(found["FlowAssociationSummaryList"][0]["FlowId"], flow["Arn"]);
}

#[tokio::test]
async fn functions_are_associated_once() {
    let (_server, client) = still().await;
    let arn = "arn:aws:lambda:eu-central-1:111122223333:function:orders:TEST";
    let path = format!("/instance/{INSTANCE}/lambda-function");
    let body = json!({"FunctionArn": arn});
    let added = client.connect("PUT", &path, &body).await;
    assert_eq!((added.status, added.body.len()), (200, 0));
    assert_eq!(client.connect("PUT", &path, &body).await.status, 409);
    let list = get(&client, &format!("/instance/{INSTANCE}/lambda-functions")).await;
    assert!(list["LambdaFunctions"].as_array().expect("a list").contains(&json!(arn)));
    let long = json!({"FunctionArn": format!("{arn}{}", "x".repeat(100))});
    let refused = client.connect("PUT", &path, &long).await;
    assert_eq!(refused.error().1, "InvalidParameterException");
    let removal = format!("{path}?functionArn={}", arn.replace(':', "%3A"));
    assert_eq!(client.connect("DELETE", &removal, &Value::Null).await.status, 200);
    assert_eq!(client.connect("DELETE", &removal, &Value::Null).await.status, 404);
}

#[tokio::test]
async fn modules_have_content_too() {
    let (_server, client) = still().await;
    let list = get(&client, &format!("/contact-flow-modules-summary/{INSTANCE}")).await;
    let modules = list["ContactFlowModulesSummaryList"].as_array().expect("a list").clone();
    assert_eq!(modules.len(), 2);
    let id = modules[1]["Id"].as_str().expect("an id");
    let one = get(&client, &format!("/contact-flow-modules/{INSTANCE}/{id}")).await;
    let module = &one["ContactFlowModule"];
    assert_eq!(module["Name"], "Identify caller");
    assert!(module["Content"].as_str().expect("text").contains("customer-lookup:PROD"));
}

#[tokio::test]
async fn an_empty_account_has_an_instance_and_nothing_else() {
    let options = PracticeOptions { empty: true, ..still_options() };
    let (_server, client) = start(options).await;
    assert_eq!(
        get(&client, "/instance").await["InstanceSummaryList"].as_array().map(Vec::len),
        Some(1)
    );
    let flows = get(&client, &format!("/contact-flows-summary/{INSTANCE}")).await;
    assert_eq!(flows["ContactFlowSummaryList"], json!([]));
    let functions = client.lambda("GET", "", &Value::Null).await.json();
    assert_eq!(functions["Functions"], json!([]));
}
