//! Which function a Lambda action calls, as far as the flow's text tells.
//!
//! Invariant: [`CallTarget::Literal`] is a complete ARN and nothing else is; a
//! reference is never replaced by a guess.

use std::str::FromStr;

use crate::arn::{ArnError, FunctionArn};
use crate::qualifier::Qualifier;

use super::reference::{Reference, markers_in, references_in};
use super::shape::{Shape, fault_of};
use super::trace::{Origin, Source};
use super::written::Written;

/// Longer texts are not looked at: no ARN, however templated, is this long.
const LONGEST: usize = 4096;

/// What a Lambda action names as its function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallTarget {
    /// A complete function ARN.
    Literal(FunctionArn),
    /// A text that is not an ARN yet, or not a valid one.
    Placeholder(Placeholder),
    /// A reference, looked up when the flow runs.
    Dynamic(Dynamic),
    /// Nothing.
    Missing,
}

/// A text where a function ARN belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placeholder {
    /// The text as it stands.
    pub text: String,
    /// Why it is no ARN.
    pub reason: PlaceholderReason,
    /// The function's name, where it can be read off nevertheless.
    pub name: Option<String>,
    /// The qualifier, where it can be read off nevertheless.
    pub qualifier: Option<Qualifier>,
}

/// Why a text is no function ARN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceholderReason {
    /// A template tool has to fill it in. `fault` says what would be wrong even
    /// then.
    Template {
        /// Such as a missing colon after `function`.
        fault: Option<String>,
    },
    /// Amazon Connect fills references in when the flow runs, such as
    /// `arn:aws:lambda:$.AwsRegion:111122223333:function:orders`.
    Reference {
        /// The references, in order.
        references: Vec<String>,
        /// What would be wrong even then.
        fault: Option<String>,
    },
    /// It is no ARN of a function.
    Malformed {
        /// What is wrong.
        fault: String,
    },
    /// A list, an object or the like.
    NotText,
}

/// A reference where a function or flow belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dynamic {
    /// The reference as a `JSONPath`; legacy references are put as one.
    pub expression: String,
    /// Where its value comes from, as far as the flow itself tells; never empty.
    pub origins: Vec<Origin>,
}

impl CallTarget {
    /// Takes `written` for a function ARN; `trace` finds a reference's origins.
    pub(super) fn of(written: Written, trace: impl FnOnce(&Reference) -> Vec<Origin>) -> Self {
        match written {
            Written::Nothing => Self::Missing,
            Written::Text(text) => Self::of_text(text),
            Written::Reference(reference) => Self::Dynamic(Dynamic::of(&reference, trace)),
            Written::NotText(text) => Self::Placeholder(Placeholder {
                text,
                reason: PlaceholderReason::NotText,
                name: None,
                qualifier: None,
            }),
        }
    }

    fn of_text(text: String) -> Self {
        if text.trim().is_empty() {
            return Self::Missing;
        }
        match FunctionArn::from_str(&text) {
            Ok(arn) => Self::Literal(arn),
            Err(error) => Self::Placeholder(Placeholder::of(text, &error)),
        }
    }

    /// `literal`, `placeholder`, `dynamic` or `missing`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Literal(_) => "literal",
            Self::Placeholder(_) => "placeholder",
            Self::Dynamic(_) => "dynamic",
            Self::Missing => "missing",
        }
    }

    /// The text in the block; `None` when nothing stands there.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        match self {
            Self::Literal(arn) => Some(arn.to_string()),
            Self::Placeholder(placeholder) => Some(placeholder.text.clone()),
            Self::Dynamic(dynamic) => Some(dynamic.expression.clone()),
            Self::Missing => None,
        }
    }

    /// The qualifier in the block's own text.
    #[must_use]
    pub const fn qualifier(&self) -> Option<&Qualifier> {
        match self {
            Self::Literal(arn) => arn.qualifier.as_ref(),
            Self::Placeholder(placeholder) => placeholder.qualifier.as_ref(),
            Self::Dynamic(_) | Self::Missing => None,
        }
    }
}

impl Placeholder {
    fn of(text: String, error: &ArnError) -> Self {
        if text.len() > LONGEST {
            let fault = format!("it is {} characters long", text.chars().count());
            let reason = PlaceholderReason::Malformed { fault };
            return Self { text, reason, name: None, qualifier: None };
        }
        let Shape { name, qualifier, fault } = Shape::of(&text);
        let references = references_in(&text);
        let reason = if !markers_in(&text).is_empty() {
            PlaceholderReason::Template { fault }
        } else if references.is_empty() {
            PlaceholderReason::Malformed { fault: fault.unwrap_or_else(|| fault_of(error)) }
        } else {
            let references = references.into_iter().map(|range| text[range].to_owned()).collect();
            PlaceholderReason::Reference { references, fault }
        };
        Self { text, reason, name, qualifier }
    }

    /// The ARN that it becomes in `region`, when `$.AwsRegion` is all that keeps
    /// it from being one. An instance runs in one Region, so this is no guess.
    #[must_use]
    pub fn in_region(&self, region: &str) -> Option<FunctionArn> {
        let text = self.text.replace("$['AwsRegion']", region).replace("$.AwsRegion", region);
        (text != self.text).then(|| text.parse().ok()).flatten()
    }
}

impl Dynamic {
    pub(super) fn of(reference: &Reference, trace: impl FnOnce(&Reference) -> Vec<Origin>) -> Self {
        Self { expression: reference.to_string(), origins: trace(reference) }
    }

    /// The constants that the flow itself may give it, each once, in the order
    /// in which they were found.
    #[must_use]
    pub fn constants(&self) -> Vec<&str> {
        let mut found = Vec::new();
        for origin in &self.origins {
            if let Source::Constant { value, .. } = &origin.source
                && !found.contains(&value.as_str())
            {
                found.push(value.as_str());
            }
        }
        found
    }

    /// Whether something else than the flow's own constants may decide it, paths
    /// on which setting the attribute fails left aside.
    #[must_use]
    pub fn decided_at_run_time(&self) -> bool {
        let mut usual =
            self.origins.iter().filter(|origin| !origin.only_if_setting_failed).peekable();
        usual.peek().is_none() || usual.any(|origin| !origin.source.is_constant())
    }

    /// The constants taken for function ARNs.
    #[must_use]
    pub fn candidates(&self) -> Vec<CallTarget> {
        self.constants().into_iter().map(|text| CallTarget::of_text(text.to_owned())).collect()
    }
}
