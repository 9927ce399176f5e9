//! Lambda, `CloudWatch` and STS against `moto`, a stand-in for AWS that others
//! wrote: what holds here is not merely agreed between Crossfade and itself.
//!
//! `make test` starts it and says where in `CROSSFADE_MOTO_ENDPOINT`. What
//! Crossfade writes is in `moto_writes.rs`.

use std::io::Write as _;

use aws_sdk_cloudwatch::{
    primitives::DateTime,
    types::{ComparisonOperator, Dimension, MetricDatum, Statistic as Stat},
};
use aws_sdk_lambda::{
    primitives::Blob,
    types::{Environment, FunctionCode, Runtime},
};
use crossfade_domain::{
    alias::Routing,
    qualifier::{AliasName, Qualifier, Version},
    weight::Weight,
};
use crossfade_engine::{
    failure::FailureKind,
    ports::{Account, AlarmState, MetricKind, MetricQuery, MetricWindow, RoutingUpdate, Statistic},
};
use jiff::Timestamp;

use crate::account::{FREE, opened, plain};

/// An end-of-directory record and nothing else: the smallest ZIP file.
const EMPTY_ZIP: &[u8] = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
const FUNCTION: &str = "witnessed";
const START: i64 = 1_700_000_040;

/// Where `moto` is; says plainly on the terminal when there is none.
pub fn endpoint(test: &str) -> Option<String> {
    let endpoint = std::env::var("CROSSFADE_MOTO_ENDPOINT").ok().filter(|it| !it.is_empty());
    if endpoint.is_none() {
        // Not by a macro: the test harness swallows what those print.
        let _ = writeln!(std::io::stderr(), "SKIPPED {test}: CROSSFADE_MOTO_ENDPOINT is not set");
    }
    endpoint
}

#[tokio::test]
async fn moto_agrees_about_lambda_and_sts() {
    let Some(url) = endpoint("moto_agrees_about_lambda_and_sts") else { return };
    let client = aws_sdk_lambda::Client::new(&plain(&url));
    create(&client, FUNCTION, &role(&url).await).await;
    let account = opened(&url, FREE).await;

    let caller = account.identity.caller().await.expect("a caller");
    assert_eq!(caller.account.len(), 12);
    functions_and_versions(&account).await;
    the_alias_moves(&account).await;
    policies(&client, &account).await;
}

/// `moto` wants the role to exist and Lambda to be allowed to take it.
pub async fn role(url: &str) -> String {
    let trust = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
    let form = format!(
        "Action=CreateRole&Version=2010-05-08&RoleName=witness&AssumeRolePolicyDocument={}",
        encoded(trust)
    );
    let answer = post(url, "iam", &form).await;
    assert!(answer.contains("role/witness") || answer.contains("EntityAlreadyExists"), "{answer}");
    "arn:aws:iam::123456789012:role/witness".to_owned()
}

fn encoded(text: &str) -> String {
    let letter = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(letter).collect()
}

/// IAM has no client here, and needs none for one request.
async fn post(url: &str, service: &str, form: &str) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let host = url.trim_start_matches("http://").trim_end_matches('/');
    let scope = format!("Credential=test/20260101/eu-central-1/{service}/aws4_request");
    let request = format!(
        "POST / HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\
         authorization: AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
        form.len()
    );
    let mut stream = tokio::net::TcpStream::connect(host).await.expect("moto is there");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    answer
}

/// A function with three versions and the alias `PROD` on the second.
pub async fn create(client: &aws_sdk_lambda::Client, function: &str, role: &str) {
    let code = FunctionCode::builder().zip_file(Blob::new(EMPTY_ZIP)).build();
    client
        .create_function()
        .function_name(function)
        .runtime(Runtime::Python312)
        .role(role)
        .handler("index.handler")
        .description("Seen by a witness")
        .environment(Environment::builder().variables("A", "b").build())
        .timeout(7)
        .memory_size(256)
        .code(code)
        .send()
        .await
        .expect("created");
    for number in 1..=3 {
        let mut zip = EMPTY_ZIP.to_vec();
        // The comment's length and the comment: another file each time.
        zip[20] = 1;
        zip.push(b'0' + number);
        let update = client.update_function_code().function_name(function);
        update.zip_file(Blob::new(zip)).send().await.expect("updated");
        let publish = client.publish_version().function_name(function);
        publish.description(format!("Number {number}")).send().await.expect("published");
    }
    let alias = client.create_alias().function_name(function).name("PROD");
    alias.function_version("2").description("Live").send().await.expect("created");
}

async fn functions_and_versions(account: &Account) {
    let functions = account.functions.functions().await.expect("functions");
    let found = functions.iter().find(|it| it.arn.name == FUNCTION).expect("the function");
    assert_eq!((found.timeout_seconds, found.description.as_str()), (7, "Seen by a witness"));
    assert_eq!(found.runtime.as_deref(), Some("python3.12"));
    assert!(found.last_modified.is_some());
    let looked_up = account.functions.function(FUNCTION).await.expect("an answer");
    assert_eq!(looked_up.map(|it| it.arn), Some(found.arn.clone()));
    assert_eq!(account.functions.function("nobody").await.expect("an answer"), None);

    let versions = account.functions.versions(FUNCTION).await.expect("versions");
    let numbers: Vec<_> = versions.iter().map(|it| it.version).collect();
    let expected =
        [Version::Latest, Version::Published(1), Version::Published(2), Version::Published(3)];
    assert_eq!(numbers, expected);
    assert_eq!(versions[2].description, "Number 2");
    assert_ne!(versions[1].code_sha256, versions[2].code_sha256);
    assert_eq!(versions[2].memory_mb, 256);
}

