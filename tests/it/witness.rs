//! AWS's own Python client on the practice account: what it accepts is not
//! merely agreed between Crossfade and itself.

use std::process::Command;

use crate::program::{Practice, complained, printed};

#[test]
fn boto3_finds_the_practice_account_to_be_aws() {
    let Some(python) = std::env::var_os("CROSSFADE_PYTHON") else {
        // `make test` brings one; a plain `cargo test` says what it leaves out.
        eprintln!("SKIPPED: CROSSFADE_PYTHON names no Python with boto3");
        return;
    };
    let practice = Practice::start(&[]);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/witness/practice_with_boto3.py");
    let output = Command::new(python).args([script, &practice.endpoint]).output();
    let output = output.expect("the Python that CROSSFADE_PYTHON names");
    assert!(output.status.success(), "{}{}", printed(&output), complained(&output));
}
