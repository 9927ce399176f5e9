//! The functions that the console offers in its drop-down list.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_connect::Client;
use crossfade_domain::arn::InstanceArn;
use crossfade_engine::ports::{Answer, InstanceFunctions};

use crate::{
    line::{Line, if_there},
    operation::Operation,
};

use super::page;

/// Reads and changes the drop-down list.
#[derive(Debug)]
pub(crate) struct ListedFunctions {
    client: Client,
    line: Arc<Line>,
}

impl ListedFunctions {
    pub(crate) fn new(client: Client, line: &Arc<Line>) -> Self {
        Self { client, line: Arc::clone(line) }
    }
}

#[async_trait]
impl InstanceFunctions for ListedFunctions {
    async fn listed(&self, instance: &InstanceArn) -> Answer<Vec<String>> {
        let page = |token| {
            let request = self.client.list_lambda_functions().instance_id(&instance.id);
            request.max_results(page::LAMBDA_FUNCTIONS).set_next_token(token).send()
        };
        self.line
            .every(Operation::ListLambdaFunctions, &instance.id, page, |it| {
                (it.lambda_functions, it.next_token)
            })
            .await
    }

    async fn associate(&self, instance: &InstanceArn, function_arn: &str) -> Answer<()> {
        let request = self.client.associate_lambda_function().instance_id(&instance.id);
        let sent = request.function_arn(function_arn).send();
        self.line.call(Operation::AssociateLambdaFunction, function_arn, sent).await?;
        Ok(())
    }

    async fn disassociate(&self, instance: &InstanceArn, function_arn: &str) -> Answer<()> {
        let request = self.client.disassociate_lambda_function().instance_id(&instance.id);
        let sent = request.function_arn(function_arn).send();
        // What is not listed is as good as removed, when the first answer was lost.
        if_there(self.line.call(Operation::DisassociateLambdaFunction, function_arn, sent).await)?;
        Ok(())
    }
}
