//! Amazon Connect Participant Service, as REST-JSON with bearer tokens.
//!
//! Invariant: a token opens the one chat that it was given for, and only for as
//! long as that chat goes on: tokens end with their chat, and what was said and
//! not read is lost.

use serde_json::{Value, json};

use crate::{
    socket,
    wire::{answer::Answer, error::AwsError, page, request::Request},
    world::{
        World,
        chats::{Chat, Item, Said},
    },
};

/// The most that `GetTranscript` gives a page, and how much it gives unasked.
const MOST: usize = 100;
const USUAL: usize = 15;
/// The name under which flows speak.
const SYSTEM: &str = "SYSTEM_MESSAGE";

/// The operations that are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    /// `CreateParticipantConnection`
    CreateParticipantConnection,
    /// `GetTranscript`
    GetTranscript,
    /// `SendMessage`
    SendMessage,
    /// `SendEvent`
    SendEvent,
    /// `DisconnectParticipant`
    DisconnectParticipant,
}

impl Operation {
    /// Reads method and path.
    pub(crate) fn routed(request: &Request) -> Option<Self> {
        let path: Vec<&str> = request.segments.iter().map(String::as_str).collect();
        match (request.method.as_str(), path.as_slice()) {
            ("POST", ["participant", "connection"]) => Some(Self::CreateParticipantConnection),
            ("POST", ["participant", "transcript"]) => Some(Self::GetTranscript),
            ("POST", ["participant", "message"]) => Some(Self::SendMessage),
            ("POST", ["participant", "event"]) => Some(Self::SendEvent),
            ("POST", ["participant", "disconnect"]) => Some(Self::DisconnectParticipant),
            _ => None,
        }
    }

    /// AWS's name for it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::CreateParticipantConnection => "CreateParticipantConnection",
            Self::GetTranscript => "GetTranscript",
            Self::SendMessage => "SendMessage",
            Self::SendEvent => "SendEvent",
            Self::DisconnectParticipant => "DisconnectParticipant",
        }
    }
}

/// Answers an operation.
pub(crate) fn perform(
    world: &mut World,
    operation: Operation,
    request: &Request,
) -> Result<Answer, AwsError> {
    let token = request.header("x-amz-bearer").ok_or_else(denied)?.to_owned();
    let body = request.json().map_err(|_| invalid("The request body is not JSON"))?;
    if operation == Operation::CreateParticipantConnection {
        return connect(world, &token, &body, request.header("host").unwrap_or_default());
    }
    let (now_ms, id) = (world.now_ms(), world.new_id());
    let chat = world.chats.connected(&token, now_ms).ok_or_else(denied)?;
    match operation {
        Operation::GetTranscript => transcript(chat, &body),
        Operation::SendMessage => {
            let text = body["Content"].as_str().filter(|text| !text.is_empty());
            let text = text.ok_or_else(|| invalid("Content must not be empty"))?;
            going(chat)?.say(text, now_ms);
            Ok(Answer::json(200, &json!({"Id": id, "AbsoluteTime": instant(now_ms)})))
        }
        Operation::SendEvent => {
            going(chat)?;
            Ok(Answer::json(200, &json!({"Id": id, "AbsoluteTime": instant(now_ms)})))
        }
        Operation::DisconnectParticipant => {
            chat.end(now_ms);
            Ok(Answer::json(200, &json!({})))
        }
        Operation::CreateParticipantConnection => Err(denied()),
    }
}

fn connect(world: &mut World, token: &str, body: &Value, host: &str) -> Result<Answer, AwsError> {
    let types = body["Type"].as_array().map_or(&[][..], Vec::as_slice);
    let (connection, socket) = (world.new_id(), world.new_id());
    let now_ms = world.now_ms();
    let expiry = instant(now_ms + 24 * 60 * 60_000);
    let chat = world.chats.invited(token, now_ms).ok_or_else(denied)?;
    let mut answer = json!({});
    if types.iter().any(|it| it == "CONNECTION_CREDENTIALS") {
        chat.connection_token = Some(connection.clone());
        answer["ConnectionCredentials"] = json!({"ConnectionToken": connection, "Expiry": expiry});
    }
    if types.iter().any(|it| it == "WEBSOCKET") {
        let url = format!("ws://{host}{}?chat={socket}", socket::PATH);
        chat.socket = Some(socket);
        answer["Websocket"] = json!({"Url": url, "ConnectionExpiry": expiry});
    }
    Ok(Answer::json(200, &answer))
}

