//! One rollout for those who look: live where it is driven here, else as the
//! journal has it.

use crossfade_domain::{alias::Routing, rollout::machine::Machine};
use jiff::Timestamp;

use super::{Rollouts, driver::Live};
use crate::{
    failure::{Failure, FailureKind},
    journal::{LoggedRecord, RolloutEntry, RolloutId},
    ports::{Answer, Deployment},
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
    pub moves: Vec<LoggedRecord>,
    /// CodeDeploy's deployment, and the one that rolls it back.
    pub deployments: Vec<Deployment>,
    /// Why what is shown may be out of date.
    pub trouble: Option<Failure>,
}

impl Rollouts {
    /// One rollout as it stands.
    ///
    /// # Errors
    /// When the journal does not have it or cannot be read.
    pub async fn view(&self, id: &RolloutId) -> Answer<View> {
        let live = self.conductor.find(id).await.map(|handle| handle.live.borrow().clone());
        let entry = self.entry(id).await?;
        let (machine, looked, trouble) = match live {
            Some(Live { machine, looked, trouble }) => {
                (Some(Machine::clone(&machine)), looked, trouble)
            }
            None => (self.restored(&entry)?, None, None),
        };
        let journal = &self.tools.journal;
        let reading = journal.last_reading(id.clone()).await?;
        let moves = journal.records_of_kind(id.clone(), "verified").await?;
        let deployments = self.deployments_of(&entry).await;
        Ok(View { entry, machine, looked, reading, moves, deployments, trouble })
    }

    /// What is known of a rollout's deployments; asked for where it was not
    /// followed in this run.
    async fn deployments_of(&self, entry: &RolloutEntry) -> Vec<Deployment> {
        let seen = self.follower.seen(&entry.start.id);
        let Some(id) = entry.deployment.as_ref().filter(|_| seen.is_empty()) else { return seen };
        let catalog = &self.tools.account.deployments;
        let mut found = catalog.deployments(std::slice::from_ref(id)).await.unwrap_or_default();
        if let Some(rollback) = found.first().and_then(|it| it.rolled_back_by.clone()) {
            found.extend(catalog.deployments(&[rollback]).await.unwrap_or_default());
        }
        found
    }

    /// Deployments under way that Crossfade did not start.
    ///
    /// # Errors
    /// When CodeDeploy cannot be asked.
    pub async fn deployments_of_others(&self) -> Answer<Vec<Deployment>> {
        let all = self.follower.under_way().await?;
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

    /// Stops a deployment that somebody else started, and rolls it back.
    ///
    /// # Errors
    /// When CodeDeploy refuses.
    pub async fn stop_deployment(&self, id: &str) -> Answer<()> {
        self.tools.account.deployer.stop(id, true).await
    }

    /// Who may have moved an alias since `from`, as far as this program can
    /// know, in a sentence.
    pub async fn who_moved(&self, function: &str, alias: &str, from: Timestamp) -> String {
        let journal = &self.tools.journal;
        let acts = journal.acts_on(self.place.clone(), function.to_owned(), from).await;
        let mine = acts.ok().and_then(|acts| {
            acts.into_iter().rev().find(|act| act.intent.change.alias.as_str() == alias)
        });
        if let Some(act) = mine {
            return format!("{} moved it with Crossfade; see Activity.", act.intent.actor);
        }
        let deployments = self.follower.under_way().await.unwrap_or_default();
        let on_it = |it: &&Deployment| {
            it.target
                .as_ref()
                .is_some_and(|to| to.function == function && to.alias.as_str() == alias)
        };
        if let Some(deployment) = deployments.iter().find(on_it) {
            return format!("CodeDeploy's deployment `{}` moves it.", deployment.id);
        }
        "AWS does not say who moved it; CloudTrail's event `UpdateAlias20150331` does.".to_owned()
    }
}
