//! From the engine's metric queries to `CloudWatch`'s.
//!
//! Invariant: dimensions are exactly those under which Lambda publishes, since
//! `CloudWatch` finds a metric only by all of its dimensions.
//!
//! Source: "Types of metrics for Lambda functions": `FunctionName`;
//! `FunctionName` and `Resource`; these two and `ExecutedVersion`.

use aws_sdk_cloudwatch::types::{Dimension, DimensionFilter, Metric, MetricDataQuery, MetricStat};
use crossfade_domain::qualifier::Version;
use crossfade_engine::{
    failure::{Failure, FailureKind},
    ports::{Answer, MetricKind, MetricQuery, Statistic},
};

use crate::{failure::readable, operation::Operation};

pub(super) const NAMESPACE: &str = "AWS/Lambda";
const FUNCTION: &str = "FunctionName";
const RESOURCE: &str = "Resource";
const EXECUTED_VERSION: &str = "ExecutedVersion";

/// The id of the query at a place: a lower-case letter first, as `CloudWatch`
/// demands.
pub(super) fn id(place: usize) -> String {
    format!("q{place}")
}

/// The queries of one call.
pub(super) fn data_queries(queries: &[MetricQuery], period: u32) -> Answer<Vec<MetricDataQuery>> {
    let period = readable(i32::try_from(period), Operation::GetMetricData)?;
    let place = |(place, query): (usize, &MetricQuery)| {
        let stat = MetricStat::builder()
            .metric(metric(query)?)
            .period(period)
            .stat(statistic(query.statistic))
            .build();
        Ok(MetricDataQuery::builder().id(id(place)).metric_stat(stat).return_data(true).build())
    };
    queries.iter().enumerate().map(place).collect()
}

fn metric(query: &MetricQuery) -> Answer<Metric> {
    let named = Metric::builder().namespace(NAMESPACE).metric_name(metric_name(query.metric));
    let function = named.dimensions(dimension(FUNCTION, &query.function));
    let metric = match (&query.alias, query.version) {
        (None, None) => function,
        (Some(alias), None) => function.dimensions(resource(query, alias)),
        (Some(alias), Some(version)) => function
            .dimensions(resource(query, alias))
            .dimensions(dimension(EXECUTED_VERSION, &version.to_string())),
        (None, Some(version)) => return Err(no_alias(query, version)),
    };
    Ok(metric.build())
}

fn resource(query: &MetricQuery, alias: &str) -> Dimension {
    dimension(RESOURCE, &format!("{}:{alias}", query.function))
}

fn dimension(name: &str, value: &str) -> Dimension {
    Dimension::builder().name(name).value(value).build()
}

fn no_alias(query: &MetricQuery, version: Version) -> Failure {
    Failure::new(
        FailureKind::Invalid,
        "VersionWithoutAlias",
        format!("Lambda counts version `{version}` of `{}` by alias only.", query.function),
        "Name the alias through which the version was called.",
    )
}

const fn metric_name(kind: MetricKind) -> &'static str {
    match kind {
        MetricKind::Invocations => "Invocations",
        MetricKind::Errors => "Errors",
        MetricKind::Throttles => "Throttles",
        MetricKind::Duration => "Duration",
    }
}

const fn statistic(statistic: Statistic) -> &'static str {
    match statistic {
        Statistic::Sum => "Sum",
        Statistic::Average => "Average",
        Statistic::P95 => "p95",
    }
}

/// Filters for every metric that has the dimension `ExecutedVersion`.
pub(super) fn executed_versions(function: &str, resource: &str) -> Vec<DimensionFilter> {
    let named = |name: &str| DimensionFilter::builder().name(name);
    vec![
        named(FUNCTION).value(function).build(),
        named(RESOURCE).value(resource).build(),
        named(EXECUTED_VERSION).build(),
    ]
}

/// The version that a listed metric is about.
pub(super) fn executed_version(metric: &Metric) -> Option<Version> {
    let dimension = metric.dimensions().iter().find(|it| it.name() == Some(EXECUTED_VERSION))?;
    dimension.value()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(alias: Option<&str>, version: Option<u64>) -> Answer<Vec<String>> {
        let query = MetricQuery {
            metric: MetricKind::Errors,
            statistic: Statistic::Sum,
            function: "orders".to_owned(),
            alias: alias.map(str::to_owned),
            version: version.map(Version::Published),
        };
        let told = |it: &Dimension| {
            format!("{}={}", it.name().unwrap_or_default(), it.value().unwrap_or_default())
        };
        Ok(metric(&query)?.dimensions().iter().map(told).collect())
    }

    #[test]
    fn dimensions_are_those_that_lambda_publishes() {
        assert_eq!(told(None, None).expect("a metric"), ["FunctionName=orders"]);
        assert_eq!(
            told(Some("PROD"), None).expect("a metric"),
            ["FunctionName=orders", "Resource=orders:PROD"]
        );
        assert_eq!(
            told(Some("PROD"), Some(8)).expect("a metric"),
            ["FunctionName=orders", "Resource=orders:PROD", "ExecutedVersion=8"]
        );
        assert_eq!(told(None, Some(8)).expect_err("refused").code, "VersionWithoutAlias");
    }
}
