//! Files that a person takes along: charts and tables.
//!
//! Invariant: a file never replaces another, and only files written here can
//! be shown in the file manager.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// Writes `content` into the Downloads folder (or the home folder when there
/// is none) under `name`, with a number where that name is taken.
pub fn save(name: &str, content: &[u8]) -> io::Result<PathBuf> {
    let folder = folder()?;
    fs::create_dir_all(&folder)?;
    save_in(&folder, name, content)
}

/// Writes files into a new folder of the Downloads folder, called `name` with a
/// number where that is taken.
pub fn save_folder(name: &str, files: &[(String, String)]) -> io::Result<PathBuf> {
    let downloads = folder()?;
    fs::create_dir_all(&downloads)?;
    let target = new_folder(&downloads, name)?;
    for (name, text) in files {
        save_in(&target, name, text.as_bytes())?;
    }
    Ok(target)
}

fn new_folder(parent: &Path, name: &str) -> io::Result<PathBuf> {
    let (stem, _) = parts(&format!("{name}.folder"));
    for number in 1.. {
        let name = if number == 1 { stem.clone() } else { format!("{stem} ({number})") };
        match fs::create_dir(parent.join(&name)) {
            Ok(()) => return Ok(parent.join(name)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::other("every name is taken"))
}

/// The folder where files are put.
pub fn folder() -> io::Result<PathBuf> {
    let user = directories::UserDirs::new()
        .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no home folder was found"))?;
    Ok(user.download_dir().unwrap_or_else(|| user.home_dir()).to_owned())
}

fn save_in(folder: &Path, name: &str, content: &[u8]) -> io::Result<PathBuf> {
    let (stem, extension) = parts(name);
    for number in 1.. {
        let name = match number {
            1 => format!("{stem}.{extension}"),
            _ => format!("{stem} ({number}).{extension}"),
        };
        let path = folder.join(name);
        match File::create_new(&path) {
            Ok(mut file) => return file.write_all(content).map(|()| path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::other("every name is taken"))
}

/// A stem without anything that leads out of the folder, and an extension.
fn parts(name: &str) -> (String, String) {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "txt"));
    let clean = |text: &str| {
        let kept = |letter: char| {
            if letter.is_alphanumeric() || " -_.".contains(letter) { letter } else { '-' }
        };
        text.chars().map(kept).collect::<String>().trim_matches(['.', ' ']).to_owned()
    };
    let stem = Some(clean(stem)).filter(|stem| !stem.is_empty());
    (stem.unwrap_or_else(|| "crossfade".to_owned()), clean(extension))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_file_is_replaced_and_none_leaves_the_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let saved = |name| {
            let path = save_in(folder.path(), name, b"x").expect("saved");
            assert_eq!(path.parent(), Some(folder.path()));
            path.file_name().expect("a name").to_string_lossy().into_owned()
        };
        assert_eq!(saved("flows.csv"), "flows.csv");
        assert_eq!(saved("flows.csv"), "flows (2).csv");
        assert_eq!(saved("../../etc/pass:wd.csv"), "-..-etc-pass-wd.csv");
        assert_eq!(saved("..csv"), "crossfade.csv");
    }
}
