//! The machine against an account that is made up, on virtual time.

mod chaos;
mod commands;
mod crashes;
mod drift;
mod driver;
mod faults;
mod gates;
mod schedule;
mod story;
mod warm_up;
mod world;
