//! Flows made, changed and deleted.
//!
//! Invariant: what is published was validated, by Crossfade's own reading of
//! the Flow language, and names only what is in the instance; what is only saved
//! was not, as in Amazon Connect.

use crossfade_domain::flow::{
    self,
    rewrite::{Candidate, ResourceKind},
    validate::{Gravity, validate_in},
};
use serde_json::json;

use super::{
    error::{invalid_parameter, invalid_request, not_found},
    flows::TYPES,
    input::{body, check_instance, required},
};
use crate::{
    wire::{answer::Answer, error::AwsError, request::Request},
    world::{
        World,
        account::instance_arn,
        contact_centre::{ContactCentre, Content, Flow},
        program::last_part,
    },
};

/// Flows of an instance: AWS's default quota.
const MOST: usize = 100;
/// A problem's longest text.
const LONGEST_PROBLEM: usize = 256;
/// An answer's most problems.
const MOST_PROBLEMS: usize = 50;

/// `CreateContactFlow`
pub(super) fn create(
    world: &mut World,
    instance: &str,
    request: &Request,
) -> Result<Answer, AwsError> {
    check_instance(instance)?;
    let body = body(request)?;
    let (name, kind) = (required(&body, "Name")?, required(&body, "Type")?);
    let content = required(&body, "Content")?;
    if !TYPES.contains(&kind) {
        return Err(invalid_parameter(format!("Type has no value {kind}")));
    }
    let published = match body.text("Status") {
        None | Some("PUBLISHED") => true,
        Some("SAVED") => false,
        Some(other) => return Err(invalid_parameter(format!("Status has no value {other}"))),
    };
    check_name(world, name, None)?;
    if world.centre.flows.len() >= MOST.max(world.centre.planted) {
        let text = format!("An instance can have {MOST} flows");
        return Err(AwsError::new(429, "LimitExceededException", text).under("Message"));
    }
    if published {
        check_content(&world.centre, content)?;
    } else {
        check_json(content)?;
    }
    let content = Content::new(content.to_owned());
    let (live, saved) = if published { (Some(content), None) } else { (None, Some(content)) };
    let flow = Flow {
        id: world.new_id(),
        name: name.to_owned(),
        kind: kind.to_owned(),
        state: "ACTIVE".to_owned(),
        description: body.text("Description").unwrap_or_default().to_owned(),
        tags: std::collections::BTreeMap::new(),
        last_modified: world.now(),
        published: live,
        saved,
    };
    let answer = json!({
        "ContactFlowId": flow.id,
        "ContactFlowArn": flow.flow_arn(),
        "FlowContentSha256": flow.current().map(|content| content.sha256.clone()),
    });
    world.centre.flows.insert(flow.id.clone(), flow);
    Ok(Answer::json(200, &answer))
}

/// `UpdateContactFlowContent`: the draft when the id ends in `:$SAVED`, else
/// what callers hear.
pub(super) fn content(
    world: &mut World,
    instance: &str,
    id: &str,
    request: &Request,
) -> Result<Answer, AwsError> {
    check_instance(instance)?;
    let body = body(request)?;
    let content = required(&body, "Content")?;
    let (now, saves_only) = (world.now(), world.quirks.saves_only);
    let (id, draft) = id.strip_suffix(":$SAVED").map_or((id, false), |id| (id, true));
    let id = last_part(id);
    if !world.centre.flows.contains_key(id) {
        return Err(no_flow());
    }
    if draft {
        check_json(content)?;
    } else {
        check_content(&world.centre, content)?;
    }
    let flow = world.centre.flows.get_mut(id).ok_or_else(no_flow)?;
    if draft || (saves_only && flow.published.is_none()) {
        flow.saved = Some(Content::new(content.to_owned()));
    } else {
        flow.published = Some(Content::new(content.to_owned()));
        flow.saved = None;
    }
    flow.last_modified = now;
    Ok(Answer::json(200, &json!({})))
}

