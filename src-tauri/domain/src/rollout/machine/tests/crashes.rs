//! Kill -9 at every single effect.

use super::{
    super::{Command, Machine, PauseCause, Setup, State},
    driver::{Driver, setup, split, with_alarm, with_version_gate},
    world::{Fault, NEW, OLD, START, World},
};
use crate::{
    alias::Routing,
    rollout::{gates::VersionGate, snapshot::Snapshot, snapshot::UnreadableSnapshot, time::Span},
};

struct Story {
    name: &'static str,
    setup: Setup,
    world: fn() -> World,
    people: Vec<(i64, Command)>,
    /// What a person does whenever they are asked.
    asked: Option<Command>,
    faults: Vec<Fault>,
    /// How far it gets depends on when failures are seen.
    callers_suffer: bool,
}

fn story(name: &'static str, setup: Setup, world: fn() -> World) -> Story {
    let callers_suffer = world().new_fails > 0.0;
    Story {
        name,
        setup,
        world,
        people: Vec::new(),
        asked: None,
        faults: Vec::new(),
        callers_suffer,
    }
}

fn good() -> World {
    World::new(6)
}

fn bad() -> World {
    World { new_fails: 1.0, metric_lag: Span::from_secs(20), ..World::new(6) }
}

fn stories() -> Vec<Story> {
    let linear = || with_alarm(setup("Linear25PercentEvery1Minute"));
    let gated = || with_version_gate(setup("Canary10Percent5Minutes"), VersionGate::default());
    vec![
        story("ships at once", with_alarm(setup("AllAtOnce")), good),
        story("ships in steps", linear(), good),
        story("ships past a gate", gated(), good),
        story("watches the end", setup("50 % 1 min, 100 % 2 min"), good),
        story("fails an alarm", linear(), bad),
        story("fails a gate", gated(), bad),
        Story { people: vec![(95, Command::Abort)], ..story("is aborted", linear(), good) },
        Story {
            people: vec![(30, Command::Pause), (200, Command::Resume)],
            ..story("is paused", linear(), good)
        },
        Story {
            people: vec![(100, Command::PromoteFully)],
            ..story("is promoted fully", linear(), good)
        },
        Story {
            asked: Some(Command::Resume),
            ..story("pauses by plan", setup("5 % 1 min, pause, 100 %"), good)
        },
        Story {
            faults: [Fault::None, Fault::Lost, Fault::Throttled, Fault::Late(9)].repeat(4),
            ..story("loses answers", linear(), good)
        },
    ]
}

fn run(story: &Story, dies_at: Option<usize>, dead_for: Span) -> Driver {
    let mut driver = Driver::new(story.setup.clone(), (story.world)());
    driver.dies_at = dies_at;
    driver.dead_for = dead_for;
    driver.faults = story.faults.clone().into();
    driver.when_asked.clone_from(&story.asked);
    let people = story.people.iter();
    driver.people =
        people.map(|(at, command)| (START + Span::from_secs(*at), command.clone())).collect();
    driver.run();
    driver
}

/// The end of it: a rollout says nothing of why in its last word here, because
/// another measurement may have been the one too many.
fn end(driver: &Driver) -> (&'static str, Routing) {
    (driver.machine.state().word(), driver.world.routing.clone())
}

#[test]
fn wherever_it_dies_it_ends_the_same() {
    for story in stories() {
        let whole = run(&story, None, Span::ZERO);
        assert!(whole.machine.is_at_rest(), "{}: {:?}", story.name, whole.machine.state());
        assert!(whole.points > 10, "{}", story.name);
        for point in 0..whole.points {
            for dead_for in [Span::from_millis(300), Span::from_secs(40), Span::from_mins(10)] {
                let killed = run(&story, Some(point), dead_for);
                let told = format!(
                    "{}, killed at {point} for {dead_for}:\n{}",
                    story.name,
                    killed.log.join("\n")
                );
                assert_eq!(end(&killed), end(&whole), "{told}");
                // What people or callers bring about depends on when it was down.
                if story.people.is_empty() && !story.callers_suffer {
                    assert_eq!(killed.shares(), whole.shares(), "{told}");
                }
            }
        }
    }
}

