//! The websocket of a chat: AWS asks that clients subscribe to it within five
//! minutes, and ends a chat that nobody subscribed to.
//!
//! What is said is read by `GetTranscript`; what comes this way is passed over.
//! Invariant: the address holds a token, so it is never logged, and nothing of
//! it is in an error.

use std::{
    hash::{BuildHasher, RandomState},
    io,
    sync::Arc,
    time::Duration,
};

use aws_smithy_types::base64;
use serde_json::{Value, json};
use sha1::{Digest, Sha1};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
    task::JoinHandle,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs, pki_types::ServerName},
};

/// The handshake and the subscription take no longer.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often AWS hears that somebody is there.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// What RFC 6455 puts behind the client's key.
const MAGIC: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
/// The longest head of an answer, and the longest frame.
const LONGEST_HEAD: usize = 16 * 1024;
const LONGEST_FRAME: u64 = 1024 * 1024;

/// What a frame is.
const TEXT: u8 = 1;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// A subscription that is held for as long as this value.
#[derive(Debug)]
pub(super) struct Socket(JoinHandle<()>);

impl Drop for Socket {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Socket {
    /// Subscribes, and holds the subscription; goes on by itself.
    pub(super) fn hold(url: String) -> Self {
        Self(tokio::spawn(async move {
            let subscribed = tokio::time::timeout(PATIENCE, subscribed(&url)).await;
            match subscribed.unwrap_or_else(|_| Err(wrong("it took too long"))) {
                Ok(stream) => keep(stream).await,
                Err(error) => tracing::warn!(
                    %error,
                    "a chat could not be subscribed to; AWS ends it after five minutes"
                ),
            }
        }))
    }
}

/// Where a websocket is.
struct Address<'a> {
    secure: bool,
    host: &'a str,
    port: u16,
    authority: &'a str,
    path: &'a str,
}

impl<'a> Address<'a> {
    fn read(url: &'a str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let secure = match scheme {
            "wss" => true,
            "ws" => false,
            _ => return None,
        };
        let at = rest.find('/').unwrap_or(rest.len());
        let (authority, path) = rest.split_at(at);
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) => (host, port.parse().ok()?),
            None => (authority, if secure { 443 } else { 80 }),
        };
        let path = if path.is_empty() { "/" } else { path };
        // Nothing may get into the head of the request but the address.
        let clean = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic());
        (!host.is_empty() && clean(authority) && clean(path)).then_some(Self {
            secure,
            host,
            port,
            authority,
            path,
        })
    }
}

async fn subscribed(url: &str) -> io::Result<Box<dyn Stream>> {
    let address = Address::read(url).ok_or_else(|| wrong("its address is none"))?;
    let mut stream = connected(&address).await?;
    shake_hands(&mut stream, &address).await?;
    let wanted = json!({"topic": "aws/subscribe", "content": {"topics": ["aws/chat"]}});
    write(&mut stream, TEXT, wanted.to_string().as_bytes()).await?;
    loop {
        let (kind, payload) = read(&mut stream).await?;
        match kind {
            TEXT if is_subscribed(&payload)? => return Ok(stream),
            PING => write(&mut stream, PONG, &payload).await?,
            CLOSE => return Err(wrong("AWS closed it")),
            _ => {}
        }
    }
}

fn is_subscribed(text: &[u8]) -> io::Result<bool> {
    let said: Value = serde_json::from_slice(text).unwrap_or_default();
    if said["topic"] != "aws/subscribe" {
        return Ok(false);
    }
    if said["content"]["status"] == "failure" {
        return Err(wrong("AWS refused the subscription"));
    }
    Ok(true)
}

async fn connected(address: &Address<'_>) -> io::Result<Box<dyn Stream>> {
    let stream = TcpStream::connect((address.host, address.port)).await?;
    if !address.secure {
        return Ok(Box::new(stream));
    }
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(address.host.to_owned()).map_err(io::Error::other)?;
    Ok(Box::new(TlsConnector::from(Arc::new(config)).connect(name, stream).await?))
}

async fn shake_hands(stream: &mut impl Stream, address: &Address<'_>) -> io::Result<()> {
    let key = base64::encode([random(), random()].concat());
    let request = format!(
        "GET {} HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n",
        address.path, address.authority
    );
    stream.write_all(request.as_bytes()).await?;
    stream.flush().await?;
    let head = head(stream).await?;
    let accept = base64::encode(Sha1::digest(format!("{key}{MAGIC}")));
    let mut lines = head.lines();
    let switched = lines.next().is_some_and(|line| line.split(' ').nth(1) == Some("101"));
    let accepted = lines.filter_map(|line| line.split_once(':')).any(|(name, value)| {
        name.eq_ignore_ascii_case("sec-websocket-accept") && value.trim() == accept
    });
    if switched && accepted { Ok(()) } else { Err(wrong("the handshake failed")) }
}

