//! Acts against an alias that refuses, loses answers, or is moved by others.

use std::sync::Mutex;

use async_trait::async_trait;
use crossfade_domain::{qualifier::Version, weight::Weight};
use jiff::SignedDuration;
use tokio::sync::Notify;

use super::*;
use crate::ports::{FunctionVersion, unasked};

/// What happens to the next `UpdateAlias`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Applied,
    Refused,
    /// The service answers an error and does nothing.
    Unavailable,
    /// It is applied, and the answer is lost.
    AnswerLost,
    /// As before, and the alias cannot be looked at either.
    AnswerLostAndBlind,
    /// Somebody else moves the alias at the same moment; the answer is lost.
    MovedByAnother,
    /// Applied, and so many looks still show the alias as it was.
    SeenAfter(u32),
    /// Environments are kept ready for the alias, and Lambda keeps the version
    /// before in it.
    WarmsUp,
}

struct FakeAlias {
    state: Mutex<(Alias, Fate, u32)>,
    /// How many looks still show what was before.
    past: Mutex<Option<(u32, Alias)>>,
}

/// An alias whose `UpdateAlias` is on its way until it is let through.
struct OnItsWay {
    alias: Arc<FakeAlias>,
    sent: Notify,
    through: Notify,
}

#[async_trait]
impl AliasShifter for OnItsWay {
    async fn alias(&self, function: &str, alias: &AliasName) -> Answer<Option<Alias>> {
        self.alias.alias(function, alias).await
    }

    async fn set_routing(&self, update: &RoutingUpdate) -> Answer<Alias> {
        self.sent.notify_one();
        self.through.notified().await;
        self.alias.set_routing(update).await
    }
}

impl FakeAlias {
    fn new(fate: Fate) -> Arc<Self> {
        let alias = Alias {
            name: prod(),
            routing: at(7),
            description: String::new(),
            revision_id: "r0".to_owned(),
        };
        Arc::new(Self { state: Mutex::new((alias, fate, 0)), past: Mutex::default() })
    }

    fn set_fate(&self, fate: Fate) {
        self.state.lock().expect("a lock").1 = fate;
    }

    fn routing(&self) -> Routing {
        self.state.lock().expect("a lock").0.routing.clone()
    }
}

#[async_trait]
impl AliasShifter for FakeAlias {
    async fn alias(&self, _: &str, _: &AliasName) -> Answer<Option<Alias>> {
        let state = self.state.lock().expect("a lock");
        if state.1 == Fate::AnswerLostAndBlind {
            return Err(unavailable());
        }
        if let Some((looks, past)) = &mut *self.past.lock().expect("a lock")
            && *looks > 0
        {
            *looks -= 1;
            return Ok(Some(past.clone()));
        }
        Ok(Some(state.0.clone()))
    }

    async fn set_routing(&self, update: &RoutingUpdate) -> Answer<Alias> {
        let (alias, fate, revisions) = &mut *self.state.lock().expect("a lock");
        let stale = Failure::new(FailureKind::Stale, "PreconditionFailedException", "m", "r");
        if update.revision_id != alias.revision_id || *fate == Fate::Refused {
            return Err(stale);
        }
        if *fate == Fate::Unavailable {
            return Err(unavailable());
        }
        if let Fate::SeenAfter(looks) = fate {
            *self.past.lock().expect("a lock") = Some((*looks, alias.clone()));
        }
        *revisions += 1;
        alias.revision_id = format!("r{revisions}");
        let kept = (alias.routing.version, Weight::ALL);
        alias.routing = match fate {
            Fate::MovedByAnother => at(3),
            Fate::WarmsUp => Routing { version: update.routing.version, additional: Some(kept) },
            Fate::Applied
            | Fate::Refused
            | Fate::Unavailable
            | Fate::AnswerLost
            | Fate::AnswerLostAndBlind
            | Fate::SeenAfter(_) => update.routing.clone(),
        };
        match fate {
            Fate::Applied | Fate::SeenAfter(_) | Fate::WarmsUp => Ok(alias.clone()),
            Fate::Refused
            | Fate::Unavailable
            | Fate::AnswerLost
            | Fate::AnswerLostAndBlind
            | Fate::MovedByAnother => Err(unavailable()),
        }
    }
}

fn unavailable() -> Failure {
    Failure::new(FailureKind::Unavailable, "ServiceException", "m", "r")
}

fn prod() -> AliasName {
    "PROD".parse().expect("a name")
}

fn at(version: u64) -> Routing {
    Routing::all_to(Version::Published(version))
}

fn split(percent: f64) -> Routing {
    let weight = Weight::from_percent(percent).expect("a share");
    at(7).shifted(Version::Published(8), weight).expect("a split")
}

fn actor(folder: &tempfile::TempDir, aliases: Arc<dyn AliasShifter>) -> Actor {
    Actor {
        aliases,
        journal: Journal::open(folder.path()).expect("a journal"),
        clock: Clock::scaled(Timestamp::UNIX_EPOCH, 2000.0),
        place: Place { account: "111122223333".to_owned(), region: "eu-central-1".to_owned() },
        caller: "arn:aws:iam::111122223333:user/ann".to_owned(),
    }
}

