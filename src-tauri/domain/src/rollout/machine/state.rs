//! Where a rollout stands, and why.

use std::fmt;

use crate::{
    alias::Routing,
    rollout::time::{Instant, Span},
};

/// Where a rollout stands. Steps are counted from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Looks at the alias, probes the new version, reads the alarms. Nothing
    /// has moved.
    Preparing,
    /// Sets the weight of a step, and looks whether it holds.
    Shifting {
        /// Which step.
        step: usize,
    },
    /// The step's weight holds and is watched.
    Watching {
        /// Which step.
        step: usize,
    },
    /// Waits for a person; the gates go on being read.
    Paused(PauseCause),
    /// Points the alias to the new version alone, and looks whether it holds.
    Promoting,
    /// Points the alias to the old version alone, and looks whether it holds.
    RollingBack(RollbackCause),
    /// A look has shown the alias on the old version alone, or nothing was ever
    /// moved. At rest.
    RolledBack(RollbackCause),
    /// A look has shown the alias on the new version alone. At rest.
    Completed,
    /// The program cannot or must not go on by itself. At rest.
    NeedsAttention(Attention),
}

impl State {
    /// Whether nothing more happens unless a person acts.
    #[must_use]
    pub const fn is_at_rest(&self) -> bool {
        match self {
            Self::RolledBack(_) | Self::Completed | Self::NeedsAttention(_) => true,
            Self::Preparing
            | Self::Shifting { .. }
            | Self::Watching { .. }
            | Self::Paused(_)
            | Self::Promoting
            | Self::RollingBack(_) => false,
        }
    }

    /// The state in one word, for tables and the journal.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Preparing => "preparing",
            Self::Shifting { .. } => "shifting",
            Self::Watching { .. } => "watching",
            Self::Paused(_) => "paused",
            Self::Promoting => "promoting",
            Self::RollingBack(_) => "rolling-back",
            Self::RolledBack(_) => "rolled-back",
            Self::Completed => "completed",
            Self::NeedsAttention(_) => "needs-attention",
        }
    }
}

/// Why a rollout waits for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PauseCause {
    /// Somebody paused it.
    Person {
        /// Who.
        who: String,
    },
    /// The plan says so here.
    Plan,
    /// The step's time is over, and the gates could not tell.
    Inconclusive {
        /// The gate's sentence.
        reason: String,
    },
    /// Alarms fired before anything was moved.
    AlarmFiring {
        /// Their names; empty when they have stopped since.
        names: Vec<String>,
    },
    /// Somebody else moved the alias.
    Drift(Drift),
    /// The gates could not be read too often in a row.
    Unreadable {
        /// The last error's sentence.
        reason: String,
    },
    /// AWS does not take the calls that the rollout is made of.
    CallsFailing {
        /// The last failure's sentence.
        reason: String,
    },
}

/// Why a rollout went back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RollbackCause {
    /// Somebody aborted it.
    Person {
        /// Who.
        who: String,
    },
    /// A gate failed.
    Gate {
        /// Its sentence.
        reason: String,
    },
    /// The gates could not be read too often in a row.
    Unreadable {
        /// The last error's sentence.
        reason: String,
    },
    /// Somebody else had moved everything back, and a person agreed.
    Adopted {
        /// Who agreed.
        who: String,
    },
}

/// The alias is not where the rollout left it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// Where it should be.
    pub expected: Routing,
    /// Where it is.
    pub found: Routing,
}

impl Drift {
    /// Whether whoever moved the alias has put it back.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.found == self.expected
    }
}

/// Why the program does not go on by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attention {
    /// Somebody else moved the alias while it was being moved back.
    Drift(Drift),
    /// AWS refuses to move the alias back, and will go on doing so.
    CallRefused {
        /// AWS's reason.
        reason: String,
    },
    /// The alias does not exist any more.
    AliasGone,
    /// A person chose to leave the alias as somebody else had moved it.
    LeftAsFound {
        /// Who.
        who: String,
        /// How it stands.
        found: Routing,
    },
}

/// The watch over the present weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Watch {
    /// When a look showed the weight.
    pub since: Instant,
    /// When the step was due; the schedule counts from here, so that being a
    /// little late does not add up over many steps.
    pub planned: Instant,
    /// When the next step is due.
    pub until: Instant,
}

/// A weight that a look has shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Shift {
    /// Which step, counted from 0.
    pub step: usize,
    /// When it was due.
    pub due: Instant,
    /// When a look showed it.
    pub verified: Instant,
}

impl Shift {
    /// How late it was.
    #[must_use]
    pub const fn late(&self) -> Span {
        self.verified.since(self.due)
    }
}

impl fmt::Display for PauseCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person { who } => write!(f, "{who} paused it."),
            Self::Plan => f.write_str("The plan waits here for a person to promote it."),
            Self::Inconclusive { reason }
            | Self::Unreadable { reason }
            | Self::CallsFailing { reason } => f.write_str(reason),
            Self::AlarmFiring { names } if names.is_empty() => {
                f.write_str("The alarms that fired before the start have stopped.")
            }
            Self::AlarmFiring { names } => {
                write!(f, "Fired before the start: {}.", quoted(names))
            }
            Self::Drift(drift) => drift.fmt(f),
        }
    }
}

impl fmt::Display for RollbackCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person { who } => write!(f, "{who} aborted it."),
            Self::Gate { reason } | Self::Unreadable { reason } => f.write_str(reason),
            Self::Adopted { who } => {
                write!(f, "Somebody else had moved the alias back; {who} agreed.")
            }
        }
    }
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (found, expected) = (told(&self.found), told(&self.expected));
        if self.is_over() {
            return write!(f, "Somebody else moved the alias, and back to {found}.");
        }
        write!(f, "Somebody else moved the alias: it stands at {found}, not at {expected}.")
    }
}

impl fmt::Display for Attention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Drift(drift) => drift.fmt(f),
            Self::CallRefused { reason } => write!(f, "The alias cannot be moved back: {reason}"),
            Self::AliasGone => f.write_str("The alias does not exist any more."),
            Self::LeftAsFound { who, found } => {
                write!(f, "{who} left the alias at {}.", told(found))
            }
        }
    }
}

impl fmt::Display for State {
    /// One sentence for a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Preparing => f.write_str("Gets ready; nothing has moved."),
            Self::Shifting { step } => write!(f, "Takes step {}.", step + 1),
            Self::Watching { step } => write!(f, "Watches step {}.", step + 1),
            Self::Paused(cause) => write!(f, "Paused. {cause}"),
            Self::Promoting => f.write_str("Gives everything to the new version."),
            Self::RollingBack(cause) => write!(f, "Rolls back. {cause}"),
            Self::RolledBack(cause) => write!(f, "Rolled back. {cause}"),
            Self::Completed => f.write_str("Done: the new version has everything."),
            Self::NeedsAttention(why) => write!(f, "Needs attention. {why}"),
        }
    }
}

/// A routing for a sentence: `version 7`, or `version 7 with 25 % to version 8`.
pub(in crate::rollout) fn told(routing: &Routing) -> String {
    let whole = format!("version {}", routing.version);
    match routing.additional {
        Some((version, weight)) => format!("{whole} with {weight} to version {version}"),
        None => whole,
    }
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
