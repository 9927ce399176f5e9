//! Chats with a flow: Amazon Connect starts them, the Participant Service
//! carries what is said.
//!
//! Invariant: the tokens of a chat stay in here; they are neither answered,
//! logged nor stored. They end with the chat, so a service that refuses a token
//! that it took before says that the chat is over, and no more of it can be read.

mod kept;
mod socket;

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use async_trait::async_trait;
use aws_sdk_connect::{
    Client, operation::start_chat_contact::StartChatContactOutput, types::ParticipantDetails,
};
use aws_sdk_connectparticipant::{
    Client as Participant,
    types::{
        ChatItemType, ConnectionType, Item, ParticipantRole, ScanDirection, SortKey, StartPosition,
    },
};
use crossfade_domain::arn::InstanceArn;
use crossfade_engine::{
    failure::{Failure, FailureKind},
    ports::{Answer, Author, ChatDesk, ChatId, ChatLine, Transcript},
};

use futures::{FutureExt as _, future::BoxFuture};

use crate::{
    failure::{readable, required},
    line::{Line, if_there},
    operation::Operation,
};
use kept::{Kept, Read};
use socket::{Again, Socket};

/// The most that `GetTranscript` gives a page.
const PAGE: i32 = 100;
/// A chat ends by itself after this long: the least that AWS takes. Unasked it
/// would take 25 hours.
const MINUTES: i32 = 60;
/// What calls of the Participant Service are about.
const THE_CHAT: &str = "the chat";

/// Holds chats.
pub(crate) struct Chats {
    client: Client,
    participant: Participant,
    line: Arc<Line>,
    kept: Kept,
    /// Whether the account may say how long a chat lasts; AWS has to allow it.
    shortens: AtomicBool,
}

impl fmt::Debug for Chats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chats").finish_non_exhaustive()
    }
}

impl Chats {
    pub(crate) fn new(client: Client, participant: Participant, line: &Arc<Line>) -> Self {
        let (kept, shortens) = (Kept::default(), AtomicBool::new(true));
        Self { client, participant, line: Arc::clone(line), kept, shortens }
    }

    async fn begin(
        &self,
        instance: &InstanceArn,
        flow_id: &str,
        details: &ParticipantDetails,
        token: &str,
    ) -> Answer<StartChatContactOutput> {
        if !self.shortens.load(Ordering::Relaxed) {
            return self.ask(instance, flow_id, details, token, None).await;
        }
        match self.ask(instance, flow_id, details, token, Some(MINUTES)).await {
            // An account that may not choose is told no more than that.
            Err(failure) if failure.code == "InvalidRequestException" => {
                let begun = self.ask(instance, flow_id, details, token, None).await?;
                self.shortens.store(false, Ordering::Relaxed);
                Ok(begun)
            }
            begun => begun,
        }
    }

    async fn ask(
        &self,
        instance: &InstanceArn,
        flow_id: &str,
        details: &ParticipantDetails,
        token: &str,
        minutes: Option<i32>,
    ) -> Answer<StartChatContactOutput> {
        let request = self.client.start_chat_contact().instance_id(&instance.id);
        let sent = request
            .contact_flow_id(flow_id)
            .participant_details(details.clone())
            .client_token(token)
            .set_chat_duration_in_minutes(minutes)
            .send();
        self.line.call(Operation::StartChatContact, flow_id, sent).await
    }

    /// The connection's token, and the subscription that keeps the chat going.
    async fn connect(&self, participant_token: &str) -> Answer<(String, Option<Socket>)> {
        let operation = Operation::CreateParticipantConnection;
        let sent = self
            .participant
            .create_participant_connection()
            .participant_token(participant_token)
            .r#type(ConnectionType::Websocket)
            .r#type(ConnectionType::ConnectionCredentials)
            .send();
        let connected = self.line.call(operation, THE_CHAT, sent).await?;
        let credentials = connected.connection_credentials.and_then(|it| it.connection_token);
        let token = required(credentials, operation, "ConnectionToken")?;
        let url = connected.websocket.and_then(|it| it.url);
        let socket = url.map(|url| Socket::hold(url, self.asking_again(participant_token)));
        Ok((token, socket))
    }

