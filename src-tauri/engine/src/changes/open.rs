//! Entries of the journal that are open: gone on with by who asks for the same
//! change again, or settled by looks.
//!
//! Invariant: nothing is sent under an entry that is settled, and looks settle
//! none that somebody is at.

use super::{Change, Changes, Reason, Standing, found, gave_up, standing};
use crate::{
    clock::LONGEST_CALL,
    journal::{Attending, ChangeEntry, ChangeId, ChangeIntent, ChangeOutcome},
    ports::Answer,
    stay::Stay,
};

impl Changes {
    /// Settles changes that a killed program left open, and those of this one
    /// that nobody is at any more, by looking. Answers how many; what cannot be
    /// looked at, is too young to be told not done, or is half done, stays open.
    ///
    /// # Errors
    /// When the journal fails.
    pub async fn recover(&self) -> Answer<u32> {
        self.settle_open(false, &Stay::default()).await
    }

    /// The same for as long as the account stays open; where `writes` says so,
    /// it goes on with what is half done.
    ///
    /// # Errors
    /// When the journal fails.
    pub(crate) async fn settle_open(&self, writes: bool, stay: &Stay) -> Answer<u32> {
        let mut settled = 0;
        for (entry, orphaned) in self.journal.open_changes(self.place.clone()).await? {
            let attending = self.journal.attend(&entry.intent.id);
            // Nobody who leaves the account waits for looks.
            let Some(seen) = stay.while_open(self.seen_whole(&entry, orphaned, writes)).await
            else {
                break;
            };
            let Some(outcome) = seen else { continue };
            let Ok(_held) = stay.hold() else { break };
            match self.finish_left(&entry.intent, outcome, &attending).await {
                Ok(done) => settled += u32::from(done),
                Err(failure) => tracing::warn!(%failure, "a change stays half done"),
            }
        }
        Ok(settled)
    }

    /// What a look at an open entry comes to, if nothing is left to do of it or
    /// that may be done.
    async fn seen_whole(
        &self,
        entry: &ChangeEntry,
        orphaned: bool,
        writes: bool,
    ) -> Option<ChangeOutcome> {
        let left = orphaned || self.clock.wall_time_since(entry.intent.at) >= LONGEST_CALL;
        let outcome = self.seen_of(entry, left).await?;
        let whole = match outcome.made() {
            Some(made) => self.is_whole(&entry.intent, made).await.unwrap_or(false),
            None => true,
        };
        (whole || writes && left).then_some(outcome)
    }

    /// What a look at an open entry comes to; `None` while nobody can say, or
    /// somebody is at it who will.
    async fn seen_of(&self, entry: &ChangeEntry, left: bool) -> Option<ChangeOutcome> {
        let change = &entry.intent.change;
        match standing::look(&self.account, change).await.ok()?.standing {
            done @ Standing::Done(_) => Some(found(done)),
            Standing::GaveUp(why) if left => Some(ChangeOutcome::Failed(gave_up(change, &why))),
            other @ (Standing::NotDone | Standing::Other(_)) if left && self.is_old(entry) => {
                Some(found(other))
            }
            Standing::NotDone | Standing::Other(_) | Standing::GaveUp(_) | Standing::UnderWay => {
                None
            }
        }
    }

    /// Settles an entry that nobody else is at, after its second write; answers
    /// whether it was. Who asked for it again meanwhile knows more.
    async fn finish_left(
        &self,
        intent: &ChangeIntent,
        outcome: ChangeOutcome,
        attending: &Attending,
    ) -> Answer<bool> {
        if !attending.is_alone() {
            return Ok(false);
        }
        let reason = Reason { task: intent.task.clone(), undoes: intent.undoes.clone() };
        let told = self.rest_done(&intent.change, &reason, &outcome).await?;
        let (id, now) = (intent.id.clone(), self.clock.now());
        let settled = self.journal.settle_left(attending, id, now, outcome).await?;
        told.map(|()| settled)
    }

    /// The entry of the same change that this program, or one that no longer
    /// runs, left open: AWS took it and nobody saw it yet, or its answer was lost.
    /// From now on nobody else settles it.
    pub(super) async fn own_open(
        &self,
        change: &Change,
        reason: &Reason,
    ) -> Answer<Option<(ChangeId, Attending)>> {
        let open = self.journal.open_changes(self.place.clone()).await?;
        // What is undone is looked at anew each time, and may be gone by now.
        let same_undoing = |intent: &ChangeIntent| {
            intent.undoes.is_some()
                && intent.change.operation() == change.operation()
                && intent.change.subject() == change.subject()
        };
        let same = open.into_iter().map(|(entry, _)| entry.intent).find(|intent| {
            intent.undoes == reason.undoes && (intent.change == *change || same_undoing(intent))
        });
        let Some(intent) = same else { return Ok(None) };
        self.taken_up(intent.id).await
    }

    /// An entry to be gone on with, unless it was settled before anybody was at it.
    pub(super) async fn taken_up(&self, id: ChangeId) -> Answer<Option<(ChangeId, Attending)>> {
        let attending = self.journal.attend(&id);
        let entry = self.journal.change(id.clone()).await?;
        let open = entry.is_some_and(|entry| entry.settled.is_none());
        Ok(open.then_some((id, attending)))
    }
}
