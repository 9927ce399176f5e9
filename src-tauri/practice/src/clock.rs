//! The practice account's clock.
//!
//! Invariant: practice time never goes back. It runs at a chosen scale, or
//! stands still until it is advanced.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};

/// Tells practice time. Clones share one clock.
#[derive(Debug, Clone)]
pub struct WorldClock(Arc<Mutex<Base>>);

/// Practice time as a straight line through one known point.
#[derive(Debug)]
struct Base {
    start: Timestamp,
    at: Timestamp,
    since: Instant,
    scale: f64,
}

impl Base {
    fn now(&self) -> Timestamp {
        let elapsed = self.since.elapsed().as_secs_f64() * self.scale;
        forward(self.at, Duration::try_from_secs_f64(elapsed).unwrap_or_default())
    }
}

impl WorldClock {
    /// A clock that shows `start` now and runs `scale` practice seconds per
    /// real second. A scale that is not positive stops the clock.
    #[must_use]
    pub fn new(start: Timestamp, scale: f64) -> Self {
        let base = Base { start, at: start, since: instant(), scale: sane(scale) };
        Self(Arc::new(Mutex::new(base)))
    }

    /// The practice time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.with(|base| base.now())
    }

    /// The practice time at which the account started.
    #[must_use]
    pub fn start(&self) -> Timestamp {
        self.with(|base| base.start)
    }

    /// Practice seconds per real second; 0 when the clock stands still.
    #[must_use]
    pub fn scale(&self) -> f64 {
        self.with(|base| base.scale)
    }

    /// Jumps ahead, whether the clock runs or not.
    pub fn advance(&self, by: Duration) {
        self.with(|base| base.at = forward(base.at, by));
    }

    /// Runs at another scale from now on.
    pub fn set_scale(&self, scale: f64) {
        self.with(|base| {
            base.at = base.now();
            base.since = instant();
            base.scale = sane(scale);
        });
    }

    /// How long a practice duration takes in reality; nothing when the clock
    /// stands still, so that no test ever waits.
    #[must_use]
    pub fn real(&self, practice: Duration) -> Duration {
        let scale = self.scale();
        if scale == 0.0 {
            return Duration::ZERO;
        }
        Duration::try_from_secs_f64(practice.as_secs_f64() / scale).unwrap_or_default()
    }

    fn with<T>(&self, look: impl FnOnce(&mut Base) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The real time, for an account that starts now.
#[expect(clippy::disallowed_methods, reason = "this is the practice account's one clock")]
pub(crate) fn real_now() -> Timestamp {
    Timestamp::now()
}

/// The monotonic real time, for quotas, which AWS counts in real time.
#[expect(clippy::disallowed_methods, reason = "this is the practice account's one clock")]
pub(crate) fn instant() -> Instant {
    Instant::now()
}

fn forward(at: Timestamp, by: Duration) -> Timestamp {
    SignedDuration::try_from(by)
        .ok()
        .and_then(|by| at.checked_add(by).ok())
        .unwrap_or(Timestamp::MAX)
}

fn sane(scale: f64) -> f64 {
    if scale.is_finite() && scale > 0.0 { scale } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stopped_clock_moves_only_when_it_is_advanced() {
        let start: Timestamp = "2026-11-23T10:00:00Z".parse().expect("a time");
        let clock = WorldClock::new(start, 0.0);
        assert_eq!(clock.now(), start);
        clock.advance(Duration::from_secs(90));
        assert_eq!(clock.now(), start + SignedDuration::from_secs(90));
        assert_eq!(clock.real(Duration::from_secs(5)), Duration::ZERO);
    }

    #[test]
    fn a_changed_scale_does_not_move_the_time_that_has_passed() {
        let start: Timestamp = "2026-11-23T10:00:00Z".parse().expect("a time");
        let clock = WorldClock::new(start, 0.0);
        clock.advance(Duration::from_hours(1));
        clock.set_scale(60.0);
        let now = clock.now();
        assert!(now >= start + SignedDuration::from_hours(1), "{now}");
        assert!(now < start + SignedDuration::from_hours(2), "{now}");
        assert_eq!(clock.start(), start);
        assert_eq!(clock.real(Duration::from_mins(1)), Duration::from_secs(1));
    }
}
