//! The chart of calls by version.

use serde::{Deserialize, Serialize};
use specta::Type;

/// How far back a chart looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ChartRangeDto {
    /// The last hour.
    Hour,
    /// The last three hours.
    ThreeHours,
    /// The last day.
    Day,
    /// The last week.
    Week,
}

/// Calls and errors by executed version.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChartDto {
    /// First instant.
    pub from: String,
    /// Last instant.
    pub to: String,
    /// Seconds a point.
    pub period_seconds: u32,
    /// One series a version, ascending.
    pub series: Vec<VersionSeriesDto>,
    /// Changes to show in the chart.
    pub marks: Vec<ChartMarkDto>,
    /// False when CloudWatch did not send everything.
    pub complete: bool,
}

/// One version's points.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VersionSeriesDto {
    /// `7` or `$LATEST`.
    pub version: String,
    /// Calls a period.
    pub invocations: Vec<PointDto>,
    /// Failed calls a period.
    pub errors: Vec<PointDto>,
    /// Failed calls in percent of calls; absent where there were no calls.
    pub error_rate: Vec<PointDto>,
    /// Calls in the whole window.
    pub total_invocations: f64,
    /// Failed calls in the whole window.
    pub total_errors: f64,
}

/// One point.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PointDto {
    /// Milliseconds since 1970, UTC.
    pub at: f64,
    /// The value.
    pub value: f64,
}

/// A change of the alias, from the journal.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChartMarkDto {
    /// Milliseconds since 1970, UTC.
    pub at: f64,
    /// What happened.
    pub label: String,
}

/// A picture's format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ChartFormatDto {
    /// Drawn in dots.
    Png,
    /// Drawn in lines.
    Svg,
}

/// A file that the program wrote into the Downloads folder.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SavedFileDto {
    /// Its full path.
    pub path: String,
}