    /// Asks for another websocket of the same chat.
    fn asking_again(
        &self,
        participant_token: &str,
    ) -> impl Fn() -> BoxFuture<'static, Again> + use<> {
        let (participant, line) = (self.participant.clone(), Arc::clone(&self.line));
        let token = participant_token.to_owned();
        move || {
            let request = participant.create_participant_connection().participant_token(&token);
            let sent = request.r#type(ConnectionType::Websocket).send();
            let line = Arc::clone(&line);
            async move {
                let operation = Operation::CreateParticipantConnection;
                let url = match line.call(operation, THE_CHAT, sent).await {
                    Err(failure) if is_over(&failure) => return Again::Over,
                    connected => connected.map(|it| it.websocket.and_then(|it| it.url)),
                };
                match url.and_then(|url| required(url, operation, "Url")) {
                    Ok(url) => Again::At(url),
                    Err(failure) => Again::Failed(failure),
                }
            }
            .boxed()
        }
    }

    /// The items from `from` on, which is among them; all when `None`; oldest
    /// first.
    ///
    /// AWS scans forward only from an item that is named, so what has no such
    /// item yet is read from its end.
    async fn items(&self, token: &str, from: Option<String>) -> Answer<Vec<Item>> {
        let start = from.map(|id| StartPosition::builder().id(id).build());
        let (direction, order) = if start.is_some() {
            (ScanDirection::Forward, SortKey::Ascending)
        } else {
            (ScanDirection::Backward, SortKey::Descending)
        };
        let newest_first = order == SortKey::Descending;
        let page = |next| {
            self.participant
                .get_transcript()
                .connection_token(token)
                .max_results(PAGE)
                .scan_direction(direction.clone())
                .sort_order(order.clone())
                .set_start_position(start.clone())
                .set_next_token(next)
                .send()
        };
        let cut =
            |it: aws_sdk_connectparticipant::operation::get_transcript::GetTranscriptOutput| {
                (it.transcript, it.next_token)
            };
        let mut items = self.line.every(Operation::GetTranscript, THE_CHAT, page, cut).await?;
        if newest_first {
            items.reverse();
        }
        Ok(items)
    }
}

#[async_trait]
impl ChatDesk for Chats {
    async fn start(
        &self,
        instance: &InstanceArn,
        flow_id: &str,
        display_name: &str,
        client_token: &str,
    ) -> Answer<ChatId> {
        let operation = Operation::StartChatContact;
        let details = ParticipantDetails::builder().display_name(display_name).build();
        let details = readable(details, operation)?;
        let started = self.begin(instance, flow_id, &details, client_token).await?;
        let chat = ChatId(required(started.contact_id, operation, "ContactId")?);
        self.kept
            .started(&chat, required(started.participant_token, operation, "ParticipantToken")?);
        Ok(chat)
    }

    async fn join(&self, chat: &ChatId) -> Answer<()> {
        let token = self.kept.participant_token(chat)?;
        match self.connect(&token).await {
            Ok((token, socket)) => self.kept.joined(chat, token, socket),
            // The token is fresh: the flow has hung up in between.
            Err(failure) if is_over(&failure) => self.kept.over(chat),
            Err(failure) => return Err(failure),
        }
        Ok(())
    }

    async fn transcript(&self, chat: &ChatId) -> Answer<Transcript> {
        let (token, from) = match self.kept.to_read(chat)? {
            Read::From { token, last } => (token, last),
            Read::Over(transcript) => return Ok(transcript),
        };
        match self.items(&token, from).await {
            Ok(items) => {
                let last = items.last().and_then(|item| item.id.clone());
                let ended = items.iter().any(|it| it.r#type == Some(ChatItemType::ChatEnded));
                let messages =
                    items.into_iter().filter(|it| it.r#type == Some(ChatItemType::Message));
                self.kept.read(chat, messages.map(line).collect::<Answer<_>>()?, last);
                if ended {
                    self.kept.over(chat);
                }
            }
            Err(failure) if is_over(&failure) => self.kept.over(chat),
            Err(failure) => return Err(failure),
        }
        self.kept.transcript(chat)
    }

    async fn say(&self, chat: &ChatId, text: &str) -> Answer<()> {
        let token = match self.kept.to_read(chat)? {
            Read::From { token, .. } => token,
            Read::Over(_) => return Err(over()),
        };
        let request = self.participant.send_message().connection_token(token);
        let sent = request.content_type("text/plain").content(text).send();
        match self.line.call(Operation::SendMessage, THE_CHAT, sent).await {
            Err(failure) if is_over(&failure) => {
                self.kept.over(chat);
                Err(over())
            }
            said => said.map(drop),
        }
    }

    async fn stop(&self, instance: &InstanceArn, chat: &ChatId) -> Answer<()> {
        let request = self.client.stop_contact().instance_id(&instance.id);
        let sent = request.contact_id(&chat.0).send();
        let stopped = self.line.call(Operation::StopContact, &chat.0, sent).await;
        match stopped {
            Err(Failure { code, .. }) if code == "ContactNotFoundException" => {}
            stopped => drop(if_there(stopped)?),
        }
        self.kept.over(chat);
        Ok(())
    }
}

/// Whether the service refused a token that it gave. It asks for no permission
/// of the caller's, so there is nothing else that it could refuse.
fn is_over(failure: &Failure) -> bool {
    failure.kind == FailureKind::AccessDenied
}

fn over() -> Failure {
    let message = "The chat is over, so nothing can be said in it.";
    Failure::new(FailureKind::Conflict, "ChatOver", message, "Begin another chat.")
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
