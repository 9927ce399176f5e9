//! Chats: begun once, read on from where the last look ended, and over when
//! their token opens nothing any more.

use std::time::Duration;

use crossfade_domain::flow::template::{LoopFlow, Pause, SPOKEN, TestFlow, TimeLimit};
use crossfade_engine::{
    failure::FailureKind,
    ports::{Account, ChatId, NewFlow, PublicationStatus, Transcript},
};
use crossfade_practice::PracticeServer;
use serde_json::Value;

use crate::{
    account::{FREE, instance, opened, practice},
    script::{Reply, Script},
};

/// A flow that says which version answered, and hangs up some seconds later.
async fn test_flow(account: &Account) -> String {
    let alias = "arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD";
    let flow = TestFlow {
        name: "Version test".to_owned(),
        alias: alias.parse().expect("an ARN"),
        time_limit: TimeLimit::new(8).expect("a limit"),
        spoken: SPOKEN.to_owned(),
    };
    let wanted = NewFlow {
        name: flow.name.clone(),
        kind: "CONTACT_FLOW".to_owned(),
        description: String::new(),
        content: flow.flow().to_value().to_string(),
        status: PublicationStatus::Published,
    };
    let arn = account.flow_keeper.create(&instance(), &wanted).await.expect("a flow");
    arn.rsplit('/').next().expect("an id").to_owned()
}

/// A flow that goes on for as long as the chat does.
async fn looping(account: &Account, next: &str) -> String {
    let alias = "arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD";
    let test = TestFlow {
        name: "Version loop".to_owned(),
        alias: alias.parse().expect("an ARN"),
        time_limit: TimeLimit::new(8).expect("a limit"),
        spoken: SPOKEN.to_owned(),
    };
    let pause = Pause::new(600).expect("a pause");
    let wanted = NewFlow {
        name: "Version loop".to_owned(),
        kind: "CONTACT_FLOW".to_owned(),
        description: String::new(),
        content: LoopFlow { test, pause, own: Some(next.to_owned()) }.flow().to_value().to_string(),
        status: PublicationStatus::Published,
    };
    let arn = account.flow_keeper.create(&instance(), &wanted).await.expect("a flow");
    arn.rsplit('/').next().expect("an id").to_owned()
}

/// Returns when so many chats are subscribed to.
async fn subscribed(server: &PracticeServer, chats: usize) {
    let subscribed = async {
        while server.world().subscribed_chats() != chats {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), subscribed).await.expect("subscribed");
}

#[tokio::test]
async fn a_websocket_that_drops_is_opened_again_and_closed_with_the_chat() {
    let (server, account) = practice().await;
    let next = test_flow(&account).await;
    let flow = looping(&account, &next).await;
    let chat = account.chats.start(&instance(), &flow, "Test", "one").await.expect("a chat");
    account.chats.join(&chat).await.expect("joined");
    subscribed(&server, 1).await;
    server.world().cut_chat_sockets();
    subscribed(&server, 0).await;
    subscribed(&server, 1).await;
    server.world().advance(Duration::from_mins(6));
    let read = account.chats.transcript(&chat).await.expect("the token still reads");
    assert_eq!((read.ended, read.warning), (false, None));
    drop(account);
    subscribed(&server, 0).await;
}

#[tokio::test]
async fn a_chat_without_a_websocket_is_told_as_one_that_aws_may_end() {
    let script = Script::play([started("c"), connected(), items(&["a"])]).await;
    let account = opened(&script.url, FREE).await;
    let chat = begun(&account).await;
    let warning = account.chats.transcript(&chat).await.expect("a transcript").warning;
    assert_eq!(warning.map(|it| it.code).as_deref(), Some("ChatNotHeld"));
}

#[tokio::test]
async fn a_chat_that_is_joined_is_subscribed_to_and_goes_on_after_five_minutes() {
    let (server, account) = practice().await;
    let next = test_flow(&account).await;
    let flow = looping(&account, &next).await;
    let start = async |token| account.chats.start(&instance(), &flow, "Test", token).await;
    let (joined, left) = (start("one").await.expect("a chat"), start("two").await.expect("a chat"));
    account.chats.join(&joined).await.expect("joined");
    subscribed(&server, 1).await;
    server.world().advance(Duration::from_mins(6));
    assert!(!account.chats.transcript(&joined).await.expect("a transcript").ended);
    account.chats.join(&left).await.expect("over is no failure");
    assert!(account.chats.transcript(&left).await.expect("a transcript").ended);
    account.chats.stop(&instance(), &joined).await.expect("ended");
    assert_eq!(server.world().subscribed_chats(), 0);
}

fn texts(transcript: &Transcript) -> Vec<&str> {
    transcript.lines.iter().map(|line| line.text.as_str()).collect()
}

