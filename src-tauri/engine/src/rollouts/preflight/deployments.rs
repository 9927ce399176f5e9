//! CodeDeploy: nothing else under way, and able to do it where it shall.

use crossfade_domain::{
    qualifier::AliasName,
    rollout::{gates::MOST_ALARMS, plan::Shape},
};

use super::{Finding, Fix, Scene};
use crate::{
    failure::Failure,
    ports::{DeploymentGroup, GroupWatch, RollbackEvent},
    rollouts::{DriverWish, Rollouts, Wish, deploy::NO_STEPS},
};

/// The group through which a wish is carried out.
pub(super) enum Group {
    /// None: this program does it.
    None,
    /// It could not be looked at.
    Unread(Failure),
    /// It does not exist.
    Missing,
    /// It will be made.
    ToBeMade(GroupWatch),
    /// It is there.
    There(DeploymentGroup),
}

impl Group {
    /// What stops a deployment through it, as far as that is known.
    pub(super) fn watch(&self) -> Option<GroupWatch> {
        match self {
            Self::ToBeMade(watch) => Some(watch.clone()),
            Self::There(group) => Some(group.watch()),
            Self::None | Self::Unread(_) | Self::Missing => None,
        }
    }
}

/// Looks the wish's group up.
pub(super) async fn group(rollouts: &Rollouts, wish: &Wish) -> Group {
    let DriverWish::CodeDeploy { application, group, service_role } = &wish.driver else {
        return Group::None;
    };
    let groups = match rollouts.tools.account.deployments.groups().await {
        Ok(groups) => groups,
        Err(failure) => return Group::Unread(failure),
    };
    let is_it = |it: &DeploymentGroup| it.application == *application && it.name == *group;
    match (groups.into_iter().find(is_it), service_role) {
        (Some(found), _) => Group::There(found),
        (None, Some(_)) => Group::ToBeMade(GroupWatch {
            alarms: wish.gates.alarms.names.clone(),
            ignore_unreadable_alarms: false,
            rolls_back_on: RollbackEvent::ALL.to_vec(),
        }),
        (None, None) => Group::Missing,
    }
}

/// Whether a deployment of CodeDeploy moves an alias now.
pub(in crate::rollouts) async fn under_way(
    rollouts: &Rollouts,
    function: &str,
    alias: &AliasName,
) -> Finding {
    let running = match rollouts.glances.under_way_now().await {
        Ok(running) => running,
        Err(failure) => return Finding::unread("CodeDeploy's deployments", &failure),
    };
    let Some(found) = running.iter().find(|it| it.is_on(function, alias)) else {
        return Finding::fine("No deployment of CodeDeploy moves this alias now.");
    };
    Finding::blocks(
        format!("CodeDeploy's deployment `{}` of group `{}` moves it now.", found.id, found.group),
        "Both would move the alias, and each would take the other for somebody's mistake.",
        "Wait for it, or stop it: CodeDeploy then gives every call back to the version before.",
    )
    .with_fix(Fix::StopDeployment { id: found.id.clone() })
}

pub(super) fn deployments(scene: &Scene<'_>, firing: &[String]) -> Vec<Finding> {
    let DriverWish::CodeDeploy { group: name, .. } = &scene.wish.driver else {
        return Vec::new();
    };
    let mut findings: Vec<Finding> = shape(scene).into_iter().chain(gates(scene)).collect();
    match scene.group {
        Group::None => {}
        Group::Unread(failure) => findings.push(Finding::unread("The deployment groups", failure)),
        Group::Missing => findings.push(Finding::blocks(
            format!("The deployment group `{name}` does not exist."),
            "CodeDeploy deploys through a group.",
            "Choose another group, or have one made.",
        )),
        Group::ToBeMade(watch) => findings.push(to_be_made(name, watch)),
        Group::There(group) => {
            findings.extend(over_group(group, &scene.wish.gates.alarms.names));
        }
    }
    findings.extend(excusable(firing));
    findings
}

