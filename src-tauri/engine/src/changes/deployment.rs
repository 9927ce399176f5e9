//! Changes of what CodeDeploy keeps: applications, groups, configurations, and
//! deployments that are stopped.

mod words;

use crossfade_domain::rollout::plan::Shape;
use serde::{Deserialize, Serialize};

use super::standing::{Standing, gone};
use crate::ports::{Account, Answer, DeploymentGroup, GroupWatch, NewDeploymentGroup};

/// One write to CodeDeploy other than starting a deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "does", rename_all = "kebab-case")]
pub enum DeploymentChange {
    /// Make a Lambda application (`CreateApplication`).
    MakeApplication {
        /// Its name.
        name: String,
    },
    /// Delete an application that Crossfade made (`DeleteApplication`).
    DeleteApplication {
        /// Its name.
        name: String,
    },
    /// Make a deployment group (`CreateDeploymentGroup`).
    MakeGroup(NewDeploymentGroup),
    /// Delete a group that Crossfade made (`DeleteDeploymentGroup`).
    DeleteGroup(NewDeploymentGroup),
    /// Change what a group watches (`UpdateDeploymentGroup`).
    WatchGroup {
        /// The application's name.
        application: String,
        /// The group's name.
        group: String,
        /// What it watched when this was decided.
        before: GroupWatch,
        /// What it shall watch.
        after: GroupWatch,
    },
    /// Make a configuration (`CreateDeploymentConfig`).
    MakeConfiguration(Pace),
    /// Delete a configuration that Crossfade made (`DeleteDeploymentConfig`).
    DeleteConfiguration(Pace),
    /// Stop a deployment and have it rolled back (`StopDeployment`).
    Stop {
        /// Its id.
        deployment: String,
        /// What it moves, such as `orders:PROD`; empty when that is not told.
        alias: String,
    },
}

/// A deployment configuration of one's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pace {
    /// Its name.
    pub name: String,
    /// Linear, or else canary.
    pub linear: bool,
    /// How much moves at first, or each time.
    pub percent: u8,
    /// After how many minutes, or how often.
    pub minutes: u32,
}

impl Pace {
    /// The configuration of a canary or linear shape.
    #[must_use]
    pub fn of(name: String, shape: Shape) -> Option<Self> {
        match shape {
            Shape::Canary { percent, minutes } => {
                Some(Self { name, linear: false, percent, minutes })
            }
            Shape::Linear { percent, minutes } => {
                Some(Self { name, linear: true, percent, minutes })
            }
            Shape::AllAtOnce | Shape::Steps => None,
        }
    }

    /// The shape that it stands for.
    #[must_use]
    pub const fn shape(&self) -> Shape {
        let Self { percent, minutes, .. } = *self;
        if self.linear {
            Shape::Linear { percent, minutes }
        } else {
            Shape::Canary { percent, minutes }
        }
    }
}

