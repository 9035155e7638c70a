// Every page against the rules of axe: WCAG 2.2 AA and what is held to be good besides.

import assert from "node:assert/strict";
import test from "node:test";

import { addresses, axe, each, kinds, languages, withPage } from "./site.js";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds on a page, as sentences. */
async function findings(page, address) {
  await page.goto(address);
  await page.evaluate(axe);
  const found = await page.evaluate(
    (tags) => window.axe.run({ runOnly: tags, preload: false, resultTypes: ["violations"] }),
    TAGS,
  );
  return found.violations.map(
    ({ id, help, nodes }) => `${address}: ${id}, ${help}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`,
  );
}

async function check(all, options) {
  const found = [];
  // The page's own policy forbids what is run from here.
  const settings = { bypassCSP: true, ...options };
  await withPage(settings, (first) =>
    withPage(settings, (second) =>
      each(all, 2, async (address, number) => {
        found.push(...(await findings([first, second][number], address)));
      }),
    ),
  );
  assert.deepEqual(found, []);
}

const samples = languages.flatMap((code) => Object.values(kinds).map((end) => `/${code}${end}`));

/** Puts the content of another page into the one that is open, and asks axe: far quicker than to open each. */
const findingsOf = async ([address, tags]) => {
  const text = await (await fetch(address)).text();
  const other = new DOMParser().parseFromString(text, "text/html");
  for (const name of ["lang", "dir"]) document.documentElement.setAttribute(name, other.documentElement.getAttribute(name));
  document.title = other.title;
  document.body.replaceWith(other.body);
  // Contrast is a matter of the style sheet: the pages of each kind, below, show all of it.
  const rules = { "color-contrast": { enabled: false } };
  const { violations } = await window.axe.run({ runOnly: tags, rules, preload: false, resultTypes: ["violations"] });
  return violations.map(({ id, help, nodes }) => `${address}: ${id}, ${help}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
};

test("axe finds nothing on any page", () =>
  withPage({ bypassCSP: true }, async (page) => {
    await page.goto("/ar");
    await page.evaluate(axe);
    for (const address of await addresses()) {
      assert.deepEqual(await page.evaluate(findingsOf, [address, TAGS]), []);
    }
  }));

test("axe finds nothing in light", () => check(samples, {}));
test("axe finds nothing in dark", () => check(samples, { colorScheme: "dark" }));
test("axe finds nothing at 320 pixels", () => check(samples, { width: 320, height: 640 }));
test("axe finds nothing with more contrast", () =>
  check(["/ar", "/ar/114"], { contrast: "more", colorScheme: "dark" }));
