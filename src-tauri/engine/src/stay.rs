//! Whether an account is still open, for those who begin things on it.
//!
//! Invariant: once [`Stay::end`] has returned, nothing that asked for
//! [`Stay::hold`] is under way, and nothing will be.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tokio::sync::{OwnedRwLockReadGuard, RwLock};

use crate::{
    failure::{Failure, FailureKind},
    ports::Answer,
};

/// How long an account stays open; clones are of the same stay.
#[derive(Debug, Clone, Default)]
pub struct Stay {
    over: Arc<AtomicBool>,
    held: Arc<RwLock<()>>,
}

/// Keeps the account from being left while something is begun on it.
#[derive(Debug)]
pub struct Held(#[expect(dead_code, reason = "it is held, not read")] OwnedRwLockReadGuard<()>);

impl Stay {
    /// Keeps the account open for as long as the answer lives.
    ///
    /// # Errors
    /// When it is left, or about to be.
    pub async fn hold(&self) -> Answer<Held> {
        let held = self.held.clone().read_owned().await;
        if self.is_over() { Err(left()) } else { Ok(Held(held)) }
    }

    /// Whether the account is left, or about to be.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.over.load(Ordering::Acquire)
    }

    /// Ends the stay: at once for everything new, and answers when what was
    /// being begun is through.
    pub async fn end(&self) {
        self.over.store(true, Ordering::Release);
        drop(self.held.write().await);
    }
}

fn left() -> Failure {
    Failure::new(
        // The program itself keeps the write from leaving.
        FailureKind::ReadOnly,
        "AccountLeft",
        "This account was left, so nothing is begun on it any more.",
        "Open it again in Settings, and begin there.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_end_waits_for_what_is_under_way_and_refuses_what_is_new() {
        let stay = Stay::default();
        let held = stay.hold().await.expect("open");
        let ending = tokio::spawn({
            let stay = stay.clone();
            async move { stay.end().await }
        });
        while !stay.is_over() {
            tokio::task::yield_now().await;
        }
        assert!(!ending.is_finished(), "something is under way");
        drop(held);
        ending.await.expect("ended");
        assert_eq!(stay.hold().await.expect_err("left").code, "AccountLeft");
    }
}
