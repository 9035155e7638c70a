// Pictures to look at, in target/screens; never compared. One of them is the README's.

import assert from "node:assert/strict";
import { statSync } from "node:fs";
import path from "node:path";
import test from "node:test";

import { kinds, languages, root, screens, withPage } from "./site.js";

const views = [
  ["1280", { width: 1280 }],
  ["390", { width: 390, height: 844 }],
  ["320", { width: 320, height: 640 }],
  ["dark", { width: 1280, colorScheme: "dark" }],
];

for (const [view, options] of views) {
  test(`pictures: ${view}`, () =>
    withPage(options, async (page) => {
      for (const code of languages) {
        for (const kind of ["home", "sector", "service", "ask", "answer", "results", "nothing", "programme", "unknown"]) {
          await page.goto(`/${code}${kinds[kind]}`);
          await page.screenshot({ path: path.join(screens, `${kind}.${code}.${view}.png`), fullPage: true });
        }
      }
    }));
}

test("pictures: print", () =>
  withPage({ width: 700, height: 1000 }, async (page) => {
    await page.emulateMedia({ media: "print" });
    for (const code of languages) {
      await page.goto(`/${code}/114`);
      await page.screenshot({ path: path.join(screens, `service.${code}.print.png`), fullPage: true });
    }
  }));

test("the picture of the README", { skip: !process.env.PICTURE }, () =>
  withPage({ width: 1280, height: 1000 }, async (page) => {
    const file = path.join(root, "docs/site-ar.png");
    await page.goto("/ar");
    await page.screenshot({ path: file });
    assert.ok(statSync(file).size < 250_000, `${statSync(file).size} bytes`);
  }));
