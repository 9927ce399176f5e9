//! What keeps CodeDeploy's applications, groups and configurations from being
//! taken away.
//!
//! Invariant: what somebody changed since it was made, or what something needs
//! that stays, is not deleted.

use super::{Guard, in_use};
use crate::{
    changes::{Change, DeploymentChange, Pace},
    ports::{Answer, Deployment, DeploymentGroup, GroupWatch, NewDeploymentGroup, RollbackEvent},
};

impl Guard<'_> {
    pub(super) async fn check_deployments(
        &self,
        undo: &Change,
        change: &DeploymentChange,
    ) -> Answer<()> {
        let kept = match change {
            DeploymentChange::DeleteApplication { name } => self.keeps_application(name).await?,
            DeploymentChange::DeleteGroup(group) => self.keeps_group(group).await?,
            DeploymentChange::DeleteConfiguration(pace) => self.keeps_configuration(pace).await?,
            DeploymentChange::MakeApplication { .. }
            | DeploymentChange::MakeGroup(_)
            | DeploymentChange::WatchGroup { .. }
            | DeploymentChange::MakeConfiguration(_)
            | DeploymentChange::Stop { .. } => None,
        };
        kept.map_or(Ok(()), |(why, remedy)| {
            Err(in_use(&format!("{}: not done. {why}", undo.words()), remedy))
        })
    }

    /// AWS deletes an application with all its groups, whoever made them.
    async fn keeps_application(&self, name: &str) -> Answer<Kept> {
        let groups = self.groups_that_stay().await?;
        let its = groups.iter().find(|group| group.application == name);
        Ok(its.map(|group| {
            let why = format!(
                "The application still has the deployment group `{}`, which would go with it.",
                group.name
            );
            (why, "Delete the group first, or leave the application.")
        }))
    }

    async fn keeps_group(&self, made: &NewDeploymentGroup) -> Answer<Kept> {
        let groups = self.changes.account.deployments.groups().await?;
        let is_it =
            |it: &&DeploymentGroup| it.application == made.application && it.name == made.name;
        // One that is gone is found to be so by the change itself.
        let Some(found) = groups.iter().find(is_it) else { return Ok(None) };
        if !self.is_as_made(made, found).await? {
            let why = "Somebody changed it since it was made.".to_owned();
            return Ok(Some((why, "Delete it in the console, if it is to go with their work.")));
        }
        let through = |it: &Deployment| it.application == made.application && it.group == made.name;
        if let Some(kept) = self.keeps_running(through).await? {
            return Ok(Some(kept));
        }
        let open = self.changes.journal.open_rollouts(self.changes.place.clone()).await?;
        let its = (made.application.clone(), made.name.clone());
        let rollout =
            open.iter().find(|entry| entry.start.brief.deployment_group.as_ref() == Some(&its));
        Ok(rollout.map(|entry| {
            let start = &entry.start;
            let why = format!("A rollout of `{}:{}` goes through it.", start.function, start.alias);
            (why, "Bring it to its end, or roll it back, then try again.")
        }))
    }

    async fn keeps_configuration(&self, made: &Pace) -> Answer<Kept> {
        let Some(found) = self.changes.account.deployments.shape(&made.name).await? else {
            return Ok(None);
        };
        if found != made.shape() {
            let why = "Somebody made it anew, with another pace.".to_owned();
            return Ok(Some((why, "Delete it in the console, if it is to go with their work.")));
        }
        let groups = self.groups_that_stay().await?;
        if let Some(group) = groups.iter().find(|group| group.configuration == made.name) {
            let why = format!(
                "The deployment group `{}` of `{}` deploys at this pace.",
                group.name, group.application
            );
            return Ok(Some((why, "Give the group another configuration first.")));
        }
        self.keeps_running(|it| it.configuration == made.name).await
    }

    /// What a deployment needs that is under way.
    async fn keeps_running(&self, needs: impl Fn(&Deployment) -> bool) -> Answer<Kept> {
        let catalog = &self.changes.account.deployments;
        let running = catalog.under_way(self.changes.clock.now()).await?;
        let it = running.iter().find(|it| !it.status.is_over() && needs(it));
        Ok(it.map(|it| {
            let why = format!("The deployment `{}` is under way with it.", it.id);
            (why, "Wait until the deployment is over, or stop it, then try again.")
        }))
    }

    async fn groups_that_stay(&self) -> Answer<Vec<DeploymentGroup>> {
        let mut groups = self.changes.account.deployments.groups().await?;
        groups.retain(|it| !self.groups_taken.contains(&(it.application.clone(), it.name.clone())));
        Ok(groups)
    }

    /// Whether a group is as this program made it, or had it watch since.
    async fn is_as_made(&self, made: &NewDeploymentGroup, found: &DeploymentGroup) -> Answer<bool> {
        if found.service_role != made.service_role || found.configuration != made.configuration {
            return Ok(false);
        }
        let watch = tidied(&found.watch());
        let first = GroupWatch {
            alarms: made.alarms.clone(),
            ignore_unreadable_alarms: false,
            rolls_back_on: RollbackEvent::ALL.to_vec(),
        };
        if watch == tidied(&first) {
            return Ok(true);
        }
        let place = self.changes.place.clone();
        let entries = self.changes.journal.effective_changes(place).await?;
        Ok(entries.iter().any(|entry| {
            let Change::Deployment(change) = &entry.intent.change else { return false };
            let DeploymentChange::WatchGroup { application, group, after, .. } = change else {
                return false;
            };
            *application == made.application && *group == made.name && watch == tidied(after)
        }))
    }
}

/// Why something stays, and what would change that.
type Kept = Option<(String, &'static str)>;

/// In an order of its own, so that two can be compared.
fn tidied(watch: &GroupWatch) -> GroupWatch {
    let (mut alarms, mut rolls_back_on) = (watch.alarms.clone(), watch.rolls_back_on.clone());
    alarms.sort_unstable();
    rolls_back_on.sort_unstable();
    GroupWatch { alarms, rolls_back_on, ..watch.clone() }
}
