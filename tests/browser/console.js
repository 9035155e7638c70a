// The console: from the link of an invitation to the audit, in both languages, with and without script.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import path from "node:path";
import test from "node:test";

import { axe, languages, screens, site, withPage } from "./site.js";
import { validator } from "./markup.js";

const PASSWORD = "a calm evening by the sea";
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The code that a telephone shows which has this key, so many half minutes from now. */
function code(key, steps) {
  const bits = [...key.replaceAll(/\s/g, "")].map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, "0"));
  const bytes = Buffer.from(bits.join("").match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const tag = createHmac("sha1", bytes).update(step).digest();
  const number = tag.readUInt32BE(tag[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

/** The link that the command line prints for somebody new. */
function invite(login, name, ...roles) {
  const granted = roles.flatMap((role) => ["--role", role]);
  const printed = site.run("operators", "add", login, "--name", name, ...granted);
  return new URL(printed.match(/http\S+\/console\/invitation#\S+/)[0]);
}

/** Opens a link by script, or types its end where there is none. */
async function follow(page, link, javaScriptEnabled) {
  if (javaScriptEnabled) {
    await page.goto(link.href);
  } else {
    await page.goto("/console/invitation");
    await page.locator("#token").fill(link.hash.slice(1));
    await page.keyboard.press("Enter");
  }
  await page.locator("#code").waitFor();
}

/** Sets a password and a second factor, and gives the key. */
async function enrol(page) {
  const key = await page.locator(".secret").first().innerText();
  // Codes are taken once: the one before now is left for this.
  await page.locator("#code").fill(code(key, -1));
  await page.locator("#password").fill(PASSWORD);
  await page.locator("#repeated").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await page.locator(".secrets").waitFor();
  return key;
}

async function signIn(page, login, key, steps) {
  await page.goto("/console/sign-in");
  await page.locator("#login").fill(login);
  await page.locator("#password").fill(PASSWORD);
  await page.locator("#code").fill(code(key, steps));
  await page.keyboard.press("Enter");
  await page.waitForURL("**/console");
}

const choose = (language) => [{ name: "sila-language", value: language, url: site.url }];

let administrator;

/** The cookies of an administrator who has signed in, once for all tests. */
function signedIn() {
  administrator ??= (async () => {
    const link = invite("chief", "هدى العلي", "administrator", "publisher", "answerer");
    invite("victim", "Ahmed Saleh", "editor");
    let cookies;
    await withPage({}, async (page) => {
      await follow(page, link, true);
      const key = await enrol(page);
      await signIn(page, "chief", key, 0);
      cookies = await page.context().cookies();
    });
    return cookies;
  })();
  return administrator;
}

const PAGES = {
  home: "",
  account: "/account",
  operators: "/operators",
  add: "/operators/add",
  operator: "/operators/of/victim",
  editions: "/editions",
  edition: "/editions/1",
  audit: "/audit",
  forbidden: "/nothing",
};
const OPEN = { "sign-in": "/sign-in", recovery: "/sign-in?recovery", invitation: "/invitation" };

/** Every page, in a language and with options of the browser's. */
async function everywhere(options, look) {
  const cookies = await signedIn();
  for (const language of languages) {
    await withPage({ bypassCSP: true, ...options }, async (page) => {
      await page.context().addCookies(choose(language));
      for (const [name, end] of Object.entries(OPEN)) {
        await page.goto(`/console${end}`);
        await look(page, name, language);
      }
      await page.context().addCookies([...cookies.filter(({ name }) => !name.endsWith("language")), ...choose(language)]);
      for (const [name, end] of Object.entries(PAGES)) {
        await page.goto(`/console${end}`);
        await look(page, name, language);
      }
    });
  }
}

const fits = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

for (const [view, options] of [
  ["1280", { width: 1280 }],
  ["dark", { width: 1280, colorScheme: "dark" }],
  ["390", { width: 390, height: 844 }],
  ["320", { width: 320, height: 640 }],
]) {
  test(`axe finds nothing in the console, and all of it is seen: ${view}`, () =>
    everywhere(options, async (page, name, language) => {
      await page.evaluate(axe);
      const found = await page.evaluate(() => window.axe.run({ preload: false, resultTypes: ["violations"] }));
      const violations = found.violations.map(({ id, help, nodes }) => `${id}, ${help}: ${nodes[0].html}`);
      assert.deepEqual(violations, [], `${name}.${language}`);
      assert.ok(await fits(page), `${name}.${language} has to be moved sideways`);
      await page.screenshot({ path: path.join(screens, `console-${name}.${language}.${view}.png`), fullPage: true });
    }));
}

test("with text twice as large nothing of the console has to be moved sideways", () =>
  everywhere({ width: 1280 }, async (page, name, language) => {
    await page.addStyleTag({ content: "html { font-size: 200% !important }" });
    assert.ok(await fits(page), `${name}.${language}`);
  }));

test("the pages of the console are valid HTML, and what is a number stands apart", () =>
  everywhere({}, async (page, name, language) => {
    const answer = await page.request.get(page.url());
    const { results } = await validator.validateString(await answer.text(), name);
    const faults = results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => `${ruleId}: ${message}`));
    assert.deepEqual(faults, [], `${name}.${language}`);
    const bare = await page.evaluate(() => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const found = [];
      while (walker.nextNode()) {
        const text = walker.currentNode;
        const isolated = text.parentElement.closest('bdi, [dir="ltr"]:not(html), title, script, option, .hint');
        if (/\d/.test(text.data) && document.documentElement.dir === "rtl" && !isolated) found.push(text.data.trim());
      }
      return found;
    });
    assert.deepEqual(bare, [], `${name}.${language}`);
  }));

for (const javaScriptEnabled of [true, false]) {
  test(`somebody is invited, signs in, is refused, and signs out${javaScriptEnabled ? "" : ", without script"}`, () =>
    withPage({ javaScriptEnabled, width: 390, height: 844 }, async (page) => {
      const login = `noora.${javaScriptEnabled}`;
      const link = invite(login, "Noora", "reader");
      await page.context().addCookies(choose("en"));
      await follow(page, link, javaScriptEnabled);
      assert.ok(!page.url().includes("#"), "the secret leaves the address");
      const key = await enrol(page);
      assert.equal(await page.locator(".secrets li").count(), 10);
      await page.getByRole("link", { name: "I have them, go to the sign-in" }).click();
      await page.locator("#login").fill(login);
      await page.locator("#password").fill(PASSWORD);
      await page.locator("#code").fill("000000");
      await page.keyboard.press("Enter");
      await page.getByRole("alert").waitFor();
      assert.equal(await page.locator("#login").inputValue(), login);
      assert.equal(await page.locator("#password").inputValue(), "");
      await signIn(page, login, key, 0);
      await page.getByRole("heading", { name: "The line is well" }).waitFor();
      await page.goto("/console/operators");
      await page.getByRole("heading", { name: "None of your roles opens this page" }).waitFor();
      await page.goto("/console");
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.waitForURL("**/console/sign-in");
      await page.goto("/console/account");
      await page.waitForURL("**/console/sign-in?to=%2Faccount");
    }));
}

test("an administrator adds somebody by keyboard alone, in Arabic", async () => {
  const cookies = await signedIn();
  await withPage({ width: 1280 }, async (page) => {
    await page.context().addCookies(cookies);
    await page.goto("/console/operators");
    await page.getByRole("link", { name: "أضف موظفًا" }).focus();
    await page.keyboard.press("Enter");
    await page.locator("#name").focus();
    await page.keyboard.type("فاطمة");
    await page.keyboard.press("Tab");
    await page.keyboard.type("fatima");
    await page.keyboard.press("Enter");
    // No role was chosen: what was typed stays.
    await page.locator("#roles-finding").waitFor();
    assert.equal(await page.locator("#login").inputValue(), "fatima");
    await page.getByLabel("قارئ").focus();
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "أضف واعرض الرابط" }).focus();
    await page.keyboard.press("Enter");
    const link = page.locator("#link");
    await link.waitFor();
    assert.match(await link.inputValue(), /\/console\/invitation#\S{40,}$/);
    await page.goto("/console/audit");
    await page.getByRole("listitem").filter({ hasText: "أُضيف موظف" }).first().waitFor();
  });
});
