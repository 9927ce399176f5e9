//! Follows the rollouts that AWS CodeDeploy carries out, all of them with one
//! question a round, and writes down what it sees.
//!
//! Invariant: a rollout counts as completed or rolled back when a look at the
//! alias says so, whatever the deployment's status is.

mod judge;

use std::{collections::HashMap, sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};
use tokio::{
    sync::{mpsc, oneshot, watch},
    time::{Instant, sleep_until},
};

use super::driver::Tools;
use crate::{
    journal::{Advance, RolloutEntry, RolloutId},
    ports::{Answer, Deployment, DeploymentStatus},
};
use judge::{Judged, judge, not_started};

/// Between two questions, in the account's time.
const ROUND: SignedDuration = SignedDuration::from_secs(10);
/// And on the wall at least.
const SHORTEST_ROUND: Duration = Duration::from_millis(300);
/// CodeDeploy's lists may lag behind; a deployment that is not in them this
/// long after its start was never made.
const LOST_AFTER: SignedDuration = SignedDuration::from_mins(2);
/// The rollback's own deployment appears within so many rounds.
const ROUNDS_FOR_ROLLBACK: u32 = 3;
/// CodeDeploy runs a deployment for 50 hours at most.
const LONGEST_DEPLOYMENT: SignedDuration = SignedDuration::from_hours(50);
/// Deployments of others are asked for no oftener than this on the wall.
const OTHERS_FRESH_FOR: Duration = Duration::from_secs(5);

/// A deployment and the one that rolls it back.
pub(super) type Chain = Vec<Deployment>;

/// The way to the follower; cheap to clone.
#[derive(Clone)]
pub(super) struct Follower {
    messages: mpsc::Sender<Message>,
    seen: watch::Receiver<Arc<HashMap<RolloutId, Chain>>>,
}

enum Message {
    Follow(Box<RolloutEntry>),
    Others { fresh: bool, reply: oneshot::Sender<Answer<Vec<Deployment>>> },
    Leave(oneshot::Sender<()>),
}

impl Follower {
    /// A follower of nothing yet.
    pub(super) fn start(tools: Tools) -> Self {
        let (messages, inbox) = mpsc::channel(64);
        let (publish, seen) = watch::channel(Arc::default());
        let state = State { tools, following: HashMap::new(), publish, others: None };
        tokio::spawn(state.run(inbox));
        Self { messages, seen }
    }

    /// Follows a rollout whose lease this run holds.
    pub(super) async fn follow(&self, entry: RolloutEntry) {
        // The follower lives as long as anybody can ask it.
        drop(self.messages.send(Message::Follow(Box::new(entry))).await);
    }

    /// Stops following, and lets go of what was followed: whoever opens the
    /// account next takes it up.
    pub(super) async fn leave(&self) {
        let (reply, left) = oneshot::channel();
        drop(self.messages.send(Message::Leave(reply)).await);
        // A follower that is gone follows nothing.
        drop(left.await);
    }

