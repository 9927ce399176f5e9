"""The starter template, seen by those who know: cfn-lint, and AWS SAM's own
translator; and the practice account's translation held against the latter.

Usage: starter_template.py TEMPLATE ENDPOINT. Ends with status 0 when the
template is clean and becomes the resources that the article lists by name.
"""

import os
import pathlib
import re
import subprocess
import sys
import time

os.environ.setdefault("AWS_DEFAULT_REGION", "eu-central-1")

import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

INSTANCE = "arn:aws:connect:eu-central-1:111122223333:instance/5f3a1c0e-7b42-4d19-9c86-2e8d4b7a6f10"
# Beside the Python of the virtual environment.
LINT = pathlib.Path(sys.executable).with_name("cfn-lint")
LISTED = {
    "ConnectLambdaFunction": "AWS::Lambda::Function",
    "ConnectLambdaFunctionAliasPROD": "AWS::Lambda::Alias",
    "ConnectLambdaFunctionVersion": "AWS::Lambda::Version",
    "ConnectLambdaFunctionRole": "AWS::IAM::Role",
    "AliasErrorMetricGreaterThanZeroAlarm": "AWS::CloudWatch::Alarm",
    "ServerlessDeploymentApplication": "AWS::CodeDeploy::Application",
    "ConnectLambdaFunctionDeploymentGroup": "AWS::CodeDeploy::DeploymentGroup",
    "CodeDeployServiceRole": "AWS::IAM::Role",
}

template_file, endpoint = sys.argv[1:3]
with open(template_file, encoding="utf-8") as file:
    text = file.read()


def translated(**changed):
    parameters = {
        "ConnectInstanceArn": INSTANCE,
        "SAMAlias": "PROD",
        "DeploymentPreference": "Linear10PercentEvery1Minute",
        "Greeting": "Hello",
        "CodeRevision": "first",
        **changed,
    }
    policies = {"AWSLambdaBasicExecutionRole": "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"}
    translator = Translator(policies, Parser())
    return translator.translate(sam_template=yaml_parse(text), parameter_values=parameters)


def without_hash(resources):
    """Logical ids with their types; a version's id without its hash."""
    return {re.sub(r"(Version)[0-9a-f]{10}$", r"\1", name): kind for name, kind in resources}


linted = subprocess.run([LINT, template_file], capture_output=True, text=True)
assert linted.returncode == 0, linted.stdout + linted.stderr

resources = translated()["Resources"]
told = without_hash((name, it["Type"]) for name, it in resources.items())
for name, kind in LISTED.items():
    assert told.get(name) == kind, f"{name} is {told.get(name)}, not {kind}"

alarm = resources["AliasErrorMetricGreaterThanZeroAlarm"]["Properties"]
names = [it["Name"] for it in alarm["Dimensions"]]
assert names == ["FunctionName", "Resource"], names
permission = resources["ConnectInvokePermission"]["Properties"]
assert permission["FunctionName"] == {"Ref": "ConnectLambdaFunctionAliasPROD"}, permission
assert {"SourceArn", "SourceAccount"} <= permission.keys(), permission
group = resources["ConnectLambdaFunctionDeploymentGroup"]["Properties"]
assert len(group["AlarmConfiguration"]["Alarms"]) == 2, group


def version_of(made):
    (name,) = [name for name, it in made["Resources"].items() if it["Type"] == "AWS::Lambda::Version"]
    return name


assert version_of(translated()) == version_of(translated())
assert version_of(translated()) != version_of(translated(Greeting="Servus")), "a new text is no new version"
assert version_of(translated()) != version_of(translated(CodeRevision="2")), "the same text again is no new version"
assert version_of(translated()) == version_of(translated(SAMAlias="PROD"))

stacks = boto3.client(
    "cloudformation",
    region_name="eu-central-1",
    endpoint_url=endpoint,
    aws_access_key_id="practice",
    aws_secret_access_key="practice",
)
stacks.create_stack(
    StackName="starter",
    TemplateBody=text,
    Parameters=[{"ParameterKey": "ConnectInstanceArn", "ParameterValue": INSTANCE}],
    Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
)
stacks.get_waiter("stack_create_complete").wait(StackName="starter", WaiterConfig={"Delay": 1})
made = stacks.describe_stack_resources(StackName="starter")["StackResources"]
practised = without_hash((it["LogicalResourceId"], it["ResourceType"]) for it in made)
assert practised == told, f"the practice account made {practised}, SAM {told}"
(output,) = [
    it["OutputValue"]
    for it in stacks.describe_stacks(StackName="starter")["Stacks"][0]["Outputs"]
    if it["OutputKey"] == "ConnectLambdaFunctionAlias"
]
assert output.endswith(":PROD"), output
stacks.delete_stack(StackName="starter")
for _ in range(100):
    listed = stacks.list_stacks(StackStatusFilter=["DELETE_COMPLETE"])["StackSummaries"]
    if listed:
        break
    time.sleep(0.2)
assert listed, "the stack is not deleted"
