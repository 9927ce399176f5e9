//! Every way from one flow to another.

use super::*;

const MAIN: &str =
    "arn:aws:connect:eu-central-1:111122223333:instance/8b3f6a52/contact-flow/7fbc7649-811a-40fe";
const SHARED: &str =
    "arn:aws:connect:eu-central-1:111122223333:instance/8b3f6a52/flow-module/5d2a:PROD";

fn transfers(value: Value) -> String {
    let flow = read_flow(value);
    let lines = flow.transfers().into_iter().map(|transfer| {
        let Transfer { action, kind, target, name } = transfer;
        let id = match &target {
            FlowTarget::Literal(id) => format!(" id={} qualifier={:?}", id.id, id.qualifier),
            FlowTarget::Dynamic(it) => format!(" {:?}", it.constants()),
            FlowTarget::Named(_) | FlowTarget::Placeholder(_) | FlowTarget::Missing => {
                String::new()
            }
        };
        format!("{action}: {kind:?} {} {:?}{id} name={name:?}", target.kind(), target.text())
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn each_flow_that_an_action_names_is_a_transfer() {
    let to = |id: &str, kind: &str, key: &str, target: Value| {
        action(id, kind, &json!({key: target}), "")
    };
    let mut value = flow_of(&[
        action("set", "UpdateContactAttributes", &json!({"Attributes": {"m": SHARED}}), "module"),
        to("module", "InvokeFlowModule", "FlowModuleId", "$.Attributes.m".into()),
        to("arn", "TransferToFlow", "ContactFlowId", MAIN.into()),
        to("draft", "TransferToFlow", "ContactFlowId", format!("{MAIN}:$SAVED").into()),
        to("id", "TransferToFlow", "ContactFlowId", "7fbc7649-811a-40fe".into()),
        to("outside", "TransferToFlow", "ContactFlowId", "$.External.flow".into()),
        to("template", "TransferToFlow", "ContactFlowId", "{{contactFlows.Main.arn}}".into()),
        to("sentence", "TransferToFlow", "ContactFlowId", "SELECT CONTACT FLOW".into()),
        to("other arn", "TransferToFlow", "ContactFlowId", "arn:aws:s3:::bucket/key".into()),
        to("named", "TransferToFlow", "ContactFlowId", "".into()),
        to("named anew", "TransferToFlow", "ContactFlowId", "".into()),
        to("none", "TransferToFlow", "ContactFlowId", Value::Null),
        to("versioned module", "InvokeFlowModule", "FlowModuleId", SHARED.into()),
        to("hook", "UpdateContactEventHooks", "EventHooks", json!({"CustomerQueue": MAIN})),
        to(
            "two hooks",
            "UpdateContactEventHooks",
            "EventHooks",
            json!({"DefaultAgentUI": "a", "Teleported": "b"}),
        ),
        to("no hook", "UpdateContactEventHooks", "EventHooks", Value::Null),
        to("task", "CreateTask", "ContactFlowId", MAIN.into()),
        to("task by template", "CreateTask", "TaskTemplateId", "t".into()),
        to("callback", "CreateCallbackContact", "ContactFlowId", MAIN.into()),
        to("chat", "StartOutboundChatContact", "ContactFlowArn", MAIN.into()),
        to("not a transfer", "MessageParticipant", "ContactFlowId", MAIN.into()),
    ]);
    value["Metadata"] = json!({"ActionMetadata": {
        "named": {"ContactFlow": {"id": "", "text": "Journey"}},
        "named anew": {"parameters": {"ContactFlowId": {"displayName": "Journey"}}},
        "hook": {"parameters": {"EventHooks": {"CustomerQueue": {"displayName": "Hold music"}}}},
    }});
    insta::assert_snapshot!(transfers(value), @r#"
    module: Module dynamic Some("$.Attributes.m") ["arn:aws:connect:eu-central-1:111122223333:instance/8b3f6a52/flow-module/5d2a:PROD"] name=None
    arn: Flow literal Some("arn:aws:connect:eu-central-1:111122223333:instance/8b3f6a52/contact-flow/7fbc7649-811a-40fe") id=7fbc7649-811a-40fe qualifier=None name=None
    draft: Flow literal Some("arn:aws:connect:eu-central-1:111122223333:instance/8b3f6a52/contact-flow/7fbc7649-811a-40fe:$SAVED") id=7fbc7649-811a-40fe qualifier=Some("$SAVED") name=None
    id: Flow literal Some("7fbc7649-811a-40fe") id=7fbc7649-811a-40fe qualifier=None name=None
    outside: Flow dynamic Some("$.External.flow") [] name=None
    template: Flow placeholder Some("{{contactFlows.Main.arn}}") name=None
    sentence: Flow placeholder Some("SELECT CONTACT FLOW") name=None
    other arn: Flow placeholder Some("arn:aws:s3:::bucket/key") name=None
    named: Flow name Some("Journey") name=Some("Journey")
    named anew: Flow name Some("Journey") name=Some("Journey")
    none: Flow missing None name=None
    versioned module: Module literal Some("arn:aws:connect:eu-central-1:111122223333:instance/8b3f6a52/flow-module/5d2a:PROD") id=5d2a qualifier=Some("PROD") name=None
    hook: EventHook(CustomerQueue) literal Some("arn:aws:connect:eu-central-1:111122223333:instance/8b3f6a52/contact-flow/7fbc7649-811a-40fe") id=7fbc7649-811a-40fe qualifier=None name=Some("Hold music")
    two hooks: EventHook(DefaultAgentUi) literal Some("a") id=a qualifier=None name=None
    two hooks: EventHook(Unknown("Teleported")) literal Some("b") id=b qualifier=None name=None
    task: Task literal Some("arn:aws:connect:eu-central-1:111122223333:instance/8b3f6a52/contact-flow/7fbc7649-811a-40fe") id=7fbc7649-811a-40fe qualifier=None name=None
    callback: Callback literal Some("arn:aws:connect:eu-central-1:111122223333:instance/8b3f6a52/contact-flow/7fbc7649-811a-40fe") id=7fbc7649-811a-40fe qualifier=None name=None
    chat: OutboundChat literal Some("arn:aws:connect:eu-central-1:111122223333:instance/8b3f6a52/contact-flow/7fbc7649-811a-40fe") id=7fbc7649-811a-40fe qualifier=None name=None
    "#);
}

#[test]
fn legacy_transfers_know_names() {
    let flow = |value: &str, name: &str| json!({"name": "ContactFlowId", "value": value, "resourceName": name});
    let hook = json!({"name": "Type", "value": "CustomerRemaining"});
    let value = legacy_of(&[
        module("loop", "Transfer", "Flow", &json!([flow("", "LambdaAlias-loop")]), ""),
        module("arn", "Transfer", "Flow", &json!([flow(MAIN, "Main")]), ""),
        module(
            "dynamic",
            "Transfer",
            "Flow",
            &json!([{"name": "ContactFlowId", "namespace": "User Defined", "value": "next"}]),
            "",
        ),
        module("queue", "Transfer", "Queue", &json!([]), ""),
        module("hook", "SetEventHook", "", &json!([hook, flow("", "Disconnect")]), ""),
        module(
            "old hook",
            "SetContactFlow",
            "",
            &json!([flow(MAIN, "Whisper"),
            {"name": "Type", "value": "AgentWhisper"}]),
            "",
        ),
    ]);
    insta::assert_snapshot!(transfers(value), @r#"
    loop: Flow name Some("LambdaAlias-loop") name=Some("LambdaAlias-loop")
    arn: Flow literal Some("arn:aws:connect:eu-central-1:111122223333:instance/8b3f6a52/contact-flow/7fbc7649-811a-40fe") id=7fbc7649-811a-40fe qualifier=None name=Some("Main")
    dynamic: Flow dynamic Some("$.Attributes.next") [] name=None
    hook: EventHook(CustomerRemaining) name Some("Disconnect") name=Some("Disconnect")
    old hook: EventHook(AgentWhisper) literal Some("arn:aws:connect:eu-central-1:111122223333:instance/8b3f6a52/contact-flow/7fbc7649-811a-40fe") id=7fbc7649-811a-40fe qualifier=None name=Some("Whisper")
    "#);
}
