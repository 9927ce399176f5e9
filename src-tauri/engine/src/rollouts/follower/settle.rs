//! What a round saw, judged and written down.

use std::sync::Arc;

use crossfade_domain::weight::Weight;
use jiff::{SignedDuration, Timestamp};

use super::{
    Followed, Seen, State,
    judge::{Judged, judge, not_started, warms_up},
    read::Sight,
};
use crate::{
    failure::Failure,
    journal::{Advance, RolloutEntry, RolloutId, Stage},
    ports::{Answer, Deployment},
    rollouts::notice::{News, Told},
};

/// CodeDeploy's lists may lag behind; a deployment that is not in them this
/// long after its start was never made.
const LOST_AFTER: SignedDuration = SignedDuration::from_mins(2);
/// The rollback's own deployment appears within this, and aliases are where
/// deployments left them.
const SETTLES_WITHIN: SignedDuration = SignedDuration::from_mins(1);
/// Where environments are kept ready for the alias, Lambda needs longer.
const WARMS_UP_WITHIN: SignedDuration = SignedDuration::from_mins(15);
/// A rollout that waits for a person is looked at for so long: a rollback may
/// appear late, or somebody may clear the alias.
const LOOKED_AT_FOR: SignedDuration = SignedDuration::from_hours(1);

/// What becomes of following a rollout.
#[derive(PartialEq, Eq)]
enum Then {
    GoOn,
    Stop,
}

impl State {
    pub(super) async fn round(&mut self) {
        for (id, sight) in self.read().await {
            let (seen, trouble) = match &sight {
                Ok((chain, _)) => (Some(chain.clone()), None),
                Err(failure) => (None, Some(failure.clone())),
            };
            let (then, trouble) = match self.settle(&id, sight).await {
                Ok(then) => (then, trouble),
                Err(failure) => (Then::GoOn, Some(failure)),
            };
            if let Some(failure) = &trouble {
                tracing::warn!(%failure, rollout = id.as_str(), "not followed in this round");
            }
            // What is over stays to be looked at until the account is left.
            self.publish.send_modify(|all| {
                let kept = Arc::make_mut(all).entry(id.clone()).or_insert_with(Seen::default);
                if let Some(chain) = seen {
                    kept.chain = chain;
                }
                kept.trouble = trouble;
            });
            if then == Then::Stop {
                self.following.remove(&id);
            }
        }
    }

    /// Judges what was seen, and writes what changed.
    async fn settle(&mut self, id: &RolloutId, sight: Sight) -> Answer<Then> {
        let at = self.tools.clock.now();
        let Some(followed) = self.following.get_mut(id) else { return Ok(Then::Stop) };
        let Ok((chain, routing)) = sight else { return Ok(Then::GoOn) };
        let start = &followed.entry.start;
        let judged = if let Some(first) = chain.first() {
            let before = Weight::from_percent(followed.entry.standing.percent);
            let before = before.unwrap_or(Weight::NONE);
            let warms_up = routing.as_ref().is_some_and(|seen| warms_up(start, seen));
            let within = if warms_up { WARMS_UP_WITHIN } else { SETTLES_WITHIN };
            let patient = followed.is_patient(&chain, at, within);
            let chain = (first, chain.get(1));
            judge(&followed.entry.start, chain, routing.as_ref(), before, patient)
        } else if at.duration_since(start.at) > LOST_AFTER {
            not_started()
        } else {
            return Ok(Then::GoOn);
        };
        if let Some(since) = followed.waits_since {
            return self.settle_waiting(id, judged, since, at).await;
        }
        if followed.judged.as_ref() == Some(&judged) {
            return Ok(Then::GoOn);
        }
        self.write(id, judged, at).await
    }

    /// A rollout that waits for a person has given its lease back; it is taken
    /// again where there is news.
    async fn settle_waiting(
        &mut self,
        id: &RolloutId,
        judged: Judged,
        since: Timestamp,
        at: Timestamp,
    ) -> Answer<Then> {
        if judged.stage() == Stage::NeedsAttention {
            let looked_at = at.duration_since(since) <= LOOKED_AT_FOR;
            return Ok(if looked_at { Then::GoOn } else { Then::Stop });
        }
        let Ok(taken) = self.tools.journal.take_up_rollout(id.clone()).await? else {
            // A later rollout moves the alias.
            return Ok(Then::Stop);
        };
        if taken.standing.stage != Stage::NeedsAttention || taken.superseded {
            // A person has decided meanwhile.
            self.tools.journal.release_rollout(id.clone()).await?;
            return Ok(Then::Stop);
        }
        self.write(id, judged, at).await
    }

    async fn write(&mut self, id: &RolloutId, judged: Judged, at: Timestamp) -> Answer<Then> {
        let Some(followed) = self.following.get_mut(id) else { return Ok(Then::Stop) };
        let advance = Advance {
            records: judged.records(followed.judged.as_ref(), &followed.entry.start, at),
            snapshot: None,
            deployment: followed.entry.deployment.clone(),
            standing: judged.standing(at),
        };
        let standing = advance.standing.clone();
        if !self.tools.journal.advance_rollout(id.clone(), advance).await? {
            return Ok(Then::Stop);
        }
        let (stage, over) = (judged.stage(), judged.is_over());
        if followed.entry.standing.stage != stage
            && let Some(news) = News::of_stage(stage)
        {
            let told = told(&followed.entry, news, judged.sentence());
            // Nobody listens where there is no window.
            drop(self.tools.told.send(told));
        }
        followed.entry.standing = standing;
        followed.judged = Some(judged);
        followed.waits_since = (stage == Stage::NeedsAttention).then_some(at);
        if over {
            self.tools.journal.release_rollout(id.clone()).await.map_err(Failure::from)?;
        }
        let waits = stage == Stage::NeedsAttention;
        Ok(if over && !waits { Then::Stop } else { Then::GoOn })
    }
}

impl Followed {
    /// Whether a rollback that is not there yet may still appear, and the
    /// alias still come to where the deployments left it.
    fn is_patient(&mut self, chain: &[Deployment], at: Timestamp, within: SignedDuration) -> bool {
        let unread = chain.len() == 1 && chain[0].rolled_back_by.is_some();
        if unread || chain.iter().any(|it| !it.status.is_over()) {
            self.over_since = None;
            return true;
        }
        at.duration_since(*self.over_since.get_or_insert(at)) <= within
    }
}

fn told(entry: &RolloutEntry, news: News, sentence: &str) -> Told {
    Told {
        rollout: entry.start.id.clone(),
        alias: format!("{}:{}", entry.start.function, entry.start.alias),
        news,
        sentence: sentence.to_owned(),
    }
}
