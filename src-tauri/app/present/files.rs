//! Flows from files.

use std::collections::BTreeMap;

use crossfade_domain::{
    arn::InstanceArn,
    flow::{
        ActionId, Diagnostic,
        convert::Unconverted,
        rewrite::Candidate,
        validate::{Gravity, Problem},
    },
};
use crossfade_engine::{
    files::{FileReading, Filled, FlowPlace, Need},
    setup::OWN_ARN,
};

use super::{atlas::severity, count};
use crate::dto::{FilledDto, FlowFileDto, NeedDto, OfferDto, OffersDto, RemarkDto, SeverityDto};

/// What a person put in.
pub fn filled(filled: FilledDto) -> Filled {
    let FilledDto { action, pointer, text } = filled;
    Filled { place: FlowPlace { action: ActionId::new(&action), pointer }, text }
}

/// A file that was read.
pub fn flow_file(
    reading: &FileReading,
    offered: &[Candidate],
    instance: &InstanceArn,
) -> FlowFileDto {
    let kind = reading.flow.kind.as_ref().map_or("CONTACT_FLOW", |kind| kind.as_str());
    let conversion = &reading.conversion;
    FlowFileDto {
        name: reading.flow.name.clone(),
        kind: kind.to_owned(),
        blocks: count(reading.flow.actions.len()),
        converted: !(conversion.converted.is_empty() && conversion.is_complete()),
        needs: reading.needs.iter().map(|it| need(it, offered, instance)).collect(),
        repairs: reading.repairs.iter().map(repair).collect(),
        unconverted: conversion.not_converted.iter().map(unconverted).collect(),
        problems: reading.problems.iter().map(problem).collect(),
        publishable: reading.is_publishable(),
        own_arn: OWN_ARN.to_owned(),
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

fn need(need: &Need, offered: &[Candidate], instance: &InstanceArn) -> NeedDto {
    let own = format!(":{}:{}:", instance.region, instance.account);
    // A function of this account may be right without being in the list.
    let known = need.text.contains(&own) || offered.iter().any(|it| it.arn == need.text);
    NeedDto {
        action: need.place.action.as_str().to_owned(),
        pointer: need.place.pointer.clone(),
        block: need.block.clone(),
        kind: need.kind.map(|kind| kind.as_str().to_owned()),
        text: need.text.clone(),
        name: need.name.clone(),
        open: need.open.clone(),
        known,
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
