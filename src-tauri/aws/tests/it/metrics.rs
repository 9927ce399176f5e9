//! Metric points and alarms on the practice account.

use std::time::Duration;

use aws_sdk_cloudwatch::types::{ComparisonOperator, Dimension, Statistic as Stat};
use crossfade_domain::qualifier::Version;
use crossfade_engine::{
    failure::FailureKind,
    ports::{Account, AlarmState, MetricKind, MetricQuery, MetricWindow, Series, Sight, Statistic},
};
use jiff::{SignedDuration, Timestamp};

use crate::account::{START, plain, practice};

fn window(minutes: i64) -> MetricWindow {
    let to: Timestamp = START.parse().expect("a time");
    MetricWindow { from: to - SignedDuration::from_mins(minutes), to, period_seconds: 60 }
}

fn invocations(alias: Option<&str>, version: Option<u64>) -> MetricQuery {
    MetricQuery {
        metric: MetricKind::Invocations,
        statistic: Statistic::Sum,
        function: "customer-lookup".to_owned(),
        alias: alias.map(str::to_owned),
        version: version.map(Version::Published),
    }
}

#[tokio::test]
async fn the_versions_of_a_split_alias_add_up_to_it() {
    let (_server, account) = practice().await;
    let queries = [
        invocations(Some("PROD"), None),
        invocations(Some("PROD"), Some(12)),
        invocations(Some("PROD"), Some(13)),
        invocations(None, None),
    ];
    let series = account.metrics.series(&queries, window(180)).await.expect("series");
    let sums: Vec<f64> =
        series.iter().map(|it| it.points.iter().map(|point| point.value).sum()).collect();
    assert!(series.iter().zip(&queries).all(|(series, query)| series.query == *query));
    assert!(series.iter().all(|it| it.complete));
    assert!((sums[0] - sums[1] - sums[2]).abs() < 1e-9, "{sums:?}");
    assert!(sums[1] > sums[2] && sums[2] > 0.0 && sums[3] >= sums[0], "{sums:?}");
    for one in &series {
        assert!(one.points.is_sorted_by(|one, next| one.at < next.at));
        let inside = |at: Timestamp| window(180).from <= at && at < window(180).to;
        assert!(one.points.iter().all(|point| inside(point.at)));
    }
}

/// Queries of version 12 and version 13 in turn, and what each must give.
async fn in_turn(account: &Account, number: usize, window: MetricWindow) -> Vec<Series> {
    let queries: Vec<_> = (0..number)
        .map(|place| invocations(Some("PROD"), Some(if place % 2 == 0 { 12 } else { 13 })))
        .collect();
    let series = account.metrics.series(&queries, window).await.expect("series");
    let two = account.metrics.series(&queries[..2], window).await.expect("series");
    assert_eq!(series.len(), number);
    for (place, one) in series.iter().enumerate() {
        assert_eq!(one.points, two[place % 2].points, "query {place}");
        assert!(one.complete, "query {place}");
    }
    series
}

#[tokio::test]
async fn more_queries_than_a_call_takes_come_whole_and_in_order() {
    let (_server, account) = practice().await;
    in_turn(&account, 620, window(20)).await;
}

#[tokio::test]
async fn more_points_than_a_page_takes_come_whole_and_in_order() {
    let (_server, account) = practice().await;
    let series = in_turn(&account, 160, window(24 * 60)).await;
    let points: usize = series.iter().map(|it| it.points.len()).sum();
    assert!(points > 100_800, "{points} points fit one page: this tests nothing");
}

#[tokio::test]
async fn other_statistics_and_no_data_are_told_as_they_are() {
    let (_server, account) = practice().await;
    let duration = |statistic| MetricQuery {
        metric: MetricKind::Duration,
        statistic,
        ..invocations(Some("PROD"), Some(12))
    };
    let nobody = MetricQuery { function: "nobody".to_owned(), ..invocations(None, None) };
    let queries = [duration(Statistic::Average), duration(Statistic::P95), nobody];
    let hour = MetricWindow { period_seconds: 3600, ..window(180) };
    let series = account.metrics.series(&queries, hour).await.expect("series");
    let last = |place: usize| series[place].points.last().expect("a point").value;
    assert!(last(1) > last(0) && last(0) > 10.0, "{series:?}");
    assert!(series[2].points.is_empty() && series[2].complete);
    assert_eq!(account.metrics.series(&[], hour).await.expect("nothing"), []);
    let seconds = MetricWindow { period_seconds: 30, ..window(10) };
    let refused = account.metrics.series(&queries, seconds).await.expect_err("refused");
    assert_eq!(refused.kind, FailureKind::Invalid);
}

#[tokio::test]
async fn the_versions_that_were_executed_are_known() {
    let (_server, account) = practice().await;
    let executed = account.metrics.executed_versions("customer-lookup", "PROD").await;
    let executed = executed.expect("versions");
    let expected = [Version::Published(12), Version::Published(13)];
    assert!(expected.iter().all(|version| executed.contains(version)), "{executed:?}");
    assert!(executed.is_sorted());
    let none = account.metrics.executed_versions("customer-lookup", "NOBODY").await;
    assert_eq!(none.expect("an answer"), []);
}

