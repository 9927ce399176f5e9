//! The article's story: three versions shipped in three ways, then one that
//! fails and is rolled back; and what the article's alarm was too late for.

use super::{
    super::{PauseCause, RollbackCause, Setup, State},
    driver::{Driver, setup, with_alarm, with_version_gate},
    world::{START, World},
};
use crate::{
    flow::ResponseType,
    rollout::{
        gates::{Gates, Probe, ProbeGate, ProbeTimes, Unreadable, VersionGate},
        time::Span,
    },
};

fn with_probe(setup: Setup) -> Setup {
    let probe = Probe {
        name: "caller".to_owned(),
        event: "{}".to_owned(),
        accepts: ResponseType::StringMap,
        time_limit: Span::from_secs(3),
        required_keys: vec!["version".to_owned()],
    };
    let probes = ProbeGate { probes: vec![probe], times: ProbeTimes::BeforeStart };
    Setup { gates: Gates { probes, ..setup.gates }, ..setup }
}

fn broken(calls_a_minute: u32) -> World {
    World { calls_a_minute, new_fails: 1.0, ..World::new(3) }
}

#[test]
fn three_good_versions_ship_in_three_ways() {
    for plan in ["AllAtOnce", "Linear10PercentEvery1Minute", "Canary10Percent5Minutes"] {
        let mut driver = Driver::new(with_alarm(setup(plan)), World::new(3));
        assert_eq!(driver.run(), &State::Completed, "{plan}");
    }
}

#[test]
fn a_broken_version_under_loop_traffic_rolls_back_by_itself() {
    // Few calls: the first weights reach nobody, as the article tells.
    let mut driver = Driver::new(with_alarm(setup("Linear10PercentEvery1Minute")), broken(4));
    driver.run();
    let quiet = |line: &&String| !line.contains("is OK");
    let told: Vec<&str> = driver.log.iter().filter(quiet).map(String::as_str).collect();
    insta::assert_snapshot!(told.join("\n"), @r"
        0:00 The rollout begins.
        0:00 Takes step 1.
        0:00 Moves the alias to version 7 with 10 % to version 8.
        0:00 AWS took the move.
        0:00 The alias stands at version 7 with 10 % to version 8, 400 ms after it was due.
        0:00 Watches step 1.
        1:00 Takes step 2.
        1:00 Moves the alias to version 7 with 20 % to version 8.
        1:00 AWS took the move.
        1:01 The alias stands at version 7 with 20 % to version 8, 600 ms after it was due.
        1:01 Watches step 2.
        2:00 Takes step 3.
        2:00 Moves the alias to version 7 with 30 % to version 8.
        2:00 AWS took the move.
        2:01 The alias stands at version 7 with 30 % to version 8, 600 ms after it was due.
        2:01 Watches step 3.
        3:00 The alarm `errors` fires: 1 errors within a minute
        3:00 Rolls back. The alarm `errors` fires: 1 errors within a minute
        3:00 Moves the alias to version 7.
        3:00 AWS took the move.
        3:01 The alias stands at version 7.
        3:01 Rolled back. The alarm `errors` fires: 1 errors within a minute
        ");
    assert_eq!(driver.shares().last(), Some(&0.0));
}

#[test]
fn at_thin_traffic_the_alarm_stays_silent_and_the_broken_version_ships() {
    // It takes three errors within a minute; there is one call a minute.
    let world = World { alarm_above: Some(2), ..broken(1) };
    let mut driver = Driver::new(with_alarm(setup("Linear10PercentEvery1Minute")), world);
    assert_eq!(driver.run(), &State::Completed, "the trouble that the gates below end");
}

#[test]
fn at_thin_traffic_the_version_gate_asks_instead_and_says_why() {
    let world = World { alarm_above: Some(2), ..broken(1) };
    let setup = with_alarm(setup("Linear10PercentEvery1Minute"));
    let mut driver = Driver::new(with_version_gate(setup, VersionGate::default()), world);
    driver.run_for(Span::from_mins(5));
    let Some(PauseCause::Inconclusive { reason }) = driver.paused_for() else {
        panic!("{:?}", driver.machine.state());
    };
    assert_eq!(
        reason,
        "Too little traffic to tell: the new version had 0 calls, and 11 more would show whether \
         25 % of them fail."
    );
    assert_eq!(driver.shares(), [0.0, 10.0]);
    // Nobody comes, the checks go on, and what callers suffer adds up.
    driver.run_for(Span::from_mins(120));
    let State::RolledBack(RollbackCause::Gate { reason }) = driver.machine.state() else {
        panic!("{:?}", driver.machine.state());
    };
    insta::assert_snapshot!(reason, @"The new version fails more often in this step: 5 of the new version's 5 calls, 0 of the old version's 34 calls; by chance that happens once in 575757 times.");
    assert!(driver.world.new_calls() < 10, "{} callers", driver.world.new_calls());
}

#[test]
fn with_patience_thin_traffic_gets_the_time_it_needs() {
    let gate = VersionGate { patience: Span::from_mins(600), ..VersionGate::default() };
    let setup = with_version_gate(setup("Linear50PercentEvery1Minute"), gate);
    let world = World { calls_a_minute: 2, ..World::new(3) };
    let mut driver = Driver::new(setup, world);
    assert_eq!(driver.run(), &State::Completed);
    let minutes: Vec<i64> = driver.shift_times().iter().map(|seconds| seconds / 60).collect();
    assert!((9..20).contains(&minutes[1]), "eleven calls at one a minute: {minutes:?}");
}

#[test]
fn caught_by_a_probe_a_broken_version_takes_no_call_at_all() {
    for (payload, error, why) in [
        (r#"{"errorMessage":"x is not defined"}"#, true, "x is not defined"),
        (r#"{"version":{"major":8}}"#, false, "nested object"),
        ("{}", false, "no `version`"),
    ] {
        let world = World { probe_payload: payload, probe_error: error, ..broken(60) };
        let setup = with_probe(with_alarm(setup("Linear10PercentEvery1Minute")));
        let mut driver = Driver::new(setup, world);
        let State::RolledBack(RollbackCause::Gate { reason }) = driver.run() else {
            panic!("{:?}", driver.machine.state());
        };
        assert!(reason.contains(why), "{reason}");
        assert_eq!(driver.world.new_calls(), 0);
        assert_eq!(driver.world.revision, 1, "the alias was never touched");
    }
}

#[test]
fn probes_after_steps_catch_what_breaks_on_the_way() {
    let setup = with_probe(setup("Linear10PercentEvery1Minute"));
    let probes = ProbeGate { times: ProbeTimes::EveryStep, ..setup.gates.probes };
    let unreadable = Unreadable { errors_in_a_row: 20, ..Unreadable::default() };
    let setup = Setup { gates: Gates { probes, unreadable, ..setup.gates }, ..setup };
    let mut driver = Driver::new(setup, World::new(3));
    // One that cannot be run holds the step.
    driver.run_until(START + Span::from_secs(59));
    driver.world.probe_down = true;
    driver.run_until(START + Span::from_secs(125));
    assert_eq!(driver.machine.position(), Some(1));
    driver.world.probe_down = false;
    driver.run_until(START + Span::from_secs(140));
    assert_eq!(driver.machine.position(), Some(2));
    driver.world.probe_payload = "null";
    driver.run();
    assert!(matches!(driver.machine.state(), State::RolledBack(_)));
    assert_eq!(driver.shares(), [0.0, 10.0, 20.0, 30.0, 40.0, 0.0]);
}
