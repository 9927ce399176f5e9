//! What guided work writes: aliases and who may invoke them, versions, spare
//! environments, flows and stacks, on the practice account.

use std::{collections::BTreeMap, time::Duration};

use crossfade_domain::{
    alias::Routing,
    qualifier::{AliasName, Qualifier, Version},
};
use crossfade_engine::{
    failure::FailureKind,
    ports::{
        Account, FlowView, NewFlow, NewPermission, ProvisionedStatus, PublicationStatus,
        StackPhase, StackRequest,
    },
};

use crate::account::{instance, practice};

const ENDING: &str = r#"{"Version":"2019-10-30","StartAction":"end","Metadata":{},"Actions":[
    {"Identifier":"end","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}"#;

fn alias() -> AliasName {
    "CANARY".parse().expect("a name")
}

#[tokio::test]
async fn an_alias_is_made_may_be_invoked_and_is_deleted() {
    let (_server, account) = practice().await;
    let keeper = &account.alias_keeper;
    let made = keeper.create("orders", &alias(), Version::Published(8), "For a test").await;
    let made = made.expect("made");
    assert_eq!(made.routing, Routing::all_to(Version::Published(8)));
    assert_eq!(made.description, "For a test");
    let twice = keeper.create("orders", &alias(), Version::Published(8), "").await;
    assert_eq!(twice.expect_err("refused").kind, FailureKind::Conflict);

    let permission = NewPermission {
        function: "orders".to_owned(),
        alias: alias(),
        statement_id: "connect".to_owned(),
        instance: instance(),
        revision_id: None,
    };
    keeper.allow(&permission).await.expect("allowed");
    assert_eq!(keeper.allow(&permission).await.expect_err("refused").kind, FailureKind::Conflict);
    let policy = policy(&account).await.expect("a policy");
    assert!(policy.contains(&instance().to_string()) && policy.contains("connect.amazonaws.com"));
    for _ in 0..2 {
        // What is not there is as good as taken away.
        keeper.withdraw("orders", &alias(), "connect", None).await.expect("withdrawn");
    }
    assert_eq!(policy_of_nobody(&account).await, None);
    for _ in 0..2 {
        keeper.delete("orders", &alias()).await.expect("deleted");
    }
    assert_eq!(account.aliases.alias("orders", &alias()).await.expect("an answer"), None);
}

async fn policy(account: &Account) -> Option<String> {
    let qualifier = Qualifier::Alias(alias());
    account.functions.policy("orders", Some(&qualifier)).await.expect("an answer").map(|it| it.text)
}

/// A policy without statements is none.
async fn policy_of_nobody(account: &Account) -> Option<String> {
    policy(account).await.filter(|policy| policy.contains("Sid"))
}

#[tokio::test]
async fn a_version_is_published_once_and_gets_spare_environments() {
    let (server, account) = practice().await;
    let before = account.functions.versions("orders").await.expect("versions").len();
    let version = account.publisher.publish("orders", None, "For a test").await.expect("published");
    assert_eq!(account.publisher.publish("orders", None, "").await.expect("published"), version);
    let after = account.functions.versions("orders").await.expect("versions");
    assert!(after.len() <= before + 1, "one version at most");
    let qualifier = Qualifier::Version(version);
    let spare = &account.concurrency;
    assert_eq!(spare.provisioned("orders", &qualifier).await.expect("an answer"), None);
    let asked = spare.provision("orders", version, 3).await.expect("asked for");
    assert_eq!((asked.requested, asked.status), (3, ProvisionedStatus::InProgress));
    server.world().advance(Duration::from_mins(2));
    let ready = spare.provisioned("orders", &qualifier).await.expect("an answer");
    assert_eq!(ready.map(|it| (it.available, it.status)), Some((3, ProvisionedStatus::Ready)));
}

#[tokio::test]
async fn a_flow_is_made_replaced_and_deleted() {
    let (_server, account) = practice().await;
    let (keeper, arn) = (&account.flow_keeper, instance());
    let flow = NewFlow {
        name: "Made by a test".to_owned(),
        kind: "CONTACT_FLOW".to_owned(),
        description: String::new(),
        content: ENDING.to_owned(),
        status: PublicationStatus::Published,
    };
    let made = keeper.create(&arn, &flow).await.expect("made");
    let id = made.rsplit('/').next().expect("an id");
    let twice = keeper.create(&arn, &flow).await.expect_err("refused");
    assert_eq!(twice.kind, FailureKind::Conflict);

    let broken = ENDING.replace(r#""Transitions":{}"#, r#""Transitions":{"NextAction":"x"}"#);
    let refused =
        keeper.replace(&arn, id, FlowView::Published, &broken).await.expect_err("refused");
    assert_eq!(refused.code, "InvalidContactFlowException");
    let problems = refused.detail.unwrap_or_default();
    assert!(problems.contains("\n- "), "AWS's own list of problems is shown: {problems}");
    let renamed = ENDING.replace("end", "over");
    keeper.replace(&arn, id, FlowView::Published, &renamed).await.expect("replaced");
    let found = account.flows.flow(&arn, id, FlowView::Published).await.expect("an answer");
    assert!(found.is_some_and(|it| it.content.contains("over")));
    for _ in 0..2 {
        keeper.delete(&arn, id).await.expect("deleted");
    }
    let gone = account.flows.flow(&arn, id, FlowView::Published).await;
    assert_eq!(gone.expect("an answer"), None);
}

fn stack(threshold: u32) -> StackRequest {
    let template = format!(
        "Resources:\n  Alarm:\n    Type: AWS::CloudWatch::Alarm\n    Properties:\n      \
         Namespace: AWS/Lambda\n      MetricName: Errors\n      Statistic: Sum\n      Period: 60\n      \
         EvaluationPeriods: 1\n      Threshold: {threshold}\n      \
         ComparisonOperator: GreaterThanThreshold\nOutputs:\n  Alarm:\n    Value: !Ref Alarm\n"
    );
    StackRequest {
        name: "of-a-test".to_owned(),
        template,
        parameters: BTreeMap::new(),
        tags: BTreeMap::from([("by".to_owned(), "a test".to_owned())]),
    }
}

#[tokio::test]
async fn a_stack_is_made_changed_and_deleted() {
    let (server, account) = practice().await;
    let stacks = &account.stacks;
    assert_eq!(stacks.stack("of-a-test").await.expect("an answer"), None);
    let id = stacks.create(&stack(1)).await.expect("asked for");
    let begun = stacks.stack("of-a-test").await.expect("an answer").expect("the stack");
    assert_eq!((begun.phase, &begun.id), (StackPhase::UnderWay, &id));
    server.world().advance(Duration::from_mins(10));
    let made = stacks.stack("of-a-test").await.expect("an answer").expect("the stack");
    assert_eq!(made.phase, StackPhase::Complete);
    assert_eq!(made.tags, stack(1).tags);
    let alarm = made.outputs["Alarm"].clone();

    let same = stacks.update(&stack(1)).await.expect_err("refused");
    assert_eq!(same.code, "ValidationError");
    stacks.update(&stack(5)).await.expect("asked for");
    server.world().advance(Duration::from_mins(10));
    let alarms = account.alarms.alarms(Some(&[alarm])).await.expect("alarms");
    assert!(alarms[0].condition.starts_with("Errors > 5"), "{}", alarms[0].condition);
    let events = stacks.events("of-a-test").await.expect("events");
    let statuses: Vec<_> = events
        .iter()
        .filter(|it| it.resource == "of-a-test")
        .map(|it| it.status.as_str())
        .collect();
    assert_eq!(statuses.first(), Some(&"CREATE_IN_PROGRESS"));
    assert_eq!(statuses.last(), Some(&"UPDATE_COMPLETE"));
    stacks.delete("of-a-test").await.expect("asked for");
    server.world().advance(Duration::from_mins(10));
    let gone = stacks.stack("of-a-test").await.expect("an answer");
    assert!(gone.is_none_or(|it| it.phase == StackPhase::Deleted));
}
