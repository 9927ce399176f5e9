//! From what the machine wants done to calls on the account, and from the
//! answers to events.
//!
//! Invariant: what may have been applied is told as open, never as refused.

use crossfade_domain::{
    alias::Alias,
    qualifier::{AliasName, Qualifier, Version},
    rollout::{
        gates::{Answer as ProbeAnswer, NotMeasured, Probe, ProbeReading},
        machine::{CallFailure, SetOutcome, Sighting, WarmUp},
        time::{Instant, Span},
    },
};
use jiff::Timestamp;

use crate::{
    clock::Clock,
    failure::{Failure, FailureKind},
    ports::{Account, Answer, ProvisionedStatus, RoutingUpdate},
};

/// The code of a call that no answer came to in time.
const TIMED_OUT: &str = "Timeout";

/// The machine's instant of a time.
pub(super) fn instant(at: Timestamp) -> Instant {
    Instant::from_millis(at.as_millisecond())
}

/// The time of a machine's instant.
#[must_use]
pub fn timestamp(at: Instant) -> Timestamp {
    let ends = if at.millis() < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_millisecond(at.millis()).unwrap_or(ends)
}

/// Looks at an alias, and with `warm_up` at the environments that are kept
/// ready for it, where it is split.
pub(super) async fn look(
    account: &Account,
    function: &str,
    alias: &AliasName,
    warm_up: bool,
) -> Result<Option<Sighting>, CallFailure> {
    let found = account.aliases.alias(function, alias).await.map_err(|failure| told(&failure))?;
    let Some(Alias { routing, revision_id: revision, .. }) = found else { return Ok(None) };
    let asked = warm_up && routing.additional.is_some();
    let warm_up = if asked { self::warm_up(account, function, alias).await } else { None };
    Ok(Some(Sighting { routing, revision, warm_up }))
}

async fn warm_up(account: &Account, function: &str, alias: &AliasName) -> Option<WarmUp> {
    let qualifier = Qualifier::Alias(alias.clone());
    let Ok(kept) = account.concurrency.provisioned(function, &qualifier).await else {
        // Whether there are any is not known; the machine's patience ends.
        return Some(WarmUp::UnderWay);
    };
    kept.map(|kept| match kept.status {
        ProvisionedStatus::InProgress | ProvisionedStatus::Ready => WarmUp::UnderWay,
        ProvisionedStatus::Failed => WarmUp::Failed { reason: kept.reason },
    })
}

/// Moves an alias.
pub(super) async fn set(account: &Account, update: &RoutingUpdate) -> SetOutcome {
    match account.aliases.set_routing(update).await {
        Ok(_) => SetOutcome::Taken,
        Err(failure) if failure.kind == FailureKind::Stale => SetOutcome::Stale,
        Err(failure) if failure.kind.leaves_outcome_open() => {
            SetOutcome::Unknown { reason: failure.to_string() }
        }
        Err(failure) => SetOutcome::NotTaken(told(&failure)),
    }
}

/// Invokes a version with each probe's event, one after the other, so that a
/// version that is slow under load is not made so by its own probes.
pub(super) async fn probe(
    account: &Account,
    clock: Clock,
    function: &str,
    version: Version,
    probes: &[Probe],
) -> Vec<ProbeReading> {
    let mut readings = Vec::with_capacity(probes.len());
    for probe in probes {
        let answer = probe_once(account, clock, function, version, probe).await;
        let answer = answer.map_err(|failure| NotMeasured(failure.to_string()));
        readings.push(ProbeReading { name: probe.name.clone(), answer });
    }
    readings
}

async fn probe_once(
    account: &Account,
    clock: Clock,
    function: &str,
    version: Version,
    probe: &Probe,
) -> Answer<ProbeAnswer> {
    let qualifier = Qualifier::Version(version);
    let asked = clock.now();
    let answered = account.invoker.invoke(function, &qualifier, &probe.event).await;
    let took = instant(clock.now()).since(instant(asked)).max(Span::ZERO);
    match answered {
        Ok(answered) => Ok(ProbeAnswer {
            payload: answered.payload,
            function_error: answered.function_error,
            executed: answered.executed,
            took,
        }),
        // Longer than the flow waits: that is all that a probe has to know.
        Err(failure) if failure.code == TIMED_OUT && took > probe.time_limit => {
            Ok(ProbeAnswer { payload: Vec::new(), function_error: None, executed: None, took })
        }
        Err(failure) => Err(failure),
    }
}

fn told(failure: &Failure) -> CallFailure {
    CallFailure { reason: failure.to_string(), passing: may_pass(failure.kind) }
}

/// Whether trying again can help. Signing in anew mends a sign-in that
/// expired, and needs nothing of the rollout.
const fn may_pass(kind: FailureKind) -> bool {
    match kind {
        FailureKind::Throttled
        | FailureKind::SignedOut
        | FailureKind::Conflict
        | FailureKind::Stale
        | FailureKind::Unavailable
        | FailureKind::Unexpected => true,
        FailureKind::NotFound
        | FailureKind::AccessDenied
        | FailureKind::Invalid
        | FailureKind::Quota
        | FailureKind::ReadOnly => false,
    }
}
