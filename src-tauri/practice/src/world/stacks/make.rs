//! Resources, really made in the account.

use std::{collections::BTreeMap, sync::Arc};

use base64::{Engine as _, prelude::BASE64_STANDARD as BASE64};
use crossfade_domain::qualifier::{Qualifier, Version};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{Done, Step, is_replaced, resolve};
use crate::{
    Behaviour,
    cloudformation::text,
    cloudwatch, codedeploy,
    wire::{doc::Doc, error::AwsError},
    world::{
        World,
        function::{Alias, Configuration, Function},
        policy::Statement,
    },
};

impl World {
    /// Does a step.
    pub(super) fn perform_step(&mut self, place: usize, step: &Step) -> Result<Done, String> {
        match step {
            Step::Make(logical, declared) => {
                let properties = resolve(&declared["Properties"], &self.stacks[place])?;
                self.make_resource(place, logical, declared, &properties).map(Done::Now)
            }
            Step::Change(logical, declared) => {
                let properties = resolve(&declared["Properties"], &self.stacks[place])?;
                self.change_resource(place, logical, declared, &properties)
            }
            Step::Remove(logical) => Ok(Done::Now(self.remove_resource(place, logical))),
            Step::Forget(logical) => {
                Ok(Done::Now(self.physical(place, logical).unwrap_or_default()))
            }
        }
    }

    fn make_resource(
        &mut self,
        place: usize,
        logical: &str,
        declared: &Value,
        properties: &Value,
    ) -> Result<String, String> {
        let kind = declared["Type"].as_str().unwrap_or_default();
        let name = self.physical_name(place, logical);
        match kind {
            "AWS::IAM::Role" => Ok(name),
            "AWS::Lambda::Function" => self.make_function(name, properties),
            "AWS::Lambda::Version" => self.publish_version(properties),
            "AWS::Lambda::Alias" => self.make_alias(properties),
            "AWS::Lambda::Permission" => self.make_permission(&name, properties),
            "AWS::CloudWatch::Alarm" => {
                let name = properties.get("AlarmName").map_or(name, text);
                if self.alarms.contains_key(&name) {
                    return Err(format!("{kind} with identifier {name} already exists."));
                }
                self.put_alarm(name, properties)
            }
            "AWS::CodeDeploy::Application" => {
                let input = json!({"applicationName": name, "computePlatform": "Lambda"});
                self.deploys(codedeploy::Operation::CreateApplication, input)?;
                Ok(name)
            }
            "AWS::CodeDeploy::DeploymentGroup" => {
                let input = group(&name, properties, "deploymentGroupName");
                self.deploys(codedeploy::Operation::CreateDeploymentGroup, input)?;
                Ok(name)
            }
            other => Err(format!("The practice account does not make resources of type {other}")),
        }
    }

    fn change_resource(
        &mut self,
        place: usize,
        logical: &str,
        declared: &Value,
        properties: &Value,
    ) -> Result<Done, String> {
        let kind = declared["Type"].as_str().unwrap_or_default();
        let name = self.physical(place, logical).unwrap_or_default();
        match kind {
            "AWS::IAM::Role" | "AWS::CodeDeploy::Application" => Ok(Done::Now(name)),
            "AWS::Lambda::Function" => {
                let (now, revision_id) = (self.now(), self.new_id());
                let function = self.functions.get_mut(&name).ok_or("The function is gone")?;
                let latest = configuration(properties, function.latest.behaviour);
                function.latest = Configuration { last_modified: now, revision_id, ..latest };
                Ok(Done::Now(name))
            }
            "AWS::Lambda::Alias" => self.move_alias(place, declared, properties, name),
            "AWS::CloudWatch::Alarm" if self.is_made_anew(place, logical, declared) => {
                let made = self.make_resource(place, logical, declared, properties)?;
                self.alarms.remove(&name);
                Ok(Done::Now(made))
            }
            "AWS::CloudWatch::Alarm" => self.put_alarm(name, properties).map(Done::Now),
            "AWS::CodeDeploy::DeploymentGroup" => {
                let input = group(&name, properties, "currentDeploymentGroupName");
                self.deploys(codedeploy::Operation::UpdateDeploymentGroup, input)?;
                Ok(Done::Now(name))
            }
            // What cannot be changed is made anew; the old one goes.
            "AWS::Lambda::Permission" => {
                self.remove_resource(place, logical);
                self.make_resource(place, logical, declared, properties).map(Done::Now)
            }
            other => Err(format!("The practice account does not change resources of type {other}")),
        }
    }

    fn is_made_anew(&self, place: usize, logical: &str, declared: &Value) -> bool {
        let held = self.stacks[place].resources.iter().find(|it| it.logical == logical);
        held.is_some_and(|it| is_replaced(&it.declared, declared))
    }

