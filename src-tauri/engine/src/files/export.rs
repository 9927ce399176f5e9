//! Flows and modules of an instance as files.
//!
//! Invariant: what is not among the files is named, with why.

use crossfade_domain::{
    arn::InstanceArn,
    flow::{
        self, Flow, FlowType,
        export::{FlowFile, export as export_flow, export_all},
    },
};
use futures::{FutureExt, StreamExt, TryStreamExt, future::BoxFuture, stream};

use crate::{
    failure::{Failure, FailureKind},
    ports::{Account, Answer, FlowSummary, ModuleSummary},
};

/// Flows that are read at the same time.
const AT_ONCE: usize = 8;

/// The flows and modules of an instance as files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The files.
    pub files: Vec<FlowFile>,
    /// What is not among them.
    pub left_out: Vec<LeftOut>,
}

/// A flow or module that is no file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Its name.
    pub name: String,
    /// Why, as a sentence.
    pub why: String,
}

/// Every flow of an instance as files that import again, and every module;
/// published content where there is one. What is archived, or cannot be read as
/// a flow, is named.
///
/// # Errors
/// When AWS does not say.
pub async fn export(account: &Account, instance: &InstanceArn) -> Answer<Exported> {
    let (flows, modules) =
        futures::try_join!(account.flows.flows(instance), account.flows.modules(instance))?;
    let flows = flows.into_iter().map(|flow| of_flow(account, instance, flow).boxed());
    let modules = modules.into_iter().map(|module| of_module(account, instance, module).boxed());
    let asked: Vec<BoxFuture<'_, Answer<Result<Flow, LeftOut>>>> = flows.chain(modules).collect();
    let read: Vec<Result<Flow, LeftOut>> =
        stream::iter(asked).buffered(AT_ONCE).try_collect().await?;
    let files = export_all(read.iter().filter_map(|it| it.as_ref().ok()));
    Ok(Exported { files, left_out: read.into_iter().filter_map(Result::err).collect() })
}

/// One flow as a file that imports again.
///
/// # Errors
/// When it cannot be read, or does not exist.
pub async fn export_one(account: &Account, instance: &InstanceArn, id: &str) -> Answer<FlowFile> {
    let flows = account.flows.flows(instance).await?;
    let flow =
        flows.into_iter().find(|flow| flow.id == id).ok_or_else(|| gone("It was deleted."))?;
    // Who asks for this one gets it, archived or not.
    let flow = FlowSummary { archived: false, ..flow };
    let read = of_flow(account, instance, flow).await?;
    read.map(|flow| export_flow(&flow)).map_err(|left| gone(&left.why))
}

async fn of_flow(
    account: &Account,
    instance: &InstanceArn,
    flow: FlowSummary,
) -> Answer<Result<Flow, LeftOut>> {
    let FlowSummary { name, kind, archived, .. } = &flow;
    if *archived {
        return Ok(Err(archived_one(name)));
    }
    let document = account.flows.flow(instance, &flow.id, flow.view()).await?;
    let content = document.map(|it| (it.content, it.description));
    Ok(read(name, FlowType::from_word(kind), content))
}

async fn of_module(
    account: &Account,
    instance: &InstanceArn,
    module: ModuleSummary,
) -> Answer<Result<Flow, LeftOut>> {
    if module.archived {
        return Ok(Err(archived_one(&module.name)));
    }
    let document = account.flows.module(instance, &module.id).await?;
    let content = document.map(|it| (it.content, it.description));
    Ok(read(&module.name, FlowType::Module, content))
}

fn read(name: &str, kind: FlowType, content: Option<(String, String)>) -> Result<Flow, LeftOut> {
    let left_out = |why: String| LeftOut { name: name.to_owned(), why };
    let (content, description) =
        content.ok_or_else(|| left_out("It has no content.".to_owned()))?;
    let (mut flow, _) = flow::read(&content).map_err(|refusal| left_out(refusal.to_string()))?;
    flow.name = Some(name.to_owned());
    flow.description = Some(description).filter(|it| !it.is_empty()).or(flow.description);
    flow.kind = Some(kind);
    Ok(flow)
}

fn archived_one(name: &str) -> LeftOut {
    LeftOut { name: name.to_owned(), why: "It is archived.".to_owned() }
}

fn gone(why: &str) -> Failure {
    Failure::new(
        FailureKind::NotFound,
        "ResourceNotFoundException",
        format!("The flow cannot be exported. {why}"),
        "Scan the instance again; somebody may have deleted it.",
    )
}
