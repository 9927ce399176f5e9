//! When a call is tried again without asking anybody.
//!
//! Invariant: a write is sent again only when AWS said that it did not take
//! it. `UpdateAlias` with a `RevisionId` would do no harm twice, but if the
//! first answer is lost, the second one says `PreconditionFailedException`:
//! our own change would be told as somebody else's. A lost answer therefore
//! goes up as it is, and the engine looks at the alias before it decides.

use std::time::Duration;

use aws_smithy_runtime_api::client::{
    interceptors::context::InterceptorContext,
    retries::classifiers::{ClassifyRetry, RetryAction, RetryClassifierPriority},
};
use aws_smithy_types::{retry::RetryConfig, timeout::TimeoutConfig};

const TOO_MANY_REQUESTS: u16 = 429;

/// Up to five attempts, 0.3 s to 5 s apart, with the SDK's own jitter.
pub(crate) fn retries() -> RetryConfig {
    RetryConfig::standard()
        .with_max_attempts(5)
        .with_initial_backoff(Duration::from_millis(300))
        .with_max_backoff(Duration::from_secs(5))
}

/// How long to wait for a connection, for one answer, and for all attempts.
pub(crate) fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(3))
        .operation_attempt_timeout(Duration::from_secs(10))
        .operation_timeout(Duration::from_secs(30))
        .build()
}

/// Forbids every retry of a write, except when AWS refused it for want of
/// capacity (429), and so did not apply it.
#[derive(Debug)]
pub(crate) struct OnlyWhenRefused;

impl ClassifyRetry for OnlyWhenRefused {
    fn name(&self) -> &'static str {
        "OnlyWhenRefused"
    }

    fn classify_retry(&self, ctx: &InterceptorContext) -> RetryAction {
        let failed = ctx.output_or_error().is_none_or(|it| it.is_err());
        let refused = ctx.response().is_some_and(|it| it.status().as_u16() == TOO_MANY_REQUESTS);
        match (failed, refused) {
            (false, _) => RetryAction::NoActionIndicated,
            (true, true) => RetryAction::throttling_error(),
            (true, false) => RetryAction::RetryForbidden,
        }
    }

    fn priority(&self) -> RetryClassifierPriority {
        RetryClassifierPriority::run_after(RetryClassifierPriority::transient_error_classifier())
    }
}
