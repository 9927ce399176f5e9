//! Entries of the journal that are open while the program runs: an answer was
//! lost and nobody could look, or another copy was killed. They are looked at
//! again and again, not only at the next start.

use std::time::Duration;

use crate::{acts::Actor, changes::Changes, stay::Stay};

/// How often, on the wall.
const EVERY: Duration = Duration::from_secs(30);

/// Settles what is open until the account is left, which waits for no look of
/// this. Where `writes` says that the account may be written to, what was left
/// half done is done as well.
pub(crate) fn keep_settling(actor: Actor, changes: Changes, writes: bool, stay: Stay) {
    tokio::spawn(async move {
        while !stay.is_over() {
            once(&actor, &changes, writes, &stay).await;
            stay.while_open(tokio::time::sleep(EVERY)).await;
        }
    });
}

/// What is left when the account is left is settled by who opens it next.
async fn once(actor: &Actor, changes: &Changes, writes: bool, stay: &Stay) {
    // Acts are looked at, and nothing is written but the journal.
    let acts = stay.while_open(actor.recover()).await;
    let changes = changes.settle_open(writes, stay).await;
    for failure in [acts.and_then(Result::err), changes.err()].into_iter().flatten() {
        tracing::warn!(%failure, "what is open in the journal could not be settled");
    }
}
