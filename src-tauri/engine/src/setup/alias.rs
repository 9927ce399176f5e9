//! The steps from a function to an alias that flows call.

use crossfade_domain::{
    arn::{FunctionArn, InstanceArn},
    qualifier::Version,
};

use super::{
    flows,
    goal::{AliasGoal, InstanceGoal, StepDone, VersionGoal},
    walk::{Stopped, Walk},
};
use crate::{
    changes::{Change, FlowContent, InvokePermission, ListedFunction},
    failure::{Failure, FailureKind},
};

/// `AssociateLambdaFunction` takes no longer ARN.
const LONGEST_LISTED: usize = 140;

/// The steps, by key, with their words.
pub(super) fn steps(goal: &AliasGoal) -> Vec<(String, String)> {
    let function = &goal.function.name;
    let version = match &goal.version {
        VersionGoal::Publish { .. } => {
            format!("Publish what `$LATEST` of `{function}` holds as a version")
        }
        VersionGoal::Take { number } => format!("Take version {number} of `{function}`"),
    };
    let mut steps = vec![
        ("version".to_owned(), version),
        ("alias".to_owned(), format!("Make the alias `{function}:{}`", goal.alias)),
    ];
    for (number, instance) in goal.instances.iter().enumerate() {
        let key = |step: &str| format!("{number}.{step}");
        steps.push((key("allow"), allow(goal, &instance.arn).words()));
        steps.push((key("list"), list(&goal.arn(), &instance.arn).words()));
        for flow in &instance.moves {
            steps.push((key(&flow.flow_id), format!("Move `{}` onto the alias", flow.name)));
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
    let version = version(walk, goal).await?;
    let create = Change::CreateAlias {
        function: goal.function.name.clone(),
        alias: goal.alias.clone(),
        version,
        description: goal.description.clone(),
    };
    walk.step("alias", create).await?;
    for (number, instance) in goal.instances.iter().enumerate() {
        on_instance(walk, goal, &format!("{number}."), instance).await?;
    }
    Ok(())
}

async fn version(walk: &mut Walk<'_>, goal: &AliasGoal) -> Result<Version, Stopped> {
    let name = match &goal.version {
        VersionGoal::Take { number } => {
            let done = StepDone { name: number.to_string(), note: String::new() };
            walk.note("version", done).await?
        }
        VersionGoal::Publish { code_sha256, newest, description } => {
            let publish = Change::PublishVersion {
                function: goal.function.name.clone(),
                code_sha256: code_sha256.clone(),
                newest: *newest,
                description: description.clone(),
            };
            walk.step("version", publish).await?
        }
    };
    name.parse().map_err(|_| walk.stop("version", not_a_version(&name)))
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
    if arn.to_string().len() > LONGEST_LISTED {
        walk.pass(&key("list"), too_long(&arn));
    } else {
        walk.try_step(&key("list"), list(&arn, &instance.arn)).await?;
    }
    for flow in &instance.moves {
        let replace = Change::ReplaceContent {
            instance: instance.arn.clone(),
            flow_id: flow.flow_id.clone(),
            name: flow.name.clone(),
            before: flow.before.clone(),
            after: flow.after.clone(),
        };
        walk.step(&key(&flow.flow_id), replace).await?;
    }
    for test in &instance.tests {
        let key = key(&test.name);
        let content: FlowContent = test
            .content(&instance.arn, &arn)
            .map_err(|error| walk.stop(&key, out_of_range(&error.to_string())))?;
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
