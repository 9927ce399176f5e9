//! The tables of rollouts, leases and posted commands.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, TransactionBehavior, named_params, params};

use super::{
    Store, json,
    rollout_rows::{RawRecord, RawRollout},
};
use crate::journal::{
    JournalError, Place, RolloutId,
    rollout::{Advance, LeaseRefused, LoggedRecord, NewRecord, RolloutEntry, RolloutStart},
};

const COLUMNS: &str = "rollouts.id, rollouts.account, rollouts.region, rollouts.function, \
    rollouts.alias, driver, from_version, to_version, plan, actor, note, started_at, brief, \
    snapshot, deployment, stage, sentence, percent, ended_at, leases.run, \
    EXISTS (SELECT 1 FROM rollouts AS later WHERE later.account = rollouts.account \
    AND later.region = rollouts.region AND later.function = rollouts.function \
    AND later.alias = rollouts.alias AND later.id > rollouts.id) AS superseded";
const FROM: &str = "FROM rollouts LEFT JOIN leases ON leases.rollout = rollouts.id";

/// Lines of kind `?2` after number `?3`. SQLite would rather go through all
/// lines by their numbers.
const OF_KIND: &str = "INDEXED BY rollout_records_by_kind \
    WHERE rollout = ?1 AND kind = ?2 AND number > ?3 ORDER BY number";
/// The newest line about a reading of the gates.
const LAST_READING: &str = "WHERE rollout = ?1 AND number = (SELECT max(number) FROM (\
    SELECT max(number) AS number FROM rollout_records WHERE rollout = ?1 AND kind = 'measured' \
    UNION ALL \
    SELECT max(number) FROM rollout_records WHERE rollout = ?1 AND kind = 'probed'))";

impl Store {
    pub(in crate::journal) fn begin_rollout(
        &mut self,
        start: &RolloutStart,
        first: &Advance,
    ) -> Result<Result<(), LeaseRefused>, JournalError> {
        if let Err(refused) =
            self.lease_is_free(&start.place, &start.function, start.alias.as_str())?
        {
            return Ok(Err(refused));
        }
        let run = self.run.id().to_owned();
        let transaction =
            self.database.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Looked at once more within the transaction: another copy may have begun meanwhile.
        let begun: Option<String> = transaction
            .query_row(
                "SELECT id FROM rollouts WHERE account = ?1 AND region = ?2 AND function = ?3 \
                 AND alias = ?4 AND at_rest = 0",
                params![
                    start.place.account,
                    start.place.region,
                    start.function,
                    start.alias.as_str()
                ],
                |row| row.get(0),
            )
            .optional()?;
        if let Some(other) = begun {
            return Ok(Err(LeaseRefused::Held(RolloutId(other))));
        }
        insert(&transaction, start, first)?;
        lease(&transaction, &start.place, &start.function, start.alias.as_str(), &start.id, &run)?;
        write_records(&transaction, &start.id, &first.records)?;
        transaction.commit()?;
        Ok(Ok(()))
    }

    pub(in crate::journal) fn take_up_rollout(
        &mut self,
        id: &RolloutId,
    ) -> Result<Result<RolloutEntry, LeaseRefused>, JournalError> {
        let entry = self.rollout(id)?.ok_or_else(|| JournalError::Entry {
            id: id.0.clone(),
            why: "there is no such rollout".to_owned(),
        })?;
        let start = &entry.start;
        let (place, function, alias) = (&start.place, &start.function, start.alias.as_str());
        match self.lease_is_free(place, function, alias)? {
            Err(LeaseRefused::Unfinished(other)) if other == *id => {}
            Ok(()) => {}
            Err(refused) => return Ok(Err(refused)),
        }
        let run = self.run.id().to_owned();
        let transaction =
            self.database.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let before = held_by(&transaction, place, function, alias)?;
        if let Some((rollout, holder)) = before
            && self.run.lives(&holder)
        {
            return Ok(Err(LeaseRefused::Held(RolloutId(rollout))));
        }
        lease(&transaction, place, function, alias, id, &run)?;
        transaction.commit()?;
        Ok(Ok(entry))
    }

