//! Writing: review first, then carry out; and the journal.

use crossfade_engine::{desk::ReviewId, journal::ActId};

use super::{Answer, Place, invalid, told};
use crate::{
    dto::{ActDto, ReviewDto, RoutingChangeDto},
    present,
};

/// A page of the journal holds at most this many entries.
const MOST_ACTS: u32 = 200;

/// Plans a change for review; nothing is written.
#[tauri::command]
#[specta::specta]
pub async fn review_routing(
    office: Place<'_>,
    instance_arn: String,
    change: RoutingChangeDto,
) -> Answer<ReviewDto> {
    let session = office.session().await;
    let desk = session.desk().map_err(told)?;
    let instance = instance_arn.parse().map_err(invalid).map_err(told)?;
    let wish = present::change(change).map_err(told)?;
    let review = desk.review(&instance, wish).await.map_err(told)?;
    Ok(present::review(&review))
}

/// Carries a review out, once. What AWS says is in the entry's outcome.
#[tauri::command]
#[specta::specta]
pub async fn apply_review(office: Place<'_>, id: String, typed: Option<String>) -> Answer<ActDto> {
    let session = office.session().await;
    session.check_writable().map_err(told)?;
    let desk = session.desk().map_err(told)?;
    let act = desk.carry_out(ReviewId::from_text(&id), typed).await.map_err(told)?;
    Ok(present::act(&act, desk))
}

/// Moves of aliases of this account and Region, newest first, older than `before`.
#[tauri::command]
#[specta::specta]
pub async fn activity(
    office: Place<'_>,
    before: Option<String>,
    limit: u32,
) -> Answer<Vec<ActDto>> {
    let session = office.session().await;
    let desk = session.desk().map_err(told)?;
    let before = before.as_deref().map(ActId::from_text);
    let acts = desk.acts(before, limit.min(MOST_ACTS)).await.map_err(told)?;
    Ok(acts.iter().map(|act| present::act(act, desk)).collect())
}
