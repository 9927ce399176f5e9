//! CloudWatch alarms, and what they can see.

use async_trait::async_trait;
use crossfade_domain::qualifier::{AliasName, Version};
use jiff::Timestamp;

use super::Answer;

/// An alarm's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AlarmState {
    /// Within its threshold.
    Ok,
    /// Firing.
    Alarm,
    /// Too little data to say.
    InsufficientData,
}

/// An alarm (`DescribeAlarms`).
#[derive(Debug, Clone, PartialEq)]
pub struct Alarm {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// Its state.
    pub state: AlarmState,
    /// AWS's reason for the state.
    pub reason: String,
    /// Since when.
    pub since: Option<Timestamp>,
    /// Whether it follows other alarms' states, and has no metric of its own.
    pub composite: bool,
    /// The metrics that it reads: one, or all of its metric math; none for a
    /// composite alarm and for one that is built on a query.
    pub reads: Vec<AlarmMetric>,
    /// Such as `Errors > 0 for 1 datapoints within 1 minute`; of a composite
    /// alarm its rule.
    pub condition: String,
}

/// A metric that an alarm reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlarmMetric {
    /// Such as `AWS/Lambda`.
    pub namespace: String,
    /// Such as `Errors`.
    pub name: String,
    /// Name and value of each dimension.
    pub dimensions: Vec<(String, String)>,
}

