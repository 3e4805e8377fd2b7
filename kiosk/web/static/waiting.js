// Who waits to be measured again, each with the time that is left, and the thermometers. Others go on meanwhile.

import { act, fresh, idOf, once, send } from "./line.js";
import { use } from "./pad.js";
import { play } from "./sounds.js";
import { tell } from "./toast.js";
import { all, inTongue, made, one, pressed, say, words } from "./words.js";

const TICK_MS = 1000;

let list = { rows: [] };
let ahead = 0;
let closing = null;
const told = new Set();
const gone = new Set();

/** The gate's own time. The page counts on from it by no clock that somebody sets. */
export function setClock(seconds) {
  ahead = seconds - performance.now() / 1000;
}

export function setUp() {
  setInterval(tick, TICK_MS);
  endings();
  references();
}

export function show(next) {
  list = next;
  const busy = next.rows.length || next.elsewhere.length || next.reference || next.off;
  one("#waiting").hidden = !busy;
  one("#waiting-tab").hidden = !busy;
  if (!busy) one("#waiting").classList.remove("open");
  for (const count of all("#waiting .count, #waiting-tab .count")) count.textContent = next.rows.length || "";
  one("#waiting .off").textContent = next.off;
  one("#waiting .off").hidden = !next.off;
  one("#reference-open").hidden = !next.reference;
  one("#waiting ol").replaceChildren(...next.rows.map(row), ...next.elsewhere.map(({ words: text }) => made("li", "elsewhere", inTongue(text))));
  next.elsewhere.forEach(wentOn);
  one("#fever .path").textContent = next.path;
  if (one("#fever").open) whom();
  tick();
}

/** Somebody who waited here was measured at another gate: told once. */
function wentOn({ id, words: text }) {
  if (gone.has(id)) return;
  gone.add(id);
  tell(text);
  say(one("#spoken"), text);
}

function row(fever) {
  const item = made("li", "fever");
  item.dataset.fever = fever.id;
  const who = made("span", "who", fever.who || words.fever.unknown);
  who.append(made("small", "", fever.told));
  item.append(made("b", "left"), who);
  if (fever.known) item.append(button(words.fever.measure, fever, () => measure(fever)));
  item.append(button(words.fever.close, fever, () => open(fever)));
  return item;
}

function button(text, fever, work) {
  const element = made("button", "", text);
  element.type = "button";
  element.setAttribute("aria-label", `${text} ${fever.who}`.trim());
  pressed(element, work);
  return element;
}

/** What is left of each rest; the end of one is told once. */
function tick() {
  const now = performance.now() / 1000 + ahead;
  for (const fever of list.rows) {
    const item = one(`[data-fever="${fever.id}"]`);
    const left = Math.ceil(fever.until - now);
    const state = fever.referred ? "call" : left > 0 ? "resting" : "due";
    one(".left", item).textContent = state === "resting" ? clock(left) : words.fever[state];
    if (item.dataset.state === "resting" && state === "due") rested(fever);
    item.dataset.state = state;
  }
  one("#waiting-tab").classList.toggle("due", list.rows.some(({ id }) => one(`[data-fever="${id}"]`).dataset.state === "due"));
}

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

function rested(fever) {
  const key = `${fever.id} ${fever.until}`;
  if (told.has(key)) return;
  told.add(key);
  const text = () => {
    const { who, told: how } = current(fever);
    return words.fever.dueNow.replace("{who}", who || how);
  };
  tell(text);
  say(one("#spoken"), text);
  play("measure", "");
}

function measure(fever) {
  one("#waiting").classList.remove("open");
  once("measure again", async () => {
    const { problem } = await act("/fever/measure", { fever: fever.id, request: fresh() });
    if (problem) tell(problem, "alarm");
  });
}

function open(fever) {
  closing = fever;
  whom();
  one("#fever-note").value = "";
  say(one("#fever .problem"));
  one("#fever [data-end=fine]").hidden = !fever.by_hand;
  one("#fever").showModal();
}

/** Whose story is ended, as the list tells it now: it is in another language, or they were measured again. */
function whom() {
  closing = current(closing);
  one("#fever-whom").textContent = [closing.who, closing.told].filter(Boolean).join(" · ");
}

const current = (fever) => list.rows.find(({ id }) => id === fever.id) ?? fever;

function endings() {
  const dialog = one("#fever");
  const note = one("#fever-note");
  const end = (what) => once("fever", async () => {
    const said = note.value;
    const body = { fever: closing.id, end: what, note: said, request: idOf(`fever ${closing.id} ${what} ${said}`) };
    const { problem } = await act("/fever/close", body);
    say(one(".problem", dialog), problem);
    if (problem) {
      note.focus();
      return;
    }
    dialog.close();
    tell(() => words.fever.closed);
  });
  for (const button of all("[data-end]", dialog)) pressed(button, () => end(button.dataset.end));
  one("form", dialog).addEventListener("submit", (submitted) => submitted.preventDefault());
  pressed(one(".close", dialog), () => dialog.close());
}

function references() {
  const dialog = one("#reference");
  const form = one("form", dialog);
  let request = "";

  const warn = (problem) => say(one(".problem", form), problem);
  pressed(one("#reference-open"), () => {
    request = fresh();
    form.reset();
    warn();
    dialog.show();
    one("#reference-typed").focus();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    once("reference", async () => {
      const fields = Object.fromEntries(all("[name]:enabled", form).map((field) => [field.name, field.value]));
      const { data, problem } = await send("/reference", { ...fields, request });
      if (problem) return warn(problem);
      use(fields.device.trim());
      if (data.standing === "doubtful") return again(data.said);
      dialog.close();
      return tell(data.said, data.standing === "good" ? "note" : "alarm");
    });
  });

  /** The same device once more, at once. */
  function again(said) {
    request = fresh();
    one("#reference-typed").value = "";
    one("#reference-typed").focus();
    warn(said);
  }

  pressed(one(".close", form), () => dialog.close());
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    dialog.close();
  });
}
