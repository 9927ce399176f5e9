//! The alarms of the gates: there, about this alias, and quiet.

use super::{Finding, Scene};
use crate::{
    ports::{Alarm, AlarmState, Sight},
    rollouts::DriverWish,
};

/// Findings, and the names of the alarms that fire now.
pub(super) async fn alarms(scene: &Scene<'_>) -> (Vec<Finding>, Vec<String>) {
    let (names, overlooked) = scene.watched();
    if names.is_empty() {
        return (without_alarms(scene), Vec::new());
    }
    let read = scene.rollouts.tools.account.alarms.alarms(Some(&names)).await;
    let found = match read {
        Ok(found) => found,
        Err(failure) => return (vec![Finding::unread("The alarms", &failure)], Vec::new()),
    };
    let mut findings = Vec::new();
    for name in &names {
        match found.iter().find(|alarm| alarm.name == *name) {
            Some(alarm) => findings.extend(judged(scene, alarm)),
            None => findings.push(missing(name, overlooked)),
        }
    }
    let firing = found.into_iter().filter(|alarm| alarm.state == AlarmState::Alarm);
    (findings, firing.map(|alarm| alarm.name).collect())
}

fn without_alarms(scene: &Scene<'_>) -> Vec<Finding> {
    // What CodeDeploy does not watch is told with its group.
    if scene.wish.gates.version.is_some() || scene.wish.driver != DriverWish::Program {
        return Vec::new();
    }
    vec![Finding::warning(
        "Nothing watches the calls while they shift.",
        "Only a person would notice that the new version fails.",
        "Choose an alarm, or let the new version's own errors be compared.",
    )]
}

fn missing(name: &str, overlooked: bool) -> Finding {
    let found = format!("The alarm `{name}` does not exist.");
    let why = "An alarm that cannot be read cannot stop the rollout.";
    let remedy = "Take it out of the gates, or make it.";
    if overlooked {
        Finding::warning(found, why, remedy)
    } else {
        Finding::blocks(found, why, remedy)
    }
}

fn judged(scene: &Scene<'_>, alarm: &Alarm) -> Vec<Finding> {
    let name = &alarm.name;
    let mut findings = vec![sight(scene, alarm)];
    match alarm.state {
        AlarmState::Ok => {}
        AlarmState::Alarm => findings.push(Finding::warning(
            format!("The alarm `{name}` fires now: {}", alarm.reason),
            "The rollout would stop before its first step.",
            match scene.wish.driver {
                DriverWish::Program => {
                    "If the new version is the fix, choose to ship it anyway when you start; the \
                     alarm counts again once it has been OK."
                }
                DriverWish::CodeDeploy { .. } => {
                    "If the new version is the fix, choose to ship it anyway when you start; this \
                     deployment then does not watch the alarm at all."
                }
            },
        )),
        AlarmState::InsufficientData => findings.push(Finding::warning(
            format!("The alarm `{name}` has too little data to say anything."),
            "It stays silent as long as that is so, whatever happens to callers.",
            "Have probes and the new version's own errors watched as well.",
        )),
    }
    findings
}

/// Alarms that are built on the wrong dimensions never get data (SAM issue 518).
fn sight(scene: &Scene<'_>, alarm: &Alarm) -> Finding {
    let (function, alias, to) = (&scene.wish.function, &scene.alias.name, scene.wish.to);
    let name = &alarm.name;
    let reads: Vec<String> = alarm.reads.iter().map(ToString::to_string).collect();
    let reads = reads.join(" and ");
    match alarm.sight(function, alias, Some(to)) {
        Sight::Sees => {
            Finding::fine(format!("The alarm `{name}` sees this alias: {}.", alarm.condition))
        }
        Sight::Elsewhere => Finding::fine(format!(
            "The alarm `{name}` watches something else: {reads}. It rolls back when that fires."
        )),
        Sight::Composite => Finding::fine(format!(
            "The alarm `{name}` is a composite alarm: it has no dimensions of its own to check, \
             and fires when its rule is met: {}. Whether the alarms in the rule see this alias is \
             not looked into.",
            alarm.condition
        )),
        Sight::Unknown => Finding::fine(format!(
            "The alarm `{name}` is built on a query ({}); what it watches is not looked into.",
            alarm.condition
        )),
        Sight::OtherVersion(other) => Finding::warning(
            format!("The alarm `{name}` counts the calls of version {other} only."),
            "Nothing that the new version does can make it fire.",
            format!(
                "Build it on `ExecutedVersion` = `{to}`, or leave that dimension out, or take the \
                 alarm out of the gates."
            ),
        ),
        Sight::Blind => Finding::warning(
            format!("The alarm `{name}` is built on {reads}."),
            "It gets no data of this alias, so it can never stop this rollout.",
            format!(
                "Build it on `FunctionName` = `{function}` and `Resource` = `{function}:{alias}`."
            ),
        ),
    }
}
