//! Making flows, those that name themselves among them.

use super::{
    goal::Done,
    walk::{Stopped, Walk},
};
pub use crate::changes::OWN_ARN;
use crate::changes::{Change, FlowContent, flow_id};

/// Ends the key of the step that puts a flow's own ARN into it.
const OWN: &str = ".own";

/// The steps that make a flow: one, or two when it names itself.
pub(super) fn steps(key: &str, flow: &FlowContent) -> Vec<(String, String)> {
    let words = |change: &Change| own_words(change).unwrap_or_else(|| change.words());
    let all = changes(key, flow, &Done::new()).into_iter();
    all.map(|(key, change)| (key, words(&change))).collect()
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
    let arn = walk.step(key, Change::CreateFlow(flow.before_its_arn())).await?;
    let after = flow.content.replace(OWN_ARN, &arn);
    walk.step(&own(key), flow.its_arn_put_in(flow_id(&arn), after)).await?;
    Ok(())
}

/// The same as changes, by step, for a person to review. The id of a flow that is
/// still to be made is not known yet.
pub(super) fn changes(key: &str, flow: &FlowContent, done: &Done) -> Vec<(String, Change)> {
    if !flow.content.contains(OWN_ARN) {
        return vec![(key.to_owned(), Change::CreateFlow(flow.clone()))];
    }
    let (id, after) = done.get(key).map_or_else(
        || ("NEW-FLOW-ID".to_owned(), flow.content.clone()),
        |made| (flow_id(&made.name), flow.content.replace(OWN_ARN, &made.name)),
    );
    vec![
        (key.to_owned(), Change::CreateFlow(flow.before_its_arn())),
        (own(key), flow.its_arn_put_in(id, after)),
    ]
}

/// The step that makes the flow into which another step puts its own ARN.
pub(super) fn made_by(key: &str) -> Option<&str> {
    key.strip_suffix(OWN)
}

fn own(key: &str) -> String {
    format!("{key}{OWN}")
}
