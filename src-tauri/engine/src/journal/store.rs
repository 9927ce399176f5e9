//! The journal's tables. Synchronous; [`super::Journal`] keeps it on a thread.

mod changes;
mod chats;
mod leases;
mod posted;
mod rollout_rows;
mod rollouts;

use std::{fs::File, io, path::Path};

use crossfade_domain::qualifier::AliasName;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, named_params, params};
use rusqlite_migration::{M, Migrations};

use super::{
    Act, ActId, Intent, JournalError, Outcome, Place, RoutingChange,
    record::{OutcomeRecord, RoutingRecord, Unreadable},
    run::Run,
};

const STEPS: &[M<'static>] = &[
    M::up(include_str!("v1.sql")),
    M::up(include_str!("v2.sql")),
    M::up(include_str!("v3.sql")),
    M::up(include_str!("v4.sql")),
    M::up(include_str!("v6.sql")),
    M::up(include_str!("v7.sql")),
];

const COLUMNS: &str = "id, at, account, region, actor, function, alias, before, after, \
    revision_id, undoes, settled_at, outcome, \
    (SELECT later.id FROM acts later WHERE later.undoes = acts.id AND later.took_effect = 1) \
        AS undone_by, \
    EXISTS (SELECT 1 FROM acts later WHERE later.account = acts.account \
        AND later.region = acts.region AND later.function = acts.function \
        AND later.alias = acts.alias AND later.id > acts.id \
        AND (later.took_effect = 1 OR later.outcome IS NULL)) AS superseded";

pub(super) struct Store {
    database: Connection,
    run: Run,
}

/// Waits until nobody else opens the journal; nobody does as long as it is held.
fn alone(folder: &Path) -> io::Result<File> {
    let file = File::create(folder.join("opening.lock"))?;
    file.lock()?;
    Ok(file)
}

impl Store {
    pub(super) fn open(folder: &Path) -> Result<Self, JournalError> {
        let told = |source| JournalError::Folder { folder: folder.display().to_string(), source };
        let run = Run::begin(&folder.join("runs")).map_err(told)?;
        // Two that open a journal at once would both take the same steps.
        let _alone = alone(folder).map_err(told)?;
        let mut database = Connection::open(folder.join("journal.sqlite3"))?;
        database.pragma_update(None, "journal_mode", "WAL")?;
        // FULL: an intent must survive power loss, not only a killed program.
        database.pragma_update(None, "synchronous", "FULL")?;
        database.busy_timeout(std::time::Duration::from_secs(5))?;
        Migrations::from_slice(STEPS).to_latest(&mut database)?;
        Ok(Self { database, run })
    }

    pub(super) fn intend(&mut self, intent: &Intent) -> Result<(), JournalError> {
        let Intent { id, place, actor, at, change, revision_id, undoes } = intent;
        self.database.execute(
            "INSERT INTO acts (id, at, account, region, actor, function, alias, before, after, \
             revision_id, undoes, run) VALUES (:id, :at, :account, :region, :actor, :function, \
             :alias, :before, :after, :revision_id, :undoes, :run)",
            named_params! {
                ":id": id.as_str(),
                ":at": at.to_string(),
                ":account": place.account,
                ":region": place.region,
                ":actor": actor,
                ":function": change.function,
                ":alias": change.alias.as_str(),
                ":before": json(id.as_str(), &RoutingRecord::of(&change.before))?,
                ":after": json(id.as_str(), &RoutingRecord::of(&change.after))?,
                ":revision_id": revision_id,
                ":undoes": undoes.as_ref().map(ActId::as_str),
                ":run": self.run.id(),
            },
        )?;
        Ok(())
    }

    pub(super) fn settle(
        &mut self,
        id: &ActId,
        at: Timestamp,
        outcome: &Outcome,
    ) -> Result<(), JournalError> {
        let record = OutcomeRecord::of(outcome);
        self.database.execute(
            "UPDATE acts SET settled_at = ?2, outcome = ?3, took_effect = ?4 \
             WHERE id = ?1 AND outcome IS NULL",
            params![id.as_str(), at.to_string(), json(id.as_str(), &record)?, record.took_effect()],
        )?;
        Ok(())
    }

    pub(super) fn act(&self, id: &ActId) -> Result<Option<Act>, JournalError> {
        let sql = format!("SELECT {COLUMNS} FROM acts WHERE id = ?1");
        let found = self.database.query_row(&sql, [id.as_str()], Raw::read).optional()?;
        found.map(Raw::act).transpose()
    }

