//! The profiles of `~/.aws/config` and `~/.aws/credentials`.
//!
//! Invariant: nothing here keeps or shows a credential. The SDK's own parser
//! reads the files; only names, Regions and the way to sign in leave it.

use aws_config::profile::{Profile as Section, ProfileSet};
use aws_runtime::env_config::file::EnvConfigFiles;
use aws_types::os_shim_internal::{Env, Fs};
use crossfade_engine::{
    failure::{Failure, FailureKind},
    ports::Answer,
};

use crate::failure::chain;

/// Profiles refer to each other; further than this nobody goes.
const LONGEST_CHAIN: usize = 8;

/// A profile of `~/.aws`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Its name; `default` is the one taken when none is named.
    pub name: String,
    /// Its Region, when it names one.
    pub region: Option<String>,
    /// How it signs in, in words: `IAM Identity Center`, `access key` …
    pub sign_in: String,
}

/// The profiles that there are, `default` first, then by name. Files that are
/// not there have none.
///
/// Source: "Shared config and credentials files", with `AWS_CONFIG_FILE` and
/// `AWS_SHARED_CREDENTIALS_FILE`.
///
/// # Errors
/// [`FailureKind::Invalid`] when a file cannot be parsed.
pub async fn profiles() -> Answer<Vec<Profile>> {
    Ok(listed(&Files::real().sections().await?))
}

/// Where environment variables and files come from.
#[derive(Debug, Clone)]
pub(crate) struct Files {
    /// Environment variables.
    pub(crate) env: Env,
    /// Files.
    pub(crate) fs: Fs,
}

impl Files {
    /// The process's own.
    pub(crate) fn real() -> Self {
        Self { env: Env::real(), fs: Fs::real() }
    }

    /// An environment variable that is set and not empty.
    pub(crate) fn variable(&self, name: &str) -> Option<String> {
        self.env.get(name).ok().filter(|value| !value.is_empty())
    }

    /// What both files hold together.
    pub(crate) async fn sections(&self) -> Answer<ProfileSet> {
        let files = EnvConfigFiles::default();
        aws_config::profile::load(&self.fs, &self.env, &files, None).await.map_err(|error| {
            Failure::new(
                FailureKind::Invalid,
                "UnreadableProfiles",
                "The files in `~/.aws` cannot be read.",
                "Correct the file and line that the details name, then try again.",
            )
            .with_detail(chain(&error))
        })
    }
}

fn listed(sections: &ProfileSet) -> Vec<Profile> {
    let mut names: Vec<&str> = sections.profiles().collect();
    names.sort_unstable_by_key(|name| (*name != "default", *name));
    let known = names.into_iter().filter_map(|name| sections.get_profile(name));
    known.map(|section| profile(section, sections)).collect()
}

fn profile(section: &Section, sections: &ProfileSet) -> Profile {
    let region = section.get("region").filter(|region| !region.is_empty());
    Profile {
        name: section.name().to_owned(),
        region: region.map(str::to_owned),
        sign_in: Method::of(section, sections).words().to_owned(),
    }
}

/// How a profile comes by credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Method {
    /// IAM Identity Center; renewed with `aws sso login --profile` and this
    /// profile, which can be another one than asks.
    IdentityCenter {
        /// The profile to log in with.
        login: String,
    },
    /// Assumes a role with another profile's credentials.
    Role,
    /// Assumes a role with a token of an identity provider.
    WebIdentity,
    /// Asks another program.
    Process,
    /// `aws login`, with the console's sign-in, which only `awscli` can use.
    ConsoleLogin,
    /// Long-lived or pasted keys in the file.
    AccessKey,
    /// The profile names no way to sign in.
    Unknown,
}

