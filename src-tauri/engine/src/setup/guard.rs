//! What keeps something from being taken away.
//!
//! One guard watches over one clean-up: each instance is read once, and what the
//! clean-up takes away counts no more.
//!
//! Invariant: what could not be read keeps things where they are.

use std::collections::HashMap;

use crossfade_domain::{
    arn::{FunctionArn, InstanceArn},
    qualifier::{AliasName, Qualifier},
};

use crate::{
    atlas::{Progress, Survey},
    changes::{Change, Changes, flow_id, is_same_content},
    failure::{Failure, FailureKind},
    ports::{Answer, FlowView, StackPhase},
    starter,
};

/// Hears how far the reading of an instance is.
pub type Reading<'a> = &'a (dyn Fn(&InstanceArn, Progress) + Send + Sync);

/// Whom a change concerns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Concerned {
    /// Flows, by name.
    pub flows: Vec<String>,
    /// Phone numbers whose callers can reach them.
    pub phone_numbers: Vec<String>,
    /// What a careful person would want to know first.
    pub warnings: Vec<String>,
}

/// Watches over one clean-up.
pub(super) struct Guard<'a> {
    changes: &'a Changes,
    told: Reading<'a>,
    surveys: HashMap<String, Survey>,
}

/// What callers would miss.
struct Lost {
    function: String,
    alias: AliasName,
    /// Only the callers of this instance would miss it; `None` for all.
    instance: Option<InstanceArn>,
}

impl<'a> Guard<'a> {
    pub(super) fn new(changes: &'a Changes, told: Reading<'a>) -> Self {
        Self { changes, told, surveys: HashMap::new() }
    }

    /// Says no to a change that would leave callers without an answer, or take
    /// somebody's work away; otherwise says whom it concerns.
    ///
    /// # Errors
    /// What is in the way, and when nobody can say.
    pub(super) async fn check(&mut self, undo: &Change) -> Answer<Concerned> {
        match undo {
            Change::DeleteFlow { flow_id, flow } => {
                self.check_entrances(undo, &flow.instance, flow_id).await?;
                self.check_own_work(undo, &flow.instance, flow_id).await?;
                Ok(Concerned::default())
            }
            Change::ReplaceContent { instance, flow_id, name, .. } => {
                let survey = self.survey(instance).await?;
                let place = survey.place_of(flow_id);
                let numbers = place.map(|place| survey.numbers_reaching(&[place]));
                Ok(Concerned {
                    flows: vec![name.clone()],
                    phone_numbers: numbers.unwrap_or_default(),
                    warnings: Vec::new(),
                })
            }
            Change::DeleteStack { name, id } => {
                self.check_own_stack(name, id).await?;
                self.check_callers(undo).await
            }
            Change::Unprovision { function, version, .. } => Ok(Concerned {
                warnings: vec![format!(
                    "Calls that version {version} of `{function}` still gets may wait for a cold start."
                )],
                ..Concerned::default()
            }),
            Change::UpdateStack { stack, .. } => {
                // CloudFormation may move the alias.
                if let Some((function, alias)) = self.alias_of_stack(&stack.name).await? {
                    self.check_no_rollout(&function, &alias).await?;
                }
                Ok(Concerned::default())
            }
            Change::DeleteAlias { .. } | Change::WithdrawInvoke(_) => {
                self.check_callers(undo).await
            }
            Change::PublishVersion { .. }
            | Change::CreateAlias { .. }
            | Change::AllowInvoke(_)
            | Change::ListFunction(_)
            | Change::UnlistFunction(_)
            | Change::CreateFlow(_)
            | Change::SaveDraft { .. }
            | Change::Provision { .. }
            | Change::Deployment(_)
            | Change::CreateStack(_) => Ok(Concerned::default()),
        }
    }

