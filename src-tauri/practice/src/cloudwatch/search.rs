//! `SEARCH` in metric math: `{AWS/Lambda,FunctionName,Resource} MetricName="Errors" PROD`.
//!
//! Terms stand for AND unless OR or NOT says otherwise; a quoted term matches
//! exactly, a bare one in part. Invariant: what is not understood is an error,
//! never an empty answer.

use super::{
    query::{MetricStat, Series, Window},
    stat::Stat,
};
use crate::world::metrics::{Metric, Metrics};

/// At most this many series come back from one search.
const MAX_SERIES: usize = 500;

/// Every series whose metric the search matches.
pub(super) fn search(
    text: &str,
    stat: &str,
    seconds: f64,
    metrics: &Metrics,
    window: Window,
) -> Result<Vec<Series>, String> {
    let stat = Stat::named(stat).ok_or_else(|| format!("the statistic {stat} is not supported"))?;
    let period_ms = period(seconds)?;
    let (schema, rest) = schema(text)?;
    let wanted = Terms::parse(rest)?;
    let mut found = Vec::new();
    for metric in metrics.list(i64::MIN, i64::MAX) {
        if schema.as_ref().is_none_or(|it| it.fits(&metric)) && wanted.hold(&metric) {
            let label = label(&metric);
            let points = MetricStat { metric, period_ms, stat }.points(metrics, window);
            found.push(Series { label, points, period_ms });
        }
    }
    found.truncate(MAX_SERIES);
    Ok(found)
}

fn period(seconds: f64) -> Result<i64, String> {
    #[expect(clippy::cast_possible_truncation, reason = "checked right below")]
    let period = seconds as i64;
    if period >= 60 && period % 60 == 0 && period <= 86_400 * 30 {
        return Ok(period * 1000);
    }
    Err("the period of a search must be a multiple of 60 seconds".to_owned())
}

/// Metric name, and what tells this series from the others.
fn label(metric: &Metric) -> String {
    let values = metric.dimensions.iter().map(|(_, value)| value.as_str());
    values.chain([metric.name.as_str()]).collect::<Vec<_>>().join(" ")
}

/// `{Namespace,DimensionName,…}`
struct Schema {
    namespace: String,
    dimensions: Vec<String>,
}

impl Schema {
    fn fits(&self, metric: &Metric) -> bool {
        let names = metric.dimensions.iter().map(|(name, _)| name);
        metric.namespace == self.namespace && names.eq(self.dimensions.iter())
    }
}

fn schema(text: &str) -> Result<(Option<Schema>, &str), String> {
    let Some(inside) = text.trim_start().strip_prefix('{') else { return Ok((None, text)) };
    let (inside, rest) = inside.split_once('}').ok_or("the schema has no end")?;
    let mut parts = inside.split(',').map(|part| part.trim().trim_matches('"').to_owned());
    let namespace = parts.next().unwrap_or_default();
    let mut dimensions: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    dimensions.sort();
    Ok((Some(Schema { namespace, dimensions }), rest))
}

/// What must hold for a metric.
#[derive(Debug, PartialEq)]
enum Terms {
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
    Term(Term),
}

/// `Key="value"`, `Key=part`, `"value"` or `part`.
#[derive(Debug, PartialEq)]
struct Term {
    key: Option<String>,
    value: String,
    exact: bool,
}

impl Terms {
    fn parse(text: &str) -> Result<Self, String> {
        let tokens = tokens(text)?;
        let mut at = 0;
        let terms = any(&tokens, &mut at)?;
        if at < tokens.len() { Err("a `)` has no beginning".to_owned()) } else { Ok(terms) }
    }

    fn hold(&self, metric: &Metric) -> bool {
        match self {
            Self::All(terms) => terms.iter().all(|term| term.hold(metric)),
            Self::Any(terms) => terms.iter().any(|term| term.hold(metric)),
            Self::Not(term) => !term.hold(metric),
            Self::Term(term) => term.holds(metric),
        }
    }
}

impl Term {
    fn holds(&self, metric: &Metric) -> bool {
        let properties = [("Namespace", metric.namespace.as_str()), ("MetricName", &metric.name)];
        let dimensions =
            metric.dimensions.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        properties.into_iter().chain(dimensions).any(|(key, value)| match &self.key {
            Some(wanted) => wanted == key && self.matches(value),
            None => self.matches(value) || (key == self.value && !self.exact),
        })
    }

