//! `DescribeAlarms`, `PutMetricAlarm`, `DeleteAlarms`, `SetAlarmState`.

use jiff::Timestamp;

use super::{
    alarm::{Alarm, Comparison, State, TreatMissing, Watched},
    error::{bad_token, combination, invalid, missing, not_found, validation},
    list::dimensions,
    query::{MetricStat, Query, Source, period_ms, read_metric},
    stat::Stat,
};
use crate::{
    wire::{
        doc::{Doc, structure},
        error::AwsError,
        page,
    },
    world::{World, account::alarm_arn},
};

/// The model's limit for lists of alarm names.
const MOST_NAMES: usize = 100;
const ACTIONS: [&str; 3] = ["OKActions", "AlarmActions", "InsufficientDataActions"];

/// `DescribeAlarms`: metric alarms only unless `AlarmTypes` says otherwise, and
/// there are no others.
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
    let action = input.text("ActionPrefix").unwrap_or_default();
    let wanted = |alarm: &&Alarm| {
        (names.is_empty() || names.contains(&alarm.name))
            && alarm.name.starts_with(prefix)
            && state.is_none_or(|state| alarm.state == state)
            && (types.is_empty() || types.iter().any(|kind| kind == "MetricAlarm"))
            && (action.is_empty()
                || alarm.actions.iter().flatten().any(|it| it.starts_with(action)))
    };
    let found: Vec<&Alarm> = world.alarms.values().filter(wanted).collect();
    let scope = format!("DescribeAlarms {names:?} {prefix} {state:?} {types:?} {action}");
    let token = input.text("NextToken").filter(|token| !token.is_empty());
    let page = page::page(found, &scope, token, max_records(input)?).map_err(|_| bad_token())?;
    Ok(structure([
        ("CompositeAlarms", Some(Doc::List(Vec::new()))),
        ("MetricAlarms", Some(Doc::each(page.items, Alarm::shape))),
        ("NextToken", page.next.map(Doc::Text)),
    ]))
}

fn max_records(input: &Doc) -> Result<usize, AwsError> {
    let given = input.int("MaxRecords").unwrap_or(50);
    let size = usize::try_from(given).ok().filter(|size| (1..=100).contains(size));
    size.ok_or_else(|| validation("The parameter MaxRecords must be from 1 to 100."))
}

/// `PutMetricAlarm`: a new alarm waits for data; a changed one keeps its state
/// until it is evaluated.
pub(super) fn put(world: &mut World, input: &Doc) -> Result<(), AwsError> {
    let now = world.now();
    let mut alarm = read(input, now)?;
    if let Some(before) = world.alarms.get(&alarm.name) {
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
    for name in &names {
        world.alarms.remove(name);
    }
    Ok(())
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
    Ok(())
}

fn no_value(name: &str, value: &str) -> AwsError {
    invalid(format!("The value {value} for parameter {name} is not supported."))
}

/// Reads a `PutMetricAlarm`; the alarm's state is that of a new one.
fn read(input: &Doc, now: Timestamp) -> Result<Alarm, AwsError> {
    let name = input.text("AlarmName").ok_or_else(|| missing("AlarmName"))?.to_owned();
    let comparison =
        input.text("ComparisonOperator").ok_or_else(|| missing("ComparisonOperator"))?;
    let treat = input.text("TreatMissingData").unwrap_or("missing");
    let evaluation_periods =
        count(input, "EvaluationPeriods")?.ok_or_else(|| missing("EvaluationPeriods"))?;
    let needed_datapoints = count(input, "DatapointsToAlarm")?;
    if needed_datapoints.is_some_and(|needed| needed > evaluation_periods) {
        return Err(validation("DatapointsToAlarm must not be greater than EvaluationPeriods."));
    }
    Ok(Alarm {
        name,
        description: input.text("AlarmDescription").map(str::to_owned),
        actions_enabled: input.bool("ActionsEnabled").unwrap_or(true),
        actions: ACTIONS.map(|name| input.texts(name)),
        watched: watched(input)?,
        unit: input.text("Unit").map(str::to_owned),
        evaluation_periods,
        needed_datapoints,
        threshold: input.float("Threshold").ok_or_else(|| missing("Threshold"))?,
        comparison: Comparison::named(comparison)
            .ok_or_else(|| no_value("ComparisonOperator", comparison))?,
        missing: TreatMissing::named(treat).ok_or_else(|| no_value("TreatMissingData", treat))?,
        low_samples: input.text("EvaluateLowSampleCountPercentile").map(str::to_owned),
        configured: now,
        state: State::InsufficientData,
        reason: "Unchecked: Initial alarm creation".to_owned(),
        reason_data: None,
        updated: now,
        transitioned: now,
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

/// `MetricAlarm`
pub(super) fn shape(alarm: &Alarm) -> Doc {
    let text = |text: &Option<String>| text.clone().map(Doc::Text);
    let int = |number: usize| Some(Doc::Int(i64::try_from(number).unwrap_or(i64::MAX)));
    let [ok, alarming, insufficient] =
        [0, 1, 2].map(|place| Some(Doc::each(&alarm.actions[place], |it| Doc::of(it.as_str()))));
    let mut doc = structure([
        ("AlarmName", Some(Doc::of(alarm.name.as_str()))),
        ("AlarmArn", Some(Doc::Text(alarm_arn(&alarm.name)))),
        ("AlarmDescription", text(&alarm.description)),
        ("AlarmConfigurationUpdatedTimestamp", Some(Doc::Time(alarm.configured))),
        ("ActionsEnabled", Some(Doc::Bool(alarm.actions_enabled))),
        ("OKActions", ok),
        ("AlarmActions", alarming),
        ("InsufficientDataActions", insufficient),
        ("StateValue", Some(Doc::Text(alarm.state.to_string()))),
        ("StateReason", Some(Doc::of(alarm.reason.as_str()))),
        ("StateReasonData", text(&alarm.reason_data)),
        ("StateUpdatedTimestamp", Some(Doc::Time(alarm.updated))),
        ("StateTransitionedTimestamp", Some(Doc::Time(alarm.transitioned))),
        ("Unit", text(&alarm.unit)),
        ("EvaluationPeriods", int(alarm.evaluation_periods)),
        ("DatapointsToAlarm", alarm.needed_datapoints.and_then(int)),
        ("Threshold", Some(Doc::Float(alarm.threshold))),
        ("ComparisonOperator", Some(Doc::of(alarm.comparison.name()))),
        ("TreatMissingData", Some(Doc::of(alarm.missing.name()))),
        ("EvaluateLowSampleCountPercentile", text(&alarm.low_samples)),
    ]);
    if let Doc::Map(members) = &mut doc {
        members.extend(watched_members(&alarm.watched));
    }
    doc
}

fn watched_members(watched: &Watched) -> Vec<(String, Doc)> {
    let members = match watched {
        Watched::Math { queries, .. } => vec![("Metrics", Doc::each(queries, Query::shape))],
        Watched::Metric(MetricStat { metric, period_ms, stat }) => {
            let kind = if stat.is_basic() { "Statistic" } else { "ExtendedStatistic" };
            vec![
                ("Namespace", Doc::of(metric.namespace.as_str())),
                ("MetricName", Doc::of(metric.name.as_str())),
                ("Dimensions", dimensions(metric)),
                ("Period", Doc::Int(period_ms / 1000)),
                (kind, Doc::Text(stat.to_string())),
            ]
        }
    };
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
