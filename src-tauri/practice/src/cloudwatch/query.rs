//! `MetricDataQuery`: what `GetMetricData` and metric-math alarms ask for.
//!
//! Invariant: ids are unique, and an expression that leads back to itself is
//! refused.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    error::{combination, missing, validation},
    expression,
    list::dimensions,
    math::{self, Value},
    stat::Stat,
};
use crate::{
    wire::{
        doc::{Doc, structure},
        error::AwsError,
    },
    world::metrics::{Metric, Metrics},
};

/// One query.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Query {
    /// `Id`
    pub id: String,
    /// `Label`
    pub label: Option<String>,
    /// `ReturnData`
    pub returns: bool,
    /// `MetricStat` or `Expression`
    pub source: Source,
}

/// Where a query's data comes from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Source {
    /// `MetricStat`
    Stat(MetricStat),
    /// `Expression`, with the period that it was given in milliseconds.
    Expression(String, Option<i64>),
}

/// `MetricStat`
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MetricStat {
    /// `Metric`
    pub metric: Metric,
    /// `Period`, in milliseconds.
    pub period_ms: i64,
    /// `Stat`
    pub stat: Stat,
}

/// The time that is asked for, in milliseconds: from, up to but not including.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    /// `StartTime`
    pub from_ms: i64,
    /// `EndTime`
    pub to_ms: i64,
}

/// One line of data.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Series {
    /// `Label`
    pub label: String,
    /// Values by the start of their period.
    pub points: BTreeMap<i64, f64>,
    /// The period, in milliseconds.
    pub period_ms: i64,
}

impl Query {
    /// Reads a `MetricDataQuery`.
    pub(crate) fn read(doc: &Doc) -> Result<Self, AwsError> {
        let id = doc.text("Id").ok_or_else(|| missing("MetricDataQueries.member.N.Id"))?;
        check_id(id)?;
        let period_ms = doc.get("Period").map(|_| period_ms(doc)).transpose()?;
        let source = match (doc.get("MetricStat"), doc.text("Expression")) {
            (Some(stat), None) => Source::Stat(MetricStat::read(stat)?),
            (None, Some(text)) => Source::Expression(text.to_owned(), period_ms),
            (Some(_), Some(_)) | (None, None) => {
                return Err(combination(format!(
                    "Exactly one of MetricStat and Expression must be given for {id}."
                )));
            }
        };
        Ok(Self {
            id: id.to_owned(),
            label: doc.text("Label").map(str::to_owned),
            returns: doc.bool("ReturnData").unwrap_or(true),
            source,
        })
    }

    /// `MetricDataQuery`
    pub(crate) fn shape(&self) -> Doc {
        let seconds = |period_ms: i64| Doc::Int(period_ms / 1000);
        let (stat, expression, period) = match &self.source {
            Source::Stat(stat) => (Some(stat.shape()), None, None),
            Source::Expression(text, period_ms) => (None, Some(text.as_str()), *period_ms),
        };
        structure([
            ("Id", Some(Doc::of(self.id.as_str()))),
            ("MetricStat", stat),
            ("Expression", expression.map(Doc::of)),
            ("Label", self.label.as_deref().map(Doc::of)),
            ("ReturnData", Some(Doc::Bool(self.returns))),
            ("Period", period.map(seconds)),
        ])
    }

    /// Reads all queries of a request.
    pub(crate) fn read_all(docs: &[Doc]) -> Result<Vec<Self>, AwsError> {
        let queries: Vec<Self> = docs.iter().map(Self::read).collect::<Result<_, _>>()?;
        let mut ids = BTreeSet::new();
        if let Some(twice) = queries.iter().find(|query| !ids.insert(&query.id)) {
            return Err(validation(format!("The id {} is used more than once.", twice.id)));
        }
        Ok(queries)
    }
}

impl MetricStat {
    fn read(doc: &Doc) -> Result<Self, AwsError> {
        let metric = doc.get("Metric").ok_or_else(|| missing("MetricStat.Metric"))?;
        let name = doc.text("Stat").ok_or_else(|| missing("MetricStat.Stat"))?;
        let stat = Stat::named(name).ok_or_else(|| {
            validation(format!("The value {name} for parameter Stat is not supported."))
        })?;
        Ok(Self { metric: read_metric(metric)?, period_ms: period_ms(doc)?, stat })
    }

    fn shape(&self) -> Doc {
        let metric = structure([
            ("Namespace", Some(Doc::of(self.metric.namespace.as_str()))),
            ("MetricName", Some(Doc::of(self.metric.name.as_str()))),
            ("Dimensions", Some(dimensions(&self.metric))),
        ]);
        structure([
            ("Metric", Some(metric)),
            ("Period", Some(Doc::Int(self.period_ms / 1000))),
            ("Stat", Some(Doc::Text(self.stat.to_string()))),
        ])
    }

    /// The statistic of each period that has data.
    pub(crate) fn points(&self, metrics: &Metrics, window: Window) -> BTreeMap<i64, f64> {
        metrics
            .samples(&self.metric, window.from_ms, window.to_ms, self.period_ms)
            .into_iter()
            .map(|(at, sample)| (at, self.stat.of(&sample)))
            .collect()
    }
}

