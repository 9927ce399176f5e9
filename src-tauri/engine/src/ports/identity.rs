//! Who calls.

use async_trait::async_trait;

use super::Answer;

/// The caller, as STS `GetCallerIdentity` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The twelve-digit account id.
    pub account: String,
    /// The caller's ARN: user, or assumed role with its session name.
    pub arn: String,
    /// The unique id of user or role.
    pub user_id: String,
}

/// Says who calls.
#[async_trait]
pub trait Identity: Send + Sync {
    /// STS `GetCallerIdentity`.
    async fn caller(&self) -> Answer<Caller>;
}
