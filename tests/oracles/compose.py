"""Writes documents with the provider's own Python library.

Reads one JSON object a line: {"said": [...], "then": {...}, "xml"}: what is said, what comes then, and
the document to compare with. Answers each with one line: {"ours", "theirs"}, both as canonical XML.
"""

import json
import sys
from xml.etree.ElementTree import canonicalize

from twilio.twiml.voice_response import Dial, Gather, VoiceResponse


def say_all(verb, said):
    for one in said:
        if "play" in one:
            verb.play(one["play"])
        else:
            verb.say(one["text"], language=one["language"], voice=one["voice"])


def response(said, then):
    response = VoiceResponse()
    if then["kind"] == "collect":
        gather = Gather(
            input="dtmf",
            num_digits=1,
            finish_on_key="",
            timeout=then["seconds"],
            action_on_empty_result=True,
            action=then["action"],
            method="POST",
        )
        say_all(gather, said)
        response.append(gather)
        response.redirect(then["action"], method="POST")
        return response
    say_all(response, said)
    if then["kind"] == "transfer":
        dial = Dial(action=then["action"], method="POST", timeout=then["seconds"], answer_on_bridge=True)
        dial.number(then["number"])
        response.append(dial)
    elif then["kind"] == "redirect":
        response.redirect(then["action"], method="POST")
    elif then["kind"] == "hang-up":
        response.hangup()
    return response


for line in sys.stdin:
    document = json.loads(line)
    theirs = str(response(document["said"], document["then"]))
    print(json.dumps({"ours": canonicalize(document["xml"]), "theirs": canonicalize(theirs)}), flush=True)
