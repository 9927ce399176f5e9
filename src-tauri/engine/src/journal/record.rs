//! How journal values lie on disk: JSON that later programs can read.

use crossfade_domain::{alias::Routing, qualifier::Version, weight::Weight};
use serde::{Deserialize, Serialize};

use super::{ChangeOutcome, Outcome};
use crate::failure::{Failure, FailureKind};

/// Why a stored value cannot be understood.
pub(super) type Unreadable = String;

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RoutingRecord {
    version: String,
    additional: Option<(String, f64)>,
}

impl RoutingRecord {
    pub(super) fn of(routing: &Routing) -> Self {
        Self {
            version: routing.version.to_string(),
            additional: routing
                .additional
                .map(|(version, weight)| (version.to_string(), weight.percent())),
        }
    }

    pub(super) fn routing(&self) -> Result<Routing, Unreadable> {
        let version = |text: &str| text.parse::<Version>().map_err(|error| error.to_string());
        let additional = self.additional.as_ref().map(|(text, percent)| {
            let weight = Weight::from_percent(*percent).map_err(|error| error.to_string())?;
            Ok::<_, Unreadable>((version(text)?, weight))
        });
        Ok(Routing { version: version(&self.version)?, additional: additional.transpose()? })
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub(super) enum OutcomeRecord {
    Done { revision_id: String },
    Failed { failure: FailureRecord },
    FoundDone { revision_id: String },
    FoundNotDone,
    FoundOther { routing: Option<RoutingRecord> },
}

impl OutcomeRecord {
    pub(super) fn of(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Done { revision_id } => Self::Done { revision_id: revision_id.clone() },
            Outcome::Failed(failure) => Self::Failed { failure: FailureRecord::of(failure) },
            Outcome::FoundDone { revision_id } => {
                Self::FoundDone { revision_id: revision_id.clone() }
            }
            Outcome::FoundNotDone => Self::FoundNotDone,
            Outcome::FoundOther { routing } => {
                Self::FoundOther { routing: routing.as_ref().map(RoutingRecord::of) }
            }
        }
    }

    pub(super) fn outcome(self) -> Result<Outcome, Unreadable> {
        Ok(match self {
            Self::Done { revision_id } => Outcome::Done { revision_id },
            Self::Failed { failure } => Outcome::Failed(failure.failure()),
            Self::FoundDone { revision_id } => Outcome::FoundDone { revision_id },
            Self::FoundNotDone => Outcome::FoundNotDone,
            Self::FoundOther { routing } => {
                Outcome::FoundOther { routing: routing.map(|record| record.routing()).transpose()? }
            }
        })
    }

    /// Whether the act changed the alias.
    pub(super) const fn took_effect(&self) -> bool {
        matches!(self, Self::Done { .. } | Self::FoundDone { .. })
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub(super) enum ChangeOutcomeRecord {
    Done { made: String },
    Failed { failure: FailureRecord },
    FoundDone { made: String },
    FoundNotDone,
    FoundOther { found: String },
}

impl ChangeOutcomeRecord {
    pub(super) fn of(outcome: &ChangeOutcome) -> Self {
        match outcome {
            ChangeOutcome::Done { made } => Self::Done { made: made.clone() },
            ChangeOutcome::Failed(failure) => Self::Failed { failure: FailureRecord::of(failure) },
            ChangeOutcome::FoundDone { made } => Self::FoundDone { made: made.clone() },
            ChangeOutcome::FoundNotDone => Self::FoundNotDone,
            ChangeOutcome::FoundOther { found } => Self::FoundOther { found: found.clone() },
        }
    }

    pub(super) fn outcome(self) -> ChangeOutcome {
        match self {
            Self::Done { made } => ChangeOutcome::Done { made },
            Self::Failed { failure } => ChangeOutcome::Failed(failure.failure()),
            Self::FoundDone { made } => ChangeOutcome::FoundDone { made },
            Self::FoundNotDone => ChangeOutcome::FoundNotDone,
            Self::FoundOther { found } => ChangeOutcome::FoundOther { found },
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FailureRecord {
    kind: KindRecord,
    code: String,
    message: String,
    remedy: String,
    detail: Option<String>,
}

impl FailureRecord {
    pub(crate) fn of(failure: &Failure) -> Self {
        Self {
            kind: KindRecord::of(failure.kind),
            code: failure.code.clone(),
            message: failure.message.clone(),
            remedy: failure.remedy.clone(),
            detail: failure.detail.clone(),
        }
    }

    pub(crate) fn failure(self) -> Failure {
        let Self { kind, code, message, remedy, detail } = self;
        Failure { kind: kind.kind(), code, message, remedy, detail }
    }
}

macro_rules! kinds {
    ($($kind:ident),*) => {
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        enum KindRecord { $($kind),* }

        impl KindRecord {
            const fn of(kind: FailureKind) -> Self {
                match kind { $(FailureKind::$kind => Self::$kind),* }
            }

            const fn kind(&self) -> FailureKind {
                match self { $(Self::$kind => FailureKind::$kind),* }
            }
        }
    };
}

kinds!(
    NotFound,
    AccessDenied,
    SignedOut,
    Throttled,
    Stale,
    Conflict,
    Invalid,
    Quota,
    ReadOnly,
    Unavailable,
    Unexpected
);
