//! Functions, versions, aliases and policies on the practice account.

use crossfade_domain::{
    qualifier::{Qualifier, Version},
    weight::Weight,
};
use crossfade_engine::{
    failure::FailureKind,
    ports::{DecidedOn, NewPermission},
};
use crossfade_practice::PracticeServer;

use crate::account::{plain, practice};

fn lambda(server: &PracticeServer) -> aws_sdk_lambda::Client {
    aws_sdk_lambda::Client::new(&plain(&server.endpoint()))
}

#[tokio::test]
async fn the_caller_is_known() {
    let (_server, account) = practice().await;
    let caller = account.identity.caller().await.expect("a caller");
    assert_eq!(caller.account, "111122223333");
    assert!(caller.arn.starts_with("arn:aws:"), "{caller:?}");
}

#[tokio::test]
async fn functions_are_listed_and_looked_up_alike() {
    let (_server, account) = practice().await;
    let functions = account.functions.functions().await.expect("functions");
    let mut names: Vec<_> = functions.iter().map(|it| it.arn.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["chat-redaction", "customer-lookup", "opening-hours", "orders", "payments"]);
    for listed in functions {
        assert_eq!(listed.arn.qualifier, None);
        assert!(listed.timeout_seconds > 0 && listed.last_modified.is_some(), "{listed:?}");
        let looked_up = account.functions.function(&listed.arn.name).await.expect("an answer");
        assert_eq!(looked_up, Some(listed));
    }
    assert_eq!(account.functions.function("no-such-function").await.expect("an answer"), None);
}

#[tokio::test]
async fn versions_come_whole_over_several_pages_in_order() {
    let (server, account) = practice().await;
    let client = lambda(&server);
    for number in 0..60 {
        let code = format!("PK new code {number}").into_bytes();
        let update = client.update_function_code().function_name("orders").publish(true);
        update.zip_file(code.into()).send().await.expect("published");
    }
    let versions = account.functions.versions("orders").await.expect("versions");
    let numbers: Vec<_> = versions.iter().map(|it| it.version).collect();
    let expected: Vec<_> =
        std::iter::once(Version::Latest).chain((1..=68).map(Version::Published)).collect();
    assert_eq!(numbers, expected);
    let eighth = &versions[8];
    assert_eq!((eighth.description.as_str(), eighth.memory_mb), ("Fewer queries", 256));
    assert!(eighth.role.ends_with(":role/orders-role") && !eighth.code_sha256.is_empty());
}

#[tokio::test]
async fn aliases_come_whole_over_several_pages_by_name() {
    let (server, account) = practice().await;
    let client = lambda(&server);
    for number in 0..60 {
        let create = client.create_alias().function_name("orders").name(format!("A{number:02}"));
        create.function_version("7").send().await.expect("created");
    }
    let aliases = account.functions.aliases("orders").await.expect("aliases");
    let names: Vec<_> = aliases.iter().map(|it| it.name.as_str().to_owned()).collect();
    let mut expected: Vec<_> = (0..60).map(|number| format!("A{number:02}")).collect();
    expected.extend(["PROD".to_owned(), "TEST".to_owned()]);
    assert_eq!(names, expected);
}

#[tokio::test]
async fn a_split_alias_has_its_shares() {
    let (_server, account) = practice().await;
    let aliases = account.functions.aliases("customer-lookup").await.expect("aliases");
    let split = aliases.iter().find(|it| it.name.as_str() == "PROD").expect("the alias");
    let percent = |number| Weight::from_percent(number).expect("a weight");
    assert_eq!(
        split.routing.shares(),
        [(Version::Published(12), percent(90.0)), (Version::Published(13), percent(10.0))]
    );
}

#[tokio::test]
async fn a_policy_is_there_for_its_qualifier_only() {
    let (_server, account) = practice().await;
    let functions = &account.functions;
    let alias: Qualifier = "PROD".parse().expect("a qualifier");
    let policy = functions.policy("orders", Some(&alias)).await.expect("an answer");
    assert!(
        policy.is_some_and(
            |it| it.text.parse::<serde_json::Value>().is_ok() && it.revision_id.is_some()
        )
    );
    assert_eq!(functions.policy("orders", None).await.expect("an answer"), None);
    assert_eq!(functions.policy("gone", Some(&alias)).await.expect("an answer"), None);
}

#[tokio::test]
async fn settings_that_changed_since_a_decision_are_not_published() {
    let (server, account) = practice().await;
    let versions = account.functions.versions("orders").await.expect("versions");
    let (latest, newest) = (&versions[0], versions.last().expect("a version"));
    assert!(newest.is_same_as(latest), "nothing changed since it was published");

    let variables = aws_sdk_lambda::types::Environment::builder().variables("MODE", "new").build();
    let update = lambda(&server).update_function_configuration().function_name("orders");
    update.environment(variables).send().await.expect("updated");
    let changed = account.functions.versions("orders").await.expect("versions").remove(0);
    assert_eq!(changed.code_sha256, latest.code_sha256, "the code is the same");
    assert!(!newest.is_same_as(&changed), "the configuration is not");

    let decided = DecidedOn { code_sha256: &latest.code_sha256, revision_id: &latest.revision_id };
    let stale = account.publisher.publish("orders", Some(decided), "").await;
    assert_eq!(stale.expect_err("it was saved anew").kind, FailureKind::Stale);
    let decided = DecidedOn { revision_id: &changed.revision_id, ..decided };
    let published = account.publisher.publish("orders", Some(decided), "").await;
    assert_eq!(published.expect("published"), Version::Published(9));
}

#[tokio::test]
async fn a_policy_that_changed_since_a_decision_stays_as_it_is() {
    let (_server, account) = practice().await;
    let alias = "TEST".parse().expect("a name");
    let qualifier = Qualifier::Alias("TEST".parse().expect("a name"));
    let revision = async || {
        let policy = account.functions.policy("orders", Some(&qualifier)).await.expect("an answer");
        policy.and_then(|policy| policy.revision_id)
    };
    let permission = |number: u32, revision_id: Option<String>| NewPermission {
        function: "orders".to_owned(),
        alias: "TEST".parse().expect("a name"),
        statement_id: format!("crossfade-{number}"),
        instance: "arn:aws:connect:eu-central-1:111122223333:instance/i1".parse().expect("an ARN"),
        revision_id,
    };
    let keeper = &account.alias_keeper;
    keeper.allow(&permission(1, revision().await)).await.expect("allowed");
    let old = revision().await;
    keeper.allow(&permission(2, old.clone())).await.expect("allowed");
    let stale = keeper.allow(&permission(3, old.clone())).await.expect_err("it changed");
    assert_eq!(stale.kind, FailureKind::Stale);
    let stale = keeper.withdraw("orders", &alias, "crossfade-1", old.as_deref()).await;
    assert_eq!(stale.expect_err("it changed").kind, FailureKind::Stale);
    let now = revision().await;
    keeper.withdraw("orders", &alias, "crossfade-1", now.as_deref()).await.expect("withdrawn");
}
