//! Crossfade: moves what Amazon Connect flows call from one Lambda version to
//! the next, through an alias, and back again at once if callers suffer.
//!
//! This package composes: it opens an account (practice or real), hands its
//! ports to the engine, and shows what the engine says in a window or on a
//! command line. Nothing but this package knows whether the account is a
//! practice account.

pub mod cli;
mod closing;
mod commands;
mod downloads;
mod dto;
mod log;
mod practice_clock;
mod present;
mod report;
mod reporting;
mod session;
mod settings;
mod shell;
mod tray;

pub use shell::typescript_bindings;
