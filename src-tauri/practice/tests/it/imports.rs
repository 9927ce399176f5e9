//! Converted console exports are published by the practice account, and keep
//! every Lambda call.
//!
//! `CROSSFADE_FLOW_CORPUS` may name a folder with more of them.

use std::{env, fs, path::Path};

use crossfade_domain::flow::{
    self, ActionKind, Flow, FlowFormat,
    convert::convert,
    rewrite::{Placeholder, Replacement, ResourceKind, Target, placeholders, rewrite},
};
use serde_json::{Value, json};

use crate::client::{INSTANCE, still};

/// Every legacy export at hand, by file.
fn exports() -> Vec<(String, Flow)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut folders = vec![
        root.join("src-tauri/domain/tests/fixtures/legacy"),
        root.join("tests/fixtures/flows"),
    ];
    folders.extend(env::var_os("CROSSFADE_FLOW_CORPUS").map(|it| Path::new(&it).join("flows")));
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let Ok(text) = fs::read_to_string(&path) else { continue };
            if let Ok((flow, _)) = flow::read(&text)
                && flow.format == FlowFormat::Legacy
            {
                found.push((path.display().to_string(), flow));
            }
        }
    }
    assert!(found.len() >= 3, "the fixtures have fewer exports than they had");
    found
}

/// Something of the account that belongs there.
fn filled(it: Placeholder) -> Replacement {
    let connect = |kind: &str| {
        format!(
            "arn:aws:connect:eu-central-1:111122223333:instance/{INSTANCE}/{kind}/0c0ffee0-0001-4000-8000-000000000000"
        )
    };
    let text = match it.kind {
        Some(ResourceKind::Function) => {
            "arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD".to_owned()
        }
        Some(ResourceKind::Flow) => connect("contact-flow"),
        Some(ResourceKind::Module) => connect("flow-module"),
        Some(ResourceKind::Queue) => connect("queue"),
        Some(ResourceKind::Prompt) => connect("prompt"),
        Some(ResourceKind::HoursOfOperation) => connect("operating-hours"),
        Some(ResourceKind::Agent) => connect("agent"),
        Some(ResourceKind::LexBot) => {
            "arn:aws:lex:eu-central-1:111122223333:bot-alias/ABCDEFGHIJ/KLMNOPQRST".to_owned()
        }
        Some(ResourceKind::Other) | None => "filled in".to_owned(),
    };
    Replacement::At { place: it.place, to: Target { text, name: None } }
}

fn calls(flow: &Flow) -> usize {
    let lambda = |action: &&flow::Action| action.kind == ActionKind::InvokeLambdaFunction;
    flow.actions.iter().filter(lambda).count()
}

#[tokio::test]
async fn converted_exports_are_published_or_name_what_is_not_converted() {
    let (_server, client) = still().await;
    let (mut published, mut named) = (0, 0);
    for (file, legacy) in exports() {
        let conversion = convert(&legacy);
        assert_eq!(conversion.flow.actions.len(), legacy.actions.len(), "{file}");
        let whole = conversion
            .report
            .not_converted
            .iter()
            .filter(|it| it.part == flow::convert::Part::Block);
        assert_eq!(
            conversion.report.converted.len() + whole.count(),
            legacy.actions.len(),
            "{file}: a block is neither converted nor named"
        );
        let replacements: Vec<_> = placeholders(&conversion.flow).into_iter().map(filled).collect();
        let flow = rewrite(&conversion.flow, &replacements).flow;
        assert_eq!(calls(&flow), calls(&conversion.flow), "{file}");
        let name = format!("Import {}", published + named);
        let body = json!({
            "Name": name,
            "Type": "CONTACT_FLOW",
            "Content": flow.to_value().to_string(),
            "Status": "PUBLISHED",
        });
        let path = format!("/contact-flows/{INSTANCE}");
        let made = client.connect("PUT", &path, &body).await;
        if conversion.report.is_complete() {
            assert_eq!(made.status, 200, "{file}: {}", made.text());
            published += 1;
            let id = made.json()["ContactFlowId"].as_str().expect("an id").to_owned();
            client.connect("DELETE", &format!("{path}/{id}"), &Value::Null).await;
        } else {
            named += 1;
        }
    }
    assert!(published >= 2, "only {published} were published, {named} named what is missing");
}
