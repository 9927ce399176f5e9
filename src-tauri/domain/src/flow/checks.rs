//! What is remarkable about a flow as a whole and about its blocks.
//!
//! Source: "Amazon Connect Flow language" and "Actions in the Flow language" of
//! the API reference for the limits. Invariant: a check only looks; whatever it
//! finds, the flow has been read.

mod calls;

use std::collections::HashSet;

use super::diagnostic::{Code, Diagnostic};
use super::graph::Graph;
use super::kind::ActionKind;
use super::model::{Action, ActionId, Flow, FlowFormat};
use super::repair::Repair;
use super::{language, legacy};

/// Most actions that a flow may have.
const MOST_ACTIONS: usize = 250;
/// Most characters that a flow's content may have.
const MOST_CHARACTERS: usize = 256_000;
/// Most characters that an identifier may have.
const LONGEST_IDENTIFIER: usize = 50;
/// Characters that an identifier may not have.
const FORBIDDEN: &[char] = &['%', ':', '(', '\\', '/', ')', '=', '$', ',', ';', '[', ']', '{', '}'];

/// Looks at everything.
pub(super) fn run(flow: &Flow, length: Option<usize>, found: &mut Vec<Diagnostic>) {
    found.extend(version(flow));
    found.extend(size(flow, length));
    let graph = Graph::of(flow);
    found.extend(start(flow, &graph));
    identifiers(flow, found);
    for (number, action) in flow.actions.iter().enumerate() {
        found.extend(dangling(action, &graph));
        found.extend(unreachable(action, graph.is_reachable(number)));
        found.extend(calls::time_limit(flow, action));
        found.extend(calls::switched_off(action));
    }
    found.extend(flow.lambda_calls().iter().filter_map(calls::function));
    found.extend(flow.transfers().iter().filter_map(calls::destination));
}

/// A replacement that the text needed.
pub(super) fn repaired(repair: Repair) -> Diagnostic {
    Diagnostic::of_flow(
        Code::RepairedText,
        format!("The text is not JSON as it stands: {}.", repair.told()),
        "Fill the template in, or correct the text, before it goes to AWS.",
    )
}

fn version(flow: &Flow) -> Option<Diagnostic> {
    let known = match flow.format {
        FlowFormat::FlowLanguage => language::VERSION,
        FlowFormat::Legacy => legacy::VERSION,
    };
    let message = match flow.version.as_str() {
        version if version == known => return None,
        "" => "The flow says no version.".to_owned(),
        version => format!("The flow says version {}, which is not known.", quoted(version)),
    };
    let remedy = format!("The program reads it as `{known}`; compare the result with the console.");
    Some(Diagnostic::of_flow(Code::UnknownVersion, message, &remedy))
}

fn size(flow: &Flow, length: Option<usize>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let count = flow.actions.len();
    if count == 0 {
        let message = "The flow has no actions.";
        found.push(Diagnostic::of_flow(Code::NoActions, message, "Export the flow again."));
    }
    if count > MOST_ACTIONS {
        found.push(Diagnostic::of_flow(
            Code::TooManyActions,
            format!("The flow has {count} actions; Amazon Connect takes {MOST_ACTIONS}."),
            "Move parts of it into modules or other flows.",
        ));
    }
    // White space does not count: a file may be indented, the content need not.
    let long = length.is_some_and(|length| length > MOST_CHARACTERS);
    let packed = if long { flow.to_value().to_string().chars().count() } else { 0 };
    if packed > MOST_CHARACTERS {
        found.push(Diagnostic::of_flow(
            Code::ContentTooLong,
            format!("The flow has {packed} characters; Amazon Connect takes {MOST_CHARACTERS}."),
            "Move parts of it into modules or other flows.",
        ));
    }
    found
}

