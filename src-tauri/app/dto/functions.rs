//! Functions, versions, aliases, permissions and alarms.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{FailureDto, FlowRefDto, ShareDto};

/// A function in the list.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FunctionRowDto {
    /// Its name; commands name a function by it.
    pub name: String,
    /// Its unqualified ARN.
    pub arn: String,
    /// Its description.
    pub description: String,
    /// Such as `nodejs22.x`.
    pub runtime: Option<String>,
    /// Seconds that an invocation may take.
    pub timeout_seconds: u32,
    /// When its code or configuration was last saved.
    pub last_modified: Option<String>,
}

/// A function, whole.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FunctionDetailDto {
    /// The function.
    pub function: FunctionRowDto,
    /// `$LATEST` first, then newest first.
    pub versions: Vec<VersionDto>,
    /// Its aliases by name.
    pub aliases: Vec<AliasDto>,
    /// Whether Connect may invoke the function without a qualifier.
    pub permission: PermissionDto,
    /// Whether `$LATEST` has code that no version has.
    pub unpublished_changes: bool,
}

/// A version.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VersionDto {
    /// `7` or `$LATEST`.
    pub version: String,
    /// Its description.
    pub description: String,
    /// The code's hash, base64.
    pub code_sha256: String,
    /// Tells configurations apart.
    pub configuration: String,
    /// Whether code and configuration are those of `$LATEST`, so that publishing
    /// would make no version beside it.
    pub same_as_latest: bool,
    /// Such as `nodejs22.x`.
    pub runtime: Option<String>,
    /// Memory in MB.
    pub memory_mb: u32,
    /// Seconds that an invocation may take.
    pub timeout_seconds: u32,
    /// When it was published or saved.
    pub last_modified: Option<String>,
    /// Aliases that send calls to it, with percentages.
    pub aliases: Vec<AliasShareDto>,
}

/// An alias's share that a version gets.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AliasShareDto {
    /// The alias.
    pub alias: String,
    /// 0 to 100.
    pub percent: f64,
}

/// An alias, whole.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AliasDto {
    /// The function's name.
    pub function: String,
    /// The alias's name.
    pub alias: String,
    /// The qualified ARN.
    pub arn: String,
    /// Its description.
    pub description: String,
    /// `FunctionVersion`.
    pub version: String,
    /// Its versions with percentages.
    pub shares: Vec<ShareDto>,
    /// Whether two versions take calls.
    pub split: bool,
    /// Whether Connect may invoke it.
    pub permission: PermissionDto,
    /// The flows that call it directly; absent when the instance was not scanned.
    pub flows: Option<Vec<FlowRefDto>>,
    /// The phone numbers whose callers can reach it; absent likewise.
    pub phone_numbers: Option<Vec<String>>,
    /// Alarms that watch it or its function; absent when they could not be read.
    pub alarms: Option<Vec<AlarmDto>>,
    /// Why they could not be read.
    pub alarms_failed: Option<FailureDto>,
}

/// Whether the chosen instance may invoke something.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PermissionDto {
    /// Whether it may; absent when the policy could not be read.
    pub allowed: Option<bool>,
    /// In a sentence: who may, how narrowly, or why not.
    pub message: String,
    /// What to do, empty when all is well.
    pub remedy: String,
    /// The statement that decides.
    pub statement_id: Option<String>,
}

/// An alarm's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum AlarmStateDto {
    /// Within its threshold.
    Ok,
    /// Firing.
    Alarm,
    /// Too little data to say.
    InsufficientData,
}

/// An alarm.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AlarmDto {
    /// Its name.
    pub name: String,
    /// Its state.
    pub state: AlarmStateDto,
    /// What it watches for.
    pub condition: String,
    /// AWS's reason for the state.
    pub reason: String,
    /// Since when.
    pub since: Option<String>,
}
