//! What a composite alarm follows: the states of other alarms
//! (`AlarmRule`).
//!
//! Source: "Creating a composite alarm" and `PutCompositeAlarm` in
//! `CloudWatch`'s documentation.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::json;

use super::alarm::{Alarm, State};
use crate::world::account::alarm_arn;

/// As many alarms may a rule name.
const MOST_ALARMS: usize = 100;
/// As many characters may it have.
const LONGEST: usize = 10_240;
/// As deep may its brackets go.
const DEEPEST: usize = 50;

/// A rule, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rule {
    /// As it was given.
    pub text: String,
    is_met: Expression,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Expression {
    Always(bool),
    Is(State, String),
    Not(Box<Self>),
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
}

impl Rule {
    /// Reads a rule, or says what is wrong with it.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        if text.chars().count() > LONGEST {
            return Err(format!("AlarmRule must not be longer than {LONGEST} characters"));
        }
        let tokens = tokens(text)?;
        let mut reader = Reader { tokens: &tokens, depth: 0 };
        let is_met = reader.either()?;
        if let Some(token) = reader.tokens.first() {
            return Err(format!("AlarmRule must not contain {token:?} after its end"));
        }
        let rule = Self { text: text.to_owned(), is_met };
        if rule.names().len() > MOST_ALARMS {
            return Err(format!("AlarmRule must not name more than {MOST_ALARMS} alarms"));
        }
        Ok(rule)
    }

    /// The alarms that it names.
    pub(super) fn names(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.is_met.name(&mut names);
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The state that follows from those of the alarms, with its reason and the
    /// reason's data; `None` when it stays `held`.
    pub(super) fn judged(
        &self,
        held: State,
        alarms: &BTreeMap<String, Alarm>,
        now: Timestamp,
    ) -> Option<(State, String, String)> {
        let is_met = self.is_met.holds(alarms);
        let state = if is_met { State::Alarm } else { State::Ok };
        if state == held {
            return None;
        }
        let named: Vec<&Alarm> =
            self.names().into_iter().filter_map(|name| alarms.get(name)).collect();
        let newest = named.iter().max_by_key(|alarm| alarm.transitioned);
        let reason = newest.map_or_else(
            || format!("AlarmRule is {is_met}"),
            |alarm| {
                let at = alarm.transitioned.strftime("%A %d %B, %Y %H:%M:%S UTC");
                format!("{} transitioned to {} at {at}", alarm_arn(&alarm.name), alarm.state)
            },
        );
        let triggering = named.iter().map(|alarm| {
            json!({
                "arn": alarm_arn(&alarm.name),
                "state": {
                    "value": alarm.state.to_string(),
                    "timestamp": now.strftime("%Y-%m-%dT%H:%M:%S.%3f+0000").to_string(),
                },
            })
        });
        let data = json!({ "triggeringAlarms": triggering.collect::<Vec<_>>() });
        Some((state, reason, data.to_string()))
    }
}

impl Expression {
    fn holds(&self, alarms: &BTreeMap<String, Alarm>) -> bool {
        match self {
            Self::Always(held) => *held,
            Self::Is(state, name) => alarms.get(name).is_some_and(|alarm| alarm.state == *state),
            Self::Not(inner) => !inner.holds(alarms),
            Self::And(one, other) => one.holds(alarms) && other.holds(alarms),
            Self::Or(one, other) => one.holds(alarms) || other.holds(alarms),
        }
    }

    fn name<'a>(&'a self, names: &mut Vec<&'a str>) {
        match self {
            Self::Always(_) => {}
            Self::Is(_, name) => names.push(name),
            Self::Not(inner) => inner.name(names),
            Self::And(one, other) | Self::Or(one, other) => {
                one.name(names);
                other.name(names);
            }
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Open,
    Close,
    Word(String),
    Quoted(String),
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, after) = match first {
            '(' => (Token::Open, &rest[1..]),
            ')' => (Token::Close, &rest[1..]),
            '"' => {
                let (name, after) =
                    rest[1..].split_once('"').ok_or("AlarmRule has a quote that does not end")?;
                (Token::Quoted(name.to_owned()), after)
            }
            _ => {
                let ends = |it: char| it.is_whitespace() || it == '(' || it == ')';
                let (word, after) = rest.split_at(rest.find(ends).unwrap_or(rest.len()));
                (Token::Word(word.to_owned()), after)
            }
        };
        tokens.push(token);
        rest = after.trim_start();
    }
    Ok(tokens)
}

