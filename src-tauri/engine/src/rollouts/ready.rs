//! What a completed rollout leaves behind that goes on costing: environments
//! that are kept ready for the old version.

use crossfade_domain::{
    alias::Routing,
    qualifier::{Qualifier, Version},
};

use super::{Rollouts, steer::conflict};
use crate::{
    changes::{Change, Reason},
    journal::{RolloutId, Stage},
    ports::Answer,
};

/// Environments that are kept ready though no alias calls their version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeftReady {
    /// The old version.
    pub version: Version,
    /// How many.
    pub environments: u32,
}

impl Rollouts {
    /// What is kept ready for the old version of a completed rollout; `None`
    /// where there is nothing, or where an alias calls that version still.
    ///
    /// # Errors
    /// When Lambda or the journal cannot be asked.
    pub async fn left_ready(&self, id: &RolloutId) -> Answer<Option<LeftReady>> {
        let entry = self.entry(id).await?;
        let start = &entry.start;
        if entry.standing.stage != Stage::Completed || entry.superseded {
            return Ok(None);
        }
        let alias = self.actor().look(&start.function, &start.alias).await?;
        if alias.routing != Routing::all_to(start.to) {
            return Ok(None);
        }
        let aliases = self.tools.account.functions.aliases(&start.function).await?;
        if aliases.iter().any(|alias| !alias.routing.share_of(start.from).is_none()) {
            return Ok(None);
        }
        let qualifier = Qualifier::Version(start.from);
        let kept = self.tools.account.concurrency.provisioned(&start.function, &qualifier).await?;
        let environments = kept.map_or(0, |kept| kept.requested);
        Ok((environments > 0).then_some(LeftReady { version: start.from, environments }))
    }

    /// Keeps none ready for the old version any more; the journal has it as a
    /// change, with what undoes it.
    ///
    /// # Errors
    /// When there is nothing of that kind, or Lambda refuses.
    pub async fn release_ready(&self, id: &RolloutId) -> Answer<()> {
        let _held = self.stay.hold()?;
        let Some(LeftReady { version, environments }) = self.left_ready(id).await? else {
            return Err(conflict("NothingReady", "No environment is kept ready for it any more."));
        };
        let function = self.entry(id).await?.start.function;
        let change = Change::Unprovision { function, version, environments };
        self.changes().make(change, Reason::default()).await.map(|_| ())
    }
}
