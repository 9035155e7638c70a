// How pages lie: on narrow screens, with large text, from right to left.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import test from "node:test";

import { kinds, languages, root, withPage } from "./site.js";

const samples = languages.flatMap((code) => Object.values(kinds).map((end) => `/${code}${end}`));

/** What is wider than the screen. */
const overflowing = () => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const wide = [...document.body.querySelectorAll(":not(svg *)")].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && (box.right > width + 1 || box.left < -1) && !element.closest(".hidden, .skip");
  });
  return wide.map((element) => element.outerHTML.slice(0, 120));
};

/** Text that is cut off by its own box. */
const cut = () =>
  [...document.querySelectorAll("main :not(svg *), header *, footer *")]
    .filter((element) => {
      const style = getComputedStyle(element);
      const clips = style.overflowX !== "visible" && !element.closest(".hidden, svg, audio, input");
      return clips && element.scrollWidth > element.clientWidth + 1;
    })
    .map((element) => element.outerHTML.slice(0, 120));

for (const [name, options, size] of [
  ["at 320 pixels", { width: 320, height: 640 }, "100%"],
  ["with text twice as large", { width: 1280 }, "200%"],
  ["with text twice as large on a telephone", { width: 390, height: 844 }, "200%"],
]) {
  test(`nothing has to be moved sideways, and what is hidden is not seen, ${name}`, () =>
    withPage({ ...options, bypassCSP: true }, async (page) => {
      for (const address of samples) {
        await page.goto(address);
        await page.addStyleTag({ content: `html { font-size: ${size} !important }` });
        assert.deepEqual(await page.evaluate(overflowing), [], address);
        assert.deepEqual(await page.evaluate(cut), [], address);
        assert.equal(await page.locator("[hidden]:visible").count(), 0, `${address} shows what is hidden`);
      }
    }));
}

/** The boxes that the tabulator visits, in its order. */
async function stops(page) {
  const boxes = [];
  await page.evaluate(() => document.activeElement?.blur());
  for (let presses = 0; presses < 200; presses += 1) {
    await page.keyboard.press("Tab");
    const box = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return undefined;
      const { left, right, top, bottom } = element.getBoundingClientRect();
      const name = (element.textContent || element.name || "").trim().slice(0, 40);
      const column = element.closest(".thirds > *, .beside > *")?.getBoundingClientRect().right ?? 0;
      return { name, left, right, top: top + scrollY, bottom: bottom + scrollY, column };
    });
    if (!box) break;
    boxes.push(box);
  }
  return boxes;
}

for (const code of languages) {
  test(`the tabulator goes the way that the eye goes: ${code}`, () =>
    withPage({}, async (page) => {
      for (const end of [kinds.home, kinds.service, kinds.results]) {
        await page.goto(`/${code}${end}`);
        const boxes = (await stops(page)).slice(1);
        assert.ok(boxes.length > 10, `${boxes.length} stops`);
        boxes.slice(1).forEach((box, number) => {
          const before = boxes[number];
          const further = code === "ar" ? box.left < before.left : box.right > before.right;
          const lower = box.bottom > before.bottom + 1 && box.top >= before.top;
          assert.ok(further || lower, `/${code}${end}: from "${before.name}" to "${box.name}"`);
        });
      }
    }));

  test(`the focus is seen wherever it goes, and nothing covers it: ${code}`, () =>
    withPage({ width: 390, height: 844 }, async (page) => {
      for (const end of [kinds.home, kinds.service]) {
        await page.goto(`/${code}${end}`);
        for (let presses = 0; presses < 60; presses += 1) {
          await page.keyboard.press("Tab");
          const focus = await page.evaluate(() => {
            const element = document.activeElement;
            if (!element || element === document.body) return undefined;
            const box = element.getBoundingClientRect();
            const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
            const { outlineStyle, outlineWidth } = getComputedStyle(element);
            const ring = element.tagName === "AUDIO" || (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2);
            return { seen: inside && ring, html: element.outerHTML.slice(0, 120) };
          });
          if (!focus) break;
          assert.ok(focus.seen, `/${code}${end}: ${focus.html}`);
        }
      }
    }));
}

test("pages stand with forced colours, and nothing moves for who wants no motion", () =>
  withPage({ forcedColors: "active", bypassCSP: true }, async (page) => {
    for (const address of ["/ar", "/ar/114", "/en/programme"]) {
      await page.goto(address);
      assert.deepEqual(await page.evaluate(overflowing), [], address);
      const marks = page.locator(".key:visible, .code:visible, .button:visible");
      for (const mark of await marks.all()) {
        const [text, ground] = await mark.evaluate((element) => {
          const style = getComputedStyle(element);
          return [style.color, style.backgroundColor];
        });
        assert.notEqual(text, ground, address);
      }
      const moving = await page.evaluate(
        () =>
          [...document.querySelectorAll("*")].filter((element) => {
            const style = getComputedStyle(element);
            return style.animationName !== "none" || style.transitionDuration.split(",").some((time) => parseFloat(time) > 0);
          }).length,
      );
      assert.equal(moving, 0, address);
    }
  }));

test("style sheets know no left and no right, and no letters set apart, slanted or stretched", () => {
  const folder = path.join(root, "src/web/pages/assets");
  const sheets = readdirSync(folder).filter((file) => file.endsWith(".css"));
  assert.ok(sheets.length > 1);
  for (const file of sheets) {
    const text = readFileSync(path.join(folder, file), "utf8").replaceAll(/\/\*.*?\*\//gs, "");
    const wrong = /(?<![\w-])(left|right|top|bottom)\s*:|-(left|right)\b|:\s*(left|right)\b|letter-spacing|italic|justify\s*;.*text-align|text-align:\s*justify|!important/;
    const line = text.split("\n").find((one) => wrong.test(one));
    assert.equal(line, undefined, file);
  }
});
