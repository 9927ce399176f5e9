//! Functions, versions, aliases, permissions and alarms.

use crossfade_domain::{
    alias::Alias,
    qualifier::{Qualifier, Version},
};
use crossfade_engine::{
    atlas::{Atlas, Permission},
    failure::Failure,
    ports::{Alarm, AlarmState, FunctionDetail, FunctionSummary, FunctionVersion},
};

use super::{atlas::flow_ref, failure, instant, shares};
use crate::dto::{
    AlarmDto, AlarmStateDto, AliasDto, AliasShareDto, FunctionDetailDto, FunctionRowDto,
    PermissionDto, VersionDto,
};

/// A function in the list.
pub fn function_row(function: &FunctionSummary) -> FunctionRowDto {
    FunctionRowDto {
        name: function.arn.name.clone(),
        arn: function.arn.to_string(),
        description: function.description.clone(),
        runtime: function.runtime.clone(),
        timeout_seconds: function.timeout_seconds,
        last_modified: function.last_modified.map(instant),
    }
}

/// What is known around an alias.
pub struct AliasContext<'a> {
    /// The function.
    pub function: &'a FunctionSummary,
    /// The instance's map, if it was scanned.
    pub atlas: Option<&'a Atlas>,
    /// Every alarm of the account, or why they could not be read.
    pub alarms: Result<&'a [Alarm], &'a Failure>,
    /// Whether the instance may invoke the alias.
    pub permission: &'a Permission,
}

/// A function, whole. `aliases` are shown already.
pub fn function_detail(
    detail: &FunctionDetail,
    aliases: Vec<AliasDto>,
    unqualified: &Permission,
) -> FunctionDetailDto {
    let latest = latest(&detail.versions);
    let mut versions: Vec<VersionDto> =
        detail.versions.iter().map(|it| version(it, latest, &detail.aliases)).collect();
    // $LATEST first, then the newest.
    if let [_latest, published @ ..] = versions.as_mut_slice() {
        published.reverse();
    }
    FunctionDetailDto {
        function: function_row(&detail.summary),
        versions,
        aliases,
        permission: permission(unqualified, &detail.summary.arn.name),
        unpublished_changes: unpublished_changes(&detail.versions),
    }
}

/// An alias, whole.
pub fn alias(alias: &Alias, context: &AliasContext<'_>) -> AliasDto {
    let function = &context.function.arn.name;
    let qualifier = Qualifier::Alias(alias.name.clone());
    let numbers = |atlas: &Atlas| {
        let numbers = atlas.phone_numbers_reaching(function, &alias.name);
        numbers.into_iter().map(|it| it.number.clone()).collect()
    };
    let flows = |atlas: &Atlas| {
        let flows = atlas.flows_calling(function, &alias.name);
        flows.into_iter().map(|index| flow_ref(atlas, index)).collect()
    };
    let watching = |alarms: &[Alarm]| {
        alarms.iter().filter(|it| it.watches(function, &alias.name)).map(alarm).collect()
    };
    AliasDto {
        function: function.clone(),
        alias: alias.name.to_string(),
        arn: context.function.arn.with(qualifier).to_string(),
        description: alias.description.clone(),
        version: alias.routing.version.to_string(),
        shares: shares(&alias.routing),
        split: alias.routing.is_split(),
        permission: permission(context.permission, &format!("{function}:{}", alias.name)),
        flows: context.atlas.map(flows),
        phone_numbers: context.atlas.map(numbers),
        alarms: context.alarms.ok().map(watching),
        alarms_failed: context.alarms.err().map(failure),
    }
}

/// An alarm.
pub fn alarm(alarm: &Alarm) -> AlarmDto {
    AlarmDto {
        name: alarm.name.clone(),
        state: match alarm.state {
            AlarmState::Ok => AlarmStateDto::Ok,
            AlarmState::Alarm => AlarmStateDto::Alarm,
            AlarmState::InsufficientData => AlarmStateDto::InsufficientData,
        },
        condition: alarm.condition.clone(),
        reason: alarm.reason.clone(),
        since: alarm.since.map(instant),
    }
}

