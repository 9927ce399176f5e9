//! Documents in XML, as AWS's query protocol writes them.
//!
//! Invariant: a list is `<Name><member>…</member></Name>`, a time is ISO 8601,
//! and text is escaped.

use std::fmt::Write as _;

use super::doc::Doc;

/// Writes one element with all that is in it.
pub(crate) fn element(out: &mut String, name: &str, doc: &Doc) {
    if *doc == Doc::Null {
        return;
    }
    // Writing to a string cannot fail.
    let _ = write!(out, "<{name}>");
    content(out, doc);
    let _ = write!(out, "</{name}>");
}

fn content(out: &mut String, doc: &Doc) {
    match doc {
        Doc::Null => {}
        Doc::Bool(value) => push(out, value),
        Doc::Int(number) => push(out, number),
        Doc::Float(number) => push(out, number),
        Doc::Time(at) => push(out, at),
        Doc::Text(text) => out.push_str(&escape(text)),
        Doc::List(items) => items.iter().for_each(|item| element(out, "member", item)),
        Doc::Map(members) => members.iter().for_each(|(name, member)| element(out, name, member)),
    }
}

fn push(out: &mut String, value: &dyn std::fmt::Display) {
    let _ = write!(out, "{value}");
}

/// Text that is safe between tags.
pub(crate) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            // XML 1.0 has no way to write these.
            control if control.is_control() && !"\t\n\r".contains(control) => {}
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::super::doc::structure;
    use super::*;

    #[test]
    fn lists_have_members_and_text_is_escaped() {
        let mut out = String::new();
        let document = structure([
            ("Names", Some(Doc::List(vec![Doc::of("a<b & c"), Doc::of("d")]))),
            ("Threshold", Some(Doc::Float(1.0))),
            ("Absent", None),
        ]);
        element(&mut out, "Result", &document);
        assert_eq!(
            out,
            "<Result><Names><member>a&lt;b &amp; c</member><member>d</member></Names>\
             <Threshold>1</Threshold></Result>"
        );
    }
}
