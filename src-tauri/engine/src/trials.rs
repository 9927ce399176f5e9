//! Trying an alias out: chats with a flow, many chats, a lasting loop of chats,
//! and direct invocations; each says which version answered.
//!
//! Invariant: a chat that was begun here is ended here, at the latest when the
//! account is left; what a killed program left behind is ended at the next
//! start, because the journal knows each chat before AWS does.

mod chats;
mod left;
mod runs;
mod said;
mod split;
#[cfg(test)]
mod tests;
mod traffic;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use crossfade_domain::{
    arn::InstanceArn,
    qualifier::{AliasName, Qualifier, Version},
};
use jiff::SignedDuration;
use tokio::sync::{Mutex, watch};

pub use chats::{ChatState, OpenChat, Purpose};
pub use runs::{RunId, RunState, Sample, SampleOf};
pub use said::version_said;
pub use split::{Split, SplitShare};
pub use traffic::{Pace, TrafficState};

use crate::{
    clock::Clock,
    failure::{Failure, FailureKind},
    journal::{Journal, Place},
    ports::{Account, Answer, ChatId, Transcript},
    stay::Stay,
};
use runs::Runs;
use traffic::Traffic;

/// How often a transcript is looked at; `GetTranscript` takes 8 a second for
/// the instance.
const LOOK_EVERY: Duration = Duration::from_millis(700);
/// A flow that has not answered by then is taken for one that does not.
const PATIENCE: SignedDuration = SignedDuration::from_secs(60);
/// The name that the program's chats go by.
const CALLER: &str = "Crossfade test";

/// Tries things out in one account; cheap to clone.
#[derive(Clone)]
pub struct Trials {
    account: Account,
    clock: Clock,
    journal: Journal,
    place: Place,
    /// Chats that were begun and not seen to be over, by AWS's name.
    open: Arc<Mutex<BTreeMap<String, OpenChat>>>,
    runs: Runs,
    traffic: Arc<Mutex<Option<Traffic>>>,
    stay: Stay,
}

impl Trials {
    /// Nothing is tried yet.
    #[must_use]
    pub fn open(account: Account, journal: Journal, clock: Clock, place: Place) -> Self {
        let (open, runs, traffic) = (Arc::default(), Runs::default(), Arc::default());
        let stay = Stay::default();
        Self { account, clock, journal, place, open, runs, traffic, stay }
    }

    /// Begins to hold chats, or to invoke an alias, a few at a time, and to count
    /// which version answered. Goes on by itself.
    ///
    /// # Errors
    /// When the count is none or too large.
    pub fn begin_sample(&self, sample: Sample) -> Answer<RunId> {
        self.runs.begin(self, sample)
    }

    /// The samples of this program's run, oldest first; of those that are over,
    /// the last few.
    #[must_use]
    pub fn samples(&self) -> Vec<RunState> {
        self.runs.states()
    }

    /// Begins no more of a sample, and ends the chats that it holds.
    pub fn stop_sample(&self, id: RunId) {
        self.runs.stop(id);
    }

    /// Begins to keep chats going in a flow, in place of what was kept going.
    ///
    /// # Errors
    /// When the pace is beyond the quotas.
    pub async fn keep_going(
        &self,
        instance: InstanceArn,
        flow_id: String,
        pace: Pace,
    ) -> Answer<()> {
        pace.check()?;
        // Before anything is held: the chats that it ends take their time.
        self.stop_going().await;
        let _held = self.stay.hold()?;
        let traffic = Traffic::start(self.clone(), instance, flow_id, pace);
        *self.traffic.lock().await = Some(traffic);
        Ok(())
    }

    /// Stops what is kept going; answers when every chat is ended.
    pub async fn stop_going(&self) {
        // Who looks meanwhile does not wait for that.
        let stopping = self.traffic.lock().await.as_mut().and_then(Traffic::stop);
        if let Some(stopping) = stopping {
            drop(stopping.await);
        }
    }

