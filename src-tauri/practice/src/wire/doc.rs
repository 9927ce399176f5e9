//! A document that every RPC protocol can carry.
//!
//! Invariant: a reader asks for a type and gets it whichever protocol the
//! document came in: a number may have been text, a time may have been text, a
//! number or a tagged number.

use jiff::Timestamp;
use serde_json::Value;

/// A value of AWS's data model.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Doc {
    /// Absent.
    Null,
    /// `boolean`
    Bool(bool),
    /// `integer` or `long`
    Int(i64),
    /// `double`; stays one even when it is whole
    Float(f64),
    /// `string`, and in the query protocol everything
    Text(String),
    /// `timestamp`
    Time(Timestamp),
    /// `list`
    List(Vec<Self>),
    /// `structure` or `map`, in order
    Map(Vec<(String, Self)>),
}

/// Builds a [`Doc::Map`] from what is there; `None` is left out.
pub(crate) fn structure<'a>(members: impl IntoIterator<Item = (&'a str, Option<Doc>)>) -> Doc {
    Doc::Map(
        members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect(),
    )
}

impl Doc {
    /// A text.
    pub(crate) fn of(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A list of whatever can be turned into documents.
    pub(crate) fn each<T>(items: impl IntoIterator<Item = T>, turn: impl Fn(T) -> Self) -> Self {
        Self::List(items.into_iter().map(turn).collect())
    }

    /// A member; `Null` counts as absent.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        let Self::Map(members) = self else { return None };
        let (_, value) = members.iter().find(|(key, _)| key == name)?;
        (*value != Self::Null).then_some(value)
    }

    /// A text member.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_text()
    }

    /// A whole-number member.
    pub(crate) fn int(&self, name: &str) -> Option<i64> {
        match self.get(name)? {
            Self::Int(number) => Some(*number),
            Self::Float(number) if number.fract() == 0.0 => whole(*number),
            Self::Text(text) => text.parse().ok(),
            Self::Null
            | Self::Bool(_)
            | Self::Float(_)
            | Self::Time(_)
            | Self::List(_)
            | Self::Map(_) => None,
        }
    }

    /// A number member.
    pub(crate) fn float(&self, name: &str) -> Option<f64> {
        self.get(name)?.as_float()
    }

    /// A boolean member.
    pub(crate) fn bool(&self, name: &str) -> Option<bool> {
        match self.get(name)? {
            Self::Bool(value) => Some(*value),
            Self::Text(text) => text.parse().ok(),
            Self::Null
            | Self::Int(_)
            | Self::Float(_)
            | Self::Time(_)
            | Self::List(_)
            | Self::Map(_) => None,
        }
    }

    /// A time member: tagged, epoch seconds, or ISO 8601 text.
    pub(crate) fn time(&self, name: &str) -> Option<Timestamp> {
        match self.get(name)? {
            Self::Time(at) => Some(*at),
            Self::Int(seconds) => Timestamp::from_second(*seconds).ok(),
            Self::Float(seconds) => from_seconds(*seconds),
            Self::Text(text) => iso(text),
            Self::Null | Self::Bool(_) | Self::List(_) | Self::Map(_) => None,
        }
    }

    /// A list member; an absent one is empty.
    pub(crate) fn list(&self, name: &str) -> &[Self] {
        match self.get(name) {
            Some(Self::List(items)) => items,
            _ => &[],
        }
    }

    /// A list member of texts.
    pub(crate) fn texts(&self, name: &str) -> Vec<String> {
        self.list(name).iter().filter_map(|item| item.as_text().map(str::to_owned)).collect()
    }

    /// The text itself.
    pub(crate) fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    fn as_float(&self) -> Option<f64> {
        match self {
            #[expect(clippy::cast_precision_loss, reason = "AWS's own doubles lose it too")]
            Self::Int(number) => Some(*number as f64),
            Self::Float(number) => Some(*number),
            Self::Text(text) => text.parse().ok(),
            Self::Null | Self::Bool(_) | Self::Time(_) | Self::List(_) | Self::Map(_) => None,
        }
    }

    /// Reads JSON.
    pub(crate) fn from_json(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(value),
            Value::Number(number) => match number.as_i64() {
                Some(whole) => Self::Int(whole),
                None => Self::Float(number.as_f64().unwrap_or_default()),
            },
            Value::String(text) => Self::Text(text),
            Value::Array(items) => Self::List(items.into_iter().map(Self::from_json).collect()),
            Value::Object(members) => Self::Map(
                members.into_iter().map(|(key, value)| (key, Self::from_json(value))).collect(),
            ),
        }
    }

    /// As AWS's JSON protocols write it: times are epoch seconds.
    pub(crate) fn to_json(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::from(*value),
            Self::Int(number) => Value::from(*number),
            Self::Float(number) => Value::from(*number),
            Self::Text(text) => Value::from(text.as_str()),
            Self::Time(at) => Value::from(epoch_seconds(*at)),
            Self::List(items) => items.iter().map(Self::to_json).collect(),
            Self::Map(members) => {
                members.iter().map(|(key, value)| (key.clone(), value.to_json())).collect()
            }
        }
    }
}

/// A time as AWS's JSON writes it: seconds since 1970, with milliseconds.
pub(crate) fn epoch_seconds(at: Timestamp) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds fit a double until 287396")]
    let milliseconds = at.as_millisecond() as f64;
    milliseconds / 1000.0
}

/// The time that a number of seconds since 1970 stands for.
pub(crate) fn from_seconds(seconds: f64) -> Option<Timestamp> {
    Timestamp::from_millisecond(whole((seconds * 1000.0).round())?).ok()
}

/// `2026-11-23T10:00:00Z`; AWS also takes a date, or a time without a zone as UTC.
fn iso(text: &str) -> Option<Timestamp> {
    text.parse()
        .ok()
        .or_else(|| format!("{text}Z").parse().ok())
        .or_else(|| format!("{text}T00:00:00Z").parse().ok())
}

#[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
fn whole(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    (number.abs() <= EXACT).then_some(number as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn one_time_reads_the_same_from_every_protocol() {
        let at: Timestamp = "2026-11-23T10:00:00Z".parse().expect("a time");
        let doc = structure([
            ("tagged", Some(Doc::Time(at))),
            ("whole", Some(Doc::Int(at.as_second()))),
            ("float", Some(Doc::Float(epoch_seconds(at)))),
            ("text", Some(Doc::of("2026-11-23T10:00:00.000Z"))),
            ("zoneless", Some(Doc::of("2026-11-23T10:00:00"))),
            ("offset", Some(Doc::of("2026-11-23T11:00:00+01:00"))),
        ]);
        for name in ["tagged", "whole", "float", "text", "zoneless", "offset"] {
            assert_eq!(doc.time(name), Some(at), "{name}");
        }
    }

    #[test]
    fn a_whole_double_stays_a_double_in_json() {
        assert_eq!(Doc::Float(3.0).to_json().to_string(), "3.0");
        assert_eq!(Doc::from_json(json!({"a": null})).get("a"), None);
    }
}
