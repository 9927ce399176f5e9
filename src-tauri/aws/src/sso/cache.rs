//! The file in which the SDK and `awscli` look for a token:
//! `~/.aws/sso/cache/<SHA-1 of the session's name or the start URL>.json`.
//!
//! Invariant: it is made for its owner alone, and is never there half-written.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use aws_runtime::fs_util::{Os, home_dir};
use crossfade_engine::{
    failure::{Failure, FailureKind},
    ports::Answer,
};
use jiff::Timestamp;
use serde_json::{Map, Value};
use sha1::{Digest as _, Sha1};

use super::{Centre, Registration};
use crate::profiles::Files;

/// A token with what it takes to renew it. Never printed.
pub(super) struct Token<'a> {
    pub(super) access: &'a str,
    pub(super) refresh: Option<&'a str>,
    pub(super) ends_at: Timestamp,
    pub(super) centre: &'a Centre,
    pub(super) registration: &'a Registration,
}

impl Token<'_> {
    pub(super) async fn keep(&self, files: &Files) -> Answer<()> {
        let home = home_dir(&files.env, Os::real()).ok_or_else(|| {
            not_kept(&io::Error::new(io::ErrorKind::NotFound, "there is no home folder"))
        })?;
        let file = file(Path::new(&home), &self.centre.key);
        let text = Value::Object(self.members()).to_string();
        let written = tokio::task::spawn_blocking(move || write(&file, &text)).await;
        written.map_err(io::Error::other).and_then(|it| it).map_err(|error| not_kept(&error))
    }

    fn members(&self) -> Map<String, Value> {
        let mut members = Map::new();
        let mut put = |name: &str, value: &str| members.insert(name.to_owned(), value.into());
        put("startUrl", &self.centre.start_url);
        put("region", &self.centre.region);
        put("accessToken", self.access);
        put("expiresAt", &instant(self.ends_at));
        put("clientId", &self.registration.id);
        put("clientSecret", &self.registration.secret);
        put("registrationExpiresAt", &instant(self.registration.ends_at));
        if let Some(refresh) = self.refresh {
            put("refreshToken", refresh);
        }
        members
    }
}

/// As `awscli` writes instants: to the second, in UTC.
fn instant(at: Timestamp) -> String {
    Timestamp::from_second(at.as_second()).unwrap_or(at).to_string()
}

fn file(home: &Path, key: &str) -> PathBuf {
    let name = format!("{:x}", Sha1::digest(key.as_bytes()));
    home.join(".aws/sso/cache").join(name).with_extension("json")
}

fn write(file: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let fresh = file.with_extension("json.new");
    // What a killed program left would keep its own permissions.
    match fs::remove_file(&fresh) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    for_its_owner(&fresh)?.write_all(text.as_bytes())?;
    fs::rename(fresh, file)
}

fn for_its_owner(file: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)
}

fn not_kept(error: &io::Error) -> Failure {
    Failure::new(
        FailureKind::Unexpected,
        "TokenNotKept",
        format!("The sign-in could not be kept in `~/.aws/sso/cache`: {error}."),
        "Make that folder writable for you, then sign in again.",
    )
}
