//! The tables of changes and guided work.

use jiff::Timestamp;
use rusqlite::{Row, named_params, params};

use super::{Store, instant, json, parsed};
use crate::journal::{
    ChangeEntry, ChangeId, ChangeIntent, ChangeOutcome, JournalError, Place, TaskEntry, TaskId,
    record::{ChangeOutcomeRecord, Unreadable},
};

const COLUMNS: &str = "id, at, account, region, actor, task, change, undoes, run, settled_at, \
    outcome, (found_undone = 1 OR EXISTS (SELECT 1 FROM changes later \
        WHERE later.undoes = changes.id AND later.took_effect = 1)) AS undone";
const TASK_COLUMNS: &str = "id, account, region, kind, title, started_at, goal, ended_at";

impl Store {
    pub(in crate::journal) fn intend_change(
        &mut self,
        intent: &ChangeIntent,
    ) -> Result<(), JournalError> {
        self.database.execute(
            "INSERT INTO changes (id, at, account, region, actor, task, change, undoes, run) \
             VALUES (:id, :at, :account, :region, :actor, :task, :change, :undoes, :run)",
            named_params! {
                ":id": intent.id.0,
                ":at": intent.at.to_string(),
                ":account": intent.place.account,
                ":region": intent.place.region,
                ":actor": intent.actor,
                ":task": intent.task.as_ref().map(TaskId::as_str),
                ":change": json(intent.id.as_str(), &intent.change)?,
                ":undoes": intent.undoes.as_ref().map(ChangeId::as_str),
                ":run": self.run.id(),
            },
        )?;
        Ok(())
    }

    pub(in crate::journal) fn settle_change(
        &mut self,
        id: &ChangeId,
        at: Timestamp,
        outcome: &ChangeOutcome,
    ) -> Result<(), JournalError> {
        let record = json(id.as_str(), &ChangeOutcomeRecord::of(outcome))?;
        self.database.execute(
            "UPDATE changes SET settled_at = ?2, outcome = ?3, took_effect = ?4 \
             WHERE id = ?1 AND outcome IS NULL",
            params![id.0, at.to_string(), record, outcome.made().is_some()],
        )?;
        Ok(())
    }

    pub(in crate::journal) fn found_undone(&mut self, id: &ChangeId) -> Result<(), JournalError> {
        let sql = "UPDATE changes SET found_undone = 1 WHERE id = ?1";
        self.database.execute(sql, [&id.0])?;
        Ok(())
    }

    pub(in crate::journal) fn change(
        &self,
        id: &ChangeId,
    ) -> Result<Option<ChangeEntry>, JournalError> {
        Ok(self.select_changes("WHERE id = ?1", [&id.0])?.pop())
    }

