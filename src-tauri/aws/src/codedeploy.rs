//! Deployments of Lambda aliases: AWS CodeDeploy.

mod catalog;
mod deployer;
mod keeper;
mod shape;

pub(crate) use catalog::Deployments;
pub(crate) use deployer::Deployer;
pub(crate) use keeper::DeploymentKeeper;
