//! Follows the time of a practice account that another process serves.
//!
//! Its time may run faster than the wall's, and windows of metrics are asked
//! for in its time. Anything else at the endpoint keeps the wall's time.

use std::time::Duration;

use crossfade_engine::clock::Clock;
use jiff::Timestamp;
use serde::Deserialize;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

const PATIENCE: Duration = Duration::from_secs(2);

#[derive(Deserialize)]
struct Reading {
    now: Timestamp,
    scale: f64,
}

/// The time at an endpoint such as `http://127.0.0.1:4577`.
pub async fn follow(url: &str) -> Clock {
    let read = timeout(PATIENCE, read(url)).await.ok().flatten();
    read.map_or_else(Clock::wall, |reading| Clock::scaled(reading.now, reading.scale))
}

async fn read(url: &str) -> Option<Reading> {
    let authority = url.strip_prefix("http://")?.split('/').next()?;
    let mut stream = TcpStream::connect(authority).await.ok()?;
    // HTTP/1.0, so that the answer ends with the connection.
    let request = format!("GET /_practice/clock HTTP/1.0\r\nHost: {authority}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut answer = String::new();
    stream.take(64 * 1024).read_to_string(&mut answer).await.ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let found = head.split_whitespace().nth(1) == Some("200");
    let reading: Reading = found.then(|| serde_json::from_str(body).ok()).flatten()?;
    (reading.scale > 0.0).then_some(reading)
}
