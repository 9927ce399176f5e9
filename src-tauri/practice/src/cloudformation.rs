//! AWS CloudFormation, as much as stacks of functions need.
//!
//! Invariant: an operation only asks; what it asks for happens in
//! [`crate::world`] as time passes, with an event for each thing.

mod changesets;
mod sam;
mod shape;
mod stacks;
mod template;

use crate::{
    wire::{doc::Doc, error::AwsError},
    world::World,
};

pub(crate) use changesets::ChangeSet;
pub(crate) use template::text;

macro_rules! operations {
    ($($name:ident => $act:path;)+) => {
        /// The operations that are there, by AWS's own names.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Operation {
            $(
                #[doc = concat!("`", stringify!($name), "`")]
                $name,
            )+
        }

        impl Operation {
            const ALL: &[Self] = &[$(Self::$name),+];

            /// AWS's name for it.
            pub(crate) const fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name)),+ }
            }
        }

        /// Answers an operation.
        pub(crate) fn perform(
            world: &mut World,
            operation: Operation,
            input: &Doc,
        ) -> Result<Doc, AwsError> {
            match operation { $(Operation::$name => $act(world, input)),+ }
        }
    };
}

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

impl Operation {
    /// The operation of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|operation| operation.name() == name).copied()
    }
}

fn validation(message: impl Into<String>) -> AwsError {
    AwsError::new(400, "ValidationError", message)
}
