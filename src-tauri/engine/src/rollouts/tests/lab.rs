//! An account with one function, two versions and an alias, on fast time.

mod code_deploy;
mod concurrency;
mod functions;

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicU32, Ordering},
    },
};

use async_trait::async_trait;
use crossfade_domain::{
    alias::{Alias, Routing},
    arn::InstanceArn,
    qualifier::{AliasName, Qualifier, Version},
    rollout::{gates::Gates, machine::State},
};
use jiff::{SignedDuration, Timestamp};

use super::super::{Consent, DriverWish, Rollouts, Wish};
use crate::{
    clock::Clock,
    failure::{Failure, FailureKind},
    journal::{Journal, Place, RolloutEntry, RolloutId},
    ports::{
        Account, Alarm, AlarmState, AlarmWatch, AliasShifter, Answer, FunctionInvoker, Invocation,
        MetricKind, MetricQuery, MetricSource, MetricWindow, Point, ProvisionedStatus,
        RoutingUpdate, Series, unasked::Unasked,
    },
};

pub(super) const OLD: Version = Version::Published(7);
pub(super) const NEW: Version = Version::Published(8);
/// A minute of the account is a fifth of a second here.
pub(super) const PACE: f64 = 300.0;

/// The alarm fires with more errors than this within a minute.
const ALARM_ABOVE: f64 = 2.0;

/// What a test makes happen.
#[derive(Default)]
pub(super) struct Levers {
    pub(super) calls_a_minute: f64,
    /// Versions of which every call fails.
    pub(super) broken: HashSet<u64>,
    pub(super) firing: bool,
    /// Of so many `UpdateAlias`, the answer of one is lost after it was applied.
    pub(super) lose_every: u32,
    /// Every call is refused so.
    pub(super) refuse: Option<FailureKind>,
    /// Environments that are kept ready, by version.
    pub(super) ready: HashMap<Version, u32>,
    /// No invocation is answered in time.
    pub(super) hangs: bool,
    /// Versions that cannot initialise.
    pub(super) never_ready: HashSet<Version>,
    /// How far the environments are that are kept ready for the alias; Lambda
    /// keeps the version before a move until a test says otherwise.
    pub(super) on_alias: Option<ProvisionedStatus>,
    /// `UpdateAlias` is denied.
    pub(super) refuse_moves: bool,
    /// Functions whose alias does not exist any more.
    pub(super) gone: HashSet<String>,
}

pub(crate) struct Lab {
    pub(super) clock: Clock,
    aliases: Mutex<HashMap<String, Standing>>,
    pub(super) levers: Mutex<Levers>,
    pub(super) metric_calls: AtomicU32,
    pub(super) alarm_calls: AtomicU32,
    updates: AtomicU32,
    deploys: Mutex<code_deploy::Deploys>,
    /// Told when a write to CodeDeploy hangs.
    pub(super) hung: code_deploy::Hung,
}

struct Standing {
    routing: Routing,
    revision: u64,
    /// Since when which routing held.
    history: Vec<(Timestamp, Routing)>,
}

impl Lab {
    pub(crate) fn new() -> Arc<Self> {
        let start = "2026-11-23T10:00:00Z".parse().expect("an instant");
        Arc::new(Self {
            clock: Clock::scaled(start, PACE),
            aliases: Mutex::default(),
            levers: Mutex::new(Levers { calls_a_minute: 600.0, ..Levers::default() }),
            metric_calls: AtomicU32::new(0),
            alarm_calls: AtomicU32::new(0),
            updates: AtomicU32::new(0),
            deploys: Mutex::default(),
            hung: code_deploy::Hung::new(),
        })
    }

    pub(super) fn pull(&self) -> MutexGuard<'_, Levers> {
        self.levers.lock().expect("a lock")
    }

    pub(crate) fn account(self: &Arc<Self>) -> Account {
        let small = Arc::new(Unasked);
        Account {
            identity: small.clone(),
            functions: self.clone(),
            aliases: self.clone(),
            flows: small.clone(),
            phone_numbers: small.clone(),
            instance_functions: small.clone(),
            metrics: self.clone(),
            alarms: self.clone(),
            invoker: self.clone(),
            publisher: small,
            concurrency: self.clone(),
            deployments: self.clone(),
            deployer: self.clone(),
            deployment_keeper: self.clone(),
            alias_keeper: Arc::new(Unasked),
            flow_keeper: Arc::new(Unasked),
            chats: Arc::new(Unasked),
            stacks: Arc::new(Unasked),
        }
    }

    pub(super) fn rollouts(self: &Arc<Self>, journal: &Journal) -> Rollouts {
        self.rollouts_at(journal, place())
    }

    pub(super) fn rollouts_at(self: &Arc<Self>, journal: &Journal, place: Place) -> Rollouts {
        Rollouts::open(self.account(), journal.clone(), self.clock, place, "Ann".to_owned())
    }

    pub(super) fn routing(&self, function: &str) -> Routing {
        let mut aliases = self.aliases.lock().expect("a lock");
        standing(&mut aliases, function, self.clock.now()).routing.clone()
    }

    /// Every weight that the new version ever had, in order.
    pub(super) fn weights(&self, function: &str) -> Vec<f64> {
        let aliases = self.aliases.lock().expect("a lock");
        let history = aliases.get(function).map(|it| it.history.clone()).unwrap_or_default();
        history.iter().map(|(_, routing)| routing.share_of(NEW).percent()).collect()
    }

    /// Somebody else moves the alias.
    pub(super) fn meddle(&self, function: &str, routing: Routing) {
        let now = self.clock.now();
        let mut aliases = self.aliases.lock().expect("a lock");
        set(standing(&mut aliases, function, now), routing, now);
    }

    fn checked(&self) -> Answer<()> {
        match self.pull().refuse {
            Some(kind) => Err(Failure::new(kind, "Refused", "It was refused.", "Ask.")),
            None => Ok(()),
        }
    }
}

