//! The alarms of the practice account: one an alias, and one on the wrong
//! dimensions, which never gets data (a mistake that people make).

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::days_before;
use crate::{
    cloudwatch::{
        alarm::{Alarm, Comparison, State, TreatMissing, Watched},
        query::{MetricStat, Query, Source},
        stat::Stat,
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
    let errors = |name: &str, dimensions: &[(&str, &str)]| Alarm {
        missing: TreatMissing::NotBreaching,
        ..alarm(name, stat("Errors", Stat::Sum, dimensions), 0.0, start)
    };
    let alarms = [
        errors("orders-PROD-errors", &orders),
        // Lambda publishes no metric with Resource alone.
        alarm(
            "orders-PROD-errors-by-resource",
            stat("Errors", Stat::Sum, &orders[1..]),
            0.0,
            start,
        ),
        Alarm {
            watched: error_rate(&orders),
            evaluation_periods: 5,
            needed_datapoints: Some(3),
            missing: TreatMissing::NotBreaching,
            description: Some("More than 5 % of order calls fail".to_owned()),
            ..alarm("orders-PROD-error-rate", stat("Errors", Stat::Sum, &orders), 5.0, start)
        },
        Alarm {
            evaluation_periods: 3,
            needed_datapoints: Some(2),
            threshold: 5.0,
            ..errors("customer-lookup-PROD-errors", &lookup)
        },
        alarm("opening-hours-LIVE-errors", stat("Errors", Stat::Sum, &hours), 0.0, start),
        errors("payments-PROD-errors", &payments),
        Alarm {
            evaluation_periods: 5,
            needed_datapoints: Some(3),
            missing: TreatMissing::Ignore,
            description: Some("A flow waits 8 seconds at most".to_owned()),
            ..alarm(
                "payments-PROD-duration-p95",
                stat("Duration", Stat::Percentile(95.0), &payments),
                8000.0,
                start,
            )
        },
        errors("chat-redaction-PROD-errors", &redaction),
    ];
    alarms.into_iter().map(|alarm| (alarm.name.clone(), alarm)).collect()
}

fn alarm(name: &str, watched: MetricStat, threshold: f64, start: Timestamp) -> Alarm {
    let made = days_before(start, 60);
    Alarm {
        name: name.to_owned(),
        description: None,
        actions_enabled: true,
        actions: [Vec::new(), vec![format!("arn:aws:sns:{REGION}:{ACCOUNT}:on-call")], Vec::new()],
        watched: Watched::Metric(watched),
        unit: None,
        evaluation_periods: 1,
        needed_datapoints: Some(1),
        threshold,
        comparison: Comparison::Greater,
        missing: TreatMissing::Unknown,
        low_samples: None,
        configured: made,
        state: State::InsufficientData,
        reason: "Unchecked: Initial alarm creation".to_owned(),
        reason_data: None,
        updated: made,
        transitioned: made,
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
