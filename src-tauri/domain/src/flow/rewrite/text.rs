//! Replacing texts in a flow's JSON.
//!
//! Invariant: only texts change; keys, and the identifiers that connect actions,
//! never do.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::{Place, Replaced, Replacement, Target};
use crate::flow::model::ActionId;

/// Members that connect actions or say what they are.
const FIXED: [&str; 11] = [
    "Identifier",
    "Type",
    "NextAction",
    "ErrorType",
    "Operator",
    "id",
    "type",
    "target",
    "transition",
    "condition",
    "conditionType",
];

/// The replacements, by what they look for.
pub(super) struct Table<'a> {
    by_text: HashMap<&'a str, (usize, &'a Target)>,
    by_place: HashMap<&'a Place, (usize, &'a Target)>,
    used: HashSet<usize>,
    count: usize,
    /// What the designer may still show: the action, the old text, and the keys
    /// of the parameter.
    moved: Vec<Moved<'a>>,
}

struct Moved<'a> {
    action: ActionId,
    pointer: String,
    before: String,
    to: &'a Target,
}

impl<'a> Table<'a> {
    pub(super) fn of(replacements: &'a [Replacement]) -> Self {
        let (mut by_text, mut by_place) = (HashMap::new(), HashMap::new());
        for (number, replacement) in replacements.iter().enumerate() {
            match replacement {
                Replacement::Everywhere { from, to } if !from.is_empty() => {
                    by_text.entry(from.as_str()).or_insert((number, to));
                }
                Replacement::Everywhere { .. } => {}
                Replacement::At { place, to } => {
                    by_place.entry(place).or_insert((number, to));
                }
            }
        }
        let count = replacements.len();
        Self { by_text, by_place, used: HashSet::new(), count, moved: Vec::new() }
    }

    pub(super) fn unused(&self) -> Vec<usize> {
        (0..self.count).filter(|number| !self.used.contains(number)).collect()
    }

    pub(super) fn replace_in_action(
        &mut self,
        action: &ActionId,
        raw: &mut Value,
        replaced: &mut Vec<Replaced>,
    ) {
        each_text(raw, &mut String::new(), &mut |pointer, text| {
            let place = Place { action: action.clone(), pointer: pointer.to_owned() };
            let Some((after, to)) = self.at(&place).or_else(|| self.within(text)) else { return };
            let before = std::mem::replace(text, after.clone());
            if let Some(to) = to {
                let (action, pointer) = (action.clone(), place.pointer.clone());
                self.moved.push(Moved { action, pointer, before: before.clone(), to });
            }
            if before != after {
                replaced.push(Replaced { place, before, after });
            }
        });
    }

    fn at(&mut self, place: &Place) -> Option<(String, Option<&'a Target>)> {
        let (number, to) = *self.by_place.get(place)?;
        self.used.insert(number);
        Some((to.text.clone(), Some(to)))
    }

    /// The text after replacing it as a whole, or the ARNs in it.
    fn within(&mut self, text: &str) -> Option<(String, Option<&'a Target>)> {
        if let Some(&(number, to)) = self.by_text.get(text) {
            self.used.insert(number);
            return Some((to.text.clone(), Some(to)));
        }
        let mut after = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find("arn:") {
            let end = rest[start..].find(|it| !is_of_arn(it)).map_or(rest.len(), |end| start + end);
            // A full stop after an ARN ends the sentence, not the ARN.
            let arn = rest[start..end].trim_end_matches('.');
            after.push_str(&rest[..start]);
            match self.by_text.get(arn) {
                Some(&(number, to)) if !follows_word(&rest[..start]) => {
                    self.used.insert(number);
                    after.push_str(&to.text);
                }
                Some(_) | None => after.push_str(arn),
            }
            rest = &rest[start + arn.len()..];
        }
        after.push_str(rest);
        (after != text).then_some((after, None))
    }

    /// What the designer remembers: the old text wherever it stands, and the
    /// name that it shows for a parameter that changed.
    pub(super) fn replace_in_memory(&mut self, memory: &mut Value) {
        let mut moved: HashMap<String, Vec<Moved<'a>>> = HashMap::new();
        for one in std::mem::take(&mut self.moved) {
            moved.entry(key_of(&one.action)).or_default().push(one);
        }
        each_text(memory, &mut String::new(), &mut |pointer, text| {
            let action =
                pointer.strip_prefix("/ActionMetadata/").and_then(|it| it.split('/').next());
            let moved = action.and_then(|action| moved.get(action)).into_iter().flatten();
            let here = moved.into_iter().find(|it| !it.before.is_empty() && it.before == *text);
            if let Some(moved) = here {
                text.clone_from(&moved.to.text);
            } else if let Some((after, _)) = self.within(text) {
                *text = after;
            }
        });
        for (action, moved) in &moved {
            let memory = memory.pointer_mut(&format!("/ActionMetadata/{action}"));
            let Some(memory) = memory else { continue };
            for moved in moved {
                show_name(memory, moved);
            }
        }
    }
}

/// An action's identifier as a JSON pointer has it.
fn key_of(action: &ActionId) -> String {
    action.as_str().replace('~', "~0").replace('/', "~1")
}

fn show_name(memory: &mut Value, moved: &Moved<'_>) {
    let Some(name) = &moved.to.name else { return };
    let Some(path) = moved.pointer.strip_prefix("/Parameters") else { return };
    if let Some(shown) = memory.pointer_mut(&format!("/parameters{path}/displayName")) {
        *shown = name.as_str().into();
    }
    // The old designer keeps `{id, text}` under a name of its own.
    for (_, kept) in memory.as_object_mut().into_iter().flatten() {
        if kept.get("id").is_some_and(|id| *id == moved.to.text.as_str())
            && let Some(text) = kept.get_mut("text")
        {
            *text = name.as_str().into();
        }
    }
}

/// Visits every text of an action with its pointer, but those that connect
/// actions.
fn each_text(value: &mut Value, pointer: &mut String, visit: &mut impl FnMut(&str, &mut String)) {
    let length = pointer.len();
    match value {
        Value::String(text) => visit(pointer, text),
        Value::Array(items) => {
            for (number, item) in items.iter_mut().enumerate() {
                pointer.push('/');
                pointer.push_str(&number.to_string());
                each_text(item, pointer, visit);
                pointer.truncate(length);
            }
        }
        Value::Object(members) => {
            for (key, member) in members.iter_mut() {
                let fixed = FIXED.contains(&key.as_str()) && member.is_string();
                // In the parameters and the memory such a name is a value's.
                if fixed && (pointer.is_empty() || is_transition(pointer)) {
                    continue;
                }
                pointer.push('/');
                pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
                each_text(member, pointer, visit);
                pointer.truncate(length);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn is_transition(pointer: &str) -> bool {
    ["/Transitions", "/branches"].iter().any(|list| pointer.starts_with(list))
}

/// What an ARN is made of, `$LATEST` and the placeholders' brackets included.
fn is_of_arn(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "-_:/.$<>{}*".contains(letter)
}

fn follows_word(before: &str) -> bool {
    before.ends_with(|letter: char| letter.is_alphanumeric())
}
