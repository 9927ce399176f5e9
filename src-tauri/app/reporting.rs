//! Gathers what a rollout's chart and report show.

use crossfade_domain::qualifier::{AliasName, Version};
use crossfade_engine::{
    chart::{Chart, Stretch, chart_between},
    desk::Desk,
    failure::{Failure, FailureKind},
    journal::RolloutId,
    rollouts::View,
};
use jiff::{RoundMode, SignedDuration, Timestamp, TimestampRound, Unit};

use crate::{
    present,
    report::{Mark, Page},
    session::Session,
};

/// The chart begins so long before the rollout, and ends so long after it.
const AROUND: SignedDuration = SignedDuration::from_mins(5);

/// A rollout's chart, with what it is about.
pub struct Reported {
    /// `function:alias`.
    pub subject: String,
    /// Calls by version while it ran.
    pub chart: Chart,
    /// What changed the alias meanwhile, and what the alarms did.
    pub marks: Vec<Mark>,
}

/// The chart of a rollout, or of a deployment of somebody else.
///
/// # Errors
/// When there is none of that id, or CloudWatch cannot be asked.
pub async fn charted(session: &Session, id: &str) -> Result<Reported, Failure> {
    let (_, rollouts) = session.engine()?;
    if is_deployment(id) {
        let chain = rollouts.other(id).await?.chain;
        let first = chain.first().and_then(|first| Some((first, first.moves.as_ref()?)));
        let (first, moves) = first.ok_or_else(|| no_rollout(id))?;
        let ended = chain.iter().filter_map(|it| it.completed).max();
        let ran = (first.created, ended);
        let versions = [moves.from, moves.to];
        let stops = present::stop_marks(&chain);
        return drawn(session, &moves.function, &moves.alias, versions, ran, stops).await;
    }
    let view = rollouts.view(&RolloutId::from_text(id)).await?;
    charted_view(session, &view).await
}

async fn charted_view(session: &Session, view: &View) -> Result<Reported, Failure> {
    let start = &view.entry.start;
    let ran = (start.at, view.entry.standing.ended_at);
    let measured = session.rollouts()?.records_of(&start.id, "measured").await?;
    let mut alarms = present::alarm_marks(&measured);
    alarms.extend(present::stop_marks(&view.deployments));
    drawn(session, &start.function, &start.alias, [start.from, start.to], ran, alarms).await
}

async fn drawn(
    session: &Session,
    function: &str,
    alias: &AliasName,
    versions: [Version; 2],
    (began, ended): (Timestamp, Option<Timestamp>),
    alarms: Vec<Mark>,
) -> Result<Reported, Failure> {
    let desk = session.desk()?;
    let now = desk.clock().now();
    // Of what is over, a minute that is not would look like callers staying away.
    let minute = TimestampRound::new().smallest(Unit::Minute).mode(RoundMode::Floor);
    let whole = now.round(minute).unwrap_or(now);
    let (from, to) = (began - AROUND, ended.map_or(now, |ended| (ended + AROUND).min(whole)));
    let stretch = Stretch { from, to, versions: versions.to_vec() };
    let chart = chart_between(desk.account(), now, function, alias, &stretch).await?;
    let mut marks = marks(desk, function, Some(alias), from).await?;
    marks.extend(alarms);
    marks.retain(|mark| mark.at <= to);
    marks.sort_by_key(|mark| mark.at);
    Ok(Reported { subject: format!("{function}:{alias}"), chart, marks })
}

/// What changed a function's aliases, or one of them, since `from`.
///
/// # Errors
/// When the journal cannot be read.
pub async fn marks(
    desk: &Desk,
    function: &str,
    alias: Option<&AliasName>,
    from: Timestamp,
) -> Result<Vec<Mark>, Failure> {
    let (journal, place) = (&desk.actor().journal, &desk.actor().place);
    let mut acts = journal.acts_on(place.clone(), function.to_owned(), from).await?;
    let mut moves = journal.rollout_moves(place.clone(), function.to_owned(), from).await?;
    if let Some(alias) = alias {
        acts.retain(|act| act.intent.change.alias == *alias);
        moves.retain(|(start, _)| start.alias == *alias);
    }
    Ok(present::marks(&acts, &moves))
}

/// Whether an id is one of CodeDeploy's; ours are UUIDs.
pub fn is_deployment(id: &str) -> bool {
    id.starts_with("d-")
}

/// A rollout's report: the file's name, and the page.
///
/// # Errors
/// When there is no such rollout, or AWS cannot be asked.
pub async fn report(session: &Session, id: &str) -> Result<(String, String), Failure> {
    let (desk, rollouts) = session.engine()?;
    let id = RolloutId::from_text(id);
    let view = rollouts.view(&id).await?;
    let Reported { subject, chart, marks } = charted_view(session, &view).await?;
    let records = rollouts.records(&id, 0).await?;
    let now = desk.clock().now();
    let told = present::rollout(&view, now, &rollouts.timing(), None, false);
    let page = Page {
        rollout: &told,
        place: &view.entry.start.place,
        records: &records,
        picture: crate::report::Picture { subject: &subject, chart: &chart, marks: &marks },
        at: now,
    };
    let page = page.written().map_err(|error| {
        Failure::new(
            FailureKind::Unexpected,
            "ReportNotWritten",
            format!("The report could not be written: {error}."),
            "Try again; the rollout's log holds everything that it would show.",
        )
    })?;
    let day = now.strftime("%Y-%m-%d");
    Ok((format!("{subject} rollout {day}.html"), page))
}

fn no_rollout(id: &str) -> Failure {
    let message = format!("There is no rollout `{id}`.");
    Failure::new(FailureKind::NotFound, "UnknownRollout", message, "Look at the list of rollouts.")
}
