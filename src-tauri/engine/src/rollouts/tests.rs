//! Rollouts on a fake account, on fast time.

mod copies;
mod deploy;
mod drafts;
mod followed;
mod guarded;
mod hand_over;
mod journal_fails;
pub(crate) mod lab;
mod others;
mod posts;
pub(crate) mod started;
mod warm_up;

use std::sync::{Arc, atomic::Ordering};

use crossfade_domain::{
    alias::Routing,
    flow::ResponseType,
    qualifier::Version,
    rollout::{
        gates::{AlarmGate, Gates, Probe, ProbeGate, VersionGate},
        machine::{Command, PauseCause, State},
        time::Span,
    },
    weight::Weight,
};

use crate::{
    chart::{Chart, Lane, Range, Stretch, chart, chart_between},
    failure::FailureKind,
    journal::{Journal, Stage},
};
use jiff::SignedDuration;
use lab::{Lab, NEW, OLD, start, until, wish};

const LINEAR: &str = "Linear10PercentEvery1Minute";
/// For what must not be over by itself meanwhile.
const SLOW: &str = "Linear10PercentEvery10Minutes";

fn journal() -> (tempfile::TempDir, Journal) {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = Journal::open(folder.path()).expect("a journal");
    (folder, journal)
}

fn watched() -> Gates {
    let alarms = AlarmGate { names: vec!["errors".to_owned()], ignore_unreadable: false };
    Gates { alarms, version: Some(VersionGate::default()), ..Gates::default() }
}

