//! Blocks that change the contact, or hand it on.
//!
//! Source: "Contact actions in the Flow language" of the Amazon Connect
//! documentation; the console's own exports for how values are written.

use serde_json::{Map, Value, json};

use super::block::Block;
use super::draft::{ANY, Draft};
use crate::flow::kind::ActionKind;

/// Set contact attributes.
pub(super) fn set_attributes(block: &mut Block<'_>) -> Draft {
    let mut draft = Draft::of(ActionKind::UpdateContactAttributes);
    let attributes = block.pairs("Attribute", &["Attributes"], &mut draft).unwrap_or_default();
    draft.put("Attributes", attributes);
    draft.fallible(block)
}

/// Set working queue: a queue, or the queue of an agent.
pub(super) fn set_queue(block: &mut Block<'_>) -> Draft {
    let mut draft = Draft::of(ActionKind::UpdateContactTargetQueue);
    put_queue(block, &mut draft);
    draft.fallible(block)
}

/// `QueueId` or `AgentId`, which exclude each other.
pub(super) fn put_queue(block: &mut Block<'_>, draft: &mut Draft) {
    for (legacy, name) in [("Queue", "QueueId"), ("Agent", "AgentId")] {
        if let Some(said) = block.say(legacy) {
            draft.show(&[name], said.name, said.dynamic);
            draft.put(name, said.text);
        }
    }
}

/// Set voice.
pub(super) fn set_voice(block: &mut Block<'_>) -> Draft {
    let mut draft = Draft::of(ActionKind::UpdateContactTextToSpeechVoice);
    draft.put_some("TextToSpeechVoice", block.text("GlobalVoice"));
    draft.put_some("TextToSpeechEngine", block.text("GlobalEngine"));
    draft.put_some("TextToSpeechStyle", block.text("SpeakingStyle"));
    draft.fallible(block)
}

/// Set recording behavior: whose voice is recorded. `None` where that is told in
/// a word that is not known, because a recording must be neither started nor
/// stopped by mistake.
pub(super) fn set_recording(block: &mut Block<'_>) -> Option<Draft> {
    const BOTH: &[&str] = &["Agent", "Customer"];
    let known = [("Both", BOTH), ("Agent", &BOTH[..1]), ("Customer", &BOTH[1..])];
    let enabled = block.word("RecordingBehaviorOption", &[("Enable", true), ("Disable", false)])?;
    let whose = block.word("RecordingParticipantOption", &known);
    let whose = if enabled { whose? } else { &[] };
    let mut draft = Draft::of(ActionKind::UpdateContactRecordingBehavior);
    draft.put("RecordingBehavior", json!({"RecordedParticipants": whose}));
    Some(draft.fallible(block))
}

/// Set customer queue flow, whisper flow, hold flow or disconnect flow. One form
/// of the old block has no error branch.
pub(super) fn set_event_hook(block: &mut Block<'_>) -> Draft {
    let mut draft = Draft::of(ActionKind::UpdateContactEventHooks);
    let (event, said) = (block.text("Type"), block.say("ContactFlowId"));
    if event.is_some() || said.is_some() {
        let event = event.unwrap_or_default();
        let flow = said.as_ref().map(|said| said.text.clone()).unwrap_or_default();
        if let Some(said) = said {
            draft.show(&["EventHooks", &event], said.name, said.dynamic);
        }
        draft.put("EventHooks", json!({event: flow}));
    }
    draft.fallible(block).go_on_after_error()
}

/// Start or stop media streaming.
pub(super) fn media_streaming(block: &mut Block<'_>, state: &str) -> Draft {
    let known = [("FromCustomer", "From"), ("ToCustomer", "To")];
    let mut directions: Vec<&str> = Vec::new();
    while let Some(direction) = block.word("Track", &known) {
        directions.push(direction);
    }
    let mut draft = Draft::of(ActionKind::UpdateContactMediaStreamingBehavior);
    draft.put("MediaStreamingState", state);
    let participant = json!({"ParticipantType": "Customer", "MediaDirections": directions});
    draft.put("Participants", vec![participant]);
    draft.put_some("MediaStreamType", block.text("MediaStreamTypes"));
    draft.fallible(block)
}

/// Transfer to queue; from within a queue the contact is taken out of it first.
pub(super) fn transfer_to_queue(block: &mut Block<'_>) -> Draft {
    let mut draft = Draft::of(ActionKind::TransferContactToQueue);
    put_queue(block, &mut draft);
    if !draft.parameters.is_empty() {
        draft.kind = ActionKind::DequeueContactAndTransferToQueue;
    }
    draft.go(block.way("Success"));
    draft.error("QueueAtCapacity", block.way("AtCapacity"));
    draft.error(ANY, block.way("Error"));
    draft.or_next(ANY)
}

/// Transfer to phone number. A blind transfer ends the flow; any other comes
/// back when the third party hangs up.
pub(super) fn transfer_to_number(block: &mut Block<'_>) -> Draft {
    let mut draft = Draft::of(ActionKind::TransferParticipantToThirdParty);
    if let Some(said) = block.say("PhoneNumber") {
        draft.show(&["ThirdPartyPhoneNumber"], said.name, said.dynamic);
        draft.put("ThirdPartyPhoneNumber", said.text);
    }
    draft.put_some("ThirdPartyConnectionTimeLimitSeconds", block.text("TimeLimit"));
    let goes_on = block.word("BlindTransfer", &[("true", "False"), ("false", "True")]);
    draft.put_some("ContinueFlowExecution", goes_on);
    draft.go(block.way("Success"));
    draft.error("CallFailed", block.way("CallFailure"));
    draft.error("ConnectionTimeLimitExceeded", block.way("Timeout"));
    draft.error(ANY, block.way("Error"));
    draft.or_next(ANY)
}

impl Block<'_> {
    /// Takes the parameters called `name` that have a key each, such as the
    /// attributes that a block sets; `None` where there are none.
    pub(super) fn pairs(
        &mut self,
        name: &str,
        path: &[&str],
        draft: &mut Draft,
    ) -> Option<Map<String, Value>> {
        let mut pairs = Map::new();
        let taken = self.take_all(name);
        let any = !taken.is_empty();
        for parameter in taken {
            let Some(key) = parameter.get("key").and_then(Value::as_str) else {
                self.lose_parameter(name, "It has no key.");
                continue;
            };
            let place = format!("{name} {key}");
            // An attribute that is set to nothing is set all the same.
            let empty = parameter.get("value").is_some_and(|it| it == "");
            let said = self.said(&place, parameter);
            if let Some(said) = said {
                draft.show(&[path, &[key]].concat(), said.name, said.dynamic);
                self.pair(&mut pairs, &place, key, said.text);
            } else if empty {
                self.pair(&mut pairs, &place, key, String::new());
            }
        }
        any.then_some(pairs)
    }

    fn pair(&mut self, pairs: &mut Map<String, Value>, place: &str, key: &str, text: String) {
        if let Some(before) = pairs.insert(key.to_owned(), text.into()) {
            let why = format!("The key is there twice; the first value was {before}.");
            self.lose_parameter(place, &why);
        }
    }
}
