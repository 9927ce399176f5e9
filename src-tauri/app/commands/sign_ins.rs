//! The sign-in that waits for a person, at most one.
//!
//! Invariant: one that is begun anew, or given up, ends the one before; its
//! token is then never asked for.

use crossfade_engine::failure::Failure;
use tokio::sync::{Mutex, watch};

use crate::session::BrowserSignIn;

/// What waits for a person.
#[derive(Default)]
pub struct SignIns {
    waiting: Mutex<Option<BrowserSignIn>>,
    /// How many were begun or given up; another number ends whoever waits.
    turn: watch::Sender<u32>,
}

impl SignIns {
    /// Keeps one that was begun.
    pub async fn keep(&self, begun: BrowserSignIn) {
        *self.waiting.lock().await = Some(begun);
        self.turn.send_modify(|turn| *turn = turn.wrapping_add(1));
    }

    /// Waits for the person; false when it was given up.
    ///
    /// # Errors
    /// When nobody confirms it in time, or it is refused.
    pub async fn finish(&self) -> Result<bool, Failure> {
        let mut turn = self.turn.subscribe();
        let Some(begun) = self.waiting.lock().await.take() else { return Ok(false) };
        tokio::select! {
            done = begun.finish() => done.map(|()| true),
            // The sender lives as long as this does.
            _ = turn.changed() => Ok(false),
        }
    }

    /// Gives up what waits.
    pub async fn give_up(&self) {
        self.waiting.lock().await.take();
        self.turn.send_modify(|turn| *turn = turn.wrapping_add(1));
    }
}
