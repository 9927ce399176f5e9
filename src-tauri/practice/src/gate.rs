//! What stands between a request and the world: AWS's request rates, and
//! trouble on purpose.
//!
//! Invariant: without a quota and without faults, everything passes.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use crate::{
    clock::instant,
    options::{Faults, Quota},
    wire::{dispatch::Service, error::AwsError},
};

/// The gate of one practice account.
#[derive(Debug)]
pub(crate) struct Gate(Mutex<State>);

#[derive(Debug)]
struct State {
    quota: Quota,
    faults: Faults,
    draws: ChaCha8Rng,
    buckets: HashMap<(Service, &'static str), Bucket>,
    requests: BTreeMap<(Service, &'static str), u64>,
}

impl Gate {
    /// A gate; `seed` decides which requests meet trouble.
    pub(crate) fn new(quota: Quota, faults: Faults, seed: u64) -> Self {
        let draws = ChaCha8Rng::seed_from_u64(seed ^ 0x6761_7465);
        Self(Mutex::new(State {
            quota,
            faults,
            draws,
            buckets: HashMap::new(),
            requests: BTreeMap::new(),
        }))
    }

    /// How long every answer is held back, in real time.
    pub(crate) fn latency(&self) -> Duration {
        self.with(|state| state.faults.latency)
    }

    /// What trouble is being made.
    pub(crate) fn faults(&self) -> Faults {
        self.with(|state| state.faults)
    }

    /// Makes other trouble from now on.
    pub(crate) fn set_faults(&self, faults: Faults) {
        self.with(|state| state.faults = faults);
    }

    /// Which quota is enforced.
    pub(crate) fn quota(&self) -> Quota {
        self.with(|state| state.quota)
    }

    /// Lets a request pass, or says what its service would say.
    pub(crate) fn pass(&self, service: Service, operation: &'static str) -> Result<(), AwsError> {
        self.with(|state| {
            *state.requests.entry((service, operation)).or_default() += 1;
            state.quota_passes(service, operation, instant())?;
            state.fault(service)
        })
    }

    /// How many requests came so far, by service and operation, such as
    /// `Lambda.GetAlias`; those that were refused as well.
    pub(crate) fn requests(&self) -> BTreeMap<String, u64> {
        let named = |(&(service, operation), &number): (&(Service, &str), &u64)| {
            (format!("{service:?}.{operation}"), number)
        };
        self.with(|state| state.requests.iter().map(named).collect())
    }

    /// How the reply to a call that was performed is lost on its way; `None`
    /// when it arrives.
    pub(crate) fn loss(&self) -> Option<Loss> {
        self.with(State::loss)
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl State {
    fn quota_passes(
        &mut self,
        service: Service,
        operation: &'static str,
        now: Instant,
    ) -> Result<(), AwsError> {
        let rate = match (self.quota, rate(service, operation)) {
            (Quota::Aws, Some(rate)) => rate,
            (Quota::Aws | Quota::Off, _) => return Ok(()),
        };
        let bucket = self
            .buckets
            .entry((service, rate.shared_by))
            .or_insert_with(|| Bucket::full(rate, now));
        if bucket.take(now) { Ok(()) } else { Err(over_quota(service)) }
    }

    fn fault(&mut self, service: Service) -> Result<(), AwsError> {
        let draw: f64 = self.draws.random();
        if draw < self.faults.throttle {
            return Err(throttled(service));
        }
        if draw < self.faults.throttle + self.faults.error {
            return Err(broken(service, self.draws.random()));
        }
        Ok(())
    }

    fn loss(&mut self) -> Option<Loss> {
        let Faults { lost, silent, .. } = self.faults;
        // Without such faults nothing is drawn: the world stays as it was.
        if lost + silent <= 0.0 {
            return None;
        }
        let draw: f64 = self.draws.random();
        if draw < lost {
            return Some(if self.draws.random() { Loss::Failure } else { Loss::Cut });
        }
        (draw < lost + silent).then_some(Loss::Silence)
    }
}

/// How the reply to a call that was performed is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Loss {
    /// The service fails after it has done its work.
    Failure,
    /// The connection breaks.
    Cut,
    /// Nothing comes.
    Silence,
}

/// A request rate: so many a second, so many at once.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Rate {
    per_second: f64,
    burst: f64,
    /// Which operations draw from the same bucket.
    shared_by: &'static str,
}

const fn rate_of(per_second: f64, burst: f64, shared_by: &'static str) -> Rate {
    Rate { per_second, burst, shared_by }
}

/// AWS's published default rates; `None` is unlimited here.
fn rate(service: Service, operation: &'static str) -> Option<Rate> {
    match (service, operation) {
        // Concurrency, not a request rate, limits Invoke.
        (Service::Lambda, "Invoke")
        | (Service::Sts | Service::CodeDeploy | Service::CloudFormation, _) => None,
        (Service::Lambda, "GetFunction") => Some(rate_of(100.0, 100.0, operation)),
        (Service::Lambda, "GetPolicy") => Some(rate_of(15.0, 15.0, operation)),
        (Service::Lambda, _) => Some(rate_of(15.0, 15.0, "control plane")),
        (Service::Connect, "StartChatContact") => Some(rate_of(5.0, 8.0, operation)),
        (Service::Connect, "GetMetricDataV2") => Some(rate_of(10.0, 10.0, operation)),
        (Service::Connect, _) => Some(rate_of(2.0, 5.0, operation)),
        (Service::Participant, "CreateParticipantConnection") => Some(rate_of(6.0, 9.0, operation)),
        (Service::Participant, "GetTranscript") => Some(rate_of(8.0, 12.0, operation)),
        (Service::Participant, "SendMessage") => Some(rate_of(10.0, 15.0, operation)),
        (Service::Participant, _) => Some(rate_of(3.0, 5.0, operation)),
        (Service::CloudWatch, "GetMetricData") => Some(rate_of(50.0, 50.0, operation)),
        (Service::CloudWatch, "ListMetrics") => Some(rate_of(25.0, 25.0, operation)),
        (Service::CloudWatch, "DescribeAlarms") => Some(rate_of(9.0, 9.0, operation)),
        (Service::CloudWatch, _) => Some(rate_of(3.0, 3.0, operation)),
    }
}

/// A token bucket.
#[derive(Debug)]
struct Bucket {
    rate: Rate,
    tokens: f64,
    at: Instant,
}

impl Bucket {
    fn full(rate: Rate, at: Instant) -> Self {
        Self { rate, tokens: rate.burst, at }
    }

    fn take(&mut self, now: Instant) -> bool {
        let gained = now.saturating_duration_since(self.at).as_secs_f64() * self.rate.per_second;
        self.tokens = (self.tokens + gained).min(self.rate.burst);
        self.at = now;
        let enough = self.tokens >= 1.0;
        if enough {
            self.tokens -= 1.0;
        }
        enough
    }
}

/// Connect's front door words a rate that is used up its own way.
fn over_quota(service: Service) -> AwsError {
    match service {
        Service::Connect => {
            AwsError::new(429, "TooManyRequestsException", "Too Many Requests").under("Message")
        }
        Service::Lambda
        | Service::Participant
        | Service::CloudWatch
        | Service::Sts
        | Service::CodeDeploy
        | Service::CloudFormation => throttled(service),
    }
}

fn throttled(service: Service) -> AwsError {
    match service {
        Service::Lambda => AwsError {
            retry_after: Some(Duration::from_secs(1)),
            ..AwsError::new(429, "TooManyRequestsException", "Rate exceeded")
                .field("Reason", "CallerRateLimitExceeded")
                .field("Type", "User")
        },
        Service::Connect => {
            AwsError::new(429, "ThrottlingException", "Rate exceeded").under("Message")
        }
        Service::Participant => AwsError::new(429, "ThrottlingException", "Rate exceeded"),
        Service::CloudWatch | Service::Sts | Service::CodeDeploy | Service::CloudFormation => {
            AwsError::new(400, "ThrottlingException", "Rate exceeded").query("Throttling")
        }
    }
}

/// What a client sees of a reply that was lost: that of a service which failed
/// after it had done its work.
pub(crate) fn lost(service: Service) -> AwsError {
    broken(service, false)
}

fn broken(service: Service, unavailable: bool) -> AwsError {
    if unavailable {
        let text = "The request has failed due to a temporary failure of the server.";
        return AwsError::new(503, "ServiceUnavailableException", text).query("ServiceUnavailable");
    }
    let text =
        "The request processing has failed because of an unknown error, exception or failure.";
    match service {
        Service::Lambda => {
            AwsError::new(500, "ServiceException", text).under("Message").field("Type", "Service")
        }
        Service::Connect => AwsError::new(500, "InternalServiceException", text).under("Message"),
        Service::Participant => AwsError::new(500, "InternalServerException", text),
        Service::CloudWatch => AwsError::new(500, "InternalServiceFault", text)
            .under("Message")
            .query("InternalServiceError"),
        Service::Sts | Service::CodeDeploy | Service::CloudFormation => {
            AwsError::new(500, "InternalFailure", text)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_gives_its_burst_and_then_its_rate() {
        let start = instant();
        let mut bucket = Bucket::full(rate_of(2.0, 5.0, "x"), start);
        assert_eq!((0..8).filter(|_| bucket.take(start)).count(), 5);
        assert!(!bucket.take(start + Duration::from_millis(400)));
        assert!(bucket.take(start + Duration::from_millis(600)));
    }

    #[test]
    fn lambdas_control_plane_shares_one_bucket() {
        let gate = Gate::new(Quota::Aws, Faults::default(), 1);
        let passed = (0..40)
            .filter(|turn| {
                let operation = if turn % 2 == 0 { "GetAlias" } else { "ListAliases" };
                gate.pass(Service::Lambda, operation).is_ok()
            })
            .count();
        assert!((15..25).contains(&passed), "{passed} passed");
    }

    #[test]
    fn replies_are_lost_in_every_way_and_the_same_for_a_seed() {
        let faults = Faults { lost: 0.2, silent: 0.1, ..Faults::default() };
        let losses = |seed| {
            let gate = Gate::new(Quota::Off, faults, seed);
            (0..1000).map(|_| gate.loss()).collect::<Vec<_>>()
        };
        let first = losses(7);
        assert_eq!(first, losses(7));
        for way in [Loss::Failure, Loss::Cut, Loss::Silence] {
            let count = first.iter().filter(|loss| **loss == Some(way)).count();
            assert!((60..140).contains(&count), "{way:?}: {count}");
        }
    }

    #[test]
    fn faults_come_as_often_as_asked_and_the_same_for_a_seed() {
        let faults = Faults { throttle: 0.2, error: 0.1, ..Faults::default() };
        let codes = |seed| {
            let gate = Gate::new(Quota::Off, faults, seed);
            (0..1000)
                .map(|_| gate.pass(Service::Connect, "DescribeContactFlow").err().map(|e| e.code))
                .collect::<Vec<_>>()
        };
        let first = codes(7);
        assert_eq!(first, codes(7));
        let throttled = first.iter().filter(|code| **code == Some("ThrottlingException")).count();
        assert!((150..250).contains(&throttled), "{throttled}");
        let passed = first.iter().filter(|code| code.is_none()).count();
        assert!((640..760).contains(&passed), "{passed}");
    }
}
