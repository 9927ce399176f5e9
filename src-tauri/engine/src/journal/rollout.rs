//! What the journal keeps of rollouts.
//!
//! Invariants: a rollout's records and the snapshot that they led to are
//! written together or not at all; only the run that holds the alias's lease
//! writes them, and at most one run holds it.

mod ask;

use crossfade_domain::{
    alias::Routing,
    qualifier::{AliasName, Version},
    rollout::machine::{Command, Record},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Place, RolloutId};

/// Who carries a rollout out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DrivenBy {
    /// This program.
    Program,
    /// AWS CodeDeploy.
    CodeDeploy,
}

impl DrivenBy {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Program => "program",
            Self::CodeDeploy => "code-deploy",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        [Self::Program, Self::CodeDeploy].into_iter().find(|it| it.word() == word)
    }
}

/// Where a rollout stands, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Looks, probes, reads the alarms; nothing has moved.
    Preparing,
    /// Sets a step's weight.
    Shifting,
    /// Watches a step.
    Watching,
    /// Waits for a person.
    Paused,
    /// Gives everything to the new version.
    Promoting,
    /// Gives everything back to the old version.
    RollingBack,
    /// The old version has everything.
    RolledBack,
    /// The new version has everything.
    Completed,
    /// Cannot or must not go on by itself.
    NeedsAttention,
    /// A person left the alias as somebody else had moved it.
    Left,
}

impl Stage {
    const ALL: [Self; 10] = [
        Self::Preparing,
        Self::Shifting,
        Self::Watching,
        Self::Paused,
        Self::Promoting,
        Self::RollingBack,
        Self::RolledBack,
        Self::Completed,
        Self::NeedsAttention,
        Self::Left,
    ];

    /// The word, as the machine's state says it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Preparing => "preparing",
            Self::Shifting => "shifting",
            Self::Watching => "watching",
            Self::Paused => "paused",
            Self::Promoting => "promoting",
            Self::RollingBack => "rolling-back",
            Self::RolledBack => "rolled-back",
            Self::Completed => "completed",
            Self::NeedsAttention => "needs-attention",
            Self::Left => "left",
        }
    }

    /// The stage of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.word() == word)
    }
}

/// How far a rollout is.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// In one word.
    pub stage: Stage,
    /// In a sentence.
    pub sentence: String,
    /// What the new version gets, 0 to 100, as a look has shown it last.
    pub percent: f64,
    /// When it came to rest; `None` while it is under way.
    pub ended_at: Option<Timestamp>,
}

/// What was said to the person at the start, kept for the page and the report.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Brief {
    /// The gates in sentences.
    pub gates: Vec<String>,
    /// Names of the flows that call the alias.
    pub flows: Vec<String>,
    /// Phone numbers whose callers can reach it.
    pub phone_numbers: Vec<String>,
    /// CodeDeploy's application and group, when it carries the rollout out.
    pub deployment_group: Option<(String, String)>,
}

/// A rollout as it was started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RolloutStart {
    /// Names it.
    pub id: RolloutId,
    /// Where.
    pub place: Place,
    /// The function's name.
    pub function: String,
    /// The alias.
    pub alias: AliasName,
    /// Who carries it out.
    pub driver: DrivenBy,
    /// The old version.
    pub from: Version,
    /// The new version.
    pub to: Version,
    /// The pace, as text.
    pub plan: String,
    /// Who started it: the caller's ARN.
    pub actor: String,
    /// Why, as the person wrote.
    pub note: String,
    /// When.
    pub at: Timestamp,
    /// What the person was told.
    pub brief: Brief,
}

impl RolloutStart {
    /// What it moves, as people call and type it: `function:alias`.
    #[must_use]
    pub fn called(&self) -> String {
        format!("{}:{}", self.function, self.alias)
    }
}

/// A rollout in the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct RolloutEntry {
    /// As it was started.
    pub start: RolloutStart,
    /// How far it is.
    pub standing: Standing,
    /// The machine, when this program carries it out.
    pub snapshot: Option<String>,
    /// CodeDeploy's id, when it carries it out and has answered.
    pub deployment: Option<String>,
    /// Whether another run of the program that still lives drives it.
    pub elsewhere: bool,
    /// Whether a later rollout of the alias was begun.
    pub superseded: bool,
}

impl RolloutEntry {
    /// Whether it stands still until a person decides. What a later rollout has
    /// overtaken waits for nobody.
    #[must_use]
    pub fn waits(&self) -> bool {
        match self.standing.stage {
            Stage::Paused => true,
            Stage::NeedsAttention => !self.superseded,
            Stage::Preparing
            | Stage::Shifting
            | Stage::Watching
            | Stage::Promoting
            | Stage::RollingBack
            | Stage::RolledBack
            | Stage::Completed
            | Stage::Left => false,
        }
    }
}

