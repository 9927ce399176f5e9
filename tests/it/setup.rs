//! Guided work by the real program, killed at every single call and gone on
//! with: it always comes to the same end.

use std::{
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    process::Stdio,
};

use serde_json::{Value, json};

use crate::{
    cut::Line,
    program::{Practice, complained, crossfade, printed},
};

pub const INSTANCE: &str = "5f3a1c0e-7b42-4d19-9c86-2e8d4b7a6f10";
/// So often work may need to be gone on with when calls fail on purpose.
const TRIES: usize = 40;

/// Makes `orders:LIVE` of what `$LATEST` holds, moves flows, makes both test flows.
const ALIAS: &[&str] = &["setup", "alias", "orders:LIVE", "--move-flows", "--test-flow", "--loop"];

/// A call of Amazon Connect or Lambda, as any client would send it.
pub fn ask(endpoint: &str, service: &str, path: &str) -> Value {
    let scope = format!(
        "AWS4-HMAC-SHA256 Credential=x/20261124/eu-central-1/{service}/aws4_request, \
         SignedHeaders=host, Signature=x"
    );
    let answer = send(endpoint, &format!("GET {path}"), &format!("authorization: {scope}\r\n"), "");
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
    let alias = function("orders/aliases/LIVE");
    let policy = function("orders/policy?Qualifier=LIVE");
    let versions = function("orders/versions");
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
/// and the answer is held back.
fn run_and_kill(folder: &Path, line: &Line, number: usize, arguments: &[&str]) {
    line.cut_at(number);
    let mut process = crossfade(folder)
        .args(arguments)
        .args(["--endpoint", &line.endpoint])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    assert!(line.until_cut(), "call {number} never came");
    process.kill().expect("killed");
    process.wait().expect("gone");
}

/// What the work comes to without trouble, and how many calls that takes.
fn reference(arguments: &[&str], then: &[&str]) -> (Value, usize) {
    let (practice, folder) = (Practice::start(&[]), tempfile::tempdir().expect("a folder"));
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

/// Every `step`-th call from `first` on.
fn killed_at_each_call(first: usize, step: usize) {
    let (expected, calls) = reference(ALIAS, &[]);
    assert!(calls > 30, "only {calls} calls");
    for number in (first..=calls).step_by(step) {
        let (practice, folder) = (Practice::start(&[]), tempfile::tempdir().expect("a folder"));
        let line = Line::to(&practice.endpoint);
        run_and_kill(folder.path(), &line, number, ALIAS);
        // Killed before the work was written down, it is begun anew by the person.
        let begun =
            !printed(&run(folder.path(), &practice.endpoint, &["setup", "list"])).is_empty();
        let again: &[&str] = if begun { &["setup", "resume"] } else { ALIAS };
        let output = run(folder.path(), &practice.endpoint, again);
        let said = format!("call {number}: {}{}", printed(&output), complained(&output));
        assert!(output.status.success(), "{said}");
        assert_eq!(state(&practice.endpoint), expected, "{said}");
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

#[test]
fn with_faults_on_it_comes_to_the_same_end_and_cleans_up_to_what_was() {
    let (expected, _) = reference(ALIAS, &[]);
    let bare = Practice::start(&[]);
    let before = state(&bare.endpoint);
    let practice = Practice::start(&["--faults", "throttle=0.05,error=0.05,lost=0.05"]);
    let folder = tempfile::tempdir().expect("a folder");
    let until_done = |first: &[&str], then: &[&str]| {
        let mut output = run(folder.path(), &practice.endpoint, first);
        for _ in 0..TRIES {
            if output.status.success() {
                return;
            }
            let begun =
                !printed(&run(folder.path(), &practice.endpoint, &["setup", "list"])).is_empty();
            output = run(folder.path(), &practice.endpoint, if begun { then } else { first });
        }
        panic!("never done: {}{}", printed(&output), complained(&output));
    };
    until_done(ALIAS, &["setup", "resume"]);
    calm(&practice.endpoint);
    assert_eq!(state(&practice.endpoint), expected);
    trouble(&practice.endpoint, 0.05);
    until_done(&["setup", "clean-up", "--yes"], &["setup", "clean-up", "--yes"]);
    calm(&practice.endpoint);
    // The version stays; everything else is as it was.
    let without_version = |mut it: Value| {
        it["versions"] = Value::Null;
        it
    };
    assert_eq!(without_version(state(&practice.endpoint)), without_version(before));
}

fn calm(endpoint: &str) {
    trouble(endpoint, 0.0);
}

/// Lets so large a share of calls fail from now on.
fn trouble(endpoint: &str, share: f64) {
    let body = json!({"throttle": share, "error": share, "lost": share}).to_string();
    let answer = send(endpoint, "POST /_practice/faults", "", &body);
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[test]
fn an_import_that_is_killed_at_each_call_makes_each_flow_once() {
    let file = |name: &str| format!("{}/tests/fixtures/flows/{name}", env!("CARGO_MANIFEST_DIR"));
    let (test, looping) = (file("version-test-legacy"), file("version-loop-legacy"));
    let arn = "arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD";
    let import = ["setup", "flows", &test, &looping, "--function-arn", arn];
    let (expected, calls) = reference(&import, &[]);
    // The lists of what the account offers come first, and change nothing.
    for number in calls.saturating_sub(12).max(1)..=calls {
        let (practice, folder) = (Practice::start(&[]), tempfile::tempdir().expect("a folder"));
        let line = Line::to(&practice.endpoint);
        run_and_kill(folder.path(), &line, number, &import);
        let begun =
            !printed(&run(folder.path(), &practice.endpoint, &["setup", "list"])).is_empty();
        let again: &[&str] = if begun { &["setup", "resume"] } else { &import };
        let output = run(folder.path(), &practice.endpoint, again);
        assert!(output.status.success(), "{}{}", printed(&output), complained(&output));
        assert_eq!(state(&practice.endpoint), expected, "call {number}");
    }
}

#[test]
fn an_alias_that_a_flow_still_calls_is_not_taken_away() {
    let practice = Practice::start(&[]);
    let (own, other) =
        (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let ran = |folder: &tempfile::TempDir, arguments: &[&str]| {
        run(folder.path(), &practice.endpoint, arguments)
    };
    assert!(ran(&own, &["setup", "alias", "orders:LIVE"]).status.success());
    // Somebody else, with a journal of their own, has a flow call it.
    let file = format!("{}/tests/fixtures/flows/version-test-legacy", env!("CARGO_MANIFEST_DIR"));
    let arn = "arn:aws:lambda:eu-central-1:111122223333:function:orders:LIVE";
    assert!(ran(&other, &["setup", "flows", &file, "--function-arn", arn]).status.success());
    let refused = ran(&own, &["setup", "clean-up", "--yes"]);
    assert!(!refused.status.success());
    assert!(printed(&refused).contains("is still called by"), "{}", printed(&refused));
    let there = state(&practice.endpoint);
    assert_eq!(there["alias"][0], "8", "it stands");
    assert!(there["policy"].is_string(), "and may still be invoked");
    assert!(ran(&other, &["setup", "clean-up", "--yes"]).status.success());
    assert!(ran(&own, &["setup", "clean-up", "--yes"]).status.success());
    assert_eq!(state(&practice.endpoint)["alias"][0], Value::Null, "it is gone");
}
