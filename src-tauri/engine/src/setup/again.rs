//! Work that is over, gone through anew: what still stands of it is left alone,
//! and the rest is as if it had never been made.
//!
//! Invariant: work that is over is opened only for the steps that a person
//! reviewed.

use super::{Held, Setups, alias, flows, goal::Kept, running, walk};
use crate::{
    changes::Standing,
    failure::{Failure, FailureKind},
    journal::{TaskEntry, TaskId},
    ports::Answer,
};

impl Setups {
    /// The work, without the steps that somebody has taken back since. What was
    /// changed on purpose since stands, and is left as it is.
    pub(super) async fn still_standing(&self, id: &TaskId) -> Answer<(TaskEntry, Kept)> {
        let (entry, mut kept) = self.kept(id).await?;
        let mut gone: Vec<String> = Vec::new();
        for (step, change) in kept.goal.changes(&kept.done) {
            if !kept.done.contains_key(&step) {
                continue;
            }
            // What was put into a flow that is gone went with it.
            let with_flow =
                flows::made_by(&step).is_some_and(|made| gone.iter().any(|it| it == made));
            if with_flow || self.changes.standing(&change).await? == Standing::NotDone {
                gone.push(step);
            }
        }
        for step in &gone {
            kept.done.retain(|done, _| done != step && alias::moved_by(done) != Some(step));
            if let Some((_, flow_id)) = step.split_once('.') {
                kept.drafts.remove(flow_id);
            }
        }
        Ok((entry, kept))
    }

    /// Opens work that is over, so that it can be gone on with.
    ///
    /// # Errors
    /// When more is missing of it than these steps, this program is at it, or the
    /// journal fails.
    pub(super) async fn open_anew(&self, id: &TaskId, reviewed: &[&str]) -> Answer<()> {
        let _held = Held::take(&self.running, id).ok_or_else(running)?;
        let (entry, kept) = self.still_standing(id).await?;
        let missing = kept.goal.changes(&kept.done).into_iter().map(|(step, _)| step);
        let mut missing = missing.filter(|step| !kept.done.contains_key(step));
        if missing.any(|step| !reviewed.contains(&step.as_str())) {
            return Err(more_is_missing());
        }
        let goal = walk::goal_text(&kept)?;
        Ok(self.changes.journal.keep_task(TaskEntry { goal, ended_at: None, ..entry }).await?)
    }
}

fn more_is_missing() -> Failure {
    Failure::new(
        FailureKind::Conflict,
        "ChangedSince",
        "More of it was taken back since it was reviewed.",
        "Review it anew; nothing was changed.",
    )
}
