//! Templates: YAML or JSON, read into one form.
//!
//! Invariant: what comes out has the long forms of intrinsic functions only,
//! and every reference to a parameter is replaced by its value.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use serde_yaml_ng::Value as Yaml;

/// A template with its parameters filled in.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Template {
    /// `Description`
    pub description: Option<String>,
    /// Every parameter with its value.
    pub parameters: BTreeMap<String, String>,
    /// `Transform`
    pub transforms: Vec<String>,
    /// `Resources`, in order.
    pub resources: Map<String, Value>,
    /// `Outputs`, in order.
    pub outputs: Map<String, Value>,
}

/// Why a template is none, for `ValidationError`.
pub(crate) type Fault = String;

/// Reads a template; `given` are the parameters of the request.
pub(crate) fn read(text: &str, given: &BTreeMap<String, String>) -> Result<Template, Fault> {
    let yaml: Yaml = serde_yaml_ng::from_str(text)
        .map_err(|error| format!("Template format error: YAML not well-formed. ({error})"))?;
    let root = long_form(yaml);
    let member = |name: &str| root.get(name).and_then(Value::as_object).cloned();
    let declared = member("Parameters").unwrap_or_default();
    let parameters = parameters(&declared, given)?;
    let resources = member("Resources").filter(|it| !it.is_empty()).ok_or_else(|| {
        "Template format error: At least one Resources member must be defined.".to_owned()
    })?;
    let transforms = match root.get("Transform") {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(many)) => {
            many.iter().filter_map(|it| it.as_str().map(str::to_owned)).collect()
        }
        _ => Vec::new(),
    };
    let filled = |members: Map<String, Value>| -> Map<String, Value> {
        members.into_iter().map(|(name, it)| (name, fill(it, &parameters))).collect()
    };
    Ok(Template {
        description: root.get("Description").and_then(Value::as_str).map(str::to_owned),
        transforms,
        resources: filled(resources),
        outputs: filled(member("Outputs").unwrap_or_default()),
        parameters,
    })
}

fn parameters(
    declared: &Map<String, Value>,
    given: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, Fault> {
    if let Some(unknown) = given.keys().find(|name| !declared.contains_key(*name)) {
        return Err(format!("Parameters: [{unknown}] do not exist in the template"));
    }
    let mut values = BTreeMap::new();
    for (name, declaration) in declared {
        let usual = declaration.get("Default").map(text);
        let value = given.get(name).cloned().or(usual);
        let value = value.ok_or_else(|| format!("Parameters: [{name}] must have values"))?;
        let allowed = declaration.get("AllowedValues").and_then(Value::as_array);
        if allowed.is_some_and(|all| !all.iter().any(|it| text(it) == value)) {
            let all: Vec<String> = allowed.into_iter().flatten().map(text).collect();
            return Err(format!(
                "Parameter '{name}' must be one of AllowedValues [{}]",
                all.join(", ")
            ));
        }
        check_constraints(name, declaration, &value)?;
        values.insert(name.clone(), value);
    }
    Ok(values)
}

/// `MinLength`, `MaxLength` and `AllowedPattern`, which has to match all of it.
fn check_constraints(name: &str, declaration: &Value, value: &str) -> Result<(), Fault> {
    let words = declaration.get("ConstraintDescription").and_then(Value::as_str);
    let refused = |usual: String| {
        words.map_or(usual, |words| {
            format!("Parameter '{name}' failed to satisfy constraint: {words}")
        })
    };
    let length = u64::try_from(value.chars().count()).unwrap_or(u64::MAX);
    let limit = |member: &str| declaration.get(member).map(text).and_then(|it| it.parse().ok());
    if limit("MaxLength").is_some_and(|most: u64| length > most) {
        let most = limit("MaxLength").unwrap_or_default();
        return Err(refused(format!("Parameter '{name}' must contain at most {most} characters")));
    }
    if limit("MinLength").is_some_and(|least: u64| length < least) {
        let least = limit("MinLength").unwrap_or_default();
        return Err(refused(format!(
            "Parameter '{name}' must contain at least {least} characters"
        )));
    }
    let Some(pattern) = declaration.get("AllowedPattern").and_then(Value::as_str) else {
        return Ok(());
    };
    let whole = regex_lite::Regex::new(&format!("^(?:{pattern})$"))
        .map_err(|error| format!("Template format error: AllowedPattern of {name}: {error}"))?;
    if whole.is_match(value) {
        return Ok(());
    }
    Err(refused(format!("Parameter '{name}' must match pattern {pattern}")))
}

/// YAML with CloudFormation's short forms (`!Ref`, `!GetAtt`) as JSON.
fn long_form(yaml: Yaml) -> Value {
    match yaml {
        Yaml::Null => Value::Null,
        Yaml::Bool(value) => Value::from(value),
        Yaml::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Value::from(whole),
            (None, real) => real.map_or(Value::Null, Value::from),
        },
        Yaml::String(text) => Value::from(text),
        Yaml::Sequence(items) => items.into_iter().map(long_form).collect(),
        Yaml::Mapping(members) => members
            .into_iter()
            .map(|(key, value)| (text(&long_form(key)), long_form(value)))
            .collect(),
        Yaml::Tagged(tagged) => {
            let name = tagged.tag.to_string();
            let name = name.trim_start_matches('!');
            let value = long_form(tagged.value);
            match name {
                "Ref" => json!({ "Ref": value }),
                "GetAtt" => json!({ "Fn::GetAtt": attribute(&value) }),
                other => json!({ format!("Fn::{other}"): value }),
            }
        }
    }
}

/// `Resource.Attribute` as the list that the long form has.
fn attribute(value: &Value) -> Value {
    let parts = value.as_str().and_then(|text| text.split_once('.'));
    parts.map_or(value.clone(), |(resource, attribute)| json!([resource, attribute]))
}

/// Replaces parameters by their values.
fn fill(value: Value, parameters: &BTreeMap<String, String>) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(|it| fill(it, parameters)).collect(),
        Value::Object(members) => {
            if let Some(value) = referenced(&members).and_then(|name| parameters.get(name)) {
                return Value::from(value.as_str());
            }
            let sub = members.get("Fn::Sub").and_then(Value::as_str).map(|text| {
                parameters.iter().fold(text.to_owned(), |text, (name, value)| {
                    text.replace(&format!("${{{name}}}"), value)
                })
            });
            if let Some(text) = sub {
                return json!({ "Fn::Sub": text });
            }
            members.into_iter().map(|(name, it)| (name, fill(it, parameters))).collect()
        }
        other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => other,
    }
}

/// What `{"Ref": …}` refers to.
pub(crate) fn referenced(members: &Map<String, Value>) -> Option<&str> {
    members.get("Ref").filter(|_| members.len() == 1)?.as_str()
}

/// A scalar as text.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}
