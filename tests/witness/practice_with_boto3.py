"""AWS's own Python client on the practice account.

Usage: practice_with_boto3.py ENDPOINT. Ends with status 0 when the practice
account answers as boto3 expects of AWS.
"""

import datetime

from practice import client, refused, run


def who():
    caller = client("sts").get_caller_identity()
    assert len(caller["Account"]) == 12 and caller["Arn"].startswith("arn:aws:iam::")


def functions():
    aws = client("lambda")
    pages = aws.get_paginator("list_functions").paginate(PaginationConfig={"PageSize": 2})
    names = [it["FunctionName"] for page in pages for it in page["Functions"]]
    assert len(names) == len(set(names)) == 5, names
    versions = aws.get_paginator("list_versions_by_function").paginate(FunctionName="orders")
    assert [it["Version"] for it in versions.build_full_result()["Versions"]][0] == "$LATEST"
    waiter = aws.get_waiter("function_active_v2")
    waiter.wait(FunctionName="orders")


def an_alias():
    aws = client("lambda")
    prod = {"FunctionName": "orders", "Name": "PROD"}
    before = aws.get_alias(**prod)
    newer = str(int(before["FunctionVersion"]) + 1)
    routing = {"AdditionalVersionWeights": {newer: 0.25}}
    stale = {**prod, "RevisionId": "0-not-this-one", "RoutingConfig": routing}
    refused("PreconditionFailedException", aws.update_alias, **stale)
    after = aws.update_alias(**prod, RevisionId=before["RevisionId"], RoutingConfig=routing)
    assert after["RoutingConfig"] == routing and after["RevisionId"] != before["RevisionId"]
    wrong = {**prod, "RoutingConfig": {"AdditionalVersionWeights": {newer: 1.5}}}
    refused("ValidationException", aws.update_alias, **wrong)
    seen = {
        aws.invoke(FunctionName="orders:PROD", Payload=b"{}")["ExecutedVersion"] for _ in range(60)
    }
    assert seen == {before["FunctionVersion"], newer}, seen
    refused("ResourceNotFoundException", aws.get_alias, FunctionName="orders", Name="NOBODY")
    statement = {
        "FunctionName": "orders",
        "Qualifier": "TEST",
        "StatementId": "witness",
        "Action": "lambda:InvokeFunction",
        "Principal": "connect.amazonaws.com",
    }
    aws.add_permission(**statement)
    refused("ResourceConflictException", aws.add_permission, **statement)
    assert "witness" in aws.get_policy(FunctionName="orders", Qualifier="TEST")["Policy"]
    aws.remove_permission(FunctionName="orders", Qualifier="TEST", StatementId="witness")


def flows():
    aws = client("connect")
    (instance,) = aws.list_instances()["InstanceSummaryList"]
    assert isinstance(instance["CreatedTime"], datetime.datetime)
    of = {"InstanceId": instance["Id"]}
    pages = aws.get_paginator("list_contact_flows").paginate(**of, PaginationConfig={"PageSize": 4})
    listed = [it["Id"] for page in pages for it in page["ContactFlowSummaryList"]]
    found = aws.get_paginator("search_contact_flows").paginate(**of).build_full_result()
    assert sorted(listed) == sorted(it["Id"] for it in found["ContactFlows"])
    assert all(it["Content"].startswith("{") for it in found["ContactFlows"])
    saved_only = [it for it in found["ContactFlows"] if it["Status"] == "SAVED"]
    refused(
        "ContactFlowNotPublishedException",
        aws.describe_contact_flow,
        **of,
        ContactFlowId=saved_only[0]["Id"],
    )
    aws.describe_contact_flow(**of, ContactFlowId=saved_only[0]["Arn"] + ":$SAVED")
    refused("ResourceNotFoundException", aws.describe_contact_flow, **of, ContactFlowId="0" * 36)
    refused("InvalidParameterException", aws.list_contact_flows, **of, NextToken="made up")


def pages():
    """Each list refuses a page that is larger than AWS's model allows."""
    aws = client("connect")
    of = {"InstanceId": aws.list_instances()["InstanceSummaryList"][0]["Id"]}
    refused("InvalidRequestException", aws.list_instances, MaxResults=11)
    for call, most in (
        (aws.list_lambda_functions, 25),
        (aws.list_contact_flows, 1000),
        (aws.list_contact_flow_modules, 1000),
        (aws.list_phone_numbers_v2, 1000),
        (aws.list_flow_associations, 1000),
        (aws.list_queues, 1000),
        (aws.list_prompts, 1000),
        (aws.list_hours_of_operations, 1000),
        (aws.search_contact_flows, 100),
        (aws.search_contact_flow_modules, 100),
    ):
        call(**of, MaxResults=most)
        refused("InvalidParameterException", call, **of, MaxResults=most + 1)
    refused("ValidationException", client("lambda").list_functions, MaxItems=10_001)
    watch = client("cloudwatch")
    refused("ValidationError", watch.describe_alarms, MaxRecords=101)
    refused("ValidationError", watch.describe_alarms, AlarmNames=["a"] * 101)
    ids = [f"d-{number:09}" for number in range(26)]
    deploys = client("codedeploy")
    refused("BatchLimitExceededException", deploys.batch_get_deployments, deploymentIds=ids)


def metrics():
    aws = client("cloudwatch")
    now = datetime.datetime.now(datetime.timezone.utc)
    dimensions = [
        {"Name": "FunctionName", "Value": "orders"},
        {"Name": "Resource", "Value": "orders:PROD"},
    ]
    metric = {"Namespace": "AWS/Lambda", "MetricName": "Invocations", "Dimensions": dimensions}
    query = {"Id": "q", "MetricStat": {"Metric": metric, "Period": 300, "Stat": "Sum"}}
    data = aws.get_metric_data(
        MetricDataQueries=[query], StartTime=now - datetime.timedelta(hours=6), EndTime=now
    )["MetricDataResults"][0]
    assert data["StatusCode"] == "Complete" and sum(data["Values"]) > 100
    assert all(isinstance(at, datetime.datetime) for at in data["Timestamps"])
    aws.put_metric_alarm(
        AlarmName="witness",
        Namespace="AWS/Lambda",
        MetricName="Errors",
        Dimensions=dimensions,
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
    )
    aws.set_alarm_state(AlarmName="witness", StateValue="ALARM", StateReason="by hand")
    (alarm,) = aws.describe_alarms(AlarmNames=["witness"])["MetricAlarms"]
    assert (alarm["StateValue"], alarm["StateReason"]) == ("ALARM", "by hand")
    aws.put_composite_alarm(AlarmName="composite", AlarmRule="ALARM(witness)")
    both = aws.describe_alarms(
        AlarmNames=["witness", "composite"], AlarmTypes=["MetricAlarm", "CompositeAlarm"]
    )
    assert [it["AlarmName"] for it in both["MetricAlarms"]] == ["witness"], both
    (composite,) = both["CompositeAlarms"]
    assert (composite["StateValue"], composite["AlarmRule"]) == ("ALARM", "ALARM(witness)")
    refused("ValidationError", aws.delete_alarms, AlarmNames=["witness"])
    aws.delete_alarms(AlarmNames=["composite"])
    aws.delete_alarms(AlarmNames=["witness"])
    assert aws.describe_alarms(AlarmNames=["witness"])["MetricAlarms"] == []


run(who, functions, an_alias, flows, pages, metrics)
