//! A journal that refuses for a while: nothing is lost, nothing is held on to,
//! and calls are given back all the same.

use std::{path::Path, time::Duration};

use crossfade_domain::{
    alias::Routing,
    rollout::{
        gates::Gates,
        machine::{Command, State},
    },
};

use tokio::sync::watch;

use super::{
    LINEAR, SLOW, at_rest,
    deploy::{lab, stands, through},
    lab::{Lab, OLD, start, until, wish},
    watched,
};
use crate::{
    failure::{Failure, FailureKind},
    journal::{Journal, Stage},
    rollouts::Live,
};

const NO_STANDING: &str = "CREATE TRIGGER refuses BEFORE UPDATE ON rollouts \
                           BEGIN SELECT RAISE(ABORT, 'the disk is full'); END";
const NO_RELEASE: &str = "CREATE TRIGGER refuses BEFORE DELETE ON leases \
                          BEGIN SELECT RAISE(ABORT, 'the disk is full'); END";
const WORKS_AGAIN: &str = "DROP TRIGGER refuses";

/// Does something to the journal behind the program's back.
fn meddle(folder: &Path, sql: &str) {
    let database = rusqlite::Connection::open(folder.join("journal.sqlite3")).expect("a journal");
    database.busy_timeout(Duration::from_secs(30)).expect("patience");
    database.execute_batch(sql).expect(sql);
}

/// Waits until a rollout tells of itself as wanted.
async fn told(live: &mut watch::Receiver<Live>, wanted: impl Fn(&Live) -> bool) -> Live {
    let most = Duration::from_mins(1);
    let found = tokio::time::timeout(most, live.wait_for(wanted)).await;
    let found = found.map(|live| live.expect("it is driven").clone());
    found.unwrap_or_else(|_| panic!("it stands at {:?}", live.borrow()))
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_journal_a_rollout_goes_no_further_and_goes_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = Journal::open(folder.path()).expect("a journal");
    let lab = Lab::new();
    let rollouts = lab.rollouts(&journal);
    let id = start(&rollouts, wish("orders", LINEAR, Gates::default())).await.expect("started");
    until(&rollouts, &id, |state| matches!(state, State::Watching { step: 1 })).await;
    meddle(folder.path(), NO_STANDING);
    let mut live = rollouts.live(&id).await.expect("it is driven");
    let shifting = |live: &Live| matches!(live.machine.state(), State::Shifting { .. });
    let seen = told(&mut live, |live| live.trouble.is_some() && shifting(live)).await;
    assert_eq!(seen.trouble.expect("it is said").code, "JournalFails");
    // It goes on without: the move is withheld, and the alias is looked at.
    told(&mut live, |live| live.looked != seen.looked && shifting(live)).await;
    let furthest = lab.weights("orders").into_iter().fold(0.0, f64::max);
    assert!(furthest <= 30.0, "what was decided before is done, and nothing else: {furthest}");
    rollouts.steer(&id, Command::Abort).await.expect("it goes back");
    told(&mut live, |live| matches!(live.machine.state(), State::RolledBack(_))).await;
    assert_eq!(lab.routing("orders"), Routing::all_to(OLD));
    meddle(folder.path(), WORKS_AGAIN);
    rollouts.until_at_rest(&id).await;
    let entry = rollouts.entry(&id).await.expect("an entry");
    assert_eq!(entry.standing.stage, Stage::RolledBack);
    let records = rollouts.records(&id, 0).await.expect("records");
    assert!(records.iter().any(|it| it.kind == "commanded"), "nothing is lost");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_for_its_journal_can_be_left() {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = Journal::open(folder.path()).expect("a journal");
    let lab = Lab::new();
    let rollouts = lab.rollouts(&journal);
    let id = start(&rollouts, wish("orders", LINEAR, watched())).await.expect("started");
    until(&rollouts, &id, |state| matches!(state, State::Watching { step: 1 })).await;
    meddle(folder.path(), NO_STANDING);
    let mut live = rollouts.live(&id).await.expect("it is driven");
    told(&mut live, |live| live.trouble.is_some()).await;
    let left = tokio::time::timeout(Duration::from_mins(1), rollouts.leave()).await;
    left.expect("it lets go");
    meddle(folder.path(), WORKS_AGAIN);
    let other = lab.rollouts(&Journal::open(folder.path()).expect("another"));
    assert_eq!(other.take_up().await.expect("looked"), 1);
    other.roll_back(&id).await.expect("rolled back");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deployment_that_could_not_be_written_down_is_followed_all_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = Journal::open(folder.path()).expect("a journal");
    let lab = lab();
    let rollouts = lab.rollouts(&journal);
    meddle(folder.path(), NO_STANDING);
    let wish = || through("deploys-orders", None, LINEAR);
    let id = start(&rollouts, wish()).await.expect("CodeDeploy has it");
    assert_eq!(rollouts.entry(&id).await.expect("an entry").deployment, None);
    meddle(folder.path(), WORKS_AGAIN);
    lab.succeed(&lab.newest());
    let entry = stands(&rollouts, &id, Stage::Completed).await;
    assert_eq!(entry.deployment, Some(lab.newest()));
    // And one that CodeDeploy refused, which could not be written down either.
    lab.meddle("orders", Routing::all_to(OLD));
    let refused = Failure::new(FailureKind::Conflict, "Limit", "One is active.", "Wait.");
    lab.deploys().refuse_start = Some(refused);
    meddle(folder.path(), NO_STANDING);
    assert_eq!(start(&rollouts, wish()).await.expect_err("refused").code, "Limit");
    meddle(folder.path(), WORKS_AGAIN);
    let id = rollouts.list(1).await.expect("a list").remove(0).start.id;
    stands(&rollouts, &id, Stage::RolledBack).await;
    lab.deploys().refuse_start = None;
    start(&rollouts, wish()).await.expect("its lease is free");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lease_that_could_not_be_given_back_is_given_back_later() {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = Journal::open(folder.path()).expect("a journal");
    let lab = lab();
    let rollouts = lab.rollouts(&journal);
    let id = start(&rollouts, through("deploys-orders", None, LINEAR)).await.expect("started");
    meddle(folder.path(), NO_RELEASE);
    lab.succeed(&lab.newest());
    stands(&rollouts, &id, Stage::Completed).await;
    let other = lab.rollouts(&Journal::open(folder.path()).expect("another"));
    assert!(other.entry(&id).await.expect("an entry").elsewhere, "it is still held");
    meddle(folder.path(), WORKS_AGAIN);
    let free = async {
        while other.entry(&id).await.expect("an entry").elsewhere {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), free).await.expect("given back");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_restored_is_not_held_on_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = Journal::open(folder.path()).expect("a journal");
    let lab = Lab::new();
    let first = lab.rollouts(&journal);
    let id = start(&first, wish("orders", SLOW, watched())).await.expect("started");
    until(&first, &id, |state| !at_rest(state) && !matches!(state, State::Preparing)).await;
    first.leave().await;
    meddle(folder.path(), "UPDATE rollouts SET snapshot = 'of a later program'");
    assert_eq!(lab.rollouts(&journal).take_up().await.expect("looked"), 0);
    let other = lab.rollouts(&Journal::open(folder.path()).expect("another"));
    assert!(!other.entry(&id).await.expect("an entry").elsewhere, "its lease is free");
}
