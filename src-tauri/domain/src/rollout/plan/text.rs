//! Plans as text: SAM's names, and step lists.
//!
//! `Linear10PercentEvery1Minute` and its kin, also with other numbers;
//! `5 % 10 min, pause, 25 % 30 min, 100 %` for a list of one's own, where a
//! weight may be followed by how long it is watched, and `pause` waits for a
//! person after that.
//!
//! Invariant: what prints, parses back to the same plan.

use std::{fmt, str::FromStr};

use thiserror::Error;

use super::{Plan, PlanError, Shape, Step};
use crate::{rollout::time::Span, weight::Weight};

/// What SAM leaves off `CodeDeploy`'s names.
pub(super) const CODE_DEPLOY_PREFIX: &str = "CodeDeployDefault.Lambda";

/// A text that is no plan, and where it stops being one.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PlanTextError {
    /// The text cannot be read.
    #[error("{0}")]
    Syntax(Syntax),
    /// It can be read, but is no plan.
    #[error("{0}")]
    Plan(#[from] PlanError),
}

/// Where a text cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Syntax {
    /// The character, counted from 1.
    pub column: usize,
    /// What stands there; empty at the end of the text.
    pub found: String,
    /// What should stand there.
    pub expected: &'static str,
}

impl fmt::Display for Syntax {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { column, found, expected } = self;
        if found.is_empty() {
            write!(f, "the plan ends at character {column}; there should be {expected}")
        } else {
            write!(f, "`{found}` at character {column}; there should be {expected}")
        }
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |minutes| if minutes == 1 { "" } else { "s" };
        match self.shape() {
            Shape::AllAtOnce => f.write_str("AllAtOnce"),
            Shape::Canary { percent, minutes } => {
                write!(f, "Canary{percent}Percent{minutes}Minute{}", plural(minutes))
            }
            Shape::Linear { percent, minutes } => {
                write!(f, "Linear{percent}PercentEvery{minutes}Minute{}", plural(minutes))
            }
            Shape::Steps => {
                let steps: Vec<String> = self.steps().iter().map(Step::to_string).collect();
                f.write_str(&steps.join(", "))
            }
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.weight.fmt(f)?;
        if self.watch.is_positive() {
            write!(f, " {}", self.watch)?;
        }
        f.write_str(if self.pause { ", pause" } else { "" })
    }
}

impl FromStr for Plan {
    type Err = PlanTextError;

    fn from_str(text: &str) -> Result<Self, PlanTextError> {
        let mut scan = Scan { text, at: 0 };
        scan.blanks();
        scan.word(CODE_DEPLOY_PREFIX);
        let plan = if scan.word("AllAtOnce") {
            Ok(Self::all_at_once())
        } else if scan.word("Canary") {
            let (percent, minutes) = scan.named("Percent")?;
            Self::canary(percent, minutes)
        } else if scan.word("Linear") {
            let (percent, minutes) = scan.named("PercentEvery")?;
            Self::linear(percent, minutes)
        } else {
            Self::steps_of(scan.list()?)
        };
        scan.end("the end of the plan").map_err(PlanTextError::Syntax)?;
        Ok(plan?)
    }
}

const WEIGHT: &str =
    "a weight such as `10 %`, or a name such as `AllAtOnce` or `Linear10PercentEvery1Minute`";
const DURATION: &str = "a duration such as `10 min`, `30 s` or `2 h`";
const NEXT: &str = "a duration such as `10 min`, a comma, or the end of the plan";

/// Reads a text from left to right.
struct Scan<'a> {
    text: &'a str,
    /// In bytes, always at a character's start.
    at: usize,
}

