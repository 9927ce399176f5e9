//! Guided work by the real program, killed at every single call and gone on
//! with: it always comes to the same end.

mod stack;
mod work;

use std::{
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    process::Stdio,
    time::Duration,
};

use serde_json::{Value, json};

use crate::{
    cut::Line,
    program::{Practice, complained, crossfade, printed, waiting},
};

pub const INSTANCE: &str = "5f3a1c0e-7b42-4d19-9c86-2e8d4b7a6f10";
/// So often work may need to be gone on with when calls fail on purpose.
const TRIES: usize = 40;
/// Between two looks whether a program has ended by itself.
const LOOK: Duration = Duration::from_millis(20);

/// Makes `opening-hours:NEW` of what `$LATEST` holds, moves flows, makes both test flows.
const ALIAS: &[&str] =
    &["setup", "alias", "opening-hours:NEW", "--move-flows", "--test-flow", "--loop", "--yes"];
const CLEAN_UP: &[&str] = &["setup", "clean-up", "--yes"];
/// What waits for the account's time does not wait long.
const FAST: [&str; 2] = ["--time-scale", "20"];

/// A call of Amazon Connect or Lambda, as any client would send it.
pub fn ask(endpoint: &str, service: &str, path: &str) -> Value {
    signed(endpoint, service, &format!("GET {path}"), "")
}

/// Any other call.
pub fn signed(endpoint: &str, service: &str, line: &str, body: &str) -> Value {
    let scope = format!(
        "AWS4-HMAC-SHA256 Credential=x/20261124/eu-central-1/{service}/aws4_request, \
         SignedHeaders=host, Signature=x"
    );
    let answer = send(endpoint, line, &format!("authorization: {scope}\r\n"), body);
    let (_, body) = answer.split_once("\r\n\r\n").expect("a body");
    serde_json::from_str(body).unwrap_or(Value::Null)
}

/// One request, and the whole answer to it.
fn send(endpoint: &str, line: &str, headers: &str, body: &str) -> String {
    let address = endpoint.replace("http://", "");
    let mut stream = TcpStream::connect(&address).expect("the practice account");
    let length = body.len();
    write!(
        stream,
        "{line} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
         content-length: {length}\r\n{headers}\r\n{body}"
    )
    .expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer
}

/// All that the work may have changed, with what AWS draws at random left out.
fn state(endpoint: &str) -> Value {
    let function = |path: &str| ask(endpoint, "lambda", &format!("/2015-03-31/functions/{path}"));
    let alias = function("opening-hours/aliases/NEW");
    let policy = function("opening-hours/policy?Qualifier=NEW");
    let versions = function("opening-hours/versions");
    let connect = |path: &str| ask(endpoint, "connect", path);
    let listed = connect(&format!("/instance/{INSTANCE}/lambda-functions"));
    let flows = connect(&format!("/contact-flows-summary/{INSTANCE}"));
    let mut contents = Vec::new();
    for flow in flows["ContactFlowSummaryList"].as_array().expect("flows") {
        let id = flow["Id"].as_str().expect("an id");
        let found = connect(&format!("/contact-flows/{INSTANCE}/{id}"));
        let content = found["ContactFlow"]["Content"].as_str().unwrap_or_default();
        contents.push(json!([flow["Name"], flow["ContactFlowStatus"], content.replace(id, "OWN")]));
    }
    json!({
        "alias": [alias["FunctionVersion"], alias["RoutingConfig"]],
        "policy": policy["Policy"],
        "versions": versions["Versions"].as_array().map(Vec::len),
        "listed": listed["LambdaFunctions"],
        "flows": contents,
    })
}

pub fn run(folder: &Path, endpoint: &str, arguments: &[&str]) -> std::process::Output {
    let mut command = crossfade(folder);
    command.args(arguments).args(["--endpoint", endpoint]).output().expect("a run")
}

