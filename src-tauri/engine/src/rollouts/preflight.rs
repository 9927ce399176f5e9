//! What is looked at before a rollout starts.
//!
//! Invariant: everything that was looked at is told, also where all is well;
//! what could not be looked at is told as that, and never as well.

mod alarms;
mod alias;
mod deployments;
mod traffic;
mod versions;

use crossfade_domain::{alias::Alias, arn::InstanceArn};
use futures::join;

use super::{Rollouts, Wish};
use crate::{atlas::Atlas, failure::Failure};

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

/// One click that mends a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fix {
    /// Send every call to the alias's own version (`UpdateAlias`).
    ClearWeights,
    /// Keep as many environments ready for the new version as for the old one
    /// (`PutProvisionedConcurrencyConfig`).
    Provision {
        /// How many.
        environments: u32,
    },
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
    /// The one click that does it.
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

    fn blocks(found: impl Into<String>, why: &str, remedy: impl Into<String>) -> Self {
        Self { weighs: Weighs::Blocks, ..Self::warning(found, why, remedy) }
    }

    fn unread(what: &str, failure: &Failure) -> Self {
        Self::warning(
            format!("{what} could not be looked at. {}", failure.message),
            "What was not looked at may be wrong.",
            failure.remedy.clone(),
        )
    }

    fn with_fix(self, fix: Fix) -> Self {
        Self { fix: Some(fix), ..self }
    }
}

/// What all checks look at.
struct Scene<'a> {
    rollouts: &'a Rollouts,
    wish: &'a Wish,
    alias: &'a Alias,
    atlas: Option<&'a Atlas>,
    instance: &'a InstanceArn,
}

/// What was found, worst first, and the alarms that fire now.
pub(super) struct Preflight {
    pub(super) findings: Vec<Finding>,
    pub(super) firing: Vec<String>,
}

/// Looks at everything that can go wrong with a rollout before it does.
pub(super) async fn preflight(
    rollouts: &Rollouts,
    wish: &Wish,
    alias: &Alias,
    atlas: Option<&Atlas>,
    instance: &InstanceArn,
) -> Preflight {
    let scene = Scene { rollouts, wish, alias, atlas, instance };
    let (versions, concurrency, standing, permission, deployments, alarms, traffic) = join!(
        versions::versions(&scene),
        versions::concurrency(&scene),
        alias::standing(&scene),
        alias::permission(&scene),
        deployments::deployments(&scene),
        alarms::alarms(&scene),
        traffic::traffic(&scene),
    );
    let (alarms, firing) = alarms;
    let all = [standing, versions, permission, alarms, deployments, concurrency, traffic];
    let mut findings: Vec<Finding> = all.into_iter().flatten().collect();
    findings.sort_by_key(|finding| finding.weighs);
    Preflight { findings, firing }
}
