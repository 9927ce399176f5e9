//! What `CloudWatch` knows of Lambda: one-minute points of Invocations, Errors,
//! Throttles and Duration.
//!
//! Each invocation is stored once, under how it was addressed and which version
//! ran; the dimension sets that Lambda publishes are sums over those.
//! Invariant: a point carries the minute in which the invocation began.

use std::collections::BTreeMap;

use crossfade_domain::qualifier::{Qualifier, Version};

use super::{behaviour::Outcome, function::Invoked};

/// One minute, in milliseconds.
pub(crate) const MINUTE_MS: i64 = 60_000;
/// `CloudWatch` keeps one-minute points for 15 days.
const KEPT_MS: i64 = 15 * 24 * 60 * MINUTE_MS;
/// The namespace of Lambda's metrics.
pub(crate) const NAMESPACE: &str = "AWS/Lambda";

/// Every point of every function.
#[derive(Debug, Clone, Default)]
pub(crate) struct Metrics {
    functions: BTreeMap<String, Vec<Series>>,
}

/// The invocations of one function that were addressed alike and ran alike.
#[derive(Debug, Clone)]
struct Series {
    qualifier: Option<Qualifier>,
    version: Version,
    /// The dimension sets under which Lambda publishes them, each sorted by name.
    dimension_sets: Vec<Vec<(String, String)>>,
    minutes: BTreeMap<i64, Minute>,
}

#[derive(Debug, Clone, Default)]
struct Minute {
    errors: u32,
    throttles: u32,
    durations: Vec<f32>,
}

/// The metrics that are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MetricName {
    /// `Duration`, in milliseconds.
    Duration,
    /// `Errors`
    Errors,
    /// `Invocations`
    Invocations,
    /// `Throttles`
    Throttles,
}

impl MetricName {
    /// All of them, by name.
    pub(crate) const ALL: [Self; 4] =
        [Self::Duration, Self::Errors, Self::Invocations, Self::Throttles];

    /// AWS's name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Duration => "Duration",
            Self::Errors => "Errors",
            Self::Invocations => "Invocations",
            Self::Throttles => "Throttles",
        }
    }
}

/// A metric as a client names it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Metric {
    /// `Namespace`
    pub namespace: String,
    /// `MetricName`
    pub name: String,
    /// `Dimensions`, sorted by name.
    pub dimensions: Vec<(String, String)>,
}

/// The values of one period: each with how often it occurred.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Sample(pub Vec<(f64, f64)>);

impl Metrics {
    /// Counts one invocation that began at `at_ms`.
    pub(crate) fn record(
        &mut self,
        function: &str,
        qualifier: Option<&Qualifier>,
        invoked: &Invoked,
        at_ms: i64,
    ) {
        let all = match self.functions.get_mut(function) {
            Some(all) => all,
            None => self.functions.entry(function.to_owned()).or_default(),
        };
        let alike =
            |it: &Series| it.version == invoked.version && it.qualifier.as_ref() == qualifier;
        let place = all.iter().position(alike).unwrap_or_else(|| {
            all.push(Series::new(function, qualifier, invoked.version));
            all.len() - 1
        });
        let minute = all[place].minutes.entry(at_ms.div_euclid(MINUTE_MS) * MINUTE_MS).or_default();
        match invoked.run.outcome {
            Outcome::Throttled => minute.throttles += 1,
            Outcome::Failed | Outcome::TimedOut => {
                minute.errors += 1;
                minute.ran(invoked.run.took_ms);
            }
            Outcome::Success => minute.ran(invoked.run.took_ms),
        }
    }

    /// Drops what `CloudWatch` would no longer keep.
    pub(crate) fn forget(&mut self, now_ms: i64) {
        for series in self.functions.values_mut().flatten() {
            series.minutes = series.minutes.split_off(&(now_ms - KEPT_MS));
        }
    }

    /// The samples of a metric from `from_ms` up to but not including `to_ms`,
    /// in periods counted from `from_ms`. Periods without data are left out.
    pub(crate) fn samples(
        &self,
        metric: &Metric,
        from_ms: i64,
        to_ms: i64,
        period_ms: i64,
    ) -> BTreeMap<i64, Sample> {
        let mut samples: BTreeMap<i64, Sample> = BTreeMap::new();
        let Some(name) = MetricName::ALL.into_iter().find(|it| it.name() == metric.name) else {
            return samples;
        };
        if metric.namespace != NAMESPACE || from_ms >= to_ms {
            return samples;
        }
        for series in self.matching(&metric.dimensions) {
            for (at, minute) in series.minutes.range(from_ms..to_ms) {
                let values = minute.values(name);
                if !values.is_empty() {
                    let start = from_ms + (at - from_ms) / period_ms * period_ms;
                    samples.entry(start).or_default().0.extend(values);
                }
            }
        }
        samples
    }

    /// Every metric that has data at or after `since_ms`, and had some before or
    /// at `known_ms`, in the order of function, dimensions and name.
    pub(crate) fn list(&self, since_ms: i64, known_ms: i64) -> Vec<Metric> {
        let mut sets: Vec<Vec<(String, String)>> = Vec::new();
        for series in self.functions.values().flatten() {
            let known = series.minutes.first_key_value().is_some_and(|(at, _)| *at <= known_ms);
            if known && series.minutes.range(since_ms..).next().is_some() {
                sets.extend(series.dimension_sets.iter().cloned());
            }
        }
        sets.sort();
        sets.dedup();
        let all_names = |dimensions: Vec<(String, String)>| {
            MetricName::ALL.map(|name| Metric {
                namespace: NAMESPACE.to_owned(),
                name: name.name().to_owned(),
                dimensions: dimensions.clone(),
            })
        };
        sets.into_iter().flat_map(all_names).collect()
    }

