//! Probes: the new version is invoked directly, before any caller reaches it.
//!
//! A probe sends an event shaped like Amazon Connect's and holds the answer
//! against what the flow that will call the version accepts. That needs no
//! traffic at all, so a version that is plainly broken takes none.
//!
//! Invariant: a probe passes only on an answer that Connect documents as
//! accepted: no function error, within the flow's time limit, up to 32 KB, and
//! a flat map of texts or JSON, as the flow declares.

use serde_json::{Map, Value, json};

use super::{Finding, Gate, Judgement, NotMeasured, Verdict};
use crate::{flow::ResponseType, qualifier::Version, rollout::time::Span};

/// The largest answer that Connect takes.
///
/// Source: Amazon Connect administrator guide, "Verify the function response":
/// less than 32 KB of UTF-8 data.
pub const LARGEST_ANSWER_BYTES: usize = 32 * 1024;

/// One saved event, and what must come back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// What a person calls it.
    pub name: String,
    /// The event, JSON text; see [`sample_event`].
    pub event: String,
    /// What the flow's block accepts (`ResponseValidation.ResponseType`).
    pub accepts: ResponseType,
    /// How long the flow waits (`InvocationTimeLimitSeconds`, 1 to 8 s).
    pub time_limit: Span,
    /// Keys that the answer must have, because the flow reads `$.External.KEY`.
    pub required_keys: Vec<String>,
}

/// When probes run besides before the start, where they always do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ProbeTimes {
    /// Never again.
    #[default]
    BeforeStart,
    /// After each step.
    EveryStep,
    /// After these steps, counted from 0.
    Steps(Vec<usize>),
}

/// The probes of a rollout.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProbeGate {
    /// The probes; none leaves the gate out.
    pub probes: Vec<Probe>,
    /// When they run.
    pub times: ProbeTimes,
}

/// What one probe brought back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProbeReading {
    /// The probe's name.
    pub name: String,
    /// Its answer, or why the invocation itself did not happen.
    pub answer: Result<Answer, NotMeasured>,
}

/// What `Invoke` with `RequestResponse` answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// `Payload`; empty where no answer came for longer than the flow waits.
    pub payload: Vec<u8>,
    /// `FunctionError`, when the function failed.
    pub function_error: Option<String>,
    /// `ExecutedVersion`, when told.
    pub executed: Option<Version>,
    /// How long it took, as seen from here.
    pub took: Span,
}

impl ProbeGate {
    /// Whether probes run after step `step`, counted from 0.
    #[must_use]
    pub fn run_after(&self, step: usize) -> bool {
        !self.probes.is_empty()
            && match &self.times {
                ProbeTimes::BeforeStart => false,
                ProbeTimes::EveryStep => true,
                ProbeTimes::Steps(steps) => steps.contains(&step),
            }
    }

    /// Whether probes run after any step.
    #[must_use]
    pub fn at_steps(&self) -> bool {
        !self.probes.is_empty()
            && match &self.times {
                ProbeTimes::BeforeStart => false,
                ProbeTimes::EveryStep => true,
                ProbeTimes::Steps(steps) => !steps.is_empty(),
            }
    }

    /// One finding for each probe; one that did not come back is an error.
    #[must_use]
    pub fn judge(&self, readings: &[ProbeReading], version: Version) -> Judgement {
        let judged = |probe: &Probe| {
            let gate = Gate::Probe(probe.name.clone());
            let reading = readings.iter().find(|reading| reading.name == probe.name);
            let told = match reading.map(|reading| &reading.answer) {
                Some(Ok(answer)) => judge_answer(probe, answer, version),
                Some(Err(NotMeasured(why))) => {
                    (Verdict::Error, format!("version {version} could not be invoked: {why}"))
                }
                None => (Verdict::Error, "it did not come back.".to_owned()),
            };
            Finding::new(gate, told.0, format!("Probe `{}`: {}", probe.name, told.1))
        };
        Judgement { findings: self.probes.iter().map(judged).collect() }
    }
}

/// Holds one answer against what the flow accepts; answers verdict and reason.
#[must_use]
pub fn judge_answer(probe: &Probe, answer: &Answer, version: Version) -> (Verdict, String) {
    if let Some(other) = answer.executed.filter(|executed| *executed != version) {
        return (Verdict::Error, format!("version {other} answered in place of {version}."));
    }
    match refusal(probe, answer) {
        Some(why) => (Verdict::Fail, why),
        None => (Verdict::Pass, accepted(probe, answer)),
    }
}

