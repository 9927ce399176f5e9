//! Rollouts for the window.

mod deployments;
mod live;
mod plans;
mod wishes;

pub use deployments::{deployment_of_others, deployment_row, group};
pub use live::{command, is_drifted, may_move_on, moves_on, record, rollout, row, worst};
pub use plans::{draft, forecast, hand_over, plan_names};
pub use wishes::{gates, gates_dto, probe, probe_result, wish};
