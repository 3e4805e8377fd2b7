// The temperature of the person on the screen, and of nobody else: what was typed belongs to one screen's number.

import { act, idOf, once } from "./line.js";
import { all, one, tell, words } from "./words.js";

const LONGEST = 5;
const KEYS = { ",": ".", "。": ".", "，": ".", Decimal: ".", "．": "." };

let screen = 0;
let typed = "";
let stale = false;
let offered = 0;

export function setUp() {
  for (const button of all("[data-key]", one("#pad"))) {
    // Keeps the focus where it is, so that an Enter after a touch means OK and not the digit again.
    button.addEventListener("pointerdown", (event) => event.preventDefault());
    button.addEventListener("click", () => press(button.dataset.key));
  }
}

/** Asks anew when somebody else stands there. */
export function ask(number) {
  if (number === screen) return;
  screen = number;
  put("");
}

/** Reading `number` of a thermometer, perhaps this person's: OK says that it is, a digit begins anew. */
export function offer(text, number) {
  put(text);
  stale = true;
  offered = number;
}

/** Takes one key; false when it is none of the pad's. */
export function press(name) {
  const key = KEYS[name] ?? name;
  if (key === "Enter") confirm();
  else if (key === "Backspace") put(typed.slice(0, -1));
  else if (/^[0-9.]$/.test(key)) add(key);
  else return false;
  return true;
}

/** A function that puts back what is typed now. */
export function snapshot() {
  const before = typed;
  return () => put(before);
}

/** What `365` means, as the office's rules read it. */
export function meant(text) {
  return /^\d{3,4}$/.test(text) ? `${text.slice(0, 2)}.${text.slice(2)}` : text;
}

function add(key) {
  const before = stale ? "" : typed;
  if (before.length < LONGEST && !(key === "." && before.includes("."))) put(before + key);
}

function put(text) {
  typed = text;
  stale = false;
  offered = 0;
  const shown = one("#typed");
  shown.textContent = text ? `${meant(text)} ${words.celsius}` : `––.– ${words.celsius}`;
  shown.classList.toggle("empty", !text);
}

function confirm() {
  if (!typed) return;
  once(`temperature ${screen}`, async () => {
    const asked = screen;
    const { problem } = offered ? await accept(asked) : await act("/temperature", { screen: asked, typed, request: idOf(`temperature ${asked}`) });
    if (problem) refused(problem, asked);
  });
}

const accept = (asked) => act("/heard", { screen: asked, heard: offered, request: idOf(`heard ${asked} ${offered}`) });

function refused(problem, asked) {
  if (asked !== screen) {
    tell(problem, "alarm");
    return;
  }
  say(problem);
  // What was refused stays to be read, and the next digit begins anew.
  stale = true;
}

/** What is wrong, under the temperature, until somebody else stands there. */
export function say(problem) {
  const hint = one("#hint");
  hint.textContent = problem;
  hint.dataset.level = "alarm";
}

