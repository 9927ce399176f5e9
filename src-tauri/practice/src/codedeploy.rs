//! AWS CodeDeploy on the Lambda compute platform.
//!
//! Invariant: an operation reads and writes documents and never sees in which
//! protocol they came; deployments move aliases in [`crate::world`] only.

mod applications;
mod configurations;
mod deployments;
mod error;
mod shape;
mod spec;
mod targets;

use crate::wire::operations::operations;

operations! {
    CreateApplication => applications::create;
    GetApplication => applications::get;
    BatchGetApplications => applications::batch_get;
    ListApplications => applications::list;
    DeleteApplication => applications::delete;
    CreateDeploymentGroup => applications::create_group;
    UpdateDeploymentGroup => applications::update_group;
    GetDeploymentGroup => applications::get_group;
    BatchGetDeploymentGroups => applications::batch_get_groups;
    ListDeploymentGroups => applications::list_groups;
    DeleteDeploymentGroup => applications::delete_group;
    CreateDeploymentConfig => configurations::create;
    GetDeploymentConfig => configurations::get;
    ListDeploymentConfigs => configurations::list;
    DeleteDeploymentConfig => configurations::delete;
    CreateDeployment => deployments::create;
    GetDeployment => deployments::get;
    BatchGetDeployments => deployments::batch_get;
    ListDeployments => deployments::list;
    StopDeployment => deployments::stop;
    ListDeploymentTargets => targets::list;
    GetDeploymentTarget => targets::get;
    BatchGetDeploymentTargets => targets::batch_get;
}
