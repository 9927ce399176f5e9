//! Reads what the console exports: `{modules, version: "1", type, start, metadata}`.
//!
//! AWS does not document this format; what is read here is what real exports
//! have. Invariant: any object is read; what is missing or malformed becomes a
//! diagnostic.

use serde_json::{Map, Value};

use super::diagnostic::{Code, Diagnostic};
use super::document::Label;
use super::kind::ActionKind;
use super::model::{Action, ActionId, Flow, FlowFormat, FlowType, Outcome, Transition};

/// The one version that was ever seen.
pub(super) const VERSION: &str = "1";

pub(super) fn read(
    mut body: Map<String, Value>,
    label: Label,
    found: &mut Vec<Diagnostic>,
) -> Flow {
    let blocks = body.get_mut("modules").and_then(Value::as_array_mut).map(std::mem::take);
    let actions = blocks.unwrap_or_default().into_iter().map(|raw| action(raw, found)).collect();
    let of = |object: Option<&Value>, key: &str| {
        Some(object?.get(key)?.as_str()?.to_owned()).filter(|it| !it.is_empty())
    };
    let metadata = body.get("metadata");
    let kind = body.get("type").and_then(Value::as_str).map(FlowType::from_word);
    Flow {
        format: FlowFormat::Legacy,
        name: label.name.or_else(|| of(metadata, "name")),
        description: label.description.or_else(|| of(metadata, "description")),
        kind: label.kind.or(kind),
        arn: label.arn,
        version: body.get("version").map(version).unwrap_or_default(),
        start: body
            .get("start")
            .and_then(Value::as_str)
            .filter(|id| !id.is_empty())
            .map(ActionId::new),
        actions,
        envelope: body,
    }
}

/// `"1"`, which some writers put as a number.
fn version(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The parameters called `name`, in order; a name may repeat.
pub(super) fn parameters<'a>(action: &'a Action, name: &'a str) -> impl Iterator<Item = &'a Value> {
    let list = action.raw.get("parameters").and_then(Value::as_array);
    list.into_iter().flatten().filter(move |it| it.get("name").is_some_and(|found| found == name))
}

/// The first parameter called `name`.
pub(super) fn parameter<'a>(action: &'a Action, name: &'a str) -> Option<&'a Value> {
    parameters(action, name).next()
}

fn action(raw: Value, found: &mut Vec<Diagnostic>) -> Action {
    let text = |key: &str| raw.get(key).and_then(Value::as_str).unwrap_or_default();
    let id = ActionId::new(text("id"));
    let kind = kind(text("type"), text("target"));
    let branches = raw.get("branches").and_then(Value::as_array);
    let transitions =
        branches.into_iter().flatten().filter_map(|it| transition(it, &id, found)).collect();
    Action { id, kind, transitions, raw }
}

/// The Flow language's counterpart of a block.
fn kind(block: &str, target: &str) -> ActionKind {
    match (block, target) {
        ("InvokeExternalResource", "Lambda") => ActionKind::InvokeLambdaFunction,
        ("PlayPrompt", _) => ActionKind::MessageParticipant,
        ("LoopPrompts", _) => ActionKind::MessageParticipantIteratively,
        ("GetUserInput", "Lex") => ActionKind::ConnectParticipantWithLexBot,
        ("GetUserInput" | "StoreUserInput", _) => ActionKind::GetParticipantInput,
        ("Disconnect", _) => ActionKind::DisconnectParticipant,
        ("SetAttributes", _) => ActionKind::UpdateContactAttributes,
        ("CheckAttribute", _) => ActionKind::Compare,
        ("SetLoggingBehavior", _) => ActionKind::UpdateFlowLoggingBehavior,
        ("Transfer", "Flow") => ActionKind::TransferToFlow,
        ("Transfer", "Queue") => ActionKind::TransferContactToQueue,
        ("Transfer", "Agent") => ActionKind::TransferContactToAgent,
        ("Transfer", "PhoneNumber") => ActionKind::TransferParticipantToThirdParty,
        ("SetQueue", _) => ActionKind::UpdateContactTargetQueue,
        ("SetVoice", _) => ActionKind::UpdateContactTextToSpeechVoice,
        ("SetRecordingBehavior", _) => ActionKind::UpdateContactRecordingBehavior,
        ("StartMediaStreaming" | "StopMediaStreaming", _) => {
            ActionKind::UpdateContactMediaStreamingBehavior
        }
        ("SetEventHook" | "SetContactFlow", _) => ActionKind::UpdateContactEventHooks,
        ("CheckStaffing" | "CheckQueueStatus", _) => ActionKind::CheckMetricData,
        ("Resume", _) => ActionKind::EndFlowExecution,
        // These have one name in both formats.
        (
            "CheckHoursOfOperation"
            | "CreateTask"
            | "GetMetricData"
            | "InvokeFlowModule"
            | "Loop"
            | "Wait",
            _,
        ) => ActionKind::from_type(block),
        (_, "") => ActionKind::Unknown(block.to_owned()),
        (_, _) => ActionKind::Unknown(format!("{block}/{target}")),
    }
}

fn transition(branch: &Value, id: &ActionId, found: &mut Vec<Diagnostic>) -> Option<Transition> {
    let Some(to) = branch.get("transition").and_then(Value::as_str) else {
        found.push(Diagnostic::of_action(
            Code::MalformedTransition,
            id,
            "A branch has no `transition`.",
            "Connect the branch in the console and export the flow again.",
        ));
        return None;
    };
    Some(Transition { on: outcome(branch), to: ActionId::new(to) })
}

fn outcome(branch: &Value) -> Outcome {
    let text = |key: &str| branch.get(key).and_then(Value::as_str);
    let condition = text("condition").unwrap_or_default();
    match (condition, text("conditionType")) {
        (_, Some(operator)) => Outcome::Condition {
            operator: operator.to_owned(),
            operands: text("conditionValue").map(str::to_owned).into_iter().collect(),
        },
        ("Success", None) => Outcome::Next,
        ("Error" | "NoMatch" | "Timeout" | "AtCapacity" | "CallFailure", None) => {
            Outcome::Error(condition.to_owned())
        }
        (_, None) => Outcome::Condition {
            operator: "Equals".to_owned(),
            operands: vec![condition.to_owned()],
        },
    }
}
