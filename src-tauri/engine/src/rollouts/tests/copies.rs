//! Several copies of the program, and copies that are killed.

use std::{sync::Arc, time::Duration};

use crossfade_domain::{
    alias::Routing,
    rollout::machine::{Command, State},
};

use jiff::SignedDuration;

use super::{LINEAR, at_rest, watched};
use crate::{
    failure::FailureKind,
    journal::{Advance, Brief, DrivenBy, Journal, Place, RolloutId, RolloutStart, Stage, Standing},
    rollouts::tests::lab::{Lab, NEW, OLD, start, until, wish},
};

#[tokio::test(flavor = "multi_thread")]
async fn two_copies_never_drive_one_alias_and_one_steers_the_others() {
    let folder = tempfile::tempdir().expect("a folder");
    let lab = Lab::new();
    let first = lab.rollouts(&Journal::open(folder.path()).expect("a journal"));
    let second = lab.rollouts(&Journal::open(folder.path()).expect("another"));
    let id = start(&first, wish("orders", LINEAR, watched())).await.expect("started");
    let refused = start(&second, wish("orders", LINEAR, watched())).await.expect_err("refused");
    assert!(["PreflightBlocks", "RolloutUnderWay"].contains(&refused.code.as_str()), "{refused}");
    assert_eq!(second.take_up().await.expect("looked"), 0, "it is driven already");
    assert!(second.list(10).await.expect("a list")[0].elsewhere);
    second.steer(&id, Command::Pause).await.expect("paused through the journal");
    let paused = |state: &State| matches!(state, State::Paused(_));
    assert_eq!(until(&first, &id, paused).await.standing.stage, Stage::Paused);
    second.steer(&id, Command::Abort).await.expect("aborted through the journal");
    assert_eq!(until(&first, &id, at_rest).await.standing.stage, Stage::RolledBack);
    assert_eq!(lab.routing("orders"), Routing::all_to(OLD));
    // The lease is free again, for either copy.
    start(&second, wish("orders", "AllAtOnce", watched())).await.expect("started anew");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_was_left_while_it_rolled_back_is_resumed_to_its_rest() {
    let folder = tempfile::tempdir().expect("a folder");
    let lab = Lab::new();
    let first = lab.rollouts(&Journal::open(folder.path()).expect("a journal"));
    let id = start(&first, wish("orders", LINEAR, watched())).await.expect("started");
    until(&first, &id, |state| matches!(state, State::Watching { step: 1 })).await;
    lab.pull().refuse = Some(FailureKind::Unavailable);
    first.steer(&id, Command::Abort).await.expect("aborted");
    until(&first, &id, |state| matches!(state, State::RollingBack(_))).await;
    first.leave().await;
    lab.pull().refuse = None;
    let second = lab.rollouts(&Journal::open(folder.path()).expect("another"));
    second.steer(&id, Command::Resume).await.expect("taken up");
    assert_eq!(until(&second, &id, at_rest).await.standing.stage, Stage::RolledBack);
    assert_eq!(lab.routing("orders"), Routing::all_to(OLD));
}

/// Runs a rollout in a runtime of its own and pulls the plug after a while.
fn killed_after(lab: &Arc<Lab>, folder: &std::path::Path, millis: u64) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let rollouts = runtime.block_on(async {
        let rollouts = lab.rollouts(&Journal::open(folder).expect("a journal"));
        if rollouts.list(1).await.expect("a list").is_empty() {
            start(&rollouts, wish("orders", LINEAR, watched())).await.expect("started");
        } else {
            assert_eq!(rollouts.take_up().await.expect("looked"), 1, "nobody drives it");
        }
        tokio::time::sleep(Duration::from_millis(millis)).await;
        rollouts
    });
    runtime.shutdown_background();
    drop(rollouts);
    until_gone(lab, folder);
}

/// Waits until a copy whose plug was pulled lets go of its rollout. A process
/// ends at once; the threads that stand in for one here end one by one.
pub(super) fn until_gone(lab: &Arc<Lab>, folder: &std::path::Path) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let rollouts = lab.rollouts(&Journal::open(folder).expect("a journal"));
        while rollouts.list(1).await.expect("a list")[0].elsewhere {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    });
}

#[test]
fn killed_again_and_again_it_still_ends_where_it_should() {
    let folder = tempfile::tempdir().expect("a folder");
    let lab = Lab::new();
    lab.pull().lose_every = 3;
    for millis in [35, 90, 150, 410, 20, 333] {
        killed_after(&lab, folder.path(), millis);
    }
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let entry = runtime.block_on(async {
        let rollouts = lab.rollouts(&Journal::open(folder.path()).expect("a journal"));
        assert_eq!(rollouts.take_up().await.expect("looked"), 1, "nobody drives it");
        let id = rollouts.list(1).await.expect("a list").remove(0).start.id;
        until(&rollouts, &id, at_rest).await
    });
    assert_eq!(entry.standing.stage, Stage::Completed, "{}", entry.standing.sentence);
    assert_eq!(lab.routing("orders"), Routing::all_to(NEW));
    let weights = lab.weights("orders");
    assert!(weights.is_sorted(), "no step was taken twice or skipped back: {weights:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_is_left_lets_go_of_its_rollouts_though_somebody_holds_on_to_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let lab = Lab::new();
    let journal = Journal::open(folder.path()).expect("a journal");
    let first = lab.rollouts(&journal);
    let driven = start(&first, wish("orders", LINEAR, watched())).await.expect("started");
    let followed = handed_to_code_deploy(&lab, &journal).await;
    assert_eq!(first.take_up().await.expect("looked"), 1, "the one that nobody follows");

    first.leave().await;
    let refused = start(&first, wish("payments", LINEAR, watched())).await.expect_err("refused");
    assert_eq!(refused.code, "AccountLeft");
    let second = lab.rollouts(&Journal::open(folder.path()).expect("another"));
    assert_eq!(second.take_up().await.expect("looked"), 2, "nobody else has them");
    assert_eq!(second.driven_here().await, std::slice::from_ref(&driven));
    assert!(first.entry(&followed).await.expect("an entry").elsewhere);
    // What the first is still asked reaches who carries it out.
    first.steer(&driven, Command::Abort).await.expect("aborted through the journal");
    assert_eq!(until(&second, &driven, at_rest).await.standing.stage, Stage::RolledBack);
}

/// A rollout that CodeDeploy carries out and that nobody follows yet.
async fn handed_to_code_deploy(lab: &Arc<Lab>, journal: &Journal) -> RolloutId {
    let id = RolloutId::new();
    let start = RolloutStart {
        id: id.clone(),
        place: Place { account: "111122223333".to_owned(), region: "eu-central-1".to_owned() },
        function: "returns".to_owned(),
        alias: "PROD".parse().expect("a name"),
        driver: DrivenBy::CodeDeploy,
        from: OLD,
        to: NEW,
        plan: LINEAR.to_owned(),
        actor: "Ann".to_owned(),
        note: String::new(),
        // Not begun yet, so it is not missed however long the test takes.
        at: lab.clock.now() + SignedDuration::from_hours(1_000),
        brief: Brief::default(),
    };
    let standing = Standing {
        stage: Stage::Preparing,
        sentence: "Hands the rollout to CodeDeploy.".to_owned(),
        percent: 0.0,
        ended_at: None,
    };
    let first = Advance { records: Vec::new(), snapshot: None, deployment: None, standing };
    journal.begin_rollout(start, first).await.expect("a journal").expect("begun");
    journal.release_rollout(id.clone()).await.expect("released");
    id
}
