//! Changing what a flow points at: functions, flows, queues, prompts.
//!
//! A flow that comes from another instance names that instance's resources, and
//! a sample names nothing yet. [`resources`] lists what a flow names,
//! [`placeholders`] what is still to be filled in, [`suggest`] what of the
//! account fits, [`rewrite`] puts it in, [`point_at_alias`] moves the calls of
//! one function onto an alias.
//!
//! Invariant: what is not asked to change comes out equal, value by value.

mod alias;
mod placeholder;
mod resource;
mod suggest;
#[cfg(test)]
mod tests;
mod text;

use serde_json::Value;

use super::model::{ActionId, Flow, FlowFormat, list_key};
use super::{language, legacy};
use text::Table;

pub use alias::{Calls, NotAnAliasArn, point_at_alias};
pub use placeholder::{Cause, Placeholder, placeholders};
pub use resource::{ResourceKind, ResourceUse, State, resources};
pub use suggest::{Candidate, Likeness, Suggestion, suggest};

/// Where a value stands in a flow.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The action.
    pub action: ActionId,
    /// The keys from the action's JSON down to the value, as a JSON pointer, such
    /// as `/Parameters/LambdaFunctionARN`.
    pub pointer: String,
}

/// What is put in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The ARN or id, or whatever text belongs there.
    pub text: String,
    /// The name that the designer is to show for it, where one is known.
    pub name: Option<String>,
}

/// One line of a table of replacements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replacement {
    /// Wherever `from` stands, as a whole text or, an ARN, within a longer one.
    Everywhere {
        /// The text that is replaced; not empty.
        from: String,
        /// What is put in.
        to: Target,
    },
    /// At one place, whatever stands there.
    At {
        /// The place, as [`resources`] and [`placeholders`] tell it.
        place: Place,
        /// What is put in.
        to: Target,
    },
}

/// One value that was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// Where.
    pub place: Place,
    /// The text before.
    pub before: String,
    /// The text after.
    pub after: String,
}

/// A flow with other values in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Rewritten {
    /// The flow.
    pub flow: Flow,
    /// What was changed in its actions, in the flow's order; what the designer
    /// remembers changes with it and is not listed.
    pub replaced: Vec<Replaced>,
    /// Replacements that found nothing to replace, by their number in the table.
    pub unused: Vec<usize>,
}

/// Puts `replacements` in, all at once: what one puts in is not replaced by
/// another. Where several are for the same place, [`Replacement::At`] outranks
/// [`Replacement::Everywhere`], and the first outranks the next.
#[must_use]
pub fn rewrite(flow: &Flow, replacements: &[Replacement]) -> Rewritten {
    let mut value = flow.to_value();
    let mut table = Table::of(replacements);
    let mut replaced = Vec::new();
    let list = value.get_mut(list_key(flow.format)).and_then(Value::as_array_mut);
    for (action, raw) in flow.actions.iter().zip(list.into_iter().flatten()) {
        table.replace_in_action(&action.id, raw, &mut replaced);
    }
    let memory = match flow.format {
        FlowFormat::FlowLanguage => "Metadata",
        FlowFormat::Legacy => "metadata",
    };
    if let Some(memory) = value.get_mut(memory) {
        table.replace_in_memory(memory);
    }
    Rewritten { flow: read_again(flow, value), replaced, unused: table.unused() }
}

/// The flow that `value` is, under the same label.
fn read_again(flow: &Flow, value: Value) -> Flow {
    let Value::Object(body) = value else { return flow.clone() };
    let label = flow.label();
    match flow.format {
        FlowFormat::FlowLanguage => language::read(body, label, &mut Vec::new()),
        FlowFormat::Legacy => legacy::read(body, label, &mut Vec::new()),
    }
}
