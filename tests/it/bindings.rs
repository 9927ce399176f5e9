//! The window's TypeScript comes from the Rust commands.

use std::{fs, path::Path};

#[test]
fn the_committed_typescript_is_what_the_commands_say() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/src/ipc/bindings.ts");
    if std::env::var_os("CROSSFADE_WRITE_BINDINGS").is_some() {
        crossfade::typescript_bindings(&committed).expect("written");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let fresh = folder.path().join("bindings.ts");
    crossfade::typescript_bindings(&fresh).expect("written");
    let read = |path: &Path| fs::read_to_string(path).unwrap_or_default();
    assert!(read(&committed) == read(&fresh), "stale: run `make bindings` and commit the result");
}
