//! One simulated caller, walking from action to action.
//!
//! Invariant: every walk ends: actions and invocations are counted, so a cycle
//! of flows only keeps a caller until the count is used up.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use crossfade_domain::arn::FunctionArn;
use rand::Rng as _;
use rand_chacha::ChaCha8Rng;

use super::{
    account::{ACCOUNT, REGION, instance_arn},
    behaviour::Outcome,
    contact_centre::{ContactCentre, Flow},
    function::Function,
    metrics::Metrics,
    program::{Act, Condition, Program, Step},
};

/// As many actions as a caller bears before hanging up.
const MAX_ACTIONS: u32 = 200;
/// As many Lambda calls as one caller makes at most.
const MAX_INVOCATIONS: u32 = 30;
/// How long listening to one action takes, in milliseconds.
const LISTEN_MS: i64 = 1800;
/// How long a caller thinks before pressing a key, in milliseconds.
const THINK_MS: i64 = 4000;
/// How many of those asked for input hang up instead.
const HANG_UP: f64 = 0.04;
/// Lambda is tried this often when it throttles.
const TRIES: u32 = 3;

/// What a caller meets.
pub(crate) struct Scene<'a> {
    /// Flows and modules.
    pub centre: &'a ContactCentre,
    /// Functions by name.
    pub functions: &'a BTreeMap<String, Function>,
    /// Where invocations are counted.
    pub metrics: &'a mut Metrics,
}

/// A caller somewhere in a flow. A caller keeps the content that was published
/// when the flow was entered, as a contact does.
#[derive(Debug)]
pub(crate) struct Caller {
    program: Arc<Program>,
    here: Option<usize>,
    /// Where to go on when a module ends.
    returns: Vec<(Arc<Program>, Option<usize>)>,
    /// `$.…` references and their values.
    known: HashMap<String, String>,
    loops: HashMap<usize, u32>,
    actions: u32,
    invocations: u32,
    draws: ChaCha8Rng,
}

impl Caller {
    /// A caller at the start of a flow; `None` when nothing is published there.
    pub(crate) fn enter(flow: &Flow, channel: &str, draws: ChaCha8Rng) -> Option<Self> {
        let program = Arc::clone(&flow.published.as_ref()?.program);
        let known = [
            ("$.AwsRegion", REGION.to_owned()),
            ("$.InstanceARN", instance_arn()),
            ("$.Channel", channel.to_owned()),
        ];
        Some(Self {
            here: program.start,
            program,
            returns: Vec::new(),
            known: known.map(|(name, value)| (name.to_owned(), value)).into(),
            loops: HashMap::new(),
            actions: 0,
            invocations: 0,
            draws,
        })
    }

    /// Walks on from `at_ms` up to the next Lambda call that lies in the
    /// future. Answers when to go on, `None` when the call is over.
    pub(crate) fn proceed(&mut self, scene: &mut Scene<'_>, at_ms: i64) -> Option<i64> {
        let mut later = 0;
        loop {
            let program = Arc::clone(&self.program);
            let step = program.steps.get(self.here?)?;
            let invokes = matches!(step.act, Act::InvokeLambda { .. } | Act::ChatProcessor { .. });
            if invokes && later > 0 {
                return Some(at_ms + later);
            }
            self.actions += 1;
            if self.actions > MAX_ACTIONS || self.invocations > MAX_INVOCATIONS {
                return None;
            }
            later += self.act(scene, step, at_ms);
        }
    }

    /// Does one action and moves on; answers how long it took.
    fn act(&mut self, scene: &mut Scene<'_>, step: &Step, at_ms: i64) -> i64 {
        match &step.act {
            Act::InvokeLambda { arn, limit_ms } => {
                let (worked, took) = self.invoke(scene, arn, *limit_ms, at_ms);
                self.here = if worked { step.next } else { step.error };
                took
            }
            Act::ChatProcessor { arn } => {
                for _ in 0..self.draws.random_range(2..=5) {
                    self.invoke(scene, arn, f64::INFINITY, at_ms);
                }
                self.pass(step.next)
            }
            Act::TransferToFlow(flow) => self.transfer(scene, flow, step),
            Act::InvokeModule(module) => self.enter_module(scene, module, step),
            Act::EndModule => self.leave_module(),
            Act::SetAttributes(assignments) => {
                for (name, value) in assignments {
                    if let Some(value) = self.evaluate(value) {
                        self.known.insert(name.clone(), value);
                    }
                }
                self.go(step.next)
            }
            Act::Compare(value) => {
                let value = self.evaluate(value).unwrap_or_default();
                let met = step.conditions.iter().find(|condition| holds(condition, &value));
                self.go(met.map_or(step.no_match, |condition| condition.next))
            }
            Act::Input => self.choose(step),
            Act::Loop(count) => self.turn(step, *count),
            #[expect(clippy::cast_possible_truncation, reason = "at most seven days")]
            Act::Wait(wait_ms) => self.go(step.next.or(first(step))) + *wait_ms as i64,
            Act::End => self.go(None),
            Act::Pass => self.pass(step.next.or(first(step))),
        }
    }

    fn go(&mut self, next: Option<usize>) -> i64 {
        self.here = next;
        0
    }

    fn pass(&mut self, next: Option<usize>) -> i64 {
        self.here = next;
        LISTEN_MS
    }

