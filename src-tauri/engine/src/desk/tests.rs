//! The desk of a small account.

use std::{collections::BTreeMap, sync::atomic::Ordering};

use crossfade_domain::qualifier::Version;

use super::*;
use crate::{
    acts::RoutingRequest,
    atlas::tests::small::{INSTANCE, Small, Step, at, call, flow, function, instance},
    journal::{Journal, Place},
};

struct Office {
    desk: Desk,
    small: Small,
    _folder: tempfile::TempDir,
}

fn office(small: Small, confirm_by_typing: bool) -> Office {
    let folder = tempfile::tempdir().expect("a folder");
    let account = small.clone().account();
    let actor = Actor {
        aliases: account.aliases.clone(),
        journal: Journal::open(folder.path()).expect("a journal"),
        clock: Clock::wall(),
        place: Place { account: "111122223333".to_owned(), region: "eu-central-1".to_owned() },
        caller: "Ann".to_owned(),
    };
    Office { desk: Desk::open(account, actor, confirm_by_typing), small, _folder: folder }
}

fn orders() -> Small {
    Small {
        flows: vec![("orders", flow(&[call("orders:PROD")]))],
        functions: BTreeMap::from([("orders", function(vec![("PROD", at(1)), ("IDLE", at(1))]))]),
        ..Small::default()
    }
}

impl Office {
    async fn atlas(&self, fresh: bool) -> Answer<Arc<Atlas>> {
        self.desk.atlas(instance(INSTANCE), fresh, &|_| {}).await
    }

    /// Lets so much time pass.
    fn age(&mut self, age: SignedDuration) {
        let clock = &mut self.desk.actor.clock;
        *clock = Clock::scaled(clock.now() + age, 1.0);
    }
}

#[tokio::test]
async fn an_old_scan_is_made_anew_and_a_young_one_is_not() {
    let mut office = office(orders(), false);
    let first = office.atlas(false).await.expect("scanned");
    office.age(SignedDuration::from_mins(14));
    let kept = office.atlas(false).await.expect("kept");
    assert_eq!(kept.scanned_at, first.scanned_at);
    office.age(SignedDuration::from_mins(2));
    let anew = office.atlas(false).await.expect("scanned anew");
    assert!(anew.scanned_at > first.scanned_at);
}

#[tokio::test]
async fn a_scan_that_fails_is_noted_and_leaves_what_was_known() {
    let mut office = office(orders(), false);
    let first = office.atlas(false).await.expect("scanned");
    office.small.flows_fail.store(true, Ordering::Relaxed);
    office.atlas(true).await.expect_err("a wish that fails is told");
    let kept = office.atlas(false).await.expect("kept");
    assert_eq!(kept.scanned_at, first.scanned_at);
    let (_, why) = kept.rescan.clone().expect("noted");
    assert_eq!(why.code, "AccessDenied");

    // One that is made because of its age is no failure of who asked.
    office.age(SignedDuration::from_mins(16));
    let kept = office.atlas(false).await.expect("kept");
    assert!(kept.rescan.is_some() && kept.scanned_at == first.scanned_at);

    office.small.flows_fail.store(false, Ordering::Relaxed);
    let anew = office.atlas(true).await.expect("scanned");
    assert!(anew.rescan.is_none());
}

#[tokio::test]
async fn an_instance_is_scanned_once_however_many_wait_for_it() {
    let office = office(orders(), false);
    let scans = || office.small.scans.load(Ordering::Relaxed);
    let (one, two, three) =
        futures::join!(office.atlas(false), office.atlas(false), office.atlas(true));
    let one = one.expect("scanned");
    assert!(Arc::ptr_eq(&one, &two.expect("waited")) && Arc::ptr_eq(&one, &three.expect("waited")));
    assert_eq!(scans(), 1);
    let (fresh, waited) = futures::join!(office.atlas(true), office.atlas(true));
    assert!(Arc::ptr_eq(&fresh.expect("scanned"), &waited.expect("waited")));
    assert_eq!(scans(), 2, "who wishes for something fresh gets it");
    office.small.flows_fail.store(true, Ordering::Relaxed);
    let (failed, waited) = futures::join!(office.atlas(true), office.atlas(true));
    assert_eq!(failed.expect_err("refused"), waited.expect_err("refused as well"));
    assert_eq!(scans(), 3);
}

