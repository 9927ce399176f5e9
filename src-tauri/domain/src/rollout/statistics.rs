//! Is one share of failures larger than another, or larger than it may be?
//!
//! Both tests are exact and one-sided: *Fisher's exact test* for two groups of
//! calls, and the *binomial test* for one group against a known share. Exact,
//! because a rollout at 5 % of thin traffic has a handful of calls, where the
//! usual approximations (z, chi-squared) are wrong by orders of magnitude; with
//! many calls they agree with the exact test, which costs little more then.
//!
//! Probabilities are worked out with Loader's saddle-point expansion ("Fast and
//! Accurate Computation of Binomial Probabilities", 2000), which neither
//! overflows nor cancels however large the counts are.
//!
//! Invariant: every answer is a probability, from 0 to 1, for any counts.

use std::f64::consts::PI;

/// Calls, and how many of them failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Tally {
    /// All calls.
    pub calls: u64,
    /// Those that failed; counts beyond `calls` are taken as `calls`.
    pub failed: u64,
}

impl Tally {
    /// The share that failed, 0 to 1; 0 without calls.
    #[must_use]
    pub fn share(self) -> f64 {
        if self.calls == 0 { 0.0 } else { real(self.failed.min(self.calls)) / real(self.calls) }
    }

    /// The same share from at most 2^34 calls, so that a sum over the tail
    /// stays short. Fewer calls make a difference less certain, never more.
    fn bounded(self) -> Self {
        let excess = (u64::BITS - self.calls.leading_zeros()).saturating_sub(34);
        Self { calls: self.calls >> excess, failed: self.failed.min(self.calls) >> excess }
    }
}

/// How likely `new` shows at least so many failures by chance, if both fail
/// equally often: the p-value of Fisher's exact test, one-sided.
///
/// Given the failures of both together, those of `new` are hypergeometric; this
/// is the upper tail of that.
#[must_use]
pub fn worse_than(new: Tally, old: Tally) -> f64 {
    let (new, old) = (new.bounded(), old.bounded());
    let sample = Sample {
        taken: real(new.calls),
        marked: real(new.failed + old.failed),
        all: real(new.calls + old.calls),
    };
    let least = (sample.taken + sample.marked - sample.all).max(0.0);
    let tail = Tail {
        from: real(new.failed),
        least,
        most: sample.taken.min(sample.marked),
        mode: ((sample.taken + 1.0) * (sample.marked + 1.0) / (sample.all + 2.0)).floor(),
    };
    tail.sum(|k| sample.probability(k), |k| sample.ratio(k))
}

/// How likely so many failures are by chance, if calls fail with probability
/// `share`: the p-value of the binomial test, one-sided.
#[must_use]
pub fn above_share(new: Tally, share: f64) -> f64 {
    let new = new.bounded();
    let (calls, share) = (real(new.calls), share.clamp(0.0, 1.0));
    let tail = Tail {
        from: real(new.failed),
        least: 0.0,
        most: calls,
        mode: ((calls + 1.0) * share).floor(),
    };
    let odds = share / (1.0 - share);
    tail.sum(|k| binomial(k, calls, share), |k| (calls - k) / (k + 1.0) * odds)
}

/// Calls after which a share of failures of `notice` or more has shown itself
/// at least once with the probability `confidence`; `None` where no number of
/// calls is enough.
///
/// The "rule of three": without a failure in n calls, `(1 - notice)^n` is what
/// remains in doubt.
#[must_use]
pub fn calls_to_notice(notice: f64, confidence: f64) -> Option<u64> {
    let calls = (1.0 - confidence).ln() / (1.0 - notice).ln();
    if !(calls.is_finite() && calls >= 0.0 && notice > 0.0) {
        return (notice >= 1.0).then_some(1);
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "not negative, and a number beyond u64 stops at its end"
    )]
    Some((calls.ceil() as u64).max(1))
}

/// Between which shares the true one lies with at least the probability
/// `confidence`, when `hits` of `all` were seen: the exact interval of Clopper
/// and Pearson. 0 to 1 when nothing was seen.
#[must_use]
pub fn interval(hits: u64, all: u64, confidence: f64) -> (f64, f64) {
    let hits = hits.min(all);
    let doubt = (1.0 - confidence) / 2.0;
    let low = lower_bound(hits, all, doubt);
    let high = 1.0 - lower_bound(all - hits, all, doubt);
    (low, high)
}

/// The share at which so many hits or more have the probability `doubt`.
fn lower_bound(hits: u64, all: u64, doubt: f64) -> f64 {
    if hits == 0 {
        return 0.0;
    }
    let seen = Tally { calls: all, failed: hits };
    let (mut low, mut high) = (0.0, 1.0);
    // Halved as often as f64 has digits to tell the halves apart.
    for _ in 0..52 {
        let middle = f64::midpoint(low, high);
        if above_share(seen, middle) < doubt { low = middle } else { high = middle }
    }
    low
}

