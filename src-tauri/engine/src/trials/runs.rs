//! Many tries, counted: begun with an id, watched and stopped by it.
//!
//! Invariant: a sample goes on whoever looks, until it is over or stopped; what
//! it came to stays to be looked at.

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicU32, Ordering},
};

use crossfade_domain::{
    alias::Routing,
    arn::InstanceArn,
    qualifier::{AliasName, Version},
};
use futures::{FutureExt, Stream, StreamExt, future::BoxFuture, stream};
use tokio::sync::watch;

use super::{Split, Trials};
use crate::{
    failure::{Failure, FailureKind},
    ports::Answer,
};

/// Chats of a sample at the same time; `StartChatContact` takes 5 a second.
const CHATS_AT_ONCE: usize = 3;
/// Direct invocations at the same time.
const CALLS_AT_ONCE: usize = 5;
/// Tries of a sample at most.
const MOST: u32 = 200;
/// Samples that are over and still to be looked at.
const KEPT: usize = 10;

/// Names a sample within this run of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId(pub u32);

/// What is tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SampleOf {
    /// Chats, each up to its first answer.
    Chats {
        /// The instance.
        instance: InstanceArn,
        /// The flow's id.
        flow_id: String,
    },
    /// Direct invocations of the alias.
    Calls {
        /// What the function gets, JSON text.
        event: String,
    },
}

/// A sample that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// What is tried.
    pub of: SampleOf,
    /// The function's name.
    pub function: String,
    /// The alias.
    pub alias: AliasName,
    /// Its weights, which the answers are held against.
    pub routing: Routing,
    /// How many tries.
    pub count: u32,
}

/// How a sample goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunState {
    /// Names it.
    pub id: RunId,
    /// What was asked for.
    pub sample: Sample,
    /// What the tries came to so far.
    pub split: Split,
    /// Whether somebody stopped it.
    pub stopped: bool,
    /// Whether nothing more comes.
    pub over: bool,
}

/// The samples of a program's run; cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Runs {
    all: Arc<Mutex<Vec<Run>>>,
    begun: Arc<AtomicU32>,
}

struct Run {
    state: watch::Receiver<RunState>,
    stop: watch::Sender<bool>,
}

impl Runs {
    pub(super) fn begin(&self, trials: &Trials, sample: Sample) -> Answer<RunId> {
        let split = Split::of(within(sample.count)?);
        let id = RunId(self.begun.fetch_add(1, Ordering::Relaxed) + 1);
        let state = RunState { id, sample, split, stopped: false, over: false };
        let (told, state) = watch::channel(state);
        let (stop, stopped) = watch::channel(false);
        let mut all = self.runs();
        let over = all.iter().filter(|run| run.state.borrow().over).count();
        if over >= KEPT
            && let Some(oldest) = all.iter().position(|run| run.state.borrow().over)
        {
            all.remove(oldest);
        }
        all.push(Run { state, stop });
        tokio::spawn(run(trials.clone(), told, stopped));
        Ok(id)
    }

    pub(super) fn states(&self) -> Vec<RunState> {
        self.runs().iter().map(|run| run.state.borrow().clone()).collect()
    }

    pub(super) fn stop(&self, id: RunId) {
        for run in self.runs().iter().filter(|run| run.state.borrow().id == id) {
            run.stop.send_replace(true);
        }
    }

    pub(super) fn stop_all(&self) {
        for run in self.runs().iter() {
            run.stop.send_replace(true);
        }
    }

    fn runs(&self) -> MutexGuard<'_, Vec<Run>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn run(trials: Trials, told: watch::Sender<RunState>, stopped: watch::Receiver<bool>) {
    let sample = told.borrow().sample.clone();
    let mut answers = answers(&trials, &sample, &stopped);
    while let Some(answer) = answers.next().await {
        if let Some(answer) = answer {
            told.send_modify(|state| state.split.count(answer));
        }
    }
    told.send_modify(|state| {
        state.stopped = state.split.done() < state.split.wanted;
        state.over = true;
    });
}

/// The answers as they come; a try that was stopped has none.
fn answers<'a>(
    trials: &'a Trials,
    sample: &'a Sample,
    stopped: &watch::Receiver<bool>,
) -> impl Stream<Item = Option<Answer<Version>>> + Unpin + use<'a> {
    let one = |_| -> BoxFuture<'a, Option<Answer<Version>>> {
        let mut stopped = stopped.clone();
        async move {
            if *stopped.borrow() {
                return None;
            }
            match &sample.of {
                SampleOf::Chats { instance, flow_id } => {
                    trials.one_chat(instance, flow_id, &mut stopped).await
                }
                SampleOf::Calls { event } => {
                    Some(trials.one_call(&sample.function, &sample.alias, event).await)
                }
            }
        }
        .boxed()
    };
    let at_once = match sample.of {
        SampleOf::Chats { .. } => CHATS_AT_ONCE,
        SampleOf::Calls { .. } => CALLS_AT_ONCE,
    };
    let tries: Vec<_> = (0..sample.count).map(one).collect();
    stream::iter(tries).buffer_unordered(at_once)
}

fn within(count: u32) -> Answer<u32> {
    if (1..=MOST).contains(&count) {
        return Ok(count);
    }
    Err(Failure::new(
        FailureKind::Invalid,
        "InvalidCount",
        format!("{count} is not a number from 1 to {MOST}."),
        "Choose another number.",
    ))
}
