//! Invocations that a client asks for.

use std::time::Duration;

use base64::{Engine as _, prelude::BASE64_STANDARD as BASE64};
use crossfade_domain::qualifier::Version;
use serde_json::{Map, Value, json};

use super::{
    error::{conflict, no_function, unreadable, validation},
    target::Target,
};
use crate::{
    wire::{answer::Answer, error::AwsError, request::Request},
    world::{
        World,
        behaviour::{Answers, Outcome},
        function::{Function, Invoked},
    },
};

/// Synchronous payloads hold at most 6 MB, asynchronous ones 256 KB.
const MAX_PAYLOAD: usize = 6 * 1024 * 1024;
const MAX_EVENT: usize = 256 * 1024;
/// More than Amazon Connect takes, which is 32 KB.
const TOO_MANY_BYTES: usize = 33 * 1024;

/// `Invoke`
pub(super) fn invoke(
    world: &mut World,
    name: &str,
    request: &Request,
    id: &str,
) -> Result<Answer, AwsError> {
    let target = Target::read(name, request)?;
    let (now_ms, settled_ms) = (world.now_ms(), world.settled_ms());
    let function = world.functions.get(&target.name).ok_or_else(|| no_function(&target.arn()))?;
    target.version(function)?;
    let kind = request.header("x-amz-invocation-type").unwrap_or("RequestResponse");
    check_payload(request, if kind == "Event" { MAX_EVENT } else { MAX_PAYLOAD })?;
    if kind == "DryRun" {
        return Ok(Answer::empty(204));
    }
    let invoked = function
        .invoke(target.qualifier.as_ref(), &mut world.draws)
        .ok_or_else(|| target.not_there())?;
    check_active(function, invoked.version, settled_ms)?;
    let answer = match kind {
        "RequestResponse" => synchronous(function, &invoked, request, id),
        "Event" => Ok(Answer::empty(202)),
        other => {
            let constraint = "Member must satisfy enum value set: [RequestResponse, Event, DryRun]";
            return Err(validation(other, "invocationType", constraint));
        }
    };
    world.metrics.record(&function.name, target.qualifier.as_ref(), &invoked, now_ms);
    answer
}

/// A version that is `Pending` is not invoked.
fn check_active(function: &Function, version: Version, settled_ms: i64) -> Result<(), AwsError> {
    let pending = version.is_published()
        && function.configuration(version).is_some_and(|it| !it.is_settled(settled_ms));
    if pending {
        return Err(conflict(
            "The operation cannot be performed at this time. The function is currently in the \
             following state: Pending",
        ));
    }
    Ok(())
}

fn check_payload(request: &Request, limit: usize) -> Result<(), AwsError> {
    let size = request.body.len();
    if size > limit {
        let text =
            format!("Request must be smaller than {limit} bytes for the InvokeFunction operation");
        return Err(AwsError::new(413, "RequestTooLargeException", text).field("Type", "User"));
    }
    request
        .json()
        .map(|_| ())
        .map_err(|error| unreadable(format!("Could not parse request body into json: {error}")))
}

fn synchronous(
    function: &Function,
    invoked: &Invoked,
    request: &Request,
    id: &str,
) -> Result<Answer, AwsError> {
    let version = invoked.version.to_string();
    let payload = match invoked.run.outcome {
        Outcome::Success => success(function, invoked.version),
        Outcome::Failed => failure(function),
        Outcome::TimedOut => timeout(invoked, id),
        Outcome::Throttled => return Err(throttled()),
    };
    let mut answer = Answer::json(200, &payload).with("x-amz-executed-version", &version);
    if invoked.run.outcome != Outcome::Success {
        answer = answer.with("x-amz-function-error", "Unhandled");
    }
    if request.header("x-amz-log-type") == Some("Tail") {
        answer = answer.with("x-amz-log-result", BASE64.encode(log(invoked, id)));
    }
    answer.takes = Duration::try_from_secs_f64(invoked.run.took_ms / 1000.0).unwrap_or_default();
    Ok(answer)
}

fn success(function: &Function, version: Version) -> Value {
    let mut reply: Map<String, Value> =
        function.reply.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    reply.insert("version".to_owned(), json!(version.to_string()));
    match function.answers(version) {
        Answers::Flat => Value::Object(reply),
        Answers::Nested => json!({"version": version.to_string(), "result": reply}),
        Answers::NoMap => Value::Array(reply.into_iter().map(|(_, value)| value).collect()),
        Answers::TooLarge => {
            reply.insert("padding".to_owned(), json!("x".repeat(TOO_MANY_BYTES)));
            Value::Object(reply)
        }
    }
}

fn failure(function: &Function) -> Value {
    let (kind, message) = &function.error;
    json!({"errorType": kind, "errorMessage": message, "trace": []})
}

fn timeout(invoked: &Invoked, id: &str) -> Value {
    let after = invoked.run.took_ms / 1000.0;
    json!({
        "errorType": "Sandbox.Timedout",
        "errorMessage": format!("RequestId: {id} Error: Task timed out after {after:.2} seconds"),
    })
}

fn throttled() -> AwsError {
    AwsError {
        retry_after: Some(Duration::from_secs(1)),
        ..AwsError::new(429, "TooManyRequestsException", "Rate Exceeded.")
            .field("Reason", "ReservedFunctionConcurrentInvocationLimitExceeded")
            .field("Type", "User")
    }
}

fn log(invoked: &Invoked, id: &str) -> String {
    let took = invoked.run.took_ms;
    format!(
        "START RequestId: {id} Version: {}\nEND RequestId: {id}\n\
         REPORT RequestId: {id}\tDuration: {took:.2} ms\tBilled Duration: {} ms\n",
        invoked.version,
        took.ceil()
    )
}
