//! Starts and stops deployments.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_codedeploy::{
    Client,
    types::{AppSpecContent, RevisionLocation, RevisionLocationType},
};
use crossfade_engine::ports::{self, Answer, NewDeployment};
use serde_json::json;

use super::shape;
use crate::{line::Line, operation::Operation};

/// Starts and stops deployments.
#[derive(Debug)]
pub(crate) struct Deployer {
    client: Client,
    line: Arc<Line>,
}

impl Deployer {
    pub(crate) fn new(client: Client, line: &Arc<Line>) -> Self {
        Self { client, line: Arc::clone(line) }
    }
}

#[async_trait]
impl ports::Deployer for Deployer {
    async fn start(&self, deployment: &NewDeployment) -> Answer<String> {
        let operation = Operation::CreateDeployment;
        let content = AppSpecContent::builder().content(app_spec(deployment)).build();
        let revision = RevisionLocation::builder()
            .revision_type(RevisionLocationType::AppSpecContent)
            .app_spec_content(content)
            .build();
        let alarms = deployment.alarms.as_ref();
        let alarms = alarms.map(|it| shape::alarms(&it.names, it.ignore_unreadable));
        let sent = self
            .client
            .create_deployment()
            .application_name(&deployment.application)
            .deployment_group_name(&deployment.group)
            .set_deployment_config_name(deployment.configuration.clone())
            .description(&deployment.description)
            .set_override_alarm_configuration(alarms)
            .revision(revision)
            .send();
        let subject = format!("{}:{}", deployment.function, deployment.alias);
        let started = self.line.call(operation, &subject, sent).await?;
        crate::failure::required(started.deployment_id, operation, "deploymentId")
    }

    async fn stop(&self, id: &str, roll_back: bool) -> Answer<()> {
        let request = self.client.stop_deployment().deployment_id(id);
        let sent = request.auto_rollback_enabled(roll_back).send();
        self.line.call(Operation::StopDeployment, id, sent).await?;
        Ok(())
    }
}

/// The `AppSpec` of a Lambda deployment.
///
/// Source: CodeDeploy user guide, "`AppSpec` 'resources' section (AWS
/// Lambda deployments only)".
fn app_spec(deployment: &NewDeployment) -> String {
    let function = json!({
        "Type": "AWS::Lambda::Function",
        "Properties": {
            "Name": deployment.function,
            "Alias": deployment.alias.as_str(),
            "CurrentVersion": deployment.from.to_string(),
            "TargetVersion": deployment.to.to_string(),
        }
    });
    json!({ "version": 0.0, "Resources": [{ deployment.function.as_str(): function }] }).to_string()
}
