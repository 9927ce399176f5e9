//! Where the value of an attribute comes from when a certain action reads it.
//!
//! Walks the flow backwards from the action, along every path on which a
//! contact can get there, up to the last action that sets the attribute.
//! Setting is all or nothing (`UpdateContactAttributes`), so behind an error
//! branch of the setter the earlier value stands.
//!
//! Invariant: every path that is left without a setter yields
//! [`Source::Outside`]; the value is never guessed.

use std::collections::{HashSet, VecDeque};

use serde_json::Value;

use super::graph::{Edge, Graph};
use super::kind::ActionKind;
use super::legacy;
use super::model::{Action, ActionId, Flow, FlowFormat};
use super::reference::{Namespace, Reference, references_in};
use super::written::Written;

/// One way in which a value may come about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Where it comes from.
    pub source: Source,
    /// Whether this holds only if an action that sets the attribute fails.
    pub only_if_setting_failed: bool,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The flow sets it to this text.
    Constant {
        /// The text.
        value: String,
        /// The action that sets it.
        set_by: ActionId,
    },
    /// The flow sets it to something that only the run itself decides.
    RunTime {
        /// What it is set to, as written.
        expression: String,
        /// The action that sets it.
        set_by: ActionId,
    },
    /// A flow module on the way may set it.
    Module {
        /// The action that invokes the module.
        invoked_by: ActionId,
    },
    /// The flow does not set it: another flow, the API or a Lambda function does.
    Outside,
}

impl Source {
    /// Whether the flow sets a text.
    #[must_use]
    pub const fn is_constant(&self) -> bool {
        matches!(self, Self::Constant { .. })
    }
}

/// What an action does to the attribute.
enum Effect {
    Sets(Source),
    MaySet(Source),
    Nothing,
}

/// The origins of `reference` as action number `at` reads it; never empty.
pub(super) fn origins(
    flow: &Flow,
    graph: &Graph<'_>,
    at: usize,
    reference: &Reference,
) -> Vec<Origin> {
    match reference.namespace {
        Namespace::Attributes | Namespace::FlowAttributes => {
            Walk { flow, graph, reference, found: Vec::new() }.back_from(at)
        }
        Namespace::External | Namespace::Other(_) => vec![OUTSIDE],
    }
}

const OUTSIDE: Origin = Origin { source: Source::Outside, only_if_setting_failed: false };

struct Walk<'a> {
    flow: &'a Flow,
    graph: &'a Graph<'a>,
    reference: &'a Reference,
    found: Vec<Origin>,
}

/// A place on the way back: just before an action, having failed to set or not.
type Place = (usize, bool);

impl Walk<'_> {
    fn back_from(mut self, at: usize) -> Vec<Origin> {
        let mut seen = HashSet::from([(at, false)]);
        let mut open: VecDeque<Place> = VecDeque::from([(at, false)]);
        while let Some((number, failed)) = open.pop_front() {
            if self.graph.is_entry(number) {
                self.note(Source::Outside, failed);
            }
            for &edge in self.graph.into(number) {
                let before = self.cross(edge, failed);
                open.extend(before.filter(|&place| seen.insert(place)));
            }
        }
        if self.found.is_empty() { vec![OUTSIDE] } else { self.found }
    }

    /// Goes back over an edge: the place before its action, unless the action
    /// settles the value.
    fn cross(&mut self, edge: Edge, failed: bool) -> Option<Place> {
        match effect(self.flow, self.graph.action(edge.from), self.reference) {
            Effect::Sets(_) if edge.on_error => Some((edge.from, true)),
            Effect::Sets(source) => {
                self.note(source, failed);
                None
            }
            Effect::MaySet(source) => {
                self.note(source, failed);
                Some((edge.from, failed))
            }
            Effect::Nothing => Some((edge.from, failed)),
        }
    }

    /// Keeps an origin once; one that needs no failure outranks one that does.
    fn note(&mut self, source: Source, failed: bool) {
        match self.found.iter_mut().find(|origin| origin.source == source) {
            Some(known) => known.only_if_setting_failed &= failed,
            None => self.found.push(Origin { source, only_if_setting_failed: failed }),
        }
    }
}

fn effect(flow: &Flow, action: &Action, reference: &Reference) -> Effect {
    let contact = reference.namespace == Namespace::Attributes;
    let sets = if contact {
        ActionKind::UpdateContactAttributes
    } else {
        ActionKind::UpdateFlowAttributes
    };
    if action.kind == sets {
        setter(flow, action, reference)
    } else if contact && action.kind == ActionKind::InvokeFlowModule {
        // Attributes of the flow, unlike the contact's, stay out of modules.
        Effect::MaySet(Source::Module { invoked_by: action.id.clone() })
    } else {
        Effect::Nothing
    }
}

fn setter(flow: &Flow, action: &Action, reference: &Reference) -> Effect {
    let settings = settings(flow, action);
    if let Some((_, written)) = settings.iter().rev().find(|(key, _)| *key == reference.key) {
        return Effect::Sets(source(action, written));
    }
    let dynamic_key = settings.iter().find(|(key, _)| !references_in(key).is_empty());
    dynamic_key.map_or(Effect::Nothing, |(key, _)| {
        let (expression, set_by) = (key.clone(), action.id.clone());
        Effect::MaySet(Source::RunTime { expression, set_by })
    })
}

fn source(action: &Action, written: &Written) -> Source {
    let set_by = action.id.clone();
    match written {
        Written::Text(value) if references_in(value).is_empty() => {
            Source::Constant { value: value.clone(), set_by }
        }
        Written::Nothing => Source::Constant { value: String::new(), set_by },
        Written::Text(_) | Written::Reference(_) | Written::NotText(_) => {
            Source::RunTime { expression: written.as_text().unwrap_or_default(), set_by }
        }
    }
}

/// The names that an action sets on the contact or flow at hand, with their values.
fn settings(flow: &Flow, action: &Action) -> Vec<(String, Written)> {
    if flow.format == FlowFormat::Legacy {
        return legacy::parameters(action, "Attribute")
            .filter_map(|it| Some((it.get("key")?.as_str()?.to_owned(), Written::legacy(it))))
            .collect();
    }
    if action.parameter("TargetContact").is_some_and(|target| target == "Related") {
        return Vec::new();
    }
    let (list, inner) = if action.kind == ActionKind::UpdateFlowAttributes {
        ("FlowAttributes", Some("Value"))
    } else {
        ("Attributes", None)
    };
    let map = action.parameter(list).and_then(Value::as_object);
    map.into_iter()
        .flatten()
        .map(|(key, value)| {
            let value = inner.and_then(|inner| value.get(inner)).unwrap_or(value);
            (key.clone(), Written::language(Some(value)))
        })
        .collect()
}
