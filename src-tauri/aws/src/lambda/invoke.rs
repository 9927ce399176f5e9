//! Invoking versions, publishing them, and keeping environments ready.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_lambda::{
    Client,
    primitives::Blob,
    types::{InvocationType, ProvisionedConcurrencyStatusEnum},
};
use crossfade_domain::qualifier::{Qualifier, Version};
use crossfade_engine::ports::{
    Answer, ConcurrencyKeeper, DecidedOn, FunctionInvoker, Invocation, ProvisionedConcurrency,
    ProvisionedStatus, VersionPublisher,
};

use super::shape::whole;
use crate::{
    failure::{readable, required, unexpected},
    line::{Line, if_there},
    operation::Operation,
};

/// Invokes and publishes versions, and provisions concurrency.
#[derive(Debug)]
pub(crate) struct Invoker {
    client: Client,
    line: Arc<Line>,
}

impl Invoker {
    pub(crate) fn new(client: Client, line: &Arc<Line>) -> Self {
        Self { client, line: Arc::clone(line) }
    }
}

#[async_trait]
impl FunctionInvoker for Invoker {
    async fn invoke(
        &self,
        function: &str,
        qualifier: &Qualifier,
        event: &str,
    ) -> Answer<Invocation> {
        let request = self.client.invoke().function_name(function);
        let sent = request
            .qualifier(qualifier.to_string())
            .invocation_type(InvocationType::RequestResponse)
            .payload(Blob::new(event))
            .send();
        let subject = format!("{function}:{qualifier}");
        let answered = self.line.call(Operation::Invoke, &subject, sent).await?;
        Ok(Invocation {
            payload: answered.payload.map(Blob::into_inner).unwrap_or_default(),
            function_error: answered.function_error,
            executed: answered.executed_version.and_then(|version| version.parse().ok()),
        })
    }
}

#[async_trait]
impl VersionPublisher for Invoker {
    async fn publish(
        &self,
        function: &str,
        on: Option<DecidedOn<'_>>,
        description: &str,
    ) -> Answer<Version> {
        let operation = Operation::PublishVersion;
        let request = self.client.publish_version().function_name(function);
        let description = Some(description).filter(|it| !it.is_empty()).map(str::to_owned);
        let revision_id = on.filter(|on| !on.revision_id.is_empty());
        let sent = request
            .set_code_sha256(on.map(|on| on.code_sha256.to_owned()))
            .set_revision_id(revision_id.map(|on| on.revision_id.to_owned()))
            .set_description(description)
            .send();
        let published = self.line.call(operation, function, sent).await?;
        readable(required(published.version, operation, "Version")?.parse(), operation)
    }
}

#[async_trait]
impl ConcurrencyKeeper for Invoker {
    async fn provisioned(
        &self,
        function: &str,
        qualifier: &Qualifier,
    ) -> Answer<Option<ProvisionedConcurrency>> {
        let operation = Operation::GetProvisionedConcurrencyConfig;
        let request = self.client.get_provisioned_concurrency_config().function_name(function);
        let sent = request.qualifier(qualifier.to_string()).send();
        let subject = format!("{function}:{qualifier}");
        let Some(found) = if_there(self.line.call(operation, &subject, sent).await)? else {
            return Ok(None);
        };
        let parts = Parts {
            requested: found.requested_provisioned_concurrent_executions,
            available: found.available_provisioned_concurrent_executions,
            status: found.status,
            reason: found.status_reason,
        };
        parts.told(operation).map(Some)
    }

    async fn provision(
        &self,
        function: &str,
        version: Version,
        environments: u32,
    ) -> Answer<ProvisionedConcurrency> {
        let operation = Operation::PutProvisionedConcurrencyConfig;
        let wanted = i32::try_from(environments).unwrap_or(i32::MAX);
        let request = self.client.put_provisioned_concurrency_config().function_name(function);
        let sent =
            request.qualifier(version.to_string()).provisioned_concurrent_executions(wanted).send();
        let put = self.line.call(operation, &format!("{function}:{version}"), sent).await?;
        let parts = Parts {
            requested: put.requested_provisioned_concurrent_executions,
            available: put.available_provisioned_concurrent_executions,
            status: put.status,
            reason: put.status_reason,
        };
        parts.told(operation)
    }

    async fn unprovision(&self, function: &str, version: Version) -> Answer<()> {
        let request = self.client.delete_provisioned_concurrency_config().function_name(function);
        let sent = request.qualifier(version.to_string()).send();
        let operation = Operation::DeleteProvisionedConcurrencyConfig;
        let subject = format!("{function}:{version}");
        if_there(self.line.call(operation, &subject, sent).await)?;
        Ok(())
    }
}

/// The same members, which each operation has in a shape of its own.
struct Parts {
    requested: Option<i32>,
    available: Option<i32>,
    status: Option<ProvisionedConcurrencyStatusEnum>,
    reason: Option<String>,
}

impl Parts {
    fn told(self, operation: Operation) -> Answer<ProvisionedConcurrency> {
        let name = "RequestedProvisionedConcurrentExecutions";
        let status = match required(self.status, operation, "Status")?.as_str() {
            "IN_PROGRESS" => ProvisionedStatus::InProgress,
            "READY" => ProvisionedStatus::Ready,
            "FAILED" => ProvisionedStatus::Failed,
            other => {
                let why = format!("`Status` is `{other}`");
                return Err(unexpected(operation, "", &why));
            }
        };
        Ok(ProvisionedConcurrency {
            requested: whole(required(self.requested, operation, name)?, operation)?,
            available: whole(self.available.unwrap_or_default(), operation)?,
            status,
            reason: self.reason.unwrap_or_default(),
        })
    }
}