    fn remove_resource(&mut self, place: usize, logical: &str) -> String {
        let stack = &self.stacks[place];
        let held = stack.resources.iter().find(|it| it.logical == logical).cloned();
        let Some(held) = held else { return String::new() };
        let properties = resolve(&held.declared["Properties"], stack).unwrap_or_default();
        let name = held.physical.clone();
        match held.kind.as_str() {
            "AWS::Lambda::Function" => drop(self.functions.remove(&name)),
            "AWS::Lambda::Alias" => {
                let (function, alias) =
                    (text(&properties["FunctionName"]), text(&properties["Name"]));
                if let Some(function) = self.functions.get_mut(&function) {
                    function.aliases.remove(&alias);
                    let wanted = |it: &Qualifier| matches!(it, Qualifier::Alias(name) if name.as_str() == alias);
                    function.policies.retain(|qualifier, _| !wanted(qualifier));
                }
            }
            "AWS::Lambda::Permission" => self.remove_permission(&name, &properties),
            "AWS::CloudWatch::Alarm" => drop(self.alarms.remove(&name)),
            "AWS::CodeDeploy::Application" => drop(self.codedeploy.applications.remove(&name)),
            "AWS::CodeDeploy::DeploymentGroup" => {
                let application = text(&properties["ApplicationName"]);
                if let Some(application) = self.codedeploy.applications.get_mut(&application) {
                    application.groups.remove(&name);
                }
            }
            _ => {}
        }
        name
    }

    fn make_function(&mut self, name: String, properties: &Value) -> Result<String, String> {
        if self.functions.contains_key(&name) {
            return Err(format!("Function already exist: {name}"));
        }
        let (now, revision_id) = (self.now(), self.new_id());
        let usual = Behaviour { p50_ms: 40.0, ..Behaviour::default() };
        let latest =
            Configuration { last_modified: now, revision_id, ..configuration(properties, usual) };
        let function = Function {
            name: name.clone(),
            latest,
            versions: BTreeMap::new(),
            aliases: BTreeMap::new(),
            policies: BTreeMap::new(),
            provisioned: BTreeMap::new(),
            tags: BTreeMap::new(),
            next: None,
            usual,
            reply: Arc::new(Vec::new()),
            error: ("Error".to_owned(), "Broken on purpose".to_owned()),
        };
        self.functions.insert(name.clone(), function);
        Ok(name)
    }

    fn publish_version(&mut self, properties: &Value) -> Result<String, String> {
        let (now, revisions) = (self.now(), [self.new_id(), self.new_id()]);
        let name = text(&properties["FunctionName"]);
        let function = self.functions.get_mut(&name).ok_or("The function is gone")?;
        let versions = function.versions.len();
        let number = function.publish(None, now, revisions);
        if function.versions.len() == versions {
            return Err(format!(
                "A version for this Lambda function exists ( {number} ). Modify the function to \
                 create a new version."
            ));
        }
        Ok(function.arn(Some(&number.to_string())))
    }

    fn make_alias(&mut self, properties: &Value) -> Result<String, String> {
        let revision_id = self.new_id();
        let (function, name) = (text(&properties["FunctionName"]), text(&properties["Name"]));
        let version = version(properties)?;
        let function = self.functions.get_mut(&function).ok_or("The function is gone")?;
        if function.aliases.contains_key(&name) {
            return Err(format!("Alias already exists: {}", function.arn(Some(&name))));
        }
        let (description, weights) = (String::new(), BTreeMap::new());
        let alias = Alias { description, version, weights, revision_id };
        function.aliases.insert(name.clone(), alias);
        Ok(function.arn(Some(&name)))
    }

