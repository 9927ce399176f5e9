//! Read-only, pacing and trouble: what stands between a port and AWS.

use crossfade_aws::OpenOptions;
use crossfade_domain::{
    alias::Routing,
    qualifier::{Qualifier, Version},
};
use crossfade_engine::{
    failure::FailureKind,
    ports::{Account, RoutingUpdate},
};
use crossfade_practice::{Faults, PracticeOptions};
use futures::future::join_all;

use crate::{
    account::{FREE, instance, opened, practice, practice_with},
    script::{Reply, Script},
};

fn update() -> RoutingUpdate {
    RoutingUpdate {
        function: "orders".to_owned(),
        alias: "PROD".parse().expect("a name"),
        routing: Routing::all_to(Version::Published(8)),
        revision_id: "r".to_owned(),
    }
}

#[tokio::test]
async fn read_only_lets_every_read_through() {
    let (server, _) = practice().await;
    let account = opened(&server.endpoint(), OpenOptions { read_only: true, ..FREE }).await;
    read_everything(&account).await;
    let failure = account.aliases.set_routing(&update()).await.expect_err("refused");
    assert_eq!(failure.kind, FailureKind::ReadOnly);
}

/// Every operation that only looks, one after the other.
async fn read_everything(account: &Account) {
    account.identity.caller().await.expect("a caller");
    let functions = &account.functions;
    functions.functions().await.expect("functions");
    functions.function("orders").await.expect("a function");
    functions.versions("orders").await.expect("versions");
    functions.aliases("orders").await.expect("aliases");
    functions.policy("orders", None).await.expect("a policy");
    account.aliases.alias("orders", &update().alias).await.expect("an alias");
    account.flows.instances().await.expect("instances");
    let flows = account.flows.flows(&instance()).await.expect("flows");
    account.flows.search_flows(&instance()).await.expect("flows");
    let view = crossfade_engine::ports::FlowView::Published;
    account.flows.flow(&instance(), &flows[0].id, view).await.expect("a flow");
    let modules = account.flows.modules(&instance()).await.expect("modules");
    account.flows.module(&instance(), &modules[0].id).await.expect("a module");
    account.phone_numbers.phone_numbers(&instance()).await.expect("numbers");
    account.phone_numbers.associations(&instance()).await.expect("associations");
    account.instance_functions.listed(&instance()).await.expect("functions");
    account.metrics.executed_versions("orders", "PROD").await.expect("versions");
    account.alarms.alarms(None).await.expect("alarms");
}

#[tokio::test]
async fn some_throttling_and_some_errors_are_ridden_out() {
    let faults = Faults { throttle: 0.2, error: 0.1, ..Faults::default() };
    let (_server, account) =
        practice_with(PracticeOptions { faults, ..PracticeOptions::default() }).await;
    read_everything(&account).await;
}

#[tokio::test]
async fn throttling_that_does_not_end_is_told_in_every_protocol() {
    let faults = Faults { throttle: 1.0, ..Faults::default() };
    let (_server, account) =
        practice_with(PracticeOptions { faults, ..PracticeOptions::default() }).await;
    let arn = instance();
    let (sts, lambda, connect, cloudwatch, write) = tokio::join!(
        account.identity.caller(),
        account.functions.functions(),
        account.flows.flows(&arn),
        account.alarms.alarms(None),
        async { account.aliases.set_routing(&update()).await },
    );
    let failures = [
        sts.expect_err("throttled"),
        lambda.expect_err("throttled"),
        connect.expect_err("throttled"),
        cloudwatch.expect_err("throttled"),
        write.expect_err("throttled"),
    ];
    for failure in failures {
        assert_eq!(failure.kind, FailureKind::Throttled, "{failure:?}");
    }
}

