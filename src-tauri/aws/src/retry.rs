//! When a call is tried again without asking anybody.
//!
//! Invariant: a write is sent again only when AWS said that it did not take
//! it, or when sending it twice comes to the same ([`Effect::Repeatable`]).
//! `UpdateAlias` with a `RevisionId` would do no harm twice, but if the first
//! answer is lost, the second one says `PreconditionFailedException`: our own
//! change would be told as somebody else's. A lost answer therefore goes up as
//! it is, and the engine looks at the alias before it decides.

use std::time::Duration;

use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        interceptors::{
            Intercept,
            context::{FinalizerInterceptorContextRef, InterceptorContext},
        },
        orchestrator::Metadata,
        retries::classifiers::{ClassifyRetry, RetryAction, RetryClassifierPriority},
        runtime_components::RuntimeComponents,
    },
};
use aws_smithy_types::{config_bag::ConfigBag, retry::RetryConfig, timeout::TimeoutConfig};
use crossfade_engine::failure::FailureKind;

use crate::{
    failure::refusal,
    operation::{Effect, Operation},
};

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

/// What an answer that refuses says about trying again: a rate that is used up
/// passes, a quota that is used up does not. AWS has one status for both, and
/// the SDK takes `LimitExceededException` for a rate.
#[derive(Debug)]
pub(crate) struct Refusals;

impl ClassifyRetry for Refusals {
    fn name(&self) -> &'static str {
        "Refusals"
    }

    fn classify_retry(&self, ctx: &InterceptorContext) -> RetryAction {
        let failed = ctx.output_or_error().is_none_or(|it| it.is_err());
        match ctx.response().filter(|_| failed).map(refusal) {
            Some(FailureKind::Throttled) => RetryAction::throttling_error(),
            Some(FailureKind::Quota) => RetryAction::RetryForbidden,
            _ => RetryAction::NoActionIndicated,
        }
    }

    fn priority(&self) -> RetryClassifierPriority {
        RetryClassifierPriority::run_after(RetryClassifierPriority::transient_error_classifier())
    }
}

/// Ends a call whose outcome is open when sending it again could do harm.
#[derive(Debug)]
pub(crate) struct NotTwice;

impl Intercept for NotTwice {
    fn name(&self) -> &'static str {
        "NotTwice"
    }

    // The last hook before the SDK decides whether it tries again.
    fn read_after_attempt(
        &self,
        ctx: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let called = cfg.load::<Metadata>();
        let operation = called.and_then(|it| Operation::named(it.service(), it.name()));
        let harmful = match operation.map(Operation::effect) {
            Some(Effect::Read | Effect::Repeatable) => false,
            Some(Effect::Write) | None => true,
        };
        if harmful && is_open(ctx) {
            cfg.interceptor_state().store_put(RetryConfig::disabled());
        }
        Ok(())
    }
}

/// Whether AWS may have done it although the attempt failed: it did not if it
/// answered that the request is at fault.
fn is_open(ctx: &FinalizerInterceptorContextRef<'_>) -> bool {
    let failed = ctx.output_or_error().is_none_or(|it| it.is_err());
    let refused = ctx.response().is_some_and(|it| it.status().is_client_error());
    failed && !refused
}
