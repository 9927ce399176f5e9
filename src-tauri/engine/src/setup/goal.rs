//! What guided work is to come to, and how far it is: kept in the journal as
//! JSON, so that tomorrow's program can go on with it.

use std::collections::BTreeMap;

use crossfade_domain::{
    arn::{FunctionArn, InstanceArn},
    flow::template::{LoopFlow, OutOfRange, Pause, TestFlow, TimeLimit},
    qualifier::{AliasName, Qualifier, Version},
};
use serde::{Deserialize, Serialize};

use super::{
    alias,
    flows::{self, OWN_ARN},
};
use crate::{
    changes::{Change, FlowContent, as_text},
    journal::FailureRecord,
    ports::FunctionVersion,
};

/// What a piece of guided work is to come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "goal", rename_all = "kebab-case")]
pub enum Goal {
    /// An alias that flows call.
    Alias(Box<AliasGoal>),
    /// Flows from files.
    Flows(FlowsGoal),
}

impl Goal {
    /// Which sort of work it is: `alias` or `flows`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Alias(_) => "alias",
            Self::Flows(_) => "flows",
        }
    }

    /// What a person calls it.
    #[must_use]
    pub fn title(&self) -> String {
        match self {
            Self::Alias(_) => format!("Alias `{}`", self.name()),
            Self::Flows(FlowsGoal { flows }) if flows.len() == 1 => {
                format!("Flow `{}`", self.name())
            }
            Self::Flows(_) => self.name(),
        }
    }

    /// Every write that it may come to, by step, for a person to review; what is
    /// done tells what AWS calls what was made.
    pub(super) fn changes(&self, done: &Done) -> Vec<(String, Change)> {
        match self {
            Self::Alias(goal) => alias::changes(goal, done),
            Self::Flows(goal) => {
                let numbered = goal.flows.iter().enumerate();
                let made = |(number, flow)| flows::changes(&usize::to_string(&number), flow, done);
                numbered.flat_map(made).collect()
            }
        }
    }

    /// What is typed before callers meet it.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Alias(goal) => goal.name(),
            Self::Flows(FlowsGoal { flows }) => match flows.as_slice() {
                [one] => one.name.clone(),
                many => format!("{} flows", many.len()),
            },
        }
    }
}

/// An alias that instances may invoke and flows call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AliasGoal {
    /// The function's ARN, without a qualifier.
    #[serde(with = "as_text")]
    pub function: FunctionArn,
    /// Which version the alias begins with.
    pub version: VersionGoal,
    /// The alias.
    #[serde(with = "as_text")]
    pub alias: AliasName,
    /// Its description.
    pub description: String,
    /// Who is to call it.
    pub instances: Vec<InstanceGoal>,
}

impl AliasGoal {
    /// The ARN that flows call.
    #[must_use]
    pub fn arn(&self) -> FunctionArn {
        self.function.with(Qualifier::Alias(self.alias.clone()))
    }

    /// `function:alias`, as a person writes it.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}:{}", self.function.name, self.alias)
    }
}

/// Which version an alias begins with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "version", rename_all = "kebab-case")]
pub enum VersionGoal {
    /// What `$LATEST` holds is published.
    Publish {
        /// Its `CodeSha256` when this was decided.
        code_sha256: String,
        /// Its `RevisionId` then.
        #[serde(default)]
        revision_id: String,
        /// Its configuration then.
        #[serde(default)]
        configuration: String,
        /// The newest version at that time; 0 when there was none.
        newest: u64,
        /// Whether nothing had changed since that version, so that AWS answers
        /// it and makes none.
        #[serde(default)]
        unchanged: bool,
        /// The new version's description.
        description: String,
    },
    /// A version that there is.
    Take {
        /// Its number.
        #[serde(with = "as_text")]
        number: Version,
    },
    /// The alias is there already, and is used as it stands.
    AsItStands,
}

