//! Which function, alias and version each flow and each phone number hits.

use serde::{Deserialize, Serialize};
use specta::Type;
use tauri_specta::Event;

use super::{FailureDto, InstanceDto};

/// Everything that one scan of an instance found.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AtlasDto {
    /// The instance.
    pub instance: InstanceDto,
    /// When the scan ended.
    pub scanned_at: String,
    /// When its aliases were last looked at.
    pub looked_at: String,
    /// Every flow and module.
    pub flows: Vec<FlowRowDto>,
    /// Every phone number.
    pub phone_numbers: Vec<PhoneNumberRowDto>,
    /// Every alias that some flow calls.
    pub aliases: Vec<AliasRowDto>,
    /// What is wrong, worst first.
    pub findings: Vec<FindingDto>,
    /// Parts of the scan that failed; what is shown is then incomplete.
    pub incomplete: Vec<String>,
    /// Why the last try to scan anew failed: flows and numbers are then older
    /// than they should be.
    pub rescan_failed: Option<FailureDto>,
}

/// A version and its share of calls.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ShareDto {
    /// `7` or `$LATEST`.
    pub version: String,
    /// 0 to 100.
    pub percent: f64,
}

/// A flow or a module.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FlowRowDto {
    /// Its id; commands name a flow by it.
    pub id: String,
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// Whether it is a module.
    pub module: bool,
    /// AWS's word for its type, `MODULE` for modules.
    pub flow_type: String,
    /// Whether it is archived.
    pub archived: bool,
    /// Whether it was published; a flow that was only saved takes no calls.
    pub published: bool,
    /// When it was last changed, when AWS tells.
    pub last_modified: Option<String>,
    /// How many actions it has.
    pub actions: u32,
    /// Its own Lambda calls.
    pub calls: Vec<CallDto>,
    /// Lambda calls of the flows and modules that it leads to.
    pub reached: Vec<ReachedCallDto>,
    /// Where it leads on and nobody can say what is called.
    pub gaps: Vec<GapDto>,
    /// Where it leads.
    pub transfers: Vec<TransferDto>,
    /// Phone numbers that enter it directly.
    pub phone_numbers: Vec<String>,
    /// Remarks of the flow reader.
    pub diagnostics: Vec<DiagnosticDto>,
    /// Ids of its findings.
    pub findings: Vec<String>,
    /// Why its content could not be read.
    pub unreadable: Option<String>,
}

/// One Lambda call.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CallDto {
    /// The action's identifier.
    pub action: String,
    /// The action's type, such as `InvokeLambdaFunction`.
    pub block: String,
    /// The ARN or expression as the flow has it.
    pub target: String,
    /// What it hits now.
    pub resolution: ResolutionDto,
    /// Seconds that the flow waits.
    pub time_limit_seconds: Option<u32>,
    /// Whether the flow waits for the answer.
    pub synchronous: bool,
}

/// A Lambda call in another flow, and the way to it.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReachedCallDto {
    /// Flows and modules on the way, the one with the call last.
    pub via: Vec<FlowRefDto>,
    /// The call.
    pub call: CallDto,
}

/// A way on from a flow of which nobody can say what it calls.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GapDto {
    /// Flows and modules on the way, the one with the gap last; empty when it
    /// is the flow's own.
    pub via: Vec<FlowRefDto>,
    /// Why nobody can say.
    pub cause: GapCauseDto,
}

/// Why nobody can say what is called.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum GapCauseDto {
    /// The flow's content could not be read.
    Unreadable {
        /// Why, in a sentence.
        reason: String,
    },
    /// Where it leads is decided while a call runs.
    AtRunTime {
        /// By this expression.
        expression: String,
    },
    /// It leads to what the scan did not find.
    NotFound {
        /// As the flow has it.
        target: String,
    },
}

