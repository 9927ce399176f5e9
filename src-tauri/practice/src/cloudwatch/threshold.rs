//! What a metric alarm watches, and what follows from its datapoints.
//!
//! Missing data counts as `TreatMissingData` says, by the tables in
//! `CloudWatch`'s documentation ("Configuring how alarms treat missing data").

use std::cmp::Reverse;

use jiff::Timestamp;
use serde_json::json;

use super::{
    alarm::State,
    query::{Evaluation, MetricStat, Query, Window},
};
use crate::world::metrics::Metrics;

/// A metric held against a threshold.
#[derive(Debug, Clone)]
pub(crate) struct Threshold {
    /// What is watched.
    pub watched: Watched,
    /// `Unit`
    pub unit: Option<String>,
    /// `EvaluationPeriods`
    pub evaluation_periods: usize,
    /// `DatapointsToAlarm`
    pub needed_datapoints: Option<usize>,
    /// `Threshold`
    pub limit: f64,
    /// `ComparisonOperator`
    pub comparison: Comparison,
    /// `TreatMissingData`
    pub missing: TreatMissing,
    /// `EvaluateLowSampleCountPercentile`
    pub low_samples: Option<String>,
}

/// What an alarm watches.
#[derive(Debug, Clone)]
pub(crate) enum Watched {
    /// One metric.
    Metric(MetricStat),
    /// Metric math.
    Math {
        /// Exactly one of them returns data.
        queries: Vec<Query>,
        /// The longest period among them, in milliseconds.
        period_ms: i64,
    },
}

/// `ComparisonOperator`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    /// `GreaterThanOrEqualToThreshold`
    GreaterOrEqual,
    /// `GreaterThanThreshold`
    Greater,
    /// `LessThanThreshold`
    Less,
    /// `LessThanOrEqualToThreshold`
    LessOrEqual,
}

/// `TreatMissingData`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TreatMissing {
    /// `missing`
    Unknown,
    /// `ignore`
    Ignore,
    /// `breaching`
    Breaching,
    /// `notBreaching`
    NotBreaching,
}

impl Comparison {
    const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::GreaterOrEqual, "GreaterThanOrEqualToThreshold", "greater than or equal to"),
        (Self::Greater, "GreaterThanThreshold", "greater than"),
        (Self::Less, "LessThanThreshold", "less than"),
        (Self::LessOrEqual, "LessThanOrEqualToThreshold", "less than or equal to"),
    ];

    /// Reads AWS's word.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, word, _)| *word == name).map(|(it, _, _)| it)
    }

    /// AWS's word.
    pub(crate) fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(it, _, _)| *it == self).map_or("", |(_, word, _)| word)
    }

    fn words(self) -> &'static str {
        Self::ALL.into_iter().find(|(it, _, _)| *it == self).map_or("", |(_, _, words)| words)
    }

    fn breached(self, value: f64, threshold: f64) -> bool {
        match self {
            Self::GreaterOrEqual => value >= threshold,
            Self::Greater => value > threshold,
            Self::Less => value < threshold,
            Self::LessOrEqual => value <= threshold,
        }
    }
}

impl TreatMissing {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Unknown, "missing"),
        (Self::Ignore, "ignore"),
        (Self::Breaching, "breaching"),
        (Self::NotBreaching, "notBreaching"),
    ];

    /// Reads AWS's word.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, word)| *word == name).map(|(it, _)| it)
    }

    /// AWS's word.
    pub(crate) fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(it, _)| *it == self).map_or("", |(_, word)| word)
    }
}

/// `CloudWatch` looks at a few periods more than it evaluates.
const LOOK_BACK: usize = 2;

impl Threshold {
    fn period_ms(&self) -> i64 {
        match &self.watched {
            Watched::Metric(stat) => stat.period_ms,
            Watched::Math { period_ms, .. } => *period_ms,
        }
    }

    /// How many of the evaluated datapoints must breach.
    fn needed(&self) -> usize {
        self.needed_datapoints.unwrap_or(self.evaluation_periods)
    }

    /// The state that follows from the datapoints, with its reason and the
    /// reason's data; `None` when it stays `held`.
    pub(super) fn judged(
        &self,
        held: State,
        metrics: &Metrics,
        now_ms: i64,
    ) -> Option<(State, String, String)> {
        let points = self.points(metrics, now_ms);
        let breaches: Vec<bool> =
            points.iter().map(|(_, value)| self.comparison.breached(*value, self.limit)).collect();
        let state = judge(&breaches, self.evaluation_periods, self.needed(), self.missing)
            .filter(|state| *state != held)?;
        let now = Timestamp::from_millisecond(now_ms).unwrap_or_default();
        let (reason, data) = self.why(state, &points, now);
        Some((state, reason, data))
    }

    /// The newest datapoints, at most as many as are evaluated, newest first.
    fn points(&self, metrics: &Metrics, now_ms: i64) -> Vec<(i64, f64)> {
        let period_ms = self.period_ms();
        let periods = i64::try_from(self.evaluation_periods + LOOK_BACK).unwrap_or(1);
        let window = Window { from_ms: now_ms - periods * period_ms, to_ms: now_ms };
        let all = match &self.watched {
            Watched::Metric(stat) => stat.points(metrics, window),
            Watched::Math { queries, .. } => {
                let mut evaluation = Evaluation::new(queries, metrics, window);
                let wanted = queries.iter().find(|query| query.returns);
                let series = wanted.and_then(|query| evaluation.series(query).ok());
                series.and_then(|all| all.into_iter().next()).unwrap_or_default().points
            }
        };
        let mut points: Vec<(i64, f64)> = all.into_iter().collect();
        points.sort_by_key(|(at, _)| Reverse(*at));
        points.truncate(self.evaluation_periods);
        points
    }

