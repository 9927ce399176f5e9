//! How failures are told.

use crossfade_engine::failure::{Failure, FailureKind};

use crate::{
    account::{FREE, instance, opened},
    script::{Reply, Script},
};

/// The failure of looking up an alias, from one answer or from its retries.
async fn told(reply: Reply) -> Failure {
    let script = Script::play(std::iter::repeat_n(reply, 5)).await;
    let account = opened(&script.url, FREE).await;
    let alias = "PROD".parse().expect("a name");
    account.aliases.alias("orders", &alias).await.expect_err("a failure")
}

#[tokio::test]
async fn a_missing_permission_is_named() {
    let body = r#"{"Message":"User: arn:aws:iam::111122223333:user/anna is not authorized to perform: lambda:GetAlias on resource: arn:aws:lambda:eu-central-1:111122223333:function:orders because no identity-based policy allows the lambda:GetAlias action"}"#;
    let failure = told(Reply::Json(403, "AccessDeniedException", body.to_owned())).await;
    assert_eq!(failure.kind, FailureKind::AccessDenied);
    assert_eq!(failure.code, "AccessDeniedException");
    assert_eq!(
        failure.to_string(),
        "Looking up the alias `orders:PROD` failed: `lambda:GetAlias` is not allowed. Ask your \
         AWS administrator to allow `lambda:GetAlias`, or choose another profile."
    );
    let detail = failure.detail.expect("a detail");
    assert!(detail.contains("user/anna is not authorized"), "{detail}");
    assert!(detail.ends_with("HTTP 403, request request-of-the-script"), "{detail}");
}

#[tokio::test]
async fn a_permission_of_another_service_is_named_as_aws_names_it() {
    let body = r#"{"Message":"User: x is not authorized to perform: kms:Decrypt on resource: y"}"#;
    let failure = told(Reply::Json(400, "KMSAccessDeniedException", body.to_owned())).await;
    assert!(failure.message.contains("`kms:Decrypt` is not allowed"), "{failure}");
}

#[tokio::test]
async fn an_expired_sign_in_says_so_and_shows_no_token() {
    let token = "IQoJb3JpZ2luX2VjEJr".repeat(20);
    let body = format!(r#"{{"message":"The security token {token} is expired"}}"#);
    let failure = told(Reply::Json(403, "ExpiredTokenException", body)).await;
    assert_eq!(failure.kind, FailureKind::SignedOut);
    assert!(!format!("{failure:?}").contains(&token[..40]), "{failure:?}");

    let body = "{\"message\":\"The request signature we calculated does not match. The Canonical String for this request should have been\\nx-amz-security-token:secret\"}";
    let failure = told(Reply::Json(403, "InvalidSignatureException", body.to_owned())).await;
    assert_eq!(failure.kind, FailureKind::SignedOut);
    assert!(failure.remedy.starts_with("Check this computer's clock"), "{failure}");
    assert!(!format!("{failure:?}").contains("secret\""), "{failure:?}");
    assert!(!format!("{failure:?}").contains("security-token"), "{failure:?}");
}

#[tokio::test]
async fn answers_that_are_none_of_lambdas_are_not_taken_for_not_found() {
    let page = told(Reply::Text(404, "<html>nginx</html>")).await;
    assert_eq!(page.kind, FailureKind::Unexpected, "{page:?}");
    let nonsense = told(Reply::Text(200, "<html>sign in to the hotel's network</html>")).await;
    assert_eq!(nonsense.kind, FailureKind::Unexpected, "{nonsense:?}");
    let gateway = told(Reply::Text(502, "<html>bad gateway</html>")).await;
    assert_eq!(gateway.kind, FailureKind::Unavailable, "{gateway:?}");
    let unknown = told(Reply::Json(404, "UnknownOperationException", "{}".to_owned())).await;
    assert_eq!(unknown.kind, FailureKind::Unexpected, "{unknown:?}");
}

#[tokio::test]
async fn an_answer_that_makes_no_sense_says_what_is_wrong_with_it() {
    let failure =
        told(Reply::Json(200, "", r#"{"Name":"PROD","FunctionVersion":"newest"}"#.to_owned()))
            .await;
    assert_eq!(failure.kind, FailureKind::Unexpected);
    assert!(failure.detail.is_some_and(|it| it.contains("`newest`")));
}

#[tokio::test]
async fn quotas_and_problems_are_told() {
    let problems =
        r#"{"problems":[{"message":"Action a1 has no next action"},{"message":"Unknown ARN"}]}"#;
    let script = Script::play([
        Reply::Json(
            402,
            "ServiceQuotaExceededException",
            r#"{"Message":"50 functions"}"#.to_owned(),
        ),
        Reply::Json(400, "InvalidContactFlowException", problems.to_owned()),
    ])
    .await;
    let account = opened(&script.url, FREE).await;
    let list = &account.instance_functions;
    let quota = list.associate(&instance(), "arn").await.expect_err("refused");
    assert_eq!(quota.kind, FailureKind::Quota);
    assert_eq!(
        quota.message,
        "Adding to the instance's functions `arn` failed: a quota or size limit is reached."
    );
    let invalid = list.associate(&instance(), "arn").await.expect_err("refused");
    assert_eq!(
        (invalid.kind, invalid.code.as_str()),
        (FailureKind::Invalid, "InvalidContactFlowException")
    );
    let detail = invalid.detail.expect("a detail");
    assert!(detail.contains("- Action a1 has no next action\n- Unknown ARN\nHTTP 400"), "{detail}");
}

#[tokio::test]
async fn an_endpoint_that_is_not_there_cannot_be_reached() {
    let url = Script::play([]).await.url.clone();
    let account = opened(&url, FREE).await;
    let failure = account.identity.caller().await.expect_err("a failure");
    assert_eq!((failure.kind, failure.code.as_str()), (FailureKind::Unavailable, "Unreachable"));
    assert!(failure.message.ends_with("STS could not be reached."), "{failure}");
}
