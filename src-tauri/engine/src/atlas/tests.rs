//! Scans of a small instance.

pub(crate) mod small;
mod survey;

use std::{collections::BTreeMap, fmt::Write};

use small::{Small, Step, arn, at, call, flow, function, split};

use super::*;

/// Each flow with what it hits, one line each.
fn told(atlas: &Atlas) -> String {
    let mut lines = String::new();
    for (index, entry) in atlas.flows.iter().enumerate() {
        for call in atlas.calls_from(index) {
            let hits = match &call.resolution {
                Resolution::Versions(hit) => format!("{} {:?}", hit.arn.name, shares(hit)),
                other @ (Resolution::AtRunTime { .. }
                | Resolution::Placeholder { .. }
                | Resolution::Missing
                | Resolution::Gone(_)
                | Resolution::Elsewhere { .. }
                | Resolution::Unknown { .. }) => format!("{other:?}"),
            };
            writeln!(lines, "{}: {hits}", entry.summary.name).expect("written");
        }
    }
    lines
}

fn shares(hit: &Hit) -> Vec<String> {
    let share = |(version, weight)| format!("{weight} {version}");
    hit.routing.shares().into_iter().map(share).collect()
}

fn codes(atlas: &Atlas) -> Vec<&'static str> {
    atlas.findings.iter().map(|finding| finding.code.as_str()).collect()
}