    pub(in crate::journal) fn advance_rollout(
        &mut self,
        id: &RolloutId,
        advance: &Advance,
    ) -> Result<bool, JournalError> {
        let transaction =
            self.database.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if !holds(&transaction, id, self.run.id())? {
            return Ok(false);
        }
        let Advance { snapshot, deployment, standing, .. } = advance;
        transaction
            .prepare_cached(
                "UPDATE rollouts SET snapshot = coalesce(:snapshot, snapshot), \
                 deployment = coalesce(:deployment, deployment), stage = :stage, \
                 sentence = :sentence, percent = :percent, at_rest = :at_rest, \
                 ended_at = :ended_at WHERE id = :id",
            )?
            .execute(named_params! {
                ":snapshot": snapshot,
                ":deployment": deployment,
                ":stage": standing.stage.word(),
                ":sentence": standing.sentence,
                ":percent": standing.percent,
                ":at_rest": standing.ended_at.is_some(),
                ":ended_at": standing.ended_at.map(|at| at.to_string()),
                ":id": id.0,
            })?;
        write_records(&transaction, id, &advance.records)?;
        transaction.commit()?;
        Ok(true)
    }

    pub(in crate::journal) fn log_rollout(
        &mut self,
        id: &RolloutId,
        records: &[NewRecord],
    ) -> Result<bool, JournalError> {
        let transaction =
            self.database.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if !holds(&transaction, id, self.run.id())? {
            return Ok(false);
        }
        write_records(&transaction, id, records)?;
        transaction.commit()?;
        Ok(true)
    }

    pub(in crate::journal) fn release_rollout(&self, id: &RolloutId) -> Result<(), JournalError> {
        self.database.execute(
            "DELETE FROM leases WHERE rollout = ?1 AND run = ?2",
            params![id.0, self.run.id()],
        )?;
        Ok(())
    }

    pub(in crate::journal) fn rollout(
        &self,
        id: &RolloutId,
    ) -> Result<Option<RolloutEntry>, JournalError> {
        Ok(self.select_rollouts("WHERE rollouts.id = ?1", [&id.0])?.into_iter().next())
    }

    pub(in crate::journal) fn rollouts(
        &self,
        place: &Place,
        limit: u32,
    ) -> Result<Vec<RolloutEntry>, JournalError> {
        self.select_rollouts(
            "WHERE rollouts.account = ?1 AND rollouts.region = ?2 \
             ORDER BY CASE \
             WHEN stage = 'paused' OR (stage = 'needs-attention' AND NOT superseded) THEN 0 \
             WHEN at_rest = 0 THEN 1 ELSE 2 END, rollouts.id DESC LIMIT ?3",
            params![place.account, place.region, limit],
        )
    }

    pub(in crate::journal) fn open_rollouts(
        &self,
        place: &Place,
    ) -> Result<Vec<RolloutEntry>, JournalError> {
        self.select_rollouts(
            "WHERE rollouts.account = ?1 AND rollouts.region = ?2 AND at_rest = 0 \
             ORDER BY rollouts.id",
            params![place.account, place.region],
        )
    }

    pub(in crate::journal) fn rollout_records(
        &self,
        id: &RolloutId,
        after: u32,
    ) -> Result<Vec<LoggedRecord>, JournalError> {
        self.select_records(
            "WHERE rollout = ?1 AND number > ?2 ORDER BY number",
            params![id.0, after],
            id,
        )
    }

    pub(in crate::journal) fn last_reading(
        &self,
        id: &RolloutId,
    ) -> Result<Option<LoggedRecord>, JournalError> {
        Ok(self.select_records(LAST_READING, [&id.0], id)?.into_iter().next())
    }

