//! Changes and guided work, as the journal keeps them.

use jiff::Timestamp;

use super::{Attending, ChangeId, Journal, JournalError, Place, TaskId};
use crate::{changes::Change, failure::Failure};

/// A change that is about to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeIntent {
    /// Names it.
    pub id: ChangeId,
    /// Where.
    pub place: Place,
    /// Who: the caller's ARN.
    pub actor: String,
    /// When it was intended.
    pub at: Timestamp,
    /// What.
    pub change: Change,
    /// The guided work that it belongs to.
    pub task: Option<TaskId>,
    /// The change that it undoes.
    pub undoes: Option<ChangeId>,
}

/// How a change ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeOutcome {
    /// Done, and seen.
    Done {
        /// What AWS calls what was made.
        made: String,
    },
    /// Refused; nothing changed.
    Failed(Failure),
    /// The answer was lost; a look showed that it had been applied.
    FoundDone {
        /// What AWS calls what was made.
        made: String,
    },
    /// A look showed that it had not been applied.
    FoundNotDone,
    /// A look showed something else in its place.
    FoundOther {
        /// What, as a sentence.
        found: String,
    },
}

impl ChangeOutcome {
    /// What AWS calls what was made, when anything was.
    #[must_use]
    pub fn made(&self) -> Option<&str> {
        match self {
            Self::Done { made } | Self::FoundDone { made } => Some(made),
            Self::Failed(_) | Self::FoundNotDone | Self::FoundOther { .. } => None,
        }
    }
}

/// A change in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeEntry {
    /// What was about to be done.
    pub intent: ChangeIntent,
    /// When the outcome was known, and what it was; `None` while open.
    pub settled: Option<(Timestamp, ChangeOutcome)>,
    /// Whether it was undone.
    pub undone: bool,
}

impl ChangeEntry {
    /// Whether the account is different for it.
    #[must_use]
    pub fn took_effect(&self) -> bool {
        self.made().is_some()
    }

    /// What AWS calls what was made.
    #[must_use]
    pub fn made(&self) -> Option<&str> {
        self.settled.as_ref()?.1.made()
    }

    /// The change that undoes it.
    #[must_use]
    pub fn undo(&self) -> Option<Change> {
        self.intent.change.undone(self.made()?)
    }
}

/// Guided work that a person began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskEntry {
    /// Names it.
    pub id: TaskId,
    /// Where.
    pub place: Place,
    /// Which sort of work, such as `alias`.
    pub kind: String,
    /// What a person calls it.
    pub title: String,
    /// When it was begun.
    pub started_at: Timestamp,
    /// What it is to come to, JSON text of its kind.
    pub goal: String,
    /// When it was done or given up.
    pub ended_at: Option<Timestamp>,
}

impl Journal {
    /// Writes a change's intent; it is on disk when this returns.
    pub async fn intend_change(&self, intent: ChangeIntent) -> Result<(), JournalError> {
        self.ask(move |store| store.intend_change(&intent)).await
    }

    /// Writes the outcome of an open change. A second outcome changes nothing.
    pub async fn settle_change(
        &self,
        id: ChangeId,
        at: Timestamp,
        outcome: ChangeOutcome,
    ) -> Result<(), JournalError> {
        self.ask(move |store| store.settle_change(&id, at, &outcome)).await
    }

    /// The same, unless somebody else is at it; answers whether it was written.
    /// Whoever comes to it reads what was written.
    pub(crate) async fn settle_left(
        &self,
        attending: &Attending,
        id: ChangeId,
        at: Timestamp,
        outcome: ChangeOutcome,
    ) -> Result<bool, JournalError> {
        let writes =
            attending.if_alone(|| self.ask(move |store| store.settle_change(&id, at, &outcome)));
        match writes {
            Some(written) => written.await.map(|()| true),
            None => Ok(false),
        }
    }

    /// Notes that somebody undid a change elsewhere.
    pub async fn found_undone(&self, id: ChangeId) -> Result<(), JournalError> {
        self.ask(move |store| store.found_undone(&id)).await
    }

    /// One change.
    pub async fn change(&self, id: ChangeId) -> Result<Option<ChangeEntry>, JournalError> {
        self.ask(move |store| store.change(&id)).await
    }

    /// Changes without outcome at `place` that this program, or one that no longer
    /// runs, wrote, oldest first; and whether their program is gone.
    pub async fn open_changes(
        &self,
        place: Place,
    ) -> Result<Vec<(ChangeEntry, bool)>, JournalError> {
        self.ask(move |store| store.open_changes(&place)).await
    }

    /// Up to `limit` changes at `place`, newest first, older than `before`.
    pub async fn changes(
        &self,
        place: Place,
        before: Option<ChangeId>,
        limit: u32,
    ) -> Result<Vec<ChangeEntry>, JournalError> {
        self.ask(move |store| store.changes(&place, before.as_ref(), limit)).await
    }

    /// The changes at `place` that took effect, those undone since among them, newest
    /// first.
    pub async fn effective_changes(&self, place: Place) -> Result<Vec<ChangeEntry>, JournalError> {
        self.ask(move |store| store.effective_changes(&place)).await
    }

    /// The changes of a piece of guided work, oldest first.
    pub async fn changes_of(&self, task: TaskId) -> Result<Vec<ChangeEntry>, JournalError> {
        self.ask(move |store| store.changes_of(&task)).await
    }

    /// Writes a piece of guided work, or its new goal.
    pub async fn keep_task(&self, task: TaskEntry) -> Result<(), JournalError> {
        self.ask(move |store| store.keep_task(&task)).await
    }

    /// One piece of guided work.
    pub async fn task(&self, id: TaskId) -> Result<Option<TaskEntry>, JournalError> {
        self.ask(move |store| store.task(&id)).await
    }

    /// Guided work at `place`: what is not done first, then newest first.
    pub async fn tasks(&self, place: Place, limit: u32) -> Result<Vec<TaskEntry>, JournalError> {
        self.ask(move |store| store.tasks(&place, limit)).await
    }
}
