//! The share of calls that a version gets.
//!
//! Invariant: a weight is 0 % to 100 % and exact to a hundredth of a percent,
//! so a plan's weights can be compared for equality with what `GetAlias` says.

use std::fmt;

use thiserror::Error;

/// A share of an alias's calls, in hundredths of a percent.
///
/// AWS speaks fractions (`AdditionalVersionWeights`, 0.0 to 1.0); people speak
/// percent. Neither is exact in binary, so Crossfade keeps whole hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Weight(u16);

/// The number is no share.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
#[error("`{0}` % is no weight: a weight is from 0 % to 100 %")]
pub struct NotAWeight(pub f64);

impl Weight {
    /// No calls at all.
    pub const NONE: Self = Self(0);
    /// Every call.
    pub const ALL: Self = Self(10_000);

    /// From percent, rounded to a hundredth of a percent.
    ///
    /// # Errors
    /// [`NotAWeight`] when `percent` is not from 0 to 100.
    pub fn from_percent(percent: f64) -> Result<Self, NotAWeight> {
        if !(0.0..=100.0).contains(&percent) {
            return Err(NotAWeight(percent));
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0 to 10,000, checked above"
        )]
        Ok(Self((percent * 100.0).round() as u16))
    }

    /// From AWS's fraction, 0.0 to 1.0.
    ///
    /// # Errors
    /// [`NotAWeight`] when `fraction` is not from 0 to 1.
    pub fn from_fraction(fraction: f64) -> Result<Self, NotAWeight> {
        Self::from_percent(fraction * 100.0)
    }

    /// In percent.
    #[must_use]
    pub fn percent(self) -> f64 {
        f64::from(self.0) / 100.0
    }

    /// As AWS's fraction, 0.0 to 1.0.
    #[must_use]
    pub fn fraction(self) -> f64 {
        f64::from(self.0) / 10_000.0
    }

    /// What the other version gets.
    #[must_use]
    pub const fn rest(self) -> Self {
        Self(Self::ALL.0 - self.0)
    }

    /// Whether no call goes there.
    #[must_use]
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} %", self.percent())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_share_is_refused() {
        for percent in [-0.1, 100.1, f64::NAN, f64::INFINITY] {
            assert!(Weight::from_percent(percent).is_err(), "{percent} was taken");
        }
    }

    proptest! {
        #[test]
        fn aws_gives_back_the_weight_it_was_given(hundredths in 0_u16..=10_000) {
            let weight = Weight(hundredths);
            prop_assert_eq!(Weight::from_fraction(weight.fraction()), Ok(weight));
            prop_assert_eq!(weight.rest().rest(), weight);
        }
    }
}
