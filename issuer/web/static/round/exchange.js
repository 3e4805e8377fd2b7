// The line to the office: sends what is kept, oldest first, and takes the sheet back. Sent twice, it is still one tick.

import * as memory from "./memory.js";
import { rareIn, withItems } from "./sheet.js";

const MOST_AT_ONCE = 100;
const ANSWER_WITHIN_MS = 20_000;
const AGAIN_MS = 20_000;
const RETRY_FIRST_MS = 2_000;
const RETRY_LAST_MS = 60_000;
const CLOSED = 410;
const UNKNOWN = 401;
const NOT_READ = [400, 409, 413];

/** Whether the office was reached last time; null before the first. */
export const line = { reached: null };
let onChange = () => {};
let onFinished = () => {};
let timer = 0;
let failures = 0;
let running = null;
let wanted = false;

class Denied extends Error {
  constructor(answer, denial) {
    super(answer.statusText);
    this.status = answer.status;
    this.denial = denial;
    this.wait = Number(answer.headers.get("Retry-After")) || 0;
  }
}

/** Goes on exchanging for as long as the page is open. `onFinished` hears that a closed round was all sent and wiped. */
export function start(listeners) {
  ({ onChange, onFinished } = listeners);
  addEventListener("online", now);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && now());
  return now();
}

/** Exchanges at once, or once more when an exchange is under way; resolves when that is over. */
export function now() {
  wanted = true;
  running ??= alone(run).finally(() => { running = null; });
  return running;
}

async function run() {
  clearTimeout(timer);
  let wait = AGAIN_MS;
  while (wanted) {
    wanted = false;
    try {
      for (const { secret } of await memory.teams()) await exchange(secret);
      [line.reached, failures, wait] = [true, 0, AGAIN_MS];
    } catch (fault) {
      line.reached = fault instanceof Denied;
      wait = fault.wait ? fault.wait * 1000 : Math.min(RETRY_LAST_MS, RETRY_FIRST_MS * 2 ** failures) * (0.5 + Math.random() / 2);
      failures += 1;
    }
    await onChange();
  }
  timer = setTimeout(now, wait);
}

async function exchange(secret) {
  try {
    await send(secret);
    await fetchSheet(secret);
    await fetchFont(secret);
  } catch (fault) {
    if (!(fault instanceof Denied) || ![UNKNOWN, CLOSED].includes(fault.status)) throw fault;
    await memory.note(secret, { trouble: fault.status === CLOSED ? "closed" : "unknown" });
    if (fault.status === CLOSED) await finish(secret);
  }
  await letGoOfOlder();
}

/** Sends what is kept of a team until nothing is left; what the office refuses stays here, with its reason. */
async function send(secret) {
  let most = MOST_AT_ONCE;
  for (;;) {
    const batch = (await memory.items()).filter((item) => item.secret === secret && !item.refused).slice(0, most);
    if (!batch.length) return;
    try {
      await report(secret, batch);
    } catch (fault) {
      if (!(fault instanceof Denied) || !NOT_READ.includes(fault.status)) throw fault;
      // One item that the office cannot read must not hold up the others: it is sent alone, and then put aside.
      if (batch.length === 1) await refuse(secret, batch[0], fault.denial);
      most = Math.max(1, Math.floor(batch.length / 2));
    }
  }
}

async function report(secret, batch) {
  const wires = (kind) => batch.filter((item) => item.kind === kind).map((item) => item.wire);
  const body = JSON.stringify({ ticks: wires("tick"), answers: wires("answer") });
  const answer = await ask(secret, "/round/report", { method: "POST", body, headers: { "Content-Type": "application/json" } });
  const { taken, refused } = await answer.json();
  const why = new Map(refused.map((each) => [each.id, { zh: each.why_zh, en: each.why_en }]));
  const gone = batch.filter(({ wire }) => taken.includes(wire.id));
  const kept = batch.filter(({ wire }) => why.has(wire.id)).map((item) => ({ ...item, refused: why.get(item.wire.id) }));
  if (!gone.length && !kept.length) throw new Error("the office confirmed nothing");
  const sheet = (await team(secret))?.sheet;
  await memory.settle(secret, gone, kept, sheet && withItems(sheet, gone));
}

async function refuse(secret, item, denial) {
  const [zh, en] = denial?.what ?? ["办公室读不懂", "the office cannot read it"];
  await memory.settle(secret, [], [{ ...item, refused: { zh, en } }], (await team(secret))?.sheet);
}

async function fetchSheet(secret) {
  const etag = (await team(secret))?.etag;
  const asked = Date.now();
  const answer = await ask(secret, "/round/sheet", { headers: etag ? { "If-None-Match": etag } : {} });
  const theirs = Date.parse(answer.headers.get("Gatepass-Time"));
  const ahead = Number.isNaN(theirs) ? 0 : Math.round(theirs - (asked + Date.now()) / 2);
  const news = answer.status === 304 ? {} : { sheet: await answer.json(), etag: answer.headers.get("ETag") ?? "" };
  await memory.note(secret, { ...news, ahead, trouble: null });
}

/** The rare characters of the sheet's names, which cheap phones cannot show: as a font, fetched when they change. */
async function fetchFont(secret) {
  const { sheet, fontHas = "" } = (await team(secret)) ?? {};
  const rare = sheet ? rareIn(sheet) : "";
  if (rare === fontHas) return;
  const answer = await ask(secret, "/round/font", {});
  await memory.note(secret, { font: await answer.arrayBuffer(), fontHas: rare });
}

/** A closed round of which the office has everything is wiped from this phone: names do not stay on it. */
async function finish(secret) {
  if ((await memory.items()).some((item) => item.secret === secret)) return;
  await memory.forget(secret);
  onFinished();
}

/** A team whose link was opened before the present one is kept only until everything of it was sent. */
async function letGoOfOlder() {
  const items = await memory.items();
  for (const { secret } of (await memory.teams()).slice(1)) {
    if (!items.some((item) => item.secret === secret)) await memory.forget(secret);
  }
}

async function ask(secret, path, request) {
  const ending = new AbortController();
  const late = setTimeout(() => ending.abort(), ANSWER_WITHIN_MS);
  try {
    const headers = { ...request.headers, Authorization: `Bearer ${secret}` };
    const answer = await fetch(path, { ...request, headers, cache: "no-store", signal: ending.signal });
    if (answer.ok || answer.status === 304) return answer;
    throw new Denied(answer, await answer.json().catch(() => null));
  } finally {
    clearTimeout(late);
  }
}

const team = async (secret) => (await memory.teams()).find((each) => each.secret === secret);

/** Two tabs of one phone exchange one after the other. */
const alone = (work) => (navigator.locks ? navigator.locks.request("gatepass-round", work) : work());
