//! Environments that are kept ready, for versions or for the alias.

use async_trait::async_trait;
use crossfade_domain::{
    alias::Routing,
    qualifier::{Qualifier, Version},
    weight::Weight,
};

use super::Lab;
use crate::ports::{Answer, ConcurrencyKeeper, ProvisionedConcurrency, ProvisionedStatus};

/// What Lambda makes of a move where environments are kept ready for the alias.
pub(super) fn kept_beside(before: &Routing, wanted: &Routing) -> Routing {
    let moved = wanted.additional.is_none() && wanted.version != before.version;
    let kept = moved.then_some((before.version, Weight::ALL));
    Routing { version: wanted.version, additional: kept.or(wanted.additional) }
}

fn told(requested: u32, status: ProvisionedStatus) -> ProvisionedConcurrency {
    let failed = status == ProvisionedStatus::Failed;
    ProvisionedConcurrency {
        requested,
        available: if status == ProvisionedStatus::Ready { requested } else { 0 },
        status,
        reason: if failed { "FUNCTION_ERROR_INIT_FAILURE".to_owned() } else { String::new() },
    }
}

#[async_trait]
impl ConcurrencyKeeper for Lab {
    async fn provisioned(
        &self,
        _: &str,
        qualifier: &Qualifier,
    ) -> Answer<Option<ProvisionedConcurrency>> {
        let levers = self.pull();
        Ok(match qualifier {
            Qualifier::Alias(_) => levers.on_alias.map(|status| told(5, status)),
            Qualifier::Version(version) => {
                let status = if levers.never_ready.contains(version) {
                    ProvisionedStatus::Failed
                } else {
                    ProvisionedStatus::Ready
                };
                levers.ready.get(version).map(|requested| told(*requested, status))
            }
        })
    }

    async fn provision(
        &self,
        function: &str,
        version: Version,
        environments: u32,
    ) -> Answer<ProvisionedConcurrency> {
        self.pull().ready.insert(version, environments);
        let kept = self.provisioned(function, &Qualifier::Version(version)).await?;
        Ok(kept.expect("just asked for"))
    }

    async fn unprovision(&self, _: &str, version: Version) -> Answer<()> {
        self.pull().ready.remove(&version);
        Ok(())
    }
}
