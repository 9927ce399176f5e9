//! Trying an alias out: chats with a flow, many chats, a lasting loop of chats,
//! and direct invocations; each says which version answered.
//!
//! Invariant: a chat that was begun here is ended here, at the latest when the
//! account is left.

mod said;
mod split;
mod traffic;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use crossfade_domain::{
    arn::InstanceArn,
    qualifier::{AliasName, Qualifier, Version},
};
use futures::{FutureExt, StreamExt, stream};
use jiff::SignedDuration;
use tokio::sync::{Mutex, watch};

pub use said::version_said;
pub use split::{Split, SplitShare};
pub use traffic::{Pace, TrafficState};

use crate::{
    clock::Clock,
    failure::{Failure, FailureKind},
    ports::{Account, Answer, ChatId, Transcript},
    stay::Stay,
};
use traffic::Traffic;

/// How often a transcript is looked at; `GetTranscript` takes 8 a second for
/// the instance.
const LOOK_EVERY: Duration = Duration::from_millis(700);
/// A flow that has not answered by then is taken for one that does not.
const PATIENCE: SignedDuration = SignedDuration::from_secs(60);
/// Chats of a sample at the same time; `StartChatContact` takes 5 a second.
const CHATS_AT_ONCE: usize = 3;
/// Direct invocations at the same time.
const CALLS_AT_ONCE: usize = 5;
/// Chats of a sample, or invocations, at most.
pub const MOST: u32 = 200;
/// The name that the program's chats go by.
const CALLER: &str = "Crossfade test";

/// Tries things out in one account; cheap to clone.
#[derive(Clone)]
pub struct Trials {
    account: Account,
    clock: Clock,
    /// Chats that were begun and not ended.
    open: Arc<Mutex<BTreeMap<String, InstanceArn>>>,
    traffic: Arc<Mutex<Option<Traffic>>>,
    stay: Stay,
}

/// What a chat has come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatState {
    /// What was said.
    pub transcript: Transcript,
    /// The version that the flow last named.
    pub version: Option<Version>,
}

impl Trials {
    /// Nothing is tried yet.
    #[must_use]
    pub fn open(account: Account, clock: Clock) -> Self {
        let (open, traffic, stay) = (Arc::default(), Arc::default(), Stay::default());
        Self { account, clock, open, traffic, stay }
    }

    /// Begins a chat in a flow.
    ///
    /// # Errors
    /// What AWS says.
    pub async fn begin(&self, instance: &InstanceArn, flow_id: &str) -> Answer<ChatId> {
        let _held = self.stay.hold().await?;
        let chat = self.account.chats.start(instance, flow_id, CALLER).await?;
        self.open.lock().await.insert(chat.0.clone(), instance.clone());
        Ok(chat)
    }

    /// What a chat has come to.
    ///
    /// # Errors
    /// What AWS says.
    pub async fn look(&self, chat: &ChatId) -> Answer<ChatState> {
        let transcript = self.account.chats.transcript(chat).await?;
        let version = transcript.lines.iter().rev().find_map(|line| version_said(&line.text));
        Ok(ChatState { transcript, version })
    }

    /// Says something in a chat.
    ///
    /// # Errors
    /// What AWS says.
    pub async fn say(&self, chat: &ChatId, text: &str) -> Answer<()> {
        self.account.chats.say(chat, text).await
    }

    /// Ends a chat that was begun here.
    ///
    /// # Errors
    /// What AWS says.
    pub async fn end(&self, chat: &ChatId) -> Answer<()> {
        let instance = self.open.lock().await.get(&chat.0).cloned();
        if let Some(instance) = instance {
            self.account.chats.stop(&instance, chat).await?;
            self.open.lock().await.remove(&chat.0);
        }
        Ok(())
    }

