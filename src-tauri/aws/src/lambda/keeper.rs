//! Making aliases and letting instances invoke them.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_lambda::Client;
use crossfade_domain::{
    alias::Alias,
    policy::{CONNECT_PRINCIPAL, INVOKE_ACTION},
    qualifier::{AliasName, Version},
};
use crossfade_engine::ports::{AliasKeeper, Answer, NewPermission};

use crate::{
    line::{Line, if_there},
    operation::Operation,
};

use super::shape::{self, AliasParts};

/// Makes and deletes aliases, and changes who may invoke them.
#[derive(Debug)]
pub(crate) struct Keeper {
    client: Client,
    line: Arc<Line>,
}

impl Keeper {
    pub(crate) fn new(client: Client, line: &Arc<Line>) -> Self {
        Self { client, line: Arc::clone(line) }
    }
}

#[async_trait]
impl AliasKeeper for Keeper {
    async fn create(
        &self,
        function: &str,
        alias: &AliasName,
        version: Version,
        description: &str,
    ) -> Answer<Alias> {
        let operation = Operation::CreateAlias;
        let request = self.client.create_alias().function_name(function).name(alias.as_str());
        let description = Some(description).filter(|it| !it.is_empty()).map(str::to_owned);
        let sent =
            request.function_version(version.to_string()).set_description(description).send();
        let made = self.line.call(operation, &format!("{function}:{alias}"), sent).await?;
        let parts = AliasParts {
            name: made.name,
            version: made.function_version,
            description: made.description,
            routing: made.routing_config,
            revision_id: made.revision_id,
        };
        shape::alias(parts, operation)
    }

    async fn delete(&self, function: &str, alias: &AliasName) -> Answer<()> {
        let sent = self.client.delete_alias().function_name(function).name(alias.as_str()).send();
        let subject = format!("{function}:{alias}");
        if_there(self.line.call(Operation::DeleteAlias, &subject, sent).await)?;
        Ok(())
    }

    async fn allow(&self, permission: &NewPermission) -> Answer<()> {
        let NewPermission { function, alias, statement_id, instance, revision_id } = permission;
        let sent = self
            .client
            .add_permission()
            .function_name(function)
            .qualifier(alias.as_str())
            .statement_id(statement_id)
            .action(INVOKE_ACTION)
            .principal(CONNECT_PRINCIPAL)
            .source_arn(instance.to_string())
            .source_account(&instance.account)
            .set_revision_id(revision_id.clone())
            .send();
        let subject = format!("{function}:{alias}");
        self.line.call(Operation::AddPermission, &subject, sent).await?;
        Ok(())
    }

    async fn withdraw(
        &self,
        function: &str,
        alias: &AliasName,
        statement_id: &str,
        revision_id: Option<&str>,
    ) -> Answer<()> {
        let request = self.client.remove_permission().function_name(function);
        let sent = request
            .qualifier(alias.as_str())
            .statement_id(statement_id)
            .set_revision_id(revision_id.map(str::to_owned))
            .send();
        let subject = format!("{function}:{alias}");
        if_there(self.line.call(Operation::RemovePermission, &subject, sent).await)?;
        Ok(())
    }
}
