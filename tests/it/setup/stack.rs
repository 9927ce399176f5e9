//! The starter stack by the real program, killed and gone on with.

use std::path::Path;

use serde_json::Value;

use super::{CLEAN_UP, calm, gone_on_with, killed_and_gone_on_with, run, send, trouble, until};
use crate::{
    cut::Line,
    killed::journal,
    program::{Practice, complained, printed},
};

/// A stack takes minutes of the account's time.
const FASTER: [&str; 3] = ["--time-scale", "120", "--empty"];
const MAKE: &[&str] = &["setup", "stack", "--yes"];
const CHANGE: &[&str] = &["setup", "stack", "--text", "Servus", "--pace", "AllAtOnce", "--yes"];

/// What CloudFormation says of all stacks, those that were deleted left aside.
fn stacks(endpoint: &str) -> String {
    let scope = "AWS4-HMAC-SHA256 Credential=x/20261124/eu-central-1/cloudformation/aws4_request, \
                 SignedHeaders=host, Signature=x";
    let headers =
        format!("authorization: {scope}\r\ncontent-type: application/x-www-form-urlencoded\r\n");
    send(endpoint, "POST /", &headers, "Action=DescribeStacks&Version=2010-05-15")
}

fn stands_at(endpoint: &str, status: &str) {
    let tag = format!("<StackStatus>{status}</StackStatus>");
    let told = || stacks(endpoint);
    assert!(until(|| told().contains(&tag)), "{}", told());
    assert_eq!(told().matches("<StackId>").count(), 1, "one stack: {}", told());
}

fn leftovers(practice: &Practice, folder: &Path) -> String {
    let shown = run(folder, &practice.endpoint, &CLEAN_UP[..2]);
    assert!(shown.status.success(), "{}", complained(&shown));
    printed(&shown)
}

/// How many calls each of three runs takes: making, changing, cleaning up.
fn calls() -> [usize; 3] {
    let (practice, folder) = (Practice::start(&FASTER), tempfile::tempdir().expect("a folder"));
    let line = Line::to(&practice.endpoint);
    let mut counted = 0;
    [MAKE, CHANGE, CLEAN_UP].map(|arguments| {
        let output = run(folder.path(), &line.endpoint, arguments);
        assert!(output.status.success(), "{}{}", printed(&output), complained(&output));
        if arguments != CLEAN_UP {
            until(|| !stacks(&practice.endpoint).contains("IN_PROGRESS"));
        }
        let calls = line.calls() - counted;
        counted += calls;
        calls
    })
}

#[test]
fn a_stack_that_is_killed_on_the_way_is_made_changed_and_deleted_once() {
    let [make, change, clean_up] = calls();
    let most = make.max(change).max(clean_up);
    // Each is cut at calls that are spread over all of them; every other time
    // some calls fail as well.
    for cut in (1..=most).step_by(3) {
        let at = |calls: usize| (cut - 1) % calls + 1;
        let (practice, folder) = (Practice::start(&FASTER), tempfile::tempdir().expect("a folder"));
        let endpoint = practice.endpoint.as_str();
        killed_and_gone_on_with(&practice, folder.path(), at(make), MAKE);
        stands_at(endpoint, "CREATE_COMPLETE");
        if cut % 2 == 0 {
            trouble(endpoint, 0.04);
        }
        killed_and_gone_on_with(&practice, folder.path(), at(change), CHANGE);
        calm(endpoint);
        stands_at(endpoint, "UPDATE_COMPLETE");
        assert!(stacks(endpoint).contains("<ParameterValue>Servus</ParameterValue>"));
        assert!(leftovers(&practice, folder.path()).contains("Delete the stack"));
        killed_and_gone_on_with(&practice, folder.path(), at(clean_up), CLEAN_UP);
        assert!(!stacks(endpoint).contains("<StackId>"), "call {cut}: {}", stacks(endpoint));
        let left = leftovers(&practice, folder.path());
        assert!(left.contains("Nothing is left"), "call {cut}: {left}");
    }
}

#[test]
fn a_stack_of_the_same_name_that_somebody_made_anew_stays() {
    let practice = Practice::start(&FASTER);
    let folder = tempfile::tempdir().expect("a folder");
    let endpoint = practice.endpoint.as_str();
    gone_on_with(&practice, folder.path(), MAKE);
    stands_at(endpoint, "CREATE_COMPLETE");
    // Somebody else deletes it, and makes it anew.
    let other = tempfile::tempdir().expect("a folder");
    let delete: &[&str] = &["setup", "stack", "--delete", "--yes"];
    gone_on_with(&practice, other.path(), delete);
    gone_on_with(&practice, other.path(), MAKE);
    stands_at(endpoint, "CREATE_COMPLETE");
    gone_on_with(&practice, folder.path(), CLEAN_UP);
    stands_at(endpoint, "CREATE_COMPLETE");
    let left = leftovers(&practice, folder.path());
    assert!(left.contains("Nothing is left"), "{left}");
    let shown: Value = Value::from(leftovers(&practice, other.path()));
    assert!(shown.as_str().is_some_and(|it| it.contains("Delete the stack")), "{shown}");
    let told = journal(other.path(), endpoint);
    let told: Vec<_> = told.iter().map(|it| (it["entry"].as_str(), it["title"].as_str())).collect();
    let [made, deleted] = &told[..] else { panic!("{told:?}") };
    assert_eq!((made.0, deleted.0), (Some("change"), Some("change")));
    assert!(made.1.is_some_and(|it| it.starts_with("Make the stack")), "{told:?}");
}
