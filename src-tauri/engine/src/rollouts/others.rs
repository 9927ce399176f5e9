//! Deployments that Crossfade did not start, as pages show them: however often
//! a page looks, CodeDeploy is asked every few seconds only.

use std::{sync::Arc, time::Duration};

use crossfade_domain::rollout::plan::Shape;

use super::Rollouts;
use crate::{
    ports::{Answer, Deployment, DeploymentProgress},
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

/// What was seen of them a moment ago; cheap to clone.
#[derive(Clone)]
pub(super) struct Others(Arc<Kept>);

type UnderWay = Vec<(Deployment, Option<DeploymentProgress>)>;

struct Kept {
    under_way: Recent<(), UnderWay>,
    one: Recent<String, Other>,
    shapes: Recent<String, Option<Shape>>,
}

impl Others {
    pub(super) fn new() -> Self {
        Self(Arc::new(Kept {
            under_way: Recent::kept_for(SHOWN_FOR),
            one: Recent::kept_for(SHOWN_FOR),
            shapes: Recent::kept_for(SHAPE_FOR),
        }))
    }

    /// Something was done about a deployment: the next look is a new one.
    pub(super) fn forget(&self, id: &str) {
        self.0.under_way.forget(&());
        self.0.one.forget(&id.to_owned());
    }
}

impl Rollouts {
    /// Deployments under way that Crossfade did not start, each with how far it
    /// is, as they were a moment ago.
    ///
    /// # Errors
    /// When CodeDeploy cannot be asked.
    pub async fn others(&self) -> Answer<UnderWay> {
        let ask = async {
            let mut found = Vec::new();
            for deployment in self.deployments_of_others().await? {
                let progress = self.progress(&deployment.id).await?;
                found.push((deployment, progress));
            }
            Ok(found)
        };
        self.others.0.under_way.get(&(), ask).await
    }

    /// A deployment, whoever started it, as it was a moment ago.
    ///
    /// # Errors
    /// When CodeDeploy does not know it, or cannot be asked.
    pub async fn other(&self, id: &str) -> Answer<Other> {
        let kept = &self.others.0;
        let ask = async {
            let chain = self.deployment(id).await?;
            let progress = self.progress(id).await?;
            let configuration = chain.first().map(|it| it.configuration.clone());
            let configuration = configuration.unwrap_or_default();
            let catalog = &self.tools.account.deployments;
            let shape = kept.shapes.get(&configuration, catalog.shape(&configuration)).await;
            if shape.is_err() {
                // It may be a refusal of the moment, and the page is asked for again.
                kept.shapes.forget(&configuration);
            }
            Ok(Other { chain, progress, shape: shape? })
        };
        kept.one.get(&id.to_owned(), ask).await
    }
}
