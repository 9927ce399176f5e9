//! What an account has to offer to flows.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use crossfade_domain::{
    arn::InstanceArn,
    flow::rewrite::{Candidate, ResourceKind},
    qualifier::Qualifier,
};
use futures::{FutureExt, StreamExt, TryStreamExt, stream};
use jiff::{SignedDuration, Timestamp};

use crate::{
    failure::Failure,
    ports::{Account, Answer},
};

/// Functions whose aliases are listed at the same time.
const AT_ONCE: usize = 8;
/// What an account has to offer is asked for anew after this long.
const FRESH: SignedDuration = SignedDuration::from_mins(2);

/// What was offered, and when it was asked for.
type Offered = (Timestamp, Arc<Vec<Candidate>>);

/// What an account has to offer to flows; asked for now and then.
#[derive(Clone)]
pub struct Offers {
    account: Account,
    kept: Arc<Mutex<HashMap<String, Offered>>>,
}

impl Offers {
    /// Nothing is asked yet.
    #[must_use]
    pub fn new(account: Account) -> Self {
        Self { account, kept: Arc::default() }
    }

    /// Functions with their aliases, and an instance's flows, modules, queues,
    /// prompts and hours of operation.
    ///
    /// # Errors
    /// When one of the lists cannot be had.
    pub async fn of(&self, instance: &InstanceArn, now: Timestamp) -> Answer<Arc<Vec<Candidate>>> {
        let key = instance.to_string();
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some((at, offered)) = kept
            && now.duration_since(at) < FRESH
        {
            return Ok(offered);
        }
        let offered = Arc::new(offered(&self.account, instance).await?);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(key, (now, offered.clone()));
        Ok(offered)
    }
}

async fn offered(account: &Account, instance: &InstanceArn) -> Answer<Vec<Candidate>> {
    let (functions, flows, modules, others) = futures::try_join!(
        functions(account),
        account.flows.flows(instance),
        account.flows.modules(instance),
        account.flows.resources(instance),
    )?;
    let mut offered = functions;
    let candidate = |kind, arn: String, name: String| Candidate { kind, arn, name };
    let standing = flows.into_iter().filter(|flow| !flow.archived);
    offered.extend(standing.map(|it| candidate(ResourceKind::Flow, it.arn, it.name)));
    let standing = modules.into_iter().filter(|module| !module.archived);
    offered.extend(standing.map(|it| candidate(ResourceKind::Module, it.arn, it.name)));
    offered.extend(others);
    Ok(offered)
}

/// Every alias, and every function without one.
async fn functions(account: &Account) -> Answer<Vec<Candidate>> {
    let all = account.functions.functions().await?;
    let of_one = |function: crate::ports::FunctionSummary| async move {
        let aliases = account.functions.aliases(&function.arn.name).await?;
        let mut found: Vec<Candidate> = aliases
            .into_iter()
            .map(|alias| Candidate {
                kind: ResourceKind::Function,
                name: format!("{}:{}", function.arn.name, alias.name),
                arn: function.arn.with(Qualifier::Alias(alias.name)).to_string(),
            })
            .collect();
        found.push(Candidate {
            kind: ResourceKind::Function,
            arn: function.arn.to_string(),
            name: function.arn.name,
        });
        Ok::<_, Failure>(found)
    };
    let asked = all.into_iter().map(|function| of_one(function).boxed());
    let found: Vec<Vec<Candidate>> =
        stream::iter(asked.collect::<Vec<_>>()).buffered(AT_ONCE).try_collect().await?;
    Ok(found.concat())
}