/// What a call hits now.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ResolutionDto {
    /// A function's versions, with percentages.
    Versions {
        /// The function's name.
        function: String,
        /// The alias, when the call names one.
        alias: Option<String>,
        /// The versions, the larger part of the alias first.
        shares: Vec<ShareDto>,
        /// Whether every save of the code is live: unqualified or `$LATEST`.
        latest: bool,
    },
    /// Decided while a call runs.
    AtRunTime {
        /// The expression.
        expression: String,
        /// Constants that the flow itself may set, resolved.
        candidates: Vec<CandidateDto>,
    },
    /// Template text that nobody has filled in, or a malformed ARN.
    Placeholder {
        /// What is wrong with it.
        problem: String,
    },
    /// The block names no function.
    Missing,
    /// Function, version or alias does not exist.
    Gone {
        /// `function`, `version` or `alias`.
        what: String,
        /// Its name.
        name: String,
    },
    /// In another account or Region; this account cannot look.
    Elsewhere {
        /// The account.
        account: String,
        /// The Region.
        region: String,
    },
    /// AWS did not say.
    Unknown {
        /// Why not.
        reason: String,
    },
}

/// A function that a flow may choose at run time.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CandidateDto {
    /// The constant.
    pub target: String,
    /// Versions with percentages, empty when they could not be found.
    pub shares: Vec<ShareDto>,
}

/// A way from one flow into another.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TransferDto {
    /// The action's identifier.
    pub action: String,
    /// The action's type.
    pub block: String,
    /// Where it leads; absent when nobody can say, or when that flow is gone.
    pub to: Option<FlowRefDto>,
    /// The target as the flow has it.
    pub target: String,
    /// Whether the target is decided at run time.
    pub at_run_time: bool,
}

/// A flow or module, named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FlowRefDto {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it is a module.
    pub module: bool,
}

/// A phone number and what a call to it hits.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PhoneNumberRowDto {
    /// E.164.
    pub number: String,
    /// Its description.
    pub description: String,
    /// Two-letter country code.
    pub country: String,
    /// AWS's word, such as `DID`.
    pub number_type: String,
    /// The flow that it enters.
    pub flow: Option<FlowRefDto>,
    /// Why nobody can say which flow it enters.
    pub unknown: Option<String>,
}

/// An alias that flows call.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AliasRowDto {
    /// The function's name.
    pub function: String,
    /// The alias's name.
    pub alias: String,
    /// Its versions with percentages.
    pub shares: Vec<ShareDto>,
    /// Whether two versions take calls.
    pub split: bool,
    /// The flows that call it directly.
    pub flows: Vec<FlowRefDto>,
    /// The phone numbers whose callers can reach it.
    pub phone_numbers: Vec<String>,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum SeverityDto {
    /// Callers fail, or will.
    Error,
    /// Callers are at risk.
    Warning,
    /// Good to know.
    Info,
}

/// Something wrong, with its remedy.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FindingDto {
    /// Unique within the scan.
    pub id: String,
    /// How bad it is.
    pub severity: SeverityDto,
    /// What sort of finding, such as `unqualified`.
    pub code: String,
    /// In a few words.
    pub title: String,
    /// In a sentence.
    pub message: String,
    /// What to do.
    pub remedy: String,
    /// The flow that it is about.
    pub flow: Option<FlowRefDto>,
    /// The function that it is about.
    pub function: Option<String>,
    /// The alias that it is about.
    pub alias: Option<String>,
}

/// A remark of the flow reader.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DiagnosticDto {
    /// How bad it is.
    pub severity: SeverityDto,
    /// The action that it is about.
    pub action: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub remedy: String,
}

/// How far a scan is.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
#[serde(rename_all = "camelCase")]
pub struct ScanProgressDto {
    /// The instance's ARN.
    pub instance: String,
    /// What is being read, in words.
    pub stage: String,
    /// How many are done.
    pub done: u32,
    /// How many there are; 0 while that is not known.
    pub total: u32,
}
