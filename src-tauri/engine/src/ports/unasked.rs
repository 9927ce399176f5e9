//! Ports that a test has no use for: whoever asks them has a fault.

use async_trait::async_trait;
use crossfade_domain::{
    alias::Alias,
    arn::InstanceArn,
    flow::rewrite::Candidate,
    qualifier::{AliasName, Qualifier, Version},
    rollout::plan::Shape,
};
use jiff::Timestamp;

use super::{
    Alarm, AlarmWatch, AliasKeeper, Answer, Caller, ChatDesk, ChatId, ConcurrencyKeeper, DecidedOn,
    Deployer, Deployment, DeploymentCatalog, DeploymentGroup, DeploymentKeeper, DeploymentProgress,
    FlowAssociation, FlowCatalog, FlowDocument, FlowKeeper, FlowSummary, FlowView, FunctionCatalog,
    FunctionInvoker, FunctionSummary, FunctionVersion, GroupWatch, Identity, Instance,
    InstanceFunctions, Invocation, MetricQuery, MetricSource, MetricWindow, ModuleDocument,
    ModuleSummary, NewDeployment, NewDeploymentGroup, NewFlow, NewPermission, PhoneNumber,
    PhoneNumbers, ProvisionedConcurrency, ResourcePolicy, Series, Stack, StackEvent, StackKeeper,
    StackRequest, Transcript, VersionPublisher,
};

/// Nobody asks it.
pub(crate) struct Unasked;

#[async_trait]
impl FunctionInvoker for Unasked {
    async fn invoke(&self, _: &str, _: &Qualifier, _: &str) -> Answer<Invocation> {
        unreachable!("nothing is invoked here")
    }
}

#[async_trait]
impl ConcurrencyKeeper for Unasked {
    async fn provisioned(&self, _: &str, _: &Qualifier) -> Answer<Option<ProvisionedConcurrency>> {
        Ok(None)
    }

    async fn provision(&self, _: &str, _: Version, _: u32) -> Answer<ProvisionedConcurrency> {
        unreachable!("nothing is provisioned here")
    }

    async fn unprovision(&self, _: &str, _: Version) -> Answer<()> {
        unreachable!("nothing is provisioned here")
    }
}

#[async_trait]
impl DeploymentCatalog for Unasked {
    async fn applications(&self) -> Answer<Vec<String>> {
        Ok(Vec::new())
    }

    async fn groups(&self) -> Answer<Vec<DeploymentGroup>> {
        Ok(Vec::new())
    }

    async fn deployment_ids(&self, _: Timestamp, _: bool) -> Answer<Vec<String>> {
        Ok(Vec::new())
    }

    async fn deployments(&self, _: &[String]) -> Answer<Vec<Deployment>> {
        Ok(Vec::new())
    }

    async fn progress(&self, _: &str) -> Answer<Option<DeploymentProgress>> {
        Ok(None)
    }

    async fn shape(&self, _: &str) -> Answer<Option<Shape>> {
        Ok(None)
    }
}

#[async_trait]
impl Deployer for Unasked {
    async fn start(&self, _: &NewDeployment) -> Answer<String> {
        unreachable!("nothing is deployed here")
    }

    async fn stop(&self, _: &str, _: bool) -> Answer<()> {
        unreachable!("nothing is deployed here")
    }
}

#[async_trait]
impl DeploymentKeeper for Unasked {
    async fn create_application(&self, _: &str) -> Answer<()> {
        unreachable!("nothing is deployed here")
    }

    async fn delete_application(&self, _: &str) -> Answer<()> {
        unreachable!("nothing is deployed here")
    }

    async fn create_group(&self, _: &NewDeploymentGroup) -> Answer<()> {
        unreachable!("nothing is deployed here")
    }

    async fn watch_group(&self, _: &str, _: &str, _: &GroupWatch) -> Answer<()> {
        unreachable!("nothing is deployed here")
    }

    async fn delete_group(&self, _: &str, _: &str) -> Answer<()> {
        unreachable!("nothing is deployed here")
    }

    async fn create_configuration(&self, _: &str, _: Shape) -> Answer<()> {
        unreachable!("nothing is deployed here")
    }

    async fn delete_configuration(&self, _: &str) -> Answer<()> {
        unreachable!("nothing is deployed here")
    }
}

#[async_trait]
impl Identity for Unasked {
    async fn caller(&self) -> Answer<Caller> {
        unreachable!("nobody asks who calls")
    }
}

/// A version that can take calls, and has nothing else to it.
pub(crate) fn version(version: Version) -> FunctionVersion {
    FunctionVersion {
        version,
        description: String::new(),
        code_sha256: String::new(),
        role: String::new(),
        dead_letter_target: None,
        runtime: None,
        timeout_seconds: 3,
        memory_mb: 128,
        state: Some("Active".to_owned()),
        is_updating: false,
        last_modified: None,
        revision_id: String::new(),
        configuration: String::new(),
    }
}

#[async_trait]
impl FunctionCatalog for Unasked {
    async fn functions(&self) -> Answer<Vec<FunctionSummary>> {
        Ok(Vec::new())
    }

    async fn function(&self, _: &str) -> Answer<Option<FunctionSummary>> {
        Ok(None)
    }

    async fn versions(&self, _: &str) -> Answer<Vec<FunctionVersion>> {
        Ok(Vec::new())
    }

    async fn version(&self, _: &str, _: Version) -> Answer<Option<FunctionVersion>> {
        Ok(None)
    }