impl VersionGoal {
    /// Publishing what `$LATEST` holds, given every version of the function;
    /// `None` when `$LATEST` is not among them.
    #[must_use]
    pub fn publish(versions: &[FunctionVersion], description: &str) -> Option<Self> {
        let latest = versions.iter().find(|it| it.version == Version::Latest)?;
        let number = |found: &FunctionVersion| match found.version {
            Version::Latest | Version::LatestPublished => 0,
            Version::Published(number) => number,
        };
        let published = versions.iter().filter(|it| it.version.is_published());
        let newest = published.max_by_key(|it| number(it));
        Some(Self::Publish {
            code_sha256: latest.code_sha256.clone(),
            revision_id: latest.revision_id.clone(),
            configuration: latest.configuration.clone(),
            newest: newest.map(number).unwrap_or_default(),
            unchanged: newest.is_some_and(|newest| newest.is_same_as(latest)),
            description: description.to_owned(),
        })
    }
}

/// What an instance is to do with the alias.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstanceGoal {
    /// The instance.
    #[serde(with = "as_text")]
    pub arn: InstanceArn,
    /// Flows that are to call the alias.
    pub moves: Vec<FlowMove>,
    /// Test flows that are to be made.
    pub tests: Vec<TestGoal>,
}

/// A flow whose calls are moved onto the alias.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowMove {
    /// The flow's id.
    pub flow_id: String,
    /// Its name.
    pub name: String,
    /// The content that was shown, JSON text.
    pub before: String,
    /// The content with the alias in it, JSON text.
    pub after: String,
    /// A draft that differs from `before`.
    #[serde(default)]
    pub draft: Option<String>,
}

/// A test flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestGoal {
    /// Its name, such as `LambdaAlias-test`.
    pub name: String,
    /// Seconds that it waits for the function: 3 to 8.
    pub time_limit: u32,
    /// What it says when the function has answered.
    pub spoken: String,
    /// Seconds until it starts anew; `None` for a flow that ends.
    pub pause: Option<u32>,
}

impl TestGoal {
    /// The flow.
    ///
    /// # Errors
    /// When a number of seconds is out of its range.
    pub fn content(
        &self,
        instance: &InstanceArn,
        alias: &FunctionArn,
    ) -> Result<FlowContent, OutOfRange> {
        let test = TestFlow {
            name: self.name.clone(),
            alias: alias.clone(),
            time_limit: TimeLimit::new(self.time_limit)?,
            spoken: self.spoken.clone(),
        };
        let flow = match self.pause {
            None => test.flow(),
            Some(pause) => {
                let (pause, own) = (Pause::new(pause)?, Some(OWN_ARN.to_owned()));
                LoopFlow { test, pause, own }.flow()
            }
        };
        Ok(FlowContent {
            instance: instance.clone(),
            name: self.name.clone(),
            kind: "CONTACT_FLOW".to_owned(),
            description: format!("Made by Crossfade: calls {alias} and says what it answers."),
            content: flow.to_value().to_string(),
            published: true,
        })
    }
}

/// Flows to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowsGoal {
    /// The flows, in order; [`OWN_ARN`] in a content stands for its own ARN.
    pub flows: Vec<FlowContent>,
}

/// Steps that were seen to be done, by key.
pub(super) type Done = BTreeMap<String, StepDone>;

/// How far guided work is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) goal: Goal,
    /// What was seen to be done, by step.
    pub(super) done: Done,
    /// What was tried last and is not done, by step.
    #[serde(default)]
    pub(super) stuck: BTreeMap<String, Stuck>,
    /// Drafts that were there just before a flow was moved, by flow.
    #[serde(default)]
    pub(super) drafts: BTreeMap<String, String>,
}

impl Kept {
    pub(super) fn new(goal: Goal) -> Self {
        let (done, stuck, drafts) = (Done::new(), BTreeMap::new(), BTreeMap::new());
        Self { goal, done, stuck, drafts }
    }
}

/// Why a step is not done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stuck {
    /// Whether the work went on without it.
    pub(super) passed: bool,
    pub(super) failure: FailureRecord,
}

/// A step that was seen to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepDone {
    /// What AWS calls what was made, such as a version or an ARN.
    pub name: String,
    /// What a person should know of it; empty when nothing.
    pub note: String,
}
