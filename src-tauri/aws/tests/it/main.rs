//! The ports against the practice account, against a script of answers, and
//! against `moto` as a witness that Crossfade's authors did not write.

mod account;
mod aliases;
mod chats;
mod deployments;
mod flows;
mod functions;
mod guards;
mod lists;
mod making;
mod metrics;
mod moto;
mod moto_writes;
mod script;
mod sign_in;
mod tokens;
mod told;