async fn to_25_percent(actor: &Actor) -> Act {
    let alias = actor.look("orders", &prod()).await.expect("an alias");
    let plan = Plan { function: "orders".to_owned(), alias, after: split(25.0), undoes: None };
    actor.carry_out(&plan).await.expect("an entry")
}

fn outcome(act: &Act) -> Option<Outcome> {
    act.settled.clone().map(|(_, outcome)| outcome)
}

#[tokio::test]
async fn each_fate_of_a_write_is_told_as_it_is() {
    let r1 = "r1".to_owned();
    let table = [
        (Fate::Applied, Some(Outcome::Done { revision_id: r1.clone() }), split(25.0)),
        (Fate::SeenAfter(3), Some(Outcome::Done { revision_id: r1.clone() }), split(25.0)),
        // Looks stay in the past for longer than anybody waits.
        (Fate::SeenAfter(50), Some(Outcome::Done { revision_id: r1.clone() }), split(25.0)),
        (Fate::AnswerLost, Some(Outcome::FoundDone { revision_id: r1 }), split(25.0)),
        (Fate::Unavailable, Some(Outcome::Failed(unavailable())), at(7)),
        (Fate::MovedByAnother, Some(Outcome::FoundOther { routing: Some(at(3)) }), at(3)),
    ];
    for (fate, expected, routing) in table {
        let folder = tempfile::tempdir().expect("a folder");
        let alias = FakeAlias::new(fate);
        let act = to_25_percent(&actor(&folder, alias.clone())).await;
        assert_eq!(outcome(&act), expected, "{fate:?}");
        assert_eq!(alias.routing(), routing, "{fate:?}");
    }
}

#[tokio::test]
async fn a_stale_revision_changes_nothing_and_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let alias = FakeAlias::new(Fate::Refused);
    let act = to_25_percent(&actor(&folder, alias.clone())).await;
    assert!(
        matches!(outcome(&act), Some(Outcome::Failed(failure)) if failure.kind == FailureKind::Stale)
    );
    assert_eq!(alias.routing(), at(7));
}

#[tokio::test]
async fn what_nobody_could_look_at_stays_open_until_the_next_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let alias = FakeAlias::new(Fate::AnswerLostAndBlind);
    let first_run = actor(&folder, alias.clone());
    // Blind from the start, so the plan is made by hand.
    let seen = alias.state.lock().expect("a lock").0.clone();
    let plan =
        Plan { function: "orders".to_owned(), alias: seen, after: split(25.0), undoes: None };
    let act = first_run.carry_out(&plan).await.expect("an entry");
    assert_eq!(act.settled, None);
    let next_run = actor(&folder, alias.clone());
    assert_eq!(next_run.recover().await, Ok(0), "the first run still lives");
    drop(first_run);
    alias.set_fate(Fate::Applied);
    while next_run.recover().await != Ok(1) {
        tokio::task::yield_now().await;
    }
    let settled = next_run.journal.act(act.intent.id).await.expect("read").expect("there");
    assert_eq!(outcome(&settled), Some(Outcome::FoundDone { revision_id: "r1".to_owned() }));
    assert_eq!(next_run.recover().await, Ok(0), "nothing is settled twice");
}

#[tokio::test]
async fn what_nobody_could_look_at_is_settled_by_the_running_program_once_it_can_look() {
    let folder = tempfile::tempdir().expect("a folder");
    let alias = FakeAlias::new(Fate::AnswerLostAndBlind);
    let mut actor = actor(&folder, alias.clone());
    let seen = alias.state.lock().expect("a lock").0.clone();
    let plan =
        Plan { function: "orders".to_owned(), alias: seen, after: split(25.0), undoes: None };
    let act = actor.carry_out(&plan).await.expect("an entry");
    assert_eq!(act.settled, None);
    alias.set_fate(Fate::Applied);
    assert_eq!(actor.recover().await, Ok(0), "somebody may still be at it");
    actor.clock = Clock::scaled(actor.clock.now() + SignedDuration::from_mins(6), 1.0);
    assert_eq!(actor.recover().await, Ok(1));
    let settled = actor.journal.act(act.intent.id).await.expect("read").expect("there");
    assert_eq!(outcome(&settled), Some(Outcome::FoundDone { revision_id: "r1".to_owned() }));
}

