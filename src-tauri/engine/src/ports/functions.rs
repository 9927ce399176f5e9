//! Lambda functions, their versions, aliases and resource policies.

use async_trait::async_trait;
use crossfade_domain::{
    alias::{Alias, Routing},
    arn::FunctionArn,
    qualifier::{AliasName, Qualifier, Version},
};
use jiff::Timestamp;

use super::Answer;

/// A function as `ListFunctions` shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionSummary {
    /// The unqualified ARN.
    pub arn: FunctionArn,
    /// Its description; empty when it has none.
    pub description: String,
    /// Such as `nodejs22.x`; `None` for container images.
    pub runtime: Option<String>,
    /// Seconds that an invocation may take.
    pub timeout_seconds: u32,
    /// When `$LATEST` was last saved.
    pub last_modified: Option<Timestamp>,
}

/// One version of a function, `$LATEST` among them (`ListVersionsByFunction`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionVersion {
    /// Which.
    pub version: Version,
    /// Its description; empty when it has none.
    pub description: String,
    /// SHA-256 of the code package, base64; equal hashes are equal code.
    pub code_sha256: String,
    /// The execution role's ARN.
    pub role: String,
    /// The dead-letter queue's or topic's ARN.
    pub dead_letter_target: Option<String>,
    /// Such as `nodejs22.x`.
    pub runtime: Option<String>,
    /// Seconds that an invocation may take.
    pub timeout_seconds: u32,
    /// Memory in MB.
    pub memory_mb: u32,
    /// `Active`, `Pending`, `Inactive`, `Failed`; `None` when not told,
    /// as in the list of versions.
    pub state: Option<String>,
    /// Whether Lambda is still at what was saved last: it publishes nothing
    /// meanwhile, and the revision changes once more when it is done. Lists do
    /// not tell.
    pub is_updating: bool,
    /// When it was saved or published.
    pub last_modified: Option<Timestamp>,
    /// Changes with every change of code or configuration, and also when Lambda
    /// is done with one, or publishes it.
    pub revision_id: String,
    /// Tells configurations apart: equal texts are equal settings, environment
    /// and layers among them; what differs between any two versions is left out.
    pub configuration: String,
}

impl FunctionVersion {
    /// Whether publishing this one would make no version beside the other:
    /// code and configuration are the same.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.code_sha256 == other.code_sha256 && self.configuration == other.configuration
    }
}

/// A resource policy (`GetPolicy`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourcePolicy {
    /// The document, JSON text.
    pub text: String,
    /// Changes with every change of the policy, when told.
    pub revision_id: Option<String>,
}

/// A function with all its versions and aliases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionDetail {
    /// The function.
    pub summary: FunctionSummary,
    /// `$LATEST` first, then ascending.
    pub versions: Vec<FunctionVersion>,
    /// By name.
    pub aliases: Vec<Alias>,
}

/// Looks functions up.
#[async_trait]
pub trait FunctionCatalog: Send + Sync {
    /// Every function of the account and Region (`ListFunctions`).
    async fn functions(&self) -> Answer<Vec<FunctionSummary>>;
    /// One function, `None` when it does not exist (`GetFunctionConfiguration`).
    async fn function(&self, name: &str) -> Answer<Option<FunctionSummary>>;
    /// Every version, `$LATEST` first, then ascending (`ListVersionsByFunction`).
    async fn versions(&self, name: &str) -> Answer<Vec<FunctionVersion>>;
    /// One version with its state, `None` when it does not exist
    /// (`GetFunctionConfiguration` with `Qualifier`).
    async fn version(&self, name: &str, version: Version) -> Answer<Option<FunctionVersion>>;
    /// Every alias, by name (`ListAliases`).
    async fn aliases(&self, name: &str) -> Answer<Vec<Alias>>;
    /// The resource policy of the function or of one qualifier, `None` when
    /// there is none (`GetPolicy`).
    async fn policy(
        &self,
        name: &str,
        qualifier: Option<&Qualifier>,
    ) -> Answer<Option<ResourcePolicy>>;
}

/// One `UpdateAlias` that changes where an alias sends its calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoutingUpdate {
    /// The function's name.
    pub function: String,
    /// The alias.
    pub alias: AliasName,
    /// Version and weights, set in one call.
    pub routing: Routing,
    /// The revision that the change was decided on.
    pub revision_id: String,
}

/// Moves aliases.
#[async_trait]
pub trait AliasShifter: Send + Sync {
    /// The alias as it stands, `None` when it does not exist (`GetAlias`).
    async fn alias(&self, function: &str, alias: &AliasName) -> Answer<Option<Alias>>;
    /// Sets the routing (`UpdateAlias` with `RevisionId`); fails with
    /// [`FailureKind::Stale`](crate::failure::FailureKind::Stale) when the alias
    /// moved in between.
    async fn set_routing(&self, update: &RoutingUpdate) -> Answer<Alias>;
}
