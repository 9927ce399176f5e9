//! The gates of `crossfade rollout start`.

use std::path::PathBuf;

use clap::Args;
use crossfade_engine::failure::Failure;

use super::start::invalid;
use crate::dto::{GatesDto, ProbeDto, ProbeTimesDto, VersionGateDto};

const VERSION_GATE: &str = "The new version's own errors";
const PROBES: &str = "Probes";
const UNREADABLE: &str = "When the gates cannot be read";

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(super) struct GateArguments {
    /// An alarm that rolls back when it fires; up to ten.
    #[arg(long = "alarm", value_name = "NAME")]
    alarms: Vec<String>,
    /// Leave the new version's own errors, throttles and duration out.
    #[arg(long, help_heading = VERSION_GATE)]
    no_version_gate: bool,
    /// The share of failing calls that must not go unnoticed; decides how many
    /// calls are enough [default: 25].
    #[arg(long, value_name = "PERCENT", help_heading = VERSION_GATE)]
    notice: Option<f64>,
    /// Of 100 rollouts of a version just as good, so many may be stopped by
    /// chance [default: 1].
    #[arg(long, value_name = "PERCENT", help_heading = VERSION_GATE)]
    false_alarms: Option<f64>,
    /// The share of failing calls that is normal where the old version has too
    /// few to say [default: 1].
    #[arg(long, value_name = "PERCENT", help_heading = VERSION_GATE)]
    normal: Option<f64>,
    /// So many failed readings are put up with; the next one rolls back
    /// [default: 0].
    #[arg(long, value_name = "NUMBER", help_heading = VERSION_GATE)]
    tolerate_failures: Option<u32>,
    /// How long a step waits for traffic before it asks [default: 180].
    #[arg(long, value_name = "SECONDS", help_heading = VERSION_GATE)]
    patience: Option<u32>,
    /// A 95th percentile longer than this fails [default: the shortest time
    /// that a flow waits for the alias].
    #[arg(long, value_name = "MILLISECONDS", help_heading = VERSION_GATE)]
    slower_than: Option<u32>,
    /// Leave the duration out.
    #[arg(long, conflicts_with = "slower_than", help_heading = VERSION_GATE)]
    no_duration: bool,
    /// A JSON file with probes, as the window saves them; without one they are
    /// made from the flows that call the alias.
    #[arg(long, value_name = "FILE", help_heading = PROBES)]
    probes: Option<PathBuf>,
    /// Leave probes out.
    #[arg(long, conflicts_with = "probes", help_heading = PROBES)]
    no_probes: bool,
    /// Probe again after steps: `all`, or their numbers such as `1,3`.
    #[arg(long, value_name = "STEPS", help_heading = PROBES)]
    probe_after: Option<String>,
    /// Go on when alarms cannot be read.
    #[arg(long, help_heading = UNREADABLE)]
    ignore_unreadable_alarms: bool,
    /// So many readings in a row may fail to come; the next one acts
    /// [default: 4].
    #[arg(long, value_name = "NUMBER", help_heading = UNREADABLE)]
    unreadable_limit: Option<u32>,
    /// Pause then, instead of rolling back.
    #[arg(long, help_heading = UNREADABLE)]
    pause_when_unreadable: bool,
}

impl GateArguments {
    /// Whether probes shall be made from the flows, or taken as saved.
    pub(super) const fn takes_usual_probes(&self) -> bool {
        self.probes.is_none() && !self.no_probes
    }

    pub(super) fn gates(&self) -> Result<GatesDto, Failure> {
        let standard = GatesDto::default();
        let wanted = standard.version.filter(|_| !self.no_version_gate);
        Ok(GatesDto {
            alarms: self.alarms.clone(),
            ignore_unreadable_alarms: self.ignore_unreadable_alarms,
            version: wanted.map(|usual| self.version(usual)),
            probes: self.probes()?,
            probe_times: self.probe_times()?,
            errors_in_a_row: self.unreadable_limit.unwrap_or(standard.errors_in_a_row),
            pause_when_blind: self.pause_when_unreadable,
        })
    }

    fn version(&self, usual: VersionGateDto) -> VersionGateDto {
        let mut slower = usual.slower.filter(|_| !self.no_duration);
        if let Some(slower) = &mut slower {
            slower.limit_millis = self.slower_than.or(slower.limit_millis);
        }
        VersionGateDto {
            false_alarms_percent: self.false_alarms.unwrap_or(usual.false_alarms_percent),
            notice_percent: self.notice.unwrap_or(usual.notice_percent),
            normal_percent: self.normal.unwrap_or(usual.normal_percent),
            slower,
            tolerated_failures: self.tolerate_failures.unwrap_or(usual.tolerated_failures),
            patience_seconds: self.patience.unwrap_or(usual.patience_seconds),
        }
    }

    fn probe_times(&self) -> Result<ProbeTimesDto, Failure> {
        let Some(text) = self.probe_after.as_deref() else { return Ok(ProbeTimesDto::BeforeStart) };
        if text == "all" {
            return Ok(ProbeTimesDto::EveryStep);
        }
        let steps: Result<Vec<u32>, _> = text.split(',').map(|step| step.trim().parse()).collect();
        let steps = steps.map_err(|_| {
            let remedy = "Write `all`, or the steps' numbers with commas between, such as `1,3`.";
            invalid(format!("`{text}` names no steps."), remedy)
        })?;
        Ok(ProbeTimesDto::Steps { steps })
    }

    fn probes(&self) -> Result<Vec<ProbeDto>, Failure> {
        let Some(file) = &self.probes else { return Ok(Vec::new()) };
        let unreadable = |error: &dyn std::fmt::Display| {
            invalid(
                format!("The probes in `{}` cannot be read: {error}.", file.display()),
                "Name a JSON file with a list of probes.",
            )
        };
        let text = std::fs::read_to_string(file).map_err(|error| unreadable(&error))?;
        serde_json::from_str(&text).map_err(|error| unreadable(&error))
    }
}
