//! The functions that the console offers in its drop-down list.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_connect::Client;
use crossfade_domain::arn::InstanceArn;
use crossfade_engine::ports::{Answer, InstanceFunctions};

use crate::{line::Line, operation::Operation};

use super::page;

/// Reads and changes the drop-down list.
#[derive(Debug)]
pub(crate) struct ListedFunctions {
    reads: Client,
    writes: Client,
    line: Arc<Line>,
}

impl ListedFunctions {
    /// `writes` must not repeat what AWS may have applied.
    pub(crate) fn new(reads: Client, writes: Client, line: &Arc<Line>) -> Self {
        Self { reads, writes, line: Arc::clone(line) }
    }
}

#[async_trait]
impl InstanceFunctions for ListedFunctions {
    async fn listed(&self, instance: &InstanceArn) -> Answer<Vec<String>> {
        let page = |token| {
            let request = self.reads.list_lambda_functions().instance_id(&instance.id);
            request.max_results(page::LAMBDA_FUNCTIONS).set_next_token(token).send()
        };
        self.line
            .every(Operation::ListLambdaFunctions, &instance.id, page, |it| {
                (it.lambda_functions, it.next_token)
            })
            .await
    }

    async fn associate(&self, instance: &InstanceArn, function_arn: &str) -> Answer<()> {
        let request = self.writes.associate_lambda_function().instance_id(&instance.id);
        let sent = request.function_arn(function_arn).send();
        self.line.call(Operation::AssociateLambdaFunction, function_arn, sent).await?;
        Ok(())
    }

    async fn disassociate(&self, instance: &InstanceArn, function_arn: &str) -> Answer<()> {
        let request = self.writes.disassociate_lambda_function().instance_id(&instance.id);
        let sent = request.function_arn(function_arn).send();
        self.line.call(Operation::DisassociateLambdaFunction, function_arn, sent).await?;
        Ok(())
    }
}
