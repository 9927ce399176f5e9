//! The alias: where it stands, and who may call it.

use crossfade_domain::qualifier::{AliasName, Qualifier};

use super::{Finding, Fix, Scene};
use crate::{
    atlas::{Permission, permission as evaluated},
    rollouts::Rollouts,
};

pub(super) fn standing(scene: &Scene<'_>) -> Vec<Finding> {
    let (function, alias) = (&scene.wish.function, scene.alias);
    let name = format!("`{function}:{}`", alias.name);
    let routing = &alias.routing;
    let mut findings = Vec::new();
    if let Some((version, weight)) = routing.additional {
        let split = Finding::blocks(
            format!(
                "{name} is split: {weight} of the calls go to version {version}, the rest to \
                 version {}.",
                routing.version
            ),
            "A rollout begins where one version has everything; somebody may be in the middle of \
             something.",
            format!("Send every call to version {} first, if that is right.", routing.version),
        );
        // What moves the alias would take this for somebody's mistake.
        findings.push(if scene.moving {
            split
        } else {
            split.with_fix(Fix::ClearWeights { version: routing.version })
        });
    } else {
        findings.push(Finding::fine(format!(
            "{name} sends every call to version {}, and has no left-over weights.",
            routing.version
        )));
    }
    if routing.version == scene.wish.to {
        findings.push(Finding::blocks(
            format!("{name} is at version {} already.", scene.wish.to),
            "There is nothing to roll out.",
            "Choose another version.",
        ));
    }
    findings
}

pub(super) async fn other_rollout(
    rollouts: &Rollouts,
    function: &str,
    alias: &AliasName,
) -> Option<Finding> {
    match rollouts.under_way(function, alias.as_str()).await {
        Ok(None) => None,
        Ok(Some(other)) => Some(Finding::blocks(
            format!(
                "A rollout of `{function}:{alias}` to version {} is not over: {}",
                other.start.to, other.standing.sentence
            ),
            "Two rollouts of one alias would undo each other.",
            "Bring that one to its end first; see Rollouts.",
        )),
        Err(failure) => Some(Finding::unread("Other rollouts", &failure)),
    }
}

pub(super) async fn permission(scene: &Scene<'_>) -> Vec<Finding> {
    let catalog = scene.rollouts.tools.account.functions.as_ref();
    let function = match catalog.function(&scene.wish.function).await {
        Ok(Some(function)) => function.arn,
        // Said by the check of the versions.
        Ok(None) => return Vec::new(),
        Err(failure) => return vec![Finding::unread("The function", &failure)],
    };
    let qualifier = Qualifier::Alias(scene.alias.name.clone());
    let name = format!("`{}:{}`", scene.wish.function, scene.alias.name);
    let missing = |found: String| {
        Finding::warning(
            found,
            "Every call of the flows fails, whichever version it would hit, and a gate on the \
             function's own metrics sees nothing of it.",
            "Let Connect invoke the alias: a permission on the alias itself, with the instance as \
             source.",
        )
    };
    let found = evaluated(catalog, scene.instance, &function, Some(&qualifier)).await;
    vec![match found {
        Permission::Allowed(_) => Finding::fine(format!("Connect may invoke {name}.")),
        Permission::Denied { statement_id } => {
            missing(format!("The statement `{statement_id}` denies Connect to invoke {name}."))
        }
        Permission::NotAllowed { undecided, .. } if undecided.is_empty() => {
            missing(format!("Nothing allows Connect to invoke {name}.")).with_fix(Fix::AllowInvoke)
        }
        Permission::NotAllowed { undecided, .. } => missing(format!(
            "Whether Connect may invoke {name} hangs on conditions that only AWS can decide: {}.",
            undecided.join(", ")
        )),
        Permission::Unknown { reason } => Finding::warning(
            format!("Whether Connect may invoke {name} could not be looked at. {reason}"),
            "Without the permission every call of the flows fails.",
            "Read the alias's policy with somebody who may.",
        ),
    }]
}
