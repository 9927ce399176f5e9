//! A legacy value as the Flow language writes it.
//!
//! The export says where a value lives (`namespace`) and its bare key; the Flow
//! language says both in one `JSONPath`. Source: "List of available contact
//! attributes and their `JSONPath` references" in the administrator guide.

use serde_json::Value;

use crate::flow::reference::Reference;

/// System attributes whose name in the export is not their path.
const SYSTEM: [(&str, &str); 7] = [
    ("Customer Number", "$.CustomerEndpoint.Address"),
    ("Customer number", "$.CustomerEndpoint.Address"),
    ("Dialed Number", "$.SystemEndpoint.Address"),
    ("Dialed number", "$.SystemEndpoint.Address"),
    ("Stored customer input", "$.StoredCustomerInput"),
    ("Text to speech voice", "$.TextToSpeechVoiceId"),
    ("Instance ARN", "$.InstanceARN"),
];

/// What a parameter's `value` and `namespace` say; the error names what is not
/// known.
pub(super) fn of(parameter: &Value) -> Result<String, String> {
    let text = plain(parameter.get("value"))?;
    let namespace = parameter.get("namespace").and_then(Value::as_str).unwrap_or_default();
    if namespace.is_empty() || text.is_empty() { Ok(text) } else { reference(namespace, &text) }
}

/// A value without a namespace as text; the console writes some numbers and
/// truths bare.
pub(super) fn plain(value: Option<&Value>) -> Result<String, String> {
    match value {
        None | Some(Value::Null) => Ok(String::new()),
        Some(Value::String(text)) => Ok(text.clone()),
        Some(Value::Number(number)) => Ok(number.to_string()),
        Some(Value::Bool(truth)) => Ok(truth.to_string()),
        Some(Value::Array(_) | Value::Object(_)) => {
            Err("Its value is a list or an object, not a text.".to_owned())
        }
    }
}

/// The `JSONPath` of `key` in a namespace of the console.
pub(super) fn reference(namespace: &str, key: &str) -> Result<String, String> {
    match namespace {
        "User Defined" | "External" => Ok(Reference::legacy(namespace, key).to_string()),
        "System" => system(key),
        // These are addressed below their own name.
        "Lex" | "MediaStreams" | "Metrics" if is_path(key) => Ok(format!("$.{namespace}.{key}")),
        _ => Err(format!("Where `{key}` of `{namespace}` is found is not known.")),
    }
}

fn system(key: &str) -> Result<String, String> {
    if let Some((_, path)) = SYSTEM.iter().find(|(name, _)| *name == key) {
        return Ok((*path).to_owned());
    }
    if is_path(key) {
        // `Queue.Name`, `ContactId`, `Agent.UserName` … are paths already.
        return Ok(format!("$.{key}"));
    }
    Err(format!("The path of the system attribute `{key}` is not known."))
}

/// Whether a key is written as a path is: names with dots between.
fn is_path(key: &str) -> bool {
    Reference::parse(&format!("$.{key}")).is_some()
}
