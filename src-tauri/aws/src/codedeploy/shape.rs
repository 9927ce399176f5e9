//! From CodeDeploy's shapes to the engine's.
//!
//! Invariant: a status that is not known is a failure; it is never taken for
//! the end of a deployment.

use aws_sdk_codedeploy::types::{
    Alarm, AlarmConfiguration, AutoRollbackConfiguration, AutoRollbackEvent, ComputePlatform,
    DeploymentConfigInfo, DeploymentCreator, DeploymentGroupInfo, DeploymentInfo,
    DeploymentStatus as Status, LambdaTarget, LastDeploymentInfo, LifecycleEvent as Event,
    RevisionLocation,
};
use crossfade_domain::{rollout::plan::Shape, weight::Weight};
use crossfade_engine::ports::{
    Answer, Deployment, DeploymentGroup, DeploymentMove, DeploymentProgress, DeploymentStatus,
    LifecycleEvent, RollbackEvent,
};

use serde_json::Value;

use crate::{
    failure::{readable, required, unexpected},
    operation::Operation,
    time::timestamp,
};

/// A group of `BatchGetDeploymentGroups`.
pub(super) fn group(application: &str, info: DeploymentGroupInfo) -> Answer<DeploymentGroup> {
    let operation = Operation::BatchGetDeploymentGroups;
    let alarms = info.alarm_configuration.filter(|alarms| alarms.enabled);
    let ignore = alarms.as_ref().is_some_and(|alarms| alarms.ignore_poll_alarm_failure);
    let names = alarms.and_then(|alarms| alarms.alarms).unwrap_or_default();
    let rollback = info.auto_rollback_configuration.filter(|rollback| rollback.enabled);
    let events = rollback.and_then(|rollback| rollback.events).unwrap_or_default();
    let last = [info.last_attempted_deployment, info.last_successful_deployment];
    let id = |last: LastDeploymentInfo| last.deployment_id;
    let mut last: Vec<String> = last.into_iter().flatten().filter_map(id).collect();
    last.dedup();
    Ok(DeploymentGroup {
        application: application.to_owned(),
        name: required(info.deployment_group_name, operation, "deploymentGroupName")?,
        service_role: info.service_role_arn.unwrap_or_default(),
        configuration: info.deployment_config_name.unwrap_or_default(),
        alarms: names.into_iter().filter_map(|alarm| alarm.name).collect(),
        ignore_unreadable_alarms: ignore,
        rolls_back_on: events.iter().filter_map(rollback_event).collect(),
        last,
    })
}

/// Events of other kinds make no difference here.
fn rollback_event(event: &AutoRollbackEvent) -> Option<RollbackEvent> {
    RollbackEvent::ALL.into_iter().find(|known| known.as_str() == event.as_str())
}

/// The alarms as CodeDeploy takes them; none switches them off.
pub(super) fn alarms(names: &[String], ignore_unreadable: bool) -> AlarmConfiguration {
    let alarms = names.iter().map(|name| Alarm::builder().name(name).build()).collect();
    AlarmConfiguration::builder()
        .enabled(!names.is_empty())
        .ignore_poll_alarm_failure(ignore_unreadable)
        .set_alarms(Some(alarms))
        .build()
}

/// The events as CodeDeploy takes them; none switches rolling back off.
pub(super) fn rollback(events: &[RollbackEvent]) -> AutoRollbackConfiguration {
    let event = |event: &RollbackEvent| match event {
        RollbackEvent::Failure => AutoRollbackEvent::DeploymentFailure,
        RollbackEvent::StopOnAlarm => AutoRollbackEvent::DeploymentStopOnAlarm,
        RollbackEvent::StopOnRequest => AutoRollbackEvent::DeploymentStopOnRequest,
    };
    AutoRollbackConfiguration::builder()
        .enabled(!events.is_empty())
        .set_events(Some(events.iter().map(event).collect()))
        .build()
}

/// A deployment of `BatchGetDeployments`; what it moves as far as its `AppSpec`
/// tells.
pub(super) fn deployment(info: DeploymentInfo) -> Answer<Deployment> {
    let operation = Operation::BatchGetDeployments;
    let created = info.create_time.as_ref().and_then(timestamp);
    let rollback = info.rollback_info;
    let empty = |text: &String| !text.is_empty();
    Ok(Deployment {
        id: required(info.deployment_id, operation, "deploymentId")?,
        application: info.application_name.unwrap_or_default(),
        group: info.deployment_group_name.unwrap_or_default(),
        configuration: info.deployment_config_name.unwrap_or_default(),
        status: status(&required(info.status, operation, "status")?)?,
        description: info.description.unwrap_or_default(),
        creator: info.creator.as_ref().map_or("user", DeploymentCreator::as_str).to_owned(),
        created: required(created, operation, "createTime")?,
        completed: info.complete_time.as_ref().and_then(timestamp),
        error: info.error_information.map(|error| {
            let code = error.code.map(|code| code.as_str().to_owned()).unwrap_or_default();
            (code, error.message.unwrap_or_default())
        }),
        rolled_back_by: rollback
            .as_ref()
            .and_then(|it| it.rollback_deployment_id.clone())
            .filter(empty),
        rolls_back: rollback.and_then(|it| it.rollback_triggering_deployment_id).filter(empty),
        moves: info.revision.as_ref().and_then(moves),
    })
}

