//! Chats that are kept going in a flow until somebody says stop.

use std::time::Duration;

use crossfade_domain::arn::InstanceArn;
use tokio::{sync::watch, task::JoinHandle};

use super::{Trials, goes_on};
use crate::{
    failure::{Failure, FailureKind},
    ports::{Answer, ChatId},
};

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
    /// The last failure to begin one.
    pub failure: Option<Failure>,
    /// Whether it was stopped and every chat is ended.
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
        let (failure, stopped) = (None, false);
        let state = TrafficState { pace, flow_id, instance, begun: 0, going: 0, failure, stopped };
        let (told, state) = watch::channel(state);
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(run(trials, told, stopped));
        Self { state, stop, task: Some(task) }
    }

    pub(super) fn state(&self) -> TrafficState {
        self.state.borrow().clone()
    }

    /// Stops, and waits until every chat is ended.
    pub(super) async fn halt(&mut self) {
        self.stop.send_replace(true);
        if let Some(task) = self.task.take() {
            drop(task.await);
        }
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
        drop_ended(&trials, &mut chats).await;
        if chats.len() < pace.chats as usize {
            let begun = trials.begin(&instance, &flow_id).await;
            told.send_modify(|state| match begun {
                Ok(chat) => {
                    chats.push(chat);
                    state.begun += 1;
                    state.failure = None;
                }
                Err(failure) => state.failure = Some(failure),
            });
        }
        let going = u32::try_from(chats.len()).unwrap_or(u32::MAX);
        told.send_modify(|state| state.going = going);
        if !goes_on(&mut stopped, pace.between()).await {
            break;
        }
    }
    for chat in chats {
        if let Err(failure) = trials.end(&chat).await {
            told.send_modify(|state| state.failure = Some(failure));
        } else {
            told.send_modify(|state| state.going = state.going.saturating_sub(1));
        }
    }
    told.send_modify(|state| state.stopped = true);
}

/// Looks at the oldest chat, so that one that ended makes room; the others
/// come to their turn.
async fn drop_ended(trials: &Trials, chats: &mut Vec<ChatId>) {
    let Some(oldest) = chats.first().cloned() else { return };
    match trials.look(&oldest).await {
        Ok(state) if state.transcript.ended => {
            chats.remove(0);
            drop(trials.end(&oldest).await);
        }
        Ok(_) | Err(_) => chats.rotate_left(1),
    }
}
