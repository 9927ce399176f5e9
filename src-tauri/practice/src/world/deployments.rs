//! Deployments of CodeDeploy: they really move aliases as time passes.
//!
//! Source: CodeDeploy user guide, "Deployments on an AWS Lambda compute
//! platform", "Monitoring deployments with alarms", "Redeploy and roll back".
//! Invariant: a deployment moves an alias only as long as the alias stands
//! where the deployment left it.

use std::collections::BTreeMap;

use crossfade_domain::qualifier::Version;

use super::function::{Alias, Function};
use crate::cloudwatch::alarm::{Alarm, State};

/// A deployment that was created begins after so long.
const BEGINS_AFTER_MS: i64 = 2_000;
/// How often a running deployment looks at its group's alarms. AWS publishes
/// no number; reactions within about a minute are usual, of which the alarm
/// itself takes most.
const POLLS_EVERY_MS: i64 = 15_000;
/// Deployment groups hold at most this many alarms.
pub(crate) const MOST_ALARMS: usize = 10;

/// Everything that CodeDeploy has in the account.
#[derive(Debug, Default)]
pub(crate) struct CodeDeploy {
    /// Applications on the Lambda compute platform, by name.
    pub applications: BTreeMap<String, Application>,
    /// Deployment configurations of one's own, by name.
    pub configurations: BTreeMap<String, Routing>,
    /// In the order in which they were created.
    pub deployments: Vec<Deployment>,
}

/// An application.
#[derive(Debug, Clone)]
pub(crate) struct Application {
    /// `applicationId`
    pub id: String,
    /// `createTime`, milliseconds since 1970.
    pub created_ms: i64,
    /// Its deployment groups by name.
    pub groups: BTreeMap<String, Group>,
}

/// A deployment group.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    /// `deploymentGroupId`
    pub id: String,
    /// `deploymentConfigName`
    pub configuration: String,
    /// `serviceRoleArn`
    pub service_role: String,
    /// `alarmConfiguration`
    pub alarms: Watch,
    /// `autoRollbackConfiguration.events`; empty when it is not enabled.
    pub rolls_back_on: Vec<String>,
}

/// `alarmConfiguration`
#[derive(Debug, Clone, Default)]
pub(crate) struct Watch {
    /// `enabled`
    pub enabled: bool,
    /// `ignorePollAlarmFailure`
    pub ignore_failure: bool,
    /// Names.
    pub names: Vec<String>,
}

/// `trafficRoutingConfig`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Routing {
    /// `AllAtOnce`
    AllAtOnce,
    /// `TimeBasedCanary`: percent, minutes.
    Canary(i64, i64),
    /// `TimeBasedLinear`: percent, minutes.
    Linear(i64, i64),
}

impl Routing {
    /// The weight in percent `minutes` after the first shift.
    fn percent_after(self, minutes: i64) -> i64 {
        match self {
            Self::AllAtOnce => 100,
            Self::Canary(percent, interval) => {
                if minutes >= interval {
                    100
                } else {
                    percent
                }
            }
            Self::Linear(percent, interval) => (percent * (1 + minutes / interval)).min(100),
        }
    }
}

/// `deploymentStatus`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// `Created`
    Created,
    /// `InProgress`
    InProgress,
    /// `Succeeded`
    Succeeded,
    /// `Failed`
    Failed,
    /// `Stopped`
    Stopped,
}

impl Status {
    /// AWS's word.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Created => "Created",
            Self::InProgress => "InProgress",
            Self::Succeeded => "Succeeded",
            Self::Failed => "Failed",
            Self::Stopped => "Stopped",
        }
    }

    /// Whether it will change no more.
    pub(crate) const fn is_over(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Stopped)
    }
}