/// An event as Connect sends it, to be edited: `parameters` are the block's
/// `LambdaInvocationAttributes`.
///
/// Source: Amazon Connect administrator guide, "Configure your Lambda function
/// to parse the event".
#[must_use]
pub fn sample_event(instance_arn: &str, parameters: &Map<String, Value>) -> Value {
    let contact = "00000000-0000-4000-8000-000000000001";
    json!({
        "Details": {
            "ContactData": {
                "Attributes": {},
                "Channel": "VOICE",
                "ContactId": contact,
                "CustomerEndpoint": { "Address": "+15550100", "Type": "TELEPHONE_NUMBER" },
                "InitialContactId": contact,
                "InitiationMethod": "INBOUND",
                "InstanceARN": instance_arn,
                "PreviousContactId": contact,
                "Queue": null,
                "SystemEndpoint": { "Address": "+15550199", "Type": "TELEPHONE_NUMBER" },
                "MediaStreams": { "Customer": { "Audio": null } }
            },
            "Parameters": parameters
        },
        "Name": "ContactFlowEvent"
    })
}

fn accepted(probe: &Probe, answer: &Answer) -> String {
    let told = format!("answered in {}, {} bytes", answer.took, answer.payload.len());
    match unsure(probe, answer) {
        Some(key) => format!(
            "{told}; `{key}` is no text, which Connect turns into one without promising to."
        ),
        None => format!("{told}."),
    }
}

/// Why Connect would send the contact down the block's Error branch.
fn refusal(probe: &Probe, answer: &Answer) -> Option<String> {
    if let Some(kind) = &answer.function_error {
        let said = error_message(&answer.payload);
        return Some(format!("the function failed ({kind}){said}"));
    }
    if answer.took > probe.time_limit && answer.payload.is_empty() {
        return Some(format!(
            "no answer came within {}; the flow waits {}.",
            answer.took, probe.time_limit
        ));
    }
    if answer.took > probe.time_limit {
        return Some(format!(
            "the answer took {}; the flow waits {}.",
            answer.took, probe.time_limit
        ));
    }
    let size = answer.payload.len();
    if size > LARGEST_ANSWER_BYTES {
        return Some(format!("the answer has {size} bytes; Connect takes 32 KB."));
    }
    let Ok(value) = serde_json::from_slice::<Value>(&answer.payload) else {
        return Some("the answer is not JSON.".to_owned());
    };
    match &probe.accepts {
        ResponseType::StringMap => not_flat(&value).or_else(|| missing(probe, &value)),
        ResponseType::Json | ResponseType::Unknown(_) => missing(probe, &value),
    }
}

/// Why the value is no flat map. Connect documents "key/value pairs of the
/// string type"; numbers and truth values it has been seen to turn into texts,
/// so they are remarked on ([`unsure`]) and not refused.
fn not_flat(value: &Value) -> Option<String> {
    let Some(map) = value.as_object() else {
        return Some(format!("the answer is {}; the flow takes a flat map.", kind(value)));
    };
    let nested = map.iter().find(|(_, value)| value.is_object() || value.is_array());
    nested.map(|(key, value)| {
        format!("`{key}` is {}; the flow takes a flat map of texts.", kind(value))
    })
}

fn missing(probe: &Probe, value: &Value) -> Option<String> {
    let absent = |key: &&String| value.get(key.as_str()).is_none_or(Value::is_null);
    let key = probe.required_keys.iter().find(absent)?;
    Some(format!("the answer has no `{key}`, which the flow reads."))
}

/// The first key of a flat map whose value is no text.
fn unsure(probe: &Probe, answer: &Answer) -> Option<String> {
    if probe.accepts != ResponseType::StringMap {
        return None;
    }
    let value = serde_json::from_slice::<Value>(&answer.payload).ok()?;
    let mut pairs = value.as_object()?.iter();
    pairs.find(|(_, value)| !value.is_string()).map(|(key, _)| key.clone())
}

/// What the runtime says in an error's payload (`errorMessage`).
fn error_message(payload: &[u8]) -> String {
    let value = serde_json::from_slice::<Value>(payload).unwrap_or_default();
    let said = value.get("errorMessage").and_then(Value::as_str).map(str::trim);
    said.filter(|said| !said.is_empty()).map_or_else(|| ".".to_owned(), |said| format!(": {said}"))
}

const fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "empty (null)",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a nested object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn probe(accepts: ResponseType) -> Probe {
        Probe {
            name: "caller".to_owned(),
            event: "{}".to_owned(),
            accepts,
            time_limit: Span::from_secs(3),
            required_keys: vec!["version".to_owned()],
        }
    }

    fn answer(payload: &str) -> Answer {
        Answer {
            payload: payload.as_bytes().to_vec(),
            function_error: None,
            executed: Some(Version::Published(8)),
            took: Span::from_millis(120),
        }
    }

    fn told(accepts: ResponseType, answer: &Answer) -> String {
        let (verdict, reason) = judge_answer(&probe(accepts), answer, Version::Published(8));
        format!("{verdict:?} | {reason}")
    }

    #[test]
    fn answers_are_held_against_what_connect_accepts() {
        let map = |payload: &str| told(ResponseType::StringMap, &answer(payload));
        let any = |payload: &str| told(ResponseType::Json, &answer(payload));
        let table = [
            map(r#"{"version":"8"}"#),
            map(r#"{"version":8}"#),
            map(r#"{"version":"8","open":true}"#),
            map(r#"{"version":"8","caller":{"name":"A"}}"#),
            map(r#"{"version":["8"]}"#),
            map(r#"{"name":"A"}"#),
            map(r#"{"version":null}"#),
            map("null"),
            map(r#""8""#),
            map("<html>"),
            any(r#"{"version":{"major":8}}"#),
            any("[1]"),
            any("{"),
            told(ResponseType::Unknown("XML".to_owned()), &answer(r#"{"version":"8"}"#)),
        ];
        insta::assert_snapshot!(table.join("\n"), @r"
        Pass | answered in 120 ms, 15 bytes.
        Pass | answered in 120 ms, 13 bytes; `version` is no text, which Connect turns into one without promising to.
        Pass | answered in 120 ms, 27 bytes; `open` is no text, which Connect turns into one without promising to.
        Fail | `caller` is a nested object; the flow takes a flat map of texts.
        Fail | `version` is a list; the flow takes a flat map of texts.
        Fail | the answer has no `version`, which the flow reads.
        Fail | the answer has no `version`, which the flow reads.
        Fail | the answer is empty (null); the flow takes a flat map.
        Fail | the answer is a text; the flow takes a flat map.
        Fail | the answer is not JSON.
        Pass | answered in 120 ms, 23 bytes.
        Fail | the answer has no `version`, which the flow reads.
        Fail | the answer is not JSON.
        Pass | answered in 120 ms, 15 bytes.
        ");
    }

    #[test]
    fn a_function_error_a_late_and_a_large_answer_fail() {
        let failed = Answer {
            function_error: Some("Unhandled".to_owned()),
            ..answer(r#"{"errorMessage":"boom","errorType":"Error"}"#)
        };
        let silent = Answer { payload: Vec::new(), ..failed.clone() };
        let late = Answer { took: Span::from_millis(3_001), ..answer(r#"{"version":"8"}"#) };
        let large = |size: usize| answer(&format!(r#"{{"version":"{}"}}"#, "x".repeat(size - 14)));
        let other = Answer { executed: Some(Version::Published(7)), ..answer("{}") };
        let json = |answer: &Answer| told(ResponseType::Json, answer);
        assert_eq!(json(&failed), "Fail | the function failed (Unhandled): boom");
        assert_eq!(json(&silent), "Fail | the function failed (Unhandled).");
        assert_eq!(json(&late), "Fail | the answer took 3 s 1 ms; the flow waits 3 s.");
        assert!(json(&large(LARGEST_ANSWER_BYTES)).starts_with("Pass"));
        assert_eq!(
            json(&large(LARGEST_ANSWER_BYTES + 1)),
            "Fail | the answer has 32769 bytes; Connect takes 32 KB."
        );
        assert_eq!(json(&other), "Error | version 7 answered in place of 8.");
    }

    #[test]
    fn what_did_not_come_back_is_an_error_not_a_failure() {
        let gate =
            ProbeGate { probes: vec![probe(ResponseType::Json)], times: ProbeTimes::default() };
        let throttled = ProbeReading {
            name: "caller".to_owned(),
            answer: Err(NotMeasured("Rate exceeded".to_owned())),
        };
        let judge = |readings: &[ProbeReading]| gate.judge(readings, Version::Published(8));
        assert_eq!(judge(&[]).verdict(), Verdict::Error);
        assert_eq!(
            judge(&[throttled]).reason(),
            "Probe `caller`: version 8 could not be invoked: Rate exceeded"
        );
    }

    #[test]
    fn probes_run_where_asked() {
        let gate = |times| ProbeGate { probes: vec![probe(ResponseType::Json)], times };
        assert!(!gate(ProbeTimes::BeforeStart).run_after(0));
        assert!(gate(ProbeTimes::EveryStep).run_after(7));
        let some = gate(ProbeTimes::Steps(vec![1]));
        assert!(some.run_after(1) && !some.run_after(0) && some.at_steps());
        let none = ProbeGate { probes: Vec::new(), times: ProbeTimes::EveryStep };
        assert!(!none.run_after(0) && !none.at_steps());
    }

    #[test]
    fn the_sample_is_what_a_function_for_connect_parses() {
        let parameters = Map::from_iter([("order".to_owned(), json!("17"))]);
        let event =
            sample_event("arn:aws:connect:eu-central-1:111122223333:instance/0a", &parameters);
        assert_eq!(event["Name"], "ContactFlowEvent");
        assert_eq!(event["Details"]["Parameters"]["order"], "17");
        assert_eq!(event["Details"]["ContactData"]["Channel"], "VOICE");
    }
}
