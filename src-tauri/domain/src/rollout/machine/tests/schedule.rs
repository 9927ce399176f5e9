//! Steps come when they are due, and never two at once.

use super::{
    super::{Command, State},
    driver::{Driver, setup, split, with_alarm},
    world::{Fault, START, World},
};
use crate::rollout::{plan::Predefined, time::Span};

#[test]
fn every_predefined_shape_moves_when_code_deploy_would() {
    let told = Predefined::ALL.map(|named| {
        let mut driver = Driver::new(setup(&named.sam_name()), World::new(1));
        assert_eq!(driver.run(), &State::Completed);
        let minutes: Vec<String> = driver
            .shift_times()
            .iter()
            .zip(driver.shares().iter().skip(1))
            .map(|(seconds, share)| format!("{share}%@{}", (seconds + 1) / 60))
            .collect();
        format!("{named:?}: {}", minutes.join(" "))
    });
    insta::assert_snapshot!(told.join("\n"), @r"
        AllAtOnce: 100%@0
        Canary10Percent5Minutes: 10%@0 100%@5
        Canary10Percent10Minutes: 10%@0 100%@10
        Canary10Percent15Minutes: 10%@0 100%@15
        Canary10Percent30Minutes: 10%@0 100%@30
        Linear10PercentEvery1Minute: 10%@0 20%@1 30%@2 40%@3 50%@4 60%@5 70%@6 80%@7 90%@8 100%@9
        Linear10PercentEvery2Minutes: 10%@0 20%@2 30%@4 40%@6 50%@8 60%@10 70%@12 80%@14 90%@16 100%@18
        Linear10PercentEvery3Minutes: 10%@0 20%@3 30%@6 40%@9 50%@12 60%@15 70%@18 80%@21 90%@24 100%@27
        Linear10PercentEvery10Minutes: 10%@0 20%@10 30%@20 40%@30 50%@40 60%@50 70%@60 80%@70 90%@80 100%@90
        ");
}

#[test]
fn the_schedule_does_not_drift_over_a_hundred_steps() {
    let mut driver = Driver::new(with_alarm(setup("Linear1PercentEvery1Minute")), World::new(1));
    assert_eq!(driver.run(), &State::Completed);
    let shifts = driver.machine.shifts();
    assert_eq!(shifts.len(), 100);
    let first = shifts[0].due;
    for (step, shift) in (0_u32..).zip(shifts) {
        assert_eq!(shift.due.since(first), Span::from_mins(1) * step, "step {step}");
        assert!(shift.late() < Span::from_secs(2), "step {step} came {} late", shift.late());
    }
}

#[test]
fn readings_that_are_shared_make_a_step_late_by_one_round_at_most() {
    let setup = with_alarm(setup("Linear1PercentEvery1Minute"));
    let mut driver = Driver::new(setup, World::new(1));
    driver.rounds = Some(Span::from_secs(9));
    assert_eq!(driver.run(), &State::Completed);
    let shifts = driver.machine.shifts();
    let first = shifts[0].due;
    for (step, shift) in (0_u32..).zip(shifts).skip(1) {
        assert_eq!(shift.due.since(first), Span::from_mins(1) * step, "step {step}");
        assert!(shift.late() < Span::from_secs(11), "step {step} came {} late", shift.late());
    }
}

#[test]
fn a_step_that_came_late_is_watched_in_full() {
    let mut driver = Driver::new(setup("Linear25PercentEvery1Minute"), World::new(1));
    // The second step's first tries fail: 1 + 2 + 4 + 8 + 16 s of waiting.
    driver.run_for(Span::from_secs(55));
    driver.faults = [Fault::Throttled, Fault::None].repeat(5).into();
    assert_eq!(driver.run(), &State::Completed);
    let times = driver.shift_times();
    let waits: Vec<i64> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(waits[0] > 85, "{times:?}");
    assert!((60..=62).contains(&waits[1]) && (59..=61).contains(&waits[2]), "{times:?}");
}

#[test]
fn after_sleep_it_looks_takes_one_step_and_watches_that_in_full() {
    let mut driver = Driver::new(with_alarm(setup("Linear10PercentEvery1Minute")), World::new(1));
    driver.run_for(Span::from_secs(150));
    assert_eq!(driver.machine.position(), Some(2));
    driver.sleep(Span::from_mins(45));
    driver.log.clear();
    driver.run_for(Span::from_secs(130));
    insta::assert_snapshot!(driver.log.join("\n"), @r"
        47:30 Woken 44 min 59 s 600 ms late; looks at the alias first.
        47:30 The alarm `errors` is OK: 0 errors within a minute
        47:30 Takes step 4.
        47:30 Moves the alias to version 7 with 40 % to version 8.
        47:30 AWS took the move.
        47:30 The alias stands at version 7 with 40 % to version 8, 44 min 30 s 400 ms after it was due.
        47:30 The step came late; its full watch begins now.
        47:30 Watches step 4.
        47:40 The alarm `errors` is OK: 0 errors within a minute
        47:50 The alarm `errors` is OK: 0 errors within a minute
        48:00 The alarm `errors` is OK: 0 errors within a minute
        48:10 The alarm `errors` is OK: 0 errors within a minute
        48:20 The alarm `errors` is OK: 0 errors within a minute
        48:30 The alarm `errors` is OK: 0 errors within a minute
        48:31 The alarm `errors` is OK: 0 errors within a minute
        48:31 Takes step 5.
        48:31 Moves the alias to version 7 with 50 % to version 8.
        48:31 AWS took the move.
        48:31 The alias stands at version 7 with 50 % to version 8, 800 ms after it was due.
        48:31 Watches step 5.
        48:41 The alarm `errors` is OK: 0 errors within a minute
        48:51 The alarm `errors` is OK: 0 errors within a minute
        49:01 The alarm `errors` is OK: 0 errors within a minute
        49:11 The alarm `errors` is OK: 0 errors within a minute
        49:21 The alarm `errors` is OK: 0 errors within a minute
        49:31 The alarm `errors` is OK: 0 errors within a minute
        49:31 Takes step 6.
        49:31 Moves the alias to version 7 with 60 % to version 8.
        49:31 AWS took the move.
        49:31 The alias stands at version 7 with 60 % to version 8, 600 ms after it was due.
        49:31 Watches step 6.
        ");
    assert_eq!(driver.run(), &State::Completed);
    let waits: Vec<i64> = driver.shift_times().windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(waits.iter().all(|wait| *wait >= 59), "{waits:?}");
}

#[test]
fn a_short_nap_within_a_watch_changes_nothing() {
    let mut driver = Driver::new(setup("Canary10Percent30Minutes"), World::new(1));
    driver.run_for(Span::from_mins(5));
    driver.sleep(Span::from_mins(20));
    assert_eq!(driver.run(), &State::Completed);
    assert_eq!(driver.shift_times()[1] / 60, 30);
}

#[test]
fn a_clock_set_back_does_not_hold_the_rollout_up() {
    let mut driver = Driver::new(with_alarm(setup("Linear50PercentEvery10Minutes")), World::new(1));
    driver.run_for(Span::from_mins(4));
    driver.set_clock(Span::from_mins(-180));
    let left = driver.machine.watch().expect("watching").until;
    assert!(left.since(driver.now()) > Span::from_mins(180));
    driver.run_for(Span::from_mins(5));
    assert_eq!(driver.machine.position(), Some(0), "six minutes were left, not five");
    // Nobody can tell how much of the last wait had passed when it was set.
    driver.run_for(Span::from_secs(75));
    assert_eq!(driver.machine.state(), &State::Completed);
}

#[test]
fn a_clock_set_forward_takes_one_step_at_most() {
    let mut driver = Driver::new(with_alarm(setup("Linear10PercentEvery10Minutes")), World::new(1));
    driver.run_for(Span::from_mins(4));
    driver.set_clock(Span::from_mins(600));
    driver.run_for(Span::from_mins(9));
    assert_eq!(driver.machine.position(), Some(1));
    driver.run_for(Span::from_mins(2));
    assert_eq!(driver.machine.position(), Some(2));
}

#[test]
fn the_last_step_is_watched_where_the_plan_says_so() {
    let mut driver = Driver::new(setup("10 % 1 min, 100 % 5 min"), World::new(1));
    driver.run_for(Span::from_mins(3));
    assert_eq!(driver.world.routing, split(100.0), "still one move away from the old version");
    assert_eq!(driver.run(), &State::Completed);
    let told: Vec<i64> = driver.shift_times().iter().map(|seconds| seconds / 60).collect();
    assert_eq!(told, [0, 1, 6]);
}

#[test]
fn a_plan_that_pauses_waits_for_a_person() {
    let mut driver = Driver::new(setup("5 % 10 min, pause, 100 %"), World::new(1));
    driver.people.push_back((START + Span::from_mins(60), Command::Resume));
    assert_eq!(driver.run(), &State::Completed);
    let told: Vec<i64> = driver.shift_times().iter().map(|seconds| seconds / 60).collect();
    assert_eq!(told, [0, 60]);
}

#[test]
fn the_outlook_follows_the_schedule() {
    let mut driver = Driver::new(setup("Linear25PercentEvery1Minute"), World::new(1));
    driver.run_for(Span::from_secs(70));
    let ahead = driver.machine.outlook(driver.now());
    let told: Vec<(f64, i64)> = ahead
        .iter()
        .map(|step| (step.weight.percent(), step.shift.since(START).millis() / 1000))
        .collect();
    assert_eq!(told, [(75.0, 120), (100.0, 180)]);
    driver.tell(Command::Abort);
    assert!(driver.machine.outlook(driver.now()).is_empty());
}
