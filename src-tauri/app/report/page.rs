//! A rollout's report: one HTML file that needs nothing else, fit for a change
//! ticket.
//!
//! Invariant: every text from outside is escaped, and nothing in the page runs
//! or is fetched.

use crossfade_engine::journal::{LoggedRecord, Place};
use jiff::{Timestamp, tz::TimeZone};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{DrawError, Picture, numbers::numbers};
use crate::{
    dto::{RolloutDto, RolloutStateDto, RolloutStepDto, ShareDto, StepStatusDto, VerdictDto},
    present,
};

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;color:#16191f;max-width:1200px;\
    margin:32px auto;padding:0 24px}h1{font-size:26px;margin:0 0 4px}h2{font-size:19px;\
    margin:32px 0 8px;border-bottom:1px solid #d5dbdb}table{border-collapse:collapse;width:100%}\
    th,td{text-align:left;vertical-align:top;padding:4px 12px 4px 0;border-bottom:1px solid \
    #eaeded}th{font-weight:600}dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 24px;\
    margin:0}dt{font-weight:600}dd{margin:0}.told{font-size:17px;margin:0 0 16px}.bad{color:\
    #b0084d}.good{color:#1d6b35}.odd{color:#8a5a00}svg{max-width:100%;height:auto}code{font:13px \
    ui-monospace,monospace}@media print{body{margin:0}h2{break-after:avoid}tr{break-inside:avoid}}";

/// Everything that the report shows.
pub struct Page<'a> {
    /// The rollout.
    pub rollout: &'a RolloutDto,
    /// Where it took place.
    pub place: &'a Place,
    /// Its log.
    pub records: &'a [LoggedRecord],
    /// Its chart.
    pub picture: Picture<'a>,
    /// When the report is written.
    pub at: Timestamp,
}

impl Page<'_> {
    /// The page, with times in this computer's zone.
    ///
    /// # Errors
    /// When the charts cannot be drawn.
    pub fn written(&self) -> Result<String, DrawError> {
        self.written_in(&TimeZone::system())
    }

    pub(super) fn written_in(&self, zone: &TimeZone) -> Result<String, DrawError> {
        super::bring_font();
        let charts = self.picture.svg(zone)?;
        let row = &self.rollout.row;
        let title = format!("Rollout of {}:{}", row.function, row.alias);
        let time = |text: &str| local(text, zone);
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (title) }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    h1 { (title) }
                    p.told.(outcome_class(row.state)) { (row.sentence) }
                    (self.facts(&time))
                    h2 { "Plan and what came of it" }
                    (steps(&self.rollout.steps, &time))
                    h2 { "Gates" }
                    ul { @for gate in &self.rollout.gates { li { (gate) } } }
                    h2 { "Calls by version" }
                    (PreEscaped(charts))
                    (numbers(self.picture.chart, zone))
                    h2 { "Decisions" }
                    (self.log(zone, |record| !is_measurement(record)))
                    h2 { "Measurements" }
                    (self.log(zone, is_measurement))
                    p { "Written by Crossfade " (env!("CARGO_PKG_VERSION")) " on " (in_zone(self.at, zone)) "." }
                }
            }
        };
        Ok(page.into_string())
    }

    fn facts(&self, time: &impl Fn(&str) -> String) -> Markup {
        let (rollout, row) = (self.rollout, &self.rollout.row);
        html! {
            dl {
                dt { "Versions" } dd { "From version " (row.from) " to version " (row.to) }
                dt { "Pace" } dd { (row.plan) }
                dt { "Carried out by" } dd {
                    @match &row.deployment {
                        Some(id) => { "AWS CodeDeploy, deployment " code { (id) } },
                        None => { "Crossfade" },
                    }
                }
                dt { "Started" } dd { (time(&row.started_at)) " by " code { (row.who) } }
                dt { "Ended" } dd {
                    @match &row.ended_at {
                        Some(at) => { (time(at)) },
                        None => { "Not yet" },
                    }
                }
                dt { "Account" } dd { (self.place.account) ", " (self.place.region) }
                dt { "The alias stands at" } dd { (shares(&rollout.verified)) }
                @if !rollout.note.is_empty() { dt { "Why" } dd { (rollout.note) } }
                @if !rollout.flows.is_empty() {
                    dt { "Flows that call it" } dd { (rollout.flows.join(", ")) }
                }
                @if !rollout.phone_numbers.is_empty() {
                    dt { "Phone numbers" } dd { (rollout.phone_numbers.join(", ")) }
                }
            }
        }
    }

    fn log(&self, zone: &TimeZone, shown: impl Fn(&LoggedRecord) -> bool) -> Markup {
        let records: Vec<&LoggedRecord> = self.records.iter().filter(|it| shown(it)).collect();
        if records.is_empty() {
            return html! { p { "None." } };
        }
        html! {
            table {
                thead { tr { th { "Time" } th { "What" } } }
                tbody {
                    @for record in records {
                        tr {
                            td { (in_zone(record.at, zone)) }
                            td.(verdict_class(present::worst(record))) { (record.sentence) (counts(record)) }
                        }
                    }
                }
            }
        }
    }
}

