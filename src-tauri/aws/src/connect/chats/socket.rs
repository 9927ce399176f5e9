//! The websocket of a chat: AWS asks that clients subscribe to it within five
//! minutes, and ends a chat that nobody subscribed to.
//!
//! What is said is read by `GetTranscript`; what comes this way is passed over.
//! Invariant: the address holds a token, so it is never logged, and nothing of
//! it is in an error. Dropping the value ends the subscription.

mod way;

use std::{io, time::Duration};

use crossfade_engine::failure::{Failure, FailureKind};
use futures::{SinkExt as _, StreamExt as _};
use hyper_util::client::proxy::matcher::Matcher;
use serde_json::{Value, json};
use tokio::{
    net::TcpStream,
    sync::watch,
    task::JoinHandle,
    time::{Instant, interval_at, sleep, timeout},
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, client_async_tls_with_config,
    tungstenite::{Error, Message, client::IntoClientRequest as _, protocol::WebSocketConfig},
};

/// The handshake and the subscription take no longer.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often AWS hears that somebody is there, and answers.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// How long to wait before each time that the websocket is opened again. With
/// the patience of each that is less than the five minutes.
const AGAIN: [Duration; 4] = [
    Duration::from_secs(1),
    Duration::from_secs(3),
    Duration::from_secs(9),
    Duration::from_secs(27),
];
/// The longest message.
const LONGEST: usize = 1024 * 1024;

type Stream = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A subscription that is held for as long as this value.
#[derive(Debug)]
pub(super) struct Socket {
    task: JoinHandle<()>,
    lost: watch::Receiver<Option<Failure>>,
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What asking for another address came to.
pub(super) enum Again {
    /// The address.
    At(String),
    /// Not now.
    Failed(Failure),
    /// There is nothing to subscribe to any more.
    Over,
}

impl Socket {
    /// Subscribes, and holds the subscription; goes on by itself. When the
    /// websocket drops, `again` asks for another.
    pub(super) fn hold<F>(url: String, again: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Again> + Send,
    {
        let (tell, lost) = watch::channel(None);
        let task = tokio::spawn(async move {
            if let Some(why) = held(url, again, &AGAIN).await {
                tracing::warn!(%why, "a chat is not subscribed to; AWS may end it");
                tell.send_replace(Some(not_held(&why)));
            }
        });
        Self { task, lost }
    }

    /// Why nobody is subscribed to the chat any more, and nobody tries to be.
    pub(super) fn lost(&self) -> Option<Failure> {
        self.lost.borrow().clone()
    }
}

/// What a chat that nobody can subscribe to is told as.
pub(super) fn not_held(why: &str) -> Failure {
    let message = "Amazon Connect may end this chat within five minutes, because its websocket \
                   could not be kept open.";
    let remedy = "Let `wss` connections to Amazon Connect out of your network, or name your proxy \
                  in `HTTPS_PROXY`, then begin another chat.";
    Failure::new(FailureKind::Unavailable, "ChatNotHeld", message, remedy).with_detail(why)
}

/// Holds a subscription until the chat is over, or until it cannot be opened
/// again, and why.
async fn held<F>(url: String, again: impl Fn() -> F, waits: &[Duration]) -> Option<String>
where
    F: Future<Output = Again>,
{
    let (mut address, mut pauses) = (Again::At(url), waits.iter());
    loop {
        let why = match address {
            Again::Over => return None,
            Again::Failed(failure) => failure.message,
            Again::At(url) => match timeout(PATIENCE, subscribed(&url)).await {
                Ok(Ok(stream)) => {
                    let (lasted, why) = keep(stream, HEARTBEAT).await;
                    if lasted {
                        pauses = waits.iter();
                    }
                    why
                }
                Ok(Err(error)) => error.to_string(),
                Err(_) => "it took too long".to_owned(),
            },
        };
        let Some(pause) = pauses.next() else { return Some(why) };
        tracing::debug!(%why, "a chat's websocket is opened again");
        sleep(*pause).await;
        address = again().await;
    }
}

async fn subscribed(url: &str) -> io::Result<Stream> {
    let request = url.into_client_request().map_err(told)?;
    let way = way::to(request.uri(), &Matcher::from_env()).await?;
    let limits = WebSocketConfig::default().max_message_size(Some(LONGEST));
    let connector = Some(way::connector()?);
    let opened = client_async_tls_with_config(request, way, Some(limits), connector).await;
    let (mut stream, _) = opened.map_err(told)?;
    let wanted = json!({"topic": "aws/subscribe", "content": {"topics": ["aws/chat"]}});
    stream.send(Message::text(wanted.to_string())).await.map_err(told)?;
    while let Some(message) = stream.next().await {
        if is_subscribed(&message.map_err(told)?)? {
            return Ok(stream);
        }
    }
    Err(wrong("AWS closed it"))
}

fn is_subscribed(message: &Message) -> io::Result<bool> {
    let said: Value = match message {
        Message::Text(text) => serde_json::from_str(text).unwrap_or_default(),
        Message::Close(_) => return Err(wrong("AWS closed it")),
        Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => Value::Null,
    };
    if said["topic"] != "aws/subscribe" {
        return Ok(false);
    }
    if said["content"]["status"] == "failure" {
        return Err(wrong("AWS refused the subscription"));
    }
    Ok(true)
}

/// Says every now and then that somebody is there, until nobody answers. Pings
/// are answered by the library. Tells whether it lasted, and what ended it.
async fn keep(mut stream: Stream, every: Duration) -> (bool, String) {
    let alive = json!({"topic": "aws/heartbeat"}).to_string();
    let mut beats = interval_at(Instant::now() + every, every);
    let (mut heard, mut lasted) = (true, false);
    loop {
        tokio::select! {
            message = stream.next() => match message {
                Some(Ok(Message::Close(_))) | None => return (lasted, "AWS closed it".to_owned()),
                Some(Ok(_)) => heard = true,
                Some(Err(error)) => return (lasted, told(error).to_string()),
            },
            _ = beats.tick() => {
                if !heard {
                    return (lasted, "AWS says nothing any more".to_owned());
                }
                (heard, lasted) = (false, true);
                if let Err(error) = stream.send(Message::text(alive.clone())).await {
                    return (lasted, told(error).to_string());
                }
            }
        }
    }
}

/// An error without anything of the address.
fn told(error: Error) -> io::Error {
    match error {
        Error::Io(error) => error,
        Error::Http(answered) => {
            wrong(&format!("the handshake was answered {}", answered.status()))
        }
        Error::Tls(_) => wrong("TLS failed"),
        Error::Url(_) | Error::HttpFormat(_) => wrong("its address is none"),
        Error::ConnectionClosed | Error::AlreadyClosed => wrong("it is closed"),
        Error::Capacity(_)
        | Error::Protocol(_)
        | Error::WriteBufferFull(_)
        | Error::Utf8(_)
        | Error::AttackAttempt => wrong("what came was no websocket's"),
    }
}

fn wrong(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why.to_owned())
}

#[cfg(test)]
mod tests;
