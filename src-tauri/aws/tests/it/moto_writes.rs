//! What Crossfade writes, against `moto`: as much of it as `moto` has. It knows
//! neither targets and configurations of CodeDeploy, nor provisioned
//! concurrency, nor the flows and chats of Amazon Connect.

use std::collections::BTreeMap;

use crossfade_domain::{
    alias::Routing,
    qualifier::{AliasName, Qualifier, Version},
};
use crossfade_engine::{
    failure::FailureKind,
    ports::{Account, NewDeployment, NewDeploymentGroup, NewPermission, StackPhase, StackRequest},
};
use jiff::Timestamp;

use crate::{
    account::{FREE, instance, opened, plain},
    moto::{create, endpoint, role},
};

const FUNCTION: &str = "written";

fn alias() -> AliasName {
    "CANARY".parse().expect("a name")
}

#[tokio::test]
async fn moto_takes_what_is_written_to_lambda() {
    let Some(url) = endpoint("moto_takes_what_is_written_to_lambda") else { return };
    create(&aws_sdk_lambda::Client::new(&plain(&url)), FUNCTION, &role(&url).await).await;
    let account = opened(&url, FREE).await;
    let keeper = &account.alias_keeper;
    let made = keeper.create(FUNCTION, &alias(), Version::Published(3), "For a test").await;
    let made = made.expect("made");
    assert_eq!(made.routing, Routing::all_to(Version::Published(3)));
    let twice = keeper.create(FUNCTION, &alias(), Version::Published(3), "").await;
    assert_eq!(twice.expect_err("refused").kind, FailureKind::Conflict);

    let permission = NewPermission {
        function: FUNCTION.to_owned(),
        alias: alias(),
        statement_id: "connect".to_owned(),
        instance: instance(),
        revision_id: None,
    };
    keeper.allow(&permission).await.expect("allowed");
    let policy = policy(&account).await.expect("a policy");
    assert!(policy.contains(&instance().to_string()), "{policy}");
    keeper.withdraw(FUNCTION, &alias(), "connect", None).await.expect("withdrawn");

    let version = account.publisher.publish(FUNCTION, None, "Again").await.expect("published");
    assert!(matches!(version, Version::Published(3 | 4)), "{version}");
    keeper.delete(FUNCTION, &alias()).await.expect("deleted");
    keeper.delete(FUNCTION, &alias()).await.expect("what is not there is as good as deleted");
    assert_eq!(account.aliases.alias(FUNCTION, &alias()).await.expect("an answer"), None);
}

async fn policy(account: &Account) -> Option<String> {
    let qualifier = Qualifier::Alias(alias());
    account.functions.policy(FUNCTION, Some(&qualifier)).await.expect("an answer").map(|it| it.text)
}

#[tokio::test]
async fn moto_takes_what_is_written_to_codedeploy() {
    let Some(url) = endpoint("moto_takes_what_is_written_to_codedeploy") else { return };
    let account = opened(&url, FREE).await;
    let (deployer, keeper) = (&account.deployer, &account.deployment_keeper);
    keeper.create_application("witnessed").await.expect("made");
    let twice = keeper.create_application("witnessed").await.expect_err("refused");
    assert_eq!(twice.kind, FailureKind::Conflict);
    let group = NewDeploymentGroup {
        application: "witnessed".to_owned(),
        name: "group".to_owned(),
        service_role: "arn:aws:iam::123456789012:role/witness".to_owned(),
        configuration: "CodeDeployDefault.LambdaAllAtOnce".to_owned(),
        alarms: vec!["an-alarm".to_owned()],
    };
    keeper.create_group(&group).await.expect("made");
    let twice = keeper.create_group(&group).await.expect_err("refused");
    assert_eq!(twice.kind, FailureKind::Conflict);
    let deployment = NewDeployment {
        application: "witnessed".to_owned(),
        group: "group".to_owned(),
        configuration: None,
        function: FUNCTION.to_owned(),
        alias: alias(),
        from: Version::Published(1),
        to: Version::Published(2),
        description: "by the test".to_owned(),
        alarms: None,
    };
    let id = deployer.start(&deployment).await.expect("started");
    let nowhere = NewDeployment { application: "nobody".to_owned(), ..deployment };
    let refused = deployer.start(&nowhere).await.expect_err("refused");
    assert_eq!(refused.kind, FailureKind::NotFound);
    let ids = account.deployments.deployment_ids(Timestamp::UNIX_EPOCH, false).await;
    assert_eq!(ids.expect("ids"), [id.as_str()]);

    // What CodeDeploy understood of it, by a client that is not Crossfade's.
    let plain = aws_sdk_codedeploy::Client::new(&plain(&url));
    let found = plain.get_deployment().deployment_id(&id).send().await.expect("an answer");
    let found = found.deployment_info.expect("the deployment");
    assert_eq!(found.description.as_deref(), Some("by the test"));
    let revision = found.revision.and_then(|it| it.app_spec_content).and_then(|it| it.content);
    let spec: serde_json::Value =
        serde_json::from_str(&revision.expect("an AppSpec")).expect("JSON");
    let properties = &spec["Resources"][0][FUNCTION]["Properties"];
    assert_eq!(
        (&properties["CurrentVersion"], &properties["TargetVersion"]),
        (&"1".into(), &"2".into())
    );
}

fn stack(attribute: &str) -> StackRequest {
    let template = format!(
        "Parameters:\n  Name:\n    Type: String\nResources:\n  Queue:\n    \
         Type: AWS::SQS::Queue\n    Properties:\n      QueueName: !Ref Name\n      \
         DelaySeconds: {attribute}\nOutputs:\n  Queue:\n    Value: !GetAtt Queue.QueueName\n"
    );
    StackRequest {
        name: "witnessed".to_owned(),
        template,
        parameters: BTreeMap::from([("Name".to_owned(), "of-a-test".to_owned())]),
        tags: BTreeMap::from([("by".to_owned(), "a test".to_owned())]),
    }
}

#[tokio::test]
async fn moto_takes_what_is_written_to_cloudformation() {
    let Some(url) = endpoint("moto_takes_what_is_written_to_cloudformation") else { return };
    let account = opened(&url, FREE).await;
    let stacks = &account.stacks;
    assert_eq!(stacks.stack("witnessed").await.expect("an answer"), None);
    let id = stacks.create(&stack("5")).await.expect("asked for");
    let made = stacks.stack("witnessed").await.expect("an answer").expect("the stack");
    assert_eq!((made.phase, &made.id), (StackPhase::Complete, &id));
    assert_eq!((made.parameters, made.tags), (stack("5").parameters, stack("5").tags));
    assert_eq!(made.outputs["Queue"], "of-a-test");
    stacks.update(&stack("9")).await.expect("asked for");
    let changed = stacks.stack("witnessed").await.expect("an answer").expect("the stack");
    assert_eq!(changed.status, "UPDATE_COMPLETE");
    let events = stacks.events("witnessed").await.expect("events");
    let first = events.first().expect("an event");
    assert_eq!(
        (first.resource.as_str(), first.status.as_str()),
        ("witnessed", "CREATE_IN_PROGRESS")
    );
    stacks.delete("witnessed").await.expect("asked for");
    let gone = stacks.stack("witnessed").await.expect("an answer");
    assert!(gone.is_none_or(|it| it.phase == StackPhase::Deleted));
    stacks.delete("witnessed").await.expect("what is not there is as good as deleted");
}
