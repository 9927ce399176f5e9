//! What must hold for a rollout to go on.
//!
//! Three gates: CloudWatch alarms, the new version's own counts against the old
//! version's, and probes. Each says one of four things, and the four are never
//! confused: it *passes*, it *fails* (measured, and bad), it is *inconclusive*
//! (measured, and too little to tell), or there was an *error* (not measured).
//!
//! Invariant: every [`Finding`] says its reason in one sentence, and nothing
//! that was not measured ever counts as passed or failed.

mod alarms;
mod probes;
mod slower;
mod version;

pub use alarms::{AlarmGate, AlarmReading, AlarmState, MOST_ALARMS};
pub use probes::{
    Answer, LARGEST_ANSWER_BYTES, Probe, ProbeGate, ProbeReading, ProbeTimes, judge_answer,
    sample_event,
};
pub use slower::Slower;
pub use version::{Arms, Counts, Recent, Round, Traffic, VersionGate};

/// The gates of one rollout.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Gates {
    /// CloudWatch alarms; a firing one rolls back at once.
    pub alarms: AlarmGate,
    /// The new version against the old one; `None` leaves that out.
    pub version: Option<VersionGate>,
    /// Direct invocations of the new version.
    pub probes: ProbeGate,
    /// What to do when the gates cannot be read.
    pub unreadable: Unreadable,
}

/// What to do when measurements keep failing to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Unreadable {
    /// So many errors in a row are put up with; the next one acts.
    ///
    /// Source: Argo Rollouts `consecutiveErrorLimit`, default 4.
    pub errors_in_a_row: u32,
    /// What the one too many does.
    pub then: WhenBlind,
}

/// What happens when nobody can see how the new version does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WhenBlind {
    /// Goes back to what is known to work, as `CodeDeploy` does without
    /// `ignorePollAlarmFailure`.
    RollBack,
    /// Stays at the present weight and asks.
    Pause,
}

impl Default for Unreadable {
    fn default() -> Self {
        Self { errors_in_a_row: 4, then: WhenBlind::RollBack }
    }
}

/// Which gate speaks.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Gate {
    /// The alarm of this name.
    Alarm(String),
    /// All alarms, when none can be read.
    Alarms,
    /// The new version's errors.
    Errors,
    /// The new version's throttles.
    Throttles,
    /// The new version's 95th percentile of the duration.
    Duration,
    /// The amount of traffic.
    Traffic,
    /// The probe of this name.
    Probe(String),
}

impl std::fmt::Display for Gate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Alarm(name) => write!(f, "alarm `{name}`"),
            Self::Alarms => f.write_str("alarms"),
            Self::Errors => f.write_str("errors"),
            Self::Throttles => f.write_str("throttles"),
            Self::Duration => f.write_str("duration"),
            Self::Traffic => f.write_str("traffic"),
            Self::Probe(name) => write!(f, "probe `{name}`"),
        }
    }
}

/// What a gate says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// All is well.
    Pass,
    /// Measured, and bad.
    Fail,
    /// Measured, and too little to tell.
    Inconclusive {
        /// How many more calls the new version needs, when that is known.
        more_calls: Option<u64>,
    },
    /// Could not be measured.
    Error,
}

/// One gate's word, and why.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Finding {
    /// Who says it.
    pub gate: Gate,
    /// What it says.
    pub verdict: Verdict,
    /// Why, in one sentence.
    pub reason: String,
}

impl Finding {
    pub(super) fn new(gate: Gate, verdict: Verdict, reason: impl Into<String>) -> Self {
        Self { gate, verdict, reason: reason.into() }
    }
}

/// Why something could not be measured, in AWS's words.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NotMeasured(pub String);

/// What came of asking the gates, whole or in part.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Measurement {
    /// The alarms that were asked for; left empty when none were.
    pub alarms: Option<Result<Vec<AlarmReading>, NotMeasured>>,
    /// The counts that were asked for.
    pub traffic: Option<Result<Traffic, NotMeasured>>,
}

/// What all gates of one round say together.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Judgement {
    /// Every gate's word.
    pub findings: Vec<Finding>,
}

