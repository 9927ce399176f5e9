//! What the designer remembers: positions, names, choices.
//!
//! Both formats keep the same things, the export beside each block, the Flow
//! language in `Metadata.ActionMetadata`.

use serde_json::{Map, Value};

use super::block::Block;
use super::draft::{Draft, Shown};
use crate::flow::model::Flow;

/// A block's own memory, with the names of what its parameters point at.
pub(super) fn of_block(block: &Block<'_>, draft: &Draft) -> Map<String, Value> {
    let mut memory = block.metadata().cloned().unwrap_or_default();
    if !draft.shown.is_empty() {
        let mut parameters = Value::Object(Map::new());
        for shown in &draft.shown {
            remember(&mut parameters, shown);
        }
        memory.insert("parameters".to_owned(), parameters);
    }
    memory
}

/// Puts `displayName` and `useDynamic` where the new designer keeps them: in a
/// picture of the parameters.
fn remember(parameters: &mut Value, shown: &Shown) {
    let mut at = parameters;
    for key in &shown.path {
        at = member(at, key);
    }
    if at.is_null() {
        *at = Value::Object(Map::new());
    }
    let Value::Object(object) = at else { return };
    if let Some(name) = &shown.name {
        object.insert("displayName".to_owned(), name.as_str().into());
    }
    if shown.dynamic {
        object.insert("useDynamic".to_owned(), true.into());
    }
}

/// The member called `key`; of a list the item of that number, with nothing in
/// the places before it, as the console writes it.
fn member<'a>(at: &'a mut Value, key: &str) -> &'a mut Value {
    if let Ok(number) = key.parse::<usize>() {
        if !at.is_array() {
            *at = Value::Array(Vec::new());
        }
        if let Value::Array(items) = at {
            if items.len() <= number {
                items.resize(number + 1, Value::Null);
            }
            return &mut items[number];
        }
    } else if !at.is_object() {
        *at = Value::Object(Map::new());
    }
    &mut at[key]
}

/// The flow's memory: the entry point's position, the name, and the blocks'.
pub(super) fn of_flow(flow: &Flow, remembered: Map<String, Value>) -> Map<String, Value> {
    let mut memory = flow.metadata().and_then(Value::as_object).cloned().unwrap_or_default();
    // The hash was the export's own; the content is another now.
    memory.remove("hash");
    for (key, value) in flow.envelope_rest() {
        memory.entry(key.as_str()).or_insert_with(|| value.clone());
    }
    memory.insert("ActionMetadata".to_owned(), Value::Object(remembered));
    memory
}
