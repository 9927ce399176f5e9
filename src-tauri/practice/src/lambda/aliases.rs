//! Aliases: made, moved, split, deleted.
//!
//! Invariant: an alias that is split points to two published versions with the
//! same role and the same dead-letter target.

use std::collections::BTreeMap;

use crossfade_domain::qualifier::{AliasName, Qualifier, Version};
use serde_json::{Map, Value};

use super::{
    error::{
        conflict, invalid, missing, no_alias, no_function, pattern, precondition, unreadable,
        validation,
    },
    reads::paged,
    shape,
    target::{Target, body, text},
};
use crate::{
    wire::{answer::Answer, error::AwsError, request::Request},
    world::{
        World,
        function::{Alias, Function},
    },
};

const NAME_PATTERN: &str = "(?!^[0-9]+$)([a-zA-Z0-9-_]+)";
const VERSION_PATTERN: &str = "(\\$LATEST|[0-9]+)";
const MAX_DESCRIPTION: usize = 256;

/// `ListAliases`
pub(super) fn list(world: &World, name: &str, request: &Request) -> Result<Answer, AwsError> {
    let target = Target::of(name)?;
    let function = target.function(world)?;
    let only = request.param("FunctionVersion");
    let points_to = |alias: &Alias| {
        only.is_none_or(|only| {
            alias.version.to_string() == only
                || alias.weights.keys().any(|version| version.to_string() == only)
        })
    };
    let aliases = function
        .aliases
        .iter()
        .filter(|(_, alias)| points_to(alias))
        .map(|(name, alias)| shape::alias(function, name, alias))
        .collect();
    let scope = format!("ListAliases {} {}", target.name, only.unwrap_or_default());
    paged(aliases, "Aliases", &scope, request)
}

/// `GetAlias`
pub(super) fn get(world: &World, name: &str, alias: &str) -> Result<Answer, AwsError> {
    let function = Target::of(name)?.function(world)?;
    checked_name(alias)?;
    let found = function.aliases.get(alias).ok_or_else(|| no_alias(&function.arn(Some(alias))))?;
    Ok(Answer::json(200, &shape::alias(function, alias, found)))
}

/// `CreateAlias`
pub(super) fn create(world: &mut World, name: &str, request: &Request) -> Result<Answer, AwsError> {
    let target = Target::of(name)?;
    let revision_id = world.new_id();
    let function = target.function_mut(world)?;
    let body = body(request)?;
    let alias_name = text(&body, "Name")?.ok_or_else(|| missing("name"))?.to_owned();
    checked_name(&alias_name)?;
    let version = wanted_version(&body)?.ok_or_else(|| missing("functionVersion"))?;
    if function.aliases.contains_key(&alias_name) {
        let arn = function.arn(Some(&alias_name));
        return Err(conflict(format!("Alias already exists: {arn}")));
    }
    let alias = Alias {
        description: description(&body)?.unwrap_or_default(),
        version,
        weights: weights(&body)?.unwrap_or_default(),
        revision_id,
    };
    check(function, &alias)?;
    let shape = shape::alias(function, &alias_name, &alias);
    function.aliases.insert(alias_name, alias);
    Ok(Answer::json(201, &shape))
}

/// `UpdateAlias`: what is not given stays.
pub(super) fn update(
    world: &mut World,
    name: &str,
    alias_name: &str,
    request: &Request,
) -> Result<Answer, AwsError> {
    let target = Target::of(name)?;
    let (revision_id, now_ms) = (world.new_id(), world.now_ms());
    let function = target.function_mut(world)?;
    checked_name(alias_name)?;
    let arn = function.arn(Some(alias_name));
    let current = function.aliases.get(alias_name).ok_or_else(|| no_alias(&arn))?;
    let body = body(request)?;
    if text(&body, "RevisionId")?.is_some_and(|wanted| wanted != current.revision_id) {
        return Err(precondition("GetFunction/GetAlias"));
    }
    let changed = Alias {
        description: description(&body)?.unwrap_or_else(|| current.description.clone()),
        version: wanted_version(&body)?.unwrap_or(current.version),
        weights: weights(&body)?.unwrap_or_else(|| current.weights.clone()),
        revision_id,
    };
    check(function, &changed)?;
    function.set_alias(alias_name, changed, now_ms);
    get(world, name, alias_name)
}

