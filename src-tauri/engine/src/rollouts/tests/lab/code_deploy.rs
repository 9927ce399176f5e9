//! The lab's CodeDeploy: it moves aliases when a test says so.

use std::{collections::BTreeMap, sync::MutexGuard};

use async_trait::async_trait;
use crossfade_domain::{alias::Routing, rollout::plan::Shape, weight::Weight};
use jiff::Timestamp;
use tokio::sync::Notify;

use super::{Lab, standing};
use crate::{
    failure::{Failure, FailureKind},
    ports::{
        AlarmOverride, Answer, Deployer, Deployment, DeploymentCatalog, DeploymentGroup,
        DeploymentKeeper, DeploymentMove, DeploymentProgress, DeploymentStatus, GroupWatch,
        NewDeployment, NewDeploymentGroup, RollbackEvent,
    },
};

/// What CodeDeploy has, and what a test makes happen.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "levers, each by itself")]
pub(in super::super) struct Deploys {
    pub(in super::super) groups: Vec<DeploymentGroup>,
    applications: Vec<String>,
    configurations: BTreeMap<String, Shape>,
    pub(in super::super) deployments: Vec<Deployment>,
    /// What each deployment watches in place of its group's alarms.
    pub(in super::super) overrides: BTreeMap<String, AlarmOverride>,
    /// The writes that were asked for, by AWS's names.
    pub(in super::super) writes: Vec<&'static str>,
    /// The answer of `CreateDeployment` gets lost after it was applied.
    pub(in super::super) lose_start: bool,
    /// `CreateDeployment` is refused so.
    pub(in super::super) refuse_start: Option<Failure>,
    /// Reading deployments hangs for ever.
    pub(in super::super) reading_hangs: bool,
    /// Deployments that cannot be read.
    pub(in super::super) unreadable: Vec<String>,
    /// A rollback's own deployment has to be finished by the test.
    pub(in super::super) slow_rollback: bool,
    /// Stopping rolls nothing back, whatever is wished.
    pub(in super::super) no_rollback: bool,
    /// The write of that number hangs for ever: before it is applied, or after.
    pub(in super::super) hang_at: Option<(usize, bool)>,
}

