//! Chats that a program holds with a flow.

use async_trait::async_trait;
use crossfade_domain::arn::InstanceArn;
use jiff::Timestamp;

use super::Answer;
use crate::failure::Failure;

/// A chat that was started. It says nothing of the token, which stays with
/// the port.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ChatId(pub String);

/// Who wrote a line of a transcript.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Author {
    /// The person at this end (`CUSTOMER`).
    Customer,
    /// The flow (`SYSTEM`).
    Flow,
    /// An agent, a supervisor or a bot.
    Other,
}

/// One line of a transcript (`GetTranscript`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatLine {
    /// AWS's id of the item.
    pub id: String,
    /// When it was written.
    pub at: Timestamp,
    /// Who wrote it.
    pub author: Author,
    /// The text.
    pub text: String,
}

/// What a chat has come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transcript {
    /// Every message, oldest first.
    pub lines: Vec<ChatLine>,
    /// Whether it is over. AWS lets nobody read a chat that is, so what was said
    /// after the last look is missing then.
    pub ended: bool,
    /// Why AWS may end it early.
    pub warning: Option<Failure>,
}

/// Holds chats.
#[async_trait]
pub trait ChatDesk: Send + Sync {
    /// Starts a chat in a flow (`StartChatContact`). The same `client_token`
    /// asks for the same chat again.
    async fn start(
        &self,
        instance: &InstanceArn,
        flow_id: &str,
        display_name: &str,
        client_token: &str,
    ) -> Answer<ChatId>;
    /// Takes part in a chat that was started here
    /// (`CreateParticipantConnection`). One that is over by then is no failure:
    /// its transcript says so.
    async fn join(&self, chat: &ChatId) -> Answer<()>;
    /// What was said so far (`GetTranscript`); of a chat that is over, what the
    /// last look saw.
    async fn transcript(&self, chat: &ChatId) -> Answer<Transcript>;
    /// Says something (`SendMessage`).
    async fn say(&self, chat: &ChatId, text: &str) -> Answer<()>;
    /// Ends the chat, whoever started it (`StopContact`); one that is over is
    /// no failure.
    async fn stop(&self, instance: &InstanceArn, chat: &ChatId) -> Answer<()>;
}