    pub(in crate::journal) fn records_of_kind(
        &self,
        id: &RolloutId,
        kind: &str,
        after: u32,
    ) -> Result<Vec<LoggedRecord>, JournalError> {
        self.select_records(OF_KIND, params![id.0, kind, after], id)
    }

    fn select_records(
        &self,
        tail: &str,
        with: impl rusqlite::Params,
        id: &RolloutId,
    ) -> Result<Vec<LoggedRecord>, JournalError> {
        let mut statement = self.database.prepare_cached(&records_sql(tail))?;
        let rows = statement.query_map(with, RawRecord::read)?.collect::<Result<Vec<_>, _>>()?;
        rows.into_iter().map(|raw| raw.record(&id.0)).collect()
    }

    pub(in crate::journal) fn rollout_moves(
        &self,
        place: &Place,
        function: &str,
        from: Timestamp,
    ) -> Result<Vec<(RolloutStart, LoggedRecord)>, JournalError> {
        let rollouts = self.select_rollouts(
            "WHERE rollouts.account = ?1 AND rollouts.region = ?2 AND rollouts.function = ?3 \
             ORDER BY rollouts.id",
            params![place.account, place.region, function],
        )?;
        let recent = |entry: &RolloutEntry| entry.standing.ended_at.is_none_or(|at| at >= from);
        let mut moves = Vec::new();
        for entry in rollouts.into_iter().filter(recent) {
            let records = self.records_of_kind(&entry.start.id, "verified", 0)?;
            let verified = records.into_iter().filter(|it| it.at >= from);
            moves.extend(verified.map(|record| (entry.start.clone(), record)));
        }
        Ok(moves)
    }

    /// Whether a rollout may begin on an alias, as far as one look tells.
    fn lease_is_free(
        &self,
        place: &Place,
        function: &str,
        alias: &str,
    ) -> Result<Result<(), LeaseRefused>, JournalError> {
        let open = self.select_rollouts(
            "WHERE rollouts.account = ?1 AND rollouts.region = ?2 AND rollouts.function = ?3 \
             AND rollouts.alias = ?4 AND (at_rest = 0 OR leases.run IS NOT NULL)",
            params![place.account, place.region, function, alias],
        )?;
        for entry in open {
            let id = entry.start.id;
            let held = self.lease_holder(&id)?.is_some_and(|run| self.run.lives(&run));
            if held {
                return Ok(Err(LeaseRefused::Held(id)));
            }
            if entry.standing.ended_at.is_none() {
                return Ok(Err(LeaseRefused::Unfinished(id)));
            }
        }
        Ok(Ok(()))
    }

    fn lease_holder(&self, id: &RolloutId) -> Result<Option<String>, JournalError> {
        let sql = "SELECT run FROM leases WHERE rollout = ?1";
        Ok(self.database.query_row(sql, [&id.0], |row| row.get(0)).optional()?)
    }

    fn select_rollouts(
        &self,
        tail: &str,
        with: impl rusqlite::Params,
    ) -> Result<Vec<RolloutEntry>, JournalError> {
        let mut statement =
            self.database.prepare_cached(&format!("SELECT {COLUMNS} {FROM} {tail}"))?;
        let rows = statement.query_map(with, RawRollout::read)?.collect::<Result<Vec<_>, _>>()?;
        rows.into_iter().map(|raw| self.understood(raw)).collect()
    }

    fn understood(&self, raw: RawRollout) -> Result<RolloutEntry, JournalError> {
        let id = raw.id.clone();
        let run = raw.run.clone();
        let entry = raw.entry().map_err(|why| JournalError::Entry { id, why })?;
        let elsewhere = run.is_some_and(|run| run != self.run.id() && self.run.lives(&run));
        Ok(RolloutEntry { elsewhere, ..entry })
    }
}

fn records_sql(tail: &str) -> String {
    format!("SELECT number, at, kind, sentence, facts FROM rollout_records {tail}")
}

