//! What CodeDeploy keeps is taken away only as it was made, and unused.

use super::{
    deploy::{OWN, stands, through},
    journal,
    lab::{Lab, start},
};
use crate::{
    journal::{ChangeId, Stage},
    setup::{SetupReview, SetupWish, Setups},
};

async fn reviewed(setups: &Setups) -> SetupReview {
    let left = setups.leftovers().await.expect("a list");
    let ids: Vec<ChangeId> = left.into_iter().map(|it| it.entry.intent.id).collect();
    assert_eq!(ids.len(), 3, "configuration, application, group");
    setups.review(SetupWish::TakeAway(ids), &|_, _| ()).await.expect("a review")
}

/// Why each is not taken away, newest first: group, application, configuration.
async fn refused(setups: &Setups) -> [Option<String>; 3] {
    let lines = reviewed(setups).await.lines;
    let why = |line: usize| lines[line].refused.as_ref().map(|it| it.message.clone());
    [why(0), why(1), why(2)]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_in_use_or_changed_by_others_is_not_taken_away() {
    let (_folder, journal) = journal();
    let lab = Lab::new();
    let rollouts = lab.rollouts(&journal);
    let id = start(&rollouts, through("new-group", Some("role"), OWN)).await.expect("started");
    let setups = Setups::open(rollouts.changes(), false);
    let running = lab.newest();
    let [group, application, configuration] = refused(&setups).await;
    assert!(group.expect("it is in use").contains(&running));
    assert!(application.expect("it has a group").contains("new-group"));
    assert!(configuration.expect("a group has it").contains("new-group"));
    lab.succeed(&running);
    stands(&rollouts, &id, Stage::Completed).await;
    assert_eq!(refused(&setups).await, [None, None, None], "the group goes first");

    let theirs = lab.deployed_by_another("new-group", "orders");
    let group = refused(&setups).await[0].clone().expect("others use it");
    assert!(group.contains(&theirs), "{group}");
    lab.succeed(&theirs);
    lab.deploys().groups[0].alarms.push("theirs".to_owned());
    let [group, application, configuration] = refused(&setups).await;
    assert!(group.expect("others changed it").contains("Somebody changed it"));
    assert!(application.is_some() && configuration.is_some(), "the group needs them");

    lab.deploys().groups[0].alarms.pop();
    let review = reviewed(&setups).await;
    setups.carry_out(&review.id, None, &|_, _| ()).await.expect("taken away");
    assert!(lab.deploys().groups.is_empty());
    assert_eq!(setups.leftovers().await.expect("a list").len(), 0);
}
