//! Scans, of each instance one at a time: a scan takes minutes and AWS's rate,
//! and whoever wishes for the same waits for it instead of making another.

use std::sync::Arc;

use crossfade_domain::arn::InstanceArn;
use jiff::Timestamp;
use tokio::sync::Mutex;

use super::{Desk, Message};
use crate::{
    atlas::{self, Atlas, Progress},
    failure::Failure,
    ports::{Answer, Instance},
};

/// Whose turn it is to scan an instance, and what came of the last scan.
pub(super) type Turn = Arc<Mutex<Option<Scanned>>>;

/// A scan that is over.
pub(super) struct Scanned {
    began: Timestamp,
    ended: Timestamp,
    failed: Option<Failure>,
}

impl Scanned {
    /// Whether it answers a wish: one for something fresh only when it was begun
    /// since then.
    fn answers(&self, wished: Timestamp, fresh: bool) -> bool {
        if fresh { self.began >= wished } else { self.ended >= wished }
    }
}

impl Desk {
    /// The atlas of a scan that was made since this was asked.
    ///
    /// # Errors
    /// When the instance cannot be scanned.
    pub(super) async fn scanned(
        &self,
        instance: Instance,
        fresh: bool,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Answer<Arc<Atlas>> {
        let clock = self.clock();
        let wished = clock.now();
        let turn = self.turn(&instance.arn).await;
        let mut last = turn.lock().await;
        if let Some(last) = last.as_ref().filter(|last| last.answers(wished, fresh)) {
            if let Some(failure) = &last.failed {
                return Err(failure.clone());
            }
            if let Some(kept) = self.kept_atlas(&instance.arn).await {
                return Ok(kept);
            }
        }
        let began = clock.now();
        let scan = atlas::scan(&self.account, clock, instance, progress).await;
        let failed = scan.as_ref().err().cloned();
        *last = Some(Scanned { began, ended: clock.now(), failed });
        Ok(self.keep(scan?).await)
    }

    async fn turn(&self, instance: &InstanceArn) -> Turn {
        self.ask(|reply| Message::Turn(instance.clone(), reply)).await.unwrap_or_default()
    }
}