fn start(flow: &Flow, graph: &Graph<'_>) -> Option<Diagnostic> {
    let Some(start) = &flow.start else {
        let message = "The flow does not say which action it starts with.";
        let remedy = "Connect the entry point to an action and export the flow again.";
        return Some(Diagnostic::of_flow(Code::MissingStart, message, remedy));
    };
    (!graph.contains(start)).then(|| {
        Diagnostic::of_flow(
            Code::DanglingStart,
            format!("The flow starts with {}, which is not there.", quoted(start.as_str())),
            "Connect the entry point to an action and export the flow again.",
        )
    })
}

fn identifiers(flow: &Flow, found: &mut Vec<Diagnostic>) {
    let mut seen = HashSet::new();
    for (number, action) in flow.actions.iter().enumerate() {
        let id = action.id.as_str();
        if !action.raw.is_object() {
            found.push(malformed(number));
        } else if id.is_empty() {
            found.push(nameless(number, action));
        } else if !seen.insert(id) {
            let message = format!("Two actions are called {}.", quoted(id));
            let remedy = "Give each action its own identifier.";
            found.push(Diagnostic::of_action(
                Code::DuplicateIdentifier,
                &action.id,
                message,
                remedy,
            ));
        }
        found.extend(invalid(flow.format, &action.id));
        found.extend(unknown_type(action));
    }
}

fn malformed(number: usize) -> Diagnostic {
    Diagnostic::of_flow(
        Code::MalformedAction,
        format!("Action {} of the list is not an object.", number + 1),
        "Take it out of the list, or export the flow again.",
    )
}

fn nameless(number: usize, action: &Action) -> Diagnostic {
    Diagnostic::of_flow(
        Code::MissingIdentifier,
        format!(
            "Action {} of the list ({}) has no identifier.",
            number + 1,
            quoted(action.kind.as_str())
        ),
        "Give it one, so that other actions can lead to it.",
    )
}

fn invalid(format: FlowFormat, id: &ActionId) -> Option<Diagnostic> {
    let length = id.as_str().chars().count();
    let problem = if length > LONGEST_IDENTIFIER {
        format!("has {length} characters; {LONGEST_IDENTIFIER} are allowed")
    } else {
        let forbidden = id.as_str().chars().find(|letter| FORBIDDEN.contains(letter))?;
        format!("has `{forbidden}`, which is not allowed")
    };
    (format == FlowFormat::FlowLanguage).then(|| {
        let message = format!("The identifier {} {problem}.", quoted(id.as_str()));
        let remedy = "Rename the action wherever the flow names it.";
        Diagnostic::of_action(Code::InvalidIdentifier, id, message, remedy)
    })
}

fn unknown_type(action: &Action) -> Option<Diagnostic> {
    let ActionKind::Unknown(name) = &action.kind else { return None };
    action.raw.is_object().then(|| {
        let message = match name.as_str() {
            "" => "The action has no type.".to_owned(),
            name => format!("Actions of type {} are not known.", quoted(name)),
        };
        let remedy = "It is kept as it is; whether it calls a function cannot be told.";
        Diagnostic::of_action(Code::UnknownActionType, &action.id, message, remedy)
    })
}

fn dangling(action: &Action, graph: &Graph<'_>) -> Vec<Diagnostic> {
    let mut gone: Vec<&ActionId> =
        action.transitions.iter().map(|it| &it.to).filter(|to| !graph.contains(to)).collect();
    gone.sort_unstable();
    gone.dedup();
    gone.into_iter()
        .map(|to| {
            let message =
                format!("The action leads to {}, which is not there.", quoted(to.as_str()));
            let remedy = "Connect the branch to an action of this flow.";
            Diagnostic::of_action(Code::DanglingTransition, &action.id, message, remedy)
        })
        .collect()
}

fn unreachable(action: &Action, reachable: bool) -> Option<Diagnostic> {
    (!reachable).then(|| {
        let message = "No path leads from the start to the action.";
        let remedy = "Connect it, or delete it.";
        Diagnostic::of_action(Code::UnreachableAction, &action.id, message, remedy)
    })
}

/// A text of the file in backticks, short enough for a sentence.
fn quoted(text: &str) -> String {
    const LENGTH: usize = 160;
    match text.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("`{}…`", &text[..end]),
        None => format!("`{text}`"),
    }
}
