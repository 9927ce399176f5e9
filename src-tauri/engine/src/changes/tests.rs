//! One alias, on an account whose reads see a write only after some looks.

mod flows;

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
};

use async_trait::async_trait;
use crossfade_domain::{
    alias::{Alias, Routing},
    qualifier::{AliasName, Version},
};
use tokio::sync::Notify;

use super::*;
use crate::{
    clock::LONGEST_CALL,
    journal::{ChangeEntry, Journal},
    ports::{AliasKeeper, AliasShifter, NewPermission, RoutingUpdate, unasked::Unasked},
};

/// An account that makes and deletes aliases.
struct Slow {
    /// The aliases; each with how many looks do not see what it is now.
    aliases: Mutex<BTreeMap<String, (Option<Alias>, u32)>>,
    /// Looks that a write stays unseen.
    blind: u32,
    /// How many answers are lost, and how many looks fail, from now on.
    lost: AtomicU32,
    dark: AtomicU32,
    dark_after_write: AtomicU32,
    writes: AtomicU32,
    /// The next look is on its way until it is let through.
    gate: Mutex<Option<Gate>>,
}

#[derive(Clone, Default)]
struct Gate {
    reached: Arc<Notify>,
    through: Arc<Notify>,
}

impl Slow {
    fn new(blind: u32) -> Arc<Self> {
        Arc::new(Self {
            aliases: Mutex::default(),
            blind,
            lost: AtomicU32::new(0),
            dark: AtomicU32::new(0),
            dark_after_write: AtomicU32::new(0),
            writes: AtomicU32::new(0),
            gate: Mutex::default(),
        })
    }

    fn changes(self: &Arc<Self>, journal: &Journal) -> Changes {
        self.changes_at(journal, 1000.0)
    }

    fn changes_at(self: &Arc<Self>, journal: &Journal, pace: f64) -> Changes {
        let start = "2026-11-23T10:00:00Z".parse().expect("an instant");
        let small = Arc::new(Unasked);
        Changes {
            account: Account {
                identity: small.clone(),
                functions: small.clone(),
                aliases: self.clone(),
                flows: small.clone(),
                phone_numbers: small.clone(),
                instance_functions: small.clone(),
                metrics: small.clone(),
                alarms: small.clone(),
                invoker: small.clone(),
                publisher: small.clone(),
                concurrency: small.clone(),
                deployments: small.clone(),
                deployer: small.clone(),
                deployment_keeper: small.clone(),
                alias_keeper: self.clone(),
                flow_keeper: small.clone(),
                chats: small.clone(),
                stacks: small,
            },
            journal: journal.clone(),
            clock: Clock::scaled(start, pace),
            place: Place { account: "111122223333".to_owned(), region: "eu-central-1".to_owned() },
            caller: "Ann".to_owned(),
        }
    }

    fn set(&self, name: &AliasName, alias: Option<Alias>) -> Answer<()> {
        self.writes.fetch_add(1, Ordering::Relaxed);
        let mut aliases = self.aliases.lock().expect("a lock");
        aliases.insert(name.to_string(), (alias, self.blind));
        self.dark.store(self.dark_after_write.load(Ordering::Relaxed), Ordering::Relaxed);
        if taken(&self.lost) { Err(lost()) } else { Ok(()) }
    }
}

fn taken(left: &AtomicU32) -> bool {
    left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
}

fn lost() -> Failure {
    Failure::new(FailureKind::Unavailable, "Lost", "No answer.", "Look.")
}

#[async_trait]
impl AliasShifter for Slow {
    async fn alias(&self, _: &str, name: &AliasName) -> Answer<Option<Alias>> {
        let gate = self.gate.lock().expect("a lock").take();
        if let Some(gate) = gate {
            gate.reached.notify_one();
            gate.through.notified().await;
        }
        if taken(&self.dark) {
            return Err(lost());
        }
        let mut aliases = self.aliases.lock().expect("a lock");
        let Some((alias, blind)) = aliases.get_mut(name.as_str()) else { return Ok(None) };
        if *blind == 0 {
            return Ok(alias.clone());
        }
        *blind -= 1;
        // There was none before; or there was one, and it is gone now.
        Ok(if alias.is_some() { None } else { Some(standing_at(name)) })
    }

    async fn set_routing(&self, _: &RoutingUpdate) -> Answer<Alias> {
        unreachable!("nothing is moved here")
    }
}

