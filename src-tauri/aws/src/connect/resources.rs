//! What flows name besides functions and flows: queues, prompts, hours.

use aws_sdk_connect::{
    Client,
    types::{HoursOfOperationSummary, PromptSummary, QueueSummary},
};
use crossfade_domain::{
    arn::InstanceArn,
    flow::rewrite::{Candidate, ResourceKind},
};
use crossfade_engine::ports::Answer;

use crate::{line::Line, operation::Operation};

use super::page;

/// All of them. Queues of single agents have no name and are left out.
pub(super) async fn all(
    client: &Client,
    line: &Line,
    instance: &InstanceArn,
) -> Answer<Vec<Candidate>> {
    let (queues, prompts, hours) = futures::try_join!(
        queues(client, line, &instance.id),
        prompts(client, line, &instance.id),
        hours(client, line, &instance.id),
    )?;
    let queues = queues.into_iter().map(|it| candidate(ResourceKind::Queue, it.arn, it.name));
    let prompts = prompts.into_iter().map(|it| candidate(ResourceKind::Prompt, it.arn, it.name));
    let hours =
        hours.into_iter().map(|it| candidate(ResourceKind::HoursOfOperation, it.arn, it.name));
    Ok(queues.chain(prompts).chain(hours).flatten().collect())
}

fn candidate(kind: ResourceKind, arn: Option<String>, name: Option<String>) -> Option<Candidate> {
    Some(Candidate { kind, arn: arn?, name: name? })
}

async fn queues(client: &Client, line: &Line, instance: &str) -> Answer<Vec<QueueSummary>> {
    let page = |token| {
        let request = client.list_queues().instance_id(instance).max_results(page::LIST);
        request.queue_types("STANDARD".into()).set_next_token(token).send()
    };
    let cut = |it: aws_sdk_connect::operation::list_queues::ListQueuesOutput| {
        (it.queue_summary_list, it.next_token)
    };
    line.every(Operation::ListQueues, instance, page, cut).await
}

async fn prompts(client: &Client, line: &Line, instance: &str) -> Answer<Vec<PromptSummary>> {
    let page = |token| {
        let request = client.list_prompts().instance_id(instance).max_results(page::LIST);
        request.set_next_token(token).send()
    };
    let cut = |it: aws_sdk_connect::operation::list_prompts::ListPromptsOutput| {
        (it.prompt_summary_list, it.next_token)
    };
    line.every(Operation::ListPrompts, instance, page, cut).await
}

async fn hours(
    client: &Client,
    line: &Line,
    instance: &str,
) -> Answer<Vec<HoursOfOperationSummary>> {
    let page = |token| {
        let request = client.list_hours_of_operations().instance_id(instance);
        request.max_results(page::LIST).set_next_token(token).send()
    };
    let cut =
        |it: aws_sdk_connect::operation::list_hours_of_operations::ListHoursOfOperationsOutput| {
            (it.hours_of_operation_summary_list, it.next_token)
        };
    line.every(Operation::ListHoursOfOperations, instance, page, cut).await
}