fn at_rest(state: &State) -> bool {
    state.is_at_rest()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_linear_rollout_takes_its_ten_steps_and_is_journalled() {
    let (_folder, journal) = journal();
    let lab = Lab::new();
    let rollouts = lab.rollouts(&journal);
    let id = start(&rollouts, wish("orders", LINEAR, watched())).await.expect("started");
    let entry = until(&rollouts, &id, at_rest).await;
    assert_eq!(entry.standing.stage, Stage::Completed, "{}", entry.standing.sentence);
    assert_eq!(lab.routing("orders"), Routing::all_to(NEW));
    let weights = lab.weights("orders");
    assert_eq!(weights, [0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 100.0]);
    let view = rollouts.view(&id).await.expect("a view");
    assert_eq!(view.moves.len(), 10);
    assert_eq!(entry.start.note, "a test");
    let records = rollouts.records(&id, 0).await.expect("records");
    assert!(records.iter().any(|record| record.kind == "measured"));
    let numbers: Vec<u32> = records.iter().map(|record| record.number).collect();
    assert!(numbers.iter().copied().eq(1..=records.len().try_into().expect("few")));
    assert!(rollouts.driven_here().await.is_empty() || entry.standing.ended_at.is_some());
}

/// How a rollout stands whose probes caught the version before any caller met it.
async fn caught_by_a_probe(lab: &Arc<Lab>) -> String {
    let (_folder, journal) = journal();
    let rollouts = lab.rollouts(&journal);
    let probe = Probe {
        name: "menu".to_owned(),
        event: "{}".to_owned(),
        accepts: ResponseType::StringMap,
        time_limit: Span::from_secs(8),
        required_keys: Vec::new(),
    };
    let probes = ProbeGate { probes: vec![probe], ..ProbeGate::default() };
    let gates = Gates { probes, ..watched() };
    let id = start(&rollouts, wish("orders", LINEAR, gates)).await.expect("started");
    let entry = until(&rollouts, &id, at_rest).await;
    assert_eq!(entry.standing.stage, Stage::RolledBack);
    assert!(entry.standing.sentence.contains("Probe `menu`"), "{}", entry.standing.sentence);
    assert_eq!(lab.weights("orders"), [0.0], "no caller ever reached it");
    entry.standing.sentence
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_version_that_probes_catch_takes_no_call() {
    let lab = Lab::new();
    lab.pull().broken.insert(8);
    caught_by_a_probe(&lab).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_that_hangs_for_longer_than_the_flow_waits_has_failed_its_probe() {
    let lab = Lab::new();
    lab.pull().hangs = true;
    let sentence = caught_by_a_probe(&lab).await;
    assert!(sentence.contains("no answer came within"), "{sentence}");
}

/// The article's trouble: one call a minute, so the alarm stays silent.
#[tokio::test(flavor = "multi_thread")]
async fn at_one_call_a_minute_the_version_gate_does_not_let_a_broken_version_pass() {
    let (_folder, journal) = journal();
    let lab = Lab::new();
    lab.pull().broken.insert(8);
    lab.pull().calls_a_minute = 1.0;
    let rollouts = lab.rollouts(&journal);
    let id = start(&rollouts, wish("orders", LINEAR, watched())).await.expect("started");
    let stopped = |state: &State| state.is_at_rest() || matches!(state, State::Paused(_));
    let entry = until(&rollouts, &id, stopped).await;
    let reason = &entry.standing.sentence;
    assert!(matches!(entry.standing.stage, Stage::Paused | Stage::RolledBack), "{reason}");
    assert!(reason.contains("Too little traffic to tell") || reason.contains("fails"), "{reason}");
    assert!(lab.weights("orders").iter().all(|weight| *weight <= 10.0));
    // The alarm alone: the same rollout goes through, broken as it is, because
    // so few callers never make two errors a minute.
    let alone = Gates { version: None, ..watched() };
    let id = start(&rollouts, wish("others", LINEAR, alone.clone())).await.expect("started");
    let entry = until(&rollouts, &id, at_rest).await;
    assert_eq!(entry.standing.stage, Stage::Completed);
    // It is not deaf: with more callers it fires at the first step.
    let busy = Lab::new();
    busy.pull().broken.insert(8);
    let (_folder, journal) = self::journal();
    let rollouts = busy.rollouts(&journal);
    let id = start(&rollouts, wish("orders", LINEAR, alone)).await.expect("started");
    let entry = until(&rollouts, &id, at_rest).await;
    assert_eq!(entry.standing.stage, Stage::RolledBack, "{}", entry.standing.sentence);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alarm_rolls_back_and_lost_answers_change_nothing() {
    let (_folder, journal) = journal();
    let lab = Lab::new();
    lab.pull().lose_every = 2;
    let rollouts = lab.rollouts(&journal);
    let id = start(&rollouts, wish("orders", LINEAR, watched())).await.expect("started");
    until(&rollouts, &id, |state| matches!(state, State::Watching { step: 3 })).await;
    lab.pull().firing = true;
    let entry = until(&rollouts, &id, at_rest).await;
    assert_eq!(entry.standing.stage, Stage::RolledBack);
    assert_eq!(lab.routing("orders"), Routing::all_to(OLD));
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_elses_move_stops_it_and_is_answered_by_a_person() {
    let (_folder, journal) = journal();
    let lab = Lab::new();
    let rollouts = lab.rollouts(&journal);
    let id = start(&rollouts, wish("orders", LINEAR, watched())).await.expect("started");
    until(&rollouts, &id, |state| matches!(state, State::Watching { step: 2 })).await;
    lab.meddle("orders", Routing::all_to(NEW));
    let drifted =
        |state: &State| matches!(state, State::Paused(PauseCause::Drift(_))) || state.is_at_rest();
    let entry = until(&rollouts, &id, drifted).await;
    assert_eq!(entry.standing.stage, Stage::Paused, "{}", entry.standing.sentence);
    let refused = rollouts.steer(&id, Command::PromoteFully).await.expect_err("refused");
    assert_eq!(refused.kind, FailureKind::Conflict);
    let seen = Routing::all_to(NEW);
    rollouts.steer(&id, Command::Adopt { seen }).await.expect("adopted");
    let entry = until(&rollouts, &id, at_rest).await;
    assert_eq!(entry.standing.stage, Stage::Completed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chart_shows_versions_that_cloudwatch_does_not_list() {
    let lab = Lab::new();
    let began = lab.clock.now();
    let half = Weight::from_percent(50.0).expect("a share");
    lab.meddle("orders", Routing { version: OLD, additional: Some((NEW, half)) });
    lab.clock.sleep_until(began + SignedDuration::from_mins(3)).await;
    let (account, alias) = (lab.account(), "PROD".parse().expect("a name"));
    let lanes = |chart: Chart| -> Vec<Lane> { chart.lines.iter().map(|it| it.lane).collect() };
    let (old, new) = (Lane::Version(OLD), Lane::Version(NEW));
    let now = lab.clock.now();
    let live = chart(&account, now, "orders", Some(&alias), Range::Hour).await.expect("a chart");
    assert_eq!(lanes(live), [old, new], "the alias calls both");
    // Long after a rollout the alias calls neither of its versions.
    lab.meddle("orders", Routing::all_to(Version::Published(9)));
    let past = |versions| Stretch { from: began, to: now, versions };
    let about = past(vec![OLD, NEW]);
    let known = chart_between(&account, now, "orders", &alias, &about).await.expect("a chart");
    assert_eq!(lanes(known), [old, new]);
    let unknown = past(Vec::new());
    let unknown = chart_between(&account, now, "orders", &alias, &unknown).await.expect("a chart");
    assert!(!lanes(unknown).contains(&new));
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_rollouts_are_measured_with_as_few_calls_as_one() {
    let calls = |lab: &Lab| {
        (lab.metric_calls.load(Ordering::Relaxed), lab.alarm_calls.load(Ordering::Relaxed))
    };
    let mut seen = Vec::new();
    for number in [1, 50] {
        let (_folder, journal) = journal();
        let lab = Lab::new();
        let rollouts = lab.rollouts(&journal);
        let mut ids = Vec::new();
        for index in 0..number {
            let plan = "50 % 10 min, 100 %";
            let one = wish(&format!("f{index}"), plan, watched());
            ids.push(start(&rollouts, one).await.expect("started"));
        }
        for id in &ids {
            until(&rollouts, id, |state| matches!(state, State::Watching { .. })).await;
        }
        let before = calls(&lab);
        let began = lab.clock.now();
        for id in &ids {
            until(&rollouts, id, at_rest).await;
        }
        let minutes = lab.clock.now().duration_since(began).as_secs_f64() / 60.0;
        let after = calls(&lab);
        seen.push((
            f64::from(after.0 - before.0) / minutes,
            f64::from(after.1 - before.1) / minutes,
        ));
    }
    let [one, fifty] = seen[..] else { unreachable!("two runs") };
    // Six rounds a minute each; a few more while the fifty fall into step.
    assert!(fifty.0 < 3.0 * one.0 && fifty.1 < 3.0 * one.1, "{one:?} and {fifty:?} a minute");
}
