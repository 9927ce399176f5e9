//! Blocks that speak to the caller, and listen.
//!
//! Source: "Participant actions in the Flow language" of the Amazon Connect
//! documentation; the console's own exports for how values are written.

use serde_json::{Map, Value, json};

use super::block::{Block, Said};
use super::draft::{ANY, Draft, NO_MATCH};
use crate::flow::kind::ActionKind;

/// Play prompt.
pub(super) fn play_prompt(block: &mut Block<'_>) -> Draft {
    let mut draft = Draft::of(ActionKind::MessageParticipant);
    put_prompt(block, &mut draft);
    draft.fallible(block)
}

/// Text, SSML or a recorded prompt: the Flow language has a name for each.
fn put_prompt(block: &mut Block<'_>, draft: &mut Draft) {
    let ssml = block.word("TextToSpeechType", &[("text", false), ("ssml", true)]);
    let name = if ssml == Some(true) { "SSML" } else { "Text" };
    if let Some(said) = block.say("Text") {
        put(draft, name, said);
    }
    if let Some(said) = block.say("AudioPrompt") {
        put(draft, "PromptId", said);
    }
}

/// A parameter and what the designer shows for it.
fn put(draft: &mut Draft, name: &str, said: Said) {
    draft.show(&[name], said.name, said.dynamic);
    draft.put(name, said.text);
}

/// Loop prompts: what callers hear while they wait.
pub(super) fn loop_prompts(block: &mut Block<'_>) -> Draft {
    let mut draft = Draft::of(ActionKind::MessageParticipantIteratively);
    let mut messages: Vec<Value> = Vec::new();
    while let Some((name, said)) = next_message(block) {
        let number = messages.len().to_string();
        draft.show(&["Messages", &number, name], said.name, said.dynamic);
        let mut message = Map::new();
        message.insert(name.to_owned(), said.text.into());
        messages.push(Value::Object(message));
    }
    draft.put("Messages", messages);
    draft.put_some("InterruptFrequencySeconds", block.text("InterruptSeconds"));
    draft.condition("Equals", "MessagesInterrupted", block.way("Timeout"));
    draft.error(ANY, block.way("Error"));
    draft.or_next(ANY)
}

/// The next text or prompt, in the block's order.
fn next_message(block: &mut Block<'_>) -> Option<(&'static str, Said)> {
    let (name, key) = block.first_of(&["Text", "AudioPrompt"])?;
    let said = block.say(name);
    let language = match (name, key.as_str()) {
        ("AudioPrompt", _) => "PromptId",
        (_, "ssml") => "SSML",
        _ => "Text",
    };
    // One that could not be put in words is lost and told; the next may be fine.
    said.map(|said| (language, said)).or_else(|| next_message(block))
}

/// Get customer input by a key press.
pub(super) fn get_digits(block: &mut Block<'_>) -> Draft {
    let mut draft = Draft::of(ActionKind::GetParticipantInput);
    put_prompt(block, &mut draft);
    draft.put("StoreInput", "False");
    draft.put_some("InputTimeLimitSeconds", block.text("Timeout"));
    // One digit is all that the block ever takes.
    block.word("MaxDigits", &[("1", ())]);
    conditions(block, &mut draft);
    draft.error("InputTimeLimitExceeded", block.way("Timeout"));
    draft.error(NO_MATCH, block.way("NoMatch"));
    draft.error(ANY, block.way("Error"));
    draft.or_next(ANY)
}

/// Get customer input by an Amazon Lex bot.
pub(super) fn get_lex(block: &mut Block<'_>) -> Draft {
    let mut draft = Draft::of(ActionKind::ConnectParticipantWithLexBot);
    put_prompt(block, &mut draft);
    block.word("LexVersion", &[("V1", ()), ("V2", ())]);
    if let Some(said) = block.say("BotAliasArn") {
        draft.show(&["LexV2Bot", "AliasArn"], said.name, said.dynamic);
        draft.put("LexV2Bot", json!({"AliasArn": said.text}));
    }
    if let Some(attributes) = block.pairs("Parameter", &["LexSessionAttributes"], &mut draft) {
        draft.put("LexSessionAttributes", attributes);
    }
    conditions(block, &mut draft);
    draft.error(NO_MATCH, block.way("NoMatch"));
    draft.error("InputTimeLimitExceeded", block.way("Timeout"));
    draft.error(ANY, block.way("Error"));
    draft.or_next(ANY)
}

/// Branches that a key or an intent leads to.
fn conditions(block: &mut Block<'_>, draft: &mut Draft) {
    for way in block.conditional_ways() {
        if way.operator == "Equals" {
            draft.condition("Equals", &way.operand, Some(way.to));
        } else {
            let why = format!("`{}` cannot be asked of an input.", way.operator);
            block.lose_branch(&way.condition, &why);
        }
    }
}

/// Store customer input. `None` where it is to be encrypted but the key is not
/// told, because it must not be stored in the clear instead, and where it is
/// taken for anything but digits.
pub(super) fn store_input(block: &mut Block<'_>) -> Option<Draft> {
    let mut draft = Draft::of(ActionKind::GetParticipantInput);
    put_prompt(block, &mut draft);
    draft.put("StoreInput", "True");
    draft.put_some("InputTimeLimitSeconds", block.text("Timeout"));
    block.word("CustomerInputType", &[("Custom", ())])?;
    let length = block.text("MaxDigits");
    let length = length.map_or_else(|| json!({}), |it| json!({"MaximumLength": it}));
    draft.put("InputValidation", json!({"CustomValidation": length}));
    if block.word("EncryptEntry", &[("false", false), ("true", true)]) == Some(true) {
        let (id, key) = (block.text("EncryptionKeyId")?, block.text("EncryptionKey")?);
        draft.put("InputEncryption", json!({"EncryptionKeyId": id, "Key": key}));
    }
    let mut keys = Map::new();
    if let Some(disabled) = block.word("DisableCancel", &[("true", "True"), ("false", "False")]) {
        keys.insert("DisableCancelKey".to_owned(), disabled.into());
    }
    if let Some(said) = block.say("TerminatorDigits") {
        let path = ["DTMFConfiguration", "InputTerminationSequence"];
        draft.show(&path, said.name, said.dynamic);
        keys.insert(path[1].to_owned(), said.text.into());
    }
    if !keys.is_empty() {
        draft.put("DTMFConfiguration", keys);
    }
    Some(draft.fallible(block))
}
