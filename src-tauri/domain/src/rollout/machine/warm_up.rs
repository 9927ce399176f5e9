//! Lambda's own way from one version of an alias to another, where environments
//! are kept ready for the alias (provisioned concurrency).
//!
//! Lambda takes such a move, and leaves the version before it in the alias, with
//! all calls at first, until environments of the new one are ready. That takes
//! minutes, and where they cannot be made ready it stays.
//!
//! Invariant: what Lambda does on the way to what this rollout asked for is
//! nobody else's change; while it goes on, nothing else is sent forward.

use super::{
    Attention, Happening, Machine, PauseCause, Sent, Sighting, State, Target, Trouble, WarmUp,
    Warming, state::told,
};
use crate::{
    alias::Routing,
    rollout::time::{Instant, Span},
};

/// Environments are ready sooner than this, as a rule.
const PATIENCE: Span = Span::from_mins(15);

impl Machine {
    /// Whether Lambda is on its way to what this rollout asked for, as a look
    /// showed it last.
    #[must_use]
    pub const fn is_warming_up(&self) -> bool {
        self.now.warming.is_some()
    }

    /// Where it stands, in a sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        let state = &self.now.state;
        let waits = matches!(state, State::Promoting | State::RollingBack(_));
        if waits && self.is_warming_up() {
            return format!("{state} {}", words(&self.now.expected));
        }
        state.to_string()
    }

    /// Whether a split that a look shows may be Lambda's own.
    pub(super) fn may_warm_up(&self) -> bool {
        let before = self.now.expected.version;
        self.is_warming_up() || self.now.sent.iter().any(|sent| sent.routing.version != before)
    }

    /// The move of ours that Lambda is carrying out by itself.
    pub(super) fn warming_towards(&self, seen: &Sighting) -> Option<Sent> {
        seen.warm_up.as_ref()?;
        let goes_on = |sent: &Sent| self.now.warming.is_some_and(|it| it.target == sent.target);
        let on_its_way = |sent: &&Sent| {
            let expected = &self.now.expected;
            let begins = expected.version != sent.routing.version;
            let before = if sent.target == Target::Old { self.setup.to } else { self.setup.from };
            (begins || goes_on(sent)) && sent.routing.is_reached_by_way_of(&seen.routing, before)
        };
        self.now.sent.iter().rfind(on_its_way).cloned()
    }

    /// Lambda is there, or no longer on its way.
    pub(super) fn warmed_up(&mut self, seen: &Routing) {
        if let Some(was) = self.now.warming.take() {
            self.now.sent.retain(|sent| sent.target != was.target || sent.routing == *seen);
        }
    }

    /// Whether Lambda has come to the new version alone, although nobody waits
    /// for that any more.
    pub(super) fn came_to_new(&self, seen: &Sighting) -> bool {
        let new = self.setup.all_new();
        let from = self.setup.from;
        seen.routing == new && new.is_reached_by_way_of(&self.now.expected, from)
    }

    pub(super) fn on_warm_up(&mut self, sent: &Sent, seen: Sighting, now: Instant) {
        let unwanted =
            matches!(self.now.state, State::RollingBack(_)) && sent.target != Target::Old;
        let warm_up = seen.warm_up.clone();
        if self.now.expected != seen.routing {
            self.record(Happening::WarmingUp { seen: seen.clone() }, now);
        }
        self.now.expected = seen.routing;
        if unwanted {
            // The way back does not wait for it.
            self.now.warming = None;
            self.now.sent.retain(|other| other.revision == seen.revision);
            return;
        }
        self.now
            .sent
            .retain(|other| other.ticket == sent.ticket || other.revision == seen.revision);
        let begun = Warming { target: sent.target, since: now };
        let since = self.now.warming.get_or_insert(begun).since;
        self.now.look_wanted = true;
        self.now.look_trouble = Trouble { count: 0, retry_at: Some(now + self.setup.timing.poll) };
        match warm_up {
            Some(WarmUp::Failed { reason }) => {
                self.warm_up_failed(&format!("AWS says: {}.", reason.trim_end_matches('.')), now);
            }
            Some(WarmUp::UnderWay) | None if now.since(since) > PATIENCE => {
                self.warm_up_failed(&format!("That takes more than {PATIENCE}."), now);
            }
            Some(WarmUp::UnderWay) | None => self.go_along(sent.target, now),
        }
    }

    /// After a restart the state is that of the step before.
    fn go_along(&mut self, target: Target, now: Instant) {
        let goes_on = matches!(
            self.now.state,
            State::Preparing | State::Shifting { .. } | State::Watching { .. }
        );
        if goes_on && target == Target::New {
            self.enter(State::Promoting, now);
        }
    }

    /// A person has to see to the environments; what Lambda does goes on being
    /// looked at.
    fn warm_up_failed(&mut self, why: &str, now: Instant) {
        let reason = format!(
            "{} {} Mend what keeps them from starting, or end the alias's provisioned \
             concurrency, then go on.",
            words(&self.now.expected),
            why,
        );
        match self.now.state {
            State::RollingBack(_) => {
                self.enter(State::NeedsAttention(Attention::CallRefused { reason }), now);
            }
            State::Preparing
            | State::Shifting { .. }
            | State::Watching { .. }
            | State::Promoting => {
                self.enter(State::Paused(PauseCause::CallsFailing { reason }), now);
            }
            State::Paused(_)
            | State::RolledBack(_)
            | State::Completed
            | State::NeedsAttention(_) => {}
        }
    }
}

/// A hand-over for a person.
pub(super) fn words(seen: &Routing) -> String {
    let kept = seen.additional.map_or_else(String::new, |(version, weight)| {
        format!(" {weight} of the calls go to version {version} until they are.")
    });
    format!(
        "Lambda took the move; the environments kept ready for the alias are not ready for {} \
         yet.{kept}",
        told(&Routing::all_to(seen.version))
    )
}
