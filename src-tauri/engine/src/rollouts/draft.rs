//! From what a person wishes to a rollout that can be started.
//!
//! Invariant: what is started is what was reviewed: an alias that moved since,
//! or a draft that was used, is refused.

mod fix;
mod probes;
mod suggestions;

pub use probes::shortest_limit;

use std::{collections::VecDeque, sync::Arc};

use crossfade_domain::{
    alias::Routing,
    arn::InstanceArn,
    qualifier::{AliasName, Version},
    rollout::{
        forecast::{Forecast, forecast},
        gates::Gates,
        machine::Setup,
        plan::Plan,
    },
};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::{mpsc, oneshot};

use super::{
    Rollouts, calls,
    deploy::{self, Order},
    preflight::{Finding, Preflight, Weighs, preflight},
    words,
};
use crate::{
    atlas::Atlas,
    confirm::confirmed,
    failure::{Failure, FailureKind},
    journal::{Brief, DrivenBy, RolloutId, RolloutStart},
    ports::{Answer, GroupWatch},
};

/// Drafts kept at most; the oldest is forgotten first.
const DRAFTS_KEPT: usize = 32;
/// What was looked at longer ago on the wall is looked at once more before the
/// start.
pub(super) const GOOD_FOR: SignedDuration = SignedDuration::from_mins(1);

/// Who shall carry a rollout out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DriverWish {
    /// This program.
    Program,
    /// AWS CodeDeploy.
    CodeDeploy {
        /// The application's name.
        application: String,
        /// The group's name.
        group: String,
        /// The role of a group that is to be made; `None` takes one that is
        /// there.
        service_role: Option<String>,
    },
}

/// A rollout that a person asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Wish {
    /// The function's name.
    pub function: String,
    /// The alias.
    pub alias: AliasName,
    /// The new version.
    pub to: Version,
    /// The pace.
    pub plan: Plan,
    /// Who carries it out.
    pub driver: DriverWish,
    /// What must hold for it to go on.
    pub gates: Gates,
}

/// A person's word to start what was reviewed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Consent {
    /// What was typed to confirm.
    pub typed: Option<String>,
    /// Start although alarms fire already.
    pub ship_anyway: bool,
    /// Why, for the journal; may be empty. It is no part of the wish: nothing
    /// that is looked at before the start depends on it.
    pub note: String,
}

/// Names a draft.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DraftId(String);

impl DraftId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// An id that was given out before.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// A rollout, ready to be started or not.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Names it.
    pub id: DraftId,
    /// What was wished.
    pub wish: Wish,
    /// The instance whose flows are affected.
    pub instance: InstanceArn,
    /// The version that has everything now.
    pub from: Version,
    /// The plan laid on the clock.
    pub forecast: Forecast,
    /// What was looked at, worst first.
    pub findings: Vec<Finding>,
    /// Alarms that fire now.
    pub firing: Vec<String>,
    /// Indexes of the flows that call the alias, in the atlas.
    pub flows: Vec<usize>,
    /// What the person is told, kept with the rollout.
    pub brief: Brief,
    /// Whether the flows of the instance were looked at.
    pub flows_looked_at: bool,
    /// What is made at AWS before the first call moves, one sentence each.
    pub makes: Vec<String>,
    /// What undoes it, in a sentence.
    pub undo: String,
    /// The equivalent `aws` commands: the first shift, and the way back.
    pub commands: Vec<String>,
    /// What CodeDeploy's group watches, where it carries the rollout out.
    watch: Option<GroupWatch>,
    /// The flows as they were read.
    atlas: Option<Arc<Atlas>>,
    /// When everything was looked at.
    pub(super) looked: Timestamp,
    /// The text that must be typed before it starts.
    pub type_to_confirm: Option<String>,
}

impl Draft {
    /// Says no where a name has to be typed and was not.
    pub(super) fn confirmed(&self, typed: Option<&str>) -> Answer<()> {
        self.type_to_confirm.as_ref().map_or(Ok(()), |wanted| confirmed(wanted, typed))
    }

    /// Whether nothing blocks it.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.findings.iter().all(|finding| finding.weighs != Weighs::Blocks)
    }

    fn setup(&self, rollouts: &Rollouts) -> Setup {
        Setup {
            from: self.from,
            to: self.wish.to,
            plan: self.wish.plan.clone(),
            gates: self.wish.gates.clone(),
            timing: rollouts.timing(),
        }
    }
}

