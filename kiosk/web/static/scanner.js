// A hand scanner types like nobody's fingers: that is how it is told from them, wherever the focus stands.

const FINGERS_ARE_SLOWER_MS = 35;
// A busy PC hands a scanner's keys over with breaks; an Enter at the end waits for nothing.
const SILENCE_MS = 250;
const SHORTEST_CODE = 20;
const LONGEST_BY_HAND = 5;
// Some scanners hold Alt and type each character's number on the keypad: slower, but nobody's fingers do that.
const BY_NUMBER_MS = 150;
// What a scanner that was told to name the kind of symbol puts before a QR code.
const KIND_OF_SYMBOL = /^\]Q\d/i;
const HIDDEN_BY_AN_INPUT_METHOD = ["Process", "Unidentified"];

let keys = [];
let silence = 0;
let number = "";
let composing = false;

/** Calls `onCode` with each scanned text. `snapshot` gives a function that puts back what the scanner's keys changed. */
export function listen({ onCode, snapshot }) {
  document.addEventListener("keydown", (event) => heard(event, onCode, snapshot), true);
  document.addEventListener("keyup", (event) => released(event, onCode, snapshot), true);
  document.addEventListener("compositionstart", () => { composing = true; }, true);
  document.addEventListener("compositionend", () => { composing = false; }, true);
}

/** Whether an input method holds text that is not in its field yet. */
export const isComposing = () => composing;

function heard(event, onCode, snapshot) {
  if (event.altKey) number += keypad(event);
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (event.key === "Enter" || event.key === "Tab") {
    if (finish(onCode)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    return;
  }
  const character = typed(event);
  if (character) hear(character, event, FINGERS_ARE_SLOWER_MS, onCode, snapshot);
}

/** Alt is let go: the number typed meanwhile is a character's. */
function released(event, onCode, snapshot) {
  if (event.key !== "Alt") return;
  const character = number ? String.fromCharCode(Number(number) % 256) : "";
  number = "";
  if (character) hear(character, event, BY_NUMBER_MS, onCode, snapshot);
}

function hear(character, event, slower, onCode, snapshot) {
  if (keys.length && event.timeStamp - keys.at(-1).at > SILENCE_MS) keys = [];
  keys.push({ character, slower, at: event.timeStamp, putBack: snapshot(), editing: isEditing() });
  clearTimeout(silence);
  silence = setTimeout(() => finish(onCode), SILENCE_MS);
}

/** Ends a run of keys; true when it was a scanner's. Another barcode than a pass is dropped where no text is being written. */
function finish(onCode) {
  const run = fastEnd(keys);
  keys = [];
  clearTimeout(silence);
  const fast = run.length > 1 && (run.at(-1).at - run[0].at) / (run.length - 1) <= run.at(-1).slower;
  const code = fast && run.length >= SHORTEST_CODE;
  const stray = fast && run.length > LONGEST_BY_HAND && !run[0].editing;
  if (code || stray) run[0].putBack();
  if (code) onCode(run.map(({ character }) => character).join("").replace(KIND_OF_SYMBOL, ""));
  return code || stray;
}

/** The run without the digits that fingers typed just before the scanner began; a code begins with a letter. */
function fastEnd(run) {
  let begin = 0;
  while (begin + 1 < run.length && byHand(run[begin], run[begin + 1])) begin += 1;
  return run.slice(begin);
}

const byHand = (key, next) => /[\d.]/.test(key.character) && next.at - key.at > FINGERS_ARE_SLOWER_MS;

/** The character of a key, also under an input method, which hides it, and of the keypad while Num Lock is off. */
function typed(event) {
  if (event.key.length === 1) return event.key;
  if (HIDDEN_BY_AN_INPUT_METHOD.includes(event.key)) return /^(?:Key|Digit|Numpad)(.)$/.exec(event.code)?.[1] ?? "";
  return keypad(event);
}

const keypad = ({ code }) => /^Numpad(\d)$/.exec(code)?.[1] ?? "";

export function isEditing() {
  return Boolean(document.activeElement?.matches("input, textarea, select"));
}