#[expect(clippy::cast_precision_loss, reason = "counts are bounded to 2^35, where f64 is exact")]
const fn real(count: u64) -> f64 {
    count as f64
}

/// The part of a distribution with one peak from `from` upwards.
struct Tail {
    from: f64,
    least: f64,
    most: f64,
    mode: f64,
}

impl Tail {
    /// Adds up in the direction in which terms shrink, and stops when they no
    /// longer count: about ten standard deviations of steps at most.
    fn sum(&self, probability: impl Fn(f64) -> f64, ratio: impl Fn(f64) -> f64) -> f64 {
        if self.from <= self.least {
            return 1.0;
        }
        if self.from > self.most {
            return 0.0;
        }
        let upwards = self.from > self.mode;
        let mut at = if upwards { self.from } else { self.from - 1.0 };
        let mut term = probability(at);
        let mut sum = 0.0;
        while term > sum * 1e-17 {
            sum += term;
            if upwards && at < self.most {
                term *= ratio(at);
                at += 1.0;
            } else if !upwards && at > self.least {
                at -= 1.0;
                term /= ratio(at);
            } else {
                break;
            }
        }
        if upwards { sum.min(1.0) } else { (1.0 - sum).max(0.0) }
    }
}

/// `taken` of `all` calls are looked at, `marked` of all have failed.
struct Sample {
    taken: f64,
    marked: f64,
    all: f64,
}

impl Sample {
    /// That exactly `k` of the taken are marked.
    fn probability(&self, k: f64) -> f64 {
        let share = self.taken / self.all;
        let marked = binomial(k, self.marked, share);
        let unmarked = binomial(self.taken - k, self.all - self.marked, share);
        marked * unmarked / binomial(self.taken, self.all, share)
    }

    /// How much likelier `k + 1` is than `k`.
    fn ratio(&self, k: f64) -> f64 {
        (self.marked - k) * (self.taken - k)
            / ((k + 1.0) * (self.all - self.marked - self.taken + k + 1.0))
    }
}

/// That exactly `k` of `n` happen, each with probability `p`.
fn binomial(k: f64, n: f64, p: f64) -> f64 {
    let q = 1.0 - p;
    if p <= 0.0 || q <= 0.0 {
        return if (k - n * p).abs() < 0.5 { 1.0 } else { 0.0 };
    }
    if k <= 0.0 {
        return (n * (-p).ln_1p()).exp();
    }
    if k >= n {
        return (n * p.ln()).exp();
    }
    let log = stirling_error(n)
        - stirling_error(k)
        - stirling_error(n - k)
        - deviance(k, n * p)
        - deviance(n - k, n * q);
    (log - 0.5 * (2.0 * PI * k * (1.0 - k / n)).ln()).exp()
}

/// How far Stirling's formula is from `ln(n!)`.
fn stirling_error(n: f64) -> f64 {
    if n < 16.0 {
        let mut log = 0.0;
        let mut factor = 2.0;
        while factor <= n {
            log += f64::ln(factor);
            factor += 1.0;
        }
        return log - (n + 0.5) * n.ln() + n - 0.5 * (2.0 * PI).ln();
    }
    let square = n * n;
    (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0) / square) / square) / square) / n
}