    async fn aliases(&self, _: &str) -> Answer<Vec<Alias>> {
        Ok(Vec::new())
    }

    async fn policy(&self, _: &str, _: Option<&Qualifier>) -> Answer<Option<ResourcePolicy>> {
        Ok(None)
    }
}

#[async_trait]
impl MetricSource for Unasked {
    async fn series(&self, _: &[MetricQuery], _: MetricWindow) -> Answer<Vec<Series>> {
        Ok(Vec::new())
    }

    async fn executed_versions(&self, _: &str, _: &str) -> Answer<Vec<Version>> {
        Ok(Vec::new())
    }
}

#[async_trait]
impl AlarmWatch for Unasked {
    async fn alarms(&self, _: Option<&[String]>) -> Answer<Vec<Alarm>> {
        Ok(Vec::new())
    }
}

#[async_trait]
impl FlowCatalog for Unasked {
    async fn instances(&self) -> Answer<Vec<Instance>> {
        Ok(Vec::new())
    }

    async fn flows(&self, _: &InstanceArn) -> Answer<Vec<FlowSummary>> {
        Ok(Vec::new())
    }

    async fn search_flows(&self, _: &InstanceArn) -> Answer<Vec<FlowDocument>> {
        Ok(Vec::new())
    }

    async fn flow(&self, _: &InstanceArn, _: &str, _: FlowView) -> Answer<Option<FlowDocument>> {
        Ok(None)
    }

    async fn resources(&self, _: &InstanceArn) -> Answer<Vec<Candidate>> {
        Ok(Vec::new())
    }

    async fn modules(&self, _: &InstanceArn) -> Answer<Vec<ModuleSummary>> {
        Ok(Vec::new())
    }

    async fn module(&self, _: &InstanceArn, _: &str) -> Answer<Option<ModuleDocument>> {
        Ok(None)
    }
}

#[async_trait]
impl PhoneNumbers for Unasked {
    async fn phone_numbers(&self, _: &InstanceArn) -> Answer<Vec<PhoneNumber>> {
        Ok(Vec::new())
    }

    async fn associations(&self, _: &InstanceArn) -> Answer<Vec<FlowAssociation>> {
        Ok(Vec::new())
    }
}

#[async_trait]
impl InstanceFunctions for Unasked {
    async fn listed(&self, _: &InstanceArn) -> Answer<Vec<String>> {
        Ok(Vec::new())
    }

    async fn associate(&self, _: &InstanceArn, _: &str) -> Answer<()> {
        unreachable!("nothing is associated here")
    }

    async fn disassociate(&self, _: &InstanceArn, _: &str) -> Answer<()> {
        unreachable!("nothing is associated here")
    }
}

#[async_trait]
impl VersionPublisher for Unasked {
    async fn publish(&self, _: &str, _: Option<DecidedOn<'_>>, _: &str) -> Answer<Version> {
        unreachable!("nothing is published here")
    }
}

#[async_trait]
impl AliasKeeper for Unasked {
    async fn create(&self, _: &str, _: &AliasName, _: Version, _: &str) -> Answer<Alias> {
        unreachable!("no alias is made here")
    }

    async fn delete(&self, _: &str, _: &AliasName) -> Answer<()> {
        unreachable!("no alias is deleted here")
    }

    async fn allow(&self, _: &NewPermission) -> Answer<()> {
        unreachable!("nothing is allowed here")
    }

    async fn withdraw(&self, _: &str, _: &AliasName, _: &str, _: Option<&str>) -> Answer<()> {
        unreachable!("nothing is withdrawn here")
    }
}

#[async_trait]
impl FlowKeeper for Unasked {
    async fn create(&self, _: &InstanceArn, _: &NewFlow) -> Answer<String> {
        unreachable!("no flow is made here")
    }

    async fn replace(&self, _: &InstanceArn, _: &str, _: FlowView, _: &str) -> Answer<()> {
        unreachable!("no flow is changed here")
    }

    async fn delete(&self, _: &InstanceArn, _: &str) -> Answer<()> {
        unreachable!("no flow is deleted here")
    }
}

#[async_trait]
impl ChatDesk for Unasked {
    async fn start(&self, _: &InstanceArn, _: &str, _: &str, _: &str) -> Answer<ChatId> {
        unreachable!("no chat is held here")
    }

    async fn join(&self, _: &ChatId) -> Answer<()> {
        unreachable!("no chat is held here")
    }

    async fn transcript(&self, _: &ChatId) -> Answer<Transcript> {
        unreachable!("no chat is held here")
    }

    async fn say(&self, _: &ChatId, _: &str) -> Answer<()> {
        unreachable!("no chat is held here")
    }

    async fn stop(&self, _: &InstanceArn, _: &ChatId) -> Answer<()> {
        unreachable!("no chat is held here")
    }
}

#[async_trait]
impl StackKeeper for Unasked {
    async fn stack(&self, _: &str) -> Answer<Option<Stack>> {
        Ok(None)
    }

    async fn events(&self, _: &str) -> Answer<Vec<StackEvent>> {
        Ok(Vec::new())
    }

    async fn create(&self, _: &StackRequest) -> Answer<String> {
        unreachable!("no stack is made here")
    }

    async fn update(&self, _: &StackRequest) -> Answer<String> {
        unreachable!("no stack is changed here")
    }

    async fn delete(&self, _: &str) -> Answer<()> {
        unreachable!("no stack is deleted here")
    }
}
