//! How far a machine is, as the journal keeps it.

use crossfade_domain::rollout::machine::{Attention, Machine, State};
use jiff::Timestamp;

use crate::journal::{Stage, Standing};

/// The machine's state in one word.
#[must_use]
pub fn stage(state: &State) -> Stage {
    match state {
        State::Preparing => Stage::Preparing,
        State::Shifting { .. } => Stage::Shifting,
        State::Watching { .. } => Stage::Watching,
        State::Paused(_) => Stage::Paused,
        State::Promoting => Stage::Promoting,
        State::RollingBack(_) => Stage::RollingBack,
        State::RolledBack(_) => Stage::RolledBack,
        State::Completed => Stage::Completed,
        State::NeedsAttention(Attention::LeftAsFound { .. }) => Stage::Left,
        State::NeedsAttention(_) => Stage::NeedsAttention,
    }
}

pub(super) fn standing(machine: &Machine, now: Timestamp) -> Standing {
    Standing {
        stage: stage(machine.state()),
        sentence: machine.sentence(),
        percent: machine.weight().percent(),
        ended_at: machine.is_at_rest().then_some(now),
    }
}
