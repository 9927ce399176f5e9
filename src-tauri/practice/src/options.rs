//! How the practice account is set up before it starts.
//!
//! Invariant: [`Faults`] holds probabilities, each from 0 to 1.

use std::{net::SocketAddr, str::FromStr, time::Duration};

use jiff::Timestamp;
use thiserror::Error;

use crate::quirks::Quirks;

/// Everything that can be chosen about a practice account.
#[derive(Debug, Clone)]
pub struct PracticeOptions {
    /// Where to listen; loopback only. Port 0 takes any free port.
    pub listen: SocketAddr,
    /// Practice seconds per real second. 0 stops the clock: it moves only when
    /// [`crate::WorldClock::advance`] is called.
    pub time_scale: f64,
    /// What every random choice is derived from; the same seed and the same
    /// time give the same world.
    pub seed: u64,
    /// Pad the instance with generated flows until it has this many.
    pub flows: Option<usize>,
    /// Pad the account with generated functions until it has this many.
    pub functions: Option<usize>,
    /// Whether AWS's published request rates are enforced.
    pub quota: Quota,
    /// Trouble on purpose.
    pub faults: Faults,
    /// What AWS does at times.
    pub quirks: Quirks,
    /// One instance, nothing in it.
    pub empty: bool,
    /// The practice time at which the account starts; `None` takes the real time.
    pub start: Option<Timestamp>,
}

impl Default for PracticeOptions {
    /// Any free port on 127.0.0.1, real time, seed 1, no quota and no faults.
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            time_scale: 1.0,
            seed: 1,
            flows: None,
            functions: None,
            quota: Quota::Off,
            faults: Faults::default(),
            quirks: Quirks::default(),
            empty: false,
            start: None,
        }
    }
}

/// Whether requests beyond AWS's published rates are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Quota {
    /// As AWS does by default, in real time.
    Aws,
    /// Every request is let through.
    #[default]
    Off,
}

/// The text names no quota.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no quota: use `aws` or `off`")]
pub struct NotQuota(String);

impl FromStr for Quota {
    type Err = NotQuota;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "aws" => Ok(Self::Aws),
            "off" => Ok(Self::Off),
            _ => Err(NotQuota(text.to_owned())),
        }
    }
}

/// Trouble that the practice account makes on purpose, drawn per request from
/// the seed.
///
/// Reads from `throttle=0.1,error=0.05,lost=0.05,silent=0.01,latency-ms=200,lag-ms=2000`,
/// each part optional.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Faults {
    /// Share of requests answered with the service's throttling error, 0 to 1.
    pub throttle: f64,
    /// Share of requests answered with a 500 or 503, 0 to 1.
    pub error: f64,
    /// Share of calls that are performed and whose reply is lost, 0 to 1: one
    /// half of them with a 500, the other with the connection.
    pub lost: f64,
    /// Share of calls that are performed and never answered, 0 to 1.
    pub silent: f64,
    /// Added to every answer, in real time.
    pub latency: Duration,
    /// For so long after a write of Lambda or Amazon Connect, lists and gets
    /// answer as before; in practice time.
    pub lag: Duration,
}

/// Why a text does not describe faults.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotFaults {
    /// A part without `=`, or with a name that is not known.
    #[error(
        "`{0}` is no fault: use `throttle=0.1`, `error=0.05`, `lost=0.05`, `silent=0.01`, \
         `latency-ms=200` or `lag-ms=2000`"
    )]
    Name(String),
    /// A value that is no share.
    #[error("`{name}={value}` is out of range: a share is from 0 to 1")]
    Share {
        /// Which fault.
        name: String,
        /// What was given.
        value: String,
    },
    /// A value that is no number of milliseconds.
    #[error("`{name}={value}` is no whole number of milliseconds up to 600000")]
    Milliseconds {
        /// Which fault.
        name: String,
        /// What was given.
        value: String,
    },
}

/// Ten minutes; more would only look like a hang.
const MAX_LATENCY_MS: u64 = 600_000;

impl FromStr for Faults {
    type Err = NotFaults;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut faults = Self::default();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (name, value) =
                part.split_once('=').ok_or_else(|| NotFaults::Name(part.to_owned()))?;
            match name {
                "throttle" => faults.throttle = share(name, value)?,
                "error" => faults.error = share(name, value)?,
                "lost" => faults.lost = share(name, value)?,
                "silent" => faults.silent = share(name, value)?,
                "latency-ms" => faults.latency = milliseconds(name, value)?,
                "lag-ms" => faults.lag = milliseconds(name, value)?,
                _ => return Err(NotFaults::Name(part.to_owned())),
            }
        }
        Ok(faults)
    }
}

fn share(name: &str, value: &str) -> Result<f64, NotFaults> {
    value
        .parse::<f64>()
        .ok()
        .filter(|share| (0.0..=1.0).contains(share))
        .ok_or_else(|| NotFaults::Share { name: name.to_owned(), value: value.to_owned() })
}

fn milliseconds(name: &str, value: &str) -> Result<Duration, NotFaults> {
    value
        .parse::<u64>()
        .ok()
        .filter(|milliseconds| *milliseconds <= MAX_LATENCY_MS)
        .map(Duration::from_millis)
        .ok_or_else(|| NotFaults::Milliseconds { name: name.to_owned(), value: value.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_read_from_text() {
        let faults: Faults =
            "throttle=0.1, error=0.05,lost=0.2,silent=0.3,latency-ms=200,lag-ms=3000"
                .parse()
                .expect("faults");
        assert_eq!(
            faults,
            Faults {
                throttle: 0.1,
                error: 0.05,
                lost: 0.2,
                silent: 0.3,
                latency: Duration::from_millis(200),
                lag: Duration::from_secs(3),
            }
        );
        assert_eq!("".parse(), Ok(Faults::default()));
    }

    #[test]
    fn wrong_faults_are_named() {
        let told = |text: &str| text.parse::<Faults>().map_err(|error| error.to_string());
        assert_eq!(
            told("throttle=2"),
            Err("`throttle=2` is out of range: a share is from 0 to 1".to_owned())
        );
        for text in ["throttle=NaN", "throttle", "slow=1", "latency-ms=-1", "error=x"] {
            assert!(told(text).is_err(), "{text} was taken");
        }
    }
}
