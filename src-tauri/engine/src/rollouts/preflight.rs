//! What is looked at before a rollout starts.
//!
//! Invariant: everything that was looked at is told, also where all is well;
//! what could not be looked at is told as that, and never as well.

mod alarms;
mod alias;
mod deployments;
mod traffic;
mod versions;

use crossfade_domain::{alias::Alias, arn::InstanceArn, qualifier::Version};
use futures::join;

use super::{Rollouts, Wish};
use crate::{atlas::Atlas, failure::Failure, ports::GroupWatch};
use deployments::Group;
pub(super) use deployments::{over_group, under_way};

/// How a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weighs {
    /// The rollout cannot start.
    Blocks,
    /// Worth knowing; it can start.
    Warning,
    /// As it should be.
    Fine,
}

/// What mends a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fix {
    /// Send every call to the alias's own version (`UpdateAlias`). It moves
    /// callers, so it goes through the desk's review and not through here.
    ClearWeights {
        /// The alias's own version.
        version: Version,
    },
    /// Keep as many environments ready for the new version as for the old one
    /// (`PutProvisionedConcurrencyConfig`).
    Provision {
        /// How many.
        environments: u32,
    },
    /// Let the instance invoke the alias (`AddPermission`).
    AllowInvoke,
    /// Stop the deployment that moves the alias, and have it rolled back
    /// (`StopDeployment`).
    StopDeployment {
        /// Its id.
        id: String,
    },
    /// Have the deployment group watch more, and roll back by itself
    /// (`UpdateDeploymentGroup`).
    WatchGroup {
        /// What it watches.
        before: GroupWatch,
        /// What it shall watch.
        after: GroupWatch,
    },
}

impl Fix {
    /// Names it among the fixes of one draft.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        match self {
            Self::ClearWeights { .. } => "clear-weights",
            Self::Provision { .. } => "provision",
            Self::AllowInvoke => "allow-invoke",
            Self::StopDeployment { .. } => "stop-deployment",
            Self::WatchGroup { .. } => "watch-group",
        }
    }

    /// Whether callers are moved on by it, and not only taken back: stopping never
    /// waits for a name to be typed.
    #[must_use]
    pub const fn moves_on(&self) -> bool {
        match self {
            Self::ClearWeights { .. } => true,
            Self::Provision { .. }
            | Self::AllowInvoke
            | Self::StopDeployment { .. }
            | Self::WatchGroup { .. } => false,
        }
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How it weighs.
    pub weighs: Weighs,
    /// What was found, in a sentence.
    pub found: String,
    /// Why it matters; empty where all is well.
    pub why: String,
    /// What to do about it; empty where all is well.
    pub remedy: String,
    /// What does it, where this program can.
    pub fix: Option<Fix>,
}

impl Finding {
    fn fine(found: impl Into<String>) -> Self {
        let (why, remedy) = (String::new(), String::new());
        Self { weighs: Weighs::Fine, found: found.into(), why, remedy, fix: None }
    }

    fn warning(found: impl Into<String>, why: &str, remedy: impl Into<String>) -> Self {
        let (why, remedy) = (why.to_owned(), remedy.into());
        Self { weighs: Weighs::Warning, found: found.into(), why, remedy, fix: None }
    }

    pub(super) fn blocks(found: impl Into<String>, why: &str, remedy: impl Into<String>) -> Self {
        Self { weighs: Weighs::Blocks, ..Self::warning(found, why, remedy) }
    }

    pub(super) fn unread(what: &str, failure: &Failure) -> Self {
        Self::warning(
            format!("{what} could not be looked at. {}", failure.message),
            "What was not looked at may be wrong.",
            failure.remedy.clone(),
        )
    }

    fn with_fix(self, fix: Fix) -> Self {
        self.with(Some(fix))
    }

    fn with(self, fix: Option<Fix>) -> Self {
        Self { fix, ..self }
    }
}

/// What all checks look at.
struct Scene<'a> {
    rollouts: &'a Rollouts,
    wish: &'a Wish,
    alias: &'a Alias,
    atlas: Option<&'a Atlas>,
    instance: &'a InstanceArn,
    /// CodeDeploy's group, where it carries the rollout out.
    group: &'a Group,
    /// Whether a rollout or a deployment moves the alias, or may.
    moving: bool,
}

impl Scene<'_> {
    /// Which alarms stop the rollout, and whether unreadable ones are
    /// overlooked.
    fn watched(&self) -> (Vec<String>, bool) {
        let own = || {
            let alarms = &self.wish.gates.alarms;
            (alarms.names.clone(), alarms.ignore_unreadable)
        };
        let watch = self.group.watch();
        watch.map_or_else(own, |watch| (watch.alarms, watch.ignore_unreadable_alarms))
    }
}

/// What was found, worst first, and the alarms that fire now.
pub(super) struct Preflight {
    pub(super) findings: Vec<Finding>,
    pub(super) firing: Vec<String>,
    /// What CodeDeploy's group watches, where it carries the rollout out.
    pub(super) watch: Option<GroupWatch>,
}

/// Looks at everything that can go wrong with a rollout before it does.
pub(super) async fn preflight(
    rollouts: &Rollouts,
    wish: &Wish,
    alias: &Alias,
    atlas: Option<&Atlas>,
    instance: &InstanceArn,
) -> Preflight {
    let (group, under_way, other) = join!(
        deployments::group(rollouts, wish),
        deployments::under_way(rollouts, &wish.function, &wish.alias),
        alias::other_rollout(rollouts, &wish.function, &wish.alias),
    );
    let moving = other.is_some() || under_way.weighs != Weighs::Fine;
    let scene = Scene { rollouts, wish, alias, atlas, instance, group: &group, moving };
    let (versions, concurrency, permission, alarms, traffic) = join!(
        versions::versions(&scene),
        versions::concurrency(&scene),
        alias::permission(&scene),
        alarms::alarms(&scene),
        traffic::traffic(&scene),
    );
    let (alarms, firing) = alarms;
    let standing = alias::standing(&scene).into_iter().chain(other).collect();
    let deployments =
        [under_way].into_iter().chain(deployments::deployments(&scene, &firing)).collect();
    let affected = affected(&scene).into_iter().collect();
    let all = [standing, versions, permission, alarms, deployments, concurrency, traffic, affected];
    let mut findings: Vec<Finding> = all.into_iter().flatten().collect();
    findings.sort_by_key(|finding| finding.weighs);
    Preflight { findings, firing, watch: group.watch() }
}

/// Whether it is known who calls the alias.
fn affected(scene: &Scene<'_>) -> Option<Finding> {
    scene.atlas.is_none().then(|| {
        Finding::warning(
            "The flows of this instance were not looked at.",
            "Which flows and phone numbers reach this alias is not known, and neither is how long \
             the flows wait for it.",
            "Scan the instance on the page Flows, then look again.",
        )
    })
}
