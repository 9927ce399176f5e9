//! Alarms: `DescribeAlarms`.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_cloudwatch::{
    Client,
    operation::describe_alarms::DescribeAlarmsOutput,
    types::{AlarmType, CompositeAlarm, Dimension, MetricAlarm, StateValue},
};
use crossfade_engine::ports::{Alarm, AlarmMetric, AlarmState, AlarmWatch, Answer};

use crate::{failure::required, line::Line, operation::Operation, time::timestamp};

use super::condition::condition;

/// `DescribeAlarms` takes no more names a call, and gives no more alarms a page.
const ALARMS: usize = 100;
const OPERATION: Operation = Operation::DescribeAlarms;

/// Watches alarms.
#[derive(Debug)]
pub(crate) struct Alarms {
    client: Client,
    line: Arc<Line>,
}

impl Alarms {
    pub(crate) fn new(client: Client, line: &Arc<Line>) -> Self {
        Self { client, line: Arc::clone(line) }
    }

    /// The alarms of these names, or all of them.
    async fn described(&self, names: Option<&[String]>) -> Answer<Vec<Alarm>> {
        let page = |token| {
            self.client
                .describe_alarms()
                // Without types, composite alarms are left out.
                .alarm_types(AlarmType::MetricAlarm)
                .alarm_types(AlarmType::CompositeAlarm)
                .set_alarm_names(names.map(<[String]>::to_vec))
                .max_records(100)
                .set_next_token(token)
                .send()
        };
        let subject = names.unwrap_or_default().join(", ");
        let all = self.line.every(OPERATION, &subject, page, cut).await?;
        all.into_iter().collect()
    }
}

#[async_trait]
impl AlarmWatch for Alarms {
    async fn alarms(&self, names: Option<&[String]>) -> Answer<Vec<Alarm>> {
        // An empty list of names would ask for every alarm, so it asks for none.
        let Some(names) = names else { return self.described(None).await };
        let mut all = Vec::with_capacity(names.len());
        for some in names.chunks(ALARMS) {
            all.extend(self.described(Some(some)).await?);
        }
        Ok(all)
    }
}

/// One page's alarms and the next page's token.
fn cut(page: DescribeAlarmsOutput) -> (Option<Vec<Answer<Alarm>>>, Option<String>) {
    let metric = page.metric_alarms.unwrap_or_default().into_iter().map(metric_alarm);
    let composite = page.composite_alarms.unwrap_or_default().into_iter().map(composite_alarm);
    (Some(metric.chain(composite).collect()), page.next_token)
}

fn metric_alarm(found: MetricAlarm) -> Answer<Alarm> {
    let condition = condition(&found);
    let reads = reads(&found);
    let (state, reason) = state(found.state_value.as_ref(), found.state_reason);
    Ok(Alarm {
        name: required(found.alarm_name, OPERATION, "AlarmName")?,
        arn: required(found.alarm_arn, OPERATION, "AlarmArn")?,
        state,
        reason,
        since: found.state_updated_timestamp.as_ref().and_then(timestamp),
        composite: false,
        reads,
        condition,
    })
}

/// The alarm's one metric, or those that its metric math is made of.
fn reads(alarm: &MetricAlarm) -> Vec<AlarmMetric> {
    let dimensions = |given: &[Dimension]| {
        given
            .iter()
            .filter_map(|it| Some((it.name()?.to_owned(), it.value()?.to_owned())))
            .collect()
    };
    let metric = |namespace: &str, name: &str, given: &[Dimension]| AlarmMetric {
        namespace: namespace.to_owned(),
        name: name.to_owned(),
        dimensions: dimensions(given),
    };
    let own = alarm.namespace().zip(alarm.metric_name());
    let own = own.map(|(namespace, name)| metric(namespace, name, alarm.dimensions()));
    let math = alarm.metrics().iter().filter_map(|query| query.metric_stat()?.metric());
    let math =
        math.filter_map(|it| Some(metric(it.namespace()?, it.metric_name()?, it.dimensions())));
    own.into_iter().chain(math).collect()
}

fn composite_alarm(found: CompositeAlarm) -> Answer<Alarm> {
    let (state, reason) = state(found.state_value.as_ref(), found.state_reason);
    Ok(Alarm {
        name: required(found.alarm_name, OPERATION, "AlarmName")?,
        arn: required(found.alarm_arn, OPERATION, "AlarmArn")?,
        state,
        reason,
        since: found.state_updated_timestamp.as_ref().and_then(timestamp),
        composite: true,
        reads: Vec::new(),
        condition: found.alarm_rule.unwrap_or_default(),
    })
}

/// A state that is not known says too little, and the reason says which it is:
/// it must never pass as `OK`.
fn state(value: Option<&StateValue>, reason: Option<String>) -> (AlarmState, String) {
    let reason = reason.unwrap_or_default();
    match value.map(StateValue::as_str) {
        Some("OK") => (AlarmState::Ok, reason),
        Some("ALARM") => (AlarmState::Alarm, reason),
        Some("INSUFFICIENT_DATA") => (AlarmState::InsufficientData, reason),
        other => {
            let told = other.unwrap_or("no state");
            (AlarmState::InsufficientData, format!("CloudWatch says `{told}`. {reason}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_that_is_not_known_is_never_ok() {
        let unknown = StateValue::from("PONDERING");
        let (state, reason) = state(Some(&unknown), Some("Because.".to_owned()));
        assert_eq!(state, AlarmState::InsufficientData);
        assert_eq!(reason, "CloudWatch says `PONDERING`. Because.");
    }

    #[test]
    fn composite_and_metric_alarms_of_a_page_are_all_there() {
        let metric = MetricAlarm::builder().alarm_name("m").alarm_arn("arn:m").build();
        let composite =
            CompositeAlarm::builder().alarm_name("c").alarm_arn("arn:c").alarm_rule("ALARM(m)");
        let page = DescribeAlarmsOutput::builder()
            .metric_alarms(metric)
            .composite_alarms(composite.build())
            .next_token("more")
            .build();
        let (alarms, next) = cut(page);
        let alarms: Vec<Alarm> =
            alarms.into_iter().flatten().collect::<Answer<_>>().expect("alarms");
        let told: Vec<_> =
            alarms.iter().map(|it| (it.name.as_str(), it.condition.as_str())).collect();
        assert_eq!(told, [("m", ""), ("c", "ALARM(m)")]);
        assert_eq!(next.as_deref(), Some("more"));
    }
}
