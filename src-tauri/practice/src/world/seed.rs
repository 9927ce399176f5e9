//! The world as it is at the start.
//!
//! Invariant: what is planted depends on the options and the start time only.

mod alarms;
mod deployments;
mod flows;
mod functions;
mod numbers;
mod padding;

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use rand_chacha::ChaCha8Rng;

use super::{
    contact_centre::{ContactCentre, Named},
    deployments::CodeDeploy,
    function::Function,
    traffic::Entry,
};
use crate::{cloudwatch::alarm::Alarm, options::PracticeOptions};

/// What a new world is made of.
pub(crate) struct Planted {
    /// Lambda functions by name.
    pub functions: BTreeMap<String, Function>,
    /// The instance with its flows.
    pub centre: ContactCentre,
    /// Alarms by name.
    pub alarms: BTreeMap<String, Alarm>,
    /// What CodeDeploy has.
    pub codedeploy: CodeDeploy,
    /// Who calls: where, and how often a minute at the busiest time.
    pub lines: Vec<(Entry, f64)>,
}

/// Plants a world.
pub(crate) fn plant(
    options: &PracticeOptions,
    start: Timestamp,
    draws: &mut ChaCha8Rng,
) -> Planted {
    let mut planted = Planted {
        functions: BTreeMap::new(),
        centre: ContactCentre {
            created: days_before(start, 400),
            flows: BTreeMap::new(),
            modules: BTreeMap::new(),
            numbers: Vec::new(),
            lambda_functions: BTreeSet::new(),
            queues: named("queue", QUEUES),
            prompts: named("prompt", PROMPTS),
            hours: named("hours", HOURS),
            planted: 0,
        },
        alarms: BTreeMap::new(),
        codedeploy: CodeDeploy::default(),
        lines: Vec::new(),
    };
    if !options.empty {
        planted.functions = functions::plant(start, draws);
        planted.alarms = alarms::plant(start);
        planted.codedeploy = deployments::plant(start, || super::id(draws));
        flows::plant(&mut planted.centre, start);
        planted.lines = numbers::plant(&mut planted.centre);
    }
    if let Some(wanted) = options.functions {
        functions::pad(&mut planted.functions, wanted, draws);
    }
    if let Some(wanted) = options.flows {
        padding::pad(&mut planted.centre, wanted, start);
    }
    planted.centre.planted = planted.centre.flows.len();
    planted
}

/// What flows can name besides each other: the word that the templates have for
/// it, and its name.
type Resources = &'static [(&'static str, &'static str)];

const QUEUES: Resources = &[
    ("basic", "BasicQueue"),
    ("chat", "Chat"),
    ("orders", "Orders"),
    ("payments", "Payments"),
    ("sales", "Sales"),
    ("support", "Support"),
];
const PROMPTS: Resources =
    &[("beep", "Beep.wav"), ("waiting", "CustomerHold.wav"), ("music", "Music_Pop_1.wav")];
const HOURS: Resources = &[("main", "Basic Hours"), ("always", "Round the clock")];

fn named(kind: &str, resources: Resources) -> Vec<Named> {
    let one = |(word, name): &(&str, &str)| Named {
        id: super::account::id_of(kind, word).to_string(),
        name: (*name).to_owned(),
    };
    resources.iter().map(one).collect()
}

/// The same time of day, some days earlier.
fn days_before(start: Timestamp, days: i64) -> Timestamp {
    start.checked_sub(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::UNIX_EPOCH)
}
