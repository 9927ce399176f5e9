//! Flows from files: read, converted, filled in, checked.
//!
//! Invariant: nothing of a file is dropped in silence. What cannot be converted
//! and what is still to be filled in is told, block by block, and a flow with
//! either does not go out published.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use crossfade_domain::{
    arn::InstanceArn,
    flow::{
        self, Diagnostic, Flow, FlowType, NotAFlow, Severity,
        convert::{ConversionReport, convert},
        export::{FlowFile, export as export_flow, export_all},
        rewrite::{
            Candidate, Placeholder, Replacement, ResourceKind, ResourceUse, State, Target,
            placeholders, resources, rewrite,
        },
        validate::{Gravity, Problem, validate},
    },
    qualifier::Qualifier,
};
use futures::{FutureExt, StreamExt, TryStreamExt, stream};
use jiff::{SignedDuration, Timestamp};

pub use crossfade_domain::flow::rewrite::Place as FlowPlace;

use crate::{
    changes::FlowContent,
    failure::{Failure, FailureKind},
    ports::{Account, Answer, FlowSummary},
    setup::OWN_ARN,
};

/// Functions whose aliases are listed at the same time.
const AT_ONCE: usize = 8;
/// What an account has to offer is asked for anew after this long.
const FRESH: SignedDuration = SignedDuration::from_mins(2);
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

    /// The flow to be made.
    #[must_use]
    pub fn content(&self, instance: &InstanceArn, name: &str, published: bool) -> FlowContent {
        let kind = self.flow.kind.as_ref().map_or("CONTACT_FLOW", |kind| kind.as_str());
        FlowContent {
            instance: instance.clone(),
            name: name.to_owned(),
            kind: kind.to_owned(),
            description: String::new(),
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
    let conversion = convert(&flow);
    let needs = needs(&conversion.flow, offered);
    let replacements: Vec<Replacement> =
        filled.iter().map(|filled| replacement(filled, offered)).collect();
    let flow = rewrite(&conversion.flow, &replacements).flow;
    let problems = validate(&with_own_arn(&flow, instance));
    let repairs = diagnostics.into_iter().filter(|it| it.severity() != Severity::Info).collect();
    Ok(FileReading { flow, repairs, conversion: conversion.report, needs, problems })
}

fn replacement(filled: &Filled, offered: &[Candidate]) -> Replacement {
    let name = offered.iter().find(|it| it.arn == filled.text).map(|it| it.name.clone());
    let to = Target { text: filled.text.clone(), name };
    Replacement::At { place: filled.place.clone(), to }
}

/// The flow as if it knew its own ARN, for judging it.
fn with_own_arn(flow: &Flow, instance: &InstanceArn) -> Flow {
    let text = format!("{instance}/contact-flow/00000000-0000-0000-0000-000000000000");
    let to = Target { text, name: None };
    rewrite(flow, &[Replacement::Everywhere { from: OWN_ARN.to_owned(), to }]).flow
}

fn needs(flow: &Flow, offered: &[Candidate]) -> Vec<Need> {
    let named = resources(flow).into_iter().filter(|it| it.state == State::Named);
    let mut needs: Vec<Need> = named.map(|it| of_resource(flow, it, offered)).collect();
    needs.extend(placeholders(flow).into_iter().map(|it| of_placeholder(flow, it, offered)));
    let order = |need: &Need| flow.actions.iter().position(|it| it.id == need.place.action);
    needs.sort_by_key(|need| (need.open.is_none(), order(need)));
    needs
}

fn of_resource(flow: &Flow, it: ResourceUse, offered: &[Candidate]) -> Need {
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
    }
}

fn block(flow: &Flow, place: &FlowPlace) -> String {
    flow.action(&place.action).map_or_else(String::new, |action| action.kind.as_str().to_owned())
}

/// What was offered, and when it was asked for.
type Offered = (Timestamp, Arc<Vec<Candidate>>);

/// What an account has to offer to flows; asked for now and then.
#[derive(Clone)]
pub struct Offers {
    account: Account,
    kept: Arc<Mutex<HashMap<String, Offered>>>,
}

impl Offers {
    /// Nothing is asked yet.
    #[must_use]
    pub fn new(account: Account) -> Self {
        Self { account, kept: Arc::default() }
    }

