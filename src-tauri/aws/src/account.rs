//! The clients of one account, put behind the engine's ports.
//!
//! Invariant: every client carries the same guards. Writes have clients of
//! their own, which send nothing twice unless AWS refused it.

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
    retry::OnlyWhenRefused,
};

/// The configuration of one service's clients, guarded.
macro_rules! guarded {
    ($sdk:ident, $config:expr, $pacing:expr, $read_only:expr) => {{
        let builder =
            $sdk::config::Builder::from($config).interceptor(CountRetries(Arc::clone($pacing)));
        if $read_only { builder.interceptor(ReadOnly) } else { builder }
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

    let lambda_writes = functions.clone().retry_classifier(OnlyWhenRefused).build();
    let lambda_writes = aws_sdk_lambda::Client::from_conf(lambda_writes);
    let connect_writes = centre.clone().retry_classifier(OnlyWhenRefused).build();
    let connect_writes = aws_sdk_connect::Client::from_conf(connect_writes);
    let deploys = codedeploy.clone().retry_classifier(OnlyWhenRefused).build();
    let deploys = aws_sdk_codedeploy::Client::from_conf(deploys);
    let stack_writes = stacks.clone().retry_classifier(OnlyWhenRefused).build();
    let stack_writes = aws_sdk_cloudformation::Client::from_conf(stack_writes);
    let stacks = aws_sdk_cloudformation::Client::from_conf(stacks.build());
    let participant = participant.retry_classifier(OnlyWhenRefused).build();
    let participant = aws_sdk_connectparticipant::Client::from_conf(participant);
    let sts = aws_sdk_sts::Client::from_conf(sts.build());
    let functions = aws_sdk_lambda::Client::from_conf(functions.build());
    let centre = aws_sdk_connect::Client::from_conf(centre.build());
    let cloudwatch = aws_sdk_cloudwatch::Client::from_conf(cloudwatch.build());
    let codedeploy = aws_sdk_codedeploy::Client::from_conf(codedeploy.build());
    let invoker = Arc::new(Invoker::new(functions.clone(), lambda_writes.clone(), line));

    Account {
        identity: Arc::new(Caller::new(sts, line)),
        functions: Arc::new(Functions::new(functions.clone(), line)),
        aliases: Arc::new(Aliases::new(functions, lambda_writes.clone(), line)),
        flows: Arc::new(Flows::new(centre.clone(), line)),
        phone_numbers: Arc::new(Numbers::new(centre.clone(), line)),
        instance_functions: Arc::new(ListedFunctions::new(centre, connect_writes.clone(), line)),
        metrics: Arc::new(Metrics::new(cloudwatch.clone(), line)),
        alarms: Arc::new(Alarms::new(cloudwatch, line)),
        invoker: invoker.clone(),
        publisher: invoker.clone(),
        concurrency: invoker,
        deployments: Arc::new(Deployments::new(codedeploy, line)),
        deployer: Arc::new(Deployer::new(deploys.clone(), line)),
        deployment_keeper: Arc::new(DeploymentKeeper::new(deploys, line)),
        alias_keeper: Arc::new(lambda::Keeper::new(lambda_writes, line)),
        flow_keeper: Arc::new(connect::Keeper::new(connect_writes.clone(), line)),
        chats: Arc::new(Chats::new(connect_writes, participant, line)),
        stacks: Arc::new(Stacks::new(stacks, stack_writes, line)),
    }
}
