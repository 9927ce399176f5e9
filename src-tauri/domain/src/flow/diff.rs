//! What is different between two states of a flow, told block by block.
//!
//! Invariant: two flows of the same JSON have no [`Change`], and two of
//! different JSON have at least one.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::model::{Action, ActionId, Flow, FlowFormat, list_key};

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The block; `None` for the flow as a whole.
    pub block: Option<ActionId>,
    /// The block's type, after the change where it is still there.
    pub block_type: String,
    /// What changed, in words that go on with "from … to …".
    pub what: String,
    /// The value before; `None` where there was none.
    pub before: Option<String>,
    /// The value after; `None` where there is none.
    pub after: Option<String>,
}

/// Every difference between `before` and `after`: the flow's own first, then the
/// blocks', in the order of `after`, then the blocks that are gone.
#[must_use]
pub fn diff(before: &Flow, after: &Flow) -> Vec<Change> {
    let mut found = Vec::new();
    of_flow(before, after, &mut found);
    let (old, new) = (numbered(before), numbered(after));
    for (id, action) in &new {
        match old.iter().find(|(known, _)| known == id) {
            Some((_, was)) => of_block((before, was), (after, action), &mut found),
            None => found.push(whole(action, "new block", false)),
        }
    }
    let gone = old.iter().filter(|(id, _)| !new.iter().any(|(known, _)| known == id));
    found.extend(gone.map(|(_, action)| whole(action, "block taken out", true)));
    let order = |list: &[(Key<'_>, &Action)]| list.iter().map(|(id, _)| id.0.to_string()).collect();
    if found.is_empty() && old.iter().map(|it| &it.0).ne(new.iter().map(|it| &it.0)) {
        let (old, new): (Vec<String>, Vec<String>) = (order(&old), order(&new));
        found.push(flow_change("order of the blocks", Some(old.join(", ")), Some(new.join(", "))));
    }
    found
}

/// An identifier, and which of those that share it.
type Key<'a> = (&'a ActionId, usize);

fn numbered(flow: &Flow) -> Vec<(Key<'_>, &Action)> {
    let mut seen: BTreeMap<ActionId, usize> = BTreeMap::new();
    let number = |action: &'_ Action| {
        let count = seen.entry(action.id.clone()).or_default();
        *count += 1;
        *count
    };
    let numbers: Vec<usize> = flow.actions.iter().map(number).collect();
    flow.actions.iter().zip(numbers).map(|(it, number)| ((&it.id, number), it)).collect()
}

fn of_flow(before: &Flow, after: &Flow, found: &mut Vec<Change>) {
    if before.format != after.format {
        let (old, new) = (before.format.as_str(), after.format.as_str());
        found.push(flow_change("format", Some(old.to_owned()), Some(new.to_owned())));
        return;
    }
    let (old, new) = (rest_of(before), rest_of(after));
    for (key, before, after) in differences(Some(&old), Some(&new)) {
        let what = match key.as_str() {
            "/StartAction" | "/start" => "first block".to_owned(),
            "/Version" | "/version" => "version of the format".to_owned(),
            other => format!("`{}`", dotted(other)),
        };
        found.push(flow_change(&what, before, after));
    }
}

/// All of a flow's JSON but its blocks and what is remembered of each.
fn rest_of(flow: &Flow) -> Value {
    let Value::Object(mut rest) = flow.to_value() else { return Value::Null };
    rest.remove(list_key(flow.format));
    if let Some(memory) = rest.get_mut("Metadata").and_then(|it| it.get_mut("ActionMetadata")) {
        let ids: Vec<&str> = flow.actions.iter().map(|action| action.id.as_str()).collect();
        if let Some(memory) = memory.as_object_mut() {
            memory.retain(|id, _| !ids.contains(&id.as_str()));
        }
    }
    Value::Object(rest)
}

fn flow_change(what: &str, before: Option<String>, after: Option<String>) -> Change {
    Change { block: None, block_type: String::new(), what: what.to_owned(), before, after }
}

