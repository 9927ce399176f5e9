//! Signing in to IAM Identity Center, as `aws sso login` does: a code is
//! confirmed in the browser, and the token goes where the SDK and `awscli`
//! look for it.
//!
//! Invariant: the token goes from AWS into that file, which only its owner may
//! read, and nowhere else. Nothing here is sent to the account itself.

mod cache;

use std::time::Duration;

use aws_config::{BehaviorVersion, Region, SdkConfig, profile::ProfileSet};
use aws_sdk_ssooidc::{Client, operation::create_token::CreateTokenError};
use crossfade_engine::{
    clock::Clock,
    failure::{Failure, FailureKind},
    ports::Answer,
};
use jiff::{SignedDuration, Timestamp};

use crate::{
    failure::chain,
    profiles::{Files, Method},
    retry::{retries, timeouts},
};

use cache::Token;

const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// What `awscli` asks for when the session names nothing.
const USUAL_SCOPE: &str = "sso:account:access";
/// Between two questions whether the code was confirmed, when AWS names none.
const USUAL_INTERVAL: Duration = Duration::from_secs(5);
/// RFC 8628: so much longer each time that AWS says "slow down".
const SLOWER: Duration = Duration::from_secs(5);

/// The profile of IAM Identity Center that signs `profile` in: itself, or the
/// one that its role builds on. `None` when it signs in another way.
pub async fn signs_in_by(profile: &str) -> Option<String> {
    login_of(profile, &Files::real().sections().await.ok()?)
}

/// Begins a sign-in; it is through when [`BrowserSignIn::finish`] answers.
///
/// # Errors
/// When the profile does not sign in with IAM Identity Center, or AWS refuses.
pub async fn begin_sign_in(profile: &str) -> Answer<BrowserSignIn> {
    begin(profile, Files::real()).await
}

/// A sign-in that waits for a person. Dropping it gives it up.
pub struct BrowserSignIn {
    client: Client,
    centre: Centre,
    files: Files,
    registration: Registration,
    device_code: String,
    interval: Duration,
    ends_at: Timestamp,
    /// Where the person confirms it, the code filled in.
    pub url: String,
    /// The code that the page shows.
    pub code: String,
}

struct Registration {
    id: String,
    secret: String,
    ends_at: Timestamp,
}

/// Whom to sign in to.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Centre {
    start_url: String,
    region: String,
    /// What the token's file is named after: the session, or the start URL.
    key: String,
    scopes: Vec<String>,
}

async fn begin(profile: &str, files: Files) -> Answer<BrowserSignIn> {
    let centre = centre(profile, &files.sections().await?)?;
    let client = client(&centre, &files);
    let scopes = (!centre.scopes.is_empty()).then(|| centre.scopes.clone());
    let registered = client
        .register_client()
        .client_name("Crossfade")
        .client_type("public")
        .set_scopes(scopes)
        .send()
        .await
        .map_err(|error| not_begun(&error))?;
    let (Some(id), Some(secret)) = (registered.client_id(), registered.client_secret()) else {
        return Err(unexpected("RegisterClient"));
    };
    let now = Clock::wall().now();
    let started = client
        .start_device_authorization()
        .client_id(id)
        .client_secret(secret)
        .start_url(&centre.start_url)
        .send()
        .await
        .map_err(|error| not_begun(&error))?;
    let url = started.verification_uri_complete().or(started.verification_uri());
    let (Some(url), Some(code), Some(device_code)) =
        (url, started.user_code(), started.device_code())
    else {
        return Err(unexpected("StartDeviceAuthorization"));
    };
    let registration = Registration {
        id: id.to_owned(),
        secret: secret.to_owned(),
        ends_at: Timestamp::from_second(registered.client_secret_expires_at()).unwrap_or(now),
    };
    Ok(BrowserSignIn {
        url: url.to_owned(),
        code: code.to_owned(),
        device_code: device_code.to_owned(),
        interval: seconds(started.interval()).unwrap_or(USUAL_INTERVAL),
        ends_at: now + SignedDuration::from_secs(started.expires_in().into()),
        client,
        centre,
        files,
        registration,
    })
}

