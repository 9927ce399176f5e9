//! The five functions of the practice account, and generated ones.

use std::{collections::BTreeMap, sync::Arc};

use base64::{Engine as _, prelude::BASE64_STANDARD as BASE64};
use crossfade_domain::qualifier::{Qualifier, Version};
use jiff::Timestamp;
use rand_chacha::ChaCha8Rng;
use sha2::{Digest as _, Sha256};

use super::days_before;
use crate::world::{
    account::{ACCOUNT, function_arn, instance_arn},
    behaviour::Behaviour,
    function::{Alias, Configuration, Function, LATEST, Provisioned},
    id,
    policy::{Policy, Statement},
};

/// A function in short.
struct Sketch {
    name: &'static str,
    description: &'static str,
    runtime: &'static str,
    handler: &'static str,
    timeout_s: u32,
    memory_mb: u32,
    usual: Behaviour,
    /// Number, how it behaves, and what it brought.
    versions: &'static [(u64, Behaviour, &'static str)],
    /// How `$LATEST` behaves when it was saved again after the last version.
    saved: Option<Behaviour>,
    /// Name, version, and what share goes to which other version.
    aliases: &'static [SketchedAlias],
    /// Who may invoke what.
    permissions: &'static [(Option<&'static str>, Given)],
    reply: &'static [(&'static str, &'static str)],
    error: (&'static str, &'static str),
}

