//! Moving a flow's calls of one function onto an alias.
//!
//! Invariant: only `LambdaFunctionARN` of `InvokeLambdaFunction` changes, and
//! only where it names the function as asked; everything else comes out equal.

use std::str::FromStr;

use serde_json::Value;
use thiserror::Error;

use super::{Place, Replaced, Rewritten};
use crate::arn::FunctionArn;
use crate::flow::kind::ActionKind;
use crate::flow::model::{Action, Flow};
use crate::qualifier::{Qualifier, Version};

const PARAMETER: &str = "LambdaFunctionARN";

/// Which of a function's calls are moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Calls {
    /// Those that run `$LATEST`: without a qualifier, or with `$LATEST` itself.
    OfLatest,
    /// Those without a qualifier.
    Unqualified,
    /// Those with this version or alias.
    Qualified(Qualifier),
}

impl Calls {
    fn includes(&self, qualifier: Option<&Qualifier>) -> bool {
        match self {
            Self::OfLatest => {
                matches!(qualifier, None | Some(Qualifier::Version(Version::Latest)))
            }
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

fn point(action: &mut Action, alias: &FunctionArn, calls: &Calls) -> Option<Replaced> {
    if action.kind != ActionKind::InvokeLambdaFunction {
        return None;
    }
    let text = action.raw.get_mut("Parameters")?.get_mut(PARAMETER)?;
    let before = text.as_str()?.to_owned();
    let called = FunctionArn::from_str(&before).ok()?;
    let asked = called.unqualified() == alias.unqualified()
        && calls.includes(called.qualifier.as_ref())
        && called != *alias;
    asked.then(|| {
        let after = alias.to_string();
        *text = Value::from(after.as_str());
        let pointer = format!("/Parameters/{PARAMETER}");
        Replaced { place: Place { action: action.id.clone(), pointer }, before, after }
    })
}
