//! Alarms, evaluated as practice time passes.

use std::time::Duration;

use crossfade_practice::{Behaviour, PracticeServer};
use serde_json::{Value, json};

use crate::client::{Client, still};

async fn state(client: &Client, name: &str) -> Value {
    let list = client.cloudwatch("DescribeAlarms", &json!({"AlarmNames": [name]})).await.json();
    list["MetricAlarms"][0].clone()
}

fn break_version_7(server: &PracticeServer) {
    let broken = Behaviour { error_rate: 0.5, ..Behaviour::default() };
    let version = "7".parse().expect("a version");
    server.world().set_behaviour("orders", version, broken).expect("set");
}

#[tokio::test]
async fn an_alarm_fires_when_a_version_breaks_and_recovers_with_it() {
    let (server, client) = still().await;
    assert_eq!(state(&client, "orders-PROD-errors").await["StateValue"], "OK");
    break_version_7(&server);
    server.world().advance(Duration::from_mins(6));
    let fired = state(&client, "orders-PROD-errors").await;
    assert_eq!(fired["StateValue"], "ALARM");
    assert!(
        fired["StateReason"].as_str().expect("a reason").starts_with("Threshold Crossed: 1 out of")
    );
    assert_eq!(state(&client, "orders-PROD-error-rate").await["StateValue"], "ALARM");
    let blind = state(&client, "orders-PROD-errors-by-resource").await;
    assert_eq!(blind["StateValue"], "INSUFFICIENT_DATA", "wrong dimensions never get data");
    let version = "7".parse().expect("a version");
    server.world().set_behaviour("orders", version, Behaviour::default()).expect("set");
    server.world().advance(Duration::from_mins(10));
    assert_eq!(state(&client, "orders-PROD-errors").await["StateValue"], "OK");
}

#[tokio::test]
async fn a_state_that_was_set_holds_until_the_next_evaluation() {
    let (server, client) = still().await;
    let set =
        json!({"AlarmName": "orders-PROD-errors", "StateValue": "ALARM", "StateReason": "drill"});
    let answer = client.cloudwatch("SetAlarmState", &set).await;
    assert_eq!((answer.status, answer.body.len()), (200, 0));
    let now = state(&client, "orders-PROD-errors").await;
    assert_eq!((&now["StateValue"], &now["StateReason"]), (&json!("ALARM"), &json!("drill")));
    server.world().advance(Duration::from_mins(1));
    assert_eq!(state(&client, "orders-PROD-errors").await["StateValue"], "OK");
}

#[tokio::test]
async fn alarms_are_put_and_deleted() {
    let (server, client) = still().await;
    let alarm = json!({
        "AlarmName": "slow", "Namespace": "AWS/Lambda", "MetricName": "Duration",
        "Dimensions": [{"Name": "FunctionName", "Value": "orders"}],
        "ExtendedStatistic": "p90", "Period": 60, "EvaluationPeriods": 3, "DatapointsToAlarm": 2,
        "Threshold": 1, "ComparisonOperator": "GreaterThanThreshold",
    });
    assert_eq!(client.cloudwatch("PutMetricAlarm", &alarm).await.status, 200);
    let put = state(&client, "slow").await;
    assert_eq!(
        (&put["StateValue"], &put["ExtendedStatistic"]),
        (&json!("INSUFFICIENT_DATA"), &json!("p90"))
    );
    server.world().advance(Duration::from_mins(5));
    assert_eq!(state(&client, "slow").await["StateValue"], "ALARM");
    let gone = json!({"AlarmNames": ["slow", "nobody"]});
    let refused = client.cloudwatch("DeleteAlarms", &gone).await;
    assert_eq!((refused.status, &refused.json()["__type"]), (404, &json!("ResourceNotFound")));
    assert_eq!(state(&client, "slow").await["AlarmName"], "slow", "all of them or none");
    client.cloudwatch("DeleteAlarms", &json!({"AlarmNames": ["slow"]})).await;
    assert_eq!(state(&client, "slow").await, Value::Null);
    let mut wrong = alarm.clone();
    wrong["DatapointsToAlarm"] = json!(4);
    assert_eq!(client.cloudwatch("PutMetricAlarm", &wrong).await.status, 400);
}

#[tokio::test]
async fn an_alarm_on_metric_math_is_shown_as_it_was_given() {
    let (_server, client) = still().await;
    let alarm = state(&client, "orders-PROD-error-rate").await;
    let metrics = alarm["Metrics"].as_array().expect("a list");
    assert_eq!(metrics.len(), 3);
    assert_eq!(metrics[2]["Expression"], "100 * errors / invocations");
    assert_eq!(metrics[0]["MetricStat"]["Period"], 60);
    assert_eq!(alarm.get("MetricName"), None);
}

