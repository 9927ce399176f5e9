//! Stacks: AWS CloudFormation.

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use aws_sdk_cloudformation::{
    Client,
    types::{self, Capability, Parameter, Tag},
};
use crossfade_engine::{
    failure::{Failure, FailureKind},
    ports::{Answer, Stack, StackEvent, StackKeeper, StackPhase, StackRequest},
};

use crate::{failure::required, line::Line, operation::Operation, time::timestamp};

/// A template with the SAM transform makes roles and expands macros.
const CAPABILITIES: [Capability; 2] = [Capability::CapabilityIam, Capability::CapabilityAutoExpand];

/// What making and changing a stack have in common; the SDK has a builder of
/// its own for each.
macro_rules! filled {
    ($asked:expr, $request:expr) => {
        $asked
            .stack_name(&$request.name)
            .template_body(&$request.template)
            .set_parameters(Some(parameters($request)))
            .set_tags(Some(tags($request)))
            .set_capabilities(Some(CAPABILITIES.to_vec()))
    };
}

/// Makes, changes and deletes stacks.
#[derive(Debug)]
pub(crate) struct Stacks {
    client: Client,
    line: Arc<Line>,
}

impl Stacks {
    pub(crate) fn new(client: Client, line: &Arc<Line>) -> Self {
        Self { client, line: Arc::clone(line) }
    }
}

#[async_trait]
impl StackKeeper for Stacks {
    async fn stack(&self, name: &str) -> Answer<Option<Stack>> {
        let operation = Operation::DescribeStacks;
        let page =
            |token| self.client.describe_stacks().stack_name(name).set_next_token(token).send();
        let found = self.line.every(operation, name, page, |it| (it.stacks, it.next_token)).await;
        match found {
            Ok(stacks) => stacks.into_iter().next().map(stack).transpose(),
            Err(failure) if is_absence(&failure) => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    async fn events(&self, name: &str) -> Answer<Vec<StackEvent>> {
        let operation = Operation::DescribeStackEvents;
        let page = |token| {
            self.client.describe_stack_events().stack_name(name).set_next_token(token).send()
        };
        let cut =
            |it: aws_sdk_cloudformation::operation::describe_stack_events::DescribeStackEventsOutput| {
                (it.stack_events, it.next_token)
            };
        match self.line.every(operation, name, page, cut).await {
            Ok(events) => {
                let mut events = events.into_iter().map(event).collect::<Answer<Vec<_>>>()?;
                events.reverse();
                Ok(events)
            }
            Err(failure) if is_absence(&failure) => Ok(Vec::new()),
            Err(failure) => Err(failure),
        }
    }

    async fn create(&self, request: &StackRequest) -> Answer<String> {
        let operation = Operation::CreateStack;
        let sent = filled!(self.client.create_stack(), request).send();
        let asked = self.line.call(operation, &request.name, sent).await?;
        required(asked.stack_id, operation, "StackId")
    }

    async fn update(&self, request: &StackRequest) -> Answer<String> {
        let operation = Operation::UpdateStack;
        let sent = filled!(self.client.update_stack(), request).send();
        let asked = self.line.call(operation, &request.name, sent).await?;
        required(asked.stack_id, operation, "StackId")
    }

    async fn delete(&self, name: &str) -> Answer<()> {
        let sent = self.client.delete_stack().stack_name(name).send();
        self.line.call(Operation::DeleteStack, name, sent).await?;
        Ok(())
    }
}

/// `DescribeStacks` answers a stack that is not there as a validation error.
fn is_absence(failure: &Failure) -> bool {
    let words = failure.detail.as_deref().unwrap_or_default();
    failure.kind == FailureKind::NotFound
        || (failure.code == "ValidationError" && words.contains("does not exist"))
}

fn parameters(request: &StackRequest) -> Vec<Parameter> {
    let parameter = |(name, value): (&String, &String)| {
        Parameter::builder().parameter_key(name).parameter_value(value).build()
    };
    request.parameters.iter().map(parameter).collect()
}

fn tags(request: &StackRequest) -> Vec<Tag> {
    request.tags.iter().map(|(key, value)| Tag::builder().key(key).value(value).build()).collect()
}

fn stack(found: types::Stack) -> Answer<Stack> {
    let operation = Operation::DescribeStacks;
    let status = required(found.stack_status, operation, "StackStatus")?.as_str().to_owned();
    let pairs = |all: Vec<(Option<String>, Option<String>)>| -> BTreeMap<String, String> {
        all.into_iter().filter_map(|(key, value)| Some((key?, value?))).collect()
    };
    let parameters = found.parameters.unwrap_or_default();
    let outputs = found.outputs.unwrap_or_default();
    let tags = found.tags.unwrap_or_default();
    Ok(Stack {
        id: required(found.stack_id, operation, "StackId")?,
        name: required(found.stack_name, operation, "StackName")?,
        phase: phase(&status),
        status,
        reason: found.stack_status_reason.unwrap_or_default(),
        created: found.creation_time.as_ref().and_then(timestamp),
        parameters: pairs(
            parameters.into_iter().map(|it| (it.parameter_key, it.parameter_value)).collect(),
        ),
        outputs: pairs(outputs.into_iter().map(|it| (it.output_key, it.output_value)).collect()),
        tags: pairs(tags.into_iter().map(|it| (it.key, it.value)).collect()),
    })
}

/// AWS's words end in what matters: `_IN_PROGRESS`, `_COMPLETE`, `_FAILED`.
fn phase(status: &str) -> StackPhase {
    if status == "DELETE_COMPLETE" {
        StackPhase::Deleted
    } else if status.ends_with("IN_PROGRESS") {
        StackPhase::UnderWay
    } else if status == "UPDATE_ROLLBACK_COMPLETE" {
        StackPhase::RolledBack
    } else if status.contains("ROLLBACK") || status.ends_with("FAILED") {
        StackPhase::Failed
    } else {
        StackPhase::Complete
    }
}

fn event(found: types::StackEvent) -> Answer<StackEvent> {
    let operation = Operation::DescribeStackEvents;
    let at = found.timestamp.as_ref().and_then(timestamp);
    Ok(StackEvent {
        id: required(found.event_id, operation, "EventId")?,
        at: required(at, operation, "Timestamp")?,
        resource: found.logical_resource_id.unwrap_or_default(),
        kind: found.resource_type.unwrap_or_default(),
        status: found.resource_status.map(|it| it.as_str().to_owned()).unwrap_or_default(),
        reason: found.resource_status_reason.unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_status_tells_the_phase() {
        for (status, expected) in [
            ("CREATE_IN_PROGRESS", StackPhase::UnderWay),
            ("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", StackPhase::UnderWay),
            ("UPDATE_ROLLBACK_IN_PROGRESS", StackPhase::UnderWay),
            ("CREATE_COMPLETE", StackPhase::Complete),
            ("UPDATE_COMPLETE", StackPhase::Complete),
            ("UPDATE_ROLLBACK_COMPLETE", StackPhase::RolledBack),
            ("UPDATE_ROLLBACK_FAILED", StackPhase::Failed),
            ("ROLLBACK_COMPLETE", StackPhase::Failed),
            ("DELETE_FAILED", StackPhase::Failed),
            ("DELETE_COMPLETE", StackPhase::Deleted),
        ] {
            assert_eq!(phase(status), expected, "{status}");
        }
    }
}
