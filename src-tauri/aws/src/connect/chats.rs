//! Chats with a flow: Amazon Connect starts them, the Participant Service
//! carries what is said.
//!
//! Invariant: the tokens of a chat stay in here; they are neither answered,
//! logged nor stored.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use aws_sdk_connect::{Client, types::ParticipantDetails};
use aws_sdk_connectparticipant::{
    Client as Participant,
    types::{ChatItemType, ConnectionType, Item, ParticipantRole, ScanDirection, SortKey},
};
use crossfade_domain::arn::InstanceArn;
use crossfade_engine::{
    failure::{Failure, FailureKind},
    ports::{Answer, Author, ChatDesk, ChatId, ChatLine, Transcript},
};

use crate::{
    failure::{readable, required},
    line::{Line, if_there},
    operation::Operation,
};

/// The most that `GetTranscript` gives a page.
const PAGE: i32 = 100;

/// Holds chats.
pub(crate) struct Chats {
    writes: Client,
    participant: Participant,
    line: Arc<Line>,
    /// The connection token of each chat that this program started.
    tokens: Mutex<HashMap<ChatId, String>>,
}

impl fmt::Debug for Chats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chats").finish_non_exhaustive()
    }
}

impl Chats {
    /// `writes` and `participant` must not repeat what AWS may have applied.
    pub(crate) fn new(writes: Client, participant: Participant, line: &Arc<Line>) -> Self {
        Self { writes, participant, line: Arc::clone(line), tokens: Mutex::default() }
    }

    fn token(&self, chat: &ChatId) -> Answer<String> {
        let tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        tokens.get(chat).cloned().ok_or_else(|| {
            Failure::new(
                FailureKind::NotFound,
                "UnknownChat",
                "This program does not take part in that chat.",
                "Start a chat anew.",
            )
        })
    }

    fn keep(&self, chat: &ChatId, token: String) {
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        tokens.insert(chat.clone(), token);
    }

    fn forget(&self, chat: &ChatId) {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner).remove(chat);
    }

    async fn connect(&self, participant_token: String) -> Answer<String> {
        let operation = Operation::CreateParticipantConnection;
        let sent = self
            .participant
            .create_participant_connection()
            .participant_token(participant_token)
            .r#type(ConnectionType::ConnectionCredentials)
            .send();
        let connected = self.line.call(operation, "the chat", sent).await?;
        let credentials = connected.connection_credentials.and_then(|it| it.connection_token);
        required(credentials, operation, "ConnectionToken")
    }
}

#[async_trait]
impl ChatDesk for Chats {
    async fn start(
        &self,
        instance: &InstanceArn,
        flow_id: &str,
        display_name: &str,
    ) -> Answer<ChatId> {
        let operation = Operation::StartChatContact;
        let details = ParticipantDetails::builder().display_name(display_name).build();
        let details = readable(details, operation)?;
        let sent = self
            .writes
            .start_chat_contact()
            .instance_id(&instance.id)
            .contact_flow_id(flow_id)
            .participant_details(details)
            // The SDK makes one token for all its tries, so a retry starts no second chat.
            .send();
        let started = self.line.call(operation, flow_id, sent).await?;
        let chat = ChatId(required(started.contact_id, operation, "ContactId")?);
        let token = required(started.participant_token, operation, "ParticipantToken")?;
        match self.connect(token).await {
            Ok(token) => {
                self.keep(&chat, token);
                Ok(chat)
            }
            Err(failure) => {
                // Nobody could end it later.
                drop(self.stop(instance, &chat).await);
                Err(failure)
            }
        }
    }

    async fn transcript(&self, chat: &ChatId) -> Answer<Transcript> {
        let token = self.token(chat)?;
        let page = |next| {
            self.participant
                .get_transcript()
                .connection_token(&token)
                .max_results(PAGE)
                .scan_direction(ScanDirection::Forward)
                .sort_order(SortKey::Ascending)
                .set_next_token(next)
                .send()
        };
        let operation = Operation::GetTranscript;
        let cut =
            |it: aws_sdk_connectparticipant::operation::get_transcript::GetTranscriptOutput| {
                (it.transcript, it.next_token)
            };
        let items = self.line.every(operation, "the chat", page, cut).await?;
        let ended = items.iter().any(|item| item.r#type == Some(ChatItemType::ChatEnded));
        let messages = items.into_iter().filter(|it| it.r#type == Some(ChatItemType::Message));
        let lines = messages.map(line).collect::<Answer<_>>()?;
        Ok(Transcript { lines, ended })
    }

    async fn say(&self, chat: &ChatId, text: &str) -> Answer<()> {
        let token = self.token(chat)?;
        let request = self.participant.send_message().connection_token(token);
        let sent = request.content_type("text/plain").content(text).send();
        self.line.call(Operation::SendMessage, "the chat", sent).await?;
        Ok(())
    }

    async fn stop(&self, instance: &InstanceArn, chat: &ChatId) -> Answer<()> {
        let request = self.writes.stop_contact().instance_id(&instance.id);
        let sent = request.contact_id(&chat.0).send();
        let stopped = self.line.call(Operation::StopContact, &chat.0, sent).await;
        match stopped {
            Err(Failure { code, .. }) if code == "ContactNotFoundException" => {}
            stopped => drop(if_there(stopped)?),
        }
        self.forget(chat);
        Ok(())
    }
}

fn line(item: Item) -> Answer<ChatLine> {
    let operation = Operation::GetTranscript;
    let at = required(item.absolute_time, operation, "AbsoluteTime")?;
    let author = match item.participant_role {
        Some(ParticipantRole::Customer) => Author::Customer,
        Some(ParticipantRole::System) => Author::Flow,
        _ => Author::Other,
    };
    Ok(ChatLine {
        id: required(item.id, operation, "Id")?,
        at: readable(at.parse(), operation)?,
        author,
        text: item.content.unwrap_or_default(),
    })
}