    /// Acts without outcome that this run, or one that no longer lives, wrote; and
    /// whether their run is gone.
    pub(super) fn open_acts(&self, place: &Place) -> Result<Vec<(Act, bool)>, JournalError> {
        let mut statement = self.database.prepare_cached(&format!(
            "SELECT {COLUMNS}, run FROM acts \
             WHERE outcome IS NULL AND account = ?1 AND region = ?2 ORDER BY id"
        ))?;
        let rows = statement
            .query_map(params![place.account, place.region], |row| {
                Ok((row.get::<_, String>("run")?, Raw::read(row)?))
            })?
            .collect::<Result<Vec<_>, _>>()?;
        let ours = rows.into_iter().filter_map(|(run, raw)| {
            let own = run == self.run.id();
            let orphaned = !own && !self.run.lives(&run);
            (own || orphaned).then_some((raw, orphaned))
        });
        ours.map(|(raw, orphaned)| Ok((raw.act()?, orphaned))).collect()
    }

    pub(super) fn acts(
        &self,
        place: &Place,
        before: Option<&ActId>,
        limit: u32,
    ) -> Result<Vec<Act>, JournalError> {
        self.select(
            "WHERE account = ?1 AND region = ?2 AND (?3 IS NULL OR id < ?3) \
             ORDER BY id DESC LIMIT ?4",
            params![place.account, place.region, before.map(ActId::as_str), limit],
        )
    }

    pub(super) fn acts_on(
        &self,
        place: &Place,
        function: &str,
        from: Timestamp,
    ) -> Result<Vec<Act>, JournalError> {
        let acts = self.select(
            "WHERE account = ?1 AND region = ?2 AND function = ?3 AND took_effect = 1 ORDER BY id",
            params![place.account, place.region, function],
        )?;
        let recent = |act: &Act| act.settled.as_ref().is_some_and(|(at, _)| *at >= from);
        Ok(acts.into_iter().filter(recent).collect())
    }

    fn select(&self, tail: &str, with: impl rusqlite::Params) -> Result<Vec<Act>, JournalError> {
        let mut statement =
            self.database.prepare_cached(&format!("SELECT {COLUMNS} FROM acts {tail}"))?;
        let rows = statement.query_map(with, Raw::read)?.collect::<Result<Vec<_>, _>>()?;
        rows.into_iter().map(Raw::act).collect()
    }
}

/// A row before its texts are understood.
struct Raw {
    id: String,
    at: String,
    place: Place,
    actor: String,
    function: String,
    alias: String,
    before: String,
    after: String,
    revision_id: String,
    undoes: Option<String>,
    settled_at: Option<String>,
    outcome: Option<String>,
    undone_by: Option<String>,
    superseded: bool,
}

impl Raw {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            at: row.get("at")?,
            place: Place { account: row.get("account")?, region: row.get("region")? },
            actor: row.get("actor")?,
            function: row.get("function")?,
            alias: row.get("alias")?,
            before: row.get("before")?,
            after: row.get("after")?,
            revision_id: row.get("revision_id")?,
            undoes: row.get("undoes")?,
            settled_at: row.get("settled_at")?,
            outcome: row.get("outcome")?,
            undone_by: row.get("undone_by")?,
            superseded: row.get("superseded")?,
        })
    }

    fn act(self) -> Result<Act, JournalError> {
        let id = self.id.clone();
        self.understood().map_err(|why| JournalError::Entry { id, why })
    }

    fn understood(self) -> Result<Act, Unreadable> {
        let change = RoutingChange {
            function: self.function,
            alias: self.alias.parse::<AliasName>().map_err(|error| error.to_string())?,
            before: parsed::<RoutingRecord>(&self.before)?.routing()?,
            after: parsed::<RoutingRecord>(&self.after)?.routing()?,
        };
        let intent = Intent {
            id: ActId(self.id),
            place: self.place,
            actor: self.actor,
            at: instant(&self.at)?,
            change,
            revision_id: self.revision_id,
            undoes: self.undoes.map(ActId),
        };
        let settled = match (self.settled_at, self.outcome) {
            (Some(at), Some(outcome)) => {
                Some((instant(&at)?, parsed::<OutcomeRecord>(&outcome)?.outcome()?))
            }
            (None, _) | (_, None) => None,
        };
        Ok(Act {
            intent,
            settled,
            undone_by: self.undone_by.map(ActId),
            superseded: self.superseded,
        })
    }
}

/// A value as it lies in a column; `id` names the row when that fails.
fn json(id: &str, value: &impl serde::Serialize) -> Result<String, JournalError> {
    serde_json::to_string(value)
        .map_err(|error| JournalError::Entry { id: id.to_owned(), why: error.to_string() })
}

fn parsed<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Unreadable> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

fn instant(text: &str) -> Result<Timestamp, Unreadable> {
    text.parse().map_err(|error: jiff::Error| error.to_string())
}
