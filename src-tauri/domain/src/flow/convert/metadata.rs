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
        let Value::Object(object) = at else { return };
        at = object.entry(key.as_str()).or_insert_with(|| Value::Object(Map::new()));
    }
    let Value::Object(object) = at else { return };
    if let Some(name) = &shown.name {
        object.insert("displayName".to_owned(), name.as_str().into());
    }
    if shown.dynamic {
        object.insert("useDynamic".to_owned(), true.into());
    }
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
