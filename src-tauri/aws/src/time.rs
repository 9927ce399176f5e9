//! Instants, from AWS's forms to jiff's and back.
//!
//! Invariant: an instant that jiff cannot hold is no instant; nothing panics.

use aws_smithy_types::DateTime;
use jiff::Timestamp;

/// From the SDK's form.
pub(crate) fn timestamp(at: &DateTime) -> Option<Timestamp> {
    let nanoseconds = i32::try_from(at.subsec_nanos()).ok()?;
    Timestamp::new(at.secs(), nanoseconds).ok()
}

/// To the SDK's form, in whole seconds, which is all that `CloudWatch` heeds.
pub(crate) fn date_time(at: Timestamp) -> DateTime {
    DateTime::from_secs(at.as_second())
}

/// From Lambda's form, such as `2026-03-01T10:00:00.000+0000`.
pub(crate) fn lambda_time(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lambda_writes_the_offset_without_a_colon() {
        let told = lambda_time("2026-03-01T10:00:00.250+0000").map(|at| at.to_string());
        assert_eq!(told.as_deref(), Some("2026-03-01T10:00:00.25Z"));
        assert_eq!(lambda_time("yesterday"), None);
    }

    #[test]
    fn instants_survive_and_impossible_ones_are_none() {
        let at: Timestamp = "2026-03-01T10:00:00Z".parse().expect("an instant");
        assert_eq!(timestamp(&date_time(at)), Some(at));
        assert_eq!(timestamp(&DateTime::from_secs(i64::MAX)), None);
        let fraction = DateTime::from_secs_f64(1.5);
        assert_eq!(timestamp(&fraction).map(Timestamp::as_millisecond), Some(1500));
    }
}
