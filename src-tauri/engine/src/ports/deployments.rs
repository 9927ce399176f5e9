//! Deployments of AWS CodeDeploy on the Lambda compute platform.

use async_trait::async_trait;
use crossfade_domain::{
    qualifier::{AliasName, Version},
    rollout::plan::Shape,
    weight::Weight,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::Answer;

/// What makes a deployment group roll back by itself
/// (`autoRollbackConfiguration.events`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RollbackEvent {
    /// `DEPLOYMENT_FAILURE`
    Failure,
    /// `DEPLOYMENT_STOP_ON_ALARM`
    StopOnAlarm,
    /// `DEPLOYMENT_STOP_ON_REQUEST`
    StopOnRequest,
}

impl RollbackEvent {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Failure, Self::StopOnAlarm, Self::StopOnRequest];

    /// AWS's word for it (`AutoRollbackEvent`).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Failure => "DEPLOYMENT_FAILURE",
            Self::StopOnAlarm => "DEPLOYMENT_STOP_ON_ALARM",
            Self::StopOnRequest => "DEPLOYMENT_STOP_ON_REQUEST",
        }
    }
}

/// A deployment group of a Lambda application (`BatchGetDeploymentGroups`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeploymentGroup {
    /// The application's name.
    pub application: String,
    /// The group's name.
    pub name: String,
    /// The role that CodeDeploy takes on, an ARN.
    pub service_role: String,
    /// Its deployment configuration, such as
    /// `CodeDeployDefault.LambdaCanary10Percent5Minutes`.
    pub configuration: String,
    /// The alarms that stop its deployments; empty when that is switched off.
    pub alarms: Vec<String>,
    /// `ignorePollAlarmFailure`
    pub ignore_unreadable_alarms: bool,
    /// When it rolls back by itself; empty when it never does.
    pub rolls_back_on: Vec<RollbackEvent>,
    /// Ids of the deployments that it carried out last
    /// (`lastAttemptedDeployment`, `lastSuccessfulDeployment`).
    pub last: Vec<String>,
}

/// Which alarms stop a group's deployments, and when it rolls back by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupWatch {
    /// Names of alarms, at most ten; none switches the watching off.
    pub alarms: Vec<String>,
    /// `ignorePollAlarmFailure`
    pub ignore_unreadable_alarms: bool,
    /// The events; none switches rolling back off.
    pub rolls_back_on: Vec<RollbackEvent>,
}

impl DeploymentGroup {
    /// What it watches.
    #[must_use]
    pub fn watch(&self) -> GroupWatch {
        GroupWatch {
            alarms: self.alarms.clone(),
            ignore_unreadable_alarms: self.ignore_unreadable_alarms,
            rolls_back_on: self.rolls_back_on.clone(),
        }
    }
}

/// A deployment group to be made (`CreateDeploymentGroup`); it rolls back on
/// all three events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewDeploymentGroup {
    /// The application's name.
    pub application: String,
    /// The group's name.
    pub name: String,
    /// The role that CodeDeploy takes on, an ARN.
    pub service_role: String,
    /// Its deployment configuration.
    pub configuration: String,
    /// The alarms that stop its deployments, at most ten.
    pub alarms: Vec<String>,
}

/// How a deployment ended, or how far it is (`DeploymentStatus`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeploymentStatus {
    /// `Created`
    Created,
    /// `Queued`
    Queued,
    /// `InProgress`, `Baking` or `Ready`
    InProgress,
    /// `Succeeded`
    Succeeded,
    /// `Failed`
    Failed,
    /// `Stopped`
    Stopped,
}

impl DeploymentStatus {
    /// Whether it will change no more.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Stopped)
    }
}

/// A deployment to be started (`CreateDeployment` with an `AppSpec`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDeployment {
    /// The application's name.
    pub application: String,
    /// The group's name.
    pub group: String,
    /// Another configuration than the group's own.
    pub configuration: Option<String>,
    /// The function's name.
    pub function: String,
    /// The alias.
    pub alias: AliasName,
    /// `CurrentVersion`: where the alias stands.
    pub from: Version,
    /// `TargetVersion`
    pub to: Version,
    /// Kept by CodeDeploy; names the rollout, so that it is found again when
    /// the answer was lost. At most 100 characters.
    pub description: String,
    /// The alarms that stop this deployment in place of the group's own
    /// (`overrideAlarmConfiguration`); `None` leaves the group's.
    pub alarms: Option<AlarmOverride>,
}

/// Alarms for one deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlarmOverride {
    /// Their names; none switches the watching off.
    pub names: Vec<String>,
    /// `ignorePollAlarmFailure`
    pub ignore_unreadable: bool,
}

/// A deployment (`BatchGetDeployments`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deployment {
    /// Such as `d-ABCDEF123`.
    pub id: String,
    /// The application's name.
    pub application: String,
    /// The group's name.
    pub group: String,
    /// Its deployment configuration.
    pub configuration: String,
    /// How far it is.
    pub status: DeploymentStatus,
    /// What its starter wrote; empty when nothing.
    pub description: String,
    /// AWS's word for who started it, such as `user` or `codeDeployRollback`.
    pub creator: String,
    /// When it was created.
    pub created: Timestamp,
    /// When it ended.
    pub completed: Option<Timestamp>,
    /// AWS's code and message, when it failed or was stopped.
    pub error: Option<(String, String)>,
    /// The deployment that rolled this one back.
    pub rolled_back_by: Option<String>,
    /// The deployment that this one rolls back.
    pub rolls_back: Option<String>,
    /// What it moves, as its `AppSpec` or its target says; `None` while
    /// CodeDeploy does not tell.
    pub moves: Option<DeploymentMove>,
}

