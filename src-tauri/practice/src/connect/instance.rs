//! The instance itself.

use serde_json::{Value, json};

use super::input::{Paging, check_instance};
use crate::{
    wire::{answer::Answer, doc::epoch_seconds, error::AwsError, request::Request},
    world::{
        account::{ACCOUNT, INSTANCE_ALIAS, INSTANCE_ID, instance_arn},
        contact_centre::ContactCentre,
    },
};

/// `ListInstances`: at most ten a page.
pub(super) fn list(centre: &ContactCentre, request: &Request) -> Result<Answer, AwsError> {
    Paging::query(request, 10).map_err(undeclared)?.answer(
        vec![shape(centre)],
        "InstanceSummaryList",
        "ListInstances",
    )
}

/// `DescribeInstance`
pub(super) fn describe(centre: &ContactCentre, id: &str) -> Result<Answer, AwsError> {
    check_instance(id)?;
    Ok(Answer::json(200, &json!({"Instance": shape(centre)})))
}

/// `ListInstances` declares no `InvalidParameterException`.
fn undeclared(error: AwsError) -> AwsError {
    AwsError { code: "InvalidRequestException", ..error }
}

fn shape(centre: &ContactCentre) -> Value {
    json!({
        "Id": INSTANCE_ID,
        "Arn": instance_arn(),
        "IdentityManagementType": "CONNECT_MANAGED",
        "InstanceAlias": INSTANCE_ALIAS,
        "CreatedTime": epoch_seconds(centre.created),
        "ServiceRole": format!(
            "arn:aws:iam::{ACCOUNT}:role/aws-service-role/connect.amazonaws.com/\
             AWSServiceRoleForAmazonConnect_practice"
        ),
        "InstanceStatus": "ACTIVE",
        "InboundCallsEnabled": true,
        "OutboundCallsEnabled": true,
        "InstanceAccessUrl": format!("https://{INSTANCE_ALIAS}.my.connect.aws"),
    })
}
