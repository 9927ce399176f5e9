//! Flows from files: read, converted, filled in, checked.
//!
//! Invariant: nothing of a file is dropped in silence. What cannot be converted
//! and what is still to be filled in is told, block by block, and a flow with
//! either does not go out published.

mod export;
mod offers;
#[cfg(test)]
mod tests;

pub use crossfade_domain::flow::rewrite::Place as FlowPlace;
use crossfade_domain::{
    arn::InstanceArn,
    flow::{
        self, Diagnostic, Flow, FlowType, NotAFlow, Severity,
        convert::{ConversionReport, convert},
        rewrite::{
            Candidate, Placeholder, Replacement, ResourceKind, ResourceUse, State, Target,
            placeholders, resources, rewrite,
        },
        validate::{Gravity, Known, Problem, known, validate_in},
    },
};
pub use export::{Exported, LeftOut, export, export_one};
pub use offers::Offers;

use crate::{
    changes::FlowContent,
    failure::{Failure, FailureKind},
    setup::OWN_ARN,
};

/// Suggestions for one place at most.
const SUGGESTED: usize = 8;

/// One value of a flow that belongs to the account that it came from, or that
/// is still to be filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// Where.
    pub place: FlowPlace,
    /// The block's type.
    pub block: String,
    /// What sort of resource belongs there; `None` for a text of any sort.
    pub kind: Option<ResourceKind>,
    /// What stands there.
    pub text: String,
    /// The name that goes with it, where the file tells one.
    pub name: Option<String>,
    /// Why it has to be filled in; `None` for a resource that is named.
    pub open: Option<String>,
    /// Whether what stands there is of this account, and of this instance.
    pub known: bool,
    /// What of this account may be meant, likeliest first.
    pub suggestions: Vec<Candidate>,
}

/// What a person put in at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// Where.
    pub place: FlowPlace,
    /// What; [`OWN_ARN`] for the flow itself.
    pub text: String,
}

/// A file that was read as a flow.
#[derive(Debug, Clone)]
pub struct FileReading {
    /// The flow, in the Flow language, with what was filled in.
    pub flow: Flow,
    /// What reading it had to guess.
    pub repairs: Vec<Diagnostic>,
    /// What became of each block of a legacy export.
    pub conversion: ConversionReport,
    /// What may have to be replaced.
    pub needs: Vec<Need>,
    /// What Amazon Connect would say to it.
    pub problems: Vec<Problem>,
}

impl FileReading {
    /// Whether it can go out published.
    #[must_use]
    pub fn is_publishable(&self) -> bool {
        self.problems.iter().all(|problem| problem.gravity == Gravity::Advice)
    }

    /// What the file says that the flow is for; `None` where it does not, or says
    /// a word that AWS does not know.
    #[must_use]
    pub fn kind(&self) -> Option<&FlowType> {
        self.flow.kind.as_ref().filter(|kind| !matches!(kind, FlowType::Unknown(_)))
    }

    /// The flow to be made, of the type that the file says, else of `kind`.
    #[must_use]
    pub fn content(
        &self,
        instance: &InstanceArn,
        name: &str,
        kind: &FlowType,
        published: bool,
    ) -> FlowContent {
        FlowContent {
            instance: instance.clone(),
            name: name.to_owned(),
            kind: self.kind().unwrap_or(kind).as_str().to_owned(),
            description: self.flow.description.clone().unwrap_or_default(),
            content: self.flow.to_value().to_string(),
            published,
        }
    }
}

/// Reads a file's text and puts `filled` in.
///
/// # Errors
/// When the text is no flow, or a module, which is imported in the designer.
pub fn read(
    text: &str,
    filled: &[Filled],
    offered: &[Candidate],
    instance: &InstanceArn,
) -> Result<FileReading, Failure> {
    let (flow, diagnostics) = flow::read(text).map_err(|refusal| not_a_flow(&refusal))?;
    if flow.kind == Some(FlowType::Module) {
        return Err(a_module());
    }
    let conversion = convert(&flow);
    let needs = needs(&conversion.flow, offered, instance);
    let replacements: Vec<Replacement> =
        filled.iter().map(|filled| replacement(filled, offered)).collect();
    let flow = rewrite(&conversion.flow, &replacements).flow;
    let problems = problems(&flow, offered, instance);
    let repairs = diagnostics.into_iter().filter(|it| it.severity() != Severity::Info).collect();
    Ok(FileReading { flow, repairs, conversion: conversion.report, needs, problems })
}

