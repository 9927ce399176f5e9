//! A change of what CodeDeploy keeps, as a person reads it, and as the `aws`
//! command that does the same.

use super::{DeploymentChange, Pace};
use crate::{
    changes::words::quoted,
    ports::{GroupWatch, NewDeploymentGroup, RollbackEvent},
};

impl DeploymentChange {
    /// What it does, as a sentence without its end.
    pub(in crate::changes) fn words(&self) -> String {
        match self {
            Self::MakeApplication { name } => format!("Make the CodeDeploy application `{name}`"),
            Self::DeleteApplication { name } => {
                format!("Delete the CodeDeploy application `{name}`")
            }
            Self::MakeGroup(group) => format!("Make the deployment group `{}`", group.name),
            Self::DeleteGroup(group) => format!("Delete the deployment group `{}`", group.name),
            Self::WatchGroup { group, after, .. } if after.alarms.is_empty() => {
                format!("Have the deployment group `{group}` watch no alarm")
            }
            Self::WatchGroup { group, after, .. } => {
                let back = match after.rolls_back_on.len() {
                    0 => "never roll back by itself",
                    3 => "roll back on failure, on alarm and on request",
                    _ => "roll back on some events",
                };
                format!(
                    "Have the deployment group `{group}` watch `{}`, and {back}",
                    after.alarms.join("`, `")
                )
            }
            Self::MakeConfiguration(pace) => {
                format!("Make the deployment configuration `{}`", pace.name)
            }
            Self::DeleteConfiguration(pace) => {
                format!("Delete the deployment configuration `{}`", pace.name)
            }
            Self::Stop { deployment, alias } if alias.is_empty() => {
                format!("Stop the deployment `{deployment}` and roll it back")
            }
            Self::Stop { deployment, alias } => {
                format!("Stop the deployment `{deployment}` of `{alias}` and roll it back")
            }
        }
    }

    /// What stood before, and what stands when it is done.
    pub(in crate::changes) fn states(&self) -> (String, String) {
        let plain = |before: &str, after: &str| (before.to_owned(), after.to_owned());
        match self {
            Self::MakeApplication { .. } | Self::MakeConfiguration(_) => {
                plain("not there", "there")
            }
            Self::DeleteApplication { .. } | Self::DeleteConfiguration(_) => {
                plain("there", "not there")
            }
            Self::MakeGroup(group) => ("not there".to_owned(), watching(&group.alarms)),
            Self::DeleteGroup(group) => (watching(&group.alarms), "not there".to_owned()),
            Self::WatchGroup { before, after, .. } => {
                (watching(&before.alarms), watching(&after.alarms))
            }
            Self::Stop { .. } => plain("under way", "stopped and rolled back"),
        }
    }

    /// What it writes to.
    pub(in crate::changes) fn subject(&self) -> String {
        match self {
            Self::MakeApplication { name } | Self::DeleteApplication { name } => {
                format!("application {name}")
            }
            Self::MakeGroup(group) | Self::DeleteGroup(group) => {
                format!("group {}/{}", group.application, group.name)
            }
            Self::WatchGroup { application, group, .. } => format!("group {application}/{group}"),
            Self::MakeConfiguration(pace) | Self::DeleteConfiguration(pace) => {
                format!("configuration {}", pace.name)
            }
            Self::Stop { deployment, .. } => format!("deployment {deployment}"),
        }
    }

    /// What it is called where a person has to type its name.
    pub(in crate::changes) fn called(&self) -> &str {
        match self {
            Self::MakeApplication { name } | Self::DeleteApplication { name } => name,
            Self::MakeGroup(group) | Self::DeleteGroup(group) => &group.name,
            Self::WatchGroup { group, .. } => group,
            Self::MakeConfiguration(pace) | Self::DeleteConfiguration(pace) => &pace.name,
            Self::Stop { deployment, .. } => deployment,
        }
    }

