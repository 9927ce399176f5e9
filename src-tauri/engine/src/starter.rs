//! The starter stack: the article's function, alias, alarm and permission as
//! one CloudFormation stack.
//!
//! Invariant: only a stack that Crossfade made is changed or deleted.

use std::collections::BTreeMap;

use crossfade_domain::{
    arn::{FunctionArn, InstanceArn},
    qualifier::AliasName,
};

use crate::{
    changes::{Change, Changes, Made, Reason, StackChange},
    failure::{Failure, FailureKind},
    ports::{Answer, Stack, StackEvent, StackPhase},
};

/// The template: SAM, as the article has it.
pub const TEMPLATE: &str = include_str!("../../starter/template.yaml");
/// The name that the stack gets unless a person chooses another.
pub const STACK_NAME: &str = "crossfade-starter";
/// The parameter with the instance's ARN.
pub const INSTANCE: &str = "ConnectInstanceArn";
/// The parameter with the alias's name.
pub const ALIAS: &str = "SAMAlias";
/// The parameter with the pace of its deployments.
pub const PREFERENCE: &str = "DeploymentPreference";
/// The parameter with the text that the function answers; another one is
/// another version.
pub const GREETING: &str = "Greeting";
/// The output with the alias's ARN.
pub const OUTPUT: &str = "ConnectLambdaFunctionAlias";

/// A stack with all that happened to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StackView {
    /// The stack.
    pub stack: Stack,
    /// What happened, newest first.
    pub events: Vec<StackEvent>,
}

impl StackView {
    /// The alias that flows call, once it is made.
    #[must_use]
    pub fn alias(&self) -> Option<FunctionArn> {
        self.stack.outputs.get(OUTPUT)?.parse().ok()
    }
}

/// A stack as it stands, `None` when there is none or it was deleted.
///
/// # Errors
/// When AWS does not say.
pub async fn look(changes: &Changes, name: &str) -> Answer<Option<StackView>> {
    let stacks = &changes.account.stacks;
    let Some(stack) = stacks.stack(name).await? else { return Ok(None) };
    if stack.phase == StackPhase::Deleted {
        return Ok(None);
    }
    let mut events = stacks.events(&stack.id).await?;
    events.reverse();
    Ok(Some(StackView { stack, events }))
}

/// Asks for the stack.
///
/// # Errors
/// What AWS says.
pub async fn create(
    changes: &Changes,
    name: &str,
    instance: &InstanceArn,
    alias: &AliasName,
    preference: &str,
) -> Answer<Made> {
    let parameters = [
        (INSTANCE.to_owned(), instance.to_string()),
        (ALIAS.to_owned(), alias.to_string()),
        (PREFERENCE.to_owned(), preference.to_owned()),
    ];
    let stack = StackChange {
        name: name.to_owned(),
        template: TEMPLATE.to_owned(),
        parameters: parameters.into(),
    };
    changes.make(Change::CreateStack(stack), Reason::default()).await
}

/// Asks for other parameters; those that are not named stay.
///
/// # Errors
/// When the stack is not Crossfade's, and what AWS says.
pub async fn update(
    changes: &Changes,
    name: &str,
    wanted: BTreeMap<String, String>,
) -> Answer<Made> {
    let stack = own(changes, name).await?;
    let mut parameters = stack.parameters.clone();
    parameters.extend(wanted);
    if parameters == stack.parameters {
        return Err(unchanged(name));
    }
    let wanted = StackChange { name: name.to_owned(), template: TEMPLATE.to_owned(), parameters };
    let change = Change::UpdateStack { stack: wanted, before: stack.parameters };
    changes.make(change, Reason::default()).await
}

/// Asks for its end.
///
/// # Errors
/// When the stack is not Crossfade's, and what AWS says.
pub async fn delete(changes: &Changes, name: &str) -> Answer<()> {
    own(changes, name).await?;
    let made = changes.journal.effective_changes(changes.place.clone()).await?;
    let creation = made.into_iter().filter(|entry| !entry.undone).find(
        |entry| matches!(&entry.intent.change, Change::CreateStack(stack) if stack.name == name),
    );
    if let Some(entry) = creation {
        return changes.undo(entry.intent.id, None).await.map(drop);
    }
    // Made by another copy of the program: there is nothing to tick off.
    let delete = Change::DeleteStack { name: name.to_owned() };
    changes.make(delete, Reason::default()).await.map(drop)
}

async fn own(changes: &Changes, name: &str) -> Answer<Stack> {
    let stack = changes.account.stacks.stack(name).await?;
    let stack = stack.filter(|stack| stack.phase != StackPhase::Deleted).ok_or_else(|| {
        let message = format!("There is no stack `{name}`.");
        Failure::new(FailureKind::NotFound, "StackNotFound", message, "Make it first.")
    })?;
    if stack.tags.get("made-by").is_some_and(|made_by| made_by == "crossfade") {
        return Ok(stack);
    }
    Err(Failure::new(
        FailureKind::Conflict,
        "NotOwnStack",
        format!("The stack `{name}` was not made by Crossfade, and is left alone."),
        "Choose another name.",
    ))
}

fn unchanged(name: &str) -> Failure {
    Failure::new(
        FailureKind::Conflict,
        "NothingToChange",
        format!("The stack `{name}` is that already."),
        "Choose another pace, or another text.",
    )
}
