//! Changes other than moving an alias: looked at, journalled, sent, looked at
//! again.
//!
//! What AWS took may not be seen for some seconds: its lists and gets answer as
//! before for a while. So a look that finds nothing yet is repeated, and a change
//! that AWS took and nobody sees stays open until a look settles it.
//!
//! Invariant: a change leaves only when a look says that it is not done, and
//! only after its intent is on disk; it counts only when a look says so, or AWS
//! named what it made. So a change may be asked for any number of times, and
//! after any kill.

pub(crate) mod as_text;
mod change;
mod deployment;
mod open;
mod patience;
mod send;
mod standing;
mod states;
#[cfg(test)]
mod tests;
mod undo;
mod whole;
mod words;

pub use change::{Change, FlowContent, InvokePermission, ListedFunction, StackChange, flow_id};
pub use deployment::{DeploymentChange, Pace};
pub(crate) use patience::{LOOKS, SETTLING};
pub use standing::{Standing, is_same_content};
pub use undo::why_not_undone;
pub use whole::OWN_ARN;

use crate::{
    clock::Clock,
    failure::{Failure, FailureKind},
    journal::{Attending, ChangeId, ChangeIntent, ChangeOutcome, Journal, Place, TaskId},
    ports::{Account, Answer},
    stay::Held,
};

/// The code of what AWS took and no look shows.
pub(crate) const NOT_SEEN: &str = "NotSeen";

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
        Ok(self.settled_look(change).await?.standing)
    }

    /// Makes a change that is not done yet.
    ///
    /// # Errors
    /// When AWS refuses it, something else stands in its place, or nobody can
    /// say whether it was applied; asking again is always safe.
    pub async fn make(&self, change: Change, reason: Reason) -> Answer<Made> {
        self.make_held(change, reason, None).await
    }

    /// The same on an account that is kept open meanwhile; once AWS was asked for
    /// what takes minutes, it may be left: who opens it next settles the change.
    ///
    /// # Errors
    /// As [`Changes::make`].
    pub(crate) async fn make_held(
        &self,
        change: Change,
        reason: Reason,
        held: Option<Held>,
    ) -> Answer<Made> {
        let open = self.own_open(&change, &reason).await?;
        let look = self.settled_look(&change).await?;
        let bare_before = standing::lists_bare(&self.account, &change).await?;
        let repeated = open.is_some();
        let (id, _attending) = match (look.standing.clone(), open) {
            (Standing::Done(name), None) => return Ok(Made { entry: None, name }),
            (Standing::Other(found), None) => return Err(in_the_way(&change, &found)),
            (standing @ (Standing::Done(_) | Standing::Other(_)), Some((id, _attending))) => {
                let outcome = found(standing);
                self.finish(&id, &change, &reason, outcome.clone()).await?;
                return told(&change, id, outcome, None);
            }
            (Standing::NotDone | Standing::UnderWay | Standing::GaveUp(_), Some(open)) => open,
            (Standing::NotDone | Standing::UnderWay | Standing::GaveUp(_), None) => {
                self.intend(&change, reason.clone()).await?
            }
        };
        let sent = match look.standing {
            // Somebody asked for it already; it only has to end.
            Standing::UnderWay => Ok(String::new()),
            Standing::Done(_) | Standing::NotDone | Standing::GaveUp(_) | Standing::Other(_) => {
                self.send(&change, look).await
            }
        };
        let _held = held.filter(|_| !change.takes_minutes());
        let outcome = match self.outcome(&change, sent.clone(), repeated).await {
            Some(done @ (ChangeOutcome::Done { .. } | ChangeOutcome::FoundDone { .. })) => {
                Some(done)
            }
            other => self.listed_instead(&change, bare_before, &sent).await.or(other),
        };
        if let Some(outcome) = outcome.clone() {
            self.finish(&id, &change, &reason, outcome).await?;
        }
        told(&change, id, outcome, sent.err())
    }

    async fn intend(&self, change: &Change, reason: Reason) -> Answer<(ChangeId, Attending)> {
        let id = ChangeId::new();
        let attending = self.journal.attend(&id);
        let intent = ChangeIntent {
            id: id.clone(),
            place: self.place.clone(),
            actor: self.caller.clone(),
            at: self.clock.now(),
            change: change.clone(),
            task: reason.task,
            undoes: reason.undoes,
        };
        self.journal.intend_change(intent).await?;
        Ok((id, attending))
    }

    async fn settle(&self, id: &ChangeId, outcome: ChangeOutcome) -> Answer<()> {
        Ok(self.journal.settle_change(id.clone(), self.clock.now(), outcome).await?)
    }

    /// What a call came to, looked at where its answer does not tell; `None`
    /// when nobody can say yet.
    async fn outcome(
        &self,
        change: &Change,
        sent: Answer<String>,
        repeated: bool,
    ) -> Option<ChangeOutcome> {
        match sent {
            // AWS names what it made, and a deployment that is told to stop takes its
            // time: a look tells no more.
            Ok(made) if change.counts_when_taken() => Some(ChangeOutcome::Done { made }),
            Ok(_) => match self.patient_look(change).await? {
                Standing::Done(made) => Some(ChangeOutcome::Done { made }),
                Standing::Other(found) => Some(ChangeOutcome::FoundOther { found }),
                Standing::GaveUp(why) => Some(ChangeOutcome::Failed(gave_up(change, &why))),
                Standing::NotDone | Standing::UnderWay => None,
            },
            // The attempt before this one may be why AWS says no now.
            Err(failure) if !failure.kind.leaves_outcome_open() && !repeated => {
                Some(ChangeOutcome::Failed(failure))
            }
            Err(failure) => match self.patient_look(change).await? {
                Standing::NotDone if repeated => None,
                Standing::NotDone => Some(ChangeOutcome::Failed(failure)),
                Standing::GaveUp(why) => Some(ChangeOutcome::Failed(gave_up(change, &why))),
                Standing::UnderWay => None,
                standing @ (Standing::Done(_) | Standing::Other(_)) => Some(found(standing)),
            },
        }
    }

    /// What AWS made of an alias that was to be listed, where its list has the
    /// function itself.
    async fn listed_instead(
        &self,
        change: &Change,
        bare_before: bool,
        sent: &Answer<String>,
    ) -> Option<ChangeOutcome> {
        let in_place = match sent {
            Ok(_) => !bare_before,
            Err(failure) if failure.kind == FailureKind::Conflict && bare_before => false,
            Err(_) => return None,
        };
        let bare = standing::lists_bare(&self.account, change).await;
        let told = bare == Ok(true) && (in_place || sent.is_err());
        told.then(|| ChangeOutcome::FoundOther { found: listed_bare(change, in_place) })
    }
}