fn is_measurement(record: &LoggedRecord) -> bool {
    record.kind == "measured" || record.kind == "probed"
}

fn steps(steps: &[RolloutStepDto], time: &impl Fn(&str) -> String) -> Markup {
    let told = |at: &Option<String>| at.as_deref().map_or_else(|| "-".to_owned(), time);
    html! {
        table {
            thead { tr { th { "Step" } th { "New version" } th { "Due" } th { "Verified" } th { "Watched" } th { "" } } }
            tbody {
                @for step in steps {
                    tr {
                        td { (step.number) }
                        td { (step.percent) " %" }
                        td { (told(&step.due_at)) }
                        td { (told(&step.verified_at)) }
                        td { (step.watched) }
                        td { (status(step.status)) }
                    }
                }
            }
        }
    }
}

const fn status(status: StepStatusDto) -> &'static str {
    match status {
        StepStatusDto::Done => "done",
        StepStatusDto::Current => "holds now",
        StepStatusDto::Moving => "being set",
        StepStatusDto::Ahead => "to come",
        StepStatusDto::Dropped => "not taken",
    }
}

/// The counts behind a measurement, in a few words.
fn counts(record: &LoggedRecord) -> String {
    let number = |arm: &str, what: &str| {
        let path = format!("/traffic/step/{arm}/{what}");
        record.facts.pointer(&path).and_then(serde_json::Value::as_u64)
    };
    let told = |arm: &str| Some((number(arm, "invocations")?, number(arm, "errors")?));
    let Some(((new, new_failed), (old, old_failed))) = told("new").zip(told("old")) else {
        return String::new();
    };
    format!(
        " (in this step: new version {new} calls, {new_failed} failed; old version {old} calls, \
         {old_failed} failed)"
    )
}

fn shares(shares: &[ShareDto]) -> String {
    let told = |share: &ShareDto| format!("{} % version {}", share.percent, share.version);
    shares.iter().map(told).collect::<Vec<_>>().join(", ")
}

const fn outcome_class(state: RolloutStateDto) -> &'static str {
    match state {
        RolloutStateDto::Completed => "good",
        RolloutStateDto::RolledBack | RolloutStateDto::RollingBack => "bad",
        RolloutStateDto::Preparing
        | RolloutStateDto::Shifting
        | RolloutStateDto::Watching
        | RolloutStateDto::Paused
        | RolloutStateDto::Promoting
        | RolloutStateDto::NeedsAttention
        | RolloutStateDto::Left => "odd",
    }
}

const fn verdict_class(verdict: Option<VerdictDto>) -> &'static str {
    match verdict {
        Some(VerdictDto::Fail) => "bad",
        Some(VerdictDto::Inconclusive | VerdictDto::Error) => "odd",
        Some(VerdictDto::Pass) | None => "plain",
    }
}

fn local(text: &str, zone: &TimeZone) -> String {
    let at = text.parse::<Timestamp>().ok();
    at.map_or_else(|| text.to_owned(), |at| in_zone(at, zone))
}

pub(super) fn in_zone(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d %H:%M:%S %Z").to_string()
}
