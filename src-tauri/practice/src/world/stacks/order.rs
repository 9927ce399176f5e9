//! What depends on what, and what a reference stands for.

use std::collections::{BTreeSet, VecDeque};

use serde_json::{Map, Value};

use super::{Resource, Stack, Step};
use crate::world::{
    World,
    account::{ACCOUNT, REGION},
};

impl World {
    /// The steps from what a stack holds to what is declared, each after what
    /// it depends on; what is not declared any more goes last, newest first.
    pub(crate) fn steps_to(&self, place: usize, declared: &Map<String, Value>) -> VecDeque<Step> {
        steps(&self.stacks[place].resources, declared)
    }
}

/// The steps from resources that are held to what is declared.
pub(crate) fn steps(held: &[Resource], declared: &Map<String, Value>) -> VecDeque<Step> {
    let mut steps = VecDeque::new();
    let mut replaced = BTreeSet::new();
    for logical in in_order(declared) {
        let wanted = &declared[&logical];
        let Some(it) = held.iter().find(|it| it.logical == logical) else {
            steps.push_back(Step::Make(logical, wanted.clone()));
            continue;
        };
        // What is made anew has another name, which those that refer to it need.
        let refers = || needed(wanted).iter().any(|name| replaced.contains(name));
        if it.declared != *wanted || refers() {
            if is_replaced(&it.declared, wanted) {
                replaced.insert(logical.clone());
            }
            steps.push_back(Step::Change(logical, wanted.clone()));
        }
    }
    let gone = held.iter().rev().filter(|it| !declared.contains_key(&it.logical));
    steps.extend(gone.map(|it| {
        if it.declared["DeletionPolicy"] == "Retain" {
            Step::Forget(it.logical.clone())
        } else {
            Step::Remove(it.logical.clone())
        }
    }));
    steps
}

/// Whether a resource is made anew to become what is wanted.
pub(crate) fn is_replaced(before: &Value, wanted: &Value) -> bool {
    match wanted["Type"].as_str() {
        Some("AWS::Lambda::Permission") => before != wanted,
        Some("AWS::CloudWatch::Alarm") => {
            before["Properties"]["AlarmName"] != wanted["Properties"]["AlarmName"]
        }
        Some(_) | None => false,
    }
}

/// Logical ids, each after those that it refers to.
fn in_order(declared: &Map<String, Value>) -> Vec<String> {
    let mut order = Vec::new();
    for logical in declared.keys() {
        visit(logical, declared, &mut Vec::new(), &mut order);
    }
    order
}

fn visit(
    logical: &str,
    declared: &Map<String, Value>,
    under_way: &mut Vec<String>,
    order: &mut Vec<String>,
) {
    if order.iter().any(|it| it == logical) || under_way.iter().any(|it| it == logical) {
        return;
    }
    under_way.push(logical.to_owned());
    for other in needed(&declared[logical]).iter().filter(|it| declared.contains_key(*it)) {
        visit(other, declared, under_way, order);
    }
    order.push(logical.to_owned());
}

/// The names that a value refers to.
fn needed(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    needs(value, &mut found);
    found
}

fn needs(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|it| needs(it, found)),
        Value::Object(members) => {
            if let Some(Value::String(name)) = members.get("Ref") {
                found.push(name.clone());
            }
            if let Some(Value::String(name)) = members.get("Fn::GetAtt").and_then(|it| it.get(0)) {
                found.push(name.clone());
            }
            if let Some(Value::String(text)) = members.get("Fn::Sub") {
                found
                    .extend(names_in(text).map(|it| it.split('.').next().unwrap_or(it).to_owned()));
            }
            members.values().for_each(|it| needs(it, found));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// What stands in `${…}`.
fn names_in(text: &str) -> impl Iterator<Item = &str> {
    text.split("${").skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}

/// A value with every intrinsic function worked out.
pub(crate) fn resolve(value: &Value, stack: &Stack) -> Result<Value, String> {
    match value {
        Value::Array(items) => items.iter().map(|it| resolve(it, stack)).collect(),
        Value::Object(members) => {
            if let Some(Value::String(name)) = members.get("Ref") {
                return reference(name, stack).map(Value::from);
            }
            if let Some(Value::Array(parts)) = members.get("Fn::GetAtt")
                && let [Value::String(name), Value::String(attribute)] = parts.as_slice()
            {
                return self::attribute(name, attribute, stack).map(Value::from);
            }
            if let Some(Value::String(text)) = members.get("Fn::Sub") {
                return substituted(text, stack).map(Value::from);
            }
            if let Some(unknown) = members.keys().find(|it| it.starts_with("Fn::")) {
                return Err(format!("The practice account does not know {unknown}"));
            }
            let resolved = members.iter().map(|(key, it)| Ok((key.clone(), resolve(it, stack)?)));
            Ok(Value::Object(resolved.collect::<Result<_, String>>()?))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(value.clone()),
    }
}

fn substituted(text: &str, stack: &Stack) -> Result<String, String> {
    let mut out = text.to_owned();
    for name in names_in(text) {
        let value = match name.split_once('.') {
            Some((resource, attribute)) => self::attribute(resource, attribute, stack)?,
            None => reference(name, stack)?,
        };
        out = out.replace(&format!("${{{name}}}"), &value);
    }
    Ok(out)
}

fn reference(name: &str, stack: &Stack) -> Result<String, String> {
    Ok(match name {
        "AWS::AccountId" => ACCOUNT.to_owned(),
        "AWS::Region" => REGION.to_owned(),
        "AWS::Partition" => "aws".to_owned(),
        "AWS::StackName" => stack.name.clone(),
        "AWS::StackId" => stack.id.clone(),
        _ => held(name, stack)?.physical.clone(),
    })
}

fn attribute(name: &str, attribute: &str, stack: &Stack) -> Result<String, String> {
    let resource = held(name, stack)?;
    let physical = &resource.physical;
    match (resource.kind.as_str(), attribute) {
        ("AWS::IAM::Role", "Arn") => Ok(format!("arn:aws:iam::{ACCOUNT}:role/{physical}")),
        ("AWS::Lambda::Function", "Arn") => {
            Ok(format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:{physical}"))
        }
        ("AWS::Lambda::Version", "Version") => {
            Ok(physical.rsplit(':').next().unwrap_or_default().to_owned())
        }
        ("AWS::CloudWatch::Alarm", "Arn") => {
            Ok(format!("arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{physical}"))
        }
        (kind, attribute) => Err(format!("{kind} has no attribute {attribute}")),
    }
}

fn held<'a>(name: &str, stack: &'a Stack) -> Result<&'a super::Resource, String> {
    stack
        .resources
        .iter()
        .find(|it| it.logical == name)
        .ok_or_else(|| format!("Unresolved resource dependency [{name}] in the template"))
}
