//! Change sets: a change that is looked at before it is carried out.

use super::{
    changes::changes,
    stacks::{self, Request, begin, change, find, required},
    validation,
};
use crate::{
    wire::{
        doc::{Doc, structure},
        error::AwsError,
    },
    world::{
        World,
        account::{ACCOUNT, REGION},
        stacks::steps,
    },
};

/// A change set that waits to be executed.
#[derive(Debug, Clone)]
pub(crate) struct ChangeSet {
    id: String,
    name: String,
    stack_id: Option<String>,
    /// `Changes`, as of when it was made.
    changes: Vec<Doc>,
    standing: Standing,
    request: Request,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// It can be executed.
    Available,
    /// There is nothing in it.
    Empty,
    /// It was executed.
    Executed,
}

const EMPTY: &str = "The submitted information didn't contain changes. Submit different \
                     information to create a change set.";

/// `CreateChangeSet`
pub(super) fn create(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    let name = required(input, "ChangeSetName")?.to_owned();
    let stack = required(input, "StackName")?.to_owned();
    let create = input.text("ChangeSetType") == Some("CREATE");
    let before = if create { None } else { Some(&world.stacks[find(world, &stack)?]) };
    let request = Request::read(input, before)?;
    let stack_id = before.map(|stack| stack.id.clone());
    let held = before.map_or(&[][..], |stack| &stack.resources);
    let steps = steps(held, &request.template.resources);
    let same_tags = before.is_some_and(|stack| stack.tags == request.tags);
    let standing =
        if steps.is_empty() && same_tags { Standing::Empty } else { Standing::Available };
    let changes = changes(&steps, held);
    let id = world.new_id();
    let id = format!("arn:aws:cloudformation:{REGION}:{ACCOUNT}:changeSet/{name}/{id}");
    let shown =
        structure([("Id", Some(Doc::of(&id))), ("StackId", stack_id.clone().map(Doc::Text))]);
    world.change_sets.push(ChangeSet { id, name, stack_id, changes, standing, request });
    Ok(shown)
}

/// `DescribeChangeSet`
pub(super) fn describe(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    let set = &world.change_sets[place(world, input)?];
    let (status, execution, reason) = match set.standing {
        Standing::Available => ("CREATE_COMPLETE", "AVAILABLE", None),
        Standing::Empty => ("FAILED", "UNAVAILABLE", Some(EMPTY)),
        Standing::Executed => ("CREATE_COMPLETE", "EXECUTE_COMPLETE", None),
    };
    Ok(structure([
        ("ChangeSetName", Some(Doc::of(&set.name))),
        ("ChangeSetId", Some(Doc::of(&set.id))),
        ("StackId", set.stack_id.as_ref().map(Doc::of)),
        ("StackName", Some(Doc::of(&set.request.name))),
        ("Status", Some(Doc::of(status))),
        ("StatusReason", reason.map(Doc::of)),
        ("ExecutionStatus", Some(Doc::of(execution))),
        ("Changes", Some(Doc::List(set.changes.clone()))),
    ]))
}

/// `ExecuteChangeSet`
pub(super) fn execute(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    let place = place(world, input)?;
    let set = world.change_sets[place].clone();
    if set.standing != Standing::Available {
        let text = format!("ChangeSet [{}] cannot be executed in its current status", set.name);
        return Err(AwsError::new(400, "InvalidChangeSetStatus", text));
    }
    match stacks::find(world, &set.request.name) {
        Ok(stack) => change(world, stack, set.request)?,
        Err(_) => begin(world, set.request)?,
    };
    world.change_sets[place].standing = Standing::Executed;
    Ok(Doc::Map(Vec::new()))
}

fn place(world: &World, input: &Doc) -> Result<usize, AwsError> {
    let name = required(input, "ChangeSetName")?;
    let stack = input.text("StackName");
    let is_it = |set: &ChangeSet| {
        set.id == name || (set.name == name && stack.is_none_or(|it| it == set.request.name))
    };
    let place = world.change_sets.iter().rposition(is_it);
    place.ok_or_else(|| {
        let text = format!("ChangeSet [{name}] does not exist");
        AwsError { code: "ChangeSetNotFound", status: 404, ..validation(text) }
    })
}
