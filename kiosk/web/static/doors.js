// The pad for a door: stairwell, then room. Only keys that lead to a door there is can be pressed; typing goes on beside it.
// Put away, it leaves the form free on a phone, and comes back with a touch of the field.

import { all, made, one, say, words } from "./words.js";

let stairwells = new Map();
let input = null;

export function setUp() {
  // The field keeps the focus, so that fingers and keyboard take turns.
  one("#door-pad").addEventListener("mousedown", (event) => event.preventDefault());
  for (const button of all("[data-door]")) key(button);
  one("#door-pad-away").addEventListener("click", () => { one("#door-pad").hidden = true; });
  document.addEventListener("click", ({ target }) => { if (target === input) ask(target); });
  document.addEventListener("focusin", ({ target }) => (target.closest(".door-entry") ? ask(target) : leave()));
  // A field that vanishes with its form tells of no new focus.
  document.addEventListener("focusout", () => setTimeout(() => { if (!document.activeElement?.closest(".door-entry")) leave(); }));
  document.addEventListener("input", ({ target }) => { if (target === input) drawTyped(); });
  load();
}

/** `12-302` and `12.302` can be typed in one go, on a number pad. */
export function quick(form) {
  const [stairwell, room] = [one(".stairwell", form), one(".room", form)];
  stairwell.addEventListener("input", () => {
    const parts = /^(.*?)(?:[-./—\s号]+)(.*?)室?$/.exec(stairwell.value);
    if (!parts) return;
    stairwell.value = parts[1];
    if (parts[2]) room.value = parts[2];
    room.focus();
  });
  room.addEventListener("keydown", (event) => {
    if (event.key === "Backspace" && !room.value) stairwell.focus();
  });
}

/** The doors of the passbook that the gate has now. */
async function load() {
  const answer = await fetch("/doors").catch(() => null);
  if (answer?.ok) stairwells = new Map((await answer.json()).map(({ number, rooms }) => [number, rooms]));
  if (input) draw();
}

function ask(field) {
  input = field;
  load();
  one("#door-pad").hidden = false;
  draw();
}

function leave() {
  input = null;
  one("#door-pad").hidden = true;
}

function key(button) {
  button.addEventListener("click", () => { if (button.ariaDisabled !== "true") press(button.dataset.door); });
}

function press(name) {
  if (name === "Enter") next();
  else if (name === "Backspace") erase();
  else add(name);
}

function add(character) {
  input.value += character;
  // What can be nothing longer is complete: no key is needed to say so.
  if (isWhole() && !leads().size) next();
  else draw();
}

function erase() {
  if (input.value) input.value = input.value.slice(0, -1);
  else if (isRoom()) part(".stairwell").focus();
  draw();
}

function next() {
  if (!isRoom()) part(".room").focus();
  else after().focus();
}

/** The field after the door, or the button that sends the form. */
function after() {
  const fields = all("input, [type=submit]", input.form);
  return fields[fields.indexOf(input) + 1];
}

const part = (name) => one(name, input.closest(".door-entry"));
const isRoom = () => input.classList.contains("room");
const typed = () => input.value.trim().toUpperCase();

/** The stairwells, or the rooms of the stairwell that was typed. */
const names = () => (isRoom() ? (stairwells.get(part(".stairwell").value.trim()) ?? []) : [...stairwells.keys()]);

const isWhole = () => names().includes(typed());

/** The characters that may follow what was typed. */
const leads = () => new Set(names().filter((name) => name.startsWith(typed())).map((name) => name[typed().length]).filter(Boolean));

function draw() {
  const [open, whole] = [leads(), isWhole()];
  one("#door-pad .letters").replaceChildren(...[...open].filter((character) => /\D/.test(character)).sort().map(letter));
  for (const button of all("[data-door]", one("#door-pad .pad"))) {
    const name = button.dataset.door;
    button.ariaDisabled = String(stairwells.size > 0 && (name === "Enter" ? !whole : name !== "Backspace" && !open.has(name)));
  }
  const isLast = isRoom();
  say(one("#door-pad .ok"), () => (isLast ? words.door.done : words.door.next));
  shown(!stairwells.size || whole || open.size > 0);
}

/** A door that was typed to its end needs no pad any more, which may lie over what comes next. */
function drawTyped() {
  one("#door-pad").hidden = isRoom() && isWhole() && !leads().size;
  draw();
}

function letter(character) {
  const button = made("button", "", character);
  button.type = "button";
  button.dataset.door = character;
  key(button);
  return button;
}

function shown(isThere) {
  const [stairwell, room] = [part(".stairwell").value || "–", part(".room").value || (isRoom() ? "–" : "")];
  say(one("#door-pad .door-typed"), () => {
    const text = `${stairwell}${words.door.between}${room && `${room}${words.door.after}`}`;
    return isThere ? text : `${text} ${words.door.none}`;
  });
}
