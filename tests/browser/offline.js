// Pages that were read open again without a network, with their date; what was written in a search is not kept.

import assert from "node:assert/strict";
import test from "node:test";

import { until, withPage } from "./site.js";

const words = {
  ar: { offline: "لا اتصال بالشبكة الآن" },
  en: { offline: "There is no network now" },
};

for (const [code, word] of Object.entries(words)) {
  test(`a page that was read opens again without a network, with its edition and date: ${code}`, () =>
    withPage({ serviceWorkers: "allow" }, async (page) => {
      const notice = page.locator("#offline");
      await page.goto(`/${code}`);
      await page.evaluate(() => navigator.serviceWorker.ready);
      await until("the page is in the worker's hands", () =>
        page.evaluate(() => navigator.serviceWorker.controller !== null),
      );
      await page.goto(`/${code}/114`);
      const read = await page.getByRole("main").innerText();
      const foot = await page.getByRole("contentinfo").innerText();
      const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const painted = await ground();
      assert.equal(await notice.isVisible(), false);
      await page.goto(`/${code}/search?q=wall`);

      await page.context().setOffline(true);
      const other = await page.context().newPage();
      await assert.rejects(other.goto(`/${code}/search?q=wall`), /INTERNET_DISCONNECTED/u);
      await other.close();
      await page.goto(`/${code}/114`);
      await notice.getByText(word.offline).waitFor();
      assert.equal(await page.getByRole("main").innerText(), read);
      assert.equal(await page.getByRole("contentinfo").innerText(), foot);
      assert.match(foot, /\d/u);
      assert.equal(await ground(), painted);
      // The page is read anew once the browser says that there is a network again, which it does not for itself here.
      await page.context().setOffline(false);
      await page.evaluate(() => dispatchEvent(new Event("online")));
      await notice.waitFor({ state: "hidden" });
      assert.equal(await page.getByRole("main").innerText(), read);
    }));
}
