//! The lab's functions: every version is there and Active.

use async_trait::async_trait;
use crossfade_domain::{
    alias::Alias,
    qualifier::{Qualifier, Version},
};

use super::Lab;
use crate::ports::{
    Answer, FunctionCatalog, FunctionSummary, FunctionVersion, ResourcePolicy, unasked,
};

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
        let code_sha256 = version.to_string();
        let plain = unasked::version(version);
        Ok(Some(FunctionVersion { code_sha256, role: "role".to_owned(), ..plain }))
    }

    async fn aliases(&self, _: &str) -> Answer<Vec<Alias>> {
        Ok(Vec::new())
    }

    async fn policy(&self, _: &str, _: Option<&Qualifier>) -> Answer<Option<ResourcePolicy>> {
        Ok(None)
    }
}
