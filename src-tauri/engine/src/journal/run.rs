//! Which run of the program wrote an entry, and whether that run still lives.
//!
//! Invariant: a run holds the lock on its file for as long as its process
//! lives; the operating system lets go of it however the process ends.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

/// This process's run. Dropping it ends the run.
#[derive(Debug)]
pub(super) struct Run {
    id: String,
    folder: PathBuf,
    /// Held for its lock.
    _file: File,
}

impl Run {
    /// Begins a run whose lock lies in `folder`, and clears away runs that ended.
    pub(super) fn begin(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        clear_ended(folder)?;
        let id = uuid::Uuid::now_v7().to_string();
        let file = File::create(lock_file(folder, &id))?;
        file.lock()?;
        Ok(Self { id, folder: folder.to_owned(), _file: file })
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// Whether another run, or this one, is still under way.
    pub(super) fn lives(&self, id: &str) -> bool {
        id == self.id || is_locked(&lock_file(&self.folder, id))
    }
}

fn lock_file(folder: &Path, id: &str) -> PathBuf {
    folder.join(format!("{id}.lock"))
}

fn is_locked(path: &Path) -> bool {
    let Ok(file) = File::open(path) else { return false };
    matches!(file.try_lock(), Err(TryLockError::WouldBlock))
}

fn clear_ended(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "lock") && !is_locked(&path) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}
