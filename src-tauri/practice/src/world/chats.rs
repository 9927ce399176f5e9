//! Chats: contacts with a person at one end and a flow at the other.
//!
//! Invariant: a chat walks its flow as a caller does, but only as far as the
//! time has come, so what it says is in the transcript when it is said.

use std::collections::BTreeMap;

use super::caller::{Caller, ChatSide, Scene};

/// Where time runs faster, whoever reads along still needs the wall's: so much
/// of it, in milliseconds, has somebody who looks once a second.
const READING_MS: f64 = 2000.0;

/// A chat is over after this long when nobody subscribed to it by then.
const UNSUBSCRIBED_MS: i64 = 5 * 60_000;

/// Every chat of the instance.
#[derive(Debug, Default)]
pub(crate) struct Chats {
    /// By contact id.
    pub all: BTreeMap<String, Chat>,
    /// How long tokens outlive their chat. In Amazon Connect, and here at the
    /// wall's pace, they do not.
    afterlife_ms: i64,
}

/// One chat.
#[derive(Debug)]
pub(crate) struct Chat {
    /// `ContactId`
    pub contact_id: String,
    /// `ParticipantId` of the person.
    pub participant_id: String,
    /// `ParticipantToken`, to connect with.
    pub participant_token: String,
    /// `ConnectionToken`, once connected.
    pub connection_token: Option<String>,
    /// What the address of its websocket ends in, once it was asked for.
    pub socket: Option<String>,
    /// `ClientToken` that it was asked for with.
    pub client_token: Option<String>,
    /// The person's name.
    pub display_name: String,
    /// What was said, oldest first.
    pub items: Vec<Item>,
    /// When the flow hung up, or somebody ended it.
    pub ended_ms: Option<i64>,
    caller: Caller,
    /// It ends by itself then, and before when nobody subscribes to it.
    until_ms: i64,
    unsubscribed_until_ms: Option<i64>,
    /// Websockets that are subscribed to it.
    subscriptions: u32,
    next_ms: i64,
}

/// An item of a transcript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    /// When (milliseconds since 1970).
    pub at_ms: i64,
    /// What.
    pub what: Said,
}

/// What an item of a transcript is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Said {
    /// The person joined.
    Joined,
    /// The flow said something.
    Flow(String),
    /// The person said something.
    Customer(String),
    /// It is over.
    Ended,
}

/// What is known of a chat that begins.
#[derive(Debug, Clone)]
pub(crate) struct Beginning {
    /// `ContactId`
    pub contact_id: String,
    /// `ParticipantId`
    pub participant_id: String,
    /// `ParticipantToken`
    pub participant_token: String,
    /// `ClientToken`
    pub client_token: Option<String>,
    /// The person's name.
    pub display_name: String,
    /// How long it lasts at most, in milliseconds.
    pub longest_ms: i64,
    /// Contact attributes.
    pub attributes: BTreeMap<String, String>,
}

impl Chats {
    /// No chats yet, where so many seconds pass in one of the wall's.
    #[expect(clippy::cast_possible_truncation, reason = "some hours at most")]
    pub(crate) fn at_scale(scale: f64) -> Self {
        let afterlife_ms = ((scale - 1.0).max(0.0) * READING_MS) as i64;
        Self { afterlife_ms, ..Self::default() }
    }

    /// Begins a chat at the start of a flow.
    pub(crate) fn begin(&mut self, beginning: Beginning, mut caller: Caller, now_ms: i64) {
        let attributes = beginning.attributes.into_iter();
        caller.know(attributes.map(|(name, value)| (format!("$.Attributes.{name}"), value)));
        caller.know([("$.ContactId".to_owned(), beginning.contact_id.clone())]);
        caller.chat = Some(ChatSide::default());
        let chat = Chat {
            contact_id: beginning.contact_id.clone(),
            participant_id: beginning.participant_id,
            participant_token: beginning.participant_token,
            connection_token: None,
            socket: None,
            client_token: beginning.client_token,
            display_name: beginning.display_name,
            items: vec![Item { at_ms: now_ms, what: Said::Joined }],
            ended_ms: None,
            caller,
            until_ms: now_ms + beginning.longest_ms,
            unsubscribed_until_ms: Some(now_ms + UNSUBSCRIBED_MS),
            subscriptions: 0,
            next_ms: now_ms,
        };
        self.all.insert(beginning.contact_id, chat);
    }