impl std::fmt::Display for AlarmMetric {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` of `{}` ", self.name, self.namespace)?;
        for (place, (name, value)) in self.dimensions.iter().enumerate() {
            write!(f, "{}`{name}` = `{value}`", if place == 0 { "with " } else { ", " })?;
        }
        if self.dimensions.is_empty() { f.write_str("without dimensions") } else { Ok(()) }
    }
}

/// Whether an alarm can see what becomes of an alias's calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// At least one of its metrics counts them.
    Sees,
    /// It reads Lambda's metrics, and none that counts them.
    Blind,
    /// It counts those of this version only.
    OtherVersion(Version),
    /// It reads what is not Lambda's.
    Elsewhere,
    /// It follows other alarms, so there are no dimensions to look at.
    Composite,
    /// It is built on a query, which is not looked into.
    Unknown,
}

const LAMBDA: &str = "AWS/Lambda";

impl Alarm {
    /// Whether the alarm's metric is about this alias, or about its function
    /// as a whole.
    #[must_use]
    pub fn watches(&self, function: &str, alias: &AliasName) -> bool {
        match self.sight(function, alias, None) {
            Sight::Sees => true,
            Sight::Blind
            | Sight::OtherVersion(_)
            | Sight::Elsewhere
            | Sight::Composite
            | Sight::Unknown => false,
        }
    }

    /// What it sees of the calls that an alias sends to `version`, or to any.
    #[must_use]
    pub fn sight(&self, function: &str, alias: &AliasName, version: Option<Version>) -> Sight {
        if self.composite {
            return Sight::Composite;
        }
        let seen: Vec<Sight> =
            self.reads.iter().map(|metric| metric.sight(function, alias, version)).collect();
        let other = |sight: &&Sight| matches!(sight, Sight::OtherVersion(_));
        if seen.contains(&Sight::Sees) {
            Sight::Sees
        } else if let Some(other) = seen.iter().find(other) {
            *other
        } else if seen.contains(&Sight::Blind) {
            Sight::Blind
        } else if seen.is_empty() {
            Sight::Unknown
        } else {
            Sight::Elsewhere
        }
    }
}

impl AlarmMetric {
    /// Lambda publishes each metric under no dimension; `FunctionName`; that and
    /// `Resource`; and, for calls through an alias, those and `ExecutedVersion`.
    /// A metric is found by exactly its dimensions, so any other set has no
    /// data. `Resource` = the function's name counts the calls without any
    /// qualifier.
    fn sight(&self, function: &str, alias: &AliasName, version: Option<Version>) -> Sight {
        if self.namespace != LAMBDA {
            return Sight::Elsewhere;
        }
        let value = |name: &str| {
            let found = self.dimensions.iter().find(|(dimension, _)| dimension == name);
            found.map(|(_, value)| value.as_str())
        };
        let known = ["FunctionName", "Resource", "ExecutedVersion"];
        let strange = self.dimensions.iter().any(|(name, _)| !known.contains(&name.as_str()));
        let of_alias = format!("{function}:{alias}");
        let (named, resource) = (value("FunctionName"), value("Resource"));
        if strange || named != Some(function) || resource.is_some_and(|it| it != of_alias) {
            return Sight::Blind;
        }
        match (resource, value("ExecutedVersion")) {
            (_, None) => Sight::Sees,
            (None, Some(_)) => Sight::Blind,
            (Some(_), Some(executed)) => match (executed.parse(), version) {
                (Ok(executed), Some(version)) if executed != version => {
                    Sight::OtherVersion(executed)
                }
                (Ok(_), _) => Sight::Sees,
                (Err(_), _) => Sight::Blind,
            },
        }
    }
}

/// Watches alarms.
#[async_trait]
pub trait AlarmWatch: Send + Sync {
    /// The alarms of these names that exist; all of them when `names` is
    /// `None` (`DescribeAlarms`, metric and composite).
    async fn alarms(&self, names: Option<&[String]>) -> Answer<Vec<Alarm>>;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metric(namespace: &str, dimensions: &[(&str, &str)]) -> AlarmMetric {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        AlarmMetric {
            namespace: namespace.to_owned(),
            name: "Errors".to_owned(),
            dimensions: dimensions.iter().map(owned).collect(),
        }
    }

    fn alarm(reads: Vec<AlarmMetric>) -> Alarm {
        Alarm {
            name: "a".to_owned(),
            arn: String::new(),
            state: AlarmState::Ok,
            reason: String::new(),
            since: None,
            composite: false,
            reads,
            condition: String::new(),
        }
    }

    fn sight(reads: Vec<AlarmMetric>) -> Sight {
        let alias = "PROD".parse().expect("a name");
        alarm(reads).sight("orders", &alias, Some(Version::Published(8)))
    }

    const ORDERS: (&str, &str) = ("FunctionName", "orders");
    const PROD: (&str, &str) = ("Resource", "orders:PROD");

    #[test]
    fn only_what_lambda_publishes_of_the_aliass_calls_is_seen() {
        let of = |dimensions: &[(&str, &str)]| sight(vec![metric("AWS/Lambda", dimensions)]);
        assert_eq!(of(&[ORDERS]), Sight::Sees);
        assert_eq!(of(&[ORDERS, PROD]), Sight::Sees);
        assert_eq!(of(&[("ExecutedVersion", "8"), ORDERS, PROD]), Sight::Sees);
        let old = Sight::OtherVersion(Version::Published(7));
        assert_eq!(of(&[ORDERS, PROD, ("ExecutedVersion", "7")]), old);
        for blind in [
            &[ORDERS, ("Resource", "orders")][..],
            &[ORDERS, ("Resource", "orders:8")],
            &[ORDERS, ("Resource", "orders:TEST")],
            &[PROD],
            &[ORDERS, ("ExecutedVersion", "8")],
            &[("FunctionName", "others")],
            &[ORDERS, PROD, ("Stage", "live")],
        ] {
            assert_eq!(of(blind), Sight::Blind, "{blind:?}");
        }
    }

    #[test]
    fn what_is_not_lambdas_or_not_there_is_told_apart() {
        assert_eq!(sight(vec![metric("Orders", &[ORDERS])]), Sight::Elsewhere);
        assert_eq!(sight(Vec::new()), Sight::Unknown);
        let composite = Alarm { composite: true, ..alarm(Vec::new()) };
        let alias = "PROD".parse().expect("a name");
        assert_eq!(composite.sight("orders", &alias, None), Sight::Composite);
        assert!(!composite.watches("orders", &alias));
    }

    #[test]
    fn metric_math_sees_what_one_of_its_metrics_sees() {
        let (own, lambda) = (metric("Orders", &[]), |it: &[_]| metric("AWS/Lambda", it));
        assert_eq!(sight(vec![own.clone(), lambda(&[ORDERS, PROD])]), Sight::Sees);
        assert_eq!(sight(vec![own, lambda(&[PROD])]), Sight::Blind);
    }

    #[test]
    fn a_metric_is_written_out_for_people() {
        let told = metric("AWS/Lambda", &[ORDERS, PROD]).to_string();
        assert_eq!(
            told,
            "`Errors` of `AWS/Lambda` with `FunctionName` = `orders`, `Resource` = `orders:PROD`"
        );
        assert_eq!(metric("Own", &[]).to_string(), "`Errors` of `Own` without dimensions");
    }
}
