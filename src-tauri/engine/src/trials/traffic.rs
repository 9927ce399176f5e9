//! Chats that are kept going in a flow until somebody says stop.

use std::time::Duration;

use crossfade_domain::arn::InstanceArn;
use tokio::{sync::watch, task::JoinHandle};

use futures::{FutureExt, future};

use super::{Purpose, Trials, goes_on};
use crate::{
    failure::{Failure, FailureKind},
    ports::{Answer, ChatId},
};

/// Transcripts looked at in a second: half of what `GetTranscript` takes.
const LOOKS_A_SECOND: f64 = 4.0;

/// How many chats, and how fast they are begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Chats at the same time: 1 to 100.
    pub chats: u32,
    /// Chats begun a minute: 1 to 120, which leaves half of the quota of
    /// `StartChatContact` (5 a second) and of `CreateParticipantConnection`
    /// (6 a second) to others.
    pub per_minute: u32,
}

impl Pace {
    pub(super) fn check(self) -> Answer<()> {
        if (1..=100).contains(&self.chats) && (1..=120).contains(&self.per_minute) {
            return Ok(());
        }
        Err(Failure::new(
            FailureKind::Invalid,
            "InvalidPace",
            format!(
                "{} chats at {} a minute is not within the quotas.",
                self.chats, self.per_minute
            ),
            "Choose 1 to 100 chats, and 1 to 120 a minute.",
        ))
    }

    fn between(self) -> Duration {
        Duration::from_mins(1) / self.per_minute.max(1)
    }
}

/// How the traffic goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrafficState {
    /// What was asked for.
    pub pace: Pace,
    /// The flow.
    pub flow_id: String,
    /// The instance.
    pub instance: InstanceArn,
    /// Chats begun so far.
    pub begun: u32,
    /// Chats that are going on.
    pub going: u32,
    /// Chats that were over by themselves, such as those of a flow that hangs up.
    pub ended: u32,
    /// The last failure to begin or to end one.
    pub failure: Option<Failure>,
    /// Why AWS may end chats early: told once, by whichever chat met it first.
    pub warning: Option<Failure>,
    /// Whether it was stopped and every chat is ended, or left to itself.
    pub stopped: bool,
}

/// Traffic that is kept going by a task of its own.
pub(super) struct Traffic {
    state: watch::Receiver<TrafficState>,
    stop: watch::Sender<bool>,
    task: Option<JoinHandle<()>>,
}

impl Traffic {
    pub(super) fn start(
        trials: Trials,
        instance: InstanceArn,
        flow_id: String,
        pace: Pace,
    ) -> Self {
        let state = TrafficState {
            pace,
            flow_id,
            instance,
            begun: 0,
            going: 0,
            ended: 0,
            failure: None,
            warning: None,
            stopped: false,
        };
        let (told, state) = watch::channel(state);
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(run(trials, told, stopped));
        Self { state, stop, task: Some(task) }
    }

    pub(super) fn state(&self) -> TrafficState {
        self.state.borrow().clone()
    }

    /// Stops; what it answers is over when every chat is ended.
    pub(super) fn stop(&mut self) -> Option<JoinHandle<()>> {
        self.stop.send_replace(true);
        self.task.take()
    }
}

async fn run(
    trials: Trials,
    told: watch::Sender<TrafficState>,
    mut stopped: watch::Receiver<bool>,
) {
    let (instance, flow_id, pace) = {
        let state = told.borrow();
        (state.instance.clone(), state.flow_id.clone(), state.pace)
    };
    let mut chats: Vec<ChatId> = Vec::new();
    loop {
        let (ended, warning) = drop_ended(&trials, &mut chats, looks(pace)).await;
        told.send_modify(|state| {
            state.ended += ended;
            state.warning = state.warning.take().or(warning);
        });
        if chats.len() < pace.chats as usize {
            let begun = trials.begin_for(Purpose::Traffic, &instance, &flow_id).await;
            told.send_modify(|state| match begun {
                Ok(chat) => {
                    chats.push(chat);
                    state.begun += 1;
                    state.failure = None;
                }
                Err(failure) => state.failure = Some(failure),
            });
        }
        told.send_modify(|state| state.going = number(chats.len()));
        if !goes_on(&mut stopped, pace.between()).await {
            break;
        }
    }
    for chat in chats {
        let ended = trials.end(&chat).await;
        told.send_modify(|state| match ended {
            Ok(()) => state.going = state.going.saturating_sub(1),
            Err(failure) => state.failure = Some(failure),
        });
    }
    told.send_modify(|state| state.stopped = true);
}

/// How many chats are looked at between two beginnings.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to 240")]
fn looks(pace: Pace) -> usize {
    (pace.between().as_secs_f64() * LOOKS_A_SECOND).ceil() as usize
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Looks at those that were not looked at for longest, so that those that are
/// over make room; the others come to their turn. Answers how many are over,
/// and why AWS may end one of the others early.
async fn drop_ended(
    trials: &Trials,
    chats: &mut Vec<ChatId>,
    looks: usize,
) -> (u32, Option<Failure>) {
    let turn: Vec<ChatId> = chats.drain(..looks.min(chats.len())).collect();
    let look = |chat: &ChatId| {
        let chat = chat.clone();
        async move { trials.look(&chat).await.ok().map(|state| state.transcript) }.boxed()
    };
    let seen = future::join_all(turn.iter().map(look)).await;
    let (mut ended, mut warning) = (0, None);
    for (chat, seen) in turn.into_iter().zip(seen) {
        match seen {
            Some(transcript) if transcript.ended => ended += 1,
            seen => {
                warning = warning.or(seen.and_then(|transcript| transcript.warning));
                chats.push(chat);
            }
        }
    }
    (ended, warning)
}
