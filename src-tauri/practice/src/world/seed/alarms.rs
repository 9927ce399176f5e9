//! The alarms of the practice account: one an alias, one on the wrong
//! dimensions, which never gets data (a mistake that people make), and one that
//! is composed of others.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::days_before;
use crate::{
    cloudwatch::{
        alarm::{Alarm, Follows},
        query::{MetricStat, Query, Source},
        rule::Rule,
        stat::Stat,
        threshold::{Comparison, Threshold, TreatMissing, Watched},
    },
    world::{
        account::{ACCOUNT, REGION},
        metrics::{MINUTE_MS, Metric, NAMESPACE},
    },
};

/// Every alarm by name.
pub(super) fn plant(start: Timestamp) -> BTreeMap<String, Alarm> {
    let orders = [("FunctionName", "orders"), ("Resource", "orders:PROD")];
    let lookup = [("FunctionName", "customer-lookup"), ("Resource", "customer-lookup:PROD")];
    let hours = [("FunctionName", "opening-hours"), ("Resource", "opening-hours:LIVE")];
    let payments = [("FunctionName", "payments"), ("Resource", "payments:PROD")];
    let redaction = [("FunctionName", "chat-redaction"), ("Resource", "chat-redaction:PROD")];
    let quiet = |watched| Threshold { missing: TreatMissing::NotBreaching, ..above(0.0, watched) };
    let errors = |dimensions: &[_]| quiet(stat("Errors", Stat::Sum, dimensions));
    let alarms = [
        alarm("orders-PROD-errors", errors(&orders), start),
        // Lambda publishes no metric with Resource alone.
        alarm(
            "orders-PROD-errors-by-resource",
            above(0.0, stat("Errors", Stat::Sum, &orders[1..])),
            start,
        ),
        Alarm {
            description: Some("More than 5 % of order calls fail".to_owned()),
            ..alarm(
                "orders-PROD-error-rate",
                Threshold {
                    watched: error_rate(&orders),
                    evaluation_periods: 5,
                    needed_datapoints: Some(3),
                    limit: 5.0,
                    ..errors(&orders)
                },
                start,
            )
        },
        composed(
            "orders-PROD-trouble",
            "ALARM(\"orders-PROD-errors\") AND ALARM(\"orders-PROD-error-rate\")",
            start,
        ),
        alarm(
            "customer-lookup-PROD-errors",
            Threshold {
                evaluation_periods: 3,
                needed_datapoints: Some(2),
                limit: 5.0,
                ..errors(&lookup)
            },
            start,
        ),
        alarm("opening-hours-LIVE-errors", above(0.0, stat("Errors", Stat::Sum, &hours)), start),
        alarm("payments-PROD-errors", errors(&payments), start),
        Alarm {
            description: Some("A flow waits 8 seconds at most".to_owned()),
            ..alarm(
                "payments-PROD-duration-p95",
                Threshold {
                    evaluation_periods: 5,
                    needed_datapoints: Some(3),
                    missing: TreatMissing::Ignore,
                    ..above(8000.0, stat("Duration", Stat::Percentile(95.0), &payments))
                },
                start,
            )
        },
        alarm("chat-redaction-PROD-errors", errors(&redaction), start),
    ];
    alarms.into_iter().map(|alarm| (alarm.name.clone(), alarm)).collect()
}

fn alarm(name: &str, threshold: Threshold, start: Timestamp) -> Alarm {
    calling(name, Follows::Metric(threshold), start)
}

#[expect(clippy::expect_used, reason = "the rules are those above")]
fn composed(name: &str, rule: &str, start: Timestamp) -> Alarm {
    let rule = Rule::read(rule).expect("a rule");
    let description = Some("Order calls fail, and not just a few".to_owned());
    Alarm { description, ..calling(name, Follows::Alarms(rule), start) }
}

fn calling(name: &str, follows: Follows, start: Timestamp) -> Alarm {
    let on_call = vec![format!("arn:aws:sns:{REGION}:{ACCOUNT}:on-call")];
    let made = days_before(start, 60);
    Alarm {
        actions: [Vec::new(), on_call, Vec::new()],
        ..Alarm::unchecked(name.to_owned(), follows, made)
    }
}

/// In one minute.
fn above(limit: f64, watched: MetricStat) -> Threshold {
    Threshold {
        watched: Watched::Metric(watched),
        unit: None,
        evaluation_periods: 1,
        needed_datapoints: Some(1),
        limit,
        comparison: Comparison::Greater,
        missing: TreatMissing::Unknown,
        low_samples: None,
    }
}

fn stat(metric: &str, stat: Stat, dimensions: &[(&str, &str)]) -> MetricStat {
    let mut dimensions: Vec<(String, String)> =
        dimensions.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    dimensions.sort();
    let metric = Metric { namespace: NAMESPACE.to_owned(), name: metric.to_owned(), dimensions };
    MetricStat { metric, period_ms: MINUTE_MS, stat }
}

/// Errors in percent of invocations.
fn error_rate(dimensions: &[(&str, &str)]) -> Watched {
    let query = |id: &str, source: Source, returns: bool| Query {
        id: id.to_owned(),
        label: returns.then(|| "error rate in percent".to_owned()),
        returns,
        source,
    };
    let metric = |name: &str| Source::Stat(stat(name, Stat::Sum, dimensions));
    Watched::Math {
        queries: vec![
            query("errors", metric("Errors"), false),
            query("invocations", metric("Invocations"), false),
            query("rate", Source::Expression("100 * errors / invocations".to_owned(), None), true),
        ],
        period_ms: MINUTE_MS,
    }
}
