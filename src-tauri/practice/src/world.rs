//! The practice world: functions, contact centre, traffic, metrics, alarms.
//!
//! Invariant: [`World::advance`] alone lets time pass, and everything that
//! happens is drawn from the seed, so the same seed, start and requests give
//! the same world.

pub(crate) mod account;
pub(crate) mod behaviour;
pub(crate) mod caller;
pub(crate) mod chats;
pub(crate) mod contact_centre;
pub(crate) mod deployments;
pub(crate) mod function;
pub(crate) mod metrics;
pub(crate) mod past;
pub(crate) mod policy;
pub(crate) mod program;
pub(crate) mod seed;
pub(crate) mod stacks;
pub(crate) mod traffic;

use std::{collections::BTreeMap, time::Duration};

use jiff::Timestamp;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use uuid::Builder;

use crate::{
    cloudwatch::alarm::{Alarm, evaluate_all},
    options::PracticeOptions,
    quirks::Quirks,
};

use caller::Scene;
use chats::Chats;
use contact_centre::ContactCentre;
use deployments::{CodeDeploy, Stage};
use function::Function;
use metrics::{MINUTE_MS, Metrics};
use traffic::Traffic;

const HOUR_MS: i64 = 60 * MINUTE_MS;
/// How much history a new world has.
const HISTORY_MS: i64 = 24 * HOUR_MS;
/// Alarms look back over this much history when the world begins.
const ALARM_HISTORY_MS: i64 = 30 * MINUTE_MS;
/// A longer leap than this is not lived through from its beginning.
const LONGEST_LEAP_MS: i64 = 2 * HISTORY_MS;

/// Everything that is in the account.
#[derive(Debug)]
pub(crate) struct World {
    /// Lambda functions by name.
    pub functions: BTreeMap<String, Function>,
    /// The Amazon Connect instance.
    pub centre: ContactCentre,
    /// What `CloudWatch` has counted.
    pub metrics: Metrics,
    /// `CloudWatch` alarms by name.
    pub alarms: BTreeMap<String, Alarm>,
    /// What CodeDeploy has.
    pub codedeploy: CodeDeploy,
    /// Stacks of CloudFormation, deleted ones among them.
    pub stacks: Vec<stacks::Stack>,
    /// Change sets of stacks.
    pub change_sets: Vec<crate::cloudformation::ChangeSet>,
    /// Chats that clients hold.
    pub chats: Chats,
    /// What AWS does at times.
    pub quirks: Quirks,
    /// What reads see of the time before writes.
    past: past::Past,
    traffic: Traffic,
    now_ms: i64,
    /// For ids and for invocations that clients ask for.
    pub draws: ChaCha8Rng,
    /// For what happens to callers; apart from the other, so that a request
    /// does not change what callers meet.
    fates: ChaCha8Rng,
}

impl World {
    /// A world with a day of history, at `start`.
    pub(crate) fn new(options: &PracticeOptions, start: Timestamp) -> Self {
        let seed = options.seed;
        let mut draws = ChaCha8Rng::seed_from_u64(seed);
        let planted = seed::plant(options, start, &mut draws);
        let now_ms = start.as_millisecond();
        let from_ms = now_ms - HISTORY_MS;
        let mut world = Self {
            functions: planted.functions,
            centre: planted.centre,
            metrics: Metrics::default(),
            alarms: planted.alarms,
            codedeploy: planted.codedeploy,
            stacks: Vec::new(),
            change_sets: Vec::new(),
            chats: Chats::at_scale(options.time_scale),
            quirks: options.quirks,
            past: past::Past::default(),
            traffic: Traffic::new(seed, planted.lines, from_ms),
            now_ms: from_ms,
            draws,
            fates: ChaCha8Rng::seed_from_u64(!seed),
        };
        world.let_happen(now_ms - ALARM_HISTORY_MS);
        world.now_ms = now_ms - ALARM_HISTORY_MS;
        world.advance(start);
        world
    }

