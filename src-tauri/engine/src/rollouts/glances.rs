//! Deployments that are only shown: asked for no oftener than they are looked
//! at, and by nobody who has something to do.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::SignedDuration;
use tokio::time::Instant;

use crate::{
    clock::Clock,
    ports::{Account, Answer, Deployment, DeploymentProgress},
};

/// CodeDeploy runs a deployment for 50 hours at most.
const LONGEST_DEPLOYMENT: SignedDuration = SignedDuration::from_hours(50);
/// What is only shown is asked for no oftener than this on the wall.
const SHOWN_FOR: Duration = Duration::from_secs(5);
/// Deployments whose progress is kept.
const PROGRESS_KEPT: usize = 32;

/// What was seen a moment ago; cheap to clone.
#[derive(Clone)]
pub(super) struct Glances {
    account: Account,
    clock: Clock,
    kept: Arc<Mutex<Kept>>,
}

#[derive(Default)]
struct Kept {
    under_way: Option<(Instant, Vec<Deployment>)>,
    progress: Vec<(Instant, String, Option<DeploymentProgress>)>,
}

impl Glances {
    pub(super) fn new(account: Account, clock: Clock) -> Self {
        Self { account, clock, kept: Arc::default() }
    }

    /// Deployments under way in the account, whoever started them, as they were
    /// seen a moment ago.
    pub(super) async fn under_way(&self) -> Answer<Vec<Deployment>> {
        let kept = self.kept().under_way.clone();
        match kept.filter(|(at, _)| at.elapsed() < SHOWN_FOR) {
            Some((_, found)) => Ok(found),
            None => self.under_way_now().await,
        }
    }

    /// The same as they stand now: for deciding, not only for showing.
    pub(super) async fn under_way_now(&self) -> Answer<Vec<Deployment>> {
        let from = self.clock.now() - LONGEST_DEPLOYMENT;
        let ids = self.account.deployments.deployment_ids(from, true).await?;
        let found = self.account.deployments.deployments(&ids).await?;
        self.kept().under_way = Some((Instant::now(), found.clone()));
        Ok(found)
    }

    /// How far a deployment is, as it was seen a moment ago.
    pub(super) async fn progress(&self, id: &str) -> Answer<Option<DeploymentProgress>> {
        let kept = self.kept().progress.iter().find(|(_, other, _)| other == id).cloned();
        if let Some((_, _, progress)) = kept.filter(|(at, _, _)| at.elapsed() < SHOWN_FOR) {
            return Ok(progress);
        }
        let found = self.account.deployments.progress(id).await?;
        let mut kept = self.kept();
        kept.progress.retain(|(_, other, _)| other != id);
        kept.progress.truncate(PROGRESS_KEPT - 1);
        kept.progress.insert(0, (Instant::now(), id.to_owned(), found.clone()));
        Ok(found)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