/// An alias in short.
type SketchedAlias = (&'static str, u64, Option<(u64, f64)>);

/// How a permission for Connect was given.
#[derive(Clone, Copy)]
enum Given {
    /// With account and instance, as it should be.
    Narrow,
    /// Without `SourceAccount`.
    WithoutAccount,
}

const FAST: Behaviour = Behaviour::healthy(95.0);

const SKETCHES: [Sketch; 5] = [
    Sketch {
        name: "orders",
        description: "Where an order is, and whether it can go back",
        runtime: "nodejs24.x",
        handler: "index.handler",
        timeout_s: 6,
        memory_mb: 256,
        usual: Behaviour::healthy(130.0),
        versions: &[
            (1, Behaviour::healthy(420.0), "First version"),
            (2, Behaviour::healthy(400.0), "Delivery date"),
            (3, Behaviour::healthy(390.0), "Returns"),
            (4, Behaviour::healthy(210.0), "Keep the connection open"),
            (5, Behaviour::healthy(200.0), "New role"),
            (6, Behaviour::healthy(180.0).failing(0.3), "Order numbers with letters"),
            (7, Behaviour::healthy(150.0), "Order numbers with letters, repaired"),
            (8, Behaviour::healthy(115.0), "Fewer queries"),
        ],
        saved: None,
        aliases: &[("PROD", 7, None), ("TEST", 8, None)],
        permissions: &[(Some("PROD"), Given::Narrow), (Some("TEST"), Given::Narrow)],
        reply: &[
            ("orderStatus", "on its way"),
            ("deliveryDate", "Thursday"),
            ("returnable", "true"),
        ],
        error: ("TypeError", "Cannot read properties of undefined (reading 'orderNumber')"),
    },
    Sketch {
        name: "customer-lookup",
        description: "Finds a customer by phone number",
        runtime: "python3.13",
        handler: "lookup.handler",
        timeout_s: 5,
        memory_mb: 512,
        usual: FAST,
        versions: &[
            (10, Behaviour::healthy(110.0), "Segments"),
            (11, Behaviour { p99_ms: Some(7000.0), ..Behaviour::healthy(2600.0) }, "Cache off"),
            (12, FAST, "Cache on again"),
            (13, Behaviour::healthy(88.0).failing(0.005), "Partner customers"),
        ],
        saved: None,
        aliases: &[("PROD", 12, Some((13, 0.1))), ("PILOT", 13, None)],
        permissions: &[(Some("PROD"), Given::Narrow), (Some("PILOT"), Given::Narrow)],
        reply: &[
            ("found", "true"),
            ("customerId", "C-1042"),
            ("firstName", "Robin"),
            ("segment", "private"),
            ("points", "250"),
            ("partnerName", "Practice Partners"),
        ],
        error: ("KeyError", "'partner'"),
    },
    Sketch {
        name: "opening-hours",
        description: "When the centre is open",
        runtime: "nodejs24.x",
        handler: "index.handler",
        timeout_s: 3,
        memory_mb: 128,
        usual: Behaviour::healthy(40.0),
        versions: &[
            (1, Behaviour::healthy(60.0), "First version"),
            (2, Behaviour::healthy(35.0), "Works without the calendar"),
            (3, Behaviour::healthy(45.0), "Calendar of holidays"),
        ],
        saved: Some(Behaviour::healthy(55.0).failing(0.02)),
        aliases: &[("LIVE", 3, None)],
        permissions: &[(None, Given::Narrow), (Some("2"), Given::Narrow)],
        reply: &[("open", "true"), ("hours", "from 8 to 20")],
        error: ("RangeError", "Invalid time value"),
    },
    Sketch {
        name: "payments",
        description: "Takes payments by card",
        runtime: "java21",
        handler: "trading.practice.Payments::handleRequest",
        timeout_s: 30,
        memory_mb: 1024,
        usual: Behaviour::healthy(600.0),
        versions: &[
            (1, Behaviour::healthy(1400.0), "First version"),
            (2, Behaviour::healthy(1200.0), "Second provider"),
            (3, Behaviour::healthy(900.0), "Strong customer authentication"),
            (4, Behaviour { p99_ms: Some(4200.0), ..Behaviour::healthy(700.0) }, "Receipts"),
            (5, Behaviour::healthy(650.0).failing(0.2), "New provider"),
        ],
        saved: None,
        aliases: &[("PROD", 4, None)],
        permissions: &[(Some("PROD"), Given::WithoutAccount)],
        reply: &[("balance", "42.50"), ("paid", "true")],
        error: ("java.lang.IllegalStateException", "Provider refused the request"),
    },
    Sketch {
        name: "chat-redaction",
        description: "Masks personal data in chat messages",
        runtime: "python3.13",
        handler: "redact.handler",
        timeout_s: 3,
        memory_mb: 256,
        usual: Behaviour::healthy(70.0),
        versions: &[
            (1, Behaviour::healthy(900.0), "First version"),
            (2, Behaviour::healthy(70.0), "Compiled patterns"),
        ],
        saved: None,
        aliases: &[("PROD", 2, None)],
        permissions: &[(Some("PROD"), Given::Narrow)],
        reply: &[("status", "PROCESSED"), ("result", "unchanged")],
        error: ("re.error", "unbalanced parenthesis at position 7"),
    },
];

/// `orders` moved to a role of its own with this version; an alias cannot be
/// split across the change.
const ORDERS_NEW_ROLE_FROM: u64 = 5;

/// Every function by name.
pub(super) fn plant(start: Timestamp, draws: &mut ChaCha8Rng) -> BTreeMap<String, Function> {
    SKETCHES.iter().map(|sketch| (sketch.name.to_owned(), sketch.function(start, draws))).collect()
}

/// Adds copies of `orders` under names of their own until there are `wanted`:
/// nobody calls or may call them, but their aliases can be moved.
pub(super) fn pad(
    functions: &mut BTreeMap<String, Function>,
    wanted: usize,
    draws: &mut ChaCha8Rng,
) {
    let Some(model) = functions.get("orders").cloned() else { return };
    let mut number = 1;
    while functions.len() < wanted {
        let mut copy = Function {
            name: format!("orders-{number:03}"),
            policies: BTreeMap::new(),
            ..model.clone()
        };
        for alias in copy.aliases.values_mut() {
            alias.revision_id = id(draws);
        }
        functions.insert(copy.name.clone(), copy);
        number += 1;
    }
}

impl Sketch {
    fn function(&self, start: Timestamp, draws: &mut ChaCha8Rng) -> Function {
        let versions: BTreeMap<u64, Configuration> = (0_i64..)
            .zip(self.versions.iter().rev())
            .map(|(age, (number, behaviour, description))| {
                let made = days_before(start, 2 + age * 9);
                (*number, self.version(*number, *behaviour, description, made, id(draws)))
            })
            .collect();
        Function {
            name: self.name.to_owned(),
            latest: self.latest(start, draws),
            versions,
            aliases: self.aliases(draws),
            policies: self.policies(draws),
            // One function's version is kept warm, so that a rollout has it to move.
            provisioned: self.provisioned(),
            tags: BTreeMap::from([("application".to_owned(), "practice-trading".to_owned())]),
            next: None,
            usual: self.usual,
            reply: Arc::new(owned(self.reply)),
            error: (self.error.0.to_owned(), self.error.1.to_owned()),
        }
    }

    fn version(
        &self,
        number: u64,
        behaviour: Behaviour,
        description: &str,
        last_modified: Timestamp,
        revision_id: String,
    ) -> Configuration {
        let old_role = self.name == "orders" && number < ORDERS_NEW_ROLE_FROM;
        let role = if old_role { "shared-functions" } else { self.name };
        Configuration {
            description: description.to_owned(),
            runtime: self.runtime.to_owned(),
            role: format!("arn:aws:iam::{ACCOUNT}:role/{role}-role"),
            handler: self.handler.to_owned(),
            code_size: 18_000 + number * 731,
            code_sha256: BASE64.encode(Sha256::digest(format!("{} {number}", self.name))),
            timeout_s: self.timeout_s,
            memory_mb: self.memory_mb,
            dead_letter: None,
            environment: BTreeMap::from([("LOG_LEVEL".to_owned(), "info".to_owned())]),
            last_modified,
            revision_id,
            behaviour,
        }
    }

    fn latest(&self, start: Timestamp, draws: &mut ChaCha8Rng) -> Configuration {
        let (number, behaviour, _) = self.versions.last().copied().unwrap_or((0, self.usual, ""));
        let made = days_before(start, if self.saved.is_some() { 1 } else { 2 });
        // A save after the last version is code that no version has.
        let number = if self.saved.is_some() { number + 1 } else { number };
        let behaviour = self.saved.unwrap_or(behaviour);
        self.version(number, behaviour, self.description, made, id(draws))
    }

    fn provisioned(&self) -> BTreeMap<Qualifier, Provisioned> {
        let kept = self.name == "payments";
        let four = Qualifier::Version(Version::Published(4));
        kept.then_some((four, Provisioned { requested: 5, since_ms: 0, before: None }))
            .into_iter()
            .collect()
    }

    fn aliases(&self, draws: &mut ChaCha8Rng) -> BTreeMap<String, Alias> {
        let alias = |(name, version, split): &SketchedAlias| {
            let alias = Alias {
                description: format!("What {name} callers get"),
                version: Version::Published(*version),
                weights: split.iter().copied().collect(),
                revision_id: id(draws),
            };
            ((*name).to_owned(), alias)
        };
        self.aliases.iter().map(alias).collect()
    }

    fn policies(&self, draws: &mut ChaCha8Rng) -> BTreeMap<Qualifier, Policy> {
        let policy = |(qualifier, given): &(Option<&str>, Given)| {
            let statement = Statement {
                id: "connect-practice-contact-centre".to_owned(),
                action: "lambda:InvokeFunction".to_owned(),
                principal: "connect.amazonaws.com".to_owned(),
                resource: function_arn(self.name, *qualifier),
                source_arn: Some(instance_arn()),
                source_account: match given {
                    Given::Narrow => Some(ACCOUNT.to_owned()),
                    Given::WithoutAccount => None,
                },
                ..Statement::default()
            };
            let mut policy = Policy::default();
            policy.add(statement, id(draws));
            (qualifier.and_then(|it| it.parse().ok()).unwrap_or(LATEST), policy)
        };
        self.permissions.iter().map(policy).collect()
    }
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}