/// The drafts that wait for a person's word.
#[derive(Clone)]
pub(super) struct Drafts {
    messages: mpsc::Sender<Message>,
}

enum Message {
    Keep(Box<Draft>),
    Get(DraftId, bool, oneshot::Sender<Option<Draft>>),
}

impl Drafts {
    pub(super) fn start() -> Self {
        let (messages, mut inbox) = mpsc::channel(16);
        tokio::spawn(async move {
            let mut kept: VecDeque<Draft> = VecDeque::new();
            while let Some(message) = inbox.recv().await {
                match message {
                    Message::Keep(draft) => {
                        kept.truncate(DRAFTS_KEPT - 1);
                        kept.push_front(*draft);
                    }
                    Message::Get(id, take, reply) => {
                        let place = kept.iter().position(|draft| draft.id == id);
                        let found = place.and_then(|place| {
                            if take { kept.remove(place) } else { kept.get(place).cloned() }
                        });
                        drop(reply.send(found));
                    }
                }
            }
        });
        Self { messages }
    }

    pub(super) async fn keep(&self, draft: Draft) {
        drop(self.messages.send(Message::Keep(Box::new(draft))).await);
    }

    async fn get(&self, id: &DraftId, take: bool) -> Answer<Draft> {
        let (reply, answer) = oneshot::channel();
        drop(self.messages.send(Message::Get(id.clone(), take, reply)).await);
        answer.await.ok().flatten().ok_or_else(|| {
            Failure::new(
                FailureKind::Conflict,
                "DraftUsed",
                "This rollout was started already, or its review is too old.",
                "Review it anew.",
            )
        })
    }
}

impl Rollouts {
    /// Looks at everything and lays the rollout out for review; nothing is
    /// written.
    ///
    /// # Errors
    /// When the alias does not exist or cannot be looked at.
    pub async fn draft(
        &self,
        wish: Wish,
        instance: &InstanceArn,
        atlas: Option<Arc<Atlas>>,
        confirm_by_typing: bool,
    ) -> Answer<Draft> {
        let alias = self.actor().look(&wish.function, &wish.alias).await?;
        let looked = self.tools.clock.now();
        let seen = preflight(self, &wish, &alias, atlas.as_deref(), instance).await;
        let Preflight { findings, firing, watch } = seen;
        let flows = atlas
            .as_ref()
            .map_or_else(Vec::new, |it| it.flows_calling(&wish.function, &wish.alias));
        let from = alias.routing.version;
        let forecast = self.forecast(&wish.plan, &wish.gates);
        let draft = Draft {
            id: DraftId(uuid::Uuid::now_v7().to_string()),
            instance: instance.clone(),
            from,
            findings,
            firing,
            brief: brief(&wish, watch.as_ref(), atlas.as_deref(), &flows),
            flows,
            flows_looked_at: atlas.is_some(),
            makes: words::makes(&wish, watch.as_ref()),
            undo: words::undo(&wish, from, &forecast),
            commands: words::commands(&wish, from, watch.as_ref()),
            type_to_confirm: confirm_by_typing.then(|| format!("{}:{}", wish.function, wish.alias)),
            forecast,
            watch,
            atlas,
            looked,
            wish,
        };
        self.drafts.keep(draft.clone()).await;
        Ok(draft)
    }

    /// A plan laid on the clock, from now.
    #[must_use]
    pub fn forecast(&self, plan: &Plan, gates: &Gates) -> Forecast {
        let now = calls::instant(self.tools.clock.now());
        forecast(plan, now, gates, &self.timing())
    }

