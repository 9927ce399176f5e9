//! Carries the machine's effects out in a made-up account, and watches that it
//! keeps its promises while it does.

use std::collections::VecDeque;

use super::{
    super::{
        Command, Effect, Event, Machine, Notice, PauseCause, Refusal, Setup, Sighting, State,
        Ticket,
    },
    world::{Fault, NEW, OLD, START, World},
};
use crate::{
    alias::Routing,
    rollout::{
        forecast::Timing,
        gates::{AlarmGate, Gates, VersionGate},
        plan::Plan,
        time::{Instant, Span},
    },
    weight::Weight,
};

/// How long a call takes.
const LATENCY: Span = Span::from_millis(200);

pub fn setup(plan: &str) -> Setup {
    Setup {
        from: OLD,
        to: NEW,
        plan: plan.parse::<Plan>().expect("a plan"),
        gates: Gates::default(),
        timing: Timing::default(),
    }
}

pub fn with_alarm(setup: Setup) -> Setup {
    let names = vec!["errors".to_owned()];
    let alarms = AlarmGate { names, ..AlarmGate::default() };
    Setup { gates: Gates { alarms, ..setup.gates }, ..setup }
}

pub fn with_version_gate(setup: Setup, gate: VersionGate) -> Setup {
    Setup { gates: Gates { version: Some(gate), ..setup.gates }, ..setup }
}

pub fn split(percent: f64) -> Routing {
    let weight = Weight::from_percent(percent).expect("a share");
    Routing { version: OLD, additional: Some((NEW, weight)) }
}

pub struct Driver {
    pub machine: Machine,
    pub world: World,
    /// What the journal has; made a snapshot of only when it is needed.
    saved: Machine,
    /// Faults of the calls to come, in order; none once they are used up.
    pub faults: VecDeque<Fault>,
    /// What people do, in order of time.
    pub people: VecDeque<(Instant, Command)>,
    /// What a person does whenever they are asked.
    pub when_asked: Option<Command>,
    /// The program dies at this point, counted from 0.
    pub dies_at: Option<usize>,
    pub dead_for: Span,
    pub points: usize,
    pub log: Vec<String>,
    pub notices: Vec<Notice>,
    pub refusals: Vec<Refusal>,
    pub looks: usize,
    pub measurements: usize,
    /// Measurements wait for rounds that all share, so long after whole ten
    /// seconds; none where they do not.
    pub rounds: Option<Span>,
    /// By how much the clock was set since the timer was.
    timer_moved: Span,
    /// The alias as the machine was shown it last.
    seen: Option<Sighting>,
    answer: Option<(Instant, Event)>,
    open: Option<Ticket>,
    must_look: bool,
    slept: bool,
    /// The clock was set since the last effect, which looks like a sleep in
    /// which answers are lost.
    jumped: bool,
}

/// How long until the next round.
fn until_round(now: Instant, phase: Span) -> Span {
    let since = now.since(START + phase).millis().rem_euclid(10_000);
    Span::from_millis((10_000 - since) % 10_000)
}

impl Driver {
    pub fn new(setup: Setup, world: World) -> Self {
        let machine = Machine::new(setup, START).expect("a setup");
        let saved = machine.clone();
        Self {
            machine,
            world,
            saved,
            faults: VecDeque::new(),
            people: VecDeque::new(),
            when_asked: None,
            dies_at: None,
            dead_for: Span::from_secs(5),
            points: 0,
            log: Vec::new(),
            notices: Vec::new(),
            refusals: Vec::new(),
            looks: 0,
            measurements: 0,
            rounds: None,
            timer_moved: Span::ZERO,
            seen: None,
            answer: None,
            open: None,
            must_look: false,
            slept: false,
            jumped: false,
        }
    }

    pub fn now(&self) -> Instant {
        self.world.now
    }

    /// Runs until the rollout rests, or waits for a person who does not come.
    pub fn run(&mut self) -> &State {
        self.run_until(START + Span::from_mins(60 * 24 * 7));
        self.machine.state()
    }

