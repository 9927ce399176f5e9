//! Metric data in each protocol.

use ciborium::Value as Cbor;
use serde_json::{Value, json};

use crate::client::{Client, START, still};

const DAY_BEFORE: &str = "2026-11-22T10:00:00Z";

fn stat(id: &str, metric: &str, dimensions: &[(&str, &str)], period: u32, stat: &str) -> Value {
    let dimensions: Vec<Value> =
        dimensions.iter().map(|(name, value)| json!({"Name": name, "Value": value})).collect();
    json!({"Id": id, "MetricStat": {
        "Metric": {"Namespace": "AWS/Lambda", "MetricName": metric, "Dimensions": dimensions},
        "Period": period, "Stat": stat}})
}

const PROD: [(&str, &str); 2] =
    [("FunctionName", "customer-lookup"), ("Resource", "customer-lookup:PROD")];

fn version(version: &str) -> [(&str, &str); 3] {
    [PROD[0], PROD[1], ("ExecutedVersion", version)]
}

async fn data(client: &Client, queries: Value) -> Value {
    let body = json!({"StartTime": DAY_BEFORE, "EndTime": START, "MetricDataQueries": queries});
    let answer = client.cloudwatch("GetMetricData", &body).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn values(data: &Value, id: &str) -> Vec<f64> {
    let results = data["MetricDataResults"].as_array().expect("a list");
    let result = results.iter().find(|it| it["Id"] == id).expect(id);
    result["Values"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| it.as_f64().expect("a number"))
        .collect()
}

#[tokio::test]
async fn a_day_of_history_is_split_as_the_alias_is() {
    let (_server, client) = still().await;
    let queries = json!([
        stat("all", "Invocations", &PROD, 86400, "Sum"),
        stat("old", "Invocations", &version("12"), 86400, "Sum"),
        stat("new", "Invocations", &version("13"), 86400, "Sum"),
        stat("p50", "Duration", &PROD, 86400, "p50"),
        stat("p99", "Duration", &PROD, 86400, "p99"),
        stat("wrong", "Invocations", &PROD[1..], 86400, "Sum"),
    ]);
    let data = data(&client, queries).await;
    let one = |id: &str| values(&data, id)[0];
    assert!(one("all") > 2000.0, "{}", one("all"));
    assert!((one("all") - one("old") - one("new")).abs() < 1e-9);
    let share = one("new") / one("all");
    assert!((0.08..0.12).contains(&share), "{share}");
    assert!((80.0..110.0).contains(&one("p50")), "{}", one("p50"));
    assert!(one("p99") > 200.0, "{}", one("p99"));
    assert!(values(&data, "wrong").is_empty(), "Lambda publishes no metric with Resource alone");
}

#[tokio::test]
async fn every_datapoint_comes_on_one_page() {
    let (_server, client) = still().await;
    let queries = json!([
        stat("a", "Invocations", &PROD, 3600, "Sum"),
        stat("b", "Errors", &PROD, 3600, "Sum"),
    ]);
    let whole = data(&client, queries.clone()).await;
    assert_eq!(whole.get("NextToken"), None);
    let (mut a, mut b, mut token) = (Vec::new(), Vec::new(), Value::Null);
    loop {
        let body = json!({"StartTime": DAY_BEFORE, "EndTime": START, "MaxDatapoints": 10,
                          "MetricDataQueries": queries, "NextToken": token});
        let page = client.cloudwatch("GetMetricData", &body).await.json();
        for result in page["MetricDataResults"].as_array().expect("a list") {
            let list = if result["Id"] == "a" { &mut a } else { &mut b };
            list.extend(
                result["Values"].as_array().expect("a list").iter().filter_map(Value::as_f64),
            );
        }
        token = page["NextToken"].clone();
        if token.is_null() {
            break;
        }
    }
    assert_eq!((a, b), (values(&whole, "a"), values(&whole, "b")));
}

#[tokio::test]
async fn metric_math_and_search_are_evaluated() {
    let (_server, client) = still().await;
    let hidden = |mut query: Value| {
        query["ReturnData"] = json!(false);
        query
    };
    let queries = json!([
        hidden(stat("e", "Errors", &version("13"), 86400, "Sum")),
        hidden(stat("i", "Invocations", &version("13"), 86400, "Sum")),
        {"Id": "rate", "Expression": "100 * e / i", "Label": "errors in percent"},
        {"Id": "found", "Expression": "SEARCH('{AWS/Lambda,FunctionName,Resource,ExecutedVersion} \
          MetricName=\"Invocations\" FunctionName=\"customer-lookup\"', 'Sum', 86400)"},
        {"Id": "total", "Expression": "SUM(found)"},
        stat("all", "Invocations", &PROD, 86400, "Sum"),
    ]);
    let data = data(&client, queries).await;
    let rate = values(&data, "rate")[0];
    assert!((0.0..2.0).contains(&rate), "{rate}");
    let results = data["MetricDataResults"].as_array().expect("a list");
    assert_eq!(results.iter().filter(|it| it["Id"] == "found").count(), 2);
    assert_eq!(values(&data, "total"), values(&data, "all"));
    assert!(results.iter().any(|it| it["Label"] == "errors in percent"));
    assert!(!results.iter().any(|it| it["Id"] == "e"), "ReturnData false stays hidden");
}

#[tokio::test]
async fn what_cannot_be_evaluated_is_told() {
    let (_server, client) = still().await;
    let refused = async |queries: Value| {
        let body = json!({"StartTime": DAY_BEFORE, "EndTime": START, "MetricDataQueries": queries});
        let answer = client.cloudwatch("GetMetricData", &body).await;
        assert_eq!(answer.status, 400);
        answer.json()["message"].as_str().expect("a message").to_owned()
    };
    let expression = |text: &str| json!([{"Id": "x", "Expression": text}]);
    assert!(refused(expression("x + 1")).await.contains("refers to itself"));
    assert!(refused(expression("nobody + 1")).await.contains("no query `nobody`"));
    assert!(refused(expression("FORECAST(1)")).await.contains("FORECAST is not supported"));
    assert!(refused(expression("1 +")).await.contains("ends too early"));
    assert!(refused(json!([stat("x", "Errors", &PROD, 61, "Sum")])).await.contains("Period"));
    assert!(refused(json!([stat("x", "Errors", &PROD, 60, "Mode")])).await.contains("Mode"));
    assert!(refused(json!([stat("X", "Errors", &PROD, 60, "Sum")])).await.contains("pattern"));
}

fn text(text: &str) -> Cbor {
    Cbor::Text(text.to_owned())
}

fn map<const N: usize>(members: [(&str, Cbor); N]) -> Cbor {
    Cbor::Map(members.into_iter().map(|(key, value)| (text(key), value)).collect())
}

fn epoch(time: &str) -> Cbor {
    let at: jiff::Timestamp = time.parse().expect("a time");
    Cbor::Tag(1, Box::new(Cbor::from(at.as_second())))
}

#[tokio::test]
async fn cbor_query_and_json_say_the_same() {
    let (_server, client) = still().await;
    let expected =
        values(&data(&client, json!([stat("a", "Invocations", &PROD, 3600, "Sum")])).await, "a");

    let dimensions = PROD.map(|(name, value)| map([("Name", text(name)), ("Value", text(value))]));
    let metric = map([
        ("Namespace", text("AWS/Lambda")),
        ("MetricName", text("Invocations")),
        ("Dimensions", Cbor::Array(dimensions.to_vec())),
    ]);
    let stat = map([("Metric", metric), ("Period", Cbor::from(3600)), ("Stat", text("Sum"))]);
    let body = map([
        ("StartTime", epoch(DAY_BEFORE)),
        ("EndTime", epoch(START)),
        ("MetricDataQueries", Cbor::Array(vec![map([("Id", text("a")), ("MetricStat", stat)])])),
    ]);
    let answer = client.cbor("GetMetricData", &body).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("smithy-protocol"), Some("rpc-v2-cbor"));
    assert_eq!(answer.header("content-type"), Some("application/cbor"));
    let read: Cbor = ciborium::from_reader(answer.body.as_slice()).expect("CBOR");
    let result =
        member(&member(&read, "MetricDataResults").into_array().expect("a list")[0], "Values");
    let from_cbor: Vec<f64> = result
        .into_array()
        .expect("a list")
        .into_iter()
        .map(|it| it.into_float().expect("a double stays a double"))
        .collect();
    assert_eq!(from_cbor, expected);

    let form = format!(
        "Action=GetMetricData&Version=2010-08-01&StartTime={DAY_BEFORE}&EndTime={START}\
         &MetricDataQueries.member.1.Id=a\
         &MetricDataQueries.member.1.MetricStat.Metric.Namespace=AWS%2FLambda\
         &MetricDataQueries.member.1.MetricStat.Metric.MetricName=Invocations\
         &MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.1.Name=FunctionName\
         &MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.1.Value=customer-lookup\
         &MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.2.Name=Resource\
         &MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.2.Value=customer-lookup%3APROD\
         &MetricDataQueries.member.1.MetricStat.Period=3600\
         &MetricDataQueries.member.1.MetricStat.Stat=Sum"
    );
    let xml = client.form("monitoring", &form).await.text();
    let listed =
        xml.split("<Values>").nth(1).and_then(|it| it.split("</Values>").next()).expect("values");
    let from_xml: Vec<f64> = listed
        .split("<member>")
        .filter_map(|it| it.strip_suffix("</member>"))
        .map(|it| it.parse().expect("a number"))
        .collect();
    assert_eq!(from_xml, expected);
}

fn member(value: &Cbor, name: &str) -> Cbor {
    let members = value.as_map().expect("a map");
    members.iter().find(|(key, _)| key.as_text() == Some(name)).expect(name).1.clone()
}

#[tokio::test]
async fn metrics_are_listed_by_dimension() {
    let (_server, client) = still().await;
    let body = json!({"Namespace": "AWS/Lambda", "MetricName": "Errors",
                      "Dimensions": [{"Name": "FunctionName", "Value": "orders"}, {"Name": "ExecutedVersion"}]});
    let list = client.cloudwatch("ListMetrics", &body).await.json();
    assert_eq!(
        list["Metrics"],
        json!([{"Namespace": "AWS/Lambda", "MetricName": "Errors", "Dimensions": [
            {"Name": "ExecutedVersion", "Value": "7"},
            {"Name": "FunctionName", "Value": "orders"},
            {"Name": "Resource", "Value": "orders:PROD"}]}])
    );
}