    fn matches(&self, value: &str) -> bool {
        if self.exact {
            return value == self.value;
        }
        value.to_lowercase().contains(&self.value.to_lowercase())
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Open,
    Close,
    Or,
    And,
    Not,
    Term(Option<String>, String, bool),
}

fn any(tokens: &[Token], at: &mut usize) -> Result<Terms, String> {
    let mut alternatives = vec![all(tokens, at)?];
    while tokens.get(*at) == Some(&Token::Or) {
        *at += 1;
        alternatives.push(all(tokens, at)?);
    }
    Ok(Terms::Any(alternatives))
}

fn all(tokens: &[Token], at: &mut usize) -> Result<Terms, String> {
    let mut terms = Vec::new();
    while let Some(token) = tokens.get(*at) {
        match token {
            Token::Or | Token::Close => break,
            Token::And => *at += 1,
            Token::Open | Token::Not | Token::Term(..) => terms.push(one(tokens, at)?),
        }
    }
    Ok(Terms::All(terms))
}

fn one(tokens: &[Token], at: &mut usize) -> Result<Terms, String> {
    let token = tokens.get(*at).ok_or("the search ends too early")?;
    *at += 1;
    match token {
        Token::Not => one(tokens, at).map(|term| Terms::Not(Box::new(term))),
        Token::Term(key, value, exact) => {
            Ok(Terms::Term(Term { key: key.clone(), value: value.clone(), exact: *exact }))
        }
        Token::Open => {
            let inner = any(tokens, at)?;
            if tokens.get(*at) != Some(&Token::Close) {
                return Err("a `(` has no end".to_owned());
            }
            *at += 1;
            Ok(inner)
        }
        Token::Close | Token::And | Token::Or => Err("a term is missing".to_owned()),
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if first == '(' || first == ')' {
            tokens.push(if first == '(' { Token::Open } else { Token::Close });
            rest = rest[1..].trim_start();
            continue;
        }
        let (word, exact, after) = word(rest)?;
        rest = after.trim_start();
        let token = match (word.as_str(), exact, rest.strip_prefix('=')) {
            (_, _, Some(after)) => {
                let (value, exact, after) = self::word(after.trim_start())?;
                rest = after.trim_start();
                Token::Term(Some(word), value, exact)
            }
            ("OR", false, None) => Token::Or,
            ("AND", false, None) => Token::And,
            ("NOT", false, None) => Token::Not,
            (_, exact, None) => Token::Term(None, word, exact),
        };
        tokens.push(token);
    }
    Ok(tokens)
}

/// A word or a quoted text, whether it was quoted, and what follows.
fn word(text: &str) -> Result<(String, bool, &str), String> {
    if let Some(inside) = text.strip_prefix('"') {
        let (inside, after) = inside.split_once('"').ok_or("a text has no end")?;
        return Ok((inside.to_owned(), true, after));
    }
    let end =
        text.find(|it: char| it.is_whitespace() || "()=\"".contains(it)).unwrap_or(text.len());
    if end == 0 {
        return Err("a term is missing".to_owned());
    }
    Ok((text[..end].to_owned(), false, &text[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(search: &str) -> bool {
        let metric = Metric {
            namespace: "AWS/Lambda".to_owned(),
            name: "Errors".to_owned(),
            dimensions: vec![
                ("FunctionName".to_owned(), "orders".to_owned()),
                ("Resource".to_owned(), "orders:PROD".to_owned()),
            ],
        };
        let (schema, rest) = schema(search).expect("a schema");
        schema.is_none_or(|it| it.fits(&metric)) && Terms::parse(rest).expect("terms").hold(&metric)
    }

    #[test]
    fn schema_and_terms_choose_the_metrics() {
        assert!(holds("{AWS/Lambda,FunctionName,Resource} MetricName=\"Errors\""));
        assert!(holds("{AWS/Lambda,Resource,FunctionName} prod"));
        assert!(!holds("{AWS/Lambda,FunctionName} MetricName=\"Errors\""));
        assert!(holds("Namespace=\"AWS/Lambda\" AND Resource=PROD"));
        assert!(holds("MetricName=\"Duration\" OR (MetricName=\"Errors\" NOT TEST)"));
        assert!(!holds("\"order\""));
        assert!(!holds("NOT orders"));
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert!(Terms::parse("(a OR b").is_err());
        assert!(Terms::parse("a )").is_err());
        assert!(Terms::parse("Key=").is_err());
        assert!(schema("{AWS/Lambda").is_err());
    }
}
