//! Whether an account is still open, for those who begin things on it.
//!
//! Invariant: once [`Stay::end`] or [`Stay::pause`] has returned, nothing that
//! asked for [`Stay::hold`] is under way, and nothing will be, as long as a pause
//! lasts. Asking never waits: who holds already may ask once more.

use std::sync::Arc;

use tokio::sync::watch;

use crate::{
    failure::{Failure, FailureKind},
    ports::Answer,
};

/// How long an account stays open; clones are of the same stay.
#[derive(Debug, Clone, Default)]
pub struct Stay(Arc<watch::Sender<Begun>>);

#[derive(Debug, Default)]
struct Begun {
    /// What is being begun.
    held: usize,
    pauses: usize,
    over: bool,
}

/// Keeps the account from being left while something is begun on it.
#[derive(Debug)]
pub struct Held(Arc<watch::Sender<Begun>>);

/// Nothing is begun on the account for as long as this lives.
#[derive(Debug)]
pub struct Pause(Arc<watch::Sender<Begun>>);

impl Stay {
    /// Keeps the account open for as long as the answer lives.
    ///
    /// # Errors
    /// When it is left, or about to be.
    pub fn hold(&self) -> Answer<Held> {
        let held = self.0.send_if_modified(|begun| {
            let open = !begun.over && begun.pauses == 0;
            begun.held += usize::from(open);
            open
        });
        if held { Ok(Held(self.0.clone())) } else { Err(left()) }
    }

    /// Whether the account is left, or about to be.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.0.borrow().over
    }

    /// What `work` comes to, unless the account is left first: then it is dropped
    /// where it stands.
    pub(crate) async fn while_open<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let mut begun = self.0.subscribe();
        tokio::select! {
            biased;
            _ = begun.wait_for(|begun| begun.over) => None,
            done = work => Some(done),
        }
    }

    /// Ends the stay: at once for everything new, and answers when what was
    /// being begun is through.
    pub async fn end(&self) {
        self.0.send_modify(|begun| begun.over = true);
        self.through().await;
    }

    /// The same for as long as the answer lives: for those who look whether the
    /// account can be left.
    pub async fn pause(&self) -> Pause {
        self.0.send_modify(|begun| begun.pauses += 1);
        let pause = Pause(self.0.clone());
        self.through().await;
        pause
    }

    async fn through(&self) {
        // The sender is here, so there is somebody to wait for.
        drop(self.0.subscribe().wait_for(|begun| begun.held == 0).await);
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.send_modify(|begun| begun.held -= 1);
    }
}

impl Drop for Pause {
    fn drop(&mut self) {
        self.0.send_modify(|begun| begun.pauses -= 1);
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
        let held = stay.hold().expect("open");
        let ending = tokio::spawn({
            let stay = stay.clone();
            async move { stay.end().await }
        });
        while !stay.is_over() {
            tokio::task::yield_now().await;
        }
        assert!(!ending.is_finished(), "something is under way");
        // Who is at something and asks once more does not wait for itself.
        assert_eq!(stay.hold().expect_err("left").code, "AccountLeft");
        drop(held);
        ending.await.expect("ended");
        assert_eq!(stay.hold().expect_err("left").code, "AccountLeft");
    }

    #[tokio::test]
    async fn a_pause_begins_nothing_and_is_over_when_it_is_let_go() {
        let stay = Stay::default();
        let pause = stay.pause().await;
        assert!(stay.hold().is_err() && !stay.is_over());
        drop(pause);
        drop(stay.hold().expect("open again"));
        stay.end().await;
        drop(stay.pause().await);
        assert!(stay.hold().is_err(), "what is left stays left");
    }
}
