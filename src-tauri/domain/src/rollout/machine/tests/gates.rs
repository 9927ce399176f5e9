//! What the gates' words lead to.

use proptest::prelude::*;

use super::{
    super::{Command, Notice, PauseCause, Refusal, RollbackCause, State},
    driver::{Driver, setup, split, with_alarm, with_version_gate},
    world::{START, World},
};
use crate::rollout::{
    gates::{Gates, Unreadable, VersionGate, WhenBlind},
    machine::Setup,
    time::Span,
};

const LINEAR: &str = "Linear20PercentEvery10Minutes";

#[test]
fn an_alarm_that_fires_before_the_start_asks() {
    let world = World { alarm_stuck: true, ..World::new(4) };
    let mut driver = Driver::new(with_alarm(setup(LINEAR)), world);
    driver.run_for(Span::from_mins(5));
    let names = vec!["errors".to_owned()];
    assert_eq!(driver.paused_for(), Some(&PauseCause::AlarmFiring { names }));
    assert_eq!(driver.world.new_calls(), 0);
    driver.tell(Command::PromoteStep);
    assert_eq!(driver.refusals, [Refusal::AlarmFires]);
    // Resuming asks the alarm, not the person: it still fires.
    driver.tell(Command::Resume);
    driver.run_for(Span::from_mins(1));
    assert!(driver.paused_for().is_some());
    driver.world.alarm_stuck = false;
    driver.run_for(Span::from_mins(1));
    assert_eq!(driver.paused_for(), Some(&PauseCause::AlarmFiring { names: Vec::new() }));
    driver.tell(Command::Resume);
    assert_eq!(driver.run(), &State::Completed);
}

#[test]
fn shipping_the_fix_anyway_is_a_choice_that_ends_with_the_alarm() {
    let world = World { alarm_stuck: true, ..World::new(4) };
    let mut driver = Driver::new(with_alarm(setup(LINEAR)), world);
    driver.run_for(Span::from_mins(1));
    driver.tell(Command::ShipAnyway);
    driver.run_for(Span::from_mins(15));
    assert_eq!(driver.machine.position(), Some(1), "the alarm is overlooked");
    driver.world.alarm_stuck = false;
    driver.run_for(Span::from_mins(1));
    driver.world.alarm_stuck = true;
    driver.run();
    assert!(matches!(driver.machine.state(), State::RolledBack(RollbackCause::Gate { .. })));
}

#[test]
fn an_alarm_rolls_back_within_the_time_that_was_promised() {
    let setup = with_alarm(setup(LINEAR));
    let promised = setup.timing.rollback_within(&setup.gates);
    for second in 0..20 {
        let mut driver = Driver::new(setup.clone(), World::new(4));
        driver.run_until(START + Span::from_mins(14) + Span::from_secs(second));
        let visible = driver.now();
        driver.world.alarm_stuck = true;
        driver.run();
        let (at, routing) = driver.world.history.last().expect("moved").clone();
        assert_eq!(routing, crate::alias::Routing::all_to(super::world::OLD));
        assert!(at.since(visible) <= promised, "{} > {promised}", at.since(visible));
    }
}

#[test]
fn the_gates_are_read_while_a_person_is_awaited() {
    let mut driver = Driver::new(with_alarm(setup(LINEAR)), World::new(4));
    driver.run_for(Span::from_mins(12));
    driver.tell(Command::Pause);
    driver.run_for(Span::from_mins(90));
    assert!(driver.measurements > 500);
    driver.world.alarm_stuck = true;
    driver.run_for(Span::from_mins(1));
    assert!(matches!(driver.machine.state(), State::RolledBack(_)));
}

#[test]
fn so_many_errors_are_put_up_with_and_the_next_one_rolls_back() {
    for (blind_for, rolled_back) in [(35, false), (45, true)] {
        let mut driver = Driver::new(with_alarm(setup(LINEAR)), World::new(4));
        driver.run_for(Span::from_mins(12));
        driver.world.unreadable = true;
        driver.run_for(Span::from_secs(blind_for));
        driver.world.unreadable = false;
        driver.run();
        let back =
            matches!(driver.machine.state(), State::RolledBack(RollbackCause::Unreadable { .. }));
        assert_eq!(back, rolled_back, "{blind_for} s: {:?}", driver.machine.state());
    }
}

#[test]
fn errors_count_in_a_row_only() {
    let mut driver = Driver::new(with_alarm(setup(LINEAR)), World::new(4));
    for _ in 0..5 {
        driver.world.unreadable = true;
        driver.run_for(Span::from_secs(35));
        driver.world.unreadable = false;
        driver.run_for(Span::from_secs(35));
    }
    assert_eq!(driver.run(), &State::Completed);
}

