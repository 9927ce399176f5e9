use std::{
    future::ready,
    sync::atomic::{AtomicUsize, Ordering},
};

use tokio::net::TcpListener;
use tokio_tungstenite::accept_async;

use super::*;

/// What leads to nothing, with a token in it.
async fn nowhere() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    format!("ws://{}/x?token=secret", listener.local_addr().expect("an address"))
}

/// A client's end and a server's end of one websocket.
async fn pair() -> (Stream, WebSocketStream<TcpStream>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let server = async {
        let (stream, _) = listener.accept().await.expect("a client");
        let mut server = accept_async(stream).await.expect("a websocket");
        let asked = server.next().await.expect("asked").expect("a message");
        let asked = asked.into_text().expect("text");
        assert!(asked.contains("aws/chat"), "{asked}");
        server.send(Message::text(r#"{"topic":"aws/subscribe"}"#)).await.expect("sent");
        server
    };
    let url = format!("ws://{address}/x?token=secret");
    let (client, server) = tokio::join!(subscribed(&url), server);
    (client.expect("subscribed"), server)
}

#[tokio::test]
async fn a_websocket_that_cannot_be_opened_is_tried_so_often_and_told() {
    let (url, asked) = (nowhere().await, AtomicUsize::new(0));
    let again = || {
        asked.fetch_add(1, Ordering::Relaxed);
        ready(Again::At(url.clone()))
    };
    let why = held(url.clone(), again, &[Duration::ZERO; 3]).await.expect("told");
    assert_eq!(asked.load(Ordering::Relaxed), 3);
    assert!(!why.contains("secret"), "{why}");
    let told = not_held(&why);
    assert_eq!((told.code.as_str(), told.detail), ("ChatNotHeld", Some(why)));
}

#[tokio::test]
async fn nothing_is_told_of_a_chat_that_is_over_meanwhile() {
    let again = || ready(Again::Over);
    assert_eq!(held(nowhere().await, again, &[Duration::ZERO; 3]).await, None);
}

#[tokio::test]
async fn what_is_no_address_is_told_without_it() {
    for url in
        ["https://127.0.0.1/?token=secret", "wss:///x?secret", "ws://a/x\r\nsecret: b", "secret"]
    {
        let told = subscribed(url).await.expect_err(url).to_string();
        assert!(!told.contains("secret"), "{told}");
    }
}

#[tokio::test]
async fn pings_are_answered() {
    let (client, mut server) = pair().await;
    let server = async {
        server.send(Message::Ping("x".into())).await.expect("sent");
        let answered = server.next().await.expect("answered").expect("a message");
        assert_eq!(answered, Message::Pong("x".into()));
        server.close(None).await.expect("closed");
    };
    let (kept, ()) = tokio::join!(keep(client, HEARTBEAT), server);
    assert_eq!(kept, (false, "AWS closed it".to_owned()));
}

#[tokio::test]
async fn a_heartbeat_that_nobody_answers_ends_it() {
    let (client, mut server) = pair().await;
    let kept = keep(client, Duration::from_millis(10)).await;
    assert_eq!(kept, (true, "AWS says nothing any more".to_owned()));
    let beat = server.next().await.expect("a heartbeat").expect("a message");
    assert_eq!(beat.into_text().expect("text").as_str(), r#"{"topic":"aws/heartbeat"}"#);
}
