//! Deployments.

use crossfade_domain::qualifier::Version;

use super::{
    applications::{self, application_name, group, group_name},
    configurations,
    error::{error, no_configuration, no_deployment, required},
    shape, spec,
};
use crate::{
    wire::{
        doc::{Doc, structure},
        error::AwsError,
        page,
    },
    world::{
        World,
        deployments::{Deployment, Status, Stopping, deployment_id},
    },
};

/// How long it takes until a deployment that moves calls is stopped.
const STOPS_AFTER_MS: i64 = 1000;
const PAGE: usize = 100;
const MOST_IDS: usize = 25;
const MOST_DESCRIPTION: usize = 1000;

/// `CreateDeployment`
pub(super) fn create(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    let application = application_name(input)?;
    let name = group_name(input, "deploymentGroupName")?;
    let configuration = group(world, &application, &name)?.configuration.clone();
    let configuration = input.text("deploymentConfigName").map_or(configuration, str::to_owned);
    let routing = configurations::named(world, &configuration)
        .ok_or_else(|| no_configuration(&configuration))?;
    let description = input.text("description").map(str::to_owned);
    if description.as_ref().is_some_and(|it| it.chars().count() > MOST_DESCRIPTION) {
        return Err(error("DescriptionTooLongException", "The description is too long"));
    }
    let alarms = input.get("overrideAlarmConfiguration").map(applications::watch).transpose()?;
    let spec = spec::read(input)?;
    check_versions(world, &spec)?;
    let same = |it: &&Deployment| it.application == application && it.group == name;
    let mut running = world.codedeploy.deployments.iter().filter(|it| !it.status.is_over());
    if let Some(other) = running.find(same) {
        let text = format!(
            "The Deployment Group '{name}' already has an active Deployment '{}'",
            other.id
        );
        return Err(error("DeploymentLimitExceededException", text));
    }
    let id = deployment_id(&world.new_id());
    let now_ms = world.now_ms();
    world.codedeploy.deployments.push(Deployment {
        id: id.clone(),
        application,
        group: name,
        configuration,
        routing,
        description,
        creator: "user",
        app_spec: spec.content,
        function: spec.function,
        alias: spec.alias,
        from: spec.from,
        to: spec.to,
        status: Status::Created,
        created_ms: now_ms,
        shifted_ms: None,
        completed_ms: None,
        percent: 0,
        error: None,
        rolled_back_by: None,
        rolls_back: None,
        next_poll_ms: now_ms,
        stopping: None,
        alarms,
    });
    Ok(structure([("deploymentId", Some(Doc::Text(id)))]))
}

fn check_versions(world: &World, spec: &spec::Spec) -> Result<(), AwsError> {
    let function = world.functions.get(&spec.function);
    let there = |number: u64| {
        function.is_some_and(|it| it.configuration(Version::Published(number)).is_some())
    };
    for number in [spec.from, spec.to] {
        if !there(number) {
            let text = format!("Version {number} of function {} does not exist", spec.function);
            return Err(error("InvalidRevisionException", text));
        }
    }
    Ok(())
}

/// `GetDeployment`
pub(super) fn get(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    let place = place(world, input)?;
    let found = shape::deployment(&world.codedeploy.deployments[place]);
    Ok(structure([("deploymentInfo", Some(found))]))
}

/// `BatchGetDeployments`: ids that are not there are left out.
pub(super) fn batch_get(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    let ids = input.texts("deploymentIds");
    if ids.len() > MOST_IDS {
        let text = format!("The maximum number of deployment ids is {MOST_IDS}");
        return Err(error("BatchLimitExceededException", text));
    }
    let found = |id: &String| world.codedeploy.deployments.iter().find(|it| it.id == *id);
    let found = ids.iter().filter_map(found).map(shape::deployment).collect();
    Ok(structure([("deploymentsInfo", Some(Doc::List(found)))]))
}

/// `ListDeployments`, newest first.
pub(super) fn list(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    let application = input.text("applicationName");
    let group = input.text("deploymentGroupName");
    if application.is_some() != group.is_some() {
        let text = "Application and deployment group are given together, or neither of them";
        return Err(error("InvalidDeploymentGroupNameException", text));
    }
    let statuses = input.texts("includeOnlyStatuses");
    let range = input.get("createTimeRange");
    let edge = |name| range.and_then(|it| it.time(name)).map(jiff::Timestamp::as_millisecond);
    let (from, to) = (edge("start"), edge("end"));
    let wanted = |it: &&Deployment| {
        application.is_none_or(|name| it.application == name)
            && group.is_none_or(|name| it.group == name)
            && (statuses.is_empty() || statuses.iter().any(|word| word == it.status.word()))
            && from.is_none_or(|from| it.created_ms >= from)
            && to.is_none_or(|to| it.created_ms <= to)
    };
    let all = world.codedeploy.deployments.iter().rev().filter(wanted);
    let all: Vec<String> = all.map(|it| it.id.clone()).collect();
    let scope = format!("ListDeployments {application:?} {group:?} {statuses:?} {from:?} {to:?}");
    let page = page::page(all, &scope, input.text("nextToken"), PAGE)
        .map_err(|_| error("InvalidNextTokenException", "The next token is invalid"))?;
    Ok(structure([
        ("deployments", Some(Doc::each(page.items, Doc::of))),
        ("nextToken", page.next.map(Doc::Text)),
    ]))
}

/// `StopDeployment`
pub(super) fn stop(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    let place = place(world, input)?;
    if world.codedeploy.deployments[place].status.is_over() {
        let id = &world.codedeploy.deployments[place].id;
        let text = format!("The deployment {id} is already completed");
        return Err(error("DeploymentAlreadyCompletedException", text));
    }
    let wished = input.bool("autoRollbackEnabled");
    let group = || world.codedeploy.rolls_back_on(place, "DEPLOYMENT_STOP_ON_REQUEST");
    let roll_back = wished.unwrap_or_else(group);
    let text = "The deployment was stopped by a user".to_owned();
    // What moves calls is not stopped from one moment to the next.
    if world.codedeploy.deployments[place].shifted_ms.is_some() {
        world.codedeploy.deployments[place].stopping =
            Some(Stopping { due_ms: world.now_ms() + STOPS_AFTER_MS, reason: text, roll_back });
        return Ok(structure([
            ("status", Some(Doc::of("Pending"))),
            ("statusMessage", Some(Doc::of("The deployment is being stopped"))),
        ]));
    }
    world.stop_deployment(place, ("MANUAL_STOP", text), roll_back);
    Ok(structure([
        ("status", Some(Doc::of("Succeeded"))),
        ("statusMessage", Some(Doc::of("The deployment was stopped"))),
    ]))
}

/// Where the deployment of the request stands.
pub(super) fn place(world: &World, input: &Doc) -> Result<usize, AwsError> {
    let id = input.text("deploymentId").filter(|id| !id.is_empty());
    let id = id.ok_or_else(|| required("DeploymentIdRequiredException", "deployment id"))?;
    let place = world.codedeploy.deployments.iter().position(|it| it.id == id);
    place.ok_or_else(|| no_deployment(id))
}
