//! What guided work makes, changes and takes away again.

use async_trait::async_trait;
use crossfade_domain::{
    alias::Alias,
    arn::InstanceArn,
    qualifier::{AliasName, Version},
};

use super::{Answer, FlowView, PublicationStatus};

/// A statement that lets one instance invoke one alias (`AddPermission`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPermission {
    /// The function's name.
    pub function: String,
    /// The alias that may be invoked.
    pub alias: AliasName,
    /// The statement's id, unique in the policy.
    pub statement_id: String,
    /// The instance: `SourceArn`, and its account `SourceAccount`.
    pub instance: InstanceArn,
    /// The policy's revision that this was decided on; `None` where there is no
    /// policy yet.
    pub revision_id: Option<String>,
}

/// Makes and deletes aliases, and says who may invoke them.
#[async_trait]
pub trait AliasKeeper: Send + Sync {
    /// Makes an alias of one version (`CreateAlias`).
    async fn create(
        &self,
        function: &str,
        alias: &AliasName,
        version: Version,
        description: &str,
    ) -> Answer<Alias>;
    /// Deletes an alias; one that is gone already is no failure (`DeleteAlias`).
    async fn delete(&self, function: &str, alias: &AliasName) -> Answer<()>;
    /// Lets an instance invoke an alias, and nobody else (`AddPermission` with
    /// `Qualifier`, `SourceArn`, `SourceAccount` and `RevisionId`).
    async fn allow(&self, permission: &NewPermission) -> Answer<()>;
    /// Removes a statement of the policy's revision that this was decided on
    /// (`RemovePermission` with `RevisionId`).
    async fn withdraw(
        &self,
        function: &str,
        alias: &AliasName,
        statement_id: &str,
        revision_id: Option<&str>,
    ) -> Answer<()>;
}

/// A flow to be made (`CreateContactFlow`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFlow {
    /// Its name, unique in the instance.
    pub name: String,
    /// AWS's word, such as `CONTACT_FLOW`.
    pub kind: String,
    /// Its description; may be empty.
    pub description: String,
    /// Flow language, JSON text.
    pub content: String,
    /// `PUBLISHED` is validated, `SAVED` is not.
    pub status: PublicationStatus,
}

/// Makes, changes and deletes flows.
#[async_trait]
pub trait FlowKeeper: Send + Sync {
    /// Makes a flow and answers its ARN (`CreateContactFlow`).
    async fn create(&self, instance: &InstanceArn, flow: &NewFlow) -> Answer<String>;
    /// Replaces what callers hear, which publishes it, or the draft
    /// (`UpdateContactFlowContent` with the plain id, or with `$SAVED`). AWS
    /// takes no precondition: look just before.
    async fn replace(
        &self,
        instance: &InstanceArn,
        flow_id: &str,
        view: FlowView,
        content: &str,
    ) -> Answer<()>;
    /// Deletes a flow (`DeleteContactFlow`).
    async fn delete(&self, instance: &InstanceArn, flow_id: &str) -> Answer<()>;
}