/// Starts the program and kills it when its call of this number was performed
/// and the answer is held back. What is waited for is looked at more or less
/// often from run to run, and calls may fail on purpose: a program that ended
/// before that call is gone on with as it is.
fn run_and_kill(folder: &Path, line: &Line, number: usize, arguments: &[&str]) {
    line.cut_at(number);
    let mut process = crossfade(folder)
        .args(arguments)
        .args(["--endpoint", &line.endpoint])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    while !line.is_cut_within(LOOK) {
        if process.try_wait().expect("a process").is_some() {
            return;
        }
    }
    process.kill().expect("killed");
    process.wait().expect("gone");
}

/// What the work comes to without trouble, and how many calls that takes.
fn reference(arguments: &[&str], then: &[&str]) -> (Value, usize) {
    let (practice, folder) = (Practice::start(&FAST), tempfile::tempdir().expect("a folder"));
    let line = Line::to(&practice.endpoint);
    let output = run(folder.path(), &line.endpoint, arguments);
    assert!(output.status.success(), "{}{}", printed(&output), complained(&output));
    let before = line.calls();
    if then.is_empty() {
        return (state(&practice.endpoint), before);
    }
    let output = run(folder.path(), &line.endpoint, then);
    assert!(output.status.success(), "{}{}", printed(&output), complained(&output));
    (state(&practice.endpoint), line.calls() - before)
}

/// Kills the program at this call of `arguments`, and goes on with it until it is
/// done.
fn killed_and_gone_on_with(practice: &Practice, folder: &Path, number: usize, arguments: &[&str]) {
    let line = Line::to(&practice.endpoint);
    run_and_kill(folder, &line, number, arguments);
    gone_on_with(practice, folder, arguments);
}

/// Killed before the work was written down, it is begun anew by the person; with
/// faults on, it is gone on with until it is done.
fn gone_on_with(practice: &Practice, folder: &Path, arguments: &[&str]) {
    let mut said = String::new();
    for _ in 0..TRIES {
        let list = run(folder, &practice.endpoint, &["setup", "list"]);
        let begun = list.status.success() && !printed(&list).is_empty();
        let work = matches!(arguments[1], "alias" | "flows");
        let again: &[&str] = if begun && work { &["setup", "resume"] } else { arguments };
        let output = run(folder, &practice.endpoint, again);
        if output.status.success() {
            return;
        }
        said = format!("{}{}", printed(&output), complained(&output));
    }
    panic!("never done: {said}");
}

/// Every `step`-th call from `first` on.
fn killed_at_each_call(first: usize, step: usize) {
    let (expected, calls) = reference(ALIAS, &[]);
    assert!(calls > 30, "only {calls} calls");
    for number in (first..=calls).step_by(step) {
        let (practice, folder) = (Practice::start(&FAST), tempfile::tempdir().expect("a folder"));
        killed_and_gone_on_with(&practice, folder.path(), number, ALIAS);
        assert_eq!(state(&practice.endpoint), expected, "call {number}");
    }
}

#[test]
fn killed_at_each_odd_call_the_alias_is_set_up_all_the_same() {
    killed_at_each_call(1, 2);
}

#[test]
fn killed_at_each_even_call_the_alias_is_set_up_all_the_same() {
    killed_at_each_call(2, 2);
}

/// What the account has without versions: those stay.
fn without_versions(endpoint: &str) -> Value {
    let mut found = state(endpoint);
    found["versions"] = Value::Null;
    found
}

#[test]
fn killed_gone_on_with_killed_again_while_cleaning_up_all_is_as_it_was() {
    let bare = Practice::start(&FAST);
    let before = without_versions(&bare.endpoint);
    let (_, setting_up) = reference(ALIAS, &[]);
    let (_, cleaning_up) = reference(ALIAS, CLEAN_UP);
    // Both are cut at calls that are spread over all of them.
    let cuts = (1..=cleaning_up).step_by(5).zip((1..=setting_up).step_by(5).cycle());
    for (cut, first) in cuts {
        let (practice, folder) = (Practice::start(&FAST), tempfile::tempdir().expect("a folder"));
        killed_and_gone_on_with(&practice, folder.path(), first, ALIAS);
        killed_and_gone_on_with(&practice, folder.path(), cut, CLEAN_UP);
        assert_eq!(without_versions(&practice.endpoint), before, "calls {first} and {cut}");
    }
}

