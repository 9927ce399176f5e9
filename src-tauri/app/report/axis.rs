//! Numbers and instants along the edges.

use jiff::{Timestamp, tz::TimeZone};

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
        let tops = [0.0, 0.4, 1.0, 3.0, 11.0, 51.0, 99.0, 100.0, 1234.0].map(round_top);
        assert_eq!(tops, [1.0, 1.0, 1.0, 5.0, 20.0, 100.0, 100.0, 100.0, 2000.0]);
    }

    #[test]
    fn instants_are_local() {
        let zone = TimeZone::fixed(jiff::tz::offset(1));
        assert_eq!(label(0, 3600, &zone), "01:00");
        assert_eq!(label(0, 7 * 24 * 3600, &zone), "Thu 01 Jan 01:00");
    }
}
