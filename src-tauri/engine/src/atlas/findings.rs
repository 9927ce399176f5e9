//! What is wrong with an instance's flows, and what to do about it.
//!
//! Invariant: a finding on a flow that no caller can enter (archived, or only
//! saved) is never more than information.

use crossfade_domain::{
    flow::{Code, Severity},
    qualifier::{AliasName, Qualifier, Version},
};

use super::{
    Atlas, Call, Entrance, FlowEntry, Gone, Hit, Permission, Resolution,
    resolve::effective_qualifier,
};
use crate::ports::PublicationStatus;

/// A flow waits for a synchronous Lambda call at most this long, seconds.
/// Source: `InvokeLambdaFunction`, `InvocationTimeLimitSeconds`.
const LONGEST_WAIT_SECONDS: u32 = 8;

/// What sort of finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingCode {
    /// Connect may not invoke what the flow calls.
    NotPermitted,
    /// Function, version or alias does not exist.
    Gone,
    /// The block names no function, or no ARN.
    NoFunction,
    /// The flow's content is broken.
    BrokenFlow,
    /// The flow's content could not be read.
    Unreadable,
    /// Unqualified or `$LATEST`.
    EverySaveIsLive,
    /// The function may run longer than the flow waits.
    TimeoutTooLong,
    /// The permission does not name the instance or its account.
    WidePermission,
    /// Whether Connect may invoke it could not be found out.
    PermissionUnknown,
    /// Decided at run time.
    AtRunTime,
    /// In another account or Region.
    Elsewhere,
    /// A phone number that enters no flow.
    IdlePhoneNumber,
}

impl FindingCode {
    /// The code as written in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotPermitted => "not-permitted",
            Self::Gone => "gone",
            Self::NoFunction => "no-function",
            Self::BrokenFlow => "broken-flow",
            Self::Unreadable => "unreadable",
            Self::EverySaveIsLive => "every-save-is-live",
            Self::TimeoutTooLong => "timeout-too-long",
            Self::WidePermission => "wide-permission",
            Self::PermissionUnknown => "permission-unknown",
            Self::AtRunTime => "at-run-time",
            Self::Elsewhere => "elsewhere",
            Self::IdlePhoneNumber => "idle-phone-number",
        }
    }

    /// In a few words, for a heading.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::NotPermitted => "Connect may not invoke it",
            Self::Gone => "It does not exist",
            Self::NoFunction => "No function to call",
            Self::BrokenFlow => "The flow is broken",
            Self::Unreadable => "The flow could not be read",
            Self::EverySaveIsLive => "Every save is live",
            Self::TimeoutTooLong => "Runs longer than the flow waits",
            Self::WidePermission => "Permission is wider than needed",
            Self::PermissionUnknown => "Permission could not be checked",
            Self::AtRunTime => "Decided at run time",
            Self::Elsewhere => "In another account or Region",
            Self::IdlePhoneNumber => "Phone number without a flow",
        }
    }

    const fn severity(self) -> Severity {
        match self {
            Self::NotPermitted | Self::Gone | Self::NoFunction | Self::BrokenFlow => {
                Severity::Error
            }
            Self::EverySaveIsLive
            | Self::TimeoutTooLong
            | Self::WidePermission
            | Self::PermissionUnknown
            | Self::Unreadable => Severity::Warning,
            Self::AtRunTime | Self::Elsewhere | Self::IdlePhoneNumber => Severity::Info,
        }
    }
}

/// Something wrong, with its remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What sort.
    pub code: FindingCode,
    /// How much it matters.
    pub severity: Severity,
    /// In a sentence.
    pub message: String,
    /// What to do, in a sentence.
    pub remedy: String,
    /// Index of the flow that it is about.
    pub flow: Option<usize>,
    /// The function that it is about.
    pub function: Option<String>,
    /// The alias that it is about.
    pub alias: Option<AliasName>,
}

/// Everything wrong, worst first.
pub(super) fn findings(atlas: &Atlas) -> Vec<Finding> {
    let mut found = Vec::new();
    for (index, entry) in atlas.flows.iter().enumerate() {
        let mut about = About { atlas, index, entry, found: Vec::new() };
        about.flow();
        found.append(&mut about.found);
    }
    found.extend(atlas.phone_numbers.iter().filter(|(_, it)| *it == Entrance::Nowhere).map(
        |(number, _)| Finding {
            code: FindingCode::IdlePhoneNumber,
            severity: FindingCode::IdlePhoneNumber.severity(),
            message: format!("`{}` enters no flow.", number.number),
            remedy: "Attach the number to a flow, or release it.".to_owned(),
            flow: None,
            function: None,
            alias: None,
        },
    ));
    found.sort_by_key(|finding| (std::cmp::Reverse(finding.severity), finding.code));
    found
}

