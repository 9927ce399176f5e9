//! The `Condition` block of a statement, for the two keys that Connect sends.

use serde_json::Value;

use super::{InvokeRequest, statement::texts};

pub(super) const SOURCE_ARN: &str = "aws:sourcearn";
pub(super) const SOURCE_ACCOUNT: &str = "aws:sourceaccount";

/// Whether a condition holds for a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Held {
    Yes,
    No,
    /// It hangs on this operator or key, which only AWS can decide.
    Undecided(String),
}

/// Every operator and every key must hold; a `No` outweighs what is undecided.
pub(super) fn holds(condition: Option<&Value>, request: &InvokeRequest<'_>) -> Held {
    let mut undecided = None;
    for (operator, key, value) in entries(condition) {
        match entry_holds(operator, key, value, request) {
            Held::Yes => {}
            Held::No => return Held::No,
            Held::Undecided(why) => undecided = Some(why),
        }
    }
    undecided.map_or(Held::Yes, Held::Undecided)
}

/// Whether the condition narrows `key` down to `only`: each value that it takes
/// is exactly that one.
pub(super) fn limits(condition: Option<&Value>, key: &str, only: &str) -> bool {
    entries(condition).any(|(operator, found, value)| {
        let Some(operator) = Operator::read(operator) else { return false };
        let positive =
            !operator.negated && !operator.if_exists && operator.comparison != Comparison::Null;
        let is_only = |text: &str| match operator.comparison {
            Comparison::IgnoreCase => text.eq_ignore_ascii_case(only),
            Comparison::Exact | Comparison::Like | Comparison::Arn | Comparison::Null => {
                text == only
            }
        };
        positive && found.eq_ignore_ascii_case(key) && texts(value).all(is_only)
    })
}

/// Whether only AWS knows what a text stands for: it has a policy variable.
pub(super) fn is_variable(text: &str) -> bool {
    text.contains("${")
}

fn entries(condition: Option<&Value>) -> impl Iterator<Item = (&str, &str, &Value)> {
    let operators = condition.and_then(Value::as_object).into_iter().flatten();
    operators.flat_map(|(operator, keys)| {
        let keys = keys.as_object().into_iter().flatten();
        keys.map(move |(key, value)| (operator.as_str(), key.as_str(), value))
    })
}

fn entry_holds(operator: &str, key: &str, value: &Value, request: &InvokeRequest<'_>) -> Held {
    let Some(operator) = Operator::read(operator) else {
        return Held::Undecided(operator.to_owned());
    };
    let actual = match key.to_ascii_lowercase().as_str() {
        SOURCE_ARN => request.source_arn,
        SOURCE_ACCOUNT => request.source_account,
        _ => return Held::Undecided(key.to_owned()),
    };
    let literal = |wanted: &&str| !is_variable(wanted);
    let matches = |wanted: &str| operator.comparison.matches(wanted, actual);
    if !texts(value).filter(literal).any(matches) && texts(value).any(is_variable) {
        return Held::Undecided(key.to_owned());
    }
    let matched = texts(value).filter(literal).any(matches);
    if matched == operator.negated { Held::No } else { Held::Yes }
}

/// How IAM compares; source: "IAM JSON policy elements: Condition operators".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Exact,
    IgnoreCase,
    /// `*` and `?` anywhere.
    Like,
    /// `*` and `?` within each of an ARN's six parts.
    Arn,
    /// Whether the key is absent.
    Null,
}

#[derive(Debug, Clone, Copy)]
struct Operator {
    comparison: Comparison,
    negated: bool,
    if_exists: bool,
}

impl Operator {
    fn read(name: &str) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        let (base, if_exists) =
            lower.strip_suffix("ifexists").map_or((lower.as_str(), false), |base| (base, true));
        let (comparison, negated) = match base {
            "stringequals" => (Comparison::Exact, false),
            "stringnotequals" => (Comparison::Exact, true),
            "stringequalsignorecase" => (Comparison::IgnoreCase, false),
            "stringnotequalsignorecase" => (Comparison::IgnoreCase, true),
            "stringlike" => (Comparison::Like, false),
            "stringnotlike" => (Comparison::Like, true),
            "arnequals" | "arnlike" => (Comparison::Arn, false),
            "arnnotequals" | "arnnotlike" => (Comparison::Arn, true),
            "null" => (Comparison::Null, false),
            _ => return None,
        };
        Some(Self { comparison, negated, if_exists })
    }
}

impl Comparison {
    fn matches(self, wanted: &str, actual: &str) -> bool {
        match self {
            Self::Exact => wanted == actual,
            Self::IgnoreCase => wanted.eq_ignore_ascii_case(actual),
            Self::Like => wildcard(wanted, actual),
            Self::Arn => arn_matches(wanted, actual),
            // Both keys are always there when Connect calls.
            Self::Null => wanted.eq_ignore_ascii_case("false"),
        }
    }
}

fn arn_matches(pattern: &str, actual: &str) -> bool {
    let patterns: Vec<&str> = pattern.splitn(6, ':').collect();
    let parts: Vec<&str> = actual.splitn(6, ':').collect();
    patterns.len() == parts.len()
        && patterns.iter().zip(&parts).all(|(pattern, part)| wildcard(pattern, part))
}

/// Matches `*` (any run) and `?` (any one) in time linear in both texts' product.
pub(super) fn wildcard(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut seen) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while seen < text.len() {
        match pattern.get(at) {
            Some('*') => {
                retry = Some((at, seen));
                at += 1;
            }
            Some(&wanted) if wanted == '?' || wanted == text[seen] => {
                at += 1;
                seen += 1;
            }
            _ => match retry {
                Some((star, from)) => {
                    retry = Some((star, from + 1));
                    at = star + 1;
                    seen = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|&wanted| wanted == '*')
}
