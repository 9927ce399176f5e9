//! The nine shapes that `CodeDeploy` knows by name.
//!
//! Invariant: each has one name, and the plan of that name is what `CodeDeploy`
//! does under it.

use super::{Plan, Shape};

/// A predefined deployment configuration of `CodeDeploy` for Lambda.
///
/// Source: `CodeDeploy` "Deployment configurations on an AWS Lambda compute
/// platform"; SAM `DeploymentPreference.Type` leaves `CodeDeployDefault.Lambda`
/// off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Predefined {
    /// Everything at once.
    AllAtOnce,
    /// 10 %, the rest 5 minutes later.
    Canary10Percent5Minutes,
    /// 10 %, the rest 10 minutes later.
    Canary10Percent10Minutes,
    /// 10 %, the rest 15 minutes later.
    Canary10Percent15Minutes,
    /// 10 %, the rest 30 minutes later.
    Canary10Percent30Minutes,
    /// 10 % more every minute.
    Linear10PercentEvery1Minute,
    /// 10 % more every 2 minutes.
    Linear10PercentEvery2Minutes,
    /// 10 % more every 3 minutes.
    Linear10PercentEvery3Minutes,
    /// 10 % more every 10 minutes.
    Linear10PercentEvery10Minutes,
}

impl Predefined {
    /// All nine, gentlest last within each family.
    pub const ALL: [Self; 9] = [
        Self::AllAtOnce,
        Self::Canary10Percent5Minutes,
        Self::Canary10Percent10Minutes,
        Self::Canary10Percent15Minutes,
        Self::Canary10Percent30Minutes,
        Self::Linear10PercentEvery1Minute,
        Self::Linear10PercentEvery2Minutes,
        Self::Linear10PercentEvery3Minutes,
        Self::Linear10PercentEvery10Minutes,
    ];

    /// SAM's name, such as `Linear10PercentEvery1Minute`.
    #[must_use]
    pub fn sam_name(self) -> String {
        self.plan().to_string()
    }

    /// `CodeDeploy`'s name, such as
    /// `CodeDeployDefault.LambdaLinear10PercentEvery1Minute`.
    #[must_use]
    pub fn code_deploy_name(self) -> String {
        format!("{}{}", super::text::CODE_DEPLOY_PREFIX, self.plan())
    }

    /// Its steps.
    #[must_use]
    pub fn plan(self) -> Plan {
        let plan = match self.shape() {
            Shape::Canary { percent, minutes } => Plan::canary(percent, minutes),
            Shape::Linear { percent, minutes } => Plan::linear(percent, minutes),
            Shape::AllAtOnce | Shape::Steps => Ok(Plan::all_at_once()),
        };
        // All nine are within the limits; the test below holds this to it.
        plan.unwrap_or_else(|_| Plan::all_at_once())
    }

    const fn shape(self) -> Shape {
        let (canary, minutes) = match self {
            Self::AllAtOnce => return Shape::AllAtOnce,
            Self::Canary10Percent5Minutes => (true, 5),
            Self::Canary10Percent10Minutes => (true, 10),
            Self::Canary10Percent15Minutes => (true, 15),
            Self::Canary10Percent30Minutes => (true, 30),
            Self::Linear10PercentEvery1Minute => (false, 1),
            Self::Linear10PercentEvery2Minutes => (false, 2),
            Self::Linear10PercentEvery3Minutes => (false, 3),
            Self::Linear10PercentEvery10Minutes => (false, 10),
        };
        if canary {
            Shape::Canary { percent: 10, minutes }
        } else {
            Shape::Linear { percent: 10, minutes }
        }
    }
}

impl Plan {
    /// The name that `CodeDeploy` knows this plan by, when it has one.
    #[must_use]
    pub fn predefined(&self) -> Option<Predefined> {
        Predefined::ALL.into_iter().find(|named| named.shape() == self.shape())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_shape_bears_sams_name_and_is_found_by_it() {
        for named in Predefined::ALL {
            let plan = named.plan();
            assert_eq!(plan.to_string(), format!("{named:?}"), "the variant is the name");
            assert_eq!(plan.predefined(), Some(named));
            assert_eq!(named.sam_name().parse(), Ok(plan.clone()));
            assert_eq!(named.code_deploy_name().parse(), Ok(plan));
        }
        assert_eq!(
            Predefined::Canary10Percent5Minutes.code_deploy_name(),
            "CodeDeployDefault.LambdaCanary10Percent5Minutes"
        );
    }
}
