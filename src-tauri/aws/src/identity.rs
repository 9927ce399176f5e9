//! Who calls: STS.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_sts::Client;
use crossfade_engine::ports::{self, Answer, Identity};

use crate::{failure::required, line::Line, operation::Operation};

/// The caller's identity, from STS.
#[derive(Debug)]
pub(crate) struct Caller {
    client: Client,
    line: Arc<Line>,
}

impl Caller {
    pub(crate) fn new(client: Client, line: &Arc<Line>) -> Self {
        Self { client, line: Arc::clone(line) }
    }
}

#[async_trait]
impl Identity for Caller {
    async fn caller(&self) -> Answer<ports::Caller> {
        let operation = Operation::GetCallerIdentity;
        let sent = self.client.get_caller_identity().send();
        let told = self.line.call(operation, "", sent).await?;
        Ok(ports::Caller {
            account: required(told.account, operation, "Account")?,
            arn: required(told.arn, operation, "Arn")?,
            user_id: required(told.user_id, operation, "UserId")?,
        })
    }
}
