//! Every write there is, as its port makes it.

use crossfade_domain::{
    alias::Routing,
    arn::InstanceArn,
    qualifier::{AliasName, Qualifier, Version},
    rollout::plan::Shape,
};
use crossfade_engine::ports::{
    Account, Answer, ChatId, FlowView, GroupWatch, NewDeployment, NewDeploymentGroup, NewFlow,
    NewPermission, PublicationStatus, RollbackEvent, RoutingUpdate, StackRequest,
};
use futures::{FutureExt as _, future::BoxFuture};

use crate::operation::Operation;

/// One write.
pub(super) struct Write {
    /// Which operation it leaves as.
    pub(super) operation: Operation,
    /// What only its request has.
    pub(super) mark: &'static str,
    /// What is answered to the calls that have to come first.
    pub(super) before: &'static [&'static str],
    /// Makes it.
    pub(super) send: fn(Account) -> BoxFuture<'static, Answer<()>>,
}

macro_rules! writes {
    ($($operation:ident, $mark:literal, $before:expr, |$account:ident| $answer:expr;)+) => {
        /// Every write.
        pub(super) const WRITES: &[Write] = &[$(Write {
            operation: Operation::$operation,
            mark: $mark,
            before: $before,
            send: |$account| async move { $answer.await.map(drop) }.boxed(),
        }),+];
    };
}

const FUNCTION: &str = "orders";
const ARN: &str = "arn:aws:lambda:eu-central-1:111122223333:function:orders";
const NOTHING: &[&str] = &[];
pub(super) const STARTED: &str = r#"{"ContactId":"c","ParticipantId":"p","ParticipantToken":"t"}"#;
pub(super) const JOINED: &str =
    r#"{"ConnectionCredentials":{"ConnectionToken":"t","Expiry":"2026-11-24T10:00:00Z"}}"#;

writes! {
    UpdateAlias, "PUT /2015-03-31/functions/orders/aliases/PROD", NOTHING,
        |it| it.aliases.set_routing(&update());
    CreateAlias, "POST /2015-03-31/functions/orders/aliases", NOTHING,
        |it| it.alias_keeper.create(FUNCTION, &alias(), Version::Published(8), "");
    DeleteAlias, "DELETE /2015-03-31/functions/orders/aliases/PROD", NOTHING,
        |it| it.alias_keeper.delete(FUNCTION, &alias());
    AddPermission, "POST /2015-03-31/functions/orders/policy", NOTHING,
        |it| it.alias_keeper.allow(&permission());
    RemovePermission, "DELETE /2015-03-31/functions/orders/policy/s", NOTHING,
        |it| it.alias_keeper.withdraw(FUNCTION, &alias(), "s", None);
    Invoke, "POST /2015-03-31/functions/orders/invocations", NOTHING,
        |it| it.invoker.invoke(FUNCTION, &Qualifier::Alias(alias()), "{}");
    PublishVersion, "POST /2015-03-31/functions/orders/versions", NOTHING,
        |it| it.publisher.publish(FUNCTION, None, "");
    PutProvisionedConcurrencyConfig,
        "PUT /2019-09-30/functions/orders/provisioned-concurrency", NOTHING,
        |it| it.concurrency.provision(FUNCTION, Version::Published(8), 5);
    DeleteProvisionedConcurrencyConfig,
        "DELETE /2019-09-30/functions/orders/provisioned-concurrency", NOTHING,
        |it| it.concurrency.unprovision(FUNCTION, Version::Published(8));
    CreateContactFlow, "PUT /contact-flows/", NOTHING,
        |it| it.flow_keeper.create(&instance(), &flow());
    UpdateContactFlowContent, "POST /contact-flows/", NOTHING,
        |it| it.flow_keeper.replace(&instance(), "f", FlowView::Published, "{}");
    DeleteContactFlow, "DELETE /contact-flows/", NOTHING,
        |it| it.flow_keeper.delete(&instance(), "f");
    AssociateLambdaFunction, "PUT /instance/", NOTHING,
        |it| it.instance_functions.associate(&instance(), ARN);
    DisassociateLambdaFunction, "DELETE /instance/", NOTHING,
        |it| it.instance_functions.disassociate(&instance(), ARN);
    StartChatContact, "PUT /contact/chat", NOTHING,
        |it| it.chats.start(&instance(), "f", "Tester", "once");
    CreateParticipantConnection, "POST /participant/connection", &[STARTED], |it| joined(&it);
    SendMessage, "POST /participant/message", &[STARTED, JOINED], |it| said(&it);
    StopContact, "POST /contact/stop", NOTHING,
        |it| it.chats.stop(&instance(), &ChatId("c".to_owned()));
    CreateDeployment, "CodeDeploy_20141006.CreateDeployment\r\n", NOTHING,
        |it| it.deployer.start(&deployment());
    StopDeployment, "CodeDeploy_20141006.StopDeployment\r\n", NOTHING,
        |it| it.deployer.stop("d-1", true);
    CreateApplication, "CodeDeploy_20141006.CreateApplication\r\n", NOTHING,
        |it| it.deployment_keeper.create_application("a");
    CreateDeploymentGroup, "CodeDeploy_20141006.CreateDeploymentGroup\r\n", NOTHING,
        |it| it.deployment_keeper.create_group(&group());
    CreateDeploymentConfig, "CodeDeploy_20141006.CreateDeploymentConfig\r\n", NOTHING,
        |it| it.deployment_keeper.create_configuration("c", Shape::Linear { percent: 7, minutes: 2 });
    UpdateDeploymentGroup, "CodeDeploy_20141006.UpdateDeploymentGroup\r\n", NOTHING,
        |it| it.deployment_keeper.watch_group("a", "g", &watch());
    DeleteDeploymentGroup, "CodeDeploy_20141006.DeleteDeploymentGroup\r\n", NOTHING,
        |it| it.deployment_keeper.delete_group("a", "g");
    DeleteApplication, "CodeDeploy_20141006.DeleteApplication\r\n", NOTHING,
        |it| it.deployment_keeper.delete_application("a");
    DeleteDeploymentConfig, "CodeDeploy_20141006.DeleteDeploymentConfig\r\n", NOTHING,
        |it| it.deployment_keeper.delete_configuration("c");
    CreateStack, "Action=CreateStack&", NOTHING, |it| it.stacks.create(&stack());
    UpdateStack, "Action=UpdateStack&", NOTHING, |it| it.stacks.update(&stack());
    DeleteStack, "Action=DeleteStack&", NOTHING, |it| it.stacks.delete("s");
}

