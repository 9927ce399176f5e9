//! The steps from a function to an alias that flows call.

use crossfade_domain::{
    arn::{FunctionArn, InstanceArn},
    qualifier::Version,
};

use super::{
    flows,
    goal::{AliasGoal, Done, FlowMove, InstanceGoal, StepDone, VersionGoal},
    walk::{Stopped, Walk},
};
use crate::{
    changes::{Change, FlowContent, InvokePermission, ListedFunction},
    failure::{Failure, FailureKind},
};

/// `AssociateLambdaFunction` takes no longer ARN.
const LONGEST_LISTED: usize = 140;
/// The steps that come before those of the instances.
const VERSION: &str = "version";
const ALIAS: &str = "alias";
/// Ends the key of the step that keeps a flow's draft.
const DRAFT: &str = ".draft";

/// The steps, by key, with their words.
pub(super) fn steps(goal: &AliasGoal) -> Vec<(String, String)> {
    let (function, alias) = (&goal.function.name, &goal.alias);
    let version = match &goal.version {
        VersionGoal::Publish { .. } => {
            Some(format!("Publish what `$LATEST` of `{function}` holds as a version"))
        }
        VersionGoal::Take { number } => Some(format!("Take version {number} of `{function}`")),
        VersionGoal::AsItStands => None,
    };
    let make = if version.is_some() {
        format!("Make the alias `{function}:{alias}`")
    } else {
        format!("Use the alias `{function}:{alias}` as it stands")
    };
    let version = version.map(|words| (VERSION.to_owned(), words));
    let mut steps: Vec<_> = version.into_iter().chain([(ALIAS.to_owned(), make)]).collect();
    for (number, instance) in goal.instances.iter().enumerate() {
        let key = |step: &str| format!("{number}.{step}");
        steps.push((key("allow"), allow(goal, &instance.arn).words()));
        steps.push((key("list"), list(&goal.arn(), &instance.arn).words()));
        for flow in &instance.moves {
            steps.push((key(&flow.flow_id), format!("Move `{}` onto the alias", flow.name)));
            if flow.draft.is_some() {
                steps.push((key(&draft(flow)), format!("Keep the draft of `{}`", flow.name)));
            }
        }
        for test in &instance.tests {
            let content = test.content(&instance.arn, &goal.arn());
            let made = content.map_or_else(
                |_| vec![(key(&test.name), format!("Make the flow `{}`", test.name))],
                |content| flows::steps(&key(&test.name), &content),
            );
            steps.extend(made);
        }
    }
    steps
}

/// Goes through them.
pub(super) async fn walk(walk: &mut Walk<'_>, goal: &AliasGoal) -> Result<(), Stopped> {
    match version(walk, goal).await? {
        Some(version) => {
            walk.step(ALIAS, create(goal, version)).await?;
        }
        None => walk.alias_as_it_stands(ALIAS, &goal.function.name, &goal.alias).await?,
    }
    for (number, instance) in goal.instances.iter().enumerate() {
        on_instance(walk, goal, &format!("{number}."), instance).await?;
    }
    Ok(())
}

/// Every write that the work may come to, by step, for a person to review.
pub(super) fn changes(goal: &AliasGoal, done: &Done) -> Vec<(String, Change)> {
    let taken = done.get(VERSION).and_then(|done| done.name.parse().ok());
    let version = taken.or(match &goal.version {
        VersionGoal::Publish { newest, unchanged: true, .. } => Some(Version::Published(*newest)),
        VersionGoal::Publish { newest, .. } => Some(Version::Published(newest + 1)),
        VersionGoal::Take { number } => Some(*number),
        VersionGoal::AsItStands => None,
    });
    let published = publish(goal).map(|publish| (VERSION.to_owned(), publish));
    let made = version.map(|version| (ALIAS.to_owned(), create(goal, version)));
    let mut changes: Vec<_> = published.into_iter().chain(made).collect();
    let arn = goal.arn();
    for (number, instance) in goal.instances.iter().enumerate() {
        let key = |step: &str| format!("{number}.{step}");
        changes.push((key("allow"), allow(goal, &instance.arn)));
        if !is_too_long(&arn) {
            changes.push((key("list"), list(&arn, &instance.arn)));
        }
        for flow in &instance.moves {
            changes.push((key(&flow.flow_id), replace(&instance.arn, flow, flow.draft.clone())));
        }
        for test in &instance.tests {
            let content = test.content(&instance.arn, &arn);
            changes
                .extend(content.iter().flat_map(|it| flows::changes(&key(&test.name), it, done)));
        }
    }
    changes
}

