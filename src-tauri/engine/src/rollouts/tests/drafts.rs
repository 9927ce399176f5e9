//! What a review finds, what mends it, and how long it is good for.

use crossfade_domain::{alias::Routing, weight::Weight};
use jiff::SignedDuration;

use super::{
    LINEAR,
    deploy::{lab, through},
    journal,
    lab::{Lab, NEW, OLD, instance, place, start, wish},
    watched,
};
use crate::{
    ports::RollbackEvent,
    rollouts::{Consent, Draft, Fix, Weighs, draft::GOOD_FOR},
};

fn fixes(draft: &Draft) -> Vec<&'static str> {
    draft.findings.iter().filter_map(|it| it.fix.as_ref()).map(Fix::id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_that_is_too_old_is_looked_at_once_more_before_the_start() {
    let (_folder, journal) = journal();
    let lab = lab();
    let rollouts = lab.rollouts(&journal);
    let wish = || wish("orders", LINEAR, watched());
    let draft = rollouts.draft(wish(), &instance(), None, false).await.expect("a draft");
    let fresh = rollouts.draft(wish(), &instance(), None, false).await.expect("a draft");
    // Something else moves the alias since, which a look at its weights does not show.
    lab.deployed_by_another("deploys-orders", "orders");
    let past = (GOOD_FOR + SignedDuration::from_secs(1)).as_secs_f64() * lab.clock.factor();
    let past = SignedDuration::from_secs_f64(past);
    for (id, looked) in [
        ("before the machine slept", draft.looked - past),
        ("before the clock was set back", draft.looked + past),
    ] {
        let mut draft = draft.clone();
        draft.looked = looked;
        draft.id = crate::rollouts::DraftId::from_text(id);
        rollouts.drafts.keep(draft.clone()).await;
        let refused =
            rollouts.start(&draft.id, Consent::default()).await.expect_err("it was looked at anew");
        assert_eq!(refused.code, "PreflightBlocks");
    }
    rollouts
        .start(&fresh.id, Consent::default())
        .await
        .expect("what was looked at just now is good");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_flows_it_is_said_that_nobody_knows_who_is_affected() {
    let (_folder, journal) = journal();
    let lab = Lab::new();
    let rollouts = lab.rollouts(&journal);
    let wish = wish("orders", LINEAR, watched());
    let draft = rollouts.draft(wish, &instance(), None, false).await.expect("a draft");
    assert!(!draft.flows_looked_at);
    let told = |it: &&crate::rollouts::Finding| it.found.contains("were not looked at");
    let finding = draft.findings.iter().find(told).expect("a finding");
    assert_eq!(finding.weighs, Weighs::Warning);
}

#[tokio::test(flavor = "multi_thread")]
async fn weights_are_cleared_through_the_desks_review_and_only_while_nothing_moves_them() {
    let (_folder, journal) = journal();
    let lab = Lab::new();
    let rollouts = lab.rollouts(&journal);
    let weight = Weight::from_percent(30.0).expect("a share");
    let split = Routing { version: OLD, additional: Some((NEW, weight)) };
    lab.meddle("orders", split.clone());
    let wish = || wish("orders", LINEAR, watched());
    let draft = rollouts.draft(wish(), &instance(), None, true).await.expect("a draft");
    assert!(fixes(&draft).contains(&"clear-weights"));
    let refused = rollouts.fix(&draft.id, "clear-weights", Some("PROD")).await;
    refused.expect_err("it is not done from here");
    assert_eq!(lab.routing("orders"), split);
    lab.meddle("orders", Routing::all_to(OLD));
    let id = start(&rollouts, super::lab::wish("orders", super::SLOW, watched())).await;
    let id = id.expect("started");
    lab.meddle("orders", split);
    let draft = rollouts.draft(wish(), &instance(), None, true).await.expect("a draft");
    assert!(!fixes(&draft).contains(&"clear-weights"), "a rollout is under way");
    rollouts.leave().await;
    drop(id);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_watches_too_little_is_changed_and_can_be_changed_back() {
    let (_folder, journal) = journal();
    let lab = lab();
    let before = {
        let mut deploys = lab.deploys();
        deploys.groups[0].alarms = vec!["others".to_owned()];
        deploys.groups[0].rolls_back_on = vec![RollbackEvent::Failure];
        deploys.groups[0].watch()
    };
    let rollouts = lab.rollouts(&journal);
    let wish = through("deploys-orders", None, LINEAR);
    let draft = rollouts.draft(wish, &instance(), None, false).await.expect("a draft");
    rollouts.fix(&draft.id, "watch-group", None).await.expect("changed");
    let after = lab.deploys().groups[0].watch();
    assert_eq!(after.alarms, ["others", "errors"]);
    assert_eq!(after.rolls_back_on, RollbackEvent::ALL);
    let entry = journal.changes(place(), None, 1).await.expect("changes").remove(0);
    rollouts.changes().undo(entry.intent.id, None).await.expect("undone");
    assert_eq!(lab.deploys().groups[0].watch(), before);
}
