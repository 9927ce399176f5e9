//! An account that is left while AWS is at something.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use crossfade_domain::{
    alias::{Alias, Routing},
    qualifier::{AliasName, Version},
};
use jiff::Timestamp;
use tokio::sync::Notify;

use super::{super::*, journal, setups, with_stacks};
use crate::{
    journal::{ActId, ChangeIntent, Intent, RoutingChange},
    ports::{
        AliasShifter, RoutingUpdate, Stack, StackEvent, StackKeeper, StackPhase, StackRequest,
    },
};

/// A stack whose deletion never ends.
#[derive(Default)]
struct Deleting {
    asked: AtomicBool,
    seen_under_way: Notify,
}

#[async_trait]
impl StackKeeper for Deleting {
    async fn stack(&self, name: &str) -> Answer<Option<Stack>> {
        let asked = self.asked.load(Ordering::Acquire);
        if asked {
            self.seen_under_way.notify_one();
        }
        Ok(Some(Stack {
            id: format!("arn:{name}"),
            name: name.to_owned(),
            status: String::new(),
            phase: if asked { StackPhase::UnderWay } else { StackPhase::Complete },
            reason: String::new(),
            created: None,
            parameters: BTreeMap::new(),
            outputs: BTreeMap::new(),
            tags: BTreeMap::from([("made-by".to_owned(), "crossfade".to_owned())]),
        }))
    }

    async fn events(&self, _: &str) -> Answer<Vec<StackEvent>> {
        Ok(Vec::new())
    }

    async fn create(&self, _: &StackRequest) -> Answer<String> {
        unreachable!("it is deleted here")
    }

    async fn update(&self, _: &StackRequest) -> Answer<String> {
        unreachable!("it is deleted here")
    }

    async fn delete(&self, _: &str) -> Answer<()> {
        self.asked.store(true, Ordering::Release);
        Ok(())
    }
}

#[tokio::test]
async fn an_account_is_left_while_a_stack_is_still_being_deleted() {
    let (_folder, journal) = journal();
    let stacks = Arc::new(Deleting::default());
    let setups = with_stacks(&journal, true, false, stacks.clone());
    let stack = Change::DeleteStack { name: "starter".to_owned(), id: String::new() };
    let review = setups.review(SetupWish::Stack(stack), &|_, _| ()).await.expect("a review");
    let carried = tokio::spawn({
        let setups = setups.clone();
        async move { setups.carry_out(&review.id, None, &|_, _| ()).await }
    });
    stacks.seen_under_way.notified().await;
    let left = tokio::time::timeout(Duration::from_secs(30), setups.leave()).await;
    left.expect("AWS is at it for minutes; nobody waits for that");
    carried.abort();
}

/// An alias on a network that is gone: nobody answers.
#[derive(Default)]
struct Silent(Notify);

#[async_trait]
impl AliasShifter for Silent {
    async fn alias(&self, _: &str, _: &AliasName) -> Answer<Option<Alias>> {
        self.0.notify_one();
        std::future::pending().await
    }

    async fn set_routing(&self, _: &RoutingUpdate) -> Answer<Alias> {
        unreachable!("nothing is moved here")
    }
}

async fn open_act(changes: &Changes) {
    let at = |version| Routing::all_to(Version::Published(version));
    let intent = Intent {
        id: ActId::new(),
        place: changes.place.clone(),
        actor: String::new(),
        at: Timestamp::UNIX_EPOCH,
        change: RoutingChange {
            function: "orders".to_owned(),
            alias: "LIVE".parse().expect("a name"),
            before: at(7),
            after: at(8),
        },
        revision_id: String::new(),
        undoes: None,
    };
    changes.journal.intend(intent).await.expect("written");
}

async fn open_change(changes: &Changes) {
    let intent = ChangeIntent {
        id: ChangeId::new(),
        place: changes.place.clone(),
        actor: String::new(),
        at: Timestamp::UNIX_EPOCH,
        change: Change::CreateAlias {
            function: "orders".to_owned(),
            alias: "LIVE".parse().expect("a name"),
            version: Version::Published(7),
            description: String::new(),
        },
        task: None,
        undoes: None,
    };
    changes.journal.intend_change(intent).await.expect("written");
}

#[tokio::test]
async fn an_account_is_left_while_what_is_open_is_looked_at_and_nobody_answers() {
    for is_act in [true, false] {
        let (_folder, journal) = journal();
        let mut setups = setups(&journal, true, false);
        let silent = Arc::new(Silent::default());
        setups.changes.account.aliases = silent.clone();
        let changes = setups.changes.clone();
        if is_act {
            open_act(&changes).await;
        } else {
            open_change(&changes).await;
        }
        let actor = Actor {
            aliases: silent.clone(),
            journal: changes.journal.clone(),
            clock: changes.clock,
            place: changes.place.clone(),
            caller: changes.caller.clone(),
        };
        setups.keep_settling(actor, true);
        silent.0.notified().await;
        let left = tokio::time::timeout(Duration::from_secs(30), setups.leave()).await;
        left.expect("nobody waits for a look");
    }
}
