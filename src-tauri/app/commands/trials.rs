//! Trying out: chats, many chats, traffic, direct invocations.

use crossfade_domain::qualifier::AliasName;
use crossfade_engine::{
    failure::Failure,
    ports::ChatId,
    trials::{Pace, RunId, Sample, SampleOf},
};

use super::{Answer, Office, Place, invalid, told};
use crate::{
    dto::{ChatDto, OpenChatDto, SampleDto, TrafficDto},
    present,
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

/// Chats that were begun and not seen to be over.
#[tauri::command]
#[specta::specta]
pub async fn open_chats(office: Place<'_>) -> Answer<Vec<OpenChatDto>> {
    let session = office.session().await;
    let open = session.trials().map_err(told)?.open_chats().await.map_err(told)?;
    Ok(open.iter().map(present::open_chat).collect())
}

/// Begins to hold many chats and to count which version answers, against an
/// alias's weights. Answers what names it; `samples` tells how it goes.
#[tauri::command]
#[specta::specta]
pub async fn sample_chats(
    office: Place<'_>,
    instance_arn: String,
    flow_id: String,
    name: String,
    alias: String,
    count: u32,
) -> Answer<u32> {
    let instance = instance_arn.parse().map_err(invalid).map_err(told)?;
    let of = SampleOf::Chats { instance, flow_id };
    begin_sample(&office, of, name, alias, count).await.map_err(told)
}

/// Begins to invoke an alias many times and to count which version runs.
/// Answers what names it.
#[tauri::command]
#[specta::specta]
pub async fn invoke_alias(
    office: Place<'_>,
    name: String,
    alias: String,
    event: String,
    count: u32,
) -> Answer<u32> {
    serde_json::from_str::<serde_json::Value>(&event)
        .map_err(|error| told(invalid(format!("The event is not JSON: {error}"))))?;
    let of = SampleOf::Calls { event };
    begin_sample(&office, of, name, alias, count).await.map_err(told)
}

/// Many tries that were begun since the program started, oldest first.
#[tauri::command]
#[specta::specta]
pub async fn samples(office: Place<'_>) -> Answer<Vec<SampleDto>> {
    let session = office.session().await;
    let samples = session.trials().map_err(told)?.samples();
    Ok(samples.iter().map(present::sample).collect())
}

/// Begins no more of a sample, and ends the chats that it holds.
#[tauri::command]
#[specta::specta]
pub async fn stop_sample(office: Place<'_>, id: u32) -> Answer<()> {
    let session = office.session().await;
    session.trials().map_err(told)?.stop_sample(RunId(id));
    Ok(())
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

async fn begin_sample(
    office: &Office,
    of: SampleOf,
    function: String,
    alias: String,
    count: u32,
) -> Result<u32, Failure> {
    let session = office.session().await;
    session.check_writable()?;
    let alias: AliasName = alias.parse().map_err(invalid)?;
    let routing = session.desk()?.actor().look(&function, &alias).await?.routing;
    let sample = Sample { of, function, alias, routing, count };
    session.trials()?.begin_sample(sample).map(|id| id.0)
}
