//! Rollouts that were started.

use serde::{Deserialize, Serialize};
use specta::Type;
use tauri_specta::Event;

use super::super::{FailureDto, ShareDto};
use super::{PreflightDto, VerdictDto};

/// Who carries a rollout out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum DriverDto {
    /// This program.
    Program,
    /// AWS CodeDeploy.
    CodeDeploy,
}

/// Whether anything is asked of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum StandingDto {
    /// Under way.
    Running,
    /// Waits for a person.
    Waiting,
    /// At rest.
    Over,
}

/// Where a rollout stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum RolloutStateDto {
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

/// Rollouts as the list shows them.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RolloutsDto {
    /// Those that wait for a person first, then those under way, then newest
    /// first; deployments of others that are under way stand among them.
    pub rows: Vec<RolloutRowDto>,
    /// Whether the journal has more of them.
    pub more: bool,
    /// Why deployments of others are not among them.
    pub problem: Option<FailureDto>,
}

/// A rollout in the list.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RolloutRowDto {
    /// Its id; a deployment that Crossfade did not start has CodeDeploy's id.
    pub id: String,
    /// The function.
    pub function: String,
    /// The alias.
    pub alias: String,
    /// The old version.
    pub from: String,
    /// The new version.
    pub to: String,
    /// The pace.
    pub plan: String,
    /// Who carries it out.
    pub driver: DriverDto,
    /// Where it stands.
    pub state: RolloutStateDto,
    /// Whether anything is asked of a person.
    pub standing: StandingDto,
    /// Where it stands, in a sentence.
    pub sentence: String,
    /// What the new version gets, 0 to 100, as was seen last.
    pub percent: f64,
    /// When it was started, UTC.
    pub started_at: String,
    /// When it came to rest, UTC.
    pub ended_at: Option<String>,
    /// Who started it.
    pub who: String,
    /// Whether Crossfade started it; false for a deployment of somebody else.
    pub ours: bool,
    /// Whether another running copy of Crossfade carries it out.
    pub elsewhere: bool,
    /// CodeDeploy's id, when it carries it out.
    pub deployment: Option<String>,
}

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum StepStatusDto {
    /// Its weight was verified, and a later one too.
    Done,
    /// Its weight holds now.
    Current,
    /// Being set.
    Moving,
    /// Still to come.
    Ahead,
    /// Will not be taken.
    Dropped,
}

/// One step on the time line.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RolloutStepDto {
    /// Counted from 1.
    pub number: u32,
    /// What the new version gets.
    pub percent: f64,
    /// How far it is.
    pub status: StepStatusDto,
    /// When it was due, or will be if all goes well, UTC.
    pub due_at: Option<String>,
    /// When a look showed it, UTC.
    pub verified_at: Option<String>,
    /// How long it is watched, such as `1 min`; empty for not at all.
    pub watched: String,
    /// Whether a person must promote it then.
    pub pause: bool,
}

/// The last word of one gate.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GateFindingDto {
    /// Such as `alarm "orders-errors"`, `errors`, `probe "menu"`.
    pub gate: String,
    /// What it says.
    pub verdict: VerdictDto,
    /// Why, in a sentence.
    pub reason: String,
}

/// What a person can do with a rollout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum RolloutCommandDto {
    /// Stay at the present weight.
    Pause,
    /// Go on.
    Resume,
    /// Take the next step now.
    PromoteStep,
    /// Give everything to the new version now.
    PromoteFully,
    /// Give everything back to the old version.
    Abort,
    /// Start although alarms fire.
    ShipAnyway,
    /// Take the alias as somebody else moved it.
    Adopt,
    /// Move it over what somebody else did.
    Overwrite,
    /// End the rollout and leave the alias.
    Leave,
}

/// Whether a command would do anything now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CommandStateDto {
    /// Which.
    pub command: RolloutCommandDto,
    /// Whether its button is live.
    pub live: bool,
    /// Why not, in a sentence.
    pub why_not: Option<String>,
    /// What it does, in a sentence, with the percentages it leads to.
    pub does: String,
    /// Whether the text that confirms has to be typed, where there is one.
    pub types: bool,
}

/// Somebody else moved the alias.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DriftDto {
    /// Where it stands.
    pub found: Vec<ShareDto>,
    /// Where the rollout left it.
    pub expected: Vec<ShareDto>,
    /// Who did it, as far as is known, in a sentence.
    pub who: String,
}