    /// A change was made: what it took away leads and calls nowhere any more.
    pub(super) fn made(&mut self, change: &Change) {
        match change {
            Change::DeleteFlow { flow_id, flow } => {
                if let Some(survey) = self.surveys.get_mut(&flow.instance.to_string()) {
                    survey.forget(flow_id);
                }
            }
            Change::ReplaceContent { instance, flow_id, after, .. } => {
                if let Some(survey) = self.surveys.get_mut(&instance.to_string()) {
                    survey.replace(flow_id, after, &instance.region);
                }
            }
            Change::PublishVersion { .. }
            | Change::CreateAlias { .. }
            | Change::DeleteAlias { .. }
            | Change::AllowInvoke(_)
            | Change::WithdrawInvoke(_)
            | Change::ListFunction(_)
            | Change::UnlistFunction(_)
            | Change::CreateFlow(_)
            | Change::SaveDraft { .. }
            | Change::Provision { .. }
            | Change::Unprovision { .. }
            | Change::Deployment(_)
            | Change::CreateStack(_)
            | Change::UpdateStack { .. }
            | Change::DeleteStack { .. } => {}
        }
    }

    /// Whether a change replaces what callers hear of a flow that there is.
    pub(super) async fn is_heard(&mut self, change: &Change) -> Answer<bool> {
        let Change::ReplaceContent { instance, flow_id, .. } = change else { return Ok(false) };
        Ok(self.survey(instance).await?.place_of(flow_id).is_some())
    }

    async fn survey(&mut self, instance: &InstanceArn) -> Answer<&Survey> {
        let key = instance.to_string();
        if !self.surveys.contains_key(&key) {
            let told = self.told;
            let progress = |progress| told(instance, progress);
            let survey = Survey::of(&self.changes.account, instance, &progress).await?;
            self.surveys.insert(key.clone(), survey);
        }
        Ok(&self.surveys[&key])
    }

    async fn check_callers(&mut self, undo: &Change) -> Answer<Concerned> {
        let Some(lost) = self.lost(undo).await? else { return Ok(Concerned::default()) };
        let (function, alias) = (&lost.function, &lost.alias);
        self.check_no_rollout(function, alias).await?;
        let instances = if let Some(instance) = lost.instance {
            vec![instance]
        } else {
            let all = self.changes.account.flows.instances().await?;
            all.into_iter().map(|it| it.arn).collect()
        };
        let mut concerned = Concerned::default();
        for instance in instances {
            let qualifier = Some(Qualifier::Alias(alias.clone()));
            let is_it = |arn: &FunctionArn| {
                arn.name == *function
                    && arn.qualifier == qualifier
                    && arn.account == instance.account
                    && arn.region == instance.region
            };
            let callers = self.survey(&instance).await?.callers(is_it);
            let names: Vec<&str> = callers.calling.iter().map(|it| it.name.as_str()).collect();
            if !names.is_empty() {
                return Err(in_use(
                    &format!(
                        "{}: not done. `{function}:{alias}` is still called by {}, whose calls would fail.",
                        undo.words(),
                        names.join(", ")
                    ),
                    "Put back or delete those first.",
                ));
            }
            refuse_unreadable(undo, &callers.unreadable)?;
            concerned.warnings.extend(undecided(&callers.undecided, function, alias));
        }
        Ok(concerned)
    }

    async fn check_no_rollout(&self, function: &str, alias: &AliasName) -> Answer<()> {
        let place = self.changes.place.clone();
        let open = self.changes.journal.open_rollout(place, function, alias.as_str()).await?;
        open.map_or(Ok(()), |_| {
            Err(in_use(
                &format!("A rollout of `{function}:{alias}` is under way."),
                "Bring it to its end, or roll it back, then try again.",
            ))
        })
    }

    /// A flow that a phone number or another flow leads into takes calls.
    async fn check_entrances(
        &mut self,
        undo: &Change,
        instance: &InstanceArn,
        flow_id: &str,
    ) -> Answer<()> {
        let entrances = self.survey(instance).await?.entrances(flow_id);
        let leading = [entrances.resources.as_slice(), entrances.flows.as_slice()].concat();
        if !leading.is_empty() {
            return Err(in_use(
                &format!(
                    "{}: not done. It takes calls: {} leads into it.",
                    undo.words(),
                    leading.join(", ")
                ),
                "Lead those elsewhere first.",
            ));
        }
        refuse_unreadable(undo, &entrances.unreadable)
    }

