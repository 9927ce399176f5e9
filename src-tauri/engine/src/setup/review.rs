//! What a person reads before guided work begins or is gone through anew,
//! something is taken away, or a stack is changed; and carrying it out, once.
//!
//! Invariant: what is carried out is what was reviewed, and what is looked at
//! anew just before may only refuse more.

use std::sync::{Arc, Mutex, PoisonError};

use crossfade_domain::flow::{self, diff};

use super::{
    Goal, Setups, flows,
    goal::Done,
    guard::{Concerned, Guard, Reading},
};
use crate::{
    changes::{Change, Reason, Standing},
    confirm::confirmed,
    failure::{Failure, FailureKind},
    journal::{ChangeId, TaskId},
    ports::Answer,
};

/// Reviews kept at most; the oldest is forgotten first.
const KEPT: usize = 32;
/// What is typed where many things go at once.
const MANY: &str = "clean up";

/// What a person wishes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetupWish {
    /// Begin guided work.
    SetUp(Goal),
    /// Go through work anew that is over, and make what is missing of it.
    Again(TaskId),
    /// Undo changes: take away what they made, put back what they replaced.
    TakeAway(Vec<ChangeId>),
    /// Make, change or delete a stack.
    Stack(Change),
}

/// A wish, ready to be carried out.
#[derive(Debug, Clone, PartialEq)]
pub struct SetupReview {
    /// Names it.
    pub id: String,
    /// In a few words.
    pub title: String,
    /// Every write, in order.
    pub lines: Vec<ReviewLine>,
    /// Whom it concerns.
    pub concerned: Concerned,
    /// The text that must be typed first.
    pub type_to_confirm: Option<String>,
    wish: SetupWish,
}

/// One write.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewLine {
    /// What it does, as a sentence without its end.
    pub words: String,
    /// The `aws` command that does the same.
    pub command: String,
    /// What undoes it.
    pub undo: String,
    /// What is different afterwards, where that is a content or parameters.
    pub differences: Vec<diff::Change>,
    /// Why it is not going to be done.
    pub refused: Option<Failure>,
    /// The step of guided work that it is.
    pub(super) step: String,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Carried {
    /// The work is written down, or opened anew; nothing was sent yet.
    Begun(TaskId),
    /// Each change, and why it still stands.
    TakenAway(Vec<(ChangeId, Option<Failure>)>),
    /// AWS was asked.
    Asked,
}

/// Reviews that wait for a person's word; cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Reviews(Arc<Mutex<Vec<SetupReview>>>);

impl Reviews {
    fn keep(&self, review: SetupReview) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() == KEPT {
            all.remove(0);
        }
        all.push(review);
    }

    /// Takes a review out, when the typed text is right.
    fn take(&self, id: &str, typed: Option<&str>) -> Answer<SetupReview> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = all.iter().position(|review| review.id == id).ok_or_else(used)?;
        if let Some(wanted) = &all[place].type_to_confirm {
            confirmed(wanted, typed)?;
        }
        Ok(all.remove(place))
    }
}

impl SetupReview {
    /// Whether anything of it is going to be done: guided work needs all of it.
    #[must_use]
    pub fn is_possible(&self) -> bool {
        let mut lines = self.lines.iter();
        match self.wish {
            SetupWish::SetUp(_) | SetupWish::Again(_) => lines.all(|line| line.refused.is_none()),
            SetupWish::TakeAway(_) | SetupWish::Stack(_) => {
                lines.any(|line| line.refused.is_none())
            }
        }
    }
}

impl Setups {
    /// Plans what a person wishes, for review; nothing is written.
    ///
    /// # Errors
    /// When it cannot be planned. What is refused of it stands in its line.
    pub async fn review(&self, wish: SetupWish, told: Reading<'_>) -> Answer<SetupReview> {
        let mut guard = Guard::new(&self.changes, told);
        let (title, lines, concerned, name) = match &wish {
            SetupWish::SetUp(goal) => self.planned(goal, None, &mut guard).await?,
            SetupWish::Again(id) => {
                let kept = self.still_standing(id).await?.1;
                self.planned(&kept.goal, Some(&kept.done), &mut guard).await?
            }
            SetupWish::TakeAway(ids) => self.taken(ids, &mut guard).await?,
            SetupWish::Stack(change) => {
                let line = one(&mut guard, change).await;
                let concerned = line.1.clone();
                let touches = !matches!(change, Change::CreateStack(_));
                let name = touches.then(|| change.name());
                (change.words(), vec![line.0], concerned, name)
            }
        };
        let review = SetupReview {
            id: uuid::Uuid::now_v7().to_string(),
            title,
            lines,
            concerned,
            type_to_confirm: name.filter(|_| self.confirm_by_typing),
            wish,
        };
        self.reviews.keep(review.clone());
        Ok(review)
    }

