//! Stacks, and the work that CloudFormation does on them as time passes.
//!
//! Invariant: a stack has at most one piece of work, and each step of it has an
//! event when it begins and one when it is over.

mod make;
mod order;

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Map, Value};

use super::World;
use crate::world::deployments::Status;

pub(crate) use order::{is_replaced, resolve, steps};

/// How long CloudFormation takes for one resource.
const STEP_MS: i64 = 2_000;
/// How often it looks at a deployment that it waits for.
const LOOK_MS: i64 = 2_000;

/// A stack.
#[derive(Debug, Clone)]
pub(crate) struct Stack {
    /// `StackId`
    pub id: String,
    /// `StackName`
    pub name: String,
    /// `StackStatus`
    pub status: &'static str,
    /// `StackStatusReason`
    pub reason: Option<String>,
    /// `Description`
    pub description: Option<String>,
    /// The template as it was given.
    pub template: String,
    /// `Parameters`
    pub parameters: BTreeMap<String, String>,
    /// `Tags`
    pub tags: BTreeMap<String, String>,
    /// `Capabilities`
    pub capabilities: Vec<String>,
    /// Outputs, unresolved.
    pub wanted_outputs: Map<String, Value>,
    /// `Outputs`
    pub outputs: Vec<(String, String, Option<String>)>,
    /// `CreationTime`
    pub created_ms: i64,
    /// `LastUpdatedTime`
    pub updated_ms: Option<i64>,
    /// What it holds, in the order in which it was made.
    pub resources: Vec<Resource>,
    /// What happened, oldest first.
    pub events: Vec<Event>,
    /// What is being done.
    pub work: Option<Work>,
}

/// A resource of a stack.
#[derive(Debug, Clone)]
pub(crate) struct Resource {
    /// `LogicalResourceId`
    pub logical: String,
    /// `PhysicalResourceId`
    pub physical: String,
    /// `ResourceType`
    pub kind: String,
    /// `ResourceStatus`
    pub status: &'static str,
    /// The declaration that it was made by.
    pub declared: Value,
    /// When its status changed.
    pub at_ms: i64,
}

/// `StackEvent`
#[derive(Debug, Clone)]
pub(crate) struct Event {
    /// `EventId`
    pub id: String,
    /// `LogicalResourceId`
    pub logical: String,
    /// `PhysicalResourceId`
    pub physical: String,
    /// `ResourceType`
    pub kind: String,
    /// `ResourceStatus`
    pub status: &'static str,
    /// `ResourceStatusReason`
    pub reason: Option<String>,
    /// `Timestamp`
    pub at_ms: i64,
}

/// What CloudFormation is at.
#[derive(Debug, Clone)]
pub(crate) struct Work {
    /// Which sort of work.
    pub kind: WorkKind,
    /// What is left to do.
    pub steps: VecDeque<Step>,
    /// When the next thing is due.
    pub next_ms: i64,
    /// Whether the first step has begun.
    pub begun: bool,
    /// The deployment that the first step waits for.
    pub deployment: Option<String>,
    /// What to go back to when an update fails.
    pub before: Option<Before>,
}

/// A stack before an update.
#[derive(Debug, Clone)]
pub(crate) struct Before {
    /// Its parameters.
    pub parameters: BTreeMap<String, String>,
    /// Its template.
    pub template: String,
    /// Its resources' declarations, in order.
    pub declared: Map<String, Value>,
    /// Its outputs, unresolved.
    pub outputs: Map<String, Value>,
}

/// Which sort of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WorkKind {
    /// `CreateStack`
    Create,
    /// `UpdateStack`
    Update,
    /// `DeleteStack`
    Delete,
    /// What was made is taken away again.
    UndoCreate,
    /// What was changed is changed back.
    UndoUpdate,
}

impl WorkKind {
    /// Under way, done, and failed, as `StackStatus`.
    pub(crate) const fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Create => ("CREATE_IN_PROGRESS", "CREATE_COMPLETE", "CREATE_FAILED"),
            Self::Update => ("UPDATE_IN_PROGRESS", "UPDATE_COMPLETE", "UPDATE_FAILED"),
            Self::Delete => ("DELETE_IN_PROGRESS", "DELETE_COMPLETE", "DELETE_FAILED"),
            Self::UndoCreate => ("ROLLBACK_IN_PROGRESS", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED"),
            Self::UndoUpdate => (
                "UPDATE_ROLLBACK_IN_PROGRESS",
                "UPDATE_ROLLBACK_COMPLETE",
                "UPDATE_ROLLBACK_FAILED",
            ),
        }
    }
}

