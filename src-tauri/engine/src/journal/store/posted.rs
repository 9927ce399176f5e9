//! Commands that one run posts for another, and saved probes.

use crossfade_domain::rollout::machine::Command;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};

use super::{Store, json, parsed};
use crate::journal::{
    JournalError, Place, RolloutId,
    rollout::{CommandRecord, Post, PostedCommand, SavedProbe},
};

const TOO_LATE: &str = "It came too late: the copy of Crossfade that asked has ended.";
const BROKEN_OFF: &str = "The copy of Crossfade that was at it has ended in the middle.";
const NOT_UNDERSTOOD: &str =
    "The copy of Crossfade that carries the rollout out does not understand it; it may be older.";
const WITHDRAWN: &str = "It was withdrawn by who asked.";

/// A command that nobody has answered, as it lies on disk.
struct Waiting {
    id: String,
    rollout: String,
    who: String,
    command: String,
    run: Option<String>,
    taken_by: Option<String>,
}

impl Store {
    pub(in crate::journal) fn post_command(
        &self,
        rollout: &RolloutId,
        at: Timestamp,
        who: &str,
        command: &Command,
    ) -> Result<String, JournalError> {
        let id = uuid::Uuid::now_v7().to_string();
        let command = json(&id, &CommandRecord::of(command))?;
        self.database.execute(
            "INSERT INTO rollout_commands (id, rollout, at, who, command, run) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![id, rollout.0, at.to_string(), who, command, self.run.id()],
        )?;
        Ok(id)
    }

    /// Takes what waits for the rollouts that this run drives; what is not to be
    /// carried out any more is answered so.
    pub(in crate::journal) fn take_posted(
        &mut self,
        at: Timestamp,
    ) -> Result<Vec<PostedCommand>, JournalError> {
        // It is asked for all the time, and hardly ever does anything wait: other
        // copies are not to find the journal locked for that.
        if waiting(&self.database, self.run.id())?.is_empty() {
            return Ok(Vec::new());
        }
        let transaction =
            self.database.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut taken = Vec::new();
        for post in waiting(&transaction, self.run.id())? {
            let command = parsed::<CommandRecord>(&post.command).and_then(CommandRecord::command);
            let lives = |run: &Option<String>| run.as_ref().is_some_and(|run| self.run.lives(run));
            if lives(&post.taken_by) {
                // Whoever drove the rollout before is about to answer.
                continue;
            }
            let refusal = match &command {
                Err(_) => Some(NOT_UNDERSTOOD),
                Ok(_) if !lives(&post.run) => Some(TOO_LATE),
                // Repeating that changes nothing.
                Ok(Command::Abort) => None,
                Ok(_) if post.taken_by.is_some() => Some(BROKEN_OFF),
                Ok(_) => None,
            };
            match (command, refusal) {
                (Ok(command), None) => {
                    transaction.execute(
                        "UPDATE rollout_commands SET taken_by = ?2 WHERE id = ?1",
                        params![post.id, self.run.id()],
                    )?;
                    let rollout = RolloutId(post.rollout);
                    taken.push(PostedCommand { id: post.id, rollout, who: post.who, command });
                }
                (Err(_) | Ok(_), refusal) => answer(&transaction, &post.id, at, refusal)?,
            }
        }
        transaction.commit()?;
        Ok(taken)
    }

    pub(in crate::journal) fn answer_command(
        &self,
        id: &str,
        at: Timestamp,
        refusal: Option<&str>,
    ) -> Result<(), JournalError> {
        answer(&self.database, id, at, refusal)
    }

    pub(in crate::journal) fn post(&self, id: &str) -> Result<Post, JournalError> {
        let (answered_at, refusal, taken_by) = self.database.query_row(
            "SELECT answered_at, refusal, taken_by FROM rollout_commands WHERE id = ?1",
            [id],
            |row| {
                let (at, why): (Option<String>, Option<String>) = (row.get(0)?, row.get(1)?);
                Ok((at, why, row.get::<_, Option<String>>(2)?))
            },
        )?;
        Ok(match (answered_at, taken_by) {
            (Some(_), _) => Post::Answered(refusal.map_or(Ok(()), Err)),
            (None, None) => Post::Waits,
            (None, Some(run)) if self.run.lives(&run) => Post::Taken,
            (None, Some(_)) => Post::BrokenOff,
        })
    }

    /// Takes a post back that nobody is at; false when somebody is, or has
    /// answered it.
    pub(in crate::journal) fn withdraw_command(
        &mut self,
        id: &str,
        at: Timestamp,
    ) -> Result<bool, JournalError> {
        let transaction =
            self.database.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let taken: Option<Option<String>> = transaction
            .query_row(
                "SELECT taken_by FROM rollout_commands WHERE id = ?1 AND answered_at IS NULL",
                [id],
                |row| row.get(0),
            )
            .optional()?;
        let Some(taken) = taken else { return Ok(false) };
        if taken.is_some_and(|run| self.run.lives(&run)) {
            return Ok(false);
        }
        answer(&transaction, id, at, Some(WITHDRAWN))?;
        transaction.commit()?;
        Ok(true)
    }

    pub(in crate::journal) fn saved_probes(
        &self,
        place: &Place,
        function: &str,
    ) -> Result<Option<Vec<SavedProbe>>, JournalError> {
        let found: Option<String> = self
            .database
            .query_row(
                "SELECT probes FROM probes WHERE account = ?1 AND region = ?2 AND function = ?3",
                params![place.account, place.region, function],
                |row| row.get(0),
            )
            .optional()?;
        let read = |text: String| {
            parsed(&text).map_err(|why| JournalError::Entry { id: function.to_owned(), why })
        };
        found.map(read).transpose()
    }

    pub(in crate::journal) fn save_probes(
        &self,
        place: &Place,
        function: &str,
        probes: &[SavedProbe],
    ) -> Result<(), JournalError> {
        self.database.execute(
            "INSERT INTO probes (account, region, function, probes) VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT DO UPDATE SET probes = excluded.probes",
            params![place.account, place.region, function, json(function, &probes)?],
        )?;
        Ok(())
    }
}

/// What nobody has answered of the rollouts that a run drives, in order.
fn waiting(database: &Connection, run: &str) -> Result<Vec<Waiting>, JournalError> {
    let mut statement = database.prepare_cached(
        "SELECT rollout_commands.id, rollout_commands.rollout, who, command, \
         rollout_commands.run, taken_by FROM rollout_commands \
         JOIN leases ON leases.rollout = rollout_commands.rollout AND leases.run = ?1 \
         WHERE answered_at IS NULL AND taken_by IS NOT ?1 ORDER BY rollout_commands.id",
    )?;
    let read = |row: &Row<'_>| {
        Ok(Waiting {
            id: row.get(0)?,
            rollout: row.get(1)?,
            who: row.get(2)?,
            command: row.get(3)?,
            run: row.get(4)?,
            taken_by: row.get(5)?,
        })
    };
    Ok(statement.query_map([run], read)?.collect::<Result<Vec<_>, _>>()?)
}

fn answer(
    database: &Connection,
    id: &str,
    at: Timestamp,
    refusal: Option<&str>,
) -> Result<(), JournalError> {
    database.execute(
        "UPDATE rollout_commands SET answered_at = ?2, refusal = ?3 \
         WHERE id = ?1 AND answered_at IS NULL",
        params![id, at.to_string(), refusal],
    )?;
    Ok(())
}
