//! What is refused, what is only shown, and what stays somebody's own.

use serde_json::{Value, json};

use super::{ALIAS, CLEAN_UP, FAST, INSTANCE, ask, gone_on_with, reference, run, signed, state};
use crate::program::{Practice, complained, printed};

#[test]
fn an_alias_that_a_flow_still_calls_is_not_taken_away() {
    let practice = Practice::start(&FAST);
    let (own, other) =
        (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let ran = |folder: &tempfile::TempDir, arguments: &[&str]| {
        run(folder.path(), &practice.endpoint, arguments)
    };
    assert!(ran(&own, &["setup", "alias", "opening-hours:NEW", "--yes"]).status.success());
    // Somebody else, with a journal of their own, has a flow call it.
    let file = format!("{}/tests/fixtures/flows/version-test-legacy", env!("CARGO_MANIFEST_DIR"));
    let arn = "arn:aws:lambda:eu-central-1:111122223333:function:opening-hours:NEW";
    assert!(
        ran(&other, &["setup", "flows", &file, "--function-arn", arn, "--yes"]).status.success()
    );
    let refused = ran(&own, CLEAN_UP);
    assert!(!refused.status.success());
    assert!(printed(&refused).contains("is still called by"), "{}", printed(&refused));
    let there = state(&practice.endpoint);
    assert_eq!(there["alias"][0], "4", "it stands");
    assert!(there["policy"].is_string(), "and may still be invoked");
    assert!(ran(&other, CLEAN_UP).status.success());
    assert!(ran(&own, CLEAN_UP).status.success());
    assert_eq!(state(&practice.endpoint)["alias"][0], Value::Null, "it is gone");
}

#[test]
fn without_yes_it_is_only_shown() {
    let practice = Practice::start(&FAST);
    let folder = tempfile::tempdir().expect("a folder");
    let before = state(&practice.endpoint);
    let shown = run(folder.path(), &practice.endpoint, &ALIAS[..ALIAS.len() - 1]);
    assert!(shown.status.success(), "{}", complained(&shown));
    let words = printed(&shown);
    for expected in [
        "Nothing was changed; add --yes to do it.",
        "aws lambda publish-version --function-name opening-hours",
        "aws lambda add-permission --function-name opening-hours --qualifier NEW",
        "aws connect update-contact-flow-content",
        "Callers of these flows hear the difference:",
        "These numbers reach them:",
        ":function:opening-hours:NEW",
    ] {
        assert!(words.contains(expected), "{expected} is not in {words}");
    }
    assert_eq!(state(&practice.endpoint), before);
    let none = run(folder.path(), &practice.endpoint, &["setup", "list"]);
    assert_eq!(printed(&none), "", "nothing was begun");
}

#[test]
fn work_that_is_over_is_gone_through_only_when_asked() {
    let practice = Practice::start(&FAST);
    let folder = tempfile::tempdir().expect("a folder");
    let ran = |arguments: &[&str]| run(folder.path(), &practice.endpoint, arguments);
    assert!(ran(ALIAS).status.success());
    let made = state(&practice.endpoint);
    let list = printed(&ran(&["setup", "list"]));
    let id = list.split_whitespace().next().expect("an id");
    assert!(ran(CLEAN_UP).status.success());
    let gone = state(&practice.endpoint);
    let refused = ran(&["setup", "resume", id]);
    assert!(!refused.status.success());
    assert!(complained(&refused).contains("this work is over"), "{}", complained(&refused));
    assert_eq!(state(&practice.endpoint), gone);
    let shown = ran(&["setup", "resume", id, "--again"]);
    assert!(printed(&shown).contains("Nothing was changed; add --yes to do it."));
    assert_eq!(state(&practice.endpoint), gone);
    let again = ran(&["setup", "resume", id, "--again", "--yes"]);
    assert!(again.status.success(), "{}{}", printed(&again), complained(&again));
    assert_eq!(state(&practice.endpoint)["alias"], made["alias"]);
}

#[test]
fn the_same_wish_twice_makes_nothing_twice() {
    let practice = Practice::start(&FAST);
    let folder = tempfile::tempdir().expect("a folder");
    for _ in 0..2 {
        let output = run(folder.path(), &practice.endpoint, ALIAS);
        assert!(output.status.success(), "{}{}", printed(&output), complained(&output));
    }
    assert_eq!(state(&practice.endpoint), reference(ALIAS, &[]).0);
}

#[test]
fn an_alias_that_points_elsewhere_is_told_beforehand_and_can_be_used_as_it_stands() {
    let practice = Practice::start(&FAST);
    let folder = tempfile::tempdir().expect("a folder");
    let ran = |more: &[&str]| {
        let arguments = [&["setup", "alias", "opening-hours:LIVE", "--move-flows", "--yes"], more];
        run(folder.path(), &practice.endpoint, &arguments.concat())
    };
    let refused = ran(&[]);
    assert!(!refused.status.success());
    assert!(complained(&refused).contains("points to version 3"), "{}", complained(&refused));
    let list = run(folder.path(), &practice.endpoint, &["setup", "list"]);
    assert_eq!(printed(&list), "", "nothing was begun");
    let used = ran(&["--as-it-stands"]);
    assert!(used.status.success(), "{}{}", printed(&used), complained(&used));
    assert!(printed(&used).contains("Use the alias `opening-hours:LIVE` as it stands"));
    let flows = state(&practice.endpoint)["flows"].to_string();
    assert!(flows.contains("function:opening-hours:LIVE"), "{flows}");
}

/// The flow of a name: its id, what callers hear, and its draft.
fn flow(endpoint: &str, name: &str) -> (String, String, String) {
    let flows = ask(endpoint, "connect", &format!("/contact-flows-summary/{INSTANCE}"));
    let flows = flows["ContactFlowSummaryList"].as_array().cloned().expect("flows");
    let found = flows.iter().find(|flow| flow["Name"] == name).expect("the flow");
    let id = found["Id"].as_str().expect("an id").to_owned();
    let content = |id: &str| {
        let found = ask(endpoint, "connect", &format!("/contact-flows/{INSTANCE}/{id}"));
        found["ContactFlow"]["Content"].as_str().unwrap_or_default().to_owned()
    };
    let (published, draft) = (content(&id), content(&format!("{id}:%24SAVED")));
    (id, published, draft)
}

fn write(endpoint: &str, id: &str, content: &str) {
    let line = format!("POST /contact-flows/{INSTANCE}/{id}/content");
    let answer = signed(endpoint, "connect", &line, &json!({ "Content": content }).to_string());
    assert_eq!(answer, json!({}), "{answer}");
}

#[test]
fn a_draft_outlives_the_move_of_its_flow_and_the_way_back() {
    let practice = Practice::start(&FAST);
    let endpoint = practice.endpoint.as_str();
    let folder = tempfile::tempdir().expect("a folder");
    let (id, before, _) = flow(endpoint, "Holiday hours");
    let draft = before.replace("opening-hours", "opening-hours-next");
    write(endpoint, &format!("{id}:%24SAVED"), &draft);
    let shown = run(folder.path(), endpoint, &ALIAS[..ALIAS.len() - 1]);
    assert!(printed(&shown).contains("`Holiday hours` has a draft"), "{}", printed(&shown));

    gone_on_with(&practice, folder.path(), ALIAS);
    let (_, published, kept) = flow(endpoint, "Holiday hours");
    assert!(published.contains("opening-hours:NEW"), "{published}");
    assert_eq!(kept, draft);

    gone_on_with(&practice, folder.path(), CLEAN_UP);
    let (_, published, kept) = flow(endpoint, "Holiday hours");
    assert_eq!((published, kept), (before, draft));
}

#[test]
fn a_flow_that_somebody_worked_on_since_is_not_deleted() {
    let practice = Practice::start(&FAST);
    let endpoint = practice.endpoint.as_str();
    let folder = tempfile::tempdir().expect("a folder");
    gone_on_with(&practice, folder.path(), ALIAS);
    let (id, content, _) = flow(endpoint, "LambdaAlias-test");
    write(endpoint, &id, &content.replace("was executed", "answered"));
    let refused = run(folder.path(), endpoint, CLEAN_UP);
    assert!(!refused.status.success());
    assert!(printed(&refused).contains("Somebody changed it since"), "{}", printed(&refused));
    assert!(printed(&refused).contains("is still called by `LambdaAlias-test`"));
    write(endpoint, &id, &content);
    gone_on_with(&practice, folder.path(), CLEAN_UP);
    assert_eq!(state(endpoint)["alias"][0], Value::Null, "it is gone");
}

#[test]
fn a_flow_that_takes_calls_is_not_deleted() {
    let practice = Practice::start(&FAST);
    let endpoint = practice.endpoint.as_str();
    let folder = tempfile::tempdir().expect("a folder");
    gone_on_with(&practice, folder.path(), ALIAS);
    let (test, ..) = flow(endpoint, "LambdaAlias-test");
    // Callers of another flow are led into the one that was made.
    let (id, before, _) = flow(endpoint, "Campaign router");
    let transfer = json!({
        "Version": "2019-10-30", "StartAction": "a", "Metadata": {}, "Actions": [
            {"Identifier": "a", "Type": "TransferToFlow", "Parameters": {"ContactFlowId":
                format!("arn:aws:connect:eu-central-1:111122223333:instance/{INSTANCE}/contact-flow/{test}")},
             "Transitions": {"NextAction": "b", "Conditions": [],
                "Errors": [{"NextAction": "b", "ErrorType": "NoMatchingError"}]}},
            {"Identifier": "b", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}]
    });
    write(endpoint, &id, &transfer.to_string());
    let refused = run(folder.path(), endpoint, CLEAN_UP);
    assert!(!refused.status.success());
    let said = printed(&refused);
    assert!(said.contains("It takes calls: `Campaign router` leads into it."), "{said}");
    write(endpoint, &id, &before);
    gone_on_with(&practice, folder.path(), CLEAN_UP);
}

#[test]
fn what_was_saved_a_moment_ago_is_published_once_lambda_is_done_with_it() {
    let practice = Practice::start(&["--time-scale", "20", "--quirks", "settling-s=120"]);
    let folder = tempfile::tempdir().expect("a folder");
    let path = "/2015-03-31/functions/opening-hours/configuration";
    let save = json!({"MemorySize": 1024}).to_string();
    let saved = signed(&practice.endpoint, "lambda", &format!("PUT {path}"), &save);
    assert_eq!(saved["LastUpdateStatus"], "InProgress", "{saved}");
    let made =
        run(folder.path(), &practice.endpoint, &["setup", "alias", "opening-hours:NEW", "--yes"]);
    assert!(made.status.success(), "{}{}", printed(&made), complained(&made));
    let now = ask(&practice.endpoint, "lambda", path);
    assert_eq!(now["LastUpdateStatus"], "Successful");
    assert_ne!(now["RevisionId"], saved["RevisionId"], "the revision changed under way");
    let alias = "/2015-03-31/functions/opening-hours/aliases/NEW";
    let version = &ask(&practice.endpoint, "lambda", alias)["FunctionVersion"];
    let version = version.as_str().expect("a version");
    let of_it = ask(&practice.endpoint, "lambda", &format!("{path}?Qualifier={version}"));
    assert_eq!(of_it["MemorySize"], 1024);
}

#[test]
fn a_list_that_takes_the_function_itself_is_told_and_passed_over() {
    let bare = "arn%3Aaws%3Alambda%3Aeu-central-1%3A111122223333%3Afunction%3Aopening-hours";
    let take_out = format!("DELETE /instance/{INSTANCE}/lambda-function?functionArn={bare}");
    for (listed_before, told) in [
        (true, "The list has `opening-hours` itself"),
        (false, "AWS put `opening-hours` itself into the list"),
    ] {
        let practice = Practice::start(&["--time-scale", "20", "--quirks", "lists-bare"]);
        let folder = tempfile::tempdir().expect("a folder");
        if !listed_before {
            signed(&practice.endpoint, "connect", &take_out, "");
        }
        let made = run(folder.path(), &practice.endpoint, ALIAS);
        let words = printed(&made);
        assert!(made.status.success(), "{words}{}", complained(&made));
        assert!(words.contains(told), "{words}");
        let listed = state(&practice.endpoint)["listed"].to_string();
        assert!(!listed.contains("opening-hours:NEW"), "{listed}");
    }
}

#[test]
fn a_flow_that_was_only_saved_is_not_told_as_published() {
    let practice = Practice::start(&["--time-scale", "20", "--quirks", "saves-only"]);
    let folder = tempfile::tempdir().expect("a folder");
    let made = run(folder.path(), &practice.endpoint, ALIAS);
    let words = format!("{}{}", printed(&made), complained(&made));
    assert!(!made.status.success(), "{words}");
    assert!(words.contains("it may be saved only, which no caller hears"), "{words}");
    assert!(words.contains("publish the flow in the flow designer first"), "{words}");
}
