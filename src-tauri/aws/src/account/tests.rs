//! Every write of every port over the wire: what is kept from leaving, and what
//! is sent again.

#[expect(dead_code, reason = "shared with tests/it, which uses all of it")]
#[path = "../../tests/it/script.rs"]
mod script;
mod writes;

use std::collections::BTreeSet;

use crossfade_engine::{
    failure::{Failure, FailureKind},
    ports::Account,
};
use futures::future::join_all;

use self::{
    script::{Reply, Script},
    writes::{WRITES, Write},
};
use crate::{
    OpenOptions, Target, open,
    operation::{Effect, Operation, Service},
};

/// What a write came to: its failure, and how often it was sent.
struct Came {
    failure: Option<Failure>,
    sent: usize,
}

/// Makes a write at a listener that answers it so, and everything before it as
/// the write needs it.
async fn made(write: &Write, reply: Reply, read_only: bool) -> Came {
    let before = write.before.iter().map(|body| Reply::Json(200, "", (*body).to_owned()));
    let script = Script::play(before.chain([reply])).await;
    let failure = (write.send)(opened(&script, read_only).await).await.err();
    let is_it = |asked: &&script::Asked| {
        let text = format!("{}\r\n{}\r\n\r\n{}", asked.line, asked.headers, asked.body);
        text.contains(write.mark)
    };
    Came { failure, sent: script.asked().iter().filter(is_it).count() }
}

async fn opened(script: &Script, read_only: bool) -> Account {
    let target = Target::Endpoint { url: script.url.clone(), region: "eu-central-1".to_owned() };
    open(target, OpenOptions { read_only, paced: false }).await.expect("opened").account
}

/// Makes every write so, all at once.
async fn all_made(reply: impl Fn(Service) -> Reply, read_only: bool) -> Vec<(Operation, Came)> {
    let made = WRITES.iter().map(|write| {
        let reply = reply(write.operation.service());
        async move { (write.operation, made(write, reply, read_only).await) }
    });
    join_all(made).await
}

/// AWS's words for a rate that is used up, in each service's own way.
fn throttled(service: Service) -> Reply {
    match service {
        Service::Lambda => Reply::Json(429, "TooManyRequestsException", "{}".to_owned()),
        Service::Connect | Service::Participant => {
            Reply::Json(429, "ThrottlingException", "{}".to_owned())
        }
        Service::CodeDeploy | Service::CloudWatch | Service::Sts => {
            let body = r#"{"__type":"ThrottlingException","message":"Rate exceeded"}"#;
            Reply::Json(400, "", body.to_owned())
        }
        Service::CloudFormation => Reply::Text(
            400,
            "<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code>\
             <Message>Rate exceeded</Message></Error></ErrorResponse>",
        ),
    }
}

#[test]
fn the_table_has_every_write_once() {
    let writes = Operation::ALL.iter().filter(|operation| operation.effect() != Effect::Read);
    let names: BTreeSet<_> = writes.map(|operation| operation.name()).collect();
    let tried: BTreeSet<_> = WRITES.iter().map(|write| write.operation.name()).collect();
    assert_eq!(tried, names);
    assert_eq!(tried.len(), WRITES.len());
}

#[tokio::test]
async fn read_only_keeps_every_write_from_leaving() {
    for (operation, came) in all_made(throttled, true).await {
        let failure = came.failure.unwrap_or_else(|| panic!("{operation:?} was let through"));
        assert_eq!(
            (failure.kind, failure.code.as_str()),
            (FailureKind::ReadOnly, "ReadOnly"),
            "{operation:?}"
        );
        assert!(failure.kind.is_refusal() && !failure.kind.leaves_outcome_open());
        assert_eq!(came.sent, 0, "{operation:?}");
    }
}

#[tokio::test]
async fn every_write_that_is_refused_for_its_rate_is_sent_again() {
    for (operation, came) in all_made(throttled, false).await {
        assert_eq!(came.sent, 2, "{operation:?}: {:?}", came.failure);
    }
}

#[tokio::test]
async fn a_quota_that_is_used_up_is_not_asked_again() {
    let used_up = |service| match service {
        Service::CloudFormation => Reply::Text(
            400,
            "<ErrorResponse><Error><Code>LimitExceededException</Code></Error></ErrorResponse>",
        ),
        Service::CodeDeploy => {
            Reply::Json(400, "", r#"{"__type":"LimitExceededException"}"#.to_owned())
        }
        Service::Lambda
        | Service::Connect
        | Service::Participant
        | Service::CloudWatch
        | Service::Sts => Reply::Json(429, "LimitExceededException", "{}".to_owned()),
    };
    for (operation, came) in all_made(used_up, false).await {
        assert_eq!(came.sent, 1, "{operation:?}");
        let kind = came.failure.map(|failure| failure.kind);
        assert_eq!(kind, Some(FailureKind::Quota), "{operation:?}");
    }
}

#[tokio::test]
async fn a_write_whose_answer_is_lost_is_sent_again_where_that_comes_to_the_same() {
    let lost: [fn(Service) -> Reply; 3] = [
        |_| Reply::HangUp,
        |_| Reply::Text(503, "<html>"),
        |_| Reply::Json(500, "InternalFailure", "{}".to_owned()),
    ];
    for reply in lost {
        for (operation, came) in all_made(reply, false).await {
            let expected = match operation.effect() {
                Effect::Repeatable => 2,
                Effect::Write | Effect::Read => 1,
            };
            assert_eq!(came.sent, expected, "{operation:?}: {:?}", came.failure);
        }
    }
}

#[tokio::test]
async fn a_transcript_is_asked_for_again_as_every_read_is() {
    let ok = |body: &str| Reply::Json(200, "", body.to_owned());
    let replies = [
        ok(writes::STARTED),
        ok(writes::JOINED),
        Reply::Text(503, "<html>"),
        Reply::HangUp,
        ok(r#"{"Transcript":[]}"#),
    ];
    let script = Script::play(replies).await;
    let account = opened(&script, false).await;
    let chat = writes::joined(&account).await.expect("started");
    let transcript = account.chats.transcript(&chat).await.expect("a transcript");
    assert!(transcript.lines.is_empty());
    assert_eq!(script.asked().len(), 5);
}
