//! What the program remembers of a person's choices, in one small file.
//!
//! Invariant: the file never holds a credential; a file that cannot be read is
//! set aside and the defaults are taken, so the program always starts.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::dto::{AccountChoiceDto, ThemeDto};

/// At this scale a rollout of ten minutes takes under one.
pub const PRACTICE_TIME_SCALE: f64 = 15.0;

/// A person's choices.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Settings {
    /// Which account to open.
    pub account: AccountChoiceDto,
    /// Light or dark.
    pub theme: ThemeDto,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            account: AccountChoiceDto::Practice { time_scale: PRACTICE_TIME_SCALE, empty: false },
            theme: ThemeDto::System,
        }
    }
}

/// No folder for the program's data could be found.
#[derive(Debug, Clone, Error)]
#[error("no home folder was found; name a folder with `--data-folder`")]
pub struct NoDataFolder;

/// Whose journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Real accounts'.
    Real,
    /// That of whatever stands in for AWS at an endpoint.
    Endpoint,
    /// That of the practice account that the window serves itself. It ends
    /// with the program, and so does what is under way on it.
    Practice,
}

/// Where the program keeps its data.
#[derive(Debug, Clone)]
pub struct DataFolder(PathBuf);

impl DataFolder {
    /// The folder that a person named, or the desktop's own place for it.
    pub fn find(named: Option<PathBuf>) -> Result<Self, NoDataFolder> {
        let usual = || directories::ProjectDirs::from("app", "Crossfade", "crossfade");
        let folder = named.or_else(|| usual().map(|dirs| dirs.data_local_dir().to_owned()));
        folder.map(Self).ok_or(NoDataFolder)
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Where a journal lies. They are kept apart, so that practice never
    /// stands among real changes.
    pub fn journal(&self, of: Kept) -> PathBuf {
        match of {
            Kept::Real => self.0.clone(),
            Kept::Endpoint => self.0.join("practice"),
            Kept::Practice => self.0.join("practice-in-window"),
        }
    }

    fn settings_file(&self) -> PathBuf {
        self.0.join("settings.json")
    }

    /// The settings; defaults when there are none.
    pub fn load(&self) -> Settings {
        let file = self.settings_file();
        let Ok(text) = fs::read_to_string(&file) else { return Settings::default() };
        serde_json::from_str(&text).unwrap_or_else(|error| {
            tracing::warn!(%error, "the settings cannot be read; starting with defaults");
            if let Err(error) = fs::rename(&file, file.with_extension("json.unreadable")) {
                tracing::warn!(%error, "the unreadable settings could not be set aside");
            }
            Settings::default()
        })
    }

    /// Writes the settings; a half-written file never takes their place.
    pub fn save(&self, settings: &Settings) -> io::Result<()> {
        fs::create_dir_all(&self.0)?;
        let file = self.settings_file();
        let fresh = file.with_extension("json.new");
        fs::write(&fresh, serde_json::to_string_pretty(settings).map_err(io::Error::other)?)?;
        fs::rename(fresh, file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_come_back_and_damage_is_set_aside() {
        let folder = tempfile::tempdir().expect("a folder");
        let data = DataFolder(folder.path().join("new"));
        assert_eq!(data.load(), Settings::default());
        let chosen = Settings {
            account: AccountChoiceDto::Profile {
                name: "work".to_owned(),
                region: Some("eu-central-1".to_owned()),
                read_only: true,
            },
            theme: ThemeDto::Dark,
        };
        data.save(&chosen).expect("saved");
        assert_eq!(data.load(), chosen);
        fs::write(data.settings_file(), "{").expect("damaged");
        assert_eq!(data.load(), Settings::default());
        assert!(data.settings_file().with_extension("json.unreadable").exists());
    }
}
