//! One token bucket, and the queues before it.
//!
//! Invariant: a token goes to whoever has precedence, and among those to who
//! came first.

use governor::{
    DefaultDirectRateLimiter,
    clock::{Clock as _, DefaultClock},
};
use tokio::{
    sync::{Mutex, watch},
    time::sleep,
};

use crate::operation::Precedence;

/// How many wait, by precedence.
type Waiting = [usize; Precedence::COUNT];

/// A token bucket with a queue for each precedence.
#[derive(Debug)]
pub(super) struct Turnstile {
    bucket: DefaultDirectRateLimiter,
    clock: DefaultClock,
    waiting: watch::Sender<Waiting>,
    /// Whose turn it is within a queue; locks are given in order.
    turns: [Mutex<()>; Precedence::COUNT],
}

impl Turnstile {
    pub(super) fn new(bucket: DefaultDirectRateLimiter) -> Self {
        let clock = DefaultClock::default();
        Self { bucket, clock, waiting: watch::Sender::default(), turns: Default::default() }
    }

    /// Returns when there is a token for the caller.
    pub(super) async fn pass(&self, precedence: Precedence) {
        let rank = precedence.rank();
        let _counted = Counted::new(&self.waiting, rank);
        let _turn = self.turns[rank].lock().await;
        let mut waiting = self.waiting.subscribe();
        loop {
            let nobody_first = |waiting: &Waiting| waiting.iter().take(rank).all(|it| *it == 0);
            // The sender lives as long as `self`.
            drop(waiting.wait_for(nobody_first).await);
            match self.bucket.check() {
                Ok(()) => return,
                Err(until) => sleep(until.wait_time_from(self.clock.now())).await,
            }
        }
    }

    /// Takes a token if there is one. An empty bucket makes the next call wait
    /// anyway.
    pub(super) fn count(&self) {
        let _ = self.bucket.check();
    }
}

/// Stands in a queue for as long as it lives, however the waiting ends.
struct Counted<'a>(&'a watch::Sender<Waiting>, usize);

impl<'a> Counted<'a> {
    fn new(waiting: &'a watch::Sender<Waiting>, rank: usize) -> Self {
        let counted = Self(waiting, rank);
        counted.add(1);
        counted
    }

    fn add(&self, change: isize) {
        let Self(waiting, rank) = self;
        waiting.send_modify(|all| all[*rank] = all[*rank].saturating_add_signed(change));
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.add(-1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        num::NonZeroU32,
        sync::{Arc, Mutex as Record, PoisonError},
    };

    use futures::future::join_all;
    use governor::{Quota, RateLimiter};

    const ORDER: [Precedence; 4] =
        [Precedence::Waits, Precedence::Tells, Precedence::Moves, Precedence::Waits];

    #[tokio::test]
    async fn whoever_has_precedence_overtakes_the_queue() {
        let slow = Quota::per_second(NonZeroU32::MIN.saturating_add(49));
        let turnstile = Turnstile::new(RateLimiter::direct(slow.allow_burst(NonZeroU32::MIN)));
        turnstile.count();
        let passed = Arc::new(Record::new(Vec::new()));
        let pass = async |precedence| {
            turnstile.pass(precedence).await;
            passed.lock().unwrap_or_else(PoisonError::into_inner).push(precedence);
        };
        // All stand in line before the next token, since none is there.
        join_all(ORDER.map(pass)).await;
        let passed = passed.lock().expect("unpoisoned").clone();
        let mut expected = ORDER;
        expected.sort_unstable();
        assert_eq!(passed, expected);
    }

    #[tokio::test]
    async fn who_gives_up_waiting_holds_nobody_up() {
        let fast = Quota::per_second(NonZeroU32::MAX);
        let turnstile = Turnstile::new(RateLimiter::direct(fast));
        drop(Counted::new(&turnstile.waiting, Precedence::Moves.rank()));
        turnstile.pass(Precedence::Waits).await;
    }
}
