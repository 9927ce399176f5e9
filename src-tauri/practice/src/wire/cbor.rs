//! Documents in CBOR, as Smithy's `rpcv2Cbor` writes them.
//!
//! Invariant: a time is tag 1 around epoch seconds, and a double stays a
//! floating-point number, however short its encoding.

use ciborium::Value;

use super::doc::{Doc, epoch_seconds, from_seconds};

/// CBOR's tag for epoch seconds (RFC 8949, 3.4.2).
const EPOCH: u64 = 1;

/// Reads a body; an empty body is an empty structure. `None`: this is no CBOR
/// that AWS's data model can hold.
pub(crate) fn read(body: &[u8]) -> Option<Doc> {
    if body.is_empty() {
        return Some(Doc::Map(Vec::new()));
    }
    doc(ciborium::from_reader(body).ok()?)
}

/// Writes a body.
pub(crate) fn write(doc: &Doc) -> Vec<u8> {
    let mut body = Vec::new();
    // Writing to memory fails only for want of memory.
    if let Err(error) = ciborium::into_writer(&value(doc), &mut body) {
        tracing::error!(%error, "a document did not become CBOR");
    }
    body
}

fn doc(value: Value) -> Option<Doc> {
    match value {
        Value::Null => Some(Doc::Null),
        Value::Bool(value) => Some(Doc::Bool(value)),
        Value::Integer(number) => i64::try_from(i128::from(number)).ok().map(Doc::Int),
        Value::Float(number) => Some(Doc::Float(number)),
        Value::Text(text) => Some(Doc::Text(text)),
        Value::Tag(EPOCH, inner) => time(*inner),
        Value::Array(items) => items.into_iter().map(doc).collect::<Option<_>>().map(Doc::List),
        Value::Map(members) => members
            .into_iter()
            .map(|(key, value)| Some((key.into_text().ok()?, doc(value)?)))
            .collect::<Option<_>>()
            .map(Doc::Map),
        // Bytes, other tags, and what CBOR may grow: AWS's data model has none here.
        Value::Bytes(_) | Value::Tag(..) | _ => None,
    }
}

fn time(inner: Value) -> Option<Doc> {
    match doc(inner)? {
        #[expect(clippy::cast_precision_loss, reason = "seconds fit a double")]
        Doc::Int(seconds) => from_seconds(seconds as f64).map(Doc::Time),
        Doc::Float(seconds) => from_seconds(seconds).map(Doc::Time),
        Doc::Null | Doc::Bool(_) | Doc::Text(_) | Doc::Time(_) | Doc::List(_) | Doc::Map(_) => None,
    }
}

fn value(doc: &Doc) -> Value {
    match doc {
        Doc::Null => Value::Null,
        Doc::Bool(value) => Value::Bool(*value),
        Doc::Int(number) => Value::from(*number),
        Doc::Float(number) => Value::Float(*number),
        Doc::Text(text) => Value::Text(text.clone()),
        Doc::Time(at) => Value::Tag(EPOCH, Box::new(Value::Float(epoch_seconds(*at)))),
        Doc::List(items) => Value::Array(items.iter().map(value).collect()),
        Doc::Map(members) => Value::Map(
            members.iter().map(|(key, member)| (Value::Text(key.clone()), value(member))).collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::doc::structure;
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let at = "2026-11-23T10:00:00.250Z".parse().expect("a time");
        let document = structure([
            ("Timestamps", Some(Doc::List(vec![Doc::Time(at)]))),
            ("Values", Some(Doc::List(vec![Doc::Float(3.0), Doc::Float(0.1)]))),
            ("Period", Some(Doc::Int(60))),
        ]);
        assert_eq!(read(&write(&document)), Some(document));
        assert_eq!(read(&[]), Some(Doc::Map(Vec::new())));
        assert_eq!(read(&[0xff]), None);
    }

    #[test]
    fn a_time_is_tag_one_around_a_number() {
        let at = "1970-01-01T00:00:01Z".parse().expect("a time");
        assert_eq!(write(&Doc::Time(at)), [0xc1, 0xf9, 0x3c, 0x00]);
    }
}
