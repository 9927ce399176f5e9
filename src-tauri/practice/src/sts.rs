//! AWS Security Token Service: who is asking.

use crate::{
    wire::doc::{Doc, structure},
    world::account::ACCOUNT,
};

/// The operations that are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    /// `GetCallerIdentity`
    GetCallerIdentity,
}

impl Operation {
    /// The operation of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        (name == "GetCallerIdentity").then_some(Self::GetCallerIdentity)
    }

    /// AWS's name for it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::GetCallerIdentity => "GetCallerIdentity",
        }
    }
}

/// Answers an operation.
pub(crate) fn perform(operation: Operation) -> Doc {
    match operation {
        Operation::GetCallerIdentity => structure([
            ("Arn", Some(Doc::Text(format!("arn:aws:iam::{ACCOUNT}:user/practice")))),
            ("UserId", Some(Doc::of("AIDAPRACTICE000000000"))),
            ("Account", Some(Doc::of(ACCOUNT))),
        ]),
    }
}
