//! Metric math, evaluated.
//!
//! Invariant: an operator between two series has a value only where both have
//! one; a function over several series takes what is there.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    expression::{Expression, Operator},
    query::{Series, Window},
    search,
};
use crate::{wire::error::AwsError, world::metrics::Metrics};

/// What an expression comes to.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// A scalar.
    Number(f64),
    /// An argument such as `'Sum'`.
    Text(String),
    /// One time series.
    Series(Series),
    /// An array of time series.
    Many(Vec<Series>),
}

/// Why an expression comes to nothing.
#[derive(Debug)]
pub(super) enum Wrong {
    /// This expression is wrong; says how.
    Here(String),
    /// A query that it refers to is wrong.
    Elsewhere(AwsError),
}

impl Wrong {
    /// The error, where it is already one, else what `tell` makes of it.
    pub(super) fn unwrap_or_else(self, tell: impl FnOnce(String) -> AwsError) -> AwsError {
        match self {
            Self::Here(text) => tell(text),
            Self::Elsewhere(error) => error,
        }
    }
}

/// What an expression can refer to.
pub(super) trait Scope {
    /// Another query by its id.
    fn named(&mut self, name: &str) -> Result<Value, Wrong>;
    /// Every metric of the request: `METRICS()`.
    fn all_metrics(&mut self) -> Result<Vec<Series>, Wrong>;
    /// For `SEARCH`.
    fn metrics(&self) -> &Metrics;
    /// The time that is asked for.
    fn window(&self) -> Window;
}

/// As many datapoints as one request may answer.
const MAX_FILLED: i64 = 100_800;

fn here<T>(text: impl Into<String>) -> Result<T, Wrong> {
    Err(Wrong::Here(text.into()))
}

/// Evaluates an expression.
pub(super) fn evaluate(expression: &Expression, scope: &mut dyn Scope) -> Result<Value, Wrong> {
    match expression {
        Expression::Number(number) => Ok(Value::Number(*number)),
        Expression::Text(text) => Ok(Value::Text(text.clone())),
        Expression::Name(name) => scope.named(name),
        Expression::Array(items) => array(items, scope),
        Expression::Negative(inner) => each(evaluate(inner, scope)?, |value| -value),
        Expression::Binary(operator, left, right) => {
            let (left, right) = (evaluate(left, scope)?, evaluate(right, scope)?);
            binary(left, right, |left, right| operate(*operator, left, right))
        }
        Expression::Call(name, arguments) => call(name, arguments, scope),
    }
}

fn array(items: &[Expression], scope: &mut dyn Scope) -> Result<Value, Wrong> {
    let mut all = Vec::new();
    for item in items {
        match evaluate(item, scope)? {
            Value::Series(series) => all.push(series),
            Value::Many(series) => all.extend(series),
            Value::Number(_) | Value::Text(_) => return here("an array holds time series only"),
        }
    }
    Ok(Value::Many(all))
}

fn operate(operator: Operator, left: f64, right: f64) -> Option<f64> {
    let truth = |holds: bool| Some(f64::from(u8::from(holds)));
    match operator {
        Operator::Add => Some(left + right),
        Operator::Subtract => Some(left - right),
        Operator::Multiply => Some(left * right),
        // CloudWatch leaves a division by zero out.
        Operator::Divide => (right != 0.0).then(|| left / right),
        Operator::Power => Some(left.powf(right)),
        Operator::Equal => truth((left - right).abs() < f64::EPSILON),
        Operator::NotEqual => truth((left - right).abs() >= f64::EPSILON),
        Operator::Less => truth(left < right),
        Operator::LessOrEqual => truth(left <= right),
        Operator::Greater => truth(left > right),
        Operator::GreaterOrEqual => truth(left >= right),
        Operator::And => truth(left != 0.0 && right != 0.0),
        Operator::Or => truth(left != 0.0 || right != 0.0),
    }
}

