//! The transform `AWS::Serverless-2016-10-31`, for functions.
//!
//! Invariant: the resources have the logical ids that AWS SAM gives them.
//! Source: AWS SAM developer guide, "Generated CloudFormation resources".

use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::template::{Template, text};

/// The transform's name.
pub(crate) const TRANSFORM: &str = "AWS::Serverless-2016-10-31";
const FUNCTION: &str = "AWS::Serverless::Function";
const APPLICATION: &str = "ServerlessDeploymentApplication";
const SERVICE_ROLE: &str = "CodeDeployServiceRole";

/// Turns serverless functions into what CloudFormation knows.
pub(crate) fn transform(template: Template) -> Template {
    if !template.transforms.iter().any(|it| it == TRANSFORM) {
        return template;
    }
    let mut made = Map::new();
    let mut names: Vec<(String, Names)> = Vec::new();
    for (id, resource) in &template.resources {
        if resource["Type"] == FUNCTION {
            let named = Names::of(id, &resource["Properties"]);
            named.expand(id, &resource["Properties"], &mut made);
            names.push((id.clone(), named));
        } else {
            made.insert(id.clone(), resource.clone());
        }
    }
    let renamed = |members: Map<String, Value>| -> Map<String, Value> {
        members.into_iter().map(|(id, it)| (id, rename(it, &names))).collect()
    };
    Template { resources: renamed(made), outputs: renamed(template.outputs), ..template }
}

/// What a function's parts are called.
struct Names {
    alias: Option<(String, String)>,
    version: String,
    role: String,
    group: String,
}

impl Names {
    fn of(id: &str, properties: &Value) -> Self {
        let alias = properties.get("AutoPublishAlias").map(text);
        let mut hash = format!("{:x}", Sha256::digest(properties["InlineCode"].to_string()));
        hash.truncate(10);
        let letters = |name: &str| name.chars().filter(char::is_ascii_alphanumeric).collect();
        Self {
            alias: alias.map(|name| {
                let letters: String = letters(&name);
                (format!("{id}Alias{letters}"), name)
            }),
            version: format!("{id}Version{hash}"),
            role: format!("{id}Role"),
            group: format!("{id}DeploymentGroup"),
        }
    }

    fn expand(&self, id: &str, properties: &Value, made: &mut Map<String, Value>) {
        let own_role = properties.get("Role").is_none();
        let role = properties.get("Role").cloned();
        let role = role.unwrap_or_else(|| json!({"Fn::GetAtt": [self.role, "Arn"]}));
        if own_role {
            made.insert(self.role.clone(), role_for("lambda.amazonaws.com"));
        }
        let kept = ["Description", "Runtime", "Handler", "Timeout", "MemorySize", "Environment"];
        let mut function: Map<String, Value> = kept
            .into_iter()
            .filter_map(|name| Some((name.to_owned(), properties.get(name)?.clone())))
            .collect();
        function.insert("Code".to_owned(), json!({"ZipFile": properties["InlineCode"]}));
        function.insert("Role".to_owned(), role);
        made.insert(
            id.to_owned(),
            json!({"Type": "AWS::Lambda::Function", "Properties": function}),
        );
        let Some((alias, name)) = &self.alias else { return };
        made.insert(
            self.version.clone(),
            json!({
                "Type": "AWS::Lambda::Version",
                "DeletionPolicy": "Retain",
                "Properties": {"FunctionName": {"Ref": id}},
            }),
        );
        let mut resource = json!({
            "Type": "AWS::Lambda::Alias",
            "Properties": {
                "Name": name,
                "FunctionName": {"Ref": id},
                "FunctionVersion": {"Fn::GetAtt": [self.version, "Version"]},
            },
        });
        if let Some(preference) = properties.get("DeploymentPreference") {
            self.deploy(preference, made);
            resource["UpdatePolicy"] = json!({"CodeDeployLambdaAliasUpdate": {
                "ApplicationName": {"Ref": APPLICATION},
                "DeploymentGroupName": {"Ref": self.group},
            }});
        }
        made.insert(alias.clone(), resource);
    }

    fn deploy(&self, preference: &Value, made: &mut Map<String, Value>) {
        made.insert(SERVICE_ROLE.to_owned(), role_for("codedeploy.amazonaws.com"));
        made.insert(
            APPLICATION.to_owned(),
            json!({
                "Type": "AWS::CodeDeploy::Application",
                "Properties": {"ComputePlatform": "Lambda"},
            }),
        );
        let pace = preference.get("Type").map(text).unwrap_or_default();
        let alarms: Vec<Value> = preference["Alarms"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|name| json!({ "Name": name }))
            .collect();
        made.insert(
            self.group.clone(),
            json!({
                "Type": "AWS::CodeDeploy::DeploymentGroup",
                "Properties": {
                    "ApplicationName": {"Ref": APPLICATION},
                    "ServiceRoleArn": {"Fn::GetAtt": [SERVICE_ROLE, "Arn"]},
                    "DeploymentConfigName": format!("CodeDeployDefault.Lambda{pace}"),
                    "DeploymentStyle": {
                        "DeploymentType": "BLUE_GREEN",
                        "DeploymentOption": "WITH_TRAFFIC_CONTROL",
                    },
                    "AlarmConfiguration": {"Enabled": !alarms.is_empty(), "Alarms": alarms},
                    "AutoRollbackConfiguration": {"Enabled": true, "Events": [
                        "DEPLOYMENT_FAILURE",
                        "DEPLOYMENT_STOP_ON_ALARM",
                        "DEPLOYMENT_STOP_ON_REQUEST",
                    ]},
                },
            }),
        );
    }
}

fn role_for(service: &str) -> Value {
    json!({"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Action": ["sts:AssumeRole"],
            "Principal": {"Service": [service]},
        }],
    }}})
}

/// `F.Alias` and `F.Version` stand for resources that the transform makes.
fn rename(value: Value, names: &[(String, Names)]) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(|it| rename(it, names)).collect(),
        Value::Object(members) => {
            if let Some(target) = members.get("Ref").and_then(Value::as_str) {
                return json!({"Ref": referable(target, names)});
            }
            if let Some([Value::String(id), Value::String(attribute)]) =
                members.get("Fn::GetAtt").and_then(Value::as_array).map(Vec::as_slice)
                && let Some((part, attribute)) = attribute.split_once('.')
            {
                let id = referable(&format!("{id}.{part}"), names);
                return json!({"Fn::GetAtt": [id, attribute]});
            }
            members.into_iter().map(|(name, it)| (name, rename(it, names))).collect()
        }
        other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => other,
    }
}

fn referable(target: &str, names: &[(String, Names)]) -> String {
    let found = names.iter().find_map(|(id, named)| {
        match target.strip_prefix(id.as_str())?.strip_prefix('.')? {
            "Alias" => Some(named.alias.as_ref()?.0.clone()),
            "Version" => Some(named.version.clone()),
            _ => None,
        }
    });
    found.unwrap_or_else(|| target.to_owned())
}
