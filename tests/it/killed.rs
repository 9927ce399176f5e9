//! The program killed between intent and outcome of a shift.

use std::{path::Path, process::Stdio, time::Duration};

use serde_json::Value;

use crate::program::{Practice, complained, crossfade, printed, waiting};

/// The newest entries of the journal.
pub fn journal(folder: &Path, endpoint: &str) -> Vec<Value> {
    let output = crossfade(folder)
        .args(["journal", "--json", "--endpoint", endpoint])
        .output()
        .expect("a run");
    assert!(output.status.success(), "{}", complained(&output));
    serde_json::from_str(&printed(&output)).expect("JSON")
}

fn shares(endpoint: &str) -> Value {
    let folder = tempfile::tempdir().expect("a folder");
    let output = crossfade(folder.path())
        .args(["alias", "show", "orders:PROD", "--json", "--endpoint", endpoint])
        .output()
        .expect("a run");
    assert!(output.status.success(), "{}", complained(&output));
    serde_json::from_str(&printed(&output)).expect("JSON")
}

/// The version that `orders:PROD` stands at, and the newest one.
fn versions(endpoint: &str) -> (String, String) {
    let now = shares(endpoint)[0]["version"].as_str().expect("a version").to_owned();
    let next = now.parse::<u64>().expect("a number") + 1;
    (now, next.to_string())
}

fn shift(folder: &Path, endpoint: &str, to: &str) -> std::process::Command {
    let mut command = crossfade(folder);
    command
        .args(["alias", "shift", "orders:PROD", "--to", to, "--percent", "25", "--yes"])
        .args(["--endpoint", endpoint]);
    command
}

#[test]
fn a_shift_is_journalled_and_undone() {
    let practice = Practice::start(&[]);
    let folder = tempfile::tempdir().expect("a folder");
    let (now, next) = versions(&practice.endpoint);
    let output = shift(folder.path(), &practice.endpoint, &next).output().expect("a run");
    assert!(output.status.success(), "{}", complained(&output));
    assert_eq!(shares(&practice.endpoint)[1]["percent"], 25.0);

    let entries = journal(folder.path(), &practice.endpoint);
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0]["outcome"], "done");
    assert_eq!(entries[0]["undo"]["possible"], true);

    let act = entries[0]["id"].as_str().expect("an id");
    let undo = crossfade(folder.path())
        .args(["alias", "undo", act, "--yes", "--endpoint", &practice.endpoint])
        .output()
        .expect("a run");
    assert!(undo.status.success(), "{}", complained(&undo));
    assert_eq!(shares(&practice.endpoint)[0]["version"], now.as_str());
    assert_eq!(shares(&practice.endpoint)[0]["percent"], 100.0);
    let entries = journal(folder.path(), &practice.endpoint);
    assert_eq!(entries[0]["undoes"], act);
    assert_eq!(entries[1]["undo"]["possible"], false);
}

#[test]
fn a_shift_that_reads_see_late_is_done_and_can_be_undone() {
    let practice = Practice::start(&["--time-scale", "20", "--faults", "lag-ms=4000"]);
    let folder = tempfile::tempdir().expect("a folder");
    let (_, next) = versions(&practice.endpoint);
    let output = shift(folder.path(), &practice.endpoint, &next).output().expect("a run");
    assert!(output.status.success(), "{}", complained(&output));
    let entries = journal(folder.path(), &practice.endpoint);
    assert_eq!(entries[0]["outcome"], "done");
    assert_eq!(entries[0]["undo"]["possible"], true);
}

#[test]
fn the_next_start_settles_what_a_killed_program_left_open() {
    // Slow enough that the program can be killed while its call is under way.
    let practice = Practice::start(&["--faults", "latency-ms=700"]);
    let (_, next) = versions(&practice.endpoint);
    let folder = tempfile::tempdir().expect("a folder");
    let mut process = shift(folder.path(), &practice.endpoint, &next)
        .stdout(Stdio::null())
        .spawn()
        .expect("the program starts");
    await_intent(folder.path());
    process.kill().expect("killed");
    process.wait().expect("gone");

    let entries = journal(folder.path(), &practice.endpoint);
    assert_eq!(entries.len(), 1, "the intent was on disk before the call");
    let took_effect = shares(&practice.endpoint)[0]["percent"] == 75.0;
    let expected = if took_effect { "foundDone" } else { "foundNotDone" };
    assert_eq!(entries[0]["outcome"], expected);
    assert_eq!(entries[0]["undo"]["possible"], took_effect);
}

/// Returns as soon as an intent without outcome is in the journal.
fn await_intent(folder: &Path) {
    let file = folder.join("practice/journal.sqlite3");
    for () in waiting(Duration::from_mins(1)) {
        if file.exists() && open_entries(&file) == Some(1) {
            return;
        }
    }
    panic!("no intent was written");
}

fn open_entries(file: &Path) -> Option<u32> {
    let database =
        rusqlite::Connection::open_with_flags(file, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY);
    let count = "SELECT count(*) FROM acts WHERE outcome IS NULL";
    database.ok()?.query_row(count, [], |row| row.get(0)).ok()
}
