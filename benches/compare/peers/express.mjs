// A menu on Express with the provider's npm library, as its guides write one: its middleware checks the signature,
// and its builder makes the document of every turn. One process, nothing stored. See menu.json for what is said.
//
// Runs in the folder that `prepare` made: node express.mjs 127.0.0.1:8080, with the secret in BENCH_TOKEN.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const load = createRequire(`${process.cwd()}/`);
const express = load("express");
const twilio = load("twilio");

const menu = JSON.parse(readFileSync(new URL("menu.json", import.meta.url), "utf8"));
const [host, port] = process.argv[2].split(":");
const origin = `http://${host}:${port}`;
const app = express();

app.use("/voice", express.urlencoded({ extended: false }), twilio.webhook(process.env.BENCH_TOKEN));

app.post("/voice/main", (request, response) => {
  const { turn = "0" } = request.query;
  const next = `${origin}/voice/main?turn=${Number(turn) + 1}`;
  const document = new twilio.twiml.VoiceResponse();
  const gather = document.gather({
    input: "dtmf",
    numDigits: 1,
    finishOnKey: "",
    timeout: 6,
    actionOnEmptyResult: true,
    action: next,
    method: "POST",
  });
  for (const text of menu.say) gather.say({ language: menu.locale }, text);
  gather.play(origin + menu.play);
  document.redirect({ method: "POST" }, next);
  response.type("text/xml").send(document.toString());
});

app.post("/voice/main/status", (request, response) => {
  response.type("text/xml").send(new twilio.twiml.VoiceResponse().toString());
});

app.listen(Number(port), host);
