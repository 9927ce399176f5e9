//! How a version of a function behaves when it is invoked.
//!
//! Invariant: one invocation draws its fate once, from the random source that
//! it is given, so a world with the same seed repeats itself.

use std::f64::consts::TAU;

use rand::Rng;
use serde::{Deserialize, Serialize};

/// What a version answers when it succeeds. Lambda counts each of these as a
/// success; Amazon Connect takes only the first, and nested ones from blocks that
/// declare JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answers {
    /// A flat map of texts.
    #[default]
    Flat,
    /// A map with a map in it.
    Nested,
    /// A list.
    NoMap,
    /// A flat map of more than 32 KB.
    TooLarge,
}

/// How one version behaves: how often it fails, how long it takes, and what it
/// answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Behaviour {
    /// Share of invocations that end with an unhandled error, 0 to 1.
    pub error_rate: f64,
    /// Share of invocations that Lambda throttles, 0 to 1.
    pub throttle_rate: f64,
    /// Median duration in milliseconds.
    pub p50_ms: f64,
    /// Duration in milliseconds that 99 % stay below; `None` is three times
    /// the median.
    pub p99_ms: Option<f64>,
    /// What it answers when it succeeds.
    pub answers: Answers,
    /// It cannot initialise: every invocation fails, and environments that
    /// shall be kept ready for it never are.
    pub init_fails: bool,
}

impl Default for Behaviour {
    /// Never fails, takes about 120 ms.
    fn default() -> Self {
        Self::healthy(120.0)
    }
}

/// How one invocation ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It answers.
    Success,
    /// It throws.
    Failed,
    /// It runs into the function's timeout.
    TimedOut,
    /// It never runs.
    Throttled,
}

/// One invocation: how it ends, and after how long.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Run {
    /// How it ends.
    pub outcome: Outcome,
    /// Duration in milliseconds; nothing for a throttled one.
    pub took_ms: f64,
}

/// The 99th percentile of the standard normal distribution.
const Z99: f64 = 2.326_347_874;

impl Behaviour {
    /// A healthy version with this median duration in milliseconds.
    pub(crate) const fn healthy(p50_ms: f64) -> Self {
        Self {
            error_rate: 0.0,
            throttle_rate: 0.0,
            p50_ms,
            p99_ms: None,
            answers: Answers::Flat,
            init_fails: false,
        }
    }

    /// The same, failing in this share of invocations.
    pub(crate) const fn failing(self, error_rate: f64) -> Self {
        Self { error_rate, ..self }
    }

    /// Whether the numbers make sense.
    pub(crate) fn is_sane(&self) -> bool {
        let share = |rate: f64| (0.0..=1.0).contains(&rate);
        let long = |ms: f64| ms.is_finite() && ms > 0.0 && ms <= 900_000.0;
        share(self.error_rate)
            && share(self.throttle_rate)
            && long(self.p50_ms)
            && self.p99_ms.is_none_or(|p99| long(p99) && p99 >= self.p50_ms)
    }

    /// Draws one invocation of a function with this timeout in seconds.
    pub(crate) fn run(&self, timeout_s: u32, draws: &mut impl Rng) -> Run {
        let fate: f64 = draws.random();
        let took_ms = self.duration_ms(draws);
        if fate < self.throttle_rate {
            return Run { outcome: Outcome::Throttled, took_ms: 0.0 };
        }
        let limit_ms = f64::from(timeout_s) * 1000.0;
        if took_ms >= limit_ms {
            return Run { outcome: Outcome::TimedOut, took_ms: limit_ms };
        }
        let fails = self.init_fails
            || fate < self.throttle_rate + (1.0 - self.throttle_rate) * self.error_rate;
        Run { outcome: if fails { Outcome::Failed } else { Outcome::Success }, took_ms }
    }

    /// Log-normal, which is what request durations look like.
    fn duration_ms(&self, draws: &mut impl Rng) -> f64 {
        let p99 = self.p99_ms.unwrap_or(self.p50_ms * 3.0);
        let sigma = (p99 / self.p50_ms).ln() / Z99;
        // Box-Muller; 1 - u keeps the logarithm finite.
        let (u, v): (f64, f64) = (draws.random(), draws.random());
        let normal = (-2.0 * (1.0 - u).ln()).sqrt() * (TAU * v).cos();
        (self.p50_ms * (sigma * normal).exp()).max(1.0)
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    fn runs(behaviour: Behaviour, timeout_s: u32) -> Vec<Run> {
        let mut draws = ChaCha8Rng::seed_from_u64(1);
        (0..4000).map(|_| behaviour.run(timeout_s, &mut draws)).collect()
    }

    #[test]
    fn a_failing_version_fails_as_often_as_it_says() {
        let runs = runs(Behaviour::healthy(100.0).failing(0.3), 3);
        let failed = runs.iter().filter(|run| run.outcome == Outcome::Failed).count();
        assert!((1080..1320).contains(&failed), "{failed}");
    }

    #[test]
    fn durations_have_the_median_and_the_tail_that_they_should() {
        let mut took: Vec<f64> =
            runs(Behaviour { p99_ms: Some(500.0), ..Behaviour::healthy(100.0) }, 60)
                .iter()
                .map(|run| run.took_ms)
                .collect();
        took.sort_by(f64::total_cmp);
        assert!((90.0..110.0).contains(&took[2000]), "{}", took[2000]);
        assert!((400.0..620.0).contains(&took[3960]), "{}", took[3960]);
    }

    #[test]
    fn what_is_too_slow_times_out() {
        let runs = runs(Behaviour::healthy(60_000.0), 3);
        assert!(runs.iter().filter(|run| run.outcome == Outcome::TimedOut).count() > 3900);
        assert!(runs.iter().all(|run| run.took_ms <= 3000.0));
    }

    #[test]
    fn numbers_that_make_no_sense_are_told() {
        assert!(Behaviour::default().is_sane());
        for broken in [
            Behaviour { error_rate: 1.1, ..Behaviour::default() },
            Behaviour { p50_ms: 0.0, ..Behaviour::default() },
            Behaviour { p99_ms: Some(1.0), ..Behaviour::default() },
            Behaviour { throttle_rate: f64::NAN, ..Behaviour::default() },
        ] {
            assert!(!broken.is_sane(), "{broken:?}");
        }
    }
}
