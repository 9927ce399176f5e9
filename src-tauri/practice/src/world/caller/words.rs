//! How a caller reads the texts of a flow, and its conditions.

use crate::world::program::Condition;

/// A text cut before and after each of its `$.…` references.
pub(super) fn parts(text: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(at) = text.find("$.") else {
            rest = None;
            return Some((text, None));
        };
        let reference = &text[at..];
        let end = reference[2..]
            .find(|it: char| !(it.is_alphanumeric() || "._-".contains(it)))
            .map_or(reference.len(), |end| end + 2);
        // A full stop at the end is the sentence's.
        let end = end - usize::from(reference[..end].ends_with('.'));
        rest = Some(&reference[end..]);
        Some((&text[..at], Some(&reference[..end])))
    })
}

/// Whether a value meets a condition.
pub(super) fn holds(condition: &Condition, value: &str) -> bool {
    let number = |text: &str| text.trim().parse::<f64>().ok();
    condition.operands.iter().any(|operand| match condition.operator.as_str() {
        "Equals" => operand == value,
        "TextStartsWith" => value.starts_with(operand.as_str()),
        "TextEndsWith" => value.ends_with(operand.as_str()),
        "TextContains" => value.contains(operand.as_str()),
        // What is no number is neither more nor less.
        named => number(value).zip(number(operand)).is_some_and(|(value, operand)| match named {
            "NumberGreaterThan" => value > operand,
            "NumberGreaterOrEqualTo" => value >= operand,
            "NumberLessThan" => value < operand,
            "NumberLessOrEqualTo" => value <= operand,
            _ => false,
        }),
    })
}

/// SSML as it is heard: its text.
pub(super) fn without_tags(ssml: &str) -> String {
    let mut text = String::with_capacity(ssml.len());
    for part in ssml.split('<') {
        text.push_str(part.split_once('>').map_or(part, |(_, after)| after));
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