fn found(standing: Standing) -> ChangeOutcome {
    match standing {
        Standing::Done(made) => ChangeOutcome::FoundDone { made },
        Standing::NotDone | Standing::UnderWay | Standing::GaveUp(_) => ChangeOutcome::FoundNotDone,
        Standing::Other(found) => ChangeOutcome::FoundOther { found },
    }
}

fn told(
    change: &Change,
    id: ChangeId,
    outcome: impl Into<Option<ChangeOutcome>>,
    failure: Option<Failure>,
) -> Answer<Made> {
    match outcome.into() {
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

fn gave_up(change: &Change, why: &str) -> Failure {
    Failure::new(
        FailureKind::Conflict,
        "GaveUp",
        format!("{}: AWS gave it up. {why}", change.words()),
        "Mend what the reason names, then try again.",
    )
}

fn not_there(change: &Change) -> Failure {
    let (seen, remedy) = if matches!(change, Change::ReplaceContent { .. }) {
        (
            "a look does not show it as published yet: it may be saved only, which no caller hears",
            "Wait a moment, and go on from here. If it stays so, publish the flow in the flow \
             designer first.",
        )
    } else {
        ("a look does not show it yet", "Wait a moment, and go on from here.")
    };
    Failure::new(
        FailureKind::Unavailable,
        NOT_SEEN,
        format!("{}: AWS took it, and {seen}.", change.words()),
        remedy,
    )
}

/// What the instance's list has in place of the alias.
fn listed_bare(change: &Change, made_now: bool) -> String {
    let name = change.name();
    let function = name.split(':').next().unwrap_or_default();
    let found = if made_now {
        format!(
            "AWS put `{function}` itself into the list in place of the alias, and may have let the \
             instance invoke its `$LATEST` with that. Take it out in the Amazon Connect console, \
             under Flows and AWS Lambda, if that is not wanted."
        )
    } else {
        format!("The list has `{function}` itself, and AWS takes no alias of it beside that.")
    };
    format!("{found} Flows call the alias all the same; in the designer its ARN is set by hand.")
}

fn refused(code: &str, message: String) -> Failure {
    Failure::new(
        FailureKind::Conflict,
        code,
        message,
        "Look at what is there now, and decide anew.",
    )
}
