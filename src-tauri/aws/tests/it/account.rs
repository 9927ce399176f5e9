//! Opening accounts, and AWS's plain clients to set things up with.

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use crossfade_aws::{OpenOptions, Target, open};
use crossfade_domain::arn::InstanceArn;
use crossfade_engine::ports::Account;
use crossfade_practice::{INSTANCE_ID, PracticeOptions, PracticeServer, REGION, serve};

/// 10:00 on a Monday.
pub const START: &str = "2026-11-23T10:00:00Z";

pub const FREE: OpenOptions = OpenOptions { read_only: false, paced: false };

/// The account at a URL.
pub async fn opened(url: &str, options: OpenOptions) -> Account {
    let target = Target::Endpoint { url: url.to_owned(), region: REGION.to_owned() };
    let opened = open(target, options).await.expect("an account");
    assert_eq!((opened.region.as_str(), opened.profile.as_deref()), (REGION, None));
    opened.account
}

/// A practice account whose clock stands still at [`START`].
pub async fn practice() -> (PracticeServer, Account) {
    practice_with(PracticeOptions::default()).await
}

pub async fn practice_with(options: PracticeOptions) -> (PracticeServer, Account) {
    let start = Some(START.parse().expect("a time"));
    let options = PracticeOptions { time_scale: 0.0, start, ..options };
    let server = serve(options).await.expect("the practice account starts");
    let account = opened(&server.endpoint(), FREE).await;
    (server, account)
}

pub fn instance() -> InstanceArn {
    format!("arn:aws:connect:{REGION}:111122223333:instance/{INSTANCE_ID}").parse().expect("an ARN")
}

/// What AWS's plain clients are made of.
pub fn plain(url: &str) -> SdkConfig {
    let credentials = Credentials::new("test", "test", None, None, "test");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(REGION))
        .endpoint_url(url)
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .build()
}
