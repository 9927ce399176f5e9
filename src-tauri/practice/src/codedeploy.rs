//! AWS CodeDeploy on the Lambda compute platform.
//!
//! Invariant: an operation reads and writes documents and never sees in which
//! protocol they came; deployments move aliases in [`crate::world`] only.

mod applications;
mod configurations;
mod deployments;
mod error;
mod shape;
mod spec;
mod targets;

use crate::{
    wire::{doc::Doc, error::AwsError},
    world::World,
};

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
    CreateApplication => applications::create;
    GetApplication => applications::get;
    BatchGetApplications => applications::batch_get;
    ListApplications => applications::list;
    DeleteApplication => applications::delete;
    CreateDeploymentGroup => applications::create_group;
    UpdateDeploymentGroup => applications::update_group;
    GetDeploymentGroup => applications::get_group;
    BatchGetDeploymentGroups => applications::batch_get_groups;
    ListDeploymentGroups => applications::list_groups;
    DeleteDeploymentGroup => applications::delete_group;
    CreateDeploymentConfig => configurations::create;
    GetDeploymentConfig => configurations::get;
    ListDeploymentConfigs => configurations::list;
    DeleteDeploymentConfig => configurations::delete;
    CreateDeployment => deployments::create;
    GetDeployment => deployments::get;
    BatchGetDeployments => deployments::batch_get;
    ListDeployments => deployments::list;
    StopDeployment => deployments::stop;
    ListDeploymentTargets => targets::list;
    GetDeploymentTarget => targets::get;
    BatchGetDeploymentTargets => targets::batch_get;
}

impl Operation {
    /// The operation of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|operation| operation.name() == name).copied()
    }
}