#[async_trait]
impl AliasKeeper for Slow {
    async fn create(&self, _: &str, name: &AliasName, _: Version, _: &str) -> Answer<Alias> {
        let there = self.aliases.lock().expect("a lock").get(name.as_str()).cloned();
        if there.is_some_and(|(alias, _)| alias.is_some()) {
            return Err(Failure::new(FailureKind::Conflict, "Exists", "It exists.", "Look."));
        }
        self.set(name, Some(standing_at(name)))?;
        Ok(standing_at(name))
    }

    async fn delete(&self, _: &str, name: &AliasName) -> Answer<()> {
        self.set(name, None)
    }

    async fn allow(&self, _: &NewPermission) -> Answer<()> {
        unreachable!("nothing is allowed here")
    }

    async fn withdraw(&self, _: &str, _: &AliasName, _: &str, _: Option<&str>) -> Answer<()> {
        unreachable!("nothing is withdrawn here")
    }
}

fn standing_at(name: &AliasName) -> Alias {
    Alias {
        name: name.clone(),
        routing: Routing::all_to(Version::Published(7)),
        description: String::new(),
        revision_id: "1".to_owned(),
    }
}

fn creation() -> Change {
    Change::CreateAlias {
        function: "orders".to_owned(),
        alias: "LIVE".parse().expect("a name"),
        version: Version::Published(7),
        description: String::new(),
    }
}

fn journal() -> (tempfile::TempDir, Journal) {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = Journal::open(folder.path()).expect("a journal");
    (folder, journal)
}

async fn effective(changes: &Changes) -> Vec<ChangeEntry> {
    changes.journal.effective_changes(changes.place.clone()).await.expect("entries")
}

#[tokio::test]
async fn what_is_seen_only_after_some_looks_counts_as_done() {
    let (_folder, journal) = journal();
    let changes = Slow::new(3).changes(&journal);
    let made = changes.make(creation(), Reason::default()).await.expect("made");
    assert!(made.entry.is_some());
    assert_eq!(effective(&changes).await.len(), 1);
}

#[tokio::test]
async fn what_is_not_seen_for_long_stays_open_and_is_settled_by_asking_again() {
    let (_folder, journal) = journal();
    let slow = Slow::new(9);
    let changes = slow.changes(&journal);
    let failure = changes.make(creation(), Reason::default()).await.expect_err("not seen");
    assert_eq!(failure.code, "NotSeen");
    assert!(effective(&changes).await.is_empty(), "nobody saw it yet");
    let made = changes.make(creation(), Reason::default()).await.expect("seen");
    let [entry] = effective(&changes).await.try_into().expect("one entry");
    assert_eq!(made.entry, Some(entry.intent.id), "its own entry is settled");
    let all = journal.changes(changes.place.clone(), None, 9).await.expect("entries");
    assert_eq!(all.len(), 1, "and none is made beside it");
}

#[tokio::test]
async fn a_lost_answer_and_failed_looks_leave_the_entry_to_the_next_try() {
    let (_folder, journal) = journal();
    let slow = Slow::new(0);
    let changes = slow.changes(&journal);
    slow.lost.store(1, Ordering::Relaxed);
    slow.dark_after_write.store(20, Ordering::Relaxed);
    changes.make(creation(), Reason::default()).await.expect_err("nobody can say");
    slow.dark.store(0, Ordering::Relaxed);
    let made = changes.make(creation(), Reason::default()).await.expect("seen");
    let [entry] = effective(&changes).await.try_into().expect("one entry");
    assert_eq!(made.entry, Some(entry.intent.id), "its own entry is settled");
    assert_eq!(slow.writes.load(Ordering::Relaxed), 1, "nothing was sent twice");
}

#[tokio::test]
async fn a_look_of_the_past_does_not_make_an_undoing_unneeded() {
    let (_folder, journal) = journal();
    let slow = Slow::new(2);
    // Slow enough that a busy machine does not outlast what settles.
    let changes = slow.changes_at(&journal, 4.0);
    let made = changes.make(creation(), Reason::default()).await.expect("made");
    let undone = changes.undo(made.entry.expect("an entry"), None).await.expect("undone");
    assert!(undone.entry.is_some(), "it was sent");
    assert_eq!(slow.writes.load(Ordering::Relaxed), 2);
    // And made again at once, though the account still shows the old alias.
    let again = changes.undo(undone.entry.expect("an entry"), None).await.expect("back");
    assert!(again.entry.is_some(), "it was sent");
    assert_eq!(slow.writes.load(Ordering::Relaxed), 3);
}

