//! One simulated caller, walking from action to action.
//!
//! Invariant: every walk ends: actions and invocations are counted, so a cycle
//! of flows only keeps a caller until the count is used up.

mod chat;
mod words;

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use crossfade_domain::{arn::FunctionArn, qualifier::Version};
use rand::Rng as _;
use rand_chacha::ChaCha8Rng;

pub(crate) use chat::ChatSide;
use words::{holds, parts};

use super::{
    account::{ACCOUNT, REGION, instance_arn},
    behaviour::{Answers, Outcome},
    contact_centre::{ContactCentre, Flow},
    function::{Function, Reply},
    metrics::Metrics,
    program::{Act, Condition, Program, Step, Target, Text, last_part},
};

/// As many actions as a caller bears before hanging up.
const MAX_ACTIONS: u32 = 200;
/// As many Lambda calls as one caller makes at most.
const MAX_INVOCATIONS: u32 = 30;
/// How long listening to one action takes, in milliseconds.
const LISTEN_MS: i64 = 1800;
/// How long a caller thinks before pressing a key, in milliseconds.
const THINK_MS: i64 = 4000;
/// How long it takes to find out that a function cannot be invoked, in milliseconds.
const REFUSED_MS: i64 = 50;
/// How many of those asked for input hang up instead.
const HANG_UP: f64 = 0.04;
/// How long reading one message of a chat takes, in milliseconds.
const READ_MS: i64 = 300;
/// As many actions as a chat of 25 hours may have.
const MAX_CHAT_ACTIONS: u32 = 1_000_000;
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
    /// What is left to chance.
    pub draws: &'a mut ChaCha8Rng,
}

/// A caller somewhere in a flow. A caller keeps the content that was published
/// when the flow was entered, as a contact does.
#[derive(Debug)]
pub(crate) struct Caller {
    program: Arc<Program>,
    here: Option<usize>,
    channel: &'static str,
    /// How often each loop of this flow or module has turned.
    loops: HashMap<usize, u32>,
    /// Where to go on when a module ends.
    returns: Vec<Frame>,
    /// Attributes that the flow set, by their reference `$.…`.
    attributes: HashMap<String, String>,
    /// `$.External`: what the last function answered, and its version.
    external: Option<(Arc<Reply>, Version)>,
    actions: u32,
    invocations: u32,
    /// What a chat says and hears; `None` for callers that nobody watches.
    pub chat: Option<ChatSide>,
}

/// A flow or module that waits for a module to end.
#[derive(Debug)]
struct Frame {
    program: Arc<Program>,
    next: Option<usize>,
    loops: HashMap<usize, u32>,
}

impl Caller {
    /// A caller at the start of a flow; `None` when nothing is published there.
    pub(crate) fn enter(flow: &Flow, channel: &'static str) -> Option<Self> {
        let program = flow.published.as_ref()?.program();
        Some(Self {
            here: program.start,
            program,
            channel,
            loops: HashMap::new(),
            returns: Vec::new(),
            attributes: HashMap::new(),
            external: None,
            actions: 0,
            invocations: 0,
            chat: None,
        })
    }

    /// Lets the flow know values, by their reference `$.…`.
    pub(crate) fn know(&mut self, values: impl IntoIterator<Item = (String, String)>) {
        self.attributes.extend(values);
    }

    /// `$.Attributes.…`, by name.
    pub(crate) fn contact_attributes(&self) -> BTreeMap<String, String> {
        let named = self.attributes.iter().filter_map(|(reference, value)| {
            Some((reference.strip_prefix("$.Attributes.")?.to_owned(), value.clone()))
        });
        named.collect()
    }

    /// Walks on from `at_ms` up to the next Lambda call that lies in the
    /// future. Answers when to go on, `None` when the call is over.
    pub(crate) fn proceed(&mut self, scene: &mut Scene<'_>, at_ms: i64) -> Option<i64> {
        let mut later = 0;
        loop {
            let program = Arc::clone(&self.program);
            let step = program.steps.get(self.here?)?;
            let invokes = matches!(step.act, Act::InvokeLambda { .. } | Act::ChatProcessor { .. });
            // Somebody reads along in a chat, so each action has its moment.
            if (invokes || self.chat.is_some()) && later > 0 {
                return Some(at_ms + later);
            }
            self.actions += 1;
            if self.bears_no_more() {
                return None;
            }
            later += self.act(scene, step, at_ms);
        }
    }

    /// A chat goes on for as long as it may; in a cycle that takes no time it
    /// is Amazon Connect that ends it.
    fn bears_no_more(&self) -> bool {
        let chats = self.chat.is_some();
        self.actions > if chats { MAX_CHAT_ACTIONS } else { MAX_ACTIONS }
            || (!chats && self.invocations > MAX_INVOCATIONS)
    }

