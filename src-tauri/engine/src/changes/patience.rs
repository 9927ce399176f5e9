//! Looks that wait: what AWS took may not be seen for some seconds.
//!
//! Invariant: a look that may be of the past decides nothing.

use crossfade_domain::qualifier::Version;
use jiff::{SignedDuration, Timestamp};

use super::{
    Change, Changes, send,
    standing::{self, Look, Standing},
};
use crate::{
    failure::{Failure, FailureKind},
    journal::ChangeEntry,
    ports::Answer,
};

/// Seconds of the account's time from one look to the next.
pub(crate) const LOOKS: [f64; 6] = [0.25, 0.75, 1.0, 2.0, 2.0, 4.0];
/// For so long after a write a look may be of what was before.
pub(crate) const SETTLING: SignedDuration = SignedDuration::from_secs(10);
/// How often one looks at what takes minutes.
const LONG_LOOK: f64 = 5.0;
/// So often one looks at a save that goes on: Lambda needs a minute or two at most.
const SAVE_LOOKS: u32 = 36;
/// How many entries of the journal may be young.
const YOUNG: u32 = 50;

impl Changes {
    /// A look at what nobody here wrote to a moment ago; where somebody did, it
    /// is repeated for as long as it may be of the past.
    pub(super) async fn settled_look(&self, change: &Change) -> Answer<Look> {
        let mut look = standing::look(&self.account, change).await?;
        if look.standing == Standing::NotDone {
            return Ok(look);
        }
        let Some(until) = self.settling_until(change).await? else { return Ok(look) };
        for seconds in LOOKS {
            if look.standing == Standing::NotDone || self.clock.now() >= until {
                break;
            }
            self.wait(seconds).await;
            look = standing::look(&self.account, change).await?;
        }
        Ok(look)
    }

    /// Sends a change on what was looked at. When the policy was changed in
    /// between, or the look was of the past, it looks and decides anew.
    pub(super) async fn send(&self, change: &Change, mut look: Look) -> Answer<String> {
        if self.until_saved(change).await? {
            look = standing::look(&self.account, change).await?;
            if let Standing::Other(found) = &look.standing {
                return Err(super::in_the_way(change, found));
            }
        }
        for seconds in LOOKS {
            let sent = send::send(&self.account, change, look.revision.as_deref()).await;
            match sent {
                Err(failure) if failure.kind == FailureKind::Stale && look.revision.is_some() => {
                    self.wait(seconds).await;
                    look = standing::look(&self.account, change).await?;
                    if look.standing != Standing::NotDone {
                        return Err(failure);
                    }
                }
                sent => return sent,
            }
        }
        send::send(&self.account, change, look.revision.as_deref()).await
    }

    /// Waits while Lambda is at what was saved of a function, since it publishes
    /// nothing meanwhile; answers whether it was. Its revision is another then.
    async fn until_saved(&self, change: &Change) -> Answer<bool> {
        let Change::PublishVersion { function, .. } = change else { return Ok(false) };
        for look in 0..=SAVE_LOOKS {
            let latest = self.account.functions.version(function, Version::Latest).await?;
            if latest.is_none_or(|latest| !latest.is_updating) {
                return Ok(look > 0);
            }
            self.wait(LONG_LOOK).await;
        }
        Err(still_saving(function))
    }

    /// Looks until the change is seen or time is up, and at what is under way
    /// until it has ended; `None` when nobody could look.
    pub(super) async fn patient_look(&self, change: &Change) -> Option<Standing> {
        let mut seen = None;
        let mut looks = LOOKS.into_iter();
        loop {
            let look = standing::look(&self.account, change).await;
            seen = look.ok().map(|look| look.standing).or(seen);
            let pause = match &seen {
                Some(Standing::Done(_) | Standing::GaveUp(_)) => return seen,
                Some(Standing::UnderWay) => Some(LONG_LOOK),
                Some(Standing::NotDone | Standing::Other(_)) | None => looks.next(),
            };
            match pause {
                Some(seconds) => self.wait(seconds).await,
                None => return seen,
            }
        }
    }

    /// Whether a look at an entry is surely not of the time before its write.
    pub(super) fn is_old(&self, entry: &ChangeEntry) -> bool {
        self.clock.now().duration_since(entry.intent.at) > SETTLING
    }

    /// Until when a look at a change may be of the past, as far as the journal
    /// knows of writes to the same thing.
    async fn settling_until(&self, change: &Change) -> Answer<Option<Timestamp>> {
        let now = self.clock.now();
        let subject = change.subject();
        let entries = self.journal.changes(self.place.clone(), None, YOUNG).await?;
        let ends = entries.iter().filter(|entry| touches(entry).contains(&subject));
        let until = ends.filter_map(|entry| {
            let at = entry.settled.as_ref().map_or(entry.intent.at, |(at, _)| *at);
            at.checked_add(SETTLING).ok()
        });
        Ok(until.max().filter(|until| *until > now))
    }

    async fn wait(&self, seconds: f64) {
        self.clock.pause(SignedDuration::from_secs_f64(seconds)).await;
    }
}

fn still_saving(function: &str) -> Failure {
    Failure::new(
        FailureKind::Unavailable,
        "StillSaving",
        format!(
            "Lambda is still at what was saved of `{function}`, and publishes nothing meanwhile."
        ),
        "Wait until the Lambda console shows the update as successful, and go on from here.",
    )
}

/// What an entry wrote to; making a flow makes its content as well, and
/// publishing touches the draft.
fn touches(entry: &ChangeEntry) -> Vec<String> {
    let change = &entry.intent.change;
    let mut touched = vec![change.subject()];
    if let (Change::CreateFlow(flow), Some(made)) = (change, entry.made()) {
        touched.push(format!("content {} {}", flow.instance, super::flow_id(made)));
    }
    if let Change::ReplaceContent { instance, flow_id, .. } = change {
        touched.push(format!("draft {instance} {flow_id}"));
    }
    touched
}
