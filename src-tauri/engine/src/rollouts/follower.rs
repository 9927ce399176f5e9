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
    ports::{Answer, Deployment, DeploymentProgress},
};
use judge::Judged;
pub(super) use judge::{is_ours, shown};

/// Between two questions, in the account's time.
const ROUND: SignedDuration = SignedDuration::from_secs(10);
/// And on the wall at least.
const SHORTEST_ROUND: Duration = Duration::from_millis(300);
/// CodeDeploy runs a deployment for 50 hours at most.
const LONGEST_DEPLOYMENT: SignedDuration = SignedDuration::from_hours(50);
/// What is only shown is asked for no oftener than this on the wall.
const SHOWN_FOR: Duration = Duration::from_secs(5);
/// Deployments whose progress is kept.
const PROGRESS_KEPT: usize = 32;

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

enum Message {
    Follow(Box<RolloutEntry>),
    Follows(RolloutId, oneshot::Sender<bool>),
    Look(oneshot::Sender<()>),
    Leave(oneshot::Sender<()>),
    Others { fresh: bool, reply: oneshot::Sender<Answer<Vec<Deployment>>> },
    Progress(String, oneshot::Sender<Answer<Option<DeploymentProgress>>>),
}

impl Follower {
    /// A follower of nothing yet.
    pub(super) fn start(tools: Tools) -> Self {
        let (messages, inbox) = mpsc::channel(64);
        let (publish, seen) = watch::channel(Arc::default());
        let following = HashMap::new();
        let (others, progress) = (None, Vec::new());
        let state = State { tools, following, publish, others, progress };
        tokio::spawn(state.run(inbox));
        Self { messages, seen }
    }

    /// Follows a rollout whose lease this run holds.
    pub(super) async fn follow(&self, entry: RolloutEntry) {
        // The follower lives as long as anybody can ask it.
        drop(self.messages.send(Message::Follow(Box::new(entry))).await);
    }

    /// Whether a rollout is followed here, with its lease.
    pub(super) async fn follows(&self, id: &RolloutId) -> bool {
        self.ask(|reply| Message::Follows(id.clone(), reply)).await.unwrap_or(false)
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

    /// Deployments under way in the account, whoever started them, as they were
    /// seen a moment ago.
    pub(super) async fn under_way(&self) -> Answer<Vec<Deployment>> {
        self.others(false).await
    }

    /// The same as they stand now: for deciding, not only for showing.
    pub(super) async fn under_way_now(&self) -> Answer<Vec<Deployment>> {
        self.others(true).await
    }

    /// How far a deployment is, as it was seen a moment ago.
    pub(super) async fn progress(&self, id: &str) -> Answer<Option<DeploymentProgress>> {
        self.ask(|reply| Message::Progress(id.to_owned(), reply)).await.unwrap_or(Ok(None))
    }

    async fn others(&self, fresh: bool) -> Answer<Vec<Deployment>> {
        let asked = self.ask(|reply| Message::Others { fresh, reply }).await;
        asked.unwrap_or_else(|| Ok(Vec::new()))
    }

    async fn ask<T>(&self, message: impl FnOnce(oneshot::Sender<T>) -> Message) -> Option<T> {
        let (reply, answer) = oneshot::channel();
        drop(self.messages.send(message(reply)).await);
        answer.await.ok()
    }
}

struct Followed {
    entry: RolloutEntry,
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
    others: Option<(Instant, Vec<Deployment>)>,
    progress: Vec<(Instant, String, Option<DeploymentProgress>)>,
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
                    Some(Message::Follow(entry)) => {
                        self.follow(*entry);
                        next = now();
                    }
                    Some(message) => self.answer(message).await,
                    None => return,
                },
                () = sleep_until(next), if !idle => {
                    self.round().await;
                    next = now() + self.round_on_the_wall();
                }
            }
        }
    }

    async fn answer(&mut self, message: Message) {
        match message {
            // They change when the next round is, and are taken by the loop.
            Message::Look(_) | Message::Follow(_) => {}
            Message::Follows(id, reply) => {
                let followed = self.following.get(&id);
                let _ = reply.send(followed.is_some_and(|it| it.waits_since.is_none()));
            }
            Message::Leave(reply) => {
                self.leave().await;
                let _ = reply.send(());
            }
            Message::Others { fresh, reply } => drop(reply.send(self.under_way(fresh).await)),
            Message::Progress(id, reply) => drop(reply.send(self.progress(&id).await)),
        }
    }

    fn follow(&mut self, entry: RolloutEntry) {
        let id = entry.start.id.clone();
        let followed = Followed { entry, judged: None, over_since: None, waits_since: None };
        self.following.insert(id, followed);
    }

    async fn leave(&mut self) {
        for (id, followed) in self.following.drain() {
            if followed.waits_since.is_none()
                && let Err(error) = self.tools.journal.release_rollout(id).await
            {
                // The lease ends with this run at the latest.
                tracing::warn!(%error, "a lease was not given back");
            }
        }
    }

    fn round_on_the_wall(&self) -> Duration {
        let wall = ROUND.as_secs_f64() / self.tools.clock.factor();
        Duration::from_secs_f64(wall).max(SHORTEST_ROUND)
    }

    async fn under_way(&mut self, fresh: bool) -> Answer<Vec<Deployment>> {
        if let Some((at, kept)) = &self.others
            && !fresh
            && at.elapsed() < SHOWN_FOR
        {
            return Ok(kept.clone());
        }
        let from = self.tools.clock.now() - LONGEST_DEPLOYMENT;
        let ids = self.tools.account.deployments.deployment_ids(from, true).await?;
        let found = self.tools.account.deployments.deployments(&ids).await?;
        self.others = Some((now(), found.clone()));
        Ok(found)
    }

    async fn progress(&mut self, id: &str) -> Answer<Option<DeploymentProgress>> {
        let kept = self.progress.iter().find(|(_, other, _)| other == id);
        if let Some((_, _, progress)) = kept.filter(|(at, _, _)| at.elapsed() < SHOWN_FOR) {
            return Ok(progress.clone());
        }
        let found = self.tools.account.deployments.progress(id).await?;
        self.progress.retain(|(_, other, _)| other != id);
        self.progress.truncate(PROGRESS_KEPT - 1);
        self.progress.insert(0, (now(), id.to_owned(), found.clone()));
        Ok(found)
    }
}

/// Rounds are paced on the wall, not in the account.
fn now() -> Instant {
    Instant::now()
}