impl BrowserSignIn {
    /// Waits until the person has confirmed the code, and keeps the token.
    ///
    /// # Errors
    /// When nobody confirms it in time, or it is refused; or the token cannot
    /// be kept.
    pub async fn finish(mut self) -> Answer<()> {
        let clock = Clock::wall();
        loop {
            tokio::time::sleep(self.interval).await;
            if clock.now() > self.ends_at {
                return Err(too_late());
            }
            let asked = self
                .client
                .create_token()
                .grant_type(DEVICE_CODE)
                .client_id(&self.registration.id)
                .client_secret(&self.registration.secret)
                .device_code(&self.device_code)
                .send()
                .await;
            let error = match asked {
                Ok(answer) => {
                    let Some(access) = answer.access_token() else {
                        return Err(unexpected("CreateToken"));
                    };
                    let lasts = SignedDuration::from_secs(answer.expires_in().into());
                    let token = Token {
                        access,
                        refresh: answer.refresh_token(),
                        ends_at: clock.now() + lasts,
                        centre: &self.centre,
                        registration: &self.registration,
                    };
                    return token.keep(&self.files).await;
                }
                Err(error) => error,
            };
            match error.as_service_error() {
                Some(CreateTokenError::AuthorizationPendingException(_)) => {}
                Some(CreateTokenError::SlowDownException(_)) => self.interval += SLOWER,
                Some(CreateTokenError::ExpiredTokenException(_)) => return Err(too_late()),
                Some(CreateTokenError::AccessDeniedException(_)) => return Err(refused()),
                _ => return Err(not_begun(&error)),
            }
        }
    }
}

fn login_of(profile: &str, sections: &ProfileSet) -> Option<String> {
    match Method::of(sections.get_profile(profile)?, sections) {
        Method::IdentityCenter { login } => Some(login),
        Method::Role
        | Method::WebIdentity
        | Method::Process
        | Method::ConsoleLogin
        | Method::AccessKey
        | Method::Unknown => None,
    }
}

fn centre(profile: &str, sections: &ProfileSet) -> Answer<Centre> {
    let login = login_of(profile, sections).ok_or_else(|| another_way(profile))?;
    let section = sections.get_profile(&login).ok_or_else(|| another_way(profile))?;
    let lacks = |what: &str| incomplete(&login, what);
    let Some(name) = section.get("sso_session") else {
        let get = |key: &str| section.get(key).map(str::to_owned).ok_or_else(|| lacks(key));
        let (start_url, region) = (get("sso_start_url")?, get("sso_region")?);
        return Ok(Centre { key: start_url.clone(), start_url, region, scopes: Vec::new() });
    };
    let session =
        sections.sso_session(name).ok_or_else(|| lacks(&format!("[sso-session {name}]")))?;
    let get = |key: &str| session.get(key).map(str::to_owned).ok_or_else(|| lacks(key));
    let scopes = session.get("sso_registration_scopes").unwrap_or(USUAL_SCOPE);
    Ok(Centre {
        start_url: get("sso_start_url")?,
        region: get("sso_region")?,
        key: name.to_owned(),
        scopes: scopes.split(',').map(|scope| scope.trim().to_owned()).collect(),
    })
}

/// Signing in needs no credentials, so none are given.
fn client(centre: &Centre, files: &Files) -> Client {
    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(centre.region.clone()))
        .retry_config(retries())
        .timeout_config(timeouts());
    let config = match files.variable("AWS_ENDPOINT_URL_SSO_OIDC") {
        Some(url) => config.endpoint_url(url),
        None => config,
    };
    Client::new(&config.build())
}

fn seconds(given: i32) -> Option<Duration> {
    u64::try_from(given).ok().filter(|seconds| *seconds > 0).map(Duration::from_secs)
}

fn another_way(profile: &str) -> Failure {
    Failure::new(
        FailureKind::Invalid,
        "NoIdentityCenter",
        format!("Profile `{profile}` does not sign in with IAM Identity Center."),
        "Renew its credentials in the way that they were set up, then try again.",
    )
}

fn incomplete(profile: &str, what: &str) -> Failure {
    Failure::new(
        FailureKind::Invalid,
        "InvalidProfile",
        format!("Profile `{profile}` cannot sign in: `{what}` is missing in `~/.aws/config`."),
        "Run `aws configure sso`, or add it, then try again.",
    )
}

fn not_begun(error: &(dyn std::error::Error + 'static)) -> Failure {
    Failure::new(
        FailureKind::Unavailable,
        "SignInFailed",
        "IAM Identity Center did not take the sign-in.",
        "Look whether the network and the start URL in `~/.aws/config` are right, then try again.",
    )
    .with_detail(chain(error))
}

fn too_late() -> Failure {
    Failure::new(
        FailureKind::SignedOut,
        "SignInExpired",
        "Nobody confirmed the code in the browser in time.",
        "Sign in again, and confirm the code on the page that opens.",
    )
}

fn refused() -> Failure {
    Failure::new(
        FailureKind::AccessDenied,
        "SignInRefused",
        "The sign-in was refused in the browser.",
        "Sign in again as somebody who may.",
    )
}

fn unexpected(operation: &str) -> Failure {
    Failure::new(
        FailureKind::Unexpected,
        "UnexpectedAnswer",
        format!("The answer of `{operation}` was not understood."),
        "Try again, or run `aws sso login`.",
    )
}

#[cfg(test)]
mod tests;