/// `k ln(k / mean) + mean - k`, also where the two are nearly equal and the
/// formula as written would cancel.
fn deviance(k: f64, mean: f64) -> f64 {
    let apart = (k - mean) / (k + mean);
    if apart.abs() >= 0.1 {
        return k * (k / mean).ln() + mean - k;
    }
    let mut sum = (k - mean) * apart;
    let mut power = 2.0 * k * apart;
    let mut odd = 3.0;
    loop {
        power *= apart * apart;
        let next = sum + power / odd;
        if next.to_bits() == sum.to_bits() {
            return sum;
        }
        sum = next;
        odd += 2.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const fn tally(failed: u64, calls: u64) -> Tally {
        Tally { calls, failed }
    }

    fn close(found: f64, exact: f64) -> bool {
        (found - exact).abs() <= 1e-11 * exact.max(1e-280) + 1e-15
    }

    fn choose(n: u64, k: u64) -> f64 {
        (0..k).fold(1.0, |product, i| product * real(n - i) / real(i + 1))
    }

    /// The same tail by the textbook, with binomial coefficients.
    fn fisher_by_counting(new: Tally, old: Tally) -> f64 {
        let marked = new.failed + old.failed;
        let cases = new.failed..=marked.min(new.calls);
        let fits = cases.filter(|k| marked - k <= old.calls);
        let ways: f64 = fits.map(|k| choose(new.calls, k) * choose(old.calls, marked - k)).sum();
        ways / choose(new.calls + old.calls, marked)
    }

    #[test]
    fn the_lady_tasting_tea_has_fishers_own_numbers() {
        assert!(close(worse_than(tally(4, 4), tally(0, 4)), 1.0 / 70.0));
        assert!(close(worse_than(tally(3, 4), tally(1, 4)), 17.0 / 70.0));
    }

    #[test]
    fn without_failures_or_calls_nothing_is_worse() {
        for (new, old) in [
            (tally(0, 0), tally(0, 0)),
            (tally(0, 9), tally(0, 9)),
            (tally(0, 9), tally(5, 9)),
            (tally(3, 3), tally(0, 0)),
            (tally(3, 3), tally(9, 9)),
        ] {
            assert!(close(worse_than(new, old), 1.0), "{new:?} {old:?}");
        }
    }

    #[test]
    fn huge_counts_neither_overflow_nor_take_long() {
        let huge = u64::MAX;
        assert!(worse_than(tally(huge / 2, huge), tally(huge / 2, huge)) > 0.4);
        assert!(worse_than(tally(huge / 2, huge), tally(huge / 4, huge)) < 1e-100);
        assert!(close(worse_than(tally(huge / 4, huge), tally(huge / 2, huge)), 1.0));
        assert!(above_share(tally(huge, huge), 0.01) <= f64::MIN_POSITIVE);
        // A million calls of each, 1.00 % against 1.03 %: z = 2.10 by the score test.
        let p = worse_than(tally(10_300, 1_000_000), tally(10_000, 1_000_000));
        assert!((0.0165..0.0185).contains(&p), "{p}");
    }

    #[test]
    fn the_binomial_test_has_the_textbooks_numbers() {
        assert!(close(above_share(tally(3, 3), 0.5), 0.125));
        assert!(close(above_share(tally(1, 10), 0.1), 1.0 - 0.9_f64.powi(10)));
        assert!(close(above_share(tally(2, 2), 0.01), 1e-4));
        assert!(close(above_share(tally(1, 5), 0.0), 0.0));
        assert!(close(above_share(tally(5, 5), 1.0), 1.0));
        assert!(close(above_share(tally(0, 5), 0.3), 1.0));
    }

    #[test]
    fn the_rule_of_three_says_how_many_calls() {
        assert_eq!(calls_to_notice(0.25, 0.95), Some(11));
        assert_eq!(calls_to_notice(0.03, 0.95), Some(99));
        assert_eq!(calls_to_notice(1.0, 0.95), Some(1));
        assert_eq!([0.0, -1.0, f64::NAN].map(|notice| calls_to_notice(notice, 0.95)), [None; 3]);
    }

    proptest! {
        #[test]
        fn small_counts_are_exact(
            new_calls in 0_u64..60, old_calls in 0_u64..60, a in 0.0..=1.0, b in 0.0..=1.0,
        ) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small")]
            let part = |calls: u64, share: f64| (real(calls) * share).round() as u64;
            let (new, old) =
                (tally(part(new_calls, a), new_calls), tally(part(old_calls, b), old_calls));
            let (found, exact) = (worse_than(new, old), fisher_by_counting(new, old));
            prop_assert!((found - exact).abs() <= 1e-10 * exact + 1e-14, "{found} {exact}");
        }

        #[test]
        fn any_counts_give_a_probability(
            new in (any::<u64>(), any::<u64>()), old in (any::<u64>(), any::<u64>()),
            small in any::<[u8; 4]>(), share in any::<f64>(),
        ) {
            let [a, b, c, d] = small.map(u64::from);
            for (new, old) in [
                (tally(new.0, new.1), tally(old.0, old.1)),
                (tally(a, b), tally(old.0, old.1)),
                (tally(a, b), tally(c, d)),
            ] {
                prop_assert!((0.0..=1.0).contains(&worse_than(new, old)));
                prop_assert!(share.is_nan() || (0.0..=1.0).contains(&above_share(new, share)));
            }
        }

        #[test]
        fn one_more_failure_is_never_less_suspicious(
            failed in 0_u64..200, calls in 200_u64..400, old in (0_u64..200, 200_u64..4000),
        ) {
            let old = tally(old.0, old.1);
            let p = |failed| worse_than(tally(failed, calls), old);
            prop_assert!(p(failed + 1) <= p(failed) + 1e-12);
        }
    }

    #[test]
    fn the_interval_is_that_of_clopper_and_pearson() {
        // Of the usual tables: 3 of 10 at 95 % is 6.67 % to 65.25 %.
        let (low, high) = interval(3, 10, 0.95);
        assert!((low - 0.066_74).abs() < 1e-4 && (high - 0.652_45).abs() < 1e-4, "{low} {high}");
        assert_eq!(interval(0, 0, 0.95), (0.0, 1.0));
        let (low, high) = interval(10, 10, 0.95);
        assert!((low - 0.691_5).abs() < 1e-3 && high > 0.999_999, "{low} {high}");
    }
}