#[test]
fn what_reads_see_late_is_not_forgotten() {
    let (expected, _) = reference(ALIAS, &[]);
    let bare = Practice::start(&FAST);
    let before = without_versions(&bare.endpoint);
    for lag in ["lag-ms=1500", "lag-ms=8000"] {
        let practice = Practice::start(&["--time-scale", "20", "--faults", lag]);
        let folder = tempfile::tempdir().expect("a folder");
        gone_on_with(&practice, folder.path(), ALIAS);
        calm(&practice.endpoint);
        let last = || state(&practice.endpoint);
        assert!(until(|| last() == expected), "{lag}: {:#}", last());
        lagging(&practice.endpoint, lag);
        gone_on_with(&practice, folder.path(), CLEAN_UP);
        calm(&practice.endpoint);
        let last = || without_versions(&practice.endpoint);
        assert!(until(|| last() == before), "{lag}: {:#}", last());
    }
}

#[test]
fn with_faults_on_it_comes_to_the_same_end_and_cleans_up_to_what_was() {
    let (expected, _) = reference(ALIAS, &[]);
    let bare = Practice::start(&FAST);
    let before = without_versions(&bare.endpoint);
    let practice =
        Practice::start(&["--time-scale", "20", "--faults", "throttle=0.05,error=0.05,lost=0.05"]);
    let folder = tempfile::tempdir().expect("a folder");
    gone_on_with(&practice, folder.path(), ALIAS);
    calm(&practice.endpoint);
    assert_eq!(state(&practice.endpoint), expected);
    trouble(&practice.endpoint, 0.05);
    gone_on_with(&practice, folder.path(), CLEAN_UP);
    calm(&practice.endpoint);
    // The version stays; everything else is as it was.
    assert_eq!(without_versions(&practice.endpoint), before);
}

fn calm(endpoint: &str) {
    trouble(endpoint, 0.0);
}

/// Lets reads answer as before for a while after each write.
fn lagging(endpoint: &str, lag: &str) {
    let milliseconds: u64 = lag.trim_start_matches("lag-ms=").parse().expect("a number");
    let body = json!({"lag_ms": milliseconds}).to_string();
    let answer = send(endpoint, "POST /_practice/faults", "", &body);
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

fn until(is_so: impl Fn() -> bool) -> bool {
    waiting(Duration::from_secs(30)).any(|()| is_so())
}

/// Lets so large a share of calls fail from now on.
fn trouble(endpoint: &str, share: f64) {
    let body = json!({"throttle": share, "error": share, "lost": share}).to_string();
    let answer = send(endpoint, "POST /_practice/faults", "", &body);
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[test]
fn an_import_that_is_killed_makes_each_flow_once() {
    let file = |name: &str| format!("{}/tests/fixtures/flows/{name}", env!("CARGO_MANIFEST_DIR"));
    let (test, looping) = (file("version-test-legacy"), file("version-loop-legacy"));
    let arn = "arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD";
    let import = ["setup", "flows", &test, &looping, "--function-arn", arn, "--yes"];
    let (expected, calls) = reference(&import, &[]);
    // The lists of what the account offers come first, and change nothing.
    let writing = calls.saturating_sub(12).max(1);
    for number in (1..writing).step_by(8).chain(writing..=calls) {
        let (practice, folder) = (Practice::start(&FAST), tempfile::tempdir().expect("a folder"));
        // The calls are the same until the kill; from then on some fail.
        let line = Line::to(&practice.endpoint);
        run_and_kill(folder.path(), &line, number, &import);
        trouble(&practice.endpoint, 0.03);
        gone_on_with(&practice, folder.path(), &import);
        calm(&practice.endpoint);
        assert_eq!(state(&practice.endpoint), expected, "call {number}");
    }
}
