//! May Amazon Connect invoke this function?
//!
//! Evaluates a Lambda resource policy (`GetPolicy`) for one caller, by IAM's
//! rules: an explicit Deny wins, then any Allow, else the call is refused. All
//! operators of a condition must hold, all keys of an operator, any value of a
//! key.
//!
//! Invariant: what is not understood, a policy variable among it, never makes an
//! Allow hold and never keeps a Deny from holding; it is reported instead of
//! guessed.

mod condition;
mod statement;

use serde_json::Value;
use thiserror::Error;

use condition::Held;
use statement::{Effect, Statement, statements};

/// The service principal of Amazon Connect.
pub const CONNECT_PRINCIPAL: &str = "connect.amazonaws.com";
/// The one action that a flow needs.
pub const INVOKE_ACTION: &str = "lambda:InvokeFunction";

/// One instance asking to invoke one function, version or alias.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvokeRequest<'a> {
    /// The ARN exactly as the flow calls it, with its qualifier.
    pub resource: &'a str,
    /// The instance's ARN (`aws:SourceArn`).
    pub source_arn: &'a str,
    /// The instance's account (`aws:SourceAccount`).
    pub source_account: &'a str,
}

/// What the policy says to an [`InvokeRequest`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Connect may invoke it.
    Allowed(Grant),
    /// A Deny statement refuses it.
    Denied {
        /// The statement's id, empty when it has none.
        statement_id: String,
    },
    /// No statement allows it.
    NotAllowed {
        /// Conditions that nobody but AWS can decide and on which an Allow
        /// hangs, such as `aws:PrincipalOrgID`.
        undecided: Vec<String>,
    },
}

/// The statement that allows, and how narrow it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The statement's id, empty when it has none.
    pub statement_id: String,
    /// Whether it holds for this one instance only (`aws:SourceArn`).
    pub limited_to_instance: bool,
    /// Whether it holds for this one account only (`aws:SourceAccount`).
    pub limited_to_account: bool,
}

/// The text is no policy document.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the resource policy could not be read: {0}")]
pub struct NotAPolicy(pub String);

/// Evaluates `policy`, the JSON text that `GetPolicy` answers.
///
/// Of several statements that allow, the widest is reported: a narrow one beside
/// it narrows nothing.
///
/// # Errors
/// [`NotAPolicy`] when the text is not JSON or has no `Statement`.
pub fn evaluate(policy: &str, request: &InvokeRequest<'_>) -> Result<Verdict, NotAPolicy> {
    let document: Value =
        serde_json::from_str(policy).map_err(|error| NotAPolicy(error.to_string()))?;
    let statements = statements(&document)?;
    let asked: Vec<(&Statement<'_>, Held)> = statements
        .iter()
        .map(|statement| (statement, statement.holds(request)))
        .filter(|(_, held)| *held != Held::No)
        .collect();
    Ok(denial(&asked).or_else(|| grant(&asked, request)).unwrap_or_else(|| refusal(&asked)))
}

fn denial(asked: &[(&Statement<'_>, Held)]) -> Option<Verdict> {
    let denies = |(statement, held): &&(&Statement<'_>, Held)| {
        statement.effect == Effect::Deny && *held != Held::No
    };
    asked
        .iter()
        .find(denies)
        .map(|(statement, _)| Verdict::Denied { statement_id: statement.id.to_owned() })
}

fn grant(asked: &[(&Statement<'_>, Held)], request: &InvokeRequest<'_>) -> Option<Verdict> {
    asked
        .iter()
        .filter(|(statement, held)| statement.effect == Effect::Allow && *held == Held::Yes)
        .map(|(statement, _)| statement.grant(request))
        .min_by_key(|grant| (grant.limited_to_instance, grant.limited_to_account))
        .map(Verdict::Allowed)
}

fn refusal(asked: &[(&Statement<'_>, Held)]) -> Verdict {
    let allows = asked.iter().filter(|(statement, _)| statement.effect == Effect::Allow);
    let undecided = allows.filter_map(|(_, held)| match held {
        Held::Undecided(key) => Some(key.clone()),
        Held::Yes | Held::No => None,
    });
    Verdict::NotAllowed { undecided: undecided.collect() }
}

#[cfg(test)]
mod tests;
