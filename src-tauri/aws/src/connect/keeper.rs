//! Making, changing and deleting flows.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_connect::{
    Client,
    types::{ContactFlowStatus, ContactFlowType},
};
use crossfade_domain::arn::InstanceArn;
use crossfade_engine::ports::{Answer, FlowKeeper, FlowView, NewFlow, PublicationStatus};

use crate::{
    failure::required,
    line::{Line, if_there},
    operation::Operation,
};

use super::viewed;

/// Makes, changes and deletes flows.
#[derive(Debug)]
pub(crate) struct Keeper {
    client: Client,
    line: Arc<Line>,
}

impl Keeper {
    pub(crate) fn new(client: Client, line: &Arc<Line>) -> Self {
        Self { client, line: Arc::clone(line) }
    }
}

#[async_trait]
impl FlowKeeper for Keeper {
    async fn create(&self, instance: &InstanceArn, flow: &NewFlow) -> Answer<String> {
        let operation = Operation::CreateContactFlow;
        let status = match flow.status {
            PublicationStatus::Published => ContactFlowStatus::Published,
            PublicationStatus::Saved => ContactFlowStatus::Saved,
        };
        let description = Some(flow.description.clone()).filter(|it| !it.is_empty());
        let sent = self
            .client
            .create_contact_flow()
            .instance_id(&instance.id)
            .name(&flow.name)
            .r#type(ContactFlowType::from(flow.kind.as_str()))
            .set_description(description)
            .content(&flow.content)
            .status(status)
            .send();
        let made = self.line.call(operation, &flow.name, sent).await?;
        required(made.contact_flow_arn, operation, "ContactFlowArn")
    }

    async fn replace(
        &self,
        instance: &InstanceArn,
        flow_id: &str,
        view: FlowView,
        content: &str,
    ) -> Answer<()> {
        let request = self.client.update_contact_flow_content().instance_id(&instance.id);
        let id = viewed(instance, flow_id, view);
        let sent = request.contact_flow_id(id).content(content).send();
        self.line.call(Operation::UpdateContactFlowContent, flow_id, sent).await?;
        Ok(())
    }

    async fn delete(&self, instance: &InstanceArn, flow_id: &str) -> Answer<()> {
        let request = self.client.delete_contact_flow().instance_id(&instance.id);
        let sent = request.contact_flow_id(flow_id).send();
        if_there(self.line.call(Operation::DeleteContactFlow, flow_id, sent).await)?;
        Ok(())
    }
}