    /// Holds `count` chats, a few at a time, and counts which version answered.
    ///
    /// # Errors
    /// When the count is none or too large. A chat that fails is counted.
    pub async fn sample(
        &self,
        instance: &InstanceArn,
        flow_id: &str,
        count: u32,
        told: &(dyn Fn(&Split) + Send + Sync),
    ) -> Answer<Split> {
        let wanted = within(count)?;
        let one = |_| self.one_chat(instance, flow_id).boxed();
        let mut answers =
            stream::iter((0..wanted).map(one).collect::<Vec<_>>()).buffer_unordered(CHATS_AT_ONCE);
        let mut split = Split::of(wanted);
        while let Some(answer) = answers.next().await {
            split.count(answer);
            told(&split);
        }
        Ok(split)
    }

    /// Invokes an alias `count` times, a few at a time, and counts which version ran.
    ///
    /// # Errors
    /// When the count is none or too large. A call that fails is counted.
    pub async fn invoke(
        &self,
        function: &str,
        alias: &AliasName,
        event: &str,
        count: u32,
        told: &(dyn Fn(&Split) + Send + Sync),
    ) -> Answer<Split> {
        let wanted = within(count)?;
        let qualifier = Qualifier::Alias(alias.clone());
        let one = |_| self.one_call(function, &qualifier, event).boxed();
        let mut answers =
            stream::iter((0..wanted).map(one).collect::<Vec<_>>()).buffer_unordered(CALLS_AT_ONCE);
        let mut split = Split::of(wanted);
        while let Some(answer) = answers.next().await {
            split.count(answer);
            told(&split);
        }
        Ok(split)
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
        let _held = self.stay.hold().await?;
        let mut traffic = self.traffic.lock().await;
        if let Some(mut before) = traffic.take() {
            before.halt().await;
        }
        *traffic = Some(Traffic::start(self.clone(), instance, flow_id, pace));
        Ok(())
    }

    /// Stops what is kept going; answers when every chat is ended.
    pub async fn stop_going(&self) {
        if let Some(traffic) = self.traffic.lock().await.as_mut() {
            traffic.halt().await;
        }
    }

    /// How what is kept going goes; `None` when nothing was begun.
    pub async fn traffic(&self) -> Option<TrafficState> {
        self.traffic.lock().await.as_ref().map(Traffic::state)
    }

    /// Ends all that was begun here. From now on nothing is begun here,
    /// whoever still holds on to this.
    pub async fn leave(&self) {
        self.stay.end().await;
        self.stop_going().await;
        let open: Vec<String> = self.open.lock().await.keys().cloned().collect();
        for chat in open {
            if let Err(failure) = self.end(&ChatId(chat)).await {
                tracing::warn!(%failure, "a chat is left to end by itself");
            }
        }
    }

    /// One chat up to its first answer; the version, or why there is none.
    async fn one_chat(&self, instance: &InstanceArn, flow_id: &str) -> Result<Version, Failure> {
        let chat = self.begin(instance, flow_id).await?;
        let answer = self.answer(&chat).await;
        self.end(&chat).await?;
        answer
    }

    async fn answer(&self, chat: &ChatId) -> Result<Version, Failure> {
        let patience = self.clock.now() + PATIENCE;
        loop {
            let state = self.look(chat).await?;
            if let Some(version) = state.version {
                return Ok(version);
            }
            if state.transcript.ended || self.clock.now() > patience {
                return Err(silent(&state.transcript));
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    async fn one_call(
        &self,
        function: &str,
        qualifier: &Qualifier,
        event: &str,
    ) -> Result<Version, Failure> {
        // An invocation may take a quarter of an hour; leaving waits for none.
        drop(self.stay.hold().await?);
        let answer = self.account.invoker.invoke(function, qualifier, event).await?;
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

fn silent(transcript: &Transcript) -> Failure {
    let last = transcript.lines.last().map(|line| line.text.clone()).unwrap_or_default();
    let message = if transcript.lines.is_empty() {
        "The flow said nothing.".to_owned()
    } else {
        "The flow named no version.".to_owned()
    };
    Failure::new(
        FailureKind::NotFound,
        "NoVersionSaid",
        message,
        "Use a test flow that says `$.External.version`, and look whether the instance may invoke \
         the alias.",
    )
    .with_detail(last)
}
