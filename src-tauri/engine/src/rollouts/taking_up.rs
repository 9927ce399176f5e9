//! Rollouts that nobody carries out: taken up at the start and from then on,
//! let go of when the account is left.
//!
//! Invariant: what cannot be carried out is not held on to.

use std::{collections::HashSet, time::Duration};

use tokio::{task::JoinHandle, time::Instant};

use super::{
    Rollouts,
    driver::{Charge, Input},
    follower::Right,
    leased,
};
use crate::{
    journal::{Advance, DrivenBy, RolloutEntry, RolloutId, RolloutStart, Stage, Standing},
    ports::Answer,
    stay::Pause,
};

/// How often is looked for rollouts that nobody carries out.
const LOOKED_FOR_EVERY: Duration = Duration::from_secs(2);
/// Between two looks for commands that other copies have posted.
pub(super) const POST_IS_READ_EVERY: Duration = Duration::from_millis(300);

/// What is done about rollouts that nobody carries out, such as those of a copy
/// that was killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Care {
    /// Nothing that nobody asked for.
    None,
    /// Those of CodeDeploy, which go on by themselves, are looked at.
    Looks,
    /// They are taken up.
    TakesUp,
}

/// What was not taken up, so that it is told once.
type Told = HashSet<RolloutId>;

impl Rollouts {
    /// Cares for rollouts that nobody carries out, now and from now on; answers
    /// how many were taken up.
    ///
    /// # Errors
    /// When the journal cannot be read; it is tried again.
    pub async fn care(&self, care: Care) -> Answer<u32> {
        self.care.send_replace(care);
        self.care_once(&mut Told::new()).await
    }

    async fn care_once(&self, told: &mut Told) -> Answer<u32> {
        let care = *self.care.borrow();
        match care {
            Care::None => return Ok(0),
            Care::Looks => {}
            Care::TakesUp => return self.take_up_all(told).await,
        }
        self.look_after_deployments().await.map(|()| 0)
    }

