//! What the program did, is about to do, and found.
//!
//! Write-ahead: an act's intent is on disk before the call that carries it
//! out, its outcome after. An act without an outcome is *open*: the program
//! was killed, or could not look; the next start looks at the alias and
//! settles it.
//!
//! Invariant: one thread owns the database, so entries never interleave; an
//! outcome is written once and never changed, except that an open act may
//! become settled.

mod attend;
mod change;
mod chat;
mod id;
mod record;
mod rollout;
mod run;
mod store;

use std::{path::Path, sync::mpsc, thread};

use crossfade_domain::{alias::Routing, qualifier::AliasName};
use jiff::Timestamp;
use thiserror::Error;
use tokio::sync::oneshot;

pub use change::{ChangeEntry, ChangeIntent, ChangeOutcome, TaskEntry};
pub use chat::ChatEntry;
pub use id::{ActId, ChangeId, ChatStartId, RolloutId, TaskId};
pub(crate) use record::FailureRecord;
pub use rollout::{
    Advance, Brief, DrivenBy, LeaseRefused, LoggedRecord, NewRecord, Observed, Post, PostedCommand,
    RolloutEntry, RolloutStart, SavedProbe, Stage, Standing,
};

use crate::failure::Failure;
use attend::Attendance;
pub(crate) use attend::Attending;
use store::Store;

/// Where an act takes place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// Twelve-digit account id.
    pub account: String,
    /// Region.
    pub region: String,
}

/// A change of where one alias sends its calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoutingChange {
    /// The function's name.
    pub function: String,
    /// The alias.
    pub alias: AliasName,
    /// The routing that the change was decided on.
    pub before: Routing,
    /// The routing that was asked for.
    pub after: Routing,
}

/// What is about to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intent {
    /// Names the act.
    pub id: ActId,
    /// Where.
    pub place: Place,
    /// Who: the caller's ARN.
    pub actor: String,
    /// When it was intended.
    pub at: Timestamp,
    /// What.
    pub change: RoutingChange,
    /// The alias's revision that the change was decided on.
    pub revision_id: String,
    /// The act that this one undoes.
    pub undoes: Option<ActId>,
}

/// How an act ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Done, and read back; the alias's revision afterwards.
    Done {
        /// `RevisionId` that `GetAlias` answered afterwards.
        revision_id: String,
    },
    /// Refused; nothing changed.
    Failed(Failure),
    /// The answer was lost; a look showed that it had taken effect.
    FoundDone {
        /// `RevisionId` that the look showed.
        revision_id: String,
    },
    /// The answer was lost; a look showed that it had not taken effect.
    FoundNotDone,
    /// The answer was lost; a look showed a third routing, or no alias.
    FoundOther {
        /// What the alias looked like; `None` when it was gone.
        routing: Option<Routing>,
    },
}

impl Outcome {
    /// The alias's revision after an act that took effect.
    #[must_use]
    pub fn revision(&self) -> Option<&str> {
        match self {
            Self::Done { revision_id } | Self::FoundDone { revision_id } => Some(revision_id),
            Self::Failed(_) | Self::FoundNotDone | Self::FoundOther { .. } => None,
        }
    }
}

/// An entry of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// What was about to be done.
    pub intent: Intent,
    /// When the outcome was known, and what it was; `None` while open.
    pub settled: Option<(Timestamp, Outcome)>,
    /// A later act that took effect and undid this one.
    pub undone_by: Option<ActId>,
    /// Whether a later act on the same alias took effect or is open.
    pub superseded: bool,
}

impl Act {
    /// Whether the act changed the alias.
    #[must_use]
    pub fn took_effect(&self) -> bool {
        self.settled.as_ref().is_some_and(|(_, outcome)| outcome.revision().is_some())
    }
}