fn whole(action: &Action, what: &str, gone: bool) -> Change {
    let text = Some(action.raw.to_string());
    let (before, after) = if gone { (text, None) } else { (None, text) };
    change(action, what.to_owned(), before, after)
}

fn change(action: &Action, what: String, before: Option<String>, after: Option<String>) -> Change {
    let (block, block_type) = (Some(action.id.clone()), action.kind.to_string());
    Change { block, block_type, what, before, after }
}

fn of_block(was: (&Flow, &Action), is: (&Flow, &Action), found: &mut Vec<Change>) {
    if was.0.format != is.0.format {
        // Nothing but the type can be held against each other.
        let kind = |raw: &Value| raw.get("type").or_else(|| raw.get("Type")).map(text);
        let what = words("/Type");
        found.push(change(is.1, what, kind(&was.1.raw), kind(&is.1.raw)));
        return;
    }
    let (old, new) = (keyed(&was.1.raw), keyed(&is.1.raw));
    for (key, before, after) in differences(Some(&old), Some(&new)) {
        found.push(change(is.1, words(&key), before, after));
    }
    if old == new && was.1.raw != is.1.raw {
        let ways = |raw: &Value| raw.get("Transitions").map(Value::to_string);
        let what = "way in which the branches are written".to_owned();
        found.push(change(is.1, what, ways(&was.1.raw), ways(&is.1.raw)));
    }
    // A legacy block remembers within itself, and has been compared.
    if is.0.format == FlowFormat::Legacy {
        return;
    }
    let (old, new) = (was.0.action_metadata(was.1), is.0.action_metadata(is.1));
    let [from, to] = [old, new].map(|memory| memory.and_then(|it| it.get("position")));
    if from != to {
        let what = "place in the designer".to_owned();
        found.push(change(is.1, what, from.map(text), to.map(text)));
    }
    let rest = differences(old, new).into_iter().filter(|(key, ..)| !is_position(key));
    for (key, before, after) in rest {
        let what = format!("what the designer shows (`{}`)", dotted(&key));
        found.push(change(is.1, what, before, after));
    }
}

fn is_position(pointer: &str) -> bool {
    pointer == "/position" || pointer.starts_with("/position/")
}

/// An action with its branches by what they are taken for, so that a branch
/// that only moved within the list is no change of another.
fn keyed(raw: &Value) -> Value {
    let mut raw = raw.clone();
    let Some(transitions) = raw.get_mut("Transitions").and_then(Value::as_object_mut) else {
        return raw;
    };
    for (list, name) in
        [("Errors", error_name as fn(&Value) -> Option<String>), ("Conditions", condition_name)]
    {
        let none = Value::Array(Vec::new());
        if let Some(named) = by_name(transitions.get(list).unwrap_or(&none), name) {
            transitions.insert(list.to_owned(), named);
        }
    }
    raw
}

/// The list as an object, where each branch has a name of its own and is no more
/// than where it leads.
fn by_name(list: &Value, name: fn(&Value) -> Option<String>) -> Option<Value> {
    let mut named = Map::new();
    for branch in list.as_array()? {
        let members = branch.as_object()?;
        let to = branch.get("NextAction")?.clone();
        let plain = members.len() == 2;
        if !plain || named.insert(name(branch)?, to).is_some() {
            return None;
        }
    }
    Some(Value::Object(named))
}

fn error_name(branch: &Value) -> Option<String> {
    branch.get("ErrorType")?.as_str().map(str::to_owned)
}

fn condition_name(branch: &Value) -> Option<String> {
    let condition = branch.get("Condition")?;
    let plain = condition.as_object()?.len() == 2;
    let operands = condition.get("Operands")?.as_array()?;
    let texts = operands.iter().map(Value::as_str).collect::<Option<Vec<_>>>()?;
    plain.then_some(format!("{} {}", condition.get("Operator")?.as_str()?, texts.join(" or ")))
}