fn shape(scene: &Scene<'_>) -> Option<Finding> {
    let plan = &scene.wish.plan;
    (plan.shape() == Shape::Steps).then(|| {
        Finding::blocks(
            "CodeDeploy cannot carry out a list of steps.",
            NO_STEPS,
            "Choose a canary or linear pace, or let this program carry it out.",
        )
    })
}

/// Gates that only this program has.
fn gates(scene: &Scene<'_>) -> Option<Finding> {
    let gates = &scene.wish.gates;
    (gates.version.is_some() || !gates.probes.probes.is_empty()).then(|| {
        Finding::warning(
            "CodeDeploy watches the group's alarms only.",
            "The new version's own errors and the probes are not looked at while it shifts.",
            "Let this program carry it out if thin traffic may keep the alarms silent.",
        )
    })
}

/// CodeDeploy stops at once over an alarm that fires, so shipping anyway means
/// not watching it.
fn excusable(firing: &[String]) -> Option<Finding> {
    (!firing.is_empty()).then(|| {
        Finding::warning(
            "An alarm of the deployment group fires already.",
            "CodeDeploy stops a deployment at once while an alarm fires.",
            "Wait until it is OK, or choose to ship anyway in the review: the deployment is then \
             started without the alarms that fire.",
        )
    })
}

fn to_be_made(name: &str, watch: &GroupWatch) -> Finding {
    if watch.alarms.is_empty() {
        return Finding::warning(
            format!("The deployment group `{name}` will be made, and watch no alarm."),
            "Nothing stops the deployment when callers suffer.",
            "Choose an alarm among the gates.",
        );
    }
    Finding::fine(format!(
        "The deployment group `{name}` will be made; it watches `{}`, and rolls back on failure, \
         on alarm and on request.",
        watch.alarms.join("`, `")
    ))
}

/// What a group lacks, held against the alarms that are `wanted`.
pub(in crate::rollouts) fn over_group(group: &DeploymentGroup, wanted: &[String]) -> Vec<Finding> {
    let name = &group.name;
    let missing: Vec<&String> =
        wanted.iter().filter(|alarm| !group.alarms.contains(alarm)).collect();
    let after = complete(group, wanted);
    let fits = after.alarms.len() <= MOST_ALARMS;
    let fix = fits.then(|| Fix::WatchGroup { before: group.watch(), after });
    let mut findings = Vec::new();
    if group.alarms.is_empty() {
        let found = Finding::warning(
            format!("The group `{name}` watches no alarm."),
            "Nothing stops its deployments when callers suffer.",
            "Have it watch the alarms that you chose among the gates.",
        );
        findings.push(found.with(fix.clone().filter(|_| !wanted.is_empty())));
    } else if !missing.is_empty() {
        let missing: Vec<String> = missing.iter().map(|alarm| format!("`{alarm}`")).collect();
        findings.push(
            Finding::warning(
                format!("The group `{name}` does not watch {}.", missing.join(", ")),
                "CodeDeploy stops on the group's own alarms only.",
                "Have the group watch them, or take them out of the gates.",
            )
            .with(fix.clone()),
        );
    }
    if !group.rolls_back_on.contains(&RollbackEvent::StopOnAlarm) {
        findings.push(
            Finding::warning(
                format!("The group `{name}` does not roll back on an alarm."),
                "An alarm stops the deployment and leaves the alias split.",
                "Switch `DEPLOYMENT_STOP_ON_ALARM` on in the group's automatic rollback.",
            )
            .with(fix),
        );
    }
    if findings.is_empty() {
        findings.push(Finding::fine(format!(
            "The group `{name}` watches `{}` and rolls back on an alarm.",
            group.alarms.join("`, `")
        )));
    }
    findings
}

/// The group's watch with everything that a rollout needs.
fn complete(group: &DeploymentGroup, wanted: &[String]) -> GroupWatch {
    let mut watch = group.watch();
    watch.alarms.extend(wanted.iter().filter(|it| !group.alarms.contains(it)).cloned());
    watch.rolls_back_on = RollbackEvent::ALL.to_vec();
    watch
}
