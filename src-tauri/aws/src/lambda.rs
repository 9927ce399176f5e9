//! Functions, versions, aliases and resource policies: AWS Lambda.

mod alias;
mod invoke;
mod keeper;
mod shape;

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_lambda::Client;
use crossfade_domain::{
    alias::Alias,
    qualifier::{Qualifier, Version},
};
use crossfade_engine::ports::{
    Answer, FunctionCatalog, FunctionSummary, FunctionVersion, ResourcePolicy,
};

use crate::{
    line::{Line, if_there},
    operation::Operation,
};

pub(crate) use alias::Aliases;
pub(crate) use invoke::Invoker;
pub(crate) use keeper::Keeper;

/// `ListFunctions` gives no more a page, whatever is asked for; the other
/// lists follow it.
const PAGE: i32 = 50;

/// Looks functions up.
#[derive(Debug)]
pub(crate) struct Functions {
    client: Client,
    line: Arc<Line>,
}

impl Functions {
    pub(crate) fn new(client: Client, line: &Arc<Line>) -> Self {
        Self { client, line: Arc::clone(line) }
    }
}

#[async_trait]
impl FunctionCatalog for Functions {
    async fn functions(&self) -> Answer<Vec<FunctionSummary>> {
        let page = |token| self.client.list_functions().max_items(PAGE).set_marker(token).send();
        let all = self
            .line
            .every(Operation::ListFunctions, "", page, |it| (it.functions, it.next_marker))
            .await?;
        all.into_iter().map(shape::listed).collect()
    }

    async fn function(&self, name: &str) -> Answer<Option<FunctionSummary>> {
        let sent = self.client.get_function_configuration().function_name(name).send();
        let found = self.line.call(Operation::GetFunctionConfiguration, name, sent).await;
        if_there(found)?.map(shape::looked_up).transpose()
    }

    async fn versions(&self, name: &str) -> Answer<Vec<FunctionVersion>> {
        let page = |token| {
            let request = self.client.list_versions_by_function().function_name(name);
            request.max_items(PAGE).set_marker(token).send()
        };
        let operation = Operation::ListVersionsByFunction;
        let all =
            self.line.every(operation, name, page, |it| (it.versions, it.next_marker)).await?;
        let mut versions: Vec<_> = all.into_iter().map(shape::version).collect::<Answer<_>>()?;
        versions.sort_by_key(|version| version.version);
        Ok(versions)
    }

    async fn version(&self, name: &str, version: Version) -> Answer<Option<FunctionVersion>> {
        let request = self.client.get_function_configuration().function_name(name);
        let sent = request.qualifier(version.to_string()).send();
        let subject = format!("{name}:{version}");
        let found = self.line.call(Operation::GetFunctionConfiguration, &subject, sent).await;
        if_there(found)?.map(shape::looked_up_version).transpose()
    }

    async fn aliases(&self, name: &str) -> Answer<Vec<Alias>> {
        let page = |token| {
            let request = self.client.list_aliases().function_name(name);
            request.max_items(PAGE).set_marker(token).send()
        };
        let operation = Operation::ListAliases;
        let all = self.line.every(operation, name, page, |it| (it.aliases, it.next_marker)).await?;
        let mut aliases: Vec<_> =
            all.into_iter().map(shape::listed_alias).collect::<Answer<_>>()?;
        aliases.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(aliases)
    }

    async fn policy(
        &self,
        name: &str,
        qualifier: Option<&Qualifier>,
    ) -> Answer<Option<ResourcePolicy>> {
        let subject =
            qualifier.map_or_else(|| name.to_owned(), |qualifier| format!("{name}:{qualifier}"));
        let request = self.client.get_policy().function_name(name);
        let sent = request.set_qualifier(qualifier.map(ToString::to_string)).send();
        let found = self.line.call(Operation::GetPolicy, &subject, sent).await;
        Ok(if_there(found)?.and_then(|answered| {
            let revision_id = answered.revision_id;
            answered.policy.map(|text| ResourcePolicy { text, revision_id })
        }))
    }
}
