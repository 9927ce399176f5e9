//! Entries as they come and go, on a real file.

use crossfade_domain::{alias::Routing, qualifier::Version, weight::Weight};

use super::*;

fn routing(percent: f64) -> Routing {
    let weight = Weight::from_percent(percent).expect("a share");
    Routing::all_to(Version::Published(7))
        .shifted(Version::Published(8), weight)
        .expect("a routing")
}

fn place() -> Place {
    Place { account: "111122223333".to_owned(), region: "eu-central-1".to_owned() }
}

fn intent(before: f64, after: f64) -> Intent {
    Intent {
        id: ActId::new(),
        place: place(),
        actor: "arn:aws:iam::111122223333:user/ann".to_owned(),
        at: "2026-11-23T10:00:00Z".parse().expect("an instant"),
        change: RoutingChange {
            function: "orders".to_owned(),
            alias: "PROD".parse().expect("an alias"),
            before: routing(before),
            after: routing(after),
        },
        revision_id: "r1".to_owned(),
        undoes: None,
    }
}

fn later() -> Timestamp {
    "2026-11-23T10:00:01Z".parse().expect("an instant")
}

fn done(revision: &str) -> Outcome {
    Outcome::Done { revision_id: revision.to_owned() }
}

#[tokio::test]
async fn what_was_written_is_read_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let outcomes = [
        done("r2"),
        Outcome::Failed(
            Failure::new(crate::failure::FailureKind::Stale, "c", "m", "r").with_detail("d"),
        ),
        Outcome::FoundDone { revision_id: "r3".to_owned() },
        Outcome::FoundNotDone,
        Outcome::FoundOther { routing: Some(routing(12.34)) },
        Outcome::FoundOther { routing: None },
    ];
    let mut ids = Vec::new();
    for outcome in &outcomes {
        let journal = Journal::open(folder.path()).expect("a journal");
        let intent = intent(0.0, 25.0);
        ids.push(intent.id.clone());
        journal.intend(intent).await.expect("written");
        let id = ids.last().expect("an id").clone();
        journal.settle(id, later(), outcome.clone()).await.expect("written");
    }
    let journal = Journal::open(folder.path()).expect("a journal");
    let acts = journal.acts(place(), None, 100).await.expect("read");
    let read: Vec<_> = acts.iter().rev().map(|act| act.settled.clone()).collect();
    assert_eq!(read, outcomes.map(|outcome| Some((later(), outcome))));
    let older = journal.acts(place(), Some(ids[1].clone()), 100).await.expect("read");
    assert_eq!(older.len(), 1);
    assert_eq!(older[0].intent.id, ids[0]);
    for elsewhere in [
        Place { region: "us-east-1".to_owned(), ..place() },
        Place { account: "999988887777".to_owned(), ..place() },
    ] {
        assert_eq!(journal.acts(elsewhere, None, 100).await.expect("read"), []);
    }
}

#[tokio::test]
async fn an_act_is_orphaned_only_when_its_program_is_gone() {
    let folder = tempfile::tempdir().expect("a folder");
    let other = Journal::open(folder.path()).expect("a journal");
    let intent = intent(0.0, 25.0);
    other.intend(intent.clone()).await.expect("written");
    let journal = Journal::open(folder.path()).expect("a journal");
    assert_eq!(journal.open_acts(place()).await.expect("read"), []);
    let own = other.open_acts(place()).await.expect("read");
    assert_eq!(own.iter().map(|(act, orphaned)| (&act.intent, *orphaned)).collect::<Vec<_>>(), {
        [(&intent, false)]
    });
    drop(other);
    let orphaned = loop {
        let found = journal.open_acts(place()).await.expect("read");
        if !found.is_empty() {
            break found;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!((&orphaned[0].0.intent, orphaned[0].1), (&intent, true));
    let elsewhere = Place { region: "us-east-1".to_owned(), ..place() };
    assert_eq!(journal.open_acts(elsewhere).await.expect("read"), []);
}

#[tokio::test]
async fn an_outcome_is_written_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = Journal::open(folder.path()).expect("a journal");
    let intent = intent(0.0, 25.0);
    let id = intent.id.clone();
    journal.intend(intent).await.expect("written");
    journal.settle(id.clone(), later(), done("r2")).await.expect("written");
    journal.settle(id.clone(), later(), Outcome::FoundNotDone).await.expect("no error");
    let act = journal.act(id).await.expect("read").expect("there");
    assert_eq!(act.settled, Some((later(), done("r2"))));
    assert!(act.took_effect());
}

#[tokio::test]
async fn a_later_act_supersedes_and_an_undoing_one_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = Journal::open(folder.path()).expect("a journal");
    let first = intent(0.0, 25.0);
    journal.intend(first.clone()).await.expect("written");
    journal.settle(first.id.clone(), later(), done("r2")).await.expect("written");
    let undo = Intent { undoes: Some(first.id.clone()), ..intent(25.0, 0.0) };
    journal.intend(undo.clone()).await.expect("written");
    let seen = journal.act(first.id.clone()).await.expect("read").expect("there");
    assert!(seen.superseded && seen.undone_by.is_none());
    journal.settle(undo.id.clone(), later(), done("r3")).await.expect("written");
    let seen = journal.act(first.id.clone()).await.expect("read").expect("there");
    assert_eq!(seen.undone_by, Some(undo.id.clone()));
    let on_orders = journal.acts_on(place(), "orders".to_owned(), later()).await.expect("read");
    assert_eq!(on_orders.len(), 2);
}

#[test]
fn many_programs_that_make_one_journal_at_once_all_open_it() {
    for _ in 0..10 {
        let folder = tempfile::tempdir().expect("a folder");
        let opened = std::thread::scope(|scope| {
            let open = || Journal::open(folder.path()).map(drop);
            let all: Vec<_> = (0..8).map(|_| scope.spawn(open)).collect();
            all.into_iter().map(|one| one.join().expect("no panic")).collect::<Vec<_>>()
        });
        assert!(opened.iter().all(Result::is_ok), "{opened:?}");
    }
}
