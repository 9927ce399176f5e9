//! What the engine needs of an account, each port named by its role.
//!
//! Every list is whole: an implementation pages to the end. Every failure is
//! told as a [`Failure`].

mod alarms;
mod chats;
mod deployments;
mod flows;
mod functions;
mod identity;
mod invoke;
mod making;
mod metrics;
mod stacks;
#[cfg(test)]
pub(crate) mod unasked;

use std::sync::Arc;

pub use alarms::{Alarm, AlarmMetric, AlarmState, AlarmWatch, Sight};
pub use chats::{Author, ChatDesk, ChatId, ChatLine, Transcript};
pub use deployments::{
    AlarmOverride, Deployer, Deployment, DeploymentCatalog, DeploymentGroup, DeploymentKeeper,
    DeploymentMove, DeploymentProgress, DeploymentStatus, GroupWatch, LifecycleEvent,
    NewDeployment, NewDeploymentGroup, RollbackEvent,
};
pub use flows::{
    FlowAssociation, FlowCatalog, FlowDocument, FlowSummary, FlowView, Instance, InstanceFunctions,
    ModuleDocument, ModuleSummary, PhoneNumber, PhoneNumbers, PublicationStatus,
};
pub use functions::{
    AliasShifter, FunctionCatalog, FunctionDetail, FunctionSummary, FunctionVersion,
    ResourcePolicy, RoutingUpdate,
};
pub use identity::{Caller, Identity};
pub use invoke::{
    ConcurrencyKeeper, DecidedOn, FunctionInvoker, Invocation, ProvisionedConcurrency,
    ProvisionedStatus, VersionPublisher,
};
pub use making::{AliasKeeper, FlowKeeper, NewFlow, NewPermission};
pub use metrics::{MetricKind, MetricQuery, MetricSource, MetricWindow, Point, Series, Statistic};
pub use stacks::{Stack, StackEvent, StackKeeper, StackPhase, StackRequest};

use crate::failure::Failure;

/// What a port answers.
pub type Answer<T> = Result<T, Failure>;

/// One account in one Region, seen through its ports.
#[derive(Clone)]
pub struct Account {
    /// Who calls.
    pub identity: Arc<dyn Identity>,
    /// Functions, versions, aliases and their policies.
    pub functions: Arc<dyn FunctionCatalog>,
    /// Moves aliases.
    pub aliases: Arc<dyn AliasShifter>,
    /// Instances, flows and modules.
    pub flows: Arc<dyn FlowCatalog>,
    /// Phone numbers and what else leads into flows.
    pub phone_numbers: Arc<dyn PhoneNumbers>,
    /// The console's drop-down list of functions.
    pub instance_functions: Arc<dyn InstanceFunctions>,
    /// Metric points.
    pub metrics: Arc<dyn MetricSource>,
    /// Alarms.
    pub alarms: Arc<dyn AlarmWatch>,
    /// Invokes functions directly.
    pub invoker: Arc<dyn FunctionInvoker>,
    /// Publishes versions.
    pub publisher: Arc<dyn VersionPublisher>,
    /// Provisioned concurrency.
    pub concurrency: Arc<dyn ConcurrencyKeeper>,
    /// CodeDeploy's deployments.
    pub deployments: Arc<dyn DeploymentCatalog>,
    /// Starts and stops them.
    pub deployer: Arc<dyn Deployer>,
    /// Makes applications, groups and configurations of deployments.
    pub deployment_keeper: Arc<dyn DeploymentKeeper>,
    /// Makes aliases and lets instances invoke them.
    pub alias_keeper: Arc<dyn AliasKeeper>,
    /// Makes and changes flows.
    pub flow_keeper: Arc<dyn FlowKeeper>,
    /// Holds chats.
    pub chats: Arc<dyn ChatDesk>,
    /// Makes and changes stacks.
    pub stacks: Arc<dyn StackKeeper>,
}