fn transcript(chat: &Chat, body: &Value) -> Result<Answer, AwsError> {
    let size = match body["MaxResults"].as_u64() {
        None | Some(0) => USUAL,
        Some(size) => usize::try_from(size)
            .ok()
            .filter(|size| *size <= MOST)
            .ok_or_else(|| invalid(format!("MaxResults must be at most {MOST}")))?,
    };
    let start = start_position(chat, &body["StartPosition"])?;
    let forward = match body["ScanDirection"].as_str() {
        Some(direction) => direction == "FORWARD",
        None => start.is_some(),
    };
    if forward && start.is_none() {
        // AWS names neither the parameter nor the reason.
        return Err(invalid("Validation exception due to invalid parameter"));
    }
    let ascending = body["SortOrder"].as_str() == Some("ASCENDING");
    let mut items: Vec<(usize, &Item)> = chat.items.iter().enumerate().collect();
    if let Some(start) = start {
        items.retain(|(number, _)| if forward { *number >= start } else { *number <= start });
    }
    if !forward {
        items.reverse();
    }
    let scope = format!("GetTranscript {} {forward} {start:?}", chat.contact_id);
    let token = body["NextToken"].as_str();
    let mut page = page::page(items, &scope, token, size)
        .map_err(|_| invalid("The NextToken is not valid for this request"))?;
    page.items.sort_by_key(|(number, _)| *number);
    if !ascending {
        page.items.reverse();
    }
    let shapes: Vec<Value> =
        page.items.iter().map(|(number, item)| shape(chat, *number, item)).collect();
    let mut answer = json!({"InitialContactId": chat.contact_id, "Transcript": shapes});
    if let Some(next) = page.next {
        answer["NextToken"] = json!(next);
    }
    Ok(Answer::json(200, &answer))
}

/// The item that `StartPosition` names, which is read as well.
fn start_position(chat: &Chat, position: &Value) -> Result<Option<usize>, AwsError> {
    if position.is_null() {
        return Ok(None);
    }
    if let Some(recent) = position["MostRecent"].as_u64() {
        let back = usize::try_from(recent).unwrap_or(usize::MAX);
        return Ok(Some(chat.items.len().saturating_sub(back)));
    }
    let named = |number: &usize| position["Id"] == item_id(chat, *number);
    let found = (0..chat.items.len()).find(named);
    found.map(Some).ok_or_else(|| invalid("StartPosition names no item of the transcript"))
}

fn item_id(chat: &Chat, number: usize) -> String {
    format!("{}-{number}", chat.contact_id)
}

fn shape(chat: &Chat, number: usize, item: &Item) -> Value {
    let (kind, content_type) = match &item.what {
        Said::Joined => ("EVENT", "application/vnd.amazonaws.connect.event.participant.joined"),
        Said::Ended => ("CHAT_ENDED", "application/vnd.amazonaws.connect.event.chat.ended"),
        Said::Flow(_) | Said::Customer(_) => ("MESSAGE", "text/plain"),
    };
    let mut shape = json!({
        "Id": item_id(chat, number),
        "AbsoluteTime": instant(item.at_ms),
        "Type": kind,
        "ContentType": content_type,
        "ContactId": chat.contact_id,
    });
    match &item.what {
        Said::Flow(text) => {
            shape["Content"] = json!(text);
            shape["ParticipantRole"] = json!("SYSTEM");
            shape["DisplayName"] = json!(SYSTEM);
        }
        Said::Customer(text) => {
            shape["Content"] = json!(text);
            customer(&mut shape, chat);
        }
        Said::Joined => customer(&mut shape, chat),
        Said::Ended => {}
    }
    shape
}

fn customer(shape: &mut Value, chat: &Chat) {
    shape["ParticipantRole"] = json!("CUSTOMER");
    shape["ParticipantId"] = json!(chat.participant_id);
    shape["DisplayName"] = json!(chat.display_name);
}

fn going(chat: &mut Chat) -> Result<&mut Chat, AwsError> {
    if chat.has_ended() { Err(denied()) } else { Ok(chat) }
}

fn instant(at_ms: i64) -> String {
    jiff::Timestamp::from_millisecond(at_ms).unwrap_or_default().to_string()
}

fn denied() -> AwsError {
    AwsError::new(403, "AccessDeniedException", "Access denied").under("Message")
}

fn invalid(message: impl Into<String>) -> AwsError {
    AwsError::new(400, "ValidationException", message).under("Message")
}
