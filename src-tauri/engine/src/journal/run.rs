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
        let file = locked(&lock_file(folder, &id), || ())?;
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

/// A file that is locked and still there: another run that clears away may
/// have taken it for an ended one's before it was locked. `made` is told when it
/// has been made and not been locked yet.
fn locked(path: &Path, mut made: impl FnMut()) -> io::Result<File> {
    loop {
        let file = File::create(path)?;
        made();
        file.lock()?;
        if path.try_exists()? {
            return Ok(file);
        }
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
        if path.extension().is_some_and(|extension| extension == "lock") {
            clear(&path)?;
        }
    }
    Ok(())
}

/// Removes the file of a run that ended, and keeps its lock meanwhile, so that
/// nobody locks what is about to go.
fn clear(path: &Path) -> io::Result<()> {
    let Ok(file) = File::open(path) else { return Ok(()) };
    if file.try_lock().is_err() {
        return Ok(());
    }
    match fs::remove_file(path) {
        // Another run cleared it away.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_file_that_is_cleared_away_before_it_is_locked_is_made_anew() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = lock_file(folder.path(), "run");
        let mut times = 0;
        let file = locked(&path, || {
            times += 1;
            if times == 1 {
                clear_ended(folder.path()).expect("cleared");
                assert!(!path.exists(), "it was not locked yet");
            }
        });
        assert!(is_locked(&path), "the run lives");
        assert_eq!(times, 2);
        clear_ended(folder.path()).expect("cleared");
        assert!(path.exists());
        drop(file);
        clear_ended(folder.path()).expect("cleared");
        assert!(!path.exists(), "its run has ended");
    }
}