#[tokio::test]
async fn what_was_read_stays_when_the_chat_is_over() {
    let (server, account) = practice().await;
    let flow = test_flow(&account).await;
    let start = async |token| account.chats.start(&instance(), &flow, "Test", token).await;
    let chat = start("one").await.expect("a chat");
    assert_eq!(start("one").await.expect("the chat"), chat, "the same token, the same chat");
    account.chats.join(&chat).await.expect("joined");
    let late = start("two").await.expect("a chat");
    server.world().advance(Duration::from_secs(4));
    let read = account.chats.transcript(&chat).await.expect("a transcript");
    assert_eq!(
        (texts(&read).as_slice(), read.ended),
        (&["Lambda version 7 was executed"][..], false)
    );
    let again = account.chats.transcript(&chat).await.expect("a transcript");
    assert_eq!(again, read, "no line twice");

    server.world().advance(Duration::from_secs(30));
    let over = account.chats.transcript(&chat).await.expect("a transcript");
    assert_eq!((over.lines, over.ended), (read.lines, true));
    let said = account.chats.say(&chat, "Hello?").await.expect_err("over");
    assert_eq!((said.kind, said.code.as_str()), (FailureKind::Conflict, "ChatOver"));
    account.chats.stop(&instance(), &chat).await.expect("no failure");
    assert!(account.chats.transcript(&chat).await.expect("a transcript").ended);

    account.chats.join(&late).await.expect("over is no failure");
    let missed = account.chats.transcript(&late).await.expect("a transcript");
    assert_eq!((texts(&missed).len(), missed.ended), (0, true));
}

fn started(contact: &str) -> Reply {
    let body = r#"{"ContactId":"c","ParticipantId":"p","ParticipantToken":"t"}"#;
    Reply::Json(200, "", body.replace("\"c\"", &format!("\"{contact}\"")))
}

fn connected() -> Reply {
    let body =
        r#"{"ConnectionCredentials":{"ConnectionToken":"k","Expiry":"2026-11-24T00:00:00Z"}}"#;
    Reply::Json(200, "", body.to_owned())
}

fn items(ids: &[&str]) -> Reply {
    page(ids, "null")
}

fn page(ids: &[&str], next: &str) -> Reply {
    let item = |id: &&str| {
        format!(
            r#"{{"Id":"{id}","AbsoluteTime":"2026-11-23T10:00:00Z","Type":"MESSAGE","ContentType":"text/plain","ParticipantRole":"SYSTEM","Content":"{id}"}}"#
        )
    };
    let items: Vec<String> = ids.iter().map(item).collect();
    let body = format!(r#"{{"Transcript":[{}],"NextToken":{next}}}"#, items.join(","));
    Reply::Json(200, "", body)
}

async fn begun(account: &Account) -> ChatId {
    let chat = account.chats.start(&instance(), "f", "Test", "one").await.expect("a chat");
    account.chats.join(&chat).await.expect("joined");
    chat
}

fn body(script: &Script, number: usize) -> Value {
    serde_json::from_str(&script.asked()[number].body).expect("JSON")
}

#[tokio::test]
async fn a_look_goes_on_from_the_last_item() {
    let first_look = [page(&["c", "b"], "\"older\""), items(&["a"])];
    let replies = [started("c"), connected()].into_iter().chain(first_look);
    let replies = replies.chain([items(&["c", "d"])]);
    let script = Script::play(replies).await;
    let account = opened(&script.url, FREE).await;
    let chat = begun(&account).await;
    let first = account.chats.transcript(&chat).await.expect("a transcript");
    let second = account.chats.transcript(&chat).await.expect("a transcript");
    assert_eq!((texts(&first), texts(&second)), (vec!["a", "b", "c"], vec!["a", "b", "c", "d"]));
    let asked = |number| {
        let body = body(&script, number);
        (body["ScanDirection"].clone(), body["StartPosition"]["Id"].clone())
    };
    assert_eq!(asked(2), ("BACKWARD".into(), Value::Null));
    assert_eq!(asked(3), ("BACKWARD".into(), Value::Null));
    assert_eq!(asked(4), ("FORWARD".into(), "c".into()));
}

#[tokio::test]
async fn a_chat_is_asked_for_an_hour_and_without_where_aws_does_not_allow_it() {
    let refused = Reply::Json(400, "InvalidRequestException", r#"{"Message":"no"}"#.to_owned());
    let script =
        Script::play([refused, started("c"), connected(), started("d"), connected()]).await;
    let account = opened(&script.url, FREE).await;
    begun(&account).await;
    begun(&account).await;
    let minutes = [0, 1, 3].map(|number| body(&script, number)["ChatDurationInMinutes"].clone());
    assert_eq!(minutes, [60.into(), Value::Null, Value::Null]);
}

#[tokio::test]
async fn a_start_whose_answer_is_lost_is_asked_for_again_with_the_same_token() {
    let script = Script::play([Reply::HangUp, started("c"), connected()]).await;
    let account = opened(&script.url, FREE).await;
    begun(&account).await;
    let tokens = [0, 1].map(|number| body(&script, number)["ClientToken"].clone());
    assert_eq!(tokens, ["one", "one"]);
}
