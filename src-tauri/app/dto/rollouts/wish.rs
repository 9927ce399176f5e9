//! What a person wishes to roll out, and what that will come to.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::super::FlowRefDto;

/// A rollout that a person asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RolloutWishDto {
    /// The function's name.
    pub function: String,
    /// The alias.
    pub alias: String,
    /// The new version.
    pub to: String,
    /// The pace: one of SAM's names, or a list of steps.
    pub plan: String,
    /// Who carries it out.
    pub driver: DriverWishDto,
    /// What must hold for it to go on.
    pub gates: GatesDto,
}

/// Who carries a rollout out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum DriverWishDto {
    /// This program, for as long as it runs.
    Program,
    /// AWS CodeDeploy, which goes on when the laptop closes.
    CodeDeploy {
        /// The application's name.
        application: String,
        /// The deployment group's name.
        group: String,
        /// The role for a group that is to be made, an ARN; `None` takes a
        /// group that is there.
        service_role: Option<String>,
    },
}

/// What must hold for a rollout to go on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GatesDto {
    /// Names of alarms, at most ten.
    pub alarms: Vec<String>,
    /// Go on when alarms cannot be read.
    pub ignore_unreadable_alarms: bool,
    /// The new version's own errors, throttles and duration; `None` leaves
    /// them out.
    pub version: Option<VersionGateDto>,
    /// Direct invocations of the new version.
    pub probes: Vec<ProbeDto>,
    /// When to probe again.
    pub probe_times: ProbeTimesDto,
    /// So many failed readings in a row are put up with; the next one acts.
    pub errors_in_a_row: u32,
    /// Pause, rather than roll back, when the gates cannot be read any more.
    pub pause_when_blind: bool,
}

/// When probes run again; they always run before any caller reaches the new
/// version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ProbeTimesDto {
    /// Never again.
    BeforeStart,
    /// After each step.
    EveryStep,
    /// After some steps.
    Steps {
        /// Which, counted from 1.
        steps: Vec<u32>,
    },
}

/// When the new version counts as worse than the old one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VersionGateDto {
    /// How often, of 100 rollouts of a version just as good, it may be taken
    /// for worse.
    pub false_alarms_percent: f64,
    /// The percentage of failing calls that must not go unnoticed.
    pub notice_percent: f64,
    /// The percentage of failing calls that is normal where the old version
    /// has too little traffic to say.
    pub normal_percent: f64,
    /// When slower counts as worse; `None` leaves the duration out.
    pub slower: Option<SlowerDto>,
    /// So many failed measurements are put up with.
    pub tolerated_failures: u32,
    /// How long a step waits for traffic before it asks, seconds.
    pub patience_seconds: u32,
}

/// When the 95th percentile of the duration counts as worse.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SlowerDto {
    /// How many times as long as the old version's.
    pub times: f64,
    /// And how much longer at least, milliseconds.
    pub by_millis: u32,
    /// Longer than this fails in any case, milliseconds.
    pub limit_millis: Option<u32>,
}

/// What a flow's block accepts as the function's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum AcceptsDto {
    /// A flat map of texts (`STRING_MAP`).
    StringMap,
    /// Any JSON (`JSON`).
    Json,
}

/// A saved event, and what must come back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProbeDto {
    /// What a person calls it.
    pub name: String,
    /// The event, JSON text.
    pub event: String,
    /// What the flow accepts.
    pub accepts: AcceptsDto,
    /// How long the flow waits, seconds.
    pub time_limit_seconds: u32,
    /// Keys that the answer must have.
    pub required_keys: Vec<String>,
}

/// What one probe brought back when it was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProbeResultDto {
    /// The probe's name.
    pub name: String,
    /// What came of it.
    pub verdict: VerdictDto,
    /// Why, in a sentence.
    pub reason: String,
    /// The answer as text, cut at 4,000 characters; `None` when there was none.
    pub answer: Option<String>,
}

/// What a gate says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum VerdictDto {
    /// All is well.
    Pass,
    /// Measured, and bad.
    Fail,
    /// Measured, and too little to tell.
    Inconclusive,
    /// Could not be measured.
    Error,
}

