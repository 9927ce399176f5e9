//! CodeDeploy on the practice account: groups, deployments, and what is made
//! for them.

use crossfade_domain::rollout::plan::Shape;
use crossfade_engine::ports::{
    AlarmOverride, DeploymentStatus, NewDeployment, NewDeploymentGroup, RollbackEvent,
};
use jiff::Timestamp;

use crate::account::{START, practice};

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

#[tokio::test]
async fn a_deployment_is_started_looked_at_and_stopped() {
    let (_server, account) = practice().await;
    let id = account.deployer.start(&wanted()).await.expect("started");
    let from: Timestamp = START.parse().expect("a time");
    let running = account.deployments.deployment_ids(from, true).await.expect("ids");
    assert_eq!(running, std::slice::from_ref(&id));
    let found = account.deployments.deployments(&running).await.expect("deployments").remove(0);
    assert_eq!(found.description, "a test");
    let progress = account.deployments.progress(&id).await.expect("an answer").expect("progress");
    assert_eq!(Some(progress.moves), found.moves);
    account.deployer.stop(&id, true).await.expect("stopped");
    let found = account.deployments.deployments(&running).await.expect("deployments").remove(0);
    assert_eq!(found.status, DeploymentStatus::Stopped);
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
