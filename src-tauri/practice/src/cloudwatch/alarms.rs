//! `DescribeAlarms`, `PutMetricAlarm`, `PutCompositeAlarm`, `DeleteAlarms`,
//! `SetAlarmState`.

use super::{
    alarm::{Alarm, Follows, State, follow_rules},
    error::{bad_token, combination, invalid, missing, not_found, validation},
    query::{MetricStat, Query, Source, period_ms, read_metric},
    rule::Rule,
    shape::{composite, metric},
    stat::Stat,
    threshold::{Comparison, Threshold, TreatMissing, Watched},
};
use crate::{
    wire::{
        doc::{Doc, structure},
        error::AwsError,
        page,
    },
    world::World,
};

/// The model's limit for lists of alarm names.
const MOST_NAMES: usize = 100;
const TYPES: [&str; 2] = ["MetricAlarm", "CompositeAlarm"];
const ACTIONS: [&str; 3] = ["OKActions", "AlarmActions", "InsufficientDataActions"];

/// `DescribeAlarms`: metric alarms only unless `AlarmTypes` says otherwise. A
/// page counts both kinds together.
pub(super) fn describe(world: &World, input: &Doc) -> Result<Doc, AwsError> {
    let names = input.texts("AlarmNames");
    let prefix = input.text("AlarmNamePrefix").unwrap_or_default();
    if names.len() > MOST_NAMES {
        let text = format!("Member must have length less than or equal to {MOST_NAMES}");
        return Err(validation(format!("AlarmNames failed to satisfy constraint: {text}")));
    }
    if !names.is_empty() && !prefix.is_empty() {
        return Err(combination("AlarmNames and AlarmNamePrefix cannot be given together."));
    }
    let state = match input.text("StateValue") {
        None => None,
        Some(name) => Some(State::named(name).ok_or_else(|| no_value("StateValue", name))?),
    };
    let types = input.texts("AlarmTypes");
    let asked = |kind: &str| types.iter().any(|it| it == kind);
    if let Some(strange) = types.iter().find(|it| !TYPES.contains(&it.as_str())) {
        return Err(no_value("AlarmTypes", strange));
    }
    let action = input.text("ActionPrefix").unwrap_or_default();
    let wanted = |alarm: &&Alarm| {
        (names.is_empty() || names.contains(&alarm.name))
            && alarm.name.starts_with(prefix)
            && state.is_none_or(|state| alarm.state == state)
            && match alarm.follows {
                Follows::Metric(_) => types.is_empty() || asked("MetricAlarm"),
                Follows::Alarms(_) => asked("CompositeAlarm"),
            }
            && (action.is_empty()
                || alarm.actions.iter().flatten().any(|it| it.starts_with(action)))
    };
    let found: Vec<&Alarm> = world.alarms.values().filter(wanted).collect();
    let scope = format!("DescribeAlarms {names:?} {prefix} {state:?} {types:?} {action}");
    let token = input.text("NextToken").filter(|token| !token.is_empty());
    let page = page::page(found, &scope, token, max_records(input)?).map_err(|_| bad_token())?;
    Ok(structure([
        ("CompositeAlarms", Some(shaped(&page.items, composite))),
        ("MetricAlarms", Some(shaped(&page.items, metric))),
        ("NextToken", page.next.map(Doc::Text)),
    ]))
}

/// Those of a page that are of one kind.
fn shaped(alarms: &[&Alarm], shape: fn(&Alarm) -> Option<Doc>) -> Doc {
    Doc::List(alarms.iter().filter_map(|alarm| shape(alarm)).collect())
}

fn max_records(input: &Doc) -> Result<usize, AwsError> {
    let given = input.int("MaxRecords").unwrap_or(50);
    let size = usize::try_from(given).ok().filter(|size| (1..=100).contains(size));
    size.ok_or_else(|| validation("The parameter MaxRecords must be from 1 to 100."))
}

