//! Both versions: published, active, alike where Lambda wants it, warm.

use crossfade_domain::qualifier::{Qualifier, Version};

use super::{Finding, Fix, Scene};
use crate::ports::{FunctionVersion, ProvisionedConcurrency, ProvisionedStatus};

pub(super) async fn versions(scene: &Scene<'_>) -> Vec<Finding> {
    let (old, new) = (scene.alias.routing.version, scene.wish.to);
    let (old, new) = futures::join!(version(scene, old), version(scene, new));
    let mut findings = Vec::new();
    for found in [&old, &new] {
        match found {
            Ok(version) => findings.push(state(&scene.wish.function, version)),
            Err(finding) => findings.push(finding.clone()),
        }
    }
    if let (Ok(old), Ok(new)) = (&old, &new) {
        findings.extend(alike(old, new));
        findings.extend(time_limit(scene, new));
    }
    findings
}

async fn version(scene: &Scene<'_>, version: Version) -> Result<FunctionVersion, Finding> {
    let function = &scene.wish.function;
    if !version.is_published() {
        return Err(Finding::blocks(
            format!("`{version}` of `{function}` is not published."),
            "Lambda shares an alias between published versions only, and `$LATEST` changes with \
             every save.",
            "Move the alias to a published version first, on the alias's page.",
        ));
    }
    let catalog = &scene.rollouts.tools.account.functions;
    match catalog.version(function, version).await {
        Ok(Some(found)) => Ok(found),
        Ok(None) => Err(Finding::blocks(
            format!("`{function}` has no version {version}."),
            "Calls that are sent to it would fail.",
            "Choose a version from the list, or publish one.",
        )),
        Err(failure) => Err(Finding::unread(&format!("Version {version}"), &failure)),
    }
}

fn state(function: &str, version: &FunctionVersion) -> Finding {
    let name = version.version;
    match version.state.as_deref() {
        None | Some("Active") => {
            Finding::fine(format!("Version {name} of `{function}` is published and active."))
        }
        Some("Inactive") => Finding::warning(
            format!("Version {name} of `{function}` is inactive: nobody called it for weeks."),
            "Its first call wakes it, which takes a while and fails until it is done.",
            "Probe it, or invoke it once, and look again.",
        ),
        Some(state) => Finding::blocks(
            format!("Version {name} of `{function}` is `{state}`."),
            "A version that is not active does not answer.",
            "Wait until it is active and look again, or choose another version.",
        ),
    }
}

/// What Lambda demands of two versions that share an alias.
fn alike(old: &FunctionVersion, new: &FunctionVersion) -> Vec<Finding> {
    let mut findings = Vec::new();
    if old.role != new.role {
        findings.push(Finding::blocks(
            format!(
                "Versions {} and {} have different execution roles: `{}` and `{}`.",
                old.version, new.version, old.role, new.role
            ),
            "Lambda splits an alias only over versions with the same role.",
            "Publish a version with the same role, or move all calls at once on the alias's page.",
        ));
    }
    if old.dead_letter_target != new.dead_letter_target {
        findings.push(Finding::blocks(
            format!(
                "Versions {} and {} have different dead-letter targets.",
                old.version, new.version
            ),
            "Lambda splits an alias only over versions with the same dead-letter target.",
            "Publish a version with the same target, or move all calls at once on the alias's page.",
        ));
    }
    if findings.is_empty() {
        findings.push(Finding::fine("Both versions have the same role and dead-letter target."));
    }
    if old.code_sha256 == new.code_sha256 && !old.code_sha256.is_empty() {
        findings.push(Finding::warning(
            format!("Versions {} and {} have the same code.", old.version, new.version),
            "Only configuration differs, if anything.",
            "Make sure that this is the version that you mean.",
        ));
    }
    findings
}

