//! Which versions answered, how often, and how sure that is.

use std::collections::BTreeMap;

use crossfade_domain::{alias::Routing, qualifier::Version, rollout::statistics::interval};

use crate::failure::Failure;

/// The confidence that margins are told with.
const CONFIDENCE: f64 = 0.95;

/// What many tries came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// How many tries there are to be.
    pub wanted: u32,
    /// Answers by version.
    pub answers: BTreeMap<Version, u32>,
    /// Tries that failed, by what they failed with.
    pub failures: Vec<Failure>,
}

/// One version's share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SplitShare {
    /// The version.
    pub version: Version,
    /// How often it answered.
    pub answers: u32,
    /// Its share of all answers, per cent.
    pub percent: f64,
    /// Between which shares the true one lies with 95 % confidence, per cent
    /// (Clopper and Pearson).
    pub margin: (f64, f64),
    /// Its weight in the alias, per cent; `None` when the alias does not have it.
    pub weight: Option<f64>,
}

impl SplitShare {
    /// Whether the weight is within the margin.
    #[must_use]
    pub fn agrees(&self) -> bool {
        let weight = self.weight.unwrap_or(0.0);
        (self.margin.0..=self.margin.1).contains(&weight)
    }
}

impl Split {
    pub(super) const fn of(wanted: u32) -> Self {
        Self { wanted, answers: BTreeMap::new(), failures: Vec::new() }
    }

    pub(super) fn count(&mut self, answer: Result<Version, Failure>) {
        match answer {
            Ok(version) => *self.answers.entry(version).or_default() += 1,
            Err(failure) => self.failures.push(failure),
        }
    }

    /// How many tries are over.
    #[must_use]
    pub fn done(&self) -> u32 {
        self.answered() + u32::try_from(self.failures.len()).unwrap_or(u32::MAX)
    }

    fn answered(&self) -> u32 {
        self.answers.values().sum()
    }

    /// The shares seen against an alias's weights, by version; versions that
    /// have a weight and never answered are among them.
    #[must_use]
    pub fn shares(&self, routing: &Routing) -> Vec<SplitShare> {
        let weights: BTreeMap<Version, f64> = routing
            .shares()
            .into_iter()
            .map(|(version, weight)| (version, weight.percent()))
            .collect();
        let mut versions: Vec<Version> =
            weights.keys().chain(self.answers.keys()).copied().collect();
        versions.sort_unstable();
        versions.dedup();
        let all = self.answered();
        let share = |version: Version| {
            let answers = self.answers.get(&version).copied().unwrap_or_default();
            let (low, high) = interval(u64::from(answers), u64::from(all), CONFIDENCE);
            SplitShare {
                version,
                answers,
                percent: f64::from(answers) / f64::from(all.max(1)) * 100.0,
                margin: (low * 100.0, high * 100.0),
                weight: weights.get(&version).copied(),
            }
        };
        versions.into_iter().map(share).collect()
    }
}
