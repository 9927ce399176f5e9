//! What of an account a flow probably means.
//!
//! Invariant: only candidates of the right kind are suggested, the likeliest
//! first, and a suggestion is never taken without asking.

use std::collections::HashMap;
use std::str::FromStr;

use super::placeholder::Placeholder;
use super::resource::{ResourceKind, ResourceUse};
use crate::arn::FunctionArn;

/// A resource of the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// What sort.
    pub kind: ResourceKind,
    /// Its ARN.
    pub arn: String,
    /// Its name; of a version or alias `function:qualifier`.
    pub name: String,
}

/// How a candidate's name is like the one that is looked for, likeliest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Likeness {
    /// The same ARN.
    SameArn,
    /// The same name.
    SameName,
    /// The same name but for capitals, spaces and marks.
    SameLetters,
    /// One name within the other.
    Contained,
    /// Most pairs of letters in common.
    Similar,
}

/// A candidate that may be meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suggestion<'a> {
    /// The candidate.
    pub candidate: &'a Candidate,
    /// Why it may be meant.
    pub likeness: Likeness,
}

impl ResourceUse {
    /// What of `candidates` the flow may mean, likeliest first.
    #[must_use]
    pub fn suggest<'a>(&self, candidates: &'a [Candidate]) -> Vec<Suggestion<'a>> {
        let mut names: Vec<String> = self.name.iter().cloned().collect();
        if let Ok(arn) = FunctionArn::from_str(&self.text) {
            names.extend(arn.qualifier.as_ref().map(|it| format!("{}:{it}", arn.name)));
            names.push(arn.name);
        }
        suggest(self.kind, &self.text, &names, candidates)
    }
}

impl Placeholder {
    /// What of `candidates` belongs there, likeliest first; none where the
    /// placeholder is for no resource.
    #[must_use]
    pub fn suggest<'a>(&self, candidates: &'a [Candidate]) -> Vec<Suggestion<'a>> {
        let mut names: Vec<String> = self.name.iter().cloned().collect();
        if !self.text.starts_with("arn:") {
            // A template's own words, such as `{{lambdaFunctions.orders.arn}}`.
            names.push(self.text.clone());
        }
        self.kind.map_or_else(Vec::new, |kind| suggest(kind, &self.text, &names, candidates))
    }
}

/// What of `candidates` is of a kind and like one of `names`, likeliest first;
/// `text` is what stands in the flow.
#[must_use]
pub fn suggest<'a>(
    kind: ResourceKind,
    text: &str,
    names: &[String],
    candidates: &'a [Candidate],
) -> Vec<Suggestion<'a>> {
    let mut found: Vec<(Likeness, u32, Suggestion<'a>)> = Vec::new();
    for candidate in candidates.iter().filter(|it| it.kind == kind) {
        let same = (candidate.arn == text).then_some((Likeness::SameArn, 0));
        let like = names.iter().filter_map(|name| likeness(name, &candidate.name));
        if let Some((likeness, distance)) = same.into_iter().chain(like).min() {
            found.push((likeness, distance, Suggestion { candidate, likeness }));
        }
    }
    found.sort_by_key(|(likeness, distance, _)| (*likeness, *distance));
    found.into_iter().map(|(_, _, suggestion)| suggestion).collect()
}

/// How two names are alike, and how far apart they are in thousandths.
fn likeness(wanted: &str, name: &str) -> Option<(Likeness, u32)> {
    if wanted == name {
        return Some((Likeness::SameName, 0));
    }
    let (wanted, name) = (letters(wanted), letters(name));
    let distance = distance(&wanted, &name);
    if wanted.is_empty() || name.is_empty() {
        None
    } else if wanted == name {
        Some((Likeness::SameLetters, 0))
    } else if wanted.contains(&name) || name.contains(&wanted) {
        Some((Likeness::Contained, distance))
    } else {
        (distance <= 500).then_some((Likeness::Similar, distance))
    }
}

fn letters(name: &str) -> String {
    name.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// One minus the Dice coefficient of the pairs of letters, in thousandths.
fn distance(one: &str, other: &str) -> u32 {
    let (mut pairs, count) = pairs(one);
    let (others, other_count) = self::pairs(other);
    let mut common = 0_usize;
    for (pair, times) in others {
        common += times.min(pairs.remove(&pair).unwrap_or_default());
    }
    let all = count + other_count;
    let alike = (2000 * common).checked_div(all).unwrap_or_default();
    u32::try_from(1000 - alike.min(1000)).unwrap_or(1000)
}

fn pairs(text: &str) -> (HashMap<(char, char), usize>, usize) {
    let mut found = HashMap::new();
    let pairs = text.chars().zip(text.chars().skip(1));
    let count = pairs.map(|pair| *found.entry(pair).or_insert(0) += 1).count();
    (found, count)
}
