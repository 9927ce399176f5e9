//! What is kept of each chat: its tokens while it goes on, and what was said.
//!
//! Invariant: a chat that is over has no token any more. What it said is kept
//! for a while, because AWS does not tell it again.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use crossfade_engine::{
    failure::{Failure, FailureKind},
    ports::{Answer, ChatId, ChatLine, Transcript},
};

use super::socket::{Socket, not_held};

/// So many chats that are over are kept.
const MOST_OVER: usize = 50;

/// Every chat that this program started.
#[derive(Default)]
pub(super) struct Kept(Mutex<Chats>);

#[derive(Default)]
struct Chats {
    all: HashMap<ChatId, Part>,
    /// Those that are over, oldest first.
    over: VecDeque<ChatId>,
}

struct Part {
    stage: Stage,
    lines: Vec<ChatLine>,
    /// The id of the last item that was read.
    last: Option<String>,
}

enum Stage {
    /// The participant's token.
    Started(String),
    Joined {
        /// The connection's token.
        token: String,
        /// Held for the subscription; `None` when AWS named no websocket.
        socket: Option<Socket>,
    },
    Over,
}

/// What there is to read of a chat.
pub(super) enum Read {
    /// Whatever follows the item `last`.
    From { token: String, last: Option<String> },
    /// Nothing more.
    Over(Transcript),
}

impl Kept {
    /// A chat that is known already, because it was asked for twice, stays.
    pub(super) fn started(&self, chat: &ChatId, participant_token: String) {
        let stage = Stage::Started(participant_token);
        let fresh = Part { stage, lines: Vec::new(), last: None };
        self.chats().all.entry(chat.clone()).or_insert(fresh);
    }

    pub(super) fn participant_token(&self, chat: &ChatId) -> Answer<String> {
        match self.chats().all.get(chat).map(|part| &part.stage) {
            Some(Stage::Started(token)) => Ok(token.clone()),
            Some(Stage::Joined { .. } | Stage::Over) | None => Err(unknown()),
        }
    }

    pub(super) fn joined(&self, chat: &ChatId, token: String, socket: Option<Socket>) {
        if let Some(part) = self.chats().all.get_mut(chat) {
            part.stage = Stage::Joined { token, socket };
        }
    }

    pub(super) fn to_read(&self, chat: &ChatId) -> Answer<Read> {
        let chats = self.chats();
        let part = chats.all.get(chat).ok_or_else(unknown)?;
        match &part.stage {
            Stage::Started(_) => Err(unknown()),
            Stage::Joined { token, .. } => {
                Ok(Read::From { token: token.clone(), last: part.last.clone() })
            }
            Stage::Over => Ok(Read::Over(part.transcript())),
        }
    }

    /// Adds what was read. Two looks at the same time read the same lines.
    pub(super) fn read(&self, chat: &ChatId, lines: Vec<ChatLine>, last: Option<String>) {
        let mut chats = self.chats();
        let Some(part) = chats.all.get_mut(chat) else { return };
        for line in lines {
            if part.lines.iter().rev().all(|known| known.id != line.id) {
                part.lines.push(line);
            }
        }
        part.last = last.or(part.last.take());
    }

    pub(super) fn transcript(&self, chat: &ChatId) -> Answer<Transcript> {
        self.chats().all.get(chat).map(Part::transcript).ok_or_else(unknown)
    }

    pub(super) fn over(&self, chat: &ChatId) {
        let mut chats = self.chats();
        let Some(part) = chats.all.get_mut(chat) else { return };
        if matches!(part.stage, Stage::Over) {
            return;
        }
        part.stage = Stage::Over;
        chats.over.push_back(chat.clone());
        if chats.over.len() > MOST_OVER
            && let Some(oldest) = chats.over.pop_front()
        {
            chats.all.remove(&oldest);
        }
    }

    fn chats(&self) -> MutexGuard<'_, Chats> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Part {
    fn transcript(&self) -> Transcript {
        let warning = match &self.stage {
            Stage::Started(_) | Stage::Over => None,
            Stage::Joined { socket: Some(socket), .. } => socket.lost(),
            Stage::Joined { socket: None, .. } => Some(not_held("AWS named none")),
        };
        let ended = matches!(self.stage, Stage::Over);
        Transcript { lines: self.lines.clone(), ended, warning }
    }
}

fn unknown() -> Failure {
    Failure::new(
        FailureKind::NotFound,
        "UnknownChat",
        "This program does not take part in that chat.",
        "Start a chat anew.",
    )
}