    /// Runs for a while.
    pub fn run_for(&mut self, span: Span) -> &State {
        self.run_until(self.now() + span);
        self.machine.state()
    }

    pub fn run_until(&mut self, end: Instant) {
        for _ in 0..2_000_000 {
            let asked = matches!(self.machine.state(), State::Paused(_));
            if let (true, Some(command)) = (asked, self.when_asked.clone()) {
                self.tell(command);
                continue;
            }
            let idle = self.machine.is_at_rest()
                || (asked && end.since(self.now()) > Span::from_mins(60 * 48));
            if idle && self.people.is_empty() {
                return;
            }
            let Some((at, event)) = self.next_event(end) else {
                self.world.advance(end);
                return;
            };
            self.world.advance(at.max(self.now()));
            self.handle(event);
        }
        panic!("the rollout does not come to an end: {:?}", self.machine.state());
    }

    /// What happens next, if it happens by `end`.
    fn next_event(&mut self, end: Instant) -> Option<(Instant, Event)> {
        let wake = self.machine.next_wake().map(|wake| wake.at + self.timer_moved);
        let answer = self.answer.as_ref().map(|(at, _)| *at);
        let person = self.people.front().map(|(at, _)| *at);
        let next = [answer, person, wake].into_iter().flatten().min().filter(|at| *at <= end)?;
        if answer == Some(next) {
            return self.answer.take();
        }
        if person == Some(next) {
            let (at, command) = self.people.pop_front()?;
            return Some((at, Event::Command { who: "ana".to_owned(), command }));
        }
        Some((next, Event::Tick))
    }

    pub fn tell(&mut self, command: Command) {
        self.handle(Event::Command { who: "ana".to_owned(), command });
    }

    /// Passes one event on, saves, and carries out what comes of it.
    pub fn handle(&mut self, event: Event) {
        self.timer_moved = Span::ZERO;
        if let Event::Looked { found: Ok(seen), .. } = &event {
            self.seen.clone_from(seen);
        }
        let command = matches!(event, Event::Command { .. }).then(|| event.clone());
        let effects = self.machine.handle(event, self.now());
        if self.dies() {
            // What was not saved was not confirmed either: the person tries again.
            if let Some(Event::Command { command, .. }) = command {
                self.people.push_front((self.now(), command));
            }
            return;
        }
        self.saved = self.machine.clone();
        for effect in effects {
            if let Effect::Record(record) = &effect {
                let passed = record.at.since(START).millis() / 1000;
                let clock = format!("{:>3}:{:02}", passed / 60, passed % 60);
                self.log.push(format!("{clock} {}", record.what.sentence()));
                continue;
            }
            if self.dies() {
                return;
            }
            self.carry_out(effect);
            if self.dies() {
                return;
            }
        }
    }

    /// Counts the points at which the program can die, and dies at its own.
    fn dies(&mut self) -> bool {
        let dies = self.dies_at == Some(self.points);
        self.points += 1;
        if dies {
            self.dies_at = None;
            self.die();
        }
        dies
    }

    /// Kill -9, and a restart some time later.
    pub fn die(&mut self) {
        self.answer = None;
        self.world.advance(self.now() + self.dead_for);
        let kept = self.saved.snapshot();
        self.machine = Machine::restore(&kept, self.now()).expect("a snapshot");
        self.must_look = true;
        self.open = None;
    }

    /// The machine sleeps, and the open answer is lost.
    pub fn sleep(&mut self, span: Span) {
        self.answer = None;
        self.world.advance(self.now() + span);
        let late = self.machine.next_wake().map(|wake| self.now().since(wake.at));
        let overslept = self.machine.setup().timing.overslept;
        self.slept = late.is_some_and(|late| late > overslept);
    }

    /// The clock is set. Timers run on.
    pub fn set_clock(&mut self, by: Span) {
        self.world.move_times(by);
        self.timer_moved = self.timer_moved + by;
        self.jumped = true;
        // Set back after a sleep, it does not show that there was one.
        self.slept = false;
        self.answer = self.answer.take().map(|(at, event)| (at + by, event));
    }

