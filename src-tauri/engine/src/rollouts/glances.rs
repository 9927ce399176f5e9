//! Deployments that are only shown: however often pages look, CodeDeploy is asked
//! every few seconds only, and by nobody who has something to do.

use std::{sync::Arc, time::Duration};

use crossfade_domain::rollout::plan::Shape;

use super::Rollouts;
use crate::{
    clock::Clock,
    ports::{Account, Answer, Deployment, DeploymentProgress},
    recent::Recent,
};

/// What is only shown is asked for no oftener than this on the wall.
const SHOWN_FOR: Duration = Duration::from_secs(5);
/// A configuration cannot be changed, only deleted and made anew.
const SHAPE_FOR: Duration = Duration::from_mins(5);

/// A deployment of somebody else, whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Other {
    /// The deployment, and the one that rolls it back.
    pub chain: Vec<Deployment>,
    /// How far it is.
    pub progress: Option<DeploymentProgress>,
    /// The steps that it takes.
    pub shape: Option<Shape>,
}

/// What was seen a moment ago; cheap to clone.
#[derive(Clone)]
pub(super) struct Glances {
    account: Account,
    clock: Clock,
    kept: Arc<Kept>,
}

struct Kept {
    under_way: Recent<(), Vec<Deployment>>,
    progress: Recent<String, Option<DeploymentProgress>>,
    others: Recent<String, Other>,
    shapes: Recent<String, Option<Shape>>,
}

impl Glances {
    pub(super) fn new(account: Account, clock: Clock) -> Self {
        let kept = Kept {
            under_way: Recent::kept_for(SHOWN_FOR),
            progress: Recent::kept_for(SHOWN_FOR),
            others: Recent::kept_for(SHOWN_FOR),
            shapes: Recent::kept_for(SHAPE_FOR),
        };
        Self { account, clock, kept: Arc::new(kept) }
    }

    /// Deployments under way in the account, whoever started them, as they were
    /// seen a moment ago.
    pub(super) async fn under_way(&self) -> Answer<Vec<Deployment>> {
        self.kept.under_way.get(&(), self.under_way_now()).await
    }

    /// The same as they stand now: for deciding, not only for showing.
    pub(super) async fn under_way_now(&self) -> Answer<Vec<Deployment>> {
        self.account.deployments.under_way(self.clock.now()).await
    }

    /// How far a deployment is, as it was seen a moment ago.
    pub(super) async fn progress(&self, id: &str) -> Answer<Option<DeploymentProgress>> {
        let ask = self.account.deployments.progress(id);
        self.kept.progress.get(&id.to_owned(), ask).await
    }

    /// Something was done about a deployment: the next look is a new one.
    pub(super) fn forget(&self, id: &str) {
        let id = id.to_owned();
        self.kept.under_way.forget(&());
        self.kept.progress.forget(&id);
        self.kept.others.forget(&id);
    }
}

impl Rollouts {
    /// Deployments under way that Crossfade did not start, each with how far it
    /// is, as they were a moment ago.
    ///
    /// # Errors
    /// When CodeDeploy cannot be asked.
    pub async fn others(&self) -> Answer<Vec<(Deployment, Option<DeploymentProgress>)>> {
        let mut found = Vec::new();
        for deployment in self.deployments_of_others().await? {
            let progress = self.glances.progress(&deployment.id).await?;
            found.push((deployment, progress));
        }
        Ok(found)
    }

    /// A deployment, whoever started it, as it was a moment ago.
    ///
    /// # Errors
    /// When CodeDeploy does not know it, or cannot be asked.
    pub async fn other(&self, id: &str) -> Answer<Other> {
        let kept = &self.glances.kept;
        let ask = async {
            let chain = self.deployment(id).await?;
            let catalog = &self.tools.account.deployments;
            let progress = catalog.progress(id).await?;
            let configuration = chain.first().map(|it| it.configuration.clone());
            let configuration = configuration.unwrap_or_default();
            let shape = kept.shapes.get(&configuration, catalog.shape(&configuration)).await;
            if shape.is_err() {
                // It may be a refusal of the moment, and the page is asked for again.
                kept.shapes.forget(&configuration);
            }
            Ok(Other { chain, progress, shape: shape? })
        };
        kept.others.get(&id.to_owned(), ask).await
    }
}
