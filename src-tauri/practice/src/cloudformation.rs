//! AWS CloudFormation, as much as stacks of functions need.
//!
//! Invariant: an operation only asks; what it asks for happens in
//! [`crate::world`] as time passes, with an event for each thing.

mod changes;
mod changesets;
mod sam;
mod shape;
mod stacks;
mod template;

use crate::wire::{error::AwsError, operations::operations};

pub(crate) use changesets::ChangeSet;
pub(crate) use template::text;

operations! {
    CreateStack => stacks::create;
    UpdateStack => stacks::update;
    DeleteStack => stacks::delete;
    DescribeStacks => stacks::describe;
    DescribeStackEvents => stacks::events;
    DescribeStackResources => stacks::resources;
    ListStacks => stacks::list;
    GetTemplate => stacks::template;
    CreateChangeSet => changesets::create;
    DescribeChangeSet => changesets::describe;
    ExecuteChangeSet => changesets::execute;
}

fn validation(message: impl Into<String>) -> AwsError {
    AwsError::new(400, "ValidationError", message)
}