    /// Takes up every rollout that is not over and that nobody drives; answers
    /// how many.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn take_up(&self) -> Answer<u32> {
        self.take_up_all(&mut Told::new()).await
    }

    async fn take_up_all(&self, told: &mut Told) -> Answer<u32> {
        let mut taken = 0;
        for entry in self.tools.journal.open_rollouts(self.place.clone()).await? {
            let id = entry.start.id.clone();
            if entry.elsewhere || self.has(&entry).await {
                continue;
            }
            match self.take_up_one(id.clone(), None).await {
                Ok(()) => taken += 1,
                Err(failure) if told.insert(id.clone()) => {
                    tracing::warn!(%failure, rollout = id.as_str(), "not taken up");
                }
                Err(_) => {}
            }
        }
        Ok(taken)
    }

    /// Whether a rollout is carried out or followed here, with its lease.
    async fn has(&self, entry: &RolloutEntry) -> bool {
        let id = &entry.start.id;
        match entry.start.driver {
            DrivenBy::Program => self.conductor.find(id).await.is_some(),
            DrivenBy::CodeDeploy => self.follower.follows(id, Right::Lease).await,
        }
    }

    /// Looks at every rollout that CodeDeploy carries out and that nobody
    /// follows, now. It writes to the journal only, and takes nothing up, so that
    /// a read-only account may do it too and stands in nobody's way.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn follow_deployments(&self) -> Answer<()> {
        self.look_after_deployments().await?;
        self.follower.look().await;
        Ok(())
    }

    async fn look_after_deployments(&self) -> Answer<()> {
        for entry in self.tools.journal.open_rollouts(self.place.clone()).await? {
            let id = &entry.start.id;
            let by_code_deploy = entry.start.driver == DrivenBy::CodeDeploy;
            if by_code_deploy && !entry.elsewhere && !self.follower.follows(id, Right::Look).await {
                self.follower.follow(entry, Right::Look).await;
            }
        }
        Ok(())
    }

    /// Takes one rollout up that nobody drives, and tells it `first`.
    pub(super) async fn take_up_one(&self, id: RolloutId, first: Option<Input>) -> Answer<()> {
        let _held = self.stay.hold()?;
        let taken = self.tools.journal.take_up_rollout(id.clone()).await?;
        let entry = taken.map_err(|refused| leased(&refused))?;
        let machine = match self.restored(&entry) {
            Ok(Some(machine)) => machine,
            Ok(None) => {
                self.follower.follow(entry, Right::Lease).await;
                return Ok(());
            }
            Err(failure) => {
                self.tools.journal.give_back(id).await;
                return Err(failure);
            }
        };
        let RolloutStart { function, alias, .. } = entry.start;
        let charge = Charge { id, function, alias, machine, excused: None, first };
        self.conductor.drive(self.tools.clone(), charge).await;
        Ok(())
    }

    /// Carries out what other copies post, and cares for what nobody carries
    /// out, for as long as the account is open.
    pub(super) fn attend_in_background(self) {
        tokio::spawn(async move {
            let (mut caring, mut cared): (Option<JoinHandle<Told>>, _) = (None, Instant::now());
            let mut told = Some(Told::new());
            loop {
                tokio::time::sleep(POST_IS_READ_EVERY).await;
                if self.conductor.is_alone() || self.stay.is_over() {
                    return;
                }
                self.hear_posted_commands().await;
                if let Some(done) = caring.take_if(|it| it.is_finished()) {
                    (told, cared) = (Some(done.await.unwrap_or_default()), Instant::now());
                }
                let due = *self.care.borrow() != Care::None && cared.elapsed() >= LOOKED_FOR_EVERY;
                // What people post does not wait for it.
                if let Some(told) = told.take_if(|_| due) {
                    caring = Some(tokio::spawn(self.clone().care_again(told)));
                }
            }
        });
    }

    async fn care_again(self, mut told: Told) -> Told {
        if let Err(failure) = self.care_once(&mut told).await {
            tracing::warn!(%failure, "rollouts that nobody carries out could not be looked for");
        }
        told
    }

    /// The rollouts that this copy of the program drives itself, and which
    /// therefore stand still when it ends.
    pub async fn driven_here(&self) -> Vec<RolloutId> {
        let all = self.conductor.all().await.into_iter();
        // The conductor may not have heard yet that a driver has ended.
        all.filter(|(_, handle)| !handle.inputs.is_closed()).map(|(id, _)| id).collect()
    }

    /// Sees to it that nothing is begun here for as long as the answer lives,
    /// provided that nothing is driven here that would stand still.
    ///
    /// # Errors
    /// How many rollouts would.
    pub async fn idle(&self) -> Result<Pause, usize> {
        let pause = self.stay.pause().await;
        match self.driven_here().await.len() {
            0 => Ok(pause),
            driven => Err(driven),
        }
    }

    /// Stops driving and following: every rollout stays where it is, and who
    /// opens the account next takes it up. From now on none is begun here,
    /// whoever still holds on to this.
    pub async fn leave(&self) {
        self.stay.end().await;
        for (_, handle) in self.conductor.all().await {
            drop(handle.inputs.send(Input::Leave).await);
            let mut live = handle.live;
            // The driver drops its end when it has left.
            while live.changed().await.is_ok() {}
        }
        self.follower.leave().await;
    }

    /// Ends the rollouts that nobody drives because the account they ran on is
    /// gone: a practice account ends with its program.
    ///
    /// # Errors
    /// When the journal cannot be read or written.
    pub async fn abandon(&self) -> Answer<()> {
        let journal = &self.tools.journal;
        for entry in journal.open_rollouts(self.place.clone()).await? {
            let id = entry.start.id;
            if entry.elsewhere || journal.take_up_rollout(id.clone()).await?.is_err() {
                continue;
            }
            let at = self.tools.clock.now();
            let sentence = "The practice account that it ran on has ended.".to_owned();
            let standing =
                Standing { stage: Stage::RolledBack, sentence, percent: 0.0, ended_at: Some(at) };
            let advance =
                Advance { records: Vec::new(), snapshot: None, deployment: None, standing };
            let ended = journal.advance_rollout(id.clone(), advance).await;
            journal.give_back(id).await;
            ended?;
        }
        Ok(())
    }
}
