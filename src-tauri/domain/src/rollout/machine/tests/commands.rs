//! What people may do when.

use super::{
    super::{CallFailure, Command, Event, PauseCause, Refusal, RollbackCause, SetOutcome, State},
    driver::{Driver, setup, split, with_alarm, with_version_gate},
    world::{Fault, NEW, OLD, START, World},
};
use crate::{
    alias::Routing,
    rollout::{gates::VersionGate, time::Span},
};

fn watching() -> Driver {
    let mut driver = Driver::new(setup("Linear20PercentEvery10Minutes"), World::new(2));
    driver.run_for(Span::from_mins(12));
    assert_eq!(driver.machine.state(), &State::Watching { step: 1 });
    driver
}

fn every_command() -> Vec<Command> {
    let seen = Routing::all_to(NEW);
    vec![
        Command::Pause,
        Command::Resume,
        Command::PromoteStep,
        Command::PromoteFully,
        Command::Abort,
        Command::ShipAnyway,
        Command::Adopt { seen: seen.clone() },
        Command::Overwrite { seen },
        Command::Leave,
    ]
}

/// One rollout in each state that can be come to.
fn every_state() -> Vec<Driver> {
    let mut preparing = Driver::new(setup("Linear20PercentEvery10Minutes"), World::new(2));
    preparing.handle(Event::Tick);
    let mut shifting = watching();
    shifting.run_until(START + Span::from_mins(20) - Span::from_millis(1));
    shifting.faults = vec![Fault::Throttled; 5].into();
    shifting.run_for(Span::from_secs(1));
    let mut paused = watching();
    paused.tell(Command::Pause);
    let mut planned = Driver::new(setup("20 %, pause, 100 %"), World::new(2));
    planned.run_for(Span::from_mins(1));
    let stuck = World { alarm_stuck: true, ..World::new(2) };
    let mut alarmed = Driver::new(with_alarm(setup("AllAtOnce")), stuck);
    alarmed.run_for(Span::from_mins(1));
    let mut drifted = watching();
    drifted.world.meddle(Routing::all_to(NEW));
    drifted.run_for(Span::from_mins(1));
    let mut failing = watching();
    failing.faults = vec![Fault::Denied; 3].into();
    failing.run_for(Span::from_mins(1));
    let mut promoting = watching();
    promoting.tell(Command::PromoteFully);
    let mut rolling_back = watching();
    rolling_back.tell(Command::Abort);
    let mut rolled_back = watching();
    rolled_back.tell(Command::Abort);
    rolled_back.run();
    let mut completed = watching();
    completed.run();
    let mut refused = watching();
    refused.faults = vec![Fault::Denied].into();
    refused.tell(Command::Abort);
    refused.run();
    let mut meddled = watching();
    meddled.world.meddle(Routing::all_to(NEW));
    meddled.tell(Command::Abort);
    meddled.run();
    let mut left = drifted_again();
    left.tell(Command::Leave);
    vec![
        preparing,
        shifting,
        paused,
        planned,
        alarmed,
        drifted,
        failing,
        promoting,
        rolling_back,
        rolled_back,
        completed,
        refused,
        meddled,
        left,
    ]
}

fn drifted_again() -> Driver {
    let mut driver = watching();
    driver.world.meddle(split(35.0));
    driver.run_for(Span::from_mins(1));
    driver
}

