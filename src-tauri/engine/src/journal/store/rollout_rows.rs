//! Rows of rollouts and their records, before their texts are understood.

use crossfade_domain::qualifier::{NotAVersion, NotAnAliasName, Version};
use rusqlite::Row;

use super::{instant, parsed};
use crate::journal::{
    JournalError, Place, RolloutId,
    record::Unreadable,
    rollout::{DrivenBy, LoggedRecord, RolloutEntry, RolloutStart, Stage, Standing},
};

pub(super) struct RawRecord {
    number: u32,
    at: String,
    kind: String,
    sentence: String,
    facts: String,
}

impl RawRecord {
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            number: row.get(0)?,
            at: row.get(1)?,
            kind: row.get(2)?,
            sentence: row.get(3)?,
            facts: row.get(4)?,
        })
    }

    pub(super) fn record(self, rollout: &str) -> Result<LoggedRecord, JournalError> {
        let Self { number, at, kind, sentence, facts } = self;
        let wrong = |why| JournalError::Entry { id: format!("{rollout}/{number}"), why };
        let at = instant(&at).map_err(wrong)?;
        let facts = parsed(&facts).map_err(wrong)?;
        Ok(LoggedRecord { number, at, kind, sentence, facts })
    }
}

/// A row before its texts are understood.
pub(super) struct RawRollout {
    pub(super) id: String,
    place: Place,
    function: String,
    alias: String,
    driver: String,
    from: String,
    to: String,
    plan: String,
    actor: String,
    note: String,
    at: String,
    brief: String,
    snapshot: Option<String>,
    deployment: Option<String>,
    stage: String,
    sentence: String,
    percent: f64,
    ended_at: Option<String>,
    pub(super) run: Option<String>,
    superseded: bool,
}

impl RawRollout {
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            place: Place { account: row.get(1)?, region: row.get(2)? },
            function: row.get(3)?,
            alias: row.get(4)?,
            driver: row.get(5)?,
            from: row.get(6)?,
            to: row.get(7)?,
            plan: row.get(8)?,
            actor: row.get(9)?,
            note: row.get(10)?,
            at: row.get(11)?,
            brief: row.get(12)?,
            snapshot: row.get(13)?,
            deployment: row.get(14)?,
            stage: row.get(15)?,
            sentence: row.get(16)?,
            percent: row.get(17)?,
            ended_at: row.get(18)?,
            run: row.get(19)?,
            superseded: row.get(20)?,
        })
    }

    pub(super) fn entry(self) -> Result<RolloutEntry, Unreadable> {
        let unknown = |what: &str, word: &str| format!("`{word}` is no {what}");
        let stage = Stage::from_word(&self.stage);
        let driver = DrivenBy::from_word(&self.driver);
        let start = RolloutStart {
            id: RolloutId(self.id),
            place: self.place,
            function: self.function,
            alias: self.alias.parse().map_err(|error: NotAnAliasName| error.to_string())?,
            driver: driver.ok_or_else(|| unknown("driver", &self.driver))?,
            from: version(&self.from)?,
            to: version(&self.to)?,
            plan: self.plan,
            actor: self.actor,
            note: self.note,
            at: instant(&self.at)?,
            brief: parsed(&self.brief)?,
        };
        let standing = Standing {
            stage: stage.ok_or_else(|| unknown("stage", &self.stage))?,
            sentence: self.sentence,
            percent: self.percent,
            ended_at: self.ended_at.as_deref().map(instant).transpose()?,
        };
        let Self { snapshot, deployment, superseded, .. } = self;
        Ok(RolloutEntry { start, standing, snapshot, deployment, elsewhere: false, superseded })
    }
}

fn version(text: &str) -> Result<Version, Unreadable> {
    text.parse().map_err(|error: NotAVersion| error.to_string())
}