#[tokio::test]
async fn every_sort_of_call_is_resolved() {
    let orders = function(vec![("PROD", split(10.0)), ("OLD", at(1))]);
    let atlas = Small {
        flows: vec![
            ("alias", flow(&[call("orders:PROD")])),
            ("gone", flow(&[call("nobody"), call("orders:BETA"), call("orders:9")])),
            ("latest", flow(&[call("orders"), call("orders:$LATEST")])),
            ("pinned", flow(&[call("orders:2")])),
            ("run time", flow(&[Step::Call("$.Attributes.fn".to_owned())])),
            (
                "traced",
                flow(&[
                    Step::Set("fn", arn("orders").to_string() + ":OLD"),
                    Step::Call("$.Attributes.fn".to_owned()),
                ]),
            ),
        ],
        functions: BTreeMap::from([("orders", orders)]),
        ..Small::default()
    }
    .scan()
    .await;
    insta::assert_snapshot!(told(&atlas), @r#"
    alias: orders ["90 % 1", "10 % 2"]
    gone: Gone(Function("nobody"))
    gone: Gone(Alias("orders", AliasName("BETA")))
    gone: Gone(Version("orders", Published(9)))
    latest: orders ["100 % $LATEST"]
    latest: orders ["100 % $LATEST"]
    pinned: orders ["100 % 2"]
    run time: AtRunTime { expression: "$.Attributes.fn", candidates: [] }
    traced: orders ["100 % 1"]
    "#);
    assert_eq!(atlas.incomplete, Vec::<String>::new());
}

#[tokio::test]
async fn transfers_and_modules_are_followed_and_cycles_end() {
    let atlas = Small {
        flows: vec![
            ("one", flow(&[Step::Transfer("two")])),
            ("two", flow(&[Step::Module("lookup"), Step::Transfer("one")])),
        ],
        modules: vec![("lookup", flow(&[call("orders:PROD")]))],
        numbers: vec![("+15550100", "one")],
        functions: BTreeMap::from([("orders", function(vec![("PROD", at(1))]))]),
        ..Small::default()
    }
    .scan()
    .await;
    let one = &atlas.flows[0];
    let via: Vec<_> =
        one.reached[0].via.iter().map(|&flow| atlas.flows[flow].summary.name.as_str()).collect();
    assert_eq!(via, ["two", "lookup"]);
    let prod = "PROD".parse().expect("a name");
    let reaching = atlas.phone_numbers_reaching("orders", &prod);
    assert_eq!(reaching.len(), 1, "the number's callers reach the alias through flow and module");
    assert_eq!(atlas.flows_calling("orders", &prod), [2]);
}

#[tokio::test]
async fn each_thing_wrong_is_found_once_and_worst_first() {
    let mut slow = function(vec![("PROD", at(1))]);
    slow.timeout_seconds = 30;
    let mut forbidden = function(vec![("PROD", at(1))]);
    forbidden.permitted = vec![None];
    let atlas = Small {
        flows: vec![
            ("forbidden", flow(&[call("forbidden:PROD"), call("forbidden:PROD")])),
            ("live", flow(&[call("forbidden")])),
            ("slow", flow(&[call("slow:PROD")])),
            ("template", flow(&[Step::Call("arn:aws:lambda:<REGION>:x".to_owned())])),
            ("broken", "{\"Version\":\"2019-10-30\",\"StartAction\":\"x\",\"Actions\":[]}".into()),
            ("junk", "junk".to_owned()),
        ],
        functions: BTreeMap::from([("slow", slow), ("forbidden", forbidden)]),
        ..Small::default()
    }
    .scan()
    .await;
    insta::assert_debug_snapshot!(codes(&atlas), @r#"
    [
        "not-permitted",
        "not-permitted",
        "no-function",
        "broken-flow",
        "unreadable",
        "every-save-is-live",
        "timeout-too-long",
    ]
    "#);
}

#[tokio::test]
async fn what_aws_does_not_say_is_said_and_never_guessed() {
    let atlas = Small {
        flows: vec![("alias", flow(&[call("orders:PROD")]))],
        functions_fail: true,
        ..Small::default()
    }
    .scan()
    .await;
    assert_eq!(atlas.incomplete.len(), 1);
    assert!(told(&atlas).contains("Unknown"), "{}", told(&atlas));
}

#[tokio::test]
async fn an_alias_that_moves_is_taken_in_everywhere() {
    let mut atlas = Small {
        flows: vec![("alias", flow(&[call("orders:PROD"), call("orders:OLD")]))],
        functions: BTreeMap::from([("orders", function(vec![("PROD", at(1)), ("OLD", at(1))]))]),
        ..Small::default()
    }
    .scan()
    .await;
    let moved = Alias {
        name: "PROD".parse().expect("a name"),
        routing: split(25.0),
        description: String::new(),
        revision_id: "r2".to_owned(),
    };
    atlas.set_alias("orders", &moved);
    insta::assert_snapshot!(told(&atlas), @r#"
    alias: orders ["75 % 1", "25 % 2"]
    alias: orders ["100 % 1"]
    "#);
}

#[tokio::test]
async fn where_nobody_can_say_what_is_called_is_said_with_the_way_there() {
    let atlas = Small {
        flows: vec![
            ("entry", flow(&[Step::Transfer("next"), Step::Module("lookup")])),
            ("junk", "junk".to_owned()),
            ("next", flow(&[Step::Transfer("$.Attributes.where"), Step::Transfer("junk")])),
            ("plain", flow(&[call("orders:PROD")])),
        ],
        functions: BTreeMap::from([("orders", function(vec![("PROD", at(1))]))]),
        ..Small::default()
    }
    .scan()
    .await;
    let mut told = Vec::new();
    for entry in &atlas.flows {
        for gap in &entry.gaps {
            let name = |&flow: &usize| atlas.flows[flow].summary.name.as_str();
            let via: Vec<&str> = gap.via.iter().map(name).collect();
            let cause = match &gap.cause {
                GapCause::Unreadable(_) => "unreadable".to_owned(),
                GapCause::AtRunTime(expression) => format!("at run time by {expression}"),
                GapCause::NotFound(target) => format!("not found: {target}"),
            };
            told.push(format!("{} through {via:?}: {cause}", entry.summary.name));
        }
    }
    insta::assert_snapshot!(told.join("\n"), @r#"
    entry through []: not found: lookup
    entry through ["next"]: at run time by $.Attributes.where
    entry through ["next", "junk"]: unreadable
    junk through []: unreadable
    next through []: at run time by $.Attributes.where
    next through ["junk"]: unreadable
    "#);
    assert_eq!(atlas.incomplete.len(), 1, "{:?}", atlas.incomplete);
    assert!(atlas.incomplete[0].contains("`junk`"));
}

#[tokio::test]
async fn a_number_enters_no_flow_only_when_aws_says_so() {
    let small = Small {
        flows: vec![("one", flow(&[]))],
        numbers: vec![("+15550100", "one"), ("+15550101", ""), ("+15550102", "deleted")],
        ..Small::default()
    };
    let entrances = |atlas: &Atlas| {
        let all = atlas.phone_numbers.iter().map(|(_, entrance)| entrance.clone());
        all.collect::<Vec<_>>()
    };
    let atlas = small.clone().scan().await;
    let [one, nowhere, unknown] = &entrances(&atlas)[..] else { panic!("three numbers") };
    assert_eq!((one, nowhere), (&Entrance::Flow(0), &Entrance::Nowhere));
    assert!(matches!(unknown, Entrance::Unknown(why) if why.contains("`deleted`")), "{unknown:?}");
    assert_eq!(codes(&atlas), ["idle-phone-number"]);

    let atlas = Small { associations_fail: true, ..small }.scan().await;
    let all = entrances(&atlas);
    assert!(all.iter().all(|it| matches!(it, Entrance::Unknown(_))), "{all:?}");
    assert_eq!(codes(&atlas), Vec::<&str>::new());
}

#[tokio::test]
async fn a_function_on_managed_instances_runs_what_was_published_last() {
    let atlas = Small {
        flows: vec![("live", flow(&[call("orders")]))],
        functions: BTreeMap::from([("orders", function(vec![("PROD", at(1))]))]),
        managed: vec!["orders"],
        ..Small::default()
    }
    .scan()
    .await;
    let found: Vec<_> = atlas.findings.iter().map(|it| it.message.as_str()).collect();
    assert!(found.iter().any(|it| it.contains("somebody publishes it")), "{found:?}");
}

#[tokio::test]
async fn a_number_that_no_list_shows_is_known_by_where_it_leads() {
    let small = Small {
        flows: vec![("one", flow(&[]))],
        numbers: vec![("+15550100", "one")],
        shared_numbers: vec![("+15550109", "one")],
        ..Small::default()
    };
    let atlas = small.scan().await;
    let told = |(number, entrance): &(PhoneNumber, Entrance)| {
        (number.number.clone(), *entrance == Entrance::Flow(0))
    };
    let told: Vec<_> = atlas.phone_numbers.iter().map(told).collect();
    assert_eq!(told, [("+15550100".into(), true), ("number +15550109".into(), true)]);
}
