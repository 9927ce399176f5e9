//! Which account a command speaks to.

use clap::Args;
use crossfade_engine::{
    failure::{Failure, FailureKind},
    ports::Instance,
};

use crate::{
    session::{Choice, Opened, Session},
    settings::{DataFolder, Kept},
};

/// The account: an endpoint, or a profile of `~/.aws`.
#[derive(Debug, Clone, Args)]
pub(super) struct Target {
    /// An endpoint that stands in for AWS, such as the practice account's.
    #[arg(long, value_name = "URL", conflicts_with = "profile")]
    endpoint: Option<String>,
    /// A profile of `~/.aws`; the default one when left out.
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// The Region; the profile's own when left out.
    #[arg(long, value_name = "REGION")]
    region: Option<String>,
}

impl Target {
    /// Opens the account.
    pub(super) async fn open(&self, data: &DataFolder, read_only: bool) -> Result<Opened, Failure> {
        self.session(data, read_only).await.opened
    }

    /// Opens the account, and keeps what it was opened with.
    pub(super) async fn session(&self, data: &DataFolder, read_only: bool) -> Session {
        let choice = match &self.endpoint {
            Some(url) => Choice::Endpoint { url: url.clone(), region: self.region.clone() },
            None => Choice::Profile {
                name: self.profile.clone(),
                region: self.region.clone(),
                read_only,
            },
        };
        let kept = if self.endpoint.is_some() { Kept::Endpoint } else { Kept::Real };
        Session::open(&choice, &data.journal(kept)).await
    }
}

/// The instance of an id, ARN or alias; the only one when none is named.
pub(super) fn chosen(instances: Vec<Instance>, wanted: Option<&str>) -> Result<Instance, Failure> {
    let names: Vec<String> = instances.iter().map(|it| it.arn.id.clone()).collect();
    let is_it = |instance: &Instance| {
        wanted.is_none_or(|wanted| {
            [&instance.arn.id, &instance.alias, &instance.arn.to_string()]
                .contains(&&wanted.to_owned())
        })
    };
    let mut found = instances.into_iter().filter(is_it);
    match (found.next(), found.next(), wanted) {
        (Some(instance), None, _) => Ok(instance),
        (None, _, None) => Err(no_instance(
            "This account has no Amazon Connect instance in this Region.",
            "Choose another Region or profile.",
        )),
        (None, _, Some(wanted)) => Err(no_instance(
            &format!("There is no instance `{wanted}`."),
            &format!("Choose one of: {}.", names.join(", ")),
        )),
        (Some(_), Some(_), _) => Err(no_instance(
            "There are several instances.",
            &format!("Name one with --instance: {}.", names.join(", ")),
        )),
    }
}

fn no_instance(message: &str, remedy: &str) -> Failure {
    Failure::new(FailureKind::NotFound, "NoInstance", message, remedy)
}
