//! Functions and versions, listed and described.

use crossfade_domain::qualifier::Version;
use serde_json::{Value, json};

use super::{
    error::{invalid, validation},
    shape,
    target::Target,
};
use crate::{
    wire::{
        answer::Answer,
        error::AwsError,
        page::{self, Page},
        request::Request,
    },
    world::{
        World,
        function::{Configuration, Function},
    },
};

/// Lambda's lists hold at most 50 items a page, whatever `MaxItems` says.
const PAGE: usize = 50;

/// `ListFunctions`
pub(super) fn list_functions(world: &World, request: &Request) -> Result<Answer, AwsError> {
    let all = match request.param("FunctionVersion") {
        None => false,
        Some("ALL") => true,
        Some(other) => {
            let constraint = "Member must satisfy enum value set: [ALL]";
            return Err(validation(other, "functionVersion", constraint));
        }
    };
    let settled_ms = world.settled_ms();
    let functions: Vec<Value> = world
        .functions
        .values()
        .flat_map(|function| {
            if all { versions(function, settled_ms) } else { vec![latest(function, settled_ms)] }
        })
        .collect();
    paged(functions, "Functions", "ListFunctions", request)
}

/// `ListVersionsByFunction`: `$LATEST` first, then upwards.
pub(super) fn list_versions(
    world: &World,
    name: &str,
    request: &Request,
) -> Result<Answer, AwsError> {
    let target = Target::read(name, request)?;
    let versions = versions(target.function(world)?, world.settled_ms());
    paged(versions, "Versions", &format!("ListVersionsByFunction {}", target.name), request)
}

/// `GetFunction`
pub(super) fn get_function(
    world: &World,
    name: &str,
    request: &Request,
) -> Result<Answer, AwsError> {
    let target = Target::read(name, request)?;
    let function = target.function(world)?;
    let configuration = described(world, &target, function)?;
    let location = format!(
        "https://practice-code.s3.eu-central-1.amazonaws.com/{}?versionId={}",
        function.name,
        configuration["CodeSha256"].as_str().unwrap_or_default()
    );
    let mut shape = json!({
        "Configuration": configuration,
        "Code": {"RepositoryType": "S3", "Location": location},
    });
    if !function.tags.is_empty() {
        shape["Tags"] = json!(function.tags);
    }
    Ok(Answer::json(200, &shape))
}

/// `GetFunctionConfiguration`
pub(super) fn get_configuration(
    world: &World,
    name: &str,
    request: &Request,
) -> Result<Answer, AwsError> {
    let target = Target::read(name, request)?;
    Ok(Answer::json(200, &described(world, &target, target.function(world)?)?))
}

fn described(world: &World, target: &Target, function: &Function) -> Result<Value, AwsError> {
    let version = target.version(function)?;
    let configuration = function.configuration(version).ok_or_else(|| target.not_there())?;
    let qualifier = target.qualifier_text();
    let settled_ms = world.settled_ms();
    Ok(shape::configuration(function, version, configuration, qualifier.as_deref(), settled_ms))
}

fn latest(function: &Function, settled_ms: i64) -> Value {
    shape::summary(function, Version::Latest, &function.latest, None, settled_ms)
}

fn versions(function: &Function, settled_ms: i64) -> Vec<Value> {
    let shown = |(version, it): (Version, &Configuration)| {
        shape::summary(function, version, it, Some(&version.to_string()), settled_ms)
    };
    let latest = (Version::Latest, &function.latest);
    let published = function.versions.iter().map(|(number, it)| (Version::Published(*number), it));
    [latest].into_iter().chain(published).map(shown).collect()
}

/// One page under `name`, with `NextMarker` when there are more.
pub(super) fn paged(
    items: Vec<Value>,
    name: &str,
    scope: &str,
    request: &Request,
) -> Result<Answer, AwsError> {
    let size = match request.param("MaxItems") {
        None => PAGE,
        Some(text) => max_items(text)?,
    };
    let marker = request.param("Marker").filter(|marker| !marker.is_empty());
    let Page { items, next } = page::page(items, scope, marker, size)
        .map_err(|_| invalid("Invalid Marker: the value is not one that this operation gave."))?;
    Ok(Answer::json(200, &json!({"NextMarker": next, name: items})))
}

fn max_items(text: &str) -> Result<usize, AwsError> {
    match text.parse::<usize>() {
        Ok(0) | Err(_) => {
            let constraint = "Member must have value greater than or equal to 1";
            Err(validation(text, "maxItems", constraint))
        }
        Ok(size) if size > 10_000 => {
            let constraint = "Member must have value less than or equal to 10000";
            Err(validation(text, "maxItems", constraint))
        }
        Ok(size) => Ok(size.min(PAGE)),
    }
}
