//! The flows and modules of the practice instance, read from templates.
//!
//! A template is a JSON file with name, type, tags, and up to two contents:
//! `published` and `saved`. `{{function:orders:PROD}}`, `{{flow:main-menu}}`
//! and the like stand for ARNs.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use super::days_before;
use crate::world::{
    account::{ACCOUNT, function_arn, id_of, in_instance, instance_arn},
    contact_centre::{ContactCentre, Content, Flow},
};

macro_rules! templates {
    ($folder:literal: $($slug:literal),+ $(,)?) => {
        &[$(($slug, include_str!(concat!("../../../world/", $folder, "/", $slug, ".json")))),+]
    };
}

/// Every flow: its slug, which its id is derived from, and its template.
const FLOWS: &[(&str, &str)] = templates!("flows":
    "agent-whisper", "callback-booking", "campaign-router", "emergency-closure", "escalation",
    "holiday-hours", "loyalty-pilot", "main-menu", "opening-hours", "order-returns",
    "order-status", "overflow", "partner-hotline", "payments", "queue-music", "web-chat",
    "weekend-desk",
);

/// Every flow module.
const MODULES: &[(&str, &str)] = templates!("modules": "announce-wait", "identify-caller");

/// The functions that somebody added to the instance's drop-down list.
const ASSOCIATED: [(&str, Option<&str>); 6] = [
    ("orders", Some("PROD")),
    ("customer-lookup", Some("PROD")),
    ("opening-hours", None),
    ("opening-hours", Some("2")),
    ("payments", Some("PROD")),
    ("callback-booking", Some("PROD")),
];

/// Reads every template into the instance.
pub(super) fn plant(centre: &mut ContactCentre, start: Timestamp) {
    for (age, (slug, template)) in (3..).zip(FLOWS) {
        if let Some(flow) = read("flow", slug, template, days_before(start, age)) {
            centre.flows.insert(flow.id.clone(), flow);
        }
    }
    for (age, (slug, template)) in (30..).zip(MODULES) {
        if let Some(module) = read("module", slug, template, days_before(start, age)) {
            centre.modules.insert(module.id.clone(), module);
        }
    }
    centre.lambda_functions =
        ASSOCIATED.iter().map(|(name, qualifier)| function_arn(name, *qualifier)).collect();
}

/// The id of the flow with this slug.
pub(super) fn flow_id(slug: &str) -> String {
    id_of("flow", slug).to_string()
}

/// A template as it stands in its file.
#[derive(Deserialize)]
struct Template {
    name: String,
    #[serde(rename = "type", default)]
    kind: String,
    state: String,
    description: String,
    tags: BTreeMap<String, String>,
    published: Option<Value>,
    saved: Option<Value>,
}

fn read(kind: &str, slug: &str, template: &str, modified: Timestamp) -> Option<Flow> {
    let template: Template = match serde_json::from_str(&fill(template)) {
        Ok(template) => template,
        Err(error) => {
            tracing::error!(slug, %error, "a template of the practice world cannot be read");
            return None;
        }
    };
    let content = |value: Option<Value>| value.map(|value| Content::new(value.to_string()));
    Some(Flow {
        id: id_of(kind, slug).to_string(),
        name: template.name,
        kind: template.kind,
        state: template.state,
        description: template.description,
        tags: template.tags,
        last_modified: modified,
        published: content(template.published),
        saved: content(template.saved),
    })
}

/// Replaces every `{{kind:name}}`.
fn fill(template: &str) -> String {
    let mut out = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        out.push_str(before);
        let (name, after) = after.split_once("}}").unwrap_or((after, ""));
        out.push_str(&meaning(name));
        rest = after;
    }
    out.push_str(rest);
    out
}

fn meaning(placeholder: &str) -> String {
    let (kind, name) = placeholder.split_once(':').unwrap_or((placeholder, ""));
    let listed = |kind: &str, of: &str| in_instance(kind, &id_of(of, name).to_string());
    match kind {
        "flow" => listed("contact-flow", "flow"),
        "module" => listed("flow-module", "module"),
        "queue" => listed("queue", "queue"),
        "hours" => listed("operating-hours", "hours"),
        "prompt" => listed("prompt", "prompt"),
        "account" => ACCOUNT.to_owned(),
        "instance" => instance_arn(),
        "function" => match name.split_once(':') {
            Some((name, qualifier)) => function_arn(name, Some(qualifier)),
            None => function_arn(name, None),
        },
        _ => placeholder.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::seed::{HOURS, PROMPTS, QUEUES};

    #[test]
    fn every_template_is_whole() {
        for (kind, all) in [("flow", FLOWS), ("module", MODULES)] {
            for (slug, template) in all {
                let flow = read(kind, slug, template, Timestamp::UNIX_EPOCH).expect(slug);
                let content = flow.current().expect(slug);
                assert!(content.program().start.is_some(), "{slug} has no start");
                assert!(!content.text.contains("{{"), "{slug} has an open placeholder");
                let flow: Value = serde_json::from_str(&content.text).expect(slug);
                assert_eq!(flow["Version"], "2019-10-30", "{slug}");
            }
        }
    }

    #[test]
    fn every_transfer_leads_to_a_flow_that_is_there() {
        let ids: Vec<String> = FLOWS.iter().map(|(slug, _)| flow_id(slug)).collect();
        for (slug, template) in FLOWS {
            for arn in fill(template).split("contact-flow/").skip(1) {
                let id = arn.split('"').next().expect(slug);
                assert!(ids.iter().any(|known| known == id), "{slug} transfers to nowhere");
            }
        }
    }

    #[test]
    fn every_resource_that_is_named_is_there() {
        let kinds = [("queue", QUEUES), ("prompt", PROMPTS), ("hours", HOURS)];
        for (slug, template) in FLOWS.iter().chain(MODULES) {
            for (kind, resources) in kinds {
                for named in template.split(&format!("{{{{{kind}:")).skip(1) {
                    let (word, _) = named.split_once("}}").expect(slug);
                    assert!(resources.iter().any(|it| it.0 == word), "{slug}: {kind} {word}");
                }
            }
        }
    }

    #[test]
    fn placeholders_become_arns() {
        assert_eq!(
            fill("a {{function:orders:PROD}} b {{function:orders:$LATEST}}"),
            "a arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD b \
             arn:aws:lambda:eu-central-1:111122223333:function:orders:$LATEST"
        );
    }
}
