// A phone as the gate's scanner: its camera's pictures go to the gate, one at a time, and the gate's verdict comes back.
// It reads nothing and decides nothing itself.

import { board, show, showReach, showWork } from "./board.js";
import * as controls from "./controls.js";
import * as eye from "./eye.js";
import * as fit from "./fit.js";
import { fresh, hear, refresh, showFrame } from "./line.js";
import * as pad from "./pad.js";
import * as sounds from "./sounds.js";
import { one, pressed, say, wordsOf } from "./words.js";

const LOOK_EVERY_MS = 110;
const PAUSE_MS = 1000;
const SILENT_MS = 2500;
const HELD_UP_AGAIN_MS = 30_000;
const FACING = "facing";

const texts = wordsOf("phone-words");
const video = one("#eye");
const cover = one("#cover");
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

let isDismissed = false;
let heard = 0;
let doubt = 0;

/** Covers the page with one message, and a button where something can be done about it. */
function coverWith(what, remedy, action) {
  say(one("#cover-what"), what);
  say(one("#cover-remedy"), remedy);
  say(one("#cover-go"), action);
  one("#cover-go").hidden = !action;
  cover.hidden = false;
}

function dismissed(problem) {
  isDismissed = true;
  eye.close(video);
  coverWith(problem);
}

/** The secret of the QR code, taken out of the address at once, is exchanged for a place at the gate. */
async function paired() {
  const secret = location.hash.slice(1);
  if (!secret) return;
  history.replaceState(null, "", location.pathname);
  coverWith(() => texts.pairing);
  const token = fresh() + fresh();
  const { problem } = await join({ secret, token, name: await ownName() });
  // A page opened again by the same code is paired already.
  if (problem && !(await isKnown())) dismissed(problem);
}

async function join(body) {
  for (;;) {
    try {
      const request = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
      const answer = await fetch("/pair", request);
      return answer.ok ? {} : await answer.json();
    } catch {
      await sleep(PAUSE_MS);
    }
  }
}

const isKnown = () => fetch("/board").then(({ ok }) => ok, () => false);

/** What the browser tells of this phone. */
async function ownName() {
  const { model, platform } = (await navigator.userAgentData?.getHighEntropyValues?.(["model"]).catch(() => null)) ?? {};
  return model || platform || (/iPhone|iPad|Android/.exec(navigator.userAgent)?.[0] ?? "");
}

/** Sounds, shaking and the camera all want to be asked for by a finger. */
function begun() {
  coverWith(() => texts.ready, null, () => texts.begin);
  return pressedCover();
}

const pressedCover = () => new Promise((resolve) => { one("#cover-go").addEventListener("click", resolve, { once: true }); });

async function openEye() {
  for (;;) {
    try {
      await eye.open(video, localStorage.getItem(FACING) ?? "environment");
      cover.hidden = !isDismissed;
      stayAwake();
      return;
    } catch (fault) {
      if (!(fault instanceof eye.Blind)) throw fault;
      const [what, remedy] = [0, 1].map((line) => () => texts[fault.message][line]);
      coverWith(what, remedy, () => texts.again);
      await Promise.race([pressedCover(), sleep(fault.message === "away" ? SILENT_MS : 600_000)]);
    }
  }
}

/** A screen that goes dark sees nothing; not every browser can be asked. */
async function stayAwake() {
  await navigator.wakeLock?.request("screen").catch(() => null);
}

function isLooking() {
  return !document.hidden && ["ready", "verdict", "fault"].includes(board()?.phase ?? "ready");
}

/** A lost answer may have been a verdict that nobody saw. Its id stays until one is seen, or nobody held the card up again: so it is one passage. */
function keepsId(answered) {
  const now = performance.now();
  if (!answered) doubt = Infinity;
  else if (board()?.phase === "verdict") doubt = 0;
  else doubt = Math.min(doubt, now + HELD_UP_AGAIN_MS);
  return now < doubt;
}

/** One picture after the other: the next is taken only when the gate has answered the last, so that it is always the newest. */
async function look() {
  let id = fresh();
  while (!isDismissed) {
    const begin = performance.now();
    if (!eye.isOpen(video)) await openEye();
    await eye.next(video);
    if (isLooking() && video.videoWidth) {
      const answered = await showFrame(await eye.picture(video), id);
      if (!keepsId(answered)) id = fresh();
      if (!answered) await sleep(PAUSE_MS);
      heard = performance.now();
    }
    await sleep(Math.max(0, LOOK_EVERY_MS - (performance.now() - begin)));
  }
}

/** While no picture is on its way, the board is asked for. */
function keepHearing() {
  setInterval(() => {
    if (!isDismissed && !document.hidden && performance.now() - heard > SILENT_MS) refresh().then(() => { heard = performance.now(); });
  }, PAUSE_MS);
  document.addEventListener("visibilitychange", () => { if (!document.hidden && !isDismissed) stayAwake(); });
}

function otherEye() {
  pressed(one("#turn"), async () => {
    localStorage.setItem(FACING, localStorage.getItem(FACING) === "user" ? "environment" : "user");
    eye.close(video);
  });
}

fit.setUp();
pad.setUp();
sounds.setUp();
controls.setUp(() => {});
controls.lists();
otherEye();
hear({ onBoard: show, onReach: showReach, onWork: showWork, onRun: pad.forget, onDismissed: dismissed });
await paired();
if (!isDismissed) await refresh();
if (!isDismissed) {
  await begun();
  keepHearing();
  await look();
}