    /// How what is kept going goes; `None` when nothing was begun.
    pub async fn traffic(&self) -> Option<TrafficState> {
        self.traffic.lock().await.as_ref().map(Traffic::state)
    }

    /// Ends all that was begun here. From now on nothing is begun here,
    /// whoever still holds on to this.
    pub async fn leave(&self) {
        self.runs.stop_all();
        self.stay.end().await;
        self.stop_going().await;
        self.end_all().await;
    }

    /// One chat up to its first answer: the version, or why there is none;
    /// `None` when it was stopped before.
    async fn one_chat(
        &self,
        instance: &InstanceArn,
        flow_id: &str,
        stopped: &mut watch::Receiver<bool>,
    ) -> Option<Answer<Version>> {
        let chat = match self.begin_for(Purpose::Sample, instance, flow_id).await {
            Ok(chat) => chat,
            Err(failure) => return Some(Err(failure)),
        };
        let stop = stopped.wait_for(|stopped| *stopped);
        let answer = tokio::select! {
            answer = self.answer(&chat) => Some(answer),
            _ = stop => None,
        };
        if let Err(failure) = self.end(&chat).await {
            tracing::warn!(%failure, "a chat of a sample stays open");
        }
        answer
    }

    async fn answer(&self, chat: &ChatId) -> Answer<Version> {
        let patience = self.clock.now() + PATIENCE;
        loop {
            let state = self.look(chat).await;
            let is_late = self.clock.now() > patience;
            match state {
                Ok(ChatState { version: Some(version), .. }) => return Ok(version),
                Ok(state) if state.transcript.ended || is_late => {
                    return Err(silent(&state.transcript));
                }
                // The network may come back before patience ends.
                Err(failure) if is_late || failure.kind != FailureKind::Unavailable => {
                    return Err(failure);
                }
                Ok(_) | Err(_) => tokio::time::sleep(LOOK_EVERY).await,
            }
        }
    }

    async fn one_call(
        &self,
        function: &str,
        alias: &AliasName,
        event: &str,
    ) -> Result<Version, Failure> {
        // An invocation may take a quarter of an hour; leaving waits for none.
        drop(self.stay.hold()?);
        let qualifier = Qualifier::Alias(alias.clone());
        let answer = self.account.invoker.invoke(function, &qualifier, event).await?;
        if let Some(error) = answer.function_error {
            let version =
                answer.executed.map_or_else(String::new, |it| format!(" of version {it}"));
            let payload = String::from_utf8_lossy(&answer.payload).into_owned();
            let message = format!("The code{version} failed: {error}.");
            let remedy = "Look at the function's log in CloudWatch.";
            return Err(Failure::new(FailureKind::Invalid, "FunctionError", message, remedy)
                .with_detail(payload));
        }
        answer.executed.ok_or_else(|| {
            let message = "Lambda did not say which version ran.";
            Failure::new(FailureKind::Unexpected, "UnexpectedAnswer", message, "Try again.")
        })
    }
}

/// Waits until `stopped` says so, or for as long as `wait`; whether to go on.
async fn goes_on(stopped: &mut watch::Receiver<bool>, wait: Duration) -> bool {
    let stop = stopped.wait_for(|stopped| *stopped);
    tokio::time::timeout(wait, stop).await.is_err()
}

fn silent(transcript: &Transcript) -> Failure {
    let last = transcript.lines.last().map(|line| line.text.clone()).unwrap_or_default();
    let (message, remedy) = match (transcript.lines.is_empty(), transcript.ended) {
        (true, true) => (
            "The chat was over before anything of it could be read.",
            "Let the flow wait for some seconds before it hangs up, as the test flow does: a chat \
             that is over cannot be read any more.",
        ),
        (true, false) => ("The flow said nothing.", NAMES_NONE),
        (false, _) => ("The flow named no version.", NAMES_NONE),
    };
    Failure::new(FailureKind::NotFound, "NoVersionSaid", message, remedy).with_detail(last)
}

const NAMES_NONE: &str = "Use a test flow that says `$.External.version`, and look whether the \
                          instance may invoke the alias.";
