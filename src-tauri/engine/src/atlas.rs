//! The map: which function, alias and version each flow and each phone number
//! of an instance hits now.
//!
//! A scan collects flows, modules and phone numbers, reads them, looks up the
//! functions that they call, and resolves each call. What could not be read is
//! said in [`Atlas::incomplete`]; it never makes the rest fail.
//!
//! Invariant: an atlas says only what AWS said during its scan, and what the
//! flows themselves fix; what is decided at run time is shown as that.

mod collect;
mod findings;
mod functions;
mod reach;
mod read;
mod resolve;
mod survey;

use crossfade_domain::{
    alias::{Alias, Routing},
    arn::FunctionArn,
    flow::{Diagnostic, ResponseType},
    qualifier::{AliasName, Version},
};
use jiff::Timestamp;

pub use findings::{Finding, FindingCode};
pub use functions::{FunctionView, Permission, detail, permission, permitted};
pub use reach::{Gap, GapCause, Reached};
pub use survey::{Caller, Callers, Entrances, Survey, Surveyed};

use crate::{
    clock::Clock,
    failure::Failure,
    ports::{Account, Answer, FlowSummary, Instance, PhoneNumber},
};

/// What one scan of an instance found.
#[derive(Debug, Clone)]
pub struct Atlas {
    /// The instance.
    pub instance: Instance,
    /// When the scan ended.
    pub scanned_at: Timestamp,
    /// When its functions and aliases were last looked at.
    pub looked_at: Timestamp,
    /// Flows by name, then modules by name.
    pub flows: Vec<FlowEntry>,
    /// Phone numbers, and what a call to each one enters.
    pub phone_numbers: Vec<(PhoneNumber, Entrance)>,
    /// Every function that some flow calls, by name.
    pub functions: Vec<FunctionView>,
    /// What is wrong, worst first.
    pub findings: Vec<Finding>,
    /// Parts of the scan that failed, in sentences.
    pub incomplete: Vec<String>,
    /// The last try to scan anew, when it failed: what stands here is older
    /// than it should be.
    pub rescan: Option<(Timestamp, Failure)>,
}

/// What a call to a phone number enters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entrance {
    /// The flow with this index.
    Flow(usize),
    /// No flow at all.
    Nowhere,
    /// AWS did not say; why, in a sentence.
    Unknown(String),
}

impl Entrance {
    /// The flow's index, where there is one.
    #[must_use]
    pub const fn flow(&self) -> Option<usize> {
        match self {
            Self::Flow(index) => Some(*index),
            Self::Nowhere | Self::Unknown(_) => None,
        }
    }
}

/// A flow or a module.
#[derive(Debug, Clone)]
pub struct FlowEntry {
    /// The flow; modules carry the type `MODULE`.
    pub summary: FlowSummary,
    /// Whether it is a module.
    pub module: bool,
    /// When it was last changed, when AWS tells.
    pub last_modified: Option<Timestamp>,
    /// What its content says, or why it could not be read.
    pub reading: Result<FlowReading, String>,
    /// Lambda calls of the flows and modules that it leads to.
    pub reached: Vec<Reached>,
    /// Where it leads on and nobody can say what is called.
    pub gaps: Vec<Gap>,
    /// Indexes of the phone numbers that enter it directly.
    pub phone_numbers: Vec<usize>,
}

/// A flow's content, resolved.
#[derive(Debug, Clone)]
pub struct FlowReading {
    /// How many actions it has.
    pub actions: usize,
    /// Its own Lambda calls.
    pub calls: Vec<Call>,
    /// Where it leads.
    pub transfers: Vec<Passage>,
    /// Remarks of the reader.
    pub diagnostics: Vec<Diagnostic>,
}

/// One Lambda call of a flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The action's identifier.
    pub action: String,
    /// The action's type.
    pub block: String,
    /// The ARN or expression as the flow has it; empty when it has none.
    pub target: String,
    /// What it hits now.
    pub resolution: Resolution,
    /// Seconds that the flow waits.
    pub time_limit_seconds: Option<u32>,
    /// Whether the flow waits for the answer.
    pub synchronous: bool,
    /// What answer the flow accepts.
    pub accepts: ResponseType,
    /// The parameters that the flow sends along (`LambdaInvocationAttributes`).
    pub parameters: serde_json::Map<String, serde_json::Value>,
}

