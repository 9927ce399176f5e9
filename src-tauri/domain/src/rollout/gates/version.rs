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
//! Enough calls once are not enough for good: callers may stay away, or the flow
//! may stop calling. So the gate passes only while it also sees calls of late.
//! How late is late comes with the question ([`Traffic::recent`]): CloudWatch
//! shows a call a minute or two after it was made, so a step of a minute can
//! only rest on the minutes before it.
//!
//! Invariant: without enough calls the gate says how many more it needs, and
//! without calls of late that there are none; it passes in neither case.

use super::{Finding, Gate, Slower, Verdict};
use crate::rollout::{
    statistics::{Tally, above_share, calls_to_notice, worse_than},
    time::Span,
};

/// How sure the gate is to have seen a share of failures of `notice`.
const CONFIDENCE: f64 = 0.95;
/// Tests a round, for the share of false alarms.
const TESTS_A_ROUND: f64 = 4.0;

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

/// Both versions in the three windows that count.
///
/// The whole rollout has the most calls and so the sharpest eye; the present
/// step shows what only began at this weight and would drown in all the good
/// calls before; what is recent shows that there are callers still.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Traffic {
    /// Since the present weight was verified.
    pub step: Arms,
    /// Since the first shift.
    pub whole: Arms,
    /// Of late.
    pub recent: Recent,
}

/// Both versions' calls of late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Recent {
    /// For how long.
    pub over: Span,
    /// Calls of the version that is being rolled out.
    pub new: u64,
    /// Calls of the version that it replaces.
    pub old: u64,
}

impl Counts {
    /// Calls that were made, whether their code ran or not.
    #[must_use]
    pub const fn calls(&self) -> u64 {
        self.invocations.saturating_add(self.throttles)
    }
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
        findings.extend(self.slower.map(|slower| slower.judge(traffic)));
        findings
    }

    fn enough(&self, traffic: &Traffic) -> Finding {
        let seen = traffic.whole.new.calls();
        let needed = self.calls_needed();
        let missing = needed.map(|needed| needed.saturating_sub(seen));
        if missing == Some(0) {
            let Recent { over, new, old } = traffic.recent;
            if new == 0 {
                let over = Span::from_secs(over.millis() / 1000);
                let said = format!(
                    "Too little traffic to tell: no call of the new version was seen in the last \
                     {over}, and {} of the old version.",
                    calls(old)
                );
                let verdict = Verdict::Inconclusive { more_calls: None };
                return Finding::new(Gate::Traffic, verdict, said);
            }
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

pub(super) fn calls(count: u64) -> String {
    format!("{count} call{}", if count == 1 { "" } else { "s" })
}

/// The reciprocal of a probability, for people.
fn once_in(chance: f64) -> String {
    let times = 1.0 / chance;
    if times < 1e6 { format!("{times:.0}") } else { "more than a million".to_owned() }
}

#[cfg(test)]
mod tests;
