//! The new version's own traffic against the old version's.
//!
//! Both versions answer the same callers at the same time, so the old one says
//! what is normal. Whether the new one fails *more* is decided by Fisher's exact
//! test on the counts (see [`crate::rollout::statistics`]), never by comparing
//! two percentages: at 10 % of one call a minute, one failure is "100 % errors"
//! and means nothing.
//!
//! A rollout is measured many times, and every look is another chance to be
//! fooled by luck. So the share of false alarms that the gate allows itself is
//! for the *whole rollout*. Each watched step gets an equal part; round `k` of
//! a step tests at that part divided by `k (k + 1)`, which adds up to the part
//! over endlessly many rounds; and the four tests of a round (errors and
//! throttles, in the present step and since the first shift) share that.
//!
//! Invariant: without enough calls the gate says how many more it needs, and
//! neither passes nor fails on the calls it has.

use super::{Finding, Gate, Verdict};
use crate::rollout::{
    statistics::{Tally, above_share, calls_to_notice, worse_than},
    time::Span,
};

/// How sure the gate is to have seen a share of failures of `notice`.
const CONFIDENCE: f64 = 0.95;
/// Tests a round, for the share of false alarms.
const TESTS_A_ROUND: f64 = 4.0;
/// Calls that a 95th percentile needs to mean anything: five beyond it.
const CALLS_FOR_P95: u64 = 100;

/// How many times the gate has looked, and will have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Round {
    /// The rounds of this step in which there was new traffic to judge, with
    /// the present one; from 1.
    pub number: u32,
    /// How many steps the plan watches.
    pub steps: usize,
}

/// When the new version counts as worse than the old one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VersionGate {
    /// How often, over a whole rollout, a version just as good as the old one
    /// may be taken for worse; 0.01 is one rollout in a hundred.
    pub false_alarms: f64,
    /// The share of failing calls that must not go unnoticed, 0 to 1. It
    /// decides how much traffic is enough: 0.25 takes 11 calls.
    pub notice: f64,
    /// The share of failing calls that is normal where the old version has too
    /// little traffic to say, 0 to 1.
    pub normal: f64,
    /// When slower counts as worse; `None` leaves the duration out.
    pub slower: Option<Slower>,
    /// So many failed measurements are put up with over the whole rollout; the
    /// next one rolls back.
    ///
    /// Source: Argo Rollouts `failureLimit`.
    pub tolerated_failures: u32,
    /// How long a step may be watched beyond its time for want of traffic
    /// before a person is asked. CloudWatch shows a call a minute or two after
    /// it was made, so without patience no step of a minute could pass.
    pub patience: Span,
}

impl Default for VersionGate {
    fn default() -> Self {
        Self {
            false_alarms: 0.01,
            notice: 0.25,
            normal: 0.01,
            slower: Some(Slower::default()),
            tolerated_failures: 0,
            patience: Span::from_mins(3),
        }
    }
}

/// When the 95th percentile of the duration counts as worse.
///
/// CloudWatch gives a percentile without the durations behind it, so there is
/// no test to be made on it: both limits must be passed, and both versions need
/// 100 calls, so that five of each lie beyond the percentile.
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

/// What one version did in one window.
///
/// Source: CloudWatch `AWS/Lambda` with the dimensions `FunctionName`,
/// `Resource` and `ExecutedVersion`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Counts {
    /// `Invocations`, sum: calls whose code ran.
    pub invocations: u64,
    /// `Errors`, sum: invocations that ended in an error.
    pub errors: u64,
    /// `Throttles`, sum: calls refused; they are not invocations.
    pub throttles: u64,
    /// `Duration`, p95, in milliseconds; `None` without a point.
    pub p95_millis: Option<f64>,
}

/// Both versions in the same window.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Arms {
    /// The version that is being rolled out.
    pub new: Counts,
    /// The version that it replaces.
    pub old: Counts,
}

/// Both versions in the two windows that count.
///
/// The whole rollout has the most calls and so the sharpest eye; the present
/// step shows what only began at this weight and would drown in all the good
/// calls before.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Traffic {
    /// Since the present weight was verified.
    pub step: Arms,
    /// Since the first shift.
    pub whole: Arms,
}

