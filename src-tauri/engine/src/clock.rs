//! The one clock.
//!
//! Invariant: nothing else in the program asks the operating system what time
//! it is (`clippy.toml` sees to that). On the practice account time can run
//! faster, and the clock carries it: a minute of the account's time is a
//! minute here, however long it takes on the wall.

use std::time::{Duration, Instant, SystemTime};

use jiff::{SignedDuration, Timestamp};

/// No call to AWS takes so long on the wall, with all that it waits for.
pub const LONGEST_CALL: Duration = Duration::from_mins(5);

/// The account's time.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    origin: Timestamp,
    /// `None`: the wall's own time, which survives sleep and corrections.
    scaled: Option<Scaled>,
}

#[derive(Debug, Clone, Copy)]
struct Scaled {
    since: Instant,
    factor: f64,
}

impl Clock {
    /// The wall's time, for real accounts.
    #[must_use]
    pub fn wall() -> Self {
        Self { origin: Timestamp::UNIX_EPOCH, scaled: None }
    }

    /// Time that stood at `origin` at this moment and runs `factor` times as
    /// fast as the wall's.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the one clock")]
    pub fn scaled(origin: Timestamp, factor: f64) -> Self {
        Self { origin, scaled: Some(Scaled { since: Instant::now(), factor }) }
    }

    /// What time it is in the account.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the one clock")]
    pub fn now(&self) -> Timestamp {
        match self.scaled {
            None => Timestamp::try_from(SystemTime::now()).unwrap_or(Timestamp::MAX),
            Some(Scaled { since, factor }) => {
                let passed = SignedDuration::from_secs_f64(since.elapsed().as_secs_f64() * factor);
                self.origin.checked_add(passed).unwrap_or(Timestamp::MAX)
            }
        }
    }

    /// How many times as fast as the wall's this time runs.
    #[must_use]
    pub fn factor(&self) -> f64 {
        self.scaled.map_or(1.0, |scaled| scaled.factor)
    }

    /// How long on the wall until `then`; zero when it has passed.
    #[must_use]
    pub fn wall_time_until(&self, then: Timestamp) -> Duration {
        let ahead = then.duration_since(self.now()).as_secs_f64().max(0.0);
        Duration::from_secs_f64(ahead / self.factor())
    }

    /// How long it is on the wall since `then`; zero when that is still to come.
    #[must_use]
    pub fn wall_time_since(&self, then: Timestamp) -> Duration {
        let passed = self.now().duration_since(then).as_secs_f64().max(0.0);
        Duration::from_secs_f64(passed / self.factor())
    }

    /// Sleeps until the account's time is `then`.
    pub async fn sleep_until(&self, then: Timestamp) {
        tokio::time::sleep(self.wall_time_until(then)).await;
    }

    /// Sleeps for so long of the account's time.
    pub async fn pause(&self, span: SignedDuration) {
        let then = self.now().checked_add(span).unwrap_or(Timestamp::MAX);
        self.sleep_until(then).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scaled_clock_needs_less_wall_time() {
        let clock = Clock::scaled(Timestamp::UNIX_EPOCH, 60.0);
        let then = clock.now() + SignedDuration::from_mins(10);
        let wait = clock.wall_time_until(then);
        assert!(wait <= Duration::from_secs(10) && wait > Duration::from_secs(9), "{wait:?}");
        assert_eq!(clock.wall_time_until(Timestamp::UNIX_EPOCH), Duration::ZERO);
    }
}
