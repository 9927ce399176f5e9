//! Alarms in AWS's shapes.

use super::{
    alarm::{Alarm, Follows},
    list::dimensions,
    query::{MetricStat, Query},
    threshold::{Threshold, Watched},
};
use crate::{
    wire::doc::{Doc, structure},
    world::account::alarm_arn,
};

type Members = Vec<(&'static str, Option<Doc>)>;

/// `MetricAlarm`, when it is one.
pub(super) fn metric(alarm: &Alarm) -> Option<Doc> {
    match &alarm.follows {
        Follows::Metric(threshold) => Some(shaped(alarm, measured(threshold))),
        Follows::Alarms(_) => None,
    }
}

/// `CompositeAlarm`, when it is one.
pub(super) fn composite(alarm: &Alarm) -> Option<Doc> {
    match &alarm.follows {
        Follows::Metric(_) => None,
        Follows::Alarms(rule) => {
            Some(shaped(alarm, vec![("AlarmRule", Some(Doc::of(rule.text.as_str())))]))
        }
    }
}

fn text(text: Option<&String>) -> Option<Doc> {
    text.cloned().map(Doc::Text)
}

fn shaped(alarm: &Alarm, own: Members) -> Doc {
    let [ok, alarming, insufficient] =
        [0, 1, 2].map(|place| Some(Doc::each(&alarm.actions[place], |it| Doc::of(it.as_str()))));
    let common = [
        ("AlarmName", Some(Doc::of(alarm.name.as_str()))),
        ("AlarmArn", Some(Doc::Text(alarm_arn(&alarm.name)))),
        ("AlarmDescription", text(alarm.description.as_ref())),
        ("AlarmConfigurationUpdatedTimestamp", Some(Doc::Time(alarm.configured))),
        ("ActionsEnabled", Some(Doc::Bool(alarm.actions_enabled))),
        ("OKActions", ok),
        ("AlarmActions", alarming),
        ("InsufficientDataActions", insufficient),
        ("StateValue", Some(Doc::Text(alarm.state.to_string()))),
        ("StateReason", Some(Doc::of(alarm.reason.as_str()))),
        ("StateReasonData", text(alarm.reason_data.as_ref())),
        ("StateUpdatedTimestamp", Some(Doc::Time(alarm.updated))),
        ("StateTransitionedTimestamp", Some(Doc::Time(alarm.transitioned))),
    ];
    structure(common.into_iter().chain(own))
}

fn measured(threshold: &Threshold) -> Members {
    let int = |number: usize| Some(Doc::Int(i64::try_from(number).unwrap_or(i64::MAX)));
    let mut members = vec![
        ("Unit", text(threshold.unit.as_ref())),
        ("EvaluationPeriods", int(threshold.evaluation_periods)),
        ("DatapointsToAlarm", threshold.needed_datapoints.and_then(int)),
        ("Threshold", Some(Doc::Float(threshold.limit))),
        ("ComparisonOperator", Some(Doc::of(threshold.comparison.name()))),
        ("TreatMissingData", Some(Doc::of(threshold.missing.name()))),
        ("EvaluateLowSampleCountPercentile", text(threshold.low_samples.as_ref())),
    ];
    members.extend(watched(&threshold.watched));
    members
}

fn watched(watched: &Watched) -> Members {
    match watched {
        Watched::Math { queries, .. } => vec![("Metrics", Some(Doc::each(queries, Query::shape)))],
        Watched::Metric(MetricStat { metric, period_ms, stat }) => {
            let kind = if stat.is_basic() { "Statistic" } else { "ExtendedStatistic" };
            vec![
                ("Namespace", Some(Doc::of(metric.namespace.as_str()))),
                ("MetricName", Some(Doc::of(metric.name.as_str()))),
                ("Dimensions", Some(dimensions(metric))),
                ("Period", Some(Doc::Int(period_ms / 1000))),
                (kind, Some(Doc::Text(stat.to_string()))),
            ]
        }
    }
}
