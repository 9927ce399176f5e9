"""What the witnesses of the practice account share: AWS's own client, and time.

Usage of each: SCRIPT ENDPOINT.
"""

import json
import sys
import urllib.request

import boto3
import botocore.config
import botocore.exceptions

ENDPOINT = sys.argv[1]


def client(service):
    return boto3.client(
        service,
        region_name="eu-central-1",
        endpoint_url=ENDPOINT,
        aws_access_key_id="practice",
        aws_secret_access_key="practice",
        config=botocore.config.Config(retries={"max_attempts": 1}, proxies={}),
    )


# What no operation declares, and every one may answer.
COMMON = {"ValidationException", "ValidationError"}


def refused(code, call, **given):
    """The call is refused with this code, which AWS's model declares for the
    operation, and with the HTTP status that the model says."""
    try:
        call(**given)
    except botocore.exceptions.ClientError as error:
        found = error.response["Error"]["Code"]
        assert found == code, f"{call.__name__}: {found} instead of {code}"
        if code not in COMMON:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            declared = statuses(call)
            assert declared.get(code) == status, f"{call.__name__}: {code} {status}, {declared}"
        return error.response
    raise AssertionError(f"{call.__name__}: {code} was expected")


def statuses(call):
    """The HTTP status of every error that an operation declares."""
    meta = call.__self__.meta
    operation = meta.service_model.operation_model(meta.method_to_api_mapping[call.__name__])
    errors = [(it, it.metadata.get("error", {})) for it in operation.error_shapes]
    return {said.get("code", it.name): said.get("httpStatusCode", 400) for it, said in errors}


def pass_time(seconds):
    """Lets practice time pass at once."""
    body = json.dumps({"advance_seconds": seconds}).encode()
    past_any_proxy = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    past_any_proxy.open(f"{ENDPOINT}/_practice/clock", body).read()


def run(*parts):
    for part in parts:
        part()
        print(f"{part.__name__}: as boto3 expects")
