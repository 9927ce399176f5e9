//! The lab's functions: every version is there and Active.

use async_trait::async_trait;
use crossfade_domain::{
    alias::Alias,
    qualifier::{Qualifier, Version},
};

use super::Lab;
use crate::ports::{
    Answer, ConcurrencyKeeper, FunctionCatalog, FunctionSummary, FunctionVersion,
    ProvisionedConcurrency, ProvisionedStatus, ResourcePolicy,
};

#[async_trait]
impl ConcurrencyKeeper for Lab {
    async fn provisioned(
        &self,
        _: &str,
        qualifier: &Qualifier,
    ) -> Answer<Option<ProvisionedConcurrency>> {
        let Qualifier::Version(version) = qualifier else { return Ok(None) };
        let requested = self.pull().ready.get(version).copied();
        Ok(requested.map(|requested| ProvisionedConcurrency {
            requested,
            available: requested,
            status: ProvisionedStatus::Ready,
            reason: String::new(),
        }))
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

#[async_trait]
impl FunctionCatalog for Lab {
    async fn functions(&self) -> Answer<Vec<FunctionSummary>> {
        Ok(Vec::new())
    }

    async fn function(&self, _: &str) -> Answer<Option<FunctionSummary>> {
        Ok(None)
    }

    async fn versions(&self, _: &str) -> Answer<Vec<FunctionVersion>> {
        Ok(Vec::new())
    }

    async fn version(&self, _: &str, version: Version) -> Answer<Option<FunctionVersion>> {
        Ok(Some(FunctionVersion {
            version,
            description: String::new(),
            code_sha256: version.to_string(),
            role: "role".to_owned(),
            dead_letter_target: None,
            runtime: None,
            timeout_seconds: 3,
            memory_mb: 128,
            state: Some("Active".to_owned()),
            last_modified: None,
            revision_id: String::new(),
            configuration: String::new(),
        }))
    }

    async fn aliases(&self, _: &str) -> Answer<Vec<Alias>> {
        Ok(Vec::new())
    }

    async fn policy(&self, _: &str, _: Option<&Qualifier>) -> Answer<Option<ResourcePolicy>> {
        Ok(None)
    }
}
