//! The ports against the practice account, against a script of answers, and
//! against `moto` as a witness that Crossfade's authors did not write.

mod account;
mod aliases;
mod deployments;
mod flows;
mod functions;
mod guards;
mod lists;
mod metrics;
mod moto;
mod script;
mod sign_in;
mod told;
