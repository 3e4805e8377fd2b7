// A hand scanner types like nobody's fingers: that is how it is told from them, wherever the focus stands.

const FINGERS_ARE_SLOWER_MS = 35;
// A busy PC hands a scanner's keys over with breaks; an Enter at the end waits for nothing.
const SILENCE_MS = 250;
const SHORTEST_CODE = 20;
// What is on a pass, whatever stands around it; with a digit, which Pinyin has not.
const PASS = /G(?=[A-Z]*[2-7])[A-Z2-7]{28}/i;
// Where no text is being written nobody types so many keys in a row, and nowhere a pass: slower scanners are heard then.
const SLOW_SCANNER_MS = 85;
const LONGEST_BY_HAND = 5;
// Some scanners hold Alt and type each character's number on the keypad: slower, but nobody's fingers do that.
const BY_NUMBER_MS = 150;
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
  if (event.key === "Backspace" || event.key === "Delete") keys = []; // fingers: a scanner takes nothing back
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

/** Ends a run of keys; true when it was a scanner's. What is no pass is told by the gate; in a field a short one is text. */
function finish(onCode) {
  const run = fastEnd(keys);
  keys = [];
  clearTimeout(silence);
  if (!run.length || !isScanned(run, paceOf(run))) return false;
  run[0].putBack();
  onCode(textOf(run));
  return true;
}

function isScanned(run, pace) {
  const { slower } = run.at(-1);
  const isPass = PASS.test(textOf(run));
  if (run[0].editing && !isPass) return run.length >= SHORTEST_CODE && pace <= slower;
  return run.length > LONGEST_BY_HAND && pace <= Math.max(slower, SLOW_SCANNER_MS);
}

/** The run without the digits that fingers typed just before the scanner began: a pause is between, and a code begins with a letter. */
function fastEnd(run) {
  const begin = run.findIndex(({ character }) => !/[\d.]/.test(character));
  if (begin < 1) return run;
  const rest = run.slice(begin);
  return rest[0].at - run[begin - 1].at > Math.max(FINGERS_ARE_SLOWER_MS, 2 * paceOf(rest)) ? rest : run;
}

const textOf = (run) => run.map(({ character }) => character).join("");

const paceOf = (run) => (run.at(-1).at - run[0].at) / Math.max(1, run.length - 1);

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
