//! Lists page by page, as a script of answers.

use crossfade_engine::failure::FailureKind;
use serde_json::{Value, json};

use crate::{
    account::{FREE, instance, opened},
    script::{Reply, Script},
};

fn page(body: &Value) -> Reply {
    Reply::Json(200, "", body.to_string())
}

fn function(name: &str) -> Value {
    json!({
        "FunctionArn": format!("arn:aws:lambda:eu-central-1:111122223333:function:{name}"),
        "Timeout": 3,
        "LastModified": "2026-03-01T10:00:00.000+0000",
    })
}

#[tokio::test]
async fn functions_are_listed_to_the_last_page() {
    let script = Script::play([
        page(&json!({"Functions": [function("a")], "NextMarker": "one/two+three="})),
        page(&json!({"Functions": [], "NextMarker": "four"})),
        page(&json!({"Functions": [function("b")], "NextMarker": ""})),
    ])
    .await;
    let account = opened(&script.url, FREE).await;
    let functions = account.functions.functions().await.expect("functions");
    let names: Vec<_> = functions.iter().map(|it| it.arn.name.as_str()).collect();
    assert_eq!(names, ["a", "b"]);
    let lines: Vec<_> = script.asked().into_iter().map(|it| it.line).collect();
    assert_eq!(
        lines,
        [
            "GET /2015-03-31/functions?MaxItems=50",
            "GET /2015-03-31/functions?Marker=one%2Ftwo%2Bthree%3D&MaxItems=50",
            "GET /2015-03-31/functions?Marker=four&MaxItems=50",
        ]
    );
}

#[tokio::test]
async fn instances_numbers_and_associations_are_listed_to_the_last_page() {
    let arn = "arn:aws:connect:eu-central-1:111122223333:instance/one";
    let number = |id: &str| {
        json!({"PhoneNumberArn": id, "PhoneNumberId": id, "PhoneNumber": "+15550100",
            "PhoneNumberCountryCode": "XX", "PhoneNumberType": "A_NEW_TYPE"})
    };
    let association = json!({"ResourceId": "n", "FlowId": "f", "ResourceType": "A_NEW_TYPE"});
    let script = Script::play([
        page(&json!({"InstanceSummaryList": [{"Arn": arn, "InstanceStatus": "RESTING"}], "NextToken": "1"})),
        page(&json!({"InstanceSummaryList": [{"Arn": arn}]})),
        page(&json!({"ListPhoneNumbersSummaryList": [number("a")], "NextToken": "2"})),
        page(&json!({"ListPhoneNumbersSummaryList": [number("b")]})),
        page(&json!({"FlowAssociationSummaryList": [association], "NextToken": "3"})),
        page(&json!({"FlowAssociationSummaryList": [association]})),
    ])
    .await;
    let account = opened(&script.url, FREE).await;
    let instances = account.flows.instances().await.expect("instances");
    // Words of AWS's that are new come through.
    assert_eq!((instances.len(), instances[0].status.as_str()), (2, "RESTING"));
    let numbers = account.phone_numbers.phone_numbers(&instance()).await.expect("numbers");
    assert_eq!((numbers.len(), numbers[1].kind.as_str()), (2, "A_NEW_TYPE"));
    let associations = account.phone_numbers.associations(&instance()).await;
    assert_eq!(associations.expect("associations").len(), 2);
    let asked = script.asked();
    assert!(asked[0].line.ends_with("maxResults=10"), "{asked:?}");
    let body: Value = serde_json::from_str(&asked[3].body).expect("JSON");
    assert_eq!(body, json!({"InstanceId": instance().id, "MaxResults": 1000, "NextToken": "2"}));
}

#[tokio::test]
async fn a_token_that_comes_again_is_a_failure_and_not_a_short_list() {
    let again = page(&json!({"Functions": [function("a")], "NextMarker": "again"}));
    let script = Script::play([again.clone(), again.clone(), again]).await;
    let account = opened(&script.url, FREE).await;
    let failure = account.functions.functions().await.expect_err("a failure");
    assert_eq!(failure.kind, FailureKind::Unexpected);
    assert_eq!(script.asked().len(), 2);
}

#[tokio::test]
async fn a_list_that_breaks_off_is_a_failure_and_not_a_short_list() {
    let script = Script::play([
        page(&json!({"Functions": [function("a")], "NextMarker": "more"})),
        Reply::Json(403, "AccessDeniedException", "{}".to_owned()),
    ])
    .await;
    let account = opened(&script.url, FREE).await;
    let failure = account.functions.functions().await.expect_err("a failure");
    assert_eq!(failure.kind, FailureKind::AccessDenied);
}

#[tokio::test]
async fn found_flows_without_content_or_as_drafts_are_left_out() {
    let flow = |id: &str, status: &str, content: Option<&str>| {
        let mut flow = json!({"Id": id, "Arn": id, "Name": id, "Status": status});
        if let Some(content) = content {
            flow["Content"] = json!(content);
        }
        flow
    };
    let script = Script::play([page(&json!({"ContactFlows": [
        flow("published", "PUBLISHED", Some("{}")),
        flow("draft", "SAVED", Some("{}")),
        flow("bare", "PUBLISHED", None),
    ]}))])
    .await;
    let account = opened(&script.url, FREE).await;
    let found = account.flows.search_flows(&instance()).await.expect("flows");
    assert_eq!(found.iter().map(|it| it.summary.id.as_str()).collect::<Vec<_>>(), ["published"]);
}

#[tokio::test]
async fn the_draft_is_asked_for_by_its_arn() {
    let script =
        Script::play([Reply::Json(404, "ResourceNotFoundException", "{}".to_owned())]).await;
    let account = opened(&script.url, FREE).await;
    let view = crossfade_engine::ports::FlowView::Saved;
    assert_eq!(account.flows.flow(&instance(), "f1", view).await.expect("an answer"), None);
    let line = &script.asked()[0].line;
    let id = format!("{}/contact-flow/f1:$SAVED", instance());
    let encoded = id.replace(':', "%3A").replace('/', "%2F").replace('$', "%24");
    assert!(line.ends_with(&encoded), "{line} does not end with {encoded}");
}
