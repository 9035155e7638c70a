"""Holds a page of services (JSON on standard input) against the rules of Open Referral HSDS 3.0.

The schemas that Open Referral publishes are in no package of PyPI or npm: these rules are written after them, for the fields
that we use, and none else may be there. Prints a line for each mistake."""

import json
import sys

from jsonschema import Draft202012Validator

ID = {"type": "string", "format": "uuid"}
TEXT = {"type": "string", "minLength": 1}
ADDRESS = {"type": "string", "format": "uri"}


def record(required, **properties):
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


def several(items):
    return {"type": "array", "items": items}


LANGUAGE = record(["id"], id=ID, name=TEXT, code={"type": "string", "pattern": "^[a-z]{2,3}$"})
# RFC 6350, as the field's description says.
KIND = {"enum": ["text", "voice", "fax", "cell", "video", "pager", "textphone"]}
PHONE = record(["id", "number"], id=ID, number=TEXT, type=KIND, description=TEXT, languages=several(LANGUAGE))
DOCUMENT = record(["id"], id=ID, document=TEXT)
ORGANIZATION = record(["id", "name", "description"], id=ID, name=TEXT, description=TEXT, website=ADDRESS)
SERVICE = record(
    ["id", "name", "status", "organization"],
    id=ID,
    name=TEXT,
    alternate_name=TEXT,
    description=TEXT,
    url=ADDRESS,
    status={"enum": ["active", "inactive", "defunct", "temporarily closed"]},
    application_process=TEXT,
    fees_description=TEXT,
    eligibility_description=TEXT,
    alert=TEXT,
    required_documents=several(DOCUMENT),
    languages=several(LANGUAGE),
    phones=several(PHONE),
    organization=ORGANIZATION,
)
COUNT = {"type": "integer", "minimum": 0}
FLAG = {"type": "boolean"}
PAGE = record(
    ["total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents"],
    total_items=COUNT,
    total_pages=COUNT,
    page_number=COUNT,
    size=COUNT,
    first_page=FLAG,
    last_page=FLAG,
    empty=FLAG,
    contents=several(SERVICE),
)

page = json.load(sys.stdin)
validator = Draft202012Validator(PAGE, format_checker=Draft202012Validator.FORMAT_CHECKER)
for mistake in validator.iter_errors(page):
    print(mistake.json_path, mistake.message)

# "Each entry must have a unique identifier."
seen = set()
for service in page["contents"]:
    entries = [service, *service.get("required_documents", []), *service.get("phones", []), *service["languages"]]
    entries += [language for phone in service.get("phones", []) for language in phone["languages"]]
    for entry in entries:
        if entry["id"] in seen:
            print(entry["id"], "stands twice")
        seen.add(entry["id"])
