//! A legacy block, taken apart.
//!
//! Invariant: whatever is not taken from the block is told by
//! [`Block::into_losses`], so a converter cannot forget a part of it.

use serde_json::{Map, Value};

use super::draft::Draft;
use super::report::{Part, Unconverted};
use super::{UNCONVERTED, value};
use crate::flow::kind::ActionKind;
use crate::flow::model::ActionId;

/// The members of a block that the converter reads itself.
const MEMBERS: [&str; 6] = ["id", "type", "target", "branches", "parameters", "metadata"];

/// What a parameter says.
#[derive(Debug, Clone)]
pub(super) struct Said {
    /// The text, or a `JSONPath`; empty where only the name is known.
    pub text: String,
    /// The name that the exporting instance had for it (`resourceName`).
    pub name: Option<String>,
    /// Whether it is looked up when the flow runs.
    pub dynamic: bool,
}

/// A branch with a condition of its own (`conditionType`).
#[derive(Debug, Clone)]
pub(super) struct Way {
    pub condition: String,
    pub operator: String,
    pub operand: String,
    pub to: String,
}

/// A legacy block.
#[derive(Debug)]
pub(super) struct Block<'a> {
    id: &'a ActionId,
    raw: &'a Value,
    parameters: Vec<&'a Value>,
    branches: Vec<&'a Value>,
    losses: Vec<Unconverted>,
}

impl<'a> Block<'a> {
    /// The block in `raw`; `None` when that is no object.
    pub(super) fn read(id: &'a ActionId, raw: &'a Value) -> Option<Self> {
        let members = raw.as_object()?;
        let (parameters, branches) = (items(members, "parameters"), items(members, "branches"));
        let mut block = Self { id, raw, parameters, branches, losses: Vec::new() };
        for (name, value) in members {
            let list = name == "parameters" || name == "branches";
            let odd = if list { !value.is_array() } else { !MEMBERS.contains(&name.as_str()) };
            if odd && !value.is_null() {
                block.lose_parameter(name, "What it means is not known.");
            }
        }
        Some(block)
    }