/// A deployment.
#[derive(Debug, Clone)]
pub(crate) struct Deployment {
    /// `deploymentId`
    pub id: String,
    /// `applicationName`
    pub application: String,
    /// `deploymentGroupName`
    pub group: String,
    /// `deploymentConfigName`
    pub configuration: String,
    /// How it shifts.
    pub routing: Routing,
    /// `description`
    pub description: Option<String>,
    /// `creator`
    pub creator: &'static str,
    /// The `AppSpec` as it was given.
    pub app_spec: String,
    /// The function's name.
    pub function: String,
    /// The alias's name.
    pub alias: String,
    /// `currentVersion`
    pub from: u64,
    /// `targetVersion`
    pub to: u64,
    /// `status`
    pub status: Status,
    /// `createTime`
    pub created_ms: i64,
    /// When the first calls were shifted.
    pub shifted_ms: Option<i64>,
    /// `completeTime`
    pub completed_ms: Option<i64>,
    /// `targetVersionWeight` in percent.
    pub percent: i64,
    /// `errorInformation`
    pub error: Option<(&'static str, String)>,
    /// `rollbackInfo.rollbackDeploymentId`
    pub rolled_back_by: Option<String>,
    /// `rollbackInfo.rollbackTriggeringDeploymentId`
    pub rolls_back: Option<String>,
    /// When it looks at alarms next.
    pub next_poll_ms: i64,
    /// `overrideAlarmConfiguration`, in place of the group's alarms.
    pub alarms: Option<Watch>,
    /// Somebody asked it to stop.
    pub stopping: Option<Stopping>,
}

/// A stop that was asked for and is yet to come.
#[derive(Debug, Clone)]
pub(crate) struct Stopping {
    /// When it comes.
    pub due_ms: i64,
    /// `errorInformation.message`
    pub reason: String,
    /// Whether calls are given back.
    pub roll_back: bool,
}

impl Deployment {
    fn next_due(&self) -> Option<i64> {
        if let Some(stopping) = &self.stopping {
            return Some(stopping.due_ms);
        }
        match (self.status, self.shifted_ms) {
            (Status::Created, _) => Some(self.created_ms + BEGINS_AFTER_MS),
            (Status::InProgress, Some(first)) => {
                let shift = match self.routing {
                    Routing::AllAtOnce => first,
                    Routing::Canary(_, minutes) => first + minutes * 60_000,
                    Routing::Linear(percent, minutes) => {
                        first + (self.percent / percent) * minutes * 60_000
                    }
                };
                Some(shift.min(self.next_poll_ms))
            }
            (Status::InProgress, None) => Some(self.next_poll_ms),
            (Status::Succeeded | Status::Failed | Status::Stopped, _) => None,
        }
    }

    fn end(&mut self, status: Status, error: Option<(&'static str, String)>, now_ms: i64) {
        self.stopping = None;
        self.status = status;
        self.error = error;
        self.completed_ms = Some(now_ms);
    }
}

/// What deployments act on.
pub(crate) struct Stage<'a> {
    /// Functions by name.
    pub functions: &'a mut BTreeMap<String, Function>,
    /// Alarms by name.
    pub alarms: &'a BTreeMap<String, Alarm>,
    /// Makes ids.
    pub new_id: &'a mut dyn FnMut() -> String,
}

impl CodeDeploy {
    /// When something is due next.
    pub(crate) fn next_due(&self) -> Option<i64> {
        self.deployments.iter().filter_map(Deployment::next_due).min()
    }

    /// Does everything that is due.
    pub(crate) fn act(&mut self, stage: &mut Stage<'_>, now_ms: i64) {
        for place in 0..self.deployments.len() {
            while self.deployments[place].next_due().is_some_and(|due| due <= now_ms) {
                self.act_on(place, stage, now_ms);
            }
        }
    }