struct Reader<'a> {
    tokens: &'a [Token],
    depth: usize,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<&Token> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(first)
    }

    /// Takes a word when it comes next, in whichever case.
    fn takes(&mut self, word: &str) -> bool {
        let comes =
            matches!(self.tokens.first(), Some(Token::Word(it)) if it.eq_ignore_ascii_case(word));
        if comes {
            self.tokens = &self.tokens[1..];
        }
        comes
    }

    fn expects(&mut self, wanted: &Token) -> Result<(), String> {
        match self.next() {
            Some(token) if token == wanted => Ok(()),
            other => Err(format!("AlarmRule must have {wanted:?} instead of {other:?}")),
        }
    }

    /// `OR` binds less than `AND`, and that less than `NOT`.
    fn either(&mut self) -> Result<Expression, String> {
        let mut met = self.both()?;
        while self.takes("OR") {
            met = Expression::Or(Box::new(met), Box::new(self.both()?));
        }
        Ok(met)
    }

    fn both(&mut self) -> Result<Expression, String> {
        let mut met = self.one()?;
        while self.takes("AND") {
            met = Expression::And(Box::new(met), Box::new(self.one()?));
        }
        Ok(met)
    }

    fn one(&mut self) -> Result<Expression, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("AlarmRule must not be nested so deeply".to_owned());
        }
        let met = self.part();
        self.depth -= 1;
        met
    }

    fn part(&mut self) -> Result<Expression, String> {
        if self.takes("NOT") {
            return Ok(Expression::Not(Box::new(self.one()?)));
        }
        match self.next().cloned() {
            Some(Token::Open) => {
                let met = self.either()?;
                self.expects(&Token::Close)?;
                Ok(met)
            }
            Some(Token::Word(word)) => self.state(&word),
            other => Err(format!("AlarmRule must have a state instead of {other:?}")),
        }
    }

    fn state(&mut self, word: &str) -> Result<Expression, String> {
        let word = word.to_ascii_uppercase();
        match word.as_str() {
            "TRUE" => return Ok(Expression::Always(true)),
            "FALSE" => return Ok(Expression::Always(false)),
            _ => {}
        }
        let state =
            State::named(&word).ok_or_else(|| format!("AlarmRule has no function {word}"))?;
        self.expects(&Token::Open)?;
        let name = match self.next() {
            Some(Token::Word(name) | Token::Quoted(name)) => name.clone(),
            other => return Err(format!("AlarmRule must name an alarm instead of {other:?}")),
        };
        self.expects(&Token::Close)?;
        // An alarm is named by its name or its ARN.
        let name = name.split_once(":alarm:").map_or(name.as_str(), |(_, name)| name).to_owned();
        Ok(Expression::Is(state, name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloudwatch::alarm::Follows;

    fn alarms(firing: &[&str]) -> BTreeMap<String, Alarm> {
        let rule = Rule::read("FALSE").expect("a rule");
        let alarm = |name: &str| {
            let follows = Follows::Alarms(rule.clone());
            let alarm = Alarm::unchecked(name.to_owned(), follows, Timestamp::UNIX_EPOCH);
            let state = if firing.contains(&name) { State::Alarm } else { State::Ok };
            (name.to_owned(), Alarm { state, ..alarm })
        };
        ["a", "b", "c d"].into_iter().map(alarm).collect()
    }

    fn holds(rule: &str, firing: &[&str]) -> bool {
        Rule::read(rule).expect("a rule").is_met.holds(&alarms(firing))
    }

    #[test]
    fn a_rule_is_met_by_the_states_of_its_alarms() {
        let either = "ALARM(a) OR ALARM(\"c d\")";
        assert!(!holds(either, &[]) && holds(either, &["a"]) && holds(either, &["c d"]));
        let mixed = "ALARM(a) OR ALARM(b) AND NOT ALARM(\"c d\")";
        assert!(holds(mixed, &["a", "c d"]) && !holds(mixed, &["b", "c d"]));
        let brackets = "(ALARM(a) or ALARM(b)) and ok(\"c d\")";
        assert!(holds(brackets, &["b"]) && !holds(brackets, &["a", "c d"]));
        assert!(holds("ALARM(arn:aws:cloudwatch:eu-central-1:1:alarm:a)", &["a"]));
        assert!(holds("NOT INSUFFICIENT_DATA(a) AND TRUE", &[]) && !holds("FALSE", &["a"]));
        assert!(!holds("ALARM(gone)", &["a"]));
    }

    #[test]
    fn what_is_no_rule_is_refused() {
        let deep = format!("{}ALARM(a){}", "(".repeat(60), ")".repeat(60));
        for wrong in ["", "ALARM", "ALARM()", "ALARM(a", "a", "ALARM(a) ALARM(b)", "(OK(a)", &deep]
        {
            assert!(Rule::read(wrong).is_err(), "{wrong}");
        }
        let many: Vec<String> = (0..101).map(|number| format!("ALARM(a{number})")).collect();
        assert!(Rule::read(&many.join(" OR ")).is_err());
    }
}
