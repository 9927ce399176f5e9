//! What people may do when, and what comes of it.
//!
//! Invariant: a command that is refused changes nothing, and so does one that
//! was given before. What a command would come to can be asked beforehand, so
//! no button needs to be live that would be refused or do nothing.

use super::{
    Attention, Command, Drift, Effect, Happening, Machine, PauseCause, Refusal, RollbackCause,
    State, Trouble, Waiver, Warming, Watch,
};
use crate::{alias::Routing, rollout::time::Instant, weight::Weight};

/// What a command comes to in the present state.
enum Answer {
    /// It is carried out.
    Do,
    /// It is so already.
    Nothing,
}

impl Machine {
    /// Whether a command would be carried out now (or is so already).
    ///
    /// # Errors
    /// [`Refusal`] says why not.
    pub fn allows(&self, command: &Command) -> Result<(), Refusal> {
        self.answer(command).map(|_| ())
    }

    /// Whether a command would change anything now: whether its button is live.
    #[must_use]
    pub fn offers(&self, command: &Command) -> bool {
        matches!(self.answer(command), Ok(Answer::Do))
    }

    pub(super) fn on_command(&mut self, who: String, command: Command, now: Instant) {
        match self.answer(&command) {
            Err(refusal) => self.out.push(Effect::Refuse(refusal)),
            Ok(Answer::Nothing) => {}
            Ok(Answer::Do) => {
                let told = Happening::Commanded { who: who.clone(), command: command.clone() };
                self.record(told, now);
                // A move that left is waited for; everything else can be asked anew.
                self.flight.take_if(|flight| !flight.act.is_set());
                self.obey(who, command, now);
            }
        }
    }

    fn answer(&self, command: &Command) -> Result<Answer, Refusal> {
        match command {
            Command::Pause => self.may_pause(),
            Command::Resume => self.may_resume(),
            Command::PromoteStep => self.may_promote(false),
            Command::PromoteFully => self.may_promote(true),
            Command::Abort => self.may_abort(),
            Command::ShipAnyway => {
                self.going_forward()?;
                let held = matches!(self.now.state, State::Paused(PauseCause::AlarmFiring { .. }));
                if held { Ok(Answer::Do) } else { Err(Refusal::NoAlarm) }
            }
            Command::Adopt { seen } => {
                let drift = self.drift_seen(seen)?;
                self.adoptable(drift).map(|()| Answer::Do)
            }
            Command::Overwrite { seen } => self.drift_seen(seen).map(|_| Answer::Do),
            Command::Leave => self.drift().map(|_| Answer::Do).ok_or(Refusal::NotDrifted),
        }
    }

    fn going_forward(&self) -> Result<(), Refusal> {
        match &self.now.state {
            State::Preparing
            | State::Shifting { .. }
            | State::Watching { .. }
            | State::Paused(_)
            | State::Promoting => Ok(()),
            State::RollingBack(_) => Err(Refusal::RollingBack),
            State::RolledBack(_) => Err(Refusal::Over("rolled back")),
            State::Completed => Err(Refusal::Over("completed")),
            State::NeedsAttention(Attention::LeftAsFound { .. }) => {
                Err(Refusal::Over("left as it was found"))
            }
            State::NeedsAttention(_) if self.drift().is_some() => Err(Refusal::Drifted),
            State::NeedsAttention(_) => Err(Refusal::NotBack),
        }
    }

    fn may_pause(&self) -> Result<Answer, Refusal> {
        self.going_forward()?;
        let paused = matches!(self.now.state, State::Paused(_));
        Ok(if paused { Answer::Nothing } else { Answer::Do })
    }

    fn may_resume(&self) -> Result<Answer, Refusal> {
        match &self.now.state {
            State::Paused(_) => Ok(Answer::Do),
            State::Preparing
            | State::Shifting { .. }
            | State::Watching { .. }
            | State::Promoting => Err(Refusal::NotPaused),
            State::RollingBack(_)
            | State::RolledBack(_)
            | State::Completed
            | State::NeedsAttention(_) => self.going_forward().map(|()| Answer::Nothing),
        }
    }

    fn may_promote(&self, fully: bool) -> Result<Answer, Refusal> {
        self.going_forward()?;
        match &self.now.state {
            State::Paused(PauseCause::Drift(drift)) if !drift.is_over() => {
                return Err(Refusal::Drifted);
            }
            State::Paused(PauseCause::AlarmFiring { .. }) => return Err(Refusal::AlarmFires),
            State::Promoting if fully => return Ok(Answer::Nothing),
            State::Shifting { .. } if fully => return Ok(Answer::Do),
            State::Shifting { .. } | State::Promoting => return Err(Refusal::StepUnderWay),
            State::Preparing
            | State::Watching { .. }
            | State::Paused(_)
            | State::RollingBack(_)
            | State::RolledBack(_)
            | State::Completed
            | State::NeedsAttention(_) => {}
        }
        self.now.position.map(|_| Answer::Do).ok_or(Refusal::NotStarted)
    }

    /// Where it needs attention, an abort tries once more to move the alias
    /// back, unless somebody else's change has to be decided about first.
    fn may_abort(&self) -> Result<Answer, Refusal> {
        match &self.now.state {
            State::RollingBack(_) | State::RolledBack(_) => Ok(Answer::Nothing),
            State::Completed => Err(Refusal::Over("completed")),
            State::NeedsAttention(_) => match self.going_forward() {
                Err(Refusal::NotBack) => Ok(Answer::Do),
                refused => refused.map(|()| Answer::Nothing),
            },
            State::Preparing
            | State::Shifting { .. }
            | State::Watching { .. }
            | State::Paused(_)
            | State::Promoting => Ok(Answer::Do),
        }
    }