/// Starts a chat and joins it; a read-only account refuses the first already.
pub(super) async fn joined(account: &Account) -> Answer<ChatId> {
    let chat = account.chats.start(&instance(), "f", "Tester", "once").await?;
    account.chats.join(&chat).await?;
    Ok(chat)
}

/// Says something in a chat.
async fn said(account: &Account) -> Answer<()> {
    let chat = joined(account).await?;
    account.chats.say(&chat, "hello").await
}

fn alias() -> AliasName {
    "PROD".parse().expect("a name")
}

pub(super) fn instance() -> InstanceArn {
    let id = "8f4c2a60-5b1d-4e7f-9a3c-2d6e8b0f1a47";
    format!("arn:aws:connect:eu-central-1:111122223333:instance/{id}").parse().expect("an ARN")
}

fn update() -> RoutingUpdate {
    RoutingUpdate {
        function: FUNCTION.to_owned(),
        alias: alias(),
        routing: Routing::all_to(Version::Published(8)),
        revision_id: "r".to_owned(),
    }
}

fn permission() -> NewPermission {
    NewPermission {
        function: FUNCTION.to_owned(),
        alias: alias(),
        statement_id: "s".to_owned(),
        instance: instance(),
        revision_id: None,
    }
}

fn flow() -> NewFlow {
    NewFlow {
        name: "n".to_owned(),
        kind: "CONTACT_FLOW".to_owned(),
        description: String::new(),
        content: "{}".to_owned(),
        status: PublicationStatus::Saved,
    }
}

fn deployment() -> NewDeployment {
    NewDeployment {
        application: "a".to_owned(),
        group: "g".to_owned(),
        configuration: None,
        function: FUNCTION.to_owned(),
        alias: alias(),
        from: Version::Published(7),
        to: Version::Published(8),
        description: String::new(),
        alarms: None,
    }
}

fn watch() -> GroupWatch {
    GroupWatch {
        alarms: Vec::new(),
        ignore_unreadable_alarms: false,
        rolls_back_on: RollbackEvent::ALL.to_vec(),
    }
}

fn group() -> NewDeploymentGroup {
    NewDeploymentGroup {
        application: "a".to_owned(),
        name: "g".to_owned(),
        service_role: "arn:aws:iam::111122223333:role/r".to_owned(),
        configuration: "CodeDeployDefault.LambdaAllAtOnce".to_owned(),
        alarms: Vec::new(),
    }
}

fn stack() -> StackRequest {
    StackRequest {
        name: "s".to_owned(),
        template: "Resources: {}".to_owned(),
        parameters: [].into(),
        tags: [].into(),
    }
}
