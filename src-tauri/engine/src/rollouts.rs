//! Rollouts of one account: started, steered, taken up again, looked at.
//!
//! Each rollout that this program carries out has a driver of its own
//! ([`driver`]); one task, the conductor, knows them all. Rollouts that AWS
//! CodeDeploy carries out are followed together ([`follower`]).
//!
//! Invariants: a rollout is in the journal before its first call; at most one
//! running copy of the program drives an alias; what a person asks of a rollout
//! that another copy drives reaches it through the journal.

mod calls;
mod conductor;
mod deploy;
mod draft;
mod driver;
mod follower;
mod hand_over;
mod logs;
mod meter;
mod notice;
mod others;
mod preflight;
mod ready;
mod standing;
mod steer;
#[cfg(test)]
pub(crate) mod tests;
mod view;
mod words;

use std::sync::Arc;

use crossfade_domain::rollout::{
    forecast::Timing,
    machine::{Machine, Setup},
    snapshot::Snapshot,
};
use tokio::sync::{broadcast, watch};

pub use calls::timestamp;
pub use draft::{Consent, Draft, DraftId, DriverWish, Wish, shortest_limit};
pub use driver::Live;
pub use hand_over::HandOver;
pub use notice::{News, Told};
pub use others::Other;
pub use preflight::{Finding, Fix, Weighs};
pub use ready::LeftReady;
pub use standing::stage;
pub use view::View;

use crate::{
    clock::Clock,
    failure::{Failure, FailureKind},
    journal::{
        Advance, DrivenBy, Journal, LeaseRefused, LoggedRecord, NewRecord, Place, RolloutEntry,
        RolloutId, RolloutStart, Stage, Standing,
    },
    ports::{Account, Answer},
    stay::Stay,
};
use conductor::Conductor;
use draft::Drafts;
use driver::{Charge, Tools};
use follower::Follower;
use logs::Logs;
use meter::Meter;
use others::Others;

/// News kept for those who listen late.
const NEWS: usize = 64;

/// The rollouts of one account; cheap to clone.
#[derive(Clone)]
pub struct Rollouts {
    tools: Tools,
    place: Place,
    caller: String,
    conductor: Conductor,
    follower: Follower,
    others: Others,
    logs: Logs,
    drafts: Drafts,
    stay: Stay,
}

impl Rollouts {
    /// Opens an account's rollouts. Nothing is driven until
    /// [`Rollouts::take_up`] or [`Rollouts::start`].
    #[must_use]
    pub fn open(
        account: Account,
        journal: Journal,
        clock: Clock,
        place: Place,
        caller: String,
    ) -> Self {
        let timing = Timing::default().at_pace(clock.factor());
        let meter = Meter::start(account.clone(), clock, timing.poll);
        let (told, _) = broadcast::channel(NEWS);
        let tools = Tools { account, journal, clock, meter, told };
        let follower = Follower::start(tools.clone());
        let (conductor, drafts) = (Conductor::start(), Drafts::start());
        let (others, logs) = (Others::new(), Logs::of(tools.journal.clone()));
        let stay = Stay::default();
        let rollouts =
            Self { tools, place, caller, conductor, follower, others, logs, drafts, stay };
        rollouts.clone().hear_posted_commands();
        rollouts
    }

    /// How often things are asked in this account's time.
    #[must_use]
    pub fn timing(&self) -> Timing {
        Timing::default().at_pace(self.tools.clock.factor())
    }

    /// News for the desktop.
    #[must_use]
    pub fn told(&self) -> broadcast::Receiver<Told> {
        self.tools.told.subscribe()
    }

