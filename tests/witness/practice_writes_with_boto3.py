"""What AWS's own Python client writes to the practice account.

Usage: practice_writes_with_boto3.py ENDPOINT. Ends with status 0 when the
practice account answers as boto3 expects of AWS.
"""

import json

from practice import client, pass_time, refused, run

ORDERS = {"FunctionName": "orders"}
QUICK = {"WaiterConfig": {"Delay": 1, "MaxAttempts": 120}}


def versions_and_aliases():
    aws = client("lambda")
    zipped = b"PK\x05\x06" + bytes(16) + b"\x01\x00!"
    aws.update_function_code(**ORDERS, ZipFile=zipped)
    aws.get_waiter("function_updated_v2").wait(**ORDERS)
    latest = aws.get_function(**ORDERS)["Configuration"]
    made = aws.publish_version(
        **ORDERS, CodeSha256=latest["CodeSha256"], RevisionId=latest["RevisionId"], Description="w"
    )
    number = made["Version"]
    assert made["FunctionArn"].endswith(f":orders:{number}") and made["Description"] == "w"
    assert aws.publish_version(**ORDERS)["Version"] == number, "the same code is the same version"
    aws.get_waiter("published_version_active").wait(**ORDERS, Qualifier=number)
    wrong = {**ORDERS, "CodeSha256": "A" * 43 + "="}
    refused("InvalidParameterValueException", aws.publish_version, **wrong)

    alias = {**ORDERS, "Name": "WITNESS"}
    made = aws.create_alias(**alias, FunctionVersion=number, Description="by boto3")
    assert made["AliasArn"].endswith(":orders:WITNESS"), made
    refused("ResourceConflictException", aws.create_alias, **alias, FunctionVersion=number)
    refused("ResourceNotFoundException", aws.create_alias, **ORDERS, Name="X", FunctionVersion="999")
    names = [it["Name"] for it in aws.list_aliases(**ORDERS, FunctionVersion=number)["Aliases"]]
    assert names == ["WITNESS"], names

    spare = {**ORDERS, "Qualifier": "WITNESS"}
    missing = "ProvisionedConcurrencyConfigNotFoundException"
    refused(missing, aws.get_provisioned_concurrency_config, **spare)
    put = aws.put_provisioned_concurrency_config(**spare, ProvisionedConcurrentExecutions=2)
    assert put["Status"] == "IN_PROGRESS", put
    pass_time(120)
    assert aws.get_provisioned_concurrency_config(**spare)["Status"] == "READY"
    aws.delete_provisioned_concurrency_config(**spare)
    refused(missing, aws.get_provisioned_concurrency_config, **spare)
    aws.delete_alias(**alias)
    refused("ResourceNotFoundException", aws.get_alias, **alias)
    aws.delete_alias(**alias)


def app_spec(current, target):
    properties = {"Name": "orders", "Alias": "PROD", "CurrentVersion": current, "TargetVersion": target}
    function = {"Type": "AWS::Lambda::Function", "Properties": properties}
    content = json.dumps({"version": 0.0, "Resources": [{"orders": function}]})
    return {"revisionType": "AppSpecContent", "appSpecContent": {"content": content}}