/// A way from one flow into another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The action's identifier.
    pub action: String,
    /// The action's type.
    pub block: String,
    /// The target as the flow has it.
    pub target: String,
    /// Index of the flow that it leads into, when the flow fixes it and it exists.
    pub to: Option<usize>,
    /// Whether the target is decided at run time.
    pub at_run_time: bool,
}

/// What a call hits now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// Versions of a function.
    Versions(Hit),
    /// Decided while a call runs.
    AtRunTime {
        /// The expression.
        expression: String,
        /// Constants that the flow itself may set, each with what it hits.
        candidates: Vec<(String, Option<Hit>)>,
    },
    /// Text that is no ARN yet.
    Placeholder {
        /// What is wrong with it.
        problem: String,
    },
    /// The block names no function.
    Missing,
    /// Function, version or alias does not exist.
    Gone(Gone),
    /// In another account or Region.
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

/// The versions behind a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The function with the qualifier of the call.
    pub arn: FunctionArn,
    /// The alias, when the call names one.
    pub alias: Option<AliasName>,
    /// Where the calls go.
    pub routing: Routing,
}

impl Hit {
    /// Whether every save of the code, or every publishing of it, is live.
    #[must_use]
    pub fn is_latest(&self) -> bool {
        self.routing.shares().iter().any(|(version, _)| !version.is_published())
    }
}

/// What does not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gone {
    /// The function.
    Function(String),
    /// A version of it.
    Version(String, Version),
    /// An alias of it.
    Alias(String, AliasName),
}

/// How far a scan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is being read.
    pub stage: Stage,
    /// How many are done.
    pub done: usize,
    /// How many there are.
    pub total: usize,
}

/// What a scan is reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Lists of flows, modules and phone numbers.
    Lists,
    /// Contents of flows and modules.
    Contents,
    /// Functions, aliases and policies.
    Functions,
}