    /// How many are going on.
    pub(crate) fn going(&self) -> usize {
        self.all.values().filter(|chat| !chat.has_ended()).count()
    }

    /// The chat that a connection token is for, as long as it opens it.
    pub(crate) fn connected(&mut self, token: &str, now_ms: i64) -> Option<&mut Chat> {
        let life = self.afterlife_ms;
        let opens = |chat: &&mut Chat| chat.ended_ms.is_none_or(|ended| now_ms < ended + life);
        let is_it = |chat: &&mut Chat| chat.connection_token.as_deref() == Some(token);
        self.all.values_mut().find(is_it).filter(opens)
    }

    /// The chat that a participant's token is for, as long as it opens it.
    pub(crate) fn invited(&mut self, token: &str, now_ms: i64) -> Option<&mut Chat> {
        let life = self.afterlife_ms;
        let opens = |chat: &&mut Chat| chat.ended_ms.is_none_or(|ended| now_ms < ended + life);
        self.all.values_mut().find(|chat| chat.participant_token == token).filter(opens)
    }

    /// The contact id of the chat that a websocket's address opens: one that goes
    /// on, and once.
    pub(crate) fn open_socket(&mut self, socket: &str) -> Option<String> {
        let is_it = |chat: &&mut Chat| chat.socket.as_deref() == Some(socket);
        let chat = self.all.values_mut().find(is_it).filter(|chat| !chat.has_ended())?;
        chat.socket = None;
        Some(chat.contact_id.clone())
    }

    /// Somebody subscribes to a chat by its websocket.
    pub(crate) fn subscribe(&mut self, contact: &str) {
        if let Some(chat) = self.all.get_mut(contact) {
            chat.subscriptions += 1;
            chat.unsubscribed_until_ms = None;
        }
    }

    /// A subscribed websocket dropped: without another, its time begins anew.
    pub(crate) fn unsubscribe(&mut self, contact: &str, now_ms: i64) {
        if let Some(chat) = self.all.get_mut(contact) {
            chat.subscriptions = chat.subscriptions.saturating_sub(1);
            if chat.subscriptions == 0 {
                chat.unsubscribed_until_ms = Some(now_ms + UNSUBSCRIBED_MS);
            }
        }
    }

    /// How many chats that go on somebody subscribed to.
    pub(crate) fn subscribed(&self) -> usize {
        let is_it = |chat: &&Chat| !chat.has_ended() && chat.subscriptions > 0;
        self.all.values().filter(is_it).count()
    }

    /// Lets every chat go on up to `until_ms`.
    pub(crate) fn advance(&mut self, scene: &mut Scene<'_>, until_ms: i64) {
        for chat in self.all.values_mut() {
            while !chat.has_ended() && chat.next_ms < until_ms {
                chat.go_on(scene);
            }
        }
    }
}

impl Chat {
    /// The person says something. A flow that listens looks for itself, and one
    /// that does not is not hurried by it.
    pub(crate) fn say(&mut self, text: &str, now_ms: i64) {
        self.items.push(Item { at_ms: now_ms, what: Said::Customer(text.to_owned()) });
        if let Some(side) = &mut self.caller.chat {
            side.typed.push_back(text.to_owned());
        }
    }

    /// Whether it is over.
    pub(crate) const fn has_ended(&self) -> bool {
        self.ended_ms.is_some()
    }

    /// Ends it.
    pub(crate) fn end(&mut self, now_ms: i64) {
        if !self.has_ended() {
            self.ended_ms = Some(now_ms);
            self.items.push(Item { at_ms: now_ms, what: Said::Ended });
        }
    }

    /// The values of its contact attributes, by name.
    pub(crate) fn attributes(&self) -> BTreeMap<String, String> {
        self.caller.contact_attributes()
    }

    fn ends_by(&self) -> i64 {
        self.unsubscribed_until_ms.map_or(self.until_ms, |at_ms| at_ms.min(self.until_ms))
    }

    fn go_on(&mut self, scene: &mut Scene<'_>) {
        let at_ms = self.next_ms;
        if at_ms >= self.ends_by() {
            return self.end(at_ms);
        }
        let next = self.caller.proceed(scene, at_ms);
        let said = self.caller.chat.as_mut().map(|side| std::mem::take(&mut side.said));
        for text in said.into_iter().flatten() {
            self.items.push(Item { at_ms, what: Said::Flow(text) });
        }
        match next {
            Some(next) => self.next_ms = next.min(self.ends_by()),
            None => self.end(at_ms),
        }
    }
}