impl Judgement {
    /// The one verdict of the round. A failure outweighs all; then an error,
    /// because what was not seen may be a failure; then too little to tell;
    /// and no gate at all passes.
    ///
    /// Two exceptions. An alarm without data does not hold a version up whose
    /// own traffic was measured, of late as well, and passed. And too few calls
    /// for a percentile hold up nobody.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let decisive = self.decisive();
        decisive.map_or(Verdict::Pass, |finding| finding.verdict)
    }

    /// The sentence that explains the verdict.
    #[must_use]
    pub fn reason(&self) -> String {
        let decisive = self.decisive().or(self.findings.first());
        decisive
            .map_or_else(|| "No gate watches this.".to_owned(), |finding| finding.reason.clone())
    }

    /// Whether a gate failed that nothing tolerates: an alarm or a probe.
    #[must_use]
    pub fn fails_at_once(&self) -> bool {
        self.findings.iter().any(|finding| {
            finding.verdict == Verdict::Fail
                && matches!(finding.gate, Gate::Alarm(_) | Gate::Alarms | Gate::Probe(_))
        })
    }

    /// The finding that the verdict rests on; `None` when all pass.
    #[must_use]
    pub fn decisive(&self) -> Option<&Finding> {
        let seen = |finding: &Finding| {
            matches!(finding.gate, Gate::Traffic) && finding.verdict == Verdict::Pass
        };
        let traffic_passed = self.findings.iter().any(seen);
        let weighs = |finding: &&Finding| match (&finding.gate, finding.verdict) {
            (_, Verdict::Pass) | (Gate::Duration, Verdict::Inconclusive { .. }) => false,
            (Gate::Alarm(_), Verdict::Inconclusive { .. }) => !traffic_passed,
            (_, Verdict::Fail | Verdict::Error | Verdict::Inconclusive { .. }) => true,
        };
        // `min_by_key` gives the first of equals: the order in which gates speak.
        self.findings.iter().filter(weighs).min_by_key(|finding| match finding.verdict {
            Verdict::Fail => 0,
            Verdict::Error => 1,
            // Where no calls were seen, that is why an alarm has no data.
            Verdict::Inconclusive { .. } if finding.gate == Gate::Traffic => 2,
            Verdict::Inconclusive { .. } => 3,
            Verdict::Pass => 4,
        })
    }
}

impl Gates {
    /// Whether there is anything to measure while calls go to the new version.
    #[must_use]
    pub fn measure_anything(&self) -> bool {
        !self.alarms.names.is_empty() || self.version.is_some()
    }

    /// Judges one measurement.
    ///
    /// `excused` names the alarms that a person has chosen to overlook.
    #[must_use]
    pub fn judge(&self, measured: &Measurement, excused: &[String], round: Round) -> Judgement {
        let alarms = measured.alarms.iter().flat_map(|read| self.alarms.judge(read, excused));
        let versions = self.version.iter().zip(&measured.traffic);
        let traffic = versions.flat_map(|(gate, read)| match read {
            Ok(traffic) => gate.judge(traffic, round),
            Err(NotMeasured(why)) => vec![Finding::new(
                Gate::Traffic,
                Verdict::Error,
                format!("The versions' metrics could not be read: {why}"),
            )],
        });
        Judgement { findings: alarms.chain(traffic).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judgement(findings: &[(Gate, Verdict)]) -> Judgement {
        let found = |(gate, verdict): &(Gate, Verdict)| {
            Finding::new(gate.clone(), *verdict, format!("{gate:?}"))
        };
        Judgement { findings: findings.iter().map(found).collect() }
    }

    const THIN: Verdict = Verdict::Inconclusive { more_calls: None };

    #[test]
    fn the_worst_word_counts_and_gives_the_reason() {
        let alarm = || Gate::Alarm("late".to_owned());
        let all = [
            (Gate::Traffic, THIN),
            (alarm(), Verdict::Error),
            (Gate::Errors, Verdict::Fail),
            (Gate::Duration, Verdict::Pass),
        ];
        assert_eq!(judgement(&all).verdict(), Verdict::Fail);
        assert_eq!(judgement(&all).reason(), "Errors");
        assert_eq!(judgement(&all[..2]).verdict(), Verdict::Error);
        assert_eq!(judgement(&all[..1]).verdict(), THIN);
        assert_eq!(judgement(&all[3..]).verdict(), Verdict::Pass);
        assert_eq!(judgement(&[]).verdict(), Verdict::Pass);
    }

    #[test]
    fn an_alarm_without_data_waits_only_where_no_traffic_was_seen() {
        let silent = (Gate::Alarm("silent".to_owned()), THIN);
        assert_eq!(judgement(std::slice::from_ref(&silent)).verdict(), THIN);
        let seen = [silent, (Gate::Traffic, Verdict::Pass)];
        assert_eq!(judgement(&seen).verdict(), Verdict::Pass);
        let slow = [(Gate::Traffic, Verdict::Pass), (Gate::Duration, THIN)];
        assert_eq!(judgement(&slow).verdict(), Verdict::Pass);
    }

    #[test]
    fn only_alarms_and_probes_fail_at_once() {
        assert!(!judgement(&[(Gate::Errors, Verdict::Fail)]).fails_at_once());
        assert!(judgement(&[(Gate::Probe(String::new()), Verdict::Fail)]).fails_at_once());
        assert!(!judgement(&[(Gate::Alarms, Verdict::Error)]).fails_at_once());
    }
}