impl Deployment {
    /// Whether it moves this alias.
    #[must_use]
    pub fn is_on(&self, function: &str, alias: &AliasName) -> bool {
        let moves = self.moves.as_ref();
        moves.is_some_and(|it| it.function == function && it.alias == *alias)
    }
}

/// What a deployment moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeploymentMove {
    /// The function's name.
    pub function: String,
    /// The alias.
    pub alias: AliasName,
    /// The version that it moves away from.
    pub from: Version,
    /// The version that it moves to.
    pub to: Version,
}

/// How far a deployment is (`LambdaTarget`).
#[derive(Debug, Clone, PartialEq)]
pub struct DeploymentProgress {
    /// What it moves.
    pub moves: DeploymentMove,
    /// What the new version gets now.
    pub weight: Weight,
    /// `BeforeAllowTraffic`, `AllowTraffic`, `AfterAllowTraffic`.
    pub events: Vec<LifecycleEvent>,
}

/// One lifecycle event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LifecycleEvent {
    /// AWS's name for it.
    pub name: String,
    /// AWS's word, such as `Succeeded`, `InProgress`, `Skipped`.
    pub status: String,
    /// When it began.
    pub started: Option<Timestamp>,
    /// When it ended.
    pub ended: Option<Timestamp>,
}

/// CodeDeploy runs a deployment for 50 hours at most.
const LONGEST_DEPLOYMENT: SignedDuration = SignedDuration::from_hours(50);

/// Looks deployments up.
#[async_trait]
pub trait DeploymentCatalog: Send + Sync {
    /// Names of the applications on the Lambda compute platform
    /// (`ListApplications`, `BatchGetApplications`).
    async fn applications(&self) -> Answer<Vec<String>>;
    /// Every group of every Lambda application (`ListDeploymentGroups`,
    /// `BatchGetDeploymentGroups`).
    async fn groups(&self) -> Answer<Vec<DeploymentGroup>>;
    /// Ids of the account's deployments since `from`, newest first; only those
    /// that are not over when `under_way` (`ListDeployments`).
    async fn deployment_ids(&self, from: Timestamp, under_way: bool) -> Answer<Vec<String>>;
    /// Lambda deployments that are not over, whoever started them.
    async fn under_way(&self, now: Timestamp) -> Answer<Vec<Deployment>> {
        let ids = self.deployment_ids(now - LONGEST_DEPLOYMENT, true).await?;
        self.deployments(&ids).await
    }
    /// Lambda deployments by id, in the same order; others and unknown ones
    /// are left out (`BatchGetDeployments` 25 at a time; the target of those
    /// whose `AppSpec` is not told).
    async fn deployments(&self, ids: &[String]) -> Answer<Vec<Deployment>>;
    /// How far a deployment is; `None` while CodeDeploy does not tell
    /// (`ListDeploymentTargets`, `BatchGetDeploymentTargets`).
    async fn progress(&self, id: &str) -> Answer<Option<DeploymentProgress>>;
    /// The shape of a deployment configuration, `None` when it does not exist
    /// or is not for Lambda (`GetDeploymentConfig`).
    async fn shape(&self, configuration: &str) -> Answer<Option<Shape>>;
}

/// Starts and stops deployments.
#[async_trait]
pub trait Deployer: Send + Sync {
    /// Starts one and answers its id (`CreateDeployment`).
    async fn start(&self, deployment: &NewDeployment) -> Answer<String>;
    /// Stops one, with or without a rollback (`StopDeployment`).
    async fn stop(&self, id: &str, roll_back: bool) -> Answer<()>;
}

/// Makes what deployments need, and takes it away.
#[async_trait]
pub trait DeploymentKeeper: Send + Sync {
    /// Makes a Lambda application (`CreateApplication`).
    async fn create_application(&self, name: &str) -> Answer<()>;
    /// Deletes an application with all its groups (`DeleteApplication`).
    async fn delete_application(&self, name: &str) -> Answer<()>;
    /// Makes a group (`CreateDeploymentGroup`).
    async fn create_group(&self, group: &NewDeploymentGroup) -> Answer<()>;
    /// Changes what a group watches (`UpdateDeploymentGroup`).
    async fn watch_group(&self, application: &str, group: &str, watch: &GroupWatch) -> Answer<()>;
    /// Deletes a group (`DeleteDeploymentGroup`).
    async fn delete_group(&self, application: &str, group: &str) -> Answer<()>;
    /// Makes a canary or linear configuration (`CreateDeploymentConfig`).
    async fn create_configuration(&self, name: &str, shape: Shape) -> Answer<()>;
    /// Deletes a configuration of one's own (`DeleteDeploymentConfig`).
    async fn delete_configuration(&self, name: &str) -> Answer<()>;
}
