//! From a target to credentials and a Region.
//!
//! Invariant: an endpoint gets made-up credentials and nothing else, so no
//! real one ever reaches it; and no choice of account asks the instance
//! metadata service, which desktops do not have.

use aws_config::{
    BehaviorVersion, Region, SdkConfig,
    environment::EnvironmentVariableCredentialsProvider,
    meta::credentials::CredentialsProviderChain,
    profile::{ProfileFileCredentialsProvider, ProfileSet},
    provider_config::ProviderConfig,
};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use crossfade_engine::{
    failure::{Failure, FailureKind},
    ports::Answer,
};

use crate::{
    http,
    profiles::{Files, Method},
    retry::{retries, timeouts},
};

/// How somebody signed in, as far as remedies need to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SignIn {
    /// Made-up credentials for something that stands in for AWS.
    Endpoint,
    /// `AWS_ACCESS_KEY_ID` and the like.
    Environment,
    /// A profile of `~/.aws`.
    Profile {
        /// Its name.
        name: String,
        /// How it comes by credentials.
        method: Method,
    },
}

impl SignIn {
    /// What renews the sign-in, as one sentence.
    pub(crate) fn remedy(&self) -> String {
        let (name, method) = match self {
            Self::Endpoint => return "Start the endpoint again, then try again.".to_owned(),
            Self::Environment => {
                return "Renew the credentials in the environment variables `AWS_ACCESS_KEY_ID` \
                        and so on, then start the program again."
                    .to_owned();
            }
            Self::Profile { name, method } => (name, method),
        };
        match method {
            Method::IdentityCenter { login } => {
                format!("Run `aws sso login --profile {login}`, then try again.")
            }
            Method::ConsoleLogin => through_awscli(name),
            Method::Process => {
                format!("Sign in with the program that profile `{name}` asks, then try again.")
            }
            Method::Role | Method::WebIdentity | Method::AccessKey => {
                format!("Renew the credentials of profile `{name}` in `~/.aws`, then try again.")
            }
            Method::Unknown => {
                format!("Give profile `{name}` a way to sign in with `aws configure sso`.")
            }
        }
    }

    /// What mends a sign-in that is set up wrongly, as one sentence.
    pub(crate) fn correction(&self) -> String {
        match self {
            Self::Profile { name, method: Method::ConsoleLogin } => through_awscli(name),
            Self::Profile { name, .. } => {
                format!("Correct profile `{name}` in `~/.aws` as the details say, then try again.")
            }
            Self::Environment | Self::Endpoint => self.remedy(),
        }
    }

    /// The profile's name.
    pub(crate) fn profile(&self) -> Option<&str> {
        match self {
            Self::Profile { name, .. } => Some(name),
            Self::Endpoint | Self::Environment => None,
        }
    }
}

/// `aws login` keeps its session where only `awscli` reads it, but `awscli`
/// hands the credentials on.
fn through_awscli(name: &str) -> String {
    format!(
        "Crossfade cannot use `aws login` itself: add a profile with `credential_process = aws \
         configure export-credentials --profile {name} --format process`, and choose that one."
    )
}

/// What clients are built from.
#[derive(Debug, Clone)]
pub(crate) struct SignedIn {
    /// The SDK's configuration.
    pub(crate) config: SdkConfig,
    /// The Region.
    pub(crate) region: String,
    /// How.
    pub(crate) sign_in: SignIn,
}

/// With made-up credentials at an endpoint.
pub(crate) fn at_endpoint(url: &str, region: String) -> Answer<SignedIn> {
    if !["http://", "https://"].iter().any(|scheme| url.starts_with(scheme)) {
        return Err(Failure::new(
            FailureKind::Invalid,
            "NotAnEndpoint",
            format!("`{url}` is not the URL of an endpoint."),
            "Give a URL such as `http://127.0.0.1:4577`.",
        ));
    }
    let credentials = Credentials::new("practice", "practice", None, None, "crossfade");
    let mut config = SdkConfig::builder();
    config.set_http_client(http::client(url));
    let config = config
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region.clone()))
        .endpoint_url(url)
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .retry_config(retries())
        .timeout_config(timeouts())
        .build();
    Ok(SignedIn { config, region, sign_in: SignIn::Endpoint })
}

/// With a profile, or with whatever the environment says when none is named.
pub(crate) async fn with_profile(
    named: Option<String>,
    region: Option<String>,
    files: &Files,
) -> Answer<SignedIn> {
    let sections = files.sections().await?;
    let sign_in = sign_in(named, files, &sections)?;
    let region = region
        .or_else(|| files.variable("AWS_REGION"))
        .or_else(|| files.variable("AWS_DEFAULT_REGION"))
        .or_else(|| region_of(&sign_in, &sections))
        .ok_or_else(|| no_region(&sign_in))?;
    let config = load(&sign_in, Region::new(region.clone())).await;
    Ok(SignedIn { config, region, sign_in })
}

