//! What a rollout will do, said before it starts.
//!
//! Invariant: a forecast promises nothing that depends on people or on AWS
//! being well: `finish` is the best case, `rollback_within` the worst as long
//! as each call is answered before its time-out.

use super::{
    gates::Gates,
    plan::Plan,
    time::{Instant, POINT, Span},
};
use crate::weight::Weight;

/// How often things are asked, and how long an answer may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Timing {
    /// Between two measurements of the gates.
    pub poll: Span,
    /// Between two looks at the alias while nothing else asks for one.
    pub look: Span,
    /// How long `GetAlias` or `UpdateAlias` may take, retries included.
    pub call_timeout: Span,
    /// How long a measurement may take (`DescribeAlarms`, `GetMetricData`).
    pub measure_timeout: Span,
    /// How long all probes together may take (`Invoke`).
    pub probe_timeout: Span,
    /// First wait after a call that failed; doubles each time.
    pub back_off: Span,
    /// Longest wait after a call that failed.
    pub longest_back_off: Span,
    /// How late the machine may be woken before it takes the program to have
    /// slept, and looks before it does anything else.
    pub overslept: Span,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            poll: Span::from_secs(10),
            look: Span::from_secs(30),
            call_timeout: Span::from_secs(10),
            measure_timeout: Span::from_secs(20),
            probe_timeout: Span::from_secs(60),
            back_off: Span::from_secs(1),
            longest_back_off: Span::from_secs(30),
            overslept: Span::from_secs(30),
        }
    }
}

impl Timing {
    /// The same for an account whose time runs `factor` times as fast as the
    /// wall's: calls take as long as ever, so what waits for them grows; what
    /// is about the account stays.
    #[must_use]
    pub fn at_pace(self, factor: f64) -> Self {
        let grown = |span: Span| span.times(factor.max(1.0));
        Self {
            poll: self.poll,
            look: self.look,
            call_timeout: grown(self.call_timeout),
            measure_timeout: grown(self.measure_timeout),
            probe_timeout: grown(self.probe_timeout),
            back_off: grown(self.back_off),
            longest_back_off: grown(self.longest_back_off),
            overslept: grown(self.overslept),
        }
    }

    /// From the moment that an alarm can be read as firing, or that counts can
    /// be read as bad, until a look has shown the new version without calls: for
    /// each measurement that it takes a whole poll interval, a look that was
    /// under way and the measurement itself; a minute for each that is
    /// tolerated, since only another of CloudWatch's points counts again; the
    /// probes, where steps have them; the shift back, and the look that proves
    /// it.
    ///
    /// How long CloudWatch itself takes to show a failure (a minute or two)
    /// comes on top and is nobody's promise.
    #[must_use]
    pub fn rollback_within(&self, gates: &Gates) -> Span {
        let tolerated = gates.version.as_ref().map_or(0, |gate| gate.tolerated_failures);
        let measurements = tolerated.saturating_add(1);
        let watched = (self.poll + self.call_timeout + self.measure_timeout) * measurements;
        let watched = watched + POINT * tolerated;
        let probes = if gates.probes.at_steps() { self.probe_timeout } else { Span::ZERO };
        watched + probes + self.call_timeout * 2
    }
}

/// One step, with the clock times it has in the best case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ForecastStep {
    /// What the new version gets.
    pub weight: Weight,
    /// When it is shifted.
    pub shift: Instant,
    /// When it has been watched.
    pub until: Instant,
    /// Whether a person must promote it then; what follows moves by as long as
    /// that takes.
    pub pause: bool,
}

/// A plan against the clock.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Forecast {
    /// Every step, in order.
    pub steps: Vec<ForecastStep>,
    /// When everything is done at best: all gates pass at once and nobody
    /// takes time over a pause.
    pub finish: Instant,
    /// How often a person will be asked for certain.
    pub pauses: usize,
    /// How long at worst until the new version has no calls after a gate can
    /// see that it must not; see [`Timing::rollback_within`].
    pub rollback_within: Span,
}

/// Lays a plan on the clock, its first shift at `start`.
#[must_use]
pub fn forecast(plan: &Plan, start: Instant, gates: &Gates, timing: &Timing) -> Forecast {
    let mut clock = start;
    let mut steps = Vec::with_capacity(plan.steps().len());
    for step in plan.steps() {
        let until = clock + step.watch;
        steps.push(ForecastStep { weight: step.weight, shift: clock, until, pause: step.pause });
        clock = until;
    }
    Forecast {
        pauses: steps.iter().filter(|step| step.pause).count(),
        steps,
        finish: clock,
        rollback_within: timing.rollback_within(gates),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rollout::gates::VersionGate;

    #[test]
    fn the_articles_linear_rollout_is_done_after_nine_minutes() {
        let plan = Plan::linear(10, 1).expect("a plan");
        let start = Instant::from_millis(0);
        let told = forecast(&plan, start, &Gates::default(), &Timing::default());
        let minutes: Vec<i64> =
            told.steps.iter().map(|step| step.shift.since(start).millis() / 60_000).collect();
        assert_eq!(minutes, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        assert_eq!(told.finish.since(start), Span::from_mins(9));
        assert_eq!(told.pauses, 0);
    }

    #[test]
    fn where_time_runs_faster_calls_get_the_time_they_take() {
        let fast = Timing::default().at_pace(20.0);
        assert_eq!(fast.poll, Timing::default().poll);
        assert_eq!(fast.call_timeout, Span::from_secs(200));
        assert_eq!(Timing::default().at_pace(f64::NAN), Timing::default());
        assert!(Timing::default().at_pace(f64::INFINITY).call_timeout > fast.call_timeout);
    }

    #[test]
    fn the_end_that_is_watched_and_the_people_asked_are_counted() {
        let plan: Plan = "5 % 10 min, pause, 100 % 30 min".parse().expect("a plan");
        let start = Instant::from_millis(1000);
        let told = forecast(&plan, start, &Gates::default(), &Timing::default());
        assert_eq!(told.finish, start + Span::from_mins(40));
        assert_eq!(told.pauses, 1);
    }

    #[test]
    fn each_tolerated_failure_makes_a_rollback_later() {
        let timing = Timing::default();
        let gate = |tolerated_failures| Gates {
            version: Some(VersionGate { tolerated_failures, ..VersionGate::default() }),
            ..Gates::default()
        };
        assert_eq!(timing.rollback_within(&gate(0)), Span::from_secs(40 + 20));
        assert_eq!(timing.rollback_within(&gate(2)), Span::from_secs(3 * 40 + 2 * 60 + 20));
        let most = timing.rollback_within(&gate(u32::MAX));
        assert!(most > Span::from_mins(1_000_000));
    }
}
