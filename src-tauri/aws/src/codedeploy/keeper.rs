//! Makes what deployments need, and takes it away.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_codedeploy::{
    Client,
    types::{
        ComputePlatform, DeploymentOption, DeploymentStyle, DeploymentType, TimeBasedCanary,
        TimeBasedLinear, TrafficRoutingConfig, TrafficRoutingType,
    },
};
use crossfade_domain::rollout::plan::Shape;
use crossfade_engine::ports::{self, Answer, GroupWatch, NewDeploymentGroup, RollbackEvent};

use super::shape;
use crate::{line::Line, operation::Operation};

/// Makes applications, groups and configurations.
#[derive(Debug)]
pub(crate) struct DeploymentKeeper {
    client: Client,
    line: Arc<Line>,
}

impl DeploymentKeeper {
    pub(crate) fn new(client: Client, line: &Arc<Line>) -> Self {
        Self { client, line: Arc::clone(line) }
    }
}

#[async_trait]
impl ports::DeploymentKeeper for DeploymentKeeper {
    async fn create_application(&self, name: &str) -> Answer<()> {
        let request = self.client.create_application().application_name(name);
        let sent = request.compute_platform(ComputePlatform::Lambda).send();
        self.line.call(Operation::CreateApplication, name, sent).await?;
        Ok(())
    }

    async fn delete_application(&self, name: &str) -> Answer<()> {
        let sent = self.client.delete_application().application_name(name).send();
        self.line.call(Operation::DeleteApplication, name, sent).await?;
        Ok(())
    }

    async fn create_group(&self, group: &NewDeploymentGroup) -> Answer<()> {
        let style = DeploymentStyle::builder()
            .deployment_type(DeploymentType::BlueGreen)
            .deployment_option(DeploymentOption::WithTrafficControl)
            .build();
        let sent = self
            .client
            .create_deployment_group()
            .application_name(&group.application)
            .deployment_group_name(&group.name)
            .service_role_arn(&group.service_role)
            .deployment_config_name(&group.configuration)
            .deployment_style(style)
            .auto_rollback_configuration(shape::rollback(&RollbackEvent::ALL))
            .alarm_configuration(shape::alarms(&group.alarms, false))
            .send();
        self.line.call(Operation::CreateDeploymentGroup, &group.name, sent).await?;
        Ok(())
    }

    async fn watch_group(&self, application: &str, group: &str, watch: &GroupWatch) -> Answer<()> {
        let sent = self
            .client
            .update_deployment_group()
            .application_name(application)
            .current_deployment_group_name(group)
            .auto_rollback_configuration(shape::rollback(&watch.rolls_back_on))
            .alarm_configuration(shape::alarms(&watch.alarms, watch.ignore_unreadable_alarms))
            .send();
        self.line.call(Operation::UpdateDeploymentGroup, group, sent).await?;
        Ok(())
    }

    async fn delete_group(&self, application: &str, group: &str) -> Answer<()> {
        let request = self.client.delete_deployment_group().application_name(application);
        let sent = request.deployment_group_name(group).send();
        self.line.call(Operation::DeleteDeploymentGroup, group, sent).await?;
        Ok(())
    }

    async fn create_configuration(&self, name: &str, shape: Shape) -> Answer<()> {
        let Some(routing) = routing(shape) else { return Ok(()) };
        let request = self.client.create_deployment_config().deployment_config_name(name);
        let sent = request
            .compute_platform(ComputePlatform::Lambda)
            .traffic_routing_config(routing)
            .send();
        self.line.call(Operation::CreateDeploymentConfig, name, sent).await?;
        Ok(())
    }

    async fn delete_configuration(&self, name: &str) -> Answer<()> {
        let sent = self.client.delete_deployment_config().deployment_config_name(name).send();
        self.line.call(Operation::DeleteDeploymentConfig, name, sent).await?;
        Ok(())
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
