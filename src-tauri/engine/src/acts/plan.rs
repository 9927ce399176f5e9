//! From what a person asks to one `UpdateAlias`.

use crossfade_domain::{
    alias::{Alias, Routing},
    qualifier::{AliasName, Version},
    weight::Weight,
};

use crate::{
    failure::{Failure, FailureKind},
    journal::{ActId, RoutingChange},
    ports::{Answer, FunctionVersion},
};

/// What a person asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoutingRequest {
    /// Give `to` a share, the rest to the present `FunctionVersion`.
    Shift {
        /// The version that gets the share.
        to: Version,
        /// Its share; 0 % clears the split.
        weight: Weight,
    },
    /// Send every call to one version.
    Move {
        /// The version.
        to: Version,
    },
}

impl RoutingRequest {
    pub(crate) const fn target(&self) -> Version {
        match self {
            Self::Shift { to, .. } | Self::Move { to } => *to,
        }
    }
}

/// One `UpdateAlias`, decided on what was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The function's name.
    pub function: String,
    /// The alias as it was seen.
    pub alias: Alias,
    /// The routing to set.
    pub after: Routing,
    /// The act that this undoes.
    pub undoes: Option<ActId>,
}

impl Plan {
    /// Whether carrying it out would change nothing.
    #[must_use]
    pub fn changes_nothing(&self) -> bool {
        self.alias.routing == self.after
    }

    /// The change, for the journal.
    #[must_use]
    pub fn change(&self) -> RoutingChange {
        RoutingChange {
            function: self.function.clone(),
            alias: self.alias.name.clone(),
            before: self.alias.routing.clone(),
            after: self.after.clone(),
        }
    }

    /// The `aws` command that does the same.
    #[must_use]
    pub fn command(&self) -> String {
        let name: &AliasName = &self.alias.name;
        let weights = self.after.additional.map_or_else(String::new, |(version, weight)| {
            format!("\"{version}\"={}", weight.fraction())
        });
        format!(
            "aws lambda update-alias --function-name {} --name {name} --function-version {} \
             --routing-config 'AdditionalVersionWeights={{{weights}}}' --revision-id {}",
            self.function,
            quoted(&self.after.version.to_string()),
            self.alias.revision_id
        )
    }
}

/// Plans a request on an alias and the function's versions.
///
/// # Errors
/// Everything that Lambda would refuse, said before it is asked: an unknown or
/// unpublished version, a version that is not active, differing roles or
/// dead-letter targets.
pub fn plan(
    function: &str,
    alias: Alias,
    versions: &[FunctionVersion],
    request: &RoutingRequest,
) -> Answer<Plan> {
    let target = existing(function, versions, request.target())?;
    let after = match request {
        RoutingRequest::Move { to } => Routing::all_to(*to),
        RoutingRequest::Shift { to, weight } => {
            alias.routing.shifted(*to, *weight).map_err(|error| {
                invalid("InvalidRouting", &format!("{error}."), "Choose another version or weight.")
            })?
        }
    };
    if after.additional.is_some() {
        let present = existing(function, versions, alias.routing.version)?;
        check_compatible(present, target)?;
    }
    Ok(Plan { function: function.to_owned(), alias, after, undoes: None })
}

fn existing<'a>(
    function: &str,
    versions: &'a [FunctionVersion],
    wanted: Version,
) -> Answer<&'a FunctionVersion> {
    let found = versions.iter().find(|candidate| candidate.version == wanted).ok_or_else(|| {
        Failure::new(
            FailureKind::NotFound,
            "ResourceNotFoundException",
            format!("`{function}` has no version {wanted}."),
            "Choose a version from the list, or publish one.",
        )
    })?;
    match found.state.as_deref() {
        None | Some("Active" | "Inactive") => Ok(found),
        Some(state) => Err(invalid(
            "VersionNotActive",
            &format!("Version {wanted} of `{function}` is `{state}`, not `Active`."),
            "Wait until it is active, or choose another version.",
        )),
    }
}

/// Lambda splits an alias only over versions with one role and one dead-letter target.
fn check_compatible(present: &FunctionVersion, target: &FunctionVersion) -> Answer<()> {
    let (old, new) = (present.version, target.version);
    if present.role != target.role {
        return Err(invalid(
            "DifferentRoles",
            &format!(
                "Versions {old} and {new} have different execution roles: `{}` and `{}`.",
                present.role, target.role
            ),
            "Publish a version with the same role, or move all calls at once.",
        ));
    }
    if present.dead_letter_target != target.dead_letter_target {
        return Err(invalid(
            "DifferentDeadLetterTargets",
            &format!("Versions {old} and {new} have different dead-letter targets."),
            "Publish a version with the same dead-letter target, or move all calls at once.",
        ));
    }
    Ok(())
}

fn invalid(code: &str, message: &str, remedy: &str) -> Failure {
    Failure::new(FailureKind::Invalid, code, message, remedy)
}

/// `$LATEST` would be a variable to a shell.
fn quoted(version: &str) -> String {
    if version.starts_with('$') { format!("'{version}'") } else { version.to_owned() }
}
