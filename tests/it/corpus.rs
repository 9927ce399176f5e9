//! Reads real flow files, where a folder of them is at hand.
//!
//! `CROSSFADE_FLOW_CORPUS` names a folder with `INDEX.tsv` and
//! `flows/<repository>/<path>`. The index was counted by another program, so a
//! difference is a question: each that was looked into stands in [`DIFFERENCES`]
//! with its answer, and any other fails the test.

use std::{collections::BTreeMap, env, fs, path::Path};

use crossfade_domain::flow::{
    self,
    inspect::{Inspection, inspect_text},
};

/// One line of the index.
struct Indexed {
    file: String,
    format: String,
    actions: usize,
    calls: usize,
}

/// What the reader says of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Read {
    /// A flow with so many actions and Lambda calls.
    Flow { actions: usize, calls: usize },
    /// No flow itself, but it carries some, with so many actions and calls in all.
    Carrier { flows: usize, actions: usize, calls: usize },
    /// No flow.
    Refused,
}

/// Files that the reader and the index count differently: the file's ending,
/// what the reader says, and why that is right.
const DIFFERENCES: &[(&str, Read, &str)] = &[
    (
        "awsscv_contact_flow_builder/awsscv_ddr_flow_cf.json",
        Read::Flow { actions: 47, calls: 5 },
        "Its `Content` has `\\'` in two texts, which is no JSON, so the index counted nothing in it. \
         The reader leaves the two backslashes out, says so, and finds 47 identifiers and 5 \
         `InvokeLambdaFunction`, as many as a search of the text does.",
    ),
    (
        "CloudFormation/vmx3-contactflows.yaml",
        Read::Carrier { flows: 8, actions: 98, calls: 3 },
        "A template in YAML with eight flows in it, so it is not one flow. A search of the text \
         finds 98 identifiers and 3 actions of type `InvokeLambdaFunction`. The index's 6 is how \
         often `LambdaFunctionARN` occurs: 3 times as a parameter, 3 times in the designer's \
         metadata. Its 25 is the size of none of the eight flows.",
    ),
    (
        "Cloudformation/vmx3-contactflows.yaml",
        Read::Carrier { flows: 8, actions: 98, calls: 3 },
        "The same for the other partition.",
    ),
    (
        "CloudFormation/vmx-contactflows.yaml",
        Read::Carrier { flows: 4, actions: 52, calls: 0 },
        "A template in YAML with four flows of 11, 3, 17 and 21 actions; the index has the last.",
    ),
];

fn corpus() -> Option<String> {
    let folder = env::var("CROSSFADE_FLOW_CORPUS").ok().filter(|folder| !folder.is_empty());
    if folder.is_none() {
        eprintln!("skipped: CROSSFADE_FLOW_CORPUS does not name a folder of flow files");
    }
    folder
}

/// Each file of the index with its text.
fn files(folder: &str) -> impl Iterator<Item = (Indexed, String)> {
    let folder = Path::new(folder);
    let index = fs::read_to_string(folder.join("INDEX.tsv")).expect("INDEX.tsv");
    let entries: Vec<Indexed> = index.lines().skip(1).map(indexed).collect();
    entries.into_iter().map(|entry| {
        let text = fs::read_to_string(folder.join("flows").join(&entry.file)).expect(&entry.file);
        (entry, text)
    })
}

fn indexed(line: &str) -> Indexed {
    let fields: Vec<&str> = line.split('\t').collect();
    let count = |at: usize| fields[at].parse().expect("a count");
    Indexed {
        file: format!("{}/{}", fields[0].replace('/', "+"), fields[1]),
        format: fields[3].to_owned(),
        actions: count(4),
        calls: count(5),
    }
}