/// A named profile wins over the environment; without a name, keys in the
/// environment win over `AWS_PROFILE`, as with `awscli`.
fn sign_in(named: Option<String>, files: &Files, sections: &ProfileSet) -> Answer<SignIn> {
    if named.is_none() && files.variable("AWS_ACCESS_KEY_ID").is_some() {
        return Ok(SignIn::Environment);
    }
    let name = named.unwrap_or_else(|| sections.selected_profile().to_owned());
    let section = sections.get_profile(&name).ok_or_else(|| no_profile(&name, sections))?;
    let method = Method::of(section, sections);
    Ok(SignIn::Profile { name, method })
}

fn region_of(sign_in: &SignIn, sections: &ProfileSet) -> Option<String> {
    let name = sign_in.profile().unwrap_or_else(|| sections.selected_profile());
    let region = sections.get_profile(name)?.get("region")?;
    (!region.is_empty()).then(|| region.to_owned())
}

async fn load(sign_in: &SignIn, region: Region) -> SdkConfig {
    let loader = aws_config::defaults(BehaviorVersion::latest())
        .region(region.clone())
        .retry_config(retries())
        .timeout_config(timeouts());
    let provider = ProviderConfig::without_region().with_region(Some(region));
    let profile = ProfileFileCredentialsProvider::builder().configure(&provider);
    match sign_in {
        SignIn::Profile { name, .. } => {
            loader.profile_name(name).credentials_provider(profile.profile_name(name).build())
        }
        SignIn::Environment | SignIn::Endpoint => {
            let environment = EnvironmentVariableCredentialsProvider::new();
            loader.credentials_provider(
                CredentialsProviderChain::first_try("Environment", environment)
                    .or_else("Profile", profile.build()),
            )
        }
    }
    .load()
    .await
}

fn no_profile(name: &str, sections: &ProfileSet) -> Failure {
    let mut known: Vec<&str> = sections.profiles().collect();
    known.sort_unstable();
    let remedy = if known.is_empty() {
        "Set one up with `aws configure sso`, or choose the practice account.".to_owned()
    } else {
        format!("Choose one of: {}.", known.join(", "))
    };
    let message = format!("There is no profile `{name}` in `~/.aws`.");
    Failure::new(FailureKind::SignedOut, "NoSuchProfile", message, remedy)
}

fn no_region(sign_in: &SignIn) -> Failure {
    let (message, remedy) = match sign_in.profile() {
        Some(name) => (
            format!("Profile `{name}` names no Region."),
            format!("Choose a Region, or run `aws configure set region REGION --profile {name}`."),
        ),
        None => {
            ("No Region is set.".to_owned(), "Choose a Region, or set `AWS_REGION`.".to_owned())
        }
    };
    Failure::new(FailureKind::Invalid, "NoRegion", message, remedy)
}

#[cfg(test)]
mod tests {
    use super::*;

    use aws_types::os_shim_internal::{Env, Fs};

    const CONFIG: &str = "
[default]
region = eu-central-1
[profile work]
sso_start_url = https://company.awsapps.com/start
sso_region = eu-west-1
";

    fn files(variables: &[(&str, &str)]) -> Files {
        let mut all = vec![("AWS_CONFIG_FILE", "/c"), ("AWS_SHARED_CREDENTIALS_FILE", "/s")];
        all.extend(variables);
        Files { env: Env::from_slice(&all), fs: Fs::from_slice(&[("/c", CONFIG), ("/s", "")]) }
    }

    async fn opened(named: Option<&str>, variables: &[(&str, &str)]) -> Answer<(SignIn, String)> {
        let signed_in = with_profile(named.map(str::to_owned), None, &files(variables)).await?;
        Ok((signed_in.sign_in, signed_in.region))
    }

    #[tokio::test]
    async fn a_named_profile_wins_over_keys_in_the_environment() {
        let keys = ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
        let (named, region) = opened(Some("default"), &[keys]).await.expect("opened");
        assert_eq!((named.profile(), region.as_str()), (Some("default"), "eu-central-1"));
        let (unnamed, _) = opened(None, &[keys]).await.expect("opened");
        assert_eq!(unnamed, SignIn::Environment);
        let chosen = ("AWS_PROFILE", "work");
        let (selected, region) =
            opened(None, &[chosen, ("AWS_REGION", "us-west-2")]).await.expect("opened");
        assert_eq!((selected.profile(), region.as_str()), (Some("work"), "us-west-2"));
        assert_eq!(selected.remedy(), "Run `aws sso login --profile work`, then try again.");
    }

    #[tokio::test]
    async fn what_is_missing_is_named_with_its_remedy() {
        let failure = opened(Some("wrok"), &[]).await.expect_err("a failure");
        assert_eq!(
            failure.to_string(),
            "There is no profile `wrok` in `~/.aws`. Choose one of: default, work."
        );
        let failure = opened(Some("work"), &[]).await.expect_err("a failure");
        assert_eq!(failure.code, "NoRegion");
    }

    #[test]
    fn an_endpoint_is_a_url() {
        let failure =
            at_endpoint("localhost:4577", "eu-central-1".to_owned()).expect_err("refused");
        assert_eq!(failure.code, "NotAnEndpoint");
    }
}
