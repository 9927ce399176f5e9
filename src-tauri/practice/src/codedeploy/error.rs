//! CodeDeploy's errors, in CodeDeploy's words.

use crate::wire::error::AwsError;

/// Every error of CodeDeploy's model is a client error.
pub(super) fn error(code: &'static str, message: impl Into<String>) -> AwsError {
    AwsError::new(400, code, message)
}

/// No such application.
pub(super) fn no_application(name: &str) -> AwsError {
    error("ApplicationDoesNotExistException", format!("No application found for name: {name}"))
}

/// No such group.
pub(super) fn no_group(name: &str) -> AwsError {
    let text = format!("No Deployment Group found for name: {name}");
    error("DeploymentGroupDoesNotExistException", text)
}

/// No such configuration.
pub(super) fn no_configuration(name: &str) -> AwsError {
    let text = format!("No Deployment Configuration found for name: {name}");
    error("DeploymentConfigDoesNotExistException", text)
}

/// No such deployment.
pub(super) fn no_deployment(id: &str) -> AwsError {
    let text = format!("The deployment {id} could not be found");
    error("DeploymentDoesNotExistException", text)
}

/// A name that has to be given.
pub(super) fn required(code: &'static str, what: &str) -> AwsError {
    error(code, format!("The {what} is required"))
}
