//! Changes other than moving an alias: looked at, journalled, sent, looked at
//! again.
//!
//! Invariant: a change leaves only when a look says that it is not done, and
//! only after its intent is on disk; it counts only when a look says so. So a
//! change may be asked for any number of times, and after any kill.

pub(crate) mod as_text;
mod change;
mod deployment;
mod send;
mod standing;

pub use change::{Change, FlowContent, InvokePermission, ListedFunction, StackChange, flow_id};
pub use deployment::{DeploymentChange, Pace};
pub use standing::{Standing, is_same_content};

use crate::{
    clock::Clock,
    failure::{Failure, FailureKind},
    journal::{ChangeEntry, ChangeId, ChangeIntent, ChangeOutcome, Journal, Place, TaskId},
    ports::{Account, Answer},
};

/// Makes changes in one account.
#[derive(Clone)]
pub struct Changes {
    /// The account.
    pub account: Account,
    /// Its journal.
    pub journal: Journal,
    /// Its time.
    pub clock: Clock,
    /// Account id and Region.
    pub place: Place,
    /// The caller's ARN.
    pub caller: String,
}

/// What came of asking for a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The journal's entry; `None` when nothing had to be sent.
    pub entry: Option<ChangeId>,
    /// What AWS calls what was made, such as a version or an ARN.
    pub name: String,
}

/// Why and for what a change is made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reason {
    /// The guided work that it belongs to.
    pub task: Option<TaskId>,
    /// The change that it undoes.
    pub undoes: Option<ChangeId>,
}

impl Changes {
    /// Where a change stands.
    ///
    /// # Errors
    /// When AWS does not say.
    pub async fn standing(&self, change: &Change) -> Answer<Standing> {
        standing::standing(&self.account, change).await
    }

    /// Makes a change that is not done yet.
    ///
    /// # Errors
    /// When AWS refuses it, something else stands in its place, or nobody can
    /// say whether it was applied; asking again is always safe.
    pub async fn make(&self, change: Change, reason: Reason) -> Answer<Made> {
        match self.standing(&change).await? {
            Standing::Done(name) => return Ok(Made { entry: None, name }),
            Standing::Other(found) => return Err(in_the_way(&change, &found)),
            Standing::NotDone => {}
        }
        let id = ChangeId::new();
        self.journal
            .intend_change(ChangeIntent {
                id: id.clone(),
                place: self.place.clone(),
                actor: self.caller.clone(),
                at: self.clock.now(),
                change: change.clone(),
                task: reason.task,
                undoes: reason.undoes,
            })
            .await?;
        let sent = send::send(&self.account, &change).await;
        let outcome = self.outcome(&change, sent.clone()).await;
        if let Some(outcome) = outcome.clone() {
            self.journal.settle_change(id.clone(), self.clock.now(), outcome).await?;
        }
        told(&change, id, outcome, sent.err())
    }

    /// What a call came to, looked at where its answer does not tell; `None`
    /// when nobody can look.
    async fn outcome(&self, change: &Change, sent: Answer<String>) -> Option<ChangeOutcome> {
        match sent {
            // Publishing unchanged code makes no version: AWS names the one there is. A
            // deployment that is told to stop takes its time.
            Ok(name) if change.counts_when_taken() => Some(ChangeOutcome::Done { made: name }),
            Ok(_) => match self.standing(change).await.ok()? {
                Standing::Done(made) => Some(ChangeOutcome::Done { made }),
                Standing::NotDone => Some(ChangeOutcome::FoundNotDone),
                Standing::Other(found) => Some(ChangeOutcome::FoundOther { found }),
            },
            Err(failure) if !failure.kind.leaves_outcome_open() => {
                Some(ChangeOutcome::Failed(failure))
            }
            Err(failure) => match self.standing(change).await.ok()? {
                Standing::NotDone => Some(ChangeOutcome::Failed(failure)),
                standing @ (Standing::Done(_) | Standing::Other(_)) => Some(found(standing)),
            },
        }
    }

    /// Settles changes that a killed program left open, by looking. Answers
    /// how many; what cannot be looked at stays open.
    ///
    /// # Errors
    /// When the journal fails.
    pub async fn recover(&self) -> Answer<u32> {
        let mut settled = 0;
        for entry in self.journal.orphaned_changes(self.place.clone()).await? {
            if let Ok(standing) = self.standing(&entry.intent.change).await {
                let id = entry.intent.id.clone();
                self.journal.settle_change(id, self.clock.now(), found(standing)).await?;
                settled += 1;
            }
        }
        Ok(settled)
    }

    /// Undoes a change.
    ///
    /// # Errors
    /// When it cannot be undone, or as [`Changes::make`].
    pub async fn undo(&self, id: ChangeId, task: Option<TaskId>) -> Answer<Made> {
        let entry = self.journal.change(id.clone()).await?.ok_or_else(unknown)?;
        if let Some(reason) = why_not_undone(&entry, &self.place) {
            return Err(refused("UndoRefused", reason.to_owned()));
        }
        let undo = entry.undo().ok_or_else(|| {
            refused("UndoRefused", "Nothing undoes a change of this kind.".to_owned())
        })?;
        let made = self.make(undo, Reason { task, undoes: Some(id.clone()) }).await?;
        if made.entry.is_none() {
            // Somebody did it by hand; the journal has to know, or it is offered for ever.
            self.journal.found_undone(id).await?;
        }
        Ok(made)
    }
}

/// Why a change cannot be undone at `place`, as far as the journal knows.
#[must_use]
pub fn why_not_undone(entry: &ChangeEntry, place: &Place) -> Option<&'static str> {
    if entry.intent.place != *place {
        return Some("It belongs to another account or Region; open that one first.");
    }
    if !entry.took_effect() {
        return Some("It changed nothing.");
    }
    if entry.undone {
        return Some("It was undone already.");
    }
    entry.undo().is_none().then_some("Nothing undoes a change of this kind.")
}

fn found(standing: Standing) -> ChangeOutcome {
    match standing {
        Standing::Done(made) => ChangeOutcome::FoundDone { made },
        Standing::NotDone => ChangeOutcome::FoundNotDone,
        Standing::Other(found) => ChangeOutcome::FoundOther { found },
    }
}

fn told(
    change: &Change,
    id: ChangeId,
    outcome: Option<ChangeOutcome>,
    failure: Option<Failure>,
) -> Answer<Made> {
    match outcome {
        Some(ChangeOutcome::Done { made } | ChangeOutcome::FoundDone { made }) => {
            Ok(Made { entry: Some(id), name: made })
        }
        Some(ChangeOutcome::Failed(failure)) => Err(failure),
        Some(ChangeOutcome::FoundOther { found }) => Err(in_the_way(change, &found)),
        Some(ChangeOutcome::FoundNotDone) | None => {
            Err(failure.unwrap_or_else(|| not_there(change)))
        }
    }
}

fn in_the_way(change: &Change, found: &str) -> Failure {
    refused("SomethingElse", format!("{}: not done. {found}", change.words()))
}

fn not_there(change: &Change) -> Failure {
    Failure::new(
        FailureKind::Unavailable,
        "NotSeen",
        format!("{}: AWS took it, and a look does not show it yet.", change.words()),
        "Wait a moment, and go on from here.",
    )
}

fn unknown() -> Failure {
    Failure::new(
        FailureKind::NotFound,
        "UnknownChange",
        "The journal has no such entry.",
        "Reload the page.",
    )
}

fn refused(code: &str, message: String) -> Failure {
    Failure::new(
        FailureKind::Conflict,
        code,
        message,
        "Look at what is there now, and decide anew.",
    )
}