    /// Carries a review out, once.
    ///
    /// # Errors
    /// When the review is unknown or used, or the typed text is wrong; and, of a
    /// stack, what AWS says.
    pub async fn carry_out(
        &self,
        id: &str,
        typed: Option<&str>,
        told: Reading<'_>,
    ) -> Answer<Carried> {
        let review = self.reviews.take(id, typed)?;
        let refused = review.lines.iter().find_map(|line| line.refused.clone());
        match review.wish {
            SetupWish::SetUp(goal) => {
                refused.map_or(Ok(()), Err)?;
                Ok(Carried::Begun(self.begin(goal).await?))
            }
            SetupWish::Again(id) => {
                refused.map_or(Ok(()), Err)?;
                let missing: Vec<_> = review.lines.iter().map(|it| it.step.as_str()).collect();
                self.open_anew(&id, &missing).await?;
                Ok(Carried::Begun(id))
            }
            SetupWish::TakeAway(ids) => Ok(Carried::TakenAway(self.take_away(ids, told).await)),
            SetupWish::Stack(change) => {
                Guard::new(&self.changes, told).check(&change).await?;
                let held = Some(self.stay.hold()?);
                self.changes.make_held(change, Reason::default(), held).await?;
                Ok(Carried::Asked)
            }
        }
    }

    /// Takes away what changes made, or puts back what they replaced, newest
    /// first: flows go before the aliases that they call.
    async fn take_away(
        &self,
        mut ids: Vec<ChangeId>,
        told: Reading<'_>,
    ) -> Vec<(ChangeId, Option<Failure>)> {
        ids.sort_unstable_by(|one, other| other.as_str().cmp(one.as_str()));
        let mut guard = Guard::new(&self.changes, told);
        let mut taken = Vec::new();
        for id in ids {
            let failure = self.take_one(&id, &mut guard).await.err();
            taken.push((id, failure));
        }
        taken
    }

    async fn take_one(&self, id: &ChangeId, guard: &mut Guard<'_>) -> Answer<()> {
        let undo = self.changes.undoing(id).await?;
        guard.check(&undo).await?;
        // Reading for the guard takes its time, and begins nothing.
        let held = Some(self.stay.hold()?);
        self.changes.undo_held(id.clone(), None, held).await?;
        guard.made(&undo);
        Ok(())
    }

    /// What work comes to, but for what is done of it where it is gone through anew.
    async fn planned(
        &self,
        goal: &Goal,
        again: Option<&Done>,
        guard: &mut Guard<'_>,
    ) -> Answer<Planned> {
        let none = Done::new();
        let done = again.unwrap_or(&none);
        let (mut lines, mut concerned) = (Vec::new(), Concerned::default());
        for (step, mut change) in goal.changes(done) {
            if done.contains_key(&step) {
                continue;
            }
            let planned = if guard.is_heard(&change).await? {
                join(&mut concerned, guard.check(&change).await?);
                if again.is_some() {
                    // Somebody may have drawn a draft since the work was begun.
                    change = self.changes.as_it_stands(change).await?;
                }
                concerned.warnings.extend(draft_beside(&change));
                line(&change, None)
            } else {
                // A flow that is still to be made concerns nobody.
                let refused = self.in_its_place(&change).await?;
                ReviewLine { refused, ..for_new(&change) }
            };
            lines.push(ReviewLine { step, ..planned });
        }
        let name = (!concerned.flows.is_empty()).then(|| goal.name());
        Ok((goal.title(), lines, concerned, name))
    }

