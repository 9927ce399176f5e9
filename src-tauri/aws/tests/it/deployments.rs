//! CodeDeploy on the practice account: groups, deployments, and what is made
//! for them.

use std::time::Duration;

use crossfade_domain::{alias::Routing, qualifier::Version, rollout::plan::Shape, weight::Weight};
use crossfade_engine::{
    failure::FailureKind,
    ports::{
        Account, AlarmOverride, Deployment, DeploymentStatus, NewDeployment, NewDeploymentGroup,
        RollbackEvent,
    },
};
use crossfade_practice::PracticeServer;
use jiff::Timestamp;

use crate::account::practice;

fn wanted() -> NewDeployment {
    NewDeployment {
        application: "orders".to_owned(),
        group: "orders-PROD".to_owned(),
        configuration: Some("CodeDeployDefault.LambdaCanary10Percent5Minutes".to_owned()),
        function: "orders".to_owned(),
        alias: "PROD".parse().expect("a name"),
        from: "7".parse().expect("a version"),
        to: "8".parse().expect("a version"),
        description: "a test".to_owned(),
        alarms: Some(AlarmOverride { names: Vec::new(), ignore_unreadable: true }),
    }
}

#[tokio::test]
async fn a_group_names_its_last_deployment_which_tells_what_it_moved() {
    let (_server, account) = practice().await;
    let groups = account.deployments.groups().await.expect("groups");
    let group = groups.iter().find(|it| it.name == "orders-PROD").expect("the group");
    assert_eq!(group.last.len(), 1, "the last one succeeded: {:?}", group.last);
    let last = account.deployments.deployments(&group.last).await.expect("deployments");
    assert!(last[0].is_on("orders", &"PROD".parse().expect("a name")), "{last:?}");
    let applications = account.deployments.applications().await.expect("applications");
    assert_eq!(applications, ["orders", "payments"]);
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
    let id = account.deployer.start(&wanted()).await.expect("started");
    let twice = account.deployer.start(&wanted()).await.expect_err("refused");
    assert_eq!(twice.kind, FailureKind::Conflict);
    let created = seen(&account, &id).await;
    assert_eq!(created.status, DeploymentStatus::Created);
    assert_eq!(account.deployments.progress(&id).await.expect("an answer"), None);
    pass(&server, 5);
    let moving = seen(&account, &id).await;
    assert_eq!(moving.status, DeploymentStatus::InProgress);
    assert_eq!(moving.description, "a test");
    let progress = account.deployments.progress(&id).await.expect("an answer").expect("progress");
    assert_eq!(Some(&progress.moves), moving.moves.as_ref());
    assert_eq!(progress.weight, Weight::from_percent(10.0).expect("a weight"));
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
    assert_eq!(routing, Routing::all_to(Version::Published(7)));
    let over = account.deployer.stop(&id, true).await.expect_err("refused");
    assert_eq!(over.code, "DeploymentAlreadyCompletedException");
}

#[tokio::test]
async fn what_a_deployment_needs_is_made_changed_and_taken_away() {
    let (_server, account) = practice().await;
    let (keeper, catalog) = (&account.deployment_keeper, &account.deployments);
    let shape = Shape::Linear { percent: 25, minutes: 2 };
    keeper.create_configuration("own", shape).await.expect("made");
    assert_eq!(catalog.shape("own").await.expect("an answer"), Some(shape));
    keeper.create_application("new").await.expect("made");
    let group = NewDeploymentGroup {
        application: "new".to_owned(),
        name: "group".to_owned(),
        service_role: "arn:aws:iam::111122223333:role/CodeDeployServiceRole".to_owned(),
        configuration: "own".to_owned(),
        alarms: vec!["orders-PROD-errors".to_owned()],
    };
    keeper.create_group(&group).await.expect("made");
    let found = || async {
        let groups = catalog.groups().await.expect("groups");
        groups.into_iter().find(|it| it.application == "new")
    };
    let made = found().await.expect("the group");
    assert_eq!((&made.alarms, &made.rolls_back_on[..]), (&group.alarms, &RollbackEvent::ALL[..]));
    let mut watch = made.watch();
    watch.alarms.clear();
    watch.rolls_back_on = vec![RollbackEvent::Failure];
    keeper.watch_group("new", "group", &watch).await.expect("changed");
    assert_eq!(found().await.expect("the group").watch(), watch);
    keeper.delete_group("new", "group").await.expect("deleted");
    assert_eq!(found().await, None);
    keeper.delete_application("new").await.expect("deleted");
    assert!(!catalog.applications().await.expect("applications").contains(&"new".to_owned()));
    keeper.delete_configuration("own").await.expect("deleted");
    assert_eq!(catalog.shape("own").await.expect("an answer"), None);
}