/// `PutMetricAlarm`: a new alarm waits for data.
pub(super) fn put_metric(world: &mut World, input: &Doc) -> Result<(), AwsError> {
    let follows = Follows::Metric(threshold(input)?);
    put(world, input, follows)
}

/// `PutCompositeAlarm`: of alarms that are there, and evaluated at once.
pub(super) fn put_composite(world: &mut World, input: &Doc) -> Result<(), AwsError> {
    let text = input.text("AlarmRule").ok_or_else(|| missing("AlarmRule"))?;
    let rule = Rule::read(text).map_err(validation)?;
    let unknown: Vec<&str> =
        rule.names().into_iter().filter(|name| !world.alarms.contains_key(*name)).collect();
    if !unknown.is_empty() {
        return Err(validation(format!(
            "Could not save the composite alarm as alarms [{}] in the alarm rule do not exist",
            unknown.join(", ")
        )));
    }
    put(world, input, Follows::Alarms(rule))?;
    let now = world.now();
    follow_rules(&mut world.alarms, now);
    Ok(())
}

/// An alarm that changes keeps its state until it is evaluated.
fn put(world: &mut World, input: &Doc, follows: Follows) -> Result<(), AwsError> {
    let now = world.now();
    let name = input.text("AlarmName").ok_or_else(|| missing("AlarmName"))?.to_owned();
    let before = world.alarms.get(&name);
    let kept = before.is_none_or(|it| {
        matches!(
            (&it.follows, &follows),
            (Follows::Metric(_), Follows::Metric(_)) | (Follows::Alarms(_), Follows::Alarms(_))
        )
    });
    if !kept {
        return Err(validation(format!("An alarm of another type is named {name}")));
    }
    let mut alarm = Alarm {
        description: input.text("AlarmDescription").map(str::to_owned),
        actions_enabled: input.bool("ActionsEnabled").unwrap_or(true),
        actions: ACTIONS.map(|name| input.texts(name)),
        ..Alarm::unchecked(name, follows, now)
    };
    if let Some(before) = before {
        alarm.state = before.state;
        alarm.reason.clone_from(&before.reason);
        alarm.reason_data.clone_from(&before.reason_data);
        alarm.updated = before.updated;
        alarm.transitioned = before.transitioned;
    }
    world.alarms.insert(alarm.name.clone(), alarm);
    Ok(())
}

/// `DeleteAlarms`: all of them or none.
pub(super) fn delete(world: &mut World, input: &Doc) -> Result<(), AwsError> {
    let names = input.texts("AlarmNames");
    if names.is_empty() {
        return Err(missing("AlarmNames"));
    }
    if names.len() > MOST_NAMES {
        return Err(validation("At most 100 alarms can be deleted at once."));
    }
    if let Some(unknown) = names.iter().find(|name| !world.alarms.contains_key(*name)) {
        return Err(not_found(format!("Alarm {unknown} does not exist")));
    }
    let composite = |name: &&String| matches!(world.alarms[*name].follows, Follows::Alarms(_));
    if names.iter().filter(composite).count() > 1 {
        return Err(validation("At most one composite alarm can be deleted at once."));
    }
    if let Some((name, by)) = names.iter().find_map(|name| Some((name, followed(world, name)?))) {
        return Err(validation(format!("Cannot delete {name}: {by} is composed of it")));
    }
    for name in &names {
        world.alarms.remove(name);
    }
    Ok(())
}

/// A composite alarm that follows this one.
fn followed<'a>(world: &'a World, name: &str) -> Option<&'a str> {
    let follows = |alarm: &&Alarm| match &alarm.follows {
        Follows::Metric(_) => false,
        Follows::Alarms(rule) => rule.names().contains(&name),
    };
    world.alarms.values().find(follows).map(|alarm| alarm.name.as_str())
}

