//! Instants and spans of the account's time, in whole milliseconds.
//!
//! Invariant: arithmetic never panics and never wraps; it stops at the ends.

use std::{
    fmt,
    ops::{Add, Mul, Sub},
};

/// A point in the account's time: milliseconds UTC since 1970.
///
/// The machine keeps instants, never remaining durations: a program that slept
/// or was killed compares them with the present and knows how late it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    /// From milliseconds since 1970.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// In milliseconds since 1970.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// How long after `earlier`; negative when it is before.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Span> for Instant {
    type Output = Self;

    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl Sub<Span> for Instant {
    type Output = Self;

    fn sub(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

/// A length of time in milliseconds; negative for "before".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span(i64);

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// From milliseconds.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// From seconds.
    #[must_use]
    pub const fn from_secs(secs: i64) -> Self {
        Self(secs.saturating_mul(1000))
    }

    /// From minutes.
    #[must_use]
    pub const fn from_mins(mins: i64) -> Self {
        Self(mins.saturating_mul(60_000))
    }

    /// In milliseconds.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Whether it is more than no time.
    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// So many times as long, to a millisecond.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "stops at the ends, and nothing here lasts 2^53 milliseconds"
    )]
    pub fn times(self, factor: f64) -> Self {
        Self((self.0 as f64 * factor).round() as i64)
    }

    /// The part of it that `divisor` says, rounded down.
    #[must_use]
    pub const fn divided_by(self, divisor: u8) -> Self {
        if divisor == 0 { self } else { Self(self.0 / divisor as i64) }
    }
}

/// CloudWatch has one point in so much time.
pub const POINT: Span = Span::from_mins(1);

impl Add for Span {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Span {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Mul<u32> for Span {
    type Output = Self;

    fn mul(self, times: u32) -> Self {
        Self(self.0.saturating_mul(i64::from(times)))
    }
}

impl std::iter::Sum for Span {
    fn sum<I: Iterator<Item = Self>>(spans: I) -> Self {
        spans.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Span {
    /// Such as `1 h 30 min`, `45 s`, `250 ms`; `0 s` for none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < 0 {
            f.write_str("-")?;
        }
        let mut rest = self.0.unsigned_abs();
        let mut parts = Vec::new();
        for (unit, millis) in [("h", 3_600_000), ("min", 60_000), ("s", 1000), ("ms", 1)] {
            if rest >= millis {
                parts.push(format!("{} {unit}", rest / millis));
                rest %= millis;
            }
        }
        f.write_str(if parts.is_empty() { "0 s".to_owned() } else { parts.join(" ") }.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_written_as_people_say_them() {
        let written = |millis| Span::from_millis(millis).to_string();
        assert_eq!(written(0), "0 s");
        assert_eq!(written(250), "250 ms");
        assert_eq!(written(61_000), "1 min 1 s");
        assert_eq!(written(5_400_000), "1 h 30 min");
        assert_eq!(written(-1000), "-1 s");
    }

    #[test]
    fn time_stops_at_its_ends() {
        let last = Instant::from_millis(i64::MAX);
        assert_eq!(last + Span::from_mins(1), last);
        assert_eq!(Instant::from_millis(i64::MIN).since(last), Span::from_millis(i64::MIN));
        assert_eq!(Span::from_mins(i64::MAX), Span::from_millis(i64::MAX));
    }
}
