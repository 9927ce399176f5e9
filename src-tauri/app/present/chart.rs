//! The chart of calls by version.

use crossfade_engine::{
    acts::settled_at,
    chart::{Chart, Lane, Line, Range},
    journal::{Act, LoggedRecord, RolloutStart},
    ports::Point,
};

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

/// What changed an alias, in order: single changes, and moves of rollouts.
pub fn marks(acts: &[Act], moves: &[(RolloutStart, LoggedRecord)]) -> Vec<Mark> {
    let acts = acts.iter().map(|act| Mark { at: settled_at(act), label: super::acts::title(act) });
    let moves = moves.iter().map(|(_, it)| Mark { at: it.at, label: it.sentence.clone() });
    let mut marks: Vec<Mark> = acts.chain(moves).collect();
    marks.sort_by_key(|mark| mark.at);
    marks
}
