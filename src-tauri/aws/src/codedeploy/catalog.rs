//! Looks deployments up.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use aws_sdk_codedeploy::{
    Client,
    types::{ComputePlatform, DeploymentStatus, TimeRange},
};
use crossfade_domain::rollout::plan::Shape;
use crossfade_engine::ports::{
    Answer, Deployment, DeploymentCatalog, DeploymentGroup, DeploymentProgress,
};
use futures::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;

use super::shape;
use crate::{
    line::{Line, if_there},
    operation::Operation,
    time::date_time,
};

/// `BatchGetApplications` and `BatchGetDeploymentGroups` take up to 100 names.
const MOST_NAMES: usize = 100;
/// `BatchGetDeployments` and `BatchGetDeploymentTargets` take up to 25 ids.
const MOST_IDS: usize = 25;
/// Targets are asked for one deployment after the other, so many at the same
/// time, and only where its `AppSpec` does not tell what is moved.
const AT_ONCE: usize = 4;

/// Looks deployments up.
#[derive(Debug)]
pub(crate) struct Deployments {
    client: Client,
    line: Arc<Line>,
}

impl Deployments {
    pub(crate) fn new(client: Client, line: &Arc<Line>) -> Self {
        Self { client, line: Arc::clone(line) }
    }

    async fn groups_of(&self, application: &str) -> Answer<Vec<DeploymentGroup>> {
        let page = |token| {
            let request = self.client.list_deployment_groups().application_name(application);
            request.set_next_token(token).send()
        };
        let cut = |it: aws_sdk_codedeploy::operation::list_deployment_groups::ListDeploymentGroupsOutput| {
            (it.deployment_groups, it.next_token)
        };
        let operation = Operation::ListDeploymentGroups;
        let names = self.line.every(operation, application, page, cut).await?;
        let mut found = Vec::new();
        for some in names.chunks(MOST_NAMES) {
            let request = self.client.batch_get_deployment_groups().application_name(application);
            let sent = request.set_deployment_group_names(Some(some.to_vec())).send();
            let operation = Operation::BatchGetDeploymentGroups;
            let told = self.line.call(operation, application, sent).await?;
            for group in told.deployment_groups_info.unwrap_or_default() {
                found.push(shape::group(application, group)?);
            }
        }
        Ok(found)
    }
}

#[async_trait]
impl DeploymentCatalog for Deployments {
    async fn applications(&self) -> Answer<Vec<String>> {
        let page = |token| self.client.list_applications().set_next_token(token).send();
        let operation = Operation::ListApplications;
        let names =
            self.line.every(operation, "", page, |it| (it.applications, it.next_token)).await?;
        let mut found = Vec::new();
        for some in names.chunks(MOST_NAMES) {
            let request = self.client.batch_get_applications();
            let sent = request.set_application_names(Some(some.to_vec())).send();
            let told = self.line.call(Operation::BatchGetApplications, "", sent).await?;
            let lambda = told.applications_info.unwrap_or_default().into_iter();
            let lambda = lambda.filter(|it| it.compute_platform == Some(ComputePlatform::Lambda));
            found.extend(lambda.filter_map(|it| it.application_name));
        }
        Ok(found)
    }

    async fn groups(&self) -> Answer<Vec<DeploymentGroup>> {
        let mut groups = Vec::new();
        for application in self.applications().await? {
            groups.extend(self.groups_of(&application).await?);
        }
        Ok(groups)
    }

    async fn deployment_ids(&self, from: Timestamp, under_way: bool) -> Answer<Vec<String>> {
        let running = under_way.then(|| {
            vec![
                DeploymentStatus::Created,
                DeploymentStatus::Queued,
                DeploymentStatus::InProgress,
                DeploymentStatus::Baking,
                DeploymentStatus::Ready,
            ]
        });
        let range = TimeRange::builder().start(date_time(from)).build();
        let page = |token| {
            let request = self.client.list_deployments().create_time_range(range.clone());
            request.set_include_only_statuses(running.clone()).set_next_token(token).send()
        };
        let operation = Operation::ListDeployments;
        self.line.every(operation, "", page, |it| (it.deployments, it.next_token)).await
    }

    async fn deployments(&self, ids: &[String]) -> Answer<Vec<Deployment>> {
        let mut found = HashMap::new();
        for some in ids.chunks(MOST_IDS) {
            let request = self.client.batch_get_deployments();
            let sent = request.set_deployment_ids(Some(some.to_vec())).send();
            let told = self.line.call(Operation::BatchGetDeployments, "", sent).await?;
            for info in told.deployments_info.unwrap_or_default() {
                if info.compute_platform == Some(ComputePlatform::Lambda) {
                    let deployment = shape::deployment(info)?;
                    found.insert(deployment.id.clone(), deployment);
                }
            }
        }
        let inner: Vec<Deployment> = ids.iter().filter_map(|id| found.remove(id)).collect();
        stream::iter(inner)
            .map(|deployment| async move {
                if deployment.moves.is_some() {
                    return Ok(deployment);
                }
                let progress = self.progress(&deployment.id).await?;
                Ok(Deployment { moves: progress.map(|it| it.moves), ..deployment })
            })
            .buffered(AT_ONCE)
            .try_collect()
            .await
    }

    async fn progress(&self, deployment: &str) -> Answer<Option<DeploymentProgress>> {
        let page = |token| {
            let request = self.client.list_deployment_targets().deployment_id(deployment);
            request.set_next_token(token).send()
        };
        let operation = Operation::ListDeploymentTargets;
        let ids = self.line.every(operation, deployment, page, |it| (it.target_ids, it.next_token));
        // A deployment that has only just been created has no targets yet, and
        // CodeDeploy says so as an error.
        let ids = match ids.await {
            Ok(ids) => ids,
            Err(failure) if failure.code == "DeploymentNotStartedException" => return Ok(None),
            Err(failure) => return Err(failure),
        };
        let Some(id) = ids.into_iter().next() else { return Ok(None) };
        let request = self.client.batch_get_deployment_targets().deployment_id(deployment);
        let sent = request.target_ids(id).send();
        let operation = Operation::BatchGetDeploymentTargets;
        let told = self.line.call(operation, deployment, sent).await?;
        let target = told.deployment_targets.unwrap_or_default().into_iter().next();
        target.and_then(|it| it.lambda_target).map(shape::progress).transpose().map(Option::flatten)
    }
    async fn shape(&self, configuration: &str) -> Answer<Option<Shape>> {
        let request = self.client.get_deployment_config().deployment_config_name(configuration);
        let operation = Operation::GetDeploymentConfig;
        let found = self.line.call(operation, configuration, request.send()).await;
        let info = if_there(found)?.and_then(|found| found.deployment_config_info);
        Ok(info.and_then(shape::configuration))
    }
}