#[tokio::test]
async fn a_look_at_an_old_scan_does_not_put_it_in_place_of_a_new_one() {
    let mut office = office(orders(), false);
    let old = office.atlas(false).await.expect("scanned");
    office.age(SignedDuration::from_mins(1));
    let new = office.atlas(true).await.expect("scanned");
    // The poll was looking at the old one when the new one came.
    office.age(SignedDuration::from_mins(1));
    let polled = atlas::look_again(&office.desk.account, office.desk.clock(), &old).await;
    assert!(polled.looked_at > new.looked_at);
    let kept = office.desk.keep(polled).await;
    assert_eq!(kept.scanned_at, new.scanned_at);
    let instance = INSTANCE.parse().expect("an ARN");
    let kept = office.desk.kept_atlas(&instance).await.expect("kept");
    assert_eq!(kept.scanned_at, new.scanned_at);
}

const OTHER: &str = "arn:aws:connect:eu-central-1:111122223333:instance/i2";

fn alias(name: &str) -> AliasName {
    name.parse().expect("a name")
}

fn to_version_2(name: &str) -> Wish {
    let request = RoutingRequest::Move { to: Version::Published(2) };
    Wish::Route { function: "orders".to_owned(), alias: alias(name), request }
}

impl Office {
    async fn typed(&self, name: &str) -> Option<String> {
        let instance = INSTANCE.parse().expect("an ARN");
        let review = self.desk.review(&instance, to_version_2(name)).await.expect("a review");
        let asked = self.desk.type_to_confirm("orders", &alias(name)).await;
        assert_eq!(review.type_to_confirm, asked, "every way asks for the same");
        asked
    }
}

#[tokio::test]
async fn the_name_is_typed_unless_nobody_calls_the_alias_for_sure() {
    let wanted = |name: &str| Some(format!("orders:{name}"));
    let mut live = office(orders(), true);
    assert_eq!(live.typed("IDLE").await, wanted("IDLE"), "not scanned");
    live.atlas(false).await.expect("scanned");
    assert_eq!(live.typed("PROD").await, wanted("PROD"), "called");
    assert_eq!(live.typed("IDLE").await, None, "scanned, and idle");
    live.age(SignedDuration::from_mins(16));
    assert_eq!(live.typed("IDLE").await, wanted("IDLE"), "scanned long ago");

    let at_run_time = ("menu", flow(&[Step::Call("$.Attributes.fn".to_owned())]));
    let unread = ("junk", "junk".to_owned());
    for more in [at_run_time, unread] {
        let mut small = orders();
        small.flows.push(more);
        let live = office(small, true);
        live.atlas(false).await.expect("scanned");
        assert_eq!(live.typed("IDLE").await, wanted("IDLE"), "any function may be called");
    }

    let practice = office(orders(), false);
    assert_eq!(practice.typed("PROD").await, None);
}

#[tokio::test]
async fn other_instances_count_as_well() {
    let live = office(Small { others: vec![OTHER], ..orders() }, true);
    live.atlas(false).await.expect("scanned");
    assert_eq!(live.typed("IDLE").await.as_deref(), Some("orders:IDLE"));
    let warnings = || async {
        let instance = INSTANCE.parse().expect("an ARN");
        live.desk.review(&instance, to_version_2("PROD")).await.expect("a review").warnings
    };
    let told = warnings().await;
    assert!(told.iter().any(|it| it.starts_with("Not scanned yet")), "{told:?}");
    live.desk.atlas(instance(OTHER), false, &|_| {}).await.expect("scanned");
    assert_eq!(live.typed("IDLE").await, None);
    let told = warnings().await;
    assert!(told.iter().any(|it| it.contains("call it as well: `orders`")), "{told:?}");
}

#[tokio::test]
async fn callers_are_not_sent_to_a_version_that_cannot_take_them_yet() {
    let office = office(Small { pending: vec![2], ..orders() }, false);
    let instance = INSTANCE.parse().expect("an ARN");
    let refused = office.desk.review(&instance, to_version_2("PROD")).await.expect_err("refused");
    assert_eq!(refused.code, "VersionNotActive");
}
