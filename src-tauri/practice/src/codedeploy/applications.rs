//! Applications and deployment groups.

use super::{
    configurations,
    error::{error, no_application, no_configuration, no_group, required},
    shape,
};
use crate::{
    wire::{
        doc::{Doc, structure},
        error::AwsError,
        page,
    },
    world::{
        World,
        deployments::{Application, Group, MOST_ALARMS, Watch},
    },
};
use std::collections::BTreeMap;

const PAGE: usize = 100;
const MOST_NAMES: usize = 100;

/// `CreateApplication`
pub(super) fn create(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    let name = application_name(input)?;
    if world.codedeploy.applications.contains_key(&name) {
        let text = format!("Application already exists: {name}");
        return Err(error("ApplicationAlreadyExistsException", text));
    }
    // Not given, it is `Server`.
    if input.text("computePlatform") != Some("Lambda") {
        let text = "The practice account deploys to the Lambda compute platform only";
        return Err(error("InvalidComputePlatformException", text));
    }
    let (id, created_ms) = (world.new_id(), world.now_ms());
    let made = Application { id: id.clone(), created_ms, groups: BTreeMap::new() };
    world.codedeploy.applications.insert(name, made);
    Ok(structure([("applicationId", Some(Doc::Text(id)))]))
}

/// `GetApplication`
pub(super) fn get(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    let name = application_name(input)?;
    let found = application(world, &name)?;
    Ok(structure([("application", Some(shape::application(&name, found)))]))
}

/// `BatchGetApplications`
pub(super) fn batch_get(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    let names = names(input, "applicationNames")?;
    let mut found = Vec::new();
    for name in names {
        found.push(shape::application(&name, application(world, &name)?));
    }
    Ok(structure([("applicationsInfo", Some(Doc::List(found)))]))
}

/// `ListApplications`
pub(super) fn list(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    let all = world.codedeploy.applications.keys().cloned().collect();
    listed("applications", "ListApplications", all, input)
}

/// `DeleteApplication`
pub(super) fn delete(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    world.codedeploy.applications.remove(&application_name(input)?);
    Ok(Doc::Map(Vec::new()))
}

/// `CreateDeploymentGroup`
pub(super) fn create_group(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    let (application_name, name) =
        (application_name(input)?, group_name(input, "deploymentGroupName")?);
    if application(world, &application_name)?.groups.contains_key(&name) {
        let text = format!("Deployment group name already exists: {name}");
        return Err(error("DeploymentGroupAlreadyExistsException", text));
    }
    let empty = Group {
        id: world.new_id(),
        configuration: "CodeDeployDefault.LambdaAllAtOnce".to_owned(),
        service_role: String::new(),
        alarms: Watch::default(),
        rolls_back_on: Vec::new(),
    };
    check_style(input.get("deploymentStyle"))?;
    let group = changed(world, empty, input)?;
    if group.service_role.is_empty() {
        return Err(required("RoleRequiredException", "service role"));
    }
    let id = group.id.clone();
    application_mut(world, &application_name)?.groups.insert(name, group);
    Ok(structure([("deploymentGroupId", Some(Doc::Text(id)))]))
}

/// `UpdateDeploymentGroup`
pub(super) fn update_group(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    let (application_name, name) =
        (application_name(input)?, group_name(input, "currentDeploymentGroupName")?);
    let found = group(world, &application_name, &name)?.clone();
    if let Some(style) = input.get("deploymentStyle") {
        check_style(Some(style))?;
    }
    let group = changed(world, found, input)?;
    let renamed = input.text("newDeploymentGroupName").unwrap_or(&name).to_owned();
    let application = application_mut(world, &application_name)?;
    application.groups.remove(&name);
    application.groups.insert(renamed, group);
    Ok(structure([("hooksNotCleanedUp", Some(Doc::List(Vec::new())))]))
}

/// `GetDeploymentGroup`
pub(super) fn get_group(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    let (application, name) = (application_name(input)?, group_name(input, "deploymentGroupName")?);
    let found = group(world, &application, &name)?;
    let told = shape::group(&application, &name, found, &world.codedeploy.deployments);
    Ok(structure([("deploymentGroupInfo", Some(told))]))
}

/// `BatchGetDeploymentGroups`
pub(super) fn batch_get_groups(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    let application = application_name(input)?;
    let mut found = Vec::new();
    for name in names(input, "deploymentGroupNames")? {
        let group = group(world, &application, &name)?;
        found.push(shape::group(&application, &name, group, &world.codedeploy.deployments));
    }
    Ok(structure([("deploymentGroupsInfo", Some(Doc::List(found)))]))
}

