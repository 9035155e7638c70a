"""Signs and checks requests with the provider's own Python library.

Reads one JSON object a line: {"url", "params": [[name, value], ...], "secret", "algorithm"} and, to
check, "signature". Answers each with one line: {"signature"} and, if one was given, {"valid"}.
"algorithm" is HMAC_SHA1 (the auth token) or HMAC_SHA256 (a shared key).
"""

import json
import sys

from twilio.request_validator import RequestValidator


class Form(dict):
    """A form with repeated names, as web frameworks hand it to the library."""

    def __init__(self, pairs):
        super().__init__()
        for name, value in pairs:
            self.setdefault(name, []).append(value)

    def getlist(self, name):
        return self[name]


for line in sys.stdin:
    request = json.loads(line)
    validator = RequestValidator(request["secret"])
    form = Form(request["params"])
    algorithm = request.get("algorithm", "HMAC_SHA1")
    answer = {"signature": validator.compute_signature(request["url"], form, algorithm)}
    if "signature" in request:
        answer["valid"] = validator.validate(request["url"], form, request["signature"], algorithm)
    print(json.dumps(answer), flush=True)
