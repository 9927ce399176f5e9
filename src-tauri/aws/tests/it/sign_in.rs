//! Signing in with profiles, each in a process of its own: the SDK reads the
//! environment and the home folder, and a test may change neither for others.

use std::path::Path;

use crossfade_aws::{OpenOptions, Target, begin_sign_in, open, profiles};
use crossfade_engine::failure::Failure;
use tokio::process::Command;

use crate::script::{Reply, Script};

const CONFIG: &str = "
[profile keys]
region = eu-central-1
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY
[profile bare]
region = eu-central-1
[profile work]
region = eu-central-1
sso_session = company
sso_account_id = 111122223333
sso_role_name = Admin
[sso-session company]
sso_start_url = https://company.awsapps.com/start
sso_region = eu-west-1
[profile rollout]
region = eu-central-1
role_arn = arn:aws:iam::111122223333:role/Rollout
source_profile = work
[profile dangling]
region = eu-central-1
role_arn = arn:aws:iam::111122223333:role/Rollout
source_profile = nowhere
[profile tool]
region = eu-central-1
credential_process = /bin/false
[profile console]
region = eu-central-1
login_session = arn:aws:iam::111122223333:user/anna
";
/// SHA-1 of `company`, under which `aws sso login` keeps the session's token.
const TOKEN_FILE: &str = "71b21161ffa1e6516bcc072aaf5ef38cbe85b511.json";
const EXPIRED_TOKEN: &str = r#"{"accessToken":"eyJsecret-access-token-of-the-test-that-nobody-may-see","expiresAt":"2020-01-01T00:00:00Z","region":"eu-west-1","startUrl":"https://company.awsapps.com/start"}"#;

/// A home folder with `~/.aws`.
fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a folder");
    let cache = home.path().join(".aws/sso/cache");
    std::fs::create_dir_all(&cache).expect("a folder");
    std::fs::write(home.path().join(".aws/config"), CONFIG).expect("written");
    std::fs::write(cache.join(TOKEN_FILE), EXPIRED_TOKEN).expect("written");
    home
}

/// What `child` says in a process with this home folder and these variables.
async fn in_its_own_process(home: &Path, child: &str, variables: &[(&str, &str)]) -> String {
    let told = home.join("told");
    let output = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", &format!("sign_in::{child}"), "--ignored"])
        .env_clear()
        .env("HOME", home)
        .env("TOLD", &told)
        .envs(variables.iter().copied())
        .output()
        .await
        .expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let secret = ["wJalrX", "eyJsecret"].iter().any(|secret| said.contains(secret));
    assert!(output.status.success() && !secret, "{said}");
    std::fs::read_to_string(told).expect("something was told")
}

fn tell(what: &str) {
    let file = std::env::var("TOLD").expect("where to");
    std::fs::write(file, what).expect("written");
}

#[tokio::test]
#[ignore = "run by other tests in a process of its own"]
async fn says_who_calls() {
    let name = std::env::var("PROFILE").ok();
    let target = match std::env::var("ENDPOINT") {
        Ok(url) => Target::Endpoint { url, region: "eu-central-1".to_owned() },
        Err(_) => Target::Profile { name, region: None },
    };
    let opened = open(target, OpenOptions::default()).await.expect("opened");
    let told = match opened.account.identity.caller().await {
        Ok(caller) => format!("{} in {} as {:?}", caller.arn, opened.region, opened.profile),
        Err(Failure { kind, code, message, remedy, detail }) => {
            format!("{kind:?} {code}\n{message}\n{remedy}\n{}", detail.unwrap_or_default())
        }
    };
    tell(&told);
}

#[tokio::test]
#[ignore = "run by other tests in a process of its own"]
async fn lists_profiles() {
    let profiles = profiles().await.expect("profiles");
    let names: Vec<_> = profiles.into_iter().map(|it| it.name).collect();
    tell(&names.join(" "));
}

#[tokio::test]
async fn each_way_of_not_being_signed_in_has_its_own_remedy() {
    let home = home();
    // Whoever asks the instance metadata service asks the script.
    let metadata = Script::play([]).await;
    for (profile, code, remedy) in [
        ("work", "SignInFailed", "Run `aws sso login --profile work`, then try again."),
        ("rollout", "SignInFailed", "Run `aws sso login --profile work`, then try again."),
        (
            "tool",
            "SignInFailed",
            "Sign in with the program that profile `tool` asks, then try again.",
        ),
        ("bare", "NoCredentials", "Give profile `bare` a way to sign in with `aws configure sso`."),
        (
            "dangling",
            "InvalidProfile",
            "Correct profile `dangling` in `~/.aws` as the details say, then try again.",
        ),
        ("console", "InvalidProfile", "Crossfade cannot use `aws login` itself"),
    ] {
        let variables =
            [("PROFILE", profile), ("AWS_EC2_METADATA_SERVICE_ENDPOINT", metadata.url.as_str())];
        let told = in_its_own_process(home.path(), "says_who_calls", &variables).await;
        let lines: Vec<_> = told.lines().collect();
        assert_eq!(lines[0], format!("SignedOut {code}"), "{told}");
        assert!(lines[2].starts_with(remedy), "{told}");
        assert!(!told.contains("eyJsecret"), "{told}");
    }
    assert!(metadata.asked().is_empty(), "{:?}", metadata.asked());
}