#[test]
fn which_command_is_offered_in_which_state() {
    let told: Vec<String> = every_state()
        .iter()
        .map(|driver| {
            let open: Vec<String> = every_command()
                .iter()
                .filter(|command| driver.machine.offers(command))
                .map(|command| format!("{command:?}").split(' ').next().expect("a name").to_owned())
                .collect();
            format!("{} -> {}", driver.machine.state(), open.join(", "))
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r"
        Gets ready; nothing has moved. -> Pause, Abort
        Takes step 3. -> Pause, PromoteFully, Abort
        Paused. ana paused it. -> Resume, PromoteStep, PromoteFully, Abort
        Paused. The plan waits here for a person to promote it. -> Resume, PromoteStep, PromoteFully, Abort
        Paused. Fired before the start: `errors`. -> Resume, Abort, ShipAnyway
        Paused. Somebody else moved the alias: it stands at version 8, not at version 7 with 40 % to version 8. -> Resume, Abort, Adopt, Overwrite, Leave
        Paused. Access denied. -> Resume, PromoteStep, PromoteFully, Abort
        Gives everything to the new version. -> Pause, Abort
        Rolls back. ana aborted it. -> 
        Rolled back. ana aborted it. -> 
        Done: the new version has everything. -> 
        Needs attention. The alias cannot be moved back: Access denied. -> Abort
        Needs attention. Somebody else moved the alias: it stands at version 8, not at version 7 with 40 % to version 8. -> Adopt, Overwrite, Leave
        Needs attention. ana left the alias at version 7 with 35 % to version 8. ->
        ");
}

#[test]
fn what_is_refused_and_what_is_repeated_changes_nothing() {
    for mut driver in every_state() {
        for command in every_command() {
            driver.handle(Event::Tick);
            let before = driver.machine.snapshot();
            let allowed = driver.machine.allows(&command);
            let told = Event::Command { who: "ben".to_owned(), command: command.clone() };
            let mut once = driver.machine.clone();
            let effects = once.handle(told.clone(), driver.now());
            if let Err(refusal) = allowed {
                assert_eq!(once.snapshot(), before, "{command:?} in {}", driver.machine.state());
                assert_eq!(effects, [super::super::Effect::Refuse(refusal)]);
                continue;
            }
            let repeats =
                matches!(command, Command::Pause | Command::Abort | Command::PromoteFully);
            if repeats && once.allows(&command).is_ok() {
                let after = once.snapshot();
                assert_eq!(once.handle(told, driver.now()), [], "{command:?} twice");
                assert_eq!(once.snapshot(), after, "{command:?} twice");
            }
        }
        driver.run_for(Span::from_secs(1));
    }
}

#[test]
fn a_pause_holds_the_weight_until_somebody_resumes() {
    let mut driver = watching();
    driver.tell(Command::Pause);
    driver.run_for(Span::from_mins(300));
    assert_eq!(driver.world.routing, split(40.0));
    assert_eq!(driver.paused_for(), Some(&PauseCause::Person { who: "ana".to_owned() }));
    driver.tell(Command::Resume);
    driver.run_for(Span::from_mins(9));
    assert_eq!(driver.machine.position(), Some(2), "one step, though five were due by the clock");
    assert_eq!(driver.run(), &State::Completed);
    assert_eq!(driver.shares(), [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
}

#[test]
fn a_pause_while_a_move_is_on_its_way_still_sees_it_land() {
    let mut driver = watching();
    driver.run_until(START + Span::from_mins(20) + Span::from_millis(450));
    assert_eq!(driver.machine.state(), &State::Shifting { step: 2 });
    driver.tell(Command::Pause);
    driver.run_for(Span::from_mins(5));
    assert_eq!(driver.machine.position(), Some(2));
    assert!(driver.paused_for().is_some());
    assert_eq!(driver.world.routing, split(60.0));
}

#[test]
fn promoting_one_step_takes_one_step_and_watches_it() {
    let mut driver = watching();
    let told = driver.now();
    driver.tell(Command::PromoteStep);
    driver.run_for(Span::from_mins(9));
    assert_eq!(driver.machine.state(), &State::Watching { step: 2 });
    let watch = driver.machine.watch().expect("watching");
    assert!(watch.planned.since(told) < Span::from_secs(2), "the schedule counts from the person");
    driver.run_for(Span::from_mins(2));
    assert_eq!(driver.machine.position(), Some(3));
}

#[test]
fn a_second_step_is_refused_while_the_first_is_taken() {
    let mut driver = watching();
    driver.tell(Command::PromoteStep);
    driver.tell(Command::PromoteStep);
    assert_eq!(driver.refusals, [Refusal::StepUnderWay]);
    driver.run_for(Span::from_mins(1));
    assert_eq!(driver.machine.position(), Some(2));
}

#[test]
fn promoting_fully_ends_it_at_once() {
    let mut driver = watching();
    driver.tell(Command::PromoteFully);
    driver.run_for(Span::from_secs(2));
    assert_eq!(driver.machine.state(), &State::Completed);
    assert_eq!(driver.world.routing, Routing::all_to(NEW));
    assert_eq!(driver.shares(), [0.0, 20.0, 40.0, 100.0]);
}

#[test]
fn a_full_promotion_outlives_a_restart() {
    let mut driver = Driver::new(with_alarm(setup("Linear20PercentEvery10Minutes")), World::new(2));
    driver.run_for(Span::from_mins(12));
    driver.faults = [Fault::Throttled].into();
    driver.tell(Command::PromoteFully);
    driver.die();
    assert_eq!(driver.world.routing, split(40.0), "nothing was moved yet");
    driver.run_for(Span::from_mins(1));
    assert_eq!(driver.machine.state(), &State::Completed);
}

#[test]
fn a_step_that_a_person_granted_outlives_a_restart() {
    let plan = setup("Linear20PercentEvery10Minutes");
    let world = World { calls_a_minute: 0, ..World::new(2) };
    let mut driver = Driver::new(with_version_gate(plan, VersionGate::default()), world);
    driver.run_for(Span::from_mins(15));
    assert!(matches!(driver.paused_for(), Some(PauseCause::Inconclusive { .. })));
    driver.faults = [Fault::Throttled].into();
    driver.tell(Command::Resume);
    driver.die();
    driver.run_for(Span::from_mins(1));
    assert_eq!(driver.machine.state(), &State::Watching { step: 1 }, "not asked again");
    driver.run_for(Span::from_mins(15));
    assert_eq!(driver.world.routing, split(40.0), "the next step is asked for");
    assert!(matches!(driver.paused_for(), Some(PauseCause::Inconclusive { .. })));
}

#[test]
fn a_resume_reads_the_gates_anew() {
    let mut driver = Driver::new(with_alarm(setup("Linear20PercentEvery10Minutes")), World::new(2));
    driver.run_until(START + Span::from_mins(10) - Span::from_millis(1));
    driver.faults = vec![Fault::Throttled; 3].into();
    driver.run_for(Span::from_secs(1));
    assert_eq!(driver.machine.state(), &State::Shifting { step: 1 }, "the gates had passed");
    driver.tell(Command::Pause);
    driver.world.unreadable = true;
    driver.tell(Command::Resume);
    driver.run_for(Span::from_secs(25));
    assert_eq!(driver.world.routing, split(20.0));
    driver.world.unreadable = false;
    driver.run_for(Span::from_secs(25));
    assert_eq!(driver.world.routing, split(40.0));
}

#[test]
fn an_abort_is_at_rest_after_one_move_and_one_look() {
    let mut driver = watching();
    driver.looks = 0;
    driver.tell(Command::Abort);
    driver.run();
    assert_eq!(driver.world.routing, Routing::all_to(OLD));
    assert_eq!(driver.looks, 1);
    let cause = RollbackCause::Person { who: "ana".to_owned() };
    assert_eq!(driver.machine.state(), &State::RolledBack(cause));
}

#[test]
fn an_abort_before_anything_moved_calls_nobody() {
    let mut driver = Driver::new(setup("AllAtOnce"), World::new(2));
    driver.handle(Event::Tick);
    driver.tell(Command::Abort);
    assert!(matches!(driver.machine.state(), State::RolledBack(_)));
    assert_eq!(driver.world.revision, 1);
}

#[test]
fn what_answers_too_late_is_ignored() {
    let mut driver = watching();
    let due = driver.machine.next_wake().expect("a look is due").at;
    driver.run_until(due);
    let ticket = super::super::Ticket::of(driver.machine.progress().tickets);
    for late in [1, ticket.number() + 1] {
        let before = driver.machine.snapshot();
        let ticket = super::super::Ticket::of(late);
        let found = Err(CallFailure { reason: "late".to_owned(), passing: false });
        let effects = driver.machine.handle(Event::Looked { ticket, found }, driver.now());
        assert_eq!(effects, []);
        assert_eq!(driver.machine.snapshot(), before);
        let outcome = SetOutcome::Taken;
        let effects = driver.machine.handle(Event::Set { ticket, outcome }, driver.now());
        assert_eq!(effects, []);
        assert_eq!(driver.machine.snapshot(), before);
    }
}
