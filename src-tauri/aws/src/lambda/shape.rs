//! From Lambda's shapes to the engine's.
//!
//! Invariant: what is documented as always there and is missing, or cannot be
//! read, is a failure; it is never guessed.

use std::collections::BTreeMap;

use aws_sdk_lambda::{
    operation::get_function_configuration::GetFunctionConfigurationOutput,
    types::{
        AliasConfiguration, AliasRoutingConfiguration, DeadLetterConfig, FunctionConfiguration,
        LastUpdateStatus, Runtime, State,
    },
};
use crossfade_domain::{
    alias::{Alias, Routing},
    arn::FunctionArn,
    qualifier::Version,
    weight::Weight,
};
use crossfade_engine::ports::{Answer, FunctionSummary, FunctionVersion};
use sha2::{Digest, Sha256};

use crate::{
    failure::{readable, required, unexpected},
    operation::Operation,
    time::lambda_time,
};

/// A function of `ListFunctions`.
pub(super) fn listed(function: FunctionConfiguration) -> Answer<FunctionSummary> {
    let parts = FunctionParts {
        arn: function.function_arn,
        description: function.description,
        runtime: function.runtime,
        timeout: function.timeout,
        last_modified: function.last_modified,
    };
    summary(parts, Operation::ListFunctions)
}

/// A function of `GetFunctionConfiguration`.
pub(super) fn looked_up(function: GetFunctionConfigurationOutput) -> Answer<FunctionSummary> {
    let parts = FunctionParts {
        arn: function.function_arn,
        description: function.description,
        runtime: function.runtime,
        timeout: function.timeout,
        last_modified: function.last_modified,
    };
    summary(parts, Operation::GetFunctionConfiguration)
}

/// The same members, which each operation has in a shape of its own.
struct FunctionParts {
    arn: Option<String>,
    description: Option<String>,
    runtime: Option<Runtime>,
    timeout: Option<i32>,
    last_modified: Option<String>,
}

fn summary(parts: FunctionParts, operation: Operation) -> Answer<FunctionSummary> {
    let arn = required(parts.arn, operation, "FunctionArn")?;
    let arn: FunctionArn = readable(arn.parse(), operation)?;
    Ok(FunctionSummary {
        arn: arn.unqualified(),
        description: parts.description.unwrap_or_default(),
        runtime: parts.runtime.map(|runtime| runtime.as_str().to_owned()),
        timeout_seconds: whole(required(parts.timeout, operation, "Timeout")?, operation)?,
        last_modified: parts.last_modified.as_deref().and_then(lambda_time),
    })
}

/// The settings that make Lambda publish another version though the code is the
/// same, as one short text. It is a digest: an environment may hold secrets.
macro_rules! settings {
    ($function:expr) => {{
        let it = &$function;
        // The SDK keeps the variables' values out of its own debug form.
        let variables = it.environment.as_ref().and_then(|it| it.variables.as_ref());
        let variables: Option<BTreeMap<_, _>> = variables.map(|all| all.iter().collect());
        let layers = it.layers.iter().flatten().map(|layer| &layer.arn).collect::<Vec<_>>();
        digest(&format!(
            "{:?}",
            (
                (
                    &it.runtime,
                    &it.role,
                    &it.handler,
                    &it.timeout,
                    &it.memory_size,
                    variables,
                    layers
                ),
                (&it.vpc_config, &it.dead_letter_config, &it.kms_key_arn, &it.tracing_config),
                (&it.file_system_configs, &it.package_type, &it.architectures),
                (&it.image_config_response, &it.ephemeral_storage, &it.logging_config),
                it.snap_start.as_ref().map(|it| &it.apply_on),
            )
        ))
    }};
}