#[test]
fn it_may_die_again_and_again() {
    let story = &stories()[1];
    for every in [3, 5, 7, 11] {
        let mut driver = Driver::new(story.setup.clone(), (story.world)());
        driver.dies_at = Some(every);
        for _ in 0..40 {
            driver.run_for(Span::from_secs(20));
            driver.dies_at = Some(driver.points + every);
        }
        driver.dies_at = None;
        assert_eq!(driver.run(), &State::Completed, "every {every}");
        assert_eq!(driver.shares(), [0.0, 25.0, 50.0, 75.0, 100.0], "every {every}");
    }
}

#[test]
fn killed_between_intent_and_outcome_it_finds_out_by_looking() {
    for (fault, applied) in [(Fault::Lost, true), (Fault::Failed, false)] {
        let mut driver = Driver::new(setup("Linear25PercentEvery1Minute"), World::new(6));
        driver.faults = [Fault::None, fault].into();
        driver.run_until(START + Span::from_millis(300));
        assert_eq!(driver.world.routing == split(25.0), applied);
        driver.die();
        driver.run_for(Span::from_secs(3));
        assert_eq!(driver.world.routing, split(25.0));
        assert_eq!(driver.world.revision, 2, "moved once");
        assert_eq!(driver.run(), &State::Completed);
        assert_eq!(driver.world.routing, Routing::all_to(NEW));
    }
}

#[test]
fn what_was_decided_before_it_died_is_decided_anew() {
    let mut driver = Driver::new(with_alarm(setup("Linear25PercentEvery1Minute")), good());
    driver.run_until(START + Span::from_secs(60) - Span::from_millis(1));
    driver.faults = vec![Fault::Throttled; 3].into();
    driver.run_for(Span::from_secs(1));
    assert_eq!(driver.machine.state(), &State::Shifting { step: 1 }, "the gates had passed");
    driver.world.alarm_stuck = true;
    driver.die();
    assert!(matches!(driver.run(), State::RolledBack(_)));
    assert_eq!(driver.shares(), [0.0, 25.0, 0.0]);
}

#[test]
fn alarms_that_were_quiet_before_it_died_are_read_again() {
    let mut driver = Driver::new(with_alarm(setup("Linear25PercentEvery1Minute")), good());
    driver.faults = [Fault::None, Fault::Throttled].into();
    driver.run_until(START + Span::from_millis(450));
    assert_eq!(driver.machine.state(), &State::Shifting { step: 0 }, "they were quiet");
    driver.world.alarm_stuck = true;
    driver.die();
    driver.run();
    assert!(matches!(driver.paused_for(), Some(PauseCause::AlarmFiring { .. })));
    assert_eq!(driver.world.revision, 1);
}

#[test]
fn a_snapshot_says_all_that_the_machine_knows() {
    for story in stories() {
        let mut driver = Driver::new(story.setup.clone(), (story.world)());
        for _ in 0..40 {
            driver.run_for(Span::from_secs(7));
            let kept = driver.machine.snapshot();
            let again = Machine::restore(&kept, driver.now()).expect("readable");
            assert_eq!(again.snapshot(), kept);
            assert_eq!(again.setup(), driver.machine.setup());
            assert_eq!(again.progress(), driver.machine.progress());
        }
    }
}

#[test]
fn a_snapshot_of_something_else_is_refused() {
    let whole = Driver::new(setup("AllAtOnce"), World::new(6)).machine.snapshot();
    let refused = |text: &str| {
        Machine::restore(&Snapshot::from_text(text.to_owned()), START).expect_err(text)
    };
    assert!(matches!(refused(""), UnreadableSnapshot::Json(_)));
    assert!(matches!(refused(&whole.as_str()[..100]), UnreadableSnapshot::Json(_)));
    let later = whole.as_str().replace("\"format\":1", "\"format\":2");
    assert_eq!(refused(&later), UnreadableSnapshot::Format(2));
    let same = whole.as_str().replace("\"to\":\"8\"", "\"to\":\"7\"");
    assert!(matches!(refused(&same), UnreadableSnapshot::Setup(_)));
    let none = whole.as_str().replace("AllAtOnce", "NeverAtAll");
    assert!(matches!(refused(&none), UnreadableSnapshot::Plan(_)));
    assert_eq!(Routing::all_to(OLD), Driver::new(setup("AllAtOnce"), good()).world.routing);
}
