//! Deployments by the practice account's CodeDeploy.

use std::time::Duration;

use crossfade_domain::{qualifier::Version, rollout::plan::Shape, weight::Weight};
use crossfade_engine::{
    failure::FailureKind,
    ports::{Account, Deployment, DeploymentStatus, NewDeployment, NewDeploymentGroup},
};
use crossfade_practice::PracticeServer;
use jiff::Timestamp;

use crate::account::practice;

const CONFIGURATION: &str = "Witness7Percent2Minutes";
const SHAPE: Shape = Shape::Canary { percent: 7, minutes: 2 };

async fn made(account: &Account) {
    let deployer = &account.deployer;
    for _ in 0..2 {
        // What is there already is as good as made.
        deployer.create_application("shop").await.expect("an application");
        deployer.create_configuration(CONFIGURATION, SHAPE).await.expect("a configuration");
    }
    deployer.create_group(&group()).await.expect("a group");
    let twice = deployer.create_group(&group()).await.expect_err("refused");
    assert_eq!(twice.kind, FailureKind::Conflict);
}

fn group() -> NewDeploymentGroup {
    NewDeploymentGroup {
        application: "shop".to_owned(),
        name: "orders-PROD".to_owned(),
        service_role: "arn:aws:iam::111122223333:role/deploy".to_owned(),
        configuration: CONFIGURATION.to_owned(),
        alarms: Vec::new(),
    }
}

fn wanted() -> NewDeployment {
    NewDeployment {
        application: "shop".to_owned(),
        group: "orders-PROD".to_owned(),
        configuration: None,
        function: "orders".to_owned(),
        alias: "PROD".parse().expect("a name"),
        from: Version::Published(7),
        to: Version::Published(8),
        description: "by the test".to_owned(),
    }
}

async fn seen(account: &Account, id: &str) -> Deployment {
    let found = account.deployments.deployments(&[id.to_owned()]).await.expect("an answer");
    found.into_iter().next().expect("the deployment")
}

fn pass(server: &PracticeServer, seconds: u64) {
    server.world().advance(Duration::from_secs(seconds));
}

#[tokio::test]
async fn a_deployment_is_started_followed_and_stopped() {
    let (server, account) = practice().await;
    made(&account).await;
    let groups = account.deployments.groups().await.expect("groups");
    let found = groups.iter().find(|it| it.application == "shop").expect("the group");
    assert_eq!((found.name.as_str(), found.rolls_back_on.len()), ("orders-PROD", 3));
    let shape = account.deployments.shape(CONFIGURATION).await.expect("an answer");
    assert_eq!(shape, Some(SHAPE));
    assert_eq!(account.deployments.shape("Nobody").await.expect("an answer"), None);

    let id = account.deployer.start(&wanted()).await.expect("started");
    let twice = account.deployer.start(&wanted()).await.expect_err("refused");
    assert_eq!(twice.kind, FailureKind::Conflict);
    let created = seen(&account, &id).await;
    assert_eq!((created.status, created.target), (DeploymentStatus::Created, None));
    pass(&server, 5);
    let moving = seen(&account, &id).await;
    assert_eq!(moving.status, DeploymentStatus::InProgress);
    assert_eq!(moving.description, "by the test");
    let target = moving.target.expect("a target");
    assert_eq!((target.from, target.to), (Version::Published(7), Version::Published(8)));
    assert_eq!(target.weight, Weight::from_percent(7.0).expect("a weight"));
    let under_way = account.deployments.deployment_ids(Timestamp::UNIX_EPOCH, true).await;
    assert_eq!(under_way.expect("ids"), [id.as_str()]);

    account.deployer.stop(&id, true).await.expect("stopped");
    pass(&server, 60);
    let stopped = seen(&account, &id).await;
    assert_eq!(stopped.status, DeploymentStatus::Stopped);
    let back = seen(&account, &stopped.rolled_back_by.expect("a rollback")).await;
    assert_eq!(
        (back.status, back.rolls_back.as_deref()),
        (DeploymentStatus::Succeeded, Some(id.as_str()))
    );
    let alias = account.aliases.alias("orders", &wanted().alias).await.expect("an answer");
    let routing = alias.expect("the alias").routing;
    assert_eq!(routing, crossfade_domain::alias::Routing::all_to(Version::Published(7)));
    let over = account.deployer.stop(&id, true).await.expect_err("refused");
    assert_eq!(over.code, "DeploymentAlreadyCompletedException");
}
