//! Amazon Connect flows: what a flow file says, block by block.
//!
//! Two formats become one model: the *Flow language* (Version 2019-10-30), which
//! the API speaks, and the *legacy* format that the console exports (`modules`).
//! From the model come the questions that the rest of the program asks:
//! [`Flow::lambda_calls`], [`Flow::transfers`], and [`inspect`] for all at once.
//!
//! Invariants: the reader never gives up on a file because of one block, and
//! what it does not know comes out as it went in ([`Flow::to_value`]); a value
//! that is decided at run time is never guessed.

mod calls;
mod checks;
pub mod convert;
mod diagnostic;
pub mod diff;
mod document;
mod embedded;
pub mod export;
mod graph;
pub mod inspect;
mod kind;
mod language;
mod legacy;
mod model;
mod reference;
mod refusal;
mod repair;
pub mod rewrite;
mod shape;
mod target;
pub mod template;
#[cfg(test)]
mod tests;
mod trace;
mod transfers;
pub mod validate;
mod written;

use serde_json::Value;

use document::Document;

pub use calls::{InvocationType, LambdaCall, ResponseType};
pub use diagnostic::{Code, Diagnostic, Severity};
pub use embedded::embedded;
pub use kind::ActionKind;
pub use model::{Action, ActionId, Flow, FlowFormat, FlowType, Outcome, Transition};
pub use reference::{Namespace, Reference};
pub use refusal::NotAFlow;
pub use target::{CallTarget, Dynamic, Placeholder, PlaceholderReason};
pub use trace::{Origin, Source};
pub use transfers::{EventHook, FlowId, FlowTarget, Transfer, TransferKind};

/// A flow, and all that is remarkable about how it is written.
pub type Reading = (Flow, Vec<Diagnostic>);

/// Reads one flow from the text of a file, of a `DescribeContactFlow` response
/// or of its `Content`.
///
/// # Errors
/// [`NotAFlow`] when the text holds no flow at all, or more than one.
pub fn read(text: &str) -> Result<Reading, NotAFlow> {
    Document::parse(text).map(read_document)
}

/// Reads one flow from JSON that is parsed already; wrapped forms are unwrapped
/// as in [`read`].
///
/// # Errors
/// [`NotAFlow`] when the value holds no flow at all, or more than one.
pub fn read_value(value: Value) -> Result<Reading, NotAFlow> {
    Document::unwrap(value).map(read_document)
}

fn read_document(document: Document) -> Reading {
    let Document { body, label, format, length, repairs } = document;
    let mut found = Vec::new();
    let flow = match format {
        FlowFormat::FlowLanguage => language::read(body, label, &mut found),
        FlowFormat::Legacy => legacy::read(body, label, &mut found),
    };
    found.extend(repairs.into_iter().map(checks::repaired));
    checks::run(&flow, length, &mut found);
    (flow, found)
}
