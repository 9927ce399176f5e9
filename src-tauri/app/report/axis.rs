//! Numbers and instants along the edges.

use std::ops::Range;

use jiff::{Timestamp, tz::TimeZone};
use plotters::coord::{
    ranged1d::{DefaultFormatting, KeyPointHint, Ranged},
    types::RangedCoordf64,
};

/// Seconds since 1970 along an edge, with ticks at round instants.
pub(super) struct Times {
    from: i64,
    to: i64,
}

impl Times {
    pub(super) const fn between(from: i64, to: i64) -> Self {
        Self { from, to }
    }

    #[expect(clippy::cast_precision_loss, reason = "seconds since 1970")]
    fn ends(&self) -> Range<f64> {
        self.from as f64..self.to as f64
    }
}

impl Ranged for Times {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        RangedCoordf64::from(self.ends()).map(value, limit)
    }

    fn key_points<Hint: KeyPointHint>(&self, _: Hint) -> Vec<f64> {
        round_times(self.from, self.to)
    }

    fn range(&self) -> Range<f64> {
        self.ends()
    }
}

/// The next round number (1, 2 or 5 times a power of ten) at or above `most`,
/// so that the top of the axis is a number people read easily.
pub(super) fn round_top(most: f64) -> f64 {
    if most <= 1.0 {
        return 1.0;
    }
    let power = 10_f64.powf(most.log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0];
    steps.into_iter().map(|step| step * power).find(|&top| top >= most).unwrap_or(most)
}

/// Round instants between two, at most ten, in seconds since 1970.
fn round_times(from: i64, to: i64) -> Vec<f64> {
    const MINUTES: [i64; 11] = [1, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440];
    let fits = |step: &i64| (to - from) / step <= 10;
    let steps = MINUTES.map(|minutes| minutes * 60);
    let step = steps.into_iter().find(fits).unwrap_or((to - from).max(1));
    let first = from.div_euclid(step) * step;
    let times = (1..).map(|number| first + number * step).take_while(|&at| at < to);
    #[expect(clippy::cast_precision_loss, reason = "seconds since 1970")]
    let as_axis = |at: i64| at as f64;
    times.map(as_axis).collect()
}

/// The instant of a second since 1970 in words: time of day within a day's
/// window, day and time in longer ones.
pub(super) fn label(second: i64, seconds_shown: i64, zone: &TimeZone) -> String {
    let Ok(at) = Timestamp::from_second(second) else { return String::new() };
    let format = if seconds_shown > 24 * 3600 { "%a %d %b %H:%M" } else { "%H:%M" };
    at.to_zoned_datetime(zone.clone()).strftime(format).to_string()
}

/// The zone's name at an instant, such as `CET`.
pub(super) fn zone_name(second: i64, zone: &TimeZone) -> String {
    let at = Timestamp::from_second(second).unwrap_or(Timestamp::UNIX_EPOCH);
    at.to_zoned_datetime(zone.clone()).strftime("%Z").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tops_are_round() {
        let tops = [0.0, 0.4, 1.0, 3.0, 11.0, 51.0, 99.0, 100.0, 1234.0];
        let tops = tops.map(|most| round_top(most).to_string());
        assert_eq!(tops, ["1", "1", "1", "5", "20", "100", "100", "100", "2000"]);
    }

    #[test]
    fn times_are_round_and_few() {
        assert_eq!(round_times(90, 390), [120.0, 180.0, 240.0, 300.0, 360.0]);
        for hours in [1, 3, 24, 168] {
            let times = round_times(100, 100 + hours * 3600);
            assert!((3..=10).contains(&times.len()), "{hours} h: {times:?}");
        }
    }

    #[test]
    fn instants_are_local() {
        let zone = TimeZone::fixed(jiff::tz::offset(1));
        assert_eq!(label(0, 3600, &zone), "01:00");
        assert_eq!(label(0, 7 * 24 * 3600, &zone), "Thu 01 Jan 01:00");
    }
}
