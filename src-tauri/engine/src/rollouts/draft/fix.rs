//! Mends what a review found.

use super::{Draft, DraftId, changed};
use crate::{
    changes::{Change, DeploymentChange, InvokePermission, Reason},
    ports::Answer,
    rollouts::{DriverWish, Fix, Rollouts},
};

impl Rollouts {
    /// Mends a finding of a draft with the fix of that id.
    ///
    /// # Errors
    /// When the draft is unknown or has no such fix, the typed name is wrong
    /// where callers would be moved on, or AWS refuses.
    pub async fn fix(&self, id: &DraftId, fix: &str, typed: Option<&str>) -> Answer<Draft> {
        let draft = self.drafts.get(id, false).await?;
        let mut fixes = draft.findings.iter().filter_map(|finding| finding.fix.as_ref());
        let Some(fix) = fixes.find(|it| it.id() == fix) else {
            return Err(changed("Nothing of this kind is left to mend."));
        };
        if fix.moves_on() {
            draft.confirmed(typed)?;
        }
        let _held = self.stay.hold()?;
        let (function, alias) = (draft.wish.function.clone(), draft.wish.alias.clone());
        let change = match fix.clone() {
            Fix::ClearWeights { .. } => {
                return Err(changed("Moving callers is reviewed by itself."));
            }
            Fix::Provision { environments } => {
                Change::Provision { function, version: draft.wish.to, environments }
            }
            Fix::AllowInvoke => {
                let instance = draft.instance.clone();
                Change::AllowInvoke(InvokePermission { function, alias, instance })
            }
            Fix::StopDeployment { id } => {
                self.stop_deployment(&id).await?;
                return Ok(draft);
            }
            Fix::WatchGroup { before, after } => {
                let DriverWish::CodeDeploy { application, group, .. } = &draft.wish.driver else {
                    return Err(changed("This rollout has no deployment group."));
                };
                let (application, group) = (application.clone(), group.clone());
                Change::Deployment(DeploymentChange::WatchGroup {
                    application,
                    group,
                    before,
                    after,
                })
            }
        };
        self.changes().make(change, Reason::default()).await?;
        Ok(draft)
    }
}
