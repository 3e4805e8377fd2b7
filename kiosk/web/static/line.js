// The line to the gate's program. It asks for the board again and again, and sends what people do, each with an id:
// sent twice, it is still one event.

import { sayAgain, words } from "./words.js";

const PAUSE_MS = 1000;
// A program that starts anew is away for half a minute on a slow PC; who stood there longer ago has gone.
const POSTS_TRIED_FOR_MS = 60_000;
const POST_WAITS_MS = 15_000;
const BOARD_WAITS_MS = 30_000;
// The gate answers within three seconds, changed or not. A PC that is merely slow is still listened to when this is over.
const LATE_MS = 7000;
const WORKING_AFTER_MS = 300;
const FRAME_WAITS_MS = 4000;
const NOW_WAITS_MS = 8000;
const DISMISSED = 401;
const IDS_KEPT = 100;

const ids = new Map();
const underWay = new Set();
// Runs of the gate's program that have ended: what comes late of them is of nobody.
const ended = new Set();
let shown = { run: 0, change: 0, heard: { number: 0 }, queued: { number: 0 } };
let taken = 0;
let tongue = 0;
let reached = true;
let onBoard = () => {};
let onReach = () => {};
let onRun = () => {};
let onDismissed = () => {};
let onWork = () => {};
let atWork = 0;

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A new id; `randomUUID` is missing where the page came by plain HTTP from another machine. */
export function fresh() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The id of one thing that can happen only once, such as the undoing of an event. */
export function idOf(thing) {
  if (!ids.has(thing)) ids.set(thing, fresh());
  if (ids.size > IDS_KEPT) ids.delete(ids.keys().next().value);
  return ids.get(thing);
}

/** Who is told of boards, of whether the gate answers, of what waits for its answer, of its program's having started anew, and (a phone) of being sent away. */
export function hear(listeners) {
  ({ onBoard, onReach, onWork, onRun, onDismissed = () => {} } = listeners);
}

/** Follows the board for as long as the page is open. */
export async function follow(listeners) {
  hear(listeners);
  for (;;) {
    if (await refresh(reached ? shown.change : 0)) continue;
    await sleep(PAUSE_MS);
  }
}

/** The page's language changed: a board that was asked for in the one before is forgotten. */
export function changeTongue() {
  tongue += 1;
}

const asking = () => ({ taken, tongue });

/** Asks for the board: after a number as soon as it changed, without one at once. */
export async function refresh(after = 0) {
  const asked = asking();
  const late = setTimeout(() => reach(false), LATE_MS);
  try {
    const signal = AbortSignal.timeout(after ? BOARD_WAITS_MS : NOW_WAITS_MS);
    // Through the browser's cache the tabs of one gate, which ask for the same, would wait for each other.
    const answer = await fetch(after ? `/board?after=${after}&heard=${shown.heard.number}&queue=${shown.queued.number}` : "/board", { signal, cache: "no-store" });
    if (answer.status === DISMISSED) return await dismissed(answer);
    if (!answer.ok) throw new Error(answer.statusText);
    take(await answer.json(), asked);
    reach(true);
    return true;
  } catch {
    reach(false);
    return false;
  } finally {
    clearTimeout(late);
  }
}

/** Shows the gate one picture of a phone's camera, and takes the board where one comes back. Never sent again: the next is newer. */
export async function showFrame(picture, look) {
  const asked = asking();
  const request = { method: "POST", headers: { "Content-Type": "image/jpeg" }, body: picture };
  try {
    const answer = await fetch(`/frame?after=${shown.change}&look=${look}`, { ...request, signal: AbortSignal.timeout(FRAME_WAITS_MS) });
    if (answer.status === DISMISSED) return await dismissed(answer);
    if (!answer.ok) throw new Error(answer.statusText);
    if (answer.status === 200) take(await answer.json(), asked);
    reach(true);
    return true;
  } catch {
    reach(false);
    return false;
  }
}

/** Sends one thing that somebody did, and takes the board that answers it. */
export async function act(path, body) {
  const asked = asking();
  const { data, problem, guess } = await send(path, body);
  if (data) take(data, asked);
  return { problem, guess };
}

/** Keeps a second press out while the first is under way. */
export async function once(thing, work) {
  if (underWay.has(thing)) return;
  underWay.add(thing);
  try {
    await work();
  } finally {
    underWay.delete(thing);
  }
}

/** Sends, and lets be told that it is worked on where the answer takes a while. */
export async function send(path, body) {
  let told = false;
  const soon = setTimeout(() => { told = true; onWork(atWork += 1); }, WORKING_AFTER_MS);
  try {
    return await delivered(path, body);
  } finally {
    clearTimeout(soon);
    if (told) onWork(atWork -= 1);
  }
}

/** Repeated with the very same content, id included, when no answer came. */
async function delivered(path, body) {
  const request = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const end = performance.now() + POSTS_TRIED_FOR_MS;
  for (;;) {
    try {
      const answer = await fetch(path, { ...request, signal: AbortSignal.timeout(POST_WAITS_MS) });
      reach(true);
      if (answer.ok) return { data: await answer.json() };
      if (answer.status === DISMISSED) await dismissed(answer.clone());
      const { problem, guess } = await answer.json().catch(() => ({}));
      return { problem: problem ?? (() => words.failed), guess };
    } catch {
      reach(false);
    }
    await sleep(PAUSE_MS);
    if (performance.now() > end) return { problem: () => words.given };
  }
}

/** An answer that was asked for before a newer board came, and is older than it, is forgotten. */
function take(board, asked) {
  if (ended.has(board.run) || asked.tongue !== tongue) return;
  if (board.run === shown.run && board.change < shown.change && asked.taken !== taken) return;
  if (board.run !== shown.run && shown.run) begin();
  taken += 1;
  shown = board;
  onBoard(board);
  sayAgain();
}

/** The gate's program started anew: it knows nothing of who stood there, and no id of then may stand for anybody now. */
function begin() {
  ended.add(shown.run);
  ids.clear();
  onRun();
}

async function dismissed(answer) {
  reach(true);
  onDismissed((await answer.json().catch(() => ({}))).problem ?? (() => words.failed));
  return true;
}

function reach(now) {
  if (now === reached) return;
  reached = now;
  onReach(now);
}
