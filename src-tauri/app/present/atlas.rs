//! The map.

use crossfade_domain::{arn::InstanceArn, flow::Severity};
use crossfade_engine::{
    atlas::{
        Atlas, Call, Entrance, Finding, FlowEntry, Gap, GapCause, Gone, Hit, Passage, Progress,
        Reached, Resolution, Stage,
    },
    ports::{PhoneNumber, PublicationStatus},
};

use super::{count, failure, instance, instant, shares};
use crate::dto::{
    AliasRowDto, AtlasDto, CallDto, CandidateDto, DiagnosticDto, FindingDto, FlowRefDto,
    FlowRowDto, GapCauseDto, GapDto, PhoneNumberRowDto, ReachedCallDto, ResolutionDto,
    ScanProgressDto, SeverityDto, TransferDto,
};

/// The map, whole.
pub fn atlas(atlas: &Atlas) -> AtlasDto {
    let flows = atlas.flows.iter().enumerate();
    AtlasDto {
        instance: instance(&atlas.instance),
        scanned_at: instant(atlas.scanned_at),
        looked_at: instant(atlas.looked_at),
        flows: flows.map(|(index, entry)| flow_row(atlas, index, entry)).collect(),
        phone_numbers: atlas
            .phone_numbers
            .iter()
            .map(|(number, entrance)| phone_number(atlas, number, entrance))
            .collect(),
        aliases: alias_rows(atlas),
        findings: atlas
            .findings
            .iter()
            .enumerate()
            .map(|(number, it)| finding(atlas, number, it))
            .collect(),
        incomplete: atlas.incomplete.clone(),
        rescan_failed: atlas.rescan.as_ref().map(|(_, why)| failure(why)),
    }
}

/// How far a scan is.
pub fn scan_progress(instance: &InstanceArn, progress: Progress) -> ScanProgressDto {
    let stage = match progress.stage {
        Stage::Lists => "Listing flows, modules and phone numbers",
        Stage::Contents => "Reading flows and modules",
        Stage::Functions => "Looking up functions, aliases and permissions",
    };
    ScanProgressDto {
        instance: instance.to_string(),
        stage: stage.to_owned(),
        done: count(progress.done),
        total: count(progress.total),
    }
}

/// Names a flow.
pub(super) fn flow_ref(atlas: &Atlas, index: usize) -> FlowRefDto {
    let entry = &atlas.flows[index];
    FlowRefDto {
        id: entry.summary.id.clone(),
        name: entry.summary.name.clone(),
        module: entry.module,
    }
}

fn flow_row(atlas: &Atlas, index: usize, entry: &FlowEntry) -> FlowRowDto {
    let reading = entry.reading.as_ref().ok();
    let own = |number: &usize| atlas.phone_numbers[*number].0.number.clone();
    let mine = |(_, finding): &(usize, &Finding)| finding.flow == Some(index);
    FlowRowDto {
        id: entry.summary.id.clone(),
        arn: entry.summary.arn.clone(),
        name: entry.summary.name.clone(),
        module: entry.module,
        flow_type: entry.summary.kind.clone(),
        archived: entry.summary.archived,
        published: entry.summary.status == PublicationStatus::Published,
        last_modified: entry.last_modified.map(instant),
        actions: reading.map_or(0, |reading| count(reading.actions)),
        calls: reading.map_or_else(Vec::new, |it| it.calls.iter().map(call).collect()),
        reached: entry.reached.iter().map(|it| reached(atlas, it)).collect(),
        gaps: entry.gaps.iter().map(|it| gap(atlas, it)).collect(),
        transfers: reading.map_or_else(Vec::new, |reading| {
            reading.transfers.iter().map(|it| transfer(atlas, it)).collect()
        }),
        phone_numbers: entry.phone_numbers.iter().map(own).collect(),
        diagnostics: reading
            .map_or_else(Vec::new, |reading| reading.diagnostics.iter().map(diagnostic).collect()),
        findings: atlas
            .findings
            .iter()
            .enumerate()
            .filter(mine)
            .map(|(number, _)| finding_id(number))
            .collect(),
        unreadable: entry.reading.as_ref().err().cloned(),
    }
}

fn call(call: &Call) -> CallDto {
    CallDto {
        action: call.action.clone(),
        block: call.block.clone(),
        target: call.target.clone(),
        resolution: resolution(&call.resolution),
        time_limit_seconds: call.time_limit_seconds,
        synchronous: call.synchronous,
    }
}

