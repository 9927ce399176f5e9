//! The one task that knows which rollouts are driven here.

use std::collections::HashMap;

use tokio::sync::{mpsc, oneshot};

use super::driver::{Charge, Driver, Handle, Input, Tools};
use crate::journal::RolloutId;

/// The way to the conductor.
#[derive(Clone)]
pub(super) struct Conductor {
    messages: mpsc::Sender<Message>,
}

enum Message {
    Drive(Box<(Tools, Charge)>, oneshot::Sender<()>),
    Find(RolloutId, oneshot::Sender<Option<Handle>>),
    All(oneshot::Sender<Vec<(RolloutId, Handle)>>),
    Ended(RolloutId, mpsc::WeakSender<Input>),
}

impl Conductor {
    /// A conductor that drives nothing yet.
    pub(super) fn start() -> Self {
        let (messages, inbox) = mpsc::channel(64);
        let state = State { drivers: HashMap::new(), own: messages.downgrade() };
        tokio::spawn(state.run(inbox));
        Self { messages }
    }

    /// Begins to drive.
    pub(super) async fn drive(&self, tools: Tools, charge: Charge) {
        self.ask(|reply| Message::Drive(Box::new((tools, charge)), reply)).await;
    }

    /// The driver of a rollout, when it is driven here.
    pub(super) async fn find(&self, id: &RolloutId) -> Option<Handle> {
        self.ask(|reply| Message::Find(id.clone(), reply)).await.flatten()
    }

    /// Every driver.
    pub(super) async fn all(&self) -> Vec<(RolloutId, Handle)> {
        self.ask(Message::All).await.unwrap_or_default()
    }

    /// Whether only the background task that asks is left of the account.
    pub(super) fn is_alone(&self) -> bool {
        self.messages.strong_count() <= 1
    }

    async fn ask<T>(&self, message: impl FnOnce(oneshot::Sender<T>) -> Message) -> Option<T> {
        let (reply, answer) = oneshot::channel();
        // The conductor lives as long as anybody can ask it.
        drop(self.messages.send(message(reply)).await);
        answer.await.ok()
    }
}

struct State {
    drivers: HashMap<RolloutId, Handle>,
    /// For drivers to say that they ended; weak, so that the conductor ends
    /// when the account is left.
    own: mpsc::WeakSender<Message>,
}

impl State {
    async fn run(mut self, mut inbox: mpsc::Receiver<Message>) {
        while let Some(message) = inbox.recv().await {
            self.handle(message);
        }
    }

    fn handle(&mut self, message: Message) {
        match message {
            Message::Drive(begun, reply) => {
                let (tools, charge) = *begun;
                self.drive(tools, charge);
                let _ = reply.send(());
            }
            Message::Find(id, reply) => drop(reply.send(self.drivers.get(&id).cloned())),
            Message::All(reply) => {
                let all = self.drivers.iter().map(|(id, it)| (id.clone(), it.clone()));
                drop(reply.send(all.collect()));
            }
            Message::Ended(id, inputs) => {
                let same = |handle: &Handle| {
                    inputs.upgrade().is_none_or(|ended| ended.same_channel(&handle.inputs))
                };
                if self.drivers.get(&id).is_some_and(same) {
                    self.drivers.remove(&id);
                }
            }
        }
    }

    fn drive(&mut self, tools: Tools, charge: Charge) {
        let (id, own) = (charge.id.clone(), self.own.clone());
        let ended = id.clone();
        let (inputs, told) = oneshot::channel::<mpsc::WeakSender<Input>>();
        let handle = Driver::start(tools, charge, move || {
            tokio::spawn(async move {
                let (Some(own), Ok(inputs)) = (own.upgrade(), told.await) else { return };
                drop(own.send(Message::Ended(ended, inputs)).await);
            });
        });
        drop(inputs.send(handle.inputs.downgrade()));
        self.drivers.insert(id, handle);
    }
}
