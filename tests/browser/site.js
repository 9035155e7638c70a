// What every browser test stands on: the built server on a free port, one browser, and how to wait.

import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Loads a package from the folder that `tests/browser/prepare` makes. */
export const load = createRequire(path.join(root, "target/browser/tests.js"));
const { chromium } = load("playwright-core");

export const axe = readFileSync(load.resolve("axe-core/axe.min.js"), "utf8");
export const languages = ["ar", "en"];
export const telephone = "+973 1700 0000";
export const screens = path.join(root, "target/screens");
mkdirSync(screens, { recursive: true });

/** Values that all tests share, from `start` on. */
export const site = { url: "", browser: undefined, run: undefined };

async function freePort() {
  const server = createServer();
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

/** Starts the server with the shipped menus and an empty data folder. */
export async function start() {
  const data = mkdtempSync(path.join(tmpdir(), "sila-browser-"));
  const port = await freePort();
  const program = path.join(root, "target/debug/sila");
  const environment = {
    PATH: process.env.PATH,
    SILA_LISTEN: `127.0.0.1:${port}`,
    SILA_DATA_DIR: data,
    SILA_WEBSITE__TELEPHONE: telephone,
    SILA_WEBSITE__QUESTIONS: "true",
  };
  const server = spawn(program, ["serve"], { cwd: root, env: environment });
  site.run = (...words) => execFileSync(program, words, { cwd: root, env: environment, encoding: "utf8" });
  let log = "";
  const ended = new Promise((end) => server.on("close", end));
  for (const stream of [server.stdout, server.stderr]) stream.on("data", (text) => (log += text));
  stopping.push(async () => {
    server.kill("SIGTERM");
    await ended;
    rmSync(data, { recursive: true });
  });
  site.url = `http://127.0.0.1:${port}`;
  let over = false;
  ended.then(() => (over = true));
  await until("the server is ready", async () => {
    if (over) throw new Error(`the server ended:\n${log}`);
    const answer = await fetch(`${site.url}/health/ready`).catch(() => undefined);
    return answer?.ok;
  });
}

/** Starts the browser; again where it has ended since the last test. */
async function browser() {
  if (site.browser?.isConnected()) return site.browser;
  site.browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--disable-background-networking",
      "--font-render-hinting=none",
      // Root has no sandbox of its own, as in a container.
      ...(process.getuid() === 0 ? ["--no-sandbox"] : []),
    ],
  });
  return site.browser;
}

const stopping = [];

export async function stop() {
  await site.browser?.close();
  for (const end of stopping.reverse()) await end();
}

/** Waits for a condition; a test that waits in vain says for what. */
export async function until(what, holds, milliseconds = 120_000) {
  const end = Date.now() + milliseconds;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`in vain: ${what}`);
    await new Promise((on) => setTimeout(on, 20));
  }
}

/** A page of its own for one test, with options of the browser's, such as a width or without script. */
export async function withPage(options, use) {
  const { width = 1280, height = 900, ...others } = options;
  const context = await (await browser()).newContext({
    baseURL: site.url,
    viewport: { width, height },
    reducedMotion: "reduce",
    // Pages come from the server, unless a test is about being without it.
    serviceWorkers: "block",
    ...others,
  });
  context.setDefaultTimeout(15_000);
  try {
    const page = await context.newPage();
    const faults = [];
    page.on("pageerror", (error) => faults.push(String(error)));
    page.on("console", (line) => {
      // What a form can't be taken for is told by its status as well.
      const isAnswer = /status of (403|404|422)/.test(line.text());
      // Without a network, some icon may be asked for in vain.
      const isAway = others.serviceWorkers === "allow" && /net::ERR_/.test(line.text());
      if (line.type() === "error" && !isAnswer && !isAway) faults.push(`${line.text()} ${line.location().url}`);
    });
    const failure = await use(page).catch((error) => error);
    if (faults.length > 0) throw new Error(`the browser complains: ${faults.join("; ")}`, { cause: failure });
    if (failure instanceof Error) throw failure;
  } finally {
    await context.close();
  }
}

/** One page of each kind, within a language. */
export const kinds = {
  home: "",
  sector: "/1",
  group: "/11",
  service: "/114",
  "service-without-sources": "/152",
  ask: "/114/ask",
  answer: "/answer",
  search: "/search",
  results: "/search?q=permit",
  nothing: "/search?q=xyzzy",
  audience: "/for/resident",
  programme: "/programme",
  data: "/data",
  accessibility: "/accessibility",
  privacy: "/privacy",
  unknown: "/999",
};

let known;

/** The addresses of all pages that links lead to, and of those that only searching and errors lead to. */
export function addresses() {
  known ??= crawl();
  return known;
}

async function crawl() {
  const seen = new Set(languages.flatMap((code) => Object.values(kinds).map((end) => `/${code}${end}`)));
  for (const address of seen) {
    const answer = await fetch(site.url + address, { redirect: "manual" });
    if (!answer.headers.get("content-type")?.startsWith("text/html")) {
      seen.delete(address);
      continue;
    }
    for (const [, link] of (await answer.text()).matchAll(/ href="(\/[^"#]*)/g)) {
      // Forms for questions are alike, but for the service.
      if (!link.startsWith("/assets/") && !link.endsWith("/ask")) seen.add(link);
    }
  }
  return [...seen];
}

/** Runs a task for every item, a few at a time. */
export async function each(items, workers, task) {
  const waiting = [...items];
  const work = async (number) => {
    while (waiting.length > 0) await task(waiting.shift(), number);
  };
  await Promise.all(Array.from({ length: workers }, (_, number) => work(number)));
}