#[tokio::test]
async fn an_act_that_somebody_is_at_is_left_to_them_however_long_the_machine_slept() {
    let folder = tempfile::tempdir().expect("a folder");
    let alias = FakeAlias::new(Fate::Applied);
    let (sent, through) = (Notify::new(), Notify::new());
    let on_its_way = Arc::new(OnItsWay { alias: alias.clone(), sent, through });
    let actor = actor(&folder, on_its_way.clone());
    let act = tokio::spawn({
        let actor = actor.clone();
        async move { to_25_percent(&actor).await }
    });
    on_its_way.sent.notified().await;
    let slept = Clock::scaled(actor.clock.now() + SignedDuration::from_hours(9), 1.0);
    let settling = Actor { clock: slept, ..actor };
    assert_eq!(settling.recover().await, Ok(0), "it is on its way");
    on_its_way.through.notify_one();
    let act = act.await.expect("an entry");
    assert_eq!(outcome(&act), Some(Outcome::Done { revision_id: "r1".to_owned() }));
    assert_eq!(alias.routing(), split(25.0));
}

#[tokio::test]
async fn an_act_is_undone_once_and_only_while_nothing_else_moved() {
    let folder = tempfile::tempdir().expect("a folder");
    let alias = FakeAlias::new(Fate::Applied);
    let actor = actor(&folder, alias.clone());
    let act = to_25_percent(&actor).await;
    let id = act.intent.id.clone();
    assert_eq!(why_not_undone(&act, &actor.place), None);

    let plan = actor.plan_undo(id.clone()).await.expect("a plan");
    assert_eq!(plan.after, at(7));
    let undo = actor.carry_out(&plan).await.expect("an entry");
    assert_eq!(alias.routing(), at(7));
    assert_eq!(undo.intent.undoes, Some(id.clone()));
    assert!(actor.plan_undo(id).await.is_err(), "a second undo is refused");

    // The undo itself can be undone, unless somebody else moved the alias.
    alias.state.lock().expect("a lock").0.routing = at(9);
    assert!(actor.plan_undo(undo.intent.id).await.is_err());
}

#[tokio::test]
async fn a_move_that_lambda_finishes_by_itself_is_done_and_can_be_undone() {
    let folder = tempfile::tempdir().expect("a folder");
    let alias = FakeAlias::new(Fate::WarmsUp);
    let actor = actor(&folder, alias.clone());
    let seen = actor.look("orders", &prod()).await.expect("an alias");
    let plan = Plan { function: "orders".to_owned(), alias: seen, after: at(8), undoes: None };
    let act = actor.carry_out(&plan).await.expect("an entry");
    let on_the_way = Routing { additional: Some((Version::Published(7), Weight::ALL)), ..at(8) };
    assert_eq!(alias.routing(), on_the_way);
    assert_eq!(outcome(&act), Some(Outcome::Done { revision_id: "r1".to_owned() }));
    let undo = actor.plan_undo(act.intent.id).await.expect("a plan");
    assert_eq!(undo.after, at(7));
}

#[tokio::test]
async fn what_was_put_back_at_once_is_not_done() {
    let folder = tempfile::tempdir().expect("a folder");
    let alias = FakeAlias::new(Fate::Applied);
    let actor = actor(&folder, alias.clone());
    let seen = actor.look("orders", &prod()).await.expect("an alias");
    // Looks show the alias as before, and with a revision that is neither.
    let put_back = Alias { revision_id: "r9".to_owned(), ..seen.clone() };
    let (function, after) = ("orders".to_owned(), split(25.0));
    let plan = Plan { function, alias: seen, after, undoes: None };
    *alias.past.lock().expect("a lock") = Some((50, put_back));
    let act = actor.carry_out(&plan).await.expect("an entry");
    assert_eq!(outcome(&act), Some(Outcome::FoundNotDone));
}

fn version(number: u64, role: &str) -> FunctionVersion {
    FunctionVersion { role: role.to_owned(), ..unasked::version(Version::Published(number)) }
}

#[test]
fn a_plan_refuses_what_lambda_would_refuse() {
    let alias = Alias {
        name: prod(),
        routing: at(7),
        description: String::new(),
        revision_id: "r0".to_owned(),
    };
    let weight = Weight::from_percent(25.0).expect("a share");
    let pending = FunctionVersion { state: Some("Pending".to_owned()), ..version(10, "a") };
    let versions = [version(7, "a"), version(8, "a"), version(9, "b"), pending];
    let code = |to: u64| {
        let request = RoutingRequest::Shift { to: Version::Published(to), weight };
        plan("orders", alias.clone(), &versions, &request).map_err(|failure| failure.code)
    };
    assert_eq!(code(8).map(|plan| plan.after), Ok(split(25.0)));
    assert_eq!(code(7), Err("InvalidRouting".to_owned()));
    assert_eq!(code(9), Err("DifferentRoles".to_owned()));
    assert_eq!(code(10), Err("VersionNotActive".to_owned()));
    assert_eq!(code(11), Err("ResourceNotFoundException".to_owned()));
    let all = RoutingRequest::Move { to: Version::Published(9) };
    let moved = plan("orders", alias.clone(), &versions, &all).expect("roles may differ then");
    insta::assert_snapshot!(moved.command(), @"aws lambda update-alias --function-name orders --name PROD --function-version 9 --routing-config 'AdditionalVersionWeights={}' --revision-id r0");
}
