//! Whether there will be enough calls for the gate to tell anything.

use jiff::SignedDuration;

use super::{Finding, Scene};
use crate::ports::{MetricKind, MetricQuery, MetricWindow, Statistic};

pub(super) async fn traffic(scene: &Scene<'_>) -> Vec<Finding> {
    let Some(gate) = &scene.wish.gates.version else { return Vec::new() };
    let (Some(needed), Some(first)) = (gate.calls_needed(), scene.wish.plan.step(0)) else {
        return Vec::new();
    };
    let calls = match calls_an_hour(scene).await {
        Ok(calls) => calls,
        Err(failure) => return vec![Finding::unread("The alias's traffic", &failure)],
    };
    #[expect(clippy::cast_precision_loss, reason = "steps last hours, and calls are few")]
    let (hours, needed) =
        ((first.watch + gate.patience).millis() as f64 / 3_600_000.0, needed as f64);
    let seen = calls * first.weight.fraction() * hours;
    let rate = format!(
        "`{}:{}` had {calls:.0} calls in the last hour",
        scene.wish.function, scene.alias.name
    );
    vec![if first.watch.is_positive() && seen < needed {
        Finding::warning(
            format!(
                "{rate}: the first step would see about {seen:.1} of the {needed:.0} calls that it \
                 takes to tell."
            ),
            "With too little traffic nobody can tell from metrics how the new version does, an \
             alarm as little as this program. It pauses and asks.",
            "Use probes, longer steps or a larger first step.",
        )
    } else {
        Finding::fine(format!("{rate}."))
    }]
}

async fn calls_an_hour(scene: &Scene<'_>) -> crate::ports::Answer<f64> {
    let to = scene.rollouts.tools.clock.now();
    let query = MetricQuery {
        metric: MetricKind::Invocations,
        statistic: Statistic::Sum,
        function: scene.wish.function.clone(),
        alias: Some(scene.alias.name.to_string()),
        version: None,
    };
    let from = to - SignedDuration::from_hours(1);
    let window = MetricWindow { from, to, period_seconds: 300 };
    let series = scene.rollouts.tools.account.metrics.series(&[query], window).await?;
    Ok(series.iter().flat_map(|series| &series.points).map(|point| point.value).sum())
}
