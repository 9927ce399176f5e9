//! What the program remembers of a person's choices.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::FailureDto;

/// Which account to open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum AccountChoiceDto {
    /// The embedded practice account.
    Practice {
        /// How many times faster than the wall its time runs.
        time_scale: f64,
        /// Whether it begins without functions and flows.
        #[serde(default)]
        empty: bool,
    },
    /// A profile of `~/.aws`.
    Profile {
        /// Its name.
        name: String,
        /// The Region; absent takes the profile's own.
        region: Option<String>,
        /// Whether no write call may leave the program.
        read_only: bool,
    },
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ThemeDto {
    /// As the desktop says.
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// The settings, and what there is to choose from.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SettingsDto {
    /// The account.
    pub account: AccountChoiceDto,
    /// Light or dark.
    pub theme: ThemeDto,
    /// Profiles of `~/.aws`.
    pub profiles: Vec<ProfileDto>,
    /// Why they could not be read.
    pub profiles_failed: Option<FailureDto>,
    /// Where the journal lies.
    pub data_folder: String,
}

/// A profile of `~/.aws`.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProfileDto {
    /// Its name.
    pub name: String,
    /// Its Region, when it names one.
    pub region: Option<String>,
    /// How it signs in, in words: `IAM Identity Center`, `access key`, `role` …
    pub sign_in: String,
}
