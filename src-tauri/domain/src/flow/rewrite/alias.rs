//! Moving a flow's calls of one function onto an alias.
//!
//! Invariant: only `LambdaFunctionARN` of `InvokeLambdaFunction` and the chat
//! processor's `LambdaProcessorARN` change, and only where they name the function
//! as asked; everything else comes out equal.

use std::str::FromStr;

use serde_json::Value;
use thiserror::Error;

use super::{Place, Replaced, Rewritten};
use crate::arn::FunctionArn;
use crate::flow::calls::{chat_processor, is_switched_off};
use crate::flow::kind::ActionKind;
use crate::flow::model::{Action, Flow};
use crate::qualifier::Qualifier;

/// How a flow names the Region that it runs in.
const REGIONS: [&str; 2] = ["$['AwsRegion']", "$.AwsRegion"];

/// Which of a function's calls are moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Calls {
    /// Those that run what was saved or published last: without a qualifier, or
    /// with `$LATEST` itself.
    OfLatest,
    /// Those without a qualifier.
    Unqualified,
    /// Those with this version or alias.
    Qualified(Qualifier),
}

impl Calls {
    fn includes(&self, qualifier: Option<&Qualifier>) -> bool {
        match self {
            Self::OfLatest => qualifier.is_none_or(Qualifier::moves_by_itself),
            Self::Unqualified => qualifier.is_none(),
            Self::Qualified(asked) => qualifier == Some(asked),
        }
    }
}

/// An ARN that does not name an alias.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` does not name an alias")]
pub struct NotAnAliasArn(pub FunctionArn);

/// Moves the calls of `alias`'s function onto `alias`.
///
/// The function is the same in partition, Region, account and name. A call that
/// names the alias already is left as it is; in a legacy export nothing changes.
///
/// # Errors
/// [`NotAnAliasArn`] when `alias` is a version or has no qualifier.
pub fn point_at_alias(
    flow: &Flow,
    alias: &FunctionArn,
    calls: &Calls,
) -> Result<Rewritten, NotAnAliasArn> {
    if !matches!(alias.qualifier, Some(Qualifier::Alias(_))) {
        return Err(NotAnAliasArn(alias.clone()));
    }
    let mut flow = flow.clone();
    let replaced = flow.actions.iter_mut().filter_map(|it| point(it, alias, calls)).collect();
    Ok(Rewritten { flow, replaced, unused: Vec::new() })
}

/// Where an action names the function that it calls.
fn pointer(action: &Action) -> Option<&'static str> {
    if action.kind == ActionKind::InvokeLambdaFunction {
        return Some("/Parameters/LambdaFunctionARN");
    }
    let processor = chat_processor(action).filter(|processor| !is_switched_off(processor));
    processor.map(|_| "/Parameters/ChatProcessor/LambdaProcessorARN")
}

fn point(action: &mut Action, alias: &FunctionArn, calls: &Calls) -> Option<Replaced> {
    let pointer = pointer(action)?;
    let text = action.raw.pointer_mut(pointer)?;
    let before = text.as_str()?.to_owned();
    let after = pointed(&before, alias, calls)?;
    *text = Value::from(after.as_str());
    let place = Place { action: action.id.clone(), pointer: pointer.to_owned() };
    Some(Replaced { place, before, after })
}

/// What stands there afterwards; `None` for another function, and for a call
/// that is left as it is. What names the instance's Region by `$.AwsRegion`
/// goes on doing so.
fn pointed(before: &str, alias: &FunctionArn, calls: &Calls) -> Option<String> {
    let region = REGIONS.into_iter().find(|reference| before.contains(reference));
    let text = region.map(|reference| before.replace(reference, &alias.region));
    let called = FunctionArn::from_str(text.as_deref().unwrap_or(before)).ok()?;
    let asked = called.unqualified() == alias.unqualified()
        && calls.includes(called.qualifier.as_ref())
        && called != *alias;
    let with_region = |reference: &str| {
        let literal = format!(":lambda:{}:", alias.region);
        alias.to_string().replacen(&literal, &format!(":lambda:{reference}:"), 1)
    };
    asked.then(|| region.map_or_else(|| alias.to_string(), with_region))
}
