//! Statistics of a period's values.

use std::fmt;

use crate::world::metrics::Sample;

/// A statistic that is understood.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Stat {
    /// `Sum`
    Sum,
    /// `Average`
    Average,
    /// `Minimum`
    Minimum,
    /// `Maximum`
    Maximum,
    /// `SampleCount`
    SampleCount,
    /// `p95`, `p99.9`
    Percentile(f64),
}

impl Stat {
    /// Reads a statistic's name; `None` for one that is not understood.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "Sum" => Some(Self::Sum),
            "Average" => Some(Self::Average),
            "Minimum" => Some(Self::Minimum),
            "Maximum" => Some(Self::Maximum),
            "SampleCount" => Some(Self::SampleCount),
            _ => {
                let percent: f64 = name.strip_prefix('p')?.parse().ok()?;
                (0.0..=100.0).contains(&percent).then_some(Self::Percentile(percent))
            }
        }
    }

    /// Whether it is one of the five basic statistics.
    pub(crate) fn is_basic(self) -> bool {
        !matches!(self, Self::Percentile(_))
    }

    /// The statistic of a sample that is not empty.
    pub(crate) fn of(self, sample: &Sample) -> f64 {
        let values = &sample.0;
        let count: f64 = values.iter().map(|(_, count)| count).sum();
        let sum: f64 = values.iter().map(|(value, count)| value * count).sum();
        match self {
            Self::Sum => sum,
            Self::SampleCount => count,
            Self::Average => sum / count,
            Self::Minimum => values.iter().map(|(value, _)| *value).fold(f64::INFINITY, f64::min),
            Self::Maximum => {
                values.iter().map(|(value, _)| *value).fold(f64::NEG_INFINITY, f64::max)
            }
            Self::Percentile(percent) => percentile(values, count, percent),
        }
    }
}

impl fmt::Display for Stat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sum => f.write_str("Sum"),
            Self::Average => f.write_str("Average"),
            Self::Minimum => f.write_str("Minimum"),
            Self::Maximum => f.write_str("Maximum"),
            Self::SampleCount => f.write_str("SampleCount"),
            Self::Percentile(percent) => write!(f, "p{percent}"),
        }
    }
}

/// Nearest rank.
fn percentile(values: &[(f64, f64)], count: f64, percent: f64) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    let rank = (count * percent / 100.0).max(1.0).min(count);
    let mut seen = 0.0;
    for (value, count) in &values {
        seen += count;
        if seen + 1e-9 >= rank {
            return *value;
        }
    }
    values.last().map_or(0.0, |(value, _)| *value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_statistic_of_one_sample() {
        let sample = Sample(vec![(4.0, 1.0), (1.0, 2.0), (10.0, 1.0)]);
        for (name, value) in [
            ("Sum", 16.0),
            ("Average", 4.0),
            ("Minimum", 1.0),
            ("Maximum", 10.0),
            ("SampleCount", 4.0),
            ("p50", 1.0),
            ("p75", 4.0),
            ("p99.9", 10.0),
            ("p0", 1.0),
        ] {
            let stat = Stat::named(name).expect(name);
            assert!((stat.of(&sample) - value).abs() < 1e-9, "{name}: {}", stat.of(&sample));
            assert_eq!(stat.to_string(), name);
        }
    }

    #[test]
    fn what_is_no_statistic_is_not_understood() {
        for name in ["sum", "p101", "p-1", "pNaN", "tm99", "p"] {
            assert_eq!(Stat::named(name), None, "{name}");
        }
    }
}
