//! Provisioned concurrency.
//!
//! The world charges nothing for it and has no cold starts; it is kept so that
//! clients can see and move it, and so that aliases move as they do with it.

use crossfade_domain::qualifier::{Qualifier, Version};
use serde_json::{Value, json};

use super::{
    error::{invalid, not_found},
    target::{Target, body},
};
use crate::{
    wire::{answer::Answer, error::AwsError, request::Request},
    world::{
        World,
        function::{Provisioned, READY_AFTER_MS},
    },
};

/// `GetProvisionedConcurrencyConfig`
pub(super) fn get(world: &mut World, name: &str, request: &Request) -> Result<Answer, AwsError> {
    let (target, qualifier) = read(name, request)?;
    let now_ms = world.now_ms();
    let function = target.function(world)?;
    target.version(function)?;
    let found = function.provisioned.get(&qualifier).ok_or_else(|| {
        AwsError {
            code: "ProvisionedConcurrencyConfigNotFoundException",
            ..not_found("No Provisioned Concurrency Config found for this function")
        }
        .under("message")
    })?;
    Ok(Answer::json(200, &shape(found, function.can_initialise(&qualifier), now_ms)))
}

/// `PutProvisionedConcurrencyConfig`
pub(super) fn put(world: &mut World, name: &str, request: &Request) -> Result<Answer, AwsError> {
    let (target, qualifier) = read(name, request)?;
    let now_ms = world.now_ms();
    let wanted = body(request)?.get("ProvisionedConcurrentExecutions").and_then(Value::as_u64);
    let requested = wanted
        .filter(|wanted| *wanted > 0)
        .ok_or_else(|| invalid("ProvisionedConcurrentExecutions must be at least 1"))?;
    let function = target.function_mut(world)?;
    target.version(function)?;
    if qualifier == Qualifier::Version(Version::Latest) {
        return Err(invalid(
            "Provisioned Concurrency Configs cannot be applied to unpublished function versions.",
        ));
    }
    let made = Provisioned { requested, since_ms: now_ms, before: None };
    function.provisioned.insert(qualifier, made);
    // Whether they can start shows once they are tried.
    Ok(Answer::json(202, &shape(&made, true, now_ms)))
}

/// `DeleteProvisionedConcurrencyConfig`
pub(super) fn delete(world: &mut World, name: &str, request: &Request) -> Result<Answer, AwsError> {
    let (target, qualifier) = read(name, request)?;
    target.function_mut(world)?.provisioned.remove(&qualifier);
    Ok(Answer::empty(204))
}

fn read(name: &str, request: &Request) -> Result<(Target, Qualifier), AwsError> {
    let target = Target::read(name, request)?;
    let qualifier = target.qualifier.clone();
    qualifier.map(|it| (target, it)).ok_or_else(|| invalid("A qualifier is required."))
}

fn shape(found: &Provisioned, starts: bool, now_ms: i64) -> Value {
    let ready = starts && now_ms - found.since_ms >= READY_AFTER_MS;
    let there = if ready { found.requested } else { 0 };
    let status = match (starts, ready) {
        (true, true) => "READY",
        (true, false) => "IN_PROGRESS",
        (false, _) => "FAILED",
    };
    let mut shape = json!({
        "RequestedProvisionedConcurrentExecutions": found.requested,
        "AvailableProvisionedConcurrentExecutions": there,
        "AllocatedProvisionedConcurrentExecutions": there,
        "Status": status,
    });
    if !starts {
        shape["StatusReason"] = json!("FUNCTION_ERROR_INIT_FAILURE");
    }
    shape
}