    /// A flow that somebody worked on since is theirs.
    async fn check_own_work(&self, undo: &Change, instance: &InstanceArn, id: &str) -> Answer<()> {
        let written = self.written(id).await?;
        for view in [FlowView::Published, FlowView::Saved] {
            let found = self.changes.account.flows.flow(instance, id, view).await?;
            let is_ours = |content: &str| written.iter().any(|it| is_same_content(it, content));
            if found.is_some_and(|found| !is_ours(&found.content)) {
                return Err(in_use(
                    &format!("{}: not done. Somebody changed it since it was made.", undo.words()),
                    "Delete it in the console, if it is to go with their work.",
                ));
            }
        }
        Ok(())
    }

    /// Every content that this program gave a flow, as far as the journal knows.
    async fn written(&self, id: &str) -> Answer<Vec<String>> {
        let place = self.changes.place.clone();
        let entries = self.changes.journal.effective_changes(place).await?;
        let written = entries.into_iter().filter_map(|entry| {
            let is_made = entry.made().map(flow_id).as_deref() == Some(id);
            if let Change::CreateFlow(flow) = &entry.intent.change {
                return is_made.then(|| flow.content.clone());
            }
            let Change::ReplaceContent { flow_id, after, .. } = entry.intent.change else {
                return None;
            };
            (flow_id == id).then_some(after)
        });
        Ok(written.collect())
    }

    async fn check_own_stack(&self, name: &str, id: &str) -> Answer<()> {
        let which = if id.is_empty() { name } else { id };
        let stack = self.changes.account.stacks.stack(which).await?;
        stack
            .filter(|stack| stack.phase != StackPhase::Deleted)
            .map_or(Ok(()), |stack| starter::check_own(&stack))
    }

    /// What a change would take from callers: an alias, by itself or with its
    /// stack, or the permission to invoke it.
    async fn lost(&self, undo: &Change) -> Answer<Option<Lost>> {
        if let Change::DeleteAlias { function, alias, .. } = undo {
            let (function, alias) = (function.clone(), alias.clone());
            return Ok(Some(Lost { function, alias, instance: None }));
        }
        if let Change::WithdrawInvoke(it) = undo {
            let (function, alias) = (it.function.clone(), it.alias.clone());
            return Ok(Some(Lost { function, alias, instance: Some(it.instance.clone()) }));
        }
        let Change::DeleteStack { name, id } = undo else { return Ok(None) };
        let which = if id.is_empty() { name } else { id };
        let found = self.alias_of_stack(which).await?;
        Ok(found.map(|(function, alias)| Lost { function, alias, instance: None }))
    }

    /// Function and name of the alias that a stack holds, once it is made.
    async fn alias_of_stack(&self, which: &str) -> Answer<Option<(String, AliasName)>> {
        let arn = starter::look(self.changes, which).await?.and_then(|view| view.alias());
        Ok(arn.and_then(|arn| match arn.qualifier {
            Some(Qualifier::Alias(alias)) => Some((arn.name, alias)),
            Some(Qualifier::Version(_)) | None => None,
        }))
    }
}

fn undecided(flows: &[String], function: &str, alias: &AliasName) -> Option<String> {
    (!flows.is_empty()).then(|| {
        format!(
            "What these call is decided while a call runs: {}. Should that be `{function}:{alias}`, their calls fail.",
            flows.join(", ")
        )
    })
}

fn refuse_unreadable(undo: &Change, unreadable: &[String]) -> Answer<()> {
    let Some(first) = unreadable.first() else { return Ok(()) };
    Err(Failure::new(
        FailureKind::Conflict,
        "CannotTell",
        format!("{}: not done. Whether callers need it is not known. {first}", undo.words()),
        "Try again when that can be read, or look in the console and do it there.",
    )
    .with_detail(unreadable.join("\n")))
}

fn in_use(message: &str, remedy: &str) -> Failure {
    Failure::new(FailureKind::Conflict, "StillInUse", message, remedy)
}