/// A pointer within an action in words.
fn words(pointer: &str) -> String {
    let said = |text: &str| text.replace("~1", "/").replace("~0", "~");
    match pointer {
        "/Type" | "/type" => "what the block does".to_owned(),
        "/Parameters/LambdaFunctionARN" => "function".to_owned(),
        "/Parameters/InvocationTimeLimitSeconds" => "time limit in seconds".to_owned(),
        "/Parameters/Text" | "/Parameters/SSML" => "spoken text".to_owned(),
        "/Parameters/PromptId" => "prompt".to_owned(),
        "/Parameters/QueueId" => "queue".to_owned(),
        "/Parameters/ContactFlowId" => "flow".to_owned(),
        "/Parameters/FlowModuleId" => "module".to_owned(),
        "/Transitions/NextAction" => "next block".to_owned(),
        other => {
            let part = |prefix: &str| other.strip_prefix(prefix).map(said);
            let error = part("/Transitions/Errors/").map(|it| format!("next block on `{it}`"));
            let condition =
                || part("/Transitions/Conditions/").map(|it| format!("next block if `{it}`"));
            let parameter = || {
                let path = other.strip_prefix("/Parameters")?;
                Some(format!("parameter `{}`", dotted(path)))
            };
            let found = error.or_else(condition).or_else(parameter);
            found.unwrap_or_else(|| format!("`{}`", dotted(other)))
        }
    }
}

fn dotted(pointer: &str) -> String {
    let keys = pointer.trim_start_matches('/').split('/');
    keys.map(|it| it.replace("~1", "/").replace("~0", "~")).collect::<Vec<_>>().join(".")
}

/// Where two values differ: the pointer, and the text on either side.
type Difference = (String, Option<String>, Option<String>);

fn differences(before: Option<&Value>, after: Option<&Value>) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(before, after, &mut String::new(), &mut found);
    found
}

fn compare(
    before: Option<&Value>,
    after: Option<&Value>,
    pointer: &mut String,
    found: &mut Vec<Difference>,
) {
    if before == after {
        return;
    }
    let length = pointer.len();
    let mut descend = |key: &str, before: Option<&Value>, after: Option<&Value>| {
        pointer.push('/');
        pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
        compare(before, after, pointer, found);
        pointer.truncate(length);
    };
    match (before, after) {
        (Some(Value::Object(old)), Some(Value::Object(new))) => {
            let gone = old.keys().filter(|key| !new.contains_key(*key));
            for key in new.keys().chain(gone) {
                descend(key, old.get(key), new.get(key));
            }
        }
        (Some(Value::Array(old)), Some(Value::Array(new))) if old.len() == new.len() => {
            for (number, (old, new)) in old.iter().zip(new).enumerate() {
                descend(&number.to_string(), Some(old), Some(new));
            }
        }
        (_, _) => found.push((pointer.clone(), before.map(text), after.map(text))),
    }
}

