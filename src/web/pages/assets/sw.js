// Pages that were read open again without a network, as they were. Each shows its edition and date.

const PAGES = "pages";
const FILES = "files";
const MOST_PAGES = 120;

const scope = new URL(self.registration.scope).pathname;

// The first page of a language, and what has a number. Nothing that somebody wrote is kept.
const isPage = (path) => /^[a-z]{2}(\/\d{1,3})?\/?$/.test(path);
const isFile = (path) => path.startsWith("assets/");

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || url.search) return;
  const path = url.pathname.slice(scope.length);
  if (isFile(path)) event.respondWith(file(request));
  else if (isPage(path)) event.respondWith(page(request));
});

// A file never changes: its name is its content's.
async function file(request) {
  const kept = await caches.match(request, { cacheName: FILES });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(FILES)).put(request, answer.clone());
  return answer;
}

// A page may change at any time: the network comes first.
async function page(request) {
  const cache = await caches.open(PAGES);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) {
      await cache.put(request.url, answer.clone());
      await forget(cache);
    }
    return answer;
  } catch (error) {
    const kept = await cache.match(request.url);
    if (!kept) throw error;
    return saidToBeKept(kept);
  }
}

// Shows the notice that the page was kept: what the browser says of its network is not enough to know it by.
async function saidToBeKept(kept) {
  const html = await kept.text();
  return new Response(html.replace('id="offline" hidden', 'id="offline"'), { headers: kept.headers });
}

// The oldest go.
async function forget(cache) {
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST_PAGES)).map((key) => cache.delete(key)));
}
