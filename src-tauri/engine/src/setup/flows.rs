//! Making flows, those that name themselves among them.

use super::walk::{Stopped, Walk};
pub use crate::changes::OWN_ARN;
use crate::changes::{Change, FlowContent};

/// The steps that make a flow: one, or two when it names itself.
pub(super) fn steps(key: &str, flow: &FlowContent) -> Vec<(String, String)> {
    let name = &flow.name;
    if !flow.content.contains(OWN_ARN) {
        return vec![(key.to_owned(), Change::CreateFlow(flow.clone()).words())];
    }
    vec![
        (key.to_owned(), Change::CreateFlow(flow.before_its_arn()).words()),
        (
            own(key),
            if flow.published {
                format!("Put the flow's own ARN into `{name}`, and publish it")
            } else {
                format!("Put the flow's own ARN into the draft of `{name}`")
            },
        ),
    ]
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
    let first = flow.before_its_arn();
    let arn = walk.step(key, Change::CreateFlow(first.clone())).await?;
    let (instance, flow_id) = (flow.instance.clone(), crate::changes::flow_id(&arn));
    let (name, before) = (flow.name.clone(), first.content);
    let after = flow.content.replace(OWN_ARN, &arn);
    // The plain id would publish it.
    let replace = if flow.published {
        Change::ReplaceContent { instance, flow_id, name, before, after, draft: None }
    } else {
        Change::SaveDraft { instance, flow_id, name, before, after }
    };
    walk.step(&own(key), replace).await?;
    Ok(())
}

/// The same as changes, for a person to review; the flow's id is not known yet.
pub(super) fn changes(flow: &FlowContent) -> Vec<Change> {
    if !flow.content.contains(OWN_ARN) {
        return vec![Change::CreateFlow(flow.clone())];
    }
    let first = flow.before_its_arn();
    let replace = Change::ReplaceContent {
        instance: flow.instance.clone(),
        flow_id: "NEW-FLOW-ID".to_owned(),
        name: flow.name.clone(),
        before: first.content.clone(),
        after: flow.content.clone(),
        draft: None,
    };
    vec![Change::CreateFlow(first), replace]
}

fn own(key: &str) -> String {
    format!("{key}.own")
}