/// Reads `Namespace`, `MetricName` and `Dimensions`.
pub(crate) fn read_metric(doc: &Doc) -> Result<Metric, AwsError> {
    let text = |name: &str| doc.text(name).map(str::to_owned).ok_or_else(|| missing(name));
    let mut dimensions = Vec::new();
    for dimension in doc.list("Dimensions") {
        let part = |name: &str| {
            dimension
                .text(name)
                .map(str::to_owned)
                .ok_or_else(|| missing(&format!("Dimensions.{name}")))
        };
        dimensions.push((part("Name")?, part("Value")?));
    }
    dimensions.sort();
    Ok(Metric { namespace: text("Namespace")?, name: text("MetricName")?, dimensions })
}

/// Reads `Period`: 1, 5, 10, 30 or a multiple of 60 seconds.
pub(crate) fn period_ms(doc: &Doc) -> Result<i64, AwsError> {
    let seconds = doc.int("Period").ok_or_else(|| missing("Period"))?;
    let allowed = matches!(seconds, 1 | 5 | 10 | 30) || (seconds >= 60 && seconds % 60 == 0);
    if !allowed || seconds > 86_400 * 30 {
        return Err(validation(
            "The parameter Period must be 1, 5, 10, 30 or a multiple of 60 seconds.",
        ));
    }
    Ok(seconds * 1000)
}

fn check_id(id: &str) -> Result<(), AwsError> {
    let fits = id.starts_with(|it: char| it.is_ascii_lowercase())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if fits {
        return Ok(());
    }
    Err(validation(format!(
        "The value {id} for parameter MetricDataQueries.member.N.Id is not matching the expected \
         pattern ^[a-z][a-zA-Z0-9_]*$."
    )))
}

/// All queries of one request, with what they have come to so far.
pub(crate) struct Evaluation<'a> {
    queries: &'a [Query],
    metrics: &'a Metrics,
    window: Window,
    done: BTreeMap<&'a str, Value>,
    under_way: BTreeSet<&'a str>,
}

impl<'a> Evaluation<'a> {
    /// Nothing evaluated yet.
    pub(crate) fn new(queries: &'a [Query], metrics: &'a Metrics, window: Window) -> Self {
        Self { queries, metrics, window, done: BTreeMap::new(), under_way: BTreeSet::new() }
    }

    /// The lines of data behind a query that returns data.
    pub(crate) fn series(&mut self, query: &'a Query) -> Result<Vec<Series>, AwsError> {
        let mut series = match self.value(query)? {
            Value::Series(series) => vec![series],
            Value::Many(all) => all,
            Value::Number(_) | Value::Text(_) => {
                return Err(validation(format!(
                    "Error in expression '{}': a time series is expected, not a number or a text.",
                    query.id
                )));
            }
        };
        if let Some(label) = &query.label {
            for series in &mut series {
                series.label.clone_from(label);
            }
        }
        Ok(series)
    }

    /// What a query comes to; each is evaluated once.
    fn value(&mut self, query: &'a Query) -> Result<Value, AwsError> {
        if let Some(done) = self.done.get(query.id.as_str()) {
            return Ok(done.clone());
        }
        if !self.under_way.insert(&query.id) {
            return Err(in_expression(query, "it refers to itself"));
        }
        let value = match &query.source {
            Source::Stat(stat) => Value::Series(Series {
                label: stat.metric.name.clone(),
                points: stat.points(self.metrics, self.window),
                period_ms: stat.period_ms,
            }),
            Source::Expression(text, _) => {
                let parsed =
                    expression::parse(text).map_err(|it| in_expression(query, &it.to_string()))?;
                let mut value = math::evaluate(&parsed, self)
                    .map_err(|wrong| wrong.unwrap_or_else(|text| in_expression(query, &text)))?;
                if let Value::Series(series) = &mut value {
                    series.label.clone_from(&query.id);
                }
                value
            }
        };
        self.under_way.remove(query.id.as_str());
        self.done.insert(&query.id, value.clone());
        Ok(value)
    }
}

impl math::Scope for Evaluation<'_> {
    fn named(&mut self, name: &str) -> Result<Value, math::Wrong> {
        let queries = self.queries;
        let query = queries.iter().find(|query| query.id == name);
        let query =
            query.ok_or_else(|| math::Wrong::Here(format!("there is no query `{name}`")))?;
        self.value(query).map_err(math::Wrong::Elsewhere)
    }

    fn all_metrics(&mut self) -> Result<Vec<Series>, math::Wrong> {
        let queries = self.queries;
        let mut all = Vec::new();
        for query in queries.iter().filter(|query| matches!(query.source, Source::Stat(_))) {
            all.extend(self.series(query).map_err(math::Wrong::Elsewhere)?);
        }
        Ok(all)
    }

    fn metrics(&self) -> &Metrics {
        self.metrics
    }

    fn window(&self) -> Window {
        self.window
    }
}

fn in_expression(query: &Query, what: &str) -> AwsError {
    validation(format!("Error in expression '{}': {what}.", query.id))
}
