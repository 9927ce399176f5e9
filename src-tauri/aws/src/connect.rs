//! Instances, flows and modules: Amazon Connect.

mod chats;
mod functions;
mod keeper;
mod numbers;
mod resources;
mod shape;

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_connect::Client;
use crossfade_domain::{arn::InstanceArn, flow::rewrite::Candidate};
use crossfade_engine::ports::{
    Answer, FlowCatalog, FlowDocument, FlowSummary, FlowView, Instance, ModuleDocument,
    ModuleSummary,
};

use crate::{
    failure::required,
    line::{Line, if_there},
    operation::Operation,
};

pub(crate) use chats::Chats;
pub(crate) use functions::ListedFunctions;
pub(crate) use keeper::Keeper;
pub(crate) use numbers::Numbers;

/// The most that each list gives a page.
mod page {
    pub(super) const INSTANCES: i32 = 10;
    pub(super) const LAMBDA_FUNCTIONS: i32 = 25;
    pub(super) const SEARCH: i32 = 100;
    pub(super) const LIST: i32 = 1000;
}

/// Looks instances, flows and modules up.
#[derive(Debug)]
pub(crate) struct Flows {
    client: Client,
    line: Arc<Line>,
}

impl Flows {
    pub(crate) fn new(client: Client, line: &Arc<Line>) -> Self {
        Self { client, line: Arc::clone(line) }
    }
}

#[async_trait]
impl FlowCatalog for Flows {
    async fn instances(&self) -> Answer<Vec<Instance>> {
        let page = |token| {
            let request = self.client.list_instances().max_results(page::INSTANCES);
            request.set_next_token(token).send()
        };
        let all = self
            .line
            .every(Operation::ListInstances, "", page, |it| {
                (it.instance_summary_list, it.next_token)
            })
            .await?;
        all.into_iter().map(shape::instance).collect()
    }

    async fn flows(&self, instance: &InstanceArn) -> Answer<Vec<FlowSummary>> {
        let page = |token| {
            let request = self.client.list_contact_flows().instance_id(&instance.id);
            request.max_results(page::LIST).set_next_token(token).send()
        };
        let all = self
            .line
            .every(Operation::ListContactFlows, &instance.id, page, |it| {
                (it.contact_flow_summary_list, it.next_token)
            })
            .await?;
        all.into_iter().map(shape::flow_summary).collect()
    }

    async fn search_flows(&self, instance: &InstanceArn) -> Answer<Vec<FlowDocument>> {
        let page = |token| {
            let request = self.client.search_contact_flows().instance_id(&instance.id);
            request.max_results(page::SEARCH).set_next_token(token).send()
        };
        let all = self
            .line
            .every(Operation::SearchContactFlows, &instance.id, page, |it| {
                (it.contact_flows, it.next_token)
            })
            .await?;
        all.into_iter().filter_map(|flow| shape::published(flow).transpose()).collect()
    }

    async fn flow(
        &self,
        instance: &InstanceArn,
        flow_id: &str,
        view: FlowView,
    ) -> Answer<Option<FlowDocument>> {
        let operation = Operation::DescribeContactFlow;
        let request = self.client.describe_contact_flow().instance_id(&instance.id);
        let sent = request.contact_flow_id(viewed(instance, flow_id, view)).send();
        let found = if_there(self.line.call(operation, flow_id, sent).await)?;
        let Some(found) = found else { return Ok(None) };
        let flow = required(found.contact_flow, operation, "ContactFlow")?;
        shape::flow(flow, operation).map(Some)
    }

    async fn resources(&self, instance: &InstanceArn) -> Answer<Vec<Candidate>> {
        Box::pin(resources::all(&self.client, &self.line, instance)).await
    }

    async fn modules(&self, instance: &InstanceArn) -> Answer<Vec<ModuleSummary>> {
        let page = |token| {
            let request = self.client.list_contact_flow_modules().instance_id(&instance.id);
            request.max_results(page::LIST).set_next_token(token).send()
        };
        let all = self
            .line
            .every(Operation::ListContactFlowModules, &instance.id, page, |it| {
                (it.contact_flow_modules_summary_list, it.next_token)
            })
            .await?;
        all.into_iter().map(shape::module_summary).collect()
    }

    async fn module(
        &self,
        instance: &InstanceArn,
        module_id: &str,
    ) -> Answer<Option<ModuleDocument>> {
        let operation = Operation::DescribeContactFlowModule;
        let request = self.client.describe_contact_flow_module().instance_id(&instance.id);
        let sent = request.contact_flow_module_id(module_id).send();
        let found = if_there(self.line.call(operation, module_id, sent).await)?;
        let Some(found) = found else { return Ok(None) };
        shape::module(required(found.contact_flow_module, operation, "ContactFlowModule")?)
            .map(Some)
    }
}

/// The id under which `DescribeContactFlow` gives a view: the plain id is what
/// callers hear, `{arn}:$SAVED` the draft.
fn viewed(instance: &InstanceArn, flow_id: &str, view: FlowView) -> String {
    match view {
        FlowView::Published => flow_id.to_owned(),
        FlowView::Saved if flow_id.starts_with("arn:") => format!("{flow_id}:$SAVED"),
        FlowView::Saved => format!("{instance}/contact-flow/{flow_id}:$SAVED"),
    }
}
