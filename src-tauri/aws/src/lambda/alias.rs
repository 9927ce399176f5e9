//! Moving aliases: `GetAlias` and `UpdateAlias`.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use aws_sdk_lambda::{Client, types::AliasRoutingConfiguration};
use crossfade_domain::{
    alias::{Alias, Routing},
    qualifier::AliasName,
};
use crossfade_engine::ports::{AliasShifter, Answer, RoutingUpdate};

use crate::{
    line::{Line, if_there},
    operation::Operation,
};

use super::shape::{self, AliasParts};

/// Moves aliases.
#[derive(Debug)]
pub(crate) struct Aliases {
    client: Client,
    line: Arc<Line>,
}

impl Aliases {
    pub(crate) fn new(client: Client, line: &Arc<Line>) -> Self {
        Self { client, line: Arc::clone(line) }
    }
}

#[async_trait]
impl AliasShifter for Aliases {
    async fn alias(&self, function: &str, alias: &AliasName) -> Answer<Option<Alias>> {
        let operation = Operation::GetAlias;
        let sent = self.client.get_alias().function_name(function).name(alias.as_str()).send();
        let found = self.line.call(operation, &format!("{function}:{alias}"), sent).await;
        let Some(found) = if_there(found)? else { return Ok(None) };
        let parts = AliasParts {
            name: found.name,
            version: found.function_version,
            description: found.description,
            routing: found.routing_config,
            revision_id: found.revision_id,
        };
        shape::alias(parts, operation).map(Some)
    }

    async fn set_routing(&self, update: &RoutingUpdate) -> Answer<Alias> {
        let RoutingUpdate { function, alias, routing, revision_id } = update;
        let operation = Operation::UpdateAlias;
        let request = self.client.update_alias().function_name(function).name(alias.as_str());
        let sent = request
            .function_version(routing.version.to_string())
            .routing_config(weights(routing))
            .revision_id(revision_id)
            .send();
        let set = self.line.call(operation, &format!("{function}:{alias}"), sent).await?;
        let parts = AliasParts {
            name: set.name,
            version: set.function_version,
            description: set.description,
            routing: set.routing_config,
            revision_id: set.revision_id,
        };
        shape::alias(parts, operation)
    }
}

/// Always given, empty when all calls go to one version: an `UpdateAlias`
/// without `RoutingConfig` leaves an old split as it is.
fn weights(routing: &Routing) -> AliasRoutingConfiguration {
    let weights: HashMap<String, f64> = routing
        .additional
        .iter()
        .map(|(version, weight)| (version.to_string(), weight.fraction()))
        .collect();
    AliasRoutingConfiguration::builder().set_additional_version_weights(Some(weights)).build()
}
