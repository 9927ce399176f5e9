//! A rollout as text, to be kept on disk and taken up again.
//!
//! The text is JSON with stable names, so that later programs can read what
//! earlier ones wrote; the types that it is read into are private to this
//! module and follow the text, not the machine.
//!
//! Invariant: a machine that is rebuilt from a snapshot goes on exactly as the
//! one that it was taken of, except that it looks first.

mod progress;
mod setup;
mod state;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use progress::ProgressRecord;
use setup::SetupRecord;

use super::{
    machine::{Machine, SetupError},
    plan::PlanTextError,
    time::{Instant, Span},
};
use crate::{
    alias::Routing,
    qualifier::{NotAVersion, Version},
    weight::{NotAWeight, Weight},
};

/// The form that this program writes.
const FORMAT: u32 = 1;

/// One rollout at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Snapshot(String);

/// A text that no rollout can be taken up from.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum UnreadableSnapshot {
    /// Cut short, or not written by this program.
    #[error("the rollout's snapshot could not be read: {0}")]
    Json(String),
    /// Written by a later program.
    #[error(
        "the rollout's snapshot has form {0}, this program reads {FORMAT}; use the later program"
    )]
    Format(u32),
    /// A version that is none.
    #[error("the rollout's snapshot names no version: {0}")]
    Version(#[from] NotAVersion),
    /// A weight that is none.
    #[error("the rollout's snapshot names no weight: {0}")]
    Weight(#[from] NotAWeight),
    /// A plan that is none.
    #[error("the rollout's snapshot has no plan: {0}")]
    Plan(#[from] PlanTextError),
    /// A setup that no rollout can follow.
    #[error("the rollout's snapshot cannot be followed: {0}")]
    Setup(#[from] SetupError),
}

impl Snapshot {
    /// From text that was kept.
    #[must_use]
    pub const fn from_text(text: String) -> Self {
        Self(text)
    }

    /// As text to be kept.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[derive(Serialize, Deserialize)]
struct Whole {
    format: u32,
    setup: SetupRecord,
    progress: ProgressRecord,
}

/// Read before the rest, which another form may have otherwise.
#[derive(Deserialize)]
struct Form {
    format: u32,
}

impl Machine {
    /// The rollout as it is now. To be kept after each
    /// [`handle`](Machine::handle), before its effects are carried out.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let whole = Whole {
            format: FORMAT,
            setup: SetupRecord::of(self.setup()),
            progress: ProgressRecord::of(self.progress()),
        };
        // Text keys and numbers within the setup's limits: JSON can hold them all.
        Snapshot(serde_json::to_string(&whole).unwrap_or_default())
    }

    /// The rollout as it was. Its first event makes it look at the alias.
    ///
    /// # Errors
    /// [`UnreadableSnapshot`] when the text was not written by this program.
    pub fn restore(snapshot: &Snapshot, now: Instant) -> Result<Self, UnreadableSnapshot> {
        let json = |error: serde_json::Error| UnreadableSnapshot::Json(error.to_string());
        let Form { format } = serde_json::from_str(&snapshot.0).map_err(json)?;
        if format != FORMAT {
            return Err(UnreadableSnapshot::Format(format));
        }
        let whole: Whole = serde_json::from_str(&snapshot.0).map_err(json)?;
        let setup = whole.setup.setup()?;
        setup.check()?;
        Ok(Self::restored(setup, whole.progress.progress()?, now))
    }
}

#[derive(Serialize, Deserialize)]
struct RoutingRecord {
    version: String,
    additional: Option<(String, f64)>,
}

impl RoutingRecord {
    fn of(routing: &Routing) -> Self {
        let told = |(version, weight): (Version, Weight)| (version.to_string(), weight.percent());
        Self { version: routing.version.to_string(), additional: routing.additional.map(told) }
    }

    fn routing(&self) -> Result<Routing, UnreadableSnapshot> {
        let read = |(version, percent): &(String, f64)| {
            Ok::<_, UnreadableSnapshot>((version.parse()?, Weight::from_percent(*percent)?))
        };
        let additional = self.additional.as_ref().map(read).transpose()?;
        Ok(Routing { version: self.version.parse()?, additional })
    }
}

const fn millis(at: Option<Instant>) -> Option<i64> {
    match at {
        Some(at) => Some(at.millis()),
        None => None,
    }
}

fn instant(millis: Option<i64>) -> Option<Instant> {
    millis.map(Instant::from_millis)
}

const fn span(millis: i64) -> Span {
    Span::from_millis(millis)
}
