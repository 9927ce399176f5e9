//! `GetMetricData`.
//!
//! Invariant: every datapoint comes on exactly one page.

use std::cmp::Reverse;

use jiff::Timestamp;

use super::{
    error::{bad_token, missing, validation},
    query::{Evaluation, Query, Series, Window},
};
use crate::{
    wire::{
        doc::{Doc, structure},
        error::AwsError,
        page,
    },
    world::{World, metrics::MINUTE_MS},
};

const MAX_QUERIES: usize = 500;
const MAX_DATAPOINTS: i64 = 100_800;

/// `GetMetricData`
pub(super) fn get(world: &World, input: &Doc) -> Result<Doc, AwsError> {
    let queries = queries(input)?;
    let window = window(input)?;
    let newest_first = newest_first(input)?;
    let size = max_datapoints(input)?;
    let scope = format!("GetMetricData {window:?} {newest_first}");
    let from = match input.text("NextToken").filter(|token| !token.is_empty()) {
        Some(token) => page::offset(&scope, token).map_err(|_| bad_token())?,
        None => 0,
    };
    let mut evaluation = Evaluation::new(&queries, &world.metrics, window);
    let mut lines = Vec::new();
    for query in queries.iter().filter(|query| query.returns) {
        for series in evaluation.series(query)? {
            lines.push((query.id.as_str(), series));
        }
    }
    Ok(cut(&lines, from, size, newest_first, &scope))
}

fn queries(input: &Doc) -> Result<Vec<Query>, AwsError> {
    let given = input.list("MetricDataQueries");
    if given.is_empty() {
        return Err(missing("MetricDataQueries"));
    }
    if given.len() > MAX_QUERIES {
        return Err(validation(format!(
            "The collection MetricDataQueries must not have a size greater than {MAX_QUERIES}."
        )));
    }
    let queries = Query::read_all(given)?;
    if !queries.iter().any(|query| query.returns) {
        return Err(validation("At least one element of MetricDataQueries must return data."));
    }
    Ok(queries)
}

/// `StartTime` and `EndTime`; the start is rounded down to a whole minute.
fn window(input: &Doc) -> Result<Window, AwsError> {
    let time = |name: &str| input.time(name).map(Timestamp::as_millisecond);
    let from_ms = time("StartTime").ok_or_else(|| missing("StartTime"))?;
    let to_ms = time("EndTime").ok_or_else(|| missing("EndTime"))?;
    if from_ms >= to_ms {
        return Err(validation("The parameter StartTime must be less than the parameter EndTime."));
    }
    Ok(Window { from_ms: from_ms.div_euclid(MINUTE_MS) * MINUTE_MS, to_ms })
}

fn newest_first(input: &Doc) -> Result<bool, AwsError> {
    match input.text("ScanBy") {
        None | Some("TimestampDescending") => Ok(true),
        Some("TimestampAscending") => Ok(false),
        Some(other) => {
            Err(validation(format!("The value {other} for parameter ScanBy is not supported.")))
        }
    }
}

fn max_datapoints(input: &Doc) -> Result<usize, AwsError> {
    let size = input.int("MaxDatapoints").unwrap_or(MAX_DATAPOINTS);
    let size = Some(size).filter(|size| (1..=MAX_DATAPOINTS).contains(size));
    size.and_then(|size| usize::try_from(size).ok()).ok_or_else(|| {
        validation(format!("The parameter MaxDatapoints must be from 1 to {MAX_DATAPOINTS}."))
    })
}

/// One page: `size` datapoints from the `from`th on, counted over all lines.
fn cut(lines: &[(&str, Series)], from: usize, size: usize, newest_first: bool, scope: &str) -> Doc {
    let total: usize = lines.iter().map(|(_, series)| series.points.len()).sum();
    let to = total.min(from.saturating_add(size));
    let mut results = Vec::new();
    let mut begins = 0;
    for (id, series) in lines {
        let ends = begins + series.points.len();
        // A line without data is told once, on the first page.
        let empty = series.points.is_empty() && from == 0;
        let (first, last) = (begins.max(from), ends.min(to));
        if empty || first < last {
            let part = (first - begins, last.saturating_sub(begins));
            results.push(result(id, series, part, newest_first));
        }
        begins = ends;
    }
    structure([
        ("MetricDataResults", Some(Doc::List(results))),
        ("NextToken", (to < total).then(|| Doc::Text(page::token(scope, to)))),
        ("Messages", Some(Doc::List(Vec::new()))),
    ])
}

fn result(id: &str, series: &Series, (first, last): (usize, usize), newest_first: bool) -> Doc {
    let mut points: Vec<(i64, f64)> = series.points.iter().map(|(at, it)| (*at, *it)).collect();
    if newest_first {
        points.sort_by_key(|(at, _)| Reverse(*at));
    }
    let whole = last == points.len();
    let part = points.get(first..last).unwrap_or_default();
    let time = |at: i64| Timestamp::from_millisecond(at).map_or(Doc::Null, Doc::Time);
    structure([
        ("Id", Some(Doc::of(id))),
        ("Label", Some(Doc::of(series.label.as_str()))),
        ("Timestamps", Some(Doc::each(part, |(at, _)| time(*at)))),
        ("Values", Some(Doc::each(part, |(_, value)| Doc::Float(*value)))),
        ("StatusCode", Some(Doc::of(if whole { "Complete" } else { "PartialData" }))),
    ])
}
