//! How fast a rollout goes: which weight when.
//!
//! Invariant: a [`Plan`] has at least one step, its weights rise from above
//! 0 % to exactly 100 %, and it keeps `CodeDeploy`'s limits, so whatever holds
//! a plan need not check it again.

mod predefined;
mod text;

use thiserror::Error;

pub use predefined::Predefined;
pub use text::{PlanTextError, Syntax};

use super::time::Span;
use crate::weight::Weight;

/// From the first to the last shift at most, in minutes.
///
/// Source: `CodeDeploy` `TimeBasedCanary` and `TimeBasedLinear`: 2,880 minutes.
pub const LONGEST_MINUTES: u32 = 2_880;
/// Steps at most: a linear plan of 1 % has 100.
pub const MOST_STEPS: usize = 100;

/// One weight, and how long it is watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Step {
    /// What the new version gets.
    pub weight: Weight,
    /// How long this weight is watched before the next step.
    pub watch: Span,
    /// Whether a person must promote it when it has been watched.
    pub pause: bool,
}

/// The idea behind a plan's steps.
///
/// Source: SAM `DeploymentPreference.Type`, `CodeDeploy` `TrafficRoutingConfig`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// Everything at once.
    AllAtOnce,
    /// A few calls first, then everything (`TimeBasedCanary`).
    Canary {
        /// What the first step gets, 1 to 99 percent.
        percent: u8,
        /// Minutes until the rest follows.
        minutes: u32,
    },
    /// The same increment again and again (`TimeBasedLinear`).
    Linear {
        /// What each step adds, 1 to 99 percent.
        percent: u8,
        /// Minutes between two steps.
        minutes: u32,
    },
    /// A list of one's own; `CodeDeploy` cannot carry it out.
    Steps,
}

/// The steps of a rollout, in order.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Plan {
    shape: Shape,
    steps: Vec<Step>,
}

/// Steps that make no plan. Steps are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PlanError {
    /// Nothing to do.
    #[error("the plan has no step; end it with `100 %`")]
    Empty,
    /// Outside 1-99.
    #[error("`{0}` % is no increment; choose 1 % to 99 %")]
    Percent(u32),
    /// Outside 1-2,880.
    #[error("`{0}` min is no interval; choose 1 to {LONGEST_MINUTES} min")]
    Minutes(u32),
    /// Negative time.
    #[error("step {step} is watched for `{watch}`; choose 0 s or more")]
    Watch {
        /// Which step.
        step: usize,
        /// What it says.
        watch: Span,
    },
    /// A step that adds nothing.
    #[error("step {step} goes to {weight}, which is not above {before}; let each step rise")]
    NotRising {
        /// Which step.
        step: usize,
        /// Its weight.
        weight: Weight,
        /// The weight before.
        before: Weight,
    },
    /// The last step leaves calls with the old version.
    #[error("the plan ends at {0}; end it with `100 %`")]
    Unfinished(Weight),
    /// Longer than `CodeDeploy` would run it.
    #[error(
        "the plan takes {0} from the first to the last shift or to watch the end; keep each \
         within 48 h ({LONGEST_MINUTES} min)"
    )]
    TooLong(Span),
    /// More steps than anybody watches.
    #[error("the plan has {0} steps; use at most {MOST_STEPS}")]
    TooMany(usize),
}

impl Plan {
    /// Everything at once.
    #[must_use]
    pub fn all_at_once() -> Self {
        Self { shape: Shape::AllAtOnce, steps: vec![last()] }
    }

    /// `percent` first, the rest after `minutes`.
    ///
    /// # Errors
    /// [`PlanError`] outside 1-99 % or 1-2,880 min.
    pub fn canary(percent: u8, minutes: u32) -> Result<Self, PlanError> {
        let steps = vec![step(checked(percent)?, minutes), last()];
        Self::checked(Shape::Canary { percent, minutes }, steps)
    }

    /// `percent` more every `minutes`, the first at once. Where the increments
    /// do not add up to 100, the last one is smaller, as `CodeDeploy` does it.
    ///
    /// # Errors
    /// [`PlanError`] outside 1-99 %, or when the last shift comes after 2,880 min.
    pub fn linear(percent: u8, minutes: u32) -> Result<Self, PlanError> {
        let increment = usize::from(checked(percent)?);
        let below = (increment..100).step_by(increment);
        let shares = below.filter_map(|share| u8::try_from(share).ok());
        let steps = shares.map(|share| step(share, minutes)).chain([last()]).collect();
        Self::checked(Shape::Linear { percent, minutes }, steps)
    }

    /// A list of one's own.
    ///
    /// # Errors
    /// [`PlanError`] unless weights rise to 100 % within the limits.
    pub fn steps_of(steps: Vec<Step>) -> Result<Self, PlanError> {
        Self::checked(Shape::Steps, steps)
    }

    /// The idea behind it.
    #[must_use]
    pub const fn shape(&self) -> Shape {
        self.shape
    }

    /// Its steps, in order; the last one is 100 %.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// One step, counted from 0.
    #[must_use]
    pub fn step(&self, index: usize) -> Option<&Step> {
        self.steps.get(index)
    }

    /// The number of the last step, counted from 0.
    #[must_use]
    pub fn last_index(&self) -> usize {
        self.steps.len().saturating_sub(1)
    }

