//! Why a text is no flow.
//!
//! Invariant: each refusal names what was found and what to do instead.

use thiserror::Error;

/// The text or value holds no single flow.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotAFlow {
    /// Nothing but white space.
    #[error("The {place} is empty.")]
    Empty {
        /// What is meant: the file, or the `Content` in it.
        place: &'static str,
    },
    /// No JSON, and replacing what looks like template text did not help.
    #[error("The {place} is not JSON: {problem} at line {line}, column {column}.")]
    NotJson {
        /// What is meant: the file, or the `Content` in it.
        place: &'static str,
        /// The parser's words.
        problem: String,
        /// Line, counted from 1.
        line: usize,
        /// Column in bytes, counted from 1.
        column: usize,
        /// The template marker that the text has, such as `${`, when there is one.
        template: Option<String>,
    },
    /// JSON, but a list, number or the like.
    #[error("The file holds {found}; a flow is a JSON object.")]
    NotAnObject {
        /// What it is, with its article.
        found: &'static str,
    },
    /// An object of another kind.
    #[error(
        "The file is a JSON object with {keys}, but no flow: a flow has `Actions` or `modules`."
    )]
    OtherObject {
        /// The object's first keys, each in backticks.
        keys: String,
    },
    /// A wrapper without the flow in it, such as a response without `Content`.
    #[error("`{wrapper}` is there, but the flow's `Content` is not in it.")]
    NoContent {
        /// The wrapper's name.
        wrapper: String,
    },
    /// A CloudFormation template or the like: it carries flows, it is none.
    #[error("The file is a template that carries flows ({count} of them); it is no flow itself.")]
    Template {
        /// How many flows it carries.
        count: usize,
    },
    /// Text in text in text, beyond reason.
    #[error("The flow is wrapped more than {limit} times.")]
    WrappedTooDeep {
        /// How many layers are taken off.
        limit: usize,
    },
}

impl NotAFlow {
    /// The code as written in output, such as `not-json`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty { .. } => "empty",
            Self::NotJson { .. } => "not-json",
            Self::NotAnObject { .. } => "not-an-object",
            Self::OtherObject { .. } => "other-object",
            Self::NoContent { .. } => "no-content",
            Self::Template { .. } => "template",
            Self::WrappedTooDeep { .. } => "wrapped-too-deep",
        }
    }

    /// What to do about it, one sentence.
    #[must_use]
    pub fn remedy(&self) -> String {
        match self {
            Self::NotJson { template: Some(marker), .. } => {
                format!(
                    "It looks like a template (`{marker}`): fill it in first, then read the result."
                )
            }
            Self::Template { .. } => {
                "Take the flows out of it, or deploy it and export them; `inspect` lists them."
                    .to_owned()
            }
            Self::NoContent { .. } => {
                "Save the whole response of `aws connect describe-contact-flow`.".to_owned()
            }
            Self::Empty { .. }
            | Self::NotJson { .. }
            | Self::NotAnObject { .. }
            | Self::OtherObject { .. }
            | Self::WrappedTooDeep { .. } => {
                "Export the flow from the console, or save the response of \
                 `aws connect describe-contact-flow`."
                    .to_owned()
            }
        }
    }
}