#[tokio::test]
async fn what_this_program_left_open_and_did_not_do_is_settled_while_nobody_is_at_it() {
    let (_folder, journal) = journal();
    let slow = Slow::new(0);
    let mut changes = slow.changes(&journal);
    slow.lost.store(1, Ordering::Relaxed);
    slow.dark_after_write.store(20, Ordering::Relaxed);
    changes.make(creation(), Reason::default()).await.expect_err("nobody can say");
    slow.dark.store(0, Ordering::Relaxed);
    slow.aliases.lock().expect("a lock").clear();
    let [(entry, orphaned)] =
        journal.open_changes(changes.place.clone()).await.expect("open").try_into().expect("one");
    assert!(!orphaned);
    assert_eq!(changes.recover().await, Ok(0), "somebody may still be at it");
    changes.clock = Clock::scaled(changes.clock.now() + LONGEST_CALL, 1.0);
    let somebody = journal.attend(&entry.intent.id);
    assert_eq!(changes.recover().await, Ok(0), "somebody asked for it again");
    drop(somebody);
    assert_eq!(changes.recover().await, Ok(1));
    let entry = journal.change(entry.intent.id).await.expect("read").expect("there");
    assert_eq!(entry.settled.map(|(_, outcome)| outcome), Some(ChangeOutcome::FoundNotDone));
}

/// An entry that this program left open long ago, and whose change is not done.
async fn left_open(slow: &Arc<Slow>, journal: &Journal) -> (Changes, ChangeEntry) {
    let mut changes = slow.changes(journal);
    slow.lost.store(1, Ordering::Relaxed);
    slow.dark_after_write.store(20, Ordering::Relaxed);
    changes.make(creation(), Reason::default()).await.expect_err("nobody can say");
    slow.dark_after_write.store(0, Ordering::Relaxed);
    slow.dark.store(0, Ordering::Relaxed);
    slow.aliases.lock().expect("a lock").clear();
    changes.clock = Clock::scaled(changes.clock.now() + LONGEST_CALL, 1.0);
    let open = journal.open_changes(changes.place.clone()).await.expect("open");
    let [(entry, _)] = open.try_into().expect("one");
    (changes, entry)
}

#[tokio::test]
async fn an_entry_that_is_asked_for_again_is_not_settled_while_that_looks() {
    let (_folder, journal) = journal();
    let slow = Slow::new(0);
    let (changes, entry) = left_open(&slow, &journal).await;
    let gate = Gate::default();
    *slow.gate.lock().expect("a lock") = Some(gate.clone());
    let again = tokio::spawn({
        let changes = changes.clone();
        async move { changes.make(creation(), Reason::default()).await }
    });
    gate.reached.notified().await;
    assert_eq!(changes.recover().await, Ok(0), "somebody asked for it again");
    gate.through.notify_one();
    let made = again.await.expect("ran").expect("made");
    assert_eq!(made.entry.as_ref(), Some(&entry.intent.id));
    let [kept] = effective(&changes).await.try_into().expect("one entry");
    assert_eq!(kept.intent.id, entry.intent.id, "it was sent under an open entry");
}

#[tokio::test]
async fn nothing_is_sent_under_an_entry_that_was_settled_first() {
    let (_folder, journal) = journal();
    let (changes, entry) = left_open(&Slow::new(0), &journal).await;
    let id = entry.intent.id;
    let settler = journal.attend(&id);
    let (again, attending) = changes.taken_up(id.clone()).await.expect("read").expect("open");
    let settle = || {
        journal.settle_left(&settler, id.clone(), changes.clock.now(), ChangeOutcome::FoundNotDone)
    };
    assert!(!settle().await.expect("asked"), "somebody asked for it again");
    drop(attending);
    assert!(settle().await.expect("written"));
    assert!(changes.taken_up(again).await.expect("read").is_none(), "it is settled");
}

#[tokio::test]
async fn what_this_program_left_open_is_settled_once_it_is_seen() {
    let (_folder, journal) = journal();
    let changes = Slow::new(9).changes(&journal);
    changes.make(creation(), Reason::default()).await.expect_err("not seen");
    let mut settled = 0;
    for _ in 0..9 {
        settled += changes.recover().await.expect("looked");
    }
    assert_eq!(settled, 1);
    assert_eq!(effective(&changes).await.len(), 1);
}
