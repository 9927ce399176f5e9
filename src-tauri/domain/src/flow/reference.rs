//! `JSONPath` references and template markers in a flow's texts.
//!
//! Amazon Connect replaces `$.Attributes.x` when the flow runs; a deployment
//! tool replaces `${x}` or `{{ x }}` before. Invariant: a text is a
//! [`Reference`] only when all of it is one, as the Flow language asks
//! ("a single valid `JSONPath` identifier").

use std::{fmt, ops::Range};

/// Where a referenced value lives, as far as the program can trace it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Namespace {
    /// `$.Attributes`: of the contact; legacy `User Defined`.
    Attributes,
    /// `$.FlowAttributes`: of this flow alone.
    FlowAttributes,
    /// `$.External`: the last Lambda function's answer.
    External,
    /// Any other, by the file's word.
    Other(String),
}

impl Namespace {
    fn from_json_path(word: &str) -> Self {
        match word {
            "Attributes" => Self::Attributes,
            "FlowAttributes" => Self::FlowAttributes,
            "External" => Self::External,
            _ => Self::Other(word.to_owned()),
        }
    }

    fn from_legacy(word: &str) -> Self {
        match word {
            "User Defined" => Self::Attributes,
            "External" => Self::External,
            _ => Self::Other(word.to_owned()),
        }
    }

    fn as_str(&self) -> &str {
        match self {
            Self::Attributes => "Attributes",
            Self::FlowAttributes => "FlowAttributes",
            Self::External => "External",
            Self::Other(word) => word,
        }
    }
}

/// A value that is looked up when the flow runs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// Where it lives.
    pub namespace: Namespace,
    /// Its name there; empty for a reference of one word, such as `$.Channel`.
    pub key: String,
    expression: String,
}

impl Reference {
    /// The reference that `text` is, when all of it is one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut segments = Segments { rest: text.strip_prefix('$')? };
        let namespace = Namespace::from_json_path(segments.next()?);
        let keys: Vec<&str> = segments.by_ref().collect();
        segments.rest.is_empty().then(|| Self {
            namespace,
            key: keys.join("."),
            expression: text.to_owned(),
        })
    }

    /// The reference that the legacy format writes as namespace and bare key.
    #[must_use]
    pub fn legacy(namespace: &str, key: &str) -> Self {
        let namespace = Namespace::from_legacy(namespace);
        let expression = match namespace {
            Namespace::Attributes | Namespace::FlowAttributes | Namespace::External => {
                format!("$.{}{}", namespace.as_str(), segment(key))
            }
            Namespace::Other(ref word) => format!("{word}: {key}"),
        };
        Self { namespace, key: key.to_owned(), expression }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.expression)
    }
}

fn segment(key: &str) -> String {
    if !key.is_empty() && key.chars().all(is_name) {
        format!(".{key}")
    } else {
        format!("['{key}']")
    }
}

/// What may follow a dot without brackets and quotes.
fn is_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '-'
}

/// Splits `.a['b c'][0]` into `a`, `b c`, `0`, and stops at what is none of these.
struct Segments<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Segments<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let (segment, rest) = dotted(self.rest).or_else(|| bracketed(self.rest))?;
        self.rest = rest;
        Some(segment)
    }
}

fn dotted(text: &str) -> Option<(&str, &str)> {
    let name = text.strip_prefix('.')?;
    let end = name.find(|letter| !is_name(letter)).unwrap_or(name.len());
    (end > 0).then(|| name.split_at(end))
}

fn bracketed(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('[')?;
    for quote in ["'", "\""] {
        if let Some(quoted) = inner.strip_prefix(quote) {
            let (name, rest) = quoted.split_once(quote)?;
            return Some((name, rest.strip_prefix(']')?));
        }
    }
    let (index, rest) = inner.split_once(']')?;
    (!index.is_empty() && index.bytes().all(|byte| byte.is_ascii_digit())).then_some((index, rest))
}

/// Where references stand within a longer text.
pub(super) fn references_in(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find('$').map(|offset| at + offset) {
        let mut segments = Segments { rest: &text[start + 1..] };
        let any = segments.by_ref().count() > 0;
        at = text.len() - segments.rest.len();
        if any {
            found.push(start..at);
        }
    }
    found
}