/// A text as it stands, anything else as JSON.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::flow::convert::convert;
    use crate::flow::tests::{
        PROD, action, end, fallible, flow_of, invoke, json_value, legacy_of, module, read_flow,
    };

    fn told(before: &Flow, after: &Flow) -> String {
        let line = |it: Change| {
            let block =
                it.block.map_or("flow".to_owned(), |id| format!("{id} ({})", it.block_type));
            let text = |side: Option<String>| side.map_or("-".to_owned(), |it| format!("`{it}`"));
            format!("{block}: {} {} => {}", it.what, text(it.before), text(it.after))
        };
        diff(before, after).into_iter().map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn changes_are_told_block_by_block() {
        let say = json!({"Text": "Hello."});
        let mut old = flow_of(&[
            fallible(
                "call",
                "InvokeLambdaFunction",
                &json!({"LambdaFunctionARN": PROD, "InvocationTimeLimitSeconds": "3"}),
                "say",
                "end",
            ),
            action("say", "MessageParticipant", &say, "old"),
            invoke("old", PROD, "end"),
            end("end"),
        ]);
        old["Metadata"] = json!({"name": "Orders", "ActionMetadata": {"call": {"position": {"x": 1, "y": 2}, "useDynamic": false}}});
        let mut new = flow_of(&[
            action("say", "MessageParticipant", &json!({"Text": "Hi.", "SSML": null}), "end"),
            fallible(
                "call",
                "InvokeLambdaFunction",
                &json!({"LambdaFunctionARN": "$.Attributes.fn", "InvocationTimeLimitSeconds": "8"}),
                "say",
                "say",
            ),
            end("end"),
            end("new"),
        ]);
        new["Metadata"] = json!({"name": "Orders 2", "ActionMetadata": {"call": {"position": {"x": 5, "y": 2}, "useDynamic": true}}});
        new["Actions"][1]["Transitions"]["Conditions"] =
            json!([{"NextAction": "end", "Condition": {"Operator": "Equals", "Operands": ["1"]}}]);
        insta::assert_snapshot!(told(&read_flow(old), &read_flow(new)), @r#"
        flow: first block `call` => `say`
        flow: `Metadata.name` `Orders` => `Orders 2`
        say (MessageParticipant): spoken text `Hello.` => `Hi.`
        say (MessageParticipant): spoken text - => `null`
        say (MessageParticipant): next block `old` => `end`
        call (InvokeLambdaFunction): function `arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD` => `$.Attributes.fn`
        call (InvokeLambdaFunction): time limit in seconds `3` => `8`
        call (InvokeLambdaFunction): next block on `NoMatchingError` `end` => `say`
        call (InvokeLambdaFunction): next block if `Equals 1` - => `end`
        call (InvokeLambdaFunction): place in the designer `{"x":1,"y":2}` => `{"x":5,"y":2}`
        call (InvokeLambdaFunction): what the designer shows (`useDynamic`) `false` => `true`
        new (DisconnectParticipant): new block - => `{"Identifier":"new","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}`
        old (InvokeLambdaFunction): block taken out `{"Identifier":"old","Type":"InvokeLambdaFunction","Parameters":{"LambdaFunctionARN":"arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD","InvocationTimeLimitSeconds":"3"},"Transitions":{"NextAction":"end"}}` => -
        "#);
    }

    #[test]
    fn an_order_is_told_when_nothing_else_changed() {
        let (one, two) = (end("one"), end("two"));
        let flow = |blocks: &[Value]| {
            read_flow(json!({"Version": "2019-10-30", "StartAction": "one", "Actions": blocks}))
        };
        insta::assert_snapshot!(told(&flow(&[one.clone(), two.clone()]), &flow(&[two, one])), @"flow: order of the blocks `one, two` => `two, one`");
    }

    #[test]
    fn a_conversion_is_told_too() {
        let parameters = json!([{"name": "Text", "value": "Hello."}]);
        let legacy = read_flow(legacy_of(&[module("say", "PlayPrompt", "", &parameters, "say")]));
        insta::assert_snapshot!(told(&legacy, &convert(&legacy).flow), @r"
        flow: format `legacy` => `flow-language`
        say (MessageParticipant): what the block does `PlayPrompt` => `MessageParticipant`
        ");
    }

    proptest! {
        #[test]
        fn equal_flows_have_no_change_and_others_have(one in json_value(), other in json_value()) {
            let flow = |raw: &Value| {
                let metadata = json!({"ActionMetadata": raw});
                read_flow(json!({"Version": "2019-10-30", "Actions": [raw, end("end")], "Metadata": metadata}))
            };
            let (one, other) = (flow(&one), flow(&other));
            prop_assert_eq!(diff(&one, &one), []);
            prop_assert_eq!(diff(&one, &other).is_empty(), one.to_value() == other.to_value());
        }
    }
}
