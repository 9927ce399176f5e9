//! The websocket of a chat, which clients subscribe to so that the chat goes on.
//!
//! Invariant: the address opens the one chat that it was given for, once. What
//! is said does not come this way; `GetTranscript` tells it.

use std::sync::Arc;

use axum::{
    body::Body,
    http::{HeaderMap, Request, Response, StatusCode},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use sha1::{Digest, Sha1};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::server::Shared;

/// Where chats have their websockets.
pub(crate) const PATH: &str = "/participant/websocket";
/// What RFC 6455 puts behind the client's key.
const MAGIC: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
/// No frame of a chat is longer.
const LONGEST: u64 = 64 * 1024;

/// What a frame is.
const TEXT: u8 = 1;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

/// Answers the handshake, and serves what follows it.
pub(crate) fn open(shared: &Arc<Shared>, mut request: Request<Body>) -> Response<Body> {
    let socket = request.uri().query().and_then(|query| query.strip_prefix("chat="));
    let socket = socket.unwrap_or_default().to_owned();
    let Some(accept) = accepted(request.headers()) else { return refused(400) };
    if !shared.with_world(|world| world.chats.has_socket(&socket)) {
        return refused(403);
    }
    let Some(upgrade) = request.extensions_mut().remove::<OnUpgrade>() else {
        return refused(400);
    };
    let shared = Arc::clone(shared);
    tokio::spawn(async move {
        if let Ok(stream) = upgrade.await {
            serve(&shared, &socket, TokioIo::new(stream)).await;
        }
    });
    let answer = Response::builder()
        .status(StatusCode::SWITCHING_PROTOCOLS)
        .header("connection", "Upgrade")
        .header("upgrade", "websocket")
        .header("sec-websocket-accept", accept);
    answer.body(Body::empty()).unwrap_or_default()
}

/// The answer to the client's key; `None` when it asks for no websocket.
fn accepted(headers: &HeaderMap) -> Option<String> {
    let text = |name: &str| headers.get(name)?.to_str().ok();
    let is_socket = text("upgrade")?.eq_ignore_ascii_case("websocket")
        && text("sec-websocket-version") == Some("13");
    let key = text("sec-websocket-key").filter(|_| is_socket)?;
    Some(STANDARD.encode(Sha1::digest(format!("{key}{MAGIC}"))))
}

fn refused(status: u16) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    response
}

async fn serve(shared: &Shared, socket: &str, mut stream: TokioIo<Upgraded>) {
    while let Some((kind, payload)) = read(&mut stream).await {
        let written = match kind {
            TEXT => match said(shared, socket, &payload) {
                Some(answer) => write(&mut stream, TEXT, answer.to_string().as_bytes()).await,
                None => Some(()),
            },
            PING => write(&mut stream, PONG, &payload).await,
            CLOSE => {
                write(&mut stream, CLOSE, &payload).await;
                return;
            }
            _ => Some(()),
        };
        if written.is_none() {
            return;
        }
    }
}

/// What is answered to a client's text.
fn said(shared: &Shared, socket: &str, text: &[u8]) -> Option<Value> {
    let said: Value = serde_json::from_slice(text).ok()?;
    match said["topic"].as_str()? {
        "aws/subscribe" => {
            let topics = said["content"]["topics"].as_array()?;
            if !topics.iter().any(|topic| topic == "aws/chat") {
                return None;
            }
            shared.with_world(|world| world.chats.subscribe(socket));
            let content = json!({"status": "success", "topics": topics});
            Some(json!({"topic": "aws/subscribe", "content": content}))
        }
        "aws/heartbeat" => Some(json!({"topic": "aws/heartbeat"})),
        _ => None,
    }
}

/// The next frame of a client, unmasked; `None` at the end, and when it is none.
async fn read(stream: &mut TokioIo<Upgraded>) -> Option<(u8, Vec<u8>)> {
    let mut head = [0; 2];
    stream.read_exact(&mut head).await.ok()?;
    let [first, second] = head;
    let length = match second & 0x7f {
        126 => u64::from(stream.read_u16().await.ok()?),
        127 => stream.read_u64().await.ok()?,
        short => u64::from(short),
    };
    // A client masks what it sends.
    if second & 0x80 == 0 || length > LONGEST {
        return None;
    }
    let mut mask = [0; 4];
    stream.read_exact(&mut mask).await.ok()?;
    let mut payload = vec![0; usize::try_from(length).ok()?];
    stream.read_exact(&mut payload).await.ok()?;
    for (byte, mask) in payload.iter_mut().zip(mask.iter().cycle()) {
        *byte ^= mask;
    }
    Some((first & 0x0f, payload))
}

async fn write(stream: &mut TokioIo<Upgraded>, kind: u8, payload: &[u8]) -> Option<()> {
    let mut frame = vec![0x80 | kind];
    if let Ok(short @ 0..=125) = u8::try_from(payload.len()) {
        frame.push(short);
    } else {
        frame.push(126);
        frame.extend(u16::try_from(payload.len()).ok()?.to_be_bytes());
    }
    frame.extend_from_slice(payload);
    stream.write_all(&frame).await.ok()?;
    stream.flush().await.ok()
}