/// One resource that is made, changed or deleted.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Step {
    /// Make it from its declaration.
    Make(String, Value),
    /// Change it to its declaration.
    Change(String, Value),
    /// Take it away.
    Remove(String),
    /// Take it out of the stack and leave it.
    Forget(String),
}

impl Step {
    fn logical(&self) -> &str {
        match self {
            Self::Make(logical, _)
            | Self::Change(logical, _)
            | Self::Remove(logical)
            | Self::Forget(logical) => logical,
        }
    }

    const fn words(&self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Make(..) => ("CREATE_IN_PROGRESS", "CREATE_COMPLETE", "CREATE_FAILED"),
            Self::Change(..) => ("UPDATE_IN_PROGRESS", "UPDATE_COMPLETE", "UPDATE_FAILED"),
            Self::Remove(_) => ("DELETE_IN_PROGRESS", "DELETE_COMPLETE", "DELETE_FAILED"),
            Self::Forget(_) => ("DELETE_IN_PROGRESS", "DELETE_SKIPPED", "DELETE_FAILED"),
        }
    }
}

/// What doing a step came to.
pub(crate) enum Done {
    /// It is done; the physical id.
    Now(String),
    /// It is done when this deployment is over.
    With(String),
}

impl World {
    /// When a stack is due next.
    pub(crate) fn stacks_due(&self) -> Option<i64> {
        self.stacks.iter().filter_map(|stack| Some(stack.work.as_ref()?.next_ms)).min()
    }

    /// Does everything on stacks that is due.
    pub(crate) fn work_on_stacks(&mut self) {
        for place in 0..self.stacks.len() {
            let due = |stack: &Stack, now| stack.work.as_ref().is_some_and(|it| it.next_ms <= now);
            while due(&self.stacks[place], self.now_ms()) {
                self.work_on(place);
            }
        }
    }

    /// Begins a piece of work on a stack.
    pub(crate) fn begin_work(
        &mut self,
        place: usize,
        kind: WorkKind,
        steps: VecDeque<Step>,
        before: Option<Before>,
        reason: Option<String>,
    ) {
        let next_ms = self.now_ms() + STEP_MS;
        self.stacks[place].work =
            Some(Work { kind, steps, next_ms, begun: false, deployment: None, before });
        self.set_status(place, kind.words().0, reason);
    }

    fn work_on(&mut self, place: usize) {
        let now_ms = self.now_ms();
        let Some(mut work) = self.stacks[place].work.take() else { return };
        work.next_ms = now_ms + STEP_MS;
        let Some(step) = work.steps.front().cloned() else {
            return self.finish(place, &work);
        };
        if let Some(id) = work.deployment.clone() {
            return self.wait_for(place, work, &step, &id);
        }
        if !work.begun {
            work.begun = true;
            self.tell(place, &step, step.words().0, None);
            self.stacks[place].work = Some(work);
            return;
        }
        match self.perform_step(place, &step) {
            Ok(Done::Now(physical)) => {
                self.settle(place, &step, physical);
                work.steps.pop_front();
                work.begun = false;
                self.stacks[place].work = Some(work);
            }
            Ok(Done::With(deployment)) => {
                work.deployment = Some(deployment);
                work.next_ms = now_ms + LOOK_MS;
                self.stacks[place].work = Some(work);
            }
            Err(reason) => self.fail(place, &work, &step, reason),
        }
    }

    fn wait_for(&mut self, place: usize, mut work: Work, step: &Step, id: &str) {
        let found = self.codedeploy.deployments.iter().find(|it| it.id == id);
        let (status, why) =
            found.map_or((Status::Failed, None), |it| (it.status, it.error.clone()));
        match status {
            Status::Created | Status::InProgress => self.stacks[place].work = Some(work),
            Status::Succeeded => {
                let physical = self.physical(place, step.logical()).unwrap_or_default();
                self.settle(place, step, physical);
                work.steps.pop_front();
                (work.begun, work.deployment) = (false, None);
                self.stacks[place].work = Some(work);
            }
            Status::Failed | Status::Stopped => {
                let why = why.map_or_else(String::new, |(_, text)| text);
                let reason = format!("Code Deploy deployment {id} was not successful. {why}");
                self.fail(place, &work, step, reason);
            }
        }
    }

