//! Tests of the whole, in one binary: the program's commands on the practice
//! account, the rules of the house, and the window's TypeScript.

mod bindings;
mod corpus;
mod cut;
mod house;
mod imports;
mod inspect;
mod killed;
mod map;
mod program;
mod rollouts;
mod setup;
mod witness;