impl VersionGate {
    /// Calls of the new version that are enough to tell; `None` when the gate
    /// asks for what no number of calls can show.
    #[must_use]
    pub fn calls_needed(&self) -> Option<u64> {
        calls_to_notice(self.notice, CONFIDENCE)
    }

    /// The chance of a false alarm that one test of this round may take.
    #[must_use]
    pub fn level(&self, round: Round) -> f64 {
        let number = f64::from(round.number.max(1));
        let steps = f64::from(u32::try_from(round.steps.max(1)).unwrap_or(u32::MAX));
        self.false_alarms / steps / (number * (number + 1.0)) / TESTS_A_ROUND
    }

    pub(super) fn judge(&self, traffic: &Traffic, round: Round) -> Vec<Finding> {
        let mut findings = vec![self.enough(traffic)];
        findings.extend(self.failures(&Gate::Errors, traffic, round));
        findings.extend(self.failures(&Gate::Throttles, traffic, round));
        findings.extend(self.slower.and_then(|slower| slower.judge(traffic)));
        findings
    }

    fn enough(&self, traffic: &Traffic) -> Finding {
        let seen = traffic.whole.new.invocations + traffic.whole.new.throttles;
        let needed = self.calls_needed();
        let missing = needed.map(|needed| needed.saturating_sub(seen));
        if missing == Some(0) {
            let errors = traffic.whole.new.errors;
            let said = format!("{} of the new version's {} failed.", errors, calls(seen));
            return Finding::new(Gate::Traffic, Verdict::Pass, said);
        }
        let percent = self.notice * 100.0;
        let rest = missing.map_or_else(
            || "no number of calls can show".to_owned(),
            |missing| format!("{missing} more would show"),
        );
        let said = format!(
            "Too little traffic to tell: the new version had {}, and {rest} whether \
             {percent} % of them fail.",
            calls(seen)
        );
        Finding::new(Gate::Traffic, Verdict::Inconclusive { more_calls: missing }, said)
    }

    /// A failure of the step's window or of the whole; the step's is the more
    /// telling where both fail.
    fn failures(&self, gate: &Gate, traffic: &Traffic, round: Round) -> Option<Finding> {
        let windows = [("in this step", traffic.step), ("since the first shift", traffic.whole)];
        windows.into_iter().find_map(|(when, arms)| {
            let (new, old) = (tally(gate, arms.new), tally(gate, arms.old));
            let chance = self.chance(new, old);
            (chance < self.level(round)).then(|| {
                let said = format!(
                    "{}: {} of the new version's {}, {} of the old version's {}; by chance \
                     that happens once in {} times.",
                    failing(gate, when),
                    new.failed,
                    calls(new.calls),
                    old.failed,
                    calls(old.calls),
                    once_in(chance),
                );
                Finding::new(gate.clone(), Verdict::Fail, said)
            })
        })
    }

    /// How likely the new version's failures are if it is no worse: no worse
    /// than the old one where that one has traffic, else than what is normal.
    fn chance(&self, new: Tally, old: Tally) -> f64 {
        let enough = self.calls_needed().is_some_and(|needed| old.calls >= needed);
        if enough { worse_than(new, old) } else { above_share(new, self.normal.max(old.share())) }
    }
}

impl Slower {
    fn judge(&self, traffic: &Traffic) -> Option<Finding> {
        let Arms { new, old } = traffic.step;
        let took = new.p95_millis.filter(|_| new.invocations >= CALLS_FOR_P95)?;
        let fail = |said| Some(Finding::new(Gate::Duration, Verdict::Fail, said));
        if let Some(limit) = self.limit.filter(|limit| took > millis(*limit)) {
            return fail(format!(
                "The slowest 5 % of the new version's calls take {took:.0} ms or more; the flow \
                 waits {limit}."
            ));
        }
        let usual = old.p95_millis.filter(|_| old.invocations >= CALLS_FOR_P95)?;
        if took > usual * self.times && took > usual + millis(self.by) {
            return fail(format!(
                "The slowest 5 % of the new version's calls take {took:.0} ms or more, of the \
                 old version's {usual:.0} ms."
            ));
        }
        let said = format!("p95 is {took:.0} ms, the old version's {usual:.0} ms.");
        Some(Finding::new(Gate::Duration, Verdict::Pass, said))
    }
}

