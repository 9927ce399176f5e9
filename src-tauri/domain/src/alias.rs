//! A Lambda alias, and the three moves that steer it.
//!
//! Invariant: the weights of [`Routing::shares`] always add up to 100 %.

use thiserror::Error;

use crate::{
    qualifier::{AliasName, Version},
    weight::Weight,
};

/// Where an alias sends its calls.
///
/// Source: Lambda `GetAlias`: `FunctionVersion`, and
/// `RoutingConfig.AdditionalVersionWeights` with at most one entry.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Routing {
    /// `FunctionVersion`: gets whatever the additional version does not.
    pub version: Version,
    /// The additional version and its weight, if there is one. A weight of
    /// 0 % can stand here: that is a left-over, not a split.
    pub additional: Option<(Version, Weight)>,
}

/// A split that Lambda would refuse.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RoutingError {
    /// `$LATEST` cannot share an alias.
    #[error("`$LATEST` cannot take part of an alias's calls; publish a version first")]
    Unpublished,
    /// Both sides are the same version.
    #[error("version {0} already takes all calls; choose another version")]
    SameVersion(Version),
}

impl Routing {
    /// All calls to one version.
    #[must_use]
    pub const fn all_to(version: Version) -> Self {
        Self { version, additional: None }
    }

    /// Every version that gets calls, with its share, the larger part of the
    /// alias (`FunctionVersion`) first. Versions with 0 % are left out.
    #[must_use]
    pub fn shares(&self) -> Vec<(Version, Weight)> {
        let extra = self.additional.filter(|(_, weight)| !weight.is_none());
        let rest = extra.map_or(Weight::ALL, |(_, weight)| weight.rest());
        let primary = (!rest.is_none()).then_some((self.version, rest));
        primary.into_iter().chain(extra).collect()
    }

    /// The share of one version.
    #[must_use]
    pub fn share_of(&self, version: Version) -> Weight {
        self.shares()
            .into_iter()
            .find_map(|(candidate, weight)| (candidate == version).then_some(weight))
            .unwrap_or(Weight::NONE)
    }

    /// Whether calls go to two versions.
    #[must_use]
    pub fn is_split(&self) -> bool {
        self.shares().len() > 1
    }

    /// Whether `seen` is what Lambda itself makes of an alias on its way from
    /// `before` to this routing. Where environments are kept ready for the
    /// alias, a new `FunctionVersion` leaves the one before in the alias as an
    /// additional version, with all calls at first, until environments of the
    /// new one are ready.
    #[must_use]
    pub fn is_reached_by_way_of(&self, seen: &Self, before: Version) -> bool {
        let kept = seen.additional.is_some_and(|(version, _)| version == before);
        self.additional.is_none() && self.version != before && seen.version == self.version && kept
    }

    /// Gives `weight` of the calls to `to`, the rest to the present
    /// `FunctionVersion`; a weight of 0 % clears the split, and 100 % leaves
    /// the `FunctionVersion` where it is (see [`Routing::all_to`] to finish).
    ///
    /// # Errors
    /// [`RoutingError`] when Lambda would refuse the split.
    pub fn shifted(&self, to: Version, weight: Weight) -> Result<Self, RoutingError> {
        if !self.version.is_published() || !to.is_published() {
            return Err(RoutingError::Unpublished);
        }
        if to == self.version {
            return Err(RoutingError::SameVersion(to));
        }
        let additional = (!weight.is_none()).then_some((to, weight));
        Ok(Self { version: self.version, additional })
    }
}

/// An alias as `GetAlias` describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// Its name.
    pub name: AliasName,
    /// Where its calls go.
    pub routing: Routing,
    /// Its description; empty when it has none.
    pub description: String,
    /// Changes with every update; `UpdateAlias` refuses a stale one.
    pub revision_id: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn weight(percent: f64) -> Weight {
        Weight::from_percent(percent).expect("a share")
    }

    #[test]
    fn a_shift_keeps_the_old_version_and_zero_clears_it() {
        let at_7 = Routing::all_to(Version::Published(7));
        let split = at_7.shifted(Version::Published(8), weight(25.0)).expect("a split");
        assert_eq!(
            split.shares(),
            [(Version::Published(7), weight(75.0)), (Version::Published(8), weight(25.0))]
        );
        assert_eq!(split.shifted(Version::Published(8), Weight::NONE), Ok(at_7));
    }

    #[test]
    fn what_lambda_refuses_is_refused() {
        let at_7 = Routing::all_to(Version::Published(7));
        assert_eq!(at_7.shifted(Version::Latest, weight(5.0)), Err(RoutingError::Unpublished));
        assert_eq!(
            at_7.shifted(Version::Published(7), weight(5.0)),
            Err(RoutingError::SameVersion(Version::Published(7)))
        );
        let latest = Routing::all_to(Version::Latest);
        assert_eq!(
            latest.shifted(Version::Published(1), weight(5.0)),
            Err(RoutingError::Unpublished)
        );
    }

    proptest! {
        #[test]
        fn shares_add_up_to_everything(percent in 0.0_f64..=100.0) {
            let split = Routing {
                version: Version::Published(1),
                additional: Some((Version::Published(2), weight(percent))),
            };
            let sum: f64 = split.shares().iter().map(|(_, share)| share.percent()).sum();
            prop_assert!((sum - 100.0).abs() < 1e-9);
        }
    }
}
