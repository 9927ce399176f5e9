//! Which flows are to be moved onto an alias, with what changes in each.

use crossfade_domain::{
    arn::{FunctionArn, InstanceArn},
    flow::{
        self,
        diff::{self, diff},
        rewrite::{Calls, point_at_alias},
    },
};
use sha2::{Digest, Sha256};

use super::{goal::FlowMove, published};
use crate::{
    changes::is_same_content,
    failure::{Failure, FailureKind},
    ports::{Answer, FlowCatalog, FlowDocument, FlowView},
};

/// A flow that calls the function without its alias.
#[derive(Debug, Clone, PartialEq)]
pub struct Movable {
    /// What would be done.
    pub flow: FlowMove,
    /// What changes in it.
    pub changes: Vec<diff::Change>,
    /// What a careful person would want to know; empty when nothing.
    pub warning: String,
}

impl Movable {
    /// Tells whether the flow is still the one that was shown.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        Sha256::digest(&self.flow.before)
            .iter()
            .fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
    }
}

/// Every published flow of an instance that runs `$LATEST` of the alias's
/// function, by name.
///
/// # Errors
/// When flows cannot be read, or `alias` names no alias.
pub async fn movable(
    catalog: &dyn FlowCatalog,
    instance: &InstanceArn,
    alias: &FunctionArn,
) -> Answer<Vec<Movable>> {
    let mut found = Vec::new();
    for document in published::documents(catalog, instance).await? {
        if let Some((after, changes)) = moved(&document, alias)? {
            found.push(one(catalog, instance, document, after, changes).await?);
        }
    }
    found.sort_by(|one, other| one.flow.name.cmp(&other.flow.name));
    Ok(found)
}

async fn one(
    catalog: &dyn FlowCatalog,
    instance: &InstanceArn,
    document: FlowDocument,
    after: String,
    changes: Vec<diff::Change>,
) -> Answer<Movable> {
    let id = document.summary.id;
    let draft = catalog.flow(instance, &id, FlowView::Saved).await?;
    let differs = draft.is_some_and(|draft| !is_same_content(&draft.content, &document.content));
    let warning = if differs {
        "Its draft differs from what callers hear: whoever publishes the draft later takes the \
         alias out again."
    } else {
        ""
    };
    let (name, before) = (document.summary.name, document.content);
    Ok(Movable {
        flow: FlowMove { flow_id: id, name, before, after },
        changes,
        warning: warning.to_owned(),
    })
}

/// The content with the alias in it; `None` when nothing would change.
fn moved(
    document: &FlowDocument,
    alias: &FunctionArn,
) -> Answer<Option<(String, Vec<diff::Change>)>> {
    let Ok((before, _)) = flow::read(&document.content) else { return Ok(None) };
    let rewritten = point_at_alias(&before, alias, &Calls::OfLatest).map_err(|error| {
        let remedy = "Choose an alias.";
        Failure::new(FailureKind::Invalid, "NotAnAlias", format!("{error}."), remedy)
    })?;
    if rewritten.replaced.is_empty() {
        return Ok(None);
    }
    let changes = diff(&before, &rewritten.flow);
    Ok(Some((rewritten.flow.to_value().to_string(), changes)))
}
