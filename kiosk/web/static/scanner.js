// A hand scanner types like nobody's fingers: that is how it is told from them, wherever the focus stands.

const FINGERS_ARE_SLOWER_MS = 35;
// A busy PC hands a scanner's keys over with breaks; an Enter at the end waits for nothing.
const SILENCE_MS = 250;
const SHORTEST_CODE = 20;
const LONGEST_BY_HAND = 5;

let keys = [];
let silence = 0;

/** Calls `onCode` with each scanned text. `snapshot` gives a function that puts back what the scanner's keys changed. */
export function listen({ onCode, snapshot }) {
  document.addEventListener("keydown", (event) => heard(event, onCode, snapshot), true);
}

function heard(event, onCode, snapshot) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (event.key === "Enter" || event.key === "Tab") {
    if (finish(onCode)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    return;
  }
  const character = typed(event);
  if (!character) return;
  if (keys.length && event.timeStamp - keys.at(-1).at > SILENCE_MS) keys = [];
  keys.push({ character, at: event.timeStamp, putBack: snapshot(), editing: isEditing() });
  clearTimeout(silence);
  silence = setTimeout(() => finish(onCode), SILENCE_MS);
}

/** Ends a run of keys; true when it was a scanner's. Another barcode than a pass is dropped where no text is being written. */
function finish(onCode) {
  const run = fastEnd(keys);
  keys = [];
  clearTimeout(silence);
  const fast = run.length > 1 && (run.at(-1).at - run[0].at) / (run.length - 1) <= FINGERS_ARE_SLOWER_MS;
  const code = fast && run.length >= SHORTEST_CODE;
  const stray = fast && run.length > LONGEST_BY_HAND && !run[0].editing;
  if (code || stray) run[0].putBack();
  if (code) onCode(run.map(({ character }) => character).join(""));
  return code || stray;
}

/** The run without the digits that fingers typed just before the scanner began; a code begins with a letter. */
function fastEnd(run) {
  let begin = 0;
  while (begin + 1 < run.length && byHand(run[begin], run[begin + 1])) begin += 1;
  return run.slice(begin);
}

const byHand = (key, next) => /[\d.]/.test(key.character) && next.at - key.at > FINGERS_ARE_SLOWER_MS;

/** The character of a key, also under an input method, which hides it. */
function typed(event) {
  if (event.key.length === 1) return event.key;
  return event.key === "Process" ? (/^(?:Key|Digit)(.)$/.exec(event.code)?.[1] ?? "") : "";
}

export function isEditing() {
  return Boolean(document.activeElement?.matches("input, textarea, select"));
}
