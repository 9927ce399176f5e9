//! Looks up the functions that flows call: versions, aliases, policies.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::{AtomicUsize, Ordering},
};

use crossfade_domain::{
    alias::Alias,
    arn::{FunctionArn, InstanceArn},
    policy::{self, Grant, InvokeRequest, Verdict},
    qualifier::{Qualifier, Version},
};
use futures::{StreamExt, stream};

use super::{Progress, Stage};
use crate::{
    failure::{Failure, FailureKind},
    ports::{Account, Answer, FunctionCatalog, FunctionSummary, Instance},
};

const AT_ONCE: usize = 8;

/// What AWS says of a function that flows call.
#[derive(Debug, Clone)]
pub struct FunctionView {
    /// Its name.
    pub name: String,
    /// The function, `None` when it does not exist, or why AWS did not say.
    pub summary: Result<Option<FunctionSummary>, String>,
    /// Its aliases.
    pub aliases: Result<Vec<Alias>, String>,
    /// Its versions; asked for only when a flow pins one.
    pub versions: Result<Vec<Version>, String>,
    /// Per qualifier in use, whether the instance may invoke it. The key
    /// `None` stands for the unqualified function and `$LATEST`.
    pub permissions: BTreeMap<Option<Qualifier>, Permission>,
}

/// Whether the instance may invoke a function, version or alias.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Permission {
    /// It may.
    Allowed(Grant),
    /// A statement refuses it.
    Denied {
        /// The statement's id.
        statement_id: String,
    },
    /// No statement allows it.
    NotAllowed {
        /// Whether there is any policy at all.
        has_policy: bool,
        /// Conditions that only AWS can decide.
        undecided: Vec<String>,
    },
    /// The policy could not be read.
    Unknown {
        /// Why not.
        reason: String,
    },
}

/// Qualifiers in use, by function name.
pub(super) type Wanted = BTreeMap<String, BTreeSet<Option<Qualifier>>>;

pub(super) async fn look_up(
    account: &Account,
    instance: &Instance,
    wanted: Wanted,
    incomplete: &mut Vec<String>,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Vec<FunctionView> {
    let total = wanted.len();
    let done = AtomicUsize::new(0);
    progress(Progress { stage: Stage::Functions, done: 0, total });
    let catalog = account.functions.as_ref();
    let views: Vec<FunctionView> = stream::iter(wanted)
        .map(|(name, qualifiers)| async {
            let view = one(catalog, &instance.arn, name, qualifiers).await;
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            progress(Progress { stage: Stage::Functions, done, total });
            view
        })
        .buffered(AT_ONCE)
        .collect()
        .await;
    for view in &views {
        if let Err(reason) = &view.summary {
            incomplete.push(format!("The function `{}` could not be read. {reason}", view.name));
        }
    }
    views
}

async fn one(
    catalog: &dyn FunctionCatalog,
    instance: &InstanceArn,
    name: String,
    qualifiers: BTreeSet<Option<Qualifier>>,
) -> FunctionView {
    let said = |failure: Failure| failure.to_string();
    let summary = catalog.function(&name).await.map_err(said);
    let Ok(Some(found)) = &summary else {
        let (aliases, versions) = (Ok(Vec::new()), Ok(Vec::new()));
        return FunctionView { name, summary, aliases, versions, permissions: BTreeMap::new() };
    };
    let arn = found.arn.clone();
    let aliases = catalog.aliases(&name).await.map_err(said);
    // What the function itself runs depends on what there is.
    let asks = |qualifier: &Option<Qualifier>| !matches!(qualifier, Some(Qualifier::Alias(_)));
    let versions = if qualifiers.iter().any(asks) {
        let versions = catalog.versions(&name).await.map_err(said);
        versions.map(|versions| versions.into_iter().map(|version| version.version).collect())
    } else {
        Ok(Vec::new())
    };
    let mut permissions = BTreeMap::new();
    for qualifier in qualifiers {
        let permission = permission(catalog, instance, &arn, qualifier.as_ref()).await;
        permissions.insert(qualifier, permission);
    }
    FunctionView { name, summary, aliases, versions, permissions }
}

/// Whether an instance may invoke a function through a qualifier; `None`
/// stands for the unqualified function and `$LATEST`.
pub async fn permission(
    catalog: &dyn FunctionCatalog,
    instance: &InstanceArn,
    function: &FunctionArn,
    qualifier: Option<&Qualifier>,
) -> Permission {
    match catalog.policy(&function.name, qualifier).await {
        Ok(policy) => {
            let text = policy.as_ref().map(|policy| policy.text.as_str());
            permitted(text, instance, function, qualifier)
        }
        Err(failure) => Permission::Unknown { reason: failure.to_string() },
    }
}

/// What a resource policy, if there is one, says to an instance that invokes a
/// function through a qualifier.
#[must_use]
pub fn permitted(
    policy: Option<&str>,
    instance: &InstanceArn,
    function: &FunctionArn,
    qualifier: Option<&Qualifier>,
) -> Permission {
    let Some(policy) = policy else {
        return Permission::NotAllowed { has_policy: false, undecided: Vec::new() };
    };
    let resource = FunctionArn { qualifier: qualifier.cloned(), ..function.clone() }.to_string();
    let request = InvokeRequest {
        resource: &resource,
        source_arn: &instance.to_string(),
        source_account: &instance.account,
    };
    match policy::evaluate(policy, &request) {
        Ok(Verdict::Allowed(grant)) => Permission::Allowed(grant),
        Ok(Verdict::Denied { statement_id }) => Permission::Denied { statement_id },
        Ok(Verdict::NotAllowed { undecided }) => {
            Permission::NotAllowed { has_policy: true, undecided }
        }
        Err(error) => Permission::Unknown { reason: error.to_string() },
    }
}

/// One function's detail, as a page shows it.
///
/// # Errors
/// When the function does not exist or cannot be looked at.
pub async fn detail(
    catalog: &dyn FunctionCatalog,
    name: &str,
) -> Answer<crate::ports::FunctionDetail> {
    let (summary, versions, aliases) =
        tokio::join!(catalog.function(name), catalog.versions(name), catalog.aliases(name));
    let summary = summary?.ok_or_else(|| {
        Failure::new(
            FailureKind::NotFound,
            "ResourceNotFoundException",
            format!("The function `{name}` does not exist."),
            "Go back to the list of functions; somebody may have deleted it.",
        )
    })?;
    Ok(crate::ports::FunctionDetail { summary, versions: versions?, aliases: aliases? })
}
