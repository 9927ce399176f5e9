//! Environments that are kept ready: Lambda waits for them, and they may fail.

use crossfade_domain::{
    alias::Routing,
    rollout::machine::{PauseCause, State},
    weight::Weight,
};
use jiff::SignedDuration;

use super::{
    deploy::{lab as with_group, stands, through},
    journal,
    lab::{Lab, NEW, OLD, instance, start, until, wish},
    watched,
};
use crate::{
    journal::Stage,
    ports::ProvisionedStatus,
    rollouts::{Draft, Finding, Weighs},
};

fn on_the_way() -> Routing {
    Routing { version: NEW, additional: Some((OLD, Weight::ALL)) }
}

fn about_environments(draft: &Draft) -> &Finding {
    let about = |it: &&Finding| it.found.contains("environments");
    draft.findings.iter().find(about).expect("a finding")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rollout_waits_for_lambda_and_tells_when_that_fails() {
    let (_folder, journal) = journal();
    let lab = Lab::new();
    lab.pull().on_alias = Some(ProvisionedStatus::InProgress);
    let rollouts = lab.rollouts(&journal);
    let id = start(&rollouts, wish("orders", "AllAtOnce", watched())).await.expect("started");
    let handle = rollouts.conductor.find(&id).await.expect("a driver");
    let mut live = handle.live.clone();
    live.wait_for(|live| live.machine.is_warming_up()).await.expect("it waits");
    assert_eq!(lab.routing("orders"), on_the_way());

    lab.pull().on_alias = Some(ProvisionedStatus::Failed);
    let failed = |state: &State| {
        matches!(state, State::Paused(PauseCause::CallsFailing { reason })
            if reason.contains("FUNCTION_ERROR_INIT_FAILURE"))
    };
    until(&rollouts, &id, failed).await;
    lab.pull().on_alias = Some(ProvisionedStatus::Ready);
    lab.meddle("orders", Routing::all_to(NEW));
    let entry = until(&rollouts, &id, |state| *state == State::Completed).await;
    assert_eq!(entry.standing.stage, Stage::Completed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deployment_that_lambda_still_finishes_is_not_somebody_elses_move() {
    let (_folder, journal) = journal();
    let lab = with_group();
    let rollouts = lab.rollouts(&journal);
    let wish = through("deploys-orders", None, "AllAtOnce");
    let id = start(&rollouts, wish).await.expect("started");
    let deployment = lab.newest();
    lab.succeed_by_way_of(&deployment, on_the_way());
    let entry = stands(&rollouts, &id, Stage::Promoting).await;
    assert!(entry.standing.sentence.contains("Lambda keeps version 7"), "{:?}", entry.standing);
    lab.clock.pause(SignedDuration::from_mins(5)).await;
    rollouts.follow_deployments().await.expect("followed");
    let entry = rollouts.entry(&id).await.expect("an entry");
    assert_eq!(entry.standing.stage, Stage::Promoting, "{:?}", entry.standing);
    lab.meddle("orders", Routing::all_to(NEW));
    stands(&rollouts, &id, Stage::Completed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_says_what_kept_environments_mean() {
    let (_folder, journal) = journal();
    let lab = Lab::new();
    let rollouts = lab.rollouts(&journal);
    let draft = async || {
        let wish = wish("orders", "AllAtOnce", watched());
        rollouts.draft(wish, &instance(), None, true).await.expect("a draft")
    };
    lab.pull().on_alias = Some(ProvisionedStatus::Ready);
    let warned = draft().await;
    assert_eq!(about_environments(&warned).weighs, Weighs::Warning);

    lab.pull().on_alias = Some(ProvisionedStatus::Failed);
    let failed = draft().await;
    assert_eq!(about_environments(&failed).weighs, Weighs::Blocks);

    lab.pull().on_alias = None;
    lab.pull().ready.extend([(OLD, 5), (NEW, 5)]);
    lab.pull().never_ready.insert(NEW);
    let failed = draft().await;
    let finding = about_environments(&failed);
    assert_eq!(finding.weighs, Weighs::Blocks);
    assert!(finding.found.contains("FUNCTION_ERROR_INIT_FAILURE"), "{}", finding.found);
}
