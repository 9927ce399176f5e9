//! `crossfade inspect` on our own flow files.

use std::path::PathBuf;

use serde_json::Value;

use crate::program::{crossfade, printed};

fn fixtures() -> Vec<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/flows");
    let entries = std::fs::read_dir(folder).expect("fixtures");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    files
}

#[test]
fn one_object_a_file_with_what_it_calls() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = fixtures();
    let output = crossfade(folder.path()).arg("inspect").args(&files).output().expect("a run");
    let lines: Vec<Value> = printed(&output)
        .lines()
        .map(|line| serde_json::from_str(line).expect("one JSON object a line"))
        .collect();
    assert_eq!(lines.len(), files.len());
    for key in ["file", "format", "actions", "lambda_calls", "transfers", "diagnostics"] {
        let flows = lines.iter().filter(|line| line.get("error").is_none());
        assert!(flows.into_iter().all(|line| line.get(key).is_some()), "{key}");
    }
    let calls: usize =
        lines.iter().filter_map(|line| line.get("lambda_calls")?.as_array()).map(Vec::len).sum();
    assert!(calls > 3, "the fixtures call functions");
}

#[test]
fn a_file_that_is_no_flow_is_named_and_the_others_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let junk = folder.path().join("junk.json");
    std::fs::write(&junk, "{\"hello\": 1}").expect("written");
    let missing = folder.path().join("missing.json");
    let flow = fixtures().into_iter().next().expect("a fixture");
    let output = crossfade(folder.path())
        .arg("inspect")
        .args([&junk, &missing, &flow])
        .output()
        .expect("a run");
    assert_eq!(output.status.code(), Some(1));
    let text = printed(&output);
    let lines: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), 3);
    for (line, file) in lines.iter().zip([&junk, &missing]) {
        assert_eq!(line["file"], file.display().to_string());
        assert!(line["error"]["message"].is_string() && line["error"]["remedy"].is_string());
    }
    assert!(lines[2].get("error").is_none());
}
