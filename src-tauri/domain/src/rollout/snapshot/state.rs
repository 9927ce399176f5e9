//! How a rollout's state lies on disk.

use serde::{Deserialize, Serialize};

use super::{RoutingRecord, UnreadableSnapshot};
use crate::rollout::machine::{Attention, Drift, PauseCause, RollbackCause, State};

#[derive(Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub(super) enum StateRecord {
    Preparing,
    Shifting { step: usize },
    Watching { step: usize },
    Paused { cause: PauseRecord },
    Promoting,
    RollingBack { cause: RollbackRecord },
    RolledBack { cause: RollbackRecord },
    Completed,
    NeedsAttention { why: AttentionRecord },
}

impl StateRecord {
    pub(super) fn of(state: &State) -> Self {
        match state {
            State::Preparing => Self::Preparing,
            State::Shifting { step } => Self::Shifting { step: *step },
            State::Watching { step } => Self::Watching { step: *step },
            State::Paused(cause) => Self::Paused { cause: PauseRecord::of(cause) },
            State::Promoting => Self::Promoting,
            State::RollingBack(cause) => Self::RollingBack { cause: RollbackRecord::of(cause) },
            State::RolledBack(cause) => Self::RolledBack { cause: RollbackRecord::of(cause) },
            State::Completed => Self::Completed,
            State::NeedsAttention(why) => Self::NeedsAttention { why: AttentionRecord::of(why) },
        }
    }

    pub(super) fn state(self) -> Result<State, UnreadableSnapshot> {
        Ok(match self {
            Self::Preparing => State::Preparing,
            Self::Shifting { step } => State::Shifting { step },
            Self::Watching { step } => State::Watching { step },
            Self::Paused { cause } => State::Paused(cause.cause()?),
            Self::Promoting => State::Promoting,
            Self::RollingBack { cause } => State::RollingBack(cause.cause()),
            Self::RolledBack { cause } => State::RolledBack(cause.cause()),
            Self::Completed => State::Completed,
            Self::NeedsAttention { why } => State::NeedsAttention(why.why()?),
        })
    }
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "cause", rename_all = "kebab-case")]
pub(super) enum PauseRecord {
    Person { who: String },
    Plan,
    Inconclusive { reason: String },
    AlarmFiring { names: Vec<String> },
    Drift { expected: RoutingRecord, found: RoutingRecord },
    Unreadable { reason: String },
    CallsFailing { reason: String },
}

impl PauseRecord {
    fn of(cause: &PauseCause) -> Self {
        match cause.clone() {
            PauseCause::Person { who } => Self::Person { who },
            PauseCause::Plan => Self::Plan,
            PauseCause::Inconclusive { reason } => Self::Inconclusive { reason },
            PauseCause::AlarmFiring { names } => Self::AlarmFiring { names },
            PauseCause::Drift(Drift { expected, found }) => Self::Drift {
                expected: RoutingRecord::of(&expected),
                found: RoutingRecord::of(&found),
            },
            PauseCause::Unreadable { reason } => Self::Unreadable { reason },
            PauseCause::CallsFailing { reason } => Self::CallsFailing { reason },
        }
    }

    fn cause(self) -> Result<PauseCause, UnreadableSnapshot> {
        Ok(match self {
            Self::Person { who } => PauseCause::Person { who },
            Self::Plan => PauseCause::Plan,
            Self::Inconclusive { reason } => PauseCause::Inconclusive { reason },
            Self::AlarmFiring { names } => PauseCause::AlarmFiring { names },
            Self::Drift { expected, found } => {
                PauseCause::Drift(Drift { expected: expected.routing()?, found: found.routing()? })
            }
            Self::Unreadable { reason } => PauseCause::Unreadable { reason },
            Self::CallsFailing { reason } => PauseCause::CallsFailing { reason },
        })
    }
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "cause", rename_all = "kebab-case")]
pub(super) enum RollbackRecord {
    Person { who: String },
    Gate { reason: String },
    Unreadable { reason: String },
    Adopted { who: String },
}

impl RollbackRecord {
    pub(super) fn of(cause: &RollbackCause) -> Self {
        match cause.clone() {
            RollbackCause::Person { who } => Self::Person { who },
            RollbackCause::Gate { reason } => Self::Gate { reason },
            RollbackCause::Unreadable { reason } => Self::Unreadable { reason },
            RollbackCause::Adopted { who } => Self::Adopted { who },
        }
    }

    pub(super) fn cause(self) -> RollbackCause {
        match self {
            Self::Person { who } => RollbackCause::Person { who },
            Self::Gate { reason } => RollbackCause::Gate { reason },
            Self::Unreadable { reason } => RollbackCause::Unreadable { reason },
            Self::Adopted { who } => RollbackCause::Adopted { who },
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub(super) enum AttentionRecord {
    Drift { expected: RoutingRecord, found: RoutingRecord },
    CallRefused { reason: String },
    AliasGone,
    LeftAsFound { who: String, found: RoutingRecord },
}

impl AttentionRecord {
    fn of(why: &Attention) -> Self {
        match why.clone() {
            Attention::Drift(Drift { expected, found }) => Self::Drift {
                expected: RoutingRecord::of(&expected),
                found: RoutingRecord::of(&found),
            },
            Attention::CallRefused { reason } => Self::CallRefused { reason },
            Attention::AliasGone => Self::AliasGone,
            Attention::LeftAsFound { who, found } => {
                Self::LeftAsFound { who, found: RoutingRecord::of(&found) }
            }
        }
    }

    fn why(self) -> Result<Attention, UnreadableSnapshot> {
        Ok(match self {
            Self::Drift { expected, found } => {
                Attention::Drift(Drift { expected: expected.routing()?, found: found.routing()? })
            }
            Self::CallRefused { reason } => Attention::CallRefused { reason },
            Self::AliasGone => Attention::AliasGone,
            Self::LeftAsFound { who, found } => {
                Attention::LeftAsFound { who, found: found.routing()? }
            }
        })
    }
}
