//! `GetMetricStatistics`.

use jiff::Timestamp;

use super::{
    error::{combination, invalid, missing},
    query::{period_ms, read_metric},
    stat::Stat,
};
use crate::{
    wire::{
        doc::{Doc, structure},
        error::AwsError,
    },
    world::{
        World,
        metrics::{MINUTE_MS, Sample},
    },
};

const MAX_DATAPOINTS: i64 = 1440;

/// `GetMetricStatistics`
pub(super) fn get(world: &World, input: &Doc) -> Result<Doc, AwsError> {
    let metric = read_metric(input)?;
    let period_ms = period_ms(input)?;
    let time =
        |name: &str| input.time(name).map(Timestamp::as_millisecond).ok_or_else(|| missing(name));
    let from_ms = time("StartTime")?.div_euclid(MINUTE_MS) * MINUTE_MS;
    let to_ms = time("EndTime")?;
    if from_ms >= to_ms {
        return Err(combination(
            "The parameter StartTime must be less than the parameter EndTime.",
        ));
    }
    if (to_ms - from_ms) / period_ms > MAX_DATAPOINTS {
        return Err(combination(format!(
            "You have requested up to {} datapoints, which exceeds the limit of {MAX_DATAPOINTS}.",
            (to_ms - from_ms) / period_ms
        )));
    }
    let (basic, extended) = (stats(input, "Statistics")?, stats(input, "ExtendedStatistics")?);
    if basic.is_empty() && extended.is_empty() {
        return Err(combination("Must specify either Statistics or ExtendedStatistics."));
    }
    let samples = world.metrics.samples(&metric, from_ms, to_ms, period_ms);
    let unit = if metric.name == "Duration" { "Milliseconds" } else { "Count" };
    let points = samples.iter().map(|(at, sample)| point(*at, sample, &basic, &extended, unit));
    Ok(structure([
        ("Label", Some(Doc::Text(metric.name.clone()))),
        ("Datapoints", Some(Doc::List(points.collect()))),
    ]))
}

fn stats(input: &Doc, name: &str) -> Result<Vec<Stat>, AwsError> {
    let read = |text: String| {
        Stat::named(&text).filter(|stat| stat.is_basic() == (name == "Statistics")).ok_or_else(
            || invalid(format!("The value {text} for parameter {name} is not supported.")),
        )
    };
    input.texts(name).into_iter().map(read).collect()
}

fn point(at: i64, sample: &Sample, basic: &[Stat], extended: &[Stat], unit: &str) -> Doc {
    let value = |stat: &Stat| (stat.to_string(), Doc::Float(stat.of(sample)));
    let time = Timestamp::from_millisecond(at).map_or(Doc::Null, Doc::Time);
    let mut members = vec![("Timestamp".to_owned(), time)];
    members.extend(basic.iter().map(value));
    members.push(("Unit".to_owned(), Doc::of(unit)));
    if !extended.is_empty() {
        members.push((
            "ExtendedStatistics".to_owned(),
            Doc::Map(extended.iter().map(value).collect()),
        ));
    }
    Doc::Map(members)
}
