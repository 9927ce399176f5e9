//! What AWS does not have: the practice account's own controls, in-process and
//! under `/_practice/`.
//!
//! Invariant: both ways do the same; neither is behind quotas or faults.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use axum::http::Method;
use crossfade_domain::qualifier::Version;
use serde::Deserialize;
use serde_json::{Value, json};
use thiserror::Error;

use crate::{
    Behaviour, Faults, Quota,
    server::Shared,
    wire::{answer::Answer, request::Request},
    world::function::Function,
};

/// Controls a practice account from within the program.
#[derive(Debug, Clone)]
pub struct WorldHandle(Arc<Shared>);

/// Why a control did nothing.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ControlError {
    /// No function of that name.
    #[error("there is no function `{0}`")]
    NoFunction(String),
    /// The function has no such version.
    #[error("function `{function}` has no version `{version}`")]
    NoVersion {
        /// The function.
        function: String,
        /// The version.
        version: String,
    },
    /// Rates beyond 0 to 1, durations that are not positive.
    #[error("a behaviour has rates from 0 to 1 and durations from 0 to 900000 ms")]
    Behaviour,
    /// A factor below zero, or far too large.
    #[error("a traffic factor is from 0 to 100")]
    Factor,
    /// The control was not understood.
    #[error("{0}")]
    Request(String),
}

/// More than this would only use up memory.
const MAX_FACTOR: f64 = 100.0;

impl WorldHandle {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self(shared)
    }

    /// Lets practice time pass at once; everything in between happens.
    pub fn advance(&self, by: Duration) {
        self.0.clock.advance(by);
        self.0.with_world(|_| ());
    }

    /// How many chats that go on somebody subscribed to.
    #[must_use]
    pub fn subscribed_chats(&self) -> usize {
        self.0.with_world(|world| world.chats.subscribed())
    }

    /// Drops the websocket of every chat, as a network does that goes away.
    pub fn cut_chat_sockets(&self) {
        self.0.cut_sockets.notify_waiters();
    }

    /// Makes traffic thinner or denser: 1 is the usual, 0 none.
    ///
    /// # Errors
    /// [`ControlError::Factor`] when it is not from 0 to 100.
    pub fn set_traffic(&self, factor: f64) -> Result<(), ControlError> {
        set_traffic(&self.0, factor)
    }

    /// Says how the code that arrives next in `$LATEST` will behave: with the
    /// next `UpdateFunctionCode`, or else with the next `PublishVersion`, which
    /// then finds changed code.
    ///
    /// # Errors
    /// [`ControlError::NoFunction`], [`ControlError::Behaviour`].
    pub fn set_next_version(
        &self,
        function: &str,
        behaviour: Behaviour,
    ) -> Result<(), ControlError> {
        set_next_version(&self.0, function, behaviour)
    }

    /// Changes how a version behaves from now on; AWS cannot do that, outages can.
    ///
    /// # Errors
    /// [`ControlError::NoFunction`], [`ControlError::NoVersion`],
    /// [`ControlError::Behaviour`].
    pub fn set_behaviour(
        &self,
        function: &str,
        version: Version,
        behaviour: Behaviour,
    ) -> Result<(), ControlError> {
        set_behaviour(&self.0, function, version, behaviour)
    }

    /// How much traffic there is, compared with the usual.
    #[must_use]
    pub fn traffic(&self) -> f64 {
        self.0.with_world(|world| world.traffic_factor())
    }

    /// What trouble is being made.
    #[must_use]
    pub fn faults(&self) -> Faults {
        self.0.gate.faults()
    }

    /// How many requests came so far, by service and operation, such as
    /// `Lambda.GetAlias`.
    #[must_use]
    pub fn requests(&self) -> BTreeMap<String, u64> {
        self.0.gate.requests()
    }

    /// Makes other trouble from now on.
    pub fn set_faults(&self, faults: Faults) {
        self.0.gate.set_faults(faults);
    }
}

fn set_traffic(shared: &Shared, factor: f64) -> Result<(), ControlError> {
    if !(0.0..=MAX_FACTOR).contains(&factor) {
        return Err(ControlError::Factor);
    }
    shared.with_world(|world| world.set_traffic_factor(factor));
    Ok(())
}

fn set_next_version(
    shared: &Shared,
    function: &str,
    behaviour: Behaviour,
) -> Result<(), ControlError> {
    change(shared, function, behaviour, |function| {
        function.next = Some(behaviour);
        Ok(())
    })
}

fn set_behaviour(
    shared: &Shared,
    function: &str,
    version: Version,
    behaviour: Behaviour,
) -> Result<(), ControlError> {
    change(shared, function, behaviour, |function| {
        let configuration = match version {
            Version::Latest => Some(&mut function.latest),
            Version::LatestPublished => None,
            Version::Published(number) => function.versions.get_mut(&number),
        };
        let missing = || ControlError::NoVersion {
            function: function.name.clone(),
            version: version.to_string(),
        };
        configuration.ok_or_else(missing)?.behaviour = behaviour;
        Ok(())
    })
}

fn change(
    shared: &Shared,
    function: &str,
    behaviour: Behaviour,
    act: impl FnOnce(&mut Function) -> Result<(), ControlError>,
) -> Result<(), ControlError> {
    if !behaviour.is_sane() {
        return Err(ControlError::Behaviour);
    }
    shared.with_world(|world| {
        let found = world.functions.get_mut(function);
        act(found.ok_or_else(|| ControlError::NoFunction(function.to_owned()))?)
    })
}

