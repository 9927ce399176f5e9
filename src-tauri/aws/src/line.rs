//! The line to AWS: every call goes through here.
//!
//! Invariant: a call first waits for its turn and then for a free place, so
//! waiting uses up neither places nor timeouts. What takes callers back never
//! waits behind what does not ([`Precedence`]). A list is whole, or it is a
//! failure: it is never quietly cut short.

use std::{collections::HashSet, sync::Arc};

use aws_smithy_runtime_api::client::{orchestrator::HttpResponse, result::SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use crossfade_engine::{
    failure::{Failure, FailureKind},
    ports::Answer,
};
use tokio::sync::Semaphore;

use crate::{
    failure::{Context, failure, unexpected},
    operation::{Operation, Precedence},
    pacing::Pacing,
    sign_in::SignIn,
};

/// Calls under way at the same time, over all services, by precedence: a slow
/// version under probe keeps its place for as long as it runs.
const PLACES: [usize; Precedence::COUNT] = [4, 4, 16];

/// What an SDK call gives.
pub(crate) type Sent<T, E> = Result<T, SdkError<E, HttpResponse>>;

/// The line to one account in one Region.
#[derive(Debug)]
pub(crate) struct Line {
    pacing: Arc<Pacing>,
    places: [Semaphore; Precedence::COUNT],
    sign_in: SignIn,
}

impl Line {
    /// A line that is paced so; `sign_in` goes into remedies.
    pub(crate) fn new(pacing: Arc<Pacing>, sign_in: SignIn) -> Self {
        Self { pacing, places: PLACES.map(Semaphore::new), sign_in }
    }

    /// Makes one call. `subject` is what it is about, empty when it is about
    /// nothing in particular.
    pub(crate) async fn call<T, E>(
        &self,
        operation: Operation,
        subject: &str,
        sent: impl Future<Output = Sent<T, E>>,
    ) -> Answer<T>
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        self.pacing.ready(operation).await;
        let places = &self.places[operation.precedence().rank()];
        // The semaphore is never closed, so there is always a place to come.
        let _place = places.acquire().await;
        let context = Context { operation, subject, sign_in: &self.sign_in };
        sent.await.map_err(|error| failure(&error, context))
    }

    /// Calls page after page until there is no further one. `page` asks for
    /// the page of a token, `cut` takes items and next token out of it.
    ///
    /// The SDK has paginators, but they end quietly at a token that repeats,
    /// and a list that misses its end looks whole.
    pub(crate) async fn every<P, T, E, F>(
        &self,
        operation: Operation,
        subject: &str,
        page: impl Fn(Option<String>) -> F,
        mut cut: impl FnMut(P) -> (Option<Vec<T>>, Option<String>),
    ) -> Answer<Vec<T>>
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
        F: Future<Output = Sent<P, E>>,
    {
        let (mut all, mut seen, mut token) = (Vec::new(), HashSet::new(), None);
        loop {
            let (items, next) = cut(self.call(operation, subject, page(token)).await?);
            all.extend(items.unwrap_or_default());
            let Some(next) = next.filter(|next| !next.is_empty()) else { return Ok(all) };
            if !seen.insert(next.clone()) {
                return Err(unexpected(operation, subject, "the next page is the same page again"));
            }
            token = Some(next);
        }
    }
}

/// `None` instead of a failure when the thing does not exist.
pub(crate) fn if_there<T>(answer: Answer<T>) -> Answer<Option<T>> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(Failure { kind: FailureKind::NotFound, .. }) => Ok(None),
        Err(failure) => Err(failure),
    }
}
