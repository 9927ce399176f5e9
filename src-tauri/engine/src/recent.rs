//! Answers that are only shown: asked for no oftener than they change, by
//! however many look at them.
//!
//! Invariant: a failure is kept like any other answer, so what AWS refuses is
//! not asked for again and again either.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{sync::Mutex as Turn, time::Instant};

use crate::ports::Answer;

/// Answers kept at most; the one that was looked at longest ago goes first.
const MOST: usize = 64;

type Slot<V> = Arc<Turn<Option<(Instant, Answer<V>)>>>;

/// Answers by what was asked.
pub(crate) struct Recent<K, V> {
    kept_for: Duration,
    slots: Mutex<Vec<(K, Slot<V>)>>,
}

impl<K: PartialEq + Clone, V: Clone> Recent<K, V> {
    /// Keeps each answer so long on the wall.
    pub(crate) fn kept_for(kept_for: Duration) -> Self {
        Self { kept_for, slots: Mutex::default() }
    }

    /// The answer of a moment ago, else the one that `ask` gets. Who asks for the
    /// same meanwhile waits for that one.
    pub(crate) async fn get(&self, key: &K, ask: impl Future<Output = Answer<V>>) -> Answer<V> {
        let slot = self.slot(key);
        let mut kept = slot.lock().await;
        if let Some((at, answer)) = kept.as_ref()
            && at.elapsed() < self.kept_for
        {
            return answer.clone();
        }
        let answer = ask.await;
        *kept = Some((Instant::now(), answer.clone()));
        answer
    }

    /// The next who asks is answered anew. Who asks already is answered as it was,
    /// and that is kept for nobody.
    pub(crate) fn forget(&self, key: &K) {
        self.with(|slots| slots.retain(|(other, _)| other != key));
    }

    fn slot(&self, key: &K) -> Slot<V> {
        self.with(|slots| {
            let place = slots.iter().position(|(other, _)| other == key);
            let (key, slot) =
                place.map_or_else(|| (key.clone(), Slot::default()), |it| slots.remove(it));
            if slots.len() == MOST {
                slots.remove(0);
            }
            slots.push((key, slot.clone()));
            slot
        })
    }

    fn with<T>(&self, act: impl FnOnce(&mut Vec<(K, Slot<V>)>) -> T) -> T {
        act(&mut self.slots.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::failure::{Failure, FailureKind};

    const HOUR: Duration = Duration::from_hours(1);

    #[derive(Default)]
    struct Asked(AtomicU32);

    impl Asked {
        async fn number(&self) -> Answer<u32> {
            // Others get their turn to ask meanwhile.
            tokio::task::yield_now().await;
            Ok(self.0.fetch_add(1, Ordering::Relaxed) + 1)
        }

        async fn refused(&self) -> Answer<u32> {
            let number = self.number().await?;
            let message = format!("No, {number}.");
            Err(Failure::new(FailureKind::AccessDenied, "AccessDenied", message, "Ask."))
        }
    }

    #[tokio::test]
    async fn many_who_look_ask_once_and_each_thing_by_itself() {
        let (recent, asked) = (Recent::kept_for(HOUR), Asked::default());
        let (one, same, other) = futures::join!(
            recent.get(&"one", asked.number()),
            recent.get(&"one", asked.number()),
            recent.get(&"other", asked.number()),
        );
        assert_eq!(one, same);
        assert_ne!(one, other);
        assert_eq!(asked.0.load(Ordering::Relaxed), 2);
    }

    #[tokio::test]
    async fn a_failure_is_kept_and_what_is_old_or_forgotten_is_asked_for_anew() {
        let (recent, asked) = (Recent::kept_for(HOUR), Asked::default());
        let first = recent.get(&(), asked.refused()).await.expect_err("refused");
        assert_eq!(recent.get(&(), asked.number()).await, Err(first));
        recent.forget(&());
        assert_eq!(recent.get(&(), asked.number()).await, Ok(2));
        let brief = Recent::kept_for(Duration::ZERO);
        assert_eq!(brief.get(&(), asked.number()).await, Ok(3));
        assert_eq!(brief.get(&(), asked.number()).await, Ok(4));
    }

    #[tokio::test]
    async fn only_so_many_are_kept() {
        let (recent, asked) = (Recent::kept_for(HOUR), Asked::default());
        for key in 0..=MOST {
            recent.get(&key, asked.number()).await.expect("a number");
        }
        assert_eq!(recent.with(|slots| slots.len()), MOST);
        assert_eq!(recent.get(&1, asked.number()).await, Ok(2), "still kept");
        let anew = u32::try_from(MOST + 2).expect("a number");
        assert_eq!(recent.get(&0, asked.number()).await, Ok(anew));
    }
}
