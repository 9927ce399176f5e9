//! Which account to open, and opening it.
//!
//! Invariant: opening makes no call to AWS; whether the account can be used
//! shows with the first call.

use std::sync::Arc;

use crossfade_engine::ports::{Account, Answer};

use crate::{
    account::account,
    line::Line,
    pacing::Pacing,
    profiles::Files,
    sign_in::{SignedIn, at_endpoint, with_profile},
};

/// Which account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A real account, with a profile of `~/.aws`.
    Profile {
        /// The profile; `None` takes keys from the environment, else
        /// `AWS_PROFILE`, else `default`.
        name: Option<String>,
        /// The Region; `None` takes `AWS_REGION`, else the profile's own.
        region: Option<String>,
    },
    /// Whatever answers at a URL in AWS's stead. It gets made-up credentials,
    /// never real ones.
    Endpoint {
        /// The URL, such as `http://127.0.0.1:4577`.
        url: String,
        /// The Region to sign for.
        region: String,
    },
}

/// How to open an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenOptions {
    /// Keep every operation that changes something from leaving the program.
    pub read_only: bool,
    /// Stay below AWS's published request rates. Off for an endpoint that
    /// enforces none.
    pub paced: bool,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self { read_only: false, paced: true }
    }
}

/// An account, opened.
#[derive(Clone)]
pub struct OpenedAccount {
    /// The account, through the engine's ports.
    pub account: Account,
    /// The Region.
    pub region: String,
    /// The profile; `None` for an endpoint and for keys in the environment.
    pub profile: Option<String>,
}

/// Opens an account: finds Region and profile, and builds the clients. Reads
/// `~/.aws`, and makes no call.
///
/// # Errors
/// [`FailureKind::SignedOut`](crossfade_engine::failure::FailureKind::SignedOut) when the profile does not exist,
/// [`FailureKind::Invalid`](crossfade_engine::failure::FailureKind::Invalid) when there is no Region, no usable endpoint URL, or `~/.aws`
/// cannot be parsed.
pub async fn open(target: Target, options: OpenOptions) -> Answer<OpenedAccount> {
    let SignedIn { config, region, sign_in } = match target {
        Target::Profile { name, region } => with_profile(name, region, &Files::real()).await?,
        Target::Endpoint { url, region } => at_endpoint(&url, region)?,
    };
    let profile = sign_in.profile().map(str::to_owned);
    let pacing = Arc::new(if options.paced { Pacing::published() } else { Pacing::off() });
    let line = Arc::new(Line::new(Arc::clone(&pacing), sign_in));
    let account = account(&config, &line, &pacing, options.read_only);
    Ok(OpenedAccount { account, region, profile })
}