def deployments():
    aws, alias = client("codedeploy"), client("lambda").get_alias(**ORDERS, Name="PROD")
    application = {"applicationName": "witness"}
    aws.create_application(**application, computePlatform="Lambda")
    refused("ApplicationAlreadyExistsException", aws.create_application, **application)
    listed = aws.get_paginator("list_applications").paginate().build_full_result()
    assert "witness" in listed["applications"]
    (info,) = aws.batch_get_applications(applicationNames=["witness"])["applicationsInfo"]
    assert info["computePlatform"] == "Lambda", info
    aws.create_deployment_config(
        deploymentConfigName="Witness7Percent",
        computePlatform="Lambda",
        trafficRoutingConfig={
            "type": "TimeBasedCanary",
            "timeBasedCanary": {"canaryPercentage": 7, "canaryInterval": 2},
        },
    )
    group = {
        **application,
        "deploymentGroupName": "group",
        "serviceRoleArn": "arn:aws:iam::111122223333:role/deploy",
        "deploymentConfigName": "Witness7Percent",
        "deploymentStyle": {"deploymentType": "BLUE_GREEN", "deploymentOption": "WITH_TRAFFIC_CONTROL"},
        "autoRollbackConfiguration": {"enabled": True, "events": ["DEPLOYMENT_STOP_ON_REQUEST"]},
    }
    nowhere = {**group, "deploymentConfigName": "Nobody"}
    refused("DeploymentConfigDoesNotExistException", aws.create_deployment_group, **nowhere)
    aws.create_deployment_group(**group)
    refused("DeploymentGroupAlreadyExistsException", aws.create_deployment_group, **group)
    groups = aws.batch_get_deployment_groups(**application, deploymentGroupNames=["group"])
    (found,) = groups["deploymentGroupsInfo"]
    assert found["autoRollbackConfiguration"] == group["autoRollbackConfiguration"], found

    current = alias["FunctionVersion"]
    target = str(int(current) + 1)
    order = {**application, "deploymentGroupName": "group", "revision": app_spec(current, target)}
    moving = aws.create_deployment(**order, description="a witness")["deploymentId"]
    refused("DeploymentLimitExceededException", aws.create_deployment, **order)
    pass_time(5)
    assert weights() == {target: 0.07}, weights()
    (target_id,) = aws.list_deployment_targets(deploymentId=moving)["targetIds"]
    seen = aws.get_deployment_target(deploymentId=moving, targetId=target_id)["deploymentTarget"]
    assert seen["lambdaTarget"]["lambdaFunctionInfo"]["targetVersion"] == target, seen
    stopped = aws.stop_deployment(deploymentId=moving, autoRollbackEnabled=True)
    assert stopped["status"] in ("Succeeded", "Pending"), stopped
    pass_time(60)
    assert weights() == {}, weights()
    told = aws.get_deployment(deploymentId=moving)["deploymentInfo"]
    assert told["status"] == "Stopped" and told["description"] == "a witness", told
    back = told["rollbackInfo"]["rollbackDeploymentId"]
    aws.get_waiter("deployment_successful").wait(deploymentId=back, **QUICK)
    refused("DeploymentAlreadyCompletedException", aws.stop_deployment, deploymentId=moving)
    refused("DeploymentDoesNotExistException", aws.get_deployment, deploymentId="d-NOBODY000")

    done = aws.create_deployment(**order, deploymentConfigName="CodeDeployDefault.LambdaAllAtOnce")
    pass_time(30)
    aws.get_waiter("deployment_successful").wait(deploymentId=done["deploymentId"], **QUICK)
    assert client("lambda").get_alias(**ORDERS, Name="PROD")["FunctionVersion"] == target
    listed = aws.list_deployments(**application, deploymentGroupName="group")["deployments"]
    assert listed[0] == done["deploymentId"] and len(listed) == 3, listed
    (both, _) = aws.batch_get_deployments(deploymentIds=listed[:2])["deploymentsInfo"]
    assert both["creator"] == "user", both


def weights():
    alias = client("lambda").get_alias(**ORDERS, Name="PROD")
    return alias.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})


def template(threshold):
    properties = {
        "Namespace": "AWS/Lambda",
        "MetricName": "Errors",
        "Statistic": "Sum",
        "Period": 60,
        "EvaluationPeriods": 1,
        "Threshold": threshold,
        "ComparisonOperator": "GreaterThanThreshold",
    }
    alarm = {"Type": "AWS::CloudWatch::Alarm", "Properties": properties}
    outputs = {"Alarm": {"Value": {"Ref": "Alarm"}}}
    return json.dumps({"Resources": {"Alarm": alarm}, "Outputs": outputs})


def stacks():
    aws = client("cloudformation")
    stack = {"StackName": "witness"}
    refused("ValidationError", aws.describe_stacks, **stack)
    refused("ValidationError", aws.create_stack, **stack, TemplateBody="{}")
    aws.create_stack(**stack, TemplateBody=template(1), Tags=[{"Key": "by", "Value": "boto3"}])
    refused("AlreadyExistsException", aws.create_stack, **stack, TemplateBody=template(1))
    aws.get_waiter("stack_create_complete").wait(**stack, **QUICK)
    (made,) = aws.describe_stacks(**stack)["Stacks"]
    alarm = {"AlarmNames": [made["Outputs"][0]["OutputValue"]]}
    assert made["Tags"] == [{"Key": "by", "Value": "boto3"}], made
    refused("ValidationError", aws.update_stack, **stack, TemplateBody=template(1))

    change = {**stack, "ChangeSetName": "stricter"}
    aws.create_change_set(**change, TemplateBody=template(5))
    aws.get_waiter("change_set_create_complete").wait(**change, **QUICK)
    told = aws.describe_change_set(**change)
    assert told["ExecutionStatus"] == "AVAILABLE", told
    (planned,) = [it["ResourceChange"] for it in told["Changes"]]
    assert (planned["Action"], planned["Replacement"]) == ("Modify", "False"), planned
    assert planned["Details"][0]["Target"]["Name"] == "Threshold", planned
    aws.execute_change_set(**change)
    aws.get_waiter("stack_update_complete").wait(**stack, **QUICK)
    (found,) = client("cloudwatch").describe_alarms(**alarm)["MetricAlarms"]
    assert found["Threshold"] == 5, found
    events = aws.get_paginator("describe_stack_events").paginate(**stack).build_full_result()
    told = [it["ResourceStatus"] for it in events["StackEvents"] if it["LogicalResourceId"] == "witness"]
    assert told[0] == "UPDATE_COMPLETE" and told[-1] == "CREATE_IN_PROGRESS", told
    assert json.loads(json.dumps(aws.get_template(**stack)["TemplateBody"]))
    aws.delete_stack(**stack)
    aws.get_waiter("stack_delete_complete").wait(StackName=made["StackId"], **QUICK)
    assert client("cloudwatch").describe_alarms(**alarm)["MetricAlarms"] == []


