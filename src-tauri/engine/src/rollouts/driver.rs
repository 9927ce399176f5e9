//! Carries one rollout out: hands the machine events and the time, keeps what
//! it says, and does what it wants done.
//!
//! Invariants: what the machine came to is on disk before any call is moved on
//! to the new version; each effect is answered once; a driver that lost its lease
//! does nothing more. While the journal cannot be written, the gates are read and
//! calls are given back all the same, since that is safe whatever is known later.

mod keep;

use std::{collections::VecDeque, sync::Arc, time::Duration};

use crossfade_domain::{
    alias::Routing,
    qualifier::AliasName,
    rollout::{
        machine::{Command, Effect, Event, Machine, Notice, PauseCause, Refusal, State},
        time::Instant,
    },
};
use jiff::Timestamp;
use keep::withheld;
use tokio::sync::{broadcast, mpsc, oneshot, watch};

use super::{
    calls::{self, instant},
    meter::Meter,
    notice::{News, Told},
};
use crate::{
    clock::Clock,
    failure::Failure,
    journal::{Journal, NewRecord, RolloutId},
    ports::{Account, RoutingUpdate},
};

/// A laptop that slept wakes within this, whatever was waited for: the
/// computer's own timers stand still while it sleeps.
const LONGEST_NAP: Duration = Duration::from_secs(2);
/// What a driver is told.
#[derive(Debug)]
pub(super) enum Input {
    /// An effect's answer.
    Event(Event),
    /// A person acts.
    Command {
        /// Who.
        who: String,
        /// What they want.
        command: Command,
        /// Whether it is carried out.
        reply: oneshot::Sender<Result<(), Refusal>>,
    },
    /// Stop driving where it stands; another run takes it up.
    Leave,
}

/// A live rollout as readers see it.
#[derive(Debug, Clone)]
pub struct Live {
    /// The machine.
    pub machine: Arc<Machine>,
    /// When a look last showed the alias, and where it stood.
    pub looked: Option<(Timestamp, Routing)>,
    /// Why what is shown may not be on disk.
    pub trouble: Option<Failure>,
}

/// What a driver needs besides its machine.
#[derive(Clone)]
pub(super) struct Tools {
    pub(super) account: Account,
    pub(super) journal: Journal,
    pub(super) clock: Clock,
    pub(super) meter: Meter,
    pub(super) told: broadcast::Sender<Told>,
}

/// Drives one rollout.
pub(super) struct Driver {
    tools: Tools,
    id: RolloutId,
    function: String,
    alias: AliasName,
    machine: Machine,
    /// The snapshot that is on disk.
    kept: String,
    /// What is to be written with the next one.
    unwritten: Vec<NewRecord>,
    /// Whether the journal could not be written at last.
    journal_fails: bool,
    /// What came while the journal was waited for.
    stashed: VecDeque<Input>,
    looked: Option<(Timestamp, Routing)>,
    trouble: Option<Failure>,
    /// Alarms that the person chose to ship over before the start.
    excused: Option<(String, Vec<String>)>,
    inbox: mpsc::Receiver<Input>,
    own: mpsc::Sender<Input>,
    live: watch::Sender<Live>,
}

/// What becomes of driving.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    GoOn,
    /// Stop, and give the lease back.
    Leave,
    /// Stop: somebody else has the lease.
    Stop,
}

/// The way to a driver.
#[derive(Clone)]
pub(super) struct Handle {
    pub(super) inputs: mpsc::Sender<Input>,
    pub(super) live: watch::Receiver<Live>,
}

/// What a driver begins with.
pub(super) struct Charge {
    pub(super) id: RolloutId,
    pub(super) function: String,
    pub(super) alias: AliasName,
    pub(super) machine: Machine,
    /// Who chose to ship over which alarms that fire already.
    pub(super) excused: Option<(String, Vec<String>)>,
    /// What it is told before anything else.
    pub(super) first: Option<Input>,
}

impl Driver {
    /// Begins to drive; `ended` hears of it when there is nothing more to do.
    pub(super) fn start(
        tools: Tools,
        charge: Charge,
        ended: impl FnOnce() + Send + 'static,
    ) -> Handle {
        let Charge { id, function, alias, machine, excused, first: told } = charge;
        let (own, inbox) = mpsc::channel(64);
        let first = Live { machine: Arc::new(machine.clone()), looked: None, trouble: None };
        let (live, readers) = watch::channel(first);
        if let Some(told) = told {
            // The channel is empty, so there is room.
            drop(own.try_send(told));
        }
        let kept = machine.snapshot().as_str().to_owned();
        let handle = Handle { inputs: own.clone(), live: readers };
        let driver = Self {
            tools,
            id,
            function,
            alias,
            machine,
            kept,
            unwritten: Vec::new(),
            journal_fails: false,
            stashed: VecDeque::new(),
            looked: None,
            trouble: None,
            excused,
            inbox,
            own,
            live,
        };
        tokio::spawn(async move {
            driver.run().await;
            ended();
        });
        handle
    }

