//! An account that is made up: one alias, callers, metrics, alarms.
//!
//! Everything in it is decided by its seed and by the time, so that a run can
//! be repeated with one thing changed.

use super::super::{
    CallFailure, MeasureRequest, Measurement, SetOutcome, Sighting, TrafficRequest, WarmUp, Window,
};
use crate::{
    alias::Routing,
    qualifier::Version,
    rollout::{
        gates::{
            AlarmReading, AlarmState, Answer, Arms, Counts, NotMeasured, ProbeReading, Recent,
            Traffic,
        },
        time::{Instant, Span},
    },
    weight::Weight,
};

pub const OLD: Version = Version::Published(7);
pub const NEW: Version = Version::Published(8);
pub const START: Instant = Instant::from_millis(1_700_000_000_000);

/// What goes wrong with one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    None,
    /// Refused for the rate, not applied.
    Throttled,
    /// 5xx, not applied.
    Failed,
    /// Applied, but the answer is lost.
    Lost,
    /// Never answered, not applied.
    Silent,
    /// Never answered, and applied after so many seconds if it still can be.
    Late(u8),
    /// Refused for good.
    Denied,
}

/// One call of a caller.
#[derive(Debug, Clone, Copy)]
pub(super) struct Call {
    at: Instant,
    version: Version,
    failed: bool,
}

#[expect(clippy::struct_excessive_bools, reason = "what goes wrong, each by itself")]
pub struct World {
    pub routing: Routing,
    pub revision: u64,
    pub exists: bool,
    /// Every routing that was ever in force, and since when.
    pub history: Vec<(Instant, Routing)>,
    pub calls_a_minute: u32,
    /// The share of the new version's calls that fail.
    pub new_fails: f64,
    pub old_fails: f64,
    /// How long until CloudWatch shows a call.
    pub metric_lag: Span,
    /// Errors of the alias within a minute that make its alarm fire; `None`
    /// for one that has no data.
    pub alarm_above: Option<u64>,
    /// The alarm fires whatever the metrics say.
    pub alarm_stuck: bool,
    pub alarm_missing: bool,
    /// Measurements that fail, from now on.
    pub unreadable: bool,
    pub probe_payload: &'static str,
    pub probe_error: bool,
    /// The probe cannot be invoked.
    pub probe_down: bool,
    /// Environments are kept ready for the alias, and so long it takes until
    /// those of another `FunctionVersion` are; `None` where none are.
    pub warm_up: Option<Span>,
    /// They cannot be made ready.
    pub warm_up_fails: bool,
    /// When they are ready next.
    pub(super) warm_at: Option<Instant>,
    /// The service does not change the revision with each update.
    pub revision_stuck: bool,
    pub now: Instant,
    pub next_call: Instant,
    pub(super) calls: Vec<Call>,
    pub(super) late: Vec<(Instant, Routing, String)>,
    pub(super) random: u64,
}

impl World {
    pub fn new(seed: u64) -> Self {
        Self {
            routing: Routing::all_to(OLD),
            revision: 1,
            exists: true,
            history: vec![(START, Routing::all_to(OLD))],
            calls_a_minute: 60,
            new_fails: 0.0,
            old_fails: 0.0,
            metric_lag: Span::from_secs(60),
            alarm_above: Some(0),
            alarm_stuck: false,
            alarm_missing: false,
            unreadable: false,
            probe_payload: r#"{"version":"8"}"#,
            probe_error: false,
            probe_down: false,
            warm_up: None,
            warm_up_fails: false,
            warm_at: None,
            revision_stuck: false,
            now: START,
            next_call: START,
            calls: Vec::new(),
            late: Vec::new(),
            random: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1,
        }
    }

    /// Lets callers call until `to`.
    pub fn advance(&mut self, to: Instant) {
        if let Some(at) = self.warm_at.filter(|at| *at <= to && !self.warm_up_fails) {
            self.warm_at = None;
            self.traffic(at);
            self.now = self.now.max(at);
            self.meddle(Routing::all_to(self.routing.version));
        }
        while let Some(first) = self.late.iter().map(|late| late.0).filter(|at| *at <= to).min() {
            self.traffic(first);
            let index = self.late.iter().position(|late| late.0 == first).expect("just found");
            let (_, routing, revision) = self.late.remove(index);
            self.now = self.now.max(first);
            self.apply(&routing, &revision);
        }
        self.traffic(to);
        self.now = to;
    }

