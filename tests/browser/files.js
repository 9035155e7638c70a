// The website as files, sent by a plain web server: nothing of ours runs but what the pages bring.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import test, { after, before } from "node:test";

import { validator } from "./markup.js";
import { heading, tabTo, words } from "./stories.js";
import { axe, languages, root, screens, telephone, until, withPage } from "./site.js";

const kinds = { ".css": "text/css", ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml" };
const folder = mkdtempSync(path.join(tmpdir(), "sila-files-"));
const asked = [];
const server = createServer((request, answer) => {
  asked.push(request.url);
  const { pathname } = new URL(request.url, "http://localhost");
  const file = path.join(folder, pathname.replace(/^\/guide/, ""));
  const send = (status, name) => {
    answer.writeHead(status, { "content-type": kinds[path.extname(name)] ?? "application/octet-stream" });
    answer.end(readFileSync(name));
  };
  if (!pathname.startsWith("/guide/") || !existsSync(file)) return send(404, path.join(folder, "404.html"));
  if (!statSync(file).isDirectory()) return send(200, file);
  if (pathname.endsWith("/")) return send(200, path.join(file, "index.html"));
  answer.writeHead(301, { location: `${pathname}/` });
  return answer.end();
});
let url;

before(async () => {
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  url = `http://127.0.0.1:${server.address().port}/guide`;
  const program = path.join(root, "target/debug/sila");
  const environment = { PATH: process.env.PATH, SILA_DATA_DIR: `${folder}-data`, SILA_WEBSITE__TELEPHONE: telephone };
  const command = ["export", "website", folder, path.join(root, "voice-menus"), "--url", url];
  execFileSync(program, command, { cwd: folder, env: environment });
});

after(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

for (const code of languages) {
  const word = words[code];

  test(`a service is found among the files by keyboard, and nobody is told the words: ${code}`, () =>
    withPage({}, async (page) => {
      await page.goto(`${url}/${code}/`);
      asked.length = 0;
      const announced = page.getByRole("status");
      await tabTo(page, word.search);
      await page.keyboard.type(word.asked);
      await until("the number of results is announced", async () => (await announced.textContent()).includes(word.found));
      await page.screenshot({ path: path.join(screens, `files-typing.${code}.png`) });
      await page.keyboard.press("Enter");
      await page.waitForURL(`**/guide/${code}/search/#q=*`);
      assert.equal(await page.getByRole("searchbox").inputValue(), word.asked);
      await page.getByRole("main").getByText(word.found).first().waitFor();
      await tabTo(page, word.service);
      await page.keyboard.press("Enter");
      await page.waitForURL(`**/guide/${code}/114/`);
      assert.ok((await heading(page)).includes(word.service));
      assert.ok(asked.every((address) => !address.includes("?")), asked.join(" "));
      await page.goBack();
      await page.getByRole("main").getByText(word.found).first().waitFor();
    }));

  test(`among the files, a number leads to its page and nothing found is told: ${code}`, () =>
    withPage({}, async (page) => {
      for (const [said, end] of [["114", "114"], ["١١", "11"]]) {
        await page.goto(`${url}/${code}/`);
        await page.getByRole("searchbox").fill(said);
        await page.keyboard.press("Enter");
        await page.waitForURL(`**/guide/${code}/${end}/`);
      }
      await page.goto(`${url}/${code}/search/#q=%3Cb%3Exyzzy`);
      const main = page.getByRole("main");
      await main.getByText(word.nothing).first().waitFor();
      assert.ok((await main.innerText()).includes("<b>xyzzy"));
      await page.getByRole("banner").getByRole("link", { name: word.other }).click();
      await page.waitForURL(`**/guide/${code === "ar" ? "en" : "ar"}/search/#q=*`);
      await main.getByText(words[code === "ar" ? "en" : "ar"].nothing).first().waitFor();
      await page.goto(`${url}/${code}/999`);
      await main.getByRole("link").last().waitFor();
    }));

  test(`without a script, the files have no form and say where the services are: ${code}`, () =>
    withPage({ javaScriptEnabled: false }, async (page) => {
      for (const end of ["", "search/", "114/"]) {
        await page.goto(`${url}/${code}/${end}`);
        assert.equal(await page.locator("form:visible").count(), 0, end);
      }
      await page.goto(`${url}/${code}/`);
      await page.screenshot({ path: path.join(screens, `files-home-no-script.${code}.png`) });
      assert.ok((await page.getByRole("main").innerText()).includes("JavaScript") || code === "ar");
    }));

  test(`pages and results of the files are accessible: ${code}`, () =>
    withPage({ bypassCSP: true }, async (page) => {
      const ends = { home: "", results: `search/#q=${encodeURIComponent(word.asked)}`, service: "114/" };
      for (const [kind, end] of Object.entries(ends)) {
        await page.goto(`${url}/${code}/${end}`);
        if (kind === "results") await page.getByRole("main").getByText(word.found).first().waitFor();
        await page.screenshot({ path: path.join(screens, `files-${kind}.${code}.png`), fullPage: true });
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => window.axe.run({ preload: false, resultTypes: ["violations"] }));
        assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), [], end);
      }
    }));
}

test("every page among the files is valid HTML", async () => {
  const pages = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".html"));
  assert.ok(pages.length > 270, `${pages.length} pages`);
  for (const name of pages) {
    const report = await validator.validateString(readFileSync(path.join(folder, name), "utf8"), name);
    assert.deepEqual(report.results.flatMap(({ messages }) => messages.map(({ message }) => message)), [], name);
  }
});

test("the first page of all sends each reader to the browser's language", async () => {
  for (const [locale, code] of [["en-GB", "en"], ["ar-BH", "ar"], ["fr-FR", "ar"]]) {
    await withPage({ locale }, async (page) => {
      await page.goto(`${url}/`);
      await page.waitForURL(`**/guide/${code}/`);
    });
  }
  await withPage({ javaScriptEnabled: false }, async (page) => {
    await page.goto(`${url}/`);
    await page.waitForURL("**/guide/ar/");
  });
});

test("pages of the files that were read open again without a network", () =>
  withPage({ serviceWorkers: "allow" }, async (page) => {
    await page.goto(`${url}/en/114/`);
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.reload();
    await page.context().setOffline(true);
    await page.reload();
    assert.ok((await heading(page)).includes(words.en.service));
    const notice = page.locator("#offline");
    await notice.waitFor();
    await page.context().setOffline(false);
    await page.reload();
    await notice.waitFor({ state: "hidden" });
  }));
