//! The starter stack.

use serde::Serialize;
use specta::Type;

/// Where a stack stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum StackPhaseDto {
    /// Something is being made, changed or deleted.
    UnderWay,
    /// It is as asked.
    Complete,
    /// The last change was undone; it can be changed again.
    RolledBack,
    /// It failed.
    Failed,
    /// It was deleted.
    Deleted,
}

/// Something that happened to a stack.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StackEventDto {
    /// Names it.
    pub id: String,
    /// When.
    pub at: String,
    /// The resource.
    pub resource: String,
    /// Its type.
    pub kind: String,
    /// AWS's word, such as `CREATE_COMPLETE`.
    pub status: String,
    /// AWS's reason.
    pub reason: String,
}

/// A name and a value.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PairDto {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
}

/// The starter stack.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StackDto {
    /// Its name.
    pub name: String,
    /// AWS's word, such as `CREATE_COMPLETE`.
    pub status: String,
    /// What that means.
    pub phase: StackPhaseDto,
    /// AWS's reason for the status.
    pub reason: String,
    /// Its parameters.
    pub parameters: Vec<PairDto>,
    /// Its outputs.
    pub outputs: Vec<PairDto>,
    /// What happened to it, newest first.
    pub events: Vec<StackEventDto>,
    /// The function's name, once it is made.
    pub function: Option<String>,
    /// The alias, once it is made.
    pub alias: Option<String>,
}
