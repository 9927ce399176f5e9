//! What a person should hear of even if they look elsewhere.

use crossfade_domain::rollout::machine::Notice;

use crate::journal::RolloutId;

/// News of one rollout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Which.
    pub rollout: RolloutId,
    /// Its alias, such as `orders:PROD`.
    pub alias: String,
    /// What happened.
    pub notice: Notice,
}