fn digest(text: &str) -> String {
    Sha256::digest(text).iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// A version of `ListVersionsByFunction`.
pub(super) fn version(function: FunctionConfiguration) -> Answer<FunctionVersion> {
    let parts = VersionParts {
        configuration: settings!(function),
        version: function.version,
        description: function.description,
        code_sha256: function.code_sha256,
        role: function.role,
        dead_letter: function.dead_letter_config,
        runtime: function.runtime,
        timeout: function.timeout,
        memory: function.memory_size,
        state: function.state,
        last_update: function.last_update_status,
        last_modified: function.last_modified,
        revision_id: function.revision_id,
    };
    version_of(parts, Operation::ListVersionsByFunction)
}

/// A version of `GetFunctionConfiguration`, which tells its state.
pub(super) fn looked_up_version(
    function: GetFunctionConfigurationOutput,
) -> Answer<FunctionVersion> {
    let parts = VersionParts {
        configuration: settings!(function),
        version: function.version,
        description: function.description,
        code_sha256: function.code_sha256,
        role: function.role,
        dead_letter: function.dead_letter_config,
        runtime: function.runtime,
        timeout: function.timeout,
        memory: function.memory_size,
        state: function.state,
        last_update: function.last_update_status,
        last_modified: function.last_modified,
        revision_id: function.revision_id,
    };
    version_of(parts, Operation::GetFunctionConfiguration)
}

/// The same members, which each operation has in a shape of its own.
struct VersionParts {
    version: Option<String>,
    description: Option<String>,
    code_sha256: Option<String>,
    role: Option<String>,
    dead_letter: Option<DeadLetterConfig>,
    runtime: Option<Runtime>,
    timeout: Option<i32>,
    memory: Option<i32>,
    state: Option<State>,
    last_update: Option<LastUpdateStatus>,
    last_modified: Option<String>,
    revision_id: Option<String>,
    configuration: String,
}

fn version_of(parts: VersionParts, operation: Operation) -> Answer<FunctionVersion> {
    let version = required(parts.version, operation, "Version")?;
    let memory = required(parts.memory, operation, "MemorySize")?;
    // An empty ARN is how Lambda writes that there is none.
    let dead_letter = parts.dead_letter.and_then(|config| config.target_arn);
    Ok(FunctionVersion {
        version: readable(version.parse(), operation)?,
        description: parts.description.unwrap_or_default(),
        code_sha256: required(parts.code_sha256, operation, "CodeSha256")?,
        role: required(parts.role, operation, "Role")?,
        dead_letter_target: dead_letter.filter(|arn| !arn.is_empty()),
        runtime: parts.runtime.map(|runtime| runtime.as_str().to_owned()),
        timeout_seconds: whole(required(parts.timeout, operation, "Timeout")?, operation)?,
        memory_mb: whole(memory, operation)?,
        is_updating: parts.last_update == Some(LastUpdateStatus::InProgress),
        state: parts.state.map(|state| state.as_str().to_owned()),
        last_modified: parts.last_modified.as_deref().and_then(lambda_time),
        // Only told where nothing is decided on it; an alias's is required.
        revision_id: parts.revision_id.unwrap_or_default(),
        configuration: parts.configuration,
    })
}

pub(super) fn whole(number: i32, operation: Operation) -> Answer<u32> {
    readable(u32::try_from(number), operation)
}

/// An alias of `ListAliases`.
pub(super) fn listed_alias(found: AliasConfiguration) -> Answer<Alias> {
    let parts = AliasParts {
        name: found.name,
        version: found.function_version,
        description: found.description,
        routing: found.routing_config,
        revision_id: found.revision_id,
    };
    alias(parts, Operation::ListAliases)
}

/// The same members, which each operation has in a shape of its own.
pub(super) struct AliasParts {
    pub(super) name: Option<String>,
    pub(super) version: Option<String>,
    pub(super) description: Option<String>,
    pub(super) routing: Option<AliasRoutingConfiguration>,
    pub(super) revision_id: Option<String>,
}

/// An alias.
pub(super) fn alias(parts: AliasParts, operation: Operation) -> Answer<Alias> {
    let name = required(parts.name, operation, "Name")?;
    let version = required(parts.version, operation, "FunctionVersion")?;
    let routing = Routing {
        version: readable(version.parse(), operation)?,
        additional: additional(parts.routing, operation)?,
    };
    Ok(Alias {
        name: readable(name.parse(), operation)?,
        routing,
        description: parts.description.unwrap_or_default(),
        revision_id: required(parts.revision_id, operation, "RevisionId")?,
    })
}

fn additional(
    routing: Option<AliasRoutingConfiguration>,
    operation: Operation,
) -> Answer<Option<(Version, Weight)>> {
    let weights = routing.and_then(|it| it.additional_version_weights).unwrap_or_default();
    if weights.len() > 1 {
        let why = format!("`AdditionalVersionWeights` has {} versions, not one", weights.len());
        return Err(unexpected(operation, "", &why));
    }
    let Some((version, weight)) = weights.into_iter().next() else { return Ok(None) };
    let version = readable(version.parse(), operation)?;
    Ok(Some((version, readable(Weight::from_fraction(weight), operation)?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossfade_engine::failure::FailureKind;

    fn parts(weights: &[(&str, f64)]) -> AliasParts {
        let weights = weights.iter().map(|(version, weight)| ((*version).to_owned(), *weight));
        let routing = AliasRoutingConfiguration::builder()
            .set_additional_version_weights(Some(weights.collect()))
            .build();
        AliasParts {
            name: Some("PROD".to_owned()),
            version: Some("7".to_owned()),
            description: None,
            routing: Some(routing),
            revision_id: Some("r".to_owned()),
        }
    }

    #[test]
    fn an_alias_is_read_with_its_weight_to_the_hundredth_of_a_percent() {
        let alias = alias(parts(&[("8", 0.07)]), Operation::GetAlias).expect("an alias");
        let seven = Weight::from_percent(7.0).expect("a weight");
        assert_eq!(alias.routing.additional, Some((Version::Published(8), seven)));
    }

    #[test]
    fn what_makes_no_sense_is_not_guessed() {
        let wrong = [
            parts(&[("8", 0.1), ("9", 0.1)]),
            parts(&[("8", 1.5)]),
            parts(&[("PROD", 0.5)]),
            AliasParts { version: None, ..parts(&[]) },
            AliasParts { name: Some("7".to_owned()), ..parts(&[]) },
        ];
        for parts in wrong {
            let failure = alias(parts, Operation::GetAlias).expect_err("a failure");
            assert_eq!(failure.kind, FailureKind::Unexpected);
        }
    }
}