    /// The time from the first shift to the last, without what people take.
    #[must_use]
    pub fn ramp(&self) -> Span {
        self.steps.iter().take(self.last_index()).map(|step| step.watch).sum()
    }

    /// The last step a rollout with this alias weight has taken; `None` before
    /// the first.
    #[must_use]
    pub fn reached(&self, weight: Weight) -> Option<usize> {
        self.steps.iter().rposition(|step| step.weight <= weight)
    }

    fn checked(shape: Shape, steps: Vec<Step>) -> Result<Self, PlanError> {
        if let Shape::Canary { minutes, .. } | Shape::Linear { minutes, .. } = shape
            && !(1..=LONGEST_MINUTES).contains(&minutes)
        {
            return Err(PlanError::Minutes(minutes));
        }
        let plan = Self { shape, steps };
        plan.check_steps()?;
        let longest = Span::from_mins(i64::from(LONGEST_MINUTES));
        let watched_at_end = plan.steps.last().map_or(Span::ZERO, |step| step.watch);
        let taken = plan.ramp().max(watched_at_end);
        if taken > longest { Err(PlanError::TooLong(taken)) } else { Ok(plan) }
    }

    fn check_steps(&self) -> Result<(), PlanError> {
        if self.steps.len() > MOST_STEPS {
            return Err(PlanError::TooMany(self.steps.len()));
        }
        let mut before = Weight::NONE;
        for (index, &Step { weight, watch, .. }) in self.steps.iter().enumerate() {
            let step = index + 1;
            if weight <= before {
                return Err(PlanError::NotRising { step, weight, before });
            }
            if watch < Span::ZERO {
                return Err(PlanError::Watch { step, watch });
            }
            before = weight;
        }
        match before {
            Weight::ALL => Ok(()),
            Weight::NONE => Err(PlanError::Empty),
            short => Err(PlanError::Unfinished(short)),
        }
    }
}

fn checked(percent: u8) -> Result<u8, PlanError> {
    if (1..=99).contains(&percent) {
        Ok(percent)
    } else {
        Err(PlanError::Percent(u32::from(percent)))
    }
}

/// A step of whole percent; callers stay below 100.
fn step(percent: u8, minutes: u32) -> Step {
    let weight = Weight::from_percent(f64::from(percent)).unwrap_or(Weight::ALL);
    Step { weight, watch: Span::from_mins(i64::from(minutes)), pause: false }
}

const fn last() -> Step {
    Step { weight: Weight::ALL, watch: Span::ZERO, pause: false }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn percents(plan: &Plan) -> Vec<f64> {
        plan.steps().iter().map(|step| step.weight.percent()).collect()
    }

    #[test]
    fn linear_steps_end_at_everything_whatever_the_remainder() {
        assert_eq!(percents(&Plan::linear(30, 10).expect("a plan")), [30.0, 60.0, 90.0, 100.0]);
        assert_eq!(percents(&Plan::linear(50, 1).expect("a plan")), [50.0, 100.0]);
        assert_eq!(percents(&Plan::linear(99, 1).expect("a plan")), [99.0, 100.0]);
        assert_eq!(Plan::linear(1, 1).expect("a plan").steps().len(), MOST_STEPS);
    }

    #[test]
    fn the_first_increment_moves_at_once_and_the_last_after_nine_minutes() {
        let plan = Plan::linear(10, 1).expect("a plan");
        assert_eq!(plan.ramp(), Span::from_mins(9));
        assert_eq!(Plan::canary(10, 5).expect("a plan").ramp(), Span::from_mins(5));
        assert_eq!(Plan::all_at_once().ramp(), Span::ZERO);
    }

    #[test]
    fn limits_are_code_deploys() {
        assert_eq!(Plan::linear(0, 1), Err(PlanError::Percent(0)));
        assert_eq!(Plan::canary(100, 1), Err(PlanError::Percent(100)));
        assert_eq!(Plan::canary(10, 0), Err(PlanError::Minutes(0)));
        assert_eq!(Plan::canary(10, 2_881), Err(PlanError::Minutes(2_881)));
        assert!(Plan::canary(10, 2_880).is_ok());
        assert!(Plan::linear(10, 320).is_ok(), "nine intervals, 2,880 min");
        assert_eq!(Plan::linear(10, 321), Err(PlanError::TooLong(Span::from_mins(2_889))));
    }

    #[test]
    fn a_weight_says_which_step_was_reached() {
        let plan = Plan::linear(30, 10).expect("a plan");
        let at = |percent| plan.reached(Weight::from_percent(percent).expect("a share"));
        assert_eq!([at(0.0), at(29.9), at(30.0), at(70.0)], [None, None, Some(0), Some(1)]);
        assert_eq!(at(100.0), Some(3));
    }

    proptest! {
        #[test]
        fn every_linear_plan_rises_to_everything(percent in 1_u8..=99, minutes in 1_u32..=29) {
            let plan = Plan::linear(percent, minutes).expect("within the limits");
            prop_assert_eq!(plan.steps().last().map(|step| step.weight), Some(Weight::ALL));
            prop_assert_eq!(plan.steps().len(), usize::from(100_u8.div_ceil(percent)));
            prop_assert!(plan.steps().windows(2).all(|pair| pair[0].weight < pair[1].weight));
        }
    }
}