    pub(in crate::journal) fn open_changes(
        &self,
        place: &Place,
    ) -> Result<Vec<(ChangeEntry, bool)>, JournalError> {
        let mut statement = self.database.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM changes \
             WHERE outcome IS NULL AND account = ?1 AND region = ?2 ORDER BY id"
        ))?;
        let rows = statement
            .query_map(params![place.account, place.region], |row| {
                Ok((row.get::<_, String>("run")?, Raw::read(row)?))
            })?
            .collect::<Result<Vec<_>, _>>()?;
        let ours = rows.into_iter().filter_map(|(run, raw)| {
            let orphaned = run != self.run.id() && !self.run.lives(&run);
            (orphaned || run == self.run.id()).then_some((orphaned, raw))
        });
        ours.map(|(orphaned, raw)| Ok((raw.entry()?, orphaned))).collect()
    }

    pub(in crate::journal) fn changes(
        &self,
        place: &Place,
        before: Option<&ChangeId>,
        limit: u32,
    ) -> Result<Vec<ChangeEntry>, JournalError> {
        self.select_changes(
            "WHERE account = ?1 AND region = ?2 AND (?3 IS NULL OR id < ?3) \
             ORDER BY id DESC LIMIT ?4",
            params![place.account, place.region, before.map(ChangeId::as_str), limit],
        )
    }

    pub(in crate::journal) fn effective_changes(
        &self,
        place: &Place,
    ) -> Result<Vec<ChangeEntry>, JournalError> {
        self.select_changes(
            "WHERE account = ?1 AND region = ?2 AND took_effect = 1 ORDER BY id DESC",
            params![place.account, place.region],
        )
    }

    pub(in crate::journal) fn changes_of(
        &self,
        task: &TaskId,
    ) -> Result<Vec<ChangeEntry>, JournalError> {
        self.select_changes("WHERE task = ?1 ORDER BY id", [&task.0])
    }

    pub(in crate::journal) fn keep_task(&mut self, task: &TaskEntry) -> Result<(), JournalError> {
        self.database.execute(
            "INSERT INTO tasks (id, account, region, kind, title, started_at, goal, ended_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (id) DO UPDATE SET \
             title = excluded.title, goal = excluded.goal, ended_at = excluded.ended_at",
            params![
                task.id.0,
                task.place.account,
                task.place.region,
                task.kind,
                task.title,
                task.started_at.to_string(),
                task.goal,
                task.ended_at.map(|at| at.to_string()),
            ],
        )?;
        Ok(())
    }

    pub(in crate::journal) fn task(&self, id: &TaskId) -> Result<Option<TaskEntry>, JournalError> {
        Ok(self.select_tasks("WHERE id = ?1", [&id.0])?.pop())
    }

    pub(in crate::journal) fn tasks(
        &self,
        place: &Place,
        limit: u32,
    ) -> Result<Vec<TaskEntry>, JournalError> {
        self.select_tasks(
            "WHERE account = ?1 AND region = ?2 \
             ORDER BY ended_at IS NOT NULL, id DESC LIMIT ?3",
            params![place.account, place.region, limit],
        )
    }

    fn select_changes(
        &self,
        tail: &str,
        with: impl rusqlite::Params,
    ) -> Result<Vec<ChangeEntry>, JournalError> {
        let sql = format!("SELECT {COLUMNS} FROM changes {tail}");
        let mut statement = self.database.prepare_cached(&sql)?;
        let rows = statement.query_map(with, Raw::read)?.collect::<Result<Vec<_>, _>>()?;
        rows.into_iter().map(Raw::entry).collect()
    }

    fn select_tasks(
        &self,
        tail: &str,
        with: impl rusqlite::Params,
    ) -> Result<Vec<TaskEntry>, JournalError> {
        let sql = format!("SELECT {TASK_COLUMNS} FROM tasks {tail}");
        let mut statement = self.database.prepare_cached(&sql)?;
        let rows = statement.query_map(with, RawTask::read)?.collect::<Result<Vec<_>, _>>()?;
        rows.into_iter().map(RawTask::entry).collect()
    }
}

/// A row of `changes` before its texts are understood.
struct Raw {
    id: String,
    at: String,
    place: Place,
    actor: String,
    task: Option<String>,
    change: String,
    undoes: Option<String>,
    settled_at: Option<String>,
    outcome: Option<String>,
    undone: bool,
}

impl Raw {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            at: row.get("at")?,
            place: Place { account: row.get("account")?, region: row.get("region")? },
            actor: row.get("actor")?,
            task: row.get("task")?,
            change: row.get("change")?,
            undoes: row.get("undoes")?,
            settled_at: row.get("settled_at")?,
            outcome: row.get("outcome")?,
            undone: row.get("undone")?,
        })
    }

    fn entry(self) -> Result<ChangeEntry, JournalError> {
        let id = self.id.clone();
        self.understood().map_err(|why| JournalError::Entry { id, why })
    }

    fn understood(self) -> Result<ChangeEntry, Unreadable> {
        let settled = match (self.settled_at, self.outcome) {
            (Some(at), Some(outcome)) => {
                Some((instant(&at)?, parsed::<ChangeOutcomeRecord>(&outcome)?.outcome()))
            }
            (None, _) | (_, None) => None,
        };
        let intent = ChangeIntent {
            id: ChangeId(self.id),
            place: self.place,
            actor: self.actor,
            at: instant(&self.at)?,
            change: parsed(&self.change)?,
            task: self.task.map(TaskId),
            undoes: self.undoes.map(ChangeId),
        };
        Ok(ChangeEntry { intent, settled, undone: self.undone })
    }
}

/// A row of `tasks` before its texts are understood.
struct RawTask {
    id: String,
    place: Place,
    kind: String,
    title: String,
    started_at: String,
    goal: String,
    ended_at: Option<String>,
}

impl RawTask {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            place: Place { account: row.get("account")?, region: row.get("region")? },
            kind: row.get("kind")?,
            title: row.get("title")?,
            started_at: row.get("started_at")?,
            goal: row.get("goal")?,
            ended_at: row.get("ended_at")?,
        })
    }

    fn entry(self) -> Result<TaskEntry, JournalError> {
        let id = self.id.clone();
        let understood = || -> Result<_, Unreadable> {
            let ended_at = self.ended_at.as_deref().map(instant).transpose()?;
            Ok((instant(&self.started_at)?, ended_at))
        };
        let (started_at, ended_at) = understood().map_err(|why| JournalError::Entry { id, why })?;
        Ok(TaskEntry {
            id: TaskId(self.id),
            place: self.place,
            kind: self.kind,
            title: self.title,
            started_at,
            goal: self.goal,
            ended_at,
        })
    }
}
