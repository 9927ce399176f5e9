//! Converted console exports are published by the practice account, and keep
//! every Lambda call.
//!
//! `CROSSFADE_FLOW_CORPUS` may name a folder with more of them.

use std::{env, fs, path::Path};

use crossfade_domain::flow::{
    self, ActionKind, Flow, FlowFormat,
    convert::convert,
    rewrite::{Replacement, ResourceKind, State, Target, placeholders, resources, rewrite},
};
use serde_json::{Value, json};

use crate::client::{Client, INSTANCE, still};

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

/// One of each kind that the instance has.
struct Offered {
    flow: String,
    module: String,
    queue: String,
    prompt: String,
    hours: String,
}

impl Offered {
    async fn by(client: &Client) -> Self {
        let first = async |path: &str, list: &str| {
            let path = format!("/{path}/{INSTANCE}");
            let listed = client.connect("GET", &path, &Value::Null).await.json();
            listed[list][0]["Arn"].as_str().expect("an ARN").to_owned()
        };
        Self {
            flow: first("contact-flows-summary", "ContactFlowSummaryList").await,
            module: first("contact-flow-modules-summary", "ContactFlowModulesSummaryList").await,
            queue: first("queues-summary", "QueueSummaryList").await,
            prompt: first("prompts-summary", "PromptSummaryList").await,
            hours: first("hours-of-operations-summary", "HoursOfOperationSummaryList").await,
        }
    }

    /// Something of the account that belongs there.
    fn text(&self, kind: Option<ResourceKind>) -> String {
        match kind {
            Some(ResourceKind::Function) => {
                "arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD".to_owned()
            }
            Some(ResourceKind::Flow) => self.flow.clone(),
            Some(ResourceKind::Module) => self.module.clone(),
            Some(ResourceKind::Queue) => self.queue.clone(),
            Some(ResourceKind::Prompt) => self.prompt.clone(),
            Some(ResourceKind::HoursOfOperation) => self.hours.clone(),
            Some(ResourceKind::Agent) => format!(
                "arn:aws:connect:eu-central-1:111122223333:instance/{INSTANCE}/agent/0c0ffee0-0001-4000-8000-000000000000"
            ),
            Some(ResourceKind::LexBot) => {
                "arn:aws:lex:eu-central-1:111122223333:bot-alias/ABCDEFGHIJ/KLMNOPQRST".to_owned()
            }
            Some(ResourceKind::Other) | None => "filled in".to_owned(),
        }
    }

    /// Puts something of the account in wherever the flow names something, or
    /// does not yet.
    fn fill(&self, flow: &Flow) -> Flow {
        let open = placeholders(flow).into_iter().map(|it| (it.place, it.kind));
        let named = resources(flow).into_iter().filter(|it| it.state == State::Named);
        let named = named.map(|it| (it.place, Some(it.kind)));
        let replacement = |(place, kind)| {
            let text = self.text(kind);
            Replacement::At { place, to: Target { text, name: None } }
        };
        let replacements: Vec<_> = open.chain(named).map(replacement).collect();
        rewrite(flow, &replacements).flow
    }
}

fn calls(flow: &Flow) -> usize {
    let lambda = |action: &&flow::Action| action.kind == ActionKind::InvokeLambdaFunction;
    flow.actions.iter().filter(lambda).count()
}

#[tokio::test]
async fn converted_exports_are_published_or_name_what_is_not_converted() {
    let (_server, client) = still().await;
    let offered = Offered::by(&client).await;
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
        let flow = offered.fill(&conversion.flow);
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

#[tokio::test]
async fn a_flow_that_names_what_is_not_there_is_refused_block_by_block() {
    let (_server, client) = still().await;
    let offered = Offered::by(&client).await;
    let other = offered.queue.replace(INSTANCE, "00000000-7b42-4d19-9c86-2e8d4b7a6f10");
    let gone = "0c0ffee0-0001-4000-8000-000000000000";
    let content = |queue: &str, flow: &str| {
        json!({
            "Version": "2019-10-30",
            "StartAction": "queue",
            "Actions": [
                {"Identifier": "queue", "Type": "UpdateContactTargetQueue",
                 "Parameters": {"QueueId": queue},
                 "Transitions": {"NextAction": "go",
                     "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
                {"Identifier": "go", "Type": "TransferToFlow", "Parameters": {"ContactFlowId": flow},
                 "Transitions": {"NextAction": "end",
                     "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
                {"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {},
                 "Transitions": {}},
            ],
        })
    };
    let make = async |name: &str, content: Value| {
        let body = json!({"Name": name, "Type": "CONTACT_FLOW", "Content": content.to_string()});
        client.connect("PUT", &format!("/contact-flows/{INSTANCE}"), &body).await
    };
    let refused = make("Foreign", content(&other, gone)).await;
    assert_eq!(refused.error().1, "InvalidContactFlowException");
    let problems = refused.json()["problems"].clone();
    let said = |number: usize| problems[number]["message"].as_str().unwrap_or_default().to_owned();
    assert!(
        said(0).starts_with("Action queue: ") && said(0).contains("another instance"),
        "{problems}"
    );
    assert!(said(1).starts_with("Action go: ") && said(1).contains("not in this"), "{problems}");
    let id = offered.flow.rsplit('/').next().expect("an id");
    assert_eq!(make("At home", content(&offered.queue, id)).await.status, 200);
}
