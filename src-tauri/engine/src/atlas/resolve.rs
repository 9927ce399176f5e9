//! From a call as the flow has it to the versions that it hits.

use std::collections::HashMap;

use crossfade_domain::{
    alias::Routing,
    arn::FunctionArn,
    qualifier::{Qualifier, Version},
};

use super::{
    Call, FlowEntry, FlowReading, FunctionView, Gone, Hit, Passage, Resolution,
    collect::{Collected, last_part},
    functions::Wanted,
    read::{RawCall, RawPassage, RawReading, RawTarget},
};
use crate::ports::Instance;

/// Every function and qualifier that the flows name, in the instance's account
/// and Region.
pub(super) fn wanted(readings: &[Result<RawReading, String>], instance: &Instance) -> Wanted {
    let mut wanted = Wanted::new();
    let calls = readings.iter().flatten().flat_map(|reading| &reading.calls);
    for arn in calls.flat_map(|call| call.target.arns()) {
        if is_here(arn, instance) {
            let qualifiers = wanted.entry(arn.name.clone()).or_default();
            qualifiers.insert(effective_qualifier(arn).cloned());
        }
    }
    wanted
}

/// What decides permission: what moves by itself counts as unqualified.
pub(super) fn effective_qualifier(arn: &FunctionArn) -> Option<&Qualifier> {
    arn.qualifier.as_ref().filter(|qualifier| !qualifier.moves_by_itself())
}

fn is_here(arn: &FunctionArn, instance: &Instance) -> bool {
    arn.account == instance.arn.account && arn.region == instance.arn.region
}

pub(super) fn entries(
    collected: &Collected,
    readings: Vec<Result<RawReading, String>>,
    functions: &[FunctionView],
    instance: &Instance,
) -> Vec<FlowEntry> {
    let resolver = Resolver {
        functions: functions.iter().map(|view| (view.name.as_str(), view)).collect(),
        instance,
    };
    let places = Places::of(collected);
    let mut entries: Vec<FlowEntry> = collected
        .flows
        .iter()
        .zip(readings)
        .map(|(flow, reading)| FlowEntry {
            summary: flow.summary.clone(),
            module: flow.module,
            last_modified: flow.last_modified,
            reading: reading.map(|reading| FlowReading {
                actions: reading.actions,
                calls: reading.calls.into_iter().map(|call| resolver.call(call)).collect(),
                transfers: reading.transfers.into_iter().map(|raw| places.passage(raw)).collect(),
                diagnostics: reading.diagnostics,
            }),
            reached: Vec::new(),
            gaps: Vec::new(),
            phone_numbers: Vec::new(),
        })
        .collect();
    for (number, (_, entrance)) in collected.phone_numbers.iter().enumerate() {
        if let Some(flow) = entrance.flow() {
            entries[flow].phone_numbers.push(number);
        }
    }
    entries
}

struct Resolver<'a> {
    functions: HashMap<&'a str, &'a FunctionView>,
    instance: &'a Instance,
}

