// The temperature of the person on the screen, and of nobody else: what was typed belongs to one screen's number.
// Where on the body and by which thermometer stays as it was chosen last: a volunteer measures everybody the same way.

import { act, idOf, once } from "./line.js";
import { tell } from "./toast.js";
import { all, made, one, say, words } from "./words.js";

const LONGEST = 5;
const NEXT_SITE = "*";
const [COLDEST, HOTTEST, COLDEST_F, HOTTEST_F] = [30, 42.22, 86, 108];
const WHOLE_F = [90, 108];
const KEYS = { ",": ".", "。": ".", "，": ".", Decimal: ".", "．": "." };

let screen = 0;
let typed = "";
let stale = false;
let offered = 0;
let way = { sites: [], devices: [], site: "forehead", firm: false };
let habit = "";
let site = "forehead";
let device = "";
let usual = "";

export function setUp() {
  // Keeps the focus where it is, so that an Enter after a touch means OK and not the button again.
  for (const id of ["#guess", "#device"]) one(id).addEventListener("pointerdown", (event) => event.preventDefault());
  one("#guess").addEventListener("click", () => { put(one("#guess").dataset.degrees); confirm(); });
  one("#device").addEventListener("click", () => nextDevice());
  for (const button of all("[data-key]", one("#pad"))) {
    // Keeps the focus where it is, so that an Enter after a touch means OK and not the digit again.
    button.addEventListener("pointerdown", (event) => event.preventDefault());
    button.addEventListener("click", () => press(button.dataset.key));
  }
}

/** Nobody is asked: what was typed was for somebody who is not known any more. */
export function forget() {
  screen = 0;
  begin();
}

/** Asks anew when somebody else stands there, or something else is asked; `pad` tells how they can be measured, `remedy` what to do. */
export function ask(number, { pad, remedy }) {
  way = pad ?? way;
  usual = remedy;
  if (number === screen) {
    ways();
    return;
  }
  screen = number;
  site = !way.firm && way.sites.some(({ key }) => key === habit) ? habit : way.site;
  if (!way.devices.includes(device)) device = "";
  ways();
  begin();
}

function begin() {
  hint(null);
  put("");
}

/** Reading `number` of a thermometer, perhaps this person's: OK says that it is, a digit begins anew. */
export function offer(text, number) {
  put(text);
  stale = true;
  offered = number;
}

/** The sites as buttons, and the thermometer where this gate knows of some. */
function ways() {
  one("#sites").hidden = way.sites.length < 2;
  one("#sites").replaceChildren(...way.sites.map(siteButton));
  one("#device").hidden = !way.devices.length;
  one("#device").textContent = device || words.noDevice;
}

function siteButton({ key, word }) {
  const button = made("button", "", word);
  button.type = "button";
  button.setAttribute("aria-pressed", String(key === site));
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", () => choose(key));
  return button;
}

function choose(key) {
  site = key;
  if (!way.firm) habit = key;
  ways();
}

function nextSite() {
  const keys = way.sites.map(({ key }) => key);
  if (keys.length > 1) choose(keys[(keys.indexOf(site) + 1) % keys.length]);
}

function nextDevice() {
  const names = ["", ...way.devices];
  device = names[(names.indexOf(device) + 1) % names.length];
  ways();
}

/** From now on this thermometer is in hand. */
export function use(name) {
  device = name;
  if (name && !way.devices.includes(name)) way.devices = [...way.devices, name];
}

/** Takes one key; false when it is none of the pad's. */
export function press(name) {
  const key = KEYS[name] ?? name;
  if (key === "Enter") confirm();
  else if (key === "Backspace") put(typed.slice(0, -1));
  else if (key === NEXT_SITE) nextSite();
  else if (/^[0-9.]$/.test(key)) add(key);
  else return false;
  return true;
}

/** A function that puts back what is typed now. */
export function snapshot() {
  const [before, wasStale, wasOffered, wasSite, wasHabit] = [typed, stale, offered, site, habit];
  return () => {
    put(before);
    [stale, offered, site, habit] = [wasStale, wasOffered, wasSite, wasHabit];
    ways();
  };
}

/** What `365` means, as the gate's program reads it; `1004` can only be 100.4 °F, and `102` is 102 °F. */
export function meant(text) {
  if (isWholeFahrenheit(text) || !/^\d{3,4}$/.test(text)) return text;
  const usual = `${text.slice(0, 2)}.${text.slice(2)}`;
  const other = `${text.slice(0, -1)}.${text.slice(-1)}`;
  return !isBody(usual) && isFahrenheit(other) ? other : usual;
}

const isWholeFahrenheit = (text) => /^\d{2,3}$/.test(text) && Number(text) >= WHOLE_F[0] && Number(text) <= WHOLE_F[1];
const isBody = (text) => Number(text) >= COLDEST && Number(text) <= HOTTEST;
const isFahrenheit = (text) => Number(text) >= COLDEST_F && Number(text) <= HOTTEST_F;

function add(key) {
  const before = stale ? "" : typed;
  if (before.length < LONGEST && !(key === "." && before.includes("."))) put(before + key);
}

function put(text) {
  typed = text;
  stale = false;
  offered = 0;
  if (!one("#guess").hidden) {
    one("#guess").hidden = true;
    hint(null);
  }
  const shown = one("#typed");
  const degrees = meant(text);
  const inFahrenheit = isWholeFahrenheit(degrees) || (degrees.length > 2 && isFahrenheit(degrees));
  shown.textContent = text ? `${degrees} ${inFahrenheit ? "℉" : words.celsius}` : `––.– ${words.celsius}`;
  if (inFahrenheit) shown.append(made("small", "", words.fahrenheit.replace("{celsius}", ((degrees - 32) / 1.8).toFixed(1))));
  shown.classList.toggle("empty", !text);
}

function confirm() {
  if (!typed) return;
  once(`temperature ${screen}`, async () => {
    const asked = screen;
    const { problem, guess } = offered ? await accept(asked) : await act("/temperature", { screen: asked, typed, site, device, request: idOf(`temperature ${asked}`) });
    if (problem) refuse(problem, asked, guess);
  });
}

const accept = (asked) => act("/heard", { screen: asked, heard: offered, request: idOf(`heard ${asked} ${offered}`) });

function refuse(problem, asked, guess) {
  // Another page may have answered for this person meanwhile: under a temperature that is not asked any more nobody would read it.
  if (asked !== screen || document.body.dataset.view !== "asking") {
    tell(problem, "alarm");
    return;
  }
  hint(problem);
  one("#guess").hidden = guess == null;
  if (guess != null) {
    say(one("#guess"), () => words.meant.replace("{guess}", guess.toFixed(1)));
    one("#guess").dataset.degrees = guess.toFixed(1);
  }
  // What was refused stays to be read, and the next digit begins anew.
  stale = true;
}

/** What is wrong, under the temperature, until somebody else stands there; null: what is to be done. */
export function hint(problem) {
  say(one("#hint"), problem ?? (() => usual));
  one("#hint").dataset.level = problem ? "alarm" : "";
}

