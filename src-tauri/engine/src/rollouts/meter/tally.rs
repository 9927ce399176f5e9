//! Minutes of CloudWatch put together to what one gate wants to know.

use std::collections::BTreeMap;

use crossfade_domain::{
    qualifier::{AliasName, Version},
    rollout::{
        gates::{Arms, Counts, Recent, Traffic},
        machine::{TrafficRequest, Window},
    },
};
use jiff::Timestamp;

use super::{minute, timestamp};
use crate::ports::{MetricKind, MetricQuery, Statistic};

/// A series' values by minute.
pub(super) type Points = BTreeMap<Timestamp, f64>;

const KINDS: [MetricKind; 4] =
    [MetricKind::Invocations, MetricKind::Errors, MetricKind::Throttles, MetricKind::Duration];

/// The series that a request is answered from.
pub(super) fn queries(
    function: &str,
    alias: &AliasName,
    request: &TrafficRequest,
) -> Vec<MetricQuery> {
    let of = |version| KINDS.map(|kind| query(function, alias, version, kind));
    [request.new, request.old].into_iter().flat_map(of).collect()
}

fn query(function: &str, alias: &AliasName, version: Version, metric: MetricKind) -> MetricQuery {
    let statistic = match metric {
        MetricKind::Invocations | MetricKind::Errors | MetricKind::Throttles => Statistic::Sum,
        MetricKind::Duration => Statistic::P95,
    };
    let (function, alias) = (function.to_owned(), Some(alias.to_string()));
    MetricQuery { metric, statistic, function, alias, version: Some(version) }
}

/// Both versions in both windows.
pub(super) fn traffic<'a>(
    function: &str,
    alias: &AliasName,
    request: &TrafficRequest,
    points: impl Fn(&MetricQuery) -> Option<&'a Points>,
) -> Traffic {
    let counts = |version, window| {
        let find = |kind| points(&query(function, alias, version, kind));
        counts(find, window)
    };
    let arms = |window| Arms { new: counts(request.new, window), old: counts(request.old, window) };
    let Arms { new, old } = arms(request.recent);
    let over = request.recent.to.since(request.recent.from);
    let recent = Recent { over, new: new.calls(), old: old.calls() };
    Traffic { step: arms(request.step), whole: arms(request.whole), recent }
}

fn counts<'a>(points: impl Fn(MetricKind) -> Option<&'a Points>, window: Window) -> Counts {
    let sum = |kind| within(points(kind), window).map(|(_, value)| value).sum::<f64>();
    Counts {
        invocations: whole(sum(MetricKind::Invocations)),
        errors: whole(sum(MetricKind::Errors)),
        throttles: whole(sum(MetricKind::Throttles)),
        p95_millis: p95(points(MetricKind::Duration), points(MetricKind::Invocations), window),
    }
}

/// The minutes' 95th percentiles, weighted by their calls. CloudWatch cannot
/// give the percentile of a window that begins within one of its periods, and
/// percentiles cannot be added up; this is near it as long as minutes are
/// alike, and no test is made on it that needs more.
fn p95(durations: Option<&Points>, calls: Option<&Points>, window: Window) -> Option<f64> {
    let (mut sum, mut weight) = (0.0, 0.0);
    for (at, duration) in within(durations, window) {
        let calls = calls.and_then(|calls| calls.get(&at)).copied().unwrap_or(1.0).max(1.0);
        sum += duration * calls;
        weight += calls;
    }
    (weight > 0.0).then(|| sum / weight)
}

/// The minutes that lie in the window whole or in part.
fn within(points: Option<&Points>, window: Window) -> impl Iterator<Item = (Timestamp, f64)> {
    let (from, to) = (minute(timestamp(window.from)), timestamp(window.to));
    let found = points.into_iter().flat_map(move |points| points.range(from..to.max(from)));
    found.map(|(at, value)| (*at, *value))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts are whole, not negative and far below 2^53"
)]
fn whole(count: f64) -> u64 {
    count.round().max(0.0) as u64
}

#[cfg(test)]
mod tests {
    use crossfade_domain::rollout::time::{Instant, Span};

    use super::*;

    #[test]
    fn a_window_takes_its_first_minute_whole_and_weighs_percentiles_by_calls() {
        let alias: AliasName = "PROD".parse().expect("a name");
        let (new, old) = (Version::Published(8), Version::Published(7));
        let window = |from: i64, to: i64| Window {
            from: Instant::from_millis(from * 1000),
            to: Instant::from_millis(to * 1000),
        };
        let (step, whole, recent) = (window(90, 150), window(0, 150), window(130, 150));
        let request = TrafficRequest { new, old, step, whole, recent };
        let at = |second| Timestamp::from_second(second).expect("an instant");
        let series = |values: [f64; 3]| -> Points {
            [at(0), at(60), at(120)].into_iter().zip(values).collect()
        };
        let mut all = std::collections::HashMap::new();
        all.insert(query("f", &alias, new, MetricKind::Invocations), series([1.0, 30.0, 10.0]));
        all.insert(query("f", &alias, new, MetricKind::Duration), series([5.0, 100.0, 200.0]));
        all.insert(query("f", &alias, new, MetricKind::Errors), series([0.0, 2.0, 1.0]));
        let seen = traffic("f", &alias, &request, |query| all.get(query));
        assert_eq!((seen.step.new.invocations, seen.step.new.errors), (40, 3));
        assert_eq!(seen.step.new.p95_millis, Some(125.0));
        assert_eq!(seen.whole.new.invocations, 41);
        assert_eq!(seen.recent.new, 10);
        assert_eq!(seen.recent.over, Span::from_secs(20));
        assert_eq!(seen.whole.old, Counts::default());
        assert_eq!(queries("f", &alias, &request).len(), 8);
    }
}
