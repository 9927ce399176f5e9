//! The table of leases: which run carries out the rollout of an alias.

use rusqlite::{Connection, OptionalExtension, params};

use crate::journal::{JournalError, Place, RolloutId};

/// Gives a run the lease of an alias, for one of its rollouts.
pub(super) fn lease(
    database: &Connection,
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
pub(super) fn holds(
    database: &Connection,
    id: &RolloutId,
    run: &str,
) -> Result<bool, JournalError> {
    Ok(holder(database, id)?.as_deref() == Some(run))
}

/// The run that holds the lease of a rollout, whether or not it lives.
pub(super) fn holder(
    database: &Connection,
    id: &RolloutId,
) -> Result<Option<String>, JournalError> {
    let sql = "SELECT run FROM leases WHERE rollout = ?1";
    Ok(database.query_row(sql, [&id.0], |row| row.get(0)).optional()?)
}

pub(super) fn held_by(
    database: &Connection,
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
