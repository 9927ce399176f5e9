//! `crossfade setup flows`: flows from files, filled in by rules that are told.
//!
//! Invariant: what a flow needs is filled in only where one thing can be meant;
//! what that is is said, and what is left is named with what to give for it.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

use clap::Args;
use crossfade_domain::{
    arn::InstanceArn,
    flow::{
        FlowType,
        rewrite::{Candidate, ResourceKind},
    },
};
use crossfade_engine::{
    failure::{Failure, FailureKind},
    files::{self, FileReading, Filled, Need},
    setup::{FlowsGoal, OWN_ARN},
};

use super::{On, invalid};
use crate::{
    cli::{say, target::chosen},
    session::Opened,
};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The files, one flow in each.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// What is put in where a function is still to be chosen.
    #[arg(long, value_name = "ARN")]
    function_arn: Option<String>,
    /// What takes the place of something that the flows name: by its name or
    /// ARN there, and its name or ARN here. May be given several times.
    #[arg(long = "map", value_name = "THERE=HERE", value_parser = mapping)]
    maps: Vec<(String, String)>,
    /// Save the flows only; nobody hears them until they are published.
    #[arg(long)]
    saved: bool,
    /// The instance, by id, ARN or alias.
    #[arg(long, value_name = "INSTANCE")]
    instance: Option<String>,
    /// Do it; without this it is only shown.
    #[arg(long)]
    pub(super) yes: bool,
    #[command(flatten)]
    pub(super) on: On,
}

fn mapping(text: &str) -> Result<(String, String), String> {
    let (there, here) = text.split_once('=').ok_or("it has no `=`")?;
    let (there, here) = (there.trim(), here.trim());
    if there.is_empty() || here.is_empty() {
        return Err("one side of `=` is empty".to_owned());
    }
    Ok((there.to_owned(), here.to_owned()))
}

pub(super) async fn goal(opened: &Opened, wanted: &Arguments) -> Result<FlowsGoal, Failure> {
    let account = opened.desk.account();
    let instance = chosen(account.flows.instances().await?, wanted.instance.as_deref())?.arn;
    let offered = opened.offers.of(&instance, opened.desk.clock().now()).await?;
    let mut flows = Vec::new();
    for file in &wanted.files {
        let text = std::fs::read_to_string(file)
            .map_err(|error| invalid(format!("`{}` cannot be read: {error}", file.display())))?;
        let (name, reading) = filled_in(file, &text, wanted, &offered, &instance)?;
        if reading.kind().is_none() {
            say(format!("{}: the file names no type; it becomes an inbound flow", file.display()));
        }
        flows.push(reading.content(&instance, &name, &FlowType::ContactFlow, !wanted.saved));
    }
    Ok(FlowsGoal { flows })
}

fn filled_in(
    file: &Path,
    text: &str,
    wanted: &Arguments,
    offered: &[Candidate],
    instance: &InstanceArn,
) -> Result<(String, FileReading), Failure> {
    let bare = files::read(text, &[], offered, instance)?;
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let name = bare.flow.name.clone().or(stem).unwrap_or_default();
    let rules = Rules { wanted, offered, own: &name };
    let mut filled = Vec::new();
    let mut left = Vec::new();
    for need in &bare.needs {
        match rules.fill(need)? {
            Some(put) => {
                say(format!("{}: {} is {}", file.display(), what(need), put.told));
                filled.push(Filled { place: need.place.clone(), text: put.text });
            }
            None if need.open.is_some() || !need.known => left.push(need),
            None => {}
        }
    }
    let reading = files::read(text, &filled, offered, instance)?;
    if !wanted.saved && !reading.is_publishable() {
        return Err(open(file, &reading, &left));
    }
    Ok((name, reading))
}

/// What is put in, and how that is told.
struct Put {
    text: String,
    told: String,
}

/// How needs are filled in.
struct Rules<'a> {
    wanted: &'a Arguments,
    offered: &'a [Candidate],
    /// The flow's own name.
    own: &'a str,
}

