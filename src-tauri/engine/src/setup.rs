//! Guided work: from a function to an alias that flows call, and flows from
//! files.
//!
//! Invariant: what the work is to come to is on disk before its first step, and
//! every step looks before it writes. Work may be broken off anywhere, by
//! anything, and gone on with at any time; it comes to the same end.

mod again;
mod alias;
mod flows;
mod goal;
mod guard;
mod moves;
mod review;
#[cfg(test)]
mod tests;
mod walk;

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

pub use flows::OWN_ARN;
pub use goal::{
    AliasGoal, FlowMove, FlowsGoal, Goal, InstanceGoal, StepDone, TestGoal, VersionGoal,
};
pub use guard::{Concerned, Reading};
pub use moves::{ByHand, Movable, Moves, moves};
pub use review::{Carried, ReviewLine, SetupReview, SetupWish};
pub use walk::{Step, StepState, TaskView, Told};

use crate::{
    acts::Actor,
    changes::{Change, Changes, flow_id, why_not_undone},
    failure::{Failure, FailureKind},
    journal::{ChangeEntry, ChangeId, TaskEntry, TaskId},
    ports::Answer,
    settling,
    stay::Stay,
};
use goal::Kept;
use review::Reviews;
use walk::Walk;

/// Work that is listed at most.
const LISTED: u32 = 200;

/// The guided work of one account; cheap to clone.
#[derive(Clone)]
pub struct Setups {
    changes: Changes,
    /// What this program is at.
    running: Arc<Mutex<HashSet<TaskId>>>,
    reviews: Reviews,
    /// Whether what callers meet must be confirmed by typing its name.
    confirm_by_typing: bool,
    stay: Stay,
}

/// Something that Crossfade made or changed, and that still stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leftover {
    /// The change that made it.
    pub entry: ChangeEntry,
    /// What would take it away, as a sentence without its end.
    pub words: String,
}

impl Setups {
    /// The guided work of an account.
    #[must_use]
    pub fn open(changes: Changes, confirm_by_typing: bool) -> Self {
        Self {
            changes,
            running: Arc::default(),
            reviews: Reviews::default(),
            confirm_by_typing,
            stay: Stay::default(),
        }
    }

    /// Settles what is open in the journal for as long as the account stays open;
    /// `writes` says whether it may be written to.
    pub fn keep_settling(&self, actor: Actor, writes: bool) {
        settling::keep_settling(actor, self.changes.clone(), writes, self.stay.clone());
    }

    /// Makes changes of its own.
    #[must_use]
    pub const fn changes(&self) -> &Changes {
        &self.changes
    }

    /// Writes work to the journal; nothing is sent yet.
    ///
    /// # Errors
    /// When the journal fails.
    pub async fn begin(&self, goal: Goal) -> Answer<TaskId> {
        let (kind, title) = (goal.kind().to_owned(), goal.title());
        let kept = Kept::new(goal);
        let entry = TaskEntry {
            id: TaskId::new(),
            place: self.changes.place.clone(),
            kind,
            title,
            started_at: self.changes.clock.now(),
            goal: walk::goal_text(&kept)?,
            ended_at: None,
        };
        let id = entry.id.clone();
        self.changes.journal.keep_task(entry).await?;
        Ok(id)
    }

    /// Goes through the work from its first step; what is done is only looked
    /// at. Answers where it stands, a failed step included. Work that is over
    /// would make anew what was taken away since, so it is opened by a review.
    ///
    /// # Errors
    /// When the work is unknown or over, this program is at it already, or the
    /// journal fails.
    pub async fn run(&self, id: &TaskId, told: Told<'_>) -> Answer<TaskView> {
        let (entry, kept) = self.kept(id).await?;
        if entry.ended_at.is_some() {
            return Err(over(&entry.title));
        }
        let _held = Held::take(&self.running, id).ok_or_else(running)?;
        let goal = kept.goal.clone();
        let mut walk = Walk::new((&self.changes, &self.stay), entry, kept, steps(&goal), told);
        let went = match &goal {
            Goal::Alias(goal) => alias::walk(&mut walk, goal).await,
            Goal::Flows(goal) => {
                let mut went = Ok(());
                for (number, flow) in goal.flows.iter().enumerate() {
                    went = flows::make(&mut walk, &number.to_string(), flow).await;
                    if went.is_err() {
                        break;
                    }
                }
                went
            }
        };
        let mut view = walk.into_view();
        if went.is_ok() && view.is_whole() && view.entry.ended_at.is_none() {
            view.entry.ended_at = Some(self.changes.clock.now());
            self.changes.journal.keep_task(view.entry.clone()).await?;
        }
        Ok(view)
    }

    /// Ends work after the step that is being done; it can be gone on with by
    /// who opens the account next. From now on no step is begun here, whoever
    /// still holds on to this.
    pub async fn leave(&self) {
        self.stay.end().await;
    }

    /// Where a piece of work stands, as far as it was seen.
    ///
    /// # Errors
    /// When it is unknown or the journal fails.
    pub async fn view(&self, id: &TaskId) -> Answer<TaskView> {
        let (entry, kept) = self.kept(id).await?;
        let steps = walk::at_rest(steps(&kept.goal), &kept);
        Ok(TaskView { entry, steps, running: self.is_running(id) })
    }

    /// What the work is to come to.
    ///
    /// # Errors
    /// When it is unknown or the journal fails.
    pub async fn goal(&self, id: &TaskId) -> Answer<Goal> {
        Ok(self.kept(id).await?.1.goal)
    }

