//! Goes through the steps of guided work.
//!
//! Invariant: a step is looked at before it is done, and noted as done only when
//! it was seen to be; so a walk may begin anew at any time, and does nothing twice.
//! How each step ended is on disk before the next begins.

use crossfade_domain::{arn::InstanceArn, qualifier::AliasName};

use crate::{
    changes::{Change, Changes, Made, NOT_SEEN, Reason, is_same_content},
    failure::{Failure, FailureKind},
    journal::{FailureRecord, TaskEntry, TaskId},
    ports::{Answer, FlowView},
    stay::Stay,
};

use super::goal::{FlowMove, Kept, StepDone, Stuck};

/// Where a step stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepState {
    /// It was not reached yet.
    Waiting,
    /// It is being done.
    UnderWay,
    /// It was seen to be done.
    Done(StepDone),
    /// It failed and the work stands here.
    Failed(Failure),
    /// It failed, and the work went on: it is not needed.
    Passed(Failure),
}

/// A step of guided work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Names it within the work.
    pub key: String,
    /// What it does, as a sentence without its end.
    pub words: String,
    /// Where it stands.
    pub state: StepState,
}

/// Guided work, as a person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskView {
    /// The work.
    pub entry: TaskEntry,
    /// Its steps, in order.
    pub steps: Vec<Step>,
    /// Whether this program is at it now.
    pub running: bool,
}

impl TaskView {
    /// Whether every step is done or was passed.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.steps
            .iter()
            .all(|step| matches!(step.state, StepState::Done(_) | StepState::Passed(_)))
    }
}

/// Hears how the work goes.
pub type Told<'a> = &'a (dyn Fn(&TaskView) + Send + Sync);

/// The work cannot go on; the step that failed says why.
#[derive(Debug)]
pub(super) struct Stopped;

/// One run through the steps.
pub(super) struct Walk<'a> {
    changes: &'a Changes,
    stay: &'a Stay,
    kept: Kept,
    view: TaskView,
    told: Told<'a>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        (changes, stay): (&'a Changes, &'a Stay),
        entry: TaskEntry,
        kept: Kept,
        steps: Vec<(String, String)>,
        told: Told<'a>,
    ) -> Self {
        let waiting = |(key, words)| Step { key, words, state: StepState::Waiting };
        let steps = steps.into_iter().map(waiting).collect();
        Self { changes, stay, kept, view: TaskView { entry, steps, running: true }, told }
    }

    pub(super) fn into_view(self) -> TaskView {
        TaskView { running: false, ..self.view }
    }

    /// Does a step that the work needs; answers what AWS calls what was made.
    pub(super) async fn step(&mut self, key: &str, change: Change) -> Result<String, Stopped> {
        self.state(key, StepState::UnderWay);
        match self.done(key, change).await {
            Ok(done) => self.note(key, done).await,
            Err(failure) => Err(self.stop(key, failure).await),
        }
    }

    /// Does a step that the work can do without.
    pub(super) async fn try_step(&mut self, key: &str, change: Change) -> Result<(), Stopped> {
        self.state(key, StepState::UnderWay);
        match self.done(key, change).await {
            Ok(done) => self.note(key, done).await.map(drop),
            Err(failure) if is_final(&failure) || failure.code == NOT_SEEN => {
                self.pass(key, failure).await;
                Ok(())
            }
            Err(failure) => Err(self.stop(key, failure).await),
        }
    }

    /// Takes an alias that there is, wherever it points.
    pub(super) async fn alias_as_it_stands(
        &mut self,
        key: &str,
        function: &str,
        alias: &AliasName,
    ) -> Result<(), Stopped> {
        self.state(key, StepState::UnderWay);
        match self.changes.account.aliases.alias(function, alias).await {
            Ok(Some(found)) => {
                let shares = found.routing.shares().into_iter();
                let shares: Vec<String> = shares
                    .map(|(version, weight)| format!("{weight} to version {version}"))
                    .collect();
                let note = format!("It sends {}, and is used as it stands.", shares.join(" and "));
                let name = format!("{function}:{alias}");
                self.note(key, StepDone { name, note }).await.map(drop)
            }
            Ok(None) => Err(self.stop(key, no_alias(function, alias)).await),
            Err(failure) => Err(self.stop(key, failure).await),
        }
    }

    /// The draft that lies beside a flow's content, on disk before the content is
    /// replaced.
    pub(super) async fn draft_beside(
        &mut self,
        key: &str,
        instance: &InstanceArn,
        flow: &FlowMove,
    ) -> Result<Option<String>, Stopped> {
        if !self.kept.done.contains_key(key) {
            let draft = match self.draft(instance, flow).await {
                Ok(draft) => draft,
                Err(failure) => return Err(self.stop(key, failure).await),
            };
            if let Some(draft) = draft {
                self.kept.drafts.insert(flow.flow_id.clone(), draft);
                if let Err(failure) = self.keep().await {
                    return Err(self.stop(key, failure).await);
                }
            }
        }
        Ok(self.kept.drafts.get(&flow.flow_id).cloned())
    }

    async fn draft(&self, instance: &InstanceArn, flow: &FlowMove) -> Answer<Option<String>> {
        let catalog = &self.changes.account.flows;
        let saved = catalog.flow(instance, &flow.flow_id, FlowView::Saved).await?;
        let is_known = |draft: &str| {
            is_same_content(draft, &flow.before) || is_same_content(draft, &flow.after)
        };
        Ok(saved.map(|saved| saved.content).filter(|draft| !is_known(draft)))
    }

    /// Passes a step over that cannot be done, and is not needed.
    pub(super) async fn pass(&mut self, key: &str, why: Failure) {
        self.stuck(key, true, &why).await;
        self.state(key, StepState::Passed(why));
    }

    /// Stops at a step that cannot be done.
    pub(super) async fn stop(&mut self, key: &str, why: Failure) -> Stopped {
        self.stuck(key, false, &why).await;
        self.state(key, StepState::Failed(why));
        Stopped
    }

    /// Notes that a step is done.
    pub(super) async fn note(&mut self, key: &str, done: StepDone) -> Result<String, Stopped> {
        let name = done.name.clone();
        self.kept.done.insert(key.to_owned(), done.clone());
        self.kept.stuck.remove(key);
        if let Err(failure) = self.keep().await {
            self.state(key, StepState::Failed(failure));
            return Err(Stopped);
        }
        self.state(key, StepState::Done(done));
        Ok(name)
    }

    async fn stuck(&mut self, key: &str, passed: bool, why: &Failure) {
        let stuck = Stuck { passed, failure: FailureRecord::of(why) };
        self.kept.stuck.insert(key.to_owned(), stuck);
        // Should the journal fail as well, the step's own failure says more.
        drop(self.keep().await);
    }

    async fn keep(&mut self) -> Answer<()> {
        self.view.entry.goal = goal_text(&self.kept)?;
        Ok(self.changes.journal.keep_task(self.view.entry.clone()).await?)
    }

    /// A step that was done may have been changed on purpose since, such as an
    /// alias that a rollout moved. That is left alone.
    async fn done(&self, key: &str, change: Change) -> Result<StepDone, Failure> {
        let _held = self.stay.hold()?;
        let before = self.kept.done.get(key);
        let reason = Reason { task: Some(self.task()), undoes: None };
        match (self.changes.make(change, reason).await, before) {
            (Ok(Made { entry: Some(_), name }), _) => Ok(StepDone { name, note: String::new() }),
            (Ok(Made { entry: None, .. }), Some(before)) => Ok(before.clone()),
            (Ok(Made { entry: None, name }), None) => {
                Ok(StepDone { name, note: "It was so already; nothing was changed.".to_owned() })
            }
            (Err(failure), Some(before)) if failure.code == "SomethingElse" => Ok(StepDone {
                note: "It was changed since, and left as it is.".to_owned(),
                ..before.clone()
            }),
            (Err(failure), _) => Err(failure),
        }
    }

    fn task(&self) -> TaskId {
        self.view.entry.id.clone()
    }

    fn state(&mut self, key: &str, state: StepState) {
        if let Some(step) = self.view.steps.iter_mut().find(|step| step.key == key) {
            step.state = state;
        }
        (self.told)(&self.view);
    }
}