fn version(
    version: &FunctionVersion,
    latest: Option<&FunctionVersion>,
    aliases: &[Alias],
) -> VersionDto {
    let share = |alias: &Alias| {
        let percent = alias.routing.share_of(version.version).percent();
        (percent > 0.0).then(|| AliasShareDto { alias: alias.name.to_string(), percent })
    };
    VersionDto {
        version: version.version.to_string(),
        description: version.description.clone(),
        code_sha256: version.code_sha256.clone(),
        configuration: version.configuration.clone(),
        same_as_latest: latest.is_some_and(|latest| version.is_same_as(latest)),
        runtime: version.runtime.clone(),
        memory_mb: version.memory_mb,
        timeout_seconds: version.timeout_seconds,
        last_modified: version.last_modified.map(instant),
        aliases: aliases.iter().filter_map(share).collect(),
    }
}

/// Whether `$LATEST` has code or settings that no published version has.
fn unpublished_changes(versions: &[FunctionVersion]) -> bool {
    latest(versions).is_some_and(|latest| {
        let published = versions.iter().filter(|it| it.version.is_published());
        !published.into_iter().any(|it| it.is_same_as(latest))
    })
}

fn latest(versions: &[FunctionVersion]) -> Option<&FunctionVersion> {
    versions.iter().find(|it| it.version == Version::Latest)
}

fn permission(permission: &Permission, target: &str) -> PermissionDto {
    let narrow = "Replace it by one that names the instance in `SourceArn` and its account in `SourceAccount`.";
    let (allowed, message, remedy, statement_id) = match permission {
        Permission::Allowed(grant) => {
            let (scope, remedy) = match (grant.limited_to_instance, grant.limited_to_account) {
                (true, true) => ("names this instance and its account", ""),
                (true, false) => ("names this instance, but not its account", narrow),
                (false, true) => ("names this account, but not the instance", narrow),
                (false, false) => ("names neither instance nor account", narrow),
            };
            let message = format!(
                "Connect may invoke `{target}`. The statement `{}` {scope}.",
                grant.statement_id
            );
            (Some(true), message, remedy, Some(grant.statement_id.clone()))
        }
        Permission::Denied { statement_id } => (
            Some(false),
            format!("The statement `{statement_id}` denies Connect the call of `{target}`."),
            "Remove the Deny.",
            Some(statement_id.clone()),
        ),
        Permission::NotAllowed { undecided, .. } if undecided.is_empty() => (
            Some(false),
            format!("Connect may not invoke `{target}`: no statement allows it."),
            "Add a permission for `connect.amazonaws.com` on exactly this qualifier, with `SourceArn` and `SourceAccount`.",
            None,
        ),
        Permission::NotAllowed { undecided, .. } => (
            None,
            format!("Whether Connect may invoke `{target}` hangs on `{}`.", undecided.join("`, `")),
            "Only AWS can decide that; test the flow.",
            None,
        ),
        Permission::Unknown { reason } => {
            (None, reason.clone(), "Ask for `lambda:GetPolicy`, or test the flow.", None)
        }
    };
    PermissionDto { allowed, message, remedy: remedy.to_owned(), statement_id }
}

#[cfg(test)]
mod tests {
    use crossfade_domain::alias::Routing;
    use crossfade_engine::failure::FailureKind;

    use super::*;

    #[test]
    fn what_was_not_read_is_not_told_as_none() {
        let function = FunctionSummary {
            arn: "arn:aws:lambda:eu-central-1:111122223333:function:orders"
                .parse()
                .expect("an ARN"),
            description: String::new(),
            runtime: None,
            timeout_seconds: 3,
            last_modified: None,
        };
        let prod = Alias {
            name: "PROD".parse().expect("a name"),
            routing: Routing::all_to(Version::Published(1)),
            description: String::new(),
            revision_id: String::new(),
        };
        let refused = Failure::new(FailureKind::AccessDenied, "AccessDenied", "No.", "Ask.");
        let permission = Permission::Unknown { reason: String::new() };
        let unread = AliasContext {
            function: &function,
            atlas: None,
            alarms: Err(&refused),
            permission: &permission,
        };
        let told = alias(&prod, &unread);
        assert!(told.flows.is_none() && told.phone_numbers.is_none() && told.alarms.is_none());
        assert_eq!(told.alarms_failed.map(|why| why.code).as_deref(), Some("AccessDenied"));
        let read = AliasContext { alarms: Ok(&[]), ..unread };
        let told = alias(&prod, &read);
        assert!(
            told.alarms.is_some_and(|alarms| alarms.is_empty()) && told.alarms_failed.is_none()
        );
    }
}
