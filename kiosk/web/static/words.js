// The page's words in its language, and the few shorthands for its elements.

const read = new Map();
const saying = new Map();

/** The words of one place of the page; they change with its language. */
export function wordsOf(id) {
  const found = JSON.parse(document.getElementById(id).textContent);
  read.set(id, found);
  return found;
}

/** The page's language changed. */
export function readWords() {
  for (const [id, found] of read) Object.assign(found, JSON.parse(document.getElementById(id).textContent));
  sayAgain();
}

/** A text in the page's language: the gate's own comes in both languages, the page's is a function that reads it anew. None is none. */
export const inTongue = (text) => (typeof text === "function" ? text() : (text?.[words.language] ?? ""));

/** Shows a text in a place, in whatever language the page is in while it stands there. */
export function say(place, text) {
  saying.set(place, text);
  put(place, text);
}

/** The language may have changed, or what is told of. */
export function sayAgain() {
  for (const [place, text] of saying) put(place, text);
}

function put(place, text) {
  const now = inTongue(text);
  // Told again, it would be read out again.
  if (place.textContent !== now) place.textContent = now;
}

export const words = wordsOf("words");

export const one = (selector, within = document) => within.querySelector(selector);

export const all = (selector, within = document) => [...within.querySelectorAll(selector)];

/** An element with text that is only ever text, so that a name with HTML in it shows as it is written. */
export function made(tag, className = "", text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

export function icon(name, className = "icon") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#${name}`);
  svg.append(use);
  return svg;
}

/** 36.5 for 36.5, 36.55 for 36.55. */
export const degrees = (celsius) => celsius.toFixed(2).replace(/0$/, "");

/** Presses of a button, but not the second half of a double click, which may land on a button that was not there yet. */
export function pressed(button, act) {
  button.addEventListener("click", (event) => {
    if (event.detail > 1) return;
    // A mouse or finger leaves no focus behind: the Enter that confirms a temperature must not press this button again.
    if (event.detail > 0) button.blur();
    act(event);
  });
}