/// Whether the finding of the call itself says it already.
const fn is_told_of_a_call(code: Code) -> bool {
    matches!(code, Code::MissingFunctionArn | Code::MalformedFunctionArn)
}

/// Collects what there is to say about one flow.
struct About<'a> {
    atlas: &'a Atlas,
    index: usize,
    entry: &'a FlowEntry,
    found: Vec<Finding>,
}

impl About<'_> {
    fn flow(&mut self) {
        match &self.entry.reading {
            Err(reason) => {
                let message = format!("`{}`: {reason}", self.name());
                self.say(
                    FindingCode::Unreadable,
                    None,
                    message,
                    "Scan again; if it persists, open the flow in the console.",
                );
            }
            Ok(reading) => {
                self.broken();
                for call in &reading.calls {
                    self.call(call);
                }
            }
        }
    }

    /// One finding for all that the reader holds for an error, calls aside.
    fn broken(&mut self) {
        let errors: Vec<_> = self
            .entry
            .reading
            .iter()
            .flat_map(|reading| &reading.diagnostics)
            .filter(|diagnostic| diagnostic.severity() == Severity::Error)
            .filter(|diagnostic| !is_told_of_a_call(diagnostic.code))
            .collect();
        if let [first, rest @ ..] = errors.as_slice() {
            let more =
                if rest.is_empty() { String::new() } else { format!(" (and {} more)", rest.len()) };
            let message = format!("`{}`: {}{more}", self.name(), first.message);
            self.say(FindingCode::BrokenFlow, None, message, &first.remedy);
        }
    }

    fn call(&mut self, call: &Call) {
        let block = format!("block `{}` of `{}`", call.action, self.name());
        match &call.resolution {
            Resolution::Versions(hit) => self.hit(call, hit, &block),
            Resolution::AtRunTime { expression, candidates } => {
                for hit in candidates.iter().filter_map(|(_, hit)| hit.as_ref()) {
                    self.hit(call, hit, &block);
                }
                let message = format!(
                    "The function of {block} is `{expression}`, which a running call decides."
                );
                self.say(
                    FindingCode::AtRunTime,
                    None,
                    message,
                    "Nothing is wrong; make sure that what sets it names an alias.",
                );
            }
            Resolution::Placeholder { problem } => {
                let message = format!("The function of {block} is no ARN: {problem}");
                self.say(
                    FindingCode::NoFunction,
                    None,
                    message,
                    "Put the ARN of an alias into the block and publish the flow.",
                );
            }
            Resolution::Missing => {
                let message = format!("The {block} names no function.");
                self.say(
                    FindingCode::NoFunction,
                    None,
                    message,
                    "Put the ARN of an alias into the block and publish the flow.",
                );
            }
            Resolution::Gone(gone) => self.gone(gone, &block),
            Resolution::Elsewhere { account, region } => {
                let message = format!(
                    "The {block} calls a function in account `{account}`, Region `{region}`, where this sign-in does not look."
                );
                self.say(
                    FindingCode::Elsewhere,
                    None,
                    message,
                    "Open that account or Region to see its versions.",
                );
            }
            Resolution::Unknown { reason } => {
                let message = format!("What the {block} hits could not be found out: {reason}");
                self.say(
                    FindingCode::PermissionUnknown,
                    None,
                    message,
                    "Scan again, or ask for permission to read the function.",
                );
            }
        }
    }

    fn gone(&mut self, gone: &Gone, block: &str) {
        let (what, function) = match gone {
            Gone::Function(name) => (format!("the function `{name}`"), name),
            Gone::Version(name, version) => (format!("version {version} of `{name}`"), name),
            Gone::Alias(name, alias) => (format!("the alias `{name}:{alias}`"), name),
        };
        let message = format!(
            "The {block} calls {what}, which does not exist: callers land in its Error branch."
        );
        let about = Some((function.clone(), None));
        self.say(
            FindingCode::Gone,
            about,
            message,
            "Create it again, or point the block at an alias that exists.",
        );
    }

    fn hit(&mut self, call: &Call, hit: &Hit, block: &str) {
        let about = Some((hit.arn.name.clone(), hit.alias.clone()));
        if hit.is_latest() {
            let how = match &hit.arn.qualifier {
                None => "without version or alias".to_owned(),
                Some(Qualifier::Version(version)) => format!("at `{version}`"),
                Some(Qualifier::Alias(_)) => {
                    format!("through an alias that stands at `{}`", hit.routing.version)
                }
            };
            let does =
                if hit.routing.version == Version::LatestPublished { "publishes" } else { "saves" };
            let message = format!(
                "The {block} calls `{}` {how}: code is live the moment that somebody {does} it.",
                hit.arn.name
            );
            self.say(
                FindingCode::EverySaveIsLive,
                about.clone(),
                message,
                "Publish a version, create an alias for it, and point the block at the alias.",
            );
        }
        self.permission(hit, block, about.as_ref());
        self.timeout(call, hit, block, about);
    }

    fn permission(&mut self, hit: &Hit, block: &str, about: Option<&(String, Option<AliasName>)>) {
        let about = about.cloned();
        let target = hit.arn.qualifier.as_ref().map_or_else(
            || hit.arn.name.clone(),
            |qualifier| format!("{}:{qualifier}", hit.arn.name),
        );
        match self.permission_of(hit) {
            Some(Permission::Allowed(grant)) => {
                let lacking = match (grant.limited_to_instance, grant.limited_to_account) {
                    (true, true) => return,
                    (true, false) => "its account (`SourceAccount`)",
                    (false, true) => "the instance (`SourceArn`)",
                    (false, false) => "instance and account (`SourceArn`, `SourceAccount`)",
                };
                let message = format!(
                    "The permission `{}` on `{target}` does not name {lacking}.",
                    grant.statement_id
                );
                self.say(FindingCode::WidePermission, about, message, "Replace it by one that names the instance in `SourceArn` and its account in `SourceAccount`.");
            }
            Some(Permission::Denied { statement_id }) => {
                let message = format!(
                    "The statement `{statement_id}` denies Connect the call of `{target}` that the {block} makes."
                );
                self.say(
                    FindingCode::NotPermitted,
                    about,
                    message,
                    "Remove the Deny, or point the block at something that Connect may invoke.",
                );
            }
            Some(Permission::NotAllowed { undecided, .. }) if undecided.is_empty() => {
                let message = format!(
                    "Connect may not invoke `{target}`, which the {block} calls: callers land in its Error branch."
                );
                self.say(FindingCode::NotPermitted, about, message, "Add a permission for `connect.amazonaws.com` on exactly this qualifier, with `SourceArn` and `SourceAccount`.");
            }
            Some(Permission::NotAllowed { undecided, .. }) => {
                let message = format!(
                    "Whether Connect may invoke `{target}` hangs on `{}`, which only AWS can decide.",
                    undecided.join("`, `")
                );
                self.say(
                    FindingCode::PermissionUnknown,
                    about,
                    message,
                    "Test the flow, or add a permission with `SourceArn` and `SourceAccount`.",
                );
            }
            Some(Permission::Unknown { reason }) => {
                let message = format!("The permissions of `{target}` could not be read: {reason}");
                self.say(
                    FindingCode::PermissionUnknown,
                    about,
                    message,
                    "Ask for `lambda:GetPolicy`, or test the flow.",
                );
            }
            None => {}
        }
    }

    fn timeout(
        &mut self,
        call: &Call,
        hit: &Hit,
        block: &str,
        about: Option<(String, Option<AliasName>)>,
    ) {
        let view = self.atlas.function(&hit.arn.name);
        let timeout = view
            .and_then(|view| view.summary.as_ref().ok()?.as_ref())
            .map(|summary| summary.timeout_seconds);
        if let Some(timeout) =
            timeout.filter(|&timeout| call.synchronous && timeout > LONGEST_WAIT_SECONDS)
        {
            let message = format!(
                "`{}` may run {timeout} s, but the {block} waits at most {LONGEST_WAIT_SECONDS} s.",
                hit.arn.name
            );
            self.say(FindingCode::TimeoutTooLong, about, message, "Lower the function's timeout to 8 s or less, so that a slow call ends when the flow stops waiting.");
        }
    }

    fn permission_of(&self, hit: &Hit) -> Option<Permission> {
        let view = self.atlas.function(&hit.arn.name)?;
        view.permissions.get(&effective_qualifier(&hit.arn).cloned()).cloned()
    }

    fn name(&self) -> &str {
        &self.entry.summary.name
    }

    fn say(
        &mut self,
        code: FindingCode,
        about: Option<(String, Option<AliasName>)>,
        message: String,
        remedy: &str,
    ) {
        let takes_calls = !self.entry.summary.archived
            && self.entry.summary.status == PublicationStatus::Published;
        let severity = if takes_calls { code.severity() } else { Severity::Info };
        let (function, alias) =
            about.map_or((None, None), |(function, alias)| (Some(function), alias));
        let finding = Finding {
            code,
            severity,
            message,
            remedy: remedy.to_owned(),
            flow: Some(self.index),
            function,
            alias,
        };
        if !self.found.contains(&finding) {
            self.found.push(finding);
        }
    }
}
