//! One shape for everything that can go wrong in a call to AWS.
//!
//! Invariant: a [`Failure`] always says what failed, and what to do about it.

use std::fmt;

use thiserror::Error;

/// What sort of failure it is, as far as the program's next step depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FailureKind {
    /// The thing does not exist.
    NotFound,
    /// The caller lacks a permission.
    AccessDenied,
    /// The sign-in expired or is missing.
    SignedOut,
    /// Too many calls; retries were used up.
    Throttled,
    /// `RevisionId` is stale: somebody else changed it in between.
    Stale,
    /// It exists already, or another change is under way.
    Conflict,
    /// AWS refused the request's content.
    Invalid,
    /// A quota or size limit is reached.
    Quota,
    /// Read-only: the program itself kept a write from leaving.
    ReadOnly,
    /// The service failed or could not be reached. A write may or may not
    /// have been applied: look before deciding.
    Unavailable,
    /// The service answered something that the program does not understand.
    Unexpected,
}

impl FailureKind {
    /// Whether the program (rather than an error) said no: shown as a warning.
    #[must_use]
    pub const fn is_refusal(self) -> bool {
        matches!(self, Self::Stale | Self::ReadOnly | Self::Conflict)
    }

    /// Whether a write that failed so may still have been applied.
    #[must_use]
    pub const fn leaves_outcome_open(self) -> bool {
        matches!(self, Self::Unavailable | Self::Unexpected)
    }
}

/// A call that did not do what it was asked, told for a person.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub struct Failure {
    /// What sort it is.
    pub kind: FailureKind,
    /// AWS's error code, such as `ResourceNotFoundException`, or the program's own.
    pub code: String,
    /// What failed, in one sentence, values in backticks.
    pub message: String,
    /// What to do about it, in one sentence.
    pub remedy: String,
    /// AWS's own words, with `problems[]` and the request id.
    pub detail: Option<String>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.message, self.remedy)
    }
}

impl Failure {
    /// A failure that the program itself found.
    #[must_use]
    pub fn new(
        kind: FailureKind,
        code: &str,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            code: code.to_owned(),
            message: message.into(),
            remedy: remedy.into(),
            detail: None,
        }
    }

    /// The same failure with AWS's own words.
    #[must_use]
    pub fn with_detail(self, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }
}
