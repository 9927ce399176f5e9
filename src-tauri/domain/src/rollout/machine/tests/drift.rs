//! Somebody else moves the alias.

use super::{
    super::{Attention, Command, Drift, PauseCause, Refusal, RollbackCause, State},
    driver::{Driver, setup, split, with_alarm},
    world::{NEW, OLD, START, World},
};
use crate::{alias::Routing, qualifier::Version, rollout::time::Span, weight::Weight};

/// Watches 40 %, and then somebody moves the alias.
fn drifted(found: &Routing) -> Driver {
    let mut driver = Driver::new(with_alarm(setup("Linear20PercentEvery10Minutes")), World::new(5));
    driver.run_for(Span::from_mins(12));
    driver.world.meddle(found.clone());
    driver.run_for(Span::from_mins(1));
    let drift = Drift { expected: split(40.0), found: found.clone() };
    assert_eq!(driver.paused_for(), Some(&PauseCause::Drift(drift)));
    driver
}

fn other() -> Routing {
    let weight = Weight::from_percent(10.0).expect("a share");
    Routing { version: OLD, additional: Some((Version::Published(9), weight)) }
}

#[test]
fn it_stops_and_never_overwrites_unasked() {
    let mut driver = drifted(&other());
    driver.run_for(Span::from_mins(600));
    assert_eq!(driver.world.routing, other());
    assert!(driver.log.iter().any(|line| line.contains("version 9")), "{:?}", driver.log);
}

#[test]
fn a_change_between_look_and_move_is_refused_and_shown() {
    let mut driver = Driver::new(setup("Linear20PercentEvery10Minutes"), World::new(5));
    driver.run_until(START + Span::from_mins(10) - Span::from_secs(1));
    driver.world.meddle(other());
    driver.run_for(Span::from_secs(10));
    assert!(matches!(driver.paused_for(), Some(PauseCause::Drift(_))));
    assert_eq!(driver.world.routing, other());
}

#[test]
fn a_step_that_somebody_undid_before_it_was_verified_is_not_taken_again() {
    let mut driver = Driver::new(setup("Linear20PercentEvery10Minutes"), World::new(5));
    driver.run_until(START + Span::from_mins(10) - Span::from_millis(1));
    while driver.world.routing == split(20.0) {
        driver.run_for(Span::from_millis(10));
    }
    driver.world.meddle(split(20.0));
    driver.run_for(Span::from_mins(60));
    let drift = Drift { expected: split(40.0), found: split(20.0) };
    assert_eq!(driver.paused_for(), Some(&PauseCause::Drift(drift)));
    assert_eq!(driver.world.routing, split(20.0));
    driver.tell(Command::Overwrite { seen: split(20.0) });
    driver.run_for(Span::from_secs(2));
    assert_eq!(driver.world.routing, split(40.0));
}

#[test]
fn a_change_that_moved_no_calls_does_not_stop_it() {
    let mut driver = Driver::new(setup("Linear20PercentEvery10Minutes"), World::new(5));
    driver.run_until(START + Span::from_mins(10) - Span::from_secs(1));
    driver.world.revision += 1; // a new description
    assert_eq!(driver.run(), &State::Completed);
}

#[test]
fn a_left_over_weight_of_nothing_is_no_drift() {
    let mut world = World::new(5);
    world.routing.additional = Some((Version::Published(3), Weight::NONE));
    let mut driver = Driver::new(setup("AllAtOnce"), world);
    assert_eq!(driver.run(), &State::Completed);
}

#[test]
fn adopting_goes_on_from_where_it_stands() {
    let mut driver = drifted(&split(70.0));
    driver.tell(Command::Adopt { seen: split(70.0) });
    assert_eq!(driver.machine.state(), &State::Watching { step: 2 });
    driver.run_for(Span::from_mins(9));
    assert_eq!(driver.world.routing, split(70.0), "watched in full");
    driver.run_for(Span::from_mins(2));
    assert_eq!(driver.world.routing, split(80.0));
    assert_eq!(driver.run(), &State::Completed);
}

#[test]
fn adopting_an_end_ends_it() {
    let mut forward = drifted(&Routing::all_to(NEW));
    forward.tell(Command::Adopt { seen: Routing::all_to(NEW) });
    assert_eq!(forward.machine.state(), &State::Completed);
    let mut back = drifted(&Routing::all_to(OLD));
    back.tell(Command::Adopt { seen: Routing::all_to(OLD) });
    let cause = RollbackCause::Adopted { who: "ana".to_owned() };
    assert_eq!(back.machine.state(), &State::RolledBack(cause));
}

#[test]
fn what_takes_part_of_other_versions_cannot_be_adopted() {
    let mut driver = drifted(&other());
    driver.tell(Command::Adopt { seen: other() });
    assert_eq!(driver.refusals, [Refusal::CannotAdopt]);
}

#[test]
fn overwriting_takes_the_step_again() {
    let mut driver = drifted(&other());
    driver.tell(Command::Overwrite { seen: other() });
    driver.run_for(Span::from_secs(5));
    assert_eq!(driver.world.routing, split(40.0));
    assert_eq!(driver.machine.state(), &State::Watching { step: 1 });
    assert_eq!(driver.run(), &State::Completed);
}

#[test]
fn an_overwrite_outlives_a_restart() {
    let mut driver = drifted(&other());
    driver.tell(Command::Overwrite { seen: other() });
    driver.die();
    driver.run_for(Span::from_secs(30));
    assert_eq!(driver.world.routing, split(40.0));
}

