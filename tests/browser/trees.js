// What a screen reader reads, as text: each page's accessibility tree beside the one in `snapshots`.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

import { kinds, languages, withPage } from "./site.js";

const folder = fileURLToPath(new URL("snapshots", import.meta.url));
const shown = ["home", "group", "service", "ask", "answer", "results", "nothing", "unknown"];

/** Moments of an edition, which are others in every run. */
const settled = (tree, code) => {
  const moment = code === "ar" ? /الإصدار 1، .*?\d\d:\d\d/g : /Edition 1, .*?\d\d:\d\d/g;
  return `${tree.replaceAll(moment, code === "ar" ? "الإصدار 1، [الوقت]" : "Edition 1, [moment]").trim()}\n`;
};

test("the accessibility trees are those that were agreed to", () =>
  withPage({}, async (page) => {
    const known = new Set();
    for (const code of languages) {
      for (const kind of shown) {
        const name = `${kind}.${code}.yml`;
        known.add(name);
        await page.goto(`/${code}${kinds[kind]}`);
        const tree = settled(await page.locator("body").ariaSnapshot(), code);
        const file = path.join(folder, name);
        if (process.env.UPDATE_SNAPSHOTS) writeFileSync(file, tree);
        const agreed = existsSync(file) ? readFileSync(file, "utf8") : "";
        assert.equal(tree, agreed, `${name}; read the difference, then write it anew with UPDATE_SNAPSHOTS=1`);
      }
    }
    assert.deepEqual(readdirSync(folder).filter((file) => !known.has(file)), []);
  }));