    /// The time that the world has reached.
    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.now_ms).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// A subscribed websocket of a chat dropped.
    pub(crate) fn unsubscribe_chat(&mut self, contact: &str) {
        let now_ms = self.now_ms();
        self.chats.unsubscribe(contact, now_ms);
    }

    /// The same in milliseconds since 1970.
    pub(crate) fn now_ms(&self) -> i64 {
        self.now_ms
    }

    /// Lets time pass up to `now`: callers call, and alarms are evaluated at
    /// each full minute. Never goes back.
    pub(crate) fn advance(&mut self, now: Timestamp) {
        let now_ms = now.as_millisecond();
        if now_ms - self.now_ms > LONGEST_LEAP_MS {
            self.now_ms = now_ms - LONGEST_LEAP_MS;
            self.traffic.skip_to(self.now_ms);
        }
        while self.now_ms < now_ms {
            let minute = (self.now_ms.div_euclid(MINUTE_MS) + 1) * MINUTE_MS;
            // Calls are routed by the weights that hold when they come.
            let ready = self.functions.values().filter_map(Function::next_ready_ms).min();
            let due = [self.codedeploy.next_due(), self.stacks_due(), ready];
            let due = due.into_iter().flatten().min();
            let due = due.map_or(minute, |due| due.max(self.now_ms));
            let until = minute.min(now_ms).min(due);
            self.let_happen(until);
            self.now_ms = until;
            if until == minute {
                if minute % HOUR_MS == 0 {
                    self.metrics.forget(minute);
                }
                evaluate_all(&mut self.alarms, &self.metrics, minute);
            }
            self.hand_over();
            self.deploy();
            self.work_on_stacks();
        }
    }

    /// Stops the deployment at `place`, for the reason given.
    pub(crate) fn stop_deployment(
        &mut self,
        place: usize,
        reason: (&'static str, String),
        roll_back: bool,
    ) {
        let mut new_id = || id(&mut self.draws);
        self.codedeploy.stop(place, Some(reason), roll_back, &mut new_id, self.now_ms);
    }

    fn hand_over(&mut self) {
        let mut new_id = || id(&mut self.draws);
        for function in self.functions.values_mut() {
            function.hand_over(self.now_ms, &mut new_id);
        }
    }

    fn deploy(&mut self) {
        let mut new_id = || id(&mut self.draws);
        let mut stage =
            Stage { functions: &mut self.functions, alarms: &self.alarms, new_id: &mut new_id };
        self.codedeploy.act(&mut stage, self.now_ms);
    }

    /// Since when, in milliseconds since 1970, code has to be there for Lambda
    /// to be done with it.
    pub(crate) fn settled_ms(&self) -> i64 {
        self.before_ms(self.quirks.settling)
    }

    /// Since when, in milliseconds since 1970, a metric has to have data for
    /// `ListMetrics` to know it.
    pub(crate) fn listed_ms(&self) -> i64 {
        self.before_ms(self.quirks.unlisted)
    }

    fn before_ms(&self, duration: Duration) -> i64 {
        self.now_ms.saturating_sub(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX))
    }

    /// A new `RevisionId`, or any other id.
    pub(crate) fn new_id(&mut self) -> String {
        id(&mut self.draws)
    }

    /// How much traffic there is, compared with the usual.
    pub(crate) fn traffic_factor(&self) -> f64 {
        self.traffic.factor()
    }

    /// Makes traffic thinner or denser from now on.
    pub(crate) fn set_traffic_factor(&mut self, factor: f64) {
        self.traffic.set_factor(factor, self.now_ms);
    }

    fn let_happen(&mut self, until_ms: i64) {
        let mut scene = Scene {
            centre: &self.centre,
            functions: &self.functions,
            metrics: &mut self.metrics,
            draws: &mut self.fates,
        };
        self.traffic.advance(&mut scene, until_ms);
        self.chats.advance(&mut scene, until_ms);
    }
}

/// A random id in the form of a UUID.
pub(crate) fn id(draws: &mut ChaCha8Rng) -> String {
    Builder::from_random_bytes(draws.random()).into_uuid().to_string()
}