    /// Takes up every rollout that is not over and that nobody drives; answers
    /// how many.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn take_up(&self) -> Answer<u32> {
        let mut taken = 0;
        for entry in self.tools.journal.open_rollouts(self.place.clone()).await? {
            if entry.elsewhere {
                continue;
            }
            match self.take_up_one(entry.start.id.clone(), None).await {
                Ok(()) => taken += 1,
                Err(failure) => {
                    tracing::warn!(%failure, rollout = entry.start.id.as_str(), "not taken up");
                }
            }
        }
        Ok(taken)
    }

    /// Follows every rollout that CodeDeploy carries out and that nobody
    /// follows, and looks at all of them now. It writes to the journal only, so
    /// a read-only account may be followed too.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn follow_deployments(&self) -> Answer<()> {
        for entry in self.tools.journal.open_rollouts(self.place.clone()).await? {
            let id = &entry.start.id;
            let by_code_deploy = entry.start.driver == DrivenBy::CodeDeploy;
            if !by_code_deploy || entry.elsewhere || self.follower.follows(id).await {
                continue;
            }
            if let Err(failure) = self.take_up_one(id.clone(), None).await {
                // Another copy was faster.
                tracing::warn!(%failure, rollout = id.as_str(), "not followed");
            }
        }
        self.follower.look().await;
        Ok(())
    }

    /// Rollouts: those that wait for a person first, then those under way, then
    /// newest first.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn list(&self, limit: u32) -> Answer<Vec<RolloutEntry>> {
        Ok(self.tools.journal.rollouts(self.place.clone(), limit).await?)
    }

    /// A rollout's log after record number `after`, oldest first.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn records(&self, id: &RolloutId, after: u32) -> Answer<Vec<LoggedRecord>> {
        Ok(self.tools.journal.rollout_records(id.clone(), after).await?)
    }

    /// The lines of one kind of a rollout's log, oldest first.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn records_of(
        &self,
        id: &RolloutId,
        kind: &'static str,
    ) -> Answer<Arc<Vec<LoggedRecord>>> {
        self.logs.of_kind(id, kind).await
    }

    /// The rollouts that this copy of the program drives itself, and which
    /// therefore stand still when it ends.
    pub async fn driven_here(&self) -> Vec<RolloutId> {
        self.conductor.all().await.into_iter().map(|(id, _)| id).collect()
    }

    /// The rollout of an alias that is not over.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn under_way(&self, function: &str, alias: &str) -> Answer<Option<RolloutEntry>> {
        Ok(self.tools.journal.open_rollout(self.place.clone(), function, alias).await?)
    }

    /// Stops driving and following: every rollout stays where it is, and who
    /// opens the account next takes it up. From now on none is begun here,
    /// whoever still holds on to this.
    pub async fn leave(&self) {
        self.stay.end().await;
        for (_, handle) in self.conductor.all().await {
            drop(handle.inputs.send(driver::Input::Leave).await);
            let mut live = handle.live;
            // The driver drops its end when it has left.
            while live.changed().await.is_ok() {}
        }
        self.follower.leave().await;
    }

    /// Hears of every change of a rollout that is driven here.
    pub async fn live(&self, id: &RolloutId) -> Option<watch::Receiver<Live>> {
        self.conductor.find(id).await.map(|handle| handle.live)
    }

    /// Waits until a rollout is at rest and its lease is given back; at once
    /// when it is not driven here.
    pub async fn until_at_rest(&self, id: &RolloutId) {
        if let Some(handle) = self.conductor.find(id).await {
            let mut live = handle.live;
            // The driver drops its end when it has come to rest and has left.
            while live.changed().await.is_ok() {}
        }
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
            journal.advance_rollout(id.clone(), advance).await?;
            journal.release_rollout(id).await?;
        }
        Ok(())
    }

    /// The entry of the journal.
    async fn entry(&self, id: &RolloutId) -> Answer<RolloutEntry> {
        let found = self.tools.journal.rollout(id.clone()).await?;
        found.ok_or_else(|| {
            Failure::new(
                FailureKind::NotFound,
                "UnknownRollout",
                format!("The journal has no rollout `{}`.", id.as_str()),
                "Look at the list of rollouts.",
            )
        })
    }

    /// Writes the start and begins to drive.
    async fn begin(
        &self,
        start: RolloutStart,
        setup: Setup,
        excused: Option<(String, Vec<String>)>,
    ) -> Answer<RolloutId> {
        let _held = self.stay.hold().await?;
        let now = self.tools.clock.now();
        let machine = Machine::new(setup, calls::instant(now)).map_err(|error| invalid(&error))?;
        let first = Advance {
            records: Vec::<NewRecord>::new(),
            snapshot: Some(machine.snapshot().as_str().to_owned()),
            deployment: None,
            standing: standing::standing(&machine, now),
        };
        let (id, function, alias) = (start.id.clone(), start.function.clone(), start.alias.clone());
        let begun = self.tools.journal.begin_rollout(start, first).await?;
        begun.map_err(|refused| leased(&refused))?;
        let charge = Charge { id: id.clone(), function, alias, machine, excused, first: None };
        self.conductor.drive(self.tools.clone(), charge).await;
        Ok(id)
    }

    /// Takes one rollout up that nobody drives, and tells it `first`.
    async fn take_up_one(&self, id: RolloutId, first: Option<driver::Input>) -> Answer<()> {
        let _held = self.stay.hold().await?;
        let taken = self.tools.journal.take_up_rollout(id.clone()).await?;
        let entry = taken.map_err(|refused| leased(&refused))?;
        let Some(machine) = self.restored(&entry)? else {
            self.follower.follow(entry).await;
            return Ok(());
        };
        let RolloutStart { function, alias, .. } = entry.start;
        let charge = Charge { id, function, alias, machine, excused: None, first };
        self.conductor.drive(self.tools.clone(), charge).await;
        Ok(())
    }

    /// The machine of an entry; `None` when CodeDeploy carries it out.
    fn restored(&self, entry: &RolloutEntry) -> Answer<Option<Machine>> {
        let Some(text) = &entry.snapshot else { return Ok(None) };
        let now = calls::instant(self.tools.clock.now());
        let machine = Machine::restore(&Snapshot::from_text(text.clone()), now);
        machine.map(Some).map_err(|error| {
            let remedy = "Open it with the version of Crossfade that wrote it.";
            Failure::new(FailureKind::Unexpected, "UnreadableRollout", format!("{error}."), remedy)
        })
    }
}

fn invalid(error: &dyn std::fmt::Display) -> Failure {
    let remedy = "Correct it and try again.";
    Failure::new(FailureKind::Invalid, "InvalidInput", format!("{error}."), remedy)
}

fn leased(refused: &LeaseRefused) -> Failure {
    match refused {
        LeaseRefused::Held(id) => Failure::new(
            FailureKind::Conflict,
            "RolloutUnderWay",
            format!("A rollout of this alias is under way already (`{}`).", id.as_str()),
            "Wait for it, or roll it back; then start anew.",
        ),
        LeaseRefused::Unfinished(id) => Failure::new(
            FailureKind::Conflict,
            "RolloutUnfinished",
            format!("A rollout of this alias is not over (`{}`).", id.as_str()),
            "Resume it or roll it back; then start anew.",
        ),
    }
}