impl Lab {
    pub(in super::super) fn deploys(&self) -> MutexGuard<'_, Deploys> {
        self.deploys.lock().expect("a lock")
    }

    /// A group, with the last deployment that it carried out.
    pub(in super::super) fn plant_group(&self, name: &str, function: &str) {
        let id = format!("d-{}", self.deploys().deployments.len());
        let (application, created) = (function.to_owned(), self.clock.now());
        let moves = DeploymentMove {
            function: function.to_owned(),
            alias: "PROD".parse().expect("a name"),
            from: "6".parse().expect("a version"),
            to: super::OLD,
        };
        let last = Deployment {
            id: id.clone(),
            application: application.clone(),
            group: name.to_owned(),
            configuration: "CodeDeployDefault.LambdaAllAtOnce".to_owned(),
            status: DeploymentStatus::Succeeded,
            description: String::new(),
            creator: "user".to_owned(),
            created,
            completed: Some(created),
            error: None,
            rolled_back_by: None,
            rolls_back: None,
            moves: Some(moves),
        };
        let group = DeploymentGroup {
            application,
            name: name.to_owned(),
            service_role: "role".to_owned(),
            configuration: last.configuration.clone(),
            alarms: vec!["errors".to_owned()],
            ignore_unreadable_alarms: false,
            rolls_back_on: RollbackEvent::ALL.to_vec(),
            last: vec![id],
        };
        let mut deploys = self.deploys();
        deploys.applications.push(group.application.clone());
        deploys.deployments.push(last);
        deploys.groups.push(group);
    }

    /// Somebody else starts a deployment.
    pub(in super::super) fn deployed_by_another(&self, group: &str, function: &str) -> String {
        let wanted = NewDeployment {
            application: function.to_owned(),
            group: group.to_owned(),
            configuration: None,
            function: function.to_owned(),
            alias: "PROD".parse().expect("a name"),
            from: super::OLD,
            to: super::NEW,
            description: String::new(),
            alarms: None,
        };
        self.created(&wanted)
    }

    /// The last deployment, which has begun.
    pub(in super::super) fn newest(&self) -> String {
        self.deploys().deployments.last().expect("a deployment").id.clone()
    }

    /// CodeDeploy gives the new version a share.
    pub(in super::super) fn shift(&self, id: &str, percent: f64) {
        let moves = self.with(id, |it| {
            it.status = DeploymentStatus::InProgress;
            it.moves.clone().expect("it moves something")
        });
        let weight = Weight::from_percent(percent).expect("a share");
        let whole = weight == Weight::ALL;
        let routing = if whole {
            Routing::all_to(moves.to)
        } else {
            Routing { version: moves.from, additional: Some((moves.to, weight)) }
        };
        self.meddle(&moves.function, routing);
    }

    /// CodeDeploy is done with a deployment.
    pub(in super::super) fn succeed(&self, id: &str) {
        self.shift(id, 100.0);
        self.succeeded(id);
    }

    /// The same, while Lambda still keeps the old version in the alias.
    pub(in super::super) fn succeed_by_way_of(&self, id: &str, routing: Routing) {
        let moves = self.with(id, |it| it.moves.clone().expect("it moves something"));
        self.meddle(&moves.function, routing);
        self.succeeded(id);
    }

    fn succeeded(&self, id: &str) {
        let now = self.clock.now();
        self.with(id, |it| {
            it.status = DeploymentStatus::Succeeded;
            it.completed = Some(now);
        });
    }

    /// CodeDeploy stops over an alarm.
    pub(in super::super) fn alarmed(&self, id: &str) {
        let error = ("ALARM_ACTIVE".to_owned(), "An alarm fires".to_owned());
        self.ended(id, error, true);
    }

    /// CodeDeploy ends a deployment's rollback, or begins it late.
    pub(in super::super) fn rolled_back(&self, id: &str) -> String {
        let first = self.with(id, |it| it.clone());
        let back = first.rolled_back_by.clone().unwrap_or_else(|| self.rollback_of(&first));
        self.with(id, |it| it.rolled_back_by = Some(back.clone()));
        self.succeed(&back);
        back
    }

    fn ended(&self, id: &str, error: (String, String), roll_back: bool) {
        let now = self.clock.now();
        let first = self.with(id, |it| {
            it.status = DeploymentStatus::Stopped;
            it.completed = Some(now);
            it.error = Some(error);
            it.clone()
        });
        let (slow, none) = {
            let deploys = self.deploys();
            (deploys.slow_rollback, deploys.no_rollback)
        };
        if !roll_back || none {
            return;
        }
        let back = self.rollback_of(&first);
        self.with(id, |it| it.rolled_back_by = Some(back.clone()));
        if !slow {
            self.succeed(&back);
        }
    }

    fn rollback_of(&self, first: &Deployment) -> String {
        let mut deploys = self.deploys();
        let id = format!("d-{}", deploys.deployments.len());
        let moves = first.moves.clone().map(|it| DeploymentMove { from: it.to, to: it.from, ..it });
        deploys.deployments.push(Deployment {
            id: id.clone(),
            status: DeploymentStatus::InProgress,
            creator: "codeDeployRollback".to_owned(),
            description: String::new(),
            completed: None,
            error: None,
            rolled_back_by: None,
            rolls_back: Some(first.id.clone()),
            moves,
            ..first.clone()
        });
        id
    }

    fn created(&self, wanted: &NewDeployment) -> String {
        let created = self.clock.now();
        let mut deploys = self.deploys();
        let id = format!("d-{}", deploys.deployments.len());
        if let Some(alarms) = &wanted.alarms {
            deploys.overrides.insert(id.clone(), alarms.clone());
        }
        let own = "CodeDeployDefault.LambdaAllAtOnce";
        deploys.deployments.push(Deployment {
            id: id.clone(),
            application: wanted.application.clone(),
            group: wanted.group.clone(),
            configuration: wanted.configuration.clone().unwrap_or_else(|| own.to_owned()),
            status: DeploymentStatus::Created,
            description: wanted.description.clone(),
            creator: "user".to_owned(),
            created,
            completed: None,
            error: None,
            rolled_back_by: None,
            rolls_back: None,
            moves: Some(DeploymentMove {
                function: wanted.function.clone(),
                alias: wanted.alias.clone(),
                from: wanted.from,
                to: wanted.to,
            }),
        });
        id
    }

    fn with<T>(&self, id: &str, change: impl FnOnce(&mut Deployment) -> T) -> T {
        let mut deploys = self.deploys();
        let found = deploys.deployments.iter_mut().find(|it| it.id == id);
        change(found.expect("a deployment of that id"))
    }

    /// Counts a write; hangs where the test wants it to.
    async fn writes<T: Send>(
        &self,
        operation: &'static str,
        apply: impl FnOnce() -> Answer<T> + Send,
    ) -> Answer<T> {
        let hangs = {
            let mut deploys = self.deploys();
            deploys.writes.push(operation);
            let number = deploys.writes.len();
            deploys.hang_at.filter(|(at, _)| *at == number).map(|(_, applied)| applied)
        };
        if hangs == Some(false) {
            self.hangs().await;
        }
        let answer = apply();
        if hangs == Some(true) {
            self.hangs().await;
        }
        answer
    }

    async fn hangs(&self) {
        self.hung.notify_one();
        std::future::pending::<()>().await;
    }
}

/// Told when a write hangs.
pub(super) type Hung = Notify;

fn failed(kind: FailureKind, code: &str, message: &str) -> Failure {
    Failure::new(kind, code, message, "Look.")
}

#[async_trait]
impl DeploymentCatalog for Lab {
    async fn applications(&self) -> Answer<Vec<String>> {
        Ok(self.deploys().applications.clone())
    }

    async fn groups(&self) -> Answer<Vec<DeploymentGroup>> {
        Ok(self.deploys().groups.clone())
    }