fn standing<'a>(
    aliases: &'a mut HashMap<String, Standing>,
    function: &str,
    now: Timestamp,
) -> &'a mut Standing {
    aliases.entry(function.to_owned()).or_insert_with(|| Standing {
        routing: Routing::all_to(OLD),
        revision: 0,
        history: vec![(now, Routing::all_to(OLD))],
    })
}

fn set(standing: &mut Standing, routing: Routing, now: Timestamp) {
    standing.revision += 1;
    standing.history.push((now, routing.clone()));
    standing.routing = routing;
}

fn alias(name: &AliasName, standing: &Standing) -> Alias {
    Alias {
        name: name.clone(),
        routing: standing.routing.clone(),
        description: String::new(),
        revision_id: standing.revision.to_string(),
    }
}

#[async_trait]
impl AliasShifter for Lab {
    async fn alias(&self, function: &str, name: &AliasName) -> Answer<Option<Alias>> {
        self.checked()?;
        if self.pull().gone.contains(function) {
            return Ok(None);
        }
        let mut aliases = self.aliases.lock().expect("a lock");
        Ok(Some(alias(name, standing(&mut aliases, function, self.clock.now()))))
    }

    async fn set_routing(&self, update: &RoutingUpdate) -> Answer<Alias> {
        self.checked()?;
        if self.pull().refuse_moves {
            let (code, message) = ("AccessDeniedException", "It is denied.");
            return Err(Failure::new(FailureKind::AccessDenied, code, message, "Ask."));
        }
        let lose_every = self.pull().lose_every;
        let number = self.updates.fetch_add(1, Ordering::Relaxed) + 1;
        let now = self.clock.now();
        let mut aliases = self.aliases.lock().expect("a lock");
        let standing = standing(&mut aliases, &update.function, now);
        if update.revision_id != standing.revision.to_string() {
            return Err(Failure::new(FailureKind::Stale, "Stale", "It moved.", "Look."));
        }
        let warms_up = self.pull().on_alias.is_some();
        let routing = if warms_up {
            concurrency::kept_beside(&standing.routing, &update.routing)
        } else {
            update.routing.clone()
        };
        set(standing, routing, now);
        if lose_every > 0 && number.is_multiple_of(lose_every) {
            return Err(Failure::new(FailureKind::Unavailable, "Lost", "No answer.", "Look."));
        }
        Ok(alias(&update.alias, standing))
    }
}

#[async_trait]
impl FunctionInvoker for Lab {
    async fn invoke(&self, _: &str, qualifier: &Qualifier, _: &str) -> Answer<Invocation> {
        self.checked()?;
        let Qualifier::Version(version @ Version::Published(number)) = qualifier else {
            unreachable!("probes name a version")
        };
        if self.pull().hangs {
            // So long the SDK waits for an answer.
            self.clock.pause(SignedDuration::from_secs(10)).await;
            return Err(Failure::new(FailureKind::Unavailable, "Timeout", "No answer.", "Wait."));
        }
        let broken = self.pull().broken.contains(number);
        let payload = if broken { r#"{"errorMessage":"no"}"# } else { r#"{"version":"8"}"# };
        Ok(Invocation {
            payload: payload.as_bytes().to_vec(),
            function_error: broken.then(|| "Unhandled".to_owned()),
            executed: Some(*version),
        })
    }
}

#[async_trait]
impl MetricSource for Lab {
    async fn series(&self, queries: &[MetricQuery], window: MetricWindow) -> Answer<Vec<Series>> {
        self.metric_calls.fetch_add(1, Ordering::Relaxed);
        self.checked()?;
        Ok(queries.iter().map(|query| self.one(query, window)).collect())
    }

