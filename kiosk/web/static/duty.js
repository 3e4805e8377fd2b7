// Who is on duty: signing on and off, the lock. The PIN goes to the gate's program and stays nowhere here.

import { act, fresh, once } from "./line.js";
import * as sheets from "./sheets.js";
import { closable } from "./sheets.js";
import { tell } from "./toast.js";
import { all, made, one, pressed, say, words } from "./words.js";

const LONGEST = 8;
const KEYS = /^[0-9]$/;
const SAID_FOR_MS = 12_000;

let duty = { names: [], fevers: [] };
let chosen = "";
let adding = false;
let pin = "";
let fading = 0;

export function show(next) {
  if (duty.name !== undefined && next.name && next.name !== duty.name) tell(() => words.duty.signedOn.replace("{name}", next.name));
  duty = next;
  one("#card-awaited").hidden = !duty.card;
  one("#duty-open span").textContent = duty.name || words.duty.nobody;
  one("#duty-open").setAttribute("aria-label", duty.name ? `${words.duty.nobody} ${duty.name}` : words.duty.nobody);
  one("#locked-name").textContent = duty.name;
  if (!duty.locked) {
    put("");
    hint();
  }
  if (one("#duty").open) draw();
}

export function setUp() {
  const dialog = one("#duty");
  pressed(one("#duty-open"), open);
  closable(dialog);
  pressed(one("#duty-card"), () => send("/shift/card", { is_on: true }, () => dialog.close()));
  pressed(one("#card-cancel"), () => once("/shift/card", cancel));
  pressed(one("#duty-lock"), () => { dialog.close(); send("/shift/lock", {}); });
  pressed(one("#other"), open);
  one("form", dialog).addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  for (const button of all("[data-pin]")) {
    button.addEventListener("pointerdown", (event) => event.preventDefault());
    button.addEventListener("click", () => press(button.dataset.pin));
  }
}

/** Takes one key while the page is locked; false when it is none of the pad's. */
export function press(key) {
  if (key === "Enter") unlock();
  else if (key === "Backspace") put(pin.slice(0, -1));
  else if (KEYS.test(key)) put((pin + key).slice(0, LONGEST));
  else return false;
  return true;
}

function put(text) {
  pin = text;
  one("#pin").textContent = text ? "•".repeat(text.length) : "––––";
  one("#pin").classList.toggle("empty", !text);
}

/** A function that puts back what is typed of the PIN now. */
export function snapshot() {
  const before = pin;
  return () => put(before);
}

function unlock() {
  if (!pin) return;
  once("unlock", async () => {
    const { problem } = await act("/shift/unlock", { pin });
    put("");
    hint(problem);
  });
}

async function cancel() {
  const { problem } = await act("/shift/card", { is_on: false });
  if (problem) tell(problem, "alarm");
}

/** What is wrong, under the PIN for a while; nothing: what can be done. */
export function hint(problem) {
  say(one("#pin-hint"), problem ?? (() => words.duty.hint));
  one("#pin-hint").dataset.level = problem ? "alarm" : "";
  clearTimeout(fading);
  if (problem) fading = setTimeout(hint, SAID_FOR_MS);
}

function open() {
  chosen = "";
  adding = !duty.names.length;
  for (const input of all("#duty input")) input.value = "";
  say(one("#duty .problem"));
  draw();
  sheets.open(one("#duty"));
  first().focus();
}

/** What is to be done first: the note of who goes, the choice of who comes, the name of who is new. */
function first() {
  if (duty.name && !duty.locked) return one("#duty-note");
  return adding ? one("#duty-name") : one("#duty-names button");
}

function draw() {
  const on = Boolean(duty.name) && !duty.locked;
  one("#duty-now").textContent = filled(duty.locked ? words.duty.locked : on ? words.duty.now : words.duty.none);
  one("#duty-left").textContent = duty.left && (duty.note || !on) ? words.duty.left.replace("{left}", duty.left).replace("{note}", duty.note || "—") : "";
  one("#duty-fevers").replaceChildren(...duty.fevers.map((text) => made("li", "", words.fever.waiting.replace("{who}", text))));
  one("#duty-names").replaceChildren(...(on ? [] : names()));
  one("#duty-name-field").hidden = on || !adding;
  one("#duty-pin-field").hidden = on;
  one("#duty-note-field").hidden = !on;
  one("#duty-lock").hidden = !on;
  one("#duty-card").hidden = on;
  one("#duty-go").textContent = on ? words.duty.off : words.duty.on;
}

const filled = (text) => text.replace("{name}", duty.name).replace("{time}", duty.since).replace("{inside}", duty.inside).replace("{resting}", duty.resting);

function names() {
  const buttons = duty.names.map((name) => choice(name, chosen === name, () => { chosen = name; adding = false; }));
  return duty.locked ? buttons : [...buttons, choice(words.duty.add, adding, () => { chosen = ""; adding = true; })];
}

function choice(text, on, choose) {
  const button = made("button", "", text);
  button.type = "button";
  button.setAttribute("aria-pressed", String(on));
  pressed(button, () => {
    choose();
    draw();
    one(adding ? "#duty-name" : "#duty-pin").focus();
  });
  return button;
}

function submit() {
  const request = fresh();
  const on = Boolean(duty.name) && !duty.locked;
  const close = () => one("#duty").close();
  if (on) return send("/shift/off", { note: one("#duty-note").value, request }, () => { close(); tell(() => words.duty.signedOff); });
  const name = adding ? one("#duty-name").value : chosen;
  const field = one("#duty-pin");
  return send(adding ? "/shift/add" : "/shift/on", { name, pin: field.value, request }, close, () => {
    field.value = ""; // nobody sees what is typed: the next digits must not stand behind wrong ones
  });
}

function send(path, body, done = () => {}, refused = () => {}) {
  return once(path, async () => {
    const { problem } = await act(path, body);
    say(one("#duty .problem"), problem);
    if (problem) refused();
    else done();
  });
}