    /// Does one action and moves on; answers how long it took.
    fn act(&mut self, scene: &mut Scene<'_>, step: &Step, at_ms: i64) -> i64 {
        match &step.act {
            Act::InvokeLambda { target, limit_ms } => {
                let (worked, took) = self.invoke(scene, target, *limit_ms, at_ms);
                self.here = if worked { step.next } else { step.error };
                took
            }
            Act::ChatProcessor { target } => {
                for _ in 0..scene.draws.random_range(2..=5) {
                    self.invoke(scene, target, f64::INFINITY, at_ms);
                }
                self.pass(step.next)
            }
            Act::TransferToFlow(flow) => self.transfer(scene, flow, step),
            Act::InvokeModule(module) => self.enter_module(scene, module, step),
            Act::EndModule => self.leave_module(),
            Act::SetAttributes(assignments) => self.assign(assignments, step),
            Act::Compare(value) => {
                let value = self.evaluate(value).unwrap_or_default();
                let met = step.conditions.iter().find(|condition| holds(condition, &value));
                let next = met.map_or(step.no_match, |condition| condition.next);
                self.go(next)
            }
            Act::Say(said) => {
                let said = self.spoken(scene.centre, said);
                self.say(said, step)
            }
            Act::Ask(prompt) if self.chat.is_some() => {
                let said = self.spoken(scene.centre, prompt);
                self.ask(said, step, at_ms)
            }
            Act::Input if self.chat.is_some() => self.draw(scene.draws, step),
            Act::Ask(_) | Act::Input => self.choose(scene.draws, step),
            Act::Distribute => self.distribute(scene.draws, step),
            Act::Loop(count) => self.turn(step, *count),
            Act::Wait(wait_ms) if self.chat.is_some() => self.wait(step, *wait_ms, at_ms),
            Act::Wait(wait_ms) => self.go(waited(step)) + ms(*wait_ms),
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
        if self.chat.is_some() { READ_MS } else { LISTEN_MS }
    }

    /// Whether Lambda answered within the limit, and how long the caller waited.
    fn invoke(
        &mut self,
        scene: &mut Scene<'_>,
        target: &Target,
        limit_ms: f64,
        at_ms: i64,
    ) -> (bool, i64) {
        self.invocations += 1;
        let arn = match target {
            Target::Fixed(arn) => Some(Cow::Borrowed(arn)),
            Target::Decided(text) => {
                self.fill(text).and_then(|arn| arn.parse().ok()).map(Cow::Owned)
            }
            Target::Broken => None,
        };
        let Some(arn) = arn else { return (false, REFUSED_MS) };
        let Some(function) = allowed(scene.functions, &arn) else { return (false, REFUSED_MS) };
        for _ in 0..TRIES {
            let Some(invoked) = function.invoke(arn.qualifier.as_ref(), scene.draws) else {
                return (false, REFUSED_MS);
            };
            scene.metrics.record(&function.name, arn.qualifier.as_ref(), &invoked, at_ms);
            match invoked.run.outcome {
                Outcome::Throttled => {}
                Outcome::Success
                    if invoked.run.took_ms <= limit_ms
                        && function.answers(invoked.version) == Answers::Flat =>
                {
                    self.external = Some((Arc::clone(&function.reply), invoked.version));
                    return (true, ms(invoked.run.took_ms));
                }
                Outcome::Success | Outcome::Failed | Outcome::TimedOut => {
                    return (false, ms(invoked.run.took_ms.min(limit_ms)));
                }
            }
        }
        (false, REFUSED_MS * i64::from(TRIES))
    }

    fn assign(&mut self, assignments: &[(String, Text)], step: &Step) -> i64 {
        for (name, value) in assignments {
            if let Some(value) = self.evaluate(value) {
                let value = value.into_owned();
                self.attributes.insert(name.clone(), value);
            }
        }
        self.go(step.next)
    }

    fn transfer(&mut self, scene: &Scene<'_>, flow: &Text, step: &Step) -> i64 {
        let flow = self.evaluate(flow).and_then(|id| scene.centre.flows.get(last_part(&id)));
        match flow.and_then(|flow| flow.published.as_ref()) {
            Some(content) => {
                self.program = content.program();
                self.returns.clear();
                self.loops.clear();
                self.pass(self.program.start)
            }
            None => self.go(step.error),
        }
    }

    fn enter_module(&mut self, scene: &Scene<'_>, module: &Text, step: &Step) -> i64 {
        let module = self.evaluate(module).and_then(|id| scene.centre.modules.get(last_part(&id)));
        let Some(content) = module.and_then(|module| module.published.as_ref()) else {
            return self.go(step.error);
        };
        let (program, loops) = (Arc::clone(&self.program), std::mem::take(&mut self.loops));
        self.returns.push(Frame { program, next: step.next, loops });
        self.program = content.program();
        self.go(self.program.start)
    }

    fn leave_module(&mut self) -> i64 {
        let Some(Frame { program, next, loops }) = self.returns.pop() else {
            return self.go(None);
        };
        self.program = program;
        self.loops = loops;
        self.go(next)
    }

    fn choose(&mut self, draws: &mut ChaCha8Rng, step: &Step) -> i64 {
        if draws.random_bool(HANG_UP) {
            return self.go(None);
        }
        self.draw(draws, step)
    }

    /// Takes any of the branches.
    fn draw(&mut self, draws: &mut ChaCha8Rng, step: &Step) -> i64 {
        let choice = if step.conditions.is_empty() {
            step.next
        } else {
            step.conditions[draws.random_range(0..step.conditions.len())].next
        };
        self.here = choice.or(step.no_match);
        THINK_MS
    }

    /// Takes the first branch whose share a number from 1 to 100 is within.
    fn distribute(&mut self, draws: &mut ChaCha8Rng, step: &Step) -> i64 {
        let drawn = draws.random_range(1..=100).to_string();
        let met = step.conditions.iter().find(|condition| holds(condition, &drawn));
        let next = met.map_or(step.no_match.or(step.next), |condition| condition.next);
        self.go(next)
    }

    fn turn(&mut self, step: &Step, count: u32) -> i64 {
        let here = self.here.unwrap_or_default();
        let turns = self.loops.entry(here).or_insert(0);
        *turns += 1;
        let goes_on = *turns <= count;
        let name = if goes_on { "ContinueLooping" } else { "DoneLooping" };
        if !goes_on {
            // Whoever comes here again begins anew.
            self.loops.remove(&here);
        }
        let named = |condition: &&Condition| condition.operands.iter().any(|it| it == name);
        let next = step.conditions.iter().find(named).map_or(step.next, |it| it.next);
        self.go(next)
    }

    /// What a text says to this caller; `None` when a reference has no value.
    fn evaluate<'a>(&self, text: &'a Text) -> Option<Cow<'a, str>> {
        match text {
            Text::Fixed(text) => Some(Cow::Borrowed(text)),
            Text::Decided(text) => self.fill(text).map(Cow::Owned),
        }
    }

    /// The text with every `$.…` reference replaced; `None` when one has no value.
    fn fill(&self, text: &str) -> Option<String> {
        let mut out = String::with_capacity(text.len());
        for (part, reference) in parts(text) {
            out.push_str(part);
            if let Some(reference) = reference {
                out.push_str(&self.value(reference)?);
            }
        }
        Some(out)
    }

    fn value(&self, reference: &str) -> Option<Cow<'_, str>> {
        match reference {
            "$.AwsRegion" => Some(Cow::Borrowed(REGION)),
            "$.Channel" => Some(Cow::Borrowed(self.channel)),
            "$.InstanceARN" => Some(Cow::Owned(instance_arn())),
            _ => match reference.strip_prefix("$.External.") {
                Some(name) => self.external(name),
                None => self.attributes.get(reference).map(|value| Cow::Borrowed(value.as_str())),
            },
        }
    }

    fn external(&self, name: &str) -> Option<Cow<'_, str>> {
        let (reply, version) = self.external.as_ref()?;
        if name == "version" {
            return Some(Cow::Owned(version.to_string()));
        }
        let member = reply.iter().find(|(key, _)| key == name);
        member.map(|(_, value)| Cow::Borrowed(value.as_str()))
    }
}

/// The function behind an ARN, when it is there and lets Connect in.
fn allowed<'a>(
    functions: &'a BTreeMap<String, Function>,
    arn: &FunctionArn,
) -> Option<&'a Function> {
    let function = functions.get(&arn.name)?;
    let here = arn.region == REGION && arn.account == ACCOUNT;
    (here && function.policy(arn.qualifier.as_ref())?.lets_connect()).then_some(function)
}

/// Where a `Wait` leads when its time is over.
fn waited(step: &Step) -> Option<usize> {
    let completed = |it: &&Condition| it.operands.iter().any(|it| it == "WaitCompleted");
    step.conditions.iter().find(completed).and_then(|it| it.next).or(step.next)
}

fn first(step: &Step) -> Option<usize> {
    step.conditions.first().and_then(|condition| condition.next)
}

#[expect(clippy::cast_possible_truncation, reason = "nothing takes more than seven days")]
fn ms(took: f64) -> i64 {
    took.ceil() as i64
}

#[cfg(test)]
mod tests;
