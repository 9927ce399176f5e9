//! Stacks of AWS CloudFormation.

use std::collections::BTreeMap;

use async_trait::async_trait;
use jiff::Timestamp;

use super::Answer;

/// Where a stack stands, as far as the next step depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StackPhase {
    /// Something is being made, changed or deleted.
    UnderWay,
    /// It was made or changed as asked.
    Complete,
    /// The last change was undone: it stands as it stood before, and can be
    /// changed again.
    RolledBack,
    /// It failed, and can only be deleted.
    Failed,
    /// It was deleted.
    Deleted,
}

/// A stack (`DescribeStacks`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stack {
    /// Its ARN.
    pub id: String,
    /// Its name.
    pub name: String,
    /// AWS's word, such as `UPDATE_IN_PROGRESS`.
    pub status: String,
    /// What that means.
    pub phase: StackPhase,
    /// AWS's reason for the status; empty when it gives none.
    pub reason: String,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// Its parameters.
    pub parameters: BTreeMap<String, String>,
    /// Its outputs.
    pub outputs: BTreeMap<String, String>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

/// Something that happened to a stack (`DescribeStackEvents`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StackEvent {
    /// AWS's id of it.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// The resource's name in the template.
    pub resource: String,
    /// Its type, such as `AWS::Lambda::Alias`.
    pub kind: String,
    /// AWS's word, such as `CREATE_COMPLETE`.
    pub status: String,
    /// AWS's reason; empty when it gives none.
    pub reason: String,
}

/// A stack to be made or changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StackRequest {
    /// Its name.
    pub name: String,
    /// The template, YAML or JSON text.
    pub template: String,
    /// Its parameters.
    pub parameters: BTreeMap<String, String>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

/// Makes, changes and deletes stacks.
#[async_trait]
pub trait StackKeeper: Send + Sync {
    /// A stack by name or ARN, `None` when there is none (`DescribeStacks`). By
    /// its ARN one is found even when it was deleted.
    async fn stack(&self, name: &str) -> Answer<Option<Stack>>;
    /// All that happened to it, oldest first (`DescribeStackEvents`).
    async fn events(&self, name: &str) -> Answer<Vec<StackEvent>>;
    /// Asks for a stack and answers its ARN (`CreateStack`).
    async fn create(&self, request: &StackRequest) -> Answer<String>;
    /// Asks for a change (`UpdateStack`); one that changes nothing is a
    /// failure of kind [`FailureKind::Invalid`](crate::failure::FailureKind::Invalid).
    async fn update(&self, request: &StackRequest) -> Answer<String>;
    /// Asks for its end, by name or ARN (`DeleteStack`).
    async fn delete(&self, name: &str) -> Answer<()>;
}