fn tally(gate: &Gate, counts: Counts) -> Tally {
    match gate {
        Gate::Throttles => {
            let calls = counts.invocations.saturating_add(counts.throttles);
            Tally { calls, failed: counts.throttles }
        }
        Gate::Alarm(_)
        | Gate::Alarms
        | Gate::Errors
        | Gate::Duration
        | Gate::Traffic
        | Gate::Probe(_) => Tally { calls: counts.invocations, failed: counts.errors },
    }
}

fn failing(gate: &Gate, when: &str) -> String {
    let what = if *gate == Gate::Throttles { "is throttled" } else { "fails" };
    format!("The new version {what} more often {when}")
}

fn calls(count: u64) -> String {
    format!("{count} call{}", if count == 1 { "" } else { "s" })
}

/// The reciprocal of a probability, for people.
fn once_in(chance: f64) -> String {
    let times = 1.0 / chance;
    if times < 1e6 { format!("{times:.0}") } else { "more than a million".to_owned() }
}

#[expect(clippy::cast_precision_loss, reason = "a duration of milliseconds")]
const fn millis(span: Span) -> f64 {
    span.millis() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const fn counts(errors: u64, invocations: u64) -> Counts {
        Counts { invocations, errors, throttles: 0, p95_millis: None }
    }

    fn whole(new: Counts, old: Counts) -> Traffic {
        Traffic { step: Arms::default(), whole: Arms { new, old } }
    }

    const FIRST: Round = Round { number: 1, steps: 1 };

    fn worst(findings: &[Finding]) -> &Finding {
        let rank = |finding: &&Finding| match finding.verdict {
            Verdict::Fail => 0,
            Verdict::Error => 1,
            Verdict::Inconclusive { .. } => 2,
            Verdict::Pass => 3,
        };
        findings.iter().min_by_key(rank).expect("the traffic is always told")
    }

    #[test]
    fn the_verdicts_of_small_counts() {
        let gate = VersionGate::default();
        let told = [
            (counts(0, 0), counts(0, 0)),
            (counts(1, 1), counts(0, 9)),
            (counts(2, 2), counts(0, 18)),
            (counts(3, 3), counts(0, 27)),
            (counts(0, 10), counts(0, 90)),
            (counts(0, 11), counts(0, 99)),
            (counts(3, 11), counts(27, 99)),
            (counts(11, 11), counts(99, 99)),
            (counts(2, 2), counts(0, 1)),
            (counts(4, 100), counts(10, 1000)),
            (counts(9, 100), counts(10, 1000)),
        ]
        .map(|(new, old)| {
            let findings = gate.judge(&whole(new, old), FIRST);
            let Finding { verdict, reason, .. } = worst(&findings);
            let verdict = match verdict {
                Verdict::Pass => "pass",
                Verdict::Fail => "FAIL",
                Verdict::Inconclusive { .. } => "thin",
                Verdict::Error => "error",
            };
            format!("{verdict} | {reason}")
        });
        insta::assert_snapshot!(told.join("\n"), @r"
        thin | Too little traffic to tell: the new version had 0 calls, and 11 more would show whether 25 % of them fail.
        thin | Too little traffic to tell: the new version had 1 call, and 10 more would show whether 25 % of them fail.
        thin | Too little traffic to tell: the new version had 2 calls, and 9 more would show whether 25 % of them fail.
        FAIL | The new version fails more often since the first shift: 3 of the new version's 3 calls, 0 of the old version's 27 calls; by chance that happens once in 4060 times.
        thin | Too little traffic to tell: the new version had 10 calls, and 1 more would show whether 25 % of them fail.
        pass | 0 of the new version's 11 calls failed.
        pass | 3 of the new version's 11 calls failed.
        pass | 11 of the new version's 11 calls failed.
        FAIL | The new version fails more often since the first shift: 2 of the new version's 2 calls, 0 of the old version's 1 call; by chance that happens once in 10000 times.
        pass | 4 of the new version's 100 calls failed.
        FAIL | The new version fails more often since the first shift: 9 of the new version's 100 calls, 10 of the old version's 1000 calls; by chance that happens once in 78082 times.
        ");
    }

    #[test]
    fn what_begins_late_is_seen_in_the_step_and_would_drown_in_the_whole() {
        let gate = VersionGate::default();
        let traffic = Traffic {
            step: Arms { new: counts(12, 20), old: counts(0, 20) },
            whole: Arms { new: counts(12, 5_000), old: counts(4, 5_000) },
        };
        let third = Round { number: 3, steps: 2 };
        let findings = gate.judge(&traffic, third);
        assert_eq!(worst(&findings).verdict, Verdict::Fail);
        assert!(worst(&findings).reason.contains("in this step"), "{findings:?}");
        let drowned = Traffic { step: Arms::default(), ..traffic };
        assert_eq!(worst(&gate.judge(&drowned, third)).verdict, Verdict::Pass);
    }

    #[test]
    fn throttles_are_calls_that_did_not_run() {
        let throttled = Counts { throttles: 30, ..counts(0, 70) };
        let findings = VersionGate::default().judge(&whole(throttled, counts(0, 900)), FIRST);
        assert_eq!(worst(&findings).gate, Gate::Throttles);
        assert!(worst(&findings).reason.contains("30 of the new version's 100 calls"));
    }

    #[test]
    fn slower_needs_both_limits_and_enough_calls() {
        let timed = |p95, invocations| Counts { p95_millis: Some(p95), ..counts(0, invocations) };
        let slower = Slower { limit: Some(Span::from_secs(3)), ..Slower::default() };
        let verdict = |new, old| {
            let step = Arms { new, old };
            slower.judge(&Traffic { step, whole: step }).map(|finding| finding.verdict)
        };
        assert_eq!(verdict(timed(900.0, 100), timed(500.0, 100)), Some(Verdict::Fail));
        assert_eq!(verdict(timed(900.0, 99), timed(500.0, 100)), None, "too few calls");
        assert_eq!(verdict(timed(900.0, 100), timed(500.0, 99)), None, "too few old calls");
        assert_eq!(verdict(timed(700.0, 100), timed(500.0, 100)), Some(Verdict::Pass));
        assert_eq!(verdict(timed(40.0, 100), timed(10.0, 100)), Some(Verdict::Pass), "30 ms");
        assert_eq!(verdict(timed(3100.0, 100), timed(3000.0, 5)), Some(Verdict::Fail), "limit");
    }

    #[test]
    fn a_gate_that_asks_for_the_impossible_is_inconclusive() {
        let gate = VersionGate { notice: 0.0, ..VersionGate::default() };
        let findings = gate.judge(&whole(counts(0, 1_000_000), counts(0, 1_000_000)), FIRST);
        assert_eq!(worst(&findings).verdict, Verdict::Inconclusive { more_calls: None });
    }

    #[test]
    fn the_levels_of_all_rounds_add_up_to_less_than_the_whole() {
        let gate = VersionGate::default();
        let level = |number| gate.level(Round { number, steps: 10 });
        let spent: f64 = (1..100_000).map(|number| level(number) * TESTS_A_ROUND * 10.0).sum();
        assert!(spent < gate.false_alarms && spent > 0.99 * gate.false_alarms, "{spent}");
    }

    proptest! {
        // The promise is about whole rollouts: a version that fails exactly as
        // often as the old one is measured sixty times, on growing counts.
        #[test]
        fn an_equal_version_is_seldom_called_worse(seed in any::<u64>()) {
            let gate = VersionGate { false_alarms: 0.05, normal: 0.1, ..VersionGate::default() };
            let mut state = seed | 1;
            let mut draw = |share: f64| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                #[expect(clippy::cast_precision_loss, reason = "a random number")]
                let unit = (state >> 11) as f64 / (1_u64 << 53) as f64;
                unit < share
            };
            let mut failed = 0;
            for _ in 0..100 {
                let mut arms = Arms::default();
                let called_worse = (1..=60).any(|round| {
                    for _ in 0..5 {
                        let arm = if draw(0.3) { &mut arms.new } else { &mut arms.old };
                        arm.invocations += 1;
                        arm.errors += u64::from(draw(0.1));
                    }
                    let traffic = Traffic { step: Arms::default(), whole: arms };
                    let chance = |arms: Arms| gate.chance(
                        tally(&Gate::Errors, arms.new), tally(&Gate::Errors, arms.old));
                    chance(traffic.whole) < gate.level(Round { number: round, steps: 1 })
                });
                failed += u32::from(called_worse);
            }
            prop_assert!(failed <= 12, "{failed} of 100 rollouts, where 5 are allowed");
        }
    }
}
