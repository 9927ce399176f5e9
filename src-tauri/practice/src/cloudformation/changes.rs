//! What a change set would do, resource by resource.

use std::collections::VecDeque;

use serde_json::{Map, Value};

use crate::{
    wire::doc::{Doc, structure},
    world::stacks::{Resource, Step, is_replaced},
};

/// The parts of a declaration that a change can be within, as `Scope` names
/// them.
const SCOPES: [&str; 4] = ["Properties", "DeletionPolicy", "UpdatePolicy", "Metadata"];

/// `Changes`
pub(super) fn changes(steps: &VecDeque<Step>, held: &[Resource]) -> Vec<Doc> {
    steps.iter().map(|step| change(step, held)).collect()
}

fn change(step: &Step, held: &[Resource]) -> Doc {
    let known = |logical: &str| held.iter().find(|it| it.logical == logical);
    let (action, logical, wanted, policy) = match step {
        Step::Make(logical, wanted) => ("Add", logical, Some(wanted), None),
        Step::Change(logical, wanted) => ("Modify", logical, Some(wanted), None),
        Step::Remove(logical) => ("Remove", logical, None, Some("Delete")),
        Step::Forget(logical) => ("Remove", logical, None, Some("Retain")),
    };
    let known = known(logical);
    let kind = wanted.and_then(|it| it["Type"].as_str());
    let kind = kind.or(known.map(|it| it.kind.as_str())).unwrap_or_default();
    let both = known.map(|it| &it.declared).zip(wanted);
    let replaced = both.map(|(before, wanted)| is_replaced(before, wanted));
    let replacement = replaced.map(|it| Doc::of(if it { "True" } else { "False" }));
    let scope = both.map(|(before, wanted)| scope(before, wanted)).unwrap_or_default();
    let details = both.map(|(before, wanted)| details(before, wanted)).unwrap_or_default();
    let policy = policy.or(replaced.filter(|it| *it).map(|_| "ReplaceAndDelete"));
    let resource = structure([
        ("PolicyAction", policy.map(Doc::of)),
        ("Action", Some(Doc::of(action))),
        ("LogicalResourceId", Some(Doc::of(logical))),
        ("PhysicalResourceId", known.map(|it| Doc::of(&it.physical))),
        ("ResourceType", Some(Doc::of(kind))),
        ("Replacement", replacement),
        ("Scope", Some(Doc::each(scope, Doc::of))),
        ("Details", Some(Doc::List(details))),
    ]);
    structure([("Type", Some(Doc::of("Resource"))), ("ResourceChange", Some(resource))])
}

/// Where the declarations differ; what only refers to something that is made
/// anew changes in its properties.
fn scope(before: &Value, wanted: &Value) -> Vec<&'static str> {
    let differs = |name: &&str| before[*name] != wanted[*name];
    let found: Vec<_> = SCOPES.into_iter().filter(differs).collect();
    if found.is_empty() { vec!["Properties"] } else { found }
}

/// One for each property that is declared otherwise.
fn details(before: &Value, wanted: &Value) -> Vec<Doc> {
    let none = Map::new();
    let properties = |it: &'_ Value| it["Properties"].as_object().cloned();
    let (old, new) = (properties(before), properties(wanted));
    let (old, new) = (old.as_ref().unwrap_or(&none), new.as_ref().unwrap_or(&none));
    let mut names: Vec<&String> = old.keys().chain(new.keys()).collect();
    names.sort_unstable();
    names.dedup();
    names.retain(|name| old.get(*name) != new.get(*name));
    let renamed = is_replaced(before, wanted);
    let detail = |name: &String| {
        let alone = name == "AlarmName" || wanted["Type"] != "AWS::CloudWatch::Alarm";
        let recreation = if renamed && alone { "Always" } else { "Never" };
        let target = structure([
            ("Attribute", Some(Doc::of("Properties"))),
            ("Name", Some(Doc::of(name))),
            ("RequiresRecreation", Some(Doc::of(recreation))),
        ]);
        structure([
            ("Target", Some(target)),
            ("Evaluation", Some(Doc::of("Static"))),
            ("ChangeSource", Some(Doc::of("DirectModification"))),
        ])
    };
    names.into_iter().map(detail).collect()
}