fn resolution(resolution: &Resolution) -> ResolutionDto {
    match resolution {
        Resolution::Versions(hit) => ResolutionDto::Versions {
            function: hit.arn.name.clone(),
            alias: hit.alias.as_ref().map(ToString::to_string),
            shares: shares(&hit.routing),
            latest: hit.is_latest(),
        },
        Resolution::AtRunTime { expression, candidates } => ResolutionDto::AtRunTime {
            expression: expression.clone(),
            candidates: candidates.iter().map(candidate).collect(),
        },
        Resolution::Placeholder { problem } => {
            ResolutionDto::Placeholder { problem: problem.clone() }
        }
        Resolution::Missing => ResolutionDto::Missing,
        Resolution::Gone(gone) => {
            let (what, name) = match gone {
                Gone::Function(name) => ("function", name.clone()),
                Gone::Version(name, version) => ("version", format!("{name}:{version}")),
                Gone::Alias(name, alias) => ("alias", format!("{name}:{alias}")),
            };
            ResolutionDto::Gone { what: what.to_owned(), name }
        }
        Resolution::Elsewhere { account, region } => {
            ResolutionDto::Elsewhere { account: account.clone(), region: region.clone() }
        }
        Resolution::Unknown { reason } => ResolutionDto::Unknown { reason: reason.clone() },
    }
}

fn candidate((target, hit): &(String, Option<Hit>)) -> CandidateDto {
    let shares = hit.as_ref().map_or_else(Vec::new, |hit| shares(&hit.routing));
    CandidateDto { target: target.clone(), shares }
}

fn reached(atlas: &Atlas, reached: &Reached) -> ReachedCallDto {
    ReachedCallDto {
        via: reached.via.iter().map(|&index| flow_ref(atlas, index)).collect(),
        call: call(atlas.call_of(reached)),
    }
}

fn gap(atlas: &Atlas, gap: &Gap) -> GapDto {
    GapDto {
        via: gap.via.iter().map(|&index| flow_ref(atlas, index)).collect(),
        cause: match gap.cause.clone() {
            GapCause::Unreadable(reason) => GapCauseDto::Unreadable { reason },
            GapCause::AtRunTime(expression) => GapCauseDto::AtRunTime { expression },
            GapCause::NotFound(target) => GapCauseDto::NotFound { target },
        },
    }
}

fn transfer(atlas: &Atlas, passage: &Passage) -> TransferDto {
    TransferDto {
        action: passage.action.clone(),
        block: passage.block.clone(),
        to: passage.to.map(|index| flow_ref(atlas, index)),
        target: passage.target.clone(),
        at_run_time: passage.at_run_time,
    }
}

fn phone_number(atlas: &Atlas, number: &PhoneNumber, entrance: &Entrance) -> PhoneNumberRowDto {
    PhoneNumberRowDto {
        number: number.number.clone(),
        description: number.description.clone(),
        country: number.country.clone(),
        number_type: number.kind.clone(),
        flow: entrance.flow().map(|index| flow_ref(atlas, index)),
        unknown: match entrance {
            Entrance::Unknown(why) => Some(why.clone()),
            Entrance::Flow(_) | Entrance::Nowhere => None,
        },
    }
}

/// Every alias that some flow calls, by function and name.
fn alias_rows(atlas: &Atlas) -> Vec<AliasRowDto> {
    let known = atlas
        .functions
        .iter()
        .flat_map(|view| view.aliases.iter().flatten().map(|alias| (view.name.as_str(), alias)));
    known
        .filter_map(|(function, alias)| {
            let flows = atlas.flows_calling(function, &alias.name);
            let numbers = || atlas.phone_numbers_reaching(function, &alias.name);
            (!flows.is_empty()).then(|| AliasRowDto {
                function: function.to_owned(),
                alias: alias.name.to_string(),
                shares: shares(&alias.routing),
                split: alias.routing.is_split(),
                flows: flows.iter().map(|&index| flow_ref(atlas, index)).collect(),
                phone_numbers: numbers().into_iter().map(|it| it.number.clone()).collect(),
            })
        })
        .collect()
}

fn finding_id(number: usize) -> String {
    format!("finding-{number}")
}

fn finding(atlas: &Atlas, number: usize, finding: &Finding) -> FindingDto {
    FindingDto {
        id: finding_id(number),
        severity: severity(finding.severity),
        code: finding.code.as_str().to_owned(),
        title: finding.code.title().to_owned(),
        message: finding.message.clone(),
        remedy: finding.remedy.clone(),
        flow: finding.flow.map(|index| flow_ref(atlas, index)),
        function: finding.function.clone(),
        alias: finding.alias.as_ref().map(ToString::to_string),
    }
}

fn diagnostic(diagnostic: &crossfade_domain::flow::Diagnostic) -> DiagnosticDto {
    DiagnosticDto {
        severity: severity(diagnostic.severity()),
        action: diagnostic.action.as_ref().map(ToString::to_string),
        message: diagnostic.message.clone(),
        remedy: diagnostic.remedy.clone(),
    }
}

pub(super) const fn severity(severity: Severity) -> SeverityDto {
    match severity {
        Severity::Info => SeverityDto::Info,
        Severity::Warning => SeverityDto::Warning,
        Severity::Error => SeverityDto::Error,
    }
}
