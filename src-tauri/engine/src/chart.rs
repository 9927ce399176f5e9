//! Calls and errors by executed version.
//!
//! CloudWatch knows the executed version only of calls that came through an
//! alias (dimensions `FunctionName`, `Resource`, `ExecutedVersion`). What the
//! function got besides is shown as [`Lane::WithoutAlias`], the rest of the
//! function's own total.
//!
//! Which versions to ask for says `ListMetrics`, but only a quarter of an hour
//! after a version's first call, and no longer two weeks after its last. So the
//! versions that the alias calls now, and those that a chart is known to be
//! about, are asked for whatever it says.
//!
//! Invariant: no call is counted in two lanes.

use std::collections::{BTreeMap, BTreeSet};

use crossfade_domain::{
    alias::Routing,
    qualifier::{AliasName, Version},
};
use jiff::{SignedDuration, Timestamp};

use crate::ports::{
    Account, Answer, MetricKind, MetricQuery, MetricWindow, Point, Series, Statistic,
};

/// How far back a chart looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Range {
    /// The last hour, a point a minute.
    Hour,
    /// The last three hours, a point a minute.
    ThreeHours,
    /// The last day, a point every five minutes.
    Day,
    /// The last week, a point an hour.
    Week,
}

impl Range {
    const fn hours(self) -> i64 {
        match self {
            Self::Hour => 1,
            Self::ThreeHours => 3,
            Self::Day => 24,
            Self::Week => 24 * 7,
        }
    }

    const fn period_seconds(self) -> u32 {
        match self {
            Self::Hour | Self::ThreeHours => 60,
            Self::Day => 300,
            Self::Week => 3600,
        }
    }

    /// The window that ends with the period under way at `now`.
    #[must_use]
    pub fn window(self, now: Timestamp) -> MetricWindow {
        let period = i64::from(self.period_seconds());
        let end = (now.as_second().div_euclid(period) + 1) * period;
        let to = Timestamp::from_second(end).unwrap_or(Timestamp::MAX);
        let from = to.checked_sub(SignedDuration::from_hours(self.hours())).unwrap_or(to);
        MetricWindow { from, to, period_seconds: self.period_seconds() }
    }
}

/// Whose calls a line shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// Calls that an alias sent to this version.
    Version(Version),
    /// Calls that came through no alias.
    WithoutAlias,
}

/// One line: calls and errors a period, zero where there were none.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Whose calls.
    pub lane: Lane,
    /// Calls.
    pub invocations: Vec<Point>,
    /// Failed calls.
    pub errors: Vec<Point>,
}

impl Line {
    /// Calls in the whole window.
    #[must_use]
    pub fn total_invocations(&self) -> f64 {
        self.invocations.iter().map(|point| point.value).sum()
    }

    /// Failed calls in the whole window.
    #[must_use]
    pub fn total_errors(&self) -> f64 {
        self.errors.iter().map(|point| point.value).sum()
    }

    /// Failed calls in percent of calls, for periods with calls.
    #[must_use]
    pub fn error_rate(&self) -> Vec<Point> {
        let rate = |(calls, errors): (&Point, &Point)| {
            (calls.value > 0.0).then(|| Point {
                at: calls.at,
                value: (100.0 * errors.value / calls.value).min(100.0),
            })
        };
        self.invocations.iter().zip(&self.errors).filter_map(rate).collect()
    }
}

/// A chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// Its window.
    pub window: MetricWindow,
    /// Its lines, versions ascending, without alias last.
    pub lines: Vec<Line>,
    /// False when CloudWatch did not send everything.
    pub complete: bool,
}

/// The chart of one alias, or of a whole function.
///
/// # Errors
/// When CloudWatch or Lambda cannot be asked.
pub async fn chart(
    account: &Account,
    now: Timestamp,
    function: &str,
    alias: Option<&AliasName>,
    range: Range,
) -> Answer<Chart> {
    chart_in(account, function, alias, &[], range.window(now)).await
}

/// What a chart of the past is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// From when.
    pub from: Timestamp,
    /// Until when.
    pub to: Timestamp,
    /// The versions that are known to have had calls.
    pub versions: Vec<Version>,
}

