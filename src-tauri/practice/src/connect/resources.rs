//! Queues, prompts and hours of operation, listed.

use serde_json::{Value, json};

use super::input::{Paging, check_instance};
use crate::{
    wire::{answer::Answer, error::AwsError, request::Request},
    world::contact_centre::{ContactCentre, Named},
};

/// `ListQueues`
pub(super) fn queues(
    centre: &ContactCentre,
    instance: &str,
    request: &Request,
) -> Result<Answer, AwsError> {
    check_instance(instance)?;
    let standard = |it: &Named| json!({"Id": it.id, "Arn": it.arn("queue"), "Name": it.name, "QueueType": "STANDARD"});
    let shapes = centre.queues.iter().map(standard).collect();
    Paging::query(request, 1000)?.answer(shapes, "QueueSummaryList", "ListQueues")
}

/// `ListPrompts`
pub(super) fn prompts(
    centre: &ContactCentre,
    instance: &str,
    request: &Request,
) -> Result<Answer, AwsError> {
    check_instance(instance)?;
    let shapes = shapes(&centre.prompts, "prompt");
    Paging::query(request, 1000)?.answer(shapes, "PromptSummaryList", "ListPrompts")
}

/// `ListHoursOfOperations`
pub(super) fn hours(
    centre: &ContactCentre,
    instance: &str,
    request: &Request,
) -> Result<Answer, AwsError> {
    check_instance(instance)?;
    let shapes = shapes(&centre.hours, "operating-hours");
    let name = "HoursOfOperationSummaryList";
    Paging::query(request, 1000)?.answer(shapes, name, "ListHoursOfOperations")
}

fn shapes(all: &[Named], kind: &str) -> Vec<Value> {
    let shape = |it: &Named| json!({"Id": it.id, "Arn": it.arn(kind), "Name": it.name});
    all.iter().map(shape).collect()
}