/// Answers a request under `/_practice/`.
///
/// - `GET clock`: `{"now", "start", "scale"}`; `POST clock`: `advance_seconds`, `scale`
/// - `GET status`: clock, traffic, faults, quota, requests so far, functions with
///   their behaviours
/// - `POST traffic`: `{"factor": 2}`
/// - `POST faults`: `{"throttle": 0.1, "error": 0, "lost": 0, "silent": 0, "latency_ms": 0, "lag_ms": 0}`
/// - `POST functions/{name}/next-version`, `POST functions/{name}/versions/{version}`:
///   a [`Behaviour`]
pub(crate) fn answer(shared: &Shared, request: &Request) -> Answer {
    match routed(shared, request) {
        Ok(Some(value)) => Answer::json(200, &value),
        Ok(None) => Answer::json(404, &json!({"message": "there is no such control"})),
        Err(error @ (ControlError::NoFunction(_) | ControlError::NoVersion { .. })) => {
            Answer::json(404, &json!({"message": error.to_string()}))
        }
        Err(
            error @ (ControlError::Behaviour | ControlError::Factor | ControlError::Request(_)),
        ) => Answer::json(400, &json!({"message": error.to_string()})),
    }
}

fn routed(shared: &Shared, request: &Request) -> Result<Option<Value>, ControlError> {
    let path: Vec<&str> = request.segments.iter().skip(1).map(String::as_str).collect();
    match (&request.method, path.as_slice()) {
        (&Method::GET, ["clock"]) => {}
        (&Method::POST, ["clock"]) => move_clock(shared, &read(request)?)?,
        (&Method::GET, ["status"]) => return Ok(Some(status(shared))),
        (&Method::POST, ["traffic"]) => {
            let Factor { factor } = read(request)?;
            set_traffic(shared, factor)?;
            return Ok(Some(status(shared)));
        }
        (&Method::POST, ["faults"]) => {
            shared.gate.set_faults(read::<GivenFaults>(request)?.checked()?);
            return Ok(Some(status(shared)));
        }
        (&Method::POST, ["functions", name, "next-version"]) => {
            set_next_version(shared, name, read(request)?)?;
            return Ok(Some(status(shared)));
        }
        (&Method::POST, ["functions", name, "versions", version]) => {
            let missing = || ControlError::NoVersion {
                function: (*name).to_owned(),
                version: (*version).to_owned(),
            };
            let version = version.parse().map_err(|_| missing())?;
            set_behaviour(shared, name, version, read(request)?)?;
            return Ok(Some(status(shared)));
        }
        _ => return Ok(None),
    }
    Ok(Some(clock(shared)))
}

fn read<T: for<'de> Deserialize<'de>>(request: &Request) -> Result<T, ControlError> {
    serde_json::from_slice(&request.body).map_err(|error| ControlError::Request(error.to_string()))
}

#[derive(Deserialize)]
struct Factor {
    factor: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MovedClock {
    advance_seconds: Option<f64>,
    scale: Option<f64>,
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
#[derive(Default)]
struct GivenFaults {
    throttle: f64,
    error: f64,
    lost: f64,
    silent: f64,
    latency_ms: u64,
    lag_ms: u64,
}

impl GivenFaults {
    fn checked(&self) -> Result<Faults, ControlError> {
        let share = |rate: f64| (0.0..=1.0).contains(&rate);
        let shares = [self.throttle, self.error, self.lost, self.silent];
        if !shares.into_iter().all(share) || self.latency_ms.max(self.lag_ms) > 600_000 {
            return Err(ControlError::Request("a share is from 0 to 1".to_owned()));
        }
        let Self { throttle, error, lost, silent, .. } = *self;
        let latency = Duration::from_millis(self.latency_ms);
        let lag = Duration::from_millis(self.lag_ms);
        Ok(Faults { throttle, error, lost, silent, latency, lag })
    }
}

fn move_clock(shared: &Shared, moved: &MovedClock) -> Result<(), ControlError> {
    let wrong = |what: &str| ControlError::Request(format!("{what} must not be negative"));
    if moved.scale.is_some_and(|scale| !(0.0..=100_000.0).contains(&scale)) {
        return Err(wrong("scale"));
    }
    if let Some(seconds) = moved.advance_seconds {
        let by = Duration::try_from_secs_f64(seconds).map_err(|_| wrong("advance_seconds"))?;
        shared.clock.advance(by);
    }
    if let Some(scale) = moved.scale {
        shared.clock.set_scale(scale);
    }
    shared.with_world(|_| ());
    Ok(())
}

fn clock(shared: &Shared) -> Value {
    json!({
        "now": shared.clock.now().to_string(),
        "start": shared.clock.start().to_string(),
        "scale": shared.clock.scale(),
    })
}

fn status(shared: &Shared) -> Value {
    let faults = shared.gate.faults();
    let quota = match shared.gate.quota() {
        Quota::Aws => "aws",
        Quota::Off => "off",
    };
    shared.with_world(|world| {
        let functions: Value =
            world.functions.values().map(|it| (it.name.clone(), behaviours(it))).collect();
        json!({
            "clock": clock(shared),
            "traffic": {"factor": world.traffic_factor()},
            "quota": quota,
            "requests": shared.gate.requests(),
            "faults": {
                "throttle": faults.throttle,
                "error": faults.error,
                "lost": faults.lost,
                "silent": faults.silent,
                "latency_ms": u64::try_from(faults.latency.as_millis()).unwrap_or(u64::MAX),
                "lag_ms": u64::try_from(faults.lag.as_millis()).unwrap_or(u64::MAX),
            },
            "functions": functions,
        })
    })
}

fn behaviours(function: &Function) -> Value {
    let published = function.versions.iter().map(|(number, it)| (number.to_string(), it));
    let all = published.chain([("$LATEST".to_owned(), &function.latest)]);
    let versions: Value = all.map(|(version, it)| (version, json!(it.behaviour))).collect();
    json!({"versions": versions, "next": function.next})
}
