//! Chats that are open, as the journal keeps them.

use crossfade_domain::arn::InstanceArn;
use jiff::Timestamp;

use super::{ChatStartId, Journal, JournalError, Place};
use crate::ports::ChatId;

/// A chat that was begun and not seen to be over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatEntry {
    /// Names it before AWS does.
    pub id: ChatStartId,
    /// Where.
    pub place: Place,
    /// The instance.
    pub instance: InstanceArn,
    /// The flow's id.
    pub flow_id: String,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// AWS's name for it; `None` when the answer did not come.
    pub contact: Option<ChatId>,
}

impl Journal {
    /// Writes that a chat is about to be begun; it is on disk when this returns.
    pub async fn chat_begins(&self, entry: ChatEntry) -> Result<(), JournalError> {
        self.ask(move |store| store.chat_begins(&entry)).await
    }

    /// Writes what AWS named it.
    pub async fn chat_begun(&self, id: ChatStartId, contact: ChatId) -> Result<(), JournalError> {
        self.ask(move |store| store.chat_begun(&id, &contact)).await
    }

    /// Forgets a chat that is over, or that never came to be.
    pub async fn chat_over(&self, id: ChatStartId) -> Result<(), JournalError> {
        self.ask(move |store| store.chat_over(&id)).await
    }

    /// Chats at `place` whose program no longer runs, oldest first.
    pub async fn orphaned_chats(&self, place: Place) -> Result<Vec<ChatEntry>, JournalError> {
        self.ask(move |store| store.orphaned_chats(&place)).await
    }
}
