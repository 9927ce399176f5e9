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
use tokio::sync::Notify;

use super::{super::*, journal, with_stacks};
use crate::ports::{Stack, StackEvent, StackKeeper, StackPhase, StackRequest};

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
