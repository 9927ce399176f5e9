//! Rollouts of one account: started, steered, taken up again, looked at.
//!
//! Each rollout that this program carries out has a driver of its own
//! ([`driver`]); one task, the conductor, knows them all. Rollouts that AWS
//! CodeDeploy carries out are followed together ([`follower`]).
//!
//! Invariants: a rollout is in the journal before its first call; at most one
//! running copy of the program drives an alias; what a person asks of a rollout
//! that another copy drives reaches it through the journal; nothing is asked of a
//! rollout of another account.

mod calls;
mod conductor;
mod deploy;
mod draft;
mod driver;
mod follower;
mod glances;
mod hand_over;
mod logs;
mod meter;
mod notice;
mod preflight;
mod ready;
mod standing;
mod steer;
mod taking_up;
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
pub use glances::Other;
pub use hand_over::HandOver;
pub use notice::{News, Told};
pub use preflight::{Finding, Fix, Weighs};
pub use ready::LeftReady;
pub use standing::stage;
pub use taking_up::Care;
pub use view::View;

use crate::{
    clock::Clock,
    failure::{Failure, FailureKind},
    journal::{
        Advance, Journal, LeaseRefused, LoggedRecord, NewRecord, Place, RolloutEntry, RolloutId,
        RolloutStart,
    },
    ports::{Account, Answer},
    stay::Stay,
};
use conductor::Conductor;
use draft::Drafts;
use driver::{Charge, Tools};
use follower::Follower;
use glances::Glances;
use logs::Logs;
use meter::Meter;

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
    glances: Glances,
    /// What is done about rollouts that nobody carries out.
    care: Arc<watch::Sender<Care>>,
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
        let glances = Glances::new(account.clone(), clock);
        let tools = Tools { account, journal, clock, meter, told };
        let follower = Follower::start(tools.clone());
        let (conductor, drafts) = (Conductor::start(), Drafts::start());
        let logs = Logs::of(tools.journal.clone());
        let (care, stay) = (Arc::new(watch::Sender::new(Care::None)), Stay::default());
        let rollouts =
            Self { tools, place, caller, conductor, follower, glances, care, logs, drafts, stay };
        rollouts.clone().attend_in_background();
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
        self.entry(id).await?;
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
        self.entry(id).await?;
        self.logs.of_kind(id, kind).await
    }

    /// The rollout of an alias that is not over.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn under_way(&self, function: &str, alias: &str) -> Answer<Option<RolloutEntry>> {
        Ok(self.tools.journal.open_rollout(self.place.clone(), function, alias).await?)
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

    /// The entry of the journal, which is of this account and Region: the same
    /// names mean another alias elsewhere.
    async fn entry(&self, id: &RolloutId) -> Answer<RolloutEntry> {
        let entry = self.tools.journal.rollout(id.clone()).await?.ok_or_else(|| {
            Failure::new(
                FailureKind::NotFound,
                "UnknownRollout",
                format!("The journal has no rollout `{}`.", id.as_str()),
                "Look at the list of rollouts.",
            )
        })?;
        let place = &entry.start.place;
        if *place == self.place { Ok(entry) } else { Err(another_account(id, place, &self.place)) }
    }

    /// Writes the start and begins to drive.
    async fn begin(
        &self,
        start: RolloutStart,
        setup: Setup,
        excused: Option<(String, Vec<String>)>,
    ) -> Answer<RolloutId> {
        let _held = self.stay.hold()?;
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

fn another_account(id: &RolloutId, of: &Place, here: &Place) -> Failure {
    Failure::new(
        FailureKind::Conflict,
        "AnotherAccount",
        format!(
            "The rollout `{}` is of account `{}` in `{}`; this is account `{}` in `{}`.",
            id.as_str(),
            of.account,
            of.region,
            here.account,
            here.region
        ),
        "Choose that account and Region (in Settings, or with `--profile` and `--region`), and \
         ask there; nothing was changed.",
    )
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