/// `SetAlarmState`: holds until the next evaluation.
pub(super) fn set_state(world: &mut World, input: &Doc) -> Result<(), AwsError> {
    let now = world.now();
    let text = |name: &str| input.text(name).ok_or_else(|| missing(name));
    let name = text("AlarmName")?;
    let value = text("StateValue")?;
    let state = State::named(value).ok_or_else(|| no_value("StateValue", value))?;
    let reason = text("StateReason")?.to_owned();
    let data = input.text("StateReasonData").map(str::to_owned);
    let alarm = world
        .alarms
        .get_mut(name)
        .ok_or_else(|| not_found(format!("Alarm {name} does not exist")))?;
    alarm.enter(state, reason, data, now);
    if let Follows::Metric(_) = alarm.follows {
        follow_rules(&mut world.alarms, now);
    }
    Ok(())
}

fn no_value(name: &str, value: &str) -> AwsError {
    invalid(format!("The value {value} for parameter {name} is not supported."))
}

fn threshold(input: &Doc) -> Result<Threshold, AwsError> {
    let comparison =
        input.text("ComparisonOperator").ok_or_else(|| missing("ComparisonOperator"))?;
    let treat = input.text("TreatMissingData").unwrap_or("missing");
    let evaluation_periods =
        count(input, "EvaluationPeriods")?.ok_or_else(|| missing("EvaluationPeriods"))?;
    let needed_datapoints = count(input, "DatapointsToAlarm")?;
    if needed_datapoints.is_some_and(|needed| needed > evaluation_periods) {
        return Err(validation("DatapointsToAlarm must not be greater than EvaluationPeriods."));
    }
    Ok(Threshold {
        watched: watched(input)?,
        unit: input.text("Unit").map(str::to_owned),
        evaluation_periods,
        needed_datapoints,
        limit: input.float("Threshold").ok_or_else(|| missing("Threshold"))?,
        comparison: Comparison::named(comparison)
            .ok_or_else(|| no_value("ComparisonOperator", comparison))?,
        missing: TreatMissing::named(treat).ok_or_else(|| no_value("TreatMissingData", treat))?,
        low_samples: input.text("EvaluateLowSampleCountPercentile").map(str::to_owned),
    })
}

fn count(input: &Doc, name: &str) -> Result<Option<usize>, AwsError> {
    if input.get(name).is_none() {
        return Ok(None);
    }
    let number = input.int(name).and_then(|number| usize::try_from(number).ok());
    let number = number.filter(|number| (1..=10_000).contains(number));
    number.map(Some).ok_or_else(|| invalid(format!("{name} must be a number from 1.")))
}

fn watched(input: &Doc) -> Result<Watched, AwsError> {
    let given = input.list("Metrics");
    let simple = input.text("MetricName").is_some();
    match (given.is_empty(), simple) {
        (true, true) => Ok(Watched::Metric(simple_metric(input)?)),
        (false, false) => math(given),
        (true, false) => Err(missing("MetricName")),
        (false, true) => Err(combination("MetricName and Metrics cannot be given together.")),
    }
}

fn simple_metric(input: &Doc) -> Result<MetricStat, AwsError> {
    let ((Some(name), None) | (None, Some(name))) =
        (input.text("Statistic"), input.text("ExtendedStatistic"))
    else {
        return Err(combination("Exactly one of Statistic and ExtendedStatistic must be given."));
    };
    let stat = Stat::named(name).ok_or_else(|| no_value("Statistic", name))?;
    Ok(MetricStat { metric: read_metric(input)?, period_ms: period_ms(input)?, stat })
}

fn math(given: &[Doc]) -> Result<Watched, AwsError> {
    let queries = Query::read_all(given)?;
    if queries.iter().filter(|query| query.returns).count() != 1 {
        return Err(validation("Exactly one element of the metrics list should return data."));
    }
    let periods = queries.iter().filter_map(|query| match &query.source {
        Source::Stat(stat) => Some(stat.period_ms),
        Source::Expression(_, period_ms) => *period_ms,
    });
    let period_ms = periods.max().ok_or_else(|| missing("Period"))?;
    Ok(Watched::Math { queries, period_ms })
}
