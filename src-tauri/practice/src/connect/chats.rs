//! Chats from Amazon Connect's side.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    error::{invalid_request, not_found},
    input::{body, check_instance, required},
};
use crate::{
    wire::{answer::Answer, error::AwsError, request::Request},
    world::{World, caller::Caller, chats::Beginning, program::last_part},
};

/// Concurrent active chats of an instance: AWS's default quota.
const MOST: usize = 500;
/// A chat ends by itself after this long unless it is told another time: 25 hours.
const USUAL_MINUTES: i64 = 25 * 60;

/// `StartChatContact`
pub(super) fn start(world: &mut World, request: &Request) -> Result<Answer, AwsError> {
    let body = body(request)?;
    check_instance(required(&body, "InstanceId")?)?;
    let client_token = body.text("ClientToken").map(str::to_owned);
    let name = body.get("ParticipantDetails").and_then(|it| it.text("DisplayName"));
    let name = name.ok_or_else(|| invalid_request("ParticipantDetails is required"))?.to_owned();
    // The same token asks for the same chat.
    let same = |token: &String| {
        world.chats.all.values().find(|chat| chat.client_token.as_ref() == Some(token))
    };
    if let Some(chat) = client_token.as_ref().and_then(same) {
        let (contact, participant) = (&chat.contact_id, &chat.participant_id);
        return Ok(started(contact, participant, &chat.participant_token));
    }
    if world.chats.going() >= MOST {
        let text = format!("The instance holds {MOST} chats already");
        return Err(AwsError::new(429, "LimitExceededException", text).under("Message"));
    }
    let minutes = body.int("ChatDurationInMinutes").unwrap_or(USUAL_MINUTES);
    if !(60..=10_080).contains(&minutes) {
        return Err(invalid_request("ChatDurationInMinutes must be from 60 to 10080"));
    }
    let flow = world.centre.flows.get(last_part(required(&body, "ContactFlowId")?));
    let flow = flow.ok_or_else(|| not_found("ContactFlow not found"))?;
    let caller = Caller::enter(flow, "CHAT")
        .ok_or_else(|| invalid_request("The contact flow has not been published"))?;
    let beginning = Beginning {
        contact_id: world.new_id(),
        participant_id: world.new_id(),
        participant_token: world.new_id(),
        client_token,
        display_name: name,
        longest_ms: minutes * 60_000,
        attributes: texts(
            &body.get("Attributes").map_or(Value::Null, crate::wire::doc::Doc::to_json),
        ),
    };
    let answer =
        started(&beginning.contact_id, &beginning.participant_id, &beginning.participant_token);
    let now_ms = world.now_ms();
    world.chats.begin(beginning, caller, now_ms);
    Ok(answer)
}

/// `StopContact`
pub(super) fn stop(world: &mut World, request: &Request) -> Result<Answer, AwsError> {
    let body = body(request)?;
    check_instance(required(&body, "InstanceId")?)?;
    let now_ms = world.now_ms();
    let contact = required(&body, "ContactId")?;
    let chat = world.chats.all.get_mut(contact).filter(|chat| !chat.has_ended());
    let chat = chat.ok_or_else(|| {
        let text = "The contact with the specified ID is not active";
        AwsError::new(410, "ContactNotFoundException", text).under("Message")
    })?;
    chat.end(now_ms);
    Ok(Answer::json(200, &json!({})))
}

/// `GetContactAttributes`
pub(super) fn attributes(world: &World, instance: &str, contact: &str) -> Result<Answer, AwsError> {
    check_instance(instance)?;
    let chat = world.chats.all.get(contact).ok_or_else(|| not_found("Contact not found"))?;
    Ok(Answer::json(200, &json!({"Attributes": chat.attributes()})))
}

fn started(contact: &str, participant: &str, token: &str) -> Answer {
    Answer::json(
        200,
        &json!({"ContactId": contact, "ParticipantId": participant, "ParticipantToken": token}),
    )
}

fn texts(attributes: &Value) -> BTreeMap<String, String> {
    let given = attributes.as_object().into_iter().flatten();
    given.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect()
}