    async fn run(mut self) {
        while let Some(input) = self.next().await {
            let (event, reply) = match input {
                Input::Event(event) => (event, None),
                Input::Command { who, command, reply } => {
                    (Event::Command { who, command }, Some(reply))
                }
                Input::Leave => break,
            };
            self.notice_look(&event);
            let mut then = self.step(event, reply).await;
            if then == Then::GoOn
                && let Some(excuse) = self.excuse()
            {
                then = self.step(excuse, None).await;
            }
            if then == Then::GoOn && self.machine.is_at_rest() {
                then = self.come_to_rest().await;
            }
            match then {
                Then::GoOn => {}
                Then::Leave => break,
                Then::Stop => return,
            }
        }
        self.tools.journal.give_back(self.id.clone()).await;
    }

    /// One event through the machine.
    async fn step(
        &mut self,
        event: Event,
        reply: Option<oneshot::Sender<Result<(), Refusal>>>,
    ) -> Then {
        let now = self.now();
        let effects = self.machine.handle(event, now);
        let then = self.keep(&effects).await;
        if then != Then::GoOn {
            return then;
        }
        self.publish();
        let mut answer = Ok(());
        for effect in effects {
            match effect {
                Effect::Record(_) => {}
                Effect::Refuse(refusal) => answer = Err(refusal),
                Effect::Notify(notice) => self.tell(&notice),
                Effect::SetRouting { ticket, routing, .. } if self.withholds(&routing) => {
                    self.stashed.push_back(Input::Event(withheld(ticket)));
                }
                Effect::Look { .. }
                | Effect::SetRouting { .. }
                | Effect::Measure { .. }
                | Effect::Probe { .. } => self.carry_out(effect),
            }
        }
        if let Some(reply) = reply {
            // A person who closed the page does not wait for the answer.
            drop(reply.send(answer));
        }
        Then::GoOn
    }

    /// What comes next: an answer, a command, or the time.
    async fn next(&mut self) -> Option<Input> {
        if let Some(input) = self.stashed.pop_front() {
            return Some(input);
        }
        loop {
            let Some(wake) = self.machine.next_wake() else {
                return self.inbox.recv().await;
            };
            let ahead = self.tools.clock.wall_time_until(calls::timestamp(wake.at));
            if ahead.is_zero() {
                // What has arrived already goes first: it may be what is due.
                return Some(self.inbox.try_recv().unwrap_or(Input::Event(Event::Tick)));
            }
            tokio::select! {
                input = self.inbox.recv() => return input,
                () = tokio::time::sleep(ahead.min(LONGEST_NAP)) => {}
            }
        }
    }

    fn publish(&self) {
        self.live.send_replace(Live {
            machine: Arc::new(self.machine.clone()),
            looked: self.looked.clone(),
            trouble: self.trouble.clone(),
        });
    }

    fn tell(&self, notice: &Notice) {
        let told = Told {
            rollout: self.id.clone(),
            alias: format!("{}:{}", self.function, self.alias),
            news: News::of(notice),
            sentence: notice.to_string(),
        };
        // Nobody listens where there is no window.
        drop(self.tools.told.send(told));
    }

    fn notice_look(&mut self, event: &Event) {
        if let Event::Looked { found: Ok(Some(seen)), .. } = event {
            self.looked = Some((self.tools.clock.now(), seen.routing.clone()));
        }
    }

    /// The choice to ship over alarms, once the machine asks for just those.
    fn excuse(&mut self) -> Option<Event> {
        let State::Paused(PauseCause::AlarmFiring { names }) = self.machine.state() else {
            return None;
        };
        let (who, excused) = self.excused.take()?;
        let all = names.iter().all(|name| excused.contains(name));
        all.then_some(Event::Command { who, command: Command::ShipAnyway })
    }

    /// Does one thing outside, in a task of its own, and hands its answer in.
    fn carry_out(&self, effect: Effect) {
        let Tools { account, clock, meter, .. } = self.tools.clone();
        let (function, alias, own) = (self.function.clone(), self.alias.clone(), self.own.clone());
        tokio::spawn(async move {
            let event = match effect {
                Effect::Look { ticket, warm_up } => {
                    let found = calls::look(&account, &function, &alias, warm_up).await;
                    Event::Looked { ticket, found }
                }
                Effect::SetRouting { ticket, routing, revision: revision_id } => {
                    let update = RoutingUpdate { function, alias, routing, revision_id };
                    Event::Set { ticket, outcome: calls::set(&account, &update).await }
                }
                Effect::Measure { ticket, request } => {
                    let (measured, read_at) = meter.measure(&function, &alias, request).await;
                    Event::Measured { ticket, measured, read_at: instant(read_at) }
                }
                Effect::Probe { ticket, version, probes } => {
                    let readings = calls::probe(&account, clock, &function, version, &probes).await;
                    Event::Probed { ticket, readings: Ok(readings) }
                }
                Effect::Record(_) | Effect::Notify(_) | Effect::Refuse(_) => return,
            };
            // A driver that is gone has been answered by its time-out.
            drop(own.send(Input::Event(event)).await);
        });
    }

    fn now(&self) -> Instant {
        instant(self.tools.clock.now())
    }
}
