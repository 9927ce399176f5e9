//! Crossfade's hands in AWS: the engine's ports on top of AWS's own SDK.
//!
//! Invariant: no other package names an `aws-sdk-*` crate, and nothing of the
//! SDK leaves this one. Every call goes through one place, which paces it,
//! keeps it back when the account is read-only, and tells its failure.

mod account;
mod cloudformation;
mod cloudwatch;
mod codedeploy;
mod connect;
mod failure;
mod http;
mod identity;
mod lambda;
mod line;
mod operation;
mod pacing;
mod profiles;
mod read_only;
mod retry;
mod sign_in;
mod sso;
mod target;
mod time;

pub use profiles::{Profile, profiles};
pub use sso::{BrowserSignIn, begin_sign_in, signs_in_by};
pub use target::{OpenOptions, OpenedAccount, Target, open};