    fn why(&self, state: State, points: &[(i64, f64)], now: Timestamp) -> (String, String) {
        let values: Vec<f64> = points.iter().map(|(_, value)| *value).collect();
        let data = json!({
            "version": "1.0",
            "queryDate": now.strftime("%Y-%m-%dT%H:%M:%S.%3f+0000").to_string(),
            "period": self.period_ms() / 1000,
            "recentDatapoints": values,
            "threshold": self.limit,
        });
        let breaching =
            values.iter().filter(|value| self.comparison.breached(**value, self.limit)).count();
        let listed =
            points.iter().map(|(at, value)| dated(*at, *value)).collect::<Vec<_>>().join(", ");
        let (count, last) = (values.len(), self.evaluation_periods);
        let plural = if last == 1 { "datapoint" } else { "datapoints" };
        let words = self.comparison.words();
        let reason = match state {
            State::InsufficientData => format!("Insufficient Data: {last} {plural} were unknown."),
            State::Alarm => format!(
                "Threshold Crossed: {breaching} out of the last {last} datapoints [{listed}] was \
                 {words} the threshold ({:?}) (minimum {} {plural} for OK -> ALARM transition).",
                self.limit,
                self.needed(),
            ),
            State::Ok if count == 0 => {
                format!(
                    "Threshold Crossed: no datapoints were received for {last} {plural} and \
                         {last} missing {plural} were treated as [NonBreaching]."
                )
            }
            State::Ok => format!(
                "Threshold Crossed: {} out of the last {last} datapoints [{listed}] was not {words} \
                 the threshold ({:?}) (minimum {} {plural} for ALARM -> OK transition).",
                count - breaching,
                self.limit,
                last + 1 - self.needed().min(last),
            ),
        };
        (reason, data.to_string())
    }
}

/// `3.0 (23/11/26 10:00:00)`
fn dated(at_ms: i64, value: f64) -> String {
    let at = Timestamp::from_millisecond(at_ms).unwrap_or_default();
    format!("{value:?} ({})", at.strftime("%d/%m/%y %H:%M:%S"))
}

/// The state that follows from the datapoints that are there, newest first, at
/// most `periods` of them; `None` keeps the state as it is.
fn judge(breaches: &[bool], periods: usize, needed: usize, missing: TreatMissing) -> Option<State> {
    let breaching = breaches.iter().filter(|it| **it).count();
    let fine = breaches.len() - breaching;
    let filled = periods.saturating_sub(breaches.len());
    if breaching >= needed {
        return Some(State::Alarm);
    }
    match missing {
        TreatMissing::Breaching if breaching + filled >= needed => Some(State::Alarm),
        TreatMissing::Ignore if filled > 0 && fine == 0 => None,
        TreatMissing::Unknown if breaches.is_empty() => Some(State::InsufficientData),
        TreatMissing::Unknown if filled > 0 && fine == 0 => Some(State::Alarm),
        TreatMissing::Unknown
        | TreatMissing::Ignore
        | TreatMissing::Breaching
        | TreatMissing::NotBreaching => Some(State::Ok),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One row of the documentation's tables: datapoints newest last, `X`
    /// breaching, `0` not, `-` missing; then what each treatment comes to.
    fn row(points: &str, needed: usize) -> [Option<State>; 4] {
        let breaches: Vec<bool> = points
            .split(' ')
            .rev()
            .filter(|point| *point != "-")
            .map(|point| point == "X")
            .take(3)
            .collect();
        [
            TreatMissing::Unknown,
            TreatMissing::Ignore,
            TreatMissing::Breaching,
            TreatMissing::NotBreaching,
        ]
        .map(|missing| judge(&breaches, 3, needed, missing))
    }

    const OK: Option<State> = Some(State::Ok);
    const ALARM: Option<State> = Some(State::Alarm);
    const INSUFFICIENT: Option<State> = Some(State::InsufficientData);
    const RETAIN: Option<State> = None;

    #[test]
    fn three_of_three_as_documented() {
        assert_eq!(row("0 - X - X", 3), [OK, OK, OK, OK]);
        assert_eq!(row("0 - - - -", 3), [OK, OK, OK, OK]);
        assert_eq!(row("- - - - -", 3), [INSUFFICIENT, RETAIN, ALARM, OK]);
        assert_eq!(row("0 X X - X", 3), [ALARM, ALARM, ALARM, ALARM]);
        assert_eq!(row("- - X - -", 3), [ALARM, RETAIN, ALARM, OK]);
    }

    #[test]
    fn two_of_three_as_documented() {
        assert_eq!(row("0 - X - X", 2), [ALARM, ALARM, ALARM, ALARM]);
        assert_eq!(row("0 0 X 0 X", 2), [ALARM, ALARM, ALARM, ALARM]);
        assert_eq!(row("0 - X - -", 2), [OK, OK, ALARM, OK]);
        assert_eq!(row("- - - - 0", 2), [OK, OK, ALARM, OK]);
        assert_eq!(row("- - - X -", 2), [ALARM, RETAIN, ALARM, OK]);
    }
}
