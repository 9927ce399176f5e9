//! What a person should hear of even if they look elsewhere.

use crossfade_domain::rollout::machine::Notice;

use super::standing::stage;
use crate::journal::{RolloutId, Stage};

/// News of one rollout, whoever carries it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Which.
    pub rollout: RolloutId,
    /// Its alias, such as `orders:PROD`.
    pub alias: String,
    /// What happened.
    pub news: News,
    /// In a sentence.
    pub sentence: String,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// It stands somewhere else now.
    Now(Stage),
    /// Rolling back takes longer than it should, and goes on.
    Struggling,
}

impl News {
    pub(super) fn of(notice: &Notice) -> Self {
        match notice {
            Notice::Now(state) => Self::Now(stage(state)),
            Notice::Struggling { .. } => Self::Struggling,
        }
    }

    /// The news of a stage that CodeDeploy came to; `None` when it is not worth
    /// interrupting anybody.
    pub(super) const fn of_stage(stage: Stage) -> Option<Self> {
        match stage {
            Stage::RollingBack | Stage::RolledBack | Stage::Completed | Stage::NeedsAttention => {
                Some(Self::Now(stage))
            }
            Stage::Preparing
            | Stage::Shifting
            | Stage::Watching
            | Stage::Paused
            | Stage::Promoting
            | Stage::Left => None,
        }
    }
}
