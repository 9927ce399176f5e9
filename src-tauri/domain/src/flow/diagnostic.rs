//! What the reader has to say about a flow that it could read.
//!
//! Invariant: every [`Code`] has one severity, so a code never means more in
//! one place than in another.

use std::fmt;

use super::model::ActionId;

/// How much a [`Diagnostic`] matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Info,
    /// Runs, but probably not as meant, or could be read only with a guess.
    Warning,
    /// Amazon Connect would refuse it, or callers would land in the Error branch.
    Error,
}

impl Severity {
    /// `info`, `warning` or `error`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// What sort of remark a [`Diagnostic`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// `Version` is not one that the program knows.
    UnknownVersion,
    /// The text was no JSON; it was read with replacements.
    RepairedText,
    /// No action is named to start with.
    MissingStart,
    /// The action to start with is not there.
    DanglingStart,
    /// An action leads to one that is not there.
    DanglingTransition,
    /// Two actions share an identifier.
    DuplicateIdentifier,
    /// An action has no identifier.
    MissingIdentifier,
    /// An identifier that the Flow language does not allow.
    InvalidIdentifier,
    /// Something in the list of actions is no action.
    MalformedAction,
    /// A transition that cannot be read.
    MalformedTransition,
    /// An action of a type that the program does not know.
    UnknownActionType,
    /// No path leads from the start to the action.
    UnreachableAction,
    /// The list of actions is absent or empty.
    NoActions,
    /// More actions than a flow may have.
    TooManyActions,
    /// More characters than a flow may have.
    ContentTooLong,
    /// A Lambda action without a function.
    MissingFunctionArn,
    /// A function ARN that is malformed.
    MalformedFunctionArn,
    /// A function ARN that a template still has to fill in.
    TemplateFunctionArn,
    /// A dynamic function ARN where only a static one is allowed.
    FunctionArnNotStatic,
    /// A chat processor is named but switched off.
    ChatProcessorDisabled,
    /// A time limit outside of what Amazon Connect takes.
    TimeLimitOutOfRange,
    /// A time limit that is no number.
    TimeLimitNotANumber,
    /// A transfer without a destination.
    MissingFlowId,
    /// A transfer whose destination is known by name only.
    FlowByName,
}

impl Code {
    /// The code as written in output, such as `dangling-transition`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnknownVersion => "unknown-version",
            Self::RepairedText => "repaired-text",
            Self::MissingStart => "missing-start",
            Self::DanglingStart => "dangling-start",
            Self::DanglingTransition => "dangling-transition",
            Self::DuplicateIdentifier => "duplicate-identifier",
            Self::MissingIdentifier => "missing-identifier",
            Self::InvalidIdentifier => "invalid-identifier",
            Self::MalformedAction => "malformed-action",
            Self::MalformedTransition => "malformed-transition",
            Self::UnknownActionType => "unknown-action-type",
            Self::UnreachableAction => "unreachable-action",
            Self::NoActions => "no-actions",
            Self::TooManyActions => "too-many-actions",
            Self::ContentTooLong => "content-too-long",
            Self::MissingFunctionArn => "missing-function-arn",
            Self::MalformedFunctionArn => "malformed-function-arn",
            Self::TemplateFunctionArn => "template-function-arn",
            Self::FunctionArnNotStatic => "function-arn-not-static",
            Self::ChatProcessorDisabled => "chat-processor-disabled",
            Self::TimeLimitOutOfRange => "time-limit-out-of-range",
            Self::TimeLimitNotANumber => "time-limit-not-a-number",
            Self::MissingFlowId => "missing-flow-id",
            Self::FlowByName => "flow-by-name",
        }
    }

    /// How much it matters.
    #[must_use]
    pub const fn severity(self) -> Severity {
        match self {
            Self::MissingStart
            | Self::DanglingStart
            | Self::DanglingTransition
            | Self::DuplicateIdentifier
            | Self::MissingIdentifier
            | Self::MalformedAction
            | Self::NoActions
            | Self::TooManyActions
            | Self::ContentTooLong
            | Self::MissingFunctionArn
            | Self::MalformedFunctionArn
            | Self::FunctionArnNotStatic
            | Self::TimeLimitOutOfRange
            | Self::TimeLimitNotANumber => Severity::Error,
            Self::UnknownVersion
            | Self::RepairedText
            | Self::InvalidIdentifier
            | Self::MalformedTransition
            | Self::TemplateFunctionArn
            | Self::MissingFlowId => Severity::Warning,
            Self::UnknownActionType
            | Self::UnreachableAction
            | Self::ChatProcessorDisabled
            | Self::FlowByName => Severity::Info,
        }
    }
}

/// One remark about a flow, told for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What sort of remark.
    pub code: Code,
    /// The action it is about; `None` when it is about the whole flow.
    pub action: Option<ActionId>,
    /// What was found, one sentence, values in backticks.
    pub message: String,
    /// What to do about it, one sentence.
    pub remedy: String,
}

impl Diagnostic {
    /// How much it matters.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        self.code.severity()
    }

    pub(super) fn of_flow(code: Code, message: impl Into<String>, remedy: &str) -> Self {
        Self { code, action: None, message: message.into(), remedy: remedy.to_owned() }
    }

    pub(super) fn of_action(
        code: Code,
        action: &ActionId,
        message: impl Into<String>,
        remedy: &str,
    ) -> Self {
        Self { action: Some(action.clone()), ..Self::of_flow(code, message, remedy) }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { code, action, message, remedy } = self;
        write!(f, "{} {}: ", self.severity().as_str(), code.as_str())?;
        if let Some(action) = action {
            write!(f, "[{action}] ")?;
        }
        write!(f, "{message} {remedy}")
    }
}