    async fn deployment_ids(&self, from: Timestamp, under_way: bool) -> Answer<Vec<String>> {
        let deploys = self.deploys();
        let wanted = |it: &&Deployment| it.created >= from && !(under_way && it.status.is_over());
        Ok(deploys.deployments.iter().rev().filter(wanted).map(|it| it.id.clone()).collect())
    }

    async fn deployments(&self, ids: &[String]) -> Answer<Vec<Deployment>> {
        let hangs = self.deploys().reading_hangs;
        if hangs {
            std::future::pending::<()>().await;
        }
        let deploys = self.deploys();
        if let Some(id) = ids.iter().find(|id| deploys.unreadable.contains(id)) {
            let message = format!("`{id}` is not understood.");
            return Err(failed(FailureKind::Unexpected, "Unreadable", &message));
        }
        let found = |id: &String| deploys.deployments.iter().find(|it| it.id == *id).cloned();
        Ok(ids.iter().filter_map(found).collect())
    }

    async fn progress(&self, id: &str) -> Answer<Option<DeploymentProgress>> {
        let deploys = self.deploys();
        let moves = deploys.deployments.iter().find(|it| it.id == id);
        let moves = moves.and_then(|it| it.moves.clone());
        Ok(moves.map(|moves| DeploymentProgress {
            moves,
            weight: Weight::NONE,
            events: Vec::new(),
        }))
    }

    async fn shape(&self, configuration: &str) -> Answer<Option<Shape>> {
        Ok(self.deploys().configurations.get(configuration).copied())
    }
}

#[async_trait]
impl Deployer for Lab {
    async fn start(&self, wanted: &NewDeployment) -> Answer<String> {
        self.writes("CreateDeployment", || {
            if let Some(failure) = self.deploys().refuse_start.clone() {
                return Err(failure);
            }
            let now = self.clock.now();
            let mut aliases = self.aliases.lock().expect("a lock");
            let stands = standing(&mut aliases, &wanted.function, now).routing.clone();
            drop(aliases);
            assert_eq!(stands, Routing::all_to(wanted.from), "it starts at its current version");
            let id = self.created(wanted);
            if std::mem::take(&mut self.deploys().lose_start) {
                return Err(failed(FailureKind::Unavailable, "Lost", "No answer."));
            }
            Ok(id)
        })
        .await
    }

    async fn stop(&self, id: &str, roll_back: bool) -> Answer<()> {
        self.writes("StopDeployment", || {
            if self.with(id, |it| it.status.is_over()) {
                let code = "DeploymentAlreadyCompletedException";
                return Err(failed(FailureKind::Conflict, code, "It is over."));
            }
            let error = ("MANUAL_STOP".to_owned(), "A person stopped it".to_owned());
            self.ended(id, error, roll_back);
            Ok(())
        })
        .await
    }
}

#[async_trait]
impl DeploymentKeeper for Lab {
    async fn create_application(&self, name: &str) -> Answer<()> {
        self.writes("CreateApplication", || {
            self.deploys().applications.push(name.to_owned());
            Ok(())
        })
        .await
    }

    async fn delete_application(&self, name: &str) -> Answer<()> {
        self.writes("DeleteApplication", || {
            self.deploys().applications.retain(|it| it != name);
            Ok(())
        })
        .await
    }

    async fn create_group(&self, group: &NewDeploymentGroup) -> Answer<()> {
        self.writes("CreateDeploymentGroup", || {
            self.deploys().groups.push(DeploymentGroup {
                application: group.application.clone(),
                name: group.name.clone(),
                service_role: group.service_role.clone(),
                configuration: group.configuration.clone(),
                alarms: group.alarms.clone(),
                ignore_unreadable_alarms: false,
                rolls_back_on: RollbackEvent::ALL.to_vec(),
                last: Vec::new(),
            });
            Ok(())
        })
        .await
    }

    async fn watch_group(&self, application: &str, group: &str, watch: &GroupWatch) -> Answer<()> {
        self.writes("UpdateDeploymentGroup", || {
            let mut deploys = self.deploys();
            let is_it =
                |it: &&mut DeploymentGroup| it.application == application && it.name == group;
            let found = deploys.groups.iter_mut().find(is_it).expect("a group");
            found.alarms.clone_from(&watch.alarms);
            found.rolls_back_on.clone_from(&watch.rolls_back_on);
            Ok(())
        })
        .await
    }

    async fn delete_group(&self, application: &str, group: &str) -> Answer<()> {
        self.writes("DeleteDeploymentGroup", || {
            let is_it = |it: &DeploymentGroup| it.application == application && it.name == group;
            self.deploys().groups.retain(|it| !is_it(it));
            Ok(())
        })
        .await
    }

    async fn create_configuration(&self, name: &str, shape: Shape) -> Answer<()> {
        self.writes("CreateDeploymentConfig", || {
            self.deploys().configurations.insert(name.to_owned(), shape);
            Ok(())
        })
        .await
    }

    async fn delete_configuration(&self, name: &str) -> Answer<()> {
        self.writes("DeleteDeploymentConfig", || {
            self.deploys().configurations.remove(name);
            Ok(())
        })
        .await
    }
}