#[test]
fn the_counts_begin_with_the_first_shift_and_the_rounds_with_each_step() {
    let setup = with_version_gate(setup(LINEAR), VersionGate::default());
    let mut driver = Driver::new(setup, World::new(4));
    driver.run_for(Span::from_mins(9));
    let first = driver.machine.progress().first_shift.expect("shifted");
    assert!(first.since(START) < Span::from_secs(2));
    let rounds = driver.machine.progress().rounds;
    assert!(rounds > 20, "{rounds}");
    driver.run_for(Span::from_mins(2));
    assert!(driver.machine.progress().rounds < rounds);
    assert_eq!(driver.machine.progress().first_shift, Some(first));
}

#[test]
fn where_the_setup_says_so_blindness_pauses() {
    let unreadable = Unreadable { then: WhenBlind::Pause, ..Unreadable::default() };
    let base = with_alarm(setup(LINEAR));
    let setup = Setup { gates: Gates { unreadable, ..base.gates }, ..base };
    let mut driver = Driver::new(setup, World::new(4));
    driver.run_for(Span::from_mins(12));
    driver.world.unreadable = true;
    driver.run_for(Span::from_mins(60));
    assert!(matches!(driver.paused_for(), Some(PauseCause::Unreadable { .. })));
    assert_eq!(driver.world.routing, split(40.0));
    driver.world.unreadable = false;
    driver.tell(Command::Resume);
    assert_eq!(driver.run(), &State::Completed);
}

#[test]
fn a_blind_boundary_takes_no_step() {
    let mut driver = Driver::new(with_alarm(setup(LINEAR)), World::new(4));
    driver.run_until(START + Span::from_mins(10) - Span::from_secs(1));
    driver.world.unreadable = true;
    driver.run_for(Span::from_secs(30));
    assert_eq!(driver.machine.position(), Some(0));
    driver.world.unreadable = false;
    driver.run_for(Span::from_secs(15));
    assert_eq!(driver.machine.position(), Some(1));
}

#[test]
fn an_alarm_that_does_not_exist_is_an_error_unless_told_otherwise() {
    for (ignore, state) in [(false, "rolled-back"), (true, "completed")] {
        let mut setup = with_alarm(setup("AllAtOnce"));
        setup.gates.alarms.ignore_unreadable = ignore;
        let mut driver = Driver::new(setup, World { alarm_missing: true, ..World::new(4) });
        assert_eq!(driver.run().word(), state);
        assert_eq!(driver.world.new_calls(), 0, "nothing called it in time");
    }
}

#[test]
fn an_alarm_without_data_pauses_where_nothing_else_was_seen() {
    let world = || World { alarm_above: None, ..World::new(4) };
    let mut alone = Driver::new(with_alarm(setup(LINEAR)), world());
    alone.run_for(Span::from_mins(11));
    assert!(matches!(alone.paused_for(), Some(PauseCause::Inconclusive { .. })));
    let both = with_version_gate(with_alarm(setup(LINEAR)), VersionGate::default());
    let mut seen = Driver::new(both, world());
    assert_eq!(seen.run(), &State::Completed);
}

#[test]
fn no_data_at_all_pauses_and_a_person_can_go_on() {
    let setup = with_version_gate(setup(LINEAR), VersionGate::default());
    let mut driver = Driver::new(setup, World { calls_a_minute: 0, ..World::new(4) });
    driver.run_for(Span::from_mins(15));
    assert!(matches!(driver.paused_for(), Some(PauseCause::Inconclusive { .. })));
    assert!(matches!(driver.notices.last(), Some(Notice::Now(State::Paused(_)))));
    driver.tell(Command::Resume);
    driver.run_for(Span::from_mins(1));
    assert_eq!(driver.machine.position(), Some(1));
    driver.when_asked = Some(Command::Resume);
    assert_eq!(driver.run(), &State::Completed);
}

const EVERY_MINUTE: &str = "Linear10PercentEvery1Minute";

#[test]
fn steps_of_a_minute_rest_on_the_minutes_before_while_cloudwatch_is_late() {
    for (lag, calls_a_minute) in [(45, 60), (60, 60), (120, 120), (150, 180), (60, 600)] {
        for seed in 0..20 {
            let metric_lag = Span::from_secs(lag);
            let world = World { calls_a_minute, metric_lag, ..World::new(seed) };
            let setup = with_version_gate(with_alarm(setup(EVERY_MINUTE)), VersionGate::default());
            let mut driver = Driver::new(setup, world);
            assert_eq!(driver.run(), &State::Completed, "{lag} s, seed {seed}");
            let took = driver.now().since(START);
            assert!(took < Span::from_mins(15), "{took} at {lag} s, seed {seed}");
        }
    }
}

