//! An action of the Flow language in the making.
//!
//! Invariant: an action that goes on names a `NextAction`, as the console writes
//! it: where the block has no branch for success, the one that it falls back to.

use serde_json::{Map, Value, json};

use super::block::Block;
use super::report::Added;
use crate::flow::kind::ActionKind;
use crate::flow::model::ActionId;

/// The error that stands for all others.
pub(super) const ANY: &str = "NoMatchingError";
/// The error of a comparison that no condition fits.
pub(super) const NO_MATCH: &str = "NoMatchingCondition";

/// A name that the designer shows instead of a parameter's value.
#[derive(Debug)]
pub(super) struct Shown {
    /// Keys from the parameters down to the value.
    pub path: Vec<String>,
    /// The name, where the export has one.
    pub name: Option<String>,
    /// Whether the value is a reference.
    pub dynamic: bool,
}

/// An action in the making.
#[derive(Debug)]
pub(super) struct Draft {
    pub kind: ActionKind,
    pub parameters: Map<String, Value>,
    /// What the designer remembers of the parameters.
    pub shown: Vec<Shown>,
    next: Option<String>,
    errors: Vec<(String, String)>,
    conditions: Vec<Condition>,
    added: Vec<(String, String)>,
}

#[derive(Debug)]
struct Condition {
    operator: String,
    operand: String,
    to: String,
}

impl Draft {
    pub(super) fn of(kind: ActionKind) -> Self {
        Self {
            kind,
            parameters: Map::new(),
            shown: Vec::new(),
            next: None,
            errors: Vec::new(),
            conditions: Vec::new(),
            added: Vec::new(),
        }
    }

    /// Whether it is a block with no counterpart.
    pub(super) const fn is_unchanged(&self) -> bool {
        matches!(self.kind, ActionKind::Unknown(_))
    }

    pub(super) fn put(&mut self, name: &str, value: impl Into<Value>) {
        self.parameters.insert(name.to_owned(), value.into());
    }

    /// Puts a parameter where the block has it.
    pub(super) fn put_some(&mut self, name: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.put(name, value);
        }
    }

    pub(super) fn show(&mut self, path: &[&str], name: Option<String>, dynamic: bool) {
        if name.is_some() || dynamic {
            let path = path.iter().map(|&key| key.to_owned()).collect();
            self.shown.push(Shown { path, name, dynamic });
        }
    }

    pub(super) fn go(&mut self, to: Option<String>) {
        self.next = to;
    }

    pub(super) fn error(&mut self, error: &str, to: Option<String>) {
        self.errors.extend(to.map(|to| (error.to_owned(), to)));
    }

    pub(super) fn condition(&mut self, operator: &str, operand: &str, to: Option<String>) {
        let (operator, operand) = (operator.to_owned(), operand.to_owned());
        self.conditions.extend(to.map(|to| Condition { operator, operand, to }));
    }

    /// `Success` and `Error`, the ways out that most blocks have.
    pub(super) fn fallible(mut self, block: &mut Block<'_>) -> Self {
        self.go(block.way("Success"));
        self.error(ANY, block.way("Error"));
        self
    }

    /// Goes where `error` goes when nothing else is said, as the console has it.
    pub(super) fn or_next(mut self, error: &str) -> Self {
        if self.next.is_none() {
            let same = self.errors.iter().find(|(word, _)| word == error);
            self.next = same.or(self.errors.first()).map(|(_, to)| to.clone());
        }
        self
    }

    /// Lets the flow go on after an error, where the old block had no branch for
    /// one because it went on.
    pub(super) fn go_on_after_error(mut self) -> Self {
        if let (Some(next), true) = (&self.next, self.errors.is_empty()) {
            self.added.push((ANY.to_owned(), next.clone()));
            self.errors.push((ANY.to_owned(), next.clone()));
        }
        self
    }

    pub(super) fn added(&self, block: &ActionId) -> Vec<Added> {
        let added = |(error, to): &(String, String)| Added {
            block: block.clone(),
            error: error.clone(),
            to: ActionId::new(to.as_str()),
        };
        self.added.iter().map(added).collect()
    }

    pub(super) fn into_action(self, id: &ActionId) -> Value {
        let mut transitions = Map::new();
        if let Some(next) = self.next {
            transitions.insert("NextAction".to_owned(), next.into());
        }
        if !self.errors.is_empty() {
            let error = |(word, to)| json!({"NextAction": to, "ErrorType": word});
            transitions.insert("Errors".to_owned(), self.errors.into_iter().map(error).collect());
        }
        if !self.conditions.is_empty() {
            let list = self.conditions.into_iter().map(Condition::into_value).collect();
            transitions.insert("Conditions".to_owned(), list);
        }
        json!({
            "Identifier": id.as_str(),
            "Type": self.kind.as_str(),
            "Parameters": self.parameters,
            "Transitions": transitions,
        })
    }
}

impl Condition {
    fn into_value(self) -> Value {
        let Self { operator, operand, to } = self;
        json!({"NextAction": to, "Condition": {"Operator": operator, "Operands": [operand]}})
    }
}
