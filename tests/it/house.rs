//! The rules of the house that a compiler does not keep: who may name whom.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below `folder` with one of the extensions, generated ones aside.
fn files(folder: &str, extensions: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut ahead = vec![root().join(folder)];
    while let Some(folder) = ahead.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            if path.is_dir() {
                if !["node_modules", "dist", "target", "gen"].contains(&name.as_str()) {
                    ahead.push(path);
                }
            } else if extensions.iter().any(|extension| name.ends_with(extension)) {
                found.push(path);
            }
        }
    }
    assert!(!found.is_empty(), "no files in {folder}: the test looks in the wrong place");
    found
}

/// Files below `folder` whose text holds `word`, those that may hold it aside.
fn naming(folder: &str, extensions: &[&str], word: &str, may: &[&str]) -> Vec<String> {
    let relative = |path: &Path| path.strip_prefix(root()).expect("inside").display().to_string();
    files(folder, extensions)
        .iter()
        .filter(|path| fs::read_to_string(path).expect("text").contains(word))
        .map(|path| relative(path))
        .filter(|path| !may.iter().any(|allowed| path.starts_with(allowed)))
        .collect()
}

const NONE: [&str; 0] = [];

#[test]
fn only_the_aws_package_names_the_sdk() {
    for word in ["aws_sdk_", "aws-sdk-"] {
        assert_eq!(naming("src-tauri", &[".rs", ".toml"], word, &["src-tauri/aws/"]), NONE);
    }
}

#[test]
fn the_domain_knows_no_runtime_and_no_clock() {
    for word in ["tokio", "aws", "jiff", "rusqlite", "tauri"] {
        let named = naming("src-tauri/domain", &["Cargo.toml"], word, &[]);
        assert_eq!(named, NONE, "{word}");
    }
}

#[test]
fn dependencies_point_one_way() {
    for (package, may_not) in [
        ("domain", ["crossfade-engine", "crossfade-aws", "crossfade-practice"].as_slice()),
        ("engine", &["crossfade-aws", "crossfade-practice"]),
        ("practice", &["crossfade-engine", "crossfade-aws"]),
    ] {
        let manifest =
            fs::read_to_string(root().join("src-tauri").join(package).join("Cargo.toml"));
        let manifest = manifest.expect("a manifest");
        let dependencies = manifest.split("[dev-dependencies]").next().expect("a part");
        for word in may_not {
            assert!(!dependencies.contains(word), "{package} depends on {word}");
        }
    }
}

#[test]
fn only_composition_knows_that_the_account_may_be_practice() {
    let composition = ["src-tauri/app/session.rs", "src-tauri/app/cli/practice.rs"];
    for word in ["crossfade_practice", "crossfade_aws"] {
        assert_eq!(naming("src-tauri/app", &[".rs"], word, &composition), NONE);
    }
    assert_eq!(naming("src-tauri/engine/src", &[".rs"], "ractice account'", &[]), NONE);
}

#[test]
fn only_ui_ipc_speaks_to_the_shell() {
    // Tests stand in for the shell.
    let may = ["ui/src/ipc/", "ui/src/test/"];
    let named = naming("ui/src", &[".ts", ".tsx"], "@tauri-apps/", &may);
    assert_eq!(named, NONE);
}

#[test]
fn no_lint_is_switched_off_without_a_reason() {
    assert_eq!(naming("src-tauri", &[".rs"], "#[allow(", &[]), NONE);
    assert_eq!(naming("src-tauri", &[".rs"], "#![allow(", &[]), NONE);
}

#[test]
fn no_file_outgrows_its_room() {
    let long = |path: &PathBuf| fs::read_to_string(path).expect("text").lines().count() > 450;
    let generated = |path: &PathBuf| path.ends_with("bindings.ts");
    let mut all = files("src-tauri", &[".rs"]);
    all.extend(files("ui/src", &[".ts", ".tsx"]));
    all.extend(files("tests", &[".rs"]));
    let long: Vec<_> = all.iter().filter(|path| long(path) && !generated(path)).collect();
    assert_eq!(long, Vec::<&PathBuf>::new(), "split these by what they are about");
}