/// `ListDeploymentGroups`
pub(super) fn list_groups(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    let name = application_name(input)?;
    let all = application(world, &name)?.groups.keys().cloned().collect();
    listed("deploymentGroups", &format!("ListDeploymentGroups {name}"), all, input)
}

/// `DeleteDeploymentGroup`
pub(super) fn delete_group(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    let (application, name) = (application_name(input)?, group_name(input, "deploymentGroupName")?);
    application_mut(world, &application)?.groups.remove(&name);
    Ok(structure([("hooksNotCleanedUp", Some(Doc::List(Vec::new())))]))
}

/// A group.
pub(super) fn group<'a>(
    world: &'a World,
    application_name: &str,
    name: &str,
) -> Result<&'a Group, AwsError> {
    application(world, application_name)?.groups.get(name).ok_or_else(|| no_group(name))
}

pub(super) fn application_name(input: &Doc) -> Result<String, AwsError> {
    let name = input.text("applicationName").filter(|name| !name.is_empty());
    let missing = || required("ApplicationNameRequiredException", "application name");
    name.map(str::to_owned).ok_or_else(missing)
}

pub(super) fn group_name(input: &Doc, member: &str) -> Result<String, AwsError> {
    let name = input.text(member).filter(|name| !name.is_empty());
    let missing = || required("DeploymentGroupNameRequiredException", "deployment group name");
    name.map(str::to_owned).ok_or_else(missing)
}

fn application<'a>(world: &'a World, name: &str) -> Result<&'a Application, AwsError> {
    world.codedeploy.applications.get(name).ok_or_else(|| no_application(name))
}

fn application_mut<'a>(world: &'a mut World, name: &str) -> Result<&'a mut Application, AwsError> {
    world.codedeploy.applications.get_mut(name).ok_or_else(|| no_application(name))
}

/// On Lambda there is one style; not given, it is that of servers.
fn check_style(style: Option<&Doc>) -> Result<(), AwsError> {
    let text = |name| style.and_then(|style| style.text(name));
    let given = (text("deploymentType"), text("deploymentOption"));
    if given == (Some("BLUE_GREEN"), Some("WITH_TRAFFIC_CONTROL")) {
        return Ok(());
    }
    let text = "For deployments to the Lambda compute platform the deployment type must be \
                BLUE_GREEN and the deployment option WITH_TRAFFIC_CONTROL";
    Err(error("InvalidDeploymentStyleException", text))
}

fn names(input: &Doc, member: &str) -> Result<Vec<String>, AwsError> {
    let names = input.texts(member);
    if names.len() > MOST_NAMES {
        let text = format!("The maximum number of names is {MOST_NAMES}");
        return Err(error("BatchLimitExceededException", text));
    }
    Ok(names)
}

fn listed(member: &str, scope: &str, all: Vec<String>, input: &Doc) -> Result<Doc, AwsError> {
    let page = page::page(all, scope, input.text("nextToken"), PAGE)
        .map_err(|_| error("InvalidNextTokenException", "The next token is invalid"))?;
    Ok(structure([
        (member, Some(Doc::each(page.items, Doc::of))),
        ("nextToken", page.next.map(Doc::Text)),
    ]))
}

/// The group with what the request gives in place of what it had.
fn changed(world: &World, group: Group, input: &Doc) -> Result<Group, AwsError> {
    let configuration = input.text("deploymentConfigName").unwrap_or(&group.configuration);
    if configurations::named(world, configuration).is_none() {
        return Err(no_configuration(configuration));
    }
    let alarms = input.get("alarmConfiguration").map(watch).transpose()?;
    let rollback = input
        .get("autoRollbackConfiguration")
        .map(|it| if it.bool("enabled") == Some(true) { it.texts("events") } else { Vec::new() });
    Ok(Group {
        configuration: configuration.to_owned(),
        service_role: input.text("serviceRoleArn").unwrap_or(&group.service_role).to_owned(),
        alarms: alarms.unwrap_or(group.alarms),
        rolls_back_on: rollback.unwrap_or(group.rolls_back_on),
        id: group.id,
    })
}

/// `AlarmConfiguration`
pub(super) fn watch(given: &Doc) -> Result<Watch, AwsError> {
    let names: Vec<String> = given
        .list("alarms")
        .iter()
        .filter_map(|alarm| alarm.text("name").map(str::to_owned))
        .collect();
    if names.len() > MOST_ALARMS {
        let text = format!("The maximum number of alarms for a deployment group is {MOST_ALARMS}");
        return Err(error("AlarmsLimitExceededException", text));
    }
    let flag = |name| given.bool(name).unwrap_or(false);
    Ok(Watch { enabled: flag("enabled"), ignore_failure: flag("ignorePollAlarmFailure"), names })
}
