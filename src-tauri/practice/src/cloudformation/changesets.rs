//! Change sets: a change that is looked at before it is carried out.

use super::{
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
    },
};

/// A change set that waits to be executed.
#[derive(Debug, Clone)]
pub(crate) struct ChangeSet {
    id: String,
    name: String,
    executed: bool,
    request: Request,
}

/// `CreateChangeSet`
pub(super) fn create(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    let name = required(input, "ChangeSetName")?.to_owned();
    let stack = required(input, "StackName")?.to_owned();
    let create = input.text("ChangeSetType") == Some("CREATE");
    let before = if create { None } else { Some(&world.stacks[find(world, &stack)?]) };
    let request = Request::read(input, before)?;
    let stack_id = before.map(|stack| stack.id.clone());
    let id = world.new_id();
    let id = format!("arn:aws:cloudformation:{REGION}:{ACCOUNT}:changeSet/{name}/{id}");
    world.change_sets.push(ChangeSet { id: id.clone(), name, executed: false, request });
    Ok(structure([("Id", Some(Doc::Text(id))), ("StackId", stack_id.map(Doc::Text))]))
}

/// `DescribeChangeSet`
pub(super) fn describe(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    let set = &world.change_sets[place(world, input)?];
    let execution = if set.executed { "EXECUTE_COMPLETE" } else { "AVAILABLE" };
    Ok(structure([
        ("ChangeSetName", Some(Doc::of(&set.name))),
        ("ChangeSetId", Some(Doc::of(&set.id))),
        ("StackName", Some(Doc::of(&set.request.name))),
        ("Status", Some(Doc::of("CREATE_COMPLETE"))),
        ("ExecutionStatus", Some(Doc::of(execution))),
    ]))
}

/// `ExecuteChangeSet`
pub(super) fn execute(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    let place = place(world, input)?;
    let set = world.change_sets[place].clone();
    if set.executed {
        let text = format!("ChangeSet [{}] cannot be executed in its current status", set.name);
        return Err(AwsError::new(400, "InvalidChangeSetStatus", text));
    }
    match stacks::find(world, &set.request.name) {
        Ok(stack) => change(world, stack, set.request)?,
        Err(_) => begin(world, set.request)?,
    };
    world.change_sets[place].executed = true;
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