    fn matching<'a>(
        &'a self,
        dimensions: &'a [(String, String)],
    ) -> impl Iterator<Item = &'a Series> + 'a {
        let matches = move |it: &&Series| it.dimension_sets.iter().any(|set| set == dimensions);
        self.functions.values().flatten().filter(matches)
    }
}

impl Series {
    fn new(function: &str, qualifier: Option<&Qualifier>, version: Version) -> Self {
        Self {
            qualifier: qualifier.cloned(),
            version,
            dimension_sets: dimension_sets(function, qualifier, version),
            minutes: BTreeMap::new(),
        }
    }
}

/// Only calls through an alias carry `ExecutedVersion`.
fn dimension_sets(
    function: &str,
    qualifier: Option<&Qualifier>,
    version: Version,
) -> Vec<Vec<(String, String)>> {
    let dimension = |name: &str, value: String| (name.to_owned(), value);
    let resource = match qualifier {
        Some(qualifier) => format!("{function}:{qualifier}"),
        None => function.to_owned(),
    };
    let function = dimension("FunctionName", function.to_owned());
    let resource = dimension("Resource", resource);
    let mut sets =
        vec![Vec::new(), vec![function.clone()], vec![function.clone(), resource.clone()]];
    if let Some(Qualifier::Alias(_)) = qualifier {
        sets.push(vec![dimension("ExecutedVersion", version.to_string()), function, resource]);
    }
    sets
}

impl Minute {
    fn ran(&mut self, took_ms: f64) {
        #[expect(clippy::cast_possible_truncation, reason = "milliseconds, to seven digits")]
        self.durations.push(took_ms as f32);
    }

    fn values(&self, name: MetricName) -> Vec<(f64, f64)> {
        let ran = f64::from(u32::try_from(self.durations.len()).unwrap_or(u32::MAX));
        let (errors, throttles) = (f64::from(self.errors), f64::from(self.throttles));
        let mut values = match name {
            MetricName::Duration => self.durations.iter().map(|it| (f64::from(*it), 1.0)).collect(),
            MetricName::Errors => vec![(0.0, ran - errors), (1.0, errors)],
            MetricName::Invocations => vec![(1.0, ran)],
            MetricName::Throttles => vec![(0.0, ran), (1.0, throttles)],
        };
        values.retain(|(_, count)| *count > 0.0);
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::behaviour::Run;

    fn metric(name: &str, dimensions: &[(&str, &str)]) -> Metric {
        let mut dimensions: Vec<_> =
            dimensions.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        dimensions.sort();
        Metric { namespace: NAMESPACE.to_owned(), name: name.to_owned(), dimensions }
    }

    fn three_calls() -> Metrics {
        let mut metrics = Metrics::default();
        let alias: Qualifier = "PROD".parse().expect("an alias");
        let call = |version, outcome| Invoked {
            version: Version::Published(version),
            run: Run { outcome, took_ms: 100.0 },
        };
        metrics.record("orders", Some(&alias), &call(7, Outcome::Success), 60_000);
        metrics.record("orders", Some(&alias), &call(8, Outcome::Failed), 61_000);
        metrics.record("orders", None, &call(7, Outcome::Throttled), 125_000);
        metrics
    }

    fn sums(metrics: &Metrics, metric: &Metric) -> Vec<(i64, f64)> {
        metrics
            .samples(metric, 0, 600_000, 60_000)
            .into_iter()
            .map(|(at, sample)| (at, sample.0.iter().map(|(value, count)| value * count).sum()))
            .collect()
    }

    #[test]
    fn one_invocation_is_seen_in_every_dimension_set() {
        let metrics = three_calls();
        let by_function = metric("Invocations", &[("FunctionName", "orders")]);
        assert_eq!(sums(&metrics, &by_function), [(60_000, 2.0)]);
        let alias = [("FunctionName", "orders"), ("Resource", "orders:PROD")];
        assert_eq!(sums(&metrics, &metric("Errors", &alias)), [(60_000, 1.0)]);
        let version =
            [("FunctionName", "orders"), ("Resource", "orders:PROD"), ("ExecutedVersion", "7")];
        assert_eq!(sums(&metrics, &metric("Errors", &version)), [(60_000, 0.0)]);
        let throttles = metric("Throttles", &[("FunctionName", "orders")]);
        assert_eq!(sums(&metrics, &throttles), [(60_000, 0.0), (120_000, 1.0)]);
    }

    #[test]
    fn wrong_dimensions_have_no_data() {
        let metrics = three_calls();
        let alias_alone = metric("Errors", &[("Resource", "orders:PROD")]);
        assert_eq!(sums(&metrics, &alias_alone), []);
        let swapped = metric("Errors", &[("FunctionName", "orders:PROD")]);
        assert_eq!(sums(&metrics, &swapped), []);
    }

    #[test]
    fn only_calls_through_an_alias_name_the_executed_version() {
        let listed = three_calls().list(0, i64::MAX);
        let executed =
            |it: &&Metric| it.dimensions.iter().any(|(name, _)| name == "ExecutedVersion");
        assert_eq!(listed.iter().filter(executed).count(), 2 * MetricName::ALL.len());
    }

    #[test]
    fn fifteen_days_are_kept() {
        let mut metrics = three_calls();
        metrics.forget(KEPT_MS + 120_000);
        let left = metric("Throttles", &[("FunctionName", "orders")]);
        assert_eq!(sums(&metrics, &left), [(120_000, 1.0)]);
    }
}
