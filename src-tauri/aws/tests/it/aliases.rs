//! Moving aliases on the practice account.

use crossfade_domain::{
    alias::{Alias, Routing},
    qualifier::{AliasName, Version},
    weight::Weight,
};
use crossfade_engine::{
    failure::FailureKind,
    ports::{Account, RoutingUpdate},
};

use crate::account::practice;

fn prod() -> AliasName {
    "PROD".parse().expect("a name")
}

async fn looked_up(account: &Account) -> Alias {
    account.aliases.alias("orders", &prod()).await.expect("an answer").expect("the alias")
}

fn to(routing: Routing, on: &Alias) -> RoutingUpdate {
    RoutingUpdate {
        function: "orders".to_owned(),
        alias: prod(),
        routing,
        revision_id: on.revision_id.clone(),
    }
}

fn split(alias: &Alias, percent: f64) -> Routing {
    let weight = Weight::from_percent(percent).expect("a weight");
    alias.routing.shifted(Version::Published(8), weight).expect("a split")
}

#[tokio::test]
async fn a_shift_is_what_get_alias_then_says_and_can_be_cleared() {
    let (_server, account) = practice().await;
    let before = looked_up(&account).await;
    for percent in [25.0, 12.5, 0.07, 99.99] {
        let on = looked_up(&account).await;
        let set = account.aliases.set_routing(&to(split(&before, percent), &on)).await;
        let set = set.expect("set");
        assert_eq!(set, looked_up(&account).await);
        assert_eq!(set.routing, split(&before, percent));
        assert_eq!(set.description, before.description);
        assert_ne!(set.revision_id, on.revision_id);
    }
    let on = looked_up(&account).await;
    let cleared = account.aliases.set_routing(&to(before.routing.clone(), &on)).await;
    assert_eq!(cleared.expect("cleared").routing, before.routing);
    let on = looked_up(&account).await;
    let moved = Routing::all_to(Version::Published(8));
    account.aliases.set_routing(&to(moved.clone(), &on)).await.expect("moved");
    assert_eq!(looked_up(&account).await.routing, moved);
}

#[tokio::test]
async fn an_old_revision_changes_nothing() {
    let (_server, account) = practice().await;
    let old = looked_up(&account).await;
    account.aliases.set_routing(&to(split(&old, 10.0), &old)).await.expect("set");
    let stale = account.aliases.set_routing(&to(split(&old, 50.0), &old)).await;
    let stale = stale.expect_err("refused");
    assert_eq!(
        (stale.kind, stale.code.as_str()),
        (FailureKind::Stale, "PreconditionFailedException")
    );
    assert_eq!(
        stale.to_string(),
        "Changing the alias `orders:PROD` failed: it was changed in between. Look at it as it \
         stands now, then decide again."
    );
    assert_eq!(looked_up(&account).await.routing, split(&old, 10.0));
}

#[tokio::test]
async fn what_is_not_there_is_none_to_look_at_and_a_failure_to_change() {
    let (_server, account) = practice().await;
    let gone: AliasName = "GONE".parse().expect("a name");
    assert_eq!(account.aliases.alias("orders", &gone).await.expect("an answer"), None);
    assert_eq!(account.aliases.alias("no-such-function", &prod()).await.expect("an answer"), None);
    let on = looked_up(&account).await;
    let update = RoutingUpdate { alias: gone, ..to(split(&on, 5.0), &on) };
    let failure = account.aliases.set_routing(&update).await.expect_err("refused");
    assert_eq!(failure.kind, FailureKind::NotFound);
}

#[tokio::test]
async fn what_lambda_refuses_is_told_in_its_own_words() {
    let (_server, account) = practice().await;
    let on = looked_up(&account).await;
    // Version 4 has another execution role.
    let weight = Weight::from_percent(5.0).expect("a weight");
    let mixed = on.routing.shifted(Version::Published(4), weight).expect("a split");
    let failure = account.aliases.set_routing(&to(mixed, &on)).await.expect_err("refused");
    assert_eq!(failure.kind, FailureKind::Invalid);
    let detail = failure.detail.unwrap_or_default();
    assert!(detail.contains("role") && detail.contains("HTTP 400, request "), "{detail}");
}
