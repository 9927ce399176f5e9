//! What AWS does at times, or in some places, and the practice account only
//! when it is asked to.
//!
//! Invariant: without quirks, what was written can be used at once. That
//! `ListMetrics` is late is no quirk: AWS always is, so it is here unless
//! somebody says otherwise.

use std::{str::FromStr, time::Duration};

use thiserror::Error;

/// Quirks of AWS, in practice time.
///
/// Reads from
/// `settling-s=30,unlisted-s=0,bare-functions-only,lists-bare,saves-only`, each
/// part optional.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quirks {
    /// For so long new code is an update in progress, and a new version is
    /// `Pending`.
    pub settling: Duration,
    /// For so long `ListMetrics` does not know a new metric: at AWS, and unless
    /// it is said, up to a quarter of an hour. `GetMetricData` does.
    pub unlisted: Duration,
    /// `AssociateLambdaFunction` takes ARNs without a qualifier only; whether
    /// AWS does is not documented.
    pub bare_functions_only: bool,
    /// `AssociateLambdaFunction` takes any ARN, and lists the function itself,
    /// which the instance may then invoke; whether AWS does is not documented.
    pub lists_bare: bool,
    /// `UpdateContactFlowContent` of a flow that was never published only saves;
    /// that it publishes is not documented.
    pub saves_only: bool,
}

impl Default for Quirks {
    fn default() -> Self {
        let unlisted = Duration::from_mins(15);
        Self {
            settling: Duration::ZERO,
            unlisted,
            bare_functions_only: false,
            lists_bare: false,
            saves_only: false,
        }
    }
}

/// Why a text does not describe quirks.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotQuirks {
    /// A name that is not known.
    #[error(
        "`{0}` is no quirk: use `settling-s=30`, `unlisted-s=0`, `bare-functions-only`, \
         `lists-bare` or `saves-only`"
    )]
    Name(String),
    /// A value that is no number of seconds.
    #[error("`{name}={value}` is no whole number of seconds up to 86400")]
    Seconds {
        /// Which quirk.
        name: String,
        /// What was given.
        value: String,
    },
}

const MAX_SECONDS: u64 = 86_400;

impl FromStr for Quirks {
    type Err = NotQuirks;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut quirks = Self::default();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            match part.split_once('=') {
                Some((name @ "settling-s", value)) => quirks.settling = seconds(name, value)?,
                Some((name @ "unlisted-s", value)) => quirks.unlisted = seconds(name, value)?,
                None if part == "bare-functions-only" => quirks.bare_functions_only = true,
                None if part == "lists-bare" => quirks.lists_bare = true,
                None if part == "saves-only" => quirks.saves_only = true,
                Some(_) | None => return Err(NotQuirks::Name(part.to_owned())),
            }
        }
        Ok(quirks)
    }
}

fn seconds(name: &str, value: &str) -> Result<Duration, NotQuirks> {
    let seconds = value.parse().ok().filter(|seconds| *seconds <= MAX_SECONDS);
    let wrong = || NotQuirks::Seconds { name: name.to_owned(), value: value.to_owned() };
    seconds.map(Duration::from_secs).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quirks_read_from_text() {
        let quirks: Quirks =
            "settling-s=30, unlisted-s=60,bare-functions-only,lists-bare,saves-only"
                .parse()
                .expect("quirks");
        assert_eq!(
            quirks,
            Quirks {
                settling: Duration::from_secs(30),
                unlisted: Duration::from_mins(1),
                bare_functions_only: true,
                lists_bare: true,
                saves_only: true,
            }
        );
        assert_eq!("".parse(), Ok(Quirks::default()));
        for text in ["settling-s", "settling-s=-1", "unlisted-s=x", "slow", "bare-functions-only=1"]
        {
            assert!(text.parse::<Quirks>().is_err(), "{text} was taken");
        }
    }
}