fn read(file: &str, text: &str) -> Read {
    match inspect_text(file, text) {
        Inspection::Flow(report) => {
            Read::Flow { actions: report.actions, calls: report.lambda_calls.len() }
        }
        Inspection::NotAFlow(refusal) if refusal.carries.is_empty() => Read::Refused,
        Inspection::NotAFlow(refusal) => Read::Carrier {
            flows: refusal.carries.len(),
            actions: refusal.carries.iter().map(|report| report.actions).sum(),
            calls: refusal.carries.iter().map(|report| report.lambda_calls.len()).sum(),
        },
    }
}

#[test]
fn every_flow_is_read_and_counted() {
    let Some(folder) = corpus() else { return };
    let mut surprises = Vec::new();
    let mut explained = 0;
    for (entry, text) in files(&folder) {
        let seen = read(&entry.file, &text);
        let expected =
            DIFFERENCES.iter().find(|(file, _, _)| entry.file.ends_with(file)).map_or(
                Read::Flow { actions: entry.actions, calls: entry.calls },
                |(_, read, _)| *read,
            );
        explained += usize::from(seen != Read::Flow { actions: entry.actions, calls: entry.calls });
        if seen != expected {
            surprises
                .push(format!("{} ({}): {seen:?}, not {expected:?}", entry.file, entry.format));
        }
    }
    assert!(surprises.is_empty(), "{}", surprises.join("\n"));
    assert_eq!(explained, DIFFERENCES.len(), "a difference is explained that is none");
}

/// The sums were checked against a second count, a search through the parsed
/// JSON of all files for the parameters where a function can stand.
#[test]
fn the_kinds_of_target_add_up() {
    let Some(folder) = corpus() else { return };
    let (mut calls, mut transfers) = (BTreeMap::new(), BTreeMap::new());
    for (_, text) in files(&folder) {
        let Ok((flow, _)) = flow::read(&text) else { continue };
        for call in flow.lambda_calls() {
            *calls.entry(call.target.kind()).or_insert(0) += 1;
        }
        for transfer in flow.transfers() {
            *transfers.entry((transfer.kind.as_str(), transfer.target.kind())).or_insert(0) += 1;
        }
    }
    insta::assert_debug_snapshot!((calls, transfers), @r#"
    (
        {
            "dynamic": 53,
            "literal": 17,
            "placeholder": 78,
        },
        {
            (
                "event-hook",
                "dynamic",
            ): 3,
            (
                "event-hook",
                "literal",
            ): 5,
            (
                "event-hook",
                "name",
            ): 2,
            (
                "event-hook",
                "placeholder",
            ): 8,
            (
                "flow",
                "dynamic",
            ): 4,
            (
                "flow",
                "literal",
            ): 7,
            (
                "flow",
                "name",
            ): 27,
            (
                "flow",
                "placeholder",
            ): 38,
            (
                "module",
                "dynamic",
            ): 16,
            (
                "task",
                "literal",
            ): 1,
            (
                "task",
                "placeholder",
            ): 2,
        },
    )
    "#);
}

#[test]
fn damaged_files_are_answered() {
    let Some(folder) = corpus() else { return };
    for (_, text) in files(&folder) {
        let letters: Vec<char> = text.chars().collect();
        for eighth in 1..8 {
            let at = letters.len() * eighth / 8;
            let cut: String = letters[..at].iter().collect();
            let holed: String = letters[..at].iter().chain(letters.iter().skip(at + 3)).collect();
            for damaged in [cut, holed] {
                assert!(serde_json::to_string(&inspect_text("damaged", &damaged)).is_ok());
            }
        }
    }
}

#[test]
fn what_goes_in_comes_out() {
    let Some(folder) = corpus() else { return };
    let mut compared = 0;
    for (entry, text) in files(&folder) {
        if entry.format == "flow-language" || entry.format == "legacy" {
            let (flow, _) = flow::read(&text).expect(&entry.file);
            let value: serde_json::Value = serde_json::from_str(&text).expect(&entry.file);
            assert_eq!(flow.to_value(), value, "{}", entry.file);
            compared += 1;
        }
    }
    assert!(compared > 0, "the corpus has no plain flow");
}
