//! Phone numbers, and which flow each of them enters.

use serde_json::{Value, json};

use super::{
    error::invalid_parameter,
    input::{Paging, body, check_instance},
};
use crate::{
    wire::{answer::Answer, error::AwsError, request::Request},
    world::{
        account::{INSTANCE_ID, in_instance, instance_arn, phone_number_arn},
        contact_centre::{ContactCentre, PhoneNumber},
    },
};

/// `ListFlowAssociationResourceType`
const RESOURCE_TYPES: [&str; 5] = [
    "WHATSAPP_MESSAGING_PHONE_NUMBER",
    "VOICE_PHONE_NUMBER",
    "INBOUND_EMAIL",
    "OUTBOUND_EMAIL",
    "ANALYTICS_CONNECTOR",
];
const VOICE: &str = "VOICE_PHONE_NUMBER";

/// `ListPhoneNumbersV2`: numbers only, never their flows.
pub(super) fn list(centre: &ContactCentre, request: &Request) -> Result<Answer, AwsError> {
    let body = body(request)?;
    let paging = Paging::body(&body, 1000)?;
    if let Some(instance) = body.text("InstanceId") {
        check_instance(instance)?;
    }
    let countries = body.texts("PhoneNumberCountryCodes");
    let types = body.texts("PhoneNumberTypes");
    let prefix = body.text("PhoneNumberPrefix").unwrap_or_default();
    let target = body.text("TargetArn").unwrap_or_default();
    let wanted = |number: &&PhoneNumber| {
        (countries.is_empty() || countries.contains(&number.country))
            && (types.is_empty() || types.contains(&number.kind))
            && number.number.trim_start_matches('+').starts_with(prefix.trim_start_matches('+'))
            && (target.is_empty() || target == instance_arn())
    };
    let numbers = centre.numbers.iter().filter(wanted).map(shape).collect();
    let scope = format!("ListPhoneNumbersV2 {countries:?} {types:?} {prefix} {target}");
    paging.answer(numbers, "ListPhoneNumbersSummaryList", &scope)
}

/// `ListFlowAssociations`
pub(super) fn list_associations(
    centre: &ContactCentre,
    instance: &str,
    request: &Request,
) -> Result<Answer, AwsError> {
    check_instance(instance)?;
    let kind = request.param("ResourceType");
    let associations = associations(centre, kind)?;
    let scope = format!("ListFlowAssociations {}", kind.unwrap_or_default());
    Paging::query(request, 1000)?.answer(
        associations.into_iter().map(|(_, shape)| shape).collect(),
        "FlowAssociationSummaryList",
        &scope,
    )
}

/// `BatchGetFlowAssociation`: what is not associated is left out.
pub(super) fn get_associations(
    centre: &ContactCentre,
    instance: &str,
    request: &Request,
) -> Result<Answer, AwsError> {
    check_instance(instance)?;
    let body = body(request)?;
    let ids = body.texts("ResourceIds");
    if !(1..=100).contains(&ids.len()) {
        return Err(invalid_parameter("ResourceIds must have 1 to 100 items"));
    }
    let found: Vec<Value> = associations(centre, body.text("ResourceType"))?
        .into_iter()
        .filter(|(resource, _)| ids.contains(resource))
        .map(|(_, shape)| shape)
        .collect();
    Ok(Answer::json(200, &json!({"FlowAssociationSummaryList": found})))
}

/// Each association with the ARN of its resource.
fn associations(
    centre: &ContactCentre,
    kind: Option<&str>,
) -> Result<Vec<(String, Value)>, AwsError> {
    match kind {
        None | Some(VOICE) => Ok(centre.numbers.iter().filter_map(association).collect()),
        Some(other) if RESOURCE_TYPES.contains(&other) => Ok(Vec::new()),
        Some(other) => Err(invalid_parameter(format!("ResourceType has no value {other}"))),
    }
}

fn association(number: &PhoneNumber) -> Option<(String, Value)> {
    let resource = phone_number_arn(&number.id);
    let shape = json!({
        "ResourceId": resource,
        "FlowId": in_instance("contact-flow", number.flow.as_ref()?),
        "ResourceType": VOICE,
    });
    Some((resource, shape))
}

fn shape(number: &PhoneNumber) -> Value {
    json!({
        "PhoneNumberId": number.id,
        "PhoneNumberArn": phone_number_arn(&number.id),
        "PhoneNumber": number.number,
        "PhoneNumberCountryCode": number.country,
        "PhoneNumberType": number.kind,
        "TargetArn": instance_arn(),
        "InstanceId": INSTANCE_ID,
        "PhoneNumberDescription": number.description,
    })
}