/// What happens next, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NextDto {
    /// In a sentence, such as `20 % go to version 8.`
    pub words: String,
    /// When, UTC; `None` when only a person can bring it on.
    pub at: Option<String>,
}

/// One rollout, live or over.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RolloutDto {
    /// What the list shows.
    pub row: RolloutRowDto,
    /// Why it was started, as the person wrote.
    pub note: String,
    /// Its steps.
    pub steps: Vec<RolloutStepDto>,
    /// Where the alias should stand.
    pub wanted: Vec<ShareDto>,
    /// Where a look showed it last.
    pub verified: Vec<ShareDto>,
    /// When that was, UTC.
    pub verified_at: Option<String>,
    /// What happens next.
    pub next: NextDto,
    /// When it is done at best, UTC; `None` once it no longer goes forward.
    pub finish_at: Option<String>,
    /// How long a rollback takes at worst; `None` where AWS names no time.
    pub rollback_within: Option<String>,
    /// The gates in sentences, as chosen.
    pub gates: Vec<String>,
    /// The gates' last words.
    pub findings: Vec<GateFindingDto>,
    /// When they were read, UTC.
    pub read_at: Option<String>,
    /// What a person can do.
    pub commands: Vec<CommandStateDto>,
    /// The text that must be typed before callers are moved on.
    pub type_to_confirm: Option<String>,
    /// Somebody else moved the alias.
    pub drift: Option<DriftDto>,
    /// Names of the flows that call the alias.
    pub flows: Vec<String>,
    /// Phone numbers whose callers can reach it.
    pub phone_numbers: Vec<String>,
    /// The deployment, when CodeDeploy carries it out.
    pub deployment: Option<DeploymentDto>,
    /// Why the page may be out of date.
    pub problem: Option<FailureDto>,
}

/// One line of a rollout's log.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RolloutRecordDto {
    /// Counted from 1.
    pub number: u32,
    /// When, UTC.
    pub at: String,
    /// The sort of record, such as `verified` or `measured`.
    pub kind: String,
    /// In a sentence.
    pub sentence: String,
    /// What the gates said, when they were read.
    pub verdict: Option<VerdictDto>,
}

/// A deployment of CodeDeploy.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DeploymentDto {
    /// Such as `d-ABCDEF123`.
    pub id: String,
    /// The application's name.
    pub application: String,
    /// The group's name.
    pub group: String,
    /// Its configuration.
    pub configuration: String,
    /// AWS's word, such as `InProgress`.
    pub status: String,
    /// AWS's word for who started it.
    pub creator: String,
    /// What its starter wrote.
    pub description: String,
    /// AWS's reason, when it failed or was stopped.
    pub error: Option<String>,
    /// The deployment that rolled this one back.
    pub rolled_back_by: Option<String>,
    /// The deployment that this one rolls back.
    pub rolls_back: Option<String>,
    /// Its lifecycle events.
    pub events: Vec<LifecycleEventDto>,
}

/// One lifecycle event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LifecycleEventDto {
    /// AWS's name.
    pub name: String,
    /// AWS's word.
    pub status: String,
    /// When it began, UTC.
    pub started_at: Option<String>,
    /// When it ended, UTC.
    pub ended_at: Option<String>,
}

/// The window was asked to close while this program carries rollouts out.
#[derive(Debug, Clone, Serialize, Type, Event)]
#[serde(rename_all = "camelCase")]
pub struct CloseAskedDto {
    /// The rollouts.
    pub rollouts: Vec<RolloutRowDto>,
}

/// What becomes of the rollouts when the window closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum CloseChoiceDto {
    /// Go on in the tray.
    KeepRunning,
    /// Pause each where it stands, then quit.
    Pause,
    /// Roll each back, then quit.
    RollBack,
    /// Give each back to the old version, start it anew with CodeDeploy, then
    /// quit.
    HandOver,
}

/// Environments that are kept ready, and cost, though no alias calls their
/// version any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LeftReadyDto {
    /// The old version.
    pub version: String,
    /// How many.
    pub environments: u32,
}

/// How one rollout would be handed over to CodeDeploy.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HandOverDto {
    /// The rollout's id.
    pub rollout: String,
    /// Its alias, such as `orders:PROD`.
    pub alias: String,
    /// Application and group that would carry it out.
    pub group: Option<String>,
    /// What is to be known of the group.
    pub findings: Vec<PreflightDto>,
    /// Why it cannot be handed over.
    pub problem: Option<FailureDto>,
    /// The text that must be typed before it is.
    pub type_to_confirm: Option<String>,
}
