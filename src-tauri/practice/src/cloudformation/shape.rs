//! Stacks, events and resources in AWS's shapes.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::{
    wire::doc::{Doc, structure},
    world::stacks::{Event, Resource, Stack},
};

fn time(at_ms: i64) -> Doc {
    Doc::Time(Timestamp::from_millisecond(at_ms).unwrap_or_default())
}

fn pairs(all: &BTreeMap<String, String>, key: &'static str, value: &'static str) -> Doc {
    Doc::each(all, |(name, text)| {
        structure([(key, Some(Doc::of(name))), (value, Some(Doc::of(text)))])
    })
}

pub(super) fn stack(stack: &Stack) -> Doc {
    let output = |(name, value, description): &(String, String, Option<String>)| {
        structure([
            ("OutputKey", Some(Doc::of(name))),
            ("OutputValue", Some(Doc::of(value))),
            ("Description", description.as_ref().map(Doc::of)),
        ])
    };
    structure([
        ("StackId", Some(Doc::of(&stack.id))),
        ("StackName", Some(Doc::of(&stack.name))),
        ("Description", stack.description.as_ref().map(Doc::of)),
        ("Parameters", Some(pairs(&stack.parameters, "ParameterKey", "ParameterValue"))),
        ("CreationTime", Some(time(stack.created_ms))),
        ("LastUpdatedTime", stack.updated_ms.map(time)),
        ("StackStatus", Some(Doc::of(stack.status))),
        ("StackStatusReason", stack.reason.as_ref().map(Doc::of)),
        ("DisableRollback", Some(Doc::Bool(false))),
        ("Capabilities", Some(Doc::each(&stack.capabilities, Doc::of))),
        ("Outputs", Some(Doc::each(&stack.outputs, output))),
        ("Tags", Some(pairs(&stack.tags, "Key", "Value"))),
    ])
}

pub(super) fn summary(stack: &Stack) -> Doc {
    structure([
        ("StackId", Some(Doc::of(&stack.id))),
        ("StackName", Some(Doc::of(&stack.name))),
        ("TemplateDescription", stack.description.as_ref().map(Doc::of)),
        ("CreationTime", Some(time(stack.created_ms))),
        ("StackStatus", Some(Doc::of(stack.status))),
    ])
}

pub(super) fn event(stack: &Stack, event: &Event) -> Doc {
    structure([
        ("StackId", Some(Doc::of(&stack.id))),
        ("EventId", Some(Doc::of(&event.id))),
        ("StackName", Some(Doc::of(&stack.name))),
        ("LogicalResourceId", Some(Doc::of(&event.logical))),
        ("PhysicalResourceId", Some(Doc::of(&event.physical))),
        ("ResourceType", Some(Doc::of(&event.kind))),
        ("Timestamp", Some(time(event.at_ms))),
        ("ResourceStatus", Some(Doc::of(event.status))),
        ("ResourceStatusReason", event.reason.as_ref().map(Doc::of)),
    ])
}

pub(super) fn resource(stack: &Stack, resource: &Resource) -> Doc {
    structure([
        ("StackName", Some(Doc::of(&stack.name))),
        ("StackId", Some(Doc::of(&stack.id))),
        ("LogicalResourceId", Some(Doc::of(&resource.logical))),
        ("PhysicalResourceId", Some(Doc::of(&resource.physical))),
        ("ResourceType", Some(Doc::of(&resource.kind))),
        ("Timestamp", Some(time(resource.at_ms))),
        ("ResourceStatus", Some(Doc::of(resource.status))),
    ])
}
