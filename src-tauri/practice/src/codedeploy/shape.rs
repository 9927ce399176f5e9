//! CodeDeploy's shapes.

use jiff::Timestamp;

use crate::{
    wire::doc::{Doc, structure},
    world::deployments::{Application, Deployment, Group, Routing, Status, Watch},
};

pub(super) fn time(ms: i64) -> Doc {
    Doc::Time(Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH))
}

/// `ApplicationInfo`
pub(super) fn application(name: &str, application: &Application) -> Doc {
    structure([
        ("applicationId", Some(Doc::of(&application.id))),
        ("applicationName", Some(Doc::of(name))),
        ("createTime", Some(time(application.created_ms))),
        ("linkedToGitHub", Some(Doc::Bool(false))),
        ("computePlatform", Some(Doc::of("Lambda"))),
    ])
}

/// `DeploymentGroupInfo`
pub(super) fn group(
    application: &str,
    name: &str,
    group: &Group,
    deployments: &[Deployment],
) -> Doc {
    let own = |it: &&Deployment| it.application == application && it.group == name;
    let last = |wanted: fn(&Deployment) -> bool| {
        let found = deployments.iter().rev().filter(own).find(|it| wanted(it))?;
        Some(structure([
            ("deploymentId", Some(Doc::of(&found.id))),
            ("status", Some(Doc::of(found.status.word()))),
            ("createTime", Some(time(found.created_ms))),
            ("endTime", found.completed_ms.map(time)),
        ]))
    };
    let alarms = alarms(&group.alarms);
    let rollback = structure([
        ("enabled", Some(Doc::Bool(!group.rolls_back_on.is_empty()))),
        ("events", Some(Doc::each(&group.rolls_back_on, Doc::of))),
    ]);
    let style = structure([
        ("deploymentType", Some(Doc::of("BLUE_GREEN"))),
        ("deploymentOption", Some(Doc::of("WITH_TRAFFIC_CONTROL"))),
    ]);
    structure([
        ("applicationName", Some(Doc::of(application))),
        ("deploymentGroupId", Some(Doc::of(&group.id))),
        ("deploymentGroupName", Some(Doc::of(name))),
        ("deploymentConfigName", Some(Doc::of(&group.configuration))),
        ("serviceRoleArn", Some(Doc::of(&group.service_role))),
        ("alarmConfiguration", Some(alarms)),
        ("autoRollbackConfiguration", Some(rollback)),
        ("deploymentStyle", Some(style)),
        ("lastAttemptedDeployment", last(|_| true)),
        ("lastSuccessfulDeployment", last(|it| it.status == Status::Succeeded)),
        ("computePlatform", Some(Doc::of("Lambda"))),
    ])
}

/// `AlarmConfiguration`
fn alarms(watch: &Watch) -> Doc {
    let alarm = |name: &String| structure([("name", Some(Doc::of(name)))]);
    structure([
        ("enabled", Some(Doc::Bool(watch.enabled))),
        ("ignorePollAlarmFailure", Some(Doc::Bool(watch.ignore_failure))),
        ("alarms", Some(Doc::each(&watch.names, alarm))),
    ])
}

/// `DeploymentConfigInfo`
pub(super) fn configuration(name: &str, routing: Routing) -> Doc {
    let (kind, canary, linear) = match routing {
        Routing::AllAtOnce => ("AllAtOnce", None, None),
        Routing::Canary(percent, minutes) => ("TimeBasedCanary", Some((percent, minutes)), None),
        Routing::Linear(percent, minutes) => ("TimeBasedLinear", None, Some((percent, minutes))),
    };
    let pair = |names: [&str; 2], (percent, minutes): (i64, i64)| {
        structure([(names[0], Some(Doc::Int(percent))), (names[1], Some(Doc::Int(minutes)))])
    };
    let traffic = structure([
        ("type", Some(Doc::of(kind))),
        ("timeBasedCanary", canary.map(|it| pair(["canaryPercentage", "canaryInterval"], it))),
        ("timeBasedLinear", linear.map(|it| pair(["linearPercentage", "linearInterval"], it))),
    ]);
    structure([
        ("deploymentConfigName", Some(Doc::of(name))),
        ("computePlatform", Some(Doc::of("Lambda"))),
        ("trafficRoutingConfig", Some(traffic)),
    ])
}