async fn the_alias_moves(account: &Account) {
    let prod: AliasName = "PROD".parse().expect("a name");
    let looked_up = async || account.aliases.alias(FUNCTION, &prod).await.expect("an answer");
    let before = looked_up().await.expect("the alias");
    assert_eq!(before.routing, Routing::all_to(Version::Published(2)));
    assert_eq!(
        account.functions.aliases(FUNCTION).await.expect("aliases"),
        std::slice::from_ref(&before)
    );

    let weight = Weight::from_percent(12.5).expect("a weight");
    let split = before.routing.shifted(Version::Published(3), weight).expect("a split");
    for routing in [split, Routing::all_to(Version::Published(3))] {
        let on = looked_up().await.expect("the alias");
        let update = RoutingUpdate {
            function: FUNCTION.to_owned(),
            alias: prod.clone(),
            routing: routing.clone(),
            revision_id: on.revision_id,
        };
        let set = account.aliases.set_routing(&update).await.expect("set");
        assert_eq!(set.routing, routing);
        assert_eq!(looked_up().await.map(|it| it.routing), Some(routing));
    }
    let gone: AliasName = "GONE".parse().expect("a name");
    assert_eq!(account.aliases.alias(FUNCTION, &gone).await.expect("an answer"), None);
}

async fn policies(client: &aws_sdk_lambda::Client, account: &Account) {
    let prod: Qualifier = "PROD".parse().expect("a qualifier");
    let before = account.functions.policy(FUNCTION, None).await;
    assert_eq!(before.expect("an answer"), None);
    client
        .add_permission()
        .function_name(FUNCTION)
        .qualifier("PROD")
        .statement_id("connect")
        .action("lambda:InvokeFunction")
        .principal("connect.amazonaws.com")
        .source_account("123456789012")
        .send()
        .await
        .expect("added");
    let policy = account.functions.policy(FUNCTION, Some(&prod)).await.expect("an answer");
    assert!(policy.is_some_and(|it| it.text.contains("connect.amazonaws.com")));
}

#[tokio::test]
async fn moto_agrees_about_cloudwatch() {
    let Some(url) = endpoint("moto_agrees_about_cloudwatch") else { return };
    let client = aws_sdk_cloudwatch::Client::new(&plain(&url));
    put_points(&client).await;
    put_alarm(&client).await;
    let account = opened(&url, FREE).await;

    let executed = account.metrics.executed_versions("witness", "PROD").await.expect("versions");
    assert_eq!(executed, [Version::Published(7), Version::Published(8)]);
    points(&account).await;
    alarms(&account).await;
}

/// Three minutes of version 7 and one of version 8.
async fn put_points(client: &aws_sdk_cloudwatch::Client) {
    for (version, minute, value) in [("7", 0, 5.0), ("7", 1, 6.0), ("7", 2, 7.0), ("8", 2, 1.5)] {
        let dimension =
            |name: &str, value: &str| Dimension::builder().name(name).value(value).build();
        let datum = MetricDatum::builder()
            .metric_name("Invocations")
            .dimensions(dimension("FunctionName", "witness"))
            .dimensions(dimension("Resource", "witness:PROD"))
            .dimensions(dimension("ExecutedVersion", version))
            .timestamp(DateTime::from_secs(START + 60 * minute))
            .value(value)
            .build();
        let put = client.put_metric_data().namespace("AWS/Lambda").metric_data(datum);
        put.send().await.expect("put");
    }
}

async fn put_alarm(client: &aws_sdk_cloudwatch::Client) {
    client
        .put_metric_alarm()
        .alarm_name("witness-errors")
        .namespace("AWS/Lambda")
        .metric_name("Errors")
        .statistic(Stat::Sum)
        .dimensions(Dimension::builder().name("FunctionName").value("witness").build())
        .period(60)
        .evaluation_periods(1)
        .threshold(2.0)
        .comparison_operator(ComparisonOperator::GreaterThanOrEqualToThreshold)
        .send()
        .await
        .expect("put");
}

async fn points(account: &Account) {
    let query = |version| MetricQuery {
        metric: MetricKind::Invocations,
        statistic: Statistic::Sum,
        function: "witness".to_owned(),
        alias: Some("PROD".to_owned()),
        version: Some(Version::Published(version)),
    };
    let at = |minute: i64| Timestamp::from_second(START + 60 * minute).expect("an instant");
    let window = MetricWindow { from: at(0), to: at(5), period_seconds: 60 };
    let series = account.metrics.series(&[query(8), query(7), query(9)], window).await;
    let series = series.expect("series");
    let told = |place: usize| -> Vec<_> {
        series[place].points.iter().map(|it| (it.at, it.value)).collect()
    };
    assert_eq!(told(0), [(at(2), 1.5)]);
    assert_eq!(told(1), [(at(0), 5.0), (at(1), 6.0), (at(2), 7.0)]);
    assert!(told(2).is_empty());
    assert!(series.iter().all(|it| it.complete));
}

async fn alarms(account: &Account) {
    let names = ["witness-errors".to_owned(), "nobody".to_owned()];
    let alarms = account.alarms.alarms(Some(&names)).await.expect("alarms");
    assert_eq!(alarms.len(), 1);
    let alarm = &alarms[0];
    assert_eq!(alarm.state, AlarmState::Ok);
    assert_eq!(alarm.condition, "Errors >= 2 for 1 datapoints within 1 minute");
    assert_eq!(alarm.reads[0].dimensions, [("FunctionName".to_owned(), "witness".to_owned())]);
    let window =
        MetricWindow { from: Timestamp::UNIX_EPOCH, to: Timestamp::UNIX_EPOCH, period_seconds: 60 };
    let refused = account.metrics.series(&[], window).await.expect_err("refused");
    assert_eq!(refused.kind, FailureKind::Invalid);
}
