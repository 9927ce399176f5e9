//! From the console's legacy export to the Flow language.
//!
//! AWS documents the Flow language but not the export, so what a block becomes
//! follows the block's page in the administrator guide ("Corresponding block in
//! the UI") and what the console itself writes for the same block in both
//! formats. Identifiers, positions and the entry point stay.
//!
//! Invariant: nothing is dropped in silence. A block with no counterpart stays
//! in the flow as it was, its branches connected; a parameter or branch that a
//! block's counterpart has no place for is in [`ConversionReport::not_converted`].

mod block;
mod contact;
mod control;
mod draft;
mod metadata;
mod participant;
mod report;
#[cfg(test)]
mod tests;
mod value;

use serde_json::{Map, Value};

use super::kind::ActionKind;
use super::language;
use super::model::{ActionId, Flow, FlowFormat};
use block::Block;
use draft::Draft;

pub use report::{Added, ConversionReport, Converted, Part, Unconverted};

/// What the type of a block without a counterpart begins with. Such a block keeps
/// its JSON, as `Parameters.Block`.
pub const UNCONVERTED: &str = "Legacy:";

/// A flow in the Flow language, and what became of each block.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversion {
    /// The flow, in the Flow language.
    pub flow: Flow,
    /// What was converted and what was not.
    pub report: ConversionReport,
}

/// Converts a flow to the Flow language; one that is in it already comes back
/// unchanged, with an empty report.
#[must_use]
pub fn convert(flow: &Flow) -> Conversion {
    match flow.format {
        FlowFormat::FlowLanguage => {
            Conversion { flow: flow.clone(), report: ConversionReport::default() }
        }
        FlowFormat::Legacy => convert_legacy(flow),
    }
}

fn convert_legacy(flow: &Flow) -> Conversion {
    let mut report = ConversionReport::default();
    let mut remembered = Map::new();
    let mut actions = Vec::with_capacity(flow.actions.len());
    for (number, action) in flow.actions.iter().enumerate() {
        let Some(mut block) = Block::read(&action.id, &action.raw) else {
            report.not_converted.push(report::no_block(number));
            actions.push(action.raw.clone());
            continue;
        };
        let draft = draft_of(&mut block);
        let memory = metadata::of_block(&block, &draft);
        if !memory.is_empty() {
            remembered.entry(action.id.as_str()).or_insert_with(|| Value::Object(memory));
        }
        actions.push(finish(block, draft, &mut report));
    }
    Conversion { flow: assemble(flow, actions, remembered), report }
}

/// What a block becomes, or itself where it has no counterpart.
fn draft_of(block: &mut Block<'_>) -> Draft {
    match counterpart(block) {
        Some(draft) => draft,
        None => block.as_it_was(),
    }
}

/// The action that does what the block does; `None` where there is none.
///
/// Blocks are tried by their `type` and `target`, as the console names them.
fn counterpart(block: &mut Block<'_>) -> Option<Draft> {
    let draft = match (block.kind(), block.target()) {
        ("PlayPrompt", _) => participant::play_prompt(block),
        ("LoopPrompts", _) => participant::loop_prompts(block),
        ("GetUserInput", "Digits") => participant::get_digits(block),
        ("GetUserInput", "Lex") => participant::get_lex(block),
        ("StoreUserInput", _) => return participant::store_input(block),
        ("Disconnect", _) => Draft::of(ActionKind::DisconnectParticipant),
        ("SetAttributes", _) => contact::set_attributes(block),
        ("SetQueue", _) => contact::set_queue(block),
        ("SetVoice", _) => contact::set_voice(block),
        ("SetRecordingBehavior", _) => return contact::set_recording(block),
        ("SetEventHook" | "SetContactFlow", _) => contact::set_event_hook(block),
        ("StartMediaStreaming", _) => contact::media_streaming(block, "Enabled"),
        ("StopMediaStreaming", _) => contact::media_streaming(block, "Disabled"),
        ("Transfer", "Queue") => contact::transfer_to_queue(block),
        ("Transfer", "Agent") => Draft::of(ActionKind::TransferContactToAgent).fallible(block),
        ("Transfer", "PhoneNumber") => contact::transfer_to_number(block),
        ("Transfer", "Flow") => control::transfer_to_flow(block),
        ("InvokeExternalResource", "Lambda") => control::invoke_lambda(block),
        ("InvokeFlowModule", _) => control::invoke_module(block),
        ("CheckAttribute", _) => control::check_attribute(block),
        ("CheckHoursOfOperation", _) => control::check_hours(block),
        ("CheckStaffing", _) => control::check_staffing(block),
        ("CheckQueueStatus", _) => return control::check_queue_status(block),
        ("GetMetricData", _) => control::get_metric_data(block),
        ("Loop", _) => control::repeat(block),
        ("Wait", _) => control::wait(block),
        ("SetLoggingBehavior", _) => control::set_logging(block),
        ("Resume", _) => Draft::of(ActionKind::EndFlowExecution),
        (_, _) => return None,
    };
    Some(draft)
}

/// The action's JSON; what the draft left of the block goes to the report.
fn finish(block: Block<'_>, draft: Draft, report: &mut ConversionReport) -> Value {
    let (id, from) = (block.id().clone(), block.type_name());
    let rest = block.into_losses();
    if draft.is_unchanged() {
        report.not_converted.push(report::no_counterpart(&id, &from));
    } else {
        let kind = draft.kind.clone();
        report.converted.push(Converted { block: id.clone(), block_type: from, kind });
    }
    report.not_converted.extend(rest);
    report.added.extend(draft.added(&id));
    draft.into_action(&id)
}

fn assemble(flow: &Flow, actions: Vec<Value>, remembered: Map<String, Value>) -> Flow {
    let start = flow.start.as_ref().map_or("", ActionId::as_str);
    let mut body = Map::new();
    body.insert("Version".to_owned(), language::VERSION.into());
    body.insert("StartAction".to_owned(), start.into());
    body.insert("Metadata".to_owned(), metadata::of_flow(flow, remembered).into());
    body.insert("Actions".to_owned(), actions.into());
    let label = flow.label();
    // What is remarkable about the result is for the validation to say.
    language::read(body, label, &mut Vec::new())
}
