//! Whether the new version is slower than the old one, or than the flow waits.
//!
//! CloudWatch gives a percentile without the durations behind it, so there is no
//! test to be made on it: both limits must be passed, and both versions need 100
//! calls, so that five of each lie beyond the percentile. That is more than many
//! rollouts have; without it the gate says so, and holds nobody up: whether the
//! new version *fails* is told by its errors, which need far fewer.
//!
//! Invariant: the gate always says something, and passes or fails only on
//! enough calls.

use super::{Arms, Finding, Gate, Traffic, Verdict, version::calls};
use crate::rollout::time::Span;

/// Calls that a 95th percentile needs to mean anything: five beyond it.
const CALLS_FOR_P95: u64 = 100;

/// When the 95th percentile of the duration counts as worse.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slower {
    /// How many times as long as the old version's.
    pub times: f64,
    /// And how much longer at least: callers do not hear less.
    pub by: Span,
    /// Longer than this fails whatever the old version takes: the flow's own
    /// limit (`InvocationTimeLimitSeconds`).
    pub limit: Option<Span>,
}

impl Default for Slower {
    fn default() -> Self {
        Self { times: 1.5, by: Span::from_millis(250), limit: None }
    }
}

impl Slower {
    /// The present step where that has enough calls, and since the first shift:
    /// a failure of either counts.
    pub(super) fn judge(&self, traffic: &Traffic) -> Finding {
        let windows = [("in this step", traffic.step), ("since the first shift", traffic.whole)];
        let told: Vec<Finding> =
            windows.into_iter().filter_map(|(when, arms)| self.judge_window(when, arms)).collect();
        let failed = told.iter().find(|finding| finding.verdict == Verdict::Fail);
        let decisive = failed.or(told.first()).cloned();
        decisive.unwrap_or_else(|| too_little(traffic.whole))
    }

    /// `None` where the calls are too few.
    fn judge_window(&self, when: &str, Arms { new, old }: Arms) -> Option<Finding> {
        let enough = |calls| calls >= CALLS_FOR_P95;
        let took = new.p95_millis.filter(|_| enough(new.invocations))?;
        let told = |verdict, said| Some(Finding::new(Gate::Duration, verdict, said));
        if let Some(limit) = self.limit.filter(|limit| took > millis(*limit)) {
            return told(
                Verdict::Fail,
                format!(
                    "The slowest 5 % of the new version's calls take {took:.0} ms or more {when}; \
                     the flow waits {limit}."
                ),
            );
        }
        match (old.p95_millis.filter(|_| enough(old.invocations)), self.limit) {
            (Some(usual), _) if took > usual * self.times && took > usual + millis(self.by) => {
                told(
                    Verdict::Fail,
                    format!(
                        "The slowest 5 % of the new version's calls take {took:.0} ms or more \
                         {when}, of the old version's {usual:.0} ms."
                    ),
                )
            }
            (Some(usual), _) => told(
                Verdict::Pass,
                format!("p95 is {took:.0} ms {when}, the old version's {usual:.0} ms."),
            ),
            (None, Some(limit)) => told(
                Verdict::Pass,
                format!(
                    "p95 is {took:.0} ms {when}, within the {limit} that the flow waits; the old \
                     version has too few calls to compare with."
                ),
            ),
            (None, None) => None,
        }
    }
}

fn too_little(Arms { new, old }: Arms) -> Finding {
    let missing = CALLS_FOR_P95.saturating_sub(new.invocations);
    let said = format!(
        "Too little traffic to tell whether the new version is slower: that takes \
         {CALLS_FOR_P95} calls of each; the new version had {}, the old one {}.",
        calls(new.invocations),
        old.invocations
    );
    let more_calls = (missing > 0).then_some(missing);
    Finding::new(Gate::Duration, Verdict::Inconclusive { more_calls }, said)
}

#[expect(clippy::cast_precision_loss, reason = "a duration of milliseconds")]
const fn millis(span: Span) -> f64 {
    span.millis() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rollout::gates::Counts;

    const fn timed(p95: f64, invocations: u64) -> Counts {
        Counts { invocations, errors: 0, throttles: 0, p95_millis: Some(p95) }
    }

    const THIN: Verdict = Verdict::Inconclusive { more_calls: None };

    fn limited() -> Slower {
        Slower { limit: Some(Span::from_secs(3)), ..Slower::default() }
    }

    #[test]
    fn slower_needs_both_limits_and_enough_calls() {
        let verdict = |new, old| {
            let step = Arms { new, old };
            Slower::default().judge(&Traffic { step, whole: step, ..Traffic::default() }).verdict
        };
        assert_eq!(verdict(timed(900.0, 100), timed(500.0, 100)), Verdict::Fail);
        let one_more = Verdict::Inconclusive { more_calls: Some(1) };
        assert_eq!(verdict(timed(900.0, 99), timed(500.0, 100)), one_more, "too few calls");
        assert_eq!(verdict(timed(900.0, 100), timed(500.0, 99)), THIN, "too few old calls");
        assert_eq!(verdict(timed(700.0, 100), timed(500.0, 100)), Verdict::Pass);
        assert_eq!(verdict(timed(40.0, 100), timed(10.0, 100)), Verdict::Pass, "30 ms");
    }

    #[test]
    fn the_flows_own_limit_needs_no_old_version() {
        let judge = |new, old| {
            let whole = Arms { new, old };
            limited().judge(&Traffic { whole, ..Traffic::default() })
        };
        assert_eq!(judge(timed(3100.0, 100), timed(3000.0, 5)).verdict, Verdict::Fail);
        let within = judge(timed(900.0, 100), timed(500.0, 5));
        assert_eq!(within.verdict, Verdict::Pass);
        assert!(within.reason.contains("within the 3 s that the flow waits"), "{within:?}");
    }

    #[test]
    fn many_small_steps_add_up_and_a_late_failure_is_not_averaged_away() {
        let judge = |step, whole| limited().judge(&Traffic { step, whole, ..Traffic::default() });
        let small = Arms { new: timed(900.0, 20), old: timed(500.0, 20) };
        let all = Arms { new: timed(900.0, 200), old: timed(500.0, 800) };
        let found = judge(small, all);
        assert_eq!(found.verdict, Verdict::Fail);
        assert!(found.reason.contains("since the first shift"), "{found:?}");
        let late = Arms { new: timed(3500.0, 150), old: timed(500.0, 150) };
        let drowned = Arms { new: timed(700.0, 5000), old: timed(500.0, 5000) };
        assert_eq!(judge(late, drowned).verdict, Verdict::Fail);
    }

    #[test]
    fn too_little_is_said() {
        let whole = Arms { new: timed(900.0, 7), old: timed(500.0, 63) };
        let found = Slower::default().judge(&Traffic { whole, ..Traffic::default() });
        assert_eq!(
            found.reason,
            "Too little traffic to tell whether the new version is slower: that takes 100 calls \
             of each; the new version had 7 calls, the old one 63."
        );
    }
}
