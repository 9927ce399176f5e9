//! Flows from files.

use std::{collections::BTreeMap, path::Path};

use crossfade_domain::flow::{
    ActionId, Diagnostic,
    convert::Unconverted,
    rewrite::Candidate,
    validate::{Gravity, Problem},
};
use crossfade_engine::{
    files::{FileReading, Filled, FlowPlace, LeftOut, Need},
    setup::OWN_ARN,
};

use super::{atlas::severity, count};
use crate::dto::{
    ExportedFlowsDto, FilledDto, FlowFileDto, NeedDto, OfferDto, OffersDto, RemarkDto, SeverityDto,
};

/// What a person put in.
pub fn filled(filled: FilledDto) -> Filled {
    let FilledDto { action, pointer, text } = filled;
    Filled { place: FlowPlace { action: ActionId::new(&action), pointer }, text }
}

/// A file that was read.
pub fn flow_file(reading: &FileReading) -> FlowFileDto {
    let conversion = &reading.conversion;
    FlowFileDto {
        name: reading.flow.name.clone(),
        kind: reading.kind().map(|kind| kind.as_str().to_owned()),
        description: reading.flow.description.clone().unwrap_or_default(),
        blocks: count(reading.flow.actions.len()),
        converted: !(conversion.converted.is_empty() && conversion.is_complete()),
        needs: reading.needs.iter().map(need).collect(),
        repairs: reading.repairs.iter().map(repair).collect(),
        unconverted: conversion.not_converted.iter().map(unconverted).collect(),
        problems: reading.problems.iter().map(problem).collect(),
        publishable: reading.is_publishable(),
        own_arn: OWN_ARN.to_owned(),
    }
}

/// Flows and modules that were written to files.
pub fn exported(path: &Path, files: usize, left_out: &[LeftOut]) -> ExportedFlowsDto {
    let left_out = left_out.iter().map(|left| format!("`{}`: {}", left.name, left.why));
    ExportedFlowsDto {
        path: path.display().to_string(),
        files: count(files),
        left_out: left_out.collect(),
    }
}

/// All that is offered, by kind.
pub fn offers(offered: &[Candidate]) -> Vec<OffersDto> {
    let mut by_kind: BTreeMap<&'static str, Vec<OfferDto>> = BTreeMap::new();
    for candidate in offered {
        by_kind.entry(candidate.kind.as_str()).or_default().push(offer(candidate));
    }
    by_kind.into_iter().map(|(kind, offers)| OffersDto { kind: kind.to_owned(), offers }).collect()
}

fn offer(candidate: &Candidate) -> OfferDto {
    OfferDto { arn: candidate.arn.clone(), name: candidate.name.clone() }
}

fn need(need: &Need) -> NeedDto {
    NeedDto {
        action: need.place.action.as_str().to_owned(),
        pointer: need.place.pointer.clone(),
        block: need.block.clone(),
        kind: need.kind.map(|kind| kind.as_str().to_owned()),
        text: need.text.clone(),
        name: need.name.clone(),
        open: need.open.clone(),
        known: need.known,
        suggestions: need.suggestions.iter().map(offer).collect(),
    }
}

fn named(block: Option<&ActionId>) -> String {
    block.map_or_else(String::new, |id| id.as_str().to_owned())
}

fn repair(diagnostic: &Diagnostic) -> RemarkDto {
    RemarkDto {
        block: named(diagnostic.action.as_ref()),
        severity: severity(diagnostic.severity()),
        message: diagnostic.message.clone(),
        remedy: diagnostic.remedy.clone(),
    }
}

fn unconverted(it: &Unconverted) -> RemarkDto {
    RemarkDto {
        block: it.block.as_str().to_owned(),
        severity: SeverityDto::Warning,
        message: format!("{}, {}: {}", it.block_type, it.part, it.why),
        remedy: it.remedy.clone(),
    }
}

fn problem(problem: &Problem) -> RemarkDto {
    RemarkDto {
        block: named(problem.block.as_ref()),
        severity: match problem.gravity {
            Gravity::Advice => SeverityDto::Info,
            Gravity::Refused => SeverityDto::Error,
        },
        message: problem.message.clone(),
        remedy: problem.remedy.clone(),
    }
}
