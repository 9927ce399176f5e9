//! What went wrong, read out of the SDK's error.

use std::error::Error;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::{
    orchestrator::HttpResponse,
    result::{ConnectorError, SdkError},
};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::request_id::RequestId;
use crossfade_engine::failure::FailureKind;
use serde_json::Value;

use crate::read_only::KeptBack;

use super::{chain, code};

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cause {
    /// What sort.
    pub(super) kind: FailureKind,
    /// AWS's code, or the program's own.
    pub(super) code: String,
    /// AWS's own words, or the SDK's; may hold secrets still.
    pub(super) words: String,
}

impl Cause {
    pub(super) fn of<E>(error: &SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        match error {
            SdkError::ServiceError(answered) => {
                service(answered.err(), answered.raw(), error.request_id())
            }
            SdkError::TimeoutError(_) => Self::own(FailureKind::Unavailable, "Timeout", error),
            SdkError::ResponseError(answered) => response(answered.raw().status().as_u16(), error),
            SdkError::DispatchFailure(_) => {
                // Also a connection that was not made in time: nothing was asked then.
                let unreachable = || Self::own(FailureKind::Unavailable, "Unreachable", error);
                inner(error).unwrap_or_else(unreachable)
            }
            SdkError::ConstructionFailure(_) => inner(error)
                .unwrap_or_else(|| Self::own(FailureKind::Invalid, "InvalidRequest", error)),
            // `SdkError` may grow: what is not known leaves the outcome open.
            other => Self::own(FailureKind::Unexpected, "UnknownError", other),
        }
    }

    fn own(kind: FailureKind, code: &str, error: &(dyn Error + 'static)) -> Self {
        Self { kind, code: code.to_owned(), words: chain(error) }
    }
}

/// What a service answered.
fn service<E: ProvideErrorMetadata>(
    error: &E,
    raw: &HttpResponse,
    request_id: Option<&str>,
) -> Cause {
    let status = raw.status().as_u16();
    let code = error.code().unwrap_or_default();
    let mut words = match (error.message(), code) {
        (Some(message), "") => message.to_owned(),
        (Some(message), code) => format!("{code}: {message}"),
        (None, code) => code.to_owned(),
    };
    for problem in problems(raw.body().bytes().unwrap_or_default()) {
        words.push_str("\n- ");
        words.push_str(&problem);
    }
    let request_id = request_id.map(|id| format!(", request {id}")).unwrap_or_default();
    let words = format!("{words}\nHTTP {status}{request_id}");
    let kind = code::kind(code, status);
    let code = if code.is_empty() { format!("HTTP {status}") } else { code.to_owned() };
    Cause { kind, code, words: words.trim_start().to_owned() }
}

/// `problems[].message` of `InvalidContactFlowException`, which has no message
/// of its own; the flow module's variant writes `Problems`.
fn problems(body: &[u8]) -> Vec<String> {
    let Ok(body) = serde_json::from_slice::<Value>(body) else { return Vec::new() };
    let list = body.get("problems").or_else(|| body.get("Problems"));
    let message = |problem: &Value| {
        let message = problem.get("message").or_else(|| problem.get("Message"))?;
        message.as_str().map(str::to_owned)
    };
    list.and_then(Value::as_array)
        .map_or_else(Vec::new, |it| it.iter().filter_map(message).collect())
}

/// An answer that the SDK could not read. A gateway's 5xx page is no answer of
/// the service; a success that cannot be read is a success of a write.
fn response(status: u16, error: &(dyn Error + 'static)) -> Cause {
    match status {
        500..=599 => Cause::own(FailureKind::Unavailable, &format!("HTTP {status}"), error),
        429 => Cause::own(FailureKind::Throttled, "HTTP 429", error),
        _ => Cause::own(FailureKind::Unexpected, "UnexpectedAnswer", error),
    }
}

/// Causes that the SDK wraps: our own guard, and sign-in.
fn inner(error: &(dyn Error + 'static)) -> Option<Cause> {
    let mut below = std::iter::successors(Some(error), |&error| error.source());
    while let Some(part) = below.next() {
        if part.is::<KeptBack>() {
            return Some(Cause::own(FailureKind::ReadOnly, "ReadOnly", part));
        }
        if let Some(failed) = part.downcast_ref::<CredentialsError>() {
            let offline = below
                .filter_map(|part| part.downcast_ref::<ConnectorError>())
                .any(|it| it.is_io() || it.is_timeout());
            return Some(sign_in(failed, offline));
        }
    }
    None
}

/// Why there are no credentials. Nothing has been sent, but the network can be
/// at fault: then signing in again does not help.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the SDK adds sorts of failed sign-ins; any other is one as well"
)]
fn sign_in(error: &CredentialsError, offline: bool) -> Cause {
    match error {
        _ if offline => Cause::own(FailureKind::Unavailable, "SignInUnreachable", error),
        // With a source, something was set up and does not hold together, such
        // as a `source_profile` that is not there.
        CredentialsError::CredentialsNotLoaded(_) if error.source().is_none() => {
            Cause::own(FailureKind::SignedOut, "NoCredentials", error)
        }
        CredentialsError::CredentialsNotLoaded(_) | CredentialsError::InvalidConfiguration(_) => {
            Cause::own(FailureKind::SignedOut, "InvalidProfile", error)
        }
        CredentialsError::ProviderTimedOut(_) => {
            Cause::own(FailureKind::SignedOut, "SignInTimeout", error)
        }
        _ => Cause::own(FailureKind::SignedOut, "SignInFailed", error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_are_read_in_both_spellings() {
        let flow = br#"{"problems":[{"message":"one"},{"message":"two"}]}"#;
        assert_eq!(problems(flow), ["one", "two"]);
        let module = br#"{"Problems":[{"Message":"three"}]}"#;
        assert_eq!(problems(module), ["three"]);
        assert!(problems(b"<xml/>").is_empty());
        assert!(problems(br#"{"problems":"none"}"#).is_empty());
    }
}
