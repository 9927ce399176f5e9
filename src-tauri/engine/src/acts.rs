//! Writes: planned on what was seen, journalled, carried out, read back.
//!
//! `GetAlias` may answer as before for some seconds after an `UpdateAlias`, so a
//! look that does not show the move yet is repeated, and one that still shows
//! the revision from before it is known to be of the past.
//!
//! Invariant: a write leaves only after its intent is on disk, only with the
//! revision that it was planned on, and counts only when a look says so, or
//! AWS's own answer where looks stay in the past.

mod plan;

use std::sync::Arc;

use crossfade_domain::{
    alias::{Alias, Routing},
    qualifier::AliasName,
};
use jiff::{SignedDuration, Timestamp};

pub use plan::{Plan, RoutingRequest, plan};

use crate::{
    changes::{LOOKS, SETTLING},
    clock::{Clock, LONGEST_CALL},
    failure::{Failure, FailureKind},
    journal::{Act, ActId, Intent, Journal, Outcome, Place, RoutingChange},
    ports::{AliasShifter, Answer, RoutingUpdate},
};

/// Carries plans out in one account.
#[derive(Clone)]
pub struct Actor {
    /// Moves the account's aliases.
    pub aliases: Arc<dyn AliasShifter>,
    /// Its journal.
    pub journal: Journal,
    /// Its time.
    pub clock: Clock,
    /// Account id and Region.
    pub place: Place,
    /// The caller's ARN.
    pub caller: String,
}

impl Actor {
    /// Carries a plan out and answers the journal's entry, whatever the outcome.
    ///
    /// # Errors
    /// When the journal itself fails; then nothing was sent.
    pub async fn carry_out(&self, plan: &Plan) -> Answer<Act> {
        let intent = self.intent(plan);
        let id = intent.id.clone();
        // However long it takes, and the machine may sleep meanwhile.
        let _attending = self.journal.attend_act(&id);
        self.journal.intend(intent).await?;
        let outcome = self.send(plan).await;
        if let Some(outcome) = outcome {
            self.journal.settle(id.clone(), self.clock.now(), outcome).await?;
        }
        self.entry(id).await
    }

    /// Settles acts that a killed program left open, and those of this one that
    /// nobody is at any more, by looking at their aliases. Answers how many were
    /// settled; what cannot be looked at stays open.
    pub async fn recover(&self) -> Answer<u32> {
        let mut settled = 0;
        for (act, orphaned) in self.journal.open_acts(self.place.clone()).await? {
            let attending = self.journal.attend_act(&act.intent.id);
            // Who is at it knows more.
            if !attending.is_alone() {
                continue;
            }
            if !orphaned && self.clock.wall_time_since(act.intent.at) < LONGEST_CALL {
                continue;
            }
            // One that is older than that is looked at once.
            let young = self.clock.now().duration_since(act.intent.at) < SETTLING;
            let pauses = if young { LOOKS.as_slice() } else { &[] };
            if let Some((outcome, _)) = self.look_for(&act.intent.change, pauses).await {
                self.journal.settle(act.intent.id.clone(), self.clock.now(), outcome).await?;
                settled += 1;
            }
        }
        Ok(settled)
    }

    /// The plan that undoes an act.
    ///
    /// # Errors
    /// When the act did not take effect, was undone, or the alias moved since.
    pub async fn plan_undo(&self, id: ActId) -> Answer<Plan> {
        let act = self.entry(id).await?;
        if let Some(reason) = why_not_undone(&act, &self.place) {
            return Err(refused("UndoRefused", reason));
        }
        let change = &act.intent.change;
        let now = self.look(&change.function, &change.alias).await?;
        if !stands_at(&now.routing, change) {
            return Err(refused(
                "UndoRefused",
                format!("`{}:{}` was moved by somebody else since.", change.function, change.alias),
            ));
        }
        Ok(Plan {
            function: change.function.clone(),
            alias: now,
            after: change.before.clone(),
            undoes: Some(act.intent.id),
        })
    }

    /// The alias as it stands.
    ///
    /// # Errors
    /// When it does not exist or cannot be looked at.
    pub async fn look(&self, function: &str, alias: &AliasName) -> Answer<Alias> {
        self.aliases.alias(function, alias).await?.ok_or_else(|| {
            Failure::new(
                FailureKind::NotFound,
                "ResourceNotFoundException",
                format!("The alias `{function}:{alias}` does not exist."),
                "Scan the instance again; somebody may have deleted it.",
            )
        })
    }

