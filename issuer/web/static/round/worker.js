// Opens the page again without a line, where the browser allows it. It keeps the page's own files, and nothing about people.

const KEPT = "gatepass-round";
const ANSWER_WITHIN_MS = 3000;
const PARTS = ["round.css", "icon.svg", "round.js", "words.js", "memory.js", "sheet.js", "exchange.js", "work.js", "list.js", "door.js", "state.js"];
const LIBRARIES = ["idb/idb.js", ...["lit-html", "directive", "directive-helpers", "directives/live", "directives/repeat"].map((name) => `lit-html/${name}.js`)];
const FILES = ["/round", ...PARTS.map((name) => `/round/${name}`), ...LIBRARIES.map((name) => `/round/vendor/${name}`)];

addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(FILES)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method === "GET" && origin === location.origin && FILES.includes(pathname)) event.respondWith(newest(pathname));
});

/** What the office has, else what is kept: a line that hangs is as good as none. */
async function newest(pathname) {
  const kept = await caches.open(KEPT);
  const ending = new AbortController();
  const late = setTimeout(() => ending.abort(), ANSWER_WITHIN_MS);
  try {
    const answer = await fetch(pathname, { cache: "no-cache", signal: ending.signal });
    if (!answer.ok) throw new Error(answer.statusText);
    await kept.put(pathname, answer.clone());
    return answer;
  } catch {
    return (await kept.match(pathname)) ?? Response.error();
  } finally {
    clearTimeout(late);
  }
}
