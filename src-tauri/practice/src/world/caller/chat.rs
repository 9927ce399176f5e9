//! What somebody who chats reads and types.

use std::collections::VecDeque;

use super::{
    Caller, first, ms, waited,
    words::{holds, parts, without_tags},
};
use crate::world::{
    contact_centre::ContactCentre,
    program::{Condition, Spoken, Step, Text, last_part},
};

/// How long a flow waits for the person, in milliseconds.
const PATIENCE_MS: i64 = 5 * 60_000;
/// How often a flow that waits for the person looks, in milliseconds.
const LOOK_MS: i64 = 500;

/// What a chat says and hears.
#[derive(Debug, Default)]
pub(crate) struct ChatSide {
    /// What the flow said since somebody last took it.
    pub said: Vec<String>,
    /// What the person typed and the flow has not heard.
    pub typed: VecDeque<String>,
    /// Since when the flow waits for the person.
    waits_since: Option<i64>,
}

impl Caller {
    pub(super) fn say(&mut self, said: String, step: &Step) -> i64 {
        if let Some(side) = &mut self.chat {
            side.said.push(said);
        }
        self.pass(step.next.or(first(step)))
    }

    /// What somebody who reads along sees. A reference without a value leaves
    /// its place empty; of a recording it is the name.
    pub(super) fn spoken(&self, centre: &ContactCentre, said: &Spoken) -> String {
        let filled = |text: &Text| match text {
            Text::Fixed(text) => text.clone(),
            Text::Decided(text) => self.filled(text),
        };
        match said {
            Spoken::Text(text) => filled(text),
            Spoken::Ssml(text) => without_tags(&filled(text)),
            Spoken::Prompt(prompt) => {
                let text = filled(prompt);
                let prompt = centre.prompts.iter().find(|it| it.id == last_part(&text));
                format!("[Prompt: {}]", prompt.map_or(text.as_str(), |it| it.name.as_str()))
            }
        }
    }

    /// Asks once, then waits for what the person types.
    pub(super) fn ask(&mut self, said: String, step: &Step, at_ms: i64) -> i64 {
        let Some(side) = &mut self.chat else { return self.go(step.error) };
        if let Some(typed) = side.typed.pop_front() {
            side.waits_since = None;
            let met = step.conditions.iter().find(|condition| holds(condition, typed.trim()));
            self.attributes.insert("$.StoredCustomerInput".to_owned(), typed);
            let next = met.map_or(step.no_match.or(step.next), |condition| condition.next);
            return self.pass(next);
        }
        // Waiting is no action of the flow's.
        self.actions -= 1;
        match side.waits_since {
            None => {
                side.waits_since = Some(at_ms);
                side.said.extend(Some(said).filter(|said| !said.is_empty()));
                LOOK_MS
            }
            Some(since) if at_ms - since < PATIENCE_MS => LOOK_MS,
            Some(_) => {
                side.waits_since = None;
                self.go(step.error)
            }
        }
    }

    /// Waits until the time is over. What the person types ends it only where
    /// the flow has a branch for that (`CustomerReturned`).
    pub(super) fn wait(&mut self, step: &Step, wait_ms: f64, at_ms: i64) -> i64 {
        let returned = |it: &&Condition| it.operands.iter().any(|it| it == "CustomerReturned");
        let Some(returned) = step.conditions.iter().find(returned) else {
            return self.go(waited(step)) + ms(wait_ms);
        };
        let Some(side) = &mut self.chat else { return self.go(step.error) };
        let since = *side.waits_since.get_or_insert(at_ms);
        let until = since + ms(wait_ms);
        if side.typed.pop_front().is_some() {
            side.waits_since = None;
            return self.go(returned.next);
        }
        if at_ms >= until {
            side.waits_since = None;
            return self.go(waited(step));
        }
        // Looking is no action of the flow's.
        self.actions -= 1;
        LOOK_MS.min(until - at_ms)
    }

    /// The text with every reference replaced, by nothing where it has no value.
    fn filled(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for (part, reference) in parts(text) {
            out.push_str(part);
            out.push_str(&reference.and_then(|it| self.value(it)).unwrap_or_default());
        }
        out
    }
}