/// A pace that can be chosen by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PlanNameDto {
    /// SAM's name.
    pub name: String,
    /// In words, such as `10 % at once, the rest after 5 minutes`.
    pub words: String,
}

/// A plan laid on the clock.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ForecastDto {
    /// The plan as it is understood.
    pub plan: String,
    /// Every step.
    pub steps: Vec<ForecastStepDto>,
    /// When it is done at best, UTC.
    pub finish: String,
    /// How long that takes, such as `9 min`.
    pub takes: String,
    /// How often a person will be asked for certain.
    pub pauses: u32,
    /// How long a rollback takes at worst, such as `1 min`.
    pub rollback_within: String,
    /// Whether CodeDeploy could carry it out.
    pub code_deploy_can: bool,
}

/// One step of a forecast.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ForecastStepDto {
    /// What the new version gets, 0 to 100.
    pub percent: f64,
    /// When it is shifted at best, UTC.
    pub at: String,
    /// How long it is watched, such as `1 min`; empty for the last step of
    /// most plans.
    pub watched: String,
    /// Whether a person must promote it then.
    pub pause: bool,
}

/// How a finding of the preflight weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum WeighsDto {
    /// As it should be.
    Fine,
    /// Worth knowing; the rollout can start.
    Warning,
    /// The rollout cannot start.
    Blocks,
}

/// One thing that was looked at before the start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PreflightDto {
    /// How it weighs.
    pub weighs: WeighsDto,
    /// What was found, in a sentence.
    pub found: String,
    /// Why it matters; empty where all is well.
    pub why: String,
    /// What to do; empty where all is well.
    pub remedy: String,
    /// What does it, where Crossfade can.
    pub fix: Option<FixDto>,
}

/// What mends a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FixDto {
    /// Names it.
    pub id: String,
    /// The button's words.
    pub label: String,
    /// What happens, in a sentence.
    pub does: String,
    /// What undoes it, in a sentence.
    pub undo: String,
    /// Whether the draft's text has to be typed, for callers are moved.
    pub types: bool,
    /// The version that every call of the alias is sent to, where the change is
    /// reviewed like any other move of the alias.
    pub reviewed_move: Option<String>,
}

/// A rollout, ready to be started or not.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RolloutDraftDto {
    /// Names it when it is started.
    pub id: String,
    /// In a few words.
    pub title: String,
    /// What was wished.
    pub wish: RolloutWishDto,
    /// The version that has everything now.
    pub from: String,
    /// The plan laid on the clock, from now.
    pub forecast: ForecastDto,
    /// What was looked at.
    pub preflight: Vec<PreflightDto>,
    /// Whether nothing blocks it.
    pub ready: bool,
    /// The gates in sentences.
    pub gates: Vec<String>,
    /// Whether the flows of the instance were looked at; otherwise nobody knows
    /// who is affected.
    pub flows_looked_at: bool,
    /// What is made at AWS before the first call moves, one sentence each.
    pub makes: Vec<String>,
    /// Flows that call the alias.
    pub flows: Vec<FlowRefDto>,
    /// Phone numbers whose callers can reach it.
    pub phone_numbers: Vec<String>,
    /// The equivalent `aws` commands, first shift and rollback.
    pub commands: Vec<String>,
    /// What undoes it.
    pub undo: String,
    /// Alarms that fire now: starting asks for a conscious choice.
    pub firing_alarms: Vec<String>,
    /// The text that must be typed before it starts.
    pub type_to_confirm: Option<String>,
}

/// A deployment group that could carry the rollout out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DeploymentGroupDto {
    /// The application's name.
    pub application: String,
    /// The group's name.
    pub group: String,
    /// Its deployment configuration.
    pub configuration: String,
    /// Its alarms.
    pub alarms: Vec<String>,
    /// Its role, an ARN.
    pub service_role: String,
    /// When it rolls back by itself, in words.
    pub rolls_back_on: Vec<String>,
}
