//! What the callers of an instance hear.

use crossfade_domain::arn::InstanceArn;
use futures::{FutureExt, StreamExt, TryStreamExt, stream};

use crate::ports::{Answer, FlowCatalog, FlowDocument, FlowView, PublicationStatus};

/// Flows that are looked at at the same time.
const AT_ONCE: usize = 4;

/// Every published flow of an instance that is not archived, as it stands.
///
/// # Errors
/// When a flow cannot be read.
pub(super) async fn documents(
    catalog: &dyn FlowCatalog,
    instance: &InstanceArn,
) -> Answer<Vec<FlowDocument>> {
    let flows = catalog.flows(instance).await?;
    // Boxed and collected: a stream of futures that borrow is not general enough for a task.
    let asked: Vec<_> = flows
        .into_iter()
        .filter(|flow| flow.status == PublicationStatus::Published && !flow.archived)
        .map(|flow| {
            async move { catalog.flow(instance, &flow.id, FlowView::Published).await }.boxed()
        })
        .collect();
    let found: Vec<Option<FlowDocument>> =
        stream::iter(asked).buffered(AT_ONCE).try_collect().await?;
    Ok(found.into_iter().flatten().collect())
}
