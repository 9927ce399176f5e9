//! Lambda functions: code, versions, aliases and who may invoke them.
//!
//! Invariant: a published version never changes, a number is never used twice,
//! and an alias's weights name published versions only.

use std::{collections::BTreeMap, sync::Arc};

use crossfade_domain::qualifier::{Qualifier, Version};
use jiff::Timestamp;
use rand::Rng;

use super::{
    account::function_arn,
    behaviour::{Answers, Behaviour, Run},
    policy::Policy,
};

/// What runs when nothing is said.
pub(crate) const LATEST: Qualifier = Qualifier::Version(Version::Latest);

/// A function.
#[derive(Debug, Clone)]
pub(crate) struct Function {
    /// Its name.
    pub name: String,
    /// `$LATEST`.
    pub latest: Configuration,
    /// Published versions by number.
    pub versions: BTreeMap<u64, Configuration>,
    /// Aliases by name.
    pub aliases: BTreeMap<String, Alias>,
    /// Resource policies, of versions and aliases; that of the function itself
    /// stands under `$LATEST`, which has none of its own.
    pub policies: BTreeMap<Qualifier, Policy>,
    /// Provisioned concurrency of versions and aliases.
    pub provisioned: BTreeMap<Qualifier, Provisioned>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
    /// How the code that arrives next will behave.
    pub next: Option<Behaviour>,
    /// How code behaves when nothing else is said.
    pub usual: Behaviour,
    /// The members of its answer, beside `version`.
    pub reply: Arc<Reply>,
    /// What it throws: type and message.
    pub error: (String, String),
}

/// Environments that are kept ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Provisioned {
    /// How many.
    pub requested: u64,
    /// Since when, milliseconds since 1970.
    pub since_ms: i64,
    /// The version before a move of the alias that they are kept ready for,
    /// which gets its calls until those of the new one are ready.
    pub before: Option<Version>,
}

/// Environments are ready after so long.
pub(crate) const READY_AFTER_MS: i64 = 60_000;

/// The members of a function's answer.
pub(crate) type Reply = Vec<(String, String)>;

/// `FunctionConfiguration`, of `$LATEST` or of one version.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Configuration {
    /// `Description`
    pub description: String,
    /// `Runtime`
    pub runtime: String,
    /// `Role`, an ARN.
    pub role: String,
    /// `Handler`
    pub handler: String,
    /// `CodeSize` in bytes.
    pub code_size: u64,
    /// `CodeSha256`, base64.
    pub code_sha256: String,
    /// `Timeout` in seconds.
    pub timeout_s: u32,
    /// `MemorySize` in MB.
    pub memory_mb: u32,
    /// `DeadLetterConfig.TargetArn`
    pub dead_letter: Option<String>,
    /// `Environment.Variables`
    pub environment: BTreeMap<String, String>,
    /// `LastModified`
    pub last_modified: Timestamp,
    /// `RevisionId`
    pub revision_id: String,
    /// What happens when it runs; AWS has no such field.
    pub behaviour: Behaviour,
}

impl Configuration {
    /// Whether Lambda is done with it, which it is when it is not younger than
    /// this.
    pub(crate) fn is_settled(&self, settled_ms: i64) -> bool {
        self.last_modified.as_millisecond() <= settled_ms
    }

    /// `RevisionId` as it is shown: while Lambda is at what was saved it is
    /// another than afterwards.
    pub(crate) fn revision(&self, settled_ms: i64) -> String {
        if self.is_settled(settled_ms) {
            return self.revision_id.clone();
        }
        self.revision_id.chars().rev().collect()
    }

    /// Whether publishing would make the same version again: code and settings
    /// alike, whatever the revision and the time.
    pub(crate) fn same_as(&self, other: &Self) -> bool {
        let neutral = |configuration: &Self| Self {
            description: String::new(),
            last_modified: Timestamp::UNIX_EPOCH,
            revision_id: String::new(),
            behaviour: Behaviour::default(),
            ..configuration.clone()
        };
        neutral(self) == neutral(other)
    }
}

/// An alias.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Alias {
    /// `Description`
    pub description: String,
    /// `FunctionVersion`
    pub version: Version,
    /// `RoutingConfig.AdditionalVersionWeights`, 0 to 1.
    pub weights: BTreeMap<u64, f64>,
    /// `RevisionId`
    pub revision_id: String,
}

impl Alias {
    /// Routes one invocation: independent and random, as Lambda does.
    pub(crate) fn route(&self, draws: &mut impl Rng) -> Version {
        let mut draw: f64 = draws.random();
        for (version, weight) in &self.weights {
            if draw < *weight {
                return Version::Published(*version);
            }
            draw -= weight;
        }
        self.version
    }
}

/// One invocation that Lambda accepted.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Invoked {
    /// The version that ran.
    pub version: Version,
    /// How it went.
    pub run: Run,
}

impl Function {
    /// The code behind a version.
    pub(crate) fn configuration(&self, version: Version) -> Option<&Configuration> {
        match version {
            Version::Latest => Some(&self.latest),
            // It has no Lambda Managed Instances.
            Version::LatestPublished => None,
            Version::Published(number) => self.versions.get(&number),
        }
    }

    /// The version that a qualifier runs now; for a split alias, its main one.
    pub(crate) fn resolve(&self, qualifier: Option<&Qualifier>) -> Option<Version> {
        match qualifier {
            None => Some(Version::Latest),
            Some(Qualifier::Version(version)) => self.configuration(*version).map(|_| *version),
            Some(Qualifier::Alias(name)) => self.aliases.get(name.as_str()).map(|it| it.version),
        }
    }

