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
        listen = then["listen"] or {}
        speech = {"language": listen["language"], "hints": listen["hints"], "speech_timeout": "auto"} if listen else {}
        gather = Gather(
            input="dtmf speech" if listen else "dtmf",
            num_digits=then["keys"],
            finish_on_key="" if then["keys"] == 1 else "#",
            timeout=then["seconds"],
            action_on_empty_result=True,
            action=then["action"],
            method="POST",
            **speech,
        )
        say_all(gather, said)
        response.append(gather)
        response.redirect(then["action"], method="POST")
        return response
    say_all(response, said)
    if then["kind"] == "transfer":
        dial = Dial(
            action=then["action"],
            method="POST",
            timeout=then["seconds"],
            answer_on_bridge=True,
            caller_id=then["caller-id"],
        )
        dial.number(then["number"], url=then["whisper"], method="POST")
        response.append(dial)
    elif then["kind"] == "record":
        response.record(
            action=then["action"],
            method="POST",
            max_length=then["longest"],
            timeout=then["silence"],
            finish_on_key="*#",
            play_beep=True,
            trim="trim-silence",
        )
        response.redirect(then["action"], method="POST")
    elif then["kind"] == "redirect":
        response.redirect(then["action"], method="POST")
    elif then["kind"] == "hang-up":
        response.hangup()
    return response


for line in sys.stdin:
    document = json.loads(line)
    theirs = str(response(document["said"], document["then"]))
    print(json.dumps({"ours": canonicalize(document["xml"]), "theirs": canonicalize(theirs)}), flush=True)
