//! One rollout for those who look: live where it is driven here, else as the
//! journal has it.

use std::sync::Arc;

use crossfade_domain::{
    alias::Routing,
    qualifier::AliasName,
    rollout::machine::{Drift, Machine},
};
use jiff::Timestamp;

use super::{
    Rollouts,
    driver::Live,
    follower::{Seen, is_ours, shown},
};
use crate::{
    failure::{Failure, FailureKind},
    journal::{DrivenBy, LoggedRecord, RolloutEntry, RolloutId},
    ports::{Answer, Deployment, DeploymentProgress},
};

/// One rollout.
#[derive(Debug, Clone)]
pub struct View {
    /// As the journal has it.
    pub entry: RolloutEntry,
    /// The machine; `None` when CodeDeploy carries it out.
    pub machine: Option<Machine>,
    /// When a look last showed the alias, and where it stood; `None` before the
    /// first look of this run.
    pub looked: Option<(Timestamp, Routing)>,
    /// The record of the last reading of the gates.
    pub reading: Option<LoggedRecord>,
    /// The verified moves, oldest first.
    pub moves: Arc<Vec<LoggedRecord>>,
    /// CodeDeploy's deployment, and the one that rolls it back.
    pub deployments: Vec<Deployment>,
    /// How far CodeDeploy's deployment is.
    pub progress: Option<DeploymentProgress>,
    /// Why what is shown may be out of date.
    pub trouble: Option<Failure>,
    /// Whether somebody carries it out, or it is over.
    pub attended: bool,
}

impl View {
    /// Where somebody else moved the alias after CodeDeploy had stopped, and
    /// where it was left, while that waits for a person.
    #[must_use]
    pub fn moved_after_deployment(&self) -> Option<Drift> {
        let waits = self.machine.is_none() && self.entry.waits();
        let (_, found) = self.looked.as_ref().filter(|_| waits)?;
        let start = &self.entry.start;
        let left = self.moves.last().and_then(shown);
        let expected = left.unwrap_or_else(|| Routing::all_to(start.from));
        let as_left = *found == expected && is_ours(start, found);
        let back = *found == Routing::all_to(start.from);
        (!as_left && !back).then(|| Drift { expected, found: found.clone() })
    }
}

impl Rollouts {
    /// One rollout as it stands.
    ///
    /// # Errors
    /// When the journal does not have it or cannot be read.
    pub async fn view(&self, id: &RolloutId) -> Answer<View> {
        let live = self.conductor.find(id).await.map(|handle| handle.live.borrow().clone());
        let entry = self.entry(id).await?;
        let journal = &self.tools.journal;
        let reading = journal.last_reading(id.clone()).await?;
        let moves = self.logs.of_kind(id, "verified").await?;
        if entry.start.driver == DrivenBy::CodeDeploy {
            return Ok(self.view_of_deployment(entry, reading, moves).await);
        }
        let driven = live.is_some();
        let (machine, looked, trouble) = match live {
            Some(Live { machine, looked, trouble }) => {
                (Some(Machine::clone(&machine)), looked, trouble)
            }
            None => (self.restored(&entry)?, None, None),
        };
        let attended = driven || entry.elsewhere || entry.standing.ended_at.is_some();
        let trouble = trouble.or_else(|| (!attended).then(unattended));
        let (deployments, progress) = (Vec::new(), None);
        Ok(View {
            entry,
            machine,
            looked,
            reading,
            moves,
            deployments,
            progress,
            trouble,
            attended,
        })
    }

    async fn view_of_deployment(
        &self,
        entry: RolloutEntry,
        reading: Option<LoggedRecord>,
        moves: Arc<Vec<LoggedRecord>>,
    ) -> View {
        let Seen { chain, mut trouble } = self.follower.seen(&entry.start.id);
        let deployments = match &entry.deployment {
            Some(id) if chain.is_empty() => kept(self.deployment(id).await, &mut trouble),
            Some(_) | None => chain,
        };
        let progress = match deployments.first() {
            Some(first) => kept(self.glances.progress(&first.id).await, &mut trouble),
            None => None,
        };
        // A person decides on where the alias stands now, not then.
        let looked = if entry.waits() {
            let alias = self.actor().look(&entry.start.function, &entry.start.alias).await;
            let alias = kept(alias.map(Some), &mut trouble);
            alias.map(|alias| (self.tools.clock.now(), alias.routing))
        } else {
            moves.last().and_then(|record| Some((record.at, shown(record)?)))
        };
        // CodeDeploy goes on whether or not anybody looks.
        let (machine, attended) = (None, true);
        View { entry, machine, looked, reading, moves, deployments, progress, trouble, attended }
    }

    /// Deployments under way that Crossfade did not start.
    ///
    /// # Errors
    /// When CodeDeploy cannot be asked.
    pub async fn deployments_of_others(&self) -> Answer<Vec<Deployment>> {
        let all = self.glances.under_way().await?;
        let ours = |it: &Deployment| it.description.starts_with("Crossfade rollout ");
        let back = |it: &Deployment| {
            let first = it.rolls_back.as_ref();
            first.is_some_and(|id| all.iter().any(|other| other.id == *id && ours(other)))
        };
        Ok(all.iter().filter(|it| !ours(it) && !back(it)).cloned().collect())
    }

    /// A deployment, whoever started it, and the one that rolls it back.
    ///
    /// # Errors
    /// When CodeDeploy does not know it, or cannot be asked.
    pub async fn deployment(&self, id: &str) -> Answer<Vec<Deployment>> {
        let catalog = &self.tools.account.deployments;
        let mut found = catalog.deployments(&[id.to_owned()]).await?;
        let Some(first) = found.first() else {
            return Err(Failure::new(
                FailureKind::NotFound,
                "DeploymentDoesNotExistException",
                format!("CodeDeploy has no Lambda deployment `{id}`."),
                "Look at the list of rollouts.",
            ));
        };
        if let Some(rollback) = first.rolled_back_by.clone() {
            found.extend(catalog.deployments(&[rollback]).await?);
        }
        Ok(found)
    }

    /// Who may have moved an alias since `from`, as far as this program can
    /// know, in a sentence.
    pub async fn who_moved(&self, function: &str, alias: &AliasName, from: Timestamp) -> String {
        let journal = &self.tools.journal;
        let acts = journal.acts_on(self.place.clone(), function.to_owned(), from).await;
        let mine = acts
            .ok()
            .and_then(|acts| acts.into_iter().rev().find(|act| act.intent.change.alias == *alias));
        if let Some(act) = mine {
            return format!("{} moved it with Crossfade; see Activity.", act.intent.actor);
        }
        let deployments = self.glances.under_way().await.unwrap_or_default();
        if let Some(deployment) = deployments.iter().find(|it| it.is_on(function, alias)) {
            return format!("CodeDeploy's deployment `{}` moves it.", deployment.id);
        }
        "AWS does not say who moved it; CloudTrail's event `UpdateAlias20150331` does.".to_owned()
    }
}

fn unattended() -> Failure {
    Failure::new(
        FailureKind::Unavailable,
        "NobodyCarriesItOut",
        "Nobody carries this rollout out: the copy of Crossfade that did has ended. The weights \
         stay as they are, and nobody reads the gates.",
        "Resume it to go on from where it stands, or roll it back; a read-only account has to be \
         opened without read-only in Settings first.",
    )
}

/// What was found; where it could not be, why the page may be out of date.
fn kept<T: Default>(found: Answer<T>, trouble: &mut Option<Failure>) -> T {
    found.unwrap_or_else(|failure| {
        trouble.get_or_insert(failure);
        T::default()
    })
}
