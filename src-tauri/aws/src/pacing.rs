//! Keeps calls below AWS's published request rates.
//!
//! Invariant: a call waits here, before its timeouts begin, and never at AWS's
//! door; and whoever goes first ([`Precedence`](crate::operation::Precedence)) waits for nobody who does not.
//! The rates are an account's and a Region's, so other tools may still use them
//! up; what AWS then refuses is retried.

mod turnstile;

use std::{collections::HashMap, num::NonZeroU32};

use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        interceptors::{Intercept, context::BeforeTransmitInterceptorContextRef},
        orchestrator::Metadata,
        retries::RequestAttempts,
        runtime_components::RuntimeComponents,
    },
};
use aws_smithy_types::config_bag::ConfigBag;
use governor::{Quota, RateLimiter};

use crate::operation::{Bucket, Operation, Rate};

use turnstile::Turnstile;

/// The token buckets of one account in one Region; none when pacing is off.
#[derive(Debug, Default)]
pub(crate) struct Pacing {
    buckets: HashMap<Bucket, Turnstile>,
}

impl Pacing {
    /// AWS's published rates.
    pub(crate) fn published() -> Self {
        let rates = Operation::ALL.iter().filter_map(|operation| operation.rate());
        Self { buckets: rates.map(|(bucket, rate)| (bucket, turnstile(rate))).collect() }
    }

    /// No pacing at all.
    pub(crate) fn off() -> Self {
        Self::default()
    }

    /// Returns when the operation may be called.
    pub(crate) async fn ready(&self, operation: Operation) {
        if let Some(bucket) = self.bucket(operation) {
            bucket.pass(operation.precedence()).await;
        }
    }

    /// Takes a token if there is one. A retry has waited already, so it does
    /// not wait again, but the calls after it do.
    fn count(&self, operation: Operation) {
        if let Some(bucket) = self.bucket(operation) {
            bucket.count();
        }
    }

    fn bucket(&self, operation: Operation) -> Option<&Turnstile> {
        self.buckets.get(&operation.rate()?.0)
    }
}

/// One token stays in reserve: AWS's bucket fills from when a request arrives,
/// which is later for the first request of a connection than for the next.
fn turnstile(rate: Rate) -> Turnstile {
    let burst = NonZeroU32::new(rate.burst.get() - 1).unwrap_or(NonZeroU32::MIN);
    Turnstile::new(RateLimiter::direct(Quota::per_second(rate.per_second).allow_burst(burst)))
}

/// Counts the retries that the SDK makes by itself.
#[derive(Debug)]
pub(crate) struct CountRetries(pub(crate) std::sync::Arc<Pacing>);

impl Intercept for CountRetries {
    fn name(&self) -> &'static str {
        "CountRetries"
    }

    fn read_before_attempt(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let retry = cfg.load::<RequestAttempts>().is_some_and(|it| it.attempts() > 1);
        let called = cfg.load::<Metadata>();
        let operation = called.and_then(|it| Operation::named(it.service(), it.name()));
        if let (true, Some(operation)) = (retry, operation) {
            self.0.count(operation);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    use tokio::time::timeout;

    /// Whether a call may go within a moment much shorter than Connect's half
    /// second a token.
    async fn is_ready(pacing: &Pacing, operation: Operation) -> bool {
        timeout(Duration::from_millis(50), pacing.ready(operation)).await.is_ok()
    }

    #[tokio::test]
    async fn a_burst_goes_at_once_and_then_calls_wait_for_each_api_apart() {
        let pacing = Pacing::published();
        for call in 0..4 {
            assert!(is_ready(&pacing, Operation::ListContactFlows).await, "call {call} waited");
        }
        assert!(!is_ready(&pacing, Operation::ListContactFlows).await);
        assert!(is_ready(&pacing, Operation::SearchContactFlows).await);
    }

    #[tokio::test]
    async fn what_stops_a_deployment_waits_for_no_list_of_them() {
        let pacing = Pacing::published();
        while is_ready(&pacing, Operation::ListDeployments).await {}
        let mut waits = Box::pin(pacing.ready(Operation::BatchGetDeployments));
        assert!(timeout(Duration::from_millis(1), &mut waits).await.is_err());
        let mut lists = Box::pin(pacing.ready(Operation::ListDeployments));
        let first = tokio::select! {
            biased;
            () = &mut lists => "a list",
            () = &mut waits => "a look",
            () = pacing.ready(Operation::StopDeployment) => "the stop",
        };
        assert_eq!(first, "the stop");
    }

    #[tokio::test]
    async fn a_retry_makes_the_next_call_wait() {
        let pacing = Pacing::published();
        for _ in 0..4 {
            pacing.count(Operation::ListContactFlows);
        }
        assert!(!is_ready(&pacing, Operation::ListContactFlows).await);
    }

    #[tokio::test]
    async fn without_pacing_nothing_waits() {
        let pacing = Pacing::off();
        for _ in 0..1000 {
            assert!(is_ready(&pacing, Operation::ListContactFlows).await);
        }
    }
}
