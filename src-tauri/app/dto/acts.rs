//! Writes: reviewed before, journalled after.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{FailureDto, FlowRefDto, ShareDto};

/// A change of an alias's routing that a person asks for.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum RoutingChangeDto {
    /// Give a version a share, the rest to the present one; 0 % clears it.
    ShiftWeight {
        /// The function's name.
        function: String,
        /// The alias.
        alias: String,
        /// The version that gets the share.
        to: String,
        /// 0 to 100.
        percent: f64,
    },
    /// Send every call to one version.
    MoveToVersion {
        /// The function's name.
        function: String,
        /// The alias.
        alias: String,
        /// The version that gets every call.
        to: String,
    },
    /// Undo an act of the journal.
    Undo {
        /// The act's id.
        act: String,
    },
}

/// What will happen, before it happens.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReviewDto {
    /// Names the review when it is carried out.
    pub id: String,
    /// In a few words.
    pub title: String,
    /// The function's name.
    pub function: String,
    /// The alias.
    pub alias: String,
    /// The routing now.
    pub before: Vec<ShareDto>,
    /// The routing afterwards.
    pub after: Vec<ShareDto>,
    /// Nothing would change.
    pub unchanged: bool,
    /// The equivalent `aws` command.
    pub command: String,
    /// What undoes it.
    pub undo: String,
    /// The flows of the instance that call the alias; absent when it was not scanned.
    pub flows: Option<Vec<FlowRefDto>>,
    /// The phone numbers whose callers can reach it; absent likewise.
    pub phone_numbers: Option<Vec<String>>,
    /// What a careful person would want to know first.
    pub warnings: Vec<String>,
    /// The text that must be typed before it is carried out.
    pub type_to_confirm: Option<String>,
}

/// How an act ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ActOutcomeDto {
    /// Under way, or nobody could look yet.
    Pending,
    /// Done, and read back.
    Done,
    /// AWS or the program said no; nothing changed.
    Failed,
    /// Settled by looking, after the program had been killed: it took effect.
    FoundDone,
    /// Settled by looking: it had not taken effect.
    FoundNotDone,
    /// Looked, and found something else: somebody moved it meanwhile.
    FoundOther,
}

/// An entry of the journal.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActDto {
    /// Its id.
    pub id: String,
    /// When it was intended.
    pub at: String,
    /// When its outcome was known.
    pub finished_at: Option<String>,
    /// Who: the caller's ARN.
    pub actor: String,
    /// The account.
    pub account: String,
    /// The Region.
    pub region: String,
    /// In a few words.
    pub title: String,
    /// The function.
    pub function: String,
    /// The alias.
    pub alias: String,
    /// The routing before.
    pub before: Vec<ShareDto>,
    /// The routing that was asked for.
    pub after: Vec<ShareDto>,
    /// How it ended.
    pub outcome: ActOutcomeDto,
    /// The routing that was found when it was settled by looking.
    pub found: Option<Vec<ShareDto>>,
    /// What went wrong.
    pub failure: Option<FailureDto>,
    /// Whether it can be undone.
    pub undo: UndoDto,
    /// The act that this one undid.
    pub undoes: Option<String>,
}

/// Whether an act can be undone.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct UndoDto {
    /// Whether it can.
    pub possible: bool,
    /// Why not, in a sentence.
    pub reason: Option<String>,
}
