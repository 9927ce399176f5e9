//! CodeDeploy: nothing else under way, and able to do it where it shall.

use crossfade_domain::rollout::plan::Shape;

use super::{Finding, Scene};
use crate::{
    ports::{Deployment, DeploymentGroup, RollbackEvent},
    rollouts::DriverWish,
};

pub(super) async fn deployments(scene: &Scene<'_>) -> Vec<Finding> {
    let mut findings = match scene.rollouts.follower.under_way_now().await {
        Ok(running) => under_way(scene, &running),
        Err(failure) => vec![Finding::unread("CodeDeploy's deployments", &failure)],
    };
    if let DriverWish::CodeDeploy { application, group, service_role } = &scene.wish.driver {
        findings.extend(shape(scene));
        findings.extend(gates(scene));
        match scene.rollouts.tools.account.deployments.groups().await {
            Ok(groups) => {
                let is_it =
                    |it: &&DeploymentGroup| it.application == *application && it.name == *group;
                let found = groups.iter().find(is_it);
                findings.extend(chosen(scene, group, found, service_role.is_some()));
            }
            Err(failure) => findings.push(Finding::unread("The deployment groups", &failure)),
        }
    }
    findings
}

fn under_way(scene: &Scene<'_>, running: &[Deployment]) -> Vec<Finding> {
    let (function, alias) = (&scene.wish.function, &scene.alias.name);
    let on_it = |deployment: &&Deployment| {
        let target = deployment.target.as_ref();
        target.is_some_and(|it| it.function == *function && it.alias == *alias)
    };
    let Some(found) = running.iter().find(on_it) else {
        return vec![Finding::fine("No deployment of CodeDeploy moves this alias now.")];
    };
    vec![Finding::blocks(
        format!("CodeDeploy's deployment `{}` of group `{}` moves it now.", found.id, found.group),
        "Both would move the alias, and each would take the other for somebody's mistake.",
        "Wait for it, or stop it; it is in the list of rollouts.",
    )]
}

fn shape(scene: &Scene<'_>) -> Option<Finding> {
    let plan = &scene.wish.plan;
    (plan.shape() == Shape::Steps).then(|| {
        Finding::blocks(
            "CodeDeploy cannot carry out a list of steps.",
            "It knows canary and linear rollouts only.",
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

fn chosen(
    scene: &Scene<'_>,
    name: &str,
    group: Option<&DeploymentGroup>,
    to_be_made: bool,
) -> Vec<Finding> {
    let Some(group) = group else {
        return vec![if to_be_made {
            Finding::fine(format!(
                "The deployment group `{name}` will be made; it rolls back on failure, on alarm \
                 and on request."
            ))
        } else {
            Finding::blocks(
                format!("The deployment group `{name}` does not exist."),
                "CodeDeploy deploys through a group.",
                "Choose another group, or have one made.",
            )
        }];
    };
    let mut findings = Vec::new();
    let missing: Vec<String> = scene
        .wish
        .gates
        .alarms
        .names
        .iter()
        .filter(|alarm| !group.alarms.contains(alarm))
        .map(|alarm| format!("`{alarm}`"))
        .collect();
    if !missing.is_empty() {
        findings.push(Finding::warning(
            format!("The group `{name}` does not watch {}.", missing.join(", ")),
            "CodeDeploy stops on the group's own alarms only.",
            "Add them to the group in CodeDeploy, or take them out of the gates.",
        ));
    }
    if !group.rolls_back_on.contains(&RollbackEvent::StopOnAlarm) {
        findings.push(Finding::warning(
            format!("The group `{name}` does not roll back on an alarm."),
            "An alarm stops the deployment and leaves the alias split.",
            "Switch `DEPLOYMENT_STOP_ON_ALARM` on in the group's automatic rollback.",
        ));
    }
    if findings.is_empty() {
        let alarms = group.alarms.len();
        findings.push(Finding::fine(format!(
            "The group `{name}` watches {alarms} alarms and rolls back on them."
        )));
    }
    findings
}
