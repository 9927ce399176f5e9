//! CloudWatch alarms as a gate.
//!
//! Invariant: an alarm that fires fails the gate unless a person has excused
//! that very alarm; one that cannot be read is an error unless the gate was
//! told to overlook that.

use super::{Finding, Gate, NotMeasured, Verdict};

/// Alarms that one rollout may watch.
///
/// Source: `CodeDeploy` `AlarmConfiguration`: "a maximum of 10 alarms".
pub const MOST_ALARMS: usize = 10;

/// The alarms that a rollout watches.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AlarmGate {
    /// Their names, at most [`MOST_ALARMS`].
    pub names: Vec<String>,
    /// Goes on when alarms cannot be read (`CodeDeploy`
    /// `ignorePollAlarmFailure`). Off unless a person chooses it.
    pub ignore_unreadable: bool,
}

/// An alarm's state (`DescribeAlarms` `StateValue`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AlarmState {
    /// Within its threshold.
    Ok,
    /// Firing.
    Alarm,
    /// Too little data to say.
    InsufficientData,
}

impl AlarmState {
    /// CloudWatch's own word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Alarm => "ALARM",
            Self::InsufficientData => "INSUFFICIENT_DATA",
        }
    }
}

/// One alarm as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AlarmReading {
    /// Its name.
    pub name: String,
    /// Its state.
    pub state: AlarmState,
    /// AWS's reason for the state.
    pub reason: String,
}

impl AlarmGate {
    /// One finding for each alarm, or one for all when none could be read.
    pub(super) fn judge(
        &self,
        read: &Result<Vec<AlarmReading>, NotMeasured>,
        excused: &[String],
    ) -> Vec<Finding> {
        match read {
            Ok(readings) => {
                self.names.iter().map(|name| self.judge_one(name, readings, excused)).collect()
            }
            Err(NotMeasured(why)) => {
                let said = format!("The alarms could not be read: {why}");
                vec![self.unread(Gate::Alarms, said)]
            }
        }
    }

    fn judge_one(&self, name: &str, readings: &[AlarmReading], excused: &[String]) -> Finding {
        let gate = Gate::Alarm(name.to_owned());
        let Some(reading) = readings.iter().find(|reading| reading.name == name) else {
            return self.unread(gate, format!("The alarm `{name}` does not exist."));
        };
        let told = |what: &str| match reading.reason.as_str() {
            "" => format!("The alarm `{name}` {what}."),
            reason => format!("The alarm `{name}` {what}: {reason}"),
        };
        match reading.state {
            AlarmState::Ok => Finding::new(gate, Verdict::Pass, told("is OK")),
            AlarmState::Alarm if excused.iter().any(|excuse| excuse == name) => {
                let said = "still fires and was excused until it is OK once";
                Finding::new(gate, Verdict::Pass, told(said))
            }
            AlarmState::Alarm => Finding::new(gate, Verdict::Fail, told("fires")),
            AlarmState::InsufficientData => {
                let thin = Verdict::Inconclusive { more_calls: None };
                Finding::new(gate, thin, told("has too little data"))
            }
        }
    }

    fn unread(&self, gate: Gate, said: String) -> Finding {
        if self.ignore_unreadable {
            let said = format!("{said} This rollout was told to go on without.");
            Finding::new(gate, Verdict::Pass, said)
        } else {
            Finding::new(gate, Verdict::Error, said)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate(ignore_unreadable: bool) -> AlarmGate {
        AlarmGate { names: vec!["errors".to_owned()], ignore_unreadable }
    }

    fn reading(state: AlarmState) -> AlarmReading {
        AlarmReading { name: "errors".to_owned(), state, reason: "1 datapoint > 0".to_owned() }
    }

    fn told(findings: &[Finding]) -> Vec<(Verdict, &str)> {
        findings.iter().map(|finding| (finding.verdict, finding.reason.as_str())).collect()
    }

    #[test]
    fn each_state_is_told_apart() {
        let judge = |state| gate(false).judge(&Ok(vec![reading(state)]), &[]);
        assert_eq!(
            told(&judge(AlarmState::Alarm)),
            [(Verdict::Fail, "The alarm `errors` fires: 1 datapoint > 0")]
        );
        assert_eq!(judge(AlarmState::Ok)[0].verdict, Verdict::Pass);
        assert_eq!(
            judge(AlarmState::InsufficientData)[0].verdict,
            Verdict::Inconclusive { more_calls: None }
        );
    }

    #[test]
    fn an_excuse_covers_one_alarm_and_no_other() {
        let read = Ok(vec![reading(AlarmState::Alarm)]);
        let excused = |name: &str| gate(false).judge(&read, &[name.to_owned()])[0].verdict;
        assert_eq!(excused("errors"), Verdict::Pass);
        assert_eq!(excused("other"), Verdict::Fail);
    }

    #[test]
    fn what_cannot_be_read_is_an_error_unless_told_otherwise() {
        let missing = Ok(Vec::new());
        let throttled = Err(NotMeasured("Rate exceeded".to_owned()));
        for read in [&missing, &throttled] {
            assert_eq!(gate(false).judge(read, &[])[0].verdict, Verdict::Error);
            assert_eq!(gate(true).judge(read, &[])[0].verdict, Verdict::Pass);
        }
        assert_eq!(
            told(&gate(false).judge(&throttled, &[])),
            [(Verdict::Error, "The alarms could not be read: Rate exceeded")]
        );
    }
}
