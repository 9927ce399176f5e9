//! A stack's change and the rollouts of its alias.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
};

use async_trait::async_trait;

use super::{super::*, journal, with_stacks};
use crate::{
    changes::{Reason, StackChange},
    ports::{Stack, StackEvent, StackKeeper, StackPhase, StackRequest},
    rollouts::tests::started::started,
    starter,
};

/// The stack of `orders:PROD`, with the text that it was given last.
#[derive(Default)]
struct Stacks {
    greeting: Mutex<String>,
    updates: AtomicU32,
}

impl Stacks {
    fn parameters(&self) -> BTreeMap<String, String> {
        let greeting = self.greeting.lock().expect("a lock").clone();
        BTreeMap::from([(starter::GREETING.to_owned(), greeting)])
    }
}

#[async_trait]
impl StackKeeper for Stacks {
    async fn stack(&self, name: &str) -> Answer<Option<Stack>> {
        let alias = "arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD";
        Ok(Some(Stack {
            id: "arn:stack".to_owned(),
            name: name.to_owned(),
            status: "UPDATE_COMPLETE".to_owned(),
            phase: StackPhase::Complete,
            reason: String::new(),
            created: None,
            parameters: self.parameters(),
            outputs: BTreeMap::from([(starter::OUTPUT.to_owned(), alias.to_owned())]),
            tags: BTreeMap::new(),
        }))
    }

    async fn events(&self, _: &str) -> Answer<Vec<StackEvent>> {
        Ok(Vec::new())
    }

    async fn create(&self, _: &StackRequest) -> Answer<String> {
        unreachable!("no stack is made here")
    }

    async fn update(&self, request: &StackRequest) -> Answer<String> {
        self.updates.fetch_add(1, Ordering::Relaxed);
        let greeting = request.parameters[starter::GREETING].clone();
        *self.greeting.lock().expect("a lock") = greeting;
        Ok("arn:stack".to_owned())
    }

    async fn delete(&self, _: &str) -> Answer<()> {
        unreachable!("no stack is deleted here")
    }
}

#[tokio::test]
async fn a_stack_is_not_changed_while_a_rollout_moves_its_alias() {
    let (_folder, journal) = journal();
    let stacks = Arc::new(Stacks::default());
    let setups = with_stacks(&journal, true, false, stacks.clone());
    let update = |from: &str, to: &str| {
        let greeting =
            |text: &str| BTreeMap::from([(starter::GREETING.to_owned(), text.to_owned())]);
        let stack = StackChange {
            name: "starter".to_owned(),
            template: String::new(),
            parameters: greeting(to),
        };
        Change::UpdateStack { stack, before: greeting(from) }
    };
    let made = setups.changes().make(update("", "Servus"), Reason::default()).await.expect("made");
    let done = made.entry.expect("an entry");
    // Reviewed before the rollout begins, carried out after.
    let early = setups.review(SetupWish::Stack(update("Servus", "Moin")), &|_, _| ()).await;
    let early = early.expect("a review");
    assert!(early.is_possible());

    started(&journal, setups.changes().place.clone()).await;
    let refused = setups.carry_out(&early.id, None, &|_, _| ()).await.expect_err("a rollout");
    assert_eq!(refused.code, "StillInUse");
    for wish in
        [SetupWish::Stack(update("Servus", "Moin")), SetupWish::TakeAway(vec![done.clone()])]
    {
        let review = setups.review(wish, &|_, _| ()).await.expect("a review");
        assert!(!review.is_possible(), "{review:?}");
    }
    let undo = setups.review(SetupWish::TakeAway(vec![done]), &|_, _| ()).await.expect("a review");
    let carried = setups.carry_out(&undo.id, None, &|_, _| ()).await.expect("told");
    let Carried::TakenAway(told) = carried else { panic!("{carried:?}") };
    assert_eq!(told[0].1.as_ref().map(|why| why.code.as_str()), Some("StillInUse"));
    assert_eq!(stacks.updates.load(Ordering::Relaxed), 1);
}