    /// What was seen last of a rollout's deployments.
    pub(super) fn seen(&self, id: &RolloutId) -> Chain {
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

    async fn others(&self, fresh: bool) -> Answer<Vec<Deployment>> {
        let (reply, answer) = oneshot::channel();
        drop(self.messages.send(Message::Others { fresh, reply }).await);
        answer.await.unwrap_or_else(|_| Ok(Vec::new()))
    }
}

struct Followed {
    entry: RolloutEntry,
    /// What was written last.
    judged: Option<Judged>,
    /// Rounds since the deployment was over without a rollback in sight.
    over_for: u32,
}

struct State {
    tools: Tools,
    following: HashMap<RolloutId, Followed>,
    publish: watch::Sender<Arc<HashMap<RolloutId, Chain>>>,
    others: Option<(Instant, Vec<Deployment>)>,
}

impl State {
    async fn run(mut self, mut inbox: mpsc::Receiver<Message>) {
        let mut next = now();
        loop {
            let idle = self.following.is_empty();
            tokio::select! {
                message = inbox.recv() => match message {
                    Some(Message::Follow(entry)) => {
                        let id = entry.start.id.clone();
                        let followed = Followed { entry: *entry, judged: None, over_for: 0 };
                        self.following.insert(id, followed);
                        next = now();
                    }
                    Some(Message::Others { fresh, reply }) => {
                        drop(reply.send(self.under_way(fresh).await));
                    }
                    Some(Message::Leave(reply)) => {
                        self.let_go().await;
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

    async fn let_go(&mut self) {
        for (id, _) in self.following.drain() {
            if let Err(error) = self.tools.journal.release_rollout(id).await {
                // The lease ends with this run at the latest.
                tracing::warn!(%error, "the lease was not given back");
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
            && at.elapsed() < OTHERS_FRESH_FOR
        {
            return Ok(kept.clone());
        }
        let from = self.tools.clock.now() - LONGEST_DEPLOYMENT;
        let ids = self.tools.account.deployments.deployment_ids(from, true).await?;
        let found = self.tools.account.deployments.deployments(&ids).await?;
        self.others = Some((now(), found.clone()));
        Ok(found)
    }

    async fn round(&mut self) {
        let chains = match self.read().await {
            Ok(chains) => chains,
            Err(failure) => {
                tracing::warn!(%failure, "deployments could not be read");
                return;
            }
        };
        let ids: Vec<RolloutId> = self.following.keys().cloned().collect();
        for id in ids {
            let chain = chains.get(&id).cloned().unwrap_or_default();
            if self.settle(&id, &chain).await {
                self.following.remove(&id);
            }
        }
        // What is over stays to be looked at until the account is left.
        self.publish.send_modify(|seen| Arc::make_mut(seen).extend(chains));
    }

    /// Every followed rollout's deployment, and the one that rolls it back.
    async fn read(&mut self) -> Answer<HashMap<RolloutId, Chain>> {
        self.find_lost().await?;
        let asked: Vec<(RolloutId, String)> = self
            .following
            .iter()
            .filter_map(|(id, it)| Some((id.clone(), it.entry.deployment.clone()?)))
            .collect();
        let first = self.by_id(asked.iter().map(|(_, id)| id.clone()).collect()).await?;
        let rollbacks = first.values().filter_map(|it| it.rolled_back_by.clone()).collect();
        let second = self.by_id(rollbacks).await?;
        let chain = |(id, deployment): (RolloutId, String)| {
            let first = first.get(&deployment)?.clone();
            let second = first.rolled_back_by.as_ref().and_then(|id| second.get(id)).cloned();
            Some((id, [first].into_iter().chain(second).collect()))
        };
        Ok(asked.into_iter().filter_map(chain).collect())
    }

    async fn by_id(&self, ids: Vec<String>) -> Answer<HashMap<String, Deployment>> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let found = self.tools.account.deployments.deployments(&ids).await?;
        Ok(found.into_iter().map(|it| (it.id.clone(), it)).collect())
    }

    /// Finds the deployments whose answer was lost: their description names
    /// the rollout.
    async fn find_lost(&mut self) -> Answer<()> {
        let lost = self.following.values().filter(|it| it.entry.deployment.is_none());
        let Some(from) = lost.map(|it| it.entry.start.at).min() else { return Ok(()) };
        let from = from - SignedDuration::from_mins(5);
        let ids = self.tools.account.deployments.deployment_ids(from, false).await?;
        let found = self.tools.account.deployments.deployments(&ids).await?;
        for followed in self.following.values_mut().filter(|it| it.entry.deployment.is_none()) {
            let id = followed.entry.start.id.as_str();
            let it = found.iter().find(|deployment| deployment.description.contains(id));
            followed.entry.deployment = it.map(|deployment| deployment.id.clone());
        }
        Ok(())
    }

    /// Writes what changed; true when there is nothing more to follow.
    async fn settle(&mut self, id: &RolloutId, chain: &Chain) -> bool {
        let Some(followed) = self.following.get_mut(id) else { return true };
        let start = &followed.entry.start;
        let at = self.tools.clock.now();
        let judged = if let Some(first) = chain.first() {
            followed.over_for += u32::from(ended_alone(chain));
            let patient = followed.over_for <= ROUNDS_FOR_ROLLBACK;
            let alias = self.tools.account.aliases.alias(&start.function, &start.alias).await;
            let routing = alias.ok().flatten().map(|alias| alias.routing);
            judge(start, first, chain.get(1), routing.as_ref(), patient)
        } else if is_lost(start.at, at, followed.entry.deployment.is_some()) {
            not_started()
        } else {
            return false;
        };
        if followed.judged.as_ref() == Some(&judged) {
            return false;
        }
        let records = judged.records(followed.judged.as_ref(), start, at);
        let over = judged.is_over();
        let advance = Advance {
            records,
            snapshot: None,
            deployment: followed.entry.deployment.clone(),
            standing: judged.standing(at),
        };
        followed.judged = Some(judged);
        match self.tools.journal.advance_rollout(id.clone(), advance).await {
            Ok(true) => {}
            Ok(false) => return true,
            Err(error) => {
                tracing::error!(%error, "the journal refuses");
                followed.judged = None;
                return false;
            }
        }
        if over && let Err(error) = self.tools.journal.release_rollout(id.clone()).await {
            tracing::warn!(%error, "the lease was not given back");
        }
        over
    }
}

fn ended_alone(chain: &Chain) -> bool {
    chain.len() == 1
        && matches!(chain[0].status, DeploymentStatus::Failed | DeploymentStatus::Stopped)
}

fn is_lost(started: Timestamp, now: Timestamp, known: bool) -> bool {
    !known && now.duration_since(started) > LOST_AFTER
}

/// Rounds are paced on the wall, not in the account.
fn now() -> Instant {
    Instant::now()
}
