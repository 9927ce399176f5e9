//! Has on disk what a machine came to, and what is done while that cannot be.
//!
//! Invariant: without the journal no call is moved on to the new version; calls
//! are given back all the same.

use std::time::Duration;

use crossfade_domain::{
    alias::Routing,
    rollout::machine::{CallFailure, Command, Effect, Event, SetOutcome, State, Ticket},
};

use super::{Driver, Input, Then};
use crate::{
    failure::{Failure, FailureKind},
    journal::{Advance, JournalError, NewRecord},
    rollouts::standing::standing,
};

/// Between two tries to write the journal.
const JOURNAL_RETRY: Duration = Duration::from_secs(1);
/// Tries before a rollout goes on as far as it may without the journal; fewer
/// where callers wait for it.
const JOURNAL_TRIES: u32 = 5;
const JOURNAL_TRIES_GOING_BACK: u32 = 2;

impl Driver {
    /// Writes records and snapshot. Where the journal refuses again and again, it
    /// goes on without: then only what is safe is done.
    pub(super) async fn keep(&mut self, effects: &[Effect]) -> Then {
        self.unwritten.extend(effects.iter().filter_map(record));
        let mut tried = 0;
        loop {
            match self.write().await {
                Ok(true) => return Then::GoOn,
                Ok(false) => return Then::Stop,
                Err(error) => {
                    tracing::error!(%error, rollout = self.id.as_str(), "the journal refuses");
                    self.trouble = Some(journal_fails(&error));
                    self.publish();
                }
            }
            tried += 1;
            if self.journal_fails || tried >= self.tries() {
                self.journal_fails = true;
                return Then::GoOn;
            }
            if self.wait_for_journal().await == Then::Leave {
                return Then::Leave;
            }
        }
    }

    /// Whether it is on disk; false when somebody else has the lease.
    async fn write(&mut self) -> Result<bool, JournalError> {
        let snapshot = self.machine.snapshot().as_str().to_owned();
        if self.unwritten.is_empty() && snapshot == self.kept {
            return Ok(true);
        }
        let advance = Advance {
            records: self.unwritten.clone(),
            snapshot: Some(snapshot.clone()),
            deployment: None,
            standing: standing(&self.machine, self.tools.clock.now()),
        };
        if !self.tools.journal.advance_rollout(self.id.clone(), advance).await? {
            self.trouble = Some(taken_over());
            self.publish();
            return Ok(false);
        }
        self.kept = snapshot;
        self.unwritten.clear();
        self.journal_fails = false;
        self.trouble = None;
        Ok(true)
    }

    fn tries(&self) -> u32 {
        let going_back = matches!(self.machine.state(), State::RollingBack(_));
        let asked = |input: &Input| matches!(input, Input::Command { command: Command::Abort, .. });
        if going_back || self.stashed.iter().any(asked) {
            JOURNAL_TRIES_GOING_BACK
        } else {
            JOURNAL_TRIES
        }
    }

    /// Waits before the next try; what comes meanwhile is taken afterwards,
    /// except that it may be left.
    async fn wait_for_journal(&mut self) -> Then {
        tokio::select! {
            () = tokio::time::sleep(JOURNAL_RETRY) => {}
            input = self.inbox.recv() => match input {
                Some(Input::Leave) | None => return Then::Leave,
                Some(other) => self.stashed.push_back(other),
            }
        }
        Then::GoOn
    }

    /// Nothing is left to do but to have it on disk.
    pub(super) async fn come_to_rest(&mut self) -> Then {
        loop {
            match self.write().await {
                Ok(true) => return Then::Leave,
                Ok(false) => return Then::Stop,
                Err(error) => {
                    tracing::error!(%error, rollout = self.id.as_str(), "the journal refuses");
                }
            }
            if self.wait_for_journal().await == Then::Leave {
                return Then::Leave;
            }
        }
    }

    /// Whether a move has to wait for the journal: one that gives every call
    /// back to the old version does not.
    pub(super) fn withholds(&self, routing: &Routing) -> bool {
        self.journal_fails && *routing != Routing::all_to(self.machine.setup().from)
    }
}

/// The answer to a move that was not sent.
pub(super) fn withheld(ticket: Ticket) -> Event {
    let reason = "The journal cannot be written, so the move was not sent.".to_owned();
    let outcome = SetOutcome::NotTaken(CallFailure { reason, passing: true });
    Event::Set { ticket, outcome }
}

fn journal_fails(error: &JournalError) -> Failure {
    Failure::new(
        FailureKind::Unavailable,
        "JournalFails",
        "The journal cannot be written. No more calls go to the new version until it can; the \
         gates are read, and Roll back gives every call to the old version all the same.",
        "See whether the disk is full, or another program holds the journal's file.",
    )
    .with_detail(error.to_string())
}

fn taken_over() -> Failure {
    Failure::new(
        FailureKind::Conflict,
        "TakenOver",
        "Another running copy of Crossfade carries this rollout out now.",
        "Steer it from there; what is shown here no longer changes.",
    )
}

fn record(effect: &Effect) -> Option<NewRecord> {
    match effect {
        Effect::Record(record) => Some(record.into()),
        Effect::Look { .. }
        | Effect::SetRouting { .. }
        | Effect::Measure { .. }
        | Effect::Probe { .. }
        | Effect::Notify(_)
        | Effect::Refuse(_) => None,
    }
}