impl Resolver<'_> {
    fn call(&self, raw: RawCall) -> Call {
        let RawCall { action, block, text, target, accepts, parameters, .. } = raw;
        let (time_limit_seconds, synchronous) = (raw.time_limit_seconds, raw.synchronous);
        let resolution = match target {
            RawTarget::Arn(arn) => self.resolve(&arn),
            RawTarget::AtRunTime { expression, candidates } => Resolution::AtRunTime {
                expression,
                candidates: candidates.into_iter().map(|text| self.candidate(text)).collect(),
            },
            RawTarget::Placeholder { problem } => Resolution::Placeholder { problem },
            RawTarget::Missing => Resolution::Missing,
        };
        Call {
            action,
            block,
            target: text,
            resolution,
            time_limit_seconds,
            synchronous,
            accepts,
            parameters,
        }
    }

    fn candidate(&self, candidate: (String, Option<FunctionArn>)) -> (String, Option<Hit>) {
        let (text, arn) = candidate;
        let resolution = arn.map(|arn| self.resolve(&arn));
        let hit = match resolution {
            Some(Resolution::Versions(hit)) => Some(hit),
            Some(
                Resolution::AtRunTime { .. }
                | Resolution::Placeholder { .. }
                | Resolution::Missing
                | Resolution::Gone(_)
                | Resolution::Elsewhere { .. }
                | Resolution::Unknown { .. },
            )
            | None => None,
        };
        (text, hit)
    }

    fn resolve(&self, arn: &FunctionArn) -> Resolution {
        if !is_here(arn, self.instance) {
            let (account, region) = (arn.account.clone(), arn.region.clone());
            return Resolution::Elsewhere { account, region };
        }
        let unknown = |reason: &str| Resolution::Unknown { reason: reason.to_owned() };
        let Some(view) = self.functions.get(arn.name.as_str()) else {
            return unknown("It was not looked up.");
        };
        match &view.summary {
            Err(reason) => return unknown(reason),
            Ok(None) => return Resolution::Gone(Gone::Function(arn.name.clone())),
            Ok(Some(_)) => {}
        }
        match &arn.qualifier {
            None => {
                // Lambda Managed Instances runs no code that is only saved.
                let managed = |it: &Vec<Version>| it.contains(&Version::LatestPublished);
                let managed = view.versions.as_ref().is_ok_and(managed);
                let runs = if managed { Version::LatestPublished } else { Version::Latest };
                hit(arn, Routing::all_to(runs))
            }
            Some(Qualifier::Version(Version::Latest)) => hit(arn, Routing::all_to(Version::Latest)),
            Some(Qualifier::Version(version)) => match &view.versions {
                Ok(versions) if versions.contains(version) => hit(arn, Routing::all_to(*version)),
                Ok(_) => Resolution::Gone(Gone::Version(arn.name.clone(), *version)),
                Err(reason) => unknown(reason),
            },
            Some(Qualifier::Alias(name)) => match &view.aliases {
                Ok(aliases) => match aliases.iter().find(|alias| alias.name == *name) {
                    Some(alias) => hit(arn, alias.routing.clone()),
                    None => Resolution::Gone(Gone::Alias(arn.name.clone(), name.clone())),
                },
                Err(reason) => unknown(reason),
            },
        }
    }
}

fn hit(arn: &FunctionArn, routing: Routing) -> Resolution {
    let alias = match &arn.qualifier {
        Some(Qualifier::Alias(name)) => Some(name.clone()),
        Some(Qualifier::Version(_)) | None => None,
    };
    Resolution::Versions(Hit { arn: arn.clone(), alias, routing })
}

/// Where flows and modules lie, by id and by name.
pub(super) struct Places<'a> {
    by_id: HashMap<&'a str, usize>,
    by_name: HashMap<(bool, &'a str), usize>,
}

impl<'a> Places<'a> {
    pub(super) fn of(collected: &'a Collected) -> Self {
        let flows = || collected.flows.iter().enumerate();
        Self {
            by_id: flows().map(|(index, flow)| (flow.summary.id.as_str(), index)).collect(),
            by_name: flows()
                .map(|(index, flow)| ((flow.module, flow.summary.name.as_str()), index))
                .collect(),
        }
    }

    pub(super) fn passage(&self, raw: RawPassage) -> Passage {
        let RawPassage { action, block, target, id, name, at_run_time, module } = raw;
        // A module's ARN may end in `:version` or `:alias`.
        let by_id = id.as_deref().map(last_part).and_then(|id| {
            let bare = id.split(':').next().unwrap_or(id);
            self.by_id.get(bare)
        });
        let by_name = || self.by_name.get(&(module, name.as_deref()?));
        let to = by_id.or_else(by_name).copied();
        Passage { action, block, target, to, at_run_time }
    }
}