    /// Stops a deployment, as `StopDeployment` or an alarm does, and rolls it
    /// back where that is wished.
    pub(crate) fn stop(
        &mut self,
        place: usize,
        error: Option<(&'static str, String)>,
        roll_back: bool,
        new_id: &mut dyn FnMut() -> String,
        now_ms: i64,
    ) {
        let status = match &error {
            Some((code, _)) if *code != "ALARM_ACTIVE" && *code != "MANUAL_STOP" => Status::Failed,
            Some(_) | None => Status::Stopped,
        };
        let stopped = &mut self.deployments[place];
        stopped.end(status, error, now_ms);
        if !roll_back || stopped.shifted_ms.is_none() || stopped.rolls_back.is_some() {
            return;
        }
        let id = deployment_id(&new_id());
        stopped.rolled_back_by = Some(id.clone());
        let back = Deployment {
            id,
            routing: Routing::AllAtOnce,
            description: Some(format!("Rolls back {}", stopped.id)),
            creator: "codeDeployRollback",
            from: stopped.to,
            to: stopped.from,
            status: Status::Created,
            created_ms: now_ms,
            shifted_ms: None,
            completed_ms: None,
            percent: 0,
            error: None,
            rolled_back_by: None,
            rolls_back: Some(stopped.id.clone()),
            next_poll_ms: now_ms,
            stopping: None,
            ..stopped.clone()
        };
        self.deployments.push(back);
    }

    fn act_on(&mut self, place: usize, stage: &mut Stage<'_>, now_ms: i64) {
        if self.deployments[place].rolls_back.is_some() {
            return self.give_back(place, stage, now_ms);
        }
        if let Some(Stopping { reason, roll_back, .. }) = self.deployments[place].stopping.take() {
            let error = ("MANUAL_STOP", reason);
            return self.stop(place, Some(error), roll_back, stage.new_id, now_ms);
        }
        if let Some(error) = self.stopped_by_alarm(place, stage) {
            let roll_back = self.rolls_back_on(place, "DEPLOYMENT_STOP_ON_ALARM");
            return self.stop(place, Some(error), roll_back, stage.new_id, now_ms);
        }
        if let Some(error) = disturbed(&self.deployments[place], stage.functions) {
            let roll_back = self.rolls_back_on(place, "DEPLOYMENT_FAILURE")
                && self.deployments[place].shifted_ms.is_none();
            return self.stop(place, Some(error), roll_back, stage.new_id, now_ms);
        }
        let deployment = &mut self.deployments[place];
        deployment.status = Status::InProgress;
        deployment.next_poll_ms = now_ms + POLLS_EVERY_MS;
        let first = *deployment.shifted_ms.get_or_insert(now_ms);
        let percent = deployment.routing.percent_after((now_ms - first) / 60_000);
        if percent != deployment.percent {
            deployment.percent = percent;
            shift(deployment, stage, now_ms);
        }
        if percent == 100 {
            deployment.end(Status::Succeeded, None, now_ms);
        }
    }

    /// A rollback is a deployment of its own, all at once.
    fn give_back(&mut self, place: usize, stage: &mut Stage<'_>, now_ms: i64) {
        let deployment = &mut self.deployments[place];
        deployment.percent = 100;
        deployment.shifted_ms = Some(now_ms);
        shift(deployment, stage, now_ms);
        deployment.end(Status::Succeeded, None, now_ms);
    }

    fn group_of(&self, place: usize) -> Option<&Group> {
        let deployment = &self.deployments[place];
        self.applications.get(&deployment.application)?.groups.get(&deployment.group)
    }

    pub(crate) fn rolls_back_on(&self, place: usize, event: &str) -> bool {
        let group = self.group_of(place);
        group.is_some_and(|group| group.rolls_back_on.iter().any(|it| it == event))
    }

    fn stopped_by_alarm(&self, place: usize, stage: &Stage<'_>) -> Option<(&'static str, String)> {
        let own = self.deployments[place].alarms.as_ref();
        let watch = own.or_else(|| self.group_of(place).map(|group| &group.alarms));
        let watch = watch.filter(|watch| watch.enabled)?;
        let firing = |name: &&String| {
            stage.alarms.get(*name).is_some_and(|alarm| alarm.state == State::Alarm)
        };
        if let Some(name) = watch.names.iter().find(firing) {
            let text = format!(
                "One or more alarms have been activated according to the Amazon \
                 CloudWatch metrics you selected, and the affected deployments have been stopped. \
                 Activated alarms: <{name}>"
            );
            return Some(("ALARM_ACTIVE", text));
        }
        let missing = watch.names.iter().find(|name| !stage.alarms.contains_key(*name));
        missing.filter(|_| !watch.ignore_failure).map(|name| {
            let text = format!("CodeDeploy could not retrieve the status of the alarm {name}.");
            ("ALARM_ACTIVE", text)
        })
    }
}

/// CodeDeploy's ids look so.
pub(crate) fn deployment_id(random: &str) -> String {
    let letters = random.chars().filter(char::is_ascii_alphanumeric).take(9);
    format!("d-{}", letters.collect::<String>().to_ascii_uppercase())
}

/// Whether the alias is not where the deployment left it.
fn disturbed(
    deployment: &Deployment,
    functions: &BTreeMap<String, Function>,
) -> Option<(&'static str, String)> {
    let Deployment { function, alias, from, to, percent, .. } = deployment;
    let failed = |text: String| Some(("INVALID_LAMBDA_CONFIGURATION", text));
    let Some(found) = functions.get(function).and_then(|it| it.aliases.get(alias)) else {
        return failed(format!("The alias {alias} of function {function} does not exist."));
    };
    if found.version != Version::Published(*from) {
        return failed(format!(
            "The alias {alias} points to version {}, not to the current version {from}.",
            found.version
        ));
    }
    let weight = found.weights.get(to).copied().unwrap_or_default();
    #[expect(clippy::cast_precision_loss, reason = "a percentage")]
    let ours = (weight * 100.0 - *percent as f64).abs() < 0.005;
    let alone = found.weights.keys().all(|version| version == to);
    if ours && alone {
        return None;
    }
    failed(format!("The alias {alias} has routing weights that this deployment did not set."))
}

fn shift(deployment: &Deployment, stage: &mut Stage<'_>, now_ms: i64) {
    let revision_id = (stage.new_id)();
    let function = stage.functions.get_mut(&deployment.function);
    let Some(function) = function else { return };
    let Some(alias) = function.aliases.get(&deployment.alias) else { return };
    let mut alias = Alias { revision_id, weights: BTreeMap::new(), ..alias.clone() };
    if deployment.percent == 100 {
        alias.version = Version::Published(deployment.to);
    } else {
        #[expect(clippy::cast_precision_loss, reason = "a percentage")]
        let weight = deployment.percent as f64 / 100.0;
        alias.weights.insert(deployment.to, weight);
    }
    function.set_alias(&deployment.alias, alias, now_ms);
}