    fn intent(&self, plan: &Plan) -> Intent {
        Intent {
            id: ActId::new(),
            place: self.place.clone(),
            actor: self.caller.clone(),
            at: self.clock.now(),
            change: plan.change(),
            revision_id: plan.alias.revision_id.clone(),
            undoes: plan.undoes.clone(),
        }
    }

    /// Sends the update and reads it back; `None` when nobody could look.
    async fn send(&self, plan: &Plan) -> Option<Outcome> {
        let update = RoutingUpdate {
            function: plan.function.clone(),
            alias: plan.alias.name.clone(),
            routing: plan.after.clone(),
            revision_id: plan.alias.revision_id.clone(),
        };
        let sent = self.aliases.set_routing(&update).await;
        if let Err(failure) = &sent
            && !failure.kind.leaves_outcome_open()
        {
            return Some(Outcome::Failed(failure.clone()));
        }
        // Applied, or an answer was lost: a look tells.
        let (found, revision) = self.look_for(&plan.change(), &LOOKS).await?;
        Some(match (sent, found) {
            (Ok(_), Outcome::FoundDone { revision_id }) => Outcome::Done { revision_id },
            // AWS took it; looks are still of the time before.
            (Ok(taken), Outcome::FoundNotDone) if revision == plan.alias.revision_id => {
                Outcome::Done { revision_id: taken.revision_id }
            }
            (Err(failure), Outcome::FoundNotDone) => Outcome::Failed(failure),
            (_, found) => found,
        })
    }

    /// Looks until the change is seen or the pauses are used up; answers the
    /// revision that was seen as well, and `None` when nobody could look.
    async fn look_for(&self, change: &RoutingChange, pauses: &[f64]) -> Option<(Outcome, String)> {
        let mut seen = None;
        let mut pauses = pauses.iter();
        loop {
            if let Ok(found) = self.aliases.alias(&change.function, &change.alias).await {
                let revision = found.as_ref().map(|it| it.revision_id.clone());
                seen = Some((judged(found, change), revision.unwrap_or_default()));
            }
            let done = matches!(seen, Some((Outcome::FoundDone { .. }, _)));
            let Some(seconds) = pauses.next().filter(|_| !done) else { return seen };
            self.clock.pause(SignedDuration::from_secs_f64(*seconds)).await;
        }
    }

    async fn entry(&self, id: ActId) -> Answer<Act> {
        let name = id.as_str().to_owned();
        self.journal.act(id).await?.ok_or_else(|| {
            Failure::new(
                FailureKind::NotFound,
                "UnknownAct",
                format!("The journal has no entry `{name}`."),
                "Look at Activity, which lists what there is.",
            )
        })
    }
}

/// Why an act cannot be undone at `place`, as far as the journal knows.
#[must_use]
pub fn why_not_undone(act: &Act, place: &Place) -> Option<&'static str> {
    if act.intent.place != *place {
        return Some("It belongs to another account or Region; open that one first.");
    }
    if !act.took_effect() {
        return Some("It changed nothing.");
    }
    if act.undone_by.is_some() {
        return Some("It was undone already.");
    }
    act.superseded.then_some("A later change moved this alias; undo that one first.")
}

fn judged(found: Option<Alias>, change: &RoutingChange) -> Outcome {
    match found {
        Some(alias) if stands_at(&alias.routing, change) => {
            Outcome::FoundDone { revision_id: alias.revision_id }
        }
        Some(alias) if alias.routing == change.before => Outcome::FoundNotDone,
        other => Outcome::FoundOther { routing: other.map(|alias| alias.routing) },
    }
}

/// Whether an alias stands where a change wanted it, or Lambda is on its way
/// there by itself.
fn stands_at(found: &Routing, change: &RoutingChange) -> bool {
    let before = change.before.version;
    *found == change.after || change.after.is_reached_by_way_of(found, before)
}

fn refused(code: &str, message: impl Into<String>) -> Failure {
    Failure::new(FailureKind::Conflict, code, message, "Look at the alias and decide anew.")
}

/// When an act became known, for charts.
#[must_use]
pub fn settled_at(act: &Act) -> Timestamp {
    act.settled.as_ref().map_or(act.intent.at, |(at, _)| *at)
}

#[cfg(test)]
mod tests;
