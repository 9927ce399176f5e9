//! Rollouts that are brought to their end before the program ends.

use std::sync::Arc;

use crossfade_domain::{
    alias::Routing,
    rollout::{gates::Gates, machine::State},
};

use super::{
    LINEAR, SLOW, at_rest,
    deploy::stands,
    journal,
    lab::{Lab, NEW, OLD, place, start, until, wish},
    watched,
};
use crate::{
    journal::{RolloutId, Stage},
    rollouts::{LeftReady, Rollouts},
};

/// A rollout of this program, somewhere under way.
async fn driven(lab: &Arc<Lab>, rollouts: &Rollouts, gates: Gates) -> RolloutId {
    lab.plant_group("SAM-Stack-DeploymentGroup-1X2Y", "orders");
    let id = start(rollouts, wish("orders", SLOW, gates)).await.expect("started");
    let watching = |state: &State| matches!(state, State::Watching { .. });
    until(rollouts, &id, watching).await;
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rollout_is_handed_over_through_the_group_that_moved_its_alias_before() {
    let (_folder, journal) = journal();
    let lab = Lab::new();
    // Its name has the function's in it, and it belongs to others.
    lab.plant_group("orders-archive-PROD", "orders-archive");
    let rollouts = lab.rollouts(&journal);
    let id = driven(&lab, &rollouts, watched()).await;
    let review = rollouts.review_hand_over(&id).await.expect("it can be handed over");
    assert_eq!(review.group.name, "SAM-Stack-DeploymentGroup-1X2Y");
    let next = rollouts.hand_over(&review).await.expect("handed over");
    let before = rollouts.entry(&id).await.expect("an entry");
    assert_eq!(before.standing.stage, Stage::RolledBack);
    let entry = rollouts.entry(&next).await.expect("an entry");
    let group = entry.start.brief.deployment_group.expect("a group").1;
    assert_eq!(group, "SAM-Stack-DeploymentGroup-1X2Y");
    lab.succeed(&lab.newest());
    stands(&rollouts, &next, Stage::Completed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_group_that_is_known_to_belong_to_it_nothing_is_handed_over() {
    let (_folder, journal) = journal();
    let lab = Lab::new();
    lab.plant_group("orders-archive-PROD", "orders-archive");
    let rollouts = lab.rollouts(&journal);
    let id = start(&rollouts, wish("orders", SLOW, watched())).await.expect("started");
    let refused = rollouts.review_hand_over(&id).await.expect_err("no group");
    assert_eq!(refused.code, "NoDeploymentGroup");
    lab.plant_group("one", "orders");
    lab.plant_group("two", "orders");
    let refused = rollouts.review_hand_over(&id).await.expect_err("two groups");
    assert_eq!(refused.code, "NoDeploymentGroup");
    rollouts.roll_back(&id).await.expect("rolled back");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_that_a_gate_refused_is_not_handed_over() {
    let (_folder, journal) = journal();
    let lab = Lab::new();
    let rollouts = lab.rollouts(&journal);
    let id = driven(&lab, &rollouts, watched()).await;
    let review = rollouts.review_hand_over(&id).await.expect("it can be handed over");
    lab.pull().firing = true;
    until(&rollouts, &id, at_rest).await;
    lab.pull().firing = false;
    let refused = rollouts.hand_over(&review).await.expect_err("a gate refused it");
    assert_eq!(refused.code, "NotHandedOver");
    rollouts.review_hand_over(&id).await.expect_err("nor is it offered");
    assert!(lab.deploys().writes.is_empty(), "CodeDeploy was given nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rollback_that_is_refused_is_no_rollback() {
    let (_folder, journal) = journal();
    let lab = Lab::new();
    let rollouts = lab.rollouts(&journal);
    let id = driven(&lab, &rollouts, Gates::default()).await;
    let review = rollouts.review_hand_over(&id).await.expect("it can be handed over");
    lab.pull().refuse_moves = true;
    let failure = rollouts.hand_over(&review).await.expect_err("it is not back");
    assert_eq!(failure.code, "NotRolledBack");
    let failure = rollouts.roll_back(&id).await.expect_err("tried again");
    assert_eq!(failure.code, "NotRolledBack");
    assert!(lab.deploys().writes.is_empty(), "CodeDeploy was given nothing");
    lab.pull().refuse_moves = false;
    rollouts.roll_back(&id).await.expect("rolled back");
    assert_eq!(lab.routing("orders"), Routing::all_to(OLD));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_ready_for_the_old_version_is_told_and_can_be_ended() {
    let (_folder, journal) = journal();
    let lab = Lab::new();
    lab.pull().ready.insert(OLD, 5);
    let rollouts = lab.rollouts(&journal);
    let id = start(&rollouts, wish("orders", LINEAR, watched())).await.expect("started");
    assert_eq!(rollouts.left_ready(&id).await.expect("looked"), None, "callers are on it");
    until(&rollouts, &id, at_rest).await;
    let left = LeftReady { version: OLD, environments: 5 };
    assert_eq!(rollouts.left_ready(&id).await.expect("looked"), Some(left));
    rollouts.release_ready(&id).await.expect("released");
    assert!(lab.pull().ready.is_empty());
    assert_eq!(rollouts.left_ready(&id).await.expect("looked"), None);
    let entry = journal.changes(place(), None, 1).await.expect("changes").remove(0);
    rollouts.changes().undo(entry.intent.id, None).await.expect("undone");
    assert_eq!(lab.pull().ready.get(&OLD), Some(&5));
    assert_eq!(lab.routing("orders"), Routing::all_to(NEW));
}
