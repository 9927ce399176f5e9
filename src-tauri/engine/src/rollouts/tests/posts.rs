//! What is asked of a rollout that another copy drives, and of one that nobody
//! does.

use std::{sync::Arc, time::Duration};

use crossfade_domain::{
    alias::Routing,
    rollout::machine::{Command, State},
};

use super::{
    LINEAR, SLOW, at_rest,
    copies::until_gone,
    lab::{Lab, OLD, place, start, until, wish},
    watched,
};
use crate::{
    journal::{Journal, Place, Post, RolloutId, Stage},
    rollouts::{Care, Rollouts},
};

/// A rollout that was left somewhere under way.
async fn left(lab: &Arc<Lab>, folder: &tempfile::TempDir) -> RolloutId {
    let first = lab.rollouts(&Journal::open(folder.path()).expect("a journal"));
    let id = start(&first, wish("orders", SLOW, watched())).await.expect("started");
    until(&first, &id, |state| matches!(state, State::Watching { .. })).await;
    first.leave().await;
    id
}

async fn eventually(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let wait = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), wait).await.unwrap_or_else(|_| panic!("{what}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rollout_of_another_account_is_not_touched() {
    let folder = tempfile::tempdir().expect("a folder");
    let lab = Lab::new();
    let first = lab.rollouts(&Journal::open(folder.path()).expect("a journal"));
    let id = start(&first, wish("orders", SLOW, watched())).await.expect("started");
    until(&first, &id, |state| matches!(state, State::Watching { .. })).await;
    let routing = lab.routing("orders");
    for elsewhere in [
        Place { account: "444455556666".to_owned(), ..place() },
        Place { region: "us-east-1".to_owned(), ..place() },
    ] {
        let journal = Journal::open(folder.path()).expect("another");
        let other = lab.rollouts_at(&journal, elsewhere);
        let refused = other.steer(&id, Command::Abort).await.expect_err("not this account's");
        assert_eq!(refused.code, "AnotherAccount");
        assert!(refused.message.contains("111122223333"), "{refused}");
        assert_eq!(other.view(&id).await.expect_err("nor shown").code, "AnotherAccount");
        assert_eq!(other.records(&id, 0).await.expect_err("nor told").code, "AnotherAccount");
        assert_eq!(other.list(10).await.expect("a list"), []);
    }
    assert_eq!(lab.routing("orders"), routing);
    first.roll_back(&id).await.expect("its own account");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_a_copy_that_ends_carries_it_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let lab = Lab::new();
    let id = left(&lab, &folder).await;
    // It holds on, and hears nothing.
    let holder = Journal::open(folder.path()).expect("a journal");
    holder.take_up_rollout(id.clone()).await.expect("a journal").expect("taken");
    let other = lab.rollouts(&Journal::open(folder.path()).expect("another"));
    let asked = tokio::spawn({
        let (other, id) = (other.clone(), id.clone());
        async move { other.steer(&id, Command::Abort).await }
    });
    let waits = "SELECT EXISTS (SELECT 1 FROM rollout_commands WHERE answered_at IS NULL)";
    let database =
        rusqlite::Connection::open(folder.path().join("journal.sqlite3")).expect("a journal");
    eventually("it is posted", async || {
        database.query_row(waits, [], |row| row.get::<_, bool>(0)).expect("a row")
    })
    .await;
    holder.release_rollout(id.clone()).await.expect("it lets go");
    asked.await.expect("no panic").expect("carried out by who asked");
    assert_eq!(until(&other, &id, at_rest).await.standing.stage, Stage::RolledBack);
    assert_eq!(lab.routing("orders"), Routing::all_to(OLD));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_is_taken_once_or_withdrawn_and_none_outlives_who_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let lab = Lab::new();
    let id = left(&lab, &folder).await;
    let (now, open) = (lab.clock.now(), || Journal::open(folder.path()).expect("a journal"));
    let (holder, asks) = (open(), open());
    holder.take_up_rollout(id.clone()).await.expect("a journal").expect("taken");
    let post = async |journal: &Journal, command| {
        journal.post_command(id.clone(), now, "Ann".to_owned(), command).await.expect("posted")
    };
    // Withdrawn, it is never taken.
    let first = post(&asks, Command::PromoteStep).await;
    assert!(asks.withdraw_command(first.clone(), now).await.expect("a journal"));
    assert_eq!(holder.take_posted(now).await.expect("a journal"), []);
    // Taken, it cannot be withdrawn, and is not taken twice.
    let second = post(&asks, Command::PromoteStep).await;
    assert_eq!(holder.take_posted(now).await.expect("a journal").len(), 1);
    assert_eq!(holder.take_posted(now).await.expect("a journal"), []);
    assert_eq!(asks.post(second.clone()).await.expect("a post"), Post::Taken);
    assert!(!asks.withdraw_command(second.clone(), now).await.expect("a journal"));
    let third = post(&asks, Command::Abort).await;
    assert_eq!(holder.take_posted(now).await.expect("a journal").len(), 1);
    // The holder ends in the middle: whoever is next gives calls back, and takes
    // no step that may have been taken.
    drop(holder);
    let broken = async || asks.post(second.clone()).await.expect("a post") == Post::BrokenOff;
    eventually("the holder is gone", broken).await;
    let next = open();
    next.take_up_rollout(id.clone()).await.expect("a journal").expect("taken");
    let taken = next.take_posted(now).await.expect("a journal");
    let taken: Vec<_> = taken.into_iter().map(|it| (it.id, it.command)).collect();
    assert_eq!(taken, [(third, Command::Abort)]);
    let Post::Answered(Err(why)) = asks.post(second).await.expect("a post") else {
        panic!("it is answered")
    };
    assert!(why.contains("ended in the middle"), "{why}");
    // And what was asked by one that has ended is too late.
    let late = post(&asks, Command::Pause).await;
    drop(asks);
    eventually("who asked is gone", async || {
        let taken = next.take_posted(now).await.expect("a journal");
        // As long as it lives it may still be taken, so it is asked for once more.
        taken.is_empty() && next.post(late.clone()).await.expect("a post") != Post::Waits
    })
    .await;
}

/// The copy that drives is killed while a window is open.
#[test]
fn what_a_killed_copy_drove_is_taken_up_by_a_window_that_is_open() {
    let folder = tempfile::tempdir().expect("a folder");
    let lab = Lab::new();
    let killed = tokio::runtime::Runtime::new().expect("a runtime");
    let (drives, id) = killed.block_on(async {
        let rollouts = lab.rollouts(&Journal::open(folder.path()).expect("a journal"));
        let id = start(&rollouts, wish("orders", LINEAR, watched())).await.expect("started");
        until(&rollouts, &id, |state| matches!(state, State::Watching { .. })).await;
        (rollouts, id)
    });
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let (window, reader) = runtime.block_on(async {
        let open = || lab.rollouts(&Journal::open(folder.path()).expect("a journal"));
        let (window, reader) = (open(), open());
        assert_eq!(window.care(Care::TakesUp).await.expect("looked"), 0, "it is driven");
        assert!(reader.view(&id).await.expect("a view").attended);
        (window, reader)
    });
    killed.shutdown_background();
    drop(drives);
    until_gone(&lab, folder.path());
    runtime.block_on(taken_up(&window, &reader, &id));
}

async fn taken_up(window: &Rollouts, reader: &Rollouts, id: &RolloutId) {
    eventually("it is taken up", async || window.driven_here().await.contains(id)).await;
    assert!(reader.view(id).await.expect("a view").attended);
    assert_eq!(until(window, id, at_rest).await.standing.stage, Stage::Completed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rollout_that_nobody_carries_out_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let lab = Lab::new();
    let id = left(&lab, &folder).await;
    let reader = lab.rollouts(&Journal::open(folder.path()).expect("a journal"));
    assert_eq!(reader.care(Care::Looks).await.expect("looked"), 0);
    let view = reader.view(&id).await.expect("a view");
    assert!(!view.attended);
    assert_eq!(view.trouble.expect("it is said").code, "NobodyCarriesItOut");
    reader.steer(&id, Command::Resume).await.expect("taken up");
    let view = reader.view(&id).await.expect("a view");
    assert!(view.attended && view.trouble.is_none());
    reader.roll_back(&id).await.expect("rolled back");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_begun_behind_the_look_whether_an_account_can_be_left() {
    let folder = tempfile::tempdir().expect("a folder");
    let lab = Lab::new();
    let rollouts = lab.rollouts(&Journal::open(folder.path()).expect("a journal"));
    let id = start(&rollouts, wish("orders", SLOW, watched())).await.expect("started");
    assert_eq!(rollouts.idle().await.expect_err("one would stand still"), 1);
    rollouts.roll_back(&id).await.expect("rolled back");
    let idle = rollouts.idle().await.expect("nothing would");
    let refused = start(&rollouts, wish("orders", SLOW, watched())).await.expect_err("not now");
    assert_eq!(refused.code, "AccountLeft");
    drop(idle);
    let id = start(&rollouts, wish("orders", SLOW, watched())).await.expect("the account stays");
    rollouts.roll_back(&id).await.expect("rolled back");
}