    pub(super) const fn id(&self) -> &'a ActionId {
        self.id
    }

    pub(super) fn kind(&self) -> &'a str {
        self.member("type")
    }

    pub(super) fn target(&self) -> &'a str {
        self.member("target")
    }

    /// `type`, or `type/target` where there is a target.
    pub(super) fn type_name(&self) -> String {
        match (self.kind(), self.target()) {
            (kind, "") => kind.to_owned(),
            (kind, target) => format!("{kind}/{target}"),
        }
    }

    /// What the designer remembers.
    pub(super) fn metadata(&self) -> Option<&'a Map<String, Value>> {
        self.raw.get("metadata")?.as_object()
    }

    fn member(&self, name: &str) -> &'a str {
        self.raw.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// Takes the parameters called `name`, in order.
    pub(super) fn take_all(&mut self, name: &str) -> Vec<&'a Value> {
        let called = |it: &&Value| it.get("name").is_some_and(|found| found == name);
        let (taken, rest) = std::mem::take(&mut self.parameters).into_iter().partition(called);
        self.parameters = rest;
        taken
    }

    /// Takes the first parameter called `name` and tells what it says; `None`
    /// where it is absent, says nothing, or cannot be put in the Flow language.
    pub(super) fn say(&mut self, name: &str) -> Option<Said> {
        let at = self.parameters.iter().position(|it| it.get("name").is_some_and(|n| n == name))?;
        let parameter = self.parameters.remove(at);
        self.said(name, parameter)
    }

    /// The name and key of the first parameter that has one of `names`.
    pub(super) fn first_of(&self, names: &[&'static str]) -> Option<(&'static str, String)> {
        self.parameters.iter().find_map(|parameter| {
            let name = parameter.get("name")?.as_str()?;
            let name = names.iter().find(|known| **known == name)?;
            let key = parameter.get("key").and_then(Value::as_str).unwrap_or_default();
            Some((*name, key.to_owned()))
        })
    }

    /// What a parameter says that has been taken already.
    pub(super) fn said(&mut self, name: &str, parameter: &Value) -> Option<Said> {
        let text = match value::of(parameter) {
            Ok(text) => text,
            Err(why) => {
                self.lose_parameter(name, &why);
                return None;
            }
        };
        let shown = parameter.get("resourceName").and_then(Value::as_str);
        let shown = shown.filter(|name| !name.is_empty()).map(str::to_owned);
        let has_namespace = parameter.get("namespace").is_some_and(|it| *it != "" && !it.is_null());
        let dynamic = has_namespace && !text.is_empty();
        (!text.is_empty() || shown.is_some()).then_some(Said { text, name: shown, dynamic })
    }

    /// The text of a parameter; `None` where it says nothing.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        self.say(name).map(|said| said.text).filter(|text| !text.is_empty())
    }

    /// A parameter whose word is one of `words`, as the Flow language puts it;
    /// any other word is a loss.
    pub(super) fn word<T: Copy>(&mut self, name: &str, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(name)?;
        let known = words.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning);
        if known.is_none() {
            self.lose_parameter(name, &format!("The word `{text}` is not known."));
        }
        known
    }

    /// Takes the branch for `condition`; where it leads.
    pub(super) fn way(&mut self, condition: &str) -> Option<String> {
        let plain = |it: &Value| {
            it.get("condition").is_some_and(|found| found == condition)
                && it.get("conditionType").is_none_or(Value::is_null)
                && it.get("transition").is_some_and(Value::is_string)
        };
        let at = self.branches.iter().position(|it| plain(it))?;
        self.branches.remove(at).get("transition").and_then(Value::as_str).map(str::to_owned)
    }

    /// Takes the branches with conditions of their own; one whose operator is
    /// not known is a loss.
    pub(super) fn conditional_ways(&mut self) -> Vec<Way> {
        let ways: Vec<Option<Way>> = self.branches.iter().map(|branch| way_of(branch)).collect();
        let mut taken = ways.iter();
        self.branches.retain(|_| taken.next().is_some_and(Option::is_none));
        ways.into_iter().flatten().collect()
    }

    pub(super) fn lose_parameter(&mut self, name: &str, why: &str) {
        let remedy = "Set it in the block after the import, if the flow needs it.";
        self.lose(Part::Parameter(name.to_owned()), why, remedy);
    }

    pub(super) fn lose_branch(&mut self, condition: &str, why: &str) {
        let remedy = "Connect the branch in the designer after the import.";
        self.lose(Part::Branch(condition.to_owned()), why, remedy);
    }

    fn lose(&mut self, part: Part, why: &str, remedy: &str) {
        self.losses.push(Unconverted {
            block: self.id.clone(),
            block_type: self.type_name(),
            part,
            why: why.to_owned(),
            remedy: remedy.to_owned(),
        });
    }

    /// The block itself as an action, which no service takes but which keeps all
    /// that it said and all its branches.
    pub(super) fn as_it_was(&mut self) -> Draft {
        // A prefix, because some blocks have the name of an action already.
        let mut draft =
            Draft::of(ActionKind::Unknown(format!("{UNCONVERTED}{}", self.type_name())));
        draft.put("Block", self.raw.clone());
        self.parameters.clear();
        self.losses.clear();
        self.branches = self.raw.as_object().map(|it| items(it, "branches")).unwrap_or_default();
        draft.go(self.way("Success"));
        for way in self.conditional_ways() {
            draft.condition(&way.operator, &way.operand, Some(way.to));
        }
        for branch in std::mem::take(&mut self.branches) {
            let text = |name: &str| branch.get(name).and_then(Value::as_str);
            match text("transition") {
                Some(to) => draft.error(text("condition").unwrap_or_default(), Some(to.to_owned())),
                None => self.branches.push(branch),
            }
        }
        draft
    }

    /// All that was not taken.
    pub(super) fn into_losses(mut self) -> Vec<Unconverted> {
        for parameter in std::mem::take(&mut self.parameters) {
            if !says_nothing(parameter) {
                let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
                self.lose_parameter(name, "The action has no place for it.");
            }
        }
        for branch in std::mem::take(&mut self.branches) {
            let condition = branch.get("condition").and_then(Value::as_str).unwrap_or_default();
            let why = match branch.get("transition").and_then(Value::as_str) {
                None => "It leads nowhere.".to_owned(),
                Some(to) => format!("The action has no such branch; it led to `{to}`."),
            };
            self.lose_branch(condition, &why);
        }
        self.losses
    }
}

fn items<'a>(members: &'a Map<String, Value>, name: &str) -> Vec<&'a Value> {
    members.get(name).and_then(Value::as_array).into_iter().flatten().collect()
}

fn way_of(branch: &Value) -> Option<Way> {
    let text = |name: &str| branch.get(name).and_then(Value::as_str).map(str::to_owned);
    Some(Way {
        condition: text("condition").unwrap_or_default(),
        operator: text("conditionType")?,
        operand: value::plain(branch.get("conditionValue")).ok()?,
        to: text("transition")?,
    })
}

/// A parameter that the console wrote for a field which nobody filled in.
fn says_nothing(parameter: &Value) -> bool {
    let empty = |name: &str| parameter.get(name).is_none_or(|it| it.is_null() || *it == "");
    parameter.is_object() && empty("value") && empty("resourceName")
}
