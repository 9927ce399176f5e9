//! The account that the window shows, and what went wrong.

use serde::{Deserialize, Serialize};
use specta::Type;

/// The badge in the top bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ModeDto {
    /// The embedded practice account.
    Practice,
    /// A real account; no write call leaves the program.
    ReadOnly,
    /// A real account.
    Live,
}

/// Which account is open.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SessionDto {
    /// Another number is another session, even of an account by the same name.
    pub number: u32,
    /// The badge.
    pub mode: ModeDto,
    /// Twelve-digit account id; absent while it is not known.
    pub account: Option<String>,
    /// The caller's ARN; absent while it is not known.
    pub caller: Option<String>,
    /// The Region.
    pub region: String,
    /// The profile's name; absent on the practice account.
    pub profile: Option<String>,
    /// The profile of IAM Identity Center that can be signed in from the window.
    pub signs_in_by: Option<String>,
    /// How many times faster than the wall the account's time runs.
    pub time_factor: f64,
    /// The account's time at this moment.
    pub now: String,
    /// The practice account's endpoint, for `aws --endpoint-url`.
    pub endpoint: Option<String>,
    /// The program's version.
    pub version: String,
    /// Why the account cannot be used, if it cannot.
    pub problem: Option<FailureDto>,
    /// How many journal entries were left open by a killed program and were
    /// settled at this start.
    pub recovered_acts: u32,
}

/// What failed and what to do about it.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FailureDto {
    /// Whether the program said no (a warning), rather than broke (an error).
    pub refusal: bool,
    /// AWS's error code or the program's own.
    pub code: String,
    /// What failed.
    pub message: String,
    /// What to do.
    pub remedy: String,
    /// AWS's own words.
    pub detail: Option<String>,
    /// Whether signing in mends it; absent when not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[specta(optional)]
    pub signed_out: Option<bool>,
}

/// A sign-in that waits for the person to confirm it in the browser.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SignInDto {
    /// The profile that is signed in.
    pub profile: String,
    /// The page that opens in the browser, the code filled in.
    pub url: String,
    /// The code that the page shows.
    pub code: String,
}

/// An Amazon Connect instance.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct InstanceDto {
    /// Its ARN; commands name an instance by it.
    pub arn: String,
    /// Its id.
    pub id: String,
    /// Its alias (the access URL's name).
    pub alias: String,
    /// AWS's word for its status.
    pub status: String,
}
