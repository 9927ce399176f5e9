//! Everything at once: calls that fail, kills, sleep, clocks that are set,
//! people who press buttons, and somebody else at the alias.
//!
//! The driver watches throughout that nothing is set that is not planned, that
//! nothing is set before a look, and that nothing is overwritten unasked.

use proptest::prelude::*;

use super::{
    super::{Attention, Command, Setup, State},
    driver::{Driver, setup, split, with_alarm, with_version_gate},
    faults::passing,
    world::{NEW, OLD, World},
};
use crate::{
    alias::Routing,
    qualifier::Version,
    rollout::{gates::VersionGate, time::Span},
    weight::Weight,
};

#[derive(Debug, Clone)]
enum Chance {
    Run(i64),
    Die(i64),
    Sleep(i64),
    SetClock(i64),
    Press(Command),
    Meddle(Routing),
    Break(f64),
    Blind(bool),
}

fn routing() -> impl Strategy<Value = Routing> {
    let other = Routing {
        version: Version::Published(3),
        additional: Some((NEW, Weight::from_percent(5.0).expect("a share"))),
    };
    prop_oneof![
        Just(Routing::all_to(OLD)),
        Just(Routing::all_to(NEW)),
        Just(Routing::all_to(Version::Published(9))),
        Just(other),
        (1_u8..=100).prop_map(|percent| split(f64::from(percent))),
    ]
}

/// Time passes, well or badly; nobody intervenes.
fn mishap() -> impl Strategy<Value = Chance> {
    prop_oneof![
        10 => (0_i64..100_000).prop_map(Chance::Run),
        2 => (0_i64..400).prop_map(Chance::Die),
        2 => (0_i64..4000).prop_map(Chance::Sleep),
        1 => (-4000_i64..4000).prop_map(Chance::SetClock),
    ]
}

fn chance() -> impl Strategy<Value = Chance> {
    let command = prop_oneof![
        Just(Command::Pause),
        Just(Command::Resume),
        Just(Command::PromoteStep),
        Just(Command::PromoteFully),
        Just(Command::Abort),
        Just(Command::ShipAnyway),
        Just(Command::Leave),
        routing().prop_map(|seen| Command::Adopt { seen }),
        routing().prop_map(|seen| Command::Overwrite { seen }),
    ];
    prop_oneof![
        15 => mishap(),
        3 => command.prop_map(Chance::Press),
        1 => routing().prop_map(Chance::Meddle),
        1 => (0.0_f64..1.0).prop_map(Chance::Break),
        1 => any::<bool>().prop_map(Chance::Blind),
    ]
}

fn kind() -> impl Strategy<Value = Setup> {
    let plan = prop_oneof![
        Just("AllAtOnce"),
        Just("Linear25PercentEvery1Minute"),
        Just("5 % 30 s, pause, 50 % 1 min, 100 % 1 min"),
        Just("Canary10Percent5Minutes"),
    ];
    (plan, any::<bool>(), any::<bool>()).prop_map(|(plan, alarm, version)| {
        let bare = setup(plan);
        let alarmed = if alarm { with_alarm(bare) } else { bare };
        if version { with_version_gate(alarmed, VersionGate::default()) } else { alarmed }
    })
}

fn happen(driver: &mut Driver, chance: Chance) {
    match chance {
        Chance::Run(millis) => {
            driver.run_for(Span::from_millis(millis));
        }
        Chance::Die(seconds) => {
            driver.dead_for = Span::from_secs(seconds);
            driver.die();
        }
        Chance::Sleep(seconds) => driver.sleep(Span::from_secs(seconds)),
        Chance::SetClock(seconds) => driver.set_clock(Span::from_secs(seconds)),
        Chance::Press(command) => driver.tell(command),
        Chance::Meddle(routing) => driver.world.meddle(routing),
        Chance::Break(share) => driver.world.new_fails = share,
        Chance::Blind(unreadable) => driver.world.unreadable = unreadable,
    }
}

/// A person comes and ends it: by an abort, or over somebody else's change.
fn end(driver: &mut Driver, over: bool) {
    driver.world.unreadable = false;
    driver.tell(Command::Abort);
    driver.run();
    let seen = driver.world.routing.clone();
    if let State::NeedsAttention(Attention::Drift(_)) = driver.machine.state() {
        driver.tell(if over { Command::Overwrite { seen } } else { Command::Leave });
        driver.run();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn whatever_happens_it_can_be_brought_to_rest(
        kind in kind(),
        chances in proptest::collection::vec(chance(), 0..25),
        faults in proptest::collection::vec(passing(), 0..40),
        over in any::<bool>(),
    ) {
        let meddled = chances.iter().any(|chance| matches!(chance, Chance::Meddle(_)));
        let mut driver = Driver::new(kind, World::new(11));
        driver.faults = faults.into();
        for chance in chances {
            happen(&mut driver, chance);
        }
        end(&mut driver, over);
        prop_assert!(driver.machine.is_at_rest(), "{:?}", driver.machine.state());
        driver.world.advance(driver.now() + Span::from_mins(5));
        let stands = &driver.world.routing;
        if !meddled {
            let done = driver.machine.state() == &State::Completed;
            prop_assert_eq!(stands, &Routing::all_to(if done { NEW } else { OLD }));
        }
    }

    #[test]
    fn what_is_killed_sleeps_and_loses_its_clock_still_ships_step_by_step(
        chances in proptest::collection::vec(mishap(), 0..25),
        faults in proptest::collection::vec(passing(), 0..40),
    ) {
        let mut driver = Driver::new(with_alarm(setup("Linear20PercentEvery1Minute")), World::new(11));
        driver.faults = faults.into();
        driver.when_asked = Some(Command::Resume);
        for chance in chances {
            happen(&mut driver, chance);
        }
        prop_assert_eq!(driver.run(), &State::Completed);
        prop_assert_eq!(driver.shares(), [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
    }
}
