//! The `AppSpec` of a Lambda deployment.
//!
//! Source: CodeDeploy user guide, "`AppSpec` 'resources' section". JSON is read;
//! YAML is not.

use serde_json::Value;

use super::error::error;
use crate::wire::{doc::Doc, error::AwsError};

/// What a deployment shall move.
pub(super) struct Spec {
    pub(super) content: String,
    pub(super) function: String,
    pub(super) alias: String,
    pub(super) from: u64,
    pub(super) to: u64,
}

/// Reads `revision`.
pub(super) fn read(input: &Doc) -> Result<Spec, AwsError> {
    let revision =
        input.get("revision").ok_or_else(|| invalid("RevisionRequiredException", "is required"))?;
    let content = match revision.text("revisionType") {
        Some("AppSpecContent") => revision.get("appSpecContent"),
        Some("String") => revision.get("string"),
        Some(_) | None => None,
    };
    let content = content.and_then(|it| it.text("content")).unwrap_or_default();
    let wrong = |why: &str| invalid("InvalidRevisionException", why);
    let spec: Value = serde_json::from_str(content).map_err(|_| wrong("is no JSON AppSpec"))?;
    let resources = spec.get("Resources").and_then(Value::as_array);
    let resource = resources.and_then(|all| all.first()).and_then(Value::as_object);
    let resource = resource.and_then(|all| all.values().next());
    let properties = resource.and_then(|it| it.get("Properties"));
    let properties = properties.ok_or_else(|| wrong("names no AWS::Lambda::Function"))?;
    let text = |name: &str| {
        let value = properties.get(name).and_then(Value::as_str).filter(|it| !it.is_empty());
        value.map(str::to_owned).ok_or_else(|| wrong(&format!("has no {name}")))
    };
    let number = |name: &str| {
        text(name)?.parse::<u64>().map_err(|_| wrong(&format!("has a {name} that is no version")))
    };
    Ok(Spec {
        function: text("Name")?,
        alias: text("Alias")?,
        from: number("CurrentVersion")?,
        to: number("TargetVersion")?,
        content: content.to_owned(),
    })
}

fn invalid(code: &'static str, why: &str) -> AwsError {
    error(code, format!("The revision {why}"))
}
