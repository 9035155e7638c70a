// A service on paper.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";

import { languages, screens, telephone, withPage } from "./site.js";

for (const code of languages) {
  test(`the printed card of a service holds what somebody takes along: ${code}`, () =>
    withPage({ width: 700, height: 1000 }, async (page) => {
      await page.goto(`/${code}/114`);
      await page.emulateMedia({ media: "print" });
      const text = (await page.locator("body").innerText()).replaceAll(/\s+/g, " ");
      assert.ok(text.includes("114") && text.includes(telephone), text);
      const way = page.locator(".path li");
      assert.deepEqual(
        (await way.allInnerTexts()).map((one) => one.trim()[0]),
        code === "ar" ? ["1", "1", "1", "4"] : ["2", "1", "1", "4"],
      );
      for (const item of await way.all()) assert.ok(await item.isVisible());
      // The addresses of the sources are written out.
      const sources = page.locator("section[aria-labelledby=sources] a");
      assert.ok((await sources.count()) > 1);
      for (const source of await sources.all()) {
        const [address, written] = await source.evaluate((link) => [link.href, getComputedStyle(link, "::after").content]);
        assert.ok(written.includes(address), `${address}: ${written}`);
      }
      for (const gone of [".masthead nav", ".crumbs", ".button:not(.primary)", ".skip", "audio", "aside nav"]) {
        for (const element of await page.locator(gone).all()) assert.ok(!(await element.isVisible()), gone);
      }
      const colours = await page.locator("main *:visible").evaluateAll((all) =>
        all.filter((one) => {
          const [red, green, blue] = getComputedStyle(one).color.match(/\d+/g).map(Number);
          return red + green + blue > 400;
        }).map((one) => one.outerHTML.slice(0, 100)),
      );
      assert.deepEqual(colours, [], "pale on white paper");
    }));

  test(`the card of a service is one sheet of A4, on both its sides: ${code}`, () =>
    withPage({}, async (page) => {
      await page.goto(`/${code}/114`);
      const sheet = await page.pdf({ format: "A4", preferCSSPageSize: true });
      writeFileSync(path.join(screens, `service.${code}.pdf`), sheet);
      const pages = sheet.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g);
      assert.ok(pages?.length <= 2, `${pages?.length} pages`);
    }));
}
