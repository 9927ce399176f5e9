//! Fetches every flow, module and phone number of an instance.

use std::{
    collections::{HashMap, HashSet},
    sync::atomic::{AtomicUsize, Ordering},
};

use crossfade_domain::arn::InstanceArn;
use futures::{StreamExt, stream};
use jiff::Timestamp;

use super::{Entrance, Progress, Stage};
use crate::{
    failure::Failure,
    ports::{
        Account, Answer, FlowAssociation, FlowDocument, FlowSummary, ModuleSummary, PhoneNumber,
        PublicationStatus,
    },
};

/// Calls under way at once; the account's own pacing limits their rate.
const AT_ONCE: usize = 8;

/// A flow or module with its content, or why there is none.
pub(super) struct Collected {
    pub(super) flows: Vec<CollectedFlow>,
    pub(super) phone_numbers: Vec<(PhoneNumber, Entrance)>,
    /// What leads into flows, phone numbers among it.
    pub(super) associations: Vec<FlowAssociation>,
    pub(super) incomplete: Vec<(Part, String)>,
}

/// A list that the rest can do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Modules,
    PhoneNumbers,
    Associations,
}

impl Part {
    const fn words(self) -> &'static str {
        match self {
            Self::Modules => "Flow modules",
            Self::PhoneNumbers => "Phone numbers",
            Self::Associations => "Flow associations",
        }
    }
}

pub(super) struct CollectedFlow {
    pub(super) summary: FlowSummary,
    pub(super) module: bool,
    pub(super) last_modified: Option<Timestamp>,
    pub(super) content: Result<String, String>,
}

pub(super) async fn collect(
    account: &Account,
    instance: &InstanceArn,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Answer<Collected> {
    progress(Progress { stage: Stage::Lists, done: 0, total: 0 });
    let arn = instance;
    let (summaries, found, modules, numbers, associations) = tokio::join!(
        account.flows.flows(arn),
        account.flows.search_flows(arn),
        account.flows.modules(arn),
        account.phone_numbers.phone_numbers(arn),
        account.phone_numbers.associations(arn),
    );
    let mut incomplete = Vec::new();
    let mut or_empty = Incomplete(&mut incomplete);
    let modules = or_empty.list(Part::Modules, modules);
    let listed = numbers.is_ok();
    let mut numbers = or_empty.list(Part::PhoneNumbers, numbers);
    let unknown = associations.as_ref().err().map(said);
    let associations = or_empty.list(Part::Associations, associations);
    if listed {
        let unlisted = unlisted(&numbers, &associations);
        numbers.extend(unlisted);
    }
    // Without SearchContactFlows each content is asked for by itself.
    let found = found.unwrap_or_default();

    let mut flows = contents(account, instance, summaries?, found, modules, progress).await;
    flows.sort_by(|one, other| {
        (one.module, &one.summary.name, &one.summary.id).cmp(&(
            other.module,
            &other.summary.name,
            &other.summary.id,
        ))
    });
    let entrances = Entrances { associations: &associations, unknown, flows: &flows };
    let phone_numbers = entrances.of_all(numbers);
    Ok(Collected { flows, phone_numbers, associations, incomplete })
}

/// Phone numbers that lead into a flow of the instance and are not in its list:
/// that knows those claimed to the instance, and not those of a traffic
/// distribution group (`ListPhoneNumbersV2`).
fn unlisted(numbers: &[PhoneNumber], associations: &[FlowAssociation]) -> Vec<PhoneNumber> {
    let listed: HashSet<&str> =
        numbers.iter().flat_map(|it| [it.id.as_str(), last_part(&it.arn)]).collect();
    let leading = associations.iter().filter(|it| it.resource_type.ends_with("PHONE_NUMBER"));
    let missing = leading.filter(|it| !listed.contains(last_part(&it.resource_id)));
    let number = |it: &FlowAssociation| {
        let id = last_part(&it.resource_id).to_owned();
        PhoneNumber {
            number: format!("number {id}"),
            arn: it.resource_id.clone(),
            id,
            country: String::new(),
            kind: it.resource_type.clone(),
            description:
                "Not in the instance's list; it may belong to a traffic distribution group."
                    .to_owned(),
        }
    };
    missing.map(number).collect()
}

/// Puts failures of side lists where a person sees them.
struct Incomplete<'a>(&'a mut Vec<(Part, String)>);

impl Incomplete<'_> {
    fn list<T>(&mut self, part: Part, answer: Answer<Vec<T>>) -> Vec<T> {
        answer.unwrap_or_else(|failure| {
            self.0.push((part, format!("{} could not be listed. {failure}", part.words())));
            Vec::new()
        })
    }
}

/// What is still to be asked for.
enum Wanted {
    Flow(FlowSummary),
    Module(ModuleSummary),
}