impl Stretch {
    /// Points as fine as its length allows, and as CloudWatch still has them:
    /// those of a minute for 15 days, of five minutes for 63 days, of an hour
    /// for 455 days.
    fn period(&self, now: Timestamp) -> i64 {
        let by_length = match self.to.duration_since(self.from).as_hours() {
            0..=5 => 60,
            6..=23 => 300,
            _ => 3600,
        };
        let by_age = match now.duration_since(self.from).as_hours() {
            ..=359 => 60,
            360..=1511 => 300,
            _ => 3600,
        };
        by_length.max(by_age)
    }
}

/// The chart of a stretch of time.
///
/// # Errors
/// When CloudWatch or Lambda cannot be asked.
pub async fn chart_between(
    account: &Account,
    now: Timestamp,
    function: &str,
    alias: &AliasName,
    stretch: &Stretch,
) -> Answer<Chart> {
    let period = stretch.period(now);
    let edge = |at: Timestamp, periods: i64| Timestamp::from_second(periods * period).unwrap_or(at);
    let before = |at: Timestamp| at.as_second().div_euclid(period);
    // A stretch that ends with a period has nothing of the next one.
    let after = |at: Timestamp| -(-at.as_second()).div_euclid(period);
    let period_seconds = u32::try_from(period).unwrap_or(60);
    let from = edge(stretch.from, before(stretch.from));
    let to = edge(stretch.to, after(stretch.to));
    let window = MetricWindow { from, to, period_seconds };
    chart_in(account, function, Some(alias), &stretch.versions, window).await
}

async fn chart_in(
    account: &Account,
    function: &str,
    alias: Option<&AliasName>,
    known: &[Version],
    window: MetricWindow,
) -> Answer<Chart> {
    let mut queries = Vec::new();
    for (alias, mut versions) in called(account, function, alias).await? {
        versions.extend(known);
        versions.extend(account.metrics.executed_versions(function, alias.as_str()).await?);
        for version in versions {
            queries.extend(pair(function, Some(&alias), Some(version)));
        }
    }
    if alias.is_none() {
        queries.extend(pair(function, None, None));
    }
    let series = account.metrics.series(&queries, window).await?;
    Ok(drawn(window, &series))
}

/// The aliases that a chart shows, with the versions that each calls now. One
/// that was deleted may have had calls all the same.
async fn called(
    account: &Account,
    function: &str,
    alias: Option<&AliasName>,
) -> Answer<Vec<(AliasName, BTreeSet<Version>)>> {
    let versions =
        |routing: &Routing| routing.shares().iter().map(|(version, _)| *version).collect();
    let Some(name) = alias else {
        let all = account.functions.aliases(function).await?.into_iter();
        return Ok(all.map(|it| (it.name, versions(&it.routing))).collect());
    };
    let standing = account.aliases.alias(function, name).await?;
    let versions = standing.map_or_else(BTreeSet::new, |it| versions(&it.routing));
    Ok(vec![(name.clone(), versions)])
}

fn pair(function: &str, alias: Option<&AliasName>, version: Option<Version>) -> [MetricQuery; 2] {
    [MetricKind::Invocations, MetricKind::Errors].map(|metric| MetricQuery {
        metric,
        statistic: Statistic::Sum,
        function: function.to_owned(),
        alias: alias.map(ToString::to_string),
        version,
    })
}

/// Sums a period's values by lane and metric.
fn drawn(window: MetricWindow, series: &[Series]) -> Chart {
    let mut sums: BTreeMap<(Lane, bool), BTreeMap<Timestamp, f64>> = BTreeMap::new();
    for Series { query, points, .. } in series {
        let errors = query.metric == MetricKind::Errors;
        for point in points {
            let mut add = |lane, value| {
                *sums.entry((lane, errors)).or_default().entry(point.at).or_default() += value;
            };
            match query.version {
                Some(version) => {
                    add(Lane::Version(version), point.value);
                    add(Lane::WithoutAlias, -point.value);
                }
                None => add(Lane::WithoutAlias, point.value),
            }
        }
    }
    let whole_function = series.iter().any(|series| series.query.version.is_none());
    let lanes: BTreeSet<Lane> = sums.keys().map(|(lane, _)| *lane).collect();
    let times = times(window);
    let points = |lane, errors| -> Vec<Point> {
        let found = sums.get(&(lane, errors));
        let value = |at| found.and_then(|found| found.get(&at)).copied().unwrap_or(0.0);
        times.iter().map(|&at| Point { at, value: value(at).max(0.0) }).collect()
    };
    let lines = lanes
        .into_iter()
        .filter(|lane| whole_function || *lane != Lane::WithoutAlias)
        .map(|lane| Line { lane, invocations: points(lane, false), errors: points(lane, true) })
        .filter(|line| line.total_invocations() > 0.0 || line.total_errors() > 0.0)
        .collect();
    Chart { window, lines, complete: series.iter().all(|series| series.complete) }
}

