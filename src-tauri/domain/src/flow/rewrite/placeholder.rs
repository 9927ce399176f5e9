//! What a flow still needs before Amazon Connect takes it.

use super::Place;
use super::resource::{ResourceKind, State, place, resources, texts};
use crate::flow::model::Flow;
use crate::flow::reference::{Namespace, Reference, markers_in};
use crate::flow::shape::Shape;

/// Why a text is to be filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// Nothing stands there; the name that goes with it may be known.
    Empty,
    /// A template tool or a reader was to fill it in.
    Template {
        /// What would be wrong even then, such as a missing colon.
        fault: Option<String>,
    },
    /// It names no resource of the kind.
    Malformed {
        /// What is wrong.
        fault: String,
    },
    /// A reference whose key tells the reader what to do, such as
    /// `CHANGE TO LAMBDA FUNCTION`.
    Instruction {
        /// The key.
        key: String,
    },
}

impl Cause {
    /// Keys in words, with a verb first, are for the reader of a sample.
    pub(super) fn of_reference(reference: &Reference) -> Option<Self> {
        const VERBS: [&str; 7] =
            ["change", "replace", "select", "choose", "insert", "enter", "your"];
        let told = matches!(reference.namespace, Namespace::Attributes | Namespace::External);
        let (verb, _) = reference.key.split_once([' ', '_'])?;
        let is_verb = VERBS.iter().any(|known| known.eq_ignore_ascii_case(verb));
        let words = reference.key.contains(' ');
        (told && words && is_verb).then(|| Self::Instruction { key: reference.key.clone() })
    }

    /// The cause in words, to go on with after the text in backticks.
    #[must_use]
    pub fn told(&self) -> String {
        match self {
            Self::Empty => "nothing is chosen".to_owned(),
            Self::Template { fault: None } => "it is still to be filled in".to_owned(),
            Self::Template { fault: Some(fault) } => {
                format!("it is still to be filled in, and {fault}")
            }
            Self::Malformed { fault } => fault.clone(),
            Self::Instruction { key } => format!("the key `{key}` asks to be replaced"),
        }
    }
}

/// A text that is to be filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placeholder {
    /// Where; [`super::Replacement::At`] takes it.
    pub place: Place,
    /// What stands there.
    pub text: String,
    /// What sort of resource belongs there; `None` for a text of any sort.
    pub kind: Option<ResourceKind>,
    /// The name of what belongs there, as far as the flow tells it.
    pub name: Option<String>,
    /// Why it is to be filled in.
    pub cause: Cause,
}

/// All that is still to be filled in, in the flow's order.
///
/// Legacy exports are to be converted first.
#[must_use]
pub fn placeholders(flow: &Flow) -> Vec<Placeholder> {
    let mut found = Vec::new();
    let uses = resources(flow);
    for action in &flow.actions {
        for (path, text) in texts(flow, action) {
            let place = place(flow, action, &path);
            let placeholder = match uses.iter().find(|it| it.place == place) {
                Some(it) => open(it),
                None => template(place, text),
            };
            found.extend(placeholder);
        }
    }
    found
}

fn open(it: &super::ResourceUse) -> Option<Placeholder> {
    let State::Open(cause) = &it.state else { return None };
    Some(Placeholder {
        place: it.place.clone(),
        text: it.text.clone(),
        kind: Some(it.kind),
        name: it.name.clone().or_else(|| name_of(it.kind, &it.text)),
        cause: cause.clone(),
    })
}

/// The function's name, where a text that is no ARN yet tells it, or is no more
/// than the name.
fn name_of(kind: ResourceKind, text: &str) -> Option<String> {
    if kind != ResourceKind::Function {
        return None;
    }
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    let bare = !text.is_empty() && text.chars().all(is_name);
    if bare { Some(text.to_owned()) } else { Shape::of(text).name }
}

/// A text that is no resource's but has a template's marks in it. Single angle
/// brackets and per cents are marks only as a whole, because texts that are
/// spoken or shown have them too.
fn template(place: Place, text: &str) -> Option<Placeholder> {
    const MARKS: [&str; 5] = ["${", "{{", "{%", "<<", "%%"];
    let marked = markers_in(text).into_iter().any(|range| {
        let mark = &text[range];
        MARKS.iter().any(|it| mark.starts_with(it)) || mark == text.trim()
    });
    marked.then(|| Placeholder {
        place,
        text: text.to_owned(),
        kind: None,
        name: None,
        cause: Cause::Template { fault: None },
    })
}
