//! Chats that an earlier run of the program left behind.

use jiff::SignedDuration;

use super::{CALLER, OpenChat, Purpose, Trials};
use crate::{failure::Failure, journal::ChatEntry, ports::Answer};

/// A chat that nobody knows the name of is over by then: it was asked for with
/// this duration.
const OVER_BY_ITSELF: SignedDuration = SignedDuration::from_hours(1);

impl Trials {
    /// Ends what earlier runs left behind; what cannot be ended stays in the
    /// list. Answers how many are ended.
    ///
    /// # Errors
    /// When the journal fails.
    pub async fn end_left_behind(&self) -> Answer<u32> {
        let mut ended = 0;
        for entry in self.journal.orphaned_chats(self.place.clone()).await? {
            match self.end_entry(&entry).await {
                Ok(()) => {
                    self.journal.chat_over(entry.id).await?;
                    ended += 1;
                }
                Err(failure) => tracing::warn!(%failure, "a chat that was left behind stays open"),
            }
        }
        Ok(ended)
    }

    /// Forgets chats of an account that ended with its program.
    ///
    /// # Errors
    /// When the journal fails.
    pub async fn abandon(&self) -> Answer<()> {
        for entry in self.journal.orphaned_chats(self.place.clone()).await? {
            self.journal.chat_over(entry.id).await?;
        }
        Ok(())
    }

    pub(super) async fn left_behind(&self) -> Answer<Vec<OpenChat>> {
        let entries = self.journal.orphaned_chats(self.place.clone()).await?;
        let open = |entry: ChatEntry| OpenChat {
            chat: entry.contact,
            instance: entry.instance,
            flow_id: entry.flow_id,
            begun_at: entry.begun_at,
            purpose: Purpose::LeftBehind,
            id: entry.id,
        };
        Ok(entries.into_iter().map(open).collect())
    }

    async fn end_entry(&self, entry: &ChatEntry) -> Answer<()> {
        let chats = &self.account.chats;
        if let Some(contact) = &entry.contact {
            return chats.stop(&entry.instance, contact).await;
        }
        if self.clock.now().duration_since(entry.begun_at) > OVER_BY_ITSELF {
            return Ok(());
        }
        // The program was killed while it asked. To the same token AWS names the
        // same chat; if it never came to be, this one is ended at once.
        match chats.start(&entry.instance, &entry.flow_id, CALLER, entry.id.as_str()).await {
            Ok(contact) => chats.stop(&entry.instance, &contact).await,
            Err(Failure { kind, .. }) if !kind.leaves_outcome_open() => Ok(()),
            Err(failure) => Err(failure),
        }
    }
}
