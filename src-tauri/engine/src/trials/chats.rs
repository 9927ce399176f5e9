//! Chats one by one: begun, looked at, spoken in, ended.
//!
//! Invariant: a chat is in the journal before AWS is asked for it, and stays
//! there until it was seen to be over.

use crossfade_domain::{arn::InstanceArn, qualifier::Version};
use futures::{FutureExt, StreamExt, stream};
use jiff::Timestamp;

use super::{CALLER, Trials, version_said};
use crate::{
    journal::{ChatEntry, ChatStartId},
    ports::{Answer, Author, ChatId, Transcript},
};

/// Chats that are ended at the same time; `StopContact` takes two a second.
const ENDED_AT_ONCE: usize = 4;

/// What a chat is held for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// A person reads it.
    Person,
    /// It is one of a sample.
    Sample,
    /// It is part of lasting traffic.
    Traffic,
    /// An earlier run of the program left it behind.
    LeftBehind,
}

/// A chat that was begun and not seen to be over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenChat {
    /// AWS's name for it; `None` when its answer was lost with the program that
    /// asked.
    pub chat: Option<ChatId>,
    /// The instance.
    pub instance: InstanceArn,
    /// The flow's id.
    pub flow_id: String,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// What it is held for.
    pub purpose: Purpose,
    pub(super) id: ChatStartId,
}

/// What a chat has come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatState {
    /// What was said.
    pub transcript: Transcript,
    /// The version that the flow last named.
    pub version: Option<Version>,
}

impl Trials {
    /// Begins a chat that a person reads.
    ///
    /// # Errors
    /// What AWS says.
    pub async fn begin(&self, instance: &InstanceArn, flow_id: &str) -> Answer<ChatId> {
        self.begin_for(Purpose::Person, instance, flow_id).await
    }

    pub(super) async fn begin_for(
        &self,
        purpose: Purpose,
        instance: &InstanceArn,
        flow_id: &str,
    ) -> Answer<ChatId> {
        let _held = self.stay.hold()?;
        let entry = ChatEntry {
            id: ChatStartId::new(),
            place: self.place.clone(),
            instance: instance.clone(),
            flow_id: flow_id.to_owned(),
            begun_at: self.clock.now(),
            contact: None,
        };
        let id = entry.id.clone();
        let begun_at = entry.begun_at;
        self.journal.chat_begins(entry).await?;
        let chats = &self.account.chats;
        let chat = match chats.start(instance, flow_id, CALLER, id.as_str()).await {
            Ok(chat) => chat,
            Err(failure) => {
                // One that may be there is asked after at the next start.
                if !failure.kind.leaves_outcome_open() {
                    self.journal.chat_over(id).await?;
                }
                return Err(failure);
            }
        };
        let (instance, flow_id) = (instance.clone(), flow_id.to_owned());
        let named = Some(chat.clone());
        let open = OpenChat { chat: named, instance, flow_id, begun_at, purpose, id: id.clone() };
        self.open.lock().await.insert(chat.0.clone(), open);
        let joined = match self.journal.chat_begun(id, chat.clone()).await {
            Ok(()) => chats.join(&chat).await,
            Err(error) => Err(error.into()),
        };
        if let Err(failure) = joined {
            if let Err(left) = self.end(&chat).await {
                tracing::warn!(failure = %left, "a chat that nobody reads stays open");
            }
            return Err(failure);
        }
        Ok(chat)
    }

    /// What a chat has come to.
    ///
    /// # Errors
    /// What AWS says.
    pub async fn look(&self, chat: &ChatId) -> Answer<ChatState> {
        let transcript = self.account.chats.transcript(chat).await?;
        if transcript.ended {
            self.over(chat).await?;
        }
        // What the person at this end says names no version.
        let mut spoken = transcript.lines.iter().rev().filter(|line| line.author == Author::Flow);
        let version = spoken.find_map(|line| version_said(&line.text));
        Ok(ChatState { transcript, version })
    }

    /// Says something in a chat.
    ///
    /// # Errors
    /// What AWS says.
    pub async fn say(&self, chat: &ChatId, text: &str) -> Answer<()> {
        self.account.chats.say(chat, text).await
    }

    /// Ends a chat that was begun here, or by an earlier run of the program.
    ///
    /// # Errors
    /// What AWS says; the chat then stays in the list.
    pub async fn end(&self, chat: &ChatId) -> Answer<()> {
        let open = self.open.lock().await.get(&chat.0).cloned();
        let open = match open {
            Some(open) => Some(open),
            None => self.left_behind().await?.into_iter().find(|it| it.chat.as_ref() == Some(chat)),
        };
        let Some(open) = open else { return Ok(()) };
        self.account.chats.stop(&open.instance, chat).await?;
        self.open.lock().await.remove(&chat.0);
        self.journal.chat_over(open.id).await?;
        Ok(())
    }

    /// Chats that were begun and not seen to be over: this run's, and what
    /// earlier runs left behind.
    ///
    /// # Errors
    /// When the journal fails.
    pub async fn open_chats(&self) -> Answer<Vec<OpenChat>> {
        let mut all: Vec<OpenChat> = self.open.lock().await.values().cloned().collect();
        all.extend(self.left_behind().await?);
        all.sort_by(|one, other| one.id.cmp(&other.id));
        Ok(all)
    }

    /// How many chats of this run are open.
    pub async fn open_count(&self) -> usize {
        self.open.lock().await.len()
    }

    pub(super) async fn end_all(&self) {
        let open: Vec<String> = self.open.lock().await.keys().cloned().collect();
        let end = |chat| {
            async move {
                if let Err(failure) = self.end(&ChatId(chat)).await {
                    tracing::warn!(%failure, "a chat is left to end by itself");
                }
            }
            .boxed()
        };
        let ends: Vec<_> = open.into_iter().map(end).collect();
        stream::iter(ends).buffer_unordered(ENDED_AT_ONCE).collect::<Vec<()>>().await;
    }

    async fn over(&self, chat: &ChatId) -> Answer<()> {
        let open = self.open.lock().await.remove(&chat.0);
        if let Some(open) = open {
            self.journal.chat_over(open.id).await?;
        }
        Ok(())
    }
}
