//! Which centre a profile signs in to.

use super::*;

use aws_types::os_shim_internal::{Env, Fs};

const CONFIG: &str = "
[profile work]
sso_session = company
[sso-session company]
sso_start_url = https://company.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = sso:account:access, codewhisperer:completions
[profile rollout]
role_arn = arn:aws:iam::111122223333:role/Rollout
source_profile = work
[profile old]
sso_start_url = https://old.awsapps.com/start
sso_region = us-east-1
[profile half]
sso_session = gone
[profile keys]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
";

async fn sections() -> ProfileSet {
    let env = [("AWS_CONFIG_FILE", "/c"), ("AWS_SHARED_CREDENTIALS_FILE", "/s")];
    let fs = Fs::from_slice(&[("/c", CONFIG), ("/s", "")]);
    Files { env: Env::from_slice(&env), fs }.sections().await.expect("sections")
}

#[tokio::test]
async fn a_token_is_named_after_the_session_and_else_after_the_start_url() {
    let sections = sections().await;
    let work = centre("rollout", &sections).expect("a centre");
    assert_eq!((work.key.as_str(), work.region.as_str()), ("company", "eu-west-1"));
    assert_eq!(work.scopes, ["sso:account:access", "codewhisperer:completions"]);
    let old = centre("old", &sections).expect("a centre");
    assert_eq!((old.key.as_str(), old.scopes.len()), ("https://old.awsapps.com/start", 0));
}

#[tokio::test]
async fn what_is_missing_is_named() {
    let sections = sections().await;
    let told = |profile: &str| centre(profile, &sections).expect_err("refused").message;
    assert!(told("half").contains("[sso-session gone]"));
    assert!(told("keys").contains("does not sign in with IAM Identity Center"));
    assert_eq!(login_of("keys", &sections), None);
    assert_eq!(login_of("rollout", &sections).as_deref(), Some("work"));
}