    /// What undoes it, as a sentence.
    pub(in crate::changes) const fn undo_words(&self) -> &'static str {
        match self {
            Self::MakeApplication { .. } | Self::MakeGroup(_) | Self::MakeConfiguration(_) => {
                "Clean up takes it away again."
            }
            Self::DeleteApplication { .. }
            | Self::DeleteGroup(_)
            | Self::DeleteConfiguration(_) => "Undo in Activity makes it anew.",
            Self::WatchGroup { .. } => "Undo in Activity has it watch what it watched before.",
            Self::Stop { .. } => "Nothing does; the rollout can be started anew.",
        }
    }

    /// The `aws` command that does the same.
    #[must_use]
    pub fn command(&self) -> String {
        let (application, rest) = match self {
            Self::MakeApplication { name } => {
                ("create-application --compute-platform Lambda", named(name))
            }
            Self::DeleteApplication { name } => ("delete-application", named(name)),
            Self::MakeGroup(group) => ("create-deployment-group", made(group)),
            Self::DeleteGroup(group) => {
                ("delete-deployment-group", in_application(&group.application, "", &group.name))
            }
            Self::WatchGroup { application, group, after, .. } => (
                "update-deployment-group",
                format!("{} {}", in_application(application, "current-", group), watch(after)),
            ),
            Self::MakeConfiguration(pace) => ("create-deployment-config", paced(pace)),
            Self::DeleteConfiguration(pace) => (
                "delete-deployment-config",
                format!("--deployment-config-name {}", quoted(&pace.name)),
            ),
            Self::Stop { deployment, .. } => {
                ("stop-deployment", format!("--deployment-id {deployment} --auto-rollback-enabled"))
            }
        };
        format!("aws deploy {application} {rest}")
    }
}

fn watching(alarms: &[String]) -> String {
    if alarms.is_empty() {
        return "watches no alarm".to_owned();
    }
    format!("watches `{}`", alarms.join("`, `"))
}

fn named(application: &str) -> String {
    format!("--application-name {}", quoted(application))
}

fn in_application(application: &str, which: &str, group: &str) -> String {
    format!("{} --{which}deployment-group-name {}", named(application), quoted(group))
}

fn made(group: &NewDeploymentGroup) -> String {
    let all = GroupWatch {
        alarms: group.alarms.clone(),
        ignore_unreadable_alarms: false,
        rolls_back_on: RollbackEvent::ALL.to_vec(),
    };
    format!(
        "{} --service-role-arn {} --deployment-config-name {} --deployment-style \
         deploymentType=BLUE_GREEN,deploymentOption=WITH_TRAFFIC_CONTROL {}",
        in_application(&group.application, "", &group.name),
        group.service_role,
        quoted(&group.configuration),
        watch(&all)
    )
}

fn watch(watch: &GroupWatch) -> String {
    let alarms: Vec<String> = watch.alarms.iter().map(|name| format!("{{name={name}}}")).collect();
    let alarms = format!(
        "enabled={},ignorePollAlarmFailure={},alarms=[{}]",
        !alarms.is_empty(),
        watch.ignore_unreadable_alarms,
        alarms.join(",")
    );
    let events: Vec<&str> = watch.rolls_back_on.iter().map(|event| event.as_str()).collect();
    let back = if events.is_empty() {
        "enabled=false".to_owned()
    } else {
        format!("enabled=true,events={}", events.join(","))
    };
    format!("--alarm-configuration {} --auto-rollback-configuration {back}", quoted(&alarms))
}

fn paced(pace: &Pace) -> String {
    let Pace { name, linear, percent, minutes } = pace;
    let (kind, part, member) = if *linear {
        ("TimeBasedLinear", "linear", "timeBasedLinear")
    } else {
        ("TimeBasedCanary", "canary", "timeBasedCanary")
    };
    let routing =
        format!("type={kind},{member}={{{part}Percentage={percent},{part}Interval={minutes}}}");
    format!(
        "--compute-platform Lambda --deployment-config-name {} --traffic-routing-config {}",
        quoted(name),
        quoted(&routing)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_change_is_told_as_the_command_that_does_the_same() {
        let pace = Pace { name: "Own".to_owned(), linear: true, percent: 25, minutes: 2 };
        assert_eq!(
            DeploymentChange::MakeConfiguration(pace).command(),
            "aws deploy create-deployment-config --compute-platform Lambda \
             --deployment-config-name Own --traffic-routing-config \
             'type=TimeBasedLinear,timeBasedLinear={linearPercentage=25,linearInterval=2}'"
        );
        let group = NewDeploymentGroup {
            application: "shop".to_owned(),
            name: "orders".to_owned(),
            service_role: "arn:aws:iam::111122223333:role/deploy".to_owned(),
            configuration: "CodeDeployDefault.LambdaAllAtOnce".to_owned(),
            alarms: vec!["errors".to_owned()],
        };
        let made = DeploymentChange::MakeGroup(group).command();
        assert!(
            made.contains("'enabled=true,ignorePollAlarmFailure=false,alarms=[{name=errors}]'"),
            "{made}"
        );
        assert!(
            made.ends_with(
                "events=DEPLOYMENT_FAILURE,DEPLOYMENT_STOP_ON_ALARM,DEPLOYMENT_STOP_ON_REQUEST"
            ),
            "{made}"
        );
    }
}