/// The head of the answer, byte by byte: what follows are frames.
async fn head(stream: &mut impl Stream) -> io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() >= LONGEST_HEAD {
            return Err(wrong("the answer is too long"));
        }
        head.push(stream.read_u8().await?);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

/// Answers pings and says every now and then that somebody is there.
async fn keep(stream: Box<dyn Stream>) {
    let (mut from, mut to) = tokio::io::split(stream);
    let (pings, mut pinged) = tokio::sync::mpsc::channel(4);
    let hear = async move {
        while let Ok((kind, payload)) = read(&mut from).await {
            let gone = match kind {
                PING => pings.send(payload).await.is_err(),
                CLOSE => true,
                _ => false,
            };
            if gone {
                return;
            }
        }
    };
    let speak = async move {
        let alive = json!({"topic": "aws/heartbeat"}).to_string();
        loop {
            let written = match tokio::time::timeout(HEARTBEAT, pinged.recv()).await {
                Ok(Some(payload)) => write(&mut to, PONG, &payload).await,
                Ok(None) => return,
                Err(_) => write(&mut to, TEXT, alive.as_bytes()).await,
            };
            if written.is_err() {
                return;
            }
        }
    };
    tokio::select! {
        () = hear => {}
        () = speak => {}
    }
}

/// The next frame; parts of a longer message come as they are.
async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<(u8, Vec<u8>)> {
    let (first, second) = (stream.read_u8().await?, stream.read_u8().await?);
    let length = match second & 0x7f {
        126 => u64::from(stream.read_u16().await?),
        127 => stream.read_u64().await?,
        short => u64::from(short),
    };
    if second & 0x80 != 0 || length > LONGEST_FRAME {
        return Err(wrong("a frame makes no sense"));
    }
    let mut payload = vec![0; usize::try_from(length).map_err(io::Error::other)?];
    stream.read_exact(&mut payload).await?;
    Ok((first & 0x0f, payload))
}

/// One frame, masked, as a client has to.
async fn write(stream: &mut (impl AsyncWrite + Unpin), kind: u8, payload: &[u8]) -> io::Result<()> {
    let mut frame = vec![0x80 | kind];
    if let Ok(short @ 0..=125) = u8::try_from(payload.len()) {
        frame.push(0x80 | short);
    } else {
        let length = u16::try_from(payload.len()).map_err(io::Error::other)?;
        // Masked, and two bytes of length follow.
        frame.push(0xfe);
        frame.extend(length.to_be_bytes());
    }
    let mask = &random()[..4];
    frame.extend_from_slice(mask);
    frame.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    stream.write_all(&frame).await?;
    stream.flush().await
}

/// Eight bytes that nobody can guess: the standard library's hashers are keyed
/// at random.
fn random() -> [u8; 8] {
    RandomState::new().hash_one(0_u8).to_ne_bytes()
}

fn wrong(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_nothing_gets_in_between() {
        let told = |url: &str| {
            let read = Address::read(url)?;
            Some(format!("{} {} {} {}", read.secure, read.host, read.port, read.path))
        };
        assert_eq!(
            told("wss://a.example.com/x?y=z").as_deref(),
            Some("true a.example.com 443 /x?y=z")
        );
        assert_eq!(told("ws://127.0.0.1:80").as_deref(), Some("false 127.0.0.1 80 /"));
        for wrong in ["https://a/", "wss:///x", "ws://a/x\r\nHost: b", "a"] {
            assert_eq!(told(wrong), None, "{wrong}");
        }
    }

    #[tokio::test]
    async fn frames_are_masked() {
        let mut sent = Vec::new();
        let text = "x".repeat(300);
        write(&mut sent, TEXT, text.as_bytes()).await.expect("written");
        assert_eq!(sent[..4], [0x81, 0xfe, 1, 44]);
        let (mask, payload) = sent[4..].split_at(4);
        let unmasked = payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask);
        assert!(unmasked.eq(text.bytes()));
        let refused = read(&mut sent.as_slice()).await.expect_err("masked");
        assert_eq!(refused.to_string(), "a frame makes no sense");
    }
}