fn create(goal: &AliasGoal, version: Version) -> Change {
    Change::CreateAlias {
        function: goal.function.name.clone(),
        alias: goal.alias.clone(),
        version,
        description: goal.description.clone(),
    }
}

fn publish(goal: &AliasGoal) -> Option<Change> {
    let VersionGoal::Publish {
        code_sha256, revision_id, configuration, newest, description, ..
    } = &goal.version
    else {
        return None;
    };
    Some(Change::PublishVersion {
        function: goal.function.name.clone(),
        code_sha256: code_sha256.clone(),
        revision_id: revision_id.clone(),
        configuration: configuration.clone(),
        newest: *newest,
        description: description.clone(),
    })
}

fn replace(instance: &InstanceArn, flow: &FlowMove, draft: Option<String>) -> Change {
    Change::ReplaceContent {
        instance: instance.clone(),
        flow_id: flow.flow_id.clone(),
        name: flow.name.clone(),
        before: flow.before.clone(),
        after: flow.after.clone(),
        draft,
    }
}

fn draft(flow: &FlowMove) -> String {
    format!("{}{DRAFT}", flow.flow_id)
}

/// The step that moves the flow whose draft another step keeps.
pub(super) fn moved_by(key: &str) -> Option<&str> {
    key.strip_suffix(DRAFT)
}

fn is_too_long(alias: &FunctionArn) -> bool {
    alias.to_string().len() > LONGEST_LISTED
}

/// The version that the alias is to be made for; `None` when there is an alias.
async fn version(walk: &mut Walk<'_>, goal: &AliasGoal) -> Result<Option<Version>, Stopped> {
    let name = match &goal.version {
        VersionGoal::AsItStands => return Ok(None),
        VersionGoal::Take { number } => {
            let done = StepDone { name: number.to_string(), note: String::new() };
            walk.note(VERSION, done).await?
        }
        VersionGoal::Publish { .. } => {
            let Some(publish) = publish(goal) else { return Ok(None) };
            walk.step(VERSION, publish).await?
        }
    };
    match name.parse() {
        Ok(version) => Ok(Some(version)),
        Err(_) => Err(walk.stop(VERSION, not_a_version(&name)).await),
    }
}

async fn on_instance(
    walk: &mut Walk<'_>,
    goal: &AliasGoal,
    prefix: &str,
    instance: &InstanceGoal,
) -> Result<(), Stopped> {
    let key = |step: &str| format!("{prefix}{step}");
    let arn = goal.arn();
    walk.step(&key("allow"), allow(goal, &instance.arn)).await?;
    if is_too_long(&arn) {
        walk.pass(&key("list"), too_long(&arn)).await;
    } else {
        walk.try_step(&key("list"), list(&arn, &instance.arn)).await?;
    }
    for flow in &instance.moves {
        let moved = key(&flow.flow_id);
        let beside = walk.draft_beside(&moved, &instance.arn, flow).await?;
        let replace = replace(&instance.arn, flow, beside);
        walk.step(&moved, replace.clone()).await?;
        if let Some(keep) = replace.draft_kept() {
            walk.try_step(&key(&draft(flow)), keep).await?;
        }
    }
    for test in &instance.tests {
        let key = key(&test.name);
        let content: FlowContent = match test.content(&instance.arn, &arn) {
            Ok(content) => content,
            Err(error) => return Err(walk.stop(&key, out_of_range(&error.to_string())).await),
        };
        flows::make(walk, &key, &content).await?;
    }
    Ok(())
}

fn allow(goal: &AliasGoal, instance: &InstanceArn) -> Change {
    Change::AllowInvoke(InvokePermission {
        function: goal.function.name.clone(),
        alias: goal.alias.clone(),
        instance: instance.clone(),
    })
}

fn list(alias: &FunctionArn, instance: &InstanceArn) -> Change {
    Change::ListFunction(ListedFunction {
        instance: instance.clone(),
        function_arn: alias.to_string(),
    })
}

fn too_long(arn: &FunctionArn) -> Failure {
    Failure::new(
        FailureKind::Quota,
        "ArnTooLong",
        format!(
            "The ARN has {} characters, and the instance's list of functions takes {LONGEST_LISTED}.",
            arn.to_string().len()
        ),
        "Flows call the alias all the same; in the designer its ARN is set by hand.",
    )
}

fn out_of_range(error: &str) -> Failure {
    Failure::new(
        FailureKind::Invalid,
        "OutOfRange",
        format!("{error}."),
        "Begin anew with another number.",
    )
}

fn not_a_version(name: &str) -> Failure {
    Failure::new(
        FailureKind::Unexpected,
        "UnexpectedAnswer",
        format!("AWS named the published version `{name}`, which is none."),
        "Try again; if it goes on, report it.",
    )
}
