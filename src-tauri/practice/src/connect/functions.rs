//! The Lambda functions in the instance's drop-down list.

use crossfade_domain::arn::FunctionArn;
use serde_json::json;

use super::{
    error::{conflict, invalid_parameter, invalid_request, not_found, quota},
    input::{Paging, body, check_instance, required},
};
use crate::{
    wire::{answer::Answer, error::AwsError, request::Request},
    world::{World, contact_centre::ContactCentre},
};

/// The model's limit for `FunctionArn`.
const MAX_ARN: usize = 140;
/// Connect's quota, which cannot be raised.
const MAX_FUNCTIONS: usize = 50;

/// `ListLambdaFunctions`: at most 25 a page.
pub(super) fn list(
    centre: &ContactCentre,
    instance: &str,
    request: &Request,
) -> Result<Answer, AwsError> {
    check_instance(instance)?;
    let arns = centre.lambda_functions.iter().map(|arn| json!(arn)).collect();
    Paging::query(request, 25)?.answer(arns, "LambdaFunctions", "ListLambdaFunctions")
}

/// `AssociateLambdaFunction`
pub(super) fn associate(
    world: &mut World,
    instance: &str,
    request: &Request,
) -> Result<Answer, AwsError> {
    check_instance(instance)?;
    let body = body(request)?;
    let arn = required(&body, "FunctionArn")?;
    check_length(arn)?;
    let function: FunctionArn =
        arn.parse().map_err(|error| invalid_request(format!("FunctionArn: {error}")))?;
    if world.quirks.bare_functions_only && function.qualifier.is_some() {
        return Err(invalid_parameter("FunctionArn must be the ARN of a function"));
    }
    if !world.functions.contains_key(&function.name) {
        return Err(not_found(format!("Lambda function not found: {arn}")));
    }
    let bare = function.unqualified().to_string();
    let arn = if world.quirks.lists_bare { bare.as_str() } else { arn };
    let listed = &mut world.centre.lambda_functions;
    if listed.contains(arn) {
        return Err(conflict(format!("{arn} is already associated with this instance")));
    }
    if listed.len() >= MAX_FUNCTIONS {
        return Err(quota(format!("An instance can have {MAX_FUNCTIONS} Lambda functions")));
    }
    listed.insert(arn.to_owned());
    Ok(Answer::empty(200))
}

/// `DisassociateLambdaFunction`
pub(super) fn disassociate(
    centre: &mut ContactCentre,
    instance: &str,
    request: &Request,
) -> Result<Answer, AwsError> {
    check_instance(instance)?;
    let arn = request
        .param("functionArn")
        .ok_or_else(|| invalid_request("FunctionArn is a required parameter"))?;
    check_length(arn)?;
    if !centre.lambda_functions.remove(arn) {
        return Err(not_found(format!("{arn} is not associated with this instance")));
    }
    Ok(Answer::empty(200))
}

fn check_length(arn: &str) -> Result<(), AwsError> {
    if (1..=MAX_ARN).contains(&arn.len()) {
        return Ok(());
    }
    Err(invalid_parameter(format!("FunctionArn must have 1 to {MAX_ARN} characters")))
}