/// The steps of work that nobody is at.
pub(super) fn at_rest(steps: Vec<(String, String)>, kept: &Kept) -> Vec<Step> {
    let step = |(key, words): (String, String)| {
        let state = match (kept.stuck.get(&key), kept.done.get(&key)) {
            (Some(Stuck { passed: true, failure }), _) => {
                StepState::Passed(failure.clone().failure())
            }
            (Some(Stuck { passed: false, failure }), _) => {
                StepState::Failed(failure.clone().failure())
            }
            (None, Some(done)) => StepState::Done(done.clone()),
            (None, None) => StepState::Waiting,
        };
        Step { key, words, state }
    };
    steps.into_iter().map(step).collect()
}

pub(super) fn goal_text(kept: &Kept) -> Result<String, Failure> {
    serde_json::to_string(kept).map_err(|error| {
        let remedy = "Report it with the details.";
        let message = "The work could not be written to the journal.";
        Failure::new(FailureKind::Unexpected, "JournalError", message, remedy)
            .with_detail(error.to_string())
    })
}

fn no_alias(function: &str, alias: &AliasName) -> Failure {
    Failure::new(
        FailureKind::NotFound,
        "ResourceNotFoundException",
        format!("There is no alias `{function}:{alias}` any more."),
        "Begin anew, and have it made.",
    )
}

/// Whether asking again would get the same answer.
const fn is_final(failure: &Failure) -> bool {
    match failure.kind {
        FailureKind::Invalid
        | FailureKind::Quota
        | FailureKind::Conflict
        | FailureKind::NotFound
        | FailureKind::AccessDenied => true,
        FailureKind::SignedOut
        | FailureKind::Throttled
        | FailureKind::Stale
        | FailureKind::ReadOnly
        | FailureKind::Unavailable
        | FailureKind::Unexpected => false,
    }
}
