//! What the machine wants done outside.

use super::{Refusal, State, Ticket, record::Record};
use crate::{
    alias::Routing,
    qualifier::Version,
    rollout::{gates::Probe, time::Instant},
};

/// Something to be done outside.
///
/// Whoever carries effects out first writes every [`Effect::Record`] of the
/// answer and the new [`Snapshot`](crate::rollout::snapshot::Snapshot) to disk,
/// in one transaction, and then does the rest. Each effect with a ticket is
/// answered with one event that bears the ticket. There is never more than one
/// of them open: one that comes while another is supersedes it, and the older
/// answer is ignored. A move is waited for until its time-out.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// To be written to the journal.
    Record(Record),
    /// Look at the alias (`GetAlias`); answer with
    /// [`Event::Looked`](super::Event::Looked).
    Look {
        /// To be given back.
        ticket: Ticket,
        /// Whether a split may be Lambda's own, so that a look that shows one
        /// asks for the alias's provisioned concurrency as well.
        warm_up: bool,
    },
    /// Set the alias's version and weights in one `UpdateAlias`, with the
    /// revision; answer with [`Event::Set`](super::Event::Set).
    SetRouting {
        /// To be given back.
        ticket: Ticket,
        /// What to set.
        routing: Routing,
        /// `RevisionId`.
        revision: String,
    },
    /// Read the gates; answer with [`Event::Measured`](super::Event::Measured).
    Measure {
        /// To be given back.
        ticket: Ticket,
        /// What to read.
        request: MeasureRequest,
    },
    /// Invoke a version directly with each event (`Invoke`, qualifier = the
    /// version); answer with [`Event::Probed`](super::Event::Probed).
    Probe {
        /// To be given back.
        ticket: Ticket,
        /// Which version.
        version: Version,
        /// The events, and what they wait for.
        probes: Vec<Probe>,
    },
    /// Tell the person, wherever they are.
    Notify(Notice),
    /// Tell whoever gave the command that it is not carried out.
    Refuse(Refusal),
}

/// What to read for the gates.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct MeasureRequest {
    /// Alarms (`DescribeAlarms`), by name; none when empty.
    pub alarms: Vec<String>,
    /// Both versions' counts (`GetMetricData`), when they are wanted.
    pub traffic: Option<TrafficRequest>,
}

/// Which counts to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TrafficRequest {
    /// The version that is being rolled out.
    pub new: Version,
    /// The version that it replaces.
    pub old: Version,
    /// Since the present weight was verified.
    pub step: Window,
    /// Since the first shift.
    pub whole: Window,
    /// Of late: shows that there are callers still.
    pub recent: Window,
}

/// A stretch of time. CloudWatch has one point a minute: the minutes that lie
/// in it whole or in part are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Window {
    /// First instant, included.
    pub from: Instant,
    /// Last instant, left out.
    pub to: Instant,
}

/// What a person should hear of even if they look elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// It waits for them, goes back, or has come to rest.
    Now(State),
    /// It is rolling back, and AWS does not let it; it goes on trying.
    Struggling {
        /// The last failure's sentence.
        reason: String,
    },
}

impl std::fmt::Display for Notice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Now(state) => state.fmt(f),
            Self::Struggling { reason } => {
                write!(f, "Rolling back has not succeeded so far and is tried on: {reason}")
            }
        }
    }
}
