//! Making flows, those that name themselves among them.

use super::walk::{Stopped, Walk};
use crate::changes::{Change, FlowContent};

/// Stands in a flow's content for the flow's own ARN, which AWS gives only
/// when the flow has been made.
pub const OWN_ARN: &str = "{{this-flow}}";

/// The steps that make a flow: one, or two when it names itself.
pub(super) fn steps(key: &str, flow: &FlowContent) -> Vec<(String, String)> {
    let words = |change: &Change| own_words(change).unwrap_or_else(|| change.words());
    let keys = [key.to_owned(), own(key)];
    keys.into_iter().zip(changes(flow).iter().map(words)).collect()
}

/// Putting its own ARN into a flow that is being made, in words.
pub(super) fn own_words(change: &Change) -> Option<String> {
    if let Change::ReplaceContent { name, .. } = change {
        return Some(format!("Put the flow's own ARN into `{name}`, and publish it"));
    }
    let Change::SaveDraft { name, .. } = change else { return None };
    Some(format!("Put the flow's own ARN into the draft of `{name}`"))
}

/// Makes a flow.
pub(super) async fn make(
    walk: &mut Walk<'_>,
    key: &str,
    flow: &FlowContent,
) -> Result<(), Stopped> {
    if !flow.content.contains(OWN_ARN) {
        walk.step(key, Change::CreateFlow(flow.clone())).await?;
        return Ok(());
    }
    let first = saved(flow);
    let arn = walk.step(key, Change::CreateFlow(first.clone())).await?;
    let after = flow.content.replace(OWN_ARN, &arn);
    let filled = filled(flow, crate::changes::flow_id(&arn), first.content, after);
    walk.step(&own(key), filled).await?;
    Ok(())
}

/// The same as changes, for a person to review; the flow's id is not known yet.
pub(super) fn changes(flow: &FlowContent) -> Vec<Change> {
    if !flow.content.contains(OWN_ARN) {
        return vec![Change::CreateFlow(flow.clone())];
    }
    let first = saved(flow);
    let (before, after) = (first.content.clone(), flow.content.clone());
    let filled = filled(flow, "NEW-FLOW-ID".to_owned(), before, after);
    vec![Change::CreateFlow(first), filled]
}

/// The flow with its own ARN put in.
fn filled(flow: &FlowContent, flow_id: String, before: String, after: String) -> Change {
    let (instance, name) = (flow.instance.clone(), flow.name.clone());
    if flow.published {
        Change::ReplaceContent { instance, flow_id, name, before, after, draft: None }
    } else {
        // The plain id would publish it.
        Change::SaveDraft { instance, flow_id, name, before, after }
    }
}

/// The flow before its ARN is known: saved, which AWS does not validate.
fn saved(flow: &FlowContent) -> FlowContent {
    let content = flow.content.replace(OWN_ARN, "");
    FlowContent { content, published: false, ..flow.clone() }
}

fn own(key: &str) -> String {
    format!("{key}.own")
}