fn status(status: &Status) -> Answer<DeploymentStatus> {
    match status.as_str() {
        "Created" => Ok(DeploymentStatus::Created),
        "Queued" => Ok(DeploymentStatus::Queued),
        "InProgress" | "Baking" | "Ready" => Ok(DeploymentStatus::InProgress),
        "Succeeded" => Ok(DeploymentStatus::Succeeded),
        "Failed" => Ok(DeploymentStatus::Failed),
        "Stopped" => Ok(DeploymentStatus::Stopped),
        other => {
            let why = format!("`status` is `{other}`");
            Err(unexpected(Operation::BatchGetDeployments, "", &why))
        }
    }
}

/// What an `AppSpec` says; one in YAML is left to the target.
///
/// Source: CodeDeploy user guide, "`AppSpec` 'resources' section (AWS Lambda
/// deployments only)".
fn moves(revision: &RevisionLocation) -> Option<DeploymentMove> {
    let text = revision.app_spec_content().and_then(|spec| spec.content());
    let text = text.or_else(|| revision.string().and_then(|spec| spec.content()))?;
    let spec: Value = serde_json::from_str(text).ok()?;
    let resource = spec.get("Resources")?.as_array()?.first()?.as_object()?.values().next()?;
    let properties = resource.get("Properties")?;
    let property = |name: &str| properties.get(name).and_then(Value::as_str);
    Some(DeploymentMove {
        function: property("Name")?.to_owned(),
        alias: property("Alias")?.parse().ok()?,
        from: property("CurrentVersion")?.parse().ok()?,
        to: property("TargetVersion")?.parse().ok()?,
    })
}

/// How far a deployment is; `None` while CodeDeploy does not tell.
pub(super) fn progress(target: LambdaTarget) -> Answer<Option<DeploymentProgress>> {
    let operation = Operation::BatchGetDeploymentTargets;
    let Some(info) = target.lambda_function_info else { return Ok(None) };
    let (Some(function), Some(alias), Some(from), Some(to)) =
        (info.function_name, info.function_alias, info.current_version, info.target_version)
    else {
        return Ok(None);
    };
    let moves = DeploymentMove {
        function,
        alias: readable(alias.parse(), operation)?,
        from: readable(from.parse(), operation)?,
        to: readable(to.parse(), operation)?,
    };
    Ok(Some(DeploymentProgress {
        moves,
        weight: weight(info.target_version_weight),
        events: target.lifecycle_events.unwrap_or_default().into_iter().map(event).collect(),
    }))
}

/// CodeDeploy documents a percentage, and has been seen to answer a fraction:
/// what is at most 1 is taken as that. 1 % is a weight that no plan of whole
/// percents other than `Linear1Percent…` has, so the alias itself decides in
/// the end.
fn weight(told: f64) -> Weight {
    let percent = if told <= 1.0 { told * 100.0 } else { told };
    Weight::from_percent(percent).unwrap_or(Weight::NONE)
}

fn event(event: Event) -> LifecycleEvent {
    LifecycleEvent {
        name: event.lifecycle_event_name.unwrap_or_default(),
        status: event.status.map(|status| status.as_str().to_owned()).unwrap_or_default(),
        started: event.start_time.as_ref().and_then(timestamp),
        ended: event.end_time.as_ref().and_then(timestamp),
    }
}

/// The shape of a deployment configuration, when it is for Lambda.
pub(super) fn configuration(info: DeploymentConfigInfo) -> Option<Shape> {
    if info.compute_platform != Some(ComputePlatform::Lambda) {
        return None;
    }
    let routing = info.traffic_routing_config?;
    let numbers = |percent: i32, minutes: i32| {
        Some((u8::try_from(percent).ok()?, u32::try_from(minutes).ok()?))
    };
    match routing.r#type?.as_str() {
        "AllAtOnce" => Some(Shape::AllAtOnce),
        "TimeBasedCanary" => {
            let canary = routing.time_based_canary?;
            let (percent, minutes) = numbers(canary.canary_percentage, canary.canary_interval)?;
            Some(Shape::Canary { percent, minutes })
        }
        "TimeBasedLinear" => {
            let linear = routing.time_based_linear?;
            let (percent, minutes) = numbers(linear.linear_percentage, linear.linear_interval)?;
            Some(Shape::Linear { percent, minutes })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_codedeploy::types::{AppSpecContent, RevisionLocationType};

    use super::*;

    fn told(content: &str) -> Option<DeploymentMove> {
        let content = AppSpecContent::builder().content(content).build();
        let revision = RevisionLocation::builder()
            .revision_type(RevisionLocationType::AppSpecContent)
            .app_spec_content(content)
            .build();
        moves(&revision)
    }

    #[test]
    fn an_app_spec_tells_what_is_moved() {
        let spec = r#"{"version":0.0,"Resources":[{"orders":{"Type":"AWS::Lambda::Function",
            "Properties":{"Name":"orders","Alias":"PROD","CurrentVersion":"7","TargetVersion":"8"}}}]}"#;
        let moves = told(spec).expect("moves");
        assert_eq!((moves.function.as_str(), moves.alias.as_str()), ("orders", "PROD"));
        assert_eq!((moves.from.to_string(), moves.to.to_string()), ("7".into(), "8".into()));
        for other in ["version: 0.0", "{}", r#"{"Resources":[]}"#] {
            assert_eq!(told(other), None, "{other} is left to the target");
        }
    }
}
