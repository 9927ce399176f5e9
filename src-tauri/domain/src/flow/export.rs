//! A flow as a file that imports again.
//!
//! Invariant: [`super::read`] of the file is the flow, with its name, description
//! and type.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::model::{Flow, FlowFormat};

/// A file that holds a flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowFile {
    /// The name of the file, without a folder; fit for every file system.
    pub name: String,
    /// What is in it: JSON, indented.
    pub text: String,
}

/// A flow's file. The name, the description and the type are written where the
/// console's own files have them, in `Metadata`.
#[must_use]
pub fn export(flow: &Flow) -> FlowFile {
    let mut value = flow.to_value();
    let key = match flow.format {
        FlowFormat::FlowLanguage => "Metadata",
        FlowFormat::Legacy => "metadata",
    };
    label(flow, key, &mut value);
    // The alternate form of a JSON value is its indented text.
    let text = format!("{value:#}\n");
    FlowFile { name: format!("{}.json", stem(flow.name.as_deref().unwrap_or_default())), text }
}

/// The files of many flows, no two with a name that a file system could take for
/// the same.
#[must_use]
pub fn export_all<'a>(flows: impl IntoIterator<Item = &'a Flow>) -> Vec<FlowFile> {
    let mut taken = HashSet::new();
    flows.into_iter().map(|flow| distinct(export(flow), &mut taken)).collect()
}

fn distinct(file: FlowFile, taken: &mut HashSet<String>) -> FlowFile {
    let stem = file.name.trim_end_matches(".json").to_owned();
    let mut name = file.name;
    let mut number = 2;
    while !taken.insert(name.to_lowercase()) {
        name = format!("{stem} ({number}).json");
        number += 1;
    }
    FlowFile { name, text: file.text }
}

fn label(flow: &Flow, key: &str, value: &mut Value) {
    let Some(object) = value.as_object_mut() else { return };
    let memory = object.entry(key).or_insert_with(|| Value::Object(Map::new()));
    let Some(memory) = memory.as_object_mut() else { return };
    let name = flow.name.as_deref().map(|name| ("name", name));
    let description = flow.description.as_deref().map(|text| ("description", text));
    let kind = flow.kind.as_ref().map(|kind| ("type", kind.file_word()));
    for (key, text) in name.into_iter().chain(description).chain(kind) {
        memory.insert(key.to_owned(), text.into());
    }
}

/// A flow's name without what a file's name may not have.
fn stem(name: &str) -> String {
    const LONGEST: usize = 120;
    let fit = |letter: char| if is_fit(letter) { letter } else { '-' };
    let stem: String = name.chars().take(LONGEST).map(fit).collect();
    let stem = stem.trim_matches([' ', '.']);
    if stem.is_empty() { "flow".to_owned() } else { stem.to_owned() }
}

fn is_fit(letter: char) -> bool {
    !letter.is_control() && !r#"/\:*?"<>|"#.contains(letter)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::flow::tests::{end, flow_of, json_value, legacy_of, read_flow};
    use crate::flow::{FlowType, read};

    fn named(name: &str) -> Flow {
        Flow { name: Some(name.to_owned()), ..read_flow(flow_of(&[end("end")])) }
    }

    #[test]
    fn names_are_fit_for_files_and_distinct() {
        let names = ["Orders", "orders", "a/b: c?", "..", "", " Größe ", "ORDERS (2)"];
        let flows: Vec<Flow> = names.map(named).to_vec();
        let files: Vec<String> = export_all(&flows).into_iter().map(|file| file.name).collect();
        insta::assert_snapshot!(files.join("\n"), @r"
        Orders.json
        orders (2).json
        a-b- c-.json
        flow.json
        flow (2).json
        Größe.json
        ORDERS (2) (2).json
        ");
    }

    #[test]
    fn name_description_and_type_come_back() {
        for kind in [FlowType::ContactFlow, FlowType::AgentWhisper, FlowType::Module] {
            for value in [flow_of(&[end("end")]), legacy_of(&[])] {
                let name = Some("Orders".to_owned());
                let description = Some("What callers of the shop hear.".to_owned());
                let mut flow = Flow { name, description, ..read_flow(value) };
                if flow.format == FlowFormat::FlowLanguage {
                    flow.kind = Some(kind.clone());
                }
                let (again, _) = read(&export(&flow).text).expect("a flow");
                assert_eq!((&again.name, &again.kind), (&flow.name, &flow.kind));
                assert_eq!(again.description, flow.description);
                assert_eq!(again.actions, flow.actions);
            }
        }
    }

    #[test]
    fn a_file_reads_like_the_consoles() {
        insta::assert_snapshot!(export(&named("Orders")).text, @r#"
        {
          "Version": "2019-10-30",
          "StartAction": "end",
          "Actions": [
            {
              "Identifier": "end",
              "Type": "DisconnectParticipant",
              "Parameters": {},
              "Transitions": {}
            }
          ],
          "Metadata": {
            "name": "Orders"
          }
        }
        "#);
    }

    proptest! {
        #[test]
        fn what_goes_out_comes_in(value in json_value(), name in ".{1,40}") {
            let raw = json!({"Version": "2019-10-30", "StartAction": "a", "Actions": [value],
                "Metadata": {"more": value}});
            let mut flow = read_flow(raw);
            flow.name = Some(name);
            let (again, _) = read(&export(&flow).text).expect("a flow");
            prop_assert_eq!(&again.name, &flow.name);
            prop_assert_eq!(&again.actions, &flow.actions);
            // A second time nothing is added.
            let twice = export(&read(&export(&flow).text).expect("a flow").0);
            prop_assert_eq!(twice, export(&flow));
        }
    }
}
