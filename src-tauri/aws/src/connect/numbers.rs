//! What leads into flows: phone numbers and flow associations.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_connect::Client;
use crossfade_domain::arn::InstanceArn;
use crossfade_engine::ports::{Answer, FlowAssociation, PhoneNumber, PhoneNumbers};

use crate::{line::Line, operation::Operation};

use super::{page, shape};

/// Looks up what leads into flows.
#[derive(Debug)]
pub(crate) struct Numbers {
    client: Client,
    line: Arc<Line>,
}

impl Numbers {
    pub(crate) fn new(client: Client, line: &Arc<Line>) -> Self {
        Self { client, line: Arc::clone(line) }
    }
}

#[async_trait]
impl PhoneNumbers for Numbers {
    async fn phone_numbers(&self, instance: &InstanceArn) -> Answer<Vec<PhoneNumber>> {
        let page = |token| {
            let request = self.client.list_phone_numbers_v2().instance_id(&instance.id);
            request.max_results(page::LIST).set_next_token(token).send()
        };
        let all = self
            .line
            .every(Operation::ListPhoneNumbersV2, &instance.id, page, |it| {
                (it.list_phone_numbers_summary_list, it.next_token)
            })
            .await?;
        all.into_iter().map(shape::phone_number).collect()
    }

    async fn associations(&self, instance: &InstanceArn) -> Answer<Vec<FlowAssociation>> {
        let page = |token| {
            let request = self.client.list_flow_associations().instance_id(&instance.id);
            request.max_results(page::LIST).set_next_token(token).send()
        };
        let all = self
            .line
            .every(Operation::ListFlowAssociations, &instance.id, page, |it| {
                (it.flow_association_summary_list, it.next_token)
            })
            .await?;
        all.into_iter().map(shape::association).collect()
    }
}
