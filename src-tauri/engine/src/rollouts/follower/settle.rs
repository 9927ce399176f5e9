//! What a round saw, judged and written down.

use std::sync::Arc;

use crossfade_domain::weight::Weight;
use jiff::{SignedDuration, Timestamp};

use super::{
    Followed, Right, Seen, State,
    judge::{Judged, forgotten, judge, not_started, shown, warms_up},
    read::{Saw, Sight, Spot, unknown},
};
use crate::{
    failure::Failure,
    journal::{Advance, Observed, RolloutEntry, RolloutId, Stage},
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
                Ok(saw) if saw.chain.is_empty() => (None, self.forgot(&id)),
                Ok(saw) => (Some(saw.chain.clone()), None),
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

    /// Why a rollout whose deployment is known shows none.
    fn forgot(&self, id: &RolloutId) -> Option<Failure> {
        self.following.get(id)?.entry.deployment.as_deref().map(unknown)
    }

    /// Judges what was seen, and writes what changed.
    async fn settle(&mut self, id: &RolloutId, sight: Sight) -> Answer<Then> {
        let at = self.tools.clock.now();
        let Some(followed) = self.following.get_mut(id) else { return Ok(Then::Stop) };
        let Ok(saw) = sight else { return Ok(Then::GoOn) };
        let Some(judged) = followed.judge(&saw, at) else { return Ok(Then::GoOn) };
        if let Some(since) = followed.waits_since
            && judged.stage() == Stage::NeedsAttention
        {
            let looked_at = at.duration_since(since) <= LOOKED_AT_FOR;
            return Ok(if looked_at { Then::GoOn } else { Then::Stop });
        }
        if followed.judged.as_ref() == Some(&judged) {
            return Ok(Then::GoOn);
        }
        self.write(id, judged, at).await
    }

    async fn write(&mut self, id: &RolloutId, judged: Judged, at: Timestamp) -> Answer<Then> {
        let journal = &self.tools.journal;
        let Some(followed) = self.following.get_mut(id) else { return Ok(Then::Stop) };
        if followed.judged.is_none() {
            // What an earlier run, or another one, has written is not news.
            let moves = journal.records_of_kind(id.clone(), "verified", 0).await?;
            let routing = moves.last().and_then(shown);
            followed.judged = Some(Judged::kept(&followed.entry.standing, routing));
        }
        let advance = Advance {
            records: judged.records(followed.judged.as_ref(), &followed.entry.start, at),
            snapshot: None,
            deployment: followed.entry.deployment.clone(),
            standing: judged.standing(at),
        };
        let standing = advance.standing.clone();
        let written = match followed.right {
            Right::Look => journal.observe_rollout(id.clone(), advance).await?,
            Right::Lease => {
                let ours = journal.advance_rollout(id.clone(), advance).await?;
                if ours { Observed::Written } else { Observed::Over }
            }
        };
        match written {
            Observed::Written => {}
            Observed::Elsewhere => {
                followed.judged = None;
                return Ok(Then::GoOn);
            }
            Observed::Over => return Ok(Then::Stop),
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
        if over && followed.right == Right::Lease {
            followed.right = Right::Look;
            journal.give_back(id.clone()).await;
        }
        let waits = stage == Stage::NeedsAttention;
        Ok(if over && !waits { Then::Stop } else { Then::GoOn })
    }
}

impl Followed {
    /// What was seen means; `None` as long as too little was seen.
    fn judge(&mut self, saw: &Saw, at: Timestamp) -> Option<Judged> {
        let before = Weight::from_percent(self.entry.standing.percent).unwrap_or(Weight::NONE);
        if let Some(first) = saw.chain.first() {
            let start = &self.entry.start;
            let warms_up = matches!(&saw.alias, Spot::At(seen) if warms_up(start, seen));
            let within = if warms_up { WARMS_UP_WITHIN } else { SETTLES_WITHIN };
            let patient = self.is_patient(&saw.chain, at, within);
            let chain = (first, saw.chain.get(1));
            return Some(judge(&self.entry.start, chain, &saw.alias, before, patient));
        }
        if self.entry.deployment.is_some() {
            // A deployment that was just made may not be told at once.
            let patient = self.is_patient(&saw.chain, at, SETTLES_WITHIN);
            let id = self.entry.deployment.as_deref().filter(|_| !patient)?;
            return Some(forgotten(&self.entry.start, id, &saw.alias, before));
        }
        (at.duration_since(self.entry.start.at) > LOST_AFTER).then(not_started)
    }

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
        alias: entry.start.called(),
        news,
        sentence: sentence.to_owned(),
    }
}
