//! A round's questions: what became of the deployments, and where the aliases
//! stand.

use std::collections::HashMap;

use crossfade_domain::alias::Routing;
use futures::{StreamExt, stream};
use jiff::SignedDuration;

use super::{Chain, State};
use crate::{
    failure::{Failure, FailureKind},
    journal::RolloutId,
    ports::{Answer, Deployment},
};

/// `BatchGetDeployments` takes up to 25 ids.
const MOST_IDS: usize = 25;
/// So many aliases are looked at at the same time.
const AT_ONCE: usize = 8;
/// CodeDeploy's clock may be behind this one's.
const CLOCKS_DIFFER_BY: SignedDuration = SignedDuration::from_mins(5);

/// Where an alias stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Spot {
    /// It was not looked at.
    Unseen,
    /// It does not exist any more.
    Gone,
    /// There.
    At(Routing),
}

/// What a round saw of one rollout.
pub(super) struct Saw {
    /// Its deployments; none where none is known yet, or CodeDeploy does not
    /// know it any more.
    pub(super) chain: Chain,
    pub(super) alias: Spot,
}

pub(super) type Sight = Answer<Saw>;

impl State {
    /// Everything that is followed, each for itself.
    pub(super) async fn read(&mut self) -> HashMap<RolloutId, Sight> {
        let mut sights: HashMap<RolloutId, Sight> = HashMap::new();
        let lost = self.find_lost().await;
        let mut chains: HashMap<RolloutId, Chain> = HashMap::new();
        let asked: Vec<(RolloutId, String)> = self
            .following
            .iter()
            .filter_map(|(id, it)| Some((id.clone(), it.entry.deployment.clone()?)))
            .collect();
        let first = self.each(asked.iter().map(|(_, id)| id.clone()).collect()).await;
        let back = |it: &Answer<Deployment>| it.as_ref().ok()?.rolled_back_by.clone();
        let second = self.each(first.values().filter_map(back).collect()).await;
        for (id, deployment) in asked {
            match chain(&deployment, &first, &second) {
                Ok(chain) => drop(chains.insert(id, chain)),
                Err(failure) => drop(sights.insert(id, Err(failure))),
            }
        }
        for id in self.following.keys() {
            if !chains.contains_key(id) && !sights.contains_key(id) {
                let sight = lost.clone().map(|()| Saw { chain: Chain::new(), alias: Spot::Unseen });
                sights.insert(id.clone(), sight);
            }
        }
        sights.extend(self.with_aliases(chains).await);
        sights
    }

    async fn with_aliases(&self, chains: HashMap<RolloutId, Chain>) -> HashMap<RolloutId, Sight> {
        let look = |(id, chain): (RolloutId, Chain)| async move {
            let Some(followed) = self.following.get(&id) else {
                return (id, Ok(Saw { chain, alias: Spot::Unseen }));
            };
            let start = &followed.entry.start;
            let alias = self.tools.account.aliases.alias(&start.function, &start.alias).await;
            let spot = alias.map(|found| found.map_or(Spot::Gone, |it| Spot::At(it.routing)));
            (id, spot.map(|alias| Saw { chain, alias }))
        };
        stream::iter(chains).map(look).buffer_unordered(AT_ONCE).collect().await
    }

    /// Deployments by id. One that cannot be read keeps the others of its
    /// question from being read, so they are asked for one by one then.
    async fn each(&self, ids: Vec<String>) -> HashMap<String, Answer<Deployment>> {
        let catalog = &self.tools.account.deployments;
        let mut found = HashMap::new();
        for some in ids.chunks(MOST_IDS) {
            match catalog.deployments(some).await {
                Ok(all) => found.extend(all.into_iter().map(|it| (it.id.clone(), Ok(it)))),
                Err(failure) if some.len() == 1 || !is_about_one(&failure) => {
                    found.extend(some.iter().map(|id| (id.clone(), Err(failure.clone()))));
                }
                Err(_) => {
                    for id in some {
                        let one = catalog.deployments(std::slice::from_ref(id)).await;
                        match one.map(|all| all.into_iter().next()) {
                            Ok(Some(it)) => drop(found.insert(id.clone(), Ok(it))),
                            Ok(None) => {}
                            Err(failure) => drop(found.insert(id.clone(), Err(failure))),
                        }
                    }
                }
            }
        }
        found
    }

    /// Finds the deployments whose answer was lost: their description names
    /// the rollout.
    async fn find_lost(&mut self) -> Answer<()> {
        let lost = self.following.values().filter(|it| it.entry.deployment.is_none());
        let Some(from) = lost.map(|it| it.entry.start.at).min() else { return Ok(()) };
        let catalog = &self.tools.account.deployments;
        let ids = catalog.deployment_ids(from - CLOCKS_DIFFER_BY, false).await?;
        let found = self.each(ids).await;
        for followed in self.following.values_mut().filter(|it| it.entry.deployment.is_none()) {
            let id = followed.entry.start.id.as_str();
            let mut known = found.values().flatten();
            let it = known.find(|deployment| deployment.description.contains(id));
            followed.entry.deployment = it.map(|deployment| deployment.id.clone());
        }
        // What could not be read may be what is looked for.
        let unread = found.into_values().find_map(Result::err);
        unread.map_or(Ok(()), Err)
    }
}

fn chain(
    id: &str,
    first: &HashMap<String, Answer<Deployment>>,
    second: &HashMap<String, Answer<Deployment>>,
) -> Answer<Chain> {
    // CodeDeploy leaves out what it does not know.
    let Some(first) = first.get(id).cloned().transpose()? else { return Ok(Chain::new()) };
    let second = match &first.rolled_back_by {
        Some(id) => second.get(id).cloned().transpose()?,
        None => None,
    };
    Ok([first].into_iter().chain(second).collect())
}

/// Whether asking for the others without this one may help.
const fn is_about_one(failure: &Failure) -> bool {
    match failure.kind {
        FailureKind::NotFound
        | FailureKind::AccessDenied
        | FailureKind::Invalid
        | FailureKind::Unexpected => true,
        FailureKind::SignedOut
        | FailureKind::Throttled
        | FailureKind::Stale
        | FailureKind::Conflict
        | FailureKind::Quota
        | FailureKind::ReadOnly
        | FailureKind::Unavailable => false,
    }
}

pub(super) fn unknown(id: &str) -> Failure {
    Failure::new(
        FailureKind::NotFound,
        "DeploymentDoesNotExistException",
        format!("CodeDeploy does not know the deployment `{id}` any more."),
        "Its application or group may have been deleted. What counts is where the alias stands.",
    )
}
