// Every page is valid HTML.

import assert from "node:assert/strict";
import test from "node:test";

import { addresses, load, site } from "./site.js";

const { HtmlValidate } = load("html-validate");

export const validator = new HtmlValidate({
  extends: ["html-validate:recommended"],
  rules: {
    // The name of a service is as long as it is.
    "long-title": "off",
    // Several boxes of one question have its name.
    "form-dup-name": ["error", { shared: ["radio", "checkbox", "button", "submit"] }],
    // A number must wrap where text is large; else the style sheet holds it together.
    "tel-non-breaking": "off",
  },
});

test("every page is valid HTML, and each of our links leads to a page", async () => {
  const all = await addresses();
  assert.ok(all.length > 270, `${all.length} pages`);
  const faults = new Map();
  for (const address of all) {
    const answer = await fetch(site.url + address);
    const expected = address.endsWith("/999") ? 404 : 200;
    assert.equal(answer.status, expected, address);
    const report = await validator.validateString(await answer.text(), address);
    for (const { messages } of report.results) {
      for (const { ruleId, message, line, column } of messages) {
        const fault = `${ruleId}: ${message}`;
        if (!faults.has(fault)) faults.set(fault, `${address}, line ${line}, column ${column}`);
      }
    }
  }
  assert.deepEqual([...faults], []);
});
