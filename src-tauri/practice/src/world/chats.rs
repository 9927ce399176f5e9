//! Chats: contacts with a person at one end and a flow at the other.
//!
//! Invariant: a chat walks its flow as a caller does, but only as far as the
//! time has come, so what it says is in the transcript when it is said.

use std::collections::BTreeMap;

use super::caller::{Caller, ChatSide, Scene};

/// A chat ends by itself after this long, as in Amazon Connect (25 hours).
const LONGEST_MS: i64 = 25 * 60 * 60_000;

/// Every chat of the instance.
#[derive(Debug, Default)]
pub(crate) struct Chats {
    /// By contact id.
    pub all: BTreeMap<String, Chat>,
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
    /// `ClientToken` that it was asked for with.
    pub client_token: Option<String>,
    /// The person's name.
    pub display_name: String,
    /// What was said, oldest first.
    pub items: Vec<Item>,
    /// Whether the flow has hung up, or somebody ended it.
    pub ended: bool,
    caller: Caller,
    began_ms: i64,
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
    /// Contact attributes.
    pub attributes: BTreeMap<String, String>,
}

impl Chats {
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
            client_token: beginning.client_token,
            display_name: beginning.display_name,
            items: vec![Item { at_ms: now_ms, what: Said::Joined }],
            ended: false,
            caller,
            began_ms: now_ms,
            next_ms: now_ms,
        };
        self.all.insert(beginning.contact_id, chat);
    }

    /// How many are going on.
    pub(crate) fn going(&self) -> usize {
        self.all.values().filter(|chat| !chat.ended).count()
    }

    /// The chat that a connection token is for.
    pub(crate) fn connected(&mut self, token: &str) -> Option<&mut Chat> {
        self.all.values_mut().find(|chat| chat.connection_token.as_deref() == Some(token))
    }

    /// Lets every chat go on up to `until_ms`.
    pub(crate) fn advance(&mut self, scene: &mut Scene<'_>, until_ms: i64) {
        for chat in self.all.values_mut() {
            while !chat.ended && chat.next_ms < until_ms {
                chat.go_on(scene);
            }
        }
    }
}

impl Chat {
    /// The person says something.
    pub(crate) fn say(&mut self, text: &str, now_ms: i64) {
        self.items.push(Item { at_ms: now_ms, what: Said::Customer(text.to_owned()) });
        if let Some(side) = &mut self.caller.chat {
            side.typed.push_back(text.to_owned());
        }
        self.next_ms = self.next_ms.min(now_ms);
    }

    /// Ends it.
    pub(crate) fn end(&mut self, now_ms: i64) {
        if !self.ended {
            self.ended = true;
            self.items.push(Item { at_ms: now_ms, what: Said::Ended });
        }
    }

    /// The values of its contact attributes, by name.
    pub(crate) fn attributes(&self) -> BTreeMap<String, String> {
        self.caller.contact_attributes()
    }

    fn go_on(&mut self, scene: &mut Scene<'_>) {
        let at_ms = self.next_ms;
        let next = self.caller.proceed(scene, at_ms);
        let said = self.caller.chat.as_mut().map(|side| std::mem::take(&mut side.said));
        for text in said.into_iter().flatten() {
            self.items.push(Item { at_ms, what: Said::Flow(text) });
        }
        match next {
            Some(next) if next - self.began_ms < LONGEST_MS => self.next_ms = next,
            Some(_) | None => self.end(at_ms),
        }
    }
}
