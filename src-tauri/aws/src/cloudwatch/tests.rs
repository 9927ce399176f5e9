use super::*;

use aws_smithy_types::DateTime;
use crossfade_engine::ports::{MetricKind, Statistic};

fn query(function: &str) -> MetricQuery {
    MetricQuery {
        metric: MetricKind::Invocations,
        statistic: Statistic::Sum,
        function: function.to_owned(),
        alias: None,
        version: None,
    }
}

fn result(place: usize, points: &[(i64, f64)], status: StatusCode) -> MetricDataResult {
    let builder = MetricDataResult::builder()
        .id(query::id(place))
        .set_timestamps(Some(points.iter().map(|it| DateTime::from_secs(it.0)).collect()))
        .set_values(Some(points.iter().map(|it| it.1).collect()));
    builder.status_code(status).build()
}

#[test]
fn pages_are_put_together_in_the_order_of_the_queries() {
    let queries = [query("a"), query("b"), query("c")];
    let series = gathered(
        &queries,
        vec![
            result(1, &[(120, 2.0)], StatusCode::PartialData),
            result(0, &[(60, 1.0)], StatusCode::Complete),
            result(1, &[(60, 3.0)], StatusCode::Complete),
        ],
    );
    let told: Vec<_> = series
        .iter()
        .map(|it| {
            let points: Vec<_> = it.points.iter().map(|it| (it.at.as_second(), it.value)).collect();
            (it.query.function.as_str(), points, it.complete)
        })
        .collect();
    assert_eq!(
        told,
        [
            ("a", vec![(60, 1.0)], true),
            ("b", vec![(60, 3.0), (120, 2.0)], true),
            ("c", vec![], false),
        ]
    );
}

#[test]
fn what_cloudwatch_kept_back_makes_a_series_incomplete() {
    for status in [StatusCode::PartialData, StatusCode::InternalError, StatusCode::Forbidden] {
        let series = gathered(&[query("a")], vec![result(0, &[(60, 1.0)], status)]);
        assert!(!series[0].complete);
    }
}

#[test]
fn a_window_is_in_whole_minutes_and_goes_forward() {
    let at = |seconds| jiff::Timestamp::from_second(seconds).expect("an instant");
    let window =
        |from, to, period_seconds| MetricWindow { from: at(from), to: at(to), period_seconds };
    assert!(check(window(0, 60, 60)).is_ok());
    for wrong in [window(0, 60, 30), window(0, 60, 0), window(60, 60, 60), window(60, 0, 60)] {
        assert_eq!(check(wrong).expect_err("refused").code, "InvalidWindow");
    }
}