    async fn executed_versions(&self, _: &str, _: &str) -> Answer<Vec<Version>> {
        // CloudWatch lists a metric a quarter of an hour after its first point.
        Ok(Vec::new())
    }
}

impl Lab {
    /// What callers of any alias suffered in the last minute.
    fn errors_within_a_minute(&self) -> f64 {
        let (now, broken) = (self.clock.now(), self.pull().broken.clone());
        let aliases = self.aliases.lock().expect("a lock");
        let histories: Vec<_> = aliases.values().map(|it| it.history.clone()).collect();
        drop(aliases);
        let from = now - SignedDuration::from_mins(1);
        let of = |version: &u64| Some(Version::Published(*version));
        let errors = |history: &Vec<_>| -> f64 {
            broken.iter().map(|version| self.calls(history, of(version), from, now)).sum()
        };
        histories.iter().map(errors).fold(0.0, f64::max)
    }

    /// Calls come at their rate, so they are counted by how long which routing
    /// held in a minute.
    fn one(&self, query: &MetricQuery, window: MetricWindow) -> Series {
        let now = self.clock.now();
        let mut aliases = self.aliases.lock().expect("a lock");
        let history = standing(&mut aliases, &query.function, now).history.clone();
        drop(aliases);
        let mut points = Vec::new();
        let mut at = window.from;
        while at < window.to {
            let end = (at + SignedDuration::from_mins(1)).min(now);
            let calls = self.calls(&history, query.version, at, end);
            if let Some(value) = self.value(query, calls) {
                points.push(Point { at, value });
            }
            at += SignedDuration::from_mins(1);
        }
        Series { query: query.clone(), points, complete: true }
    }

    fn calls(
        &self,
        history: &[(Timestamp, Routing)],
        version: Option<Version>,
        from: Timestamp,
        to: Timestamp,
    ) -> f64 {
        let rate = self.pull().calls_a_minute / 60.0;
        let ends = history.iter().skip(1).map(|(at, _)| *at).chain([Timestamp::MAX]);
        let share = |routing: &Routing| version.map_or(1.0, |it| routing.share_of(it).fraction());
        let held = history.iter().zip(ends).map(|((since, routing), until)| {
            let (since, until) = ((*since).max(from), until.min(to));
            until.duration_since(since).as_secs_f64().max(0.0) * share(routing)
        });
        (held.sum::<f64>() * rate).floor()
    }

    fn value(&self, query: &MetricQuery, calls: f64) -> Option<f64> {
        let broken = match query.version {
            Some(Version::Published(number)) => self.pull().broken.contains(&number),
            Some(Version::Latest | Version::LatestPublished) | None => false,
        };
        let value = match query.metric {
            MetricKind::Invocations => calls,
            MetricKind::Errors => {
                if broken {
                    calls
                } else {
                    0.0
                }
            }
            MetricKind::Throttles => 0.0,
            MetricKind::Duration => 40.0,
        };
        (calls > 0.0).then_some(value)
    }
}

#[async_trait]
impl AlarmWatch for Lab {
    async fn alarms(&self, names: Option<&[String]>) -> Answer<Vec<Alarm>> {
        self.alarm_calls.fetch_add(1, Ordering::Relaxed);
        self.checked()?;
        let pulled = self.pull().firing;
        let firing = pulled || self.errors_within_a_minute() > ALARM_ABOVE;
        let alarm = |name: &String| Alarm {
            name: name.clone(),
            arn: String::new(),
            state: if firing { AlarmState::Alarm } else { AlarmState::Ok },
            reason: "Threshold crossed.".to_owned(),
            since: None,
            composite: false,
            reads: Vec::new(),
            condition: "Errors > 2 for 1 datapoints within 1 minute".to_owned(),
        };
        Ok(names.unwrap_or_default().iter().map(alarm).collect())
    }
}

/// A wish for `orders:PROD`, or another function's.
pub(super) fn wish(function: &str, plan: &str, gates: Gates) -> Wish {
    Wish {
        function: function.to_owned(),
        alias: "PROD".parse().expect("a name"),
        to: NEW,
        plan: plan.parse().expect("a plan"),
        driver: DriverWish::Program,
        gates,
    }
}

pub(super) fn place() -> Place {
    Place { account: "111122223333".to_owned(), region: "eu-central-1".to_owned() }
}

pub(super) fn instance() -> InstanceArn {
    "arn:aws:connect:eu-central-1:111122223333:instance/i1".parse().expect("an ARN")
}

/// Drafts and starts.
pub(super) async fn start(rollouts: &Rollouts, wish: Wish) -> Answer<RolloutId> {
    let draft = rollouts.draft(wish, &instance(), None, false).await?;
    let note = "  a test ".to_owned();
    rollouts.start(&draft.id, Consent { note, ..Consent::default() }).await
}

/// Waits until a rollout's machine is as wanted; the machine tells of each change.
pub(super) async fn until(
    rollouts: &Rollouts,
    id: &RolloutId,
    wanted: impl Fn(&State) -> bool,
) -> RolloutEntry {
    if let Some(handle) = rollouts.conductor.find(id).await {
        let mut live = handle.live;
        // Its driver ends when the rollout is at rest, and gives the lease back.
        let over = live.wait_for(|live| wanted(live.machine.state())).await;
        let over = over.is_ok_and(|live| live.machine.is_at_rest());
        while over && live.changed().await.is_ok() {}
    }
    rollouts.entry(id).await.expect("an entry")
}
