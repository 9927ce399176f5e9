//! Flows from files by `crossfade setup flows`: what they point at here, and
//! what is said where that is not clear.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::{
    program::{Practice, complained, printed},
    setup::{INSTANCE, ask, run},
};

/// A console export that transfers to flows, which it knows by name only.
fn export(folder: &Path, name: &str, to: &[&str]) -> PathBuf {
    let next = |number: usize| {
        if number + 1 < to.len() { format!("go {}", number + 1) } else { "end".to_owned() }
    };
    let transfer = |(number, flow): (usize, &&str)| {
        json!({
            "id": format!("go {number}"), "type": "Transfer", "target": "Flow",
            "branches": [{"condition": "Error", "transition": next(number)}],
            "parameters": [{"name": "ContactFlowId", "value": "", "resourceName": flow}],
        })
    };
    let mut modules: Vec<Value> = to.iter().enumerate().map(transfer).collect();
    modules.push(json!({"id": "end", "type": "Disconnect", "branches": [], "parameters": []}));
    let file = json!({
        "modules": modules, "version": "1", "type": "contactFlow", "start": "go 0",
        "metadata": {"name": name},
    });
    let path = folder.join(name);
    std::fs::write(&path, file.to_string()).expect("written");
    path
}

/// A flow of the instance, as `DescribeContactFlow` tells it.
fn flow(endpoint: &str, name: &str) -> (Value, Value) {
    let flows = ask(endpoint, "connect", &format!("/contact-flows-summary/{INSTANCE}"));
    let flows = flows["ContactFlowSummaryList"].as_array().expect("flows").clone();
    let found = flows.into_iter().find(|flow| flow["Name"] == name).expect("the flow");
    let arn = found["Arn"].as_str().expect("an ARN").replace('/', "%2F").replace(':', "%3A");
    let path = format!("/contact-flows/{INSTANCE}/{arn}%3A%24SAVED");
    let described = ask(endpoint, "connect", &path)["ContactFlow"].clone();
    let content = described["Content"].as_str().expect("a content");
    let content: Value = serde_json::from_str(content).expect("JSON");
    (found, content)
}

/// Where each transfer of a flow leads.
fn transfers(content: &Value) -> Vec<String> {
    let actions = content["Actions"].as_array().expect("actions");
    let to = actions.iter().filter_map(|it| it["Parameters"]["ContactFlowId"].as_str());
    to.map(str::to_owned).collect()
}

#[test]
fn a_flow_points_at_what_has_the_same_name_and_at_itself_only_where_it_says_so() {
    let (practice, folder) = (Practice::start(&[]), tempfile::tempdir().expect("a folder"));
    let file = export(folder.path(), "Copied", &["Main menu", "Copied"]);
    let import = ["setup", "flows", file.to_str().expect("a path"), "--yes"];
    let output = run(folder.path(), &practice.endpoint, &import);
    assert!(output.status.success(), "{}{}", printed(&output), complained(&output));
    let ((copied, content), (menu, _)) =
        (flow(&practice.endpoint, "Copied"), flow(&practice.endpoint, "Main menu"));
    let expected = [&menu["Arn"], &copied["Arn"]].map(|it| it.as_str().expect("an ARN"));
    assert_eq!(transfers(&content), expected);
    assert_eq!(copied["ContactFlowStatus"], "PUBLISHED");
}

#[test]
fn what_cannot_be_meant_is_asked_for_by_name_and_can_be_mapped() {
    let (practice, folder) = (Practice::start(&[]), tempfile::tempdir().expect("a folder"));
    let file = export(folder.path(), "Copied", &["Somewhere else"]);
    let path = file.to_str().expect("a path");
    let refused = run(folder.path(), &practice.endpoint, &["setup", "flows", path, "--yes"]);
    let said = format!("{}{}", printed(&refused), complained(&refused));
    assert!(!refused.status.success(), "{said}");
    assert!(said.contains("`Somewhere else`") && said.contains("--map"), "{said}");
    let map = ["setup", "flows", path, "--map", "Somewhere else=Main menu", "--yes"];
    let output = run(folder.path(), &practice.endpoint, &map);
    assert!(output.status.success(), "{}{}", printed(&output), complained(&output));
    let ((_, content), (menu, _)) =
        (flow(&practice.endpoint, "Copied"), flow(&practice.endpoint, "Main menu"));
    assert_eq!(transfers(&content), [menu["Arn"].as_str().expect("an ARN")]);
}

#[test]
fn a_flow_that_names_itself_can_be_saved_without_being_published() {
    let (practice, folder) = (Practice::start(&[]), tempfile::tempdir().expect("a folder"));
    let file = export(folder.path(), "Round", &["Round"]);
    let import = ["setup", "flows", file.to_str().expect("a path"), "--saved", "--yes"];
    let output = run(folder.path(), &practice.endpoint, &import);
    assert!(output.status.success(), "{}{}", printed(&output), complained(&output));
    // Going on with what is done changes nothing.
    for work in ["list", "resume"] {
        let again = run(folder.path(), &practice.endpoint, &["setup", work]);
        assert!(again.status.success(), "{}", complained(&again));
        let (round, content) = flow(&practice.endpoint, "Round");
        assert_eq!(round["ContactFlowStatus"], "SAVED", "nobody asked to publish it");
        assert_eq!(transfers(&content), [round["Arn"].as_str().expect("an ARN")]);
    }
}
