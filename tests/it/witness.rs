//! AWS's own Python tools on the practice account and on the starter template:
//! what they accept is not merely agreed between Crossfade and itself.

use std::{ffi::OsString, process::Command};

use crate::program::{Practice, complained, printed};

#[test]
fn boto3_finds_the_practice_account_to_be_aws() {
    let practice = Practice::start(&[]);
    witness("practice_with_boto3.py", &[&practice.endpoint]);
}

#[test]
fn boto3_writes_to_the_practice_account_as_to_aws() {
    let practice = Practice::start(&["--time-scale", "60"]);
    witness("practice_writes_with_boto3.py", &[&practice.endpoint]);
}

#[test]
fn cfn_lint_and_sam_take_the_starter_template() {
    let practice = Practice::start(&["--time-scale", "60", "--empty"]);
    let template = concat!(env!("CARGO_MANIFEST_DIR"), "/src-tauri/starter/template.yaml");
    witness("starter_template.py", &[template, &practice.endpoint]);
}

/// Runs a script of `tests/witness` and expects it to be content.
fn witness(script: &str, arguments: &[&str]) {
    let Some(python) = python() else { return };
    let script = format!("{}/tests/witness/{script}", env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(python)
        .arg(script)
        .args(arguments)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output();
    let output = output.expect("the Python that CROSSFADE_PYTHON names");
    assert!(output.status.success(), "{}{}", printed(&output), complained(&output));
}

/// `make test` brings one; a plain `cargo test` says what it leaves out.
fn python() -> Option<OsString> {
    let python = std::env::var_os("CROSSFADE_PYTHON");
    if python.is_none() {
        eprintln!("SKIPPED: CROSSFADE_PYTHON names no Python with boto3");
    }
    python
}