fn call(name: &str, arguments: &[Expression], scope: &mut dyn Scope) -> Result<Value, Wrong> {
    if name == "METRICS" {
        return scope.all_metrics().map(Value::Many);
    }
    let mut values = Vec::new();
    for argument in arguments {
        values.push(evaluate(argument, scope)?);
    }
    match (name, values.as_slice()) {
        ("SEARCH", [Value::Text(text), Value::Text(stat)]) => search_for(text, stat, 300.0, scope),
        ("SEARCH", [Value::Text(text), Value::Text(stat), Value::Number(period)]) => {
            search_for(text, stat, *period, scope)
        }
        ("SUM", [value]) => fold(value, |all| all.iter().sum()),
        ("AVG", [value]) => fold(value, average),
        ("MIN", [value]) => fold(value, |all| all.iter().copied().fold(f64::INFINITY, f64::min)),
        ("MAX", [value]) => {
            fold(value, |all| all.iter().copied().fold(f64::NEG_INFINITY, f64::max))
        }
        ("ABS", [value]) => each(value.clone(), f64::abs),
        ("CEIL", [value]) => each(value.clone(), f64::ceil),
        ("FLOOR", [value]) => each(value.clone(), f64::floor),
        ("PERIOD", [Value::Series(series)]) => Ok(Value::Number(seconds(series.period_ms))),
        ("DIFF", [Value::Series(series)]) => Ok(Value::Series(diff(series, false))),
        ("RATE", [Value::Series(series)]) => Ok(Value::Series(diff(series, true))),
        ("RUNNING_SUM", [Value::Series(series)]) => Ok(Value::Series(running_sum(series))),
        ("FILL", [Value::Series(series), with]) => fill(series, with, scope.window()),
        ("IF", [condition, yes, no]) => choose(condition, yes, no),
        ("IF", [condition, Value::Series(yes)]) => only_where(condition, yes),
        ("REMOVE_EMPTY", [Value::Many(all)]) => {
            Ok(Value::Many(all.iter().filter(|it| !it.points.is_empty()).cloned().collect()))
        }
        (
            "SEARCH" | "SUM" | "AVG" | "MIN" | "MAX" | "ABS" | "CEIL" | "FLOOR" | "PERIOD" | "DIFF"
            | "RATE" | "RUNNING_SUM" | "FILL" | "IF" | "REMOVE_EMPTY",
            _,
        ) => here(format!("{name} does not take these arguments")),
        _ => here(format!("the function {name} is not supported here")),
    }
}

fn search_for(text: &str, stat: &str, period_s: f64, scope: &dyn Scope) -> Result<Value, Wrong> {
    search::search(text, stat, period_s, scope.metrics(), scope.window())
        .map(Value::Many)
        .map_err(Wrong::Here)
}

#[expect(clippy::cast_precision_loss, reason = "periods are at most a month")]
fn seconds(period_ms: i64) -> f64 {
    period_ms as f64 / 1000.0
}

fn average(all: &[f64]) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "fewer values than 2^52")]
    let count = all.len() as f64;
    all.iter().sum::<f64>() / count
}

/// One number out of a series; one series out of several.
fn fold(value: &Value, over: impl Fn(&[f64]) -> f64) -> Result<Value, Wrong> {
    match value {
        Value::Number(number) => Ok(Value::Number(*number)),
        Value::Series(series) if series.points.is_empty() => Ok(Value::Series(series.clone())),
        Value::Series(series) => {
            Ok(Value::Number(over(&series.points.values().copied().collect::<Vec<_>>())))
        }
        Value::Many(all) => {
            let mut at: BTreeMap<i64, Vec<f64>> = BTreeMap::new();
            for (time, value) in all.iter().flat_map(|series| &series.points) {
                at.entry(*time).or_default().push(*value);
            }
            Ok(Value::Series(Series {
                label: String::new(),
                points: at.into_iter().map(|(time, values)| (time, over(&values))).collect(),
                period_ms: all.iter().map(|series| series.period_ms).max().unwrap_or_default(),
            }))
        }
        Value::Text(_) => here("a text cannot be calculated with"),
    }
}

fn each(value: Value, change: impl Fn(f64) -> f64) -> Result<Value, Wrong> {
    let changed = |mut series: Series| {
        series.points.values_mut().for_each(|value| *value = change(*value));
        series
    };
    match value {
        Value::Number(number) => Ok(Value::Number(change(number))),
        Value::Series(series) => Ok(Value::Series(changed(series))),
        Value::Many(all) => Ok(Value::Many(all.into_iter().map(changed).collect())),
        Value::Text(_) => here("a text cannot be calculated with"),
    }
}

