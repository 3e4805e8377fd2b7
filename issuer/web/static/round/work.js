// What people do on this page, and how it stands. Nothing is shown as done before it is kept.

import * as exchange from "./exchange.js";
import * as memory from "./memory.js";
import { doorsOf, keyOf, toGive, undecided } from "./sheet.js";
import { say } from "./words.js";

const TOAST_MS = 8_000;
const TAPS_APART_MS = 700;

/** How it stands; the views only read it. */
export const state = {
  team: null,
  older: [],
  items: [],
  doors: [],
  after: -1, // the place of the door where they are
  toast: null,
  full: false,
  finished: false,
  opensAgain: false,
};
const underWay = new Map();
let last = 0;
let lastTap = { door: "", at: 0 };
let fading = 0;
let fontShown = "";
let show = () => {};

export const onShow = (render) => { show = render; };

/** Shows how it stands. */
export const refresh = () => show();

/** Reads everything that is kept, and shows it. */
export async function reload() {
  const [[team, ...older], items] = await Promise.all([memory.teams(), memory.items()]);
  Object.assign(state, { team: team ?? null, older, items });
  state.doors = team?.sheet ? doorsOf(team.sheet, mine()) : [];
  showFont(team);
  show();
}

export const mine = () => state.items.filter((item) => item.secret === state.team?.secret);
export const unsent = () => state.items.filter((item) => !item.refused);
export const refused = () => state.items.filter((item) => item.refused);
export const questions = () => state.team?.sheet?.questions ?? [];
export const doorNamed = (name) => state.doors.find(({ door }) => door === name);

/** The one tap: all cards of a door that nobody has decided on yet are delivered. */
export const deliver = (door) => tick(door, undecided(door), "delivered");

/** Whether a tap is the second half of a double tap on the same door. */
export function isSecondTap(door) {
  const at = Date.now();
  const second = lastTap.door === door.door && at - lastTap.at < TAPS_APART_MS;
  lastTap = { door: door.door, at };
  return second;
}

/** Keeps what became of these cards of a door, and offers to undo it. False where nothing was kept. */
export async function tick(door, cards, outcome) {
  if (!cards.length || !(await keep(door.door, cards.map((card) => tickOf(door, card, outcome))))) return false;
  state.after = door.place;
  fade({ door: door.door, before: cards, outcome });
  return true;
}

/** Notes to whom those of these cards that are delivered were given. */
export async function giveTo(door, cards, to) {
  await underWay.get(door.door);
  const given = cardsNow(door, cards).filter((card) => card.outcome === "delivered" && card.to_whom !== to);
  return keep(door.door, given.map((card) => tickOf(door, card, "delivered", to)));
}

/** Takes the last act back: each card is again what it was. */
export async function undo() {
  const door = doorNamed(state.toast?.door);
  if (!door) return;
  const before = state.toast.before.map((card) => tickOf(door, card, card.outcome ?? null, card.to_whom));
  if (!(await keep(door.door, before))) return;
  state.after = door.place - 1;
  fade(null);
}

/** Takes back whatever was ticked on these cards. */
export async function takeBack(door, cards) {
  const decided = cards.filter((card) => card.outcome);
  if (!(await keep(door.door, decided.map((card) => tickOf(door, card, null))))) return;
  state.after = door.place - 1;
  fade(null);
}

/** Keeps a household's answer; an empty value takes it back. */
export async function reply(door, question, value, detail = "") {
  const thing = `${door.door} ${question}`;
  await underWay.get(thing);
  const given = doorNamed(door.door)?.replies[question] ?? { value: "", detail: "" };
  if (given.value === value && given.detail === detail) return true;
  const wire = { id: fresh(), at: stamp(), door: door.door, reply: { question, value, detail } };
  return keep(thing, [{ kind: "answer", about: { door: door.door }, wire }]);
}

/** These cards of a door as they are now. */
export function cardsNow(door, cards) {
  const keys = new Set(cards.map(keyOf));
  return toGive(doorNamed(door.door) ?? door).filter((card) => keys.has(keyOf(card)));
}

/** Shows a toast for some seconds, or takes it away. */
export function fade(toast) {
  clearTimeout(fading);
  state.toast = toast;
  if (toast) fading = setTimeout(() => fade(null), TOAST_MS);
  show();
}

/** Keeps items in one go; false when they could not be kept. A second tap meanwhile does nothing. */
async function keep(thing, made) {
  if (!made.length) return true;
  if (underWay.has(thing) || !state.team || state.team.trouble) return false;
  const keeping = kept(made);
  underWay.set(thing, keeping);
  await keeping;
  underWay.delete(thing);
  return keeping;
}

async function kept(made) {
  try {
    const { secret } = state.team;
    const replaced = mine().filter((old) => !old.refused && made.some((item) => isSaidAgain(old, item)));
    await memory.keep(made.map((item) => ({ ...item, secret })), replaced.map(({ number }) => number));
    state.full = false;
    await reload();
    exchange.now();
    return true;
  } catch (fault) {
    console.error(fault);
    state.full = true;
    show();
    return false;
  }
}

/** Whether an item that was not sent is said again in full by a newer one. */
function isSaidAgain(old, { kind, wire }) {
  if (old.kind !== kind) return false;
  if (kind === "answer") return old.wire.door === wire.door && old.wire.reply.question === wire.reply.question;
  return keyOf(old.wire) === keyOf(wire) && old.wire.outcome === wire.outcome;
}

const tickOf = (door, card, outcome, to = "") => ({
  kind: "tick",
  about: { door: door.door, name: card.name },
  wire: { id: fresh(), at: stamp(), serial: card.serial, issue: card.issue, outcome, to_whom: outcome ? to : "" },
});

/** The office's time as far as this phone knows it, never twice the same: a phone whose clock is wrong must neither win nor lose by it. */
function stamp() {
  last = Math.max(Date.now() + (state.team?.ahead ?? 0), last + 1, ...mine().map(({ wire }) => Date.parse(wire.at) + 1));
  return new Date(last).toISOString();
}

function fresh() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Shows the names' rare characters in the font that the office sent. */
function showFont(team) {
  const font = team?.font;
  if (!font || team.fontHas === fontShown) return;
  fontShown = team.fontHas;
  new FontFace("Rare", font).load().then((face) => document.fonts.add(face), () => {});
}
