//! Flows and flow modules, listed and described.

use serde_json::{Value, json};

use super::{
    error::{invalid_parameter, not_found, not_published},
    input::{Paging, check_instance},
};
use crate::{
    wire::{answer::Answer, doc::epoch_seconds, error::AwsError, request::Request},
    world::{
        account::{INSTANCE_ID, REGION},
        contact_centre::{ContactCentre, Content, Flow},
    },
};

/// `ContactFlowType`
pub(super) const TYPES: [&str; 10] = [
    "CONTACT_FLOW",
    "CUSTOMER_QUEUE",
    "CUSTOMER_HOLD",
    "CUSTOMER_WHISPER",
    "AGENT_HOLD",
    "AGENT_WHISPER",
    "OUTBOUND_WHISPER",
    "AGENT_TRANSFER",
    "QUEUE_TRANSFER",
    "CAMPAIGN",
];

/// `ListContactFlows`
pub(super) fn list(
    centre: &ContactCentre,
    instance: &str,
    request: &Request,
) -> Result<Answer, AwsError> {
    check_instance(instance)?;
    let types: Vec<&str> = request.params("contactFlowTypes").collect();
    if let Some(wrong) = types.iter().find(|kind| !TYPES.contains(kind)) {
        return Err(invalid_parameter(format!("ContactFlowTypes has no value {wrong}")));
    }
    let flows = by_name(centre.flows.values())
        .into_iter()
        .filter(|flow| types.is_empty() || types.contains(&flow.kind.as_str()))
        .map(|flow| {
            json!({
                "Id": flow.id,
                "Arn": flow.flow_arn(),
                "Name": flow.name,
                "ContactFlowType": flow.kind,
                "ContactFlowState": flow.state,
                "ContactFlowStatus": flow.status(),
            })
        })
        .collect();
    let scope = format!("ListContactFlows {}", types.join(","));
    Paging::query(request, 1000)?.answer(flows, "ContactFlowSummaryList", &scope)
}

/// `ListContactFlowModules`
pub(super) fn list_modules(
    centre: &ContactCentre,
    instance: &str,
    request: &Request,
) -> Result<Answer, AwsError> {
    check_instance(instance)?;
    let state = request.param("state");
    let modules = by_name(centre.modules.values())
        .into_iter()
        .filter(|module| state.is_none_or(|state| module.state == state))
        .map(|module| {
            json!({
                "Id": module.id,
                "Arn": module.module_arn(),
                "Name": module.name,
                "State": module.state,
            })
        })
        .collect();
    let scope = format!("ListContactFlowModules {}", state.unwrap_or_default());
    Paging::query(request, 1000)?.answer(modules, "ContactFlowModulesSummaryList", &scope)
}

/// `DescribeContactFlow`: the published content, or what was saved since when
/// the id ends in `:$SAVED`; of a flow that was never published, with
/// `plain_is_saved`, the latter in any case.
pub(super) fn describe(
    centre: &ContactCentre,
    plain_is_saved: bool,
    instance: &str,
    id: &str,
) -> Result<Answer, AwsError> {
    check_instance(instance)?;
    let (id, view) = view(id, "contact-flow")?;
    let flow = centre.flows.get(id).ok_or_else(|| not_found("ContactFlow not found"))?;
    let view = if plain_is_saved && flow.published.is_none() { View::Saved } else { view };
    let (content, status) = seen(flow, view)?;
    Ok(Answer::json(200, &json!({"ContactFlow": flow_shape(flow, content, status)})))
}

/// `DescribeContactFlowModule`
pub(super) fn describe_module(
    centre: &ContactCentre,
    instance: &str,
    id: &str,
) -> Result<Answer, AwsError> {
    check_instance(instance)?;
    let (id, view) = view(id, "flow-module")?;
    let module = centre.modules.get(id).ok_or_else(|| not_found("ContactFlowModule not found"))?;
    let (content, status) = seen(module, view)?;
    Ok(Answer::json(200, &json!({"ContactFlowModule": module_shape(module, content, status)})))
}

/// `ContactFlow`
pub(super) fn flow_shape(flow: &Flow, content: &Content, status: &str) -> Value {
    json!({
        "Arn": flow.flow_arn(),
        "Id": flow.id,
        "Name": flow.name,
        "Type": flow.kind,
        "State": flow.state,
        "Status": status,
        "Description": flow.description,
        "Content": content.text,
        "Tags": flow.tags,
        "FlowContentSha256": content.sha256,
        "LastModifiedTime": epoch_seconds(flow.last_modified),
        "LastModifiedRegion": REGION,
    })
}

/// `ContactFlowModule`
pub(super) fn module_shape(module: &Flow, content: &Content, status: &str) -> Value {
    json!({
        "Arn": module.module_arn(),
        "Id": module.id,
        "Name": module.name,
        "Content": content.text,
        "Description": module.description,
        "State": module.state,
        "Status": status,
        "Tags": module.tags,
        "FlowModuleContentSha256": content.sha256,
    })
}

/// In the order of their names, as the console lists them.
pub(super) fn by_name<'a>(flows: impl Iterator<Item = &'a Flow>) -> Vec<&'a Flow> {
    let mut flows: Vec<&Flow> = flows.collect();
    flows.sort_by(|one, other| (&one.name, &one.id).cmp(&(&other.name, &other.id)));
    flows
}

/// Which content of a flow is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum View {
    Published,
    Saved,
}

/// Reads an id, or an ARN, with or without `:$SAVED` at its end.
fn view<'a>(given: &'a str, kind: &str) -> Result<(&'a str, View), AwsError> {
    let (given, view) = match given.strip_suffix(":$SAVED") {
        Some(given) => (given, View::Saved),
        None => (given, View::Published),
    };
    if !given.starts_with("arn:") {
        return Ok((given, view));
    }
    let marker = format!(":instance/{INSTANCE_ID}/{kind}/");
    let (_, id) = given
        .split_once(&marker)
        .ok_or_else(|| not_found(format!("{given} is not in this instance")))?;
    Ok((id, view))
}

fn seen(flow: &Flow, view: View) -> Result<(&Content, &'static str), AwsError> {
    match view {
        View::Published => {
            flow.published.as_ref().map(|it| (it, "PUBLISHED")).ok_or_else(not_published)
        }
        View::Saved => flow
            .saved
            .as_ref()
            .map(|it| (it, "SAVED"))
            .or_else(|| flow.published.as_ref().map(|it| (it, "PUBLISHED")))
            .ok_or_else(|| not_found("The flow has no content")),
    }
}