/// `DeploymentInfo`
pub(super) fn deployment(it: &Deployment) -> Doc {
    let error = it.error.as_ref().map(|(code, message)| {
        structure([("code", Some(Doc::of(*code))), ("message", Some(Doc::of(message)))])
    });
    let linked = it.rolled_back_by.is_some() || it.rolls_back.is_some();
    let rollback = structure([
        ("rollbackDeploymentId", it.rolled_back_by.as_ref().map(Doc::of)),
        ("rollbackTriggeringDeploymentId", it.rolls_back.as_ref().map(Doc::of)),
    ]);
    let done = i64::from(it.status == Status::Succeeded);
    let running = i64::from(it.status == Status::InProgress);
    let overview = structure([
        ("Pending", Some(Doc::Int(i64::from(it.status == Status::Created)))),
        ("InProgress", Some(Doc::Int(running))),
        ("Succeeded", Some(Doc::Int(done))),
        ("Failed", Some(Doc::Int(i64::from(it.status == Status::Failed)))),
        ("Skipped", Some(Doc::Int(0))),
        ("Ready", Some(Doc::Int(0))),
    ]);
    let spec = structure([("content", Some(Doc::of(&it.app_spec)))]);
    let revision = structure([
        ("revisionType", Some(Doc::of("AppSpecContent"))),
        ("appSpecContent", Some(spec)),
    ]);
    structure([
        ("applicationName", Some(Doc::of(&it.application))),
        ("deploymentGroupName", Some(Doc::of(&it.group))),
        ("deploymentConfigName", Some(Doc::of(&it.configuration))),
        ("deploymentId", Some(Doc::of(&it.id))),
        ("revision", Some(revision)),
        ("status", Some(Doc::of(it.status.word()))),
        ("errorInformation", error),
        ("createTime", Some(time(it.created_ms))),
        ("startTime", it.shifted_ms.map(time)),
        ("completeTime", it.completed_ms.map(time)),
        ("deploymentOverview", Some(overview)),
        ("description", it.description.as_ref().map(Doc::of)),
        ("creator", Some(Doc::of(it.creator))),
        ("rollbackInfo", linked.then_some(rollback)),
        ("overrideAlarmConfiguration", it.alarms.as_ref().map(alarms)),
        ("computePlatform", Some(Doc::of("Lambda"))),
    ])
}

/// The id of a deployment's one target.
pub(super) fn target_id(it: &Deployment) -> String {
    format!("{}:{}", it.function, it.alias)
}

/// `DeploymentTarget`
pub(super) fn target(it: &Deployment) -> Doc {
    let status = match it.status {
        Status::Created => "Pending",
        Status::InProgress => "InProgress",
        Status::Succeeded => "Succeeded",
        Status::Failed | Status::Stopped => "Failed",
    };
    #[expect(clippy::cast_precision_loss, reason = "a percentage")]
    let weight = it.percent as f64 / 100.0;
    let info = structure([
        ("functionName", Some(Doc::of(&it.function))),
        ("functionAlias", Some(Doc::of(&it.alias))),
        ("currentVersion", Some(Doc::of(it.from.to_string()))),
        ("targetVersion", Some(Doc::of(it.to.to_string()))),
        ("targetVersionWeight", Some(Doc::Float(weight))),
    ]);
    let lambda = structure([
        ("deploymentId", Some(Doc::of(&it.id))),
        ("targetId", Some(Doc::of(target_id(it)))),
        ("status", Some(Doc::of(status))),
        ("lifecycleEvents", Some(Doc::List(events(it, status)))),
        ("lambdaFunctionInfo", Some(info)),
    ]);
    structure([
        ("deploymentTargetType", Some(Doc::of("LambdaTarget"))),
        ("lambdaTarget", Some(lambda)),
    ])
}

/// The hooks of this deployment are none, so they are skipped.
fn events(it: &Deployment, status: &str) -> Vec<Doc> {
    let event = |name: &str, status: &str, from: Option<i64>, to: Option<i64>| {
        structure([
            ("lifecycleEventName", Some(Doc::of(name))),
            ("startTime", from.map(time)),
            ("endTime", to.map(time)),
            ("status", Some(Doc::of(status))),
        ])
    };
    let begun = it.shifted_ms.is_some();
    let hook = |done: bool| if done { "Skipped" } else { "Pending" };
    let moved = if begun { status } else { "Pending" };
    vec![
        event("BeforeAllowTraffic", hook(begun), it.shifted_ms, it.shifted_ms),
        event("AllowTraffic", moved, it.shifted_ms, it.completed_ms.filter(|_| begun)),
        event("AfterAllowTraffic", hook(it.status == Status::Succeeded), None, None),
    ]
}
