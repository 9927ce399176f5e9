//! Writes a flow down, block by block.

use serde_json::{Map, Value, json};

use super::{Pause, TestFlow};
use crate::flow::document::Label;
use crate::flow::language;
use crate::flow::model::{Flow, FlowType};

/// Where blocks stand in the designer: a step to the right, a step down.
const STEP: (u32, u32) = (260, 200);

/// A flow in the making; the first block is the one that it starts with.
pub(super) struct Sketch<'a> {
    name: &'a str,
    actions: Vec<Value>,
    memory: Map<String, Value>,
}

impl<'a> Sketch<'a> {
    pub(super) fn new(name: &'a str) -> Self {
        Self { name, actions: Vec::new(), memory: Map::new() }
    }

    /// Logs, invokes the alias, and says what it answered; goes on with `next`,
    /// or with `failed` where there was no answer.
    pub(super) fn invoke_and_say(&mut self, test: &TestFlow, next: &str, failed: &str) {
        let logging = json!({"FlowLoggingBehavior": "Enabled"});
        self.put("Log", "UpdateFlowLoggingBehavior", &logging, &goes("Invoke"), (0, 0));
        let function = json!({
            "LambdaFunctionARN": test.alias.to_string(),
            "InvocationTimeLimitSeconds": test.time_limit.seconds().to_string(),
        });
        let ways = fails("Say", "Say what failed");
        self.put("Invoke", "InvokeLambdaFunction", &function, &ways, (1, 0));
        let spoken = json!({"Text": test.spoken});
        self.put("Say", "MessageParticipant", &spoken, &fails(next, "Hang up"), (2, 0));
        let sorry = json!({"Text": failure(test)});
        let ways = fails(failed, "Hang up");
        self.put("Say what failed", "MessageParticipant", &sorry, &ways, (2, 1));
    }

    /// Lets a chat be read before it ends. Over voice the action takes its error
    /// branch at once, and nobody has to wait.
    pub(super) fn let_it_be_read(&mut self, at: (u32, u32), seconds: u32) {
        self.wait("Let it be read", seconds, "Hang up", at);
    }

    pub(super) fn pause(&mut self, pause: Pause) {
        self.wait("Pause", pause.seconds(), "Start anew", (3, 0));
    }

    fn wait(&mut self, id: &str, seconds: u32, then: &str, at: (u32, u32)) {
        let parameters = json!({"TimeLimitSeconds": seconds.to_string()});
        let mut ways = fails("Hang up", "Hang up");
        let done = json!({"Operator": "Equals", "Operands": ["WaitCompleted"]});
        ways["Conditions"] = json!([{"NextAction": then, "Condition": done}]);
        self.put(id, "Wait", &parameters, &ways, at);
    }

    /// Transfers to the flow itself, which the designer shows by name.
    pub(super) fn start_anew(&mut self, own: &str, name: &str) {
        let parameters = json!({"ContactFlowId": own});
        let ways = fails("Hang up", "Hang up");
        self.put("Start anew", "TransferToFlow", &parameters, &ways, (4, 0));
        if let Some(memory) = self.memory.get_mut("Start anew") {
            memory["parameters"] = json!({"ContactFlowId": {"displayName": name}});
            memory["ContactFlow"] = json!({"id": own, "text": name});
        }
    }

    pub(super) fn hang_up(&mut self) {
        self.put("Hang up", "DisconnectParticipant", &json!({}), &json!({}), (5, 1));
    }

    fn put(&mut self, id: &str, kind: &str, parameters: &Value, ways: &Value, at: (u32, u32)) {
        self.actions.push(json!({
            "Identifier": id, "Type": kind, "Parameters": parameters, "Transitions": ways,
        }));
        let (x, y) = (200 + at.0 * STEP.0, 40 + at.1 * STEP.1);
        let memory = json!({"position": {"x": x, "y": y}, "isFriendlyName": true});
        self.memory.insert(id.to_owned(), memory);
    }

    pub(super) fn into_flow(self) -> Flow {
        let mut body = Map::new();
        let first = self.actions.first().map_or(Value::Null, |it| it["Identifier"].clone());
        body.insert("Version".to_owned(), language::VERSION.into());
        body.insert("StartAction".to_owned(), first);
        let memory = json!({
            "entryPointPosition": {"x": 40, "y": 40},
            "name": self.name,
            "type": FlowType::ContactFlow.file_word(),
            "ActionMetadata": self.memory,
        });
        body.insert("Metadata".to_owned(), memory);
        body.insert("Actions".to_owned(), self.actions.into());
        let label = Label { kind: Some(FlowType::ContactFlow), ..Label::default() };
        language::read(body, label, &mut Vec::new())
    }
}

/// Goes on with `next`, whatever happens.
fn goes(next: &str) -> Value {
    json!({"NextAction": next})
}

fn fails(next: &str, error: &str) -> Value {
    json!({
        "NextAction": next,
        "Errors": [{"NextAction": error, "ErrorType": "NoMatchingError"}],
    })
}

/// What is said when there is no answer: Amazon Connect does not tell the flow
/// why, so all that it can be is named.
fn failure(test: &TestFlow) -> String {
    let function = match &test.alias.qualifier {
        Some(qualifier) => format!("{}, {qualifier},", test.alias.name),
        None => test.alias.name.clone(),
    };
    let seconds = test.time_limit.seconds();
    format!(
        "Something went wrong. The function {function} did not answer within {seconds} seconds, \
         failed, or may not be invoked."
    )
}
