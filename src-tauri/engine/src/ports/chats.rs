//! Chats that a program holds with a flow.

use async_trait::async_trait;
use crossfade_domain::arn::InstanceArn;
use jiff::Timestamp;

use super::Answer;

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
    /// Whether the flow has hung up.
    pub ended: bool,
}

/// Holds chats.
#[async_trait]
pub trait ChatDesk: Send + Sync {
    /// Starts a chat in a flow and takes part in it (`StartChatContact`,
    /// `CreateParticipantConnection`).
    async fn start(
        &self,
        instance: &InstanceArn,
        flow_id: &str,
        display_name: &str,
    ) -> Answer<ChatId>;
    /// What was said so far, to the end (`GetTranscript`).
    async fn transcript(&self, chat: &ChatId) -> Answer<Transcript>;
    /// Says something (`SendMessage`).
    async fn say(&self, chat: &ChatId, text: &str) -> Answer<()>;
    /// Ends the chat (`StopContact`); one that is over is no failure.
    async fn stop(&self, instance: &InstanceArn, chat: &ChatId) -> Answer<()>;
}
