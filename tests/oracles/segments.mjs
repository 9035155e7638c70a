// Counts the segments of text messages (a JSON list of texts on standard input) with the provider's own calculator.
// Prints a JSON list: encoding, segments, and units of seven or sixteen bits.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const folder = process.env.TEST_ORACLES;
if (!folder) {
  console.error("TEST_ORACLES is not set: run tests/oracles/prepare, then set it to target/oracles.");
  process.exit(2);
}
const load = createRequire(path.join(path.resolve(folder), "oracles.js"));
const { SegmentedMessage } = load("sms-segments-calculator");

const texts = JSON.parse(readFileSync(0, "utf8"));
const counted = texts.map((text) => {
  const message = new SegmentedMessage(text);
  const bits = message.encodingName === "GSM-7" ? 7 : 16;
  return [message.encodingName, message.segmentsCount, message.messageSize / bits];
});
console.log(JSON.stringify(counted));