    /// CodeDeploy moves an alias that has an update policy.
    fn move_alias(
        &mut self,
        place: usize,
        declared: &Value,
        properties: &Value,
        arn: String,
    ) -> Result<Done, String> {
        let (revision_id, now_ms) = (self.new_id(), self.now_ms());
        let (name, alias) = (text(&properties["FunctionName"]), text(&properties["Name"]));
        let to = version(properties)?;
        let function = self.functions.get_mut(&name).ok_or("The function is gone")?;
        let found = function.aliases.get(&alias).ok_or("The alias is gone")?;
        let from = found.version;
        if from == to && found.weights.is_empty() {
            return Ok(Done::Now(arn));
        }
        let policy = &declared["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"];
        if policy.is_null() {
            let moved =
                Alias { version: to, revision_id, weights: BTreeMap::new(), ..found.clone() };
            function.set_alias(&alias, moved, now_ms);
            return Ok(Done::Now(arn));
        }
        let policy = resolve(policy, &self.stacks[place])?;
        let spec = json!({"version": 0.0, "Resources": [{ name.clone(): {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "Name": name,
                "Alias": alias,
                "CurrentVersion": from.to_string(),
                "TargetVersion": to.to_string(),
            },
        }}]});
        let input = json!({
            "applicationName": policy["ApplicationName"],
            "deploymentGroupName": policy["DeploymentGroupName"],
            "revision": {
                "revisionType": "AppSpecContent",
                "appSpecContent": {"content": spec.to_string()},
            },
        });
        let started = self.deploys(codedeploy::Operation::CreateDeployment, input)?;
        let id = started.text("deploymentId").unwrap_or_default().to_owned();
        Ok(Done::With(id))
    }

    fn make_permission(&mut self, id: &str, properties: &Value) -> Result<String, String> {
        let revision_id = self.new_id();
        let (name, qualifier) = split(&text(&properties["FunctionName"]));
        let function = self.functions.get_mut(&name).ok_or("The function is gone")?;
        let optional = |name: &str| properties.get(name).map(text);
        let statement = Statement {
            id: id.to_owned(),
            action: text(&properties["Action"]),
            principal: text(&properties["Principal"]),
            resource: function.arn(qualifier.as_ref().map(ToString::to_string).as_deref()),
            source_arn: optional("SourceArn"),
            source_account: optional("SourceAccount"),
            ..Statement::default()
        };
        let qualifier = qualifier.unwrap_or(crate::world::function::LATEST);
        function.policies.entry(qualifier).or_default().add(statement, revision_id);
        Ok(id.to_owned())
    }

    fn remove_permission(&mut self, id: &str, properties: &Value) {
        let revision_id = self.new_id();
        let (name, qualifier) = split(&text(&properties["FunctionName"]));
        let qualifier = qualifier.unwrap_or(crate::world::function::LATEST);
        let Some(function) = self.functions.get_mut(&name) else { return };
        let Some(policy) = function.policies.get_mut(&qualifier) else { return };
        policy.remove(id, revision_id);
        if policy.is_empty() {
            function.policies.remove(&qualifier);
        }
    }

    fn put_alarm(&mut self, name: String, properties: &Value) -> Result<String, String> {
        let mut input = properties.clone();
        input["AlarmName"] = json!(name);
        let put = cloudwatch::Operation::PutMetricAlarm;
        cloudwatch::perform(self, put, &Doc::from_json(input)).map_err(said)?;
        Ok(name)
    }

    fn deploys(&mut self, operation: codedeploy::Operation, input: Value) -> Result<Doc, String> {
        codedeploy::perform(self, operation, &Doc::from_json(input)).map_err(said)
    }

    /// As CloudFormation names things: stack, logical id, something random.
    fn physical_name(&mut self, place: usize, logical: &str) -> String {
        let random: String = self.new_id().chars().filter(char::is_ascii_alphanumeric).collect();
        let stack = &self.stacks[place].name;
        let short: String = logical.chars().take(24).collect();
        format!("{stack}-{short}-{}", &random[..12])
    }
}

fn configuration(properties: &Value, behaviour: Behaviour) -> Configuration {
    let code = text(&properties["Code"]["ZipFile"]);
    let number = |name: &str, usual: u32| {
        properties[name].as_u64().and_then(|it| u32::try_from(it).ok()).unwrap_or(usual)
    };
    let variables = properties["Environment"]["Variables"].as_object();
    let variables = variables.into_iter().flatten().map(|(name, it)| (name.clone(), text(it)));
    Configuration {
        description: text(&properties["Description"]),
        runtime: text(&properties["Runtime"]),
        role: text(&properties["Role"]),
        handler: text(&properties["Handler"]),
        code_size: u64::try_from(code.len()).unwrap_or_default(),
        code_sha256: BASE64.encode(Sha256::digest(&code)),
        timeout_s: number("Timeout", 3),
        memory_mb: number("MemorySize", 128),
        dead_letter: None,
        environment: variables.collect(),
        last_modified: jiff::Timestamp::UNIX_EPOCH,
        revision_id: String::new(),
        behaviour,
    }
}

fn group(name: &str, properties: &Value, key: &str) -> Value {
    json!({
        "applicationName": properties["ApplicationName"],
        key: name,
        "serviceRoleArn": properties["ServiceRoleArn"],
        "deploymentConfigName": properties["DeploymentConfigName"],
        "deploymentStyle": {
            "deploymentType": properties["DeploymentStyle"]["DeploymentType"],
            "deploymentOption": properties["DeploymentStyle"]["DeploymentOption"],
        },
        "alarmConfiguration": {
            "enabled": properties["AlarmConfiguration"]["Enabled"],
            "alarms": properties["AlarmConfiguration"]["Alarms"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|alarm| json!({"name": alarm["Name"]}))
                .collect::<Vec<_>>(),
        },
        "autoRollbackConfiguration": {
            "enabled": true,
            "events": properties["AutoRollbackConfiguration"]["Events"],
        },
    })
}

fn version(properties: &Value) -> Result<Version, String> {
    let text = text(&properties["FunctionVersion"]);
    text.parse().map_err(|error| format!("FunctionVersion: {error}"))
}

/// A function's name and qualifier, out of a name or an ARN.
fn split(name: &str) -> (String, Option<Qualifier>) {
    let name = name.split_once(":function:").map_or(name, |(_, name)| name);
    match name.split_once(':') {
        Some((name, qualifier)) => (name.to_owned(), qualifier.parse().ok()),
        None => (name.to_owned(), None),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in `map_err`")]
fn said(error: AwsError) -> String {
    format!("{} ({})", error.text(), error.code)
}
