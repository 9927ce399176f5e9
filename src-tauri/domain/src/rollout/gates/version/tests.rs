//! What small and large counts come to.

use super::*;
use proptest::prelude::*;

const fn counts(errors: u64, invocations: u64) -> Counts {
    Counts { invocations, errors, throttles: 0, p95_millis: None }
}

fn whole(new: Counts, old: Counts) -> Traffic {
    Traffic { whole: Arms { new, old }, recent: lately(new, old), ..Traffic::default() }
}

const fn lately(new: Counts, old: Counts) -> Recent {
    Recent { over: Span::from_mins(3), new: new.calls(), old: old.calls() }
}

const FIRST: Round = Round { number: 1, steps: 1 };

/// The duration aside, which has too few calls to say anything here.
fn worst(findings: &[Finding]) -> &Finding {
    let rank = |finding: &&Finding| match finding.verdict {
        Verdict::Fail => 0,
        Verdict::Error => 1,
        Verdict::Inconclusive { .. } => 2,
        Verdict::Pass => 3,
    };
    findings
        .iter()
        .filter(|it| it.gate != Gate::Duration)
        .min_by_key(rank)
        .expect("the traffic is always told")
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
        recent: lately(counts(12, 20), counts(0, 20)),
    };
    let third = Round { number: 3, steps: 2 };
    let findings = gate.judge(&traffic, third);
    assert_eq!(worst(&findings).verdict, Verdict::Fail);
    assert!(worst(&findings).reason.contains("in this step"), "{findings:?}");
    let drowned = Traffic { step: Arms::default(), ..traffic };
    assert_eq!(worst(&gate.judge(&drowned, third)).verdict, Verdict::Pass);
}

#[test]
fn calls_that_stay_away_are_no_good_word_however_many_came_before() {
    let gate = VersionGate::default();
    let before = whole(counts(0, 5_000), counts(0, 5_000));
    let judged = |new, old| {
        let traffic = Traffic { recent: lately(new, old), ..before };
        let findings = gate.judge(&traffic, FIRST);
        (worst(&findings).verdict, worst(&findings).reason.clone())
    };
    assert_eq!(judged(counts(0, 1), counts(0, 0)).0, Verdict::Pass);
    let throttled = Counts { throttles: 1, ..Counts::default() };
    assert_eq!(judged(throttled, counts(0, 0)).0, Verdict::Pass, "it was called");
    let (verdict, reason) = judged(counts(0, 0), counts(0, 9));
    assert_eq!(verdict, Verdict::Inconclusive { more_calls: None });
    assert_eq!(
        reason,
        "Too little traffic to tell: no call of the new version was seen in the last 3 min, \
         and 9 calls of the old version."
    );
}

#[test]
fn throttles_are_calls_that_did_not_run() {
    let throttled = Counts { throttles: 30, ..counts(0, 70) };
    let findings = VersionGate::default().judge(&whole(throttled, counts(0, 900)), FIRST);
    assert_eq!(worst(&findings).gate, Gate::Throttles);
    assert!(worst(&findings).reason.contains("30 of the new version's 100 calls"));
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
                let traffic = Traffic { whole: arms, ..Traffic::default() };
                let chance = |arms: Arms| gate.chance(
                    tally(&Gate::Errors, arms.new), tally(&Gate::Errors, arms.old));
                chance(traffic.whole) < gate.level(Round { number: round, steps: 1 })
            });
            failed += u32::from(called_worse);
        }
        prop_assert!(failed <= 12, "{failed} of 100 rollouts, where 5 are allowed");
    }
}