    fn finish(&mut self, place: usize, work: &Work) {
        let (_, done, _) = work.kind.words();
        if work.kind != WorkKind::Delete && work.kind != WorkKind::UndoCreate {
            self.stacks[place].outputs = self.resolved_outputs(place);
        }
        self.set_status(place, done, None);
    }

    /// A step failed: a new stack is taken away again, a changed one is changed
    /// back, and what cannot be deleted stays.
    fn fail(&mut self, place: usize, work: &Work, step: &Step, reason: String) {
        self.tell(place, step, step.words().2, Some(reason.clone()));
        let summary = format!("The following resource(s) failed: [{}].", step.logical());
        match (work.kind, work.before.clone()) {
            (WorkKind::Create, _) => {
                let made = self.stacks[place].resources.iter().rev();
                let steps = made.map(|it| Step::Remove(it.logical.clone())).collect();
                self.begin_work(place, WorkKind::UndoCreate, steps, None, Some(summary));
            }
            (WorkKind::Update, Some(before)) => {
                let steps = self.steps_to(place, &before.declared);
                let stack = &mut self.stacks[place];
                stack.parameters = before.parameters;
                stack.template = before.template;
                stack.wanted_outputs = before.outputs;
                self.begin_work(place, WorkKind::UndoUpdate, steps, None, Some(summary));
            }
            (kind, _) => self.set_status(place, kind.words().2, Some(reason)),
        }
    }

    fn settle(&mut self, place: usize, step: &Step, physical: String) {
        let now_ms = self.now_ms();
        let stack = &mut self.stacks[place];
        let known = stack.resources.iter().position(|it| it.logical == step.logical());
        match step {
            Step::Make(logical, declared) | Step::Change(logical, declared) => {
                let resource = Resource {
                    logical: logical.clone(),
                    physical,
                    kind: declared["Type"].as_str().unwrap_or_default().to_owned(),
                    status: step.words().1,
                    declared: declared.clone(),
                    at_ms: now_ms,
                };
                match known {
                    Some(known) => stack.resources[known] = resource,
                    None => stack.resources.push(resource),
                }
                self.tell(place, step, step.words().1, None);
            }
            Step::Remove(_) | Step::Forget(_) => {
                self.tell(place, step, step.words().1, None);
                if let Some(known) = known {
                    self.stacks[place].resources.remove(known);
                }
            }
        }
    }

    fn tell(&mut self, place: usize, step: &Step, status: &'static str, reason: Option<String>) {
        let (id, at_ms) = (self.new_id(), self.now_ms());
        let stack = &mut self.stacks[place];
        let known = stack.resources.iter().find(|it| it.logical == step.logical());
        let kind = match step {
            Step::Make(_, declared) | Step::Change(_, declared) => {
                declared["Type"].as_str().unwrap_or_default().to_owned()
            }
            Step::Remove(_) | Step::Forget(_) => {
                known.map_or_else(String::new, |it| it.kind.clone())
            }
        };
        let physical = known.map_or_else(String::new, |it| it.physical.clone());
        let logical = step.logical().to_owned();
        stack.events.push(Event { id, logical, physical, kind, status, reason, at_ms });
    }

    fn set_status(&mut self, place: usize, status: &'static str, reason: Option<String>) {
        let (id, at_ms) = (self.new_id(), self.now_ms());
        let stack = &mut self.stacks[place];
        stack.status = status;
        stack.reason.clone_from(&reason);
        let (logical, physical) = (stack.name.clone(), stack.id.clone());
        let kind = "AWS::CloudFormation::Stack".to_owned();
        stack.events.push(Event { id, logical, physical, kind, status, reason, at_ms });
    }

    pub(super) fn physical(&self, place: usize, logical: &str) -> Option<String> {
        let known = self.stacks[place].resources.iter().find(|it| it.logical == logical)?;
        Some(known.physical.clone())
    }

    fn resolved_outputs(&self, place: usize) -> Vec<(String, String, Option<String>)> {
        let stack = &self.stacks[place];
        let resolved = stack.wanted_outputs.iter().filter_map(|(name, output)| {
            let value = resolve(&output["Value"], stack).ok()?;
            let description = output["Description"].as_str().map(str::to_owned);
            Some((name.clone(), crate::cloudformation::text(&value), description))
        });
        resolved.collect()
    }
}
