//! Deployments of others, looked at by pages that poll.

use super::{deploy::lab, journal};
use crate::ports::DeploymentStatus;

#[tokio::test(flavor = "multi_thread")]
async fn what_a_page_shows_is_asked_for_every_few_seconds_and_anew_after_a_stop() {
    let (_folder, journal) = journal();
    let lab = lab();
    lab.plant_group("deploys-others", "others");
    let theirs = lab.deployed_by_another("deploys-others", "others");
    let rollouts = lab.rollouts(&journal);
    let seen = async || {
        let other = rollouts.other(&theirs).await.expect("shown");
        let listed = rollouts.others().await.expect("a list");
        (other.chain[0].status, listed.len())
    };
    let first = seen().await;
    assert_eq!(first.1, 1);
    // What changes behind its back is seen some seconds later.
    lab.shift(&theirs, 10.0);
    assert_eq!(seen().await, first);
    rollouts.stop_deployment(&theirs).await.expect("stopped");
    assert_eq!(rollouts.other(&theirs).await.expect("shown").chain[0].status, {
        DeploymentStatus::Stopped
    });
    let listed = rollouts.others().await.expect("a list");
    assert!(listed.iter().all(|(it, _)| it.id != theirs), "it is not under way any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_code_deploy_refuses_is_not_asked_for_at_each_poll() {
    let (_folder, journal) = journal();
    let lab = lab();
    lab.plant_group("deploys-others", "others");
    let theirs = lab.deployed_by_another("deploys-others", "others");
    let rollouts = lab.rollouts(&journal);
    lab.deploys().unreadable.push(theirs.clone());
    let one = rollouts.other(&theirs).await.expect_err("unreadable");
    let list = rollouts.others().await.expect_err("unreadable");
    lab.deploys().unreadable.clear();
    assert_eq!(rollouts.other(&theirs).await, Err(one));
    assert_eq!(rollouts.others().await, Err(list));
}
