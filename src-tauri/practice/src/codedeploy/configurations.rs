//! Deployment configurations.

use super::{
    error::{error, no_configuration, required},
    shape,
};
use crate::{
    wire::{
        doc::{Doc, structure},
        error::AwsError,
        page,
    },
    world::{World, deployments::Routing},
};

/// From the first to the last shift at most, in minutes.
const LONGEST_MINUTES: i64 = 2_880;
const PAGE: usize = 100;

const PREDEFINED: [(&str, Routing); 9] = [
    ("CodeDeployDefault.LambdaAllAtOnce", Routing::AllAtOnce),
    ("CodeDeployDefault.LambdaCanary10Percent5Minutes", Routing::Canary(10, 5)),
    ("CodeDeployDefault.LambdaCanary10Percent10Minutes", Routing::Canary(10, 10)),
    ("CodeDeployDefault.LambdaCanary10Percent15Minutes", Routing::Canary(10, 15)),
    ("CodeDeployDefault.LambdaCanary10Percent30Minutes", Routing::Canary(10, 30)),
    ("CodeDeployDefault.LambdaLinear10PercentEvery1Minute", Routing::Linear(10, 1)),
    ("CodeDeployDefault.LambdaLinear10PercentEvery2Minutes", Routing::Linear(10, 2)),
    ("CodeDeployDefault.LambdaLinear10PercentEvery3Minutes", Routing::Linear(10, 3)),
    ("CodeDeployDefault.LambdaLinear10PercentEvery10Minutes", Routing::Linear(10, 10)),
];

/// The routing of a configuration, AWS's own or one's own.
pub(crate) fn named(world: &World, name: &str) -> Option<Routing> {
    let predefined = PREDEFINED.iter().find(|(known, _)| *known == name).map(|(_, it)| *it);
    predefined.or_else(|| world.codedeploy.configurations.get(name).copied())
}

/// `CreateDeploymentConfig`
pub(super) fn create(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    let name = name(input)?;
    if named(world, &name).is_some() {
        let text = format!("Deployment Configuration already exists: {name}");
        return Err(error("DeploymentConfigAlreadyExistsException", text));
    }
    let routing = routing(input)?;
    world.codedeploy.configurations.insert(name, routing);
    Ok(structure([("deploymentConfigId", Some(Doc::of(world.new_id())))]))
}

/// `GetDeploymentConfig`
pub(super) fn get(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    let name = name(input)?;
    let routing = named(world, &name).ok_or_else(|| no_configuration(&name))?;
    Ok(structure([("deploymentConfigInfo", Some(shape::configuration(&name, routing)))]))
}

/// `ListDeploymentConfigs`
pub(super) fn list(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    let predefined = PREDEFINED.iter().map(|(name, _)| (*name).to_owned());
    let all = predefined.chain(world.codedeploy.configurations.keys().cloned()).collect();
    let page = page::page(all, "ListDeploymentConfigs", input.text("nextToken"), PAGE)
        .map_err(|_| error("InvalidNextTokenException", "The next token is invalid"))?;
    Ok(structure([
        ("deploymentConfigsList", Some(Doc::each(page.items, Doc::of))),
        ("nextToken", page.next.map(Doc::Text)),
    ]))
}

/// `DeleteDeploymentConfig`
pub(super) fn delete(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    let name = name(input)?;
    let groups = world.codedeploy.applications.values().flat_map(|it| it.groups.values());
    if groups.into_iter().any(|group| group.configuration == name) {
        let text = "The deployment configuration is still in use";
        return Err(error("DeploymentConfigInUseException", text));
    }
    world.codedeploy.configurations.remove(&name);
    Ok(Doc::Map(Vec::new()))
}

fn name(input: &Doc) -> Result<String, AwsError> {
    let name = input.text("deploymentConfigName").filter(|name| !name.is_empty());
    name.map(str::to_owned).ok_or_else(|| {
        required("DeploymentConfigNameRequiredException", "deployment configuration name")
    })
}

fn routing(input: &Doc) -> Result<Routing, AwsError> {
    let wrong = |text: &str| error("InvalidTrafficRoutingConfigurationException", text);
    let config = input.get("trafficRoutingConfig").ok_or_else(|| wrong("It is required"))?;
    let pair = |member: &str, percent: &str, interval: &str| {
        let it = config.get(member).ok_or_else(|| wrong("The shift is not described"))?;
        let (percent, minutes) = (it.int(percent).unwrap_or(0), it.int(interval).unwrap_or(0));
        if !(1..=99).contains(&percent) {
            return Err(wrong("The percentage must be from 1 to 99"));
        }
        if !(1..=LONGEST_MINUTES).contains(&minutes) {
            return Err(wrong("The interval must be from 1 to 2880 minutes"));
        }
        Ok((percent, minutes))
    };
    match config.text("type") {
        Some("AllAtOnce") => Ok(Routing::AllAtOnce),
        Some("TimeBasedCanary") => {
            let (percent, minutes) = pair("timeBasedCanary", "canaryPercentage", "canaryInterval")?;
            Ok(Routing::Canary(percent, minutes))
        }
        Some("TimeBasedLinear") => {
            let (percent, minutes) = pair("timeBasedLinear", "linearPercentage", "linearInterval")?;
            let steps = (100 + percent - 1) / percent;
            if (steps - 1) * minutes > LONGEST_MINUTES {
                return Err(wrong("The last shift must come within 2880 minutes"));
            }
            Ok(Routing::Linear(percent, minutes))
        }
        Some(_) | None => Err(wrong("The type is not known")),
    }
}
