//! The clients of one account, put behind the engine's ports.
//!
//! Invariant: every client carries the same guards, and they decide by the
//! operation that is called: so a service needs one client only.

use std::sync::Arc;

use aws_config::SdkConfig;
use crossfade_engine::ports::Account;

use crate::{
    cloudformation::Stacks,
    cloudwatch::{Alarms, Metrics},
    codedeploy::{Deployer, DeploymentKeeper, Deployments},
    connect::{self, Chats, Flows, ListedFunctions, Numbers},
    identity::Caller,
    lambda::{self, Aliases, Functions, Invoker},
    line::Line,
    pacing::{CountRetries, Pacing},
    read_only::ReadOnly,
    retry::{NotTwice, Refusals},
};

/// A client of one service, guarded.
macro_rules! guarded {
    ($sdk:ident, $config:expr, $pacing:expr, $read_only:expr) => {{
        let builder = $sdk::config::Builder::from($config)
            .interceptor(CountRetries(Arc::clone($pacing)))
            .interceptor(NotTwice)
            .retry_classifier(Refusals);
        let builder = if $read_only { builder.interceptor(ReadOnly) } else { builder };
        $sdk::Client::from_conf(builder.build())
    }};
}

/// Builds clients and ports.
pub(crate) fn account(
    config: &SdkConfig,
    line: &Arc<Line>,
    pacing: &Arc<Pacing>,
    read_only: bool,
) -> Account {
    let sts = guarded!(aws_sdk_sts, config, pacing, read_only);
    let functions = guarded!(aws_sdk_lambda, config, pacing, read_only);
    let centre = guarded!(aws_sdk_connect, config, pacing, read_only);
    let cloudwatch = guarded!(aws_sdk_cloudwatch, config, pacing, read_only);
    let codedeploy = guarded!(aws_sdk_codedeploy, config, pacing, read_only);
    let stacks = guarded!(aws_sdk_cloudformation, config, pacing, read_only);
    let participant = guarded!(aws_sdk_connectparticipant, config, pacing, read_only);
    let invoker = Arc::new(Invoker::new(functions.clone(), line));

    Account {
        identity: Arc::new(Caller::new(sts, line)),
        functions: Arc::new(Functions::new(functions.clone(), line)),
        aliases: Arc::new(Aliases::new(functions.clone(), line)),
        flows: Arc::new(Flows::new(centre.clone(), line)),
        phone_numbers: Arc::new(Numbers::new(centre.clone(), line)),
        instance_functions: Arc::new(ListedFunctions::new(centre.clone(), line)),
        metrics: Arc::new(Metrics::new(cloudwatch.clone(), line)),
        alarms: Arc::new(Alarms::new(cloudwatch, line)),
        invoker: invoker.clone(),
        publisher: invoker.clone(),
        concurrency: invoker,
        deployments: Arc::new(Deployments::new(codedeploy.clone(), line)),
        deployer: Arc::new(Deployer::new(codedeploy.clone(), line)),
        deployment_keeper: Arc::new(DeploymentKeeper::new(codedeploy, line)),
        alias_keeper: Arc::new(lambda::Keeper::new(functions, line)),
        flow_keeper: Arc::new(connect::Keeper::new(centre.clone(), line)),
        chats: Arc::new(Chats::new(centre, participant, line)),
        stacks: Arc::new(Stacks::new(stacks, line)),
    }
}

#[cfg(test)]
mod tests;