    /// All work of the account: what is not done first, then newest first.
    ///
    /// # Errors
    /// When the journal fails.
    pub async fn tasks(&self) -> Answer<Vec<TaskEntry>> {
        Ok(self.changes.journal.tasks(self.changes.place.clone(), LISTED).await?)
    }

    /// Marks work as ended, whatever is left of it. What was made stays.
    ///
    /// # Errors
    /// When it is unknown, this program is at it, or the journal fails.
    pub async fn give_up(&self, id: &TaskId) -> Answer<()> {
        let _held = Held::take(&self.running, id).ok_or_else(running)?;
        let (entry, _) = self.kept(id).await?;
        let ended_at = entry.ended_at.or_else(|| Some(self.changes.clock.now()));
        self.changes.journal.keep_task(TaskEntry { ended_at, ..entry }).await?;
        Ok(())
    }

    /// All that Crossfade made or changed in the account and that still stands,
    /// as far as the journal knows, newest first.
    ///
    /// # Errors
    /// When the journal fails.
    pub async fn leftovers(&self) -> Answer<Vec<Leftover>> {
        // What was taken by AWS and not seen at once may be seen by now.
        self.changes.recover().await?;
        let place = self.changes.place.clone();
        let entries = self.changes.journal.effective_changes(place.clone()).await?;
        let made: HashSet<String> = entries.iter().filter_map(made_flow).collect();
        let undoing: HashMap<ChangeId, ChangeId> = entries
            .iter()
            .filter_map(|entry| Some((entry.intent.id.clone(), entry.intent.undoes.clone()?)))
            .collect();
        let left = entries.into_iter().filter(|entry| {
            // A flow that goes, or went, away needs no old content.
            let of_made = matches!(&entry.intent.change,
                Change::ReplaceContent { flow_id, .. } if made.contains(flow_id));
            entry.intent.change.leaves_something()
                && !takes_back(&undoing, &entry.intent.id)
                && !of_made
                && why_not_undone(entry, &place).is_none()
        });
        Ok(left.filter_map(leftover).collect())
    }

    /// Forgets what was made in an account that ended with its program.
    ///
    /// # Errors
    /// When the journal fails.
    pub async fn abandon(&self) -> Answer<()> {
        for task in self.tasks().await?.into_iter().filter(|task| task.ended_at.is_none()) {
            self.give_up(&task.id).await?;
        }
        for entry in self.changes.journal.effective_changes(self.changes.place.clone()).await? {
            self.changes.journal.found_undone(entry.intent.id).await?;
        }
        Ok(())
    }

    async fn kept(&self, id: &TaskId) -> Answer<(TaskEntry, Kept)> {
        let entry = self.changes.journal.task(id.clone()).await?.ok_or_else(unknown)?;
        if entry.place != self.changes.place {
            return Err(elsewhere());
        }
        let kept = serde_json::from_str(&entry.goal).map_err(|error| unreadable(&error))?;
        Ok((entry, kept))
    }

    fn is_running(&self, id: &TaskId) -> bool {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).contains(id)
    }
}

/// Whether a change undoes; one that undoes an undoing makes anew.
fn takes_back(undoing: &HashMap<ChangeId, ChangeId>, id: &ChangeId) -> bool {
    let mut depth = 0;
    let mut at = id;
    while let Some(undone) = undoing.get(at) {
        depth += 1;
        at = undone;
    }
    depth % 2 == 1
}

fn made_flow(entry: &ChangeEntry) -> Option<String> {
    let is_flow = matches!(entry.intent.change, Change::CreateFlow(_));
    entry.made().filter(|_| is_flow).map(flow_id)
}

fn leftover(entry: ChangeEntry) -> Option<Leftover> {
    let words = entry.undo()?.words();
    Some(Leftover { entry, words })
}

fn steps(goal: &Goal) -> Vec<(String, String)> {
    match goal {
        Goal::Alias(goal) => alias::steps(goal),
        Goal::Flows(goal) => {
            let numbered = goal.flows.iter().enumerate();
            numbered.flat_map(|(number, flow)| flows::steps(&number.to_string(), flow)).collect()
        }
    }
}

/// That this program is at a piece of work; let go of when dropped.
struct Held {
    running: Arc<Mutex<HashSet<TaskId>>>,
    id: TaskId,
}

impl Held {
    fn take(running: &Arc<Mutex<HashSet<TaskId>>>, id: &TaskId) -> Option<Self> {
        let mut held = running.lock().unwrap_or_else(PoisonError::into_inner);
        held.insert(id.clone()).then(|| Self { running: running.clone(), id: id.clone() })
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.id);
    }
}

fn running() -> Failure {
    Failure::new(
        FailureKind::Conflict,
        "AlreadyRunning",
        "This work is under way already.",
        "Wait for the step that is being done.",
    )
}

fn over(title: &str) -> Failure {
    Failure::new(
        FailureKind::Conflict,
        "WorkIsOver",
        format!("{title}: this work is over, and what was taken away since would be made anew."),
        "Have all of it checked again, if that is wanted: what is missing is reviewed first.",
    )
}

fn unknown() -> Failure {
    Failure::new(
        FailureKind::NotFound,
        "UnknownTask",
        "The journal has no such work.",
        "Go back to Set up, and choose it from the list.",
    )
}

fn elsewhere() -> Failure {
    Failure::new(
        FailureKind::Conflict,
        "AnotherAccount",
        "This work belongs to another account or Region.",
        "Open that account in Settings, and go on there.",
    )
}

fn unreadable(error: &serde_json::Error) -> Failure {
    Failure::new(
        FailureKind::Unexpected,
        "UnreadableTask",
        "The journal's entry of this work cannot be understood.",
        "It may be from a newer Crossfade; bring the program up to date.",
    )
    .with_detail(error.to_string())
}