    fn traffic(&mut self, to: Instant) {
        if self.calls_a_minute == 0 {
            return;
        }
        let between = Span::from_millis(60_000 / i64::from(self.calls_a_minute));
        while self.next_call < to {
            let version = self.route();
            let share = if version == NEW { self.new_fails } else { self.old_fails };
            let failed = self.draw() < share;
            self.calls.push(Call { at: self.next_call, version, failed });
            self.next_call = self.next_call + between;
        }
    }

    fn route(&mut self) -> Version {
        let drawn = self.draw();
        match self.routing.additional {
            Some((version, weight)) if drawn < weight.fraction() => version,
            Some(_) | None => self.routing.version,
        }
    }

    fn draw(&mut self) -> f64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        #[expect(clippy::cast_precision_loss, reason = "a random number")]
        let unit = (self.random >> 11) as f64 / (1_u64 << 53) as f64;
        unit
    }

    /// Somebody else moves the alias.
    pub fn meddle(&mut self, routing: Routing) {
        self.routing = routing;
        self.revision += 1;
        self.history.push((self.now, self.routing.clone()));
    }

    fn apply(&mut self, routing: &Routing, revision: &str) -> bool {
        let fits = revision == self.revision.to_string();
        if fits {
            let before = self.revision;
            let kept = self.routing.version;
            let mut routing = routing.clone();
            self.warm_at = None;
            if let Some(wait) = self.warm_up.filter(|_| kept != routing.version) {
                routing.additional = Some((kept, Weight::ALL));
                self.warm_at = Some(self.now + wait);
            }
            self.meddle(routing);
            self.revision = if self.revision_stuck { before } else { self.revision };
        }
        fits
    }

    pub fn look(
        &self,
        fault: Fault,
        warm_up: bool,
    ) -> Option<Result<Option<Sighting>, CallFailure>> {
        let failure =
            |reason: &str, passing| Some(Err(CallFailure { reason: reason.to_owned(), passing }));
        match fault {
            Fault::None => {
                let revision = self.revision.to_string();
                let seen = Sighting {
                    routing: self.routing.clone(),
                    revision,
                    warm_up: self.warm_up(warm_up),
                };
                Some(Ok(self.exists.then_some(seen)))
            }
            Fault::Throttled => failure("Rate exceeded.", true),
            Fault::Failed | Fault::Lost => failure("Internal error.", true),
            Fault::Silent | Fault::Late(_) => None,
            Fault::Denied => failure("Access denied.", false),
        }
    }

    fn warm_up(&self, asked: bool) -> Option<WarmUp> {
        self.warm_up.filter(|_| asked && self.routing.additional.is_some())?;
        let reason = "FUNCTION_ERROR_INIT_FAILURE".to_owned();
        Some(if self.warm_up_fails { WarmUp::Failed { reason } } else { WarmUp::UnderWay })
    }

    pub fn set(&mut self, routing: &Routing, revision: &str, fault: Fault) -> Option<SetOutcome> {
        let reason = || "No answer.".to_owned();
        match fault {
            Fault::None if self.apply(routing, revision) => Some(SetOutcome::Taken),
            Fault::None => Some(SetOutcome::Stale),
            Fault::Throttled => Some(SetOutcome::NotTaken(CallFailure {
                reason: "Rate exceeded.".to_owned(),
                passing: true,
            })),
            Fault::Failed => Some(SetOutcome::Unknown { reason: reason() }),
            Fault::Lost => {
                self.apply(routing, revision);
                Some(SetOutcome::Unknown { reason: reason() })
            }
            Fault::Silent => None,
            Fault::Late(seconds) => {
                let at = self.now + Span::from_secs(i64::from(seconds));
                self.late.push((at, routing.clone(), revision.to_owned()));
                None
            }
            Fault::Denied => Some(SetOutcome::NotTaken(CallFailure {
                reason: "Access denied.".to_owned(),
                passing: false,
            })),
        }
    }

    /// A clock that is set moves what has been measured along with it.
    pub fn move_times(&mut self, by: Span) {
        self.now = self.now + by;
        self.next_call = self.next_call + by;
        for call in &mut self.calls {
            call.at = call.at + by;
        }
        for late in &mut self.late {
            late.0 = late.0 + by;
        }
    }

    /// How many calls the new version had.
    pub fn new_calls(&self) -> usize {
        self.calls.iter().filter(|call| call.version == NEW).count()
    }

    /// How many calls the new version had of late.
    pub fn new_calls_since(&self, ago: Span) -> usize {
        let calls = self.calls_between(self.now - ago, self.now);
        calls.iter().filter(|call| call.version == NEW).count()
    }

    pub fn measure(&self, request: &MeasureRequest) -> Measurement {
        let unreadable = || NotMeasured("Rate exceeded.".to_owned());
        let read = !self.unreadable;
        let alarms = (!request.alarms.is_empty())
            .then(|| if read { Ok(self.alarms(&request.alarms)) } else { Err(unreadable()) });
        let traffic = request
            .traffic
            .as_ref()
            .map(|asked| if read { Ok(self.counted(asked)) } else { Err(unreadable()) });
        Measurement { alarms, traffic }
    }

    fn counted(&self, asked: &TrafficRequest) -> Traffic {
        let arms = |window: Window| Arms {
            new: self.counts(asked.new, window),
            old: self.counts(asked.old, window),
        };
        let Arms { new, old } = arms(asked.recent);
        let over = asked.recent.to.since(asked.recent.from);
        let recent = Recent { over, new: new.calls(), old: old.calls() };
        Traffic { step: arms(asked.step), whole: arms(asked.whole), recent }
    }

    fn calls_between(&self, from: Instant, to: Instant) -> &[Call] {
        let first = self.calls.partition_point(|call| call.at < from);
        let end = self.calls.partition_point(|call| call.at < to);
        &self.calls[first..end.max(first)]
    }

    fn counts(&self, version: Version, window: Window) -> Counts {
        let shown = self.now - self.metric_lag;
        // CloudWatch has one point a minute, so the first minute counts whole.
        let from = Instant::from_millis(window.from.millis().div_euclid(60_000) * 60_000);
        let calls = self.calls_between(from, window.to.min(shown));
        let calls = calls.iter().filter(|call| call.version == version);
        let (mut invocations, mut errors) = (0, 0);
        for call in calls {
            invocations += 1;
            errors += u64::from(call.failed);
        }
        Counts { invocations, errors, throttles: 0, p95_millis: None }
    }

    fn alarms(&self, names: &[String]) -> Vec<AlarmReading> {
        if self.alarm_missing {
            return Vec::new();
        }
        let to = self.now - self.metric_lag;
        let from = to - Span::from_mins(1);
        let errors = self.calls_between(from, to).iter().filter(|call| call.failed);
        let errors = u64::try_from(errors.count()).expect("few");
        let state = match self.alarm_above {
            _ if self.alarm_stuck => AlarmState::Alarm,
            None => AlarmState::InsufficientData,
            Some(most) if errors > most => AlarmState::Alarm,
            Some(_) => AlarmState::Ok,
        };
        let told = |name: &String| AlarmReading {
            name: name.clone(),
            state,
            reason: format!("{errors} errors within a minute"),
        };
        names.iter().map(told).collect()
    }

    pub fn probe(&self, name: &str) -> ProbeReading {
        let answer = Answer {
            payload: self.probe_payload.as_bytes().to_vec(),
            function_error: self.probe_error.then(|| "Unhandled".to_owned()),
            executed: Some(NEW),
            took: Span::from_millis(80),
        };
        let answer = if self.probe_down {
            Err(NotMeasured("Rate exceeded.".to_owned()))
        } else {
            Ok(answer)
        };
        ProbeReading { name: name.to_owned(), answer }
    }
}
