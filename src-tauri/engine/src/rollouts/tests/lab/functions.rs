//! The lab's functions: every version is there and Active.

use async_trait::async_trait;
use crossfade_domain::{
    alias::Alias,
    qualifier::{Qualifier, Version},
};

use super::Lab;
use crate::ports::{Answer, FunctionCatalog, FunctionSummary, FunctionVersion, ResourcePolicy};

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
            is_updating: false,
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