const CALLER: &str = "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
    <GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/anna</Arn><UserId>AIDA</UserId>\
    <Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";

#[tokio::test]
async fn a_profile_signs_with_its_own_keys_and_not_with_the_environments() {
    let home = home();
    let script = Script::play([Reply::Text(200, CALLER), Reply::Text(200, CALLER)]).await;
    let environment = [
        ("AWS_ENDPOINT_URL", script.url.as_str()),
        ("AWS_ACCESS_KEY_ID", "AKIAENVIRONMENT00000"),
        ("AWS_SECRET_ACCESS_KEY", "another"),
        ("AWS_REGION", "us-west-2"),
    ];
    let named = [("PROFILE", "keys")].into_iter().chain(environment).collect::<Vec<_>>();
    let told = in_its_own_process(home.path(), "says_who_calls", &named).await;
    assert_eq!(told, "arn:aws:iam::111122223333:user/anna in us-west-2 as Some(\"keys\")");
    let told = in_its_own_process(home.path(), "says_who_calls", &environment).await;
    assert_eq!(told, "arn:aws:iam::111122223333:user/anna in us-west-2 as None");
    let keys: Vec<_> = script.asked().into_iter().map(|it| it.headers).collect();
    assert!(keys[0].contains("Credential=AKIAIOSFODNN7EXAMPLE/"), "{keys:?}");
    assert!(keys[1].contains("Credential=AKIAENVIRONMENT00000/"), "{keys:?}");
}

#[tokio::test]
async fn an_endpoint_never_sees_a_real_key() {
    let home = home();
    let script = Script::play([Reply::Text(200, CALLER)]).await;
    let variables = [
        ("ENDPOINT", script.url.as_str()),
        ("AWS_PROFILE", "keys"),
        ("AWS_ACCESS_KEY_ID", "AKIAENVIRONMENT00000"),
        ("AWS_SECRET_ACCESS_KEY", "another"),
        ("AWS_SESSION_TOKEN", "token"),
        ("AWS_ENDPOINT_URL", "http://127.0.0.1:1"),
    ];
    in_its_own_process(home.path(), "says_who_calls", &variables).await;
    let headers = &script.asked()[0].headers;
    assert!(headers.contains("Credential=practice/"), "{headers}");
    assert!(!headers.contains("AKIA") && !headers.contains("security-token"), "{headers}");
}

#[tokio::test]
async fn what_listens_on_this_machine_is_not_asked_through_a_proxy() {
    let home = home();
    let proxy = Script::play([]).await;
    let script = Script::play([Reply::Text(200, CALLER)]).await;
    let variables =
        ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
            .map(|name| (name, proxy.url.as_str()));
    let endpoint = [("ENDPOINT", script.url.as_str())];
    let all: Vec<_> = variables.into_iter().chain(endpoint).collect();
    let told = in_its_own_process(home.path(), "says_who_calls", &all).await;
    assert_eq!(told, "arn:aws:iam::111122223333:user/anna in eu-central-1 as None");
    assert!(proxy.asked().is_empty(), "{:?}", proxy.asked());
}

#[tokio::test]
async fn aws_is_asked_through_the_proxy_of_the_environment() {
    let home = home();
    let proxy = Script::play([Reply::Text(200, CALLER)]).await;
    let variables = [
        ("PROFILE", "keys"),
        ("AWS_ENDPOINT_URL", "http://sts.crossfade.invalid"),
        ("http_proxy", proxy.url.as_str()),
    ];
    let told = in_its_own_process(home.path(), "says_who_calls", &variables).await;
    assert!(told.starts_with("arn:aws:iam::111122223333:user/anna"), "{told}");
    assert_eq!(proxy.asked().len(), 1);
}