impl<'a> Scan<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn blanks(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    fn word(&mut self, word: &str) -> bool {
        let found = self.rest().starts_with(word);
        if found {
            self.at += word.len();
        }
        found
    }

    fn wrong(&self, expected: &'static str) -> Syntax {
        let rest = self.rest();
        let found = rest.split(|c: char| c.is_whitespace() || c == ',').next().unwrap_or_default();
        let found =
            if found.is_empty() { rest.chars().take(1).collect() } else { found.to_owned() };
        Syntax { column: self.text[..self.at].chars().count() + 1, found, expected }
    }

    fn end(&mut self, expected: &'static str) -> Result<(), Syntax> {
        self.blanks();
        if self.rest().is_empty() { Ok(()) } else { Err(self.wrong(expected)) }
    }

    fn digits(&mut self) -> &'a str {
        let rest = self.rest();
        let length = rest.bytes().take_while(u8::is_ascii_digit).count();
        self.at += length;
        &rest[..length]
    }

    /// The numbers of a name such as `Canary10Percent5Minutes`.
    fn named(&mut self, between: &str) -> Result<(u8, u32), PlanTextError> {
        let percent = self.number("a whole percentage, 1 to 99")?;
        self.expect(between, "`Percent` (canary) or `PercentEvery` (linear)")?;
        let minutes = self.number("a whole number of minutes")?;
        self.expect("Minute", "`Minutes`")?;
        self.word("s");
        let percent = u8::try_from(percent).map_err(|_| PlanError::Percent(percent))?;
        Ok((percent, minutes))
    }

    fn number(&mut self, expected: &'static str) -> Result<u32, PlanTextError> {
        let wrong = self.wrong(expected);
        self.digits().parse().map_err(|_| PlanTextError::Syntax(wrong))
    }

    fn expect(&mut self, word: &str, expected: &'static str) -> Result<(), PlanTextError> {
        if self.word(word) { Ok(()) } else { Err(PlanTextError::Syntax(self.wrong(expected))) }
    }

    fn list(&mut self) -> Result<Vec<Step>, PlanTextError> {
        let mut steps: Vec<Step> = Vec::new();
        loop {
            self.item(&mut steps).map_err(PlanTextError::Syntax)?;
            self.blanks();
            if !self.word(",") {
                self.end(NEXT).map_err(PlanTextError::Syntax)?;
                return Ok(steps);
            }
            self.blanks();
        }
    }

    fn item(&mut self, steps: &mut Vec<Step>) -> Result<(), Syntax> {
        let before = self.wrong("a weight such as `10 %` before any pause");
        let twice = self.wrong("a weight such as `25 %` after a pause");
        if !self.word("pause") {
            steps.push(Step { weight: self.weight()?, watch: self.watch()?, pause: false });
            return Ok(());
        }
        match steps.last_mut() {
            None => Err(before),
            Some(step) if step.pause => Err(twice),
            Some(step) => {
                step.pause = true;
                Ok(())
            }
        }
    }

    fn weight(&mut self) -> Result<Weight, Syntax> {
        let wrong = self.wrong(WEIGHT);
        let start = self.at;
        self.digits();
        if self.word(".") && self.digits().len() > 2 {
            return Err(Syntax { expected: "a weight to a hundredth of a percent", ..wrong });
        }
        let percent = self.text[start..self.at].parse::<f64>().ok();
        self.blanks();
        if !self.word("%") {
            return Err(wrong);
        }
        let weight = percent.and_then(|percent| Weight::from_percent(percent).ok());
        weight.ok_or(Syntax { expected: "a weight from 0 % to 100 %", ..wrong })
    }

    /// One or more of `1 h 30 min`; none is no time.
    fn watch(&mut self) -> Result<Span, Syntax> {
        let mut whole = Span::ZERO;
        loop {
            self.blanks();
            let wrong = self.wrong(DURATION);
            let digits = self.digits();
            if digits.is_empty() {
                return Ok(whole);
            }
            self.blanks();
            let unit = self.unit().ok_or_else(|| wrong.clone())?;
            whole = whole + unit * digits.parse::<u32>().map_err(|_| wrong)?;
        }
    }

    fn unit(&mut self) -> Option<Span> {
        let units = [
            ("ms", Span::from_millis(1)),
            ("minutes", Span::from_mins(1)),
            ("minute", Span::from_mins(1)),
            ("min", Span::from_mins(1)),
            ("s", Span::from_secs(1)),
            ("h", Span::from_mins(60)),
        ];
        units.into_iter().find_map(|(name, span)| self.word(name).then_some(span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Result<Plan, String> {
        text.parse::<Plan>().map_err(|error| error.to_string())
    }

    #[test]
    fn step_lists_are_read() {
        let plan = read("5 % 10 min, pause, 25% 1 h 30 min, 100 %").expect("a plan");
        let written: Vec<(f64, Span, bool)> = plan
            .steps()
            .iter()
            .map(|step| (step.weight.percent(), step.watch, step.pause))
            .collect();
        assert_eq!(
            written,
            [
                (5.0, Span::from_mins(10), true),
                (25.0, Span::from_mins(90), false),
                (100.0, Span::ZERO, false)
            ]
        );
        assert_eq!(plan.to_string(), "5 % 10 min, pause, 25 % 1 h 30 min, 100 %");
    }

    #[test]
    fn names_with_other_numbers_are_plans_too() {
        assert_eq!(read("Linear20PercentEvery7Minutes"), Ok(Plan::linear(20, 7).expect("a plan")));
        assert_eq!(read(" Canary1Percent1Minute "), Ok(Plan::canary(1, 1).expect("a plan")));
    }

    #[test]
    fn each_wrong_text_is_told_where_and_what_to_do() {
        let told = [
            "",
            "AllAtonce",
            "Linear10Every1Minute",
            "Linear10PercentEvery1Hour",
            "Canary300Percent5Minutes",
            "Canary10Percent0Minutes",
            "AllAtOnce, 5 %",
            "pause, 100 %",
            "5 %, pause, pause, 100 %",
            "5 % 10 parsecs, 100 %",
            "5 % 10 min 25 % 100 %",
            "5 % ten minutes, 100 %",
            "5, 100 %",
            "0.125 %, 100 %",
            "ä 5 %, 100 %",
            "5 %, 120 %",
            "5 %, 5 %, 100 %",
            "5 % 10 min",
            "5 % 49 h, 100 %",
            "50 %, 100 %,",
        ]
        .map(|text| format!("{text:<26} | {}", read(text).expect_err(text)));
        insta::assert_snapshot!(told.join("\n"), @r"
                                   | the plan ends at character 1; there should be a weight such as `10 %`, or a name such as `AllAtOnce` or `Linear10PercentEvery1Minute`
        AllAtonce                  | `AllAtonce` at character 1; there should be a weight such as `10 %`, or a name such as `AllAtOnce` or `Linear10PercentEvery1Minute`
        Linear10Every1Minute       | `Every1Minute` at character 9; there should be `Percent` (canary) or `PercentEvery` (linear)
        Linear10PercentEvery1Hour  | `Hour` at character 22; there should be `Minutes`
        Canary300Percent5Minutes   | `300` % is no increment; choose 1 % to 99 %
        Canary10Percent0Minutes    | `0` min is no interval; choose 1 to 2880 min
        AllAtOnce, 5 %             | `,` at character 10; there should be the end of the plan
        pause, 100 %               | `pause` at character 1; there should be a weight such as `10 %` before any pause
        5 %, pause, pause, 100 %   | `pause` at character 13; there should be a weight such as `25 %` after a pause
        5 % 10 parsecs, 100 %      | `10` at character 5; there should be a duration such as `10 min`, `30 s` or `2 h`
        5 % 10 min 25 % 100 %      | `25` at character 12; there should be a duration such as `10 min`, `30 s` or `2 h`
        5 % ten minutes, 100 %     | `ten` at character 5; there should be a duration such as `10 min`, a comma, or the end of the plan
        5, 100 %                   | `5` at character 1; there should be a weight such as `10 %`, or a name such as `AllAtOnce` or `Linear10PercentEvery1Minute`
        0.125 %, 100 %             | `0.125` at character 1; there should be a weight to a hundredth of a percent
        ä 5 %, 100 %               | `ä` at character 1; there should be a weight such as `10 %`, or a name such as `AllAtOnce` or `Linear10PercentEvery1Minute`
        5 %, 120 %                 | `120` at character 6; there should be a weight from 0 % to 100 %
        5 %, 5 %, 100 %            | step 2 goes to 5 %, which is not above 5 %; let each step rise
        5 % 10 min                 | the plan ends at 5 %; end it with `100 %`
        5 % 49 h, 100 %            | the plan takes 49 h from the first to the last shift or to watch the end; keep each within 48 h (2880 min)
        50 %, 100 %,               | the plan ends at character 13; there should be a weight such as `10 %`, or a name such as `AllAtOnce` or `Linear10PercentEvery1Minute`
        ");
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = (1_u16..=9_999, 0_i64..100_000, any::<bool>());
        proptest::collection::btree_map(1_u16..=9_999, step, 0..20).prop_map(|drawn| {
            let weight = |hundredths: u16| f64::from(hundredths) / 100.0;
            let steps = drawn.into_iter().map(|(hundredths, (_, millis, pause))| Step {
                weight: Weight::from_percent(weight(hundredths)).expect("a share"),
                watch: Span::from_millis(millis),
                pause,
            });
            steps.chain([super::super::last()]).collect()
        })
    }

    proptest! {
        #[test]
        fn what_prints_parses_back(steps in steps()) {
            let plan = Plan::steps_of(steps).expect("a plan");
            prop_assert_eq!(plan.to_string().parse(), Ok(plan));
        }

        #[test]
        fn names_print_and_parse_back(percent in 1_u8..=99, minutes in 1_u32..=29) {
            for plan in [Plan::linear(percent, minutes), Plan::canary(percent, minutes)] {
                let plan = plan.expect("a plan");
                prop_assert_eq!(plan.to_string().parse(), Ok(plan));
            }
        }

        #[test]
        fn no_text_panics(text in "[0-9 %,.a-zäß]{0,30}|\\PC{0,30}") {
            drop(text.parse::<Plan>());
        }
    }
}
