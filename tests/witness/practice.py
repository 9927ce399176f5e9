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


def refused(code, call, **given):
    try:
        call(**given)
    except botocore.exceptions.ClientError as error:
        found = error.response["Error"]["Code"]
        assert found == code, f"{found} instead of {code}"
        return error.response
    raise AssertionError(f"{code} was expected")


def pass_time(seconds):
    """Lets practice time pass at once."""
    body = json.dumps({"advance_seconds": seconds}).encode()
    past_any_proxy = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    past_any_proxy.open(f"{ENDPOINT}/_practice/clock", body).read()


def run(*parts):
    for part in parts:
        part()
        print(f"{part.__name__}: as boto3 expects")