fn replacement(filled: &Filled, offered: &[Candidate]) -> Replacement {
    let name = offered.iter().find(|it| it.arn == filled.text).map(|it| it.name.clone());
    let to = Target { text: filled.text.clone(), name };
    Replacement::At { place: filled.place.clone(), to }
}

/// What Amazon Connect would say, if the flow knew its own ARN.
fn problems(flow: &Flow, offered: &[Candidate], instance: &InstanceArn) -> Vec<Problem> {
    let own = format!("{instance}/contact-flow/00000000-0000-0000-0000-000000000000");
    let to = Target { text: own.clone(), name: None };
    let from = OWN_ARN.to_owned();
    let flow = rewrite(flow, &[Replacement::Everywhere { from, to }]).flow;
    let itself = Candidate { kind: ResourceKind::Flow, arn: own, name: String::new() };
    let there: Vec<Candidate> = offered.iter().cloned().chain([itself]).collect();
    validate_in(&flow, instance, &there)
}

fn needs(flow: &Flow, offered: &[Candidate], instance: &InstanceArn) -> Vec<Need> {
    let named = resources(flow).into_iter().filter(|it| it.state == State::Named);
    let mut needs: Vec<Need> = named.map(|it| of_resource(flow, it, offered, instance)).collect();
    needs.extend(placeholders(flow).into_iter().map(|it| of_placeholder(flow, it, offered)));
    let order = |need: &Need| flow.actions.iter().position(|it| it.id == need.place.action);
    needs.sort_by_key(|need| (need.open.is_none(), order(need)));
    needs
}

fn of_resource(
    flow: &Flow,
    it: ResourceUse,
    offered: &[Candidate],
    instance: &InstanceArn,
) -> Need {
    let known = is_known(&it, offered, instance);
    let suggestions =
        it.suggest(offered).into_iter().take(SUGGESTED).map(|found| found.candidate.clone());
    Need {
        suggestions: suggestions.collect(),
        block: block(flow, &it.place),
        place: it.place,
        kind: Some(it.kind),
        text: it.text,
        name: it.name,
        open: None,
        known,
    }
}

/// Whether what stands there belongs here. A function of this account may be
/// right without being in a list.
fn is_known(it: &ResourceUse, offered: &[Candidate], instance: &InstanceArn) -> bool {
    let own = format!(":{}:{}:", instance.region, instance.account);
    match it.kind {
        ResourceKind::Function | ResourceKind::LexBot => {
            it.text.contains(&own) || offered.iter().any(|offer| offer.arn == it.text)
        }
        ResourceKind::Flow
        | ResourceKind::Module
        | ResourceKind::Queue
        | ResourceKind::Agent
        | ResourceKind::Prompt
        | ResourceKind::HoursOfOperation => {
            known(it.kind, &it.text, instance, offered) == Known::There
        }
        ResourceKind::Other => {
            let here = known(it.kind, &it.text, instance, offered) == Known::There;
            here && (!it.text.starts_with("arn:") || it.text.contains(&own))
        }
    }
}

fn of_placeholder(flow: &Flow, it: Placeholder, offered: &[Candidate]) -> Need {
    let suggestions =
        it.suggest(offered).into_iter().take(SUGGESTED).map(|found| found.candidate.clone());
    Need {
        suggestions: suggestions.collect(),
        block: block(flow, &it.place),
        open: Some(it.cause.told()),
        place: it.place,
        kind: it.kind,
        text: it.text,
        name: it.name,
        known: false,
    }
}

fn block(flow: &Flow, place: &FlowPlace) -> String {
    flow.action(&place.action).map_or_else(String::new, |action| action.kind.as_str().to_owned())
}

/// `CreateContactFlow` makes none, and what a module takes and gives is set
/// beside its content.
fn a_module() -> Failure {
    Failure::new(
        FailureKind::Invalid,
        "FlowModule",
        "The file holds a flow module, not a flow.",
        "Import it in the designer, under Modules; then choose it here where flows invoke it.",
    )
}

fn not_a_flow(refusal: &NotAFlow) -> Failure {
    Failure::new(FailureKind::Invalid, refusal.code(), refusal.to_string(), refusal.remedy())
}
