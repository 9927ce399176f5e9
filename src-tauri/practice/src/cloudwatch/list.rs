//! `ListMetrics`.

use super::error::{bad_token, invalid};
use crate::{
    wire::{
        doc::{Doc, structure},
        error::AwsError,
        page,
    },
    world::{
        World,
        metrics::{MINUTE_MS, Metric},
    },
};

const PAGE: usize = 500;
const THREE_HOURS_MS: i64 = 180 * MINUTE_MS;
/// A metric without data for two weeks is no longer listed.
const TWO_WEEKS_MS: i64 = 14 * 24 * 60 * MINUTE_MS;

/// `ListMetrics`
pub(super) fn metrics(world: &World, input: &Doc) -> Result<Doc, AwsError> {
    let since_ms = match input.text("RecentlyActive") {
        None => world.now_ms() - TWO_WEEKS_MS,
        Some("PT3H") => world.now_ms() - THREE_HOURS_MS,
        Some(other) => return Err(invalid(format!("RecentlyActive has no value {other}."))),
    };
    let listed = world.metrics.list(since_ms, world.listed_ms());
    let found: Vec<Metric> = listed.into_iter().filter(|metric| wanted(metric, input)).collect();
    let filters = ["Namespace", "MetricName", "Dimensions", "RecentlyActive"];
    let scope = format!("ListMetrics {:?}", filters.map(|name| input.get(name)));
    let token = input.text("NextToken").filter(|token| !token.is_empty());
    let page = page::page(found, &scope, token, PAGE).map_err(|_| bad_token())?;
    Ok(structure([
        ("Metrics", Some(Doc::each(&page.items, metric))),
        ("NextToken", page.next.map(Doc::Text)),
    ]))
}

fn wanted(metric: &Metric, input: &Doc) -> bool {
    let same = |name: &str, value: &str| input.text(name).is_none_or(|wanted| wanted == value);
    let has = |filter: &Doc| {
        metric.dimensions.iter().any(|(name, value)| {
            filter.text("Name") == Some(name)
                && filter.text("Value").is_none_or(|wanted| wanted == value)
        })
    };
    same("Namespace", &metric.namespace)
        && same("MetricName", &metric.name)
        && input.list("Dimensions").iter().all(has)
}

fn metric(metric: &Metric) -> Doc {
    structure([
        ("Namespace", Some(Doc::of(metric.namespace.as_str()))),
        ("MetricName", Some(Doc::of(metric.name.as_str()))),
        ("Dimensions", Some(dimensions(metric))),
    ])
}

/// A metric's dimensions, in the order in which AWS writes Lambda's.
pub(super) fn dimensions(metric: &Metric) -> Doc {
    Doc::each(&metric.dimensions, |(name, value)| {
        structure([
            ("Name", Some(Doc::of(name.as_str()))),
            ("Value", Some(Doc::of(value.as_str()))),
        ])
    })
}
