//! Trying out: chats, splits, traffic.

use serde::Serialize;
use specta::Type;

use super::FailureDto;

/// One line of a chat.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChatLineDto {
    /// Names it.
    pub id: String,
    /// When.
    pub at: String,
    /// Who: `customer`, `flow` or `other`.
    pub author: String,
    /// What.
    pub text: String,
}

/// What a chat has come to.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChatDto {
    /// What was said.
    pub lines: Vec<ChatLineDto>,
    /// Whether the flow has hung up.
    pub ended: bool,
    /// The version that the flow last named.
    pub version: Option<String>,
}

/// One version's share of many answers.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SplitShareDto {
    /// The version.
    pub version: String,
    /// How often it answered.
    pub answers: u32,
    /// Its share of all answers, per cent.
    pub percent: f64,
    /// The true share is at least this, per cent, with 95 % confidence.
    pub low: f64,
    /// The true share is at most this, per cent.
    pub high: f64,
    /// Its weight in the alias, per cent.
    pub weight: Option<f64>,
    /// Whether the weight is within the margin.
    pub agrees: bool,
}

/// What many tries came to.
#[derive(Debug, Clone, Serialize, Type, tauri_specta::Event)]
#[serde(rename_all = "camelCase")]
pub struct SplitDto {
    /// How many tries there are to be.
    pub wanted: u32,
    /// How many are over.
    pub done: u32,
    /// The shares seen.
    pub shares: Vec<SplitShareDto>,
    /// How many failed.
    pub failed: u32,
    /// Why the last one failed.
    pub failure: Option<FailureDto>,
}

/// How the traffic goes.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TrafficDto {
    /// The flow's id.
    pub flow_id: String,
    /// Chats at the same time.
    pub chats: u32,
    /// Chats begun a minute.
    pub per_minute: u32,
    /// Chats begun so far.
    pub begun: u32,
    /// Chats that are going on.
    pub going: u32,
    /// Why the last one could not be begun.
    pub failure: Option<FailureDto>,
    /// Whether it was stopped and every chat is ended.
    pub stopped: bool,
}