#[test]
fn an_overwrite_after_a_restart_looks_first() {
    let mut driver = drifted(&other());
    driver.tell(Command::Abort);
    assert!(driver.run().is_at_rest());
    driver.die();
    let looks = driver.looks;
    driver.tell(Command::Overwrite { seen: other() });
    assert_eq!((driver.looks, &driver.world.routing), (looks + 1, &other()));
    assert!(matches!(driver.run(), State::RolledBack(_)));
}

#[test]
fn what_was_adopted_soon_after_a_step_is_watched_in_full() {
    let mut quick = setup("Linear20PercentEvery10Minutes");
    quick.timing.look = Span::from_secs(3);
    let mut driver = Driver::new(quick, World::new(5));
    driver.run_until(START + Span::from_mins(10) + Span::from_secs(10));
    driver.world.meddle(split(45.0));
    driver.run_for(Span::from_secs(10));
    driver.tell(Command::Adopt { seen: split(45.0) });
    let watch = driver.machine.watch().expect("watching");
    assert_eq!(watch.until.since(driver.now()), Span::from_mins(10));
}

#[test]
fn what_was_seen_must_still_be_so() {
    let mut driver = drifted(&other());
    driver.world.meddle(split(1.0));
    driver.run_for(Span::from_mins(1));
    driver.tell(Command::Overwrite { seen: other() });
    assert_eq!(driver.refusals, [Refusal::MovedAgain]);
    assert_eq!(driver.world.routing, split(1.0));
    // And when nobody has looked since, the revision says so.
    driver.world.meddle(split(2.0));
    driver.tell(Command::Overwrite { seen: split(1.0) });
    driver.run_for(Span::from_secs(5));
    assert_eq!(driver.world.routing, split(2.0));
    assert!(matches!(driver.paused_for(), Some(PauseCause::Drift(_))));
}

#[test]
fn leaving_ends_it_and_touches_nothing() {
    let mut driver = drifted(&other());
    driver.tell(Command::Leave);
    let left = Attention::LeftAsFound { who: "ana".to_owned(), found: other() };
    assert_eq!(driver.run(), &State::NeedsAttention(left));
    assert_eq!(driver.world.routing, other());
    driver.tell(Command::Resume);
    assert_eq!(driver.refusals, [Refusal::Over("left as it was found")]);
}

#[test]
fn put_back_by_whoever_moved_it_a_resume_goes_on() {
    let mut driver = drifted(&other());
    driver.world.meddle(split(40.0));
    driver.run_for(Span::from_mins(60));
    assert!(matches!(driver.paused_for(), Some(PauseCause::Drift(drift)) if drift.is_over()));
    driver.tell(Command::Overwrite { seen: other() });
    assert_eq!(driver.refusals, [Refusal::NotDrifted]);
    driver.tell(Command::Resume);
    assert_eq!(driver.run(), &State::Completed);
}

#[test]
fn an_abort_over_a_drift_comes_to_rest_and_asks() {
    let mut driver = drifted(&other());
    driver.tell(Command::Abort);
    let drift = Drift { expected: split(40.0), found: other() };
    let state = State::NeedsAttention(Attention::Drift(drift));
    // The move back carries the revision that showed the drift; a look comes first.
    assert_eq!(driver.run(), &state);
    assert_eq!(driver.world.routing, other());
    driver.tell(Command::Overwrite { seen: other() });
    assert!(matches!(driver.run(), State::RolledBack(RollbackCause::Person { .. })));
    assert_eq!(driver.world.routing, Routing::all_to(OLD));
}

#[test]
fn rolled_back_by_somebody_else_during_a_rollback_is_rolled_back() {
    let mut driver = Driver::new(setup("Linear20PercentEvery10Minutes"), World::new(5));
    driver.run_for(Span::from_mins(12));
    driver.world.meddle(Routing::all_to(OLD));
    driver.tell(Command::Abort);
    assert!(matches!(driver.run(), State::RolledBack(RollbackCause::Person { .. })));
}

#[test]
fn a_split_before_the_start_is_shown_and_can_be_overwritten() {
    let mut world = World::new(5);
    world.meddle(other());
    let mut driver = Driver::new(setup("Linear50PercentEvery10Minutes"), world);
    driver.run_for(Span::from_mins(1));
    assert!(matches!(driver.paused_for(), Some(PauseCause::Drift(_))));
    let mut aborted = Driver::new(setup("Linear50PercentEvery10Minutes"), World::new(5));
    aborted.world.meddle(other());
    aborted.run_for(Span::from_mins(1));
    aborted.tell(Command::Abort);
    assert!(matches!(aborted.run(), State::RolledBack(_)));
    assert_eq!(aborted.world.routing, other(), "nothing of ours to put back");
    driver.tell(Command::Overwrite { seen: other() });
    assert_eq!(driver.run(), &State::Completed);
    assert_eq!(driver.world.history[2].1, split(50.0));
}

#[test]
fn an_alias_that_is_gone_needs_a_person() {
    let mut driver = Driver::new(setup("Linear50PercentEvery10Minutes"), World::new(5));
    driver.run_for(Span::from_mins(3));
    driver.world.exists = false;
    assert_eq!(driver.run(), &State::NeedsAttention(Attention::AliasGone));
}
