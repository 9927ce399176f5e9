//! The chart of calls by version.

use crossfade_engine::{
    acts::settled_at,
    chart::{Chart, Lane, Line, Range},
    journal::Act,
    ports::Point,
};

use super::{instant, millis};
use crate::dto::{ChartDto, ChartMarkDto, ChartRangeDto, PointDto, VersionSeriesDto};

/// How far back.
pub const fn range(range: ChartRangeDto) -> Range {
    match range {
        ChartRangeDto::Hour => Range::Hour,
        ChartRangeDto::ThreeHours => Range::ThreeHours,
        ChartRangeDto::Day => Range::Day,
        ChartRangeDto::Week => Range::Week,
    }
}

/// The chart with the acts that changed it.
pub fn chart(chart: &Chart, acts: &[Act]) -> ChartDto {
    ChartDto {
        from: instant(chart.window.from),
        to: instant(chart.window.to),
        period_seconds: chart.window.period_seconds,
        series: chart.lines.iter().map(series).collect(),
        marks: acts.iter().map(mark).collect(),
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

fn mark(act: &Act) -> ChartMarkDto {
    ChartMarkDto { at: millis(settled_at(act)), label: super::acts::title(act) }
}