fn insert(
    database: &rusqlite::Connection,
    start: &RolloutStart,
    first: &Advance,
) -> Result<(), JournalError> {
    let RolloutStart { id, place, function, alias, driver, from, to, plan, actor, note, at, brief } =
        start;
    database.execute(
        "INSERT INTO rollouts (id, account, region, function, alias, driver, from_version, \
         to_version, plan, actor, note, started_at, brief, snapshot, deployment, stage, sentence, \
         percent) VALUES (:id, :account, :region, :function, :alias, :driver, :from, :to, :plan, \
         :actor, :note, :at, :brief, :snapshot, :deployment, :stage, :sentence, :percent)",
        named_params! {
            ":id": id.0,
            ":account": place.account,
            ":region": place.region,
            ":function": function,
            ":alias": alias.as_str(),
            ":driver": driver.word(),
            ":from": from.to_string(),
            ":to": to.to_string(),
            ":plan": plan,
            ":actor": actor,
            ":note": note,
            ":at": at.to_string(),
            ":brief": json(&id.0, brief)?,
            ":snapshot": first.snapshot,
            ":deployment": first.deployment,
            ":stage": first.standing.stage.word(),
            ":sentence": first.standing.sentence,
            ":percent": first.standing.percent,
        },
    )?;
    Ok(())
}

fn lease(
    database: &rusqlite::Connection,
    place: &Place,
    function: &str,
    alias: &str,
    id: &RolloutId,
    run: &str,
) -> Result<(), JournalError> {
    database.execute(
        "INSERT INTO leases (account, region, function, alias, rollout, run) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
         ON CONFLICT DO UPDATE SET rollout = excluded.rollout, run = excluded.run",
        params![place.account, place.region, function, alias, id.0, run],
    )?;
    Ok(())
}

/// Whether a run holds the lease of a rollout.
fn holds(database: &rusqlite::Connection, id: &RolloutId, run: &str) -> Result<bool, JournalError> {
    let holder: Option<String> = database
        .query_row("SELECT run FROM leases WHERE rollout = ?1", [&id.0], |row| row.get(0))
        .optional()?;
    Ok(holder.as_deref() == Some(run))
}

fn held_by(
    database: &rusqlite::Connection,
    place: &Place,
    function: &str,
    alias: &str,
) -> Result<Option<(String, String)>, JournalError> {
    let found = database
        .query_row(
            "SELECT rollout, run FROM leases WHERE account = ?1 AND region = ?2 \
             AND function = ?3 AND alias = ?4",
            params![place.account, place.region, function, alias],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    Ok(found)
}

fn write_records(
    database: &rusqlite::Connection,
    id: &RolloutId,
    records: &[NewRecord],
) -> Result<(), JournalError> {
    let mut statement = database.prepare_cached(
        "INSERT INTO rollout_records (rollout, number, at, kind, sentence, facts) VALUES (?1, \
         (SELECT coalesce(max(number), 0) + 1 FROM rollout_records WHERE rollout = ?1), \
         ?2, ?3, ?4, ?5)",
    )?;
    for record in records {
        let facts = record.facts.to_string();
        statement.execute(params![
            id.0,
            record.at.to_string(),
            record.kind,
            record.sentence,
            facts
        ])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_while_somebody_looks_is_found_by_its_kind() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path()).expect("a journal");
        for tail in [OF_KIND, LAST_READING] {
            let sql = format!("EXPLAIN QUERY PLAN {}", records_sql(tail));
            let mut statement = store.database.prepare(&sql).expect("a statement");
            let given = vec!["1"; statement.parameter_count()];
            let steps = statement
                .query_map(rusqlite::params_from_iter(given), |row| row.get::<_, String>("detail"))
                .expect("a plan");
            let plan: Vec<String> = steps.map(|step| step.expect("a step")).collect();
            let plan = plan.join("\n");
            assert!(plan.contains("rollout_records_by_kind (rollout=? AND kind=?"), "{plan}");
            assert!(!plan.contains("SCAN rollout_records") && !plan.contains("B-TREE"), "{plan}");
        }
    }
}
