//! Trying out: chats, samples, traffic.

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
    /// Why AWS may end it early.
    pub warning: Option<FailureDto>,
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
#[derive(Debug, Clone, Serialize, Type)]
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

/// Many tries: how they go, or what they came to.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SampleDto {
    /// Names it.
    pub id: u32,
    /// What is tried.
    pub of: SampleOfDto,
    /// The flow's id; absent for direct calls.
    pub flow_id: Option<String>,
    /// The function.
    pub function: String,
    /// The alias.
    pub alias: String,
    /// What came of it so far.
    pub split: SplitDto,
    /// Whether somebody stopped it.
    pub stopped: bool,
    /// Whether nothing more comes.
    pub over: bool,
}

/// What many tries are of.
#[derive(Debug, Clone, Copy, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum SampleOfDto {
    /// Chats with a flow.
    Chats,
    /// Direct calls of an alias.
    Calls,
}

/// A chat that was begun and not seen to be over.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OpenChatDto {
    /// AWS's id of the contact; absent when its answer was lost.
    pub id: Option<String>,
    /// The flow's id.
    pub flow_id: String,
    /// When it was begun.
    pub begun_at: String,
    /// What it is held for.
    pub purpose: PurposeDto,
}

/// What a chat is held for.
#[derive(Debug, Clone, Copy, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum PurposeDto {
    /// A person reads it.
    Person,
    /// It is one of a sample.
    Sample,
    /// It is part of lasting traffic.
    Traffic,
    /// An earlier run of the program left it behind.
    LeftBehind,
}

/// The program ends, and ends its chats first.
#[derive(Debug, Clone, Serialize, Type, tauri_specta::Event)]
#[serde(rename_all = "camelCase")]
pub struct EndingChatsDto {
    /// How many are open.
    pub open: u32,
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
    /// Chats that were over by themselves.
    pub ended: u32,
    /// Why the last one could not be begun, or ended.
    pub failure: Option<FailureDto>,
    /// Why AWS may end chats early.
    pub warning: Option<FailureDto>,
    /// Whether it was stopped and every chat is ended.
    pub stopped: bool,
}
