//! Commands that one run posts for another, and saved probes.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

use super::{Store, json, parsed};
use crate::journal::{
    JournalError, Place, RolloutId,
    rollout::{CommandRecord, PostedCommand, SavedProbe},
};

impl Store {
    pub(in crate::journal) fn post_command(
        &self,
        rollout: &RolloutId,
        at: Timestamp,
        who: &str,
        command: &crossfade_domain::rollout::machine::Command,
    ) -> Result<String, JournalError> {
        let id = uuid::Uuid::now_v7().to_string();
        let command = json(&id, &CommandRecord::of(command))?;
        self.database.execute(
            "INSERT INTO rollout_commands (id, rollout, at, who, command) \
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![id, rollout.0, at.to_string(), who, command],
        )?;
        Ok(id)
    }

    pub(in crate::journal) fn posted_commands(&self) -> Result<Vec<PostedCommand>, JournalError> {
        let mut statement = self.database.prepare_cached(
            "SELECT id, rollout_commands.rollout, who, command FROM rollout_commands \
             JOIN leases ON leases.rollout = rollout_commands.rollout AND leases.run = ?1 \
             WHERE answered_at IS NULL ORDER BY id",
        )?;
        let rows = statement
            .query_map([self.run.id()], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, String>(3)?))
            })?
            .collect::<Result<Vec<(String, String, String, String)>, _>>()?;
        let understood = |(id, rollout, who, command): (String, String, String, String)| {
            let command = parsed::<CommandRecord>(&command).and_then(CommandRecord::command);
            let command = command.map_err(|why| JournalError::Entry { id: id.clone(), why })?;
            Ok(PostedCommand { id, rollout: RolloutId(rollout), who, command })
        };
        rows.into_iter().map(understood).collect()
    }

    pub(in crate::journal) fn answer_command(
        &self,
        id: &str,
        at: Timestamp,
        refusal: Option<&str>,
    ) -> Result<(), JournalError> {
        self.database.execute(
            "UPDATE rollout_commands SET answered_at = ?2, refusal = ?3 \
             WHERE id = ?1 AND answered_at IS NULL",
            params![id, at.to_string(), refusal],
        )?;
        Ok(())
    }

    pub(in crate::journal) fn command_answer(
        &self,
        id: &str,
    ) -> Result<Option<Result<(), String>>, JournalError> {
        let found = self.database.query_row(
            "SELECT answered_at, refusal FROM rollout_commands WHERE id = ?1",
            [id],
            |row| Ok((row.get::<_, Option<String>>(0)?, row.get::<_, Option<String>>(1)?)),
        )?;
        let told = |refusal: Option<String>| refusal.map_or(Ok(()), Err);
        Ok(found.0.map(|_| told(found.1)))
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
