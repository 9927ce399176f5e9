//! Trying out: chats, many chats, traffic, direct invocations.

use crossfade_domain::{alias::Routing, qualifier::AliasName};
use crossfade_engine::{
    failure::Failure,
    ports::ChatId,
    trials::{Pace, Split},
};
use tauri::AppHandle;
use tauri_specta::Event;

use super::{Answer, Place, invalid, told};
use crate::{
    dto::{ChatDto, SplitDto, TrafficDto},
    present,
    session::Session,
};

/// Begins a chat in a flow; answers its id.
#[tauri::command]
#[specta::specta]
pub async fn begin_chat(
    office: Place<'_>,
    instance_arn: String,
    flow_id: String,
) -> Answer<String> {
    let session = office.session().await;
    session.check_writable().map_err(told)?;
    let instance = instance_arn.parse().map_err(invalid).map_err(told)?;
    let trials = session.trials().map_err(told)?;
    Ok(trials.begin(&instance, &flow_id).await.map_err(told)?.0)
}

/// What a chat has come to.
#[tauri::command]
#[specta::specta]
pub async fn chat(office: Place<'_>, id: String) -> Answer<ChatDto> {
    let session = office.session().await;
    let state = session.trials().map_err(told)?.look(&ChatId(id)).await.map_err(told)?;
    Ok(present::chat(&state))
}

/// Says something in a chat.
#[tauri::command]
#[specta::specta]
pub async fn say_in_chat(office: Place<'_>, id: String, text: String) -> Answer<()> {
    let session = office.session().await;
    session.trials().map_err(told)?.say(&ChatId(id), &text).await.map_err(told)
}

/// Ends a chat.
#[tauri::command]
#[specta::specta]
pub async fn end_chat(office: Place<'_>, id: String) -> Answer<()> {
    let session = office.session().await;
    session.trials().map_err(told)?.end(&ChatId(id)).await.map_err(told)
}

/// Holds many chats and counts which version answered, against an alias's
/// weights. Tells its progress by `SplitDto`.
#[tauri::command]
#[specta::specta]
pub async fn sample_chats(
    app: AppHandle,
    office: Place<'_>,
    instance_arn: String,
    flow_id: String,
    name: Option<String>,
    alias: Option<String>,
    count: u32,
) -> Answer<SplitDto> {
    let session = office.session().await;
    session.check_writable().map_err(told)?;
    let instance = instance_arn.parse().map_err(invalid).map_err(told)?;
    let routing = routing(&session, name, alias).await.map_err(told)?;
    let trials = session.trials().map_err(told)?;
    let tell = |split: &Split| drop(present::split(split, &routing).emit(&app));
    let split = trials.sample(&instance, &flow_id, count, &tell).await.map_err(told)?;
    Ok(present::split(&split, &routing))
}

/// Invokes an alias many times and counts which version ran. Tells its
/// progress by `SplitDto`.
#[tauri::command]
#[specta::specta]
pub async fn invoke_alias(
    app: AppHandle,
    office: Place<'_>,
    name: String,
    alias: String,
    event: String,
    count: u32,
) -> Answer<SplitDto> {
    let session = office.session().await;
    session.check_writable().map_err(told)?;
    let wanted: AliasName = alias.parse().map_err(invalid).map_err(told)?;
    serde_json::from_str::<serde_json::Value>(&event)
        .map_err(|error| told(invalid(format!("The event is not JSON: {error}"))))?;
    let routing = routing(&session, Some(name.clone()), Some(alias)).await.map_err(told)?;
    let trials = session.trials().map_err(told)?;
    let tell = |split: &Split| drop(present::split(split, &routing).emit(&app));
    let split = trials.invoke(&name, &wanted, &event, count, &tell).await.map_err(told)?;
    Ok(present::split(&split, &routing))
}

/// Begins to keep chats going in a flow.
#[tauri::command]
#[specta::specta]
pub async fn start_traffic(
    office: Place<'_>,
    instance_arn: String,
    flow_id: String,
    chats: u32,
    per_minute: u32,
) -> Answer<()> {
    let session = office.session().await;
    session.check_writable().map_err(told)?;
    let instance = instance_arn.parse().map_err(invalid).map_err(told)?;
    let trials = session.trials().map_err(told)?;
    trials.keep_going(instance, flow_id, Pace { chats, per_minute }).await.map_err(told)
}

/// Stops it; answers when every chat is ended.
#[tauri::command]
#[specta::specta]
pub async fn stop_traffic(office: Place<'_>) -> Answer<()> {
    let session = office.session().await;
    session.trials().map_err(told)?.stop_going().await;
    Ok(())
}

/// How it goes; absent when none was begun.
#[tauri::command]
#[specta::specta]
pub async fn traffic(office: Place<'_>) -> Answer<Option<TrafficDto>> {
    let session = office.session().await;
    let state = session.trials().map_err(told)?.traffic().await;
    Ok(state.as_ref().map(present::traffic))
}

/// The alias's weights; without an alias nothing is expected.
async fn routing(
    session: &Session,
    name: Option<String>,
    alias: Option<String>,
) -> Result<Routing, Failure> {
    let (Some(name), Some(alias)) = (name, alias) else {
        return Err(invalid("no alias is given to compare with"));
    };
    let alias: AliasName = alias.parse().map_err(invalid)?;
    Ok(session.desk()?.actor().look(&name, &alias).await?.routing)
}
