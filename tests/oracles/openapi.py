"""Holds answers against a description of them. Standard input: {"description": OpenAPI 3.1, "answers": [[path of the
description, status, body], …]}. The description itself is held against the schema that the OpenAPI Initiative publishes.
Prints a line for each mistake."""

import json
import sys

from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

given = json.load(sys.stdin)
description = given["description"]
for mistake in OpenAPIV31SpecValidator(description).iter_errors():
    print("description:", mistake.message)
for path, status, body in given["answers"]:
    answer = description["paths"][path]["get"]["responses"][str(status)]
    schema = answer["content"]["application/json"]["schema"]
    # A reference is looked up from the root.
    root = {**schema, "components": description["components"]}
    checker = Draft202012Validator.FORMAT_CHECKER
    for mistake in Draft202012Validator(root, format_checker=checker).iter_errors(body):
        print(path, status, mistake.json_path, mistake.message)
