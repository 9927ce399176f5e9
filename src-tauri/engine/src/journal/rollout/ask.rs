//! What can be asked of the journal about rollouts.

use crossfade_domain::rollout::machine::Command;
use jiff::Timestamp;

use super::{
    Advance, LeaseRefused, LoggedRecord, NewRecord, PostedCommand, RolloutEntry, RolloutId,
    RolloutStart, SavedProbe,
};
use crate::journal::{Journal, JournalError, Place};

impl Journal {
    /// Writes a rollout's start and takes its alias's lease, or neither.
    pub async fn begin_rollout(
        &self,
        start: RolloutStart,
        first: Advance,
    ) -> Result<Result<(), LeaseRefused>, JournalError> {
        self.ask(move |store| store.begin_rollout(&start, &first)).await
    }

    /// Takes the lease of a rollout that nobody drives.
    pub async fn take_up_rollout(
        &self,
        id: RolloutId,
    ) -> Result<Result<RolloutEntry, LeaseRefused>, JournalError> {
        self.ask(move |store| store.take_up_rollout(&id)).await
    }

    /// Writes what a rollout came to. Answers false, and writes nothing, when
    /// this run does not hold its lease.
    pub async fn advance_rollout(
        &self,
        id: RolloutId,
        advance: Advance,
    ) -> Result<bool, JournalError> {
        self.ask(move |store| store.advance_rollout(&id, &advance)).await
    }

    /// Writes lines of a rollout's log. Answers false, and writes nothing, when
    /// this run does not hold its lease.
    pub async fn log_rollout(
        &self,
        id: RolloutId,
        records: Vec<NewRecord>,
    ) -> Result<bool, JournalError> {
        self.ask(move |store| store.log_rollout(&id, &records)).await
    }

    /// Gives a lease back.
    pub async fn release_rollout(&self, id: RolloutId) -> Result<(), JournalError> {
        self.ask(move |store| store.release_rollout(&id)).await
    }

    /// One rollout.
    pub async fn rollout(&self, id: RolloutId) -> Result<Option<RolloutEntry>, JournalError> {
        self.ask(move |store| store.rollout(&id)).await
    }

    /// Up to `limit` rollouts at `place`: those that wait for a person first,
    /// then those under way, then newest first.
    pub async fn rollouts(
        &self,
        place: Place,
        limit: u32,
    ) -> Result<Vec<RolloutEntry>, JournalError> {
        self.ask(move |store| store.rollouts(&place, limit)).await
    }

    /// Every rollout at `place` that is not over.
    pub async fn open_rollouts(&self, place: Place) -> Result<Vec<RolloutEntry>, JournalError> {
        self.ask(move |store| store.open_rollouts(&place)).await
    }

    /// The rollout of an alias that is not over.
    pub async fn open_rollout(
        &self,
        place: Place,
        function: &str,
        alias: &str,
    ) -> Result<Option<RolloutEntry>, JournalError> {
        let open = self.open_rollouts(place).await?;
        let is_it = |entry: &RolloutEntry| {
            entry.start.function == function && entry.start.alias.as_str() == alias
        };
        Ok(open.into_iter().find(is_it))
    }

    /// A rollout's records after number `after`, oldest first.
    pub async fn rollout_records(
        &self,
        id: RolloutId,
        after: u32,
    ) -> Result<Vec<LoggedRecord>, JournalError> {
        self.ask(move |store| store.rollout_records(&id, after)).await
    }

    /// The record of a rollout's last reading of its gates.
    pub async fn last_reading(&self, id: RolloutId) -> Result<Option<LoggedRecord>, JournalError> {
        self.ask(move |store| store.last_reading(&id)).await
    }

    /// A rollout's records of one kind after number `after`, oldest first.
    pub async fn records_of_kind(
        &self,
        id: RolloutId,
        kind: &'static str,
        after: u32,
    ) -> Result<Vec<LoggedRecord>, JournalError> {
        self.ask(move |store| store.records_of_kind(&id, kind, after)).await
    }

    /// The verified moves of rollouts of one alias since `from`: when, and
    /// where to; for charts and for saying who moved it.
    pub async fn rollout_moves(
        &self,
        place: Place,
        function: String,
        from: Timestamp,
    ) -> Result<Vec<(RolloutStart, LoggedRecord)>, JournalError> {
        self.ask(move |store| store.rollout_moves(&place, &function, from)).await
    }

    /// Posts a command for whichever run drives the rollout; answers its id.
    pub async fn post_command(
        &self,
        rollout: RolloutId,
        at: Timestamp,
        who: String,
        command: Command,
    ) -> Result<String, JournalError> {
        self.ask(move |store| store.post_command(&rollout, at, &who, &command)).await
    }

    /// Commands that wait for rollouts which this run drives.
    pub async fn posted_commands(&self) -> Result<Vec<PostedCommand>, JournalError> {
        self.ask(move |store| store.posted_commands()).await
    }

    /// Says what became of a posted command.
    pub async fn answer_command(
        &self,
        id: String,
        at: Timestamp,
        refusal: Option<String>,
    ) -> Result<(), JournalError> {
        self.ask(move |store| store.answer_command(&id, at, refusal.as_deref())).await
    }

    /// What became of a posted command: `None` while it waits, else whether it
    /// was carried out, or why not.
    pub async fn command_answer(
        &self,
        id: String,
    ) -> Result<Option<Result<(), String>>, JournalError> {
        self.ask(move |store| store.command_answer(&id)).await
    }

    /// The probes that a person saved for a function.
    pub async fn saved_probes(
        &self,
        place: Place,
        function: String,
    ) -> Result<Option<Vec<SavedProbe>>, JournalError> {
        self.ask(move |store| store.saved_probes(&place, &function)).await
    }

    /// Saves a function's probes in place of those before.
    pub async fn save_probes(
        &self,
        place: Place,
        function: String,
        probes: Vec<SavedProbe>,
    ) -> Result<(), JournalError> {
        self.ask(move |store| store.save_probes(&place, &function, &probes)).await
    }
}
