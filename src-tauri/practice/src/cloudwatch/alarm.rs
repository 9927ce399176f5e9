//! Alarms, and their evaluation each practice minute.
//!
//! Invariant: a state changes by evaluation or by `SetAlarmState`, and says why.

use std::{collections::BTreeMap, fmt};

use jiff::Timestamp;

use super::{rule::Rule, threshold::Threshold};
use crate::world::metrics::Metrics;

/// An alarm. Metric alarms and composite ones share their names.
#[derive(Debug, Clone)]
pub(crate) struct Alarm {
    /// `AlarmName`
    pub name: String,
    /// `AlarmDescription`
    pub description: Option<String>,
    /// `ActionsEnabled`
    pub actions_enabled: bool,
    /// `OKActions`, `AlarmActions`, `InsufficientDataActions`
    pub actions: [Vec<String>; 3],
    /// What its state follows from.
    pub follows: Follows,
    /// `AlarmConfigurationUpdatedTimestamp`
    pub configured: Timestamp,
    /// `StateValue`
    pub state: State,
    /// `StateReason`
    pub reason: String,
    /// `StateReasonData`
    pub reason_data: Option<String>,
    /// `StateUpdatedTimestamp`
    pub updated: Timestamp,
    /// `StateTransitionedTimestamp`
    pub transitioned: Timestamp,
}

/// What an alarm's state follows from.
#[derive(Debug, Clone)]
pub(crate) enum Follows {
    /// A metric (`MetricAlarm`).
    Metric(Threshold),
    /// Other alarms (`CompositeAlarm`).
    Alarms(Rule),
}

/// `StateValue`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// `OK`
    Ok,
    /// `ALARM`
    Alarm,
    /// `INSUFFICIENT_DATA`
    InsufficientData,
}

impl State {
    /// Reads AWS's word.
    pub(crate) fn named(name: &str) -> Option<Self> {
        [Self::Ok, Self::Alarm, Self::InsufficientData]
            .into_iter()
            .find(|it| it.to_string() == name)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ok => "OK",
            Self::Alarm => "ALARM",
            Self::InsufficientData => "INSUFFICIENT_DATA",
        })
    }
}

/// Evaluates every alarm at the end of a minute.
pub(crate) fn evaluate_all(
    alarms: &mut BTreeMap<String, Alarm>,
    metrics: &Metrics,
    minute_ms: i64,
) {
    let now = Timestamp::from_millisecond(minute_ms).unwrap_or_default();
    for alarm in alarms.values_mut() {
        let Follows::Metric(threshold) = &alarm.follows else { continue };
        if let Some((state, reason, data)) = threshold.judged(alarm.state, metrics, minute_ms) {
            alarm.enter(state, reason, Some(data), now);
        }
    }
    follow_rules(alarms, now);
}

/// Evaluates the composite alarms, until none follows another any more; those
/// that go round in a circle are left at that.
pub(super) fn follow_rules(alarms: &mut BTreeMap<String, Alarm>, now: Timestamp) {
    for _ in 0..alarms.len() {
        let told: Vec<_> = alarms
            .values()
            .filter_map(|alarm| match &alarm.follows {
                Follows::Metric(_) => None,
                Follows::Alarms(rule) => {
                    let told = rule.judged(alarm.state, alarms, now)?;
                    Some((alarm.name.clone(), told))
                }
            })
            .collect();
        if told.is_empty() {
            return;
        }
        for (name, (state, reason, data)) in told {
            if let Some(alarm) = alarms.get_mut(&name) {
                alarm.enter(state, reason, Some(data), now);
            }
        }
    }
}

impl Alarm {
    /// One that waits for its first evaluation.
    pub(crate) fn unchecked(name: String, follows: Follows, now: Timestamp) -> Self {
        Self {
            name,
            description: None,
            actions_enabled: true,
            actions: Default::default(),
            follows,
            configured: now,
            state: State::InsufficientData,
            reason: "Unchecked: Initial alarm creation".to_owned(),
            reason_data: None,
            updated: now,
            transitioned: now,
        }
    }

    /// Enters a state, by evaluation or because somebody set it.
    pub(crate) fn enter(
        &mut self,
        state: State,
        reason: String,
        reason_data: Option<String>,
        now: Timestamp,
    ) {
        if state != self.state {
            self.transitioned = now;
        }
        self.state = state;
        self.reason = reason;
        self.reason_data = reason_data;
        self.updated = now;
    }
}
