//! Direct invocations, and the concurrency that waits for them.

use async_trait::async_trait;
use crossfade_domain::qualifier::{Qualifier, Version};

use super::Answer;

/// What `Invoke` with `RequestResponse` answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invocation {
    /// `Payload`.
    pub payload: Vec<u8>,
    /// `FunctionError`, when the function's code failed.
    pub function_error: Option<String>,
    /// `ExecutedVersion`, when told.
    pub executed: Option<Version>,
}

/// Invokes functions, as Amazon Connect would.
#[async_trait]
pub trait FunctionInvoker: Send + Sync {
    /// Invokes one qualifier with an event, JSON text, and waits for the
    /// answer (`Invoke`, `RequestResponse`).
    async fn invoke(
        &self,
        function: &str,
        qualifier: &Qualifier,
        event: &str,
    ) -> Answer<Invocation>;
}

/// The state of `$LATEST` that a person decided on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecidedOn<'a> {
    /// `CodeSha256`.
    pub code_sha256: &'a str,
    /// `RevisionId`, which changes with the configuration as well; empty when
    /// it was not told.
    pub revision_id: &'a str,
}

/// Publishes versions.
#[async_trait]
pub trait VersionPublisher: Send + Sync {
    /// Publishes what `$LATEST` holds and answers the version; when nothing
    /// changed since the last one, that one is the answer (`PublishVersion`).
    /// Fails with [`FailureKind::Stale`](crate::failure::FailureKind::Stale)
    /// when code or configuration are not those that this was decided on.
    async fn publish(
        &self,
        function: &str,
        on: Option<DecidedOn<'_>>,
        description: &str,
    ) -> Answer<Version>;
}

/// How far the preparation of provisioned concurrency is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProvisionedStatus {
    /// Execution environments are being made ready.
    InProgress,
    /// All of them are ready.
    Ready,
    /// They could not be made ready.
    Failed,
}

/// Execution environments that are kept ready
/// (`GetProvisionedConcurrencyConfig`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvisionedConcurrency {
    /// How many were asked for.
    pub requested: u32,
    /// How many are ready.
    pub available: u32,
    /// How far it is.
    pub status: ProvisionedStatus,
    /// AWS's reason for the status; empty when it gives none.
    pub reason: String,
}

impl ProvisionedConcurrency {
    /// AWS's reason, as a sentence.
    #[must_use]
    pub fn why(&self) -> String {
        match self.reason.trim_end_matches('.') {
            "" => "AWS gives no reason.".to_owned(),
            reason => format!("AWS says: {reason}."),
        }
    }
}

/// Keeps execution environments ready.
#[async_trait]
pub trait ConcurrencyKeeper: Send + Sync {
    /// What is kept ready for a version or alias; `None` when nothing is
    /// (`GetProvisionedConcurrencyConfig`).
    async fn provisioned(
        &self,
        function: &str,
        qualifier: &Qualifier,
    ) -> Answer<Option<ProvisionedConcurrency>>;
    /// Asks for `environments` to be kept ready for a version
    /// (`PutProvisionedConcurrencyConfig`).
    async fn provision(
        &self,
        function: &str,
        version: Version,
        environments: u32,
    ) -> Answer<ProvisionedConcurrency>;
    /// Keeps nothing ready for a version any more; nothing being kept ready is
    /// no failure (`DeleteProvisionedConcurrencyConfig`).
    async fn unprovision(&self, function: &str, version: Version) -> Answer<()>;
}