    /// Whether Lambda answered within the limit, and how long the caller waited.
    fn invoke(
        &mut self,
        scene: &mut Scene<'_>,
        arn: &str,
        limit_ms: f64,
        at_ms: i64,
    ) -> (bool, i64) {
        self.invocations += 1;
        let target = self.evaluate(arn).and_then(|arn| arn.parse::<FunctionArn>().ok());
        let Some((function, arn)) = target.and_then(|arn| allowed(scene.functions, arn)) else {
            return (false, 50);
        };
        for _ in 0..TRIES {
            let Some(invoked) = function.invoke(arn.qualifier.as_ref(), &mut self.draws) else {
                return (false, 50);
            };
            scene.metrics.record(&function.name, arn.qualifier.as_ref(), &invoked, at_ms);
            match invoked.run.outcome {
                Outcome::Throttled => {}
                Outcome::Success if invoked.run.took_ms <= limit_ms => {
                    self.answered(function, &invoked.version.to_string());
                    return (true, ms(invoked.run.took_ms));
                }
                Outcome::Success | Outcome::Failed | Outcome::TimedOut => {
                    return (false, ms(invoked.run.took_ms.min(limit_ms)));
                }
            }
        }
        (false, 300)
    }

    fn answered(&mut self, function: &Function, version: &str) {
        self.known.insert("$.External.version".to_owned(), version.to_owned());
        for (name, value) in &function.reply {
            self.known.insert(format!("$.External.{name}"), value.clone());
        }
    }

    fn transfer(&mut self, scene: &Scene<'_>, flow: &str, step: &Step) -> i64 {
        let id = self.evaluate(flow).map(|arn| last_part(&arn).to_owned());
        let target = id.and_then(|id| scene.centre.flows.get(&id)?.published.as_ref());
        match target {
            Some(content) => {
                self.program = Arc::clone(&content.program);
                self.returns.clear();
                self.loops.clear();
                self.pass(self.program.start)
            }
            None => self.go(step.error),
        }
    }

    fn enter_module(&mut self, scene: &Scene<'_>, module: &str, step: &Step) -> i64 {
        let id = self.evaluate(module).map(|arn| last_part(&arn).to_owned());
        let target = id.and_then(|id| scene.centre.modules.get(&id)?.published.as_ref());
        let Some(content) = target else { return self.go(step.error) };
        self.returns.push((Arc::clone(&self.program), step.next));
        self.program = Arc::clone(&content.program);
        self.go(self.program.start)
    }

    fn leave_module(&mut self) -> i64 {
        let Some((program, next)) = self.returns.pop() else { return self.go(None) };
        self.program = program;
        self.go(next)
    }

    fn choose(&mut self, step: &Step) -> i64 {
        if self.draws.random_bool(HANG_UP) {
            return self.go(None);
        }
        let choice = if step.conditions.is_empty() {
            step.next
        } else {
            step.conditions[self.draws.random_range(0..step.conditions.len())].next
        };
        self.here = choice.or(step.no_match);
        THINK_MS
    }

    fn turn(&mut self, step: &Step, count: u32) -> i64 {
        let turns = self.loops.entry(self.here.unwrap_or_default()).or_insert(0);
        *turns += 1;
        let name = if *turns <= count { "ContinueLooping" } else { "DoneLooping" };
        let done =
            step.conditions.iter().find(|condition| condition.operands.iter().any(|it| it == name));
        self.go(done.map_or(step.next, |condition| condition.next))
    }

    /// The text with every `$.…` reference replaced; `None` when one has no value.
    fn evaluate(&self, text: &str) -> Option<String> {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find("$.") {
            out.push_str(&rest[..at]);
            let reference = &rest[at..];
            let end = reference[2..]
                .find(|it: char| !(it.is_alphanumeric() || "._-".contains(it)))
                .map_or(reference.len(), |end| end + 2);
            out.push_str(self.known.get(&reference[..end])?);
            rest = &reference[end..];
        }
        out.push_str(rest);
        Some(out)
    }
}

/// The function behind an ARN, when it is there and lets Connect in.
fn allowed(
    functions: &BTreeMap<String, Function>,
    arn: FunctionArn,
) -> Option<(&Function, FunctionArn)> {
    let function = functions.get(&arn.name)?;
    let here = arn.region == REGION && arn.account == ACCOUNT;
    let policy = function.policy(arn.qualifier.as_ref())?;
    (here && policy.lets_connect(&instance_arn(), ACCOUNT)).then_some((function, arn))
}

fn holds(condition: &Condition, value: &str) -> bool {
    let number = |text: &str| text.parse::<f64>().ok();
    condition.operands.iter().any(|operand| match condition.operator.as_str() {
        "Equals" => operand == value,
        "TextStartsWith" => value.starts_with(operand.as_str()),
        "TextEndsWith" => value.ends_with(operand.as_str()),
        "TextContains" => value.contains(operand.as_str()),
        "NumberGreaterThan" => number(value) > number(operand),
        "NumberLessThan" => number(value) < number(operand),
        _ => false,
    })
}

fn first(step: &Step) -> Option<usize> {
    step.conditions.first().and_then(|condition| condition.next)
}

/// The id at the end of an ARN, or the id itself.
fn last_part(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

#[expect(clippy::cast_possible_truncation, reason = "a Lambda runs at most 15 minutes")]
fn ms(took: f64) -> i64 {
    took.ceil() as i64
}