#[tokio::test]
async fn alarms_are_found_by_name_over_several_calls_and_pages() {
    let (server, account) = practice().await;
    let client = aws_sdk_cloudwatch::Client::new(&plain(&server.endpoint()));
    let standing = account.alarms.alarms(None).await.expect("alarms").len();
    let names: Vec<_> = (0..130).map(|number| format!("alarm-{number:03}")).collect();
    for name in &names {
        let put = client.put_metric_alarm().alarm_name(name).namespace("AWS/Lambda");
        put.metric_name("Errors")
            .statistic(Stat::Sum)
            .dimensions(Dimension::builder().name("FunctionName").value("orders").build())
            .dimensions(Dimension::builder().name("Resource").value("orders:PROD").build())
            .period(60)
            .evaluation_periods(3)
            .datapoints_to_alarm(2)
            .threshold(0.0)
            .comparison_operator(ComparisonOperator::GreaterThanThreshold)
            .send()
            .await
            .expect("put");
    }
    let all = account.alarms.alarms(None).await.expect("alarms");
    assert_eq!(all.len(), standing + 130);
    let mut asked = names.clone();
    asked.push("no-such-alarm".to_owned());
    let named = account.alarms.alarms(Some(&asked)).await.expect("alarms");
    assert_eq!(named.iter().map(|it| it.name.clone()).collect::<Vec<_>>(), names);
    assert_eq!(account.alarms.alarms(Some(&[])).await.expect("alarms"), []);

    let one = &named[0];
    assert_eq!(one.condition, "Errors > 0 for 2 datapoints within 3 minutes");
    assert_eq!(one.reads[0].namespace, "AWS/Lambda");
    assert!(one.watches("orders", &"PROD".parse().expect("a name")));
    assert!(!one.watches("orders", &"TEST".parse().expect("a name")));
}

#[tokio::test]
async fn what_an_alarm_sees_is_read_from_its_metrics() {
    let (_server, account) = practice().await;
    let alarms = account.alarms.alarms(None).await.expect("alarms");
    let sight = |name: &str| {
        let alarm = alarms.iter().find(|alarm| alarm.name == name).expect(name);
        let alias = "PROD".parse().expect("a name");
        alarm.sight("orders", &alias, Some(Version::Published(13)))
    };
    assert_eq!(sight("orders-PROD-errors"), Sight::Sees);
    assert_eq!(sight("orders-PROD-error-rate"), Sight::Sees, "metric math");
    assert_eq!(sight("orders-PROD-errors-by-resource"), Sight::Blind);
    assert_eq!(sight("payments-PROD-errors"), Sight::Blind);
    assert_eq!(sight("orders-PROD-trouble"), Sight::Composite);
}

#[tokio::test]
async fn a_composite_alarm_is_read_with_its_rule_and_fires_with_its_alarms() {
    let (server, account) = practice().await;
    let client = aws_sdk_cloudwatch::Client::new(&plain(&server.endpoint()));
    let names = ["either".to_owned(), "orders-PROD-errors".to_owned()];
    client
        .put_composite_alarm()
        .alarm_name("either")
        .alarm_rule("ALARM(orders-PROD-errors) OR ALARM(orders-PROD-error-rate)")
        .send()
        .await
        .expect("put");
    let set = |state| {
        let set = client.set_alarm_state().alarm_name("orders-PROD-errors").state_value(state);
        set.state_reason("A test.").send()
    };
    set(aws_sdk_cloudwatch::types::StateValue::Alarm).await.expect("set");
    let seen = account.alarms.alarms(Some(&names)).await.expect("alarms");
    let either = seen.iter().find(|alarm| alarm.composite).expect("the composite alarm");
    assert_eq!((either.name.as_str(), either.state), ("either", AlarmState::Alarm));
    assert_eq!(either.condition, "ALARM(orders-PROD-errors) OR ALARM(orders-PROD-error-rate)");
    assert!(either.reason.contains("alarm:orders-PROD-errors transitioned to ALARM at"));
    assert_eq!(seen.len(), 2);
    set(aws_sdk_cloudwatch::types::StateValue::Ok).await.expect("set");
    let seen = account.alarms.alarms(Some(&names[..1])).await.expect("alarms");
    assert_eq!(seen[0].state, AlarmState::Ok);
}

#[tokio::test]
async fn an_alarm_that_fires_is_seen() {
    let (server, account) = practice().await;
    let client = aws_sdk_cloudwatch::Client::new(&plain(&server.endpoint()));
    let alarms = account.alarms.alarms(None).await.expect("alarms");
    let name = alarms.first().expect("an alarm").name.clone();
    client
        .set_alarm_state()
        .alarm_name(&name)
        .state_value(aws_sdk_cloudwatch::types::StateValue::Alarm)
        .state_reason("A test fires it.")
        .send()
        .await
        .expect("set");
    let seen = account.alarms.alarms(Some(std::slice::from_ref(&name))).await.expect("alarms");
    assert_eq!((seen[0].state, seen[0].reason.as_str()), (AlarmState::Alarm, "A test fires it."));
    assert_eq!(seen[0].since, Some(START.parse().expect("a time")));
    // The next minute evaluates it again.
    server.world().advance(Duration::from_mins(2));
    let seen = account.alarms.alarms(Some(std::slice::from_ref(&name))).await.expect("alarms");
    assert_ne!(seen[0].reason, "A test fires it.");
}