fn binary(
    left: Value,
    right: Value,
    operate: impl Fn(f64, f64) -> Option<f64> + Copy,
) -> Result<Value, Wrong> {
    let with = |series: &Series, change: &dyn Fn(i64, f64) -> Option<f64>| Series {
        label: series.label.clone(),
        points: series
            .points
            .iter()
            .filter_map(|(at, value)| Some((*at, change(*at, *value)?)))
            .collect(),
        period_ms: series.period_ms,
    };
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => operate(left, right)
            .map_or_else(|| here("division by zero"), |it| Ok(Value::Number(it))),
        (Value::Series(left), Value::Number(right)) => {
            Ok(Value::Series(with(&left, &|_, value| operate(value, right))))
        }
        (Value::Number(left), Value::Series(right)) => {
            Ok(Value::Series(with(&right, &|_, value| operate(left, value))))
        }
        (Value::Series(left), Value::Series(right)) => {
            let both = |at: i64, value: f64| operate(value, *right.points.get(&at)?);
            Ok(Value::Series(with(&left, &both)))
        }
        (Value::Many(left), Value::Number(right)) => Ok(Value::Many(
            left.iter().map(|series| with(series, &|_, value| operate(value, right))).collect(),
        )),
        (Value::Many(left), Value::Series(right)) => {
            let both = |at: i64, value: f64| operate(value, *right.points.get(&at)?);
            Ok(Value::Many(left.iter().map(|series| with(series, &both)).collect()))
        }
        (Value::Text(_), _) | (_, Value::Text(_)) => here("a text cannot be calculated with"),
        (_, Value::Many(_)) => here("an array cannot stand to the right of an operator"),
    }
}

fn diff(series: &Series, per_second: bool) -> Series {
    let mut before: Option<(i64, f64)> = None;
    let mut points = BTreeMap::new();
    for (at, value) in &series.points {
        if let Some((earlier, was)) = before {
            let by = if per_second { seconds(at - earlier) } else { 1.0 };
            points.insert(*at, (value - was) / by);
        }
        before = Some((*at, *value));
    }
    Series { points, ..series.clone() }
}

fn running_sum(series: &Series) -> Series {
    let mut sum = 0.0;
    let mut changed = series.clone();
    for value in changed.points.values_mut() {
        sum += *value;
        *value = sum;
    }
    changed
}

fn fill(series: &Series, with: &Value, window: Window) -> Result<Value, Wrong> {
    let mut filled = series.clone();
    let period = series.period_ms.max(1);
    if (window.to_ms - window.from_ms) / period > MAX_FILLED {
        return here(format!("FILL would make more than {MAX_FILLED} datapoints"));
    }
    let mut last = None;
    let mut at = window.from_ms;
    while at < window.to_ms {
        let value = match with {
            Value::Number(number) => Some(*number),
            Value::Series(other) => other.points.get(&at).copied(),
            Value::Text(word) if word == "REPEAT" => last,
            Value::Text(_) | Value::Many(_) => {
                return here("FILL takes a number, a time series or REPEAT");
            }
        };
        match (series.points.get(&at), value) {
            (Some(there), _) => last = Some(*there),
            (None, Some(value)) => {
                filled.points.insert(at, value);
            }
            (None, None) => {}
        }
        at += period;
    }
    Ok(Value::Series(filled))
}

/// `IF(condition, yes, no)`, point by point.
fn choose(condition: &Value, yes: &Value, no: &Value) -> Result<Value, Wrong> {
    let Value::Series(condition) = condition else {
        return match condition {
            Value::Number(number) if *number != 0.0 => Ok(yes.clone()),
            Value::Number(_) => Ok(no.clone()),
            Value::Series(_) | Value::Text(_) | Value::Many(_) => {
                here("IF takes a time series or a number as its condition")
            }
        };
    };
    let (yes, no) = (branch(yes)?, branch(no)?);
    let mut points = BTreeMap::new();
    for (at, holds) in &condition.points {
        let chosen = if *holds == 0.0 { no(*at) } else { yes(*at) };
        if let Some(value) = chosen {
            points.insert(*at, value);
        }
    }
    Ok(Value::Series(Series { points, ..condition.clone() }))
}

fn branch(value: &Value) -> Result<Box<dyn Fn(i64) -> Option<f64> + '_>, Wrong> {
    match value {
        Value::Number(number) => Ok(Box::new(move |_| Some(*number))),
        Value::Series(series) => Ok(Box::new(move |at| series.points.get(&at).copied())),
        Value::Text(_) | Value::Many(_) => here("IF takes a time series or a number"),
    }
}

fn only_where(condition: &Value, yes: &Series) -> Result<Value, Wrong> {
    let Value::Series(condition) = condition else {
        return here("IF takes a time series as its condition");
    };
    let held: BTreeSet<i64> =
        condition.points.iter().filter(|(_, holds)| **holds != 0.0).map(|(at, _)| *at).collect();
    let mut kept = yes.clone();
    kept.points.retain(|at, _| held.contains(at));
    Ok(Value::Series(kept))
}
