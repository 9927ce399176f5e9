//! A deployment's targets: on Lambda there is one, the alias.

use super::{
    deployments::place,
    error::{error, required},
    shape,
};
use crate::{
    wire::{
        doc::{Doc, structure},
        error::AwsError,
    },
    world::{
        World,
        deployments::{Deployment, Status},
    },
};

/// `ListDeploymentTargets`
pub(super) fn list(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    let place = begun(world, input)?;
    let id = shape::target_id(&world.codedeploy.deployments[place]);
    Ok(structure([("targetIds", Some(Doc::List(vec![Doc::Text(id)])))]))
}

/// `GetDeploymentTarget`
pub(super) fn get(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    let place = begun(world, input)?;
    let id = input.text("targetId").filter(|id| !id.is_empty());
    let id = id.ok_or_else(|| required("DeploymentTargetIdRequiredException", "target id"))?;
    let target = checked(&world.codedeploy.deployments[place], id)?;
    Ok(structure([("deploymentTarget", Some(target))]))
}

/// `BatchGetDeploymentTargets`
pub(super) fn batch_get(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    let place = begun(world, input)?;
    let deployment = &world.codedeploy.deployments[place];
    let targets = input.texts("targetIds");
    let targets = targets.iter().map(|id| checked(deployment, id)).collect::<Result<_, _>>()?;
    Ok(structure([("deploymentTargets", Some(Doc::List(targets)))]))
}

/// Where the deployment stands, which has targets only once it has begun.
fn begun(world: &World, input: &Doc) -> Result<usize, AwsError> {
    let place = place(world, input)?;
    let deployment = &world.codedeploy.deployments[place];
    if deployment.status == Status::Created {
        let text = format!("The deployment {} has not started", deployment.id);
        return Err(error("DeploymentNotStartedException", text));
    }
    Ok(place)
}

fn checked(deployment: &Deployment, id: &str) -> Result<Doc, AwsError> {
    if shape::target_id(deployment) != id {
        let text = format!("The target {id} does not exist");
        return Err(error("DeploymentTargetDoesNotExistException", text));
    }
    Ok(shape::target(deployment))
}