/// Scans an instance.
///
/// # Errors
/// When the instance's flows cannot even be listed.
pub async fn scan(
    account: &Account,
    clock: Clock,
    instance: Instance,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Answer<Atlas> {
    let collected = collect::collect(account, &instance.arn, progress).await?;
    let readings = read::read_all(&collected, &instance.arn.region);
    let wanted = resolve::wanted(&readings, &instance);
    let mut incomplete: Vec<String> =
        collected.incomplete.iter().map(|(_, why)| why.clone()).collect();
    incomplete.extend(read::unread(&collected, &readings));
    let functions = functions::look_up(account, &instance, wanted, &mut incomplete, progress).await;
    let flows = resolve::entries(&collected, readings, &functions, &instance);
    let now = clock.now();
    let mut atlas = Atlas {
        instance,
        scanned_at: now,
        looked_at: now,
        flows,
        phone_numbers: collected.phone_numbers,
        functions,
        findings: Vec::new(),
        incomplete,
        rescan: None,
    };
    reach::fill(&mut atlas);
    atlas.findings = findings::findings(&atlas);
    Ok(atlas)
}

/// The same atlas with its functions' aliases as they stand now; an alias that
/// cannot be looked at keeps what was known.
pub async fn look_again(account: &Account, clock: Clock, atlas: &Atlas) -> Atlas {
    let mut atlas = atlas.clone();
    let names: Vec<String> = atlas.functions.iter().map(|view| view.name.clone()).collect();
    let looked = names.iter().map(|name| account.functions.aliases(name));
    let looked = futures::future::join_all(looked).await;
    for (name, aliases) in names.iter().zip(looked) {
        for alias in aliases.iter().flatten() {
            atlas.set_alias(name, alias);
        }
    }
    atlas.looked_at = clock.now();
    atlas
}

impl Atlas {
    /// Takes in that an alias stands somewhere else now.
    pub fn set_alias(&mut self, function: &str, alias: &Alias) {
        let views = self.functions.iter_mut().filter(|view| view.name == function);
        for known in views.filter_map(|view| view.aliases.as_mut().ok()).flatten() {
            if known.name == alias.name {
                known.clone_from(alias);
            }
        }
        let readings = self.flows.iter_mut().filter_map(|entry| entry.reading.as_mut().ok());
        for call in readings.flat_map(|reading| &mut reading.calls) {
            for hit in call.resolution.hits_mut() {
                if hit.arn.name == function && hit.alias.as_ref() == Some(&alias.name) {
                    hit.routing = alias.routing.clone();
                }
            }
        }
    }

    /// The calls that callers of a flow reach, its own first.
    pub fn calls_from(&self, flow: usize) -> impl Iterator<Item = &Call> {
        let entry = &self.flows[flow];
        let own = entry.reading.iter().flat_map(|reading| &reading.calls);
        own.chain(entry.reached.iter().map(|reached| self.call_of(reached)))
    }

    /// The call that was reached.
    #[must_use]
    pub fn call_of(&self, reached: &Reached) -> &Call {
        let last = reached.via[reached.via.len() - 1];
        match &self.flows[last].reading {
            Ok(reading) => &reading.calls[reached.call],
            Err(_) => unreachable!("only a read flow's calls are reached"),
        }
    }

    /// Whether the atlas knows of every call: everything could be read, and no
    /// call is left to run time without saying among which functions.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let known = |call: &Call| match &call.resolution {
            Resolution::AtRunTime { candidates, .. } => {
                !candidates.is_empty() && candidates.iter().all(|(_, hit)| hit.is_some())
            }
            Resolution::Unknown { .. } => false,
            Resolution::Versions(_)
            | Resolution::Placeholder { .. }
            | Resolution::Missing
            | Resolution::Gone(_)
            | Resolution::Elsewhere { .. } => true,
        };
        let mut readings = self.flows.iter().map(|entry| entry.reading.as_ref());
        self.incomplete.is_empty()
            && readings.all(|reading| reading.is_ok_and(|it| it.calls.iter().all(known)))
    }

    /// A function that some flow calls.
    #[must_use]
    pub fn function(&self, name: &str) -> Option<&FunctionView> {
        let found = self.functions.binary_search_by(|view| view.name.as_str().cmp(name));
        found.ok().map(|index| &self.functions[index])
    }

    /// The flows that call an alias directly.
    #[must_use]
    pub fn flows_calling(&self, function: &str, alias: &AliasName) -> Vec<usize> {
        let calls = |entry: &FlowEntry| {
            entry
                .reading
                .iter()
                .flat_map(|reading| &reading.calls)
                .any(|call| call.resolution.hits(function, alias))
        };
        (0..self.flows.len()).filter(|&index| calls(&self.flows[index])).collect()
    }

    /// The phone numbers whose callers can reach an alias.
    #[must_use]
    pub fn phone_numbers_reaching(&self, function: &str, alias: &AliasName) -> Vec<&PhoneNumber> {
        let reaches =
            |flow: usize| self.calls_from(flow).any(|call| call.resolution.hits(function, alias));
        self.phone_numbers
            .iter()
            .filter(|(_, entrance)| entrance.flow().is_some_and(reaches))
            .map(|(number, _)| number)
            .collect()
    }
}

impl Resolution {
    fn hits_mut(&mut self) -> Vec<&mut Hit> {
        match self {
            Self::Versions(hit) => vec![hit],
            Self::AtRunTime { candidates, .. } => {
                candidates.iter_mut().filter_map(|(_, hit)| hit.as_mut()).collect()
            }
            Self::Placeholder { .. }
            | Self::Missing
            | Self::Gone(_)
            | Self::Elsewhere { .. }
            | Self::Unknown { .. } => Vec::new(),
        }
    }

    /// Whether the call hits this alias, or may at run time.
    #[must_use]
    pub fn hits(&self, function: &str, alias: &AliasName) -> bool {
        let is = |hit: &Hit| hit.arn.name == function && hit.alias.as_ref() == Some(alias);
        match self {
            Self::Versions(hit) => is(hit),
            Self::AtRunTime { candidates, .. } => {
                candidates.iter().any(|(_, hit)| hit.as_ref().is_some_and(is))
            }
            Self::Placeholder { .. }
            | Self::Missing
            | Self::Gone(_)
            | Self::Elsewhere { .. }
            | Self::Unknown { .. } => false,
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