    /// Functions with their aliases, and an instance's flows, modules, queues,
    /// prompts and hours of operation.
    ///
    /// # Errors
    /// When one of the lists cannot be had.
    pub async fn of(&self, instance: &InstanceArn, now: Timestamp) -> Answer<Arc<Vec<Candidate>>> {
        let key = instance.to_string();
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some((at, offered)) = kept
            && now.duration_since(at) < FRESH
        {
            return Ok(offered);
        }
        let offered = Arc::new(offered(&self.account, instance).await?);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(key, (now, offered.clone()));
        Ok(offered)
    }
}

async fn offered(account: &Account, instance: &InstanceArn) -> Answer<Vec<Candidate>> {
    let (functions, flows, modules, others) = futures::try_join!(
        functions(account),
        account.flows.flows(instance),
        account.flows.modules(instance),
        account.flows.resources(instance),
    )?;
    let mut offered = functions;
    let candidate = |kind, arn: String, name: String| Candidate { kind, arn, name };
    let standing = flows.into_iter().filter(|flow| !flow.archived);
    offered.extend(standing.map(|it| candidate(ResourceKind::Flow, it.arn, it.name)));
    let standing = modules.into_iter().filter(|module| !module.archived);
    offered.extend(standing.map(|it| candidate(ResourceKind::Module, it.arn, it.name)));
    offered.extend(others);
    Ok(offered)
}

/// Every alias, and every function without one.
async fn functions(account: &Account) -> Answer<Vec<Candidate>> {
    let all = account.functions.functions().await?;
    let of_one = |function: crate::ports::FunctionSummary| async move {
        let aliases = account.functions.aliases(&function.arn.name).await?;
        let mut found: Vec<Candidate> = aliases
            .into_iter()
            .map(|alias| Candidate {
                kind: ResourceKind::Function,
                name: format!("{}:{}", function.arn.name, alias.name),
                arn: function.arn.with(Qualifier::Alias(alias.name)).to_string(),
            })
            .collect();
        found.push(Candidate {
            kind: ResourceKind::Function,
            arn: function.arn.to_string(),
            name: function.arn.name,
        });
        Ok::<_, Failure>(found)
    };
    let asked = all.into_iter().map(|function| of_one(function).boxed());
    let found: Vec<Vec<Candidate>> =
        stream::iter(asked.collect::<Vec<_>>()).buffered(AT_ONCE).try_collect().await?;
    Ok(found.concat())
}

/// Every flow of an instance as files that import again, published content
/// where there is one.
///
/// # Errors
/// When a flow cannot be read.
pub async fn export(account: &Account, instance: &InstanceArn) -> Answer<Vec<FlowFile>> {
    let flows = account.flows.flows(instance).await?;
    let asked = flows
        .into_iter()
        .filter(|flow| !flow.archived)
        .map(|flow| exported(account, instance, flow).boxed());
    let read: Vec<Option<Flow>> =
        stream::iter(asked.collect::<Vec<_>>()).buffered(AT_ONCE).try_collect().await?;
    Ok(export_all(read.iter().flatten()))
}

/// One flow as a file that imports again.
///
/// # Errors
/// When it cannot be read, or does not exist.
pub async fn export_one(account: &Account, instance: &InstanceArn, id: &str) -> Answer<FlowFile> {
    let flows = account.flows.flows(instance).await?;
    let flow = flows.into_iter().find(|flow| flow.id == id).ok_or_else(gone)?;
    let read = exported(account, instance, flow).await?;
    read.as_ref().map(export_flow).ok_or_else(gone)
}

async fn exported(
    account: &Account,
    instance: &InstanceArn,
    summary: FlowSummary,
) -> Answer<Option<Flow>> {
    let document = account.flows.flow(instance, &summary.id, summary.view()).await?;
    let read = document.and_then(|document| flow::read(&document.content).ok());
    Ok(read.map(|(mut flow, _)| {
        flow.name = Some(summary.name);
        flow.kind = Some(FlowType::from_word(&summary.kind));
        flow
    }))
}

fn gone() -> Failure {
    Failure::new(
        FailureKind::NotFound,
        "ResourceNotFoundException",
        "The flow does not exist, or has no content that can be read.",
        "Scan the instance again; somebody may have deleted it.",
    )
}

fn not_a_flow(refusal: &NotAFlow) -> Failure {
    Failure::new(FailureKind::Invalid, refusal.code(), format!("{refusal}."), refusal.remedy())
}
