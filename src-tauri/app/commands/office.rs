//! Which session is open, and what the person chose.
//!
//! Invariant: readers always see a whole session; a change of account puts
//! another one in its place.

use std::{path::PathBuf, sync::Arc};

use crossfade_engine::failure::{Failure, FailureKind};
use tokio::sync::{Mutex, watch};

use crate::{
    dto::AccountChoiceDto,
    session::{Choice, Session},
    settings::{DataFolder, Settings},
};

/// The state behind the commands.
pub struct Office {
    data: DataFolder,
    session: watch::Sender<Arc<Session>>,
    /// Held while settings change, so that two changes do not cross.
    settings: Mutex<Settings>,
    /// Files that were written for the person in this run.
    saved: Mutex<Vec<PathBuf>>,
}

impl Office {
    /// Opens the account that was chosen last.
    pub async fn open(data: DataFolder) -> Self {
        let settings = data.load();
        let session = open(&data, &settings.account).await;
        Self {
            data,
            session: watch::Sender::new(Arc::new(session)),
            settings: Mutex::new(settings),
            saved: Mutex::default(),
        }
    }

    /// The open session.
    pub fn session(&self) -> Arc<Session> {
        self.session.borrow().clone()
    }

    /// The settings.
    pub async fn settings(&self) -> Settings {
        self.settings.lock().await.clone()
    }

    /// Where the program keeps its data.
    pub const fn data(&self) -> &DataFolder {
        &self.data
    }

    /// Changes the settings, on disk first.
    pub async fn change(&self, change: impl FnOnce(&mut Settings)) -> Result<(), Failure> {
        let mut settings = self.settings.lock().await;
        let mut changed = settings.clone();
        change(&mut changed);
        self.data.save(&changed).map_err(|error| not_saved(&error))?;
        *settings = changed;
        Ok(())
    }

    /// Opens another account, and remembers the choice.
    pub async fn choose(&self, choice: AccountChoiceDto) -> Result<Arc<Session>, Failure> {
        self.change(|settings| settings.account = choice.clone()).await?;
        let session = Arc::new(open(&self.data, &choice).await);
        let left = self.session.send_replace(session.clone());
        if let Some(left) = Arc::into_inner(left) {
            left.close().await;
        }
        Ok(session)
    }

    /// Remembers a file that was written for the person.
    pub async fn remember(&self, path: PathBuf) {
        self.saved.lock().await.push(path);
    }

    /// Whether a file was written for the person in this run.
    pub async fn wrote(&self, path: &PathBuf) -> bool {
        self.saved.lock().await.contains(path)
    }
}

async fn open(data: &DataFolder, choice: &AccountChoiceDto) -> Session {
    let choice = match choice {
        AccountChoiceDto::Practice { time_scale } => Choice::Practice { time_scale: *time_scale },
        AccountChoiceDto::Profile { name, region, read_only } => Choice::Profile {
            name: Some(name.clone()),
            region: region.clone(),
            read_only: *read_only,
        },
    };
    let practice = matches!(choice, Choice::Practice { .. });
    Session::open(&choice, &data.journal(practice)).await
}

fn not_saved(error: &std::io::Error) -> Failure {
    Failure::new(
        FailureKind::Unexpected,
        "SettingsNotSaved",
        format!("The settings could not be saved: {error}."),
        "Check that the data folder is writable and has room; nothing was changed.",
    )
}