def of_instance():
    (instance,) = client("connect").list_instances()["InstanceSummaryList"]
    return {"InstanceId": instance["Id"]}


def content(*actions):
    first = actions[0]["Identifier"]
    return json.dumps({"Version": "2019-10-30", "StartAction": first, "Actions": actions, "Metadata": {}})


HANG_UP = {"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
PAUSE = {
    "Identifier": "wait",
    "Type": "Wait",
    "Parameters": {"TimeLimitSeconds": "36000"},
    "Transitions": {
        "NextAction": "end",
        "Conditions": [
            {"NextAction": "end", "Condition": {"Operator": "Equals", "Operands": ["WaitCompleted"]}}
        ],
        "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}],
    },
}


def say(text):
    errors = [{"NextAction": "wait", "ErrorType": "NoMatchingError"}]
    return {
        "Identifier": "say",
        "Type": "MessageParticipant",
        "Parameters": {"Text": text},
        "Transitions": {"NextAction": "wait", "Errors": errors, "Conditions": []},
    }


def flows():
    aws, of = client("connect"), of_instance()
    flow = {**of, "Name": "Witness", "Type": "CONTACT_FLOW"}
    nowhere = {**HANG_UP, "Transitions": {"NextAction": "nowhere"}}
    wrong = {**flow, "Content": content(nowhere)}
    told = refused("InvalidContactFlowException", aws.create_contact_flow, **wrong)
    assert told["problems"][0]["message"], told
    saved = aws.create_contact_flow(**wrong, Status="SAVED")
    which = {**of, "ContactFlowId": saved["ContactFlowId"]}
    refused("DuplicateResourceException", aws.create_contact_flow, **flow, Content=content(HANG_UP))
    aws.update_contact_flow_content(**which, Content=content(say("Hello"), PAUSE, HANG_UP))
    assert "Hello" in aws.describe_contact_flow(**which)["ContactFlow"]["Content"]
    aws.update_contact_flow_name(**which, Name="Witness again", Description="by boto3")
    aws.update_contact_flow_metadata(**which, ContactFlowState="ACTIVE")
    assert aws.describe_contact_flow(**which)["ContactFlow"]["Name"] == "Witness again"

    arn = client("lambda").get_function(**ORDERS)["Configuration"]["FunctionArn"] + ":TEST"
    aws.associate_lambda_function(**of, FunctionArn=arn)
    listed = aws.get_paginator("list_lambda_functions").paginate(**of, PaginationConfig={"PageSize": 1})
    assert arn in [it for page in listed for it in page["LambdaFunctions"]]
    aws.disassociate_lambda_function(**of, FunctionArn=arn)
    return which


def chats():
    aws, which = client("connect"), flows()
    asked = {**which, "ParticipantDetails": {"DisplayName": "A witness"}, "ClientToken": "once"}
    chat = aws.start_chat_contact(**asked)
    assert aws.start_chat_contact(**asked)["ContactId"] == chat["ContactId"], "one token, one chat"
    talk = client("connectparticipant")
    join = {"ParticipantToken": chat["ParticipantToken"], "Type": ["CONNECTION_CREDENTIALS"]}
    stranger = {**join, "ParticipantToken": "x"}
    refused("AccessDeniedException", talk.create_participant_connection, **stranger)
    joined = talk.create_participant_connection(**join)
    mine = {"ConnectionToken": joined["ConnectionCredentials"]["ConnectionToken"]}
    pass_time(1)
    talk.send_message(**mine, ContentType="text/plain", Content="Good morning")
    said = talk.get_transcript(**mine, SortOrder="ASCENDING", MaxResults=100)["Transcript"]
    told = [(it["ParticipantRole"], it["Content"]) for it in said if it["Type"] == "MESSAGE"]
    assert told == [("SYSTEM", "Hello"), ("CUSTOMER", "Good morning")], told
    refused("ValidationException", talk.get_transcript, **mine, MaxResults=101)
    silent = aws.start_chat_contact(**{**asked, "ClientToken": "another"})
    contact = {"InstanceId": which["InstanceId"], "ContactId": silent["ContactId"]}
    aws.stop_contact(**contact)
    refused("ContactNotFoundException", aws.stop_contact, **contact)
    aws.delete_contact_flow(**which)
    refused("ResourceNotFoundException", aws.delete_contact_flow, **which)


run(versions_and_aliases, deployments, stacks, chats)
