//! Guided work: aliases, flows from files, what is left of it.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{ActOutcomeDto, FailureDto, UndoDto};

/// A flow that runs `$LATEST` of a function, and could call its alias.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MovableFlowDto {
    /// Its id.
    pub flow_id: String,
    /// Its name.
    pub name: String,
    /// What changes in it.
    pub changes: Vec<FlowChangeDto>,
    /// What a careful person would want to know; empty when nothing.
    pub warning: String,
    /// Tells later whether it is still the flow that was shown.
    pub fingerprint: String,
}

/// What may run `$LATEST` of a function.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MovesDto {
    /// What can be moved onto the alias.
    pub movable: Vec<MovableFlowDto>,
    /// What a person has to look at.
    pub by_hand: Vec<ByHandDto>,
}

/// A flow or module that Crossfade does not move.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ByHandDto {
    /// Its name, with what it is; empty when `why` says it.
    pub name: String,
    /// Why, and what to do.
    pub why: String,
}

/// A stack that a person wants.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum StackWishDto {
    /// Make it.
    Create {
        /// The instance that may invoke its alias.
        instance_arn: String,
        /// The stack's name.
        name: String,
        /// The alias.
        alias: String,
        /// The pace of its deployments.
        preference: String,
    },
    /// Another pace, or another text: another text is another version.
    Update {
        /// The stack's name.
        name: String,
        /// The pace of its deployments.
        preference: Option<String>,
        /// What the function answers.
        greeting: Option<String>,
    },
    /// Delete it.
    Delete {
        /// The stack's name.
        name: String,
    },
}

/// What will happen, before it happens.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SetupReviewDto {
    /// Names the review when it is carried out.
    pub id: String,
    /// In a few words.
    pub title: String,
    /// Every write, in order.
    pub lines: Vec<ReviewLineDto>,
    /// Flows that callers hear otherwise afterwards.
    pub flows: Vec<String>,
    /// Phone numbers whose callers can reach them.
    pub phone_numbers: Vec<String>,
    /// What a careful person would want to know first.
    pub warnings: Vec<String>,
    /// The text that must be typed before it is carried out.
    pub type_to_confirm: Option<String>,
    /// Whether anything of it is going to be done.
    pub possible: bool,
}

/// One write of a review.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReviewLineDto {
    /// What it does.
    pub words: String,
    /// The equivalent `aws` command.
    pub command: String,
    /// What undoes it.
    pub undo: String,
    /// What is different afterwards.
    pub differences: Vec<FlowChangeDto>,
    /// Why it is not going to be done.
    pub refused: Option<FailureDto>,
}

/// What came of a review that was carried out.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CarriedDto {
    /// The guided work that was written down; nothing of it was sent yet.
    pub task: Option<String>,
    /// What was to be taken away.
    pub taken: Vec<TakenAwayDto>,
}

/// One difference between two contents of a flow.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FlowChangeDto {
    /// The block's identifier; empty for the flow as a whole.
    pub block: String,
    /// The block's type.
    pub block_type: String,
    /// What changed.
    pub what: String,
    /// The value before.
    pub before: Option<String>,
    /// The value after.
    pub after: Option<String>,
}

/// An alias that a person wants.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AliasWishDto {
    /// The function's name.
    pub function: String,
    /// The version that the alias begins with; absent publishes `$LATEST`.
    pub version: Option<String>,
    /// Use the alias that there is, wherever it points.
    pub as_it_stands: bool,
    /// `CodeSha256` of `$LATEST` as it was shown.
    pub code_sha256: String,
    /// The configuration of `$LATEST` as it was shown.
    pub configuration: String,
    /// What the new version is described as.
    pub version_description: String,
    /// The alias.
    pub alias: String,
    /// Its description.
    pub description: String,
    /// Instances that may invoke it.
    pub instances: Vec<InstanceWishDto>,
}