/// The journal could not be read or written.
#[derive(Debug, Error)]
pub enum JournalError {
    /// The folder or file could not be made.
    #[error("the journal's folder `{folder}` could not be made: {source}")]
    Folder {
        /// The folder.
        folder: String,
        /// Why.
        source: std::io::Error,
    },
    /// `SQLite` said no.
    #[error("the journal could not be read or written: {0}")]
    Database(#[from] rusqlite::Error),
    /// The file is from a newer program, or damaged.
    #[error("the journal could not be brought up to date: {0}")]
    Migration(#[from] rusqlite_migration::Error),
    /// An entry holds what no program wrote.
    #[error("journal entry `{id}` cannot be understood: {why}")]
    Entry {
        /// The entry's id.
        id: String,
        /// What is wrong with it.
        why: String,
    },
    /// The thread that owns the journal is gone.
    #[error("the journal is closed")]
    Closed,
}

impl From<JournalError> for Failure {
    fn from(error: JournalError) -> Self {
        Self::new(
            crate::failure::FailureKind::Unexpected,
            "JournalError",
            error.to_string(),
            "Nothing was changed. Check that the data folder is writable and has room.",
        )
    }
}

type Job = Box<dyn FnOnce(&mut Store) + Send>;

/// The journal; cheap to clone.
#[derive(Clone)]
pub struct Journal {
    jobs: mpsc::Sender<Job>,
    attendance: Attendance,
}

impl Journal {
    /// Opens the journal in `folder`, making both as needed.
    pub fn open(folder: &Path) -> Result<Self, JournalError> {
        std::fs::create_dir_all(folder).map_err(|source| JournalError::Folder {
            folder: folder.display().to_string(),
            source,
        })?;
        let mut store = Store::open(folder)?;
        let (jobs, queue) = mpsc::channel::<Job>();
        thread::spawn(move || {
            for job in queue {
                job(&mut store);
            }
        });
        Ok(Self { jobs, attendance: Attendance::default() })
    }

    /// Writes an intent; it is on disk when this returns.
    pub async fn intend(&self, intent: Intent) -> Result<(), JournalError> {
        self.ask(move |store| store.intend(&intent)).await
    }

    /// Writes the outcome of an open act. A second outcome changes nothing.
    pub async fn settle(
        &self,
        id: ActId,
        at: Timestamp,
        outcome: Outcome,
    ) -> Result<(), JournalError> {
        self.ask(move |store| store.settle(&id, at, &outcome)).await
    }

    /// One act.
    pub async fn act(&self, id: ActId) -> Result<Option<Act>, JournalError> {
        self.ask(move |store| store.act(&id)).await
    }

    /// Acts without outcome at `place` that this program, or one that no longer
    /// runs, wrote, oldest first; and whether their program is gone.
    pub async fn open_acts(&self, place: Place) -> Result<Vec<(Act, bool)>, JournalError> {
        self.ask(move |store| store.open_acts(&place)).await
    }

    /// Up to `limit` acts at `place`, newest first, older than `before`.
    pub async fn acts(
        &self,
        place: Place,
        before: Option<ActId>,
        limit: u32,
    ) -> Result<Vec<Act>, JournalError> {
        self.ask(move |store| store.acts(&place, before.as_ref(), limit)).await
    }

    /// The acts that changed a function's aliases since `from`, oldest first.
    pub async fn acts_on(
        &self,
        place: Place,
        function: String,
        from: Timestamp,
    ) -> Result<Vec<Act>, JournalError> {
        self.ask(move |store| store.acts_on(&place, &function, from)).await
    }

    /// Puts a question to the store. It has its place among all questions when
    /// this returns, before its answer is waited for.
    fn ask<T, F>(
        &self,
        question: F,
    ) -> impl Future<Output = Result<T, JournalError>> + Send + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce(&mut Store) -> Result<T, JournalError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move |store| drop(reply.send(question(store))));
        let put = self.jobs.send(job).map_err(|_| JournalError::Closed);
        async move {
            put?;
            answer.await.map_err(|_| JournalError::Closed)?
        }
    }
}

#[cfg(test)]
mod tests;
