//! What the SDK logs of a chat: its most detailed level but one is what the
//! program lets through (`app/log.rs`), and it has to be free of tokens.

use std::{
    fmt::{Debug, Write as _},
    sync::{Arc, Mutex},
};

use tracing::{
    Event, Level, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

use crate::{
    account::{FREE, instance, opened},
    script::{Reply, Script},
};

/// Keeps everything down to a level.
#[derive(Clone)]
struct Log(Level, Arc<Mutex<String>>);

impl Log {
    fn keep(&self, values: impl FnOnce(&mut dyn Visit)) {
        values(&mut Written(&mut self.1.lock().expect("unpoisoned")));
    }
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= self.0
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.keep(|written| span.record(written));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        self.keep(|written| values.record(written));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.keep(|written| event.record(written));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Written<'a>(&'a mut String);

impl Visit for Written<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        writeln!(self.0, "{field}={value:?}").expect("written");
    }
}

/// What is logged while a chat is held.
async fn logged(level: Level) -> String {
    let ok = |body: &str| Reply::Json(200, "", body.to_owned());
    let replies = [
        ok(r#"{"ContactId":"c","ParticipantId":"p","ParticipantToken":"token-to-join"}"#),
        ok(
            r#"{"ConnectionCredentials":{"ConnectionToken":"token-to-speak","Expiry":"2026-11-24T10:00:00Z"}}"#,
        ),
        Reply::Text(503, "<html>"),
        ok(r#"{"Transcript":[]}"#),
    ];
    let script = Script::play(replies).await;
    let account = opened(&script.url, FREE).await;
    let log = Log(level, Arc::default());
    let guard = tracing::subscriber::set_default(log.clone());
    let chat = account.chats.start(&instance(), "f", "Tester", "once").await.expect("started");
    account.chats.join(&chat).await.expect("joined");
    account.chats.transcript(&chat).await.expect("a transcript");
    drop(guard);
    assert_eq!(script.asked().len(), 4);
    log.1.lock().expect("unpoisoned").clone()
}

#[tokio::test]
async fn the_tokens_of_a_chat_are_not_logged() {
    let told = logged(Level::DEBUG).await;
    assert!(told.contains("attempt"), "nothing was logged: the test listens in the wrong place");
    assert!(!told.contains("token-to"), "{told}");
}

/// Why the level is capped; when this fails, the cap can go.
#[tokio::test]
async fn one_level_further_the_sdk_logs_them() {
    assert!(logged(Level::TRACE).await.contains("token-to"));
}
