//! Whether a flow is fit to go out.
//!
//! Amazon Connect checks a flow when it is published and answers with
//! `InvalidContactFlowException` and its `problems`; this says beforehand, in
//! words and block by block, what it would refuse. Source: "Amazon Connect Flow
//! language" and the page of each action. Invariant: a flow without a
//! [`Gravity::Refused`] problem has a first block, and every branch of it leads
//! to a block.

mod instance;
mod rules;
#[cfg(test)]
mod tests;

use std::fmt;

use serde_json::Value;

use super::convert::UNCONVERTED;
use super::diagnostic::{Code, Diagnostic, Severity};
use super::document::Label;
use super::kind::ActionKind;
use super::model::{Action, ActionId, Flow, FlowFormat};
use super::rewrite::{Candidate, Cause, Placeholder, ResourceKind, placeholders};
use super::{checks, language};
use crate::arn::InstanceArn;

pub use instance::{Known, known};

/// How much a [`Problem`] matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gravity {
    /// It can go out as it is.
    Advice,
    /// Amazon Connect would refuse to publish it.
    Refused,
}

/// Something that is wrong with a flow, told for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// How much it matters.
    pub gravity: Gravity,
    /// The block; `None` when it is about the whole flow.
    pub block: Option<ActionId>,
    /// What is wrong, one sentence, values in backticks.
    pub message: String,
    /// What to do about it, one sentence.
    pub remedy: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let gravity = match self.gravity {
            Gravity::Advice => "advice",
            Gravity::Refused => "refused",
        };
        write!(f, "{gravity}: ")?;
        if let Some(block) = &self.block {
            write!(f, "[{block}] ")?;
        }
        write!(f, "{} {}", self.message, self.remedy)
    }
}

/// All that is wrong with a flow that is to go out, the flow's own problems
/// first, then the blocks', in the flow's order.
#[must_use]
pub fn validate(flow: &Flow) -> Vec<Problem> {
    if flow.format == FlowFormat::Legacy {
        return vec![legacy()];
    }
    let placeholders = placeholders(flow);
    let told = |block: Option<&ActionId>| {
        block.is_some_and(|id| placeholders.iter().any(|it| it.place.action == *id))
    };
    let remarks =
        remarks(flow).into_iter().filter(|it| !(tells_less(it) && told(it.action.as_ref())));
    let mut found: Vec<Problem> = remarks.filter_map(problem).collect();
    found.extend(placeholders.into_iter().map(open));
    found.extend(flow.actions.iter().filter_map(left_over));
    for action in &flow.actions {
        rules::check(action, &mut found);
    }
    in_order(flow, found)
}

/// The same for a flow that is to go out in an instance, given all that the
/// instance has to offer: what the flow names has to be there.
#[must_use]
pub fn validate_in(flow: &Flow, instance: &InstanceArn, there: &[Candidate]) -> Vec<Problem> {
    let mut found = validate(flow);
    instance::missing(flow, instance, there, &mut found);
    in_order(flow, found)
}

fn in_order(flow: &Flow, mut found: Vec<Problem>) -> Vec<Problem> {
    let place = |problem: &Problem| {
        let id = problem.block.as_ref()?;
        flow.actions.iter().position(|action| action.id == *id)
    };
    found.sort_by_key(place);
    found
}

/// Whether Amazon Connect would publish the flow, as far as can be told.
#[must_use]
pub fn is_publishable(flow: &Flow) -> bool {
    validate(flow).iter().all(|problem| problem.gravity == Gravity::Advice)
}

fn legacy() -> Problem {
    Problem {
        gravity: Gravity::Refused,
        block: None,
        message: "The flow is in the console's old export format, which the API does not take."
            .to_owned(),
        remedy: "Convert it to the Flow language first.".to_owned(),
    }
}

/// What the reader remarks on the flow as it is now.
fn remarks(flow: &Flow) -> Vec<Diagnostic> {
    let value = flow.to_value();
    let length = value.to_string().chars().count();
    let Value::Object(body) = value else { return Vec::new() };
    let mut found = Vec::new();
    let flow = language::read(body, Label::default(), &mut found);
    checks::run(&flow, Some(length), &mut found);
    found
}

/// Whether a remark is one that [`placeholders`] tells more of.
fn tells_less(remark: &Diagnostic) -> bool {
    remark.code == Code::MalformedFunctionArn
}

/// What a remark of the reader means for a flow that is to go out; `None` for
/// what [`placeholders`] and the rules tell in any case.
fn problem(remark: Diagnostic) -> Option<Problem> {
    let gravity = match remark.code {
        Code::MissingFunctionArn
        | Code::TemplateFunctionArn
        | Code::MissingFlowId
        | Code::FlowByName => return None,
        Code::UnknownVersion | Code::InvalidIdentifier => Gravity::Refused,
        Code::RepairedText
        | Code::MissingStart
        | Code::DanglingStart
        | Code::DanglingTransition
        | Code::DuplicateIdentifier
        | Code::MissingIdentifier
        | Code::MalformedAction
        | Code::MalformedTransition
        | Code::UnknownActionType
        | Code::UnreachableAction
        | Code::NoActions
        | Code::TooManyActions
        | Code::ContentTooLong
        | Code::MalformedFunctionArn
        | Code::FunctionArnNotStatic
        | Code::ChatProcessorDisabled
        | Code::TimeLimitOutOfRange
        | Code::TimeLimitNotANumber => match remark.severity() {
            Severity::Error => Gravity::Refused,
            Severity::Info | Severity::Warning => Gravity::Advice,
        },
    };
    let Diagnostic { action: block, message, remedy, .. } = remark;
    Some(Problem { gravity, block, message, remedy })
}

/// A block that the conversion found no counterpart of. Other types that are not
/// known may be new ones of AWS's.
fn left_over(action: &Action) -> Option<Problem> {
    let ActionKind::Unknown(name) = &action.kind else { return None };
    let legacy = name.strip_prefix(UNCONVERTED)?;
    Some(Problem {
        gravity: Gravity::Refused,
        block: Some(action.id.clone()),
        message: format!("The block of type `{legacy}` is still as the old export has it."),
        remedy: "Build it anew in the designer, or take it out.".to_owned(),
    })
}

/// A text that is still to be filled in.
fn open(placeholder: Placeholder) -> Problem {
    let Placeholder { place, text, kind, name, cause } = placeholder;
    let what = kind.map_or("text", ResourceKind::as_str);
    let gravity = match cause {
        // A key may be called whatever its author likes, and a text may have
        // such marks in it.
        Cause::Instruction { .. } => Gravity::Advice,
        Cause::Template { .. } if kind.is_none() => Gravity::Advice,
        Cause::Empty | Cause::Template { .. } | Cause::Malformed { .. } => Gravity::Refused,
    };
    let message = match (text.trim(), gravity, name) {
        ("", _, Some(name)) => format!("The {what} is known by its name only, `{name}`."),
        ("", _, None) => format!("No {what} is chosen."),
        (text, Gravity::Advice, _) => {
            format!("The {what} `{text}` looks unfinished: {}.", cause.told())
        }
        (text, Gravity::Refused, _) => {
            format!("The {what} `{text}` cannot go out: {}.", cause.told())
        }
    };
    let remedy = match kind {
        Some(kind) => format!("Choose the {kind} that belongs there."),
        None => "Put in what belongs there.".to_owned(),
    };
    Problem { gravity, block: Some(place.action), message, remedy }
}
