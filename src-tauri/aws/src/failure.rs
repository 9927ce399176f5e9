//! From everything that an SDK call can end in to the one [`Failure`].
//!
//! Invariant: no credential and no token is ever in a failure's text, and a
//! call that may have reached AWS is never told as one that did not.

mod answered;
mod cause;
mod code;
mod scrub;
mod words;

use aws_smithy_runtime_api::client::{orchestrator::HttpResponse, result::SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use crossfade_engine::{
    failure::{Failure, FailureKind},
    ports::Answer,
};

use crate::{operation::Operation, sign_in::SignIn};

pub(crate) use answered::refusal;
use cause::Cause;
use scrub::scrub;
use words::{because, remedy};

/// What was being done.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'a> {
    /// The operation.
    pub(crate) operation: Operation,
    /// What it was about, empty when about nothing in particular.
    pub(crate) subject: &'a str,
    /// How the caller signed in.
    pub(crate) sign_in: &'a SignIn,
}

/// The failure of a call.
pub(crate) fn failure<E>(error: &SdkError<E, HttpResponse>, context: Context<'_>) -> Failure
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    let cause = Cause::of(error);
    let said = sentence(context.operation, context.subject, &because(&cause, context.operation));
    let failure = Failure::new(cause.kind, &cause.code, said, remedy(&cause, context));
    failure.with_detail(scrub(&cause.words))
}

/// AWS answered something that the program does not understand.
pub(crate) fn unexpected(operation: Operation, subject: &str, why: &str) -> Failure {
    Failure::new(
        FailureKind::Unexpected,
        "UnexpectedAnswer",
        sentence(operation, subject, "the answer was not understood"),
        "Try again; if it goes on, report it with the details.",
    )
    .with_detail(format!("{}: {why}", operation.name()))
}

/// A member that AWS documents as always there.
pub(crate) fn required<T>(member: Option<T>, operation: Operation, name: &str) -> Answer<T> {
    member.ok_or_else(|| unexpected(operation, "", &format!("the answer lacks `{name}`")))
}

/// A member that is read as something else.
pub(crate) fn readable<T, E: std::fmt::Display>(
    read: Result<T, E>,
    operation: Operation,
) -> Answer<T> {
    read.map_err(|error| unexpected(operation, "", &error.to_string()))
}

/// An error with everything below it, on one line, without secrets.
pub(crate) fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut told: Vec<String> = Vec::new();
    for part in std::iter::successors(Some(error), |&error| error.source()) {
        let part = part.to_string();
        // Wrappers often repeat what they wrap.
        if told.last().is_none_or(|last| !last.contains(&part)) {
            told.push(part);
        }
    }
    scrub(&told.join(": "))
}

fn sentence(operation: Operation, subject: &str, because: &str) -> String {
    let doing = operation.doing();
    if subject.is_empty() {
        // "Listing the versions of" needs something to list the versions of.
        return format!("{} failed: {because}.", doing.trim_end_matches(" of"));
    }
    format!("{doing} `{subject}` failed: {because}.")
}
