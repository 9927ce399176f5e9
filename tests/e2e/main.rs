//! The real program in its real window, driven through WebKit's own driver.
//!
//! Needs a display and `WebKitWebDriver`; `make test` sees to both. Each test
//! has a driver, a data folder and a practice account of its own.

mod accounts;
mod closing;
mod guided;
mod main_job;
mod numbers;
mod rollout;
mod screenshots;
mod states;
mod story;
mod trying;
mod window;