/// How template tools mark what they fill in: opening and closing.
const MARKERS: [(&str, &str); 7] =
    [("${", "}"), ("{{", "}}"), ("{%", "%}"), ("<<", ">>"), ("%%", "%%"), ("<", ">"), ("%", "%")];

/// Where template markers stand in a value, such as `${Region}`, `{{ arn }}`,
/// `%%ARN%%`, `%ARN%`, `<REGION>`.
pub(super) fn markers_in(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((start, end)) = next_marker(text, at) {
        found.push(start..end);
        at = end;
    }
    found
}

fn next_marker(text: &str, from: usize) -> Option<(usize, usize)> {
    let first = MARKERS.iter().enumerate().filter_map(|(rank, (open, close))| {
        let start = from + text[from..].find(open)?;
        let inner = start + open.len();
        let length = text[inner..].find(close).filter(|&length| length > 0)?;
        Some((start, rank, inner + length + close.len()))
    });
    first.min().map(|(start, _, end)| (start, end))
}

/// The sign that a whole document is a template, when it is one.
pub(super) fn template_marker(text: &str) -> Option<String> {
    ["${", "{{", "{%", "%{", "<%", "%%"]
        .into_iter()
        .find(|marker| text.contains(marker))
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_a_reference_only_as_a_whole() {
        let told = [
            "$.Attributes.fn",
            "$.Attributes['order fn']",
            "$['Attributes'][\"fn\"]",
            "$.FlowAttributes.fn",
            "$.External.a.b[0]",
            "$.Channel",
            "$ 34.19",
            "$.",
            "$.Attributes.a $.Attributes.b",
            "1$.Attributes.n",
            "$.Attributes.",
            "$['open",
            "$.Größe.ä",
        ]
        .map(|text| match Reference::parse(text) {
            Some(it) => format!("{text} => {:?} / {}", it.namespace, it.key),
            None => format!("{text} => -"),
        });
        insta::assert_snapshot!(told.join("\n"), @r#"
        $.Attributes.fn => Attributes / fn
        $.Attributes['order fn'] => Attributes / order fn
        $['Attributes']["fn"] => Attributes / fn
        $.FlowAttributes.fn => FlowAttributes / fn
        $.External.a.b[0] => External / a.b.0
        $.Channel => Other("Channel") / 
        $ 34.19 => -
        $. => -
        $.Attributes.a $.Attributes.b => -
        1$.Attributes.n => -
        $.Attributes. => -
        $['open => -
        $.Größe.ä => Other("Größe") / ä
        "#);
    }

    #[test]
    fn references_and_markers_are_found_within_texts() {
        let told = [
            "arn:aws:lambda:$.AwsRegion:${ACCOUNT}:function:orders",
            "arn:aws:lambda:<REGION>:<ACCOUNT_ID>:function<FUNCTION_NAME>:<ALIAS>",
            "%%ARN%% and %Arn% and <<ARN>> and {{ a.b }}",
            "${AWS::Region}$.Attributes['x y']",
            "50 % and $5",
        ]
        .map(|text| {
            let cut = |ranges: Vec<Range<usize>>| -> Vec<&str> {
                ranges.into_iter().map(|range| &text[range]).collect()
            };
            format!("{:?} {:?}", cut(references_in(text)), cut(markers_in(text)))
        });
        insta::assert_snapshot!(told.join("\n"), @r#"
        ["$.AwsRegion"] ["${ACCOUNT}"]
        [] ["<REGION>", "<ACCOUNT_ID>", "<FUNCTION_NAME>", "<ALIAS>"]
        [] ["%%ARN%%", "%Arn%", "<<ARN>>", "{{ a.b }}"]
        ["$.Attributes['x y']"] ["${AWS::Region}"]
        [] []
        "#);
    }

    #[test]
    fn legacy_references_read_like_the_flow_language() {
        let told = [("User Defined", "fn"), ("External", "a b"), ("System", "Queue name")]
            .map(|(namespace, key)| Reference::legacy(namespace, key).to_string());
        assert_eq!(told, ["$.Attributes.fn", "$.External['a b']", "System: Queue name"]);
        assert_eq!(
            Reference::legacy("User Defined", "fn"),
            Reference::parse("$.Attributes.fn").expect("one")
        );
    }
}
