//! A value as a block writes it, the two formats' differences taken out.
//!
//! Invariant: an empty text is nothing, because the console writes `""` for a
//! field that nobody filled in.

use serde_json::Value;

use super::legacy;
use super::model::{Action, Flow, FlowFormat};
use super::reference::Reference;

/// What the two formats call one parameter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Name {
    pub language: &'static str,
    pub legacy: &'static str,
}

impl Flow {
    /// What an action's parameter says.
    pub(super) fn written(&self, action: &Action, name: Name) -> Written {
        match self.format {
            FlowFormat::FlowLanguage => Written::language(action.parameter(name.language)),
            FlowFormat::Legacy => {
                legacy::parameter(action, name.legacy).map_or(Written::Nothing, Written::legacy)
            }
        }
    }
}

/// What stands where a block's value belongs.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Written {
    /// Absent, null or empty.
    Nothing,
    /// A text to be taken as it stands.
    Text(String),
    /// A single reference, resolved at run time.
    Reference(Reference),
    /// A list, an object or the like where text belongs, as JSON.
    NotText(String),
}

impl Written {
    /// A value of the Flow language.
    pub(super) fn language(value: Option<&Value>) -> Self {
        match value {
            None | Some(Value::Null) => Self::Nothing,
            Some(Value::String(text)) => Self::text(text),
            Some(Value::Number(number)) => Self::Text(number.to_string()),
            Some(other @ (Value::Bool(_) | Value::Array(_) | Value::Object(_))) => {
                Self::NotText(other.to_string())
            }
        }
    }

    /// A parameter of the legacy format: `value`, looked up in `namespace` when
    /// there is one.
    pub(super) fn legacy(parameter: &Value) -> Self {
        let namespace = parameter.get("namespace").and_then(Value::as_str);
        let written = Self::language(parameter.get("value"));
        match (namespace.filter(|it| !it.is_empty()), written) {
            (Some(namespace), Self::Text(key)) => {
                Self::Reference(Reference::legacy(namespace, &key))
            }
            (_, written) => written,
        }
    }

    fn text(text: &str) -> Self {
        match text.trim() {
            "" => Self::Nothing,
            trimmed => Reference::parse(trimmed)
                .map_or_else(|| Self::Text(text.to_owned()), Self::Reference),
        }
    }

    /// The text as it stands; `None` for nothing.
    pub(super) fn as_text(&self) -> Option<String> {
        match self {
            Self::Nothing => None,
            Self::Text(text) | Self::NotText(text) => Some(text.clone()),
            Self::Reference(reference) => Some(reference.to_string()),
        }
    }
}
