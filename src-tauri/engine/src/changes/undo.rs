//! Undoing a change: with what stands there now, so that it can come back like
//! that.

use super::{Change, Changes, Made, Reason, is_same_content, refused};
use crate::{
    failure::{Failure, FailureKind},
    journal::{ChangeEntry, ChangeId, Place, TaskId},
    ports::{Answer, FlowView},
    stay::Held,
};

impl Changes {
    /// The change that undoes an entry, with what stands there now.
    ///
    /// # Errors
    /// When the entry is unknown or cannot be undone, or AWS does not say what
    /// stands there.
    pub async fn undoing(&self, id: &ChangeId) -> Answer<Change> {
        let entry = self.journal.change(id.clone()).await?.ok_or_else(unknown)?;
        if let Some(reason) = why_not_undone(&entry, &self.place) {
            return Err(refused("UndoRefused", reason.to_owned()));
        }
        let undo = entry.undo().ok_or_else(|| {
            refused("UndoRefused", "Nothing undoes a change of this kind.".to_owned())
        })?;
        self.as_it_stands(undo).await
    }

    /// Undoes a change.
    ///
    /// # Errors
    /// When it cannot be undone, or as [`Changes::make`].
    pub async fn undo(&self, id: ChangeId, task: Option<TaskId>) -> Answer<Made> {
        self.undo_held(id, task, None).await
    }

    /// The same on an account that is kept open meanwhile, as
    /// [`Changes::make_held`].
    ///
    /// # Errors
    /// As [`Changes::undo`].
    pub(crate) async fn undo_held(
        &self,
        id: ChangeId,
        task: Option<TaskId>,
        held: Option<Held>,
    ) -> Answer<Made> {
        let undo = self.undoing(&id).await?;
        let reason = Reason { task, undoes: Some(id.clone()) };
        let made = self.make_held(undo.clone(), reason, held).await?;
        if made.entry.is_none() {
            // Somebody did it by hand; the journal has to know, or it is offered for ever.
            self.journal.found_undone(id).await?;
            self.second_after(&undo, &made.name).await?;
        }
        Ok(made)
    }

    /// What is taken away or replaced is kept in the journal as it stood last, so
    /// that it can come back like that.
    pub(crate) async fn as_it_stands(&self, undo: Change) -> Answer<Change> {
        if let Change::DeleteAlias { function, alias, version, description } = undo {
            let found = self.account.aliases.alias(&function, &alias).await?;
            let version = found.map_or(version, |found| found.routing.version);
            return Ok(Change::DeleteAlias { function, alias, version, description });
        }
        if let Change::DeleteFlow { flow_id, flow } = undo {
            let flow = self.flow_as_it_stands(&flow_id, flow).await?;
            return Ok(Change::DeleteFlow { flow_id, flow });
        }
        let Change::ReplaceContent { instance, flow_id, name, before, after, .. } = undo else {
            return Ok(undo);
        };
        let saved = self.account.flows.flow(&instance, &flow_id, FlowView::Saved).await?;
        let draft = saved.map(|saved| saved.content);
        let draft = draft.filter(|draft| !is_same_content(draft, &before));
        Ok(Change::ReplaceContent { instance, flow_id, name, before, after, draft })
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

fn unknown() -> Failure {
    Failure::new(
        FailureKind::NotFound,
        "UnknownChange",
        "The journal has no such entry.",
        "Look at Activity, which lists what there is.",
    )
}
