//! Rollouts of CodeDeploy whose follower only looks, or hangs, or finds things
//! gone.

use std::{sync::Arc, time::Duration};

use crossfade_domain::{alias::Routing, rollout::machine::Command};

use super::{
    deploy::{begun, kinds, lab, split, stands},
    journal,
    lab::{Lab, NEW, OLD},
};
use crate::{
    journal::{Journal, RolloutId, Stage},
    rollouts::{Care, Rollouts},
};

/// A rollout whose deployment has moved a fifth of the calls.
async fn watched(lab: &Arc<Lab>, journal: &Journal) -> (Rollouts, RolloutId) {
    let (rollouts, id) = begun(lab, journal).await;
    lab.shift(&lab.newest(), 20.0);
    stands(&rollouts, &id, Stage::Watching).await;
    (rollouts, id)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_only_looks_keeps_nobody_from_rolling_back_and_writes_what_is_seen() {
    let folder = tempfile::tempdir().expect("a folder");
    let lab = lab();
    let open = || Journal::open(folder.path()).expect("a journal");
    let (first, id) = watched(&lab, &open()).await;
    first.leave().await;
    let looks = lab.rollouts(&open());
    assert_eq!(looks.care(Care::Looks).await.expect("looked"), 0);
    lab.shift(&lab.newest(), 30.0);
    looks.follow_deployments().await.expect("looked");
    let entry = looks.entry(&id).await.expect("an entry");
    assert!((entry.standing.percent - 30.0).abs() < 0.001, "{entry:?}");
    let other = lab.rollouts(&open());
    assert!(!other.entry(&id).await.expect("an entry").elsewhere, "nobody has its lease");
    other.steer(&id, Command::Abort).await.expect("stopped");
    stands(&other, &id, Stage::RolledBack).await;
    let moves = other.view(&id).await.expect("a view").moves;
    let mut seen: Vec<_> = moves.iter().map(|it| it.facts["percent"].as_f64()).collect();
    let before = seen.len();
    seen.dedup();
    assert_eq!(seen.len(), before, "what one copy has written another one does not repeat");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_roll_back_asks_codedeploy_whoever_has_the_lease() {
    let folder = tempfile::tempdir().expect("a folder");
    let lab = lab();
    let open = || Journal::open(folder.path()).expect("a journal");
    let (first, id) = watched(&lab, &open()).await;
    first.leave().await;
    // It holds on, and hears nothing.
    let holder = open();
    holder.take_up_rollout(id.clone()).await.expect("a journal").expect("taken");
    let other = lab.rollouts(&open());
    assert!(other.entry(&id).await.expect("an entry").elsewhere);
    other.steer(&id, Command::Abort).await.expect("stopped");
    assert_eq!(lab.routing("orders"), Routing::all_to(OLD));
    assert!(kinds(&other, &id).await.contains(&"commanded".to_owned()), "it is in the log");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_roll_back_waits_for_no_look() {
    let (_folder, journal) = journal();
    let lab = lab();
    let (rollouts, id) = watched(&lab, &journal).await;
    lab.deploys().reading_hangs = true;
    let asked = tokio::spawn(async move { rollouts.steer(&id, Command::Abort).await });
    let stopped = async {
        while !lab.deploys().writes.contains(&"StopDeployment") {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), stopped).await.expect("it is sent at once");
    asked.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_codedeploy_does_not_know_any_more_waits_for_a_person_who_can_leave_it() {
    let (_folder, journal) = journal();
    let lab = lab();
    let (rollouts, id) = watched(&lab, &journal).await;
    let newest = lab.newest();
    lab.deploys().deployments.retain(|it| it.id != newest);
    let entry = stands(&rollouts, &id, Stage::NeedsAttention).await;
    assert!(entry.standing.sentence.contains(&newest), "{}", entry.standing.sentence);
    rollouts.steer(&id, Command::Leave).await.expect("left");
    assert_eq!(rollouts.entry(&id).await.expect("an entry").standing.stage, Stage::Left);
    assert_eq!(lab.routing("orders"), split(20.0));
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_alias_stands_counts_when_codedeploy_has_forgotten() {
    let (_folder, journal) = journal();
    let lab = lab();
    let (rollouts, id) = watched(&lab, &journal).await;
    let newest = lab.newest();
    lab.meddle("orders", Routing::all_to(NEW));
    lab.deploys().deployments.retain(|it| it.id != newest);
    stands(&rollouts, &id, Stage::Completed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rollout_whose_alias_is_gone_can_be_left() {
    let (_folder, journal) = journal();
    let lab = lab();
    let (rollouts, id) = watched(&lab, &journal).await;
    lab.pull().gone.insert("orders".to_owned());
    lab.deploys().no_rollback = true;
    lab.alarmed(&lab.newest());
    let entry = stands(&rollouts, &id, Stage::NeedsAttention).await;
    assert!(entry.standing.sentence.contains("does not exist any more"), "{entry:?}");
    let refused = rollouts.steer(&id, Command::Abort).await.expect_err("nothing to give back");
    assert_eq!(refused.code, "AliasGone");
    rollouts.steer(&id, Command::Leave).await.expect("left");
    assert_eq!(rollouts.entry(&id).await.expect("an entry").standing.stage, Stage::Left);
}