/// `DeleteAlias`: an alias that is not there is deleted already.
pub(super) fn delete(world: &mut World, name: &str, alias: &str) -> Result<Answer, AwsError> {
    let function = Target::of(name)?.function_mut(world)?;
    let name = checked_name(alias)?;
    function.aliases.remove(alias);
    function.provisioned.remove(&Qualifier::Alias(name.clone()));
    function.policies.remove(&Qualifier::Alias(name));
    Ok(Answer::empty(204))
}

fn checked_name(name: &str) -> Result<AliasName, AwsError> {
    if name.len() > 128 {
        let constraint = "Member must have length less than or equal to 128";
        return Err(validation(name, "name", constraint));
    }
    name.parse().map_err(|_| pattern(name, "name", NAME_PATTERN))
}

fn description(body: &Map<String, Value>) -> Result<Option<String>, AwsError> {
    let description = text(body, "Description")?;
    if let Some(long) = description.filter(|it| it.chars().count() > MAX_DESCRIPTION) {
        let constraint = "Member must have length less than or equal to 256";
        return Err(validation(long, "description", constraint));
    }
    Ok(description.map(str::to_owned))
}

fn wanted_version(body: &Map<String, Value>) -> Result<Option<Version>, AwsError> {
    let Some(given) = text(body, "FunctionVersion")? else { return Ok(None) };
    let wrong = |_| pattern(given, "functionVersion", VERSION_PATTERN);
    given.parse().map(Some).map_err(wrong)
}

/// `RoutingConfig`: absent is `None`, an empty one clears the weights.
fn weights(body: &Map<String, Value>) -> Result<Option<BTreeMap<u64, f64>>, AwsError> {
    let routing = match body.get("RoutingConfig") {
        None | Some(Value::Null) => return Ok(None),
        Some(routing) => routing,
    };
    let given = match routing.get("AdditionalVersionWeights") {
        None | Some(Value::Null) => return Ok(Some(BTreeMap::new())),
        Some(Value::Object(given)) => given,
        Some(other) => return Err(unreadable(format!("{other} can not be converted to a Map"))),
    };
    if given.len() > 1 {
        return Err(invalid(
            "Number of items in AdditionalVersionWeights cannot be greater than 1",
        ));
    }
    given
        .iter()
        .map(|(version, weight)| one_weight(version, weight))
        .collect::<Result<_, _>>()
        .map(Some)
}

fn one_weight(version: &str, weight: &Value) -> Result<(u64, f64), AwsError> {
    let member = "routingConfig.additionalVersionWeights";
    let shown = format!("{{{version}={weight}}}");
    let weight = weight
        .as_f64()
        .ok_or_else(|| unreadable(format!("{weight} can not be converted to a Double")))?;
    if !(0.0..=1.0).contains(&weight) {
        let constraint = "Map value must satisfy constraint: [Member must have value less than or \
                          equal to 1, Member must have value greater than or equal to 0]";
        return Err(validation(&shown, member, constraint));
    }
    match version.parse() {
        Ok(Version::Published(number)) => Ok((number, weight)),
        Ok(Version::Latest | Version::LatestPublished) => Err(latest_is_split()),
        Err(_) => {
            let constraint = "Map keys must satisfy constraint: [Member must have length less than \
                              or equal to 1024, Member must have length greater than or equal to \
                              1, Member must satisfy regular expression pattern: [0-9]+]";
            Err(validation(&shown, member, constraint))
        }
    }
}

fn latest_is_split() -> AwsError {
    invalid("$LATEST is not supported for an alias pointing to more than 1 version")
}

/// Whether Lambda would let the alias be so.
fn check(function: &Function, alias: &Alias) -> Result<(), AwsError> {
    let there = |version: Version| {
        function
            .configuration(version)
            .ok_or_else(|| no_function(&function.arn(Some(&version.to_string()))))
    };
    let main = there(alias.version)?;
    for number in alias.weights.keys() {
        let version = Version::Published(*number);
        if alias.version == Version::Latest {
            return Err(latest_is_split());
        }
        if alias.version == version {
            return Err(invalid(format!(
                "Invalid function version {number}. Function version {number} is already included \
                 in routing configuration."
            )));
        }
        let other = there(version)?;
        if main.role != other.role {
            return Err(differ("execution roles", alias.version, version));
        }
        if main.dead_letter != other.dead_letter {
            return Err(differ("dead-letter queue configurations", alias.version, version));
        }
    }
    Ok(())
}

fn differ(what: &str, one: Version, other: Version) -> AwsError {
    invalid(format!(
        "The {what} of function versions {one} and {other} must be the same for an alias pointing \
         to more than 1 version"
    ))
}
