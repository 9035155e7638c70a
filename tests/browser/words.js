// Text in two directions and two languages.

import assert from "node:assert/strict";
import test from "node:test";

import { addresses, kinds, languages, site, withPage } from "./site.js";

test("every number, code and telephone number stands apart from the text around it", () =>
  withPage({}, async (page) => {
    for (const code of languages) {
      for (const end of Object.values(kinds)) {
        await page.goto(`/${code}${end}`);
        const bare = await page.evaluate(() => {
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const found = [];
          while (walker.nextNode()) {
            const text = walker.currentNode;
            const isolated = text.parentElement.closest('bdi, [dir="ltr"]:not(html), title, script');
            // In English a number in a sentence stands right by itself.
            const apart = document.documentElement.dir === "rtl" ? /\d/ : /^[\d\s+:.]*\d[\d\s+:.]*$/;
            if (apart.test(text.data) && !isolated) found.push(text.data.trim());
          }
          return found;
        });
        assert.deepEqual(bare, [], `/${code}${end}`);
      }
    }
  }));

test("no word of the data is shown as it stands", async () => {
  for (const address of await addresses()) {
    if (!/^\/en\/(\d{3}|for\/.*|programme)$/.test(address)) continue;
    const text = await (await fetch(site.url + address)).text();
    const shown = text.replaceAll(/<script[^>]*>.*?<\/script>/gs, "").replaceAll(/<[^>]*>/g, "");
    assert.equal(shown.match(/[a-z]+_[a-z_]+/g), null, address);
  }
});

test("text of the other language says so", () =>
  withPage({}, async (page) => {
    for (const end of Object.values(kinds)) {
      await page.goto(`/ar${end}`);
      const unmarked = await page.evaluate(() => {
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const found = [];
        while (walker.nextNode()) {
          const text = walker.currentNode;
          const own = text.parentElement.closest("[lang]").lang;
          if (/[A-Za-z]{3}/.test(text.data) && own !== "en" && !text.parentElement.closest("bdi, script")) found.push(text.data.trim());
        }
        return found;
      });
      assert.deepEqual(unmarked, [], end);
    }
    for (const end of Object.values(kinds)) {
      await page.goto(`/en${end}`);
      const unmarked = await page.evaluate(() => {
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const found = [];
        while (walker.nextNode()) {
          const text = walker.currentNode;
          if (/\p{Script=Arabic}/u.test(text.data) && text.parentElement.closest("[lang]").lang !== "ar") found.push(text.data.trim());
        }
        return found;
      });
      assert.deepEqual(unmarked, [], end);
    }
  }));

test("Arabic stands wide and upright", () =>
  withPage({}, async (page) => {
    for (const end of [kinds.home, kinds.service, kinds.programme]) {
      await page.goto(`/ar${end}`);
      const wrong = await page.evaluate(() =>
        [...document.querySelectorAll("body *")]
          .filter((element) => element.closest("[lang]").lang === "ar" && element.textContent.trim() !== "")
          .filter((element) => {
            const style = getComputedStyle(element);
            return style.fontStyle !== "normal" || style.letterSpacing !== "normal" || style.textAlign === "justify";
          })
          .map((element) => element.outerHTML.slice(0, 80)),
      );
      assert.deepEqual(wrong, []);
      const lines = await page.locator("main p:not(.lead, .code)").evaluateAll((all) =>
        all.map((one) => parseFloat(getComputedStyle(one).lineHeight) / parseFloat(getComputedStyle(one).fontSize)),
      );
      assert.ok(lines.every((height) => height >= 1.5), `${Math.min(...lines)}`);
    }
  }));
