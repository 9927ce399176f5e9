//! What the machine is told.

use thiserror::Error;

use super::Ticket;
use crate::{
    alias::Routing,
    rollout::{
        gates::{Measurement, NotMeasured, ProbeReading},
        time::Instant,
    },
};

/// Something that happened outside.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Time passed; also the first event, which starts the rollout, and the
    /// first after a restart.
    Tick,
    /// What came of [`Effect::Look`](super::Effect::Look).
    Looked {
        /// The look's ticket.
        ticket: Ticket,
        /// The alias (`GetAlias`), `None` when it does not exist.
        found: Result<Option<Sighting>, CallFailure>,
    },
    /// What came of [`Effect::SetRouting`](super::Effect::SetRouting).
    Set {
        /// The call's ticket.
        ticket: Ticket,
        /// What AWS said.
        outcome: SetOutcome,
    },
    /// What came of [`Effect::Measure`](super::Effect::Measure).
    Measured {
        /// The measurement's ticket.
        ticket: Ticket,
        /// What was read.
        measured: Measurement,
        /// When that was begun: later than it was asked for, where it was read
        /// together with others.
        read_at: Instant,
    },
    /// What came of [`Effect::Probe`](super::Effect::Probe).
    Probed {
        /// The probes' ticket.
        ticket: Ticket,
        /// What came back, or why nothing could be invoked.
        readings: Result<Vec<ProbeReading>, NotMeasured>,
    },
    /// A person acts.
    Command {
        /// Who, as the journal should say it.
        who: String,
        /// What they want.
        command: Command,
    },
}

/// An alias as a look shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// Where its calls go.
    pub routing: Routing,
    /// `RevisionId`.
    pub revision: String,
    /// How far the environments are that are kept ready for the alias; `None`
    /// where there are none, or where it was not asked.
    pub warm_up: Option<WarmUp>,
}

/// How far provisioned concurrency of an alias is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WarmUp {
    /// Environments are being made ready, or nobody could say.
    UnderWay,
    /// They could not be made ready.
    Failed {
        /// AWS's reason.
        reason: String,
    },
}

/// A call that did not do what it was asked, and did certainly nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallFailure {
    /// AWS's reason, one sentence.
    pub reason: String,
    /// Whether trying again can help: throttled, unreachable. Not so: access
    /// denied, signed out, refused as invalid.
    pub passing: bool,
}

/// What came of an `UpdateAlias`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetOutcome {
    /// AWS took it.
    Taken,
    /// `PreconditionFailedException`: the revision is not the alias's. Where
    /// the client repeats calls by itself, the first try may have been taken.
    Stale,
    /// Nothing was changed.
    NotTaken(CallFailure),
    /// Nobody knows: timed out, the answer was lost, 5xx.
    Unknown {
        /// What happened, one sentence.
        reason: String,
    },
}

/// What a person can want.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Stay at the present weight.
    Pause,
    /// Go on: the watch that was interrupted, or the next step where the plan
    /// or the gates had asked. After [`State::NeedsAttention`](super::State):
    /// try to roll back again.
    Resume,
    /// Take the next step now.
    PromoteStep,
    /// Give everything to the new version now.
    PromoteFully,
    /// Go back to the old version.
    Abort,
    /// Start although these alarms fire: the new version is the fix. They are
    /// overlooked until they have been OK once.
    ShipAnyway,
    /// Take the alias as somebody else moved it, and go on from there.
    Adopt {
        /// Where the person saw it stand.
        seen: Routing,
    },
    /// Move it to where the rollout wants it, over what somebody else did.
    Overwrite {
        /// Where the person saw it stand.
        seen: Routing,
    },
    /// End the rollout and leave the alias as it stands.
    Leave,
}

/// Why a command is not carried out.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Over, or on its way back.
    #[error("The rollout is {0}; start a new one.")]
    Over(&'static str),
    /// Going back cannot be stopped.
    #[error("The rollout is rolling back, and goes on until no caller reaches the new version.")]
    RollingBack,
    /// Nothing to resume.
    #[error("The rollout is not paused.")]
    NotPaused,
    /// Probes and alarms come first.
    #[error("The checks before the first step are not done; wait for them, or abort.")]
    NotStarted,
    /// Never two steps at once.
    #[error("A step is being taken; wait until it is verified.")]
    StepUnderWay,
    /// The way back was refused, and is all that is left.
    #[error(
        "The rollout could not be rolled back; roll it back again once what refused it is mended."
    )]
    NotBack,
    /// Somebody else's change needs its own answer.
    #[error("Somebody else moved the alias; adopt that, overwrite it, or leave it.")]
    Drifted,
    /// A firing alarm needs its own answer.
    #[error("An alarm fires; ship anyway, resume when it has stopped, or abort.")]
    AlarmFires,
    /// No alarm fired before the start.
    #[error("No alarm that fired before the start holds the rollout up.")]
    NoAlarm,
    /// Nobody moved it.
    #[error("Nobody else has moved the alias.")]
    NotDrifted,
    /// It moved after the person looked.
    #[error("The alias was moved once more since; look again before you decide.")]
    MovedAgain,
    /// Other versions take part, or the rollout was being undone.
    #[error("The rollout cannot go on from there; overwrite it, or leave it.")]
    CannotAdopt,
}
