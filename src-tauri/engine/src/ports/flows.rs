//! Amazon Connect instances, their flows, modules and phone numbers.

use async_trait::async_trait;
use crossfade_domain::{arn::InstanceArn, flow::rewrite::Candidate};
use jiff::Timestamp;

use super::Answer;

/// An instance (`ListInstances`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// Its ARN.
    pub arn: InstanceArn,
    /// The access URL's name; empty when AWS does not tell it.
    pub alias: String,
    /// `ACTIVE`, `CREATION_IN_PROGRESS`, `CREATION_FAILED`.
    pub status: String,
    /// When it was created.
    pub created: Option<Timestamp>,
}

/// Whether a flow or module has been published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PublicationStatus {
    /// Callers hear it.
    Published,
    /// Only ever saved.
    Saved,
}

/// A flow without its content (`ListContactFlows`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowSummary {
    /// The id, a UUID.
    pub id: String,
    /// The ARN.
    pub arn: String,
    /// The name.
    pub name: String,
    /// AWS's word, such as `CONTACT_FLOW`.
    pub kind: String,
    /// Whether it is archived.
    pub archived: bool,
    /// Whether it has been published.
    pub status: PublicationStatus,
}

/// Which content of a flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FlowView {
    /// What callers hear (the plain id).
    Published,
    /// The draft (`{arn}:$SAVED`).
    Saved,
}

impl FlowSummary {
    /// The content to look at: what callers hear, or, of a flow that was only
    /// ever saved, the draft.
    #[must_use]
    pub const fn view(&self) -> FlowView {
        match self.status {
            PublicationStatus::Published => FlowView::Published,
            PublicationStatus::Saved => FlowView::Saved,
        }
    }
}

/// A flow with its content (`DescribeContactFlow`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowDocument {
    /// The flow.
    pub summary: FlowSummary,
    /// Its description; empty when it has none.
    pub description: String,
    /// Flow language, JSON text.
    pub content: String,
    /// AWS's hash of the content, when told.
    pub content_sha256: Option<String>,
    /// When it was last changed, when told.
    pub last_modified: Option<Timestamp>,
}

/// A module without its content (`ListContactFlowModules`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModuleSummary {
    /// The id, a UUID.
    pub id: String,
    /// The ARN.
    pub arn: String,
    /// The name.
    pub name: String,
    /// Whether it is archived.
    pub archived: bool,
}

/// A module with its content (`DescribeContactFlowModule`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModuleDocument {
    /// The module.
    pub summary: ModuleSummary,
    /// Its description; empty when it has none.
    pub description: String,
    /// Flow language, JSON text.
    pub content: String,
    /// Whether it has been published.
    pub status: PublicationStatus,
}

/// Looks instances, flows and modules up.
#[async_trait]
pub trait FlowCatalog: Send + Sync {
    /// Every instance of the account and Region (`ListInstances`).
    async fn instances(&self) -> Answer<Vec<Instance>>;
    /// Every flow of an instance (`ListContactFlows`).
    async fn flows(&self, instance: &InstanceArn) -> Answer<Vec<FlowSummary>>;
    /// Every flow with its published content where the service fills it in
    /// (`SearchContactFlows`); flows without content are left out, and the
    /// caller asks for those one by one.
    async fn search_flows(&self, instance: &InstanceArn) -> Answer<Vec<FlowDocument>>;
    /// One flow's content; `None` when the flow or the view does not exist,
    /// such as the published view of a flow that was only ever saved.
    async fn flow(
        &self,
        instance: &InstanceArn,
        flow_id: &str,
        view: FlowView,
    ) -> Answer<Option<FlowDocument>>;
    /// Queues, prompts and hours of operation that flows can name
    /// (`ListQueues`, `ListPrompts`, `ListHoursOfOperations`).
    async fn resources(&self, instance: &InstanceArn) -> Answer<Vec<Candidate>>;
    /// Every module (`ListContactFlowModules`).
    async fn modules(&self, instance: &InstanceArn) -> Answer<Vec<ModuleSummary>>;
    /// One module's content, `None` when it does not exist.
    async fn module(
        &self,
        instance: &InstanceArn,
        module_id: &str,
    ) -> Answer<Option<ModuleDocument>>;
}

/// A phone number of an instance (`ListPhoneNumbersV2`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneNumber {
    /// The ARN.
    pub arn: String,
    /// The id.
    pub id: String,
    /// E.164, such as `+15550100`; `number` and its id where only that is known.
    pub number: String,
    /// Two-letter country code.
    pub country: String,
    /// AWS's word, such as `TOLL_FREE` or `DID`.
    pub kind: String,
    /// Its description; empty when it has none.
    pub description: String,
}

/// A resource that leads into a flow (`ListFlowAssociations`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowAssociation {
    /// The resource's ARN or id, such as a phone number's.
    pub resource_id: String,
    /// The flow's ARN or id.
    pub flow_id: String,
    /// AWS's word, such as `VOICE_PHONE_NUMBER`.
    pub resource_type: String,
}

/// Looks up what leads into flows.
#[async_trait]
pub trait PhoneNumbers: Send + Sync {
    /// Every phone number of the instance (`ListPhoneNumbersV2`).
    async fn phone_numbers(&self, instance: &InstanceArn) -> Answer<Vec<PhoneNumber>>;
    /// Everything that leads into a flow (`ListFlowAssociations`).
    async fn associations(&self, instance: &InstanceArn) -> Answer<Vec<FlowAssociation>>;
}

/// The functions that an instance's console offers in its drop-down list.
#[async_trait]
pub trait InstanceFunctions: Send + Sync {
    /// Function ARNs, in AWS's order (`ListLambdaFunctions`).
    async fn listed(&self, instance: &InstanceArn) -> Answer<Vec<String>>;
    /// Adds one (`AssociateLambdaFunction`).
    async fn associate(&self, instance: &InstanceArn, function_arn: &str) -> Answer<()>;
    /// Takes one out (`DisassociateLambdaFunction`).
    async fn disassociate(&self, instance: &InstanceArn, function_arn: &str) -> Answer<()>;
}
