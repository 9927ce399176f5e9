//! The table of open chats.

use rusqlite::params;

use super::{Store, instant};
use crate::{
    journal::{ChatEntry, ChatStartId, JournalError, Place},
    ports::ChatId,
};

impl Store {
    pub(in crate::journal) fn chat_begins(&self, entry: &ChatEntry) -> Result<(), JournalError> {
        self.database.execute(
            "INSERT INTO chats (id, account, region, instance, flow, begun_at, contact, run) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                entry.id.as_str(),
                entry.place.account,
                entry.place.region,
                entry.instance.to_string(),
                entry.flow_id,
                entry.begun_at.to_string(),
                entry.contact.as_ref().map(|contact| &contact.0),
                self.run.id(),
            ],
        )?;
        Ok(())
    }

    pub(in crate::journal) fn chat_begun(
        &self,
        id: &ChatStartId,
        contact: &ChatId,
    ) -> Result<(), JournalError> {
        let sql = "UPDATE chats SET contact = ?2 WHERE id = ?1";
        self.database.execute(sql, params![id.as_str(), contact.0])?;
        Ok(())
    }

    pub(in crate::journal) fn chat_over(&self, id: &ChatStartId) -> Result<(), JournalError> {
        self.database.execute("DELETE FROM chats WHERE id = ?1", [id.as_str()])?;
        Ok(())
    }

    pub(in crate::journal) fn orphaned_chats(
        &self,
        place: &Place,
    ) -> Result<Vec<ChatEntry>, JournalError> {
        let mut statement = self.database.prepare_cached(
            "SELECT id, instance, flow, begun_at, contact, run FROM chats \
             WHERE account = ?1 AND region = ?2 ORDER BY id",
        )?;
        let rows = statement
            .query_map(params![place.account, place.region], |row| {
                let raw = Raw {
                    id: row.get("id")?,
                    instance: row.get("instance")?,
                    flow: row.get("flow")?,
                    begun_at: row.get("begun_at")?,
                    contact: row.get("contact")?,
                };
                Ok((row.get::<_, String>("run")?, raw))
            })?
            .collect::<Result<Vec<_>, _>>()?;
        let orphaned = rows.into_iter().filter(|(run, _)| !self.run.lives(run));
        orphaned.map(|(_, raw)| raw.entry(place)).collect()
    }
}

/// A row before its texts are understood.
struct Raw {
    id: String,
    instance: String,
    flow: String,
    begun_at: String,
    contact: Option<String>,
}

impl Raw {
    fn entry(self, place: &Place) -> Result<ChatEntry, JournalError> {
        let odd = |why| JournalError::Entry { id: self.id.clone(), why };
        let instance = self.instance.parse().map_err(|error| odd(format!("{error}")))?;
        let begun_at = instant(&self.begun_at).map_err(odd)?;
        Ok(ChatEntry {
            id: ChatStartId::from_text(&self.id),
            place: place.clone(),
            instance,
            flow_id: self.flow,
            begun_at,
            contact: self.contact.map(ChatId),
        })
    }
}
