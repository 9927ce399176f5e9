//! The program: a window without a command, a command line with one.

// A window needs no console of its own on Windows.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    crossfade::cli::main()
}