/// A function that may take longer than the flow waits.
fn time_limit(scene: &Scene<'_>, new: &FunctionVersion) -> Option<Finding> {
    let atlas = scene.atlas?;
    let (function, alias) = (&scene.wish.function, &scene.alias.name);
    let mut shortest: Option<(u32, &str)> = None;
    for index in atlas.flows_calling(function, alias) {
        let entry = &atlas.flows[index];
        let calls = entry.reading.iter().flat_map(|reading| &reading.calls);
        for call in calls.filter(|call| call.synchronous && call.resolution.hits(function, alias)) {
            let Some(limit) = call.time_limit_seconds else { continue };
            if shortest.is_none_or(|(least, _)| limit < least) {
                shortest = Some((limit, &entry.summary.name));
            }
        }
    }
    let (limit, flow) = shortest?;
    Some(if new.timeout_seconds > limit {
        Finding::warning(
            format!(
                "The function may run {} s, and the flow `{flow}` waits {limit} s.",
                new.timeout_seconds
            ),
            "A call that takes longer goes down the block's Error branch, while the function goes \
             on and CloudWatch counts it as a success.",
            "Let a gate watch the duration, or set the function's timeout to what the flow waits.",
        )
    } else {
        Finding::fine(format!(
            "The function's timeout of {} s is within what the flows wait.",
            new.timeout_seconds
        ))
    })
}

pub(super) async fn concurrency(scene: &Scene<'_>) -> Vec<Finding> {
    let function = &scene.wish.function;
    let (old, new) = (scene.alias.routing.version, scene.wish.to);
    let keeper = &scene.rollouts.tools.account.concurrency;
    let of = |version| {
        let qualifier = Qualifier::Version(version);
        async move { keeper.provisioned(function, &qualifier).await }
    };
    let on_alias = Qualifier::Alias(scene.alias.name.clone());
    let (old, new, alias) =
        futures::join!(of(old), of(new), keeper.provisioned(function, &on_alias));
    match (old, new, alias) {
        (Err(failure), _, _) | (_, Err(failure), _) | (_, _, Err(failure)) => {
            vec![Finding::unread("Provisioned concurrency", &failure)]
        }
        (Ok(old), Ok(new), Ok(alias)) => judged(scene, old, new, alias),
    }
}

fn judged(
    scene: &Scene<'_>,
    old: Option<ProvisionedConcurrency>,
    new: Option<ProvisionedConcurrency>,
    alias: Option<ProvisionedConcurrency>,
) -> Vec<Finding> {
    let to = scene.wish.to;
    if let Some(alias) = alias {
        return vec![of_the_alias(scene, &alias)];
    }
    let (had, has) = (old.map_or(0, |it| it.requested), new.as_ref().map_or(0, |it| it.requested));
    if had == 0 {
        return Vec::new();
    }
    if has < had {
        let found = format!(
            "{had} environments are kept ready for the old version, {has} for version {to}."
        );
        let why = "The first callers of the new version would wait for cold starts.";
        let remedy =
            format!("Keep {had} ready for version {to} as well; that costs until removed.");
        return vec![
            Finding::warning(found, why, remedy).with_fix(Fix::Provision { environments: had }),
        ];
    }
    if let Some(failed) = new.as_ref().filter(|it| it.status == ProvisionedStatus::Failed) {
        return vec![Finding::blocks(
            format!(
                "The environments kept ready for version {to} cannot be made ready. {}",
                failed.why()
            ),
            "A version that cannot initialise fails its callers.",
            "Probe the version, and read its log; then mend it, and publish it anew.",
        )];
    }
    let available = new.map_or(0, |it| it.available);
    if available < had {
        return vec![Finding::warning(
            format!("{available} of {has} environments are ready for version {to}."),
            "Until all are, some callers of the new version wait for cold starts.",
            "Look again in a minute or two.",
        )];
    }
    vec![Finding::fine(format!("{has} environments are ready for version {to}."))]
}

/// With environments kept ready for the alias, Lambda itself splits it after
/// the last step, until those of the new version are ready.
fn of_the_alias(scene: &Scene<'_>, kept: &ProvisionedConcurrency) -> Finding {
    let (old, new) = (scene.alias.routing.version, scene.wish.to);
    if kept.status == ProvisionedStatus::Failed {
        return Finding::blocks(
            format!(
                "The environments kept ready for the alias cannot be made ready. {}",
                kept.why()
            ),
            "With the last step Lambda waits for them, and sends the calls to the old version \
             until then.",
            "Mend what keeps them from starting, or end the alias's provisioned concurrency, and \
             look again.",
        );
    }
    Finding::warning(
        format!("{} environments are kept ready for the alias.", kept.requested),
        "With the last step Lambda keeps the old version in the alias until environments of the \
         new one are ready, and sends the calls there meanwhile. That takes minutes, in which the \
         rollout waits.",
        format!(
            "Nothing needs to be done. To go from version {old} to version {new} without that, \
             keep environments ready for each of them instead."
        ),
    )
}
