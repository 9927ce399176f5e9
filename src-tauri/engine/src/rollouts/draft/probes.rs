//! Probes for a function: those that a person saved, else made from the flows
//! that call the alias.

use crossfade_domain::{
    arn::InstanceArn,
    flow::ResponseType,
    qualifier::{AliasName, Version},
    rollout::{
        gates::{Finding, Probe, ProbeGate, ProbeReading, ProbeTimes, sample_event},
        time::Span,
    },
};

use super::super::{Rollouts, calls};
use crate::{
    atlas::{Atlas, Call},
    journal::SavedProbe,
    ports::Answer,
};

/// Flows wait this long where their block does not say.
const USUAL_LIMIT_SECONDS: u32 = 3;
/// Connect waits no longer.
const LONGEST_LIMIT_SECONDS: u32 = 8;

impl Rollouts {
    /// The probes that a rollout of an alias should have.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn probes(
        &self,
        instance: &InstanceArn,
        atlas: Option<&Atlas>,
        function: &str,
        alias: &AliasName,
    ) -> Answer<Vec<Probe>> {
        let saved = self.tools.journal.saved_probes(self.place.clone(), function.to_owned());
        if let Some(saved) = saved.await? {
            return Ok(saved.into_iter().map(loaded).collect());
        }
        Ok(atlas.map_or_else(Vec::new, |atlas| made(instance, atlas, function, alias)))
    }

    /// Saves a function's probes in place of those before.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub async fn save_probes(&self, function: &str, probes: &[Probe]) -> Answer<()> {
        let probes = probes.iter().map(saved).collect();
        Ok(self.tools.journal.save_probes(self.place.clone(), function.to_owned(), probes).await?)
    }

    /// Invokes a version with each probe now; what came back, and what it
    /// means.
    pub async fn try_probes(
        &self,
        function: &str,
        version: Version,
        probes: Vec<Probe>,
    ) -> Vec<(Finding, ProbeReading)> {
        let (account, clock) = (&self.tools.account, self.tools.clock);
        let readings = calls::probe(account, clock, function, version, &probes).await;
        let gate = ProbeGate { probes, times: ProbeTimes::BeforeStart };
        let judgement = gate.judge(&readings, version);
        judgement.findings.into_iter().zip(readings).collect()
    }
}

/// One probe for each different way in which flows call the alias.
fn made(instance: &InstanceArn, atlas: &Atlas, function: &str, alias: &AliasName) -> Vec<Probe> {
    let mut probes: Vec<Probe> = Vec::new();
    for (name, call) in waiting(atlas, function, alias) {
        let event = sample_event(&instance.to_string(), &call.parameters);
        let probe = Probe {
            name: name.to_owned(),
            event: serde_json::to_string_pretty(&event).unwrap_or_default(),
            accepts: call.accepts.clone(),
            time_limit: Span::from_secs(i64::from(limit(call))),
            required_keys: Vec::new(),
        };
        let same = |other: &Probe| {
            (&other.event, &other.accepts, other.time_limit)
                == (&probe.event, &probe.accepts, probe.time_limit)
        };
        if !probes.iter().any(same) {
            let taken = probes.iter().filter(|it| it.name.starts_with(&probe.name)).count();
            let name = match taken {
                0 => probe.name.clone(),
                taken => format!("{} ({})", probe.name, taken + 1),
            };
            probes.push(Probe { name, ..probe });
        }
    }
    probes
}

/// The calls that wait for the alias's answer, each with its flow's name.
fn waiting<'a>(
    atlas: &'a Atlas,
    function: &'a str,
    alias: &'a AliasName,
) -> impl Iterator<Item = (&'a str, &'a Call)> {
    let flows = atlas.flows_calling(function, alias).into_iter().map(|index| &atlas.flows[index]);
    flows.flat_map(move |entry| {
        let calls = entry.reading.iter().flat_map(|reading| &reading.calls);
        let calls =
            calls.filter(move |call| call.synchronous && call.resolution.hits(function, alias));
        calls.map(|call| (entry.summary.name.as_str(), call))
    })
}

/// How long a flow waits for an answer, seconds.
fn limit(call: &Call) -> u32 {
    call.time_limit_seconds.unwrap_or(USUAL_LIMIT_SECONDS).min(LONGEST_LIMIT_SECONDS)
}

/// The shortest time that a flow waits for the alias; `None` where none calls it.
#[must_use]
pub fn shortest_limit(atlas: &Atlas, function: &str, alias: &AliasName) -> Option<Span> {
    let limits = waiting(atlas, function, alias).map(|(_, call)| limit(call));
    limits.min().map(|seconds| Span::from_secs(i64::from(seconds)))
}

fn loaded(saved: SavedProbe) -> Probe {
    let SavedProbe { name, event, json, time_limit_millis, required_keys } = saved;
    Probe {
        name,
        event,
        accepts: if json { ResponseType::Json } else { ResponseType::StringMap },
        time_limit: Span::from_millis(time_limit_millis),
        required_keys,
    }
}

fn saved(probe: &Probe) -> SavedProbe {
    SavedProbe {
        name: probe.name.clone(),
        event: probe.event.clone(),
        json: match probe.accepts {
            ResponseType::Json | ResponseType::Unknown(_) => true,
            ResponseType::StringMap => false,
        },
        time_limit_millis: probe.time_limit.millis(),
        required_keys: probe.required_keys.clone(),
    }
}
