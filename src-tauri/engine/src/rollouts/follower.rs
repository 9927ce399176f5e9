//! Follows the rollouts that AWS CodeDeploy carries out, and writes down what
//! it sees: one question a round for each 25 deployments, and one look at each
//! alias.
//!
//! Invariants: a rollout counts as completed or rolled back when a look at the
//! alias says so, whatever the deployment's status is; what cannot be read is
//! told with its rollout, and keeps no other from being followed.

mod judge;
mod read;
mod settle;

use std::{collections::HashMap, sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};
use tokio::{
    sync::{mpsc, oneshot, watch},
    time::{Instant, sleep_until},
};

use super::driver::Tools;
use crate::{
    failure::Failure,
    journal::{RolloutEntry, RolloutId},
    ports::Deployment,
};
use judge::Judged;
pub(super) use judge::{is_ours, shown};

/// Between two questions, in the account's time.
const ROUND: SignedDuration = SignedDuration::from_secs(10);
/// And on the wall at least.
const SHORTEST_ROUND: Duration = Duration::from_millis(300);

/// A deployment and the one that rolls it back.
pub(super) type Chain = Vec<Deployment>;

/// What was seen last of a rollout.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    /// Its deployments.
    pub(super) chain: Chain,
    /// Why that may be out of date.
    pub(super) trouble: Option<Failure>,
}

/// The way to the follower; cheap to clone.
#[derive(Clone)]
pub(super) struct Follower {
    messages: mpsc::Sender<Message>,
    seen: watch::Receiver<Arc<HashMap<RolloutId, Seen>>>,
}

/// By what right a rollout is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Right {
    /// This run holds its lease, and writes what it sees.
    Lease,
    /// None: it is looked at, and what is seen is written as long as nobody
    /// else has the lease. So who only looks keeps nobody from deciding.
    Look,
}

enum Message {
    Follow(Box<RolloutEntry>, Right),
    Follows(RolloutId, Right, oneshot::Sender<bool>),
    Look(oneshot::Sender<()>),
    Leave(oneshot::Sender<()>),
}

impl Follower {
    /// A follower of nothing yet.
    pub(super) fn start(tools: Tools) -> Self {
        let (messages, inbox) = mpsc::channel(64);
        let (publish, seen) = watch::channel(Arc::default());
        let state = State { tools, following: HashMap::new(), publish };
        tokio::spawn(state.run(inbox));
        Self { messages, seen }
    }

    /// Follows a rollout by that right.
    pub(super) async fn follow(&self, entry: RolloutEntry, right: Right) {
        // The follower lives as long as anybody can ask it.
        drop(self.messages.send(Message::Follow(Box::new(entry), right)).await);
    }

    /// Whether a rollout is followed here by that right, or a better one.
    pub(super) async fn follows(&self, id: &RolloutId, right: Right) -> bool {
        self.ask(|reply| Message::Follows(id.clone(), right, reply)).await.unwrap_or(false)
    }

    /// Looks at everything that is followed, now.
    pub(super) async fn look(&self) {
        self.ask(Message::Look).await;
    }

    /// Follows nothing any more, and gives every lease back.
    pub(super) async fn leave(&self) {
        self.ask(Message::Leave).await;
    }

    /// What was seen last of a rollout.
    pub(super) fn seen(&self, id: &RolloutId) -> Seen {
        self.seen.borrow().get(id).cloned().unwrap_or_default()
    }

    async fn ask<T>(&self, message: impl FnOnce(oneshot::Sender<T>) -> Message) -> Option<T> {
        let (reply, answer) = oneshot::channel();
        drop(self.messages.send(message(reply)).await);
        answer.await.ok()
    }
}

struct Followed {
    entry: RolloutEntry,
    right: Right,
    /// What was written last in this run.
    judged: Option<Judged>,
    /// Since when every deployment that is known is over.
    over_since: Option<Timestamp>,
    /// Since when it waits for a person; its lease was given back then.
    waits_since: Option<Timestamp>,
}

struct State {
    tools: Tools,
    following: HashMap<RolloutId, Followed>,
    publish: watch::Sender<Arc<HashMap<RolloutId, Seen>>>,
}

impl State {
    async fn run(mut self, mut inbox: mpsc::Receiver<Message>) {
        let mut next = now();
        loop {
            let idle = self.following.is_empty();
            tokio::select! {
                message = inbox.recv() => match message {
                    Some(Message::Look(reply)) => {
                        self.round().await;
                        next = now() + self.round_on_the_wall();
                        // Whoever asked may have gone.
                        let _ = reply.send(());
                    }
                    Some(Message::Follow(entry, right)) => {
                        self.follow(*entry, right);
                        next = now();
                    }
                    Some(Message::Follows(id, right, reply)) => {
                        let followed = self.following.get(&id);
                        let enough = |it: &Followed| it.right == right || right == Right::Look;
                        let _ = reply.send(followed.is_some_and(enough));
                    }
                    Some(Message::Leave(reply)) => {
                        self.leave().await;
                        let _ = reply.send(());
                    }
                    None => return,
                },
                () = sleep_until(next), if !idle => {
                    self.round().await;
                    next = now() + self.round_on_the_wall();
                }
            }
        }
    }

    fn follow(&mut self, entry: RolloutEntry, right: Right) {
        let id = entry.start.id.clone();
        let (judged, over_since, waits_since) = (None, None, None);
        let followed = Followed { entry, right, judged, over_since, waits_since };
        self.following.insert(id, followed);
    }

    async fn leave(&mut self) {
        for (id, followed) in self.following.drain() {
            if followed.right == Right::Lease {
                self.tools.journal.give_back(id).await;
            }
        }
    }

    fn round_on_the_wall(&self) -> Duration {
        let wall = ROUND.as_secs_f64() / self.tools.clock.factor();
        Duration::from_secs_f64(wall).max(SHORTEST_ROUND)
    }
}

/// Rounds are paced on the wall, not in the account.
fn now() -> Instant {
    Instant::now()
}
