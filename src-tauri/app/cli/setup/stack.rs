//! `crossfade setup stack`: the starter stack.

use std::collections::BTreeMap;

use crossfade_domain::qualifier::AliasName;
use crossfade_engine::{
    failure::Failure,
    setup::{Carried, SetupWish},
    starter::{self, GREETING, PREFERENCE, STACK_NAME},
};

use super::{StackArguments, carry_out, chosen, invalid, say, shown};
use crate::session::Opened;

/// How new versions take over unless a person chooses.
const PACE: &str = "Linear10PercentEvery1Minute";

pub(super) async fn run(opened: &Opened, wanted: &StackArguments) -> Result<(), Failure> {
    let wish = match wished(opened, wanted).await {
        Err(failure) if failure.code == "NothingToChange" => {
            say(failure.message);
            return Ok(());
        }
        wish => wish?,
    };
    let review = opened.setups.review(wish, &|_, _| ()).await?;
    if !wanted.yes {
        shown(&review);
        return Ok(());
    }
    let failed = match carry_out(opened, &review).await? {
        Carried::TakenAway(taken) => taken.into_iter().find_map(|(_, failure)| failure),
        Carried::Begun(_) | Carried::Asked => None,
    };
    failed.map_or(Ok(()), Err)?;
    match starter::look(opened.setups.changes(), STACK_NAME).await? {
        Some(view) => say(format!("{STACK_NAME}: {}", view.stack.status)),
        None => say(format!("{STACK_NAME}: deleted")),
    }
    Ok(())
}

async fn wished(opened: &Opened, wanted: &StackArguments) -> Result<SetupWish, Failure> {
    let changes = opened.setups.changes();
    if wanted.delete {
        return starter::deletion(changes, STACK_NAME).await;
    }
    if starter::look(changes, STACK_NAME).await?.is_some() {
        let pace = wanted.pace.clone().map(|it| (PREFERENCE.to_owned(), it));
        let text = wanted.text.clone().map(|it| (GREETING.to_owned(), it));
        let parameters: BTreeMap<_, _> = pace.into_iter().chain(text).collect();
        return Ok(SetupWish::Stack(starter::update(changes, STACK_NAME, parameters).await?));
    }
    let instances = opened.desk.account().flows.instances().await?;
    let instance = chosen(instances, wanted.instance.as_deref())?.arn;
    let alias: AliasName = wanted.alias.parse().map_err(invalid)?;
    let pace = wanted.pace.as_deref().unwrap_or(PACE);
    let text = wanted.text.as_deref();
    Ok(SetupWish::Stack(starter::creation(STACK_NAME, &instance, &alias, pace, text)))
}