async fn contents(
    account: &Account,
    instance: &InstanceArn,
    summaries: Vec<FlowSummary>,
    found: Vec<FlowDocument>,
    modules: Vec<ModuleSummary>,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Vec<CollectedFlow> {
    let mut found: HashMap<String, FlowDocument> =
        found.into_iter().map(|document| (document.summary.id.clone(), document)).collect();
    let total = summaries.len() + modules.len();
    let (mut flows, mut wanted) = (Vec::with_capacity(total), Vec::new());
    for summary in summaries {
        match found.remove(&summary.id) {
            Some(document) => flows.push(with_document(summary, document)),
            None => wanted.push(Wanted::Flow(summary)),
        }
    }
    wanted.extend(modules.into_iter().map(Wanted::Module));
    let done = AtomicUsize::new(flows.len());
    progress(Progress { stage: Stage::Contents, done: flows.len(), total });
    let asked: Vec<CollectedFlow> = stream::iter(wanted)
        .map(|wanted| async {
            let flow = fetch(account, instance, wanted).await;
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            progress(Progress { stage: Stage::Contents, done, total });
            flow
        })
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    flows.extend(asked);
    flows
}

async fn fetch(account: &Account, instance: &InstanceArn, wanted: Wanted) -> CollectedFlow {
    match wanted {
        Wanted::Flow(summary) => {
            match account.flows.flow(instance, &summary.id, summary.view()).await {
                Ok(Some(document)) => with_document(summary, document),
                Ok(None) => without(summary, false, "It was deleted during the scan.".to_owned()),
                Err(failure) => without(summary, false, said(&failure)),
            }
        }
        Wanted::Module(module) => match account.flows.module(instance, &module.id).await {
            Ok(Some(document)) => CollectedFlow {
                summary: module_summary(document.summary, document.status),
                module: true,
                last_modified: None,
                content: Ok(document.content),
            },
            Ok(None) => without(
                module_summary(module, PublicationStatus::Published),
                true,
                "It was deleted during the scan.".to_owned(),
            ),
            Err(failure) => {
                without(module_summary(module, PublicationStatus::Published), true, said(&failure))
            }
        },
    }
}

fn said(failure: &Failure) -> String {
    failure.to_string()
}

fn with_document(summary: FlowSummary, document: FlowDocument) -> CollectedFlow {
    let FlowDocument { content, last_modified, .. } = document;
    CollectedFlow { summary, module: false, last_modified, content: Ok(content) }
}

fn without(summary: FlowSummary, module: bool, why: String) -> CollectedFlow {
    CollectedFlow { summary, module, last_modified: None, content: Err(why) }
}

fn module_summary(module: ModuleSummary, status: PublicationStatus) -> FlowSummary {
    let ModuleSummary { id, arn, name, archived } = module;
    FlowSummary { id, arn, name, kind: "MODULE".to_owned(), archived, status }
}

/// Which flow each phone number enters.
struct Entrances<'a> {
    associations: &'a [FlowAssociation],
    /// Why AWS did not say, if it did not.
    unknown: Option<String>,
    flows: &'a [CollectedFlow],
}

impl Entrances<'_> {
    fn of_all(&self, numbers: Vec<PhoneNumber>) -> Vec<(PhoneNumber, Entrance)> {
        let flows: HashMap<&str, usize> = self
            .flows
            .iter()
            .enumerate()
            .map(|(index, flow)| (flow.summary.id.as_str(), index))
            .collect();
        let by_resource: HashMap<&str, &str> = self
            .associations
            .iter()
            .map(|it| (last_part(&it.resource_id), last_part(&it.flow_id)))
            .collect();
        let mut all: Vec<_> = numbers
            .into_iter()
            .map(|number| {
                let flow = by_resource.get(number.id.as_str());
                let flow = flow.or_else(|| by_resource.get(last_part(&number.arn)));
                let entrance = self.entrance(flow.map(|id| (*id, flows.get(id).copied())));
                (number, entrance)
            })
            .collect();
        all.sort_by(|(one, _), (other, _)| one.number.cmp(&other.number));
        all
    }

    fn entrance(&self, flow: Option<(&str, Option<usize>)>) -> Entrance {
        match (flow, &self.unknown) {
            (Some((_, Some(index))), _) => Entrance::Flow(index),
            (Some((id, None)), _) => Entrance::Unknown(format!(
                "It enters the flow `{id}`, which the scan did not find."
            )),
            (None, Some(why)) => Entrance::Unknown(why.clone()),
            (None, None) => Entrance::Nowhere,
        }
    }
}

/// The id at the end of an ARN; an id alone is itself.
pub(super) fn last_part(arn_or_id: &str) -> &str {
    arn_or_id.rsplit('/').next().unwrap_or(arn_or_id)
}
