//! What can be told of a function ARN that is not complete.
//!
//! A template leaves holes, `arn:aws:lambda:<REGION>:${Account}:function:f:PROD`;
//! what is not a hole must still have its place. Invariant: nothing is said of
//! a part that a hole covers.

use std::ops::Range;

use crate::arn::ArnError;
use crate::qualifier::Qualifier;

use super::reference::{markers_in, references_in};

/// The parts of an ARN, with its holes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Shape {
    /// The function's name, where it stands in plain text.
    pub name: Option<String>,
    /// The qualifier, where it stands in plain text.
    pub qualifier: Option<Qualifier>,
    /// What is wrong besides the holes.
    pub fault: Option<String>,
}

/// The words that an ARN of a function has in fixed places.
const FIXED: [(usize, &str); 3] = [(0, "arn"), (2, "lambda"), (5, "function")];
const NAME: usize = 6;
const QUALIFIER: usize = 7;

impl Shape {
    /// Looks at `text`; all `None` when it does not begin like an ARN, so that
    /// nothing can be told.
    pub(super) fn of(text: &str) -> Self {
        let parts = split(text);
        if parts.first().is_none_or(|part| part.text != "arn") {
            return Self::default();
        }
        let fault = fault(&parts);
        if fault.is_some() {
            return Self { fault, ..Self::default() };
        }
        let plain = |at: usize| parts.get(at).filter(|part| !part.hole).map(|part| part.text);
        Self {
            name: plain(NAME).map(str::to_owned),
            qualifier: plain(QUALIFIER).and_then(|text| text.parse().ok()),
            fault: None,
        }
    }
}

/// What is wrong with a text without holes, without repeating the text.
pub(super) fn fault_of(error: &ArnError) -> String {
    match error {
        ArnError::NoPrefix(_) => "it does not begin with `arn:`".to_owned(),
        ArnError::TooShort { .. } => "it is cut short".to_owned(),
        ArnError::TooLong { .. } => "it has too many parts".to_owned(),
        ArnError::Part { part, found, .. } => format!("`{found}` stands where the {part} belongs"),
        ArnError::Qualifier(error) => error.to_string(),
    }
}

/// What stands between two colons.
struct Part<'a> {
    text: &'a str,
    /// Whether a hole covers it, in full or partly.
    hole: bool,
}

fn fault(parts: &[Part<'_>]) -> Option<String> {
    for (place, word) in FIXED {
        let Some(part) = parts.get(place) else {
            return too_short(parts, &format!("`{word}`"));
        };
        if part.text != word && part.text.starts_with(word) {
            return Some(format!("there is no colon after `{word}` in `{}`", part.text));
        }
        if part.text != word && !part.hole {
            return Some(format!("`{}` stands where `{word}` belongs", part.text));
        }
    }
    if parts.len() <= NAME {
        return too_short(parts, "the function's name");
    }
    (parts.len() > QUALIFIER + 1)
        .then(|| format!("it has {} parts, but an ARN of a function has 7 or 8", parts.len()))
}

/// Parts are missing; a hole may stand for several, so it excuses them.
fn too_short(parts: &[Part<'_>], missing: &str) -> Option<String> {
    let excused = parts.last().is_some_and(|part| part.hole);
    (!excused).then(|| format!("it ends before {missing}"))
}

/// Splits at the colons that are not within a hole (`${AWS::Region}`).
fn split(text: &str) -> Vec<Part<'_>> {
    let mut holes = markers_in(text);
    holes.extend(references_in(text));
    let covered = |range: &Range<usize>, at: usize| range.contains(&at);
    let mut parts = Vec::new();
    let mut start = 0;
    let colons = text.match_indices(':').map(|(at, _)| at).chain([text.len()]);
    for colon in colons.filter(|&at| !holes.iter().any(|hole| covered(hole, at))) {
        let hole = holes.iter().any(|hole| hole.start < colon && hole.end > start);
        parts.push(Part { text: &text[start..colon], hole });
        start = colon + 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_excused_and_the_rest_is_not() {
        let told = [
            "arn:aws:lambda:<REGION>:<ACCOUNT_ID>:function<FUNCTION_NAME>:<ALIAS>",
            "arn:aws:lambda<REGION>:<ACCOUNT_ID>:function<FUNCTION_NAME>:<ALIAS>",
            "arn:aws:lambda:$.AwsRegion:${AWS::AccountId}:function:orders:PROD",
            "arn:${AWS::Partition}:lambda:eu-west-1:1:function:orders-${stage}",
            "arn:aws:lambda:eu-west-1:111122223333:functionorders:PROD",
            "arn:aws:lambda:eu-west-1",
            "arn:aws:${rest}",
            "arn:aws:s3:::bucket",
            "arn:aws:lambda:eu-west-1:111122223333:function:a:b:c",
            "arn:aws:lambda:eu-west-1:111122223333:function",
            "{{ arn }}",
        ]
        .map(|text| {
            let Shape { name, qualifier, fault } = Shape::of(text);
            let qualifier = qualifier.map(|it| it.to_string());
            format!("{text}\n    {name:?} {qualifier:?} {fault:?}")
        });
        insta::assert_snapshot!(told.join("\n"), @r#"
        arn:aws:lambda:<REGION>:<ACCOUNT_ID>:function<FUNCTION_NAME>:<ALIAS>
            None None Some("there is no colon after `function` in `function<FUNCTION_NAME>`")
        arn:aws:lambda<REGION>:<ACCOUNT_ID>:function<FUNCTION_NAME>:<ALIAS>
            None None Some("there is no colon after `lambda` in `lambda<REGION>`")
        arn:aws:lambda:$.AwsRegion:${AWS::AccountId}:function:orders:PROD
            Some("orders") Some("PROD") None
        arn:${AWS::Partition}:lambda:eu-west-1:1:function:orders-${stage}
            None None None
        arn:aws:lambda:eu-west-1:111122223333:functionorders:PROD
            None None Some("there is no colon after `function` in `functionorders`")
        arn:aws:lambda:eu-west-1
            None None Some("it ends before `function`")
        arn:aws:${rest}
            None None None
        arn:aws:s3:::bucket
            None None Some("`s3` stands where `lambda` belongs")
        arn:aws:lambda:eu-west-1:111122223333:function:a:b:c
            None None Some("it has 9 parts, but an ARN of a function has 7 or 8")
        arn:aws:lambda:eu-west-1:111122223333:function
            None None Some("it ends before the function's name")
        {{ arn }}
            None None None
        "#);
    }
}