/// One line of a rollout's log.
#[derive(Debug, Clone, PartialEq)]
pub struct LoggedRecord {
    /// Counted from 1.
    pub number: u32,
    /// When.
    pub at: Timestamp,
    /// The sort of record.
    pub kind: String,
    /// In a sentence.
    pub sentence: String,
    /// The numbers behind it.
    pub facts: serde_json::Value,
}

/// A line to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRecord {
    /// When.
    pub at: Timestamp,
    /// The sort of record.
    pub kind: &'static str,
    /// In a sentence.
    pub sentence: String,
    /// The numbers behind it.
    pub facts: serde_json::Value,
}

impl From<&Record> for NewRecord {
    fn from(record: &Record) -> Self {
        let at = Timestamp::from_millisecond(record.at.millis()).unwrap_or(Timestamp::UNIX_EPOCH);
        Self {
            at,
            kind: record.what.kind(),
            sentence: record.what.sentence(),
            facts: record.what.facts(),
        }
    }
}

/// What a rollout came to, to be written in one transaction.
#[derive(Debug, Clone, PartialEq)]
pub struct Advance {
    /// What happened.
    pub records: Vec<NewRecord>,
    /// The machine afterwards; `None` leaves what was written.
    pub snapshot: Option<String>,
    /// CodeDeploy's id; `None` leaves what was written.
    pub deployment: Option<String>,
    /// How far it is.
    pub standing: Standing,
}

/// Why a lease was not given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeaseRefused {
    /// A running copy of the program drives this rollout of the alias.
    Held(RolloutId),
    /// A rollout of the alias was begun and is not over, and nobody drives it.
    Unfinished(RolloutId),
}

/// What became of writing down what was seen of a rollout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Observed {
    /// It is on disk.
    Written,
    /// A run that lives has its lease, and writes itself.
    Elsewhere,
    /// It is over, or a later rollout of the alias was begun.
    Over,
}

/// What became of a posted command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Post {
    /// Nobody has taken it.
    Waits,
    /// A run is at it.
    Taken,
    /// The run that was at it has ended without an answer.
    BrokenOff,
    /// It was carried out, or why not.
    Answered(Result<(), String>),
}

/// A command for a rollout that another run drives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostedCommand {
    /// Names it.
    pub id: String,
    /// For which rollout.
    pub rollout: RolloutId,
    /// Who.
    pub who: String,
    /// What they want.
    pub command: Command,
}

/// A probe as it lies on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedProbe {
    /// What a person calls it.
    pub name: String,
    /// The event, JSON text.
    pub event: String,
    /// Whether the flow takes any JSON rather than a flat map of texts.
    pub json: bool,
    /// How long the flow waits, milliseconds.
    pub time_limit_millis: i64,
    /// Keys that the answer must have.
    pub required_keys: Vec<String>,
}

/// A command as it lies on disk.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "kebab-case")]
pub(super) enum CommandRecord {
    Pause,
    Resume,
    PromoteStep,
    PromoteFully,
    Abort,
    ShipAnyway,
    Adopt { seen: super::record::RoutingRecord },
    Overwrite { seen: super::record::RoutingRecord },
    Leave,
}

impl CommandRecord {
    pub(super) fn of(command: &Command) -> Self {
        let record = |seen: &Routing| super::record::RoutingRecord::of(seen);
        match command {
            Command::Pause => Self::Pause,
            Command::Resume => Self::Resume,
            Command::PromoteStep => Self::PromoteStep,
            Command::PromoteFully => Self::PromoteFully,
            Command::Abort => Self::Abort,
            Command::ShipAnyway => Self::ShipAnyway,
            Command::Adopt { seen } => Self::Adopt { seen: record(seen) },
            Command::Overwrite { seen } => Self::Overwrite { seen: record(seen) },
            Command::Leave => Self::Leave,
        }
    }

    pub(super) fn command(self) -> Result<Command, super::record::Unreadable> {
        Ok(match self {
            Self::Pause => Command::Pause,
            Self::Resume => Command::Resume,
            Self::PromoteStep => Command::PromoteStep,
            Self::PromoteFully => Command::PromoteFully,
            Self::Abort => Command::Abort,
            Self::ShipAnyway => Command::ShipAnyway,
            Self::Adopt { seen } => Command::Adopt { seen: seen.routing()? },
            Self::Overwrite { seen } => Command::Overwrite { seen: seen.routing()? },
            Self::Leave => Command::Leave,
        })
    }
}