#[tokio::test]
async fn composite_alarms_are_told_only_when_they_are_asked_for() {
    let (server, client) = still().await;
    let told = async |types: &[&str]| {
        let asked = json!({"AlarmNamePrefix": "orders-PROD-trouble", "AlarmTypes": types});
        client.cloudwatch("DescribeAlarms", &asked).await.json()
    };
    assert_eq!(told(&[]).await["CompositeAlarms"], json!([]), "metric alarms only");
    assert_eq!(told(&["MetricAlarm"]).await["CompositeAlarms"], json!([]));
    let both = told(&["MetricAlarm", "CompositeAlarm"]).await;
    let trouble = &both["CompositeAlarms"][0];
    assert_eq!((&trouble["StateValue"], trouble.get("Threshold")), (&json!("OK"), None));
    let rule = trouble["AlarmRule"].as_str().expect("a rule");
    assert!(rule.contains("ALARM(\"orders-PROD-errors\")"), "{rule}");
    break_version_7(&server);
    server.world().advance(Duration::from_mins(6));
    let fired = &told(&["CompositeAlarm"]).await["CompositeAlarms"][0];
    assert_eq!(fired["StateValue"], "ALARM", "{fired}");
    let wrong = json!({"AlarmTypes": ["Alarm"]});
    assert_eq!(client.cloudwatch("DescribeAlarms", &wrong).await.status, 400);
}

#[tokio::test]
async fn composite_alarms_are_put_follow_each_other_and_are_deleted_one_by_one() {
    let (_server, client) = still().await;
    let put = async |name: &str, rule: &str| {
        let alarm = json!({"AlarmName": name, "AlarmRule": rule});
        client.cloudwatch("PutCompositeAlarm", &alarm).await
    };
    assert_eq!(put("first", "ALARM(payments-PROD-errors)").await.status, 200);
    assert_eq!(put("second", "ALARM(first) AND NOT ALARM(orders-PROD-errors)").await.status, 200);
    for (name, rule) in
        [("third", "ALARM(nobody)"), ("third", "ALARM("), ("orders-PROD-errors", "TRUE")]
    {
        assert_eq!(put(name, rule).await.status, 400, "{name} {rule}");
    }
    let fire = json!({
        "AlarmName": "payments-PROD-errors", "StateValue": "ALARM", "StateReason": "drill",
    });
    client.cloudwatch("SetAlarmState", &fire).await;
    let asked = json!({"AlarmNames": ["second"], "AlarmTypes": ["CompositeAlarm"]});
    let second = client.cloudwatch("DescribeAlarms", &asked).await.json();
    assert_eq!(second["CompositeAlarms"][0]["StateValue"], "ALARM", "it follows one that follows");
    let delete = async |names: &[&str]| {
        client.cloudwatch("DeleteAlarms", &json!({"AlarmNames": names})).await.status
    };
    assert_eq!(delete(&["first"]).await, 400, "another follows it");
    assert_eq!(delete(&["second", "first"]).await, 400, "one composite alarm at a time");
    assert_eq!((delete(&["second"]).await, delete(&["first"]).await), (200, 200));
}

#[tokio::test]
async fn describing_alarms_in_xml_lists_members() {
    let (_server, client) = still().await;
    let body = "Action=DescribeAlarms&Version=2010-08-01&AlarmNamePrefix=payments&MaxRecords=1";
    let xml = client.form("monitoring", body).await.text();
    assert!(
        xml.starts_with(
            "<DescribeAlarmsResponse xmlns=\"http://monitoring.amazonaws.com/doc/2010-08-01/\">\
         <DescribeAlarmsResult><CompositeAlarms></CompositeAlarms><MetricAlarms><member>\
         <AlarmName>payments-PROD-duration-p95</AlarmName>"
        ),
        "{xml}"
    );
    assert!(xml.contains("<NextToken>"), "there is a second one");
}

#[tokio::test]
async fn no_more_than_a_hundred_alarms_are_asked_for_by_name() {
    let (_server, client) = still().await;
    let names = |count: usize| json!({"AlarmNames": vec!["a"; count]});
    assert_eq!(client.cloudwatch("DescribeAlarms", &names(100)).await.status, 200);
    let refused = client.cloudwatch("DescribeAlarms", &names(101)).await;
    assert_eq!(refused.status, 400);
    assert!(refused.text().contains("AlarmNames"), "{}", refused.text());
}