/// `UpdateContactFlowName` and `UpdateContactFlowMetadata`
pub(super) fn metadata(
    world: &mut World,
    instance: &str,
    id: &str,
    request: &Request,
) -> Result<Answer, AwsError> {
    check_instance(instance)?;
    let body = body(request)?;
    let id = last_part(id).to_owned();
    if let Some(name) = body.text("Name") {
        check_name(world, name, Some(&id))?;
    }
    let state = body.text("ContactFlowState");
    if let Some(state) = state.filter(|it| !["ACTIVE", "ARCHIVED"].contains(it)) {
        return Err(invalid_parameter(format!("ContactFlowState has no value {state}")));
    }
    let now = world.now();
    let flow = world.centre.flows.get_mut(&id).ok_or_else(no_flow)?;
    if let Some(name) = body.text("Name") {
        name.clone_into(&mut flow.name);
    }
    if let Some(description) = body.text("Description") {
        description.clone_into(&mut flow.description);
    }
    if let Some(state) = state {
        state.clone_into(&mut flow.state);
    }
    flow.last_modified = now;
    Ok(Answer::json(200, &json!({})))
}

/// `DeleteContactFlow`
pub(super) fn delete(world: &mut World, instance: &str, id: &str) -> Result<Answer, AwsError> {
    check_instance(instance)?;
    let id = last_part(id);
    if !world.centre.flows.contains_key(id) {
        return Err(no_flow());
    }
    let number = world.centre.numbers.iter().find(|it| it.flow.as_deref() == Some(id));
    if let Some(number) = number {
        let text = format!("The flow is in use by the phone number {}", number.number);
        return Err(invalid_request(text));
    }
    world.centre.flows.remove(id);
    Ok(Answer::json(200, &json!({})))
}

fn check_name(world: &World, name: &str, own: Option<&str>) -> Result<(), AwsError> {
    if name.trim().is_empty() {
        return Err(invalid_parameter("Name must not be blank"));
    }
    let taken = |flow: &&Flow| flow.name == name && Some(flow.id.as_str()) != own;
    if world.centre.flows.values().find(taken).is_some() {
        let text = format!("A flow with the name {name} exists already");
        return Err(AwsError::new(409, "DuplicateResourceException", text).under("Message"));
    }
    Ok(())
}

fn check_json(content: &str) -> Result<(), AwsError> {
    match serde_json::from_str::<serde_json::Value>(content) {
        Ok(serde_json::Value::Object(_)) => Ok(()),
        Ok(_) | Err(_) => Err(invalid_flow(&["The content is not a JSON object".to_owned()])),
    }
}

/// Everything that keeps a flow from being published.
fn check_content(centre: &ContactCentre, content: &str) -> Result<(), AwsError> {
    check_json(content)?;
    let flow = match flow::read(content) {
        Ok((flow, _)) => flow,
        Err(refusal) => return Err(invalid_flow(&[format!("{refusal}")])),
    };
    // The instance's own ARN can be read.
    let Ok(instance) = instance_arn().parse() else { return Err(no_flow()) };
    let problems: Vec<String> = validate_in(&flow, &instance, &offered(centre))
        .into_iter()
        .filter(|problem| problem.gravity == Gravity::Refused)
        .map(|problem| match problem.block {
            Some(block) => format!("Action {block}: {}", problem.message),
            None => problem.message,
        })
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(invalid_flow(&problems)) }
}

/// All that flows of the instance can name.
fn offered(centre: &ContactCentre) -> Vec<Candidate> {
    let candidate = |kind, arn, name: &str| Candidate { kind, arn, name: name.to_owned() };
    let flows = centre.flows.values();
    let flows = flows.map(|it| candidate(ResourceKind::Flow, it.flow_arn(), &it.name));
    let modules = centre.modules.values();
    let modules = modules.map(|it| candidate(ResourceKind::Module, it.module_arn(), &it.name));
    let named = [
        (ResourceKind::Queue, &centre.queues, "queue"),
        (ResourceKind::Prompt, &centre.prompts, "prompt"),
        (ResourceKind::HoursOfOperation, &centre.hours, "operating-hours"),
    ];
    let named = named.into_iter().flat_map(|(kind, all, word)| {
        all.iter().map(move |it| candidate(kind, it.arn(word), &it.name))
    });
    flows.chain(modules).chain(named).collect()
}

/// `InvalidContactFlowException`, which has no message of its own.
fn invalid_flow(problems: &[String]) -> AwsError {
    let problem = |text: &String| {
        let text: String = text.chars().take(LONGEST_PROBLEM).collect();
        json!({ "message": text })
    };
    let problems: Vec<_> = problems.iter().take(MOST_PROBLEMS).map(problem).collect();
    let error = AwsError::new(400, "InvalidContactFlowException", "").field("problems", problems);
    AwsError { message: None, ..error }
}

fn no_flow() -> AwsError {
    not_found("ContactFlow not found")
}