impl Method {
    /// The method of a profile; one that assumes a role is told by what it
    /// assumes it with, when that is IAM Identity Center.
    pub(crate) fn of(section: &Section, sections: &ProfileSet) -> Self {
        let has = |key: &str| section.get(key).is_some();
        if let Some(login) = identity_center(section, sections) {
            return Self::IdentityCenter { login };
        }
        match () {
            () if has("web_identity_token_file") => Self::WebIdentity,
            () if has("role_arn") => Self::Role,
            () if has("credential_process") => Self::Process,
            () if has("login_session") => Self::ConsoleLogin,
            () if has("aws_access_key_id") => Self::AccessKey,
            () => Self::Unknown,
        }
    }

    const fn words(&self) -> &'static str {
        match self {
            Self::IdentityCenter { .. } => "IAM Identity Center",
            Self::Role => "role",
            Self::WebIdentity => "web identity",
            Self::Process => "credential process",
            Self::ConsoleLogin => "console sign-in",
            Self::AccessKey => "access key",
            Self::Unknown => "nothing to sign in with",
        }
    }
}

/// The first profile along `source_profile` that signs in with IAM Identity
/// Center.
fn identity_center(section: &Section, sections: &ProfileSet) -> Option<String> {
    let source = |section: &&Section| sections.get_profile(section.get("source_profile")?);
    let is_it = |section: &&Section| {
        ["sso_session", "sso_start_url"].iter().any(|key| section.get(key).is_some())
    };
    std::iter::successors(Some(section), source)
        .take(LONGEST_CHAIN)
        .find(is_it)
        .map(|section| section.name().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str = "
[default]
region = eu-central-1
[profile work]
sso_session = company
sso_account_id = 111122223333
sso_role_name = Admin
[sso-session company]
sso_start_url = https://company.awsapps.com/start
sso_region = eu-west-1
[profile rollout]
role_arn = arn:aws:iam::111122223333:role/Rollout
source_profile = work
region = us-east-1
[profile circle]
role_arn = arn:aws:iam::111122223333:role/Circle
source_profile = circle
[profile tool]
credential_process = /usr/bin/tool
[profile bare]
output = json
";
    const CREDENTIALS: &str = "
[default]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY
[keys]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY
";

    fn files(config: &str) -> Files {
        Files {
            env: Env::from_slice(&[
                ("AWS_CONFIG_FILE", "/elsewhere/config"),
                ("AWS_SHARED_CREDENTIALS_FILE", "/elsewhere/credentials"),
            ]),
            fs: Fs::from_slice(&[
                ("/elsewhere/config", config),
                ("/elsewhere/credentials", CREDENTIALS),
            ]),
        }
    }

    #[tokio::test]
    async fn profiles_of_both_files_are_listed_without_their_secrets() {
        let profiles = listed(&files(CONFIG).sections().await.expect("sections"));
        let told: Vec<_> = profiles
            .iter()
            .map(|it| (it.name.as_str(), it.region.as_deref(), it.sign_in.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                ("default", Some("eu-central-1"), "access key"),
                ("bare", None, "nothing to sign in with"),
                ("circle", None, "role"),
                ("keys", None, "access key"),
                ("rollout", Some("us-east-1"), "IAM Identity Center"),
                ("tool", None, "credential process"),
                ("work", None, "IAM Identity Center"),
            ]
        );
        assert!(!format!("{profiles:?}").contains("wJalr"));
    }

    #[tokio::test]
    async fn a_role_is_renewed_by_the_profile_that_it_builds_on() {
        let sections = files(CONFIG).sections().await.expect("sections");
        let rollout = sections.get_profile("rollout").expect("a profile");
        let method = Method::of(rollout, &sections);
        assert_eq!(method, Method::IdentityCenter { login: "work".to_owned() });
    }

    #[tokio::test]
    async fn a_broken_file_is_told_with_its_line() {
        let failure = files("[default\nregion = x").sections().await.expect_err("a failure");
        assert_eq!(failure.kind, FailureKind::Invalid);
        assert!(failure.detail.as_deref().unwrap_or_default().contains("line 1"), "{failure:?}");
    }
}