#[tokio::test]
async fn paced_calls_arrive_no_faster_than_aws_lets_through() {
    let empty = Reply::Json(200, "", r#"{"ContactFlowSummaryList":[]}"#.to_owned());
    let script = Script::play(std::iter::repeat_n(empty, 9)).await;
    let paced = opened(&script.url, OpenOptions { paced: true, ..FREE }).await;
    let arn = instance();
    for answer in join_all((0..9).map(|_| paced.flows.flows(&arn))).await {
        answer.expect("flows");
    }
    // Amazon Connect's bucket: five tokens, two more a second.
    let asked = script.asked();
    assert_eq!(asked.len(), 9);
    let (mut tokens, mut before) = (5.0_f64, asked[0].at);
    for (place, call) in asked.iter().enumerate() {
        tokens = (tokens + 2.0 * (call.at - before).as_secs_f64()).min(5.0) - 1.0;
        assert!(tokens >= 0.0, "call {place} would have been refused");
        before = call.at;
    }
}

#[tokio::test]
async fn a_change_of_routing_overtakes_a_queue_of_look_ups() {
    const QUEUE: usize = 60;
    let nothing = Reply::Json(200, "", ALIAS.to_owned());
    let script = Script::play(std::iter::repeat_n(nothing, QUEUE + 2)).await;
    let paced = opened(&script.url, OpenOptions { paced: true, ..FREE }).await;
    let looks = join_all((0..QUEUE).map(|_| paced.functions.aliases("orders")));
    let update = update();
    let moved = async {
        script.heard(1).await;
        let before = script.asked().len();
        let moved = paced.aliases.set_routing(&update).await.expect("moved");
        let verified = paced.aliases.alias("orders", &update.alias).await.expect("looked up");
        assert_eq!(verified, Some(moved));
        script.asked().len() - before
    };
    // Each of the two waits for those that had their tokens, a second's worth of
    // Lambda's control plane, and for none of the others.
    let (_, heard) = tokio::join!(looks, moved);
    assert!(heard <= 2 * (1 + 15), "{heard} calls until the alias was moved and verified");
}

#[tokio::test]
async fn a_change_of_routing_needs_no_place_that_a_slow_version_keeps() {
    let silent = std::iter::repeat_n(Reply::Silence, 20);
    let slow = Script::play(silent).await;
    let account = opened(&slow.url, FREE).await;
    let alias = Qualifier::Alias(update().alias);
    let probes = join_all((0..20).map(|_| account.invoker.invoke("orders", &alias, "{}")));
    let moved = async {
        slow.heard(16).await;
        slow.next(Reply::Json(200, "", ALIAS.to_owned()));
        account.aliases.set_routing(&update()).await.expect("moved");
    };
    // The probes are still under way when the alias has moved.
    tokio::select! {
        _ = probes => panic!("the probes ended first"),
        () = moved => {}
    }
}

#[tokio::test]
async fn a_write_whose_answer_is_lost_is_not_sent_again() {
    for lost in [
        Reply::HangUp,
        Reply::Text(503, "<html>"),
        Reply::Json(500, "ServiceException", "{}".to_owned()),
    ] {
        let script = Script::play([lost, Reply::Json(200, "", ALIAS.to_owned())]).await;
        let account = opened(&script.url, FREE).await;
        let failure = account.aliases.set_routing(&update()).await.expect_err("open");
        assert!(failure.kind.leaves_outcome_open(), "{failure:?}");
        assert!(failure.remedy.contains("may have been made"), "{failure:?}");
        assert_eq!(script.asked().len(), 1);
    }
}

#[tokio::test]
async fn a_write_that_was_refused_for_its_rate_is_sent_again() {
    let busy =
        Reply::Json(429, "TooManyRequestsException", "{\"message\":\"Rate exceeded\"}".to_owned());
    let script = Script::play([busy, Reply::Json(200, "", ALIAS.to_owned())]).await;
    let account = opened(&script.url, FREE).await;
    let alias = account.aliases.set_routing(&update()).await.expect("set");
    assert_eq!(alias.routing, Routing::all_to(Version::Published(8)));
    let asked = script.asked();
    assert_eq!(asked.len(), 2);
    assert!(
        asked[1].line.starts_with("PUT ")
            && asked[1].line.contains("/functions/orders/aliases/PROD")
    );
    let body: serde_json::Value = serde_json::from_str(&asked[1].body).expect("JSON");
    assert_eq!(
        body,
        serde_json::json!({
            "FunctionVersion": "8",
            "RoutingConfig": {"AdditionalVersionWeights": {}},
            "RevisionId": "r",
        })
    );
}

#[tokio::test]
async fn a_read_is_asked_again_until_it_is_answered() {
    let script = Script::play([
        Reply::HangUp,
        Reply::Text(503, "<html>"),
        Reply::Json(200, "", ALIAS.to_owned()),
    ])
    .await;
    let account = opened(&script.url, FREE).await;
    let alias = account.aliases.alias("orders", &update().alias).await.expect("an answer");
    assert!(alias.is_some());
    assert_eq!(script.asked().len(), 3);
}

#[tokio::test]
async fn a_write_that_is_not_answered_in_time_leaves_its_outcome_open() {
    let script = Script::play([Reply::Silence]).await;
    let account = opened(&script.url, FREE).await;
    let failure = account.aliases.set_routing(&update()).await.expect_err("open");
    assert_eq!((failure.kind, failure.code.as_str()), (FailureKind::Unavailable, "Timeout"));
    assert!(failure.message.ends_with("Lambda did not answer in time."), "{failure:?}");
    assert_eq!(script.asked().len(), 1);
}

#[tokio::test]
async fn a_reply_that_is_lost_in_any_way_leaves_the_outcome_open_and_the_change_made() {
    let (server, account) = practice().await;
    let lost = Faults { lost: 1.0, ..Faults::default() };
    let silent = Faults { silent: 1.0, ..Faults::default() };
    let alias = update().alias;
    let look = async || account.aliases.alias("orders", &alias).await.expect("an answer");
    for faults in std::iter::repeat_n(lost, 8).chain([silent]) {
        server.world().set_faults(Faults::default());
        let before = look().await.expect("the alias");
        let version = if before.routing == update().routing { 7 } else { 8 };
        let wanted = Routing::all_to(Version::Published(version));
        server.world().set_faults(faults);
        let routing = wanted.clone();
        let update = RoutingUpdate { routing, revision_id: before.revision_id, ..update() };
        let failure = account.aliases.set_routing(&update).await.expect_err("lost");
        assert!(failure.kind.leaves_outcome_open(), "{failure:?}");
        server.world().set_faults(Faults::default());
        assert_eq!(look().await.map(|it| it.routing), Some(wanted));
    }
}

const ALIAS: &str = r#"{"Name":"PROD","FunctionVersion":"8","RevisionId":"s","Description":""}"#;