    /// Starts a draft, once.
    ///
    /// # Errors
    /// When the draft is unknown, used or blocked, the typed name is wrong, or
    /// the alias moved since it was reviewed.
    pub async fn start(&self, id: &DraftId, consent: Consent) -> Answer<RolloutId> {
        let draft = self.drafts.get(id, false).await?;
        self.may_start(&draft, consent.typed.as_deref()).await?;
        // From here on the draft is used: a second click starts nothing.
        let draft = self.drafts.get(id, true).await?;
        let start = RolloutStart {
            id: RolloutId::new(),
            place: self.place.clone(),
            function: draft.wish.function.clone(),
            alias: draft.wish.alias.clone(),
            driver: match draft.wish.driver {
                DriverWish::Program => DrivenBy::Program,
                DriverWish::CodeDeploy { .. } => DrivenBy::CodeDeploy,
            },
            from: draft.from,
            to: draft.wish.to,
            plan: draft.wish.plan.to_string(),
            actor: self.caller.clone(),
            note: consent.note.trim().to_owned(),
            at: self.tools.clock.now(),
            brief: draft.brief.clone(),
        };
        match &draft.wish.driver {
            DriverWish::Program => {
                let excused =
                    consent.ship_anyway.then(|| (self.caller.clone(), draft.firing.clone()));
                self.begin(start, draft.setup(self), excused).await
            }
            driver @ DriverWish::CodeDeploy { .. } => {
                let excused = if consent.ship_anyway { draft.firing.as_slice() } else { &[] };
                let Some(watch) = &draft.watch else {
                    return Err(changed("The deployment group could not be looked at."));
                };
                let plan = &draft.wish.plan;
                deploy::begin(self, start, Order { driver, plan, watch, excused }).await
            }
        }
    }

    /// Starts a rollout that nobody reviewed: for measurements, and for tests
    /// that need no preflight.
    ///
    /// # Errors
    /// When the setup cannot be followed, or a rollout of the alias is not over.
    pub async fn start_unreviewed(&self, wish: Wish, from: Version) -> Answer<RolloutId> {
        let setup = Setup {
            from,
            to: wish.to,
            plan: wish.plan.clone(),
            gates: wish.gates.clone(),
            timing: self.timing(),
        };
        let start = RolloutStart {
            id: RolloutId::new(),
            place: self.place.clone(),
            driver: DrivenBy::Program,
            from,
            to: wish.to,
            plan: wish.plan.to_string(),
            actor: self.caller.clone(),
            at: self.tools.clock.now(),
            brief: brief(&wish, None, None, &[]),
            function: wish.function,
            alias: wish.alias,
            note: String::new(),
        };
        self.begin(start, setup, None).await
    }

    /// Whether a draft is as it was looked at a moment ago. A machine that slept
    /// meanwhile, or whose clock was set back, cannot say so.
    fn is_young(&self, draft: &Draft) -> bool {
        let clock = self.tools.clock;
        let age = clock.now().duration_since(draft.looked).as_secs_f64() / clock.factor();
        (0.0..=GOOD_FOR.as_secs_f64()).contains(&age)
    }

    async fn may_start(&self, draft: &Draft, typed: Option<&str>) -> Answer<()> {
        draft.confirmed(typed)?;
        let now = self.actor().look(&draft.wish.function, &draft.wish.alias).await?;
        let blocks = blocking(&draft.findings).cloned();
        let blocks = if blocks.is_none() && !self.is_young(draft) {
            let atlas = draft.atlas.as_deref();
            let anew = preflight(self, &draft.wish, &now, atlas, &draft.instance).await;
            blocking(&anew.findings).cloned()
        } else {
            blocks
        };
        if let Some(finding) = blocks {
            return Err(Failure::new(
                FailureKind::Conflict,
                "PreflightBlocks",
                finding.found,
                finding.remedy,
            ));
        }
        if now.routing != Routing::all_to(draft.from) {
            return Err(changed("Somebody moved the alias since it was reviewed."));
        }
        Ok(())
    }
}

fn blocking(findings: &[Finding]) -> Option<&Finding> {
    findings.iter().find(|it| it.weighs == Weighs::Blocks)
}

fn brief(wish: &Wish, watch: Option<&GroupWatch>, atlas: Option<&Atlas>, flows: &[usize]) -> Brief {
    let numbers = atlas.map_or_else(Vec::new, |atlas| {
        let numbers = atlas.phone_numbers_reaching(&wish.function, &wish.alias);
        numbers.into_iter().map(|number| number.number.clone()).collect()
    });
    let named = |atlas: &Atlas| {
        flows.iter().map(|&index| atlas.flows[index].summary.name.clone()).collect()
    };
    Brief {
        gates: words::gates(wish, watch),
        flows: atlas.map_or_else(Vec::new, named),
        phone_numbers: numbers,
        deployment_group: match &wish.driver {
            DriverWish::Program => None,
            DriverWish::CodeDeploy { application, group, .. } => {
                Some((application.clone(), group.clone()))
            }
        },
    }
}

fn changed(message: &str) -> Failure {
    Failure::new(FailureKind::Stale, "ChangedSince", message, "Look at it again and decide anew.")
}