/// What an instance is to do with an alias.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct InstanceWishDto {
    /// Its ARN.
    pub arn: String,
    /// Flows that are to call the alias.
    pub flows: Vec<FlowWishDto>,
    /// Test flows that are to be made.
    pub tests: Vec<TestFlowDto>,
}

/// A flow that is to call an alias, as it was shown.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FlowWishDto {
    /// Its id.
    pub flow_id: String,
    /// Tells whether it is still the flow that was shown.
    pub fingerprint: String,
}

/// A test flow.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TestFlowDto {
    /// Its name.
    pub name: String,
    /// Seconds that it waits for the function: 3 to 8.
    pub time_limit: u32,
    /// What it says when the function has answered.
    pub spoken: String,
    /// Seconds until it starts anew; absent for a flow that ends.
    pub pause: Option<u32>,
}

/// Where a step of guided work stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum StepStateDto {
    /// Not reached yet.
    Waiting,
    /// Being done.
    UnderWay,
    /// Seen to be done.
    Done,
    /// Failed; the work stands here.
    Failed,
    /// Failed, and not needed.
    Passed,
}

/// A step of guided work.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StepDto {
    /// Names it within the work.
    pub key: String,
    /// What it does.
    pub words: String,
    /// Where it stands.
    pub state: StepStateDto,
    /// What AWS calls what was made.
    pub made: Option<String>,
    /// What a person should know of it; empty when nothing.
    pub note: String,
    /// Why it failed.
    pub failure: Option<FailureDto>,
}

/// Guided work.
#[derive(Debug, Clone, Serialize, Type, tauri_specta::Event)]
#[serde(rename_all = "camelCase")]
pub struct TaskDto {
    /// Names it.
    pub id: String,
    /// Which sort of work: `alias` or `flows`.
    pub kind: String,
    /// What a person calls it.
    pub title: String,
    /// When it was begun.
    pub started_at: String,
    /// When it was done or given up.
    pub ended_at: Option<String>,
    /// Whether the program is at it now.
    pub running: bool,
    /// Whether every step is done.
    pub whole: bool,
    /// Its steps, in order.
    pub steps: Vec<StepDto>,
    /// Where to try it out.
    pub proof: Option<ProofDto>,
}

/// What can be tried out when an alias is set up.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProofDto {
    /// The function's name.
    pub function: String,
    /// The alias.
    pub alias: String,
    /// The test flow's id, when there is one.
    pub flow_id: Option<String>,
}

/// Guided work in a list.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TaskRowDto {
    /// Names it.
    pub id: String,
    /// Which sort of work.
    pub kind: String,
    /// What a person calls it.
    pub title: String,
    /// When it was begun.
    pub started_at: String,
    /// When it was done or given up.
    pub ended_at: Option<String>,
}

/// A change other than moving an alias.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChangeDto {
    /// Names it.
    pub id: String,
    /// When it was intended.
    pub at: String,
    /// Who: the caller's ARN.
    pub actor: String,
    /// What, in a few words.
    pub title: String,
    /// AWS's name of the operation.
    pub operation: String,
    /// What stood before, in a few words.
    pub before: String,
    /// What was asked for, in a few words.
    pub after: String,
    /// What AWS calls what was made.
    pub made: Option<String>,
    /// How it ended.
    pub outcome: ActOutcomeDto,
    /// What was found in its place.
    pub found: Option<String>,
    /// What went wrong.
    pub failure: Option<FailureDto>,
    /// Whether it can be undone.
    pub undo: UndoDto,
}

/// Something that Crossfade made or changed, and that still stands.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LeftoverDto {
    /// Names the change that made it.
    pub id: String,
    /// When.
    pub at: String,
    /// What was done.
    pub made: String,
    /// What would take it away.
    pub words: String,
}

/// What became of something that was to be taken away.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TakenAwayDto {
    /// Names the change that made it.
    pub id: String,
    /// Why it is still there.
    pub failure: Option<FailureDto>,
}
