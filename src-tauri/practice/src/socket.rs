//! The websocket of a chat, which clients subscribe to so that the chat goes on.
//!
//! Invariant: the address opens the one chat that it was given for, once. What
//! is said does not come this way; `GetTranscript` tells it.

use std::{
    pin::{Pin, pin},
    sync::Arc,
};

use axum::{
    extract::{
        Query, State,
        ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade},
    },
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::futures::Notified;

use crate::server::Shared;

/// Where chats have their websockets.
pub(crate) const PATH: &str = "/participant/websocket";
/// No message of a chat is longer.
const LONGEST: usize = 64 * 1024;
/// What asks for the messages of a chat.
const SUBSCRIBE: &str = "aws/subscribe";

/// What the address of a websocket ends in.
#[derive(Deserialize)]
pub(crate) struct Address {
    chat: String,
}

/// Answers the handshake, and serves what follows it.
pub(crate) async fn open(
    State(shared): State<Arc<Shared>>,
    Query(Address { chat: socket }): Query<Address>,
    upgrade: WebSocketUpgrade,
) -> Response {
    match shared.with_world(|world| world.chats.open_socket(&socket)) {
        Some(contact) => upgrade
            .max_message_size(LONGEST)
            .on_upgrade(async move |stream| serve(&shared, &contact, stream).await),
        None => StatusCode::FORBIDDEN.into_response(),
    }
}

async fn serve(shared: &Shared, contact: &str, mut stream: WebSocket) {
    let mut cut = pin!(shared.cut_sockets.notified());
    let mut subscribed = false;
    while let Some(text) = next_text(&mut stream, cut.as_mut()).await {
        let Some(answer) = answer(&text) else { continue };
        if !subscribed && answer["topic"] == SUBSCRIBE {
            subscribed = true;
            shared.with_world(|world| world.chats.subscribe(contact));
        }
        if stream.send(Message::text(answer.to_string())).await.is_err() {
            break;
        }
    }
    if subscribed {
        shared.with_world(|world| world.unsubscribe_chat(contact));
    }
}

/// What the client says next; `None` when it goes, and when somebody cuts the
/// websockets. Pings and the closing are answered by the library.
async fn next_text(stream: &mut WebSocket, mut cut: Pin<&mut Notified<'_>>) -> Option<Utf8Bytes> {
    loop {
        let message = tokio::select! {
            message = stream.recv() => message?.ok()?,
            () = &mut cut => return None,
        };
        if let Message::Text(text) = message {
            return Some(text);
        }
    }
}

/// What is answered to a client's text.
fn answer(text: &str) -> Option<Value> {
    let said: Value = serde_json::from_str(text).ok()?;
    match said["topic"].as_str()? {
        SUBSCRIBE => {
            let topics = said["content"]["topics"].as_array()?;
            topics.iter().any(|topic| topic == "aws/chat").then(|| {
                let content = json!({"status": "success", "topics": topics});
                json!({"topic": SUBSCRIBE, "content": content})
            })
        }
        "aws/heartbeat" => Some(json!({"topic": "aws/heartbeat"})),
        _ => None,
    }
}
