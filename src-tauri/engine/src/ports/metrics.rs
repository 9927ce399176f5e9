//! CloudWatch metric points.

use async_trait::async_trait;
use crossfade_domain::qualifier::Version;
use jiff::Timestamp;

use super::Answer;

/// The metrics of `AWS/Lambda` that Crossfade reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MetricKind {
    /// Calls of the function's code, count.
    Invocations,
    /// Invocations that ended in an error, count.
    Errors,
    /// Calls refused for want of concurrency, count.
    Throttles,
    /// Time spent, milliseconds.
    Duration,
}

/// How points of one period are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Statistic {
    /// Total.
    Sum,
    /// Mean.
    Average,
    /// 95th percentile.
    P95,
}

/// One series to ask for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MetricQuery {
    /// Which metric.
    pub metric: MetricKind,
    /// How to put points together.
    pub statistic: Statistic,
    /// Dimension `FunctionName`.
    pub function: String,
    /// With an alias, dimension `Resource` = `function:alias`.
    pub alias: Option<String>,
    /// With a version, dimension `ExecutedVersion` (needs an alias).
    pub version: Option<Version>,
}

/// From when to when, and how finely.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MetricWindow {
    /// First instant, included.
    pub from: Timestamp,
    /// Last instant, left out.
    pub to: Timestamp,
    /// Seconds a point, a multiple of 60.
    pub period_seconds: u32,
}

/// One point: a period's start and its value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The period's start.
    pub at: Timestamp,
    /// The value, in the metric's unit.
    pub value: f64,
}

/// The points of one query, ascending; periods without data are absent.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What was asked.
    pub query: MetricQuery,
    /// What came back.
    pub points: Vec<Point>,
    /// False when CloudWatch said that not all data came back.
    pub complete: bool,
}

/// Reads metric points.
#[async_trait]
pub trait MetricSource: Send + Sync {
    /// One series a query, in the same order (`GetMetricData`, up to 500
    /// queries a call, as many calls as that takes).
    async fn series(&self, queries: &[MetricQuery], window: MetricWindow) -> Answer<Vec<Series>>;
    /// The versions that executed calls of `function:alias` of late
    /// (`ListMetrics` over the dimension `ExecutedVersion`).
    async fn executed_versions(&self, function: &str, alias: &str) -> Answer<Vec<Version>>;
}
