//! Whatever calls come to, a rollout comes to rest, and where it says it does.

use proptest::prelude::*;

use super::{
    super::{Attention, Command, Notice, PauseCause, Refusal, State},
    driver::{Driver, setup, split, with_alarm},
    world::{Fault, NEW, OLD, START, World},
};
use crate::{alias::Routing, rollout::time::Span};

pub fn passing() -> impl Strategy<Value = Fault> {
    prop_oneof![
        3 => Just(Fault::None),
        1 => Just(Fault::Throttled),
        1 => Just(Fault::Failed),
        2 => Just(Fault::Lost),
        1 => Just(Fault::Silent),
        2 => (0_u8..120).prop_map(Fault::Late),
    ]
}

fn any_fault() -> impl Strategy<Value = Fault> {
    prop_oneof![12 => passing(), 1 => Just(Fault::Denied)]
}

/// At rest on one version, as the state says, also after everything that was
/// still on its way has arrived.
fn settled(driver: &mut Driver) -> Result<(), TestCaseError> {
    driver.world.advance(driver.now() + Span::from_mins(5));
    let stands = &driver.world.routing;
    match driver.machine.state() {
        State::RolledBack(_) => prop_assert_eq!(stands, &Routing::all_to(OLD)),
        State::Completed => prop_assert_eq!(stands, &Routing::all_to(NEW)),
        State::NeedsAttention(why) => {
            prop_assert!(matches!(why, Attention::CallRefused { .. }), "{why:?}");
        }
        State::Preparing
        | State::Shifting { .. }
        | State::Watching { .. }
        | State::Paused(_)
        | State::Promoting
        | State::RollingBack(_) => {
            prop_assert!(false, "not at rest: {:?}", driver.machine.state());
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn an_abort_at_any_moment_comes_to_rest(
        faults in proptest::collection::vec(any_fault(), 0..60),
        seconds in 0_i64..400,
        plan in prop_oneof![Just("Linear25PercentEvery1Minute"), Just("AllAtOnce"), Just("5 %, pause, 50 % 1 min, 100 % 1 min")],
        pause_before in any::<bool>(),
        again in 0_i64..60,
    ) {
        let mut driver = Driver::new(with_alarm(setup(plan)), World::new(9));
        driver.faults = faults.into();
        let abort = START + Span::from_secs(seconds);
        if pause_before {
            driver.people.push_back((abort - Span::from_secs(2), Command::Pause));
        }
        driver.people.push_back((abort, Command::Abort));
        driver.people.push_back((abort + Span::from_secs(again), Command::Abort));
        driver.run();
        settled(&mut driver)?;
    }

    #[test]
    fn through_all_that_passes_a_rollout_completes(
        faults in proptest::collection::vec(passing(), 0..80),
    ) {
        let mut driver = Driver::new(with_alarm(setup("Linear25PercentEvery1Minute")), World::new(9));
        driver.faults = faults.into();
        driver.when_asked = Some(Command::Resume);
        prop_assert_eq!(driver.run(), &State::Completed);
        prop_assert_eq!(driver.shares(), [0.0, 25.0, 50.0, 75.0, 100.0]);
        settled(&mut driver)?;
    }

    #[test]
    fn no_step_comes_before_the_last_was_watched(
        faults in proptest::collection::vec(passing(), 0..40),
        naps in proptest::collection::vec((20_i64..200, 0_i64..2000), 0..5),
    ) {
        let mut driver = Driver::new(with_alarm(setup("Linear25PercentEvery1Minute")), World::new(9));
        driver.faults = faults.into();
        driver.when_asked = Some(Command::Resume);
        for (awake, asleep) in naps {
            driver.run_for(Span::from_secs(awake));
            driver.sleep(Span::from_secs(asleep));
        }
        prop_assert_eq!(driver.run(), &State::Completed);
        prop_assert_eq!(driver.shares(), [0.0, 25.0, 50.0, 75.0, 100.0]);
        // A step keeps its place in the schedule if it is up to a quarter late.
        let times = driver.shift_times();
        for pair in times.windows(2) {
            prop_assert!(pair[1] - pair[0] >= 44, "{times:?}");
        }
    }

    #[test]
    fn commands_in_any_order_leave_it_in_order(
        commands in proptest::collection::vec((0_i64..90, 0_u8..6), 0..25),
        faults in proptest::collection::vec(passing(), 0..60),
    ) {
        let mut driver = Driver::new(with_alarm(setup("Linear25PercentEvery1Minute")), World::new(9));
        driver.faults = faults.into();
        let mut at = START;
        for (wait, command) in commands {
            at = at + Span::from_secs(wait);
            let command = match command {
                0 => Command::Pause,
                1 | 2 => Command::Resume,
                3 => Command::PromoteStep,
                4 => Command::PromoteFully,
                _ => Command::Abort,
            };
            driver.people.push_back((at, command));
        }
        driver.run();
        driver.when_asked = Some(Command::Resume);
        driver.run();
        settled(&mut driver)?;
        // One step at a time unless everything was promoted or rolled back.
        let shares = driver.shares();
        for pair in shares.windows(2) {
            let step = pair[1] - pair[0];
            prop_assert!(step <= 25.0 || pair[1] >= 100.0, "{shares:?}");
        }
    }
}

#[test]
fn a_move_that_lands_after_the_abort_is_taken_back() {
    let mut driver = Driver::new(setup("Linear25PercentEvery1Minute"), World::new(9));
    // The first move is never answered, and lands much later.
    driver.faults = [Fault::None, Fault::Late(14)].into();
    driver.people.push_back((START + Span::from_secs(1), Command::Abort));
    assert!(matches!(driver.run(), State::RolledBack(_)));
    driver.world.advance(driver.now() + Span::from_mins(1));
    assert_eq!(driver.world.routing, Routing::all_to(OLD));
    assert_eq!(driver.shares(), [0.0], "its revision was stale by then");
}

#[test]
fn where_the_revision_never_changes_a_rollback_still_ends() {
    let world = World { revision_stuck: true, ..World::new(9) };
    let mut driver = Driver::new(setup("Linear25PercentEvery1Minute"), world);
    driver.faults = [Fault::None, Fault::Failed].into();
    driver.people.push_back((START + Span::from_millis(300), Command::Abort));
    assert!(matches!(driver.run(), State::RolledBack(_)));
}

#[test]
fn a_move_that_aws_took_but_does_not_show_yet_is_waited_for() {
    use super::super::{Effect, Event, SetOutcome, Sighting};
    let mut driver = Driver::new(setup("Linear25PercentEvery1Minute"), World::new(9));
    driver.run_until(START + Span::from_millis(250));
    let moved = driver.machine.progress().sent.last().expect("a move").ticket;
    let seen = |routing| Some(Sighting { routing, revision: "1".to_owned(), warm_up: None });
    let mut now = driver.now();
    let mut effects =
        driver.machine.handle(Event::Set { ticket: moved, outcome: SetOutcome::Taken }, now);
    let mut looks = 0;
    loop {
        let ticket = effects.iter().find_map(|effect| {
            if let Effect::Look { ticket, .. } = effect { Some(*ticket) } else { None }
        });
        let sent_again = effects.iter().any(|effect| matches!(effect, Effect::SetRouting { .. }));
        if sent_again {
            break;
        }
        now = now + Span::from_secs(1);
        effects = match ticket {
            Some(ticket) => {
                looks += 1;
                let found = Ok(seen(Routing::all_to(OLD)));
                driver.machine.handle(Event::Looked { ticket, found }, now)
            }
            None => driver.machine.handle(Event::Tick, now),
        };
    }
    assert_eq!(looks, 6, "five looks may miss it, then it is sent again");
}

#[test]
fn calls_that_go_on_failing_pause_and_hold_the_weight() {
    let mut driver = Driver::new(with_alarm(setup("Linear25PercentEvery1Minute")), World::new(9));
    driver.run_for(Span::from_secs(50));
    driver.faults = vec![Fault::Failed; 1000].into();
    driver.run_for(Span::from_mins(30));
    assert!(matches!(driver.paused_for(), Some(PauseCause::CallsFailing { .. })));
    assert_eq!(driver.world.routing, split(25.0));
    driver.faults.clear();
    driver.tell(Command::Resume);
    assert_eq!(driver.run(), &State::Completed);
}

#[test]
fn a_roll_back_waits_for_no_back_off_of_the_way_forward() {
    let mut driver = Driver::new(with_alarm(setup("Linear25PercentEvery1Minute")), World::new(9));
    driver.run_for(Span::from_secs(50));
    driver.faults = vec![Fault::Failed; 1000].into();
    driver.run_for(Span::from_mins(30));
    assert!(matches!(driver.paused_for(), Some(PauseCause::CallsFailing { .. })));
    driver.faults.clear();
    let asked = driver.now();
    driver.tell(Command::Abort);
    assert!(matches!(driver.run(), State::RolledBack(_)));
    let back = driver.world.history.last().expect("it was moved").0;
    let took = back.since(asked);
    assert!(took <= Span::from_secs(2), "a look and a move: {took}");
}

#[test]
fn a_rollback_never_gives_up_and_says_that_it_struggles() {
    let mut driver = Driver::new(setup("Linear25PercentEvery1Minute"), World::new(9));
    driver.run_for(Span::from_secs(70));
    driver.faults = vec![Fault::Failed; 400].into();
    driver.tell(Command::Abort);
    driver.run_for(Span::from_mins(60));
    assert!(matches!(driver.machine.state(), State::RollingBack(_)));
    let told = driver.notices.iter().filter(|it| matches!(it, Notice::Struggling { .. })).count();
    assert!((1..=2).contains(&told), "{told}");
    assert!(matches!(driver.run(), State::RolledBack(_)));
}

#[test]
fn what_is_refused_for_good_needs_a_person_and_can_be_tried_again() {
    let mut driver = Driver::new(setup("Linear25PercentEvery1Minute"), World::new(9));
    driver.run_for(Span::from_secs(70));
    driver.faults = [Fault::Denied].into();
    driver.tell(Command::Abort);
    let reason = "Access denied.".to_owned();
    assert_eq!(driver.run(), &State::NeedsAttention(Attention::CallRefused { reason }));
    assert_eq!(driver.world.routing, split(50.0));
    driver.tell(Command::Resume);
    assert_eq!(driver.refusals, [Refusal::NotBack], "there is nothing to go on with");
    driver.faults = [Fault::None, Fault::Denied].into();
    driver.tell(Command::Abort);
    assert!(matches!(driver.run(), State::NeedsAttention(Attention::CallRefused { .. })));
    driver.tell(Command::Abort);
    assert!(matches!(driver.run(), State::RolledBack(_)));
    assert_eq!(driver.world.routing, Routing::all_to(OLD));
}
