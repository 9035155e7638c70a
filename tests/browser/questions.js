// A question by web form: asked, and looked up by its two numbers, by keyboard and without script.

import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";

import { axe, screens, withPage } from "./site.js";

const words = {
  ar: { ask: "اسأل عن هذه الخدمة", send: "أرسل السؤال", answer: "الرد على سؤال", question: "هل تشمل الرخصة السور؟" },
  en: { ask: "Ask a question about this service", send: "Send the question", answer: "The answer to a question", question: "Does the permit cover the wall?" },
};

/** Presses the tabulator until an element that fits has the focus. */
async function tabTo(page, selector) {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((fits) => document.activeElement.matches(fits), selector)) return;
  }
  throw new Error(`the tabulator never comes to ${selector}`);
}

/** The two numbers that the page shows. */
const numbers = (page) => page.locator("main .tel bdi").allInnerTexts();

/** Nothing on the page is wider than the screen. */
const fits = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

/** A picture of the page, to look at. */
const picture = (page, name) => page.screenshot({ path: path.join(screens, `${name}.png`), fullPage: true });

for (const [code, word] of Object.entries(words)) {
  for (const javaScriptEnabled of [true, false]) {
    const how = `${code}${javaScriptEnabled ? "" : ", without script"}`;

    test(`a question is asked and looked up by keyboard alone: ${how}`, () =>
      withPage({ javaScriptEnabled, width: 320, height: 640 }, async (page) => {
        await page.goto(`/${code}/114`);
        await tabTo(page, 'a[href$="/ask"]');
        await page.keyboard.press("Enter");
        await page.waitForURL(`**/${code}/114/ask`);
        await tabTo(page, "main button");
        await page.keyboard.press("Enter");
        // Nothing was written: the field says so, and has the focus.
        const field = page.getByRole("textbox");
        await page.locator("#question-finding").waitFor();
        assert.equal(await field.getAttribute("aria-invalid"), "true");
        assert.ok(await field.evaluate((one) => one === document.activeElement));
        await page.keyboard.type(word.question);
        await page.keyboard.press("Tab");
        await page.keyboard.press("Enter");
        await page.locator("main .tel bdi").first().waitFor();
        assert.ok(await fits(page));
        const [reference, secret] = await numbers(page);
        assert.match(reference, /^\d{4} \d{4}$/);
        assert.match(secret, /^\d{4} \d{4} \d{4}$/);
        assert.ok(page.url().endsWith(`/${code}/114/ask`), "no address has a number");
        await page.reload();
        assert.deepEqual(await numbers(page), [reference, secret]);

        await page.getByRole("contentinfo").getByRole("link", { name: word.answer }).click();
        await page.waitForURL(`**/${code}/answer`);
        await tabTo(page, "#reference");
        await page.keyboard.type(reference);
        await page.keyboard.press("Tab");
        await page.keyboard.type(secret);
        await page.keyboard.press("Enter");
        await page.getByRole("main").getByText(word.question).waitFor();
        assert.ok(await fits(page));
        assert.ok(page.url().endsWith(`/${code}/answer`));
      }));
  }

  for (const [look, options] of [["light", {}], ["dark", { colorScheme: "dark" }]]) {
    test(`axe finds nothing in what forms for questions are answered with: ${code}, ${look}`, () =>
      withPage({ bypassCSP: true, ...options }, async (page) => {
        const check = async (name) => {
          await page.evaluate(axe);
          const found = await page.evaluate(() => window.axe.run({ preload: false, resultTypes: ["violations"] }));
          assert.deepEqual(found.violations.map(({ id, help }) => `${name}: ${id}, ${help}`), []);
          await picture(page, `${name}.${code}.${look}`);
        };
        await page.goto(`/${code}/114/ask`);
        await page.getByRole("button", { name: word.send }).click();
        await page.locator("#question-finding").waitFor();
        await check("ask-empty");
        await page.getByRole("textbox").fill(word.question);
        await page.getByRole("button", { name: word.send }).click();
        await page.locator("main .tel bdi").first().waitFor();
        await check("asked");
        const [reference, secret] = await numbers(page);
        await page.goto(`/${code}/answer`);
        const submit = page.getByRole("main").getByRole("button");
        await page.locator("#reference").fill(reference);
        await page.locator("#secret").fill("1234");
        await submit.click();
        await page.locator("#secret-finding").waitFor();
        await check("answer-wrong");
        assert.equal(await page.locator("#reference").inputValue(), reference);
        await page.locator("#secret").fill(secret);
        await submit.click();
        await page.getByRole("main").getByText(word.question).waitFor();
        await check("answered");
      }));
  }
}
