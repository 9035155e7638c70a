// Whole visits: by keyboard, without script, in the other language and back.

import assert from "node:assert/strict";
import test from "node:test";

import { until, withPage } from "./site.js";

/** Presses the tabulator until something with this name has the focus. */
export async function tabTo(page, name) {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      return element.labels?.[0]?.textContent ?? element.innerText ?? "";
    });
    if (focused.includes(name)) return;
  }
  throw new Error(`the tabulator never comes to "${name}"`);
}

export const heading = (page) => page.getByRole("heading", { level: 1 }).innerText();

export const words = {
  ar: {
    skip: "إلى المحتوى",
    sector: "شؤون البلديات",
    group: "رخص البناء",
    service: "رخصة هدم",
    search: "ابحث بكلماتك",
    asked: "أهدم بيت قديم",
    other: "English",
    found: "الأقرب إلى",
    nothing: "لم نجد خدمة",
  },
  en: {
    skip: "To the content",
    sector: "Municipalities Affairs",
    group: "Building permits",
    service: "Demolition permit",
    search: "Search in your own words",
    asked: "knock down an old house",
    other: "العربية",
    found: "Closest to",
    nothing: "We found no service",
  },
};

for (const [code, word] of Object.entries(words)) {
  for (const javaScriptEnabled of [true, false]) {
    const how = `${code}${javaScriptEnabled ? "" : ", without script"}`;

    test(`from the first page to a service by keyboard alone: ${how}`, () =>
      withPage({ javaScriptEnabled }, async (page) => {
        await page.goto(`/${code}`);
        for (const [name, end] of [[word.sector, "1"], [word.group, "11"], [word.service, "114"]]) {
          await tabTo(page, name);
          await page.keyboard.press("Enter");
          await page.waitForURL(`**/${code}/${end}`);
        }
        assert.ok((await heading(page)).includes(word.service));
        await page.goBack();
        await page.waitForURL(`**/${code}/11`);
      }));

    test(`a service is found by the words that people say: ${how}`, () =>
      withPage({ javaScriptEnabled }, async (page) => {
        await page.goto(`/${code}`);
        await tabTo(page, word.search);
        await page.keyboard.type(word.asked);
        await page.keyboard.press("Enter");
        await page.waitForURL(`**/${code}/search?q=*`);
        assert.equal(await page.getByRole("searchbox").inputValue(), word.asked);
        await page.getByRole("main").getByText(word.found).first().waitFor();
        await tabTo(page, word.service);
        await page.keyboard.press("Enter");
        await page.waitForURL(`**/${code}/114`);
      }));

    test(`who finds nothing is told so, with a way on: ${how}`, () =>
      withPage({ javaScriptEnabled }, async (page) => {
        await page.goto(`/${code}/search?q=xyzzy`);
        const main = page.getByRole("main");
        await main.getByText(word.nothing).first().waitFor();
        assert.equal(await page.getByRole("searchbox").inputValue(), "xyzzy");
        await main.getByRole("link").last().click();
        await page.waitForURL(`**/${code}`);
      }));

    test(`the other language shows the same page: ${how}`, () =>
      withPage({ javaScriptEnabled }, async (page) => {
        const there = code === "ar" ? "en" : "ar";
        for (const end of ["", "/1", "/11", "/114", "/programme", "/privacy", "/for/resident", "/114/ask", "/answer", "/search?q=permit"]) {
          await page.goto(`/${code}${end}`);
          await page.getByRole("banner").getByRole("link", { name: word.other }).click();
          await page.waitForURL(`**/${there}${end}`);
          assert.equal(await page.locator("html").getAttribute("lang"), there);
        }
      }));
  }

  test(`what is found while typing is announced, and is there again after going back: ${code}`, () =>
    withPage({}, async (page) => {
      await page.goto(`/${code}`);
      const announced = page.getByRole("status");
      assert.equal((await announced.textContent()).trim(), "");
      await tabTo(page, word.search);
      await page.keyboard.type(word.asked);
      await until("the number of results is announced", async () =>
        (await announced.textContent()).includes(word.found),
      );
      const link = page.locator("#results").getByRole("link", { name: word.service });
      await link.click();
      await page.waitForURL(`**/${code}/114`);
      await page.goBack();
      await page.waitForURL((url) => url.pathname === `/${code}`);
      assert.equal(await page.getByRole("searchbox").inputValue(), word.asked);
      await link.waitFor();
      await page.getByRole("searchbox").fill("xyzzy");
      await until("that nothing is found is announced", async () =>
        (await announced.textContent()).includes(word.nothing),
      );
      await page.getByRole("searchbox").fill("");
      await until("the list goes with the words", async () =>
        (await page.locator("#results li").count()) === 0,
      );
    }));

  test(`the first link leads past the head of the page: ${code}`, () =>
    withPage({}, async (page) => {
      for (const end of ["", "/114", "/search?q=permit"]) {
        await page.goto(`/${code}${end}`);
        await page.keyboard.press("Tab");
        const skip = page.getByRole("link", { name: word.skip });
        assert.ok(await skip.evaluate((link) => link === document.activeElement && link.getBoundingClientRect().top >= 0));
        await page.keyboard.press("Enter");
        await page.keyboard.press("Tab");
        assert.ok(await page.evaluate(() => document.activeElement.closest("main") !== null), end);
      }
    }));
}

test("what the line's network takes away leaves what was found", () =>
  withPage({}, async (page) => {
    await page.goto("/en");
    await page.getByRole("searchbox").fill("demolition");
    const link = page.locator("#results").getByRole("link", { name: "Demolition permit" });
    await link.waitFor();
    let asked = 0;
    await page.route("**/search/results*", (route) => {
      asked += 1;
      return route.fulfill({ status: 503, body: "" });
    });
    await page.getByRole("searchbox").fill("demolition of a house");
    await until("it is asked for", () => asked > 0);
    await page.unroute("**/search/results*");
    assert.ok(await link.isVisible());
    await page.getByRole("searchbox").press("Enter");
    await page.waitForURL("**/en/search?q=*");
  }).catch((error) => {
    // That the answer failed is what was tried.
    if (!/status of 503/.test(error.message)) throw error;
  }));
