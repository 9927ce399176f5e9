//! Environments that are kept ready for the alias: Lambda keeps the version
//! before a move until those of the new one are ready.

use super::{
    super::{Attention, Command, PauseCause, RollbackCause, State},
    driver::{Driver, setup, split},
    world::{Fault, NEW, OLD, START, World},
};
use crate::{alias::Routing, rollout::time::Span, weight::Weight};

fn kept_ready(plan: &str) -> Driver {
    let world = World { warm_up: Some(Span::from_mins(4)), ..World::new(5) };
    Driver::new(setup(plan), world)
}

/// What Lambda makes of a move to the new version.
fn on_the_way() -> Routing {
    Routing { version: NEW, additional: Some((OLD, Weight::ALL)) }
}

#[test]
fn the_last_step_is_waited_for() {
    let mut driver = kept_ready("Canary10Percent5Minutes");
    driver.run_until(START + Span::from_mins(7));
    assert_eq!(driver.world.routing, on_the_way());
    assert_eq!(driver.machine.state(), &State::Promoting);
    assert_eq!(driver.machine.weight(), Weight::NONE, "nobody reaches the new version yet");
    insta::assert_snapshot!(driver.machine.sentence(), @"Gives everything to the new version. Lambda took the move; the environments kept ready for the alias are not ready for version 8 yet. 100 % of the calls go to version 7 until they are.");
    assert_eq!(driver.run(), &State::Completed);
    assert_eq!(driver.world.routing, Routing::all_to(NEW));
    let moves = driver.log.iter().filter(|line| line.contains("Moves the alias")).count();
    assert_eq!(moves, 2, "it is sent once: {:#?}", driver.log);
    assert_eq!(driver.notices.len(), 1, "nobody is asked: {:?}", driver.notices);
}

#[test]
fn a_restart_and_a_lost_answer_change_nothing_about_it() {
    let mut driver = kept_ready("AllAtOnce");
    driver.faults = [Fault::None, Fault::Lost].into();
    driver.run_for(Span::from_mins(1));
    driver.die();
    driver.run_for(Span::from_mins(1));
    assert_eq!(driver.machine.state(), &State::Promoting);
    assert_eq!(driver.run(), &State::Completed);
}

#[test]
fn environments_that_cannot_be_made_ready_pause_it_with_the_reason() {
    let mut driver = kept_ready("AllAtOnce");
    driver.world.warm_up_fails = true;
    driver.run_for(Span::from_mins(2));
    let Some(PauseCause::CallsFailing { reason }) = driver.paused_for() else {
        panic!("{:?}", driver.machine.state())
    };
    insta::assert_snapshot!(reason, @"Lambda took the move; the environments kept ready for the alias are not ready for version 8 yet. 100 % of the calls go to version 7 until they are. AWS says: FUNCTION_ERROR_INIT_FAILURE. Mend what keeps them from starting, or end the alias's provisioned concurrency, then go on.");
    // Once it is mended, Lambda goes on by itself, and so does the rollout.
    driver.world.warm_up_fails = false;
    assert_eq!(driver.run_for(Span::from_mins(5)), &State::Completed);
}

#[test]
fn what_takes_too_long_pauses_and_still_ends() {
    let mut driver = kept_ready("AllAtOnce");
    driver.world.warm_up = Some(Span::from_mins(40));
    driver.run_for(Span::from_mins(20));
    assert!(matches!(driver.paused_for(), Some(PauseCause::CallsFailing { .. })));
    driver.tell(Command::Resume);
    driver.run_for(Span::from_mins(5));
    assert_eq!(driver.machine.state(), &State::Promoting, "a person waits on");
    assert_eq!(driver.run_for(Span::from_mins(20)), &State::Completed);
}

#[test]
fn an_abort_goes_back_at_once() {
    let mut driver = kept_ready("AllAtOnce");
    driver.run_for(Span::from_mins(1));
    driver.tell(Command::Abort);
    driver.run_for(Span::from_secs(5));
    assert_eq!(
        driver.world.routing,
        Routing { version: OLD, additional: Some((NEW, Weight::ALL)) }
    );
    assert!(matches!(driver.machine.state(), State::RollingBack(_)));
    assert!(matches!(driver.run(), State::RolledBack(RollbackCause::Person { .. })));
    assert_eq!(driver.world.routing, Routing::all_to(OLD));
}

#[test]
fn a_way_back_that_fails_needs_a_person() {
    let mut driver = kept_ready("AllAtOnce");
    driver.run_for(Span::from_mins(1));
    driver.world.warm_up_fails = true;
    driver.tell(Command::Abort);
    let failed =
        |state: &State| matches!(state, State::NeedsAttention(Attention::CallRefused { .. }));
    assert!(failed(driver.run()));
    // Trying again sends the move back once more, over what Lambda left.
    driver.world.warm_up = None;
    driver.tell(Command::Abort);
    assert!(matches!(driver.run(), State::RolledBack(_)));
}

#[test]
fn without_environments_the_same_split_is_somebody_elses() {
    let mut driver = Driver::new(setup("AllAtOnce"), World::new(5));
    driver.faults = [Fault::None, Fault::Lost].into();
    driver.run_for(Span::from_millis(250));
    driver.world.meddle(on_the_way());
    driver.run_for(Span::from_mins(1));
    assert!(matches!(driver.paused_for(), Some(PauseCause::Drift(_))));
}

#[test]
fn what_somebody_else_moves_meanwhile_is_theirs() {
    for other in [split(25.0), Routing::all_to(OLD)] {
        let mut driver = kept_ready("AllAtOnce");
        driver.run_for(Span::from_mins(1));
        driver.world.warm_at = None;
        driver.world.meddle(other.clone());
        driver.run_for(Span::from_mins(1));
        assert!(matches!(driver.paused_for(), Some(PauseCause::Drift(_))), "{other:?}");
    }
}

#[test]
fn environments_that_are_no_longer_kept_are_not_waited_for() {
    let mut driver = kept_ready("AllAtOnce");
    driver.run_for(Span::from_mins(1));
    (driver.world.warm_up, driver.world.warm_at) = (None, None);
    assert_eq!(driver.run(), &State::Completed);
}

#[test]
fn an_abort_just_when_lambda_is_done_goes_back_as_well() {
    let mut driver = kept_ready("AllAtOnce");
    driver.run_for(Span::from_mins(1));
    driver.world.warm_at = None;
    driver.world.meddle(Routing::all_to(NEW));
    driver.tell(Command::Abort);
    assert!(matches!(driver.run(), State::RolledBack(RollbackCause::Person { .. })));
    assert_eq!(driver.world.routing, Routing::all_to(OLD));
}
