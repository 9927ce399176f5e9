//! What a failure says: why, and what to do about it.

use crossfade_engine::failure::FailureKind;

use crate::operation::{Effect, Operation};

use super::{Context, cause::Cause};

/// Why, as the end of a sentence.
pub(super) fn because(cause: &Cause, operation: Operation) -> String {
    let service = operation.service().name();
    match cause.kind {
        FailureKind::NotFound => format!("{service} did not find it"),
        FailureKind::AccessDenied => format!("`{}` is not allowed", action(cause, operation)),
        FailureKind::SignedOut => match cause.code.as_str() {
            "InvalidProfile" => "the sign-in is not set up properly".to_owned(),
            "NoCredentials" => "there is nothing to sign in with".to_owned(),
            _ => "the sign-in has expired or is missing".to_owned(),
        },
        FailureKind::Throttled => format!("{service} takes no more calls at the moment"),
        FailureKind::Stale => "it was changed in between".to_owned(),
        FailureKind::Conflict => {
            "it exists already, or another change of it is under way".to_owned()
        }
        FailureKind::Invalid => format!("{service} refused the request"),
        FailureKind::Quota => "a quota or size limit is reached".to_owned(),
        FailureKind::ReadOnly => {
            format!("the account is open read-only, so `{}` was not sent", operation.name())
        }
        FailureKind::Unavailable => match cause.code.as_str() {
            "Timeout" => format!("{service} did not answer in time"),
            "Unreachable" => format!("{service} could not be reached"),
            "SignInUnreachable" => "the sign-in could not be reached".to_owned(),
            _ => format!("{service} failed on its side"),
        },
        FailureKind::Unexpected => "the answer was not understood".to_owned(),
    }
}

/// What to do, as one sentence.
pub(super) fn remedy(cause: &Cause, context: Context<'_>) -> String {
    let operation = context.operation;
    match cause.kind {
        FailureKind::NotFound => {
            "Check name, account and Region; it may have been deleted.".to_owned()
        }
        FailureKind::AccessDenied => format!(
            "Ask your AWS administrator to allow `{}`, or choose another profile.",
            action(cause, operation)
        ),
        FailureKind::SignedOut => match cause.code.as_str() {
            "SignatureDoesNotMatch" | "InvalidSignatureException" | "RequestExpired" => format!(
                "Check this computer's clock and the secret access key. {}",
                context.sign_in.remedy()
            ),
            "InvalidProfile" => context.sign_in.correction(),
            _ => context.sign_in.remedy(),
        },
        FailureKind::Throttled => "Wait a minute and try again; other tools may be using up the \
                                   account's request rate."
            .to_owned(),
        FailureKind::Stale => "Look at it as it stands now, then decide again.".to_owned(),
        FailureKind::Conflict => "Look at it as it stands now, or wait until the other change has \
                                  ended."
            .to_owned(),
        FailureKind::Invalid => "Correct what the details name, then try again.".to_owned(),
        FailureKind::Quota => "Remove what is no longer needed, or ask for more in the Service \
                               Quotas console."
            .to_owned(),
        FailureKind::ReadOnly => "To change something, open the account without read-only in \
                                  Settings."
            .to_owned(),
        FailureKind::Unavailable | FailureKind::Unexpected => again(operation).to_owned(),
    }
}

const fn again(operation: Operation) -> &'static str {
    match operation.effect() {
        Effect::Read => {
            "Check the network and try again; the AWS Health Dashboard tells of outages."
        }
        Effect::Repeatable | Effect::Write => {
            "Look at it as it stands now before you try again: the change may have been made."
        }
    }
}

/// The action that AWS says is missing; it can be another one than was called,
/// such as a key's `kms:Decrypt`.
fn action(cause: &Cause, operation: Operation) -> String {
    let named = cause.words.split_once("perform: ").map(|(_, rest)| {
        let is_action = |letter: char| letter.is_ascii_alphanumeric() || ":-*".contains(letter);
        rest.split(|letter| !is_action(letter)).next().unwrap_or_default()
    });
    match named {
        Some(action) if action.contains(':') => action.to_owned(),
        Some(_) | None => operation.action(),
    }
}