    /// Runs the function once; `None` when the qualifier is not there.
    pub(crate) fn invoke(
        &self,
        qualifier: Option<&Qualifier>,
        draws: &mut impl Rng,
    ) -> Option<Invoked> {
        let version = match qualifier {
            Some(Qualifier::Alias(name)) => self.aliases.get(name.as_str())?.route(draws),
            Some(Qualifier::Version(version)) => *version,
            None => Version::Latest,
        };
        let configuration = self.configuration(version)?;
        let run = configuration.behaviour.run(configuration.timeout_s, draws);
        Some(Invoked { version, run })
    }

    /// What a version answers when it succeeds.
    pub(crate) fn answers(&self, version: Version) -> Answers {
        self.configuration(version).map(|it| it.behaviour.answers).unwrap_or_default()
    }

    /// Moves an alias, or splits it. Where environments are kept ready for it
    /// and its version changes, Lambda leaves the version before in it, with all
    /// calls, until those of the new one are ready.
    pub(crate) fn set_alias(&mut self, name: &str, mut changed: Alias, now_ms: i64) {
        let before = self.aliases.get(name).map(|it| it.version);
        let kept = name.parse().ok().map(Qualifier::Alias);
        let kept = kept.and_then(|qualifier| self.provisioned.get_mut(&qualifier));
        if let (Some(kept), Some(before)) = (kept, before.filter(|it| *it != changed.version)) {
            (kept.since_ms, kept.before) = (now_ms, None);
            if let (Version::Published(number), true) = (before, changed.weights.is_empty()) {
                changed.weights.insert(number, 1.0);
                kept.before = Some(before);
            }
        }
        self.aliases.insert(name.to_owned(), changed);
    }

    /// Whether environments that are kept ready for a qualifier can start at all.
    pub(crate) fn can_initialise(&self, qualifier: &Qualifier) -> bool {
        let version = self.resolve(Some(qualifier));
        let configuration = version.and_then(|version| self.configuration(version));
        configuration.is_none_or(|it| !it.behaviour.init_fails)
    }

    /// When environments of a version that an alias was moved to are ready next.
    pub(crate) fn next_ready_ms(&self) -> Option<i64> {
        let moved = self
            .provisioned
            .iter()
            .filter(|(qualifier, kept)| kept.before.is_some() && self.can_initialise(qualifier));
        moved.map(|(_, kept)| kept.since_ms + READY_AFTER_MS).min()
    }

    /// Takes the versions before moves out of aliases whose environments are
    /// ready by now.
    pub(crate) fn hand_over(&mut self, now_ms: i64, new_id: &mut dyn FnMut() -> String) {
        let ready: Vec<(Qualifier, Version)> = self
            .provisioned
            .iter()
            .filter(|(_, kept)| kept.since_ms + READY_AFTER_MS <= now_ms)
            .filter(|(qualifier, _)| self.can_initialise(qualifier))
            .filter_map(|(qualifier, kept)| Some((qualifier.clone(), kept.before?)))
            .collect();
        for (qualifier, before) in ready {
            if let Some(kept) = self.provisioned.get_mut(&qualifier) {
                kept.before = None;
            }
            let alias = self.aliases.get_mut(&qualifier.to_string());
            let (Some(alias), Version::Published(number)) = (alias, before) else { continue };
            if alias.weights.remove(&number).is_some() {
                alias.revision_id = new_id();
            }
        }
    }

    /// The policy that decides about a qualifier.
    pub(crate) fn policy(&self, qualifier: Option<&Qualifier>) -> Option<&Policy> {
        self.policies.get(qualifier.unwrap_or(&LATEST))
    }

    /// The next version's number.
    pub(crate) fn next_number(&self) -> u64 {
        self.versions.last_key_value().map_or(1, |(number, _)| number + 1)
    }

    /// The ARN, qualified or not.
    pub(crate) fn arn(&self, qualifier: Option<&str>) -> String {
        function_arn(&self.name, qualifier)
    }

    /// Publishes `$LATEST`; when nothing has changed since the last version,
    /// that version stands. Answers the version's number. The revisions are those
    /// of the version and, afterwards, of `$LATEST`.
    pub(crate) fn publish(
        &mut self,
        description: Option<String>,
        now: Timestamp,
        [revision_id, latest_revision_id]: [String; 2],
    ) -> u64 {
        let unchanged = self.versions.last_key_value().filter(|(_, it)| it.same_as(&self.latest));
        if let (Some((number, _)), None) = (unchanged, self.next) {
            return *number;
        }
        if let Some(behaviour) = self.next.take() {
            self.latest.behaviour = behaviour;
        }
        let number = self.next_number();
        let version = Configuration {
            description: description.unwrap_or_else(|| self.latest.description.clone()),
            last_modified: now,
            revision_id,
            ..self.latest.clone()
        };
        self.versions.insert(number, version);
        self.latest.revision_id = latest_revision_id;
        number
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn an_alias_routes_by_its_weights() {
        let alias = Alias {
            description: String::new(),
            version: Version::Published(7),
            weights: BTreeMap::from([(8, 0.25)]),
            revision_id: String::new(),
        };
        let mut draws = ChaCha8Rng::seed_from_u64(3);
        let to_8 = (0..4000).filter(|_| alias.route(&mut draws) == Version::Published(8)).count();
        assert!((900..1100).contains(&to_8), "{to_8}");
    }
}
