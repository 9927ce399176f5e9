//! Flows that a text carries as quoted strings, such as a CloudFormation
//! template in YAML (`Content: "{\"Version\":…}"`).
//!
//! Invariant: one pass over the text; a string that is no flow costs its own
//! length and nothing more.

use serde_json::Value;

use super::Reading;

/// How the beginning of a quoted JSON object looks.
const OPENING: &str = "\"{\\\"";

/// Every flow that stands as a quoted string in a text of another kind, in the
/// text's order.
#[must_use]
pub fn embedded(text: &str) -> Vec<Reading> {
    contents(text).filter_map(|content| super::read(&content).ok()).collect()
}

/// How many flows the text carries.
pub(super) fn count(text: &str) -> usize {
    contents(text).filter(|content| looks_like_flow(content)).count()
}

fn looks_like_flow(content: &str) -> bool {
    serde_json::from_str::<Value>(content).is_ok_and(|value| {
        value.get("Actions").is_some_and(Value::is_array)
            || value.get("modules").is_some_and(Value::is_array)
    })
}

/// The strings that begin like an object, without their quotes and escapes.
fn contents(text: &str) -> impl Iterator<Item = String> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            rest = &rest[rest.find(OPENING)?..];
            let (quoted, after) = rest.split_at(quoted_length(rest));
            rest = after;
            if let Ok(content) = serde_json::from_str(quoted) {
                return Some(content);
            }
        }
    })
}

/// The length of the string that `text` begins with, quotes included; up to the
/// end of the line when it is not closed there.
fn quoted_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            b'\n' => return at,
            b'"' if !escaped => return at + 1,
            _ => escaped = byte == b'\\' && !escaped,
        }
    }
    text.len()
}
