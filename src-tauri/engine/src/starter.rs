//! The starter stack: the article's function, alias, alarm and permission as
//! one CloudFormation stack.
//!
//! Invariant: only a stack that Crossfade made is changed or deleted.

use std::collections::BTreeMap;

use crossfade_domain::{
    arn::{FunctionArn, InstanceArn},
    qualifier::AliasName,
};
use jiff::Timestamp;

use crate::{
    changes::{Change, Changes, StackChange},
    failure::{Failure, FailureKind},
    ports::{Answer, Stack, StackEvent, StackPhase},
    setup::SetupWish,
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
/// The parameter that tells the code from all before it.
const CODE_REVISION: &str = "CodeRevision";
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

/// The stack that is asked for.
#[must_use]
pub fn creation(
    name: &str,
    instance: &InstanceArn,
    alias: &AliasName,
    preference: &str,
    greeting: Option<&str>,
) -> Change {
    let parameters = [
        (INSTANCE.to_owned(), instance.to_string()),
        (ALIAS.to_owned(), alias.to_string()),
        (PREFERENCE.to_owned(), preference.to_owned()),
    ];
    let greeting = greeting.map(|it| (GREETING.to_owned(), it.to_owned()));
    Change::CreateStack(StackChange {
        name: name.to_owned(),
        template: TEMPLATE.to_owned(),
        parameters: parameters.into_iter().chain(greeting).collect(),
    })
}

/// Other parameters of a stack; those that are not named stay. Another text is
/// new code, also where an older version had the same: after a deployment that
/// was rolled back Lambda would publish none.
///
/// # Errors
/// When the stack is not Crossfade's, nothing would change, and what AWS says.
pub async fn update(
    changes: &Changes,
    name: &str,
    wanted: BTreeMap<String, String>,
) -> Answer<Change> {
    let stack = own(changes, name).await?;
    let parameters = changed(&stack.parameters, wanted, changes.clock.now());
    if parameters == stack.parameters {
        return Err(unchanged(name));
    }
    let wanted = StackChange { name: name.to_owned(), template: TEMPLATE.to_owned(), parameters };
    Ok(Change::UpdateStack { stack: wanted, before: stack.parameters })
}

fn changed(
    before: &BTreeMap<String, String>,
    wanted: BTreeMap<String, String>,
    now: Timestamp,
) -> BTreeMap<String, String> {
    let mut after = before.clone();
    after.extend(wanted);
    if after.get(GREETING) != before.get(GREETING) {
        after.insert(CODE_REVISION.to_owned(), now.to_string());
    }
    after
}

/// The stack's end: the undoing of its creation where the journal knows that, so
/// that nothing is left to tick off.
///
/// # Errors
/// When the stack is not Crossfade's, and what AWS says.
pub async fn deletion(changes: &Changes, name: &str) -> Answer<SetupWish> {
    let stack = own(changes, name).await?;
    let made = changes.journal.effective_changes(changes.place.clone()).await?;
    let creation = made.into_iter().filter(|entry| !entry.undone).find(|entry| {
        matches!(entry.intent.change, Change::CreateStack(_))
            && entry.made() == Some(stack.id.as_str())
    });
    Ok(match creation {
        Some(entry) => SetupWish::TakeAway(vec![entry.intent.id]),
        // Made by another copy of the program.
        None => SetupWish::Stack(Change::DeleteStack { name: name.to_owned(), id: stack.id }),
    })
}

async fn own(changes: &Changes, name: &str) -> Answer<Stack> {
    let stack = changes.account.stacks.stack(name).await?;
    let stack = stack.filter(|stack| stack.phase != StackPhase::Deleted).ok_or_else(|| {
        let message = format!("There is no stack `{name}`.");
        Failure::new(FailureKind::NotFound, "StackNotFound", message, "Make it first.")
    })?;
    check_own(&stack)?;
    Ok(stack)
}

/// Says no to a stack that somebody else made.
///
/// # Errors
/// When the stack does not carry Crossfade's tag.
pub(crate) fn check_own(stack: &Stack) -> Answer<()> {
    if stack.tags.get("made-by").is_some_and(|made_by| made_by == "crossfade") {
        return Ok(());
    }
    Err(Failure::new(
        FailureKind::Conflict,
        "NotOwnStack",
        format!("The stack `{}` was not made by Crossfade, and is left alone.", stack.name),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_text_is_new_code_and_another_pace_is_not() {
        let value = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let before = BTreeMap::from([value(GREETING, "Hello"), value(PREFERENCE, "AllAtOnce")]);
        let now: Timestamp = "2026-11-26T11:00:00.5Z".parse().expect("a time");
        let after = |wanted| changed(&before, BTreeMap::from([wanted]), now);
        let text = after(value(GREETING, "Servus"));
        assert_eq!(text[CODE_REVISION], "2026-11-26T11:00:00.5Z");
        let pace = after(value(PREFERENCE, "Canary10Percent5Minutes"));
        assert_eq!(pace.get(CODE_REVISION), None);
        assert_eq!(after(value(GREETING, "Hello")), before);
    }
}
