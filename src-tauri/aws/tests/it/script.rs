//! A listener that answers from a script and keeps what it was asked.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
    time::Instant,
};

/// One answer of the script.
#[derive(Debug, Clone)]
pub enum Reply {
    /// Status, error type (empty for none) and body.
    Json(u16, &'static str, String),
    /// Something else than JSON.
    Text(u16, &'static str),
    /// Takes the request and hangs up.
    HangUp,
    /// Takes the request and says nothing.
    Silence,
}

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Method, path and query.
    pub line: String,
    /// The headers, as they came.
    pub headers: String,
    /// The body.
    pub body: String,
    /// When it came.
    pub at: Instant,
}

/// A listener with a script; after its end everything is 418.
pub struct Script {
    pub url: String,
    replies: Replies,
    asked: watch::Sender<Vec<Asked>>,
    task: JoinHandle<()>,
}

type Replies = Arc<Mutex<VecDeque<Reply>>>;

impl Drop for Script {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Script {
    pub async fn play(replies: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let asked = watch::Sender::new(Vec::new());
        let replies: Replies = Arc::new(Mutex::new(replies.into_iter().collect()));
        let task = tokio::spawn(serve(listener, Arc::clone(&replies), asked.clone()));
        Self { url, replies, asked, task }
    }

    /// Everything that came, in order.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.borrow().clone()
    }

    /// Returns when so much has come.
    pub async fn heard(&self, count: usize) {
        let mut asked = self.asked.subscribe();
        asked.wait_for(|asked| asked.len() >= count).await.expect("the script is played");
    }

    /// Answers so whatever comes next.
    pub fn next(&self, reply: Reply) {
        self.replies.lock().expect("unpoisoned").push_front(reply);
    }
}

async fn serve(listener: TcpListener, replies: Replies, asked: watch::Sender<Vec<Asked>>) {
    let mut held = Vec::new();
    while let Ok((mut stream, _)) = listener.accept().await {
        let Some(request) = read(&mut stream).await else { continue };
        let reply = replies.lock().expect("unpoisoned").pop_front();
        asked.send_modify(|asked| asked.push(request));
        match reply.unwrap_or(Reply::Text(418, "the script has ended")) {
            Reply::Json(status, error, body) => {
                write(&mut stream, status, "application/json", error, &body).await;
            }
            Reply::Text(status, body) => {
                write(&mut stream, status, "text/html", "", body).await;
            }
            Reply::HangUp => drop(stream),
            Reply::Silence => held.push(stream),
        }
    }
}

async fn read(stream: &mut TcpStream) -> Option<Asked> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                let is_it = name.eq_ignore_ascii_case("content-length");
                is_it.then(|| value.trim().parse::<usize>().ok())?
            });
            if body.len() >= length.unwrap_or(0) {
                let (line, headers) = head.split_once("\r\n")?;
                return Some(Asked {
                    line: line.replace(" HTTP/1.1", ""),
                    headers: headers.to_owned(),
                    body: body.to_owned(),
                    at: Instant::now(),
                });
            }
        }
        let mut part = [0; 4096];
        let length = stream.read(&mut part).await.ok().filter(|length| *length > 0)?;
        bytes.extend_from_slice(part.get(..length)?);
    }
}

async fn write(stream: &mut TcpStream, status: u16, kind: &str, error: &str, body: &str) {
    let error =
        if error.is_empty() { String::new() } else { format!("x-amzn-errortype: {error}\r\n") };
    let head = format!(
        "HTTP/1.1 {status} Scripted\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\
         x-amzn-requestid: request-of-the-script\r\nconnection: close\r\n{error}\r\n",
        body.len()
    );
    // Who asked may have hung up.
    let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
    let _ = stream.shutdown().await;
}
