//! Metric points and alarms: Amazon `CloudWatch`.

mod alarms;
mod condition;
mod query;

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use aws_sdk_cloudwatch::{
    Client,
    types::{MetricDataResult, ScanBy, StatusCode},
};
use crossfade_domain::qualifier::Version;
use crossfade_engine::{
    failure::{Failure, FailureKind},
    ports::{Answer, MetricQuery, MetricSource, MetricWindow, Point, Series},
};

use crate::{
    line::Line,
    operation::Operation,
    time::{date_time, timestamp},
};

pub(crate) use alarms::Alarms;

/// `GetMetricData` takes no more queries a call.
const QUERIES: usize = 500;
/// The finest that Lambda's metrics are kept.
const MINUTE: u32 = 60;

/// Reads metric points.
#[derive(Debug)]
pub(crate) struct Metrics {
    client: Client,
    line: Arc<Line>,
}

impl Metrics {
    pub(crate) fn new(client: Client, line: &Arc<Line>) -> Self {
        Self { client, line: Arc::clone(line) }
    }

    /// The series of up to [`QUERIES`] queries.
    async fn batch(&self, queries: &[MetricQuery], window: MetricWindow) -> Answer<Vec<Series>> {
        let asked = query::data_queries(queries, window.period_seconds)?;
        let page = |token| {
            self.client
                .get_metric_data()
                .set_metric_data_queries(Some(asked.clone()))
                .start_time(date_time(window.from))
                .end_time(date_time(window.to))
                .scan_by(ScanBy::TimestampAscending)
                .set_next_token(token)
                .send()
        };
        let results = self
            .line
            .every(Operation::GetMetricData, "", page, |it| (it.metric_data_results, it.next_token))
            .await?;
        Ok(gathered(queries, results))
    }
}

#[async_trait]
impl MetricSource for Metrics {
    async fn series(&self, queries: &[MetricQuery], window: MetricWindow) -> Answer<Vec<Series>> {
        check(window)?;
        let mut all = Vec::with_capacity(queries.len());
        for batch in queries.chunks(QUERIES) {
            all.extend(self.batch(batch, window).await?);
        }
        Ok(all)
    }

    async fn executed_versions(&self, function: &str, alias: &str) -> Answer<Vec<Version>> {
        let resource = format!("{function}:{alias}");
        let filters = query::executed_versions(function, &resource);
        let page = |token| {
            self.client
                .list_metrics()
                .namespace(query::NAMESPACE)
                .metric_name("Invocations")
                .set_dimensions(Some(filters.clone()))
                .set_next_token(token)
                .send()
        };
        let metrics = self
            .line
            .every(Operation::ListMetrics, &resource, page, |it| (it.metrics, it.next_token))
            .await?;
        let mut versions: Vec<Version> =
            metrics.iter().filter_map(query::executed_version).collect();
        versions.sort_unstable();
        versions.dedup();
        Ok(versions)
    }
}

fn check(window: MetricWindow) -> Answer<()> {
    let period = window.period_seconds;
    if period > 0 && period.is_multiple_of(MINUTE) && window.from < window.to {
        return Ok(());
    }
    Err(Failure::new(
        FailureKind::Invalid,
        "InvalidWindow",
        format!(
            "Points every `{period}` s from `{}` to `{}` cannot be read.",
            window.from, window.to
        ),
        "Ask for whole minutes and for an end that is after the beginning.",
    ))
}

/// One series a query, in their order. Pages repeat an id with further points,
/// and only the last one says whether that was all.
fn gathered(queries: &[MetricQuery], results: Vec<MetricDataResult>) -> Vec<Series> {
    let mut series: Vec<Series> = queries
        .iter()
        .map(|query| Series { query: query.clone(), points: Vec::new(), complete: false })
        .collect();
    let places: HashMap<String, usize> =
        (0..queries.len()).map(|place| (query::id(place), place)).collect();
    for result in results {
        let place = result.id.as_ref().and_then(|id| places.get(id));
        let Some(series) = place.and_then(|place| series.get_mut(*place)) else { continue };
        series.complete = result.status_code == Some(StatusCode::Complete);
        series.points.extend(points(&result));
    }
    for series in &mut series {
        series.points.sort_by_key(|point| point.at);
    }
    series
}

fn points(result: &MetricDataResult) -> impl Iterator<Item = Point> + '_ {
    let pairs = result.timestamps().iter().zip(result.values());
    pairs.filter_map(|(at, value)| Some(Point { at: timestamp(at)?, value: *value }))
}

#[cfg(test)]
mod tests;
