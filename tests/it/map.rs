//! `crossfade map` on the practice account, over the wire.

use std::time::Duration;

use serde_json::Value;

use crate::program::{Practice, complained, crossfade, printed};

fn map(endpoint: &str) -> Value {
    let folder = tempfile::tempdir().expect("a folder");
    let output = crossfade(folder.path())
        .args(["map", "--json", "--endpoint", endpoint])
        .output()
        .expect("a run");
    assert!(output.status.success(), "{}", complained(&output));
    serde_json::from_str(&printed(&output)).expect("JSON")
}

fn rows<'a>(map: &'a Value, key: &str) -> &'a Vec<Value> {
    map[key].as_array().expect("a list")
}

#[test]
fn every_case_of_the_practice_account_is_told() {
    let practice = Practice::start(&[]);
    let map = map(&practice.endpoint);
    assert_eq!(rows(&map, "incomplete").len(), 0);
    let kinds = |kind: &str| {
        let calls = rows(&map, "flows").iter().flat_map(|flow| rows(flow, "calls"));
        calls.filter(|call| call["resolution"]["kind"] == kind).count()
    };
    for kind in ["versions", "atRunTime", "gone"] {
        assert!(kinds(kind) > 0, "no call is resolved as {kind}");
    }
    let codes: Vec<&str> =
        rows(&map, "findings").iter().filter_map(|finding| finding["code"].as_str()).collect();
    for code in [
        "not-permitted",
        "gone",
        "every-save-is-live",
        "timeout-too-long",
        "wide-permission",
        "at-run-time",
    ] {
        assert!(codes.contains(&code), "no finding {code} in {codes:?}");
    }
    let split = rows(&map, "aliases").iter().find(|alias| alias["split"] == true);
    let shares = rows(split.expect("a split alias"), "shares");
    let sum: f64 = shares.iter().filter_map(|share| share["percent"].as_f64()).sum();
    assert!(shares.len() == 2 && (sum - 100.0).abs() < 1e-9, "{shares:?}");
    let numbers = rows(&map, "phoneNumbers");
    assert!(numbers.iter().any(|number| number["flow"]["name"].is_string()));
}

#[test]
fn a_thousand_flows_are_mapped_whole() {
    let practice = Practice::start(&["--flows", "1000"]);
    let map = map(&practice.endpoint);
    let flows = rows(&map, "flows").iter().filter(|flow| flow["module"] == false);
    assert_eq!(flows.count(), 1000, "a list stopped short");
    assert_eq!(rows(&map, "incomplete").len(), 0);
}

#[test]
fn aws_rates_and_faults_slow_the_map_down_but_do_not_cut_it_short() {
    let practice =
        Practice::start(&["--quota", "aws", "--faults", "throttle=0.1,error=0.05,latency-ms=5"]);
    let map = map(&practice.endpoint);
    assert_eq!(rows(&map, "incomplete").len(), 0, "{:?}", rows(&map, "incomplete"));
    let unreadable =
        rows(&map, "flows").iter().filter(|flow| !flow["unreadable"].is_null()).count();
    assert_eq!(unreadable, 0);
}

#[test]
fn an_endpoint_where_nobody_answers_is_told_with_a_remedy() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = crossfade(folder.path());
    command.args(["map", "--endpoint", "http://127.0.0.1:9"]);
    let output = wait(command, Duration::from_mins(1));
    assert_eq!(output.status.code(), Some(1));
    let words = complained(&output);
    assert!(words.starts_with("crossfade: ") && !words.contains("panicked"), "{words}");
}

fn wait(mut command: std::process::Command, most: Duration) -> std::process::Output {
    let (reply, answer) = std::sync::mpsc::channel();
    std::thread::spawn(move || reply.send(command.output()));
    answer.recv_timeout(most).expect("an answer in time").expect("a run")
}