#[test]
fn callers_that_stay_away_after_a_good_beginning_pause_it() {
    for stopped_after in 1..=5 {
        for alarm_above in [None, Some(0)] {
            let world = World { alarm_above, ..World::new(4) };
            let setup = with_version_gate(with_alarm(setup(EVERY_MINUTE)), VersionGate::default());
            let mut driver = Driver::new(setup, world);
            driver.run_for(Span::from_mins(2));
            while driver.machine.position() < Some(stopped_after) {
                driver.run_for(Span::from_secs(5));
            }
            driver.world.calls_a_minute = 0;
            let taken = driver.machine.shifts().len();
            driver.run();
            let told = driver.paused_for();
            let Some(PauseCause::Inconclusive { reason }) = told else {
                panic!("step {stopped_after}: {told:?}, {:?}", driver.machine.state());
            };
            assert!(reason.contains("no call of the new version"), "{reason}");
            // What CloudWatch still shows lets a few more pass.
            let further = driver.machine.shifts().len() - taken;
            assert!(further <= 4, "{further} further steps after step {stopped_after}");
        }
    }
}

#[test]
fn callers_that_stay_away_within_a_long_step_pause_it_at_its_end() {
    let plan = "10 % 60 min, 50 % 60 min, 100 %";
    let setup = with_version_gate(setup(plan), VersionGate::default());
    let mut driver = Driver::new(setup, World::new(4));
    driver.run_for(Span::from_mins(10));
    driver.world.calls_a_minute = 0;
    driver.run_for(Span::from_mins(60));
    assert_eq!(driver.machine.position(), Some(0));
    assert!(matches!(driver.paused_for(), Some(PauseCause::Inconclusive { .. })));
    // They come back, and a person goes on.
    driver.world.next_call = driver.now();
    driver.world.calls_a_minute = 60;
    driver.run_for(Span::from_mins(5));
    driver.tell(Command::Resume);
    assert_eq!(driver.run(), &State::Completed);
}

proptest! {
    // Whatever the traffic did before, nothing is promoted on silence.
    #[test]
    fn no_step_is_taken_that_no_call_of_late_speaks_for(
        seed in any::<u64>(), minutes in prop::collection::vec(0_u32..90, 30), lag in 30_i64..150,
    ) {
        let world = World { metric_lag: Span::from_secs(lag), ..World::new(seed) };
        let setup = with_version_gate(setup("Linear10PercentEvery3Minutes"), VersionGate::default());
        let mut driver = Driver::new(setup, world);
        for calls in minutes {
            let before = driver.machine.shifts().len();
            driver.world.next_call = driver.world.next_call.max(driver.now());
            // A third of the minutes is silent.
            driver.world.calls_a_minute = calls.saturating_sub(30);
            driver.run_for(Span::from_mins(1));
            let taken = driver.machine.shifts().len() > before;
            if before > 0 && taken {
                // A call is shown late, and its minute counts whole.
                prop_assert!(driver.world.new_calls_since(Span::from_mins(6)) > 0);
            }
        }
    }
}

#[test]
fn tolerated_failures_hold_the_step_and_the_next_one_rolls_back() {
    let failures = |tolerated_failures| {
        let gate = VersionGate { tolerated_failures, ..VersionGate::default() };
        let world = World { new_fails: 1.0, ..World::new(4) };
        let mut driver = Driver::new(with_version_gate(setup(LINEAR), gate), world);
        driver.run();
        assert!(matches!(driver.machine.state(), State::RolledBack(RollbackCause::Gate { .. })));
        assert_eq!(driver.shares(), [0.0, 20.0, 0.0]);
        let (at, _) = driver.world.history.last().expect("moved");
        at.since(START)
    };
    let (at_once, third) = (failures(0), failures(2));
    let later = third - at_once;
    assert!(later >= Span::from_secs(120) && later <= Span::from_secs(150), "{later}");
}

#[test]
fn a_failure_that_is_read_again_without_new_calls_is_no_other_failure() {
    let gate = VersionGate { tolerated_failures: 5, ..VersionGate::default() };
    let world = World { new_fails: 1.0, ..World::new(4) };
    let mut driver = Driver::new(with_version_gate(setup(LINEAR), gate), world);
    while driver.machine.progress().failures == 0 {
        driver.run_for(Span::from_secs(5));
    }
    let shown = driver.world.metric_lag;
    driver.world.calls_a_minute = 0;
    driver.run_for(shown + Span::from_secs(5));
    let counted = driver.machine.progress().failures;
    driver.run_for(Span::from_mins(30));
    assert_eq!(driver.machine.progress().failures, counted, "read some two hundred times");
    // It goes no further on it either.
    assert_eq!(driver.machine.position(), Some(0));
    let Some(PauseCause::Inconclusive { reason }) = driver.paused_for() else {
        panic!("{:?}", driver.machine.state());
    };
    assert!(reason.contains("fails more often"), "{reason}");
}

#[test]
fn a_version_that_is_no_worse_ships_though_both_fail_now_and_then() {
    for seed in 0..20 {
        let world = World { new_fails: 0.05, old_fails: 0.05, ..World::new(seed) };
        let gate = VersionGate { normal: 0.05, ..VersionGate::default() };
        let mut driver = Driver::new(with_version_gate(setup(LINEAR), gate), world);
        assert_eq!(driver.run(), &State::Completed, "seed {seed}");
    }
}
