//! `SearchContactFlows` and `SearchContactFlowModules`.
//!
//! Invariant: a criterion that is not understood is refused, never ignored.

use serde_json::{Value, json};

use super::{
    error::invalid_parameter,
    flows::{TYPES, by_name, flow_shape, module_shape},
    input::{Paging, body, check_instance, required},
};
use crate::{
    wire::{answer::Answer, doc::Doc, error::AwsError, request::Request},
    world::contact_centre::{ContactCentre, Content, Flow},
};

/// A criterion inside a criterion inside … is refused beyond this depth.
const MAX_DEPTH: usize = 5;

/// `SearchContactFlows`
pub(super) fn flows(centre: &ContactCentre, request: &Request) -> Result<Answer, AwsError> {
    search(centre.flows.values(), "ContactFlows", request, flow_shape)
}

/// `SearchContactFlowModules`
pub(super) fn modules(centre: &ContactCentre, request: &Request) -> Result<Answer, AwsError> {
    search(centre.modules.values(), "ContactFlowModules", request, module_shape)
}

fn search<'a>(
    all: impl Iterator<Item = &'a Flow>,
    name: &str,
    request: &Request,
    shape: impl Fn(&Flow, &Content, &str) -> Value,
) -> Result<Answer, AwsError> {
    let body = body(request)?;
    check_instance(required(&body, "InstanceId")?)?;
    let paging = Paging::body(&body, 100)?;
    let mut found = Vec::new();
    for flow in by_name(all) {
        if meets(flow, &body)? {
            found.push(flow);
        }
    }
    let total = found.len();
    let filters = (body.get("SearchCriteria"), body.get("SearchFilter"));
    let page = paging.cut(found, &format!("Search {name} {filters:?}"))?;
    let shapes: Vec<Value> = page
        .items
        .into_iter()
        .filter_map(|flow| Some(shape(flow, flow.current()?, flow.status())))
        .collect();
    let mut answer = json!({name: shapes, "ApproximateTotalCount": total});
    if let Some(next) = page.next {
        answer["NextToken"] = json!(next);
    }
    Ok(Answer::json(200, &answer))
}

fn meets(flow: &Flow, body: &Doc) -> Result<bool, AwsError> {
    let criteria = body.get("SearchCriteria").map_or(Ok(true), |it| criterion(flow, it, 0))?;
    let filter = body.get("SearchFilter").is_none_or(|filter| passes(flow, filter));
    Ok(criteria && filter)
}

/// `ContactFlowSearchCriteria`: all that is given must hold.
fn criterion(flow: &Flow, criteria: &Doc, depth: usize) -> Result<bool, AwsError> {
    if depth > MAX_DEPTH {
        return Err(invalid_parameter("SearchCriteria is nested too deeply"));
    }
    let mut holds = true;
    let or = criteria.list("OrConditions");
    if !or.is_empty() {
        holds &= each(flow, or, depth)?.into_iter().any(|it| it);
    }
    holds &= each(flow, criteria.list("AndConditions"), depth)?.into_iter().all(|it| it);
    if let Some(condition) = criteria.get("StringCondition") {
        holds &= string_condition(flow, condition)?;
    }
    let member = |name: &str, allowed: &[&str]| one_of(criteria, name, allowed);
    holds &= member("TypeCondition", &TYPES)?.is_none_or(|it| it == flow.kind);
    holds &= member("StateCondition", &["ACTIVE", "ARCHIVED"])?.is_none_or(|it| it == flow.state);
    holds &=
        member("StatusCondition", &["PUBLISHED", "SAVED"])?.is_none_or(|it| it == flow.status());
    Ok(holds)
}

fn each(flow: &Flow, criteria: &[Doc], depth: usize) -> Result<Vec<bool>, AwsError> {
    criteria.iter().map(|it| criterion(flow, it, depth + 1)).collect()
}

fn one_of<'a>(
    criteria: &'a Doc,
    name: &str,
    allowed: &[&str],
) -> Result<Option<&'a str>, AwsError> {
    match criteria.text(name) {
        Some(given) if !allowed.contains(&given) => {
            Err(invalid_parameter(format!("{name} must be one of {}", allowed.join(", "))))
        }
        given => Ok(given),
    }
}

fn string_condition(flow: &Flow, condition: &Doc) -> Result<bool, AwsError> {
    let field = condition.text("FieldName").unwrap_or_default();
    let subject = match field.to_lowercase().as_str() {
        "name" => &flow.name,
        "description" => &flow.description,
        _ => return Err(invalid_parameter(format!("FieldName {field} cannot be searched"))),
    };
    let subject = subject.to_lowercase();
    let value = condition.text("Value").unwrap_or_default().to_lowercase();
    match condition.text("ComparisonType").unwrap_or("CONTAINS") {
        "STARTS_WITH" => Ok(subject.starts_with(&value)),
        "CONTAINS" => Ok(subject.contains(&value)),
        "EXACT" => Ok(subject == value),
        other => Err(invalid_parameter(format!("ComparisonType has no value {other}"))),
    }
}

/// `ContactFlowSearchFilter`
fn passes(flow: &Flow, filter: &Doc) -> bool {
    filter.get("TagFilter").is_none_or(|it| tag_filter(flow, it))
        && filter.get("FlowAttributeFilter").is_none_or(|it| attribute_filter(flow, it))
}

fn tag_filter(flow: &Flow, filter: &Doc) -> bool {
    let or = filter.list("OrConditions");
    let any = or.is_empty()
        || or
            .iter()
            .any(|and| matches!(and, Doc::List(tags) if tags.iter().all(|tag| tagged(flow, tag))));
    any && filter.list("AndConditions").iter().all(|tag| tagged(flow, tag))
        && filter.get("TagCondition").is_none_or(|tag| tagged(flow, tag))
}

fn attribute_filter(flow: &Flow, filter: &Doc) -> bool {
    let and = |it: &Doc| {
        it.list("TagConditions").iter().all(|tag| tagged(flow, tag)) && of_type(flow, it)
    };
    let or = filter.list("OrConditions");
    (or.is_empty() || or.iter().any(and))
        && filter.get("AndCondition").is_none_or(and)
        && filter.get("TagCondition").is_none_or(|tag| tagged(flow, tag))
        && of_type(flow, filter)
}

fn of_type(flow: &Flow, condition: &Doc) -> bool {
    let wanted =
        condition.get("ContactFlowTypeCondition").and_then(|it| it.text("ContactFlowType"));
    wanted.is_none_or(|wanted| wanted == flow.kind)
}

fn tagged(flow: &Flow, tag: &Doc) -> bool {
    let has = tag.text("TagKey").and_then(|key| flow.tags.get(key));
    has.is_some_and(|has| tag.text("TagValue").is_none_or(|value| has == value))
}