impl Rules<'_> {
    /// What belongs there, where one thing can be meant.
    fn fill(&self, need: &Need) -> Result<Option<Put>, Failure> {
        if let Some(here) = self.mapped(need) {
            return self.given(need, here).map(Some);
        }
        if need.open.is_none() && need.known {
            return Ok(None);
        }
        let function = self.wanted.function_arn.as_ref();
        if let (Some(ResourceKind::Function), Some(arn), true) =
            (need.kind, function, need.open.is_some())
        {
            return Ok(Some(Put { text: arn.clone(), told: arn.clone() }));
        }
        let Some(name) = need.name.as_deref() else { return Ok(None) };
        if need.kind == Some(ResourceKind::Flow) && name == self.own {
            let told = "the flow itself".to_owned();
            return Ok(Some(Put { text: OWN_ARN.to_owned(), told }));
        }
        Ok(self.only(need.kind, name).map(|arn| Put { text: arn.clone(), told: arn }))
    }

    fn mapped(&self, need: &Need) -> Option<&str> {
        let is_it =
            |there: &str| need.text == there || need.name.as_deref().is_some_and(|it| it == there);
        let found = self.wanted.maps.iter().find(|(there, _)| is_it(there));
        found.map(|(_, here)| here.as_str())
    }

    /// What a person gave: the flow itself, an ARN, or a name of this account.
    fn given(&self, need: &Need, here: &str) -> Result<Put, Failure> {
        if need.kind == Some(ResourceKind::Flow) && here == self.own {
            return Ok(Put { text: OWN_ARN.to_owned(), told: "the flow itself".to_owned() });
        }
        if here.starts_with("arn:") || need.kind.is_none() {
            return Ok(Put { text: here.to_owned(), told: here.to_owned() });
        }
        let arn = self.only(need.kind, here).ok_or_else(|| {
            let kind = need.kind.map_or("text", ResourceKind::as_str);
            invalid(format!("there is no {kind} of the name `{here}`, or several"))
        })?;
        Ok(Put { text: arn.clone(), told: arn })
    }

    /// The one resource of a kind that has just this name.
    fn only(&self, kind: Option<ResourceKind>, name: &str) -> Option<String> {
        let mut same = self.offered.iter().filter(|it| Some(it.kind) == kind && it.name == name);
        let (first, second) = (same.next(), same.next());
        first.filter(|_| second.is_none()).map(|it| it.arn.clone())
    }
}

fn what(need: &Need) -> String {
    let kind = need.kind.map_or("text", ResourceKind::as_str);
    let name = need.name.as_deref().filter(|name| !name.is_empty());
    match name.or(Some(need.text.trim()).filter(|text| !text.is_empty())) {
        Some(name) => format!("the {kind} `{name}`"),
        None => format!("the {kind} of the block `{}`", need.place.action),
    }
}

/// What keeps the flow from being published, and what to give.
fn open(file: &Path, reading: &FileReading, left: &[&Need]) -> Failure {
    let mut detail: Vec<String> = reading.problems.iter().map(ToString::to_string).collect();
    detail.extend(left.iter().map(|need| asked(need)));
    Failure::new(
        FailureKind::Invalid,
        "NotPublishable",
        format!("`{}` cannot be published like this.", file.display()),
        "Give what is missing with --function-arn and --map, only save it with --saved, or import \
         it in the window, which asks.",
    )
    .with_detail(detail.join("\n"))
}

fn asked(need: &Need) -> String {
    let mut line = format!("still to be chosen: {}", what(need));
    let there = need.name.as_deref().unwrap_or(&need.text);
    match need.kind {
        Some(ResourceKind::Function) => line.push_str(", with --function-arn ARN"),
        _ if !there.is_empty() => _ = write!(line, ", with --map \"{there}=NAME OR ARN\""),
        _ => line.push_str(", in the window"),
    }
    for found in need.suggestions.iter().take(3) {
        _ = write!(line, "; maybe {}", found.name);
    }
    line
}
