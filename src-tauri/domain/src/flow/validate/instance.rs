//! Whether what a flow names is in the instance that it is to go out in.
//!
//! Amazon Connect publishes no flow that names something else: an ARN of
//! another instance, or an id that nothing has. Functions are left out, because
//! one that may be invoked need not be in any list.

use super::{Gravity, Problem};
use crate::arn::InstanceArn;
use crate::flow::model::Flow;
use crate::flow::rewrite::{Candidate, ResourceKind, ResourceUse, State, resources};

/// How a resource that a flow names is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Known {
    /// It is there, or there is no list that would tell.
    There,
    /// Its ARN is another instance's.
    Elsewhere,
    /// The instance has nothing of this kind and id.
    Nowhere,
}

/// Whether `there`, all that an instance has to offer, has what is named.
#[must_use]
pub fn known(kind: ResourceKind, text: &str, instance: &InstanceArn, there: &[Candidate]) -> Known {
    let text = text.trim();
    let is_connect = text.starts_with("arn:") && text.contains(":connect:");
    if is_connect && text.contains(":instance/") && !text.starts_with(&format!("{instance}/")) {
        return Known::Elsewhere;
    }
    let listed = match kind {
        ResourceKind::Flow
        | ResourceKind::Module
        | ResourceKind::Prompt
        | ResourceKind::HoursOfOperation => true,
        // The queues of single agents are in no list.
        ResourceKind::Queue => !text.contains("/agent/"),
        ResourceKind::Function
        | ResourceKind::Agent
        | ResourceKind::LexBot
        | ResourceKind::Other => false,
    };
    if !listed || there.iter().any(|it| it.kind == kind && id(&it.arn) == id(text)) {
        Known::There
    } else {
        Known::Nowhere
    }
}

/// The id at the end of an ARN, or the id itself, without version or alias.
fn id(text: &str) -> &str {
    let last = text.rsplit('/').next().unwrap_or(text);
    last.split_once(':').map_or(last, |(id, _)| id)
}

/// What the flow names that is not there.
pub(super) fn missing(
    flow: &Flow,
    instance: &InstanceArn,
    there: &[Candidate],
    found: &mut Vec<Problem>,
) {
    for used in resources(flow).into_iter().filter(|it| it.state == State::Named) {
        match known(used.kind, &used.text, instance, there) {
            Known::There => {}
            Known::Elsewhere => found.push(refused(&used, "is of another instance")),
            Known::Nowhere => found.push(refused(&used, "is not in this instance")),
        }
    }
}

fn refused(used: &ResourceUse, why: &str) -> Problem {
    let ResourceUse { place, kind, text, name, .. } = used;
    Problem {
        gravity: Gravity::Refused,
        block: Some(place.action.clone()),
        message: format!("The {kind} `{}` {why}.", name.as_deref().unwrap_or(text)),
        remedy: format!("Choose the {kind} of this instance that takes its place."),
    }
}