#[tokio::test]
async fn profiles_are_those_of_the_home_folder_or_of_the_files_that_are_named() {
    let home = home();
    let told = in_its_own_process(home.path(), "lists_profiles", &[]).await;
    assert_eq!(told, "bare console dangling keys rollout tool work");
    let elsewhere = home.path().join("elsewhere");
    std::fs::write(&elsewhere, "[default]\nregion = eu-central-1\n").expect("written");
    let elsewhere = elsewhere.display().to_string();
    let named = [("AWS_CONFIG_FILE", elsewhere.as_str())];
    let told = in_its_own_process(home.path(), "lists_profiles", &named).await;
    assert_eq!(told, "default");
}

#[tokio::test]
#[ignore = "run by other tests in a process of its own"]
async fn signs_in() {
    let begun = begin_sign_in("rollout").await.expect("begun");
    let (url, code) = (begun.url.clone(), begun.code.clone());
    let ended = begun.finish().await;
    tell(&format!("{url}\n{code}\n{:?}", ended.map_err(|failure| failure.code)));
}

const REGISTERED: &str = r#"{"clientId":"client","clientSecret":"eyJsecret-of-the-client","clientSecretExpiresAt":4102444800}"#;
const STARTED: &str = r#"{"deviceCode":"device","userCode":"ABCD-EFGH","interval":1,"expiresIn":600,"verificationUri":"https://device.sso/","verificationUriComplete":"https://device.sso/?user_code=ABCD-EFGH"}"#;
const TOKEN: &str = r#"{"accessToken":"eyJsecret-access-token","refreshToken":"eyJsecret-refresh-token","tokenType":"Bearer","expiresIn":28800}"#;
const ROLE: &str = r#"{"roleCredentials":{"accessKeyId":"AKIAIDENTITYCENTER00","secretAccessKey":"another","sessionToken":"third","expiration":4102444800000}}"#;

fn said(status: u16, error: &'static str, body: &str) -> Reply {
    Reply::Json(status, error, body.to_owned())
}

#[tokio::test]
async fn a_code_confirmed_in_the_browser_signs_the_sdk_in() {
    let home = home();
    let pending = || said(400, "AuthorizationPendingException", "{}");
    let centre = Script::play([
        said(200, "", REGISTERED),
        said(200, "", STARTED),
        pending(),
        pending(),
        said(200, "", TOKEN),
    ])
    .await;
    let variables = [("AWS_ENDPOINT_URL_SSO_OIDC", centre.url.as_str())];
    let told = in_its_own_process(home.path(), "signs_in", &variables).await;
    assert_eq!(told, "https://device.sso/?user_code=ABCD-EFGH\nABCD-EFGH\nOk(())");
    let asked = centre.asked();
    assert!(asked[0].body.contains("sso:account:access"), "{}", asked[0].body);
    assert!(asked[1].body.contains("https://company.awsapps.com/start"), "{}", asked[1].body);
    assert!(asked.iter().all(|it| !it.headers.to_lowercase().contains("authorization:")));

    let file = home.path().join(".aws/sso/cache").join(TOKEN_FILE);
    let kept: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(&file).expect("a file")).expect("JSON");
    assert_eq!(kept["accessToken"], "eyJsecret-access-token");
    assert_eq!(kept["refreshToken"], "eyJsecret-refresh-token");
    assert_eq!(kept["registrationExpiresAt"], "2100-01-01T00:00:00Z");
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(
            &std::fs::metadata(&file).expect("a file").permissions(),
        );
        assert_eq!(mode & 0o777, 0o600, "for its owner alone");
    }
    // The SDK finds it, and asks for the role's credentials with it.
    let portal = Script::play([said(200, "", ROLE)]).await;
    let sts = Script::play([Reply::Text(200, CALLER)]).await;
    let variables = [
        ("PROFILE", "work"),
        ("AWS_ENDPOINT_URL_SSO", portal.url.as_str()),
        ("AWS_ENDPOINT_URL_STS", sts.url.as_str()),
    ];
    let told = in_its_own_process(home.path(), "says_who_calls", &variables).await;
    assert_eq!(told, "arn:aws:iam::111122223333:user/anna in eu-central-1 as Some(\"work\")");
    assert!(portal.asked()[0].headers.contains("eyJsecret-access-token"));
}

#[tokio::test]
async fn a_code_that_is_refused_leaves_everything_as_it_was() {
    let home = home();
    let centre = Script::play([
        said(200, "", REGISTERED),
        said(200, "", STARTED),
        said(400, "AccessDeniedException", "{}"),
    ])
    .await;
    let variables = [("AWS_ENDPOINT_URL_SSO_OIDC", centre.url.as_str())];
    let told = in_its_own_process(home.path(), "signs_in", &variables).await;
    assert!(told.ends_with("Err(\"SignInRefused\")"), "{told}");
    let file = home.path().join(".aws/sso/cache").join(TOKEN_FILE);
    assert_eq!(std::fs::read_to_string(file).expect("a file"), EXPIRED_TOKEN);
}
