//! Undoings that take two writes: the second belongs to the first.
//!
//! Invariant: the journal's entry of the first stays open until the second was
//! made, so whoever goes on after a kill goes on with the second.

use super::{Change, Changes, FlowContent, Reason, flow_id};
use crate::{
    failure::{Failure, FailureKind},
    journal::{ChangeId, ChangeIntent, ChangeOutcome},
    ports::{Answer, FlowDocument, FlowView},
};

/// Stands in a flow's content for the flow's own ARN, which AWS gives only when
/// the flow has been made.
pub const OWN_ARN: &str = "{{this-flow}}";

impl FlowContent {
    /// The flow as it is made while its ARN is not known: saved, which AWS does
    /// not validate. One that does not name itself is made as it is.
    pub(crate) fn before_its_arn(&self) -> Self {
        if !self.content.contains(OWN_ARN) {
            return self.clone();
        }
        let content = self.content.replace(OWN_ARN, "");
        Self { content, published: false, ..self.clone() }
    }

    /// The write that puts its own ARN into the flow that was made before; `after`
    /// is its content then.
    pub(crate) fn its_arn_put_in(&self, flow_id: String, after: String) -> Change {
        let (instance, name) = (self.instance.clone(), self.name.clone());
        let before = self.before_its_arn().content;
        if self.published {
            return Change::ReplaceContent { instance, flow_id, name, before, after, draft: None };
        }
        // The plain id would publish it.
        Change::SaveDraft { instance, flow_id, name, before, after }
    }

    /// The flow as it is found, with its own ARN left open.
    fn as_found(&self, found: &FlowDocument, published: bool) -> Self {
        let content = found.content.replace(&found.summary.arn, OWN_ARN);
        Self { content, published, ..self.clone() }
    }
}

impl Change {
    /// The second write, given what AWS calls what the first one made.
    fn rest(&self, made: &str) -> Option<Self> {
        let Self::CreateFlow(flow) = self else { return self.draft_kept() };
        if !flow.content.contains(OWN_ARN) {
            return None;
        }
        Some(flow.its_arn_put_in(flow_id(made), flow.content.replace(OWN_ARN, made)))
    }
}

impl Changes {
    /// Settles a change that ended, after the second write of one that undoes.
    /// When nobody can say what became of that one, the entry stays open.
    pub(super) async fn finish(
        &self,
        id: &ChangeId,
        change: &Change,
        reason: &Reason,
        outcome: ChangeOutcome,
    ) -> Answer<()> {
        let told = self.rest_done(change, reason, &outcome).await?;
        self.settle(id, outcome).await?;
        told
    }

    /// Makes the second write of one that undoes and took effect; answers what
    /// that came to, when anybody can say.
    pub(super) async fn rest_done(
        &self,
        change: &Change,
        reason: &Reason,
        outcome: &ChangeOutcome,
    ) -> Answer<Answer<()>> {
        let rest = outcome.made().and_then(|made| change.rest(made));
        let Some(rest) = rest.filter(|_| reason.undoes.is_some()) else { return Ok(Ok(())) };
        match self.second(rest, reason).await {
            Err(failure) if may_pass(&failure) => Err(failure),
            told => Ok(told),
        }
    }

    /// What is left to do after an undoing that took effect.
    pub(super) async fn second_after(&self, undo: &Change, made: &str) -> Answer<()> {
        match undo.rest(made) {
            Some(rest) => self.second(rest, &Reason::default()).await,
            None => Ok(()),
        }
    }

    async fn second(&self, rest: Change, reason: &Reason) -> Answer<()> {
        let reason = Reason { task: reason.task.clone(), undoes: None };
        match Box::pin(self.make(rest, reason)).await {
            // Somebody else's work is in its place, and stays.
            Err(failure) if failure.code == "SomethingElse" => Ok(()),
            made => made.map(drop),
        }
    }

    /// Whether an entry that took effect has its second write, if it needs one.
    pub(super) async fn is_whole(&self, intent: &ChangeIntent, made: &str) -> Answer<bool> {
        let rest = intent.change.rest(made).filter(|_| intent.undoes.is_some());
        let Some(rest) = rest else { return Ok(true) };
        Ok(match self.standing(&rest).await? {
            super::Standing::Done(_) | super::Standing::Other(_) => true,
            super::Standing::NotDone | super::Standing::UnderWay | super::Standing::GaveUp(_) => {
                false
            }
        })
    }

    /// A flow that is taken away, as it stands: so it can come back like that.
    pub(super) async fn flow_as_it_stands(
        &self,
        id: &str,
        flow: FlowContent,
    ) -> Answer<FlowContent> {
        for (view, published) in [(FlowView::Published, true), (FlowView::Saved, false)] {
            if let Some(found) = self.account.flows.flow(&flow.instance, id, view).await? {
                return Ok(flow.as_found(&found, published));
            }
        }
        Ok(flow)
    }
}

/// Whether asking again may come to something else.
const fn may_pass(failure: &Failure) -> bool {
    match failure.kind {
        FailureKind::SignedOut
        | FailureKind::Throttled
        | FailureKind::ReadOnly
        | FailureKind::Unavailable
        | FailureKind::Unexpected => true,
        FailureKind::NotFound
        | FailureKind::AccessDenied
        | FailureKind::Invalid
        | FailureKind::Stale
        | FailureKind::Conflict
        | FailureKind::Quota => false,
    }
}
