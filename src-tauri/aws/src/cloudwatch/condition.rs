//! A metric alarm's condition in words, as the console writes it.

use aws_sdk_cloudwatch::types::{ComparisonOperator, MetricAlarm, MetricDataQuery, MetricStat};

/// Such as `Errors > 0 for 1 datapoints within 1 minute`; empty when the alarm
/// tells neither metric nor comparison.
pub(super) fn condition(alarm: &MetricAlarm) -> String {
    let (Some(what), Some(comparison)) = (measured(alarm), alarm.comparison_operator()) else {
        return String::new();
    };
    let against = alarm.threshold().map_or_else(|| "a band".to_owned(), |it| it.to_string());
    let periods = alarm.evaluation_periods().unwrap_or(1);
    let points = alarm.datapoints_to_alarm().unwrap_or(periods);
    let within = duration(i64::from(periods) * i64::from(period(alarm)));
    let sign = sign(comparison);
    format!("{what} {sign} {against} for {points} datapoints within {within}")
}

/// The metric's name, or the expression that is watched.
fn measured(alarm: &MetricAlarm) -> Option<&str> {
    let watched = || {
        let queries = alarm.metrics();
        let returned = queries.iter().find(|it| it.return_data() == Some(true));
        let query = returned.or_else(|| queries.first())?;
        query.expression().or_else(|| query.label()).or_else(|| query.id())
    };
    alarm.metric_name().or_else(watched)
}

/// Seconds; metric math has it in the metrics that it is made of.
fn period(alarm: &MetricAlarm) -> i32 {
    let in_query = |query: &MetricDataQuery| {
        query.period().or_else(|| query.metric_stat().and_then(MetricStat::period))
    };
    alarm.period().or_else(|| alarm.metrics().iter().find_map(in_query)).unwrap_or(60)
}

fn sign(comparison: &ComparisonOperator) -> &str {
    match comparison.as_str() {
        "GreaterThanThreshold" => ">",
        "GreaterThanOrEqualToThreshold" => ">=",
        "LessThanThreshold" => "<",
        "LessThanOrEqualToThreshold" => "<=",
        "LessThanLowerOrGreaterThanUpperThreshold" => "outside of",
        "LessThanLowerThreshold" => "below",
        "GreaterThanUpperThreshold" => "above",
        other => other,
    }
}

fn duration(seconds: i64) -> String {
    let (number, unit) = match seconds {
        s if s > 0 && s % 3600 == 0 => (s / 3600, "hour"),
        s if s > 0 && s % 60 == 0 => (s / 60, "minute"),
        s => (s, "second"),
    };
    format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_cloudwatch::types::{Metric, MetricStat};

    #[test]
    fn a_plain_alarm_reads_as_in_the_console() {
        let alarm = MetricAlarm::builder()
            .metric_name("Errors")
            .comparison_operator(ComparisonOperator::GreaterThanThreshold)
            .threshold(0.0)
            .evaluation_periods(3)
            .datapoints_to_alarm(2)
            .period(60)
            .build();
        assert_eq!(condition(&alarm), "Errors > 0 for 2 datapoints within 3 minutes");
    }

    #[test]
    fn metric_math_is_told_by_its_expression() {
        let errors = MetricStat::builder()
            .metric(Metric::builder().metric_name("Errors").build())
            .period(300)
            .stat("Sum")
            .build();
        let alarm = MetricAlarm::builder()
            .metrics(
                MetricDataQuery::builder().id("e").metric_stat(errors).return_data(false).build(),
            )
            .metrics(
                MetricDataQuery::builder().id("r").expression("100*e/i").return_data(true).build(),
            )
            .comparison_operator(ComparisonOperator::GreaterThanOrEqualToThreshold)
            .threshold(2.5)
            .evaluation_periods(12)
            .build();
        assert_eq!(condition(&alarm), "100*e/i >= 2.5 for 12 datapoints within 1 hour");
    }
}
