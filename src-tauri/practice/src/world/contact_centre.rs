//! The Amazon Connect instance: flows, modules, phone numbers, and the Lambda
//! functions in its drop-down list.
//!
//! Invariant: a flow's hash and program always belong to its content.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, OnceLock},
};

use jiff::Timestamp;

use super::{
    account::{in_instance, sha256_hex},
    program::Program,
};

/// The instance.
#[derive(Debug, Clone)]
pub(crate) struct ContactCentre {
    /// When it was created.
    pub created: Timestamp,
    /// Flows by id.
    pub flows: BTreeMap<String, Flow>,
    /// Flow modules by id.
    pub modules: BTreeMap<String, Flow>,
    /// Claimed phone numbers.
    pub numbers: Vec<PhoneNumber>,
    /// The ARNs of `ListLambdaFunctions`.
    pub lambda_functions: BTreeSet<String>,
    /// Queues.
    pub queues: Vec<Named>,
    /// Prompts.
    pub prompts: Vec<Named>,
    /// Hours of operation.
    pub hours: Vec<Named>,
    /// How many flows it began with: a large contact centre has a raised quota.
    pub planted: usize,
}

/// Something with a name that flows can name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    /// `Id`
    pub id: String,
    /// `Name`
    pub name: String,
}

impl Named {
    /// Its ARN, given what ARNs call its kind.
    pub(crate) fn arn(&self, kind: &str) -> String {
        in_instance(kind, &self.id)
    }
}

/// A flow or a flow module.
#[derive(Debug, Clone)]
pub(crate) struct Flow {
    /// `Id`
    pub id: String,
    /// `Name`
    pub name: String,
    /// `Type`, such as `CONTACT_FLOW`; modules have none.
    pub kind: String,
    /// `State`: `ACTIVE` or `ARCHIVED`.
    pub state: String,
    /// `Description`
    pub description: String,
    /// `Tags`
    pub tags: BTreeMap<String, String>,
    /// `LastModifiedTime`
    pub last_modified: Timestamp,
    /// What callers get; `None` when it was never published.
    pub published: Option<Content>,
    /// What was saved since; `None` when nothing was.
    pub saved: Option<Content>,
}

/// One content of a flow.
#[derive(Debug, Clone)]
pub(crate) struct Content {
    /// Flow language, as JSON text.
    pub text: String,
    /// `FlowContentSha256`
    pub sha256: String,
    /// The same, ready to be walked, once somebody walks it.
    program: OnceLock<Arc<Program>>,
}

impl Content {
    /// Takes a flow's JSON text.
    pub(crate) fn new(text: String) -> Self {
        Self { sha256: sha256_hex(&text), program: OnceLock::new(), text }
    }

    /// The content, ready to be walked.
    pub(crate) fn program(&self) -> Arc<Program> {
        Arc::clone(self.program.get_or_init(|| Arc::new(Program::compile(&self.text))))
    }
}

impl Flow {
    /// The ARN of a flow.
    pub(crate) fn flow_arn(&self) -> String {
        in_instance("contact-flow", &self.id)
    }

    /// The ARN of a flow module.
    pub(crate) fn module_arn(&self) -> String {
        in_instance("flow-module", &self.id)
    }

    /// `Status` as the listings give it.
    pub(crate) fn status(&self) -> &'static str {
        if self.published.is_some() { "PUBLISHED" } else { "SAVED" }
    }

    /// What a listing shows: the published content, else the saved one.
    pub(crate) fn current(&self) -> Option<&Content> {
        self.published.as_ref().or(self.saved.as_ref())
    }
}

/// A claimed phone number.
#[derive(Debug, Clone)]
pub(crate) struct PhoneNumber {
    /// `PhoneNumberId`
    pub id: String,
    /// `PhoneNumber`, E.164.
    pub number: String,
    /// `PhoneNumberCountryCode`
    pub country: String,
    /// `PhoneNumberType`: `DID` or `TOLL_FREE`.
    pub kind: String,
    /// `PhoneNumberDescription`
    pub description: String,
    /// The id of the flow that it enters.
    pub flow: Option<String>,
}