    /// What stands where an alias or a flow is to be made.
    async fn in_its_place(&self, change: &Change) -> Answer<Option<Failure>> {
        let (code, remedy) = if matches!(change, Change::CreateAlias { .. }) {
            ("AliasExists", "Use the alias as it stands, or choose another name.")
        } else if matches!(change, Change::CreateFlow(_)) {
            ("FlowExists", "Choose another name for the flow.")
        } else {
            return Ok(None);
        };
        let Standing::Other(found) = self.changes.standing(change).await? else { return Ok(None) };
        Ok(Some(Failure::new(FailureKind::Conflict, code, found, remedy)))
    }

    async fn taken(&self, ids: &[ChangeId], guard: &mut Guard<'_>) -> Answer<Planned> {
        let mut ids = ids.to_vec();
        ids.sort_unstable_by(|one, other| other.as_str().cmp(one.as_str()));
        let (mut lines, mut concerned, mut names) = (Vec::new(), Concerned::default(), Vec::new());
        for id in &ids {
            let undo = self.changes.undoing(id).await?;
            let (line, found) = one(guard, &undo).await;
            if line.refused.is_none() {
                guard.made(&undo);
                names.push(undo.name());
            }
            join(&mut concerned, found);
            lines.push(line);
        }
        let title = match lines.as_slice() {
            [line] => line.words.clone(),
            lines => format!("Take {} things away", lines.len()),
        };
        let name = match names.as_slice() {
            [] => None,
            [name] => Some(name.clone()),
            _ => Some(MANY.to_owned()),
        };
        Ok((title, lines, concerned, name))
    }
}

/// Title, lines, whom it concerns, and what is typed in an account that takes
/// live calls.
type Planned = (String, Vec<ReviewLine>, Concerned, Option<String>);

async fn one(guard: &mut Guard<'_>, change: &Change) -> (ReviewLine, Concerned) {
    match guard.check(change).await {
        Ok(concerned) => (line(change, None), concerned),
        Err(failure) => (line(change, Some(failure)), Concerned::default()),
    }
}

fn line(change: &Change, refused: Option<Failure>) -> ReviewLine {
    ReviewLine {
        words: change.words(),
        command: change.command(),
        undo: change.undo_words().to_owned(),
        differences: differences(change),
        refused,
        step: String::new(),
    }
}

/// A flow that is still to be made has no content that could differ.
fn for_new(change: &Change) -> ReviewLine {
    let line = line(change, None);
    let Some(words) = flows::own_words(change) else { return line };
    let undo = "It goes with the flow.".to_owned();
    ReviewLine { words, undo, differences: Vec::new(), ..line }
}

fn draft_beside(change: &Change) -> Option<String> {
    let Change::ReplaceContent { name, draft: Some(_), .. } = change else { return None };
    Some(format!(
        "`{name}` has a draft that differs from what callers hear. It is kept, and put back should \
         publishing take it away; whoever publishes it later takes the alias out again."
    ))
}

fn differences(change: &Change) -> Vec<diff::Change> {
    if let Change::ReplaceContent { before, after, .. } = change {
        let read = |text: &str| flow::read(text).ok().map(|(flow, _)| flow);
        return match (read(before), read(after)) {
            (Some(before), Some(after)) => diff::diff(&before, &after),
            (None, _) | (_, None) => Vec::new(),
        };
    }
    let Change::UpdateStack { stack, before } = change else { return Vec::new() };
    let changed = stack.parameters.iter().filter(|(name, value)| before.get(*name) != Some(value));
    let parameter = |(name, value): (&String, &String)| diff::Change {
        block: None,
        block_type: String::new(),
        what: name.clone(),
        before: before.get(name).cloned(),
        after: Some(value.clone()),
    };
    changed.map(parameter).collect()
}

fn join(all: &mut Concerned, more: Concerned) {
    let add = |all: &mut Vec<String>, more: Vec<String>| {
        for one in more {
            if !all.contains(&one) {
                all.push(one);
            }
        }
    };
    add(&mut all.flows, more.flows);
    add(&mut all.phone_numbers, more.phone_numbers);
    add(&mut all.warnings, more.warnings);
}

fn used() -> Failure {
    Failure::new(
        FailureKind::Conflict,
        "ReviewUsed",
        "This review was carried out already, or is too old.",
        "Review it anew.",
    )
}