impl DeploymentChange {
    pub(super) const fn operation(&self) -> &'static str {
        match self {
            Self::MakeApplication { .. } => "CreateApplication",
            Self::DeleteApplication { .. } => "DeleteApplication",
            Self::MakeGroup(_) => "CreateDeploymentGroup",
            Self::DeleteGroup(_) => "DeleteDeploymentGroup",
            Self::WatchGroup { .. } => "UpdateDeploymentGroup",
            Self::MakeConfiguration(_) => "CreateDeploymentConfig",
            Self::DeleteConfiguration(_) => "DeleteDeploymentConfig",
            Self::Stop { .. } => "StopDeployment",
        }
    }

    pub(super) fn undone(&self) -> Option<Self> {
        match self {
            Self::MakeApplication { name } => Some(Self::DeleteApplication { name: name.clone() }),
            Self::DeleteApplication { name } => Some(Self::MakeApplication { name: name.clone() }),
            Self::MakeGroup(group) => Some(Self::DeleteGroup(group.clone())),
            Self::DeleteGroup(group) => Some(Self::MakeGroup(group.clone())),
            Self::WatchGroup { application, group, before, after } => Some(Self::WatchGroup {
                application: application.clone(),
                group: group.clone(),
                before: after.clone(),
                after: before.clone(),
            }),
            Self::MakeConfiguration(pace) => Some(Self::DeleteConfiguration(pace.clone())),
            Self::DeleteConfiguration(pace) => Some(Self::MakeConfiguration(pace.clone())),
            Self::Stop { .. } => None,
        }
    }

    pub(super) const fn leaves_something(&self) -> bool {
        match self {
            Self::MakeApplication { .. } | Self::MakeGroup(_) | Self::MakeConfiguration(_) => true,
            Self::DeleteApplication { .. }
            | Self::DeleteGroup(_)
            | Self::WatchGroup { .. }
            | Self::DeleteConfiguration(_)
            | Self::Stop { .. } => false,
        }
    }

    /// Sends it, and answers what AWS calls what was made.
    pub(super) async fn send(&self, account: &Account) -> Answer<String> {
        let keeper = &account.deployment_keeper;
        match self {
            Self::MakeApplication { name } => keeper.create_application(name).await?,
            Self::DeleteApplication { name } => keeper.delete_application(name).await?,
            Self::MakeGroup(group) => keeper.create_group(group).await?,
            Self::DeleteGroup(group) => {
                keeper.delete_group(&group.application, &group.name).await?;
            }
            Self::WatchGroup { application, group, after, .. } => {
                keeper.watch_group(application, group, after).await?;
            }
            Self::MakeConfiguration(pace) => {
                keeper.create_configuration(&pace.name, pace.shape()).await?;
            }
            Self::DeleteConfiguration(pace) => keeper.delete_configuration(&pace.name).await?,
            Self::Stop { deployment, .. } => account.deployer.stop(deployment, true).await?,
        }
        Ok(self.name())
    }

    /// Where it stands.
    pub(super) async fn standing(&self, account: &Account) -> Answer<Standing> {
        let catalog = &account.deployments;
        let done = |done: bool| if done { Standing::Done(self.name()) } else { Standing::NotDone };
        match self {
            Self::MakeApplication { name } => {
                Ok(done(catalog.applications().await?.contains(name)))
            }
            Self::DeleteApplication { name } => application_gone(account, name).await,
            Self::MakeGroup(wanted) => {
                let found = group(account, &wanted.application, &wanted.name).await?;
                Ok(found.map_or(Standing::NotDone, |found| made(wanted, &found)))
            }
            Self::DeleteGroup(wanted) => {
                let found = group(account, &wanted.application, &wanted.name).await?;
                Ok(gone(found.is_none()))
            }
            Self::WatchGroup { application, group: name, before, after } => {
                let found = group(account, application, name).await?;
                Ok(watched(found.as_ref(), name, before, after))
            }
            Self::MakeConfiguration(pace) => {
                let found = catalog.shape(&pace.name).await?;
                Ok(match found {
                    None => Standing::NotDone,
                    Some(found) if found == pace.shape() => Standing::Done(self.name()),
                    Some(_) => Standing::Other(format!(
                        "A configuration of the name `{}` exists already, with another pace.",
                        pace.name
                    )),
                })
            }
            Self::DeleteConfiguration(pace) => Ok(gone(catalog.shape(&pace.name).await?.is_none())),
            Self::Stop { deployment, .. } => {
                let found = catalog.deployments(std::slice::from_ref(deployment)).await?;
                Ok(found.first().map_or_else(
                    || Standing::Other(format!("CodeDeploy has no deployment `{deployment}`.")),
                    |found| done(found.status.is_over()),
                ))
            }
        }
    }

    fn name(&self) -> String {
        match self {
            Self::MakeApplication { name } => name.clone(),
            Self::MakeGroup(group) => format!("{}/{}", group.application, group.name),
            Self::WatchGroup { application, group, .. } => format!("{application}/{group}"),
            Self::MakeConfiguration(pace) => pace.name.clone(),
            Self::Stop { deployment, .. } => deployment.clone(),
            Self::DeleteApplication { .. }
            | Self::DeleteGroup(_)
            | Self::DeleteConfiguration(_) => String::new(),
        }
    }
}

/// AWS deletes an application with all its groups, whoever made them.
async fn application_gone(account: &Account, name: &str) -> Answer<Standing> {
    if !account.deployments.applications().await?.iter().any(|it| it == name) {
        return Ok(gone(true));
    }
    let groups = account.deployments.groups().await?;
    Ok(match groups.iter().find(|group| group.application == name) {
        None => Standing::NotDone,
        Some(group) => Standing::Other(format!(
            "The application `{name}` still has the deployment group `{}`, which would go with it.",
            group.name
        )),
    })
}

async fn group(
    account: &Account,
    application: &str,
    name: &str,
) -> Answer<Option<DeploymentGroup>> {
    // Where the application is not there, neither is its group.
    let groups = account.deployments.groups().await?;
    Ok(groups.into_iter().find(|it| it.application == application && it.name == name))
}

fn made(wanted: &NewDeploymentGroup, found: &DeploymentGroup) -> Standing {
    let same = wanted.service_role == found.service_role
        && sorted(&wanted.alarms) == sorted(&found.alarms)
        && found.rolls_back_on.len() == 3;
    if same {
        return Standing::Done(format!("{}/{}", found.application, found.name));
    }
    Standing::Other(format!(
        "A deployment group of the name `{}` exists already, with another role, other alarms or \
         other events that roll back.",
        found.name
    ))
}

fn watched(
    found: Option<&DeploymentGroup>,
    name: &str,
    before: &GroupWatch,
    after: &GroupWatch,
) -> Standing {
    let Some(found) = found else {
        return Standing::Other(format!("The deployment group `{name}` does not exist any more."));
    };
    let watch = tidied(&found.watch());
    if watch == tidied(after) {
        Standing::Done(format!("{}/{}", found.application, found.name))
    } else if watch == tidied(before) {
        Standing::NotDone
    } else {
        Standing::Other(format!(
            "Somebody else changed what the deployment group `{name}` watches since it was looked \
             at."
        ))
    }
}

/// In an order of its own, so that two can be compared.
fn tidied(watch: &GroupWatch) -> GroupWatch {
    let mut rolls_back_on = watch.rolls_back_on.clone();
    rolls_back_on.sort_unstable();
    GroupWatch { alarms: sorted(&watch.alarms), rolls_back_on, ..watch.clone() }
}

fn sorted(names: &[String]) -> Vec<String> {
    let mut names = names.to_vec();
    names.sort_unstable();
    names
}
