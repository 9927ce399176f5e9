//! What the window can ask for. Each command parses, calls, converts.

pub mod account;
pub mod act;
pub mod files;
pub mod look;
mod office;
pub mod rollouts;
pub mod setup;
pub mod sign_in;
mod sign_ins;
pub mod starter;
pub mod take;
pub mod trials;

use std::sync::Arc;

use crossfade_domain::arn::InstanceArn;
use crossfade_engine::{
    failure::{Failure, FailureKind},
    ports::Instance,
};

pub use office::Office;

use crate::{dto::FailureDto, present};

/// What a command answers.
type Answer<T> = Result<T, FailureDto>;

/// The state that Tauri keeps for the commands.
type Place<'a> = tauri::State<'a, Arc<Office>>;

#[expect(clippy::needless_pass_by_value, reason = "it stands in `map_err`")]
fn told(failure: Failure) -> FailureDto {
    present::failure(&failure)
}

fn invalid(error: impl std::fmt::Display) -> Failure {
    Failure::new(
        FailureKind::Invalid,
        "InvalidInput",
        format!("{error}."),
        "Correct it and try again; nothing was sent.",
    )
}

/// The instance that an ARN names.
async fn instance(office: &Office, arn: &str) -> Result<Instance, Failure> {
    let arn: InstanceArn = arn.parse().map_err(invalid)?;
    let session = office.session().await;
    let instances = session.desk()?.account().flows.instances().await?;
    instances.into_iter().find(|instance| instance.arn == arn).ok_or_else(|| {
        Failure::new(
            FailureKind::NotFound,
            "ResourceNotFoundException",
            format!("The instance `{arn}` does not exist in this account and Region."),
            "Choose another instance at the top of the window.",
        )
    })
}