fn times(window: MetricWindow) -> Vec<Timestamp> {
    let (from, to) = (window.from.as_second(), window.to.as_second());
    let period = usize::try_from(window.period_seconds).unwrap_or(usize::MAX).max(1);
    (from..to).step_by(period).filter_map(|second| Timestamp::from_second(second).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(
        alias: Option<&str>,
        version: Option<u64>,
        metric: MetricKind,
        values: &[f64],
    ) -> Series {
        let window = window();
        Series {
            query: MetricQuery {
                metric,
                statistic: Statistic::Sum,
                function: "orders".to_owned(),
                alias: alias.map(str::to_owned),
                version: version.map(Version::Published),
            },
            points: times(window)
                .into_iter()
                .zip(values)
                .map(|(at, &value)| Point { at, value })
                .collect(),
            complete: true,
        }
    }

    fn window() -> MetricWindow {
        let at = |second| Timestamp::from_second(second).expect("an instant");
        MetricWindow { from: at(0), to: at(180), period_seconds: 60 }
    }

    fn values(points: &[Point]) -> Vec<f64> {
        points.iter().map(|point| point.value).collect()
    }

    #[test]
    fn no_call_is_counted_twice() {
        let calls = MetricKind::Invocations;
        let chart = drawn(
            window(),
            &[
                series(Some("PROD"), Some(7), calls, &[3.0, 2.0, 0.0]),
                series(Some("BETA"), Some(7), calls, &[0.0, 1.0]),
                series(Some("PROD"), Some(8), calls, &[0.0, 1.0, 4.0]),
                series(Some("PROD"), Some(8), MetricKind::Errors, &[0.0, 0.0, 1.0]),
                series(None, None, calls, &[5.0, 4.0, 4.0]),
                series(None, None, MetricKind::Errors, &[0.0, 0.0, 1.0]),
            ],
        );
        let lines: Vec<_> =
            chart.lines.iter().map(|line| (line.lane, values(&line.invocations))).collect();
        assert_eq!(
            lines,
            [
                (Lane::Version(Version::Published(7)), vec![3.0, 3.0, 0.0]),
                (Lane::Version(Version::Published(8)), vec![0.0, 1.0, 4.0]),
                (Lane::WithoutAlias, vec![2.0, 0.0, 0.0]),
            ]
        );
        assert_eq!(values(&chart.lines[1].error_rate()), [0.0, 25.0]);
        assert!((chart.lines[2].total_errors()).abs() < f64::EPSILON);
    }

    #[test]
    fn one_alias_shows_only_its_versions() {
        let one = series(Some("PROD"), Some(7), MetricKind::Invocations, &[3.0]);
        let chart = drawn(window(), &[one]);
        assert_eq!(chart.lines.len(), 1);
        assert_eq!(values(&chart.lines[0].invocations), [3.0, 0.0, 0.0]);
    }

    #[test]
    fn points_are_as_fine_as_length_and_age_allow() {
        let now: Timestamp = "2026-11-23T10:00:00Z".parse().expect("an instant");
        let period = |days_ago: i64, hours: i64| {
            let from = now - SignedDuration::from_hours(24 * days_ago);
            let to = from + SignedDuration::from_hours(hours);
            Stretch { from, to, versions: Vec::new() }.period(now)
        };
        assert_eq!([period(0, 1), period(14, 1), period(14, 10)], [60, 60, 300]);
        assert_eq!([period(15, 1), period(62, 1), period(62, 48)], [300, 300, 3600]);
        assert_eq!([period(63, 1), period(400, 1)], [3600, 3600]);
    }

    #[test]
    fn a_window_holds_whole_periods_and_the_one_under_way() {
        let now = "2026-11-23T10:07:31Z".parse().expect("an instant");
        let window = Range::Hour.window(now);
        assert_eq!(window.to.to_string(), "2026-11-23T10:08:00Z");
        assert_eq!(times(window).len(), 60);
        assert_eq!(Range::Day.window(now).to.to_string(), "2026-11-23T10:10:00Z");
    }
}
