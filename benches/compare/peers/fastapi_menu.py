"""A menu on FastAPI with the provider's PyPI library, as its guides write one: its validator checks the signature,
and its builder makes the document of every turn. One worker of uvicorn, nothing stored. See menu.json for what is said.

Runs from the folder that `prepare` made: venv/bin/python fastapi_menu.py 127.0.0.1:8080, with the secret in
BENCH_TOKEN.
"""

import json
import os
import sys
from pathlib import Path

import uvicorn
from fastapi import Depends, FastAPI, HTTPException, Request, Response
from twilio.request_validator import RequestValidator
from twilio.twiml.voice_response import Gather, VoiceResponse

menu = json.loads(Path(__file__).with_name("menu.json").read_text())
host, port = sys.argv[1].split(":")
origin = f"http://{host}:{port}"
validator = RequestValidator(os.environ["BENCH_TOKEN"])
app = FastAPI()


async def signed(request: Request):
    form = await request.form()
    signature = request.headers.get("X-Twilio-Signature", "")
    if not validator.validate(str(request.url), form, signature):
        raise HTTPException(403)


@app.post("/voice/main", dependencies=[Depends(signed)])
async def turn(turn: int = 0):
    following = f"{origin}/voice/main?turn={turn + 1}"
    document = VoiceResponse()
    gather = Gather(
        input="dtmf",
        num_digits=1,
        finish_on_key="",
        timeout=6,
        action_on_empty_result=True,
        action=following,
        method="POST",
    )
    for text in menu["say"]:
        gather.say(text, language=menu["locale"])
    gather.play(origin + menu["play"])
    document.append(gather)
    document.redirect(following, method="POST")
    return Response(str(document), media_type="text/xml")


@app.post("/voice/main/status", dependencies=[Depends(signed)])
async def status():
    return Response(str(VoiceResponse()), media_type="text/xml")


uvicorn.run(app, host=host, port=int(port), loop="uvloop", http="httptools", access_log=False, log_level="warning")
