//! Lines of logs that are read over and over: each is read from the journal
//! once, since a line never changes and later ones have higher numbers.

use std::sync::{Arc, Mutex, PoisonError};

use crate::{
    journal::{Journal, LoggedRecord, RolloutId},
    ports::Answer,
};

/// Logs kept at most, each of one kind; the one that was looked at longest ago
/// goes first.
const MOST: usize = 32;

type Lines = Arc<Vec<LoggedRecord>>;
type Read = Vec<(RolloutId, &'static str, Lines)>;

/// What was read; cheap to clone.
#[derive(Clone)]
pub(super) struct Logs {
    journal: Journal,
    read: Arc<Mutex<Read>>,
}

impl Logs {
    pub(super) fn of(journal: Journal) -> Self {
        Self { journal, read: Arc::default() }
    }

    /// A rollout's lines of one kind, oldest first.
    pub(super) async fn of_kind(&self, id: &RolloutId, kind: &'static str) -> Answer<Lines> {
        let known = self.known(id, kind);
        let after = known.last().map_or(0, |line| line.number);
        let more = self.journal.records_of_kind(id.clone(), kind, after).await?;
        if more.is_empty() {
            return Ok(known);
        }
        let lines = Arc::new(known.iter().cloned().chain(more).collect::<Vec<_>>());
        self.keep(id, kind, lines.clone());
        Ok(lines)
    }

    fn known(&self, id: &RolloutId, kind: &'static str) -> Lines {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let place = read.iter().position(|(other, of, _)| other == id && *of == kind);
        let Some(found) = place.map(|place| read.remove(place)) else { return Lines::default() };
        read.push(found.clone());
        found.2
    }

    fn keep(&self, id: &RolloutId, kind: &'static str, lines: Lines) {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        read.retain(|(other, of, _)| other != id || *of != kind);
        if read.len() == MOST {
            read.remove(0);
        }
        read.push((id.clone(), kind, lines));
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::{
        journal::{NewRecord, Place},
        rollouts::tests::started::started,
    };

    async fn logged(journal: &Journal, id: &RolloutId, kinds: &[&'static str]) {
        let record = |kind: &&'static str| NewRecord {
            at: Timestamp::UNIX_EPOCH,
            kind,
            sentence: String::new(),
            facts: serde_json::Value::Null,
        };
        let records = kinds.iter().map(record).collect();
        assert!(journal.log_rollout(id.clone(), records).await.expect("a journal"));
    }

    #[tokio::test]
    async fn lines_are_read_once_and_new_ones_are_added() {
        let folder = tempfile::tempdir().expect("a folder");
        let journal = Journal::open(folder.path()).expect("a journal");
        let place = Place { account: "111122223333".to_owned(), region: "eu-central-1".to_owned() };
        let (id, other) = (started(&journal, place).await, RolloutId::new());
        let logs = Logs::of(journal.clone());
        let numbers = async |kind| {
            let lines = logs.of_kind(&id, kind).await.expect("lines");
            lines.iter().map(|line| line.number).collect::<Vec<_>>()
        };
        assert!(numbers("verified").await.is_empty());
        logged(&journal, &id, &["verified", "measured", "verified"]).await;
        assert_eq!(numbers("verified").await, [1, 3]);
        let kept = logs.of_kind(&id, "verified").await.expect("lines");
        let again = logs.of_kind(&id, "verified").await.expect("lines");
        assert!(Arc::ptr_eq(&kept, &again), "nothing was read anew");
        logged(&journal, &id, &["measured", "verified"]).await;
        assert_eq!(numbers("verified").await, [1, 3, 5]);
        assert_eq!(numbers("measured").await, [2, 4]);
        assert!(logs.of_kind(&other, "verified").await.expect("none").is_empty());
        let newest = journal.last_reading(id.clone()).await.expect("a journal").expect("a line");
        assert_eq!(newest.number, 4);
        logged(&journal, &id, &["probed"]).await;
        let newest = journal.last_reading(id).await.expect("a journal").expect("a line");
        assert_eq!((newest.number, newest.kind.as_str()), (6, "probed"));
    }
}
