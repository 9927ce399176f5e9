//! From what a person wishes to a rollout that can be started.
//!
//! Invariant: what is started is what was reviewed: an alias that moved since,
//! or a draft that was used, is refused.

mod probes;
mod suggestions;

pub use probes::shortest_limit;

use std::collections::VecDeque;

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
use tokio::sync::{mpsc, oneshot};

use super::{
    Rollouts, calls, deploy,
    preflight::{Finding, Fix, Preflight, Weighs, preflight},
    words::{gates_in_words, group_in_words},
};
use crate::{
    acts::Plan as ActPlan,
    atlas::Atlas,
    changes::{Change, Reason},
    failure::{Failure, FailureKind},
    journal::{Brief, DrivenBy, RolloutId, RolloutStart},
    ports::Answer,
};

/// Drafts kept at most; the oldest is forgotten first.
const DRAFTS_KEPT: usize = 32;

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
    /// The equivalent `aws` commands: the first shift, and the way back.
    pub commands: Vec<String>,
    /// The text that must be typed before it starts.
    pub type_to_confirm: Option<String>,
}

impl Draft {
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

    async fn keep(&self, draft: Draft) {
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
        atlas: Option<&Atlas>,
        confirm_by_typing: bool,
    ) -> Answer<Draft> {
        let alias = self.actor().look(&wish.function, &wish.alias).await?;
        let Preflight { findings, firing } = preflight(self, &wish, &alias, atlas, instance).await;
        let flows = atlas.map_or_else(Vec::new, |it| it.flows_calling(&wish.function, &wish.alias));
        let brief = brief(&wish, atlas, &flows);
        let from = alias.routing.version;
        let draft = Draft {
            id: DraftId(uuid::Uuid::now_v7().to_string()),
            instance: instance.clone(),
            from,
            forecast: self.forecast(&wish.plan, &wish.gates),
            findings,
            firing,
            flows,
            brief,
            commands: commands(&wish, from),
            type_to_confirm: confirm_by_typing.then(|| format!("{}:{}", wish.function, wish.alias)),
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

    /// Mends a finding of a draft.
    ///
    /// # Errors
    /// When the draft is unknown, has no such finding, or AWS refuses.
    pub async fn fix(&self, id: &DraftId, fix: Fix) -> Answer<Draft> {
        let draft = self.drafts.get(id, false).await?;
        if !draft.findings.iter().any(|finding| finding.fix == Some(fix)) {
            return Err(changed("Nothing of this kind is left to mend."));
        }
        let (function, alias) = (&draft.wish.function, &draft.wish.alias);
        match fix {
            Fix::ClearWeights => {
                let actor = self.actor();
                let now = actor.look(function, alias).await?;
                let after = Routing::all_to(now.routing.version);
                let (function, undoes) = (function.clone(), None);
                let plan = ActPlan { function, alias: now, after, undoes };
                let act = actor.carry_out(&plan).await?;
                if !act.took_effect() {
                    return Err(changed("The weights could not be cleared; see Activity."));
                }
            }
            Fix::Provision { environments } => {
                let (function, version) = (function.clone(), draft.wish.to);
                let provision = Change::Provision { function, version, environments };
                self.changes().make(provision, Reason::default()).await?;
            }
        }
        Ok(draft)
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
                let alarms = &draft.wish.gates.alarms.names;
                deploy::begin(self, start, driver, &draft.wish.plan, alarms).await
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
            brief: brief(&wish, None, &[]),
            function: wish.function,
            alias: wish.alias,
            note: String::new(),
        };
        self.begin(start, setup, None).await
    }

    async fn may_start(&self, draft: &Draft, typed: Option<&str>) -> Answer<()> {
        if let Some(wanted) = &draft.type_to_confirm
            && typed.map(str::trim) != Some(wanted)
        {
            return Err(Failure::new(
                FailureKind::Conflict,
                "NotConfirmed",
                format!("The name that was typed is not `{wanted}`."),
                "Type function and alias exactly as shown; nothing was changed.",
            ));
        }
        if let Some(finding) = draft.findings.iter().find(|it| it.weighs == Weighs::Blocks) {
            return Err(Failure::new(
                FailureKind::Conflict,
                "PreflightBlocks",
                finding.found.clone(),
                finding.remedy.clone(),
            ));
        }
        let now = self.actor().look(&draft.wish.function, &draft.wish.alias).await?;
        if now.routing != Routing::all_to(draft.from) {
            return Err(changed("Somebody moved the alias since it was reviewed."));
        }
        Ok(())
    }
}

fn brief(wish: &Wish, atlas: Option<&Atlas>, flows: &[usize]) -> Brief {
    let numbers = atlas.map_or_else(Vec::new, |atlas| {
        let numbers = atlas.phone_numbers_reaching(&wish.function, &wish.alias);
        numbers.into_iter().map(|number| number.number.clone()).collect()
    });
    let named = |atlas: &Atlas| {
        flows.iter().map(|&index| atlas.flows[index].summary.name.clone()).collect()
    };
    Brief {
        gates: match &wish.driver {
            DriverWish::Program => gates_in_words(&wish.gates),
            DriverWish::CodeDeploy { .. } => group_in_words(&wish.gates.alarms.names),
        },
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

fn commands(wish: &Wish, from: Version) -> Vec<String> {
    let base =
        format!("aws lambda update-alias --function-name {} --name {}", wish.function, wish.alias);
    let whole = |version: Version| {
        format!(
            "{base} --function-version {version} --routing-config 'AdditionalVersionWeights={{}}'"
        )
    };
    let first = wish.plan.step(0).map(|step| step.weight).filter(|weight| weight.fraction() < 1.0);
    let forward = first.map_or_else(
        || whole(wish.to),
        |weight| {
            format!(
                "{base} --function-version {from} --routing-config \
                 'AdditionalVersionWeights={{\"{}\"={}}}'",
                wish.to,
                weight.fraction()
            )
        },
    );
    vec![forward, whole(from)]
}

fn changed(message: &str) -> Failure {
    Failure::new(FailureKind::Stale, "ChangedSince", message, "Look at it again and decide anew.")
}
