//! Starts and stops deployments, and makes what they need.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_codedeploy::{
    Client,
    types::{
        Alarm, AlarmConfiguration, AppSpecContent, AutoRollbackConfiguration, AutoRollbackEvent,
        ComputePlatform, DeploymentOption, DeploymentStyle, DeploymentType, RevisionLocation,
        RevisionLocationType, TimeBasedCanary, TimeBasedLinear, TrafficRoutingConfig,
        TrafficRoutingType,
    },
};
use crossfade_domain::rollout::plan::Shape;
use crossfade_engine::{
    failure::Failure,
    ports::{self, Answer, NewDeployment, NewDeploymentGroup},
};
use serde_json::json;

use crate::{line::Line, operation::Operation};

/// Starts and stops deployments.
#[derive(Debug)]
pub(crate) struct Deployer {
    writes: Client,
    line: Arc<Line>,
}

impl Deployer {
    /// `writes` must not repeat what AWS may have applied.
    pub(crate) fn new(writes: Client, line: &Arc<Line>) -> Self {
        Self { writes, line: Arc::clone(line) }
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
        let sent = self
            .writes
            .create_deployment()
            .application_name(&deployment.application)
            .deployment_group_name(&deployment.group)
            .set_deployment_config_name(deployment.configuration.clone())
            .description(&deployment.description)
            .revision(revision)
            .send();
        let subject = format!("{}:{}", deployment.function, deployment.alias);
        let started = self.line.call(operation, &subject, sent).await?;
        crate::failure::required(started.deployment_id, operation, "deploymentId")
    }

    async fn stop(&self, id: &str, roll_back: bool) -> Answer<()> {
        let request = self.writes.stop_deployment().deployment_id(id);
        let sent = request.auto_rollback_enabled(roll_back).send();
        self.line.call(Operation::StopDeployment, id, sent).await?;
        Ok(())
    }

    async fn create_application(&self, name: &str) -> Answer<()> {
        let request = self.writes.create_application().application_name(name);
        let sent = request.compute_platform(ComputePlatform::Lambda).send();
        let made = self.line.call(Operation::CreateApplication, name, sent).await;
        unless_there(made.map(|_| ()), "ApplicationAlreadyExistsException")
    }

    async fn create_group(&self, group: &NewDeploymentGroup) -> Answer<()> {
        let style = DeploymentStyle::builder()
            .deployment_type(DeploymentType::BlueGreen)
            .deployment_option(DeploymentOption::WithTrafficControl)
            .build();
        let rollback = AutoRollbackConfiguration::builder()
            .enabled(true)
            .events(AutoRollbackEvent::DeploymentFailure)
            .events(AutoRollbackEvent::DeploymentStopOnAlarm)
            .events(AutoRollbackEvent::DeploymentStopOnRequest)
            .build();
        let names = group.alarms.iter().map(|name| Alarm::builder().name(name).build());
        let alarms = AlarmConfiguration::builder()
            .enabled(!group.alarms.is_empty())
            .set_alarms(Some(names.collect()))
            .build();
        let sent = self
            .writes
            .create_deployment_group()
            .application_name(&group.application)
            .deployment_group_name(&group.name)
            .service_role_arn(&group.service_role)
            .deployment_config_name(&group.configuration)
            .deployment_style(style)
            .auto_rollback_configuration(rollback)
            .alarm_configuration(alarms)
            .send();
        self.line.call(Operation::CreateDeploymentGroup, &group.name, sent).await?;
        Ok(())
    }

    async fn create_configuration(&self, name: &str, shape: Shape) -> Answer<()> {
        let Some(routing) = routing(shape) else { return Ok(()) };
        let request = self.writes.create_deployment_config().deployment_config_name(name);
        let sent = request
            .compute_platform(ComputePlatform::Lambda)
            .traffic_routing_config(routing)
            .send();
        let made = self.line.call(Operation::CreateDeploymentConfig, name, sent).await;
        unless_there(made.map(|_| ()), "DeploymentConfigAlreadyExistsException")
    }
}

/// What is there already is as good as made.
fn unless_there(made: Answer<()>, already: &str) -> Answer<()> {
    match made {
        Err(Failure { code, .. }) if code == already => Ok(()),
        other => other,
    }
}

fn routing(shape: Shape) -> Option<TrafficRoutingConfig> {
    let builder = TrafficRoutingConfig::builder();
    let minutes = |minutes: u32| i32::try_from(minutes).unwrap_or(i32::MAX);
    match shape {
        Shape::Canary { percent, minutes: after } => {
            let canary = TimeBasedCanary::builder()
                .canary_percentage(percent.into())
                .canary_interval(minutes(after))
                .build();
            let builder = builder.r#type(TrafficRoutingType::TimeBasedCanary);
            Some(builder.time_based_canary(canary).build())
        }
        Shape::Linear { percent, minutes: every } => {
            let linear = TimeBasedLinear::builder()
                .linear_percentage(percent.into())
                .linear_interval(minutes(every))
                .build();
            let builder = builder.r#type(TrafficRoutingType::TimeBasedLinear);
            Some(builder.time_based_linear(linear).build())
        }
        Shape::AllAtOnce | Shape::Steps => None,
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