    /// Somebody else's change that a person has to decide about.
    #[must_use]
    pub fn drift(&self) -> Option<&Drift> {
        match &self.now.state {
            State::Paused(PauseCause::Drift(drift))
            | State::NeedsAttention(Attention::Drift(drift))
                if !drift.is_over() =>
            {
                Some(drift)
            }
            State::Preparing
            | State::Shifting { .. }
            | State::Watching { .. }
            | State::Paused(_)
            | State::Promoting
            | State::RollingBack(_)
            | State::RolledBack(_)
            | State::Completed
            | State::NeedsAttention(_) => None,
        }
    }

    fn drift_seen(&self, seen: &Routing) -> Result<&Drift, Refusal> {
        let drift = self.drift().ok_or(Refusal::NotDrifted)?;
        let same = drift.found == super::alias::tidied(seen);
        if same { Ok(drift) } else { Err(Refusal::MovedAgain) }
    }

    /// One can go on from either end, and from any split of the two versions
    /// unless the rollout is on its way back.
    fn adoptable(&self, drift: &Drift) -> Result<(), Refusal> {
        let ours = [self.setup.from, self.setup.to];
        let shares = drift.found.shares();
        let known = shares.iter().all(|(version, _)| ours.contains(version));
        let end = [self.setup.all_old(), self.setup.all_new()].contains(&drift.found);
        let forward = matches!(self.now.state, State::Paused(_));
        if end || (known && forward) { Ok(()) } else { Err(Refusal::CannotAdopt) }
    }

    fn obey(&mut self, who: String, command: Command, now: Instant) {
        match command {
            Command::Pause => self.enter(State::Paused(PauseCause::Person { who }), now),
            Command::Resume => self.resume(now),
            Command::PromoteStep => self.promote_step(now),
            Command::PromoteFully => self.promote_fully(now),
            Command::Abort => self.abort(who, now),
            Command::ShipAnyway => self.ship_anyway(now),
            Command::Adopt { seen } => self.adopt(super::alias::tidied(&seen), who, now),
            Command::Overwrite { seen } => self.overwrite(super::alias::tidied(&seen), who, now),
            Command::Leave => self.leave(who, now),
        }
    }

    fn abort(&mut self, who: String, now: Instant) {
        let mut cause = RollbackCause::Person { who };
        if matches!(self.now.state, State::NeedsAttention(_)) {
            // Tried again: why it goes back is what it was.
            self.now.look_trouble = Trouble::default();
            self.now.look_wanted = true;
            cause = self.now.cause.clone().unwrap_or(cause);
        }
        self.roll_back(cause, now);
    }

    fn resume(&mut self, now: Instant) {
        self.now.look_trouble = Trouble::default();
        self.now.set_trouble = Trouble::default();
        self.now.errors = 0;
        self.now.warming = self.now.warming.map(|it| Warming { since: now, ..it });
        let State::Paused(cause) = &self.now.state else { return };
        match cause {
            PauseCause::Plan | PauseCause::Inconclusive { .. } => self.promote_step(now),
            PauseCause::AlarmFiring { .. } => {
                self.now.measured_at = None;
                self.enter(State::Preparing, now);
            }
            PauseCause::Person { .. } | PauseCause::Unreadable { .. } => self.carry_on(now),
            PauseCause::CallsFailing { .. } | PauseCause::Drift(_) => {
                self.now.look_wanted = true;
                self.carry_on(now);
            }
        }
    }

    fn promote_step(&mut self, now: Instant) {
        self.now.waiver = Some(Waiver::OneStep);
        self.end_watch(now);
        self.take_step(now);
    }

    fn promote_fully(&mut self, now: Instant) {
        self.now.waiver = Some(Waiver::Fully);
        self.now.due = now;
        self.end_watch(now);
        self.enter(State::Promoting, now);
    }

    /// A person has seen enough of the present weight: the next step is due now.
    fn end_watch(&mut self, now: Instant) {
        self.now.watch = self.now.watch.map(|watch| Watch { until: now, ..watch });
    }

    fn ship_anyway(&mut self, now: Instant) {
        let State::Paused(PauseCause::AlarmFiring { names }) = &self.now.state else { return };
        self.now.excused.clone_from(names);
        self.now.alarms_checked = true;
        self.enter(State::Preparing, now);
    }

    fn adopt(&mut self, found: Routing, who: String, now: Instant) {
        let share = found.share_of(self.setup.to);
        let whole = found == self.setup.all_new();
        self.now.touched = true;
        self.now.expected = found;
        if whole {
            self.now.position = Some(self.setup.plan.last_index());
            return self.enter(State::Completed, now);
        }
        if share == Weight::NONE {
            return self.enter(State::RolledBack(RollbackCause::Adopted { who }), now);
        }
        self.now.position = self.setup.plan.reached(share);
        self.now.first_shift.get_or_insert(now);
        self.now.due = now;
        if let Some(step) = self.now.position {
            self.begin_watch(step, now);
        }
        self.carry_on(now);
    }

    /// Takes the step again that somebody else undid, from where it stands now.
    fn overwrite(&mut self, found: Routing, who: String, now: Instant) {
        self.now.expected = found;
        if matches!(self.now.state, State::NeedsAttention(_)) {
            let cause = self.now.cause.clone().unwrap_or(RollbackCause::Person { who });
            return self.roll_back(cause, now);
        }
        let Some(step) = self.now.position else {
            return self.enter(State::Preparing, now);
        };
        self.now.position = step.checked_sub(1);
        self.promote_step(now);
    }

    fn leave(&mut self, who: String, now: Instant) {
        let Some(drift) = self.drift() else { return };
        let found = drift.found.clone();
        self.enter(State::NeedsAttention(Attention::LeftAsFound { who, found }), now);
    }
}
