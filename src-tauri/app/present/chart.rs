//! The chart of calls by version.

use std::collections::BTreeSet;

use crossfade_domain::rollout::gates::AlarmState;
use crossfade_engine::{
    acts::settled_at,
    chart::{Chart, Lane, Line, Range},
    journal::{Act, LoggedRecord, RolloutStart},
    ports::{Deployment, Point},
};
use serde_json::Value;

use super::{instant, millis};
use crate::dto::{ChartDto, ChartMarkDto, ChartRangeDto, PointDto, VersionSeriesDto};
use crate::report::Mark;

/// How far back.
pub const fn range(range: ChartRangeDto) -> Range {
    match range {
        ChartRangeDto::Hour => Range::Hour,
        ChartRangeDto::ThreeHours => Range::ThreeHours,
        ChartRangeDto::Day => Range::Day,
        ChartRangeDto::Week => Range::Week,
    }
}

/// The chart with the changes that show in it.
pub fn chart(chart: &Chart, marks: &[Mark]) -> ChartDto {
    ChartDto {
        from: instant(chart.window.from),
        to: instant(chart.window.to),
        period_seconds: chart.window.period_seconds,
        series: chart.lines.iter().map(series).collect(),
        marks: marks.iter().map(mark).collect(),
        complete: chart.complete,
    }
}

/// The lane's name: `7`, `$LATEST` or `without alias`.
pub fn lane_name(lane: Lane) -> String {
    match lane {
        Lane::Version(version) => version.to_string(),
        Lane::WithoutAlias => "without alias".to_owned(),
    }
}

fn series(line: &Line) -> VersionSeriesDto {
    VersionSeriesDto {
        version: lane_name(line.lane),
        invocations: points(&line.invocations),
        errors: points(&line.errors),
        error_rate: points(&line.error_rate()),
        total_invocations: line.total_invocations(),
        total_errors: line.total_errors(),
    }
}

fn points(points: &[Point]) -> Vec<PointDto> {
    points.iter().map(|point| PointDto { at: millis(point.at), value: point.value }).collect()
}

fn mark(mark: &Mark) -> ChartMarkDto {
    ChartMarkDto { at: millis(mark.at), label: mark.label.clone() }
}

/// When the alarms of a rollout fired and when they were OK again, as its
/// measurements say.
pub fn alarm_marks(measured: &[LoggedRecord]) -> Vec<Mark> {
    let mut firing: BTreeSet<String> = BTreeSet::new();
    let mut marks = Vec::new();
    for record in measured {
        let text = |alarm: &Value, name| alarm.get(name).and_then(Value::as_str).map(str::to_owned);
        let alarms = record.facts.get("alarms").and_then(Value::as_array);
        for alarm in alarms.into_iter().flatten() {
            let (Some(name), Some(state)) = (text(alarm, "name"), text(alarm, "state")) else {
                continue;
            };
            let fires = state == AlarmState::Alarm.word();
            let label = if fires && firing.insert(name.clone()) {
                format!("Alarm {name} fires")
            } else if !fires && firing.remove(&name) {
                format!("Alarm {name} is quiet again")
            } else {
                continue;
            };
            marks.push(Mark { at: record.at, label });
        }
    }
    marks
}

/// When CodeDeploy stopped over an alarm.
pub fn stop_marks(deployments: &[Deployment]) -> Vec<Mark> {
    let stopped = |it: &Deployment| {
        let alarm = it.error.as_ref().is_some_and(|(code, _)| code == "ALARM_ACTIVE");
        let at = it.completed.filter(|_| alarm)?;
        Some(Mark { at, label: format!("An alarm stops {}", it.id) })
    };
    deployments.iter().filter_map(stopped).collect()
}

/// What changed an alias, in order: single changes, and moves of rollouts.
pub fn marks(acts: &[Act], moves: &[(RolloutStart, LoggedRecord)]) -> Vec<Mark> {
    let acts = acts.iter().map(|act| Mark { at: settled_at(act), label: super::acts::title(act) });
    let moves = moves.iter().map(|(start, it)| Mark { at: it.at, label: share(start, it) });
    let mut marks: Vec<Mark> = acts.chain(moves).collect();
    marks.sort_by_key(|mark| mark.at);
    marks
}

/// Which share the new version has after a move.
fn share(start: &RolloutStart, moved: &LoggedRecord) -> String {
    let percent = moved.facts.get("percent").and_then(Value::as_f64);
    percent.map_or_else(
        || moved.sentence.clone(),
        |percent| format!("{percent} % to version {}", start.to),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_alarm_is_marked_where_it_fires_and_where_it_is_quiet_again() {
        let record = |number: u32, state: &str| LoggedRecord {
            number,
            at: jiff::Timestamp::from_second(i64::from(number) * 60).expect("an instant"),
            kind: "measured".to_owned(),
            sentence: String::new(),
            facts: json!({ "alarms": [{ "name": "errors", "state": state }] }),
        };
        let states = ["OK", "ALARM", "ALARM", "INSUFFICIENT_DATA", "OK", "ALARM"];
        let records: Vec<_> = (0..).zip(states).map(|(at, state)| record(at, state)).collect();
        let told: Vec<_> =
            alarm_marks(&records).into_iter().map(|it| (it.at.as_second(), it.label)).collect();
        let fires = || "Alarm errors fires".to_owned();
        let quiet = "Alarm errors is quiet again".to_owned();
        assert_eq!(told, [(60, fires()), (180, quiet), (300, fires())]);
    }
}
