"""`moto` for clients that speak smithy's rpc-v2-cbor, which it does not.

The Rust SDK speaks nothing else to CloudWatch. This stands before a running
`moto_server`: a CBOR call is made again through boto3, which speaks what moto
understands, and its answer goes back as CBOR; everything else passes through.

Usage: moto_with_cbor.py MOTO_PORT. Prints its own URL.
"""

import datetime
import gzip
import http.client
import http.server
import re
import sys

import boto3
import botocore.config
import botocore.exceptions
import cbor2

MOTO = ("127.0.0.1", int(sys.argv[1]))
CBOR_CALL = re.compile(r"^/service/GraniteServiceVersion20100801/operation/(\w+)$")
HOP_BY_HOP = {"connection", "transfer-encoding", "keep-alive", "content-length"}


def client(region):
    return boto3.client(
        "cloudwatch",
        region_name=region,
        endpoint_url=f"http://{MOTO[0]}:{MOTO[1]}",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=botocore.config.Config(retries={"max_attempts": 1}),
    )


def encoded(value):
    return cbor2.dumps(value, datetime_as_timestamp=True, timezone=datetime.timezone.utc)


class Witness(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        call = CBOR_CALL.match(self.path)
        if call:
            self.cbor_call(call[1], body)
        else:
            self.pass_through(body)

    do_GET = do_PUT = do_DELETE = do_POST

    def cbor_call(self, operation, body):
        if self.headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        given = cbor2.loads(body) if body else {}
        region = self.headers["authorization"].split("Credential=")[1].split("/")[2]
        snake = re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower()
        try:
            answer = getattr(client(region), snake)(**given)
        except botocore.exceptions.ClientError as error:
            told = error.response["Error"]
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            answer = {"__type": told["Code"], "message": told["Message"]}
        else:
            status = answer.pop("ResponseMetadata")["HTTPStatusCode"]
        headers = {"smithy-protocol": "rpc-v2-cbor", "content-type": "application/cbor"}
        self.answer(status, headers, encoded(answer))

    def pass_through(self, body):
        moto = http.client.HTTPConnection(*MOTO)
        moto.request(self.command, self.path, body, dict(self.headers))
        answer = moto.getresponse()
        headers = {k: v for k, v in answer.getheaders() if k.lower() not in HOP_BY_HOP}
        self.answer(answer.status, headers, answer.read())

    def answer(self, status, headers, body):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Witness)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
