//! From Amazon Connect's shapes to the engine's.
//!
//! Invariant: an id that is documented as always there and is missing is a
//! failure; words of AWS's that are not known come through as they are.

use aws_sdk_connect::types::{
    ContactFlow, ContactFlowModule, ContactFlowModuleState, ContactFlowModuleStatus,
    ContactFlowModuleSummary, ContactFlowState, ContactFlowStatus, ContactFlowSummary,
    FlowAssociationSummary, InstanceSummary, ListPhoneNumbersSummary,
};
use crossfade_engine::ports::{
    Answer, FlowAssociation, FlowDocument, FlowSummary, Instance, ModuleDocument, ModuleSummary,
    PhoneNumber, PublicationStatus,
};

use crate::{
    failure::{readable, required},
    operation::Operation,
    time::timestamp,
};

pub(super) fn instance(found: InstanceSummary) -> Answer<Instance> {
    let operation = Operation::ListInstances;
    let arn = required(found.arn, operation, "Arn")?;
    Ok(Instance {
        arn: readable(arn.parse(), operation)?,
        alias: found.instance_alias.unwrap_or_default(),
        status: found.instance_status.map_or_else(String::new, |it| it.as_str().to_owned()),
        created: found.created_time.as_ref().and_then(timestamp),
    })
}

pub(super) fn flow_summary(found: ContactFlowSummary) -> Answer<FlowSummary> {
    let operation = Operation::ListContactFlows;
    Ok(FlowSummary {
        id: required(found.id, operation, "Id")?,
        arn: required(found.arn, operation, "Arn")?,
        name: found.name.unwrap_or_default(),
        kind: found.contact_flow_type.map_or_else(String::new, |it| it.as_str().to_owned()),
        archived: found.contact_flow_state == Some(ContactFlowState::Archived),
        status: flow_status(found.contact_flow_status.as_ref()),
    })
}

/// A flow of `SearchContactFlows`, when what it holds is the published content.
pub(super) fn published(found: ContactFlow) -> Answer<Option<FlowDocument>> {
    let is_published = flow_status(found.status.as_ref()) == PublicationStatus::Published;
    if found.content.is_none() || !is_published {
        return Ok(None);
    }
    flow(found, Operation::SearchContactFlows).map(Some)
}

pub(super) fn flow(found: ContactFlow, operation: Operation) -> Answer<FlowDocument> {
    let summary = FlowSummary {
        id: required(found.id, operation, "Id")?,
        arn: required(found.arn, operation, "Arn")?,
        name: found.name.unwrap_or_default(),
        kind: found.r#type.map_or_else(String::new, |it| it.as_str().to_owned()),
        archived: found.state == Some(ContactFlowState::Archived),
        status: flow_status(found.status.as_ref()),
    };
    Ok(FlowDocument {
        summary,
        description: found.description.unwrap_or_default(),
        content: required(found.content, operation, "Content")?,
        content_sha256: found.flow_content_sha256,
        last_modified: found.last_modified_time.as_ref().and_then(timestamp),
    })
}

/// Instances from before drafts existed tell no status: what they have is
/// published.
fn flow_status(status: Option<&ContactFlowStatus>) -> PublicationStatus {
    if status == Some(&ContactFlowStatus::Saved) {
        PublicationStatus::Saved
    } else {
        PublicationStatus::Published
    }
}

pub(super) fn module_summary(found: ContactFlowModuleSummary) -> Answer<ModuleSummary> {
    let operation = Operation::ListContactFlowModules;
    Ok(ModuleSummary {
        id: required(found.id, operation, "Id")?,
        arn: required(found.arn, operation, "Arn")?,
        name: found.name.unwrap_or_default(),
        archived: found.state == Some(ContactFlowModuleState::Archived),
    })
}

pub(super) fn module(found: ContactFlowModule) -> Answer<ModuleDocument> {
    let operation = Operation::DescribeContactFlowModule;
    let summary = ModuleSummary {
        id: required(found.id, operation, "Id")?,
        arn: required(found.arn, operation, "Arn")?,
        name: found.name.unwrap_or_default(),
        archived: found.state == Some(ContactFlowModuleState::Archived),
    };
    let status = if found.status == Some(ContactFlowModuleStatus::Saved) {
        PublicationStatus::Saved
    } else {
        PublicationStatus::Published
    };
    Ok(ModuleDocument {
        summary,
        description: found.description.unwrap_or_default(),
        content: required(found.content, operation, "Content")?,
        status,
    })
}

pub(super) fn phone_number(found: ListPhoneNumbersSummary) -> Answer<PhoneNumber> {
    let operation = Operation::ListPhoneNumbersV2;
    Ok(PhoneNumber {
        arn: required(found.phone_number_arn, operation, "PhoneNumberArn")?,
        id: required(found.phone_number_id, operation, "PhoneNumberId")?,
        number: required(found.phone_number, operation, "PhoneNumber")?,
        country: found
            .phone_number_country_code
            .map_or_else(String::new, |it| it.as_str().to_owned()),
        kind: found.phone_number_type.map_or_else(String::new, |it| it.as_str().to_owned()),
        description: found.phone_number_description.unwrap_or_default(),
    })
}

pub(super) fn association(found: FlowAssociationSummary) -> Answer<FlowAssociation> {
    let operation = Operation::ListFlowAssociations;
    Ok(FlowAssociation {
        resource_id: required(found.resource_id, operation, "ResourceId")?,
        flow_id: required(found.flow_id, operation, "FlowId")?,
        resource_type: found.resource_type.map_or_else(String::new, |it| it.as_str().to_owned()),
    })
}