    fn carry_out(&mut self, effect: Effect) {
        let later = self.now() + LATENCY;
        match effect {
            Effect::Record(_) => {}
            Effect::Notify(notice) => self.notices.push(notice),
            Effect::Refuse(refusal) => self.refusals.push(refusal),
            Effect::Look { ticket, warm_up } => {
                self.take(ticket);
                self.must_look = false;
                self.slept = false;
                self.looks += 1;
                let found = self.fault();
                let found = self.world.look(found, warm_up);
                self.answer = found.map(|found| (later, Event::Looked { ticket, found }));
            }
            Effect::SetRouting { ticket, routing, revision } => {
                self.take(ticket);
                self.check(&routing, &revision);
                let fault = self.fault();
                let outcome = self.world.set(&routing, &revision, fault);
                self.answer = outcome.map(|outcome| (later, Event::Set { ticket, outcome }));
            }
            Effect::Measure { ticket, request } => {
                self.take(ticket);
                self.measurements += 1;
                let wait = self.rounds.map_or(Span::ZERO, |phase| until_round(self.now(), phase));
                let (read_at, later) = (self.now() + wait, later + wait);
                let measured = self.world.measure(&request);
                self.answer = Some((later, Event::Measured { ticket, measured, read_at }));
            }
            Effect::Probe { ticket, probes, version } => {
                self.take(ticket);
                assert_eq!(version, NEW);
                let readings = probes.iter().map(|probe| self.world.probe(&probe.name)).collect();
                self.answer = Some((later, Event::Probed { ticket, readings: Ok(readings) }));
            }
        }
    }

    fn fault(&mut self) -> Fault {
        self.faults.pop_front().unwrap_or(Fault::None)
    }

    /// Each with its own ticket, and nothing while a move is on its way. Any
    /// other answer is of no interest once something else is asked.
    fn take(&mut self, ticket: Ticket) {
        let open = self.answer.take();
        let moving = matches!(open, Some((_, Event::Set { .. })));
        assert!(self.jumped || !moving, "a move is still on its way");
        self.jumped = false;
        assert!(self.open.is_none_or(|before| before < ticket), "a ticket was given out twice");
        self.open = Some(ticket);
    }

    /// Only what is planned, never before a look, and never over anything but
    /// what the rollout itself had brought about or a person had chosen.
    fn check(&self, routing: &Routing, revision: &str) {
        let seen = self.seen.as_ref().expect("it has looked");
        let expected = &self.machine.progress().expected;
        assert_eq!(seen.routing.shares(), expected.shares(), "moved over something else");
        assert_eq!(seen.revision, revision, "moved on a revision that no look has shown");
        assert!(!self.must_look && !self.slept, "moved before it looked");
        let plan = &self.machine.setup().plan;
        let planned = plan.steps().iter().any(|step| *routing == split(step.weight.percent()));
        let ends = [Routing::all_to(OLD), Routing::all_to(NEW)];
        assert!(planned || ends.contains(routing), "{routing:?} is not planned");
    }

    /// What the new version got over time, each share once in a row.
    pub fn shares(&self) -> Vec<f64> {
        let mut shares: Vec<f64> = Vec::new();
        for (_, routing) in &self.world.history {
            let share = routing.share_of(NEW).percent();
            if shares.last().is_none_or(|last| (last - share).abs() > 1e-9) {
                shares.push(share);
            }
        }
        shares
    }

    /// When each share came into force, in seconds.
    pub fn shift_times(&self) -> Vec<i64> {
        let since = |(at, _): &(Instant, Routing)| at.since(START).millis() / 1000;
        self.world.history.iter().skip(1).map(since).collect()
    }

    pub fn paused_for(&self) -> Option<&PauseCause> {
        match self.machine.state() {
            State::Paused(cause) => Some(cause),
            State::Preparing
            | State::Shifting { .. }
            | State::Watching { .. }
            | State::Promoting
            | State::RollingBack(_)
            | State::RolledBack(_)
            | State::Completed
            | State::NeedsAttention(_) => None,
        }
    }
}
